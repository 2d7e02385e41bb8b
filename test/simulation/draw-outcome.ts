import type { RatingScale } from '../../src/demo/rating-scale.ts';
import type { SimulatedOrganisation } from '../../src/demo/simulate-organisation.ts';
import { type DrawnProgramme, effectOn, strengthOn } from '../../src/demo/training-effects.ts';
import { channelOf, type MeasureSeries, seriesOf } from '../../src/demo/workplace.ts';
import type { Outcome } from '../../src/impact/index.ts';
import type { Random } from '../../src/stats/random.ts';

/** What is wrong with the data, beside chance. */
export interface Disturbance {
  /** Share of person-weeks of which nothing is known. */
  readonly share?: number;
  /** Share of teams of which nothing is known for `weeks` on end, at any time. */
  readonly shareOfTeams?: number;
  readonly weeks?: number;
  /** By how much those who were never assigned move apart from the others in a year, in units of the measure. */
  readonly driftOfOthersPerYear?: number;
  /** Share of the effect that an untrained person gets where all colleagues were trained, and in proportion. */
  readonly passedOn?: number;
}

const pleased = 4;
const weeksPerYear = 52;
/** Streams of the study are apart from those of the contacts. */
const ownStream = 50;

/**
 * A measure drawn as sums and counts per person and week, from the distribution that single contacts would give:
 * how many answered and how many did not are independent Poisson numbers. A tenth of the time of drawing contacts.
 */
export function drawOutcome(
  organisation: SimulatedOrganisation,
  measure: string,
  scale: RatingScale,
  disturbance: Disturbance,
): Outcome {
  const { workplace, programmes } = organisation;
  const series = seriesOf(workplace, measure);
  const unknown = drawUnknown(organisation, disturbance);
  const meanAt = levels(organisation, series, disturbance);
  const next = quickUniform(workplace.streams('values', ownStream));
  const draw: Draw = { organisation, series, meanAt, unknown, next };
  if (series.measure.kind === 'count') return drawEvents(draw);
  if (series.measure.kind === 'share') return drawShares(draw);
  if (series.measure.kind !== 'rating') throw new Error(`${measure}: no ${series.measure.kind} in the study`);
  const selecting = programmes.filter(({ programme }) => programme.effect.pleasedWhoAnswer !== undefined);
  return drawRatings(draw, scale, selecting);
}

interface Draw {
  readonly organisation: SimulatedOrganisation;
  readonly series: MeasureSeries;
  readonly meanAt: (person: number, week: number) => number;
  /** [people x weeks] 1 where nothing is known; undefined where all is. */
  readonly unknown: Uint8Array | undefined;
  readonly next: () => number;
}

function levels(
  { workplace, programmes }: SimulatedOrganisation,
  { measure, person: standing, shock, season }: MeasureSeries,
  { driftOfOthersPerYear = 0, passedOn = 0 }: Disturbance,
): Draw['meanAt'] {
  const { teamAt, weeks } = workplace.roster;
  const learned = passedOn === 0 ? undefined : effectsOfColleagues(workplace, programmes[0], passedOn);
  const assigned = programmes[0]?.rollOut;
  const drifts = (person: number) =>
    driftOfOthersPerYear !== 0 && assigned?.by === 'person' && assigned.assignedWeek[person] < 0;
  return (person, week) =>
    measure.level +
    standing[person] +
    shock[teamAt[person * weeks + week] * weeks + week] +
    season[week] +
    effectOn(programmes, workplace, measure.id, person, week) +
    (learned?.(person, week) ?? 0) +
    (drifts(person) ? (driftOfOthersPerYear * (week - weeks / 2)) / weeksPerYear : 0);
}

