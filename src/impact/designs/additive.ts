import { periodsPerQuarter } from '../../model/calendar.ts';
import type { Refused } from '../../model/refusal.ts';
import {
  type AdditiveEffects,
  type AdditiveInput,
  additiveEffects,
  type EventWindow,
  type FigurePart,
  type NotToldApart,
  quartersAfter,
} from '../../stats/additive-effects.ts';
import { type Blocks, type Contrast, combine } from '../../stats/level-contrast.ts';
import { type EffectQuestion, type Effects, type Estimator, estimateEffects } from '../estimate-effects.ts';
import { figuresOf } from '../figures.ts';
import { planStages, type StageInUse, windowSpansOf, windowsOfYear } from '../plan-stages.ts';
import type { Span } from '../window-means.ts';
import { type AdditiveUnits, datesOf, peopleUnits, teamUnits } from './additive-units.ts';
import { noteOnAddingUp, refuseNotToldApart } from './additive-words.ts';
import { type DesignedEffects, designed } from './designed-effects.ts';

/** Stages are kept apart as far as each part has so many clusters. */
const fewestInGroup = 8;

/** The same figures where the effects of other programmes are taken off by a regression that assumes they add up. */
const estimator: Estimator = {
  effects: (question) => additiveFigures(question).effects,
  contrastBefore,
};

/** Where other programmes on the measure leave too few to match: their effects beside it, or which cannot be told apart. */
export function additiveDesign(question: EffectQuestion): DesignedEffects | Refused {
  const { effects, found } = additiveFigures(question);
  if (found.kind === 'refused') return refuseNotToldApart(question, effects, found);
  const others = found.figures[wholeAt]?.others ?? [];
  return designed('additive', effects, {
    frame: estimateEffects(question),
    figures: figuresOf(effects),
    points: [],
    addsUp: { estimator, others },
    notes: noteOnAddingUp(question, effects, others),
  });
}

const laterAt = windowsOfYear;
const wholeAt = windowsOfYear + 1;

/** What is estimated of whom: units, the stages the figures rest on, and the group of each. */
interface Lay {
  readonly units: AdditiveUnits;
  readonly stages: readonly StageInUse[];
  /** [stages of the roll-out] group, -1 for a stage whose values after it are left out. */
  readonly groupOf: Int32Array;
  /** [stages of the roll-out] last period of the last window. */
  readonly lastOf: Int32Array;
  readonly basePeriods: number;
}

function additiveFigures(question: EffectQuestion): {
  readonly effects: Effects;
  readonly found: AdditiveEffects | NotToldApart | Refused;
} {
  const frame = estimateEffects({ ...question, estimator: undefined });
  const lay = layOut(question, frame);
  if (lay === undefined) return { effects: withoutFigures(frame), found: nothing };
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  const windows = quartersAfter(quarter).slice(0, windowsOfYear);
  const found = regress(question, lay, {
    before: [{ from: Number.NEGATIVE_INFINITY, to: -lay.basePeriods - 1 }],
    after: windows,
    figures: partsOfFigures(question, lay).map((parts) =>
      parts.map((part) => ({ ...part, window: part.window + 1 })),
    ),
  });
  if (found.kind === 'refused') return { effects: withoutFigures(frame), found };
  const contrasts = found.figures.map((figure) => figure && padded(figure.contrast, lay.units.clusters));
  const [first, later] = [contrasts[0], contrasts[laterAt]];
  return {
    found,
    effects: {
      ...frame,
      windows: contrasts.slice(0, windowsOfYear),
      first,
      later,
      whole: contrasts[wholeAt],
      drop: first && later ? combine([first, later], [1, -1]) : undefined,
      blocks: paddedBlocks(found.blocks, lay.units.clusters),
    },
  };
}

const nothing: Refused = {
  kind: 'refused',
  reason: 'not-observed',
  detail: 'Other programmes were assigned to people, so nothing can be said of teams as wholes.',
};

function withoutFigures(frame: Effects): Effects {
  const none = { first: undefined, later: undefined, whole: undefined, drop: undefined };
  return { ...frame, ...none, windows: frame.windows.map(() => undefined) };
}

function layOut(question: EffectQuestion, frame: Effects): Lay | undefined {
  const units = question.curve === 'people' ? peopleUnits(question) : teamUnits(question);
  if (units === undefined) return undefined;
  const plan = planStages(question);
  const counted = plan.stages.filter((stage) => stage.counted);
  const stages = counted.length > 0 ? counted : plan.stages;
  const groupOf = new Int32Array(question.rollOut.stages.length).fill(-1);
  const lastOf = new Int32Array(groupOf.length).fill(-1);
  groupsOf(stages).forEach((group, at) => {
    groupOf[stages[at]?.index ?? 0] = group;
  });
  for (const stage of stages) {
    const last = windowSpansOf(stage, plan, question.facts).at(-1);
    lastOf[stage.index] = last?.span.to ?? stage.stage.transitionTo;
  }
  return { units, stages, groupOf, lastOf, basePeriods: frame.basePeriods };
}

