import type { Check, EstimateOrRefused } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { studentTCdf } from '../stats/distributions.ts';
import { adjustByHolm } from '../stats/holm.ts';
import { jointTest } from '../stats/joint-test.ts';
import { type Contrast, covarianceMatrix, spread } from '../stats/level-contrast.ts';
import { oneWayTest } from '../stats/one-way-test.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import type { StageInUse } from './plan-stages.ts';
import { mostPoints, pooledContrast } from './pooled-contrast.ts';
import { meansInTeam } from './window-means.ts';

/** Capping checks are tested together at this level; one that fails turns the verdict into "cannot tell". */
const cappingLevel = 0.01;
const mostLeads = 4;

interface Probe {
  readonly id: string;
  /** Undefined where the check cannot be run. */
  readonly p: number | undefined;
  readonly passed: string;
  readonly failed: string;
  readonly notRun: string;
}

/**
 * The checks that bound the verdict: dates that were not the training's, the last weeks before it, the balance of the
 * draw, and a measure the programme cannot touch. Tested together by Holm at 1 %.
 */
export function cappingChecks(
  question: EffectQuestion,
  effects: Effects,
  negativeControl:
    | { readonly title: string; readonly effect: EstimateOrRefused; readonly matters: number }
    | undefined,
): Check[] {
  const probes = [
    falseDates(question, effects),
    anticipation(question, effects),
    ...(question.rollOut.how === 'lot' ? [balanceOfDraw(question)] : []),
    ...(negativeControl === undefined ? [] : [controlProbe(negativeControl)]),
  ];
  const run = probes.filter((probe) => probe.p !== undefined);
  const adjusted = adjustByHolm(Float64Array.from(run, (probe) => probe.p ?? 1));
  return probes.map((probe) => {
    if (probe.p === undefined)
      return { id: probe.id, role: 'capping', outcome: 'not-run', text: probe.notRun };
    const failed = (adjusted[run.indexOf(probe)] ?? 1) < cappingLevel;
    return {
      id: probe.id,
      role: 'capping',
      outcome: failed ? 'failed' : 'passed',
      p: probe.p,
      text: failed ? probe.failed : probe.passed,
    };
  });
}

/** Where trained and untrained do not stand side by side in numbers, these checks have nothing to look at. */
export function checksNotRun({ rollOut }: EffectQuestion): Check[] {
  const why = 'there are not enough trained and untrained side by side for it';
  const names = {
    'false-dates': 'whether they moved differently long before the training cannot be checked',
    anticipation: 'whether the last weeks before the training already differed cannot be checked',
    ...(rollOut.how === 'lot' ? { balance: 'whether the lot was fair cannot be checked' } : {}),
  };
  return Object.entries(names).map(([id, text]) => ({
    id,
    role: 'capping',
    outcome: 'not-run',
    text: `${text}: ${why}`,
  }));
}

/** Blocks of about four weeks before the base, all at once: nothing should differ there. */
function falseDates(question: EffectQuestion, effects: Effects): Probe {
  const length = blockLength(question);
  const contrasts = Array.from({ length: mostLeads }, (_, k) =>
    pooledContrast(question, effects, (stage) => {
      const to = stage.stage.transitionFrom - effects.basePeriods - 1 - k * length;
      return { from: to - length + 1, to, ...baseSpan(stage, effects) };
    }),
  ).filter((contrast) => contrast !== undefined);
  const tested = contrasts.slice(0, mostPoints(effects));
  return {
    id: 'false-dates',
    p: tested.length === 0 ? undefined : jointP(tested, effects),
    passed: 'long before the training, those trained later moved like the others',
    failed: 'long before the training, those trained later already moved differently',
    notRun: 'there are no weeks before the base in which to look for earlier differences',
  };
}

/** The last four weeks before the training against the rest of the base. */
function anticipation(question: EffectQuestion, effects: Effects): Probe {
  const length = blockLength(question);
  const contrast =
    effects.basePeriods < 2 * length
      ? undefined
      : pooledContrast(question, effects, (stage) => {
          const { baseFrom, baseTo } = baseSpan(stage, effects);
          return { from: baseTo - length + 1, to: baseTo, baseFrom, baseTo: baseTo - length };
        });
  return {
    id: 'anticipation',
    p: contrast && jointP([contrast], effects),
    passed: 'in the last weeks before the training nothing changed yet',
    failed: 'in the last weeks before the training those about to be trained already changed',
    notRun: 'the time before the training is too short to look at its last weeks alone',
  };
}

