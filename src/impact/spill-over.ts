import type { EstimateOrRefused } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { formatPercent } from '../model/format-numbers.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { type ExposureInput, exposureEffect } from '../stats/exposure-effect.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import type { Facts, Outcome } from './facts.ts';
import { estimateWith } from './interval.ts';
import { fewestUntrained, planStages, type StagePlan, shortestWindow } from './plan-stages.ts';
import type { RollOut } from './roll-out.ts';
import { type Printing, printDifference, printInterval } from './sentences.ts';
import { homeTeams, mostTrainedAround, shareTrainedAround } from './trained-around.ts';
import { clustersThatReplaceAStage } from './verdict.ts';

/** Too few untrained people are left whose colleagues were not trained either: why nothing can be estimated. */
export function refuseSpillOver({ rollOut }: EffectQuestion): Refused | undefined {
  if (rollOut.around === undefined) return undefined;
  return refuse(
    'spill-over',
    `People were trained within their teams, and nobody is left to compare with in a team of which at most ${formatPercent(mostTrainedAround)} was trained.`,
  );
}

/** True where there would be enough to judge by, were it not that colleagues of the trained are no comparison. */
export function isBoundBySpillOver(question: EffectQuestion, effects: Effects): boolean {
  const { rollOut } = question;
  if (rollOut.around === undefined || isEnough(effects, rollOut)) return false;
  const whatever = planStages({ ...question, rollOut: { ...rollOut, around: undefined } });
  const counted = whatever.stages.filter((stage) => stage.counted).length;
  return isEnough({ ...whatever, countedStages: counted }, rollOut);
}

/** As rule 1 of the verdict asks for. */
function isEnough(
  arms: Pick<StagePlan, 'trainedClusters' | 'untrainedClusters'> & { readonly countedStages: number },
  { how, stages }: RollOut,
): boolean {
  const fewest = Math.min(arms.trainedClusters, arms.untrainedClusters);
  const oneIsEnough = (how === 'lot' && stages.length === 1) || fewest >= clustersThatReplaceAStage;
  return fewest >= fewestUntrained && arms.countedStages >= (oneIsEnough ? 1 : 2);
}

/** What a reader must know of whom the trained were compared with. */
export function noteOnSpillOver({ facts, rollOut }: EffectQuestion): string[] {
  const { around } = rollOut;
  if (around === undefined) return [];
  const { periods } = facts.calendar;
  let left = 0;
  rollOut.stageOf.forEach((stage, person) => {
    const begins = rollOut.stages[stage]?.transitionFrom ?? periods;
    if ((around.exposedFrom[person] ?? periods) < begins) left++;
  });
  return [
    `People were trained within their teams. Whoever has more than ${formatPercent(mostTrainedAround)} of the own team trained is no longer compared as untrained; that holds of ${left} people from some ${facts.calendar.kind} on. Errors are between teams.`,
  ];
}

/**
 * What trained colleagues did to the untrained: by how much an untrained person moved for ten points more of the own
 * team trained, in quarters since the first training, against the time before it. Undefined where teams were assigned.
 */
export function effectOfColleagues(question: EffectQuestion): EstimateOrRefused | undefined {
  const { rollOut, basePeriods } = question;
  const first = rollOut.stages[0]?.transitionFrom;
  if (rollOut.by === 'team' || first === undefined) return undefined;
  const baseFrom = Math.max(0, first - basePeriods);
  if (baseFrom >= first) return refuse('too-short-before', 'There is no time before the first training.');
  const found = exposureEffect(rowsOf(question, { baseFrom, baseTo: first - 1 }));
  if (found.kind === 'refused') return found;
  if (!(found.standardError > 0)) return refuse('no-spread', 'The measure does not vary.');
  return estimateWith(found.slope / 10, found.standardError / 10, found.degreesOfFreedom);
}

type Base = { readonly baseFrom: number; readonly baseTo: number };

/** One row per untrained person and quarter after the first training began, in teams small enough to be one. */
function rowsOf({ facts, outcome, rollOut }: EffectQuestion, { baseFrom, baseTo }: Base): ExposureInput {
  const { periods, kind } = facts.calendar;
  const quarter = periodsPerQuarter(kind);
  const share = shareTrainedAround(facts, rollOut);
  const homes = homeTeams(facts);
  const rows: { change: number; exposure: number; weight: number; window: number; cluster: number }[] = [];
  const windows = Math.ceil((periods - baseTo - 1) / quarter);
  for (let person = 0; person < facts.people; person++) {
    const begins = rollOut.stages[rollOut.stageOf[person] ?? -1]?.transitionFrom ?? periods;
    const base = sumsOver(outcome, periods, person, baseFrom, baseTo);
    if (base.count === 0) continue;
    for (let window = 0; window < windows; window++) {
      const from = baseTo + 1 + window * quarter;
      const to = Math.min(from + quarter, periods) - 1;
      if (to >= begins || to - from + 1 < shortestWindow(quarter)) break;
      const after = sumsOver(outcome, periods, person, from, to);
      const around = exposureOver(facts, share, person, from, to);
      if (after.count === 0 || around === undefined) continue;
      rows.push({
        change: after.sum / after.count - base.sum / base.count,
        exposure: around.share,
        weight: base.count * around.inPost,
        window,
        cluster: homes[person] ?? 0,
      });
    }
  }
  return {
    change: Float64Array.from(rows, (row) => row.change),
    exposure: Float64Array.from(rows, (row) => row.exposure),
    weight: Float64Array.from(rows, (row) => row.weight),
    window: Int32Array.from(rows, (row) => row.window),
    windows: Math.max(0, windows),
    cluster: Int32Array.from(rows, (row) => row.cluster),
    clusters: facts.teamNames.length,
  };
}

function sumsOver(outcome: Outcome, periods: number, person: number, from: number, to: number) {
  let sum = 0;
  let count = 0;
  for (let cell = person * periods + from; cell <= person * periods + to; cell++) {
    sum += outcome.sum[cell] ?? 0;
    count += outcome.count[cell] ?? 0;
  }
  return { sum, count };
}

/** Mean share of the own team trained while in post, and the share of the window in post; undefined where there is no team. */
function exposureOver(facts: Facts, share: Float64Array, person: number, from: number, to: number) {
  const { periods } = facts.calendar;
  let sum = 0;
  let inPost = 0;
  for (let t = from; t <= to; t++) {
    const team = facts.teamAt[person * periods + t] ?? -1;
    if (team < 0) continue;
    const around = share[team * periods + t] ?? -1;
    if (around < 0) return undefined;
    sum += around;
    inPost++;
  }
  return inPost === 0 ? undefined : { share: sum / inPost, inPost: inPost / (to - from + 1) };
}

/** What colleagues passed on, in words. */
export function sayColleagues(effect: EstimateOrRefused, print: Printing): string {
  if (effect.kind === 'refused') {
    return `Whether untrained people learned from trained colleagues cannot be told: ${effect.detail}`;
  }
  const said =
    effect.sureLow > 0 || effect.sureHigh < 0
      ? 'So what was learned reached colleagues, or teams with more trained people moved for another reason.'
      : 'That is not told from nothing.';
  return `For every ten points more of their team that was trained, untrained people moved by ${printDifference(effect.estimate, print)} ${print.unit} ${printInterval(effect, print)}. ${said}`;
}
