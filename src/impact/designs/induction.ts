import { type PeriodKind, periodsPerQuarter } from '../../model/calendar.ts';
import { formatCount } from '../../model/format-numbers.ts';
import { type Refused, refuse } from '../../model/refusal.ts';
import {
  type Blocks,
  type ClusterMeans,
  type Contrast,
  levelContrast,
  settle,
} from '../../stats/level-contrast.ts';
import { drawCurve, type EffectAt } from '../estimate-curve.ts';
import type { EffectQuestion, Effects } from '../estimate-effects.ts';
import type { Facts } from '../facts.ts';
import { figuresOf } from '../figures.ts';
import { rosterAt, type StageInUse, windowsOfYear } from '../plan-stages.ts';
import { emptyMeans } from '../window-means.ts';
import { type DesignedEffects, designed } from './designed-effects.ts';
import { usualByPeriod } from './usual-by-period.ts';
import { figuresOfWindows, type WindowOfYear } from './window-figures.ts';

const fewestClasses = 4;
const fewestCases = 20;
const bandSeed = 1;
/** People who joined in as many periods are a class. */
const periodsOfClass: Readonly<Record<PeriodKind, number>> = { day: 28, week: 4, month: 1 };
/** Share of a class that had the new curriculum, from which on it is new, and up to which it is old. */
const shareOfNew = 0.5;
const shareOfOld = 0.2;

/** Intake classes by curriculum; people who were in post when the data begin are in none. */
interface Classes {
  /** [people] -1 for those in no class that is compared. */
  readonly of: Int32Array;
  /** [people] first period in post, -1 for those never in post. */
  readonly joined: Int32Array;
  /** [classes] 1 where the curriculum is the new one. */
  readonly isNew: Uint8Array;
  /** Classes of which some had the new curriculum and some the old. */
  readonly mixed: number;
}

/**
 * New people have no time before: intake classes are compared with each other at the same time after joining, new
 * curriculum against old, each person against what people with over a year in post had in the same calendar period.
 */
export function inductionEffects(
  question: EffectQuestion,
  kindOfMeasure: 'mean' | 'rate' | 'count' = 'mean',
): DesignedEffects | Refused {
  const { facts } = question;
  const classes = classesOf(question);
  const usual = usualByPeriod(question, classes);
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const windows = Array.from({ length: windowsOfYear }, (_, window) => {
    const after = { from: window * quarter + 1, to: (window + 1) * quarter };
    return { window, after, compared: compare(question, classes, usual, after) };
  });
  const [first] = windows;
  if (first === undefined || !isEnough(first.compared)) return refuseFewClasses(facts, first?.compared);
  const rare = kindOfMeasure === 'mean' ? undefined : refuseRare(first.compared, kindOfMeasure);
  if (rare !== undefined) return rare;
  const seen = windows.filter(({ compared }) => isEnough(compared));
  return describe(question, classes, usual, seen);
}

function classesOf({ facts, rollOut }: EffectQuestion): Classes {
  const { periods, kind } = facts.calendar;
  const quarter = periodsPerQuarter(kind);
  const joined = firstPeriods(facts);
  const members = new Map<number, { people: number[]; trained: number }>();
  joined.forEach((first, person) => {
    if (first <= 0) return;
    const block = Math.floor(first / periodsOfClass[kind]);
    const known = members.get(block) ?? { people: [], trained: 0 };
    known.people.push(person);
    const cluster = rollOut.by === 'team' ? (facts.teamAt[person * periods + first] ?? -1) : person;
    const stage = rollOut.stages[rollOut.stageOf[cluster] ?? -1];
    if (stage !== undefined && stage.transitionFrom <= first + quarter) known.trained++;
    members.set(block, known);
  });
  const of = new Int32Array(facts.people).fill(-1);
  const isNew: number[] = [];
  let mixed = 0;
  for (const [, { people, trained }] of [...members].sort(([a], [b]) => a - b)) {
    const share = trained / people.length;
    if (share > shareOfOld && share < shareOfNew) mixed++;
    else {
      for (const person of people) of[person] = isNew.length;
      isNew.push(share >= shareOfNew ? 1 : 0);
    }
  }
  return { of, joined, isNew: Uint8Array.from(isNew), mixed };
}

