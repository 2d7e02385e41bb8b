import { drawContacts, drawEvents } from './draw-contacts.ts';
import { type BeforeTraining, drawRollOut } from './draw-roll-outs.ts';
import type { Roster } from './draw-roster.ts';
import type { OrganisationModel } from './organisation-model.ts';
import { asWent, type DrawnProgramme } from './training-effects.ts';
import { drawWorkplace, seriesOf, type Workplace } from './workplace.ts';

/** An organisation whose truth is known: its workplace and its programmes as they went. */
export interface SimulatedOrganisation {
  readonly workplace: Workplace;
  readonly programmes: readonly DrawnProgramme[];
}

/** A measure per person and week, as `[people x weeks]`; 0 where nothing happened. */
export interface WeeklyOutcome {
  readonly sum: Float64Array;
  /** Values behind each sum; for a count, 1 in every week in post. */
  readonly count: Float64Array;
  /** Contacts that were asked. */
  readonly asked: Float64Array;
  readonly sumOfSquares: number;
  /** For ratings, [people x weeks x 5] how often each answer was given; for other kinds empty. */
  readonly answers: Uint16Array;
}

/** Draws a measure of an organisation; the weeks before any training must not hang on what is trained later. */
export type DrawnOutcome = (
  organisation: SimulatedOrganisation,
  measure: string,
) => Pick<WeeklyOutcome, 'sum' | 'count'>;

const fewestScores = 10;

/**
 * Draws people, teams, standing, weeks and roll-outs. Pure: the same model and seed give the same organisation, and
 * contacts follow from it without further chance (`outcomeByWeek`, `drawContacts`). Whoever draws outcomes in another way
 * says how, since people may be chosen by what they had scored.
 */
export function simulateOrganisation(
  model: OrganisationModel,
  seed: number,
  outcomeOf: DrawnOutcome = outcomeByWeek,
): SimulatedOrganisation {
  const workplace = drawWorkplace(model, seed);
  const before: BeforeTraining = {
    model,
    roster: workplace.roster,
    withCondition: workplace.withCondition,
    streams: workplace.streams,
    pastScores: (measure, from, to) => {
      const outcome = outcomeOf({ workplace, programmes: [] }, measure);
      return pastScores(workplace.roster, outcome, from, to);
    },
    standingOfTeams: (measure) => standingOfTeams(workplace, measure),
    standingOfPeople: (measure) => seriesOf(workplace, measure).person,
  };
  const programmes = model.programmes.map((programme, index) =>
    asWent(programme, drawRollOut(before, programme, index)),
  );
  return { workplace, programmes };
}

/** One measure as sums and counts per person and week: what the files add up to. */
export function outcomeByWeek(organisation: SimulatedOrganisation, measure: string): WeeklyOutcome {
  const { workplace } = organisation;
  const { channel } = seriesOf(workplace, measure).measure;
  return channel === undefined
    ? eventsByWeek(organisation, measure)
    : contactsByWeek(organisation, measure, channel);
}

function emptyOutcome({ roster }: Workplace, rated: boolean) {
  const cells = roster.people * roster.weeks;
  return {
    sum: new Float64Array(cells),
    count: new Float64Array(cells),
    asked: new Float64Array(cells),
    answers: new Uint16Array(rated ? cells * 5 : 0),
  };
}

function contactsByWeek(
  { workplace, programmes }: SimulatedOrganisation,
  measure: string,
  channel: string,
): WeeklyOutcome {
  const { roster } = workplace;
  const { kind } = seriesOf(workplace, measure).measure;
  const isRating = kind === 'rating';
  const outcome = emptyOutcome(workplace, isRating);
  let sumOfSquares = 0;
  for (let person = 0; person < roster.members; person++) {
    const contacts = drawContacts(workplace, programmes, person, channel, [measure]);
    const values = contacts.values.get(measure);
    for (let contact = 0; contact < contacts.count; contact++) {
      const cell = person * roster.weeks + (contacts.week[contact] ?? 0);
      const value = values?.[contact] ?? 0;
      add(outcome.asked, cell, contacts.asked[contact] ?? 0);
      if (isRating && contacts.answered[contact] !== 1) continue;
      add(outcome.sum, cell, value);
      add(outcome.count, cell, 1);
      if (isRating) outcome.answers[cell * 5 + value - 1] = (outcome.answers[cell * 5 + value - 1] ?? 0) + 1;
      sumOfSquares += value ** 2;
    }
  }
  return { ...outcome, sumOfSquares };
}

function eventsByWeek({ workplace, programmes }: SimulatedOrganisation, measure: string): WeeklyOutcome {
  const { roster } = workplace;
  const outcome = emptyOutcome(workplace, false);
  let sumOfSquares = 0;
  for (let person = 0; person < roster.members; person++) {
    drawEvents(workplace, programmes, person, measure).forEach((events, week) => {
      const cell = person * roster.weeks + week;
      if ((roster.teamAt[cell] ?? -1) < 0) return;
      outcome.sum[cell] = events;
      outcome.count[cell] = 1;
      sumOfSquares += events ** 2;
    });
  }
  return { ...outcome, sumOfSquares };
}

function add(target: Float64Array, cell: number, value: number): void {
  target[cell] = (target[cell] ?? 0) + value;
}

/** Mean per person over the weeks `from` to `to` - 1, as it was before any programme touched the measure. */
function pastScores(roster: Roster, { sum, count }: ReturnType<DrawnOutcome>, from: number, to: number) {
  return Array.from({ length: roster.people }, (_, person) => {
    let total = 0;
    let scores = 0;
    for (let cell = person * roster.weeks + from; cell < person * roster.weeks + to; cell++) {
      total += sum[cell] ?? 0;
      scores += count[cell] ?? 0;
    }
    return scores < fewestScores ? undefined : total / scores;
  });
}

/** Mean of the lasting part of a team's people in week 0. */
function standingOfTeams(workplace: Workplace, measure: string): Float64Array {
  const { roster, model } = workplace;
  const { person } = seriesOf(workplace, measure);
  const standing = new Float64Array(model.teams);
  for (let member = 0; member < roster.members; member++) {
    const team = roster.teamAt[member * roster.weeks] ?? -1;
    if (team >= 0) standing[team] = (standing[team] ?? 0) + (person[member] ?? 0) / model.peoplePerTeam;
  }
  return standing;
}
