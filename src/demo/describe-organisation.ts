import type { z } from 'zod';
import type { Measure, Organisation, Programme, Source } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { viaOf } from './contact-files.ts';
import { sideCourses } from './draw-attendance.ts';
import { behaviourOfHandling, describeFoundation, standardOf } from './example-foundation.ts';
import { isBetterLower } from './example-model.ts';
import { type SideProgramme, sideProgrammes, type Words } from './example-words.ts';
import { employeeNumber, sessionDay, teamName } from './labels.ts';
import type { MeasureModel, OrganisationModel } from './organisation-model.ts';
import { costOf, loadedRate } from './programme-costs.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import type { DrawnProgramme } from './training-effects.ts';

type OrganisationFile = z.input<typeof Organisation>;
type MeasureEntry = z.input<typeof Measure>;
type ProgrammeEntry = z.input<typeof Programme>;
type SourceEntry = z.input<typeof Source>;

/** What `whichhalf.yaml` of the example organisation says: what it declares and drew, and nothing that is only true. */
export function describeOrganisation(
  organisation: SimulatedOrganisation,
  words: Words,
  sources: readonly SourceEntry[],
): OrganisationFile {
  const { model } = organisation.workplace;
  return {
    organisation: {
      name: 'Larch & Lantern',
      customers: 'customers',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      period: 'week',
      dayToPeriod: 'following',
      from: isoFromDay(model.firstDay),
      to: isoFromDay(model.firstDay + 7 * model.weeks - 1),
    },
    foundation: describeFoundation(words),
    measures: Object.fromEntries(
      model.measures.map((measure) => [wordsOf(words, measure.id).id, describeMeasure(measure, words)]),
    ),
    programmes: Object.fromEntries(
      [
        ...organisation.programmes.map((drawn): [string, ProgrammeEntry] => [
          words.programmes[drawn.programme.truth].id,
          describeProgramme(organisation, drawn, words),
        ]),
        ...sideProgrammes.map((side): [string, ProgrammeEntry] => [side.id, describeSide(side, model)]),
      ].sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
    sources: [...sources],
  };
}

export function wordsOf({ measures }: Words, measure: string): Words['measures'][string] {
  const words = measures[measure];
  if (words === undefined) throw new Error(`no words for the measure ${measure}`);
  return words;
}

/** Smallest effect that matters, and money for one more (or less), by kind of measure. */
const stakes = {
  rating: { kind: 'mean', unit: 'points', matters: 0.1, moneyPerUnit: 20 },
  share: { kind: 'rate', unit: undefined, matters: 0.04, moneyPerUnit: 28 },
  count: { kind: 'count', unit: 'complaints', matters: 0.06, moneyPerUnit: 65 },
  seconds: { kind: 'mean', unit: 'seconds', matters: 15, moneyPerUnit: 0.01 },
} as const;

function describeMeasure({ id, kind, channel }: MeasureModel, words: Words): MeasureEntry {
  const { unit, ...stake } = stakes[kind];
  const better = isBetterLower(id) ? 'lower' : 'higher';
  const shared = { title: wordsOf(words, id).title, ...stake, better, ...(unit ? { unit } : {}) } as const;
  if (kind === 'seconds') return { ...shared, table: 'telephony', value: 'talk' };
  if (kind === 'count') return { ...shared, table: 'events', where: { kind: 'complaint' } };
  return {
    ...shared,
    value: isMainRating(id) ? 'rating' : wordsOf(words, id).id,
    where: { channel: viaOf(channel ?? '') },
  };
}

/** The one rating of its file; the others of a survey after a call are values beside it. */
export function isMainRating(measure: string): boolean {
  return ['satisfied', 'chat', 'desk', 'mail'].includes(measure);
}

/** Training for calls cannot touch what happens at the desk. */
const untouchedMeasure = 'desk';
const programmesWithControl: ReadonlySet<string> = new Set(['lasting', 'fading']);

function describeProgramme(
  organisation: SimulatedOrganisation,
  drawn: DrawnProgramme,
  words: Words,
): ProgrammeEntry {
  const { truth, measure, effect, rollOut } = drawn.programme;
  const { title, provider, course } = words.programmes[truth];
  const sessions = describeSessions(organisation, drawn);
  const cost = costOf(drawn, sessions.length);
  const { aside } = effect;
  return {
    title,
    kind: effect.reaches === 'team' ? 'leadership' : 'service',
    audience: audienceOf(drawn),
    provider,
    standards: rollOut.kind === 'low-scores' ? [] : [standardOf(measure)],
    primaryOutcome: wordsOf(words, measure).id,
    ...(programmesWithControl.has(truth) ? { negativeControl: wordsOf(words, untouchedMeasure).id } : {}),
    ...(aside
      ? { otherOutcomes: [wordsOf(words, aside.measure).id], behaviours: [behaviourOfHandling] }
      : {}),
    rhythm: 'once',
    courses: [course],
    chosen: describeChoice(organisation, drawn, words),
    ...(effect.onlyWithCondition
      ? { condition: { fact: words.condition.fact, title: words.condition.title } }
      : {}),
    sessions: sessions.map((session) => ({
      ...session,
      fees: cost.feesPerSession,
      materials: cost.materialsPerSession,
    })),
    cost: { hoursPerPerson: cost.hoursPerPerson, loadedRate },
  };
}

function audienceOf({ programme, rollOut }: DrawnProgramme): string {
  const teams = rollOut.assignedWeek.filter((week) => week >= 0).length;
  if (programme.effect.reaches === 'team') return `leaders of ${teams} teams, four stages`;
  if (programme.rollOut.kind === 'one-day') return 'everyone, one day';
  if (programme.rollOut.kind === 'low-scores') return 'those with the lowest scores at the desk';
  return `${teams} teams, four stages`;
}

function describeChoice(
  { workplace }: SimulatedOrganisation,
  { programme }: DrawnProgramme,
  words: Words,
): ProgrammeEntry['chosen'] {
  const { rollOut, measure } = programme;
  const { firstDay } = workplace.model;
  if (rollOut.kind === 'one-day') return { by: 'team', how: 'everyone' };
  if (rollOut.kind === 'low-scores') {
    const [from, to] = rollOut.scoreWeeks;
    return {
      by: 'person',
      how: 'low-scores',
      score: {
        measure: wordsOf(words, measure).id,
        from: isoFromDay(firstDay + 7 * from),
        to: isoFromDay(firstDay + 7 * to - 1),
      },
    };
  }
  if (rollOut.order === 'balanced') return { by: rollOut.by, how: 'lot', strata: words.condition.fact };
  const how = ({ drawn: 'lot', 'own-choice': 'other', volunteers: 'volunteers' } as const)[rollOut.order];
  return { by: rollOut.by, how, ...(rollOut.by === 'person' ? { spillOver: 'none' as const } : {}) };
}

/** One session per stage, on the Wednesday of its week, with the teams or people that were assigned to it. */
function describeSessions(
  { workplace }: SimulatedOrganisation,
  { rollOut }: DrawnProgramme,
): { date: string; teams?: string[]; people?: string[] }[] {
  const weeks = [...new Set(rollOut.assignedWeek)].filter((week) => week >= 0).sort((a, b) => a - b);
  return weeks.map((week) => {
    const assigned = [...rollOut.assignedWeek.keys()].filter((unit) => rollOut.assignedWeek[unit] === week);
    const date = isoFromDay(sessionDay(workplace.model, week));
    return rollOut.by === 'team'
      ? { date, teams: assigned.map((team) => teamName(workplace.model, team)) }
      : { date, people: assigned.map(employeeNumber) };
  });
}

function describeSide(side: SideProgramme, model: OrganisationModel): ProgrammeEntry {
  return {
    title: side.title,
    kind: side.kind,
    audience: side.audience,
    provider: side.provider,
    courses: sideCourses(side, model).map(({ course }) => course),
    chosen: { by: 'person', how: 'everyone' },
    sessions: [{ date: isoFromDay(model.firstDay + side.firstDayOffset), fees: side.fees }],
    cost: { hoursPerPerson: side.hoursPerPerson, loadedRate },
  };
}
