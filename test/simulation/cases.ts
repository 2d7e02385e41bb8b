import { exampleMeasures, exampleModel, stageWeeks } from '../../src/demo/example-model.ts';
import {
  type EffectModel,
  type MeasureModel,
  noEffect,
  type OrganisationModel,
  type ProgrammeModel,
  type RollOutModel,
  type StagedRollOut,
} from '../../src/demo/organisation-model.ts';
import type { Verdict } from '../../src/model/verdict.ts';

/** One design with one truth: an organisation with a single programme and a single measure. */
export interface StudyCase {
  readonly id: string;
  readonly model: OrganisationModel;
  /** Smallest effect that matters, in units of the measure. */
  readonly matters: number;
  /** Verdicts that are right; empty at a border, where several are. */
  readonly right: readonly Verdict[];
  /** Highest share of wrong verdicts that is allowed. */
  readonly wrongAllowed: number;
  /** True effect of 0 or 2m: the right verdict must come in nine of ten where the errors allow it. */
  readonly mustDecide: boolean;
  /** False where the figures are not meant to meet the truth: others answered, or nothing is estimated. */
  readonly covered: boolean;
}

interface Wish {
  readonly measure?: MeasureModel;
  readonly effect?: Partial<EffectModel>;
  readonly rollOut?: RollOutModel;
  readonly came?: ProgrammeModel['came'];
  readonly truth?: ProgrammeModel['truth'];
  readonly organisation?: Partial<OrganisationModel>;
  readonly matters?: number;
  readonly right: readonly Verdict[];
  readonly wrongAllowed?: number;
  readonly mustDecide?: boolean;
  readonly covered?: boolean;
}

const example = exampleModel();
const rating = measureOf('easy');
const byTeam: StagedRollOut = {
  kind: 'stages',
  by: 'team',
  weeks: stageWeeks,
  perStage: 10,
  order: 'drawn',
};
const byPerson: StagedRollOut = { ...byTeam, by: 'person', perStage: 200 };
const ownChoice: StagedRollOut = { ...byTeam, order: 'own-choice' };
const sameDay = { onTheDay: 1, later: 0 };
const nearlyAll = { onTheDay: 0.92, later: 0.05 };

function measureOf(id: string): MeasureModel {
  const measure = exampleMeasures.find((each) => each.id === id);
  if (measure === undefined) throw new Error(`no measure ${id}`);
  return measure;
}

function study(id: string, wish: Wish): StudyCase {
  const measure = wish.measure ?? rating;
  const programme: ProgrammeModel = {
    id,
    truth: wish.truth ?? 'lasting',
    measure: measure.id,
    rollOut: wish.rollOut ?? byTeam,
    effect: { ...noEffect, ...wish.effect },
    came: wish.came ?? nearlyAll,
  };
  return {
    id,
    model: { ...example, ...wish.organisation, measures: [measure], programmes: [programme] },
    matters: wish.matters ?? { rating: 0.1, share: 0.04, count: 0.06, seconds: 15 }[measure.kind],
    right: wish.right,
    wrongAllowed: wish.wrongAllowed ?? 0.05,
    mustDecide: wish.mustDecide ?? false,
    covered: wish.covered ?? true,
  };
}

/** F = m and L = m / 2 at once: first effect and half-life that give both over the weeks of the windows. */
const bothBorders = { size: 0.11485, halfLifeWeeks: 29.9 };
const withinHair = 0.001;
const thirtyTeams = { teams: 30 };
const twelveTeams = { teams: 12 };
const inHalfOfThirty = { ...byTeam, perStage: 5 };
const inTwelve = { ...byTeam, perStage: 2 };
const rareMeasure = (perWeek: number): MeasureModel => ({
  ...measureOf('complaints'),
  level: perWeek,
  personSd: perWeek / 4,
  shockSd: perWeek / 10,
  seasonSize: perWeek / 16,
});
const lowScores: RollOutModel = { kind: 'low-scores', scoreWeeks: [26, 50], week: 54, share: 0.15 };
const desk = measureOf('desk');
const settled = measureOf('settled');

const nothing = { right: ['no effect'], mustDecide: true } as const;
const lasting = { effect: { size: 0.2 }, right: ['lasting'], mustDecide: true } as const;
const fading = { effect: { size: 0.3, halfLifeWeeks: 6 }, right: ['fading'] } as const;
const harmful = { effect: { size: -0.2 }, right: ['harmful'], mustDecide: true } as const;

