import { dayFromIso } from '../model/calendar.ts';
import {
  type ChannelModel,
  type EffectModel,
  type MeasureModel,
  noEffect,
  type OrganisationModel,
  type ProgrammeModel,
  type RollOutModel,
  type StagedRollOut,
} from './organisation-model.ts';

/** The example organisation: 1,200 people in 60 teams at six sites, over 104 weeks, with ten programmes. */

/** Weeks of the four stages, counted from 0; 39 weeks are left behind the last. */
export const stageWeeks: readonly number[] = [26, 38, 51, 64];
const teamsPerStage = 10;
const coachingWeek = 54;
const coachingScores: readonly [number, number] = [26, 50];
const oneDayWeek = 60;

const channels: readonly ChannelModel[] = [
  { id: 'call', contactsPerWeek: 4.1, askedShare: 0.95, answeredShare: 0.63 },
  { id: 'chat', contactsPerWeek: 0.9, askedShare: 0.96, answeredShare: 0.6 },
  { id: 'desk', contactsPerWeek: 1.6, askedShare: 1, answeredShare: 0.92 },
  { id: 'mail', contactsPerWeek: 0.6, askedShare: 0.9, answeredShare: 0.5 },
];

const rating = {
  kind: 'rating',
  channel: 'call',
  level: 3.6,
  personSd: 0.25,
  shockSd: 0.1,
  shockMemory: 0.7,
  seasonSize: 0.06,
  rise: undefined,
} as const;

/** In the proportion that the smallest effect that matters has: 0.04 of a share for 0.10 of a point. */
const share = { ...rating, kind: 'share', personSd: 0.1, shockSd: 0.04, seasonSize: 0.02 } as const;

export const exampleMeasures: readonly MeasureModel[] = [
  { ...rating, id: 'satisfied', level: 3.65 },
  { ...rating, id: 'understood', level: 3.6 },
  { ...rating, id: 'easy', level: 3.5 },
  { ...rating, id: 'recommend', level: 3.55 },
  { ...share, id: 'settled', level: 0.66 },
  { ...share, id: 'back', level: 0.3 },
  {
    ...rating,
    id: 'complaints',
    kind: 'count',
    channel: undefined,
    level: 0.25,
    personSd: 0.06,
    shockSd: 0.025,
    seasonSize: 0.015,
  },
  { ...rating, id: 'chat', channel: 'chat', level: 3.6 },
  { ...rating, id: 'desk', channel: 'desk', level: 3.7, seasonSize: 0 },
  { ...rating, id: 'mail', channel: 'mail', level: 3.4, rise: { week: oneDayWeek, size: 0.3 } },
  {
    ...rating,
    id: 'handling',
    kind: 'seconds',
    level: 430,
    personSd: 50,
    shockSd: 10,
    seasonSize: 8,
  },
];

const stages: StagedRollOut = {
  kind: 'stages',
  by: 'team',
  weeks: stageWeeks,
  perStage: teamsPerStage,
  order: 'drawn',
};
const came = { onTheDay: 0.92, later: 0.05 };
const lowScores: RollOutModel = {
  kind: 'low-scores',
  scoreWeeks: coachingScores,
  week: coachingWeek,
  share: 0.15,
};

/** Which truth acts on which measure; the shuffled organisation swaps them among measures that can carry them. */
export type Assignment = Readonly<Record<ProgrammeModel['truth'], string>>;

export const usualAssignment: Assignment = {
  lasting: 'understood',
  fading: 'recommend',
  'no-effect': 'back',
  harmful: 'satisfied',
  conditional: 'easy',
  leaders: 'settled',
  'low-scores': 'desk',
  'who-answers': 'chat',
  'one-day': 'mail',
  'nobody-came': 'complaints',
};

export function exampleModel(assignment: Assignment = usualAssignment): OrganisationModel {
  return {
    firstDay: dayFromIso('2024-10-28'),
    weeks: 104,
    sites: 6,
    teams: 60,
    peoplePerTeam: 20,
    turnoverPerYear: 0.35,
    movesPerYear: 0.02,
    teamsWithCondition: 30,
    channels,
    measures: exampleMeasures,
    programmes: exampleProgrammes(assignment),
  };
}

function exampleProgrammes(assignment: Assignment): ProgrammeModel[] {
  const programme = (
    truth: ProgrammeModel['truth'],
    rollOut: RollOutModel,
    effect: Partial<EffectModel>,
    comes = came,
  ): ProgrammeModel => {
    const measure = assignment[truth];
    const size = (effect.size ?? 0) * unitOf(measure);
    return {
      id: truth,
      truth,
      measure,
      rollOut,
      effect: { ...noEffect, ...effect, size },
      came: comes,
    };
  };
  return [
    programme('lasting', stages, { size: 0.2 }),
    programme('fading', stages, { size: 0.3, halfLifeWeeks: 6 }),
    programme('no-effect', stages, {}),
    programme('harmful', stages, { size: -0.2, aside: { measure: 'handling', size: -50 } }),
    programme('conditional', { ...stages, order: 'balanced' }, { size: 0.35, onlyWithCondition: true }),
    programme('leaders', stages, { size: 0.2, reaches: 'team' }),
    programme('low-scores', lowScores, {}),
    programme('who-answers', stages, { pleasedWhoAnswer: 0.86 }),
    programme('one-day', { kind: 'one-day', week: oneDayWeek }, {}),
    programme('nobody-came', stages, {}, { onTheDay: 0.08, later: 0.02 }),
  ];
}

/** How much of a measure stands for one point of a rating, with its sign: positive is good for customers. */
function unitOf(measure: string): number {
  const model = exampleMeasures.find(({ id }) => id === measure);
  if (model === undefined) throw new Error(`no measure ${measure}`);
  const size = model.kind === 'share' ? 0.4 : model.kind === 'count' ? 0.6 : 1;
  return isBetterLower(measure) ? -size : size;
}

export function isBetterLower(measure: string): boolean {
  return measure === 'back' || measure === 'complaints' || measure === 'handling';
}
