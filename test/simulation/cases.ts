import {
  type MeasureModel,
  noEffect,
  type ProgrammeModel,
  type RollOutModel,
} from '../../src/demo/organisation-model.ts';
import { casesOf, designOf, inStages, measureOf, type StudyCase } from './study-case.ts';
import {
  fewTruths,
  halfLives,
  moreTruths,
  othersAnswer,
  tooRare,
  untellable,
  usualTruths,
} from './truths.ts';

const thirtyTeams = { teams: 30 };
const twelveTeams = { teams: 12 };
const inThirty = { ...inStages, perStage: 5 };
const inTwelve = { ...inStages, perStage: 2 };
const byPerson = { ...inStages, by: 'person', perStage: 200 } as const;
/** Half of the people of 40 teams, whose colleagues learn from them; 20 teams stay as they are. */
const inFortyTeams = { ...byPerson, perStage: 100, amongTeams: 40 } as const;
const ownChoice = { order: 'own-choice' } as const;
const onOneDate = { ...inStages, weeks: [51], perStage: 30 };
const lowScores: RollOutModel = { kind: 'low-scores', scoreWeeks: [26, 50], week: 54, share: 0.15 };
/** Two early stages to follow for a year, and two late ones to compare with. */
const volunteers = { ...byPerson, weeks: [26, 38, 90, 98], perStage: 150, order: 'volunteers' } as const;
/** Those who leave: the lower, 1.6 times as often per standard deviation. */
const lowerLeave = { perSdBelow: 1.6, onceTrained: 1 };

const rareMeasure = (perWeek: number): MeasureModel => ({
  ...measureOf('complaints'),
  level: perWeek,
  personSd: perWeek / 4,
  shockSd: perWeek / 10,
  seasonSize: perWeek / 16,
});

/** A second programme on the same measure, which lasts. */
const second = (rollOut: RollOutModel): ProgrammeModel => ({
  id: 'second',
  truth: 'leaders',
  measure: 'easy',
  rollOut,
  effect: { ...noEffect, size: 0.2 },
  came: { onTheDay: 0.92, later: 0.05 },
});

/** Every design and truth of the study, in the order of its table. */
export const studyCases: readonly StudyCase[] = [
  ...casesOf(designOf('teams-drawn'), [...usualTruths, ...halfLives, ...moreTruths]),
  ...casesOf(designOf('teams-30', { organisation: thirtyTeams, rollOut: inThirty }), usualTruths),
  ...casesOf(designOf('teams-12', { organisation: twelveTeams, rollOut: inTwelve }), usualTruths),
  ...casesOf(designOf('persons-drawn', { rollOut: byPerson, spillOver: 'none' }), [
    ...usualTruths,
    ...halfLives,
  ]),
  ...casesOf(
    designOf('persons-in-teams', { rollOut: inFortyTeams, disturbance: { passedOn: 0.5 } }),
    usualTruths,
  ),
  ...casesOf(designOf('lottery', { rollOut: onOneDate }), usualTruths),
  ...casesOf(
    designOf('lottery-persons', {
      rollOut: { ...onOneDate, by: 'person', perStage: 500 },
      spillOver: 'none',
    }),
    fewTruths,
  ),
  ...casesOf(
    designOf('lottery-12', { organisation: twelveTeams, rollOut: { ...onOneDate, perStage: 6 } }),
    fewTruths,
  ),
  ...casesOf(
    designOf('not-drawn', { rollOut: { ...inStages, ...ownChoice }, oracle: 'within' }),
    usualTruths,
  ),
  ...casesOf(
    designOf('not-drawn-30', {
      organisation: thirtyTeams,
      rollOut: { ...inThirty, ...ownChoice },
      oracle: 'within',
    }),
    usualTruths,
  ),
  ...casesOf(
    designOf('not-drawn-12', {
      organisation: twelveTeams,
      rollOut: { ...inTwelve, ...ownChoice },
      oracle: 'within',
    }),
    usualTruths,
  ),
  ...casesOf(
    designOf('volunteers', {
      rollOut: volunteers,
      disturbance: { driftOfOthersPerYear: -0.15 },
      spillOver: 'none',
      oracle: 'within',
    }),
    usualTruths,
  ),
  ...casesOf(
    designOf('low-scores', {
      rollOut: lowScores,
      measure: measureOf('desk'),
      kind: 'low-scores',
      alsoRight: ['cannot tell'],
    }),
    usualTruths,
  ),
  ...casesOf(
    designOf('overlap-matched', {
      others: [second({ ...inStages, weeks: [45], perStage: 30 })],
    }),
    usualTruths,
  ),
  ...casesOf(
    designOf('overlap-stages', {
      others: [second({ ...inStages, weeks: [30, 42, 55, 68] })],
    }),
    usualTruths,
  ),
  ...casesOf(
    designOf('overlap-added', {
      others: [second({ ...byPerson, weeks: [30, 42, 55, 68] })],
    }),
    fewTruths,
  ),
  ...casesOf(designOf('turnover-0', { organisation: { turnoverPerYear: 0 } }), usualTruths),
  ...casesOf(designOf('turnover-70', { organisation: { turnoverPerYear: 0.7 } }), usualTruths),
  ...casesOf(
    designOf('leaving-low', { organisation: { turnoverPerYear: 0.7, leaving: lowerLeave } }),
    usualTruths,
  ),
  ...casesOf(
    designOf('leaving-moved', {
      organisation: { turnoverPerYear: 0.7, leaving: { ...lowerLeave, onceTrained: 0.5 } },
      alsoRight: ['cannot tell'],
    }),
    usualTruths,
  ),
  ...casesOf(designOf('holes', { disturbance: { share: 0.2 } }), usualTruths),
  ...casesOf(
    designOf('holes-of-teams', { disturbance: { share: 0.05, shareOfTeams: 0.5, weeks: 8 } }),
    usualTruths,
  ),
  ...casesOf(designOf('shares', { measure: measureOf('settled') }), usualTruths),
  ...casesOf(designOf('counts', { measure: measureOf('complaints') }), usualTruths),
  ...casesOf(designOf('rare-counts', { measure: rareMeasure(0.05), matters: 0.0125 }), usualTruths),
  ...casesOf(designOf('rarest-counts', { measure: rareMeasure(0.0015), matters: 0.0005 }), tooRare),
  ...casesOf(designOf('others-answer', { measure: measureOf('chat') }), othersAnswer),
  ...casesOf(
    designOf('one-day', {
      measure: measureOf('mail'),
      rollOut: { kind: 'one-day', week: 60 },
      kind: 'one-day',
    }),
    untellable,
  ),
];
