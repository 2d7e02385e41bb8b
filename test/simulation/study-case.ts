import { exampleMeasures, exampleModel, isBetterLower, stageWeeks } from '../../src/demo/example-model.ts';
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
import type { Disturbance } from './draw-outcome.ts';

/** One design with one truth: an organisation whose first programme is judged by the one measure it has. */
export interface StudyCase {
  /** `design/truth`. */
  readonly id: string;
  readonly model: OrganisationModel;
  readonly disturbance: Disturbance;
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
  /** As the organisation declares it: whether colleagues of trained persons can learn from them. */
  readonly spillOver: 'possible' | 'none';
  /** What someone who knows the variances takes of the base: people as drawn, or each compared with themselves. */
  readonly oracle: 'drawn' | 'within' | 'none';
}

/** A design, before it is known what the training does. */
export interface Design {
  readonly name: string;
  readonly measure: MeasureModel;
  readonly matters: number;
  readonly rollOut: RollOutModel;
  readonly organisation: Partial<OrganisationModel>;
  readonly disturbance: Disturbance;
  /** Other programmes on the same measure. */
  readonly others: readonly ProgrammeModel[];
  readonly oracle: StudyCase['oracle'];
  readonly spillOver: StudyCase['spillOver'];
  /** Verdicts that are right whatever the truth is, beside those of the truth. */
  readonly alsoRight: readonly Verdict[];
  /** Kind of programme as the files name it; it decides words and costs. */
  readonly kind: ProgrammeModel['truth'];
}

/** What the training does, with sizes as multiples of the smallest effect that matters, positive for the better. */
export interface Truth {
  readonly name: string;
  readonly size?: number;
  readonly effect?: Partial<Omit<EffectModel, 'size'>>;
  readonly came?: ProgrammeModel['came'];
  /** Only the order in which teams were drawn: half of each stage from those with the condition. */
  readonly balanced?: boolean;
  readonly kind?: ProgrammeModel['truth'];
  /** Exactly at a border: everyone comes, nobody changes team. */
  readonly exact?: boolean;
  readonly right?: readonly Verdict[];
  readonly wrongAllowed?: number;
  readonly mustDecide?: boolean;
  readonly covered?: boolean;
}

const example = exampleModel();
const nearlyAll = { onTheDay: 0.92, later: 0.05 };
const everyone = { onTheDay: 1, later: 0 };
const usualMatters = { rating: 0.1, share: 0.04, count: 0.06, seconds: 15 } as const;

export const inStages: StagedRollOut = {
  kind: 'stages',
  by: 'team',
  weeks: stageWeeks,
  perStage: 10,
  order: 'drawn',
};

export function measureOf(id: string): MeasureModel {
  const measure = exampleMeasures.find((each) => each.id === id);
  if (measure === undefined) throw new Error(`no measure ${id}`);
  return measure;
}

/** Sixty teams and four drawn stages, judged by a rating, unless said otherwise. */
export function designOf(name: string, wish: Partial<Omit<Design, 'name'>> = {}): Design {
  const measure = wish.measure ?? measureOf('easy');
  return {
    name,
    matters: usualMatters[measure.kind],
    rollOut: inStages,
    organisation: {},
    disturbance: {},
    others: [],
    oracle: 'drawn',
    spillOver: 'possible',
    alsoRight: [],
    kind: 'lasting',
    ...wish,
    measure,
  };
}

export function casesOf(design: Design, truths: readonly Truth[]): StudyCase[] {
  return truths.map((truth) => caseOf(design, truth));
}

function caseOf(design: Design, truth: Truth): StudyCase {
  const { measure, matters, rollOut } = design;
  const sign = isBetterLower(measure.id) ? -1 : 1;
  const programme: ProgrammeModel = {
    id: 'judged',
    truth: truth.kind ?? design.kind,
    measure: measure.id,
    rollOut: truth.balanced && rollOut.kind === 'stages' ? { ...rollOut, order: 'balanced' } : rollOut,
    effect: { ...noEffect, ...truth.effect, size: sign * matters * (truth.size ?? 0) },
    came: truth.exact ? everyone : (truth.came ?? nearlyAll),
  };
  const { right = [] } = truth;
  return {
    id: `${design.name}/${truth.name}`,
    model: {
      ...example,
      ...design.organisation,
      ...(truth.exact ? { movesPerYear: 0 } : {}),
      measures: [measure],
      programmes: [programme, ...design.others],
    },
    disturbance: design.disturbance,
    spillOver: design.spillOver,
    matters,
    right: right.length === 0 ? [] : [...right, ...design.alsoRight],
    wrongAllowed: truth.wrongAllowed ?? 0.05,
    mustDecide: (truth.mustDecide ?? false) && design.alsoRight.length === 0,
    covered: truth.covered ?? true,
    oracle: truth.covered === false ? 'none' : design.oracle,
  };
}
