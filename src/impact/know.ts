import type { ProgrammeResult } from '../contract/analysis.ts';
import { firstDayOfPeriod, isoFromDay, periodsPerQuarter } from '../model/calendar.ts';
import { formatDate } from '../model/format-numbers.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { fewestUntrained, shortestWindow } from './plan-stages.ts';
import type { RollOut } from './roll-out.ts';
import { clustersThatReplaceAStage, fewestQuarters } from './verdict.ts';

type Know = ProgrammeResult['know'];

/** The error of the later effect at which a verdict can be expected, as a share of the smallest effect that matters. */
const tellingShare = 1 / 4.5;
const furthestPeriods = { day: 1092, week: 156, month: 36 } as const;
const quartersOfYear = 4;

/** "We can know by ...": told since, can be told by, or never; and under the roll-out that we would propose. */
export function whenWillWeKnow({ found, judgement }: Impact): Know {
  if (found.kind === 'refused') return neverWithout(found.reason);
  if (found.design === 'induction') return knowOfClasses(judgement.verdict !== 'cannot tell');
  if (judgement.verdict !== 'cannot tell') return toldSince(found);
  if (judgement.reason !== 'too-early' && judgement.reason !== 'too-uncertain') {
    const text =
      judgement.reason === 'others-answered' || judgement.reason === 'answering-unsure'
        ? 'never from these answers'
        : 'never, as it was rolled out';
    return { kind: 'never', text, proposal: proposalOf(found) };
  }
  const period = firstTellingPeriod(found);
  if (period === undefined) {
    return { kind: 'never', text: neverFor(found), proposal: proposalOf(found) };
  }
  const date = dateAfter(found, period);
  return { kind: 'by', date, text: `by ${formatDate(date)}, as it is rolled out` };
}

/** What stands in the way before anything could be estimated; a roll-out is proposed where it is the roll-out. */
function neverWithout(reason: string): Know {
  const ofRollOut: Record<string, string> = {
    'everyone-at-once': 'never, because everyone was trained at once',
    'no-comparison': 'never, because nobody was left untrained',
    'no-later-volunteers': 'never, because no later volunteers are left to compare with',
    'too-few': 'never with so few teams or people',
    'few-to-compare': 'never with so few teams to compare with',
    'not-observed': 'never, as it was rolled out',
    'spill-over': 'never, because hardly anybody is left whose team was not trained',
  };
  const ofData: Record<string, string> = {
    'no-outcome': 'not before a measure is named',
    'no-data': 'not before its measure is loaded',
    'nobody-trained': 'not before it is known who was trained',
    'nobody-observed': 'not before the trained appear in the data',
    'too-short-before': 'not without data from before the training',
    'too-few-events': 'never with so few cases',
    'few-classes': 'not before four intake classes can be followed under each curriculum',
  };
  const text = ofRollOut[reason];
  return text === undefined
    ? { kind: 'never', text: ofData[reason] ?? 'not with what is loaded' }
    : { kind: 'never', text, proposal: proposalOf(undefined) };
}

/** Intake classes come as they come: there is no roll-out from which a date could be foretold. */
function knowOfClasses(isTold: boolean): Know {
  return isTold
    ? { kind: 'told', text: 'told from the intake classes so far' }
    : { kind: 'never', text: 'not before more intake classes have been followed for longer' };
}

function neverFor(found: Found): string {
  const { rollOut, facts } = found.question;
  const last = found.lowScores === undefined ? lastComparedPeriod(rollOut) : Number.POSITIVE_INFINITY;
  if (last < facts.calendar.periods + periodsPerQuarter(facts.calendar.kind)) {
    return 'never under this roll-out: too few are left untrained to compare with';
  }
  return 'never under this roll-out: too few teams or people for what would matter';
}

function toldSince(found: Found): Know {
  const { periods } = found.question.facts.calendar;
  let period = 0;
  while (period < periods - 1 && !canTellAt(found, armsAt(found, period))) period++;
  const date = dateAfter(found, period);
  return { kind: 'told', date, text: `told since ${formatDate(date)}` };
}

/**
 * First period after the data in which rule 1 no longer holds and the error of the later effect, projected from the
 * error per cluster so far, is at most m / 4.5.
 */
function firstTellingPeriod(found: Found): number | undefined {
  const { kind, periods } = found.question.facts.calendar;
  const errorPerCluster = errorSoFar(found) / scaleOf(armsNow(found));
  for (let period = periods; period < periods + furthestPeriods[kind]; period++) {
    const arms = armsAt(found, period);
    if (!canTellAt(found, arms)) continue;
    if (errorPerCluster * scaleOf(arms) <= found.smallest.matters * tellingShare) return period;
  }
  return undefined;
}