/** Did the draw give stages that were alike before the first of them began? */
function balanceOfDraw(question: EffectQuestion): Probe {
  const { facts, outcome, rollOut } = question;
  const first = rollOut.stages[0]?.transitionFrom ?? 0;
  const p =
    rollOut.by === 'person' || first < 1
      ? undefined
      : oneWayP(
          meansInTeam(facts, outcome, [[{ from: 0, to: first - 1, baseFrom: 0, baseTo: first - 1 }]]),
          question,
        );
  return {
    id: 'balance',
    p,
    passed: 'before the first stage, the teams drawn for each stage were alike',
    failed:
      'before the first stage, the teams drawn for each stage were not alike: was the order really drawn by lot?',
    notRun: 'the draw could not be checked against the weeks before it',
  };
}

function oneWayP(
  means: ReturnType<typeof meansInTeam>,
  { rollOut, among }: EffectQuestion,
): number | undefined {
  const base = means[0]?.[0];
  if (base === undefined) return undefined;
  const groups = new Map<number, number[]>();
  const strata = stratumMeans(base.before, base.weight, rollOut.stratumOf);
  rollOut.stageOf.forEach((stage, team) => {
    const weight = base.weight[team] ?? 0;
    if (weight === 0 || among?.[team] === 0) return;
    const mean = (base.before[team] ?? 0) / weight - (strata.get(rollOut.stratumOf?.[team] ?? 0) ?? 0);
    groups.set(stage, [...(groups.get(stage) ?? []), mean]);
  });
  const test = oneWayTest([...groups.values()]);
  return test.kind === 'estimate' ? test.p : undefined;
}

function stratumMeans(values: Float64Array, weights: Float64Array, stratumOf: Int32Array | undefined) {
  const members = new Map<number, number[]>();
  weights.forEach((weight, cluster) => {
    if (weight === 0) return;
    const stratum = stratumOf?.[cluster] ?? 0;
    members.set(stratum, [...(members.get(stratum) ?? []), (values[cluster] ?? 0) / weight]);
  });
  return new Map(
    [...members].map(([stratum, means]) => [
      stratum,
      means.reduce((sum, mean) => sum + mean, 0) / means.length,
    ]),
  );
}

/** One-sided: is the effect on a measure that cannot be touched surely beyond its smallest effect that matters? */
function controlProbe(control: {
  readonly title: string;
  readonly effect: EstimateOrRefused;
  readonly matters: number;
}): Probe {
  const { effect, matters, title } = control;
  const p =
    effect.kind === 'refused'
      ? undefined
      : 1 -
        studentTCdf((Math.abs(effect.estimate) - matters) / effect.standardError, effect.degreesOfFreedom);
  return {
    id: 'negative-control',
    p,
    passed: `"${title}", which the training cannot touch, did not change`,
    failed: `"${title}", which the training cannot touch, changed too: something else happened`,
    notRun: `"${title}" has too little data to serve as a check`,
  };
}

function blockLength({ facts }: EffectQuestion): number {
  return Math.max(1, Math.round((periodsPerQuarter(facts.calendar.kind) * 4) / 13));
}

function baseSpan({ stage }: StageInUse, { basePeriods }: Effects) {
  return { baseFrom: stage.transitionFrom - basePeriods, baseTo: stage.transitionFrom - 1 };
}

function jointP(contrasts: readonly Contrast[], { blocks }: Effects): number | undefined {
  const test = jointTest({
    estimates: Float64Array.from(contrasts, ({ estimate }) => estimate),
    covariance: covarianceMatrix(contrasts, blocks),
    degreesOfFreedom: Math.min(...contrasts.map((contrast) => spread(contrast, blocks).degreesOfFreedom)),
  });
  return test.kind === 'estimate' ? test.p : undefined;
}