function firstPeriods({ people, teamAt, calendar: { periods } }: Facts): Int32Array {
  return Int32Array.from({ length: people }, (_, person) =>
    teamAt.subarray(person * periods, (person + 1) * periods).findIndex((team) => team >= 0),
  );
}

/** What some periods after joining look like, class by class. */
interface Compared {
  readonly contrast: Contrast | undefined;
  readonly newClasses: number;
  readonly oldClasses: number;
  readonly sideOf: Record<'new' | 'old', Side>;
}

interface Side {
  people: number;
  /** Of the measure as it is, not against what is usual. */
  sum: number;
  count: number;
  volume: number;
}

interface After {
  readonly from: number;
  readonly to: number;
}

/**
 * People whose periods from `from` to `to` after joining all lie in the data, with what is usual known in each. A person
 * counts with the share of them in post.
 */
function compare(
  { facts, outcome }: EffectQuestion,
  classes: Classes,
  usual: Float64Array,
  { from, to }: After,
): Compared {
  const { periods } = facts.calendar;
  const means: ClusterMeans = emptyMeans(classes.isNew.length);
  const sideOf = {
    new: { people: 0, sum: 0, count: 0, volume: 0 },
    old: { people: 0, sum: 0, count: 0, volume: 0 },
  };
  classes.of.forEach((of, person) => {
    const joined = classes.joined[person] ?? -1;
    if (of < 0 || joined + to >= periods || !isKnown(usual, joined + from, joined + to)) return;
    const side = classes.isNew[of] === 1 ? sideOf.new : sideOf.old;
    let [sum, count, inPost] = [0, 0, 0];
    for (let t = joined + from; t <= joined + to; t++) {
      const cell = person * periods + t;
      if ((facts.teamAt[cell] ?? -1) < 0) continue;
      const values = outcome.count[cell] ?? 0;
      inPost++;
      sum += (outcome.sum[cell] ?? 0) - values * (usual[t] ?? 0);
      count += values;
      side.sum += outcome.sum[cell] ?? 0;
      side.count += values;
      side.volume += outcome.asked?.[cell] ?? values;
    }
    if (count === 0) return;
    side.people++;
    const weight = inPost / (to - from + 1);
    means.after[of] = (means.after[of] ?? 0) + (weight * sum) / count;
    means.weight[of] = (means.weight[of] ?? 0) + weight;
  });
  const seen = [...means.weight.keys()].filter((of) => (means.weight[of] ?? 0) > 0);
  const [news, olds] = [1, 0].map((is) => seen.filter((of) => classes.isNew[of] === is)) as [
    number[],
    number[],
  ];
  const contrast = levelContrast(means, news, olds, undefined);
  return {
    contrast: contrast && settle(contrast, blocksOf(classes), 'none'),
    newClasses: news.length,
    oldClasses: olds.length,
    sideOf,
  };
}

function isKnown(usual: Float64Array, from: number, to: number): boolean {
  for (let t = from; t <= to; t++) if (Number.isNaN(usual[t] ?? Number.NaN)) return false;
  return true;
}

function blocksOf({ isNew }: Classes): Blocks {
  return { of: Int32Array.from(isNew), count: 2, centred: false };
}

function isEnough({ newClasses, oldClasses }: Compared): boolean {
  return Math.min(newClasses, oldClasses) >= fewestClasses;
}

function refuseFewClasses({ calendar: { kind } }: Facts, compared: Compared | undefined): Refused {
  const count = (classes: number | undefined) => formatCount(classes ?? 0);
  return refuse(
    'few-classes',
    `${count(compared?.newClasses)} intake classes with the new curriculum and ${count(compared?.oldClasses)} with the old can be followed through their first quarter beside people who were then in post for over a year; at least ${fewestClasses} of each are needed. A class is who joined within ${periodsOfClass[kind]} ${kind}${periodsOfClass[kind] === 1 ? '' : 's'}.`,
  );
}

/** Cases on the side that has fewer, of a share the rarer of yes and no. */
function refuseRare({ sideOf }: Compared, kind: 'rate' | 'count'): Refused | undefined {
  const sides = [sideOf.new, sideOf.old];
  const fewest = Math.min(
    ...sides.map(({ sum, count }) => (kind === 'rate' ? Math.min(sum, count - sum) : sum)),
  );
  return fewest >= fewestCases
    ? undefined
    : refuse(
        'too-few-events',
        `Only about ${Math.round(fewest)} cases lie behind the first quarter on one side; at least ${fewestCases} are needed.`,
      );
}

