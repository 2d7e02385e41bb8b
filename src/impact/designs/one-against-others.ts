import type { CurvePoint } from '../../contract/analysis.ts';
import { formatCount } from '../../model/format-numbers.ts';
import { type Refused, refuse } from '../../model/refusal.ts';
import type { Blocks, Contrast } from '../../stats/level-contrast.ts';
import { type SyntheticDifference, syntheticDifference } from '../../stats/synthetic-difference.ts';
import { drawCurve } from '../estimate-curve.ts';
import { type EffectQuestion, type Effects, estimateEffects } from '../estimate-effects.ts';
import type { GroupLevel } from '../facts.ts';
import { figuresOf } from '../figures.ts';
import { baseOf, planStages, rosterAt, type StageInUse, windowSpansOf } from '../plan-stages.ts';
import { type DesignedEffects, designed } from './designed-effects.ts';
import { observedClusters, refuseWithoutStages } from './refuse-design.ts';
import { seriesOfUnits } from './unit-series.ts';
import { figuresOfWindows } from './window-figures.ts';

const mostTeams = 3;
const fewestOthers = 10;
const fewestBefore = 8;
const bandSeed = 1;
/** A period in which fewer of the others were observed is left out, rather than those who were not. */
const shareObserved = 0.9;

/** Who is set against whom: teams, or whole sites where there are enough others of them. */
interface Units {
  readonly what: 'team' | GroupLevel;
  /** [teams] unit of each team, -1 for one that takes no part. */
  readonly ofTeam: Int32Array;
  /** [units] */
  readonly trained: Uint8Array;
}

/**
 * One to three teams, or all teams of one site, trained on one date: against a weighted mean of the others that moved
 * alike before, with the error that others show when they are taken for the trained. Undefined where it is not so.
 */
export function oneAgainstOthers(question: EffectQuestion): DesignedEffects | Refused | undefined {
  const units = unitsOf(question);
  if (units === undefined) return undefined;
  const others = units.trained.filter((is) => is === 0).length;
  const whole = units.trained.length - others;
  if (others < fewestOthers) {
    return refuse(
      'few-to-compare',
      `${named(whole, units.what)} trained on one date, and there are ${formatCount(others)} others to compare with; at least ${fewestOthers} are needed.`,
    );
  }
  const frame = estimateEffects(question);
  const [stage] = frame.stages;
  if (stage === undefined) return refuseWithoutStages(question);
  const panel = panelOf(question, units, stage, frame);
  const found = syntheticDifference({ ...panel, firstPeriodAfter: panel.before });
  if (found.kind === 'refused') return refuseSynthetic(found, units);
  return describe(question, units, { frame, stage, panel, found });
}

function unitsOf(question: EffectQuestion): Units | undefined {
  const { rollOut, facts } = question;
  const { by, how, stages, others, stageOf, comparable } = rollOut;
  if (by !== 'team' || stages.length !== 1 || others.length > 0) return undefined;
  if (how === 'volunteers' || how === 'low-scores') return undefined;
  const observed = [...observedClusters(question)];
  const trained = observed.filter((team) => (stageOf[team] ?? -1) >= 0);
  const untrained = observed.filter((team) => (stageOf[team] ?? -1) < 0 && comparable[team] === 1);
  if (trained.length === 0 || untrained.length === 0) return undefined;
  const sites = new Set(trained.map((team) => facts.siteOfTeam[team] ?? -1));
  const [site = -1] = sites;
  const isWholeSite =
    how !== 'lot' &&
    sites.size === 1 &&
    site >= 0 &&
    untrained.every((team) => facts.siteOfTeam[team] !== site);
  if (trained.length > mostTeams && !isWholeSite) return undefined;
  const otherSites = new Set(untrained.map((team) => facts.siteOfTeam[team] ?? -1));
  const bySite = isWholeSite && otherSites.size >= fewestOthers && !otherSites.has(-1);
  const unitOfTeam = (team: number) => (bySite ? (facts.siteOfTeam[team] ?? -1) : team);
  return numberUnits(
    facts.teamNames.length,
    bySite ? 'site' : (rollOut.of ?? 'team'),
    [...trained, ...untrained],
    {
      unitOfTeam,
      isTrained: (team) => (stageOf[team] ?? -1) >= 0,
    },
  );
}