/** What those who were not trained learn from colleagues who were. */
function effectsOfColleagues(
  workplace: SimulatedOrganisation['workplace'],
  drawn: DrawnProgramme,
  passedOn: number,
): (person: number, week: number) => number {
  const { teamAt, weeks, members } = workplace.roster;
  const { cameWeek } = drawn.rollOut;
  const trained = new Float64Array(workplace.model.teams * weeks);
  const all = new Float64Array(trained.length);
  const isTrained = (person: number, week: number) => cameWeek[person] >= 0 && week > cameWeek[person];
  for (let person = 0; person < members; person++) {
    for (let week = 0; week < weeks; week++) {
      const team = teamAt[person * weeks + week];
      if (team < 0) continue;
      all[team * weeks + week] += 1;
      if (isTrained(person, week)) trained[team * weeks + week] += 1;
    }
  }
  return (person, week) => {
    if (isTrained(person, week)) return 0;
    const cell = teamAt[person * weeks + week] * weeks + week;
    return (passedOn * drawn.sizeWhereCame * trained[cell]) / Math.max(1, all[cell] - 1);
  };
}

function drawUnknown(
  { workplace }: SimulatedOrganisation,
  { share = 0, shareOfTeams = 0, weeks: length = 0 }: Disturbance,
): Uint8Array | undefined {
  if (share === 0 && shareOfTeams === 0) return undefined;
  const { roster, model } = workplace;
  const next = quickUniform(workplace.streams('answers', ownStream));
  const from = Int32Array.from({ length: model.teams }, () =>
    next() < shareOfTeams ? Math.floor(next() * (roster.weeks - length + 1)) : roster.weeks,
  );
  return Uint8Array.from(roster.teamAt, (team, cell) => {
    const week = cell % roster.weeks;
    const inSpan = team >= 0 && week >= from[team] && week < from[team] + length;
    return inSpan || next() < share ? 1 : 0;
  });
}

/** Calls `visit` for every member and week in post of which something is known. */
function visitCells(
  { organisation, unknown }: Draw,
  visit: (person: number, week: number, cell: number) => void,
) {
  const { members, weeks, teamAt } = organisation.workplace.roster;
  for (let person = 0; person < members; person++) {
    for (let week = 0; week < weeks; week++) {
      const cell = person * weeks + week;
      if (teamAt[cell] >= 0 && unknown?.[cell] !== 1) visit(person, week, cell);
    }
  }
}

function empty({ organisation }: Draw) {
  const { people, weeks } = organisation.workplace.roster;
  return { sum: new Float64Array(people * weeks), count: new Float64Array(people * weeks) };
}

function drawEvents(draw: Draw): Outcome {
  const { sum, count } = empty(draw);
  let sumOfSquares = 0;
  visitCells(draw, (person, week, cell) => {
    const mean = Math.max(0, draw.meanAt(person, week));
    const events = poisson(draw.next(), mean, Math.exp(-mean));
    sum[cell] = events;
    count[cell] = 1;
    sumOfSquares += events * events;
  });
  return { sum, count, sumOfSquares, asked: undefined, values: undefined };
}

function drawShares(draw: Draw): Outcome {
  const { sum, count } = empty(draw);
  const contacts = contactsPerWeek(draw, 1);
  let sumOfSquares = 0;
  visitCells(draw, (person, week, cell) => {
    const n = poisson(draw.next(), contacts.mean[person], contacts.none[person]);
    const mean = draw.meanAt(person, week);
    let yes = 0;
    for (let contact = 0; contact < n; contact++) if (draw.next() < mean) yes++;
    sum[cell] = yes;
    count[cell] = n;
    sumOfSquares += yes;
  });
  return { sum, count, sumOfSquares, asked: undefined, values: undefined };
}