/** Error of the first quarter where the later one is seen for a few weeks only: half a year cannot be less exact. */
function errorSoFar({ figures: { first, later } }: Found): number {
  const errors = [first, later].flatMap((figure) =>
    figure.kind === 'estimate' ? [figure.standardError] : [],
  );
  return Math.min(...errors);
}

/** Stages, trained and untrained clusters that count if the data end with some period. */
interface Arms {
  readonly stages: number;
  readonly quarters: number;
  readonly trained: number;
  readonly untrained: number;
}

function scaleOf({ trained, untrained }: Arms): number {
  return Math.sqrt(1 / Math.max(trained, 1) + 1 / Math.max(untrained, 1));
}

/** The other half of rule 1 of the verdict. */
function canTellAt({ evidence }: Found, { stages, quarters, trained, untrained }: Arms): boolean {
  const fewest = Math.min(trained, untrained);
  if (fewest < fewestUntrained || quarters < fewestQuarters) return false;
  return stages >= 2 || (stages === 1 && (evidence.lottery || fewest >= clustersThatReplaceAStage));
}

/** Stages observed into the third quarter at the end of the data; all in use where none is yet. */
function armsNow(found: Found): Arms {
  const arms = armsAt(found, found.question.facts.calendar.periods - 1);
  if (arms.stages > 0) return arms;
  const { stages } = found.effects;
  return {
    ...arms,
    trained: stages.reduce((sum, { clusters }) => sum + clusters, 0),
    untrained: Math.max(
      0,
      ...stages.map(({ observedTo }) => untrainedAfter(found.question.rollOut, observedTo)),
    ),
  };
}

function armsAt({ question, effects }: Found, period: number): Arms {
  const { rollOut, facts } = question;
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const last = Math.min(period, lastComparedPeriod(rollOut));
  const planned = rollOut.planned.map((stage) => ({ stage, clusters: stage.clusters.length }));
  const counted = [...effects.stages, ...groupByStart(planned)]
    .map(({ stage, clusters }) => ({
      clusters,
      from: stage.transitionTo,
      to: Math.min(last, stage.transitionTo + quartersOfYear * quarter),
    }))
    .filter(({ from, to }) => to - from >= 2 * quarter + shortestWindow(quarter));
  return {
    stages: counted.length,
    quarters: Math.max(0, ...counted.map(({ from, to }) => (to - from) / quarter)),
    trained: counted.reduce((sum, { clusters }) => sum + clusters, 0),
    untrained: Math.max(0, ...counted.map(({ to }) => untrainedAfter(rollOut, to))),
  };
}

type Planned = { readonly stage: RollOut['planned'][number]; readonly clusters: number };

function groupByStart(planned: readonly Planned[]): Planned[] {
  const groups = new Map<number, Planned>();
  for (const { stage, clusters } of planned) {
    const known = groups.get(stage.transitionFrom)?.clusters ?? 0;
    groups.set(stage.transitionFrom, { stage, clusters: known + clusters });
  }
  return [...groups.values()].filter(({ clusters }) => clusters > 0);
}

/** First periods of training of all who may be compared with, as recorded and planned; nobody waits past an unnamed session. */
function startsOf({ stageOf, stages, planned, comparable, around }: RollOut): number[] {
  const unnamed = planned.find(({ clusters }) => clusters.length === 0)?.transitionFrom;
  const plannedStart = new Map(
    planned.flatMap(({ clusters, transitionFrom }) =>
      clusters.map((cluster) => [cluster, transitionFrom] as const),
    ),
  );
  return [...stageOf].flatMap((stage, cluster) =>
    comparable[cluster] === 0
      ? []
      : [
          Math.min(
            stages[stage]?.transitionFrom ?? plannedStart.get(cluster) ?? unnamed ?? Number.POSITIVE_INFINITY,
            around?.exposedFrom[cluster] ?? Number.POSITIVE_INFINITY,
          ),
        ],
  );
}

function untrainedAfter(rollOut: RollOut, period: number): number {
  return startsOf(rollOut).filter((start) => start > period).length;
}

/** Last period in which enough are left untrained to compare with. */
function lastComparedPeriod(rollOut: RollOut): number {
  const starts = startsOf(rollOut).sort((a, b) => b - a);
  return (starts[fewestUntrained - 1] ?? 0) - 1;
}

function dateAfter({ question }: Found, period: number): string {
  return isoFromDay(firstDayOfPeriod(question.facts.calendar, period + 1));
}

/** Four stages a quarter apart in an order drawn by lot, one sixth of the teams waiting for a year. */
function proposalOf(found: Found | undefined): NonNullable<Know['proposal']> {
  const text = 'in four stages, three months apart, drawn by lot, with one team in six waiting a year';
  if (found === undefined) return { text };
  const { calendar } = found.question.facts;
  const quarter = periodsPerQuarter(calendar.kind);
  const start = calendar.periods + Math.round(quarter / 3);
  return { text, date: dateAfter(found, start + quarter + 3 * quarter) };
}