function numberUnits(
  teams: number,
  what: Units['what'],
  taking: readonly number[],
  {
    unitOfTeam,
    isTrained,
  }: { readonly unitOfTeam: (team: number) => number; readonly isTrained: (team: number) => boolean },
): Units {
  const numbers = new Map<number, number>();
  const trained: number[] = [];
  const ofTeam = new Int32Array(teams).fill(-1);
  for (const team of taking.toSorted((a, b) => a - b)) {
    const key = unitOfTeam(team);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    ofTeam[team] = number;
    trained[number] = isTrained(team) ? 1 : 0;
  }
  return { what, ofTeam, trained: Uint8Array.from(trained) };
}

interface Panel {
  readonly units: number;
  readonly periods: number;
  /** [units x periods] without holes. */
  readonly outcomes: Float64Array;
  readonly trained: Uint8Array;
  /** Columns before the training. */
  readonly before: number;
  /** [columns] period of the calendar. */
  readonly periodOf: Int32Array;
  readonly peopleTrained: number;
  readonly peopleUntrained: number;
}

/** Periods in which the trained and nine of ten others were observed, and the units observed in all of them. */
function panelOf(question: EffectQuestion, units: Units, stage: StageInUse, frame: Effects): Panel {
  const { facts, outcome, rollOut } = question;
  const roster = rosterAt(facts, rollOut, stage.stage);
  const unitOf = roster.map((team) => (team < 0 ? -1 : (units.ofTeam[team] ?? -1)));
  const count = units.trained.length;
  const base = baseOf(stage.stage, frame.basePeriods);
  const { values, people } = seriesOfUnits(question, outcome, unitOf, count, base);
  const { periods } = facts.calendar;
  const isSeen = (unit: number, period: number) => !Number.isNaN(values[unit * periods + period]);
  const all = Array.from({ length: count }, (_, unit) => unit);
  const trained = all.filter((unit) => units.trained[unit] === 1);
  const others = all.filter((unit) => units.trained[unit] === 0);
  const kept = Array.from({ length: stage.observedTo + 1 }, (_, period) => period).filter(
    (period) =>
      (period < stage.stage.transitionFrom || period > stage.stage.transitionTo) &&
      trained.every((unit) => isSeen(unit, period)) &&
      others.filter((unit) => isSeen(unit, period)).length >= shareObserved * others.length,
  );
  const rows = all.filter((unit) => kept.every((period) => isSeen(unit, period)));
  const peopleIn = (side: readonly number[]) =>
    side.reduce((sum, unit) => sum + (rows.includes(unit) ? (people[unit] ?? 0) : 0), 0);
  return {
    units: rows.length,
    periods: kept.length,
    outcomes: Float64Array.from(
      rows.flatMap((unit) => kept.map((period) => values[unit * periods + period] ?? 0)),
    ),
    trained: Uint8Array.from(rows, (unit) => units.trained[unit] ?? 0),
    before: kept.filter((period) => period < stage.stage.transitionFrom).length,
    periodOf: Int32Array.from(kept),
    peopleTrained: peopleIn(trained),
    peopleUntrained: peopleIn(others),
  };
}

function refuseSynthetic({ reason, detail }: Refused, { what }: Units): Refused {
  if (reason === 'few-comparison-units') {
    return refuse(
      'few-to-compare',
      `Too few other ${what}s were observed throughout: ${detail.charAt(0).toLowerCase()}${detail.slice(1)}`,
    );
  }
  if (reason === 'few-periods-before') {
    return refuse(
      'too-short-before',
      `The data begin too shortly before the training; ${fewestBefore} periods are needed.`,
    );
  }
  if (reason === 'no-noise') return refuse('no-spread', detail);
  return refuse('not-observed', detail);
}