function drawRatings(draw: Draw, scale: RatingScale, selecting: readonly DrawnProgramme[]): Outcome {
  const { workplace } = draw.organisation;
  const { sum, count } = empty(draw);
  const asked = new Float64Array(sum.length);
  const { channel } = channelOf(workplace, draw.series.measure.channel ?? '');
  const silent = contactsPerWeek(draw, channel.askedShare * (1 - channel.answeredShare));
  const answering = contactsPerWeek(draw, channel.askedShare * channel.answeredShare);
  const rows = new ValueRows();
  const answers = new Int32Array(6);
  const upTo = new Float64Array(4);
  let sumOfSquares = 0;
  visitCells(draw, (person, week, cell) => {
    const without = poisson(draw.next(), silent.mean[person], silent.none[person]);
    const answered = poisson(draw.next(), answering.mean[person], answering.none[person]);
    asked[cell] = without + answered;
    if (without + answered === 0) return;
    scale.sharesUpTo(draw.meanAt(person, week), upTo);
    for (let answer = 0; answer < answered; answer++) answers[answerOf(draw.next(), upTo)]++;
    const more = shareWon(draw, selecting, channel.answeredShare, person, week);
    for (let contact = 0; more > 0 && contact < without; contact++) {
      const value = answerOf(draw.next(), upTo);
      if (value >= pleased && draw.next() < more) answers[value]++;
    }
    for (let value = 1; value <= 5; value++) {
      const howMany = answers[value];
      if (howMany === 0) continue;
      answers[value] = 0;
      sum[cell] += howMany * value;
      count[cell] += howMany;
      sumOfSquares += howMany * value * value;
      rows.push(person, week, value, howMany);
    }
  });
  return { sum, count, sumOfSquares, asked, values: rows.table() };
}

function answerOf(uniform: number, upTo: Float64Array): number {
  if (uniform < upTo[1]) return uniform < upTo[0] ? 1 : 2;
  if (uniform < upTo[2]) return 3;
  return uniform < upTo[3] ? 4 : 5;
}

/** Share of the pleased who would have been silent, and answer since the training. */
function shareWon(
  { organisation }: Draw,
  selecting: readonly DrawnProgramme[],
  before: number,
  person: number,
  week: number,
): number {
  let share = before;
  for (const drawn of selecting) {
    const strength = strengthOn(drawn, organisation.workplace, person, week);
    share += strength * ((drawn.programme.effect.pleasedWhoAnswer ?? share) - share);
  }
  return (share - before) / (1 - before);
}

/** [people] contacts of a week on average, and the chance of none. */
function contactsPerWeek({ organisation, series }: Draw, share: number) {
  const { workplace } = organisation;
  const { channel } = channelOf(workplace, series.measure.channel ?? '');
  const mean = workplace.volume.map((volume) => channel.contactsPerWeek * share * volume);
  return { mean, none: mean.map((value) => Math.exp(-value)) };
}

class ValueRows {
  #rows = 0;
  #person = new Int32Array(1 << 16);
  #period = new Int32Array(1 << 16);
  #value = new Float64Array(1 << 16);
  #howMany = new Int32Array(1 << 16);

  push(person: number, period: number, value: number, howMany: number): void {
    if (this.#rows === this.#person.length) this.#grow();
    this.#person[this.#rows] = person;
    this.#period[this.#rows] = period;
    this.#value[this.#rows] = value;
    this.#howMany[this.#rows] = howMany;
    this.#rows++;
  }

  table(): NonNullable<Outcome['values']> {
    return {
      person: this.#person.subarray(0, this.#rows),
      period: this.#period.subarray(0, this.#rows),
      value: this.#value.subarray(0, this.#rows),
      howMany: this.#howMany.subarray(0, this.#rows),
    };
  }

  #grow(): void {
    const twice = <Values extends Int32Array | Float64Array>(values: Values, wider: Values): Values => {
      wider.set(values);
      return wider;
    };
    const length = 2 * this.#rows;
    this.#person = twice(this.#person, new Int32Array(length));
    this.#period = twice(this.#period, new Int32Array(length));
    this.#value = twice(this.#value, new Float64Array(length));
    this.#howMany = twice(this.#howMany, new Int32Array(length));
  }
}

/** Poisson number that a uniform number stands for; `none` is the chance of 0. */
function poisson(uniform: number, mean: number, none: number): number {
  let rest = uniform;
  let count = 0;
  let probability = none;
  while (rest >= probability && probability > 0) {
    rest -= probability;
    count += 1;
    probability *= mean / count;
  }
  return count;
}

/** sfc32, seeded by a stream: 32 bits are enough for what is drawn here, at a tenth of the time. */
function quickUniform(random: Random): () => number {
  let [a, b, c] = [0, 0, 0].map(() => random.integer(2 ** 32) | 0) as [number, number, number];
  let counter = 1;
  return () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
}