/** Every design and truth of the study, in the order of its table. */
export const studyCases: readonly StudyCase[] = [
  study('teams-drawn/nothing', nothing),
  study('teams-drawn/lasting', lasting),
  study('teams-drawn/fading', fading),
  study('teams-drawn/harmful', harmful),
  study('teams-drawn/conditional', {
    effect: { size: 0.35, onlyWithCondition: true },
    rollOut: { ...byTeam, order: 'balanced' },
    truth: 'conditional',
    right: ['conditional'],
    mustDecide: true,
  }),
  study('teams-drawn/condition-without-part', {
    ...lasting,
    effect: { size: 0.2 },
    rollOut: { ...byTeam, order: 'balanced' },
    truth: 'conditional',
  }),
  study('teams-drawn/leaders', { ...lasting, effect: { size: 0.2, reaches: 'team' } }),
  study('teams-drawn/nobody-came', { ...nothing, came: { onTheDay: 0.08, later: 0.02 } }),
  study('teams-drawn/half-of-m', {
    effect: { size: 0.05 - withinHair },
    came: sameDay,
    organisation: { movesPerYear: 0 },
    right: [],
  }),
  study('teams-drawn/just-m', {
    effect: { size: 0.1 + withinHair },
    came: sameDay,
    organisation: { movesPerYear: 0 },
    right: [],
  }),
  study('teams-drawn/both-borders', {
    effect: bothBorders,
    came: sameDay,
    organisation: { movesPerYear: 0 },
    right: [],
    wrongAllowed: 0.06,
  }),
  ...[3, 12, 26].map((halfLifeWeeks) =>
    study(`teams-drawn/half-life-${halfLifeWeeks}`, {
      effect: { size: 0.3, halfLifeWeeks },
      right: halfLifeWeeks === 26 ? ['fading', 'lasting'] : ['fading'],
    }),
  ),
  ...[0, 0.7].flatMap((turnoverPerYear) => {
    const organisation = { turnoverPerYear };
    const name = `turnover-${Math.round(turnoverPerYear * 100)}`;
    return [
      study(`${name}/nothing`, { ...nothing, organisation }),
      study(`${name}/lasting`, { ...lasting, organisation }),
      study(`${name}/fading`, { ...fading, organisation }),
    ];
  }),
  study('teams-30/nothing', { ...nothing, organisation: thirtyTeams, rollOut: inHalfOfThirty }),
  study('teams-30/lasting', { ...lasting, organisation: thirtyTeams, rollOut: inHalfOfThirty }),
  study('teams-30/fading', { ...fading, organisation: thirtyTeams, rollOut: inHalfOfThirty }),
  study('teams-12/nothing', { ...nothing, organisation: twelveTeams, rollOut: inTwelve }),
  study('teams-12/lasting', { ...lasting, organisation: twelveTeams, rollOut: inTwelve }),
  study('persons-drawn/nothing', { ...nothing, rollOut: byPerson }),
  study('persons-drawn/lasting', { ...lasting, rollOut: byPerson }),
  study('persons-drawn/fading', { ...fading, rollOut: byPerson }),
  study('not-drawn/nothing', { ...nothing, rollOut: ownChoice }),
  study('not-drawn/lasting', { ...lasting, rollOut: ownChoice }),
  study('not-drawn/fading', { ...fading, rollOut: ownChoice }),
  study('not-drawn/harmful', { ...harmful, rollOut: ownChoice }),
  study('shares/nothing', { ...nothing, measure: settled }),
  study('shares/lasting', { ...lasting, measure: settled, effect: { size: 0.08 } }),
  study('counts/nothing', { ...nothing, measure: measureOf('complaints') }),
  study('counts/lasting', { ...lasting, measure: measureOf('complaints'), effect: { size: -0.12 } }),
  study('rare-counts/nothing', { ...nothing, measure: rareMeasure(0.05), matters: 0.02 }),
  study('rare-counts/lasting', {
    ...lasting,
    measure: rareMeasure(0.05),
    matters: 0.0125,
    effect: { size: -0.025 },
  }),
  study('rarest-counts/lasting', {
    ...lasting,
    measure: rareMeasure(0.0015),
    matters: 0.0005,
    effect: { size: -0.001 },
    right: ['cannot tell'],
    covered: false,
  }),
  study('others-answer/nothing', {
    effect: { pleasedWhoAnswer: 0.86 },
    measure: measureOf('chat'),
    right: ['cannot tell'],
    covered: false,
  }),
  study('low-scores/nothing', {
    truth: 'low-scores',
    measure: desk,
    rollOut: lowScores,
    right: ['no effect', 'cannot tell'],
  }),
  study('low-scores/lasting', {
    truth: 'low-scores',
    measure: desk,
    rollOut: lowScores,
    effect: { size: 0.3 },
    right: ['lasting', 'cannot tell'],
  }),
  study('one-day/nothing', {
    truth: 'one-day',
    measure: measureOf('mail'),
    rollOut: { kind: 'one-day', week: 60 },
    right: ['cannot tell'],
    covered: false,
  }),
];