interface Result {
  readonly frame: Effects;
  readonly stage: StageInUse;
  readonly panel: Panel;
  readonly found: SyntheticDifference;
}

function describe(question: EffectQuestion, units: Units, result: Result): DesignedEffects {
  const { frame, stage, found, panel } = result;
  const settled = Float64Array.of(found.degreesOfFreedom);
  const placebos = found.placeboEffects.length;
  const blocks: Blocks = { of: new Int32Array(placebos), count: 1, centred: false, settled };
  const windows = windowSpansOf(stage, planStages(question), question.facts).flatMap(({ window, span }) => {
    const columns = columnsIn(panel, span.from, span.to);
    return columns.length === 0
      ? []
      : [{ window, length: columns.length, contrast: contrastOver(result, columns) }];
  });
  const effects: Effects = { ...frame, ...figuresOfWindows(windows), blocks };
  return designed('one-against-others', effects, {
    frame,
    figures: figuresOf(effects),
    points: pointsOf(result, blocks),
    boundBy: 'one-against-others',
    notes: notesOn(units, panel, found),
  });
}

function columnsIn({ periodOf }: Panel, from: number, to: number): number[] {
  return [...periodOf.keys()].filter(
    (column) => (periodOf[column] ?? 0) >= from && (periodOf[column] ?? 0) <= to,
  );
}

/** The curve's mean over some periods; what the same mean is in each placebo makes its error. */
function contrastOver({ panel, found }: Result, columns: readonly number[]): Contrast {
  const meanOf = (curve: Float64Array) =>
    columns.reduce((sum, column) => sum + (curve[column] ?? 0), 0) / columns.length;
  const placebos = found.placeboEffects.length;
  const means = Float64Array.from({ length: placebos }, (_, k) =>
    meanOf(found.placeboCurves.subarray(k * panel.periods, (k + 1) * panel.periods)),
  );
  const centre = means.reduce((sum, mean) => sum + mean, 0) / placebos;
  const influence = means.map((mean) => (mean - centre) / Math.sqrt(placebos));
  return { estimate: meanOf(found.curve), influence, beta: 1 };
}

function pointsOf(result: Result, blocks: Blocks): CurvePoint[] {
  const { panel, stage, frame } = result;
  const points = [...panel.periodOf].map((period, column) => ({
    eventTime:
      period < stage.stage.transitionFrom
        ? period - stage.stage.transitionFrom
        : period - stage.stage.transitionTo,
    contrast: contrastOver(result, [column]),
    peopleTrained: panel.peopleTrained,
    peopleUntrained: panel.peopleUntrained,
  }));
  return drawCurve(
    points.filter(({ eventTime }) => eventTime >= -frame.basePeriods),
    blocks,
    bandSeed,
  );
}

function notesOn({ what, trained }: Units, panel: Panel, found: SyntheticDifference): string[] {
  const count = trained.filter((is) => is === 1).length;
  const weighty = found.unitWeights.filter((weight) => weight >= 0.01).length;
  const others = panel.trained.filter((is) => is === 0).length;
  const sites =
    count > mostTeams && what !== 'site'
      ? [
          'All teams of one site were trained, and there are too few other sites to see how much whole sites move by chance: the interval is that of as many teams drawn from all sites, and too narrow if sites have ups and downs of their own.',
        ]
      : [];
  return [
    `${named(count, what)} trained on one date. The comparison is a weighted mean of the ${formatCount(others)} other ${what}s, ${formatCount(weighty)} of which carry weight, chosen so that it ran alongside before; whatever else happened to ${count === 1 ? `that ${what}` : `those ${what}s`} alone is in the figures.`,
    ...sites,
  ];
}

function named(count: number, what: Units['what']): string {
  return `${formatCount(count)} ${what}${count === 1 ? ' was' : 's were'}`;
}