interface Seen {
  readonly window: number;
  readonly after: After;
  readonly compared: Compared;
}

function describe(
  question: EffectQuestion,
  classes: Classes,
  usual: Float64Array,
  seen: readonly Seen[],
): DesignedEffects {
  const { facts } = question;
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const windows = seen.flatMap(({ window, compared: { contrast } }): WindowOfYear[] =>
    contrast === undefined ? [] : [{ window, length: quarter, contrast }],
  );
  const lastSeen = seen.at(-1);
  const third = seen.find(({ window }) => window === 2)?.compared;
  const counted = third ?? lastSeen?.compared;
  const effects: Effects = {
    ...figuresOfWindows(windows),
    windowSpans: Array.from(
      { length: windowsOfYear },
      (_, w) => seen.find(({ window }) => window === w)?.after,
    ),
    blocks: blocksOf(classes),
    basePeriods: 0,
    stages: stagesOf(question),
    countedStages: third?.newClasses ?? 0,
    trainedClusters: counted?.newClasses ?? 0,
    untrainedClusters: counted?.oldClasses ?? 0,
    observedTo: lastSeen?.after.to ?? 0,
    matchedShare: 1,
    quartersObserved: (lastSeen?.window ?? -1) + 1,
  };
  const { new: news, old: olds } = seen[0]?.compared.sideOf ?? noSides();
  return designed('induction', effects, {
    figures: figuresOf(effects),
    points: drawCurve(pointsOf(question, classes, usual, effects.observedTo), effects.blocks, bandSeed),
    sides: {
      words: `${formatCount(news.people)} people of ${formatCount(seen[0]?.compared.newClasses ?? 0)} intake classes with the new curriculum, compared with ${formatCount(olds.people)} of ${formatCount(seen[0]?.compared.oldClasses ?? 0)} with the old`,
      peopleTrained: news.people,
      peopleUntrained: olds.people,
    },
    base: {
      level: olds.count === 0 ? 0 : olds.sum / olds.count,
      volumePerPeriod: news.volume / quarter,
      people: news.people,
    },
    notes: notesOn(facts, classes),
  });
}

function noSides(): Compared['sideOf'] {
  const none = { people: 0, sum: 0, count: 0, volume: 0 };
  return { new: none, old: none };
}

/** Periods after joining one by one, as far as both sides have classes enough. */
function pointsOf(question: EffectQuestion, classes: Classes, usual: Float64Array, last: number): EffectAt[] {
  return Array.from({ length: last }, (_, k) => k + 1).flatMap((eventTime) => {
    const compared = compare(question, classes, usual, { from: eventTime, to: eventTime });
    const { contrast, sideOf } = compared;
    if (contrast === undefined || !isEnough(compared)) return [];
    return [{ eventTime, contrast, peopleTrained: sideOf.new.people, peopleUntrained: sideOf.old.people }];
  });
}

/** Who was in post when: what the page says of the people behind the figures. */
function stagesOf({ facts, rollOut }: EffectQuestion): StageInUse[] {
  return rollOut.stages.map((stage, index) => {
    const people = rosterAt(facts, rollOut, stage).filter(
      (cluster) => cluster >= 0 && rollOut.stageOf[cluster] === index,
    ).length;
    const observedTo = facts.calendar.periods - 1;
    return { index, stage, people, clusters: people, untrainedClusters: 0, observedTo, counted: true };
  });
}

function notesOn({ calendar: { kind } }: Facts, { mixed }: Classes): string[] {
  return [
    'A weaker comparison: classes are compared with each other, and they differ in more than the curriculum: who applied, who taught, who was let in.',
    `What the same ${kind}s brought everybody is allowed for by taking off how far people moved who had then been in post for over a year (and had the old curriculum); a change that touches new people only is not.`,
    ...(mixed === 0
      ? []
      : [
          `${formatCount(mixed)} intake ${mixed === 1 ? 'class' : 'classes'} of which some had the new curriculum and most the old ${mixed === 1 ? 'is' : 'are'} left out.`,
        ]),
  ];
}
