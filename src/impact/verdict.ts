import type { Estimate, EstimateOrRefused } from '../contract/analysis.ts';
import type { Verdict } from '../model/verdict.ts';

/** What the verdict is read from, **with benefit positive**, in units of the measure. */
export interface VerdictEvidence {
  /** Effect in the first quarter. */
  readonly first: EstimateOrRefused;
  /** Effect in the third and fourth quarter. */
  readonly later: EstimateOrRefused;
  /** Effect over all four quarters. */
  readonly whole: EstimateOrRefused;
  /** First less later. */
  readonly drop: EstimateOrRefused;
  /** Smallest effect that matters. */
  readonly matters: number;
  /** Stages observed into the third quarter. */
  readonly countedStages: number;
  /** Quarters after the training that the stage observed longest is observed for; 2.5 is half of the third. */
  readonly quartersObserved: number;
  readonly trainedClusters: number;
  readonly untrainedClusters: number;
  /** One date, drawn by lot: one stage is enough. */
  readonly lottery: boolean;
  readonly condition: ConditionEvidence | undefined;
}

/** The one condition named in advance: the later effect where it holds, elsewhere, and their difference. */
export interface ConditionEvidence {
  readonly where: EstimateOrRefused;
  readonly elsewhere: EstimateOrRefused;
  readonly difference: EstimateOrRefused;
  /** Fewest teams among trained and untrained, where it holds and elsewhere. */
  readonly fewestTeams: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly qualifier: 'none' | 'shrinking' | 'too-little' | 'too-early';
  /** Fixed code of why it cannot be told; empty where it can. */
  readonly reason: string;
}

const fewestClustersPerArm = 4;
export const clustersThatReplaceAStage = 12;
/** At least one stage must be observed to the end of the third quarter. */
export const fewestQuarters = 3;
const fewestTeamsPerSideOfCondition = 10;

/** The first rule that holds, in the order of the method page. */
export function judge(evidence: VerdictEvidence): Judgement {
  const { first, later, whole, drop, matters } = evidence;
  if (first.kind === 'refused') return cannotTell(first.reason);
  if (tooEarly(evidence) || later.kind === 'refused' || whole.kind === 'refused' || drop.kind === 'refused') {
    return tooFewClusters(evidence)
      ? cannotTell('too-few')
      : { ...cannotTell('too-early'), qualifier: 'too-early' };
  }
  if (isHarmful(later, matters) || isHarmful(whole, matters)) return plain('harmful');
  if (worksOnlyWhere(evidence.condition, matters)) return plain('conditional');
  if (later.sureLow > 0 && later.estimate >= matters && later.low90 > matters / 2 && whole.sureLow > 0) {
    return { verdict: 'lasting', qualifier: drop.sureLow > 0 ? 'shrinking' : 'none', reason: '' };
  }
  if (liesWithin(first, matters) && liesWithin(later, matters)) {
    const works = first.sureLow > 0 || later.sureLow > 0;
    return { verdict: 'no effect', qualifier: works ? 'too-little' : 'none', reason: '' };
  }
  if (first.sureLow > 0 && first.estimate >= matters && drop.sureLow > 0 && later.estimate < matters) {
    return plain('fading');
  }
  return cannotTell('too-uncertain');
}

function plain(verdict: Verdict): Judgement {
  return { verdict, qualifier: 'none', reason: '' };
}

export function cannotTell(reason: string): Judgement {
  return { verdict: 'cannot tell', qualifier: 'none', reason };
}

/** A check stands against the verdict, and would under any other choice too. */
export function isCapped({ reason }: Judgement): boolean {
  return reason !== '' && reason !== 'too-early' && reason !== 'too-uncertain';
}

function tooFewClusters({ trainedClusters, untrainedClusters }: VerdictEvidence): boolean {
  return Math.min(trainedClusters, untrainedClusters) < fewestClustersPerArm;
}

function tooEarly(evidence: VerdictEvidence): boolean {
  const { countedStages, quartersObserved, trainedClusters, untrainedClusters, lottery } = evidence;
  if (tooFewClusters(evidence) || countedStages === 0 || quartersObserved < fewestQuarters) return true;
  const oneIsEnough = lottery || Math.min(trainedClusters, untrainedClusters) >= clustersThatReplaceAStage;
  return countedStages < 2 && !oneIsEnough;
}

function isHarmful(effect: Estimate, matters: number): boolean {
  return effect.sureHigh < 0 && effect.estimate <= -matters;
}

/** The effect is told to be smaller than one that matters, either way. */
export function liesWithin(effect: Estimate, matters: number): boolean {
  return effect.low90 > -matters && effect.high90 < matters;
}

function worksOnlyWhere(condition: ConditionEvidence | undefined, matters: number): boolean {
  if (condition === undefined || condition.fewestTeams < fewestTeamsPerSideOfCondition) return false;
  const { where, elsewhere, difference } = condition;
  if (where.kind === 'refused' || elsewhere.kind === 'refused' || difference.kind === 'refused') return false;
  return difference.sureLow > 0 && where.estimate >= matters && elsewhere.high90 < matters;
}
