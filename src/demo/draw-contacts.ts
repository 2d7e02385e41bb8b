import type { ChannelModel } from './organisation-model.ts';
import { poisson } from './streams.ts';
import { type DrawnProgramme, effectOn, strengthOn } from './training-effects.ts';
import { channelOf, type MeasureSeries, seriesOf, type Workplace } from './workplace.ts';

/** The contacts of one person in one channel, in the order of their weeks. All arrays have one entry per contact. */
export interface Contacts {
  readonly count: number;
  readonly week: Int32Array;
  /** 1 where the customer was asked. */
  readonly asked: Uint8Array;
  /** 1 where the customer answered the survey. */
  readonly answered: Uint8Array;
  /** By measure id: the answer that was or would have been given, 1 or 0 for yes or no, or seconds. */
  readonly values: ReadonlyMap<string, Float64Array>;
}

/** Three of four answers of a survey follow how the contact went as a whole. */
const sharedMood = 0.75;
const secondsSpread = 0.55;
const pleased = 4;

/** Draws what happened; the same person, channel and measure give the same numbers whatever else is asked for. */
export function drawContacts(
  workplace: Workplace,
  programmes: readonly DrawnProgramme[],
  person: number,
  channelId: string,
  measures: readonly string[],
): Contacts {
  const { channel, index } = channelOf(workplace, channelId);
  const week = drawWeeks(workplace, person, channel, index);
  const mood = uniforms(workplace.streams('mood', index, person), week.length);
  const series = measuresNeeded(workplace, programmes, channelId, measures);
  const values = new Map(
    series.map((one) => [
      one.measure.id,
      drawValues(workplace, programmes, { series: one, person, week, mood }),
    ]),
  );
  const { asked, answered } = drawAnswers(workplace, programmes, { channel, index, person, week, values });
  return { count: week.length, week, asked, answered, values };
}

/** Events of a count measure: how many a person had in each week. */
export function drawEvents(
  workplace: Workplace,
  programmes: readonly DrawnProgramme[],
  person: number,
  measure: string,
): Int32Array {
  const series = seriesOf(workplace, measure);
  const { roster } = workplace;
  const random = workplace.streams('values', series.index, person);
  const events = new Int32Array(roster.weeks);
  for (let week = 0; week < roster.weeks; week++) {
    if ((roster.teamAt[person * roster.weeks + week] ?? -1) < 0) continue;
    const mean =
      levelOf(workplace, series, person, week) + effectOn(programmes, workplace, measure, person, week);
    events[week] = poisson(random, Math.max(0, mean));
  }
  return events;
}

function drawWeeks(workplace: Workplace, person: number, channel: ChannelModel, index: number): Int32Array {
  const { roster, volume, streams } = workplace;
  const random = streams('contacts', index, person);
  const mean = channel.contactsPerWeek * (volume[person] ?? 1);
  const weeks: number[] = [];
  for (let week = 0; week < roster.weeks; week++) {
    if ((roster.teamAt[person * roster.weeks + week] ?? -1) < 0) continue;
    const contacts = poisson(random, mean);
    for (let contact = 0; contact < contacts; contact++) weeks.push(week);
  }
  return Int32Array.from(weeks);
}

/** The measures asked for, and those on which it hangs who answers. */
function measuresNeeded(
  workplace: Workplace,
  programmes: readonly DrawnProgramme[],
  channelId: string,
  measures: readonly string[],
): MeasureSeries[] {
  const ids = new Set(measures);
  for (const { programme } of programmes) {
    if (programme.effect.pleasedWhoAnswer !== undefined) ids.add(programme.measure);
  }
  return [...ids].map((id) => seriesOf(workplace, id)).filter(({ measure }) => measure.channel === channelId);
}

interface ValueQuestion {
  readonly series: MeasureSeries;
  readonly person: number;
  readonly week: Int32Array;
  readonly mood: Float64Array;
}

function drawValues(
  workplace: Workplace,
  programmes: readonly DrawnProgramme[],
  { series, person, week, mood }: ValueQuestion,
): Float64Array {
  const random = workplace.streams('values', series.index, person);
  const { kind, id } = series.measure;
  const values = new Float64Array(week.length);
  let current = -1;
  let mean = 0;
  for (let contact = 0; contact < week.length; contact++) {
    const at = week[contact] ?? 0;
    if (at !== current) {
      current = at;
      mean = levelOf(workplace, series, person, at) + effectOn(programmes, workplace, id, person, at);
    }
    if (kind === 'rating') {
      const u = random.next();
      const uniform = u < sharedMood ? (mood[contact] ?? 0) : (u - sharedMood) / (1 - sharedMood);
      values[contact] = workplace.scale.rate(mean, uniform);
    } else if (kind === 'share') {
      values[contact] = random.next() < mean ? 1 : 0;
    } else {
      const factor = Math.exp(secondsSpread * random.normal() - secondsSpread ** 2 / 2);
      values[contact] = Math.round(mean * factor);
    }
  }
  return values;
}

/** Level of a measure for a person in a week without any training. */
function levelOf({ roster }: Workplace, series: MeasureSeries, person: number, week: number): number {
  const team = roster.teamAt[person * roster.weeks + week] ?? -1;
  return (
    series.measure.level +
    (series.person[person] ?? 0) +
    (series.shock[team * roster.weeks + week] ?? 0) +
    (series.season[week] ?? 0)
  );
}

interface AnswerQuestion {
  readonly channel: ChannelModel;
  readonly index: number;
  readonly person: number;
  readonly week: Int32Array;
  readonly values: ReadonlyMap<string, Float64Array>;
}

function drawAnswers(
  workplace: Workplace,
  programmes: readonly DrawnProgramme[],
  { channel, index, person, week, values }: AnswerQuestion,
): { asked: Uint8Array; answered: Uint8Array } {
  const random = workplace.streams('answers', index, person);
  const asked = new Uint8Array(week.length);
  const answered = new Uint8Array(week.length);
  const changing = programmes.filter(
    ({ programme }) => programme.effect.pleasedWhoAnswer !== undefined && values.has(programme.measure),
  );
  for (let contact = 0; contact < week.length; contact++) {
    const isAsked = random.next() < channel.askedShare;
    let share = channel.answeredShare;
    for (const drawn of changing) {
      const value = values.get(drawn.programme.measure)?.[contact] ?? 0;
      if (value < pleased) continue;
      const strength = strengthOn(drawn, workplace, person, week[contact] ?? 0);
      share += strength * ((drawn.programme.effect.pleasedWhoAnswer ?? share) - share);
    }
    const answers = random.next() < share;
    asked[contact] = isAsked ? 1 : 0;
    answered[contact] = isAsked && answers ? 1 : 0;
  }
  return { asked, answered };
}

function uniforms(random: ReturnType<Workplace['streams']>, length: number): Float64Array {
  return Float64Array.from({ length }, () => random.next());
}