/** Neighbouring stages are one group until it has eight clusters; the last takes what is left. */
function groupsOf(stages: readonly StageInUse[]): number[] {
  const groups: number[] = [];
  let group = 0;
  let clusters = 0;
  for (const stage of stages) {
    if (clusters >= fewestInGroup) {
      group++;
      clusters = 0;
    }
    clusters += stage.clusters;
    groups.push(group);
  }
  return clusters < fewestInGroup && group > 0 ? groups.map((each) => Math.min(each, group - 1)) : groups;
}

interface Wanted {
  readonly before: readonly EventWindow[];
  readonly after: readonly EventWindow[];
  readonly figures: readonly (readonly FigurePart[])[];
}

/** Values after the last window of a stage, and after a stage that no figure rests on, are left out: they compare with nobody. */
function regress(question: EffectQuestion, lay: Lay, { before, after, figures }: Wanted) {
  const { units, groupOf, lastOf } = lay;
  const { stages } = question.rollOut;
  const { periods } = units.panel;
  const count = units.panel.count.slice();
  units.stageOf.forEach((stage, unit) => {
    if (stage < 0) return;
    const from = Math.max(
      0,
      (groupOf[stage] ?? -1) < 0 ? (stages[stage]?.transitionFrom ?? 0) : (lastOf[stage] ?? 0) + 1,
    );
    if (from < periods) count.fill(0, unit * periods + from, (unit + 1) * periods);
  });
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  const input: AdditiveInput = {
    panel: { ...units.panel, count },
    programme: {
      title: 'the training',
      ...datesOf(question.rollOut, units.stageOf),
      windows: [...before, ...after],
      groupOf: units.stageOf.map((stage) => Math.max(0, groupOf[stage] ?? 0)),
    },
    others: units.others.map((other) => ({ ...other, windows: quartersAfter(quarter) })),
    figures,
    clusterOf: units.clusterOf,
    stratumOf: units.stratumOf,
    blockOf: units.blockOf,
  };
  return additiveEffects(input);
}

/** Quarters, later, whole year: groups by their people, the quarters of a stage by their observed periods. */
function partsOfFigures(question: EffectQuestion, { stages, groupOf }: Lay): FigurePart[][] {
  const plan = planStages(question);
  const over = (takes: (window: number) => boolean): FigurePart[] => {
    const weights = new Map<string, FigurePart>();
    for (const stage of stages) {
      const spans = windowSpansOf(stage, plan, question.facts).filter(({ window }) => takes(window));
      const length = spans.reduce((sum, span) => sum + span.length, 0);
      for (const span of spans) {
        const part = { group: groupOf[stage.index] ?? 0, window: span.window };
        const key = `${part.group}:${part.window}`;
        const weight = (weights.get(key)?.weight ?? 0) + (stage.people * span.length) / length;
        weights.set(key, { ...part, weight });
      }
    }
    return normalised([...weights.values()]);
  };
  const quarters = Array.from({ length: windowsOfYear }, (_, window) => over((each) => each === window));
  return [...quarters, over((window) => window >= 2), over(() => true)];
}

function normalised(parts: readonly FigurePart[]): FigurePart[] {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.map((part) => ({ ...part, weight: part.weight / total }));
}

/** A span before the training next to a base, found in the regression with windows of their own for both sides of it. */
function contrastBefore(
  question: EffectQuestion,
  effects: Effects,
  spanOf: (stage: StageInUse) => Span,
): Contrast | undefined {
  const lay = layOut(question, effects);
  const [stage] = lay?.stages ?? [];
  if (lay === undefined || stage === undefined) return undefined;
  const from = (period: number) => period - stage.stage.transitionFrom;
  const span = spanOf(stage);
  const target = { from: from(span.from), to: from(span.to) };
  const base = { from: from(span.baseFrom), to: from(span.baseTo) };
  if (target.to >= 0) return undefined;
  const reached = lay.stages.filter((each) => spanOf(each).from >= 0);
  const parts = reached.map(({ index, people }) => ({
    window: 0,
    group: lay.groupOf[index] ?? 0,
    weight: people,
  }));
  if (parts.length === 0) return undefined;
  const quarter = periodsPerQuarter(question.facts.calendar.kind);
  const found = regress(question, lay, {
    before: [target, ...besides([target, base])],
    after: quartersAfter(quarter).slice(0, windowsOfYear),
    figures: [normalised(parts)],
  });
  if (found.kind === 'refused') return undefined;
  const contrast = found.figures[0]?.contrast;
  return contrast && padded(contrast, lay.units.clusters);
}

/** All times before the training outside some windows. */
function besides(taken: readonly EventWindow[]): EventWindow[] {
  const sorted = taken.toSorted((a, b) => a.from - b.from);
  const rest: EventWindow[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...sorted, { from: 0, to: 0 }]) {
    if (next <= from - 1) rest.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  return rest;
}

/** Influences of all clusters, those without a value too. */
function padded(contrast: Contrast, clusters: number): Contrast {
  const influence = new Float64Array(clusters);
  influence.set(contrast.influence);
  return { ...contrast, influence };
}

function paddedBlocks(blocks: Blocks, clusters: number): Blocks {
  const of = new Int32Array(clusters).fill(-1);
  of.set(blocks.of.subarray(0, clusters));
  return { ...blocks, of };
}
