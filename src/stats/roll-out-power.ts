import { studentTQuantile } from './distributions.ts';
import { drawFuture, type FutureOrder, type FutureTeams } from './future-teams.ts';
import {
  type BaseUse,
  type Blocks,
  type ClusterMeans,
  type Contrast,
  ContrastMean,
  combine,
  type LevelContrast,
  levelContrast,
  settle,
  spread,
} from './level-contrast.ts';
import { createRandom } from './random.ts';
import { type Refused, refuse } from './refused.ts';
import {
  blocksOfStages,
  type ObservedWindows,
  observedWindows,
  type PlannedStageWindows,
  type PlannedWindow,
  type StagesUsed,
} from './roll-out-windows.ts';

export interface RollOutPowerInput extends FutureOrder {
  /** Period of each stage's training, rising, the first 0. */
  readonly starts: readonly number[];
  /** Orders, used in turn: [teams] stage of each team, -1 for never. */
  readonly orders: readonly Int32Array[];
  /** [teams] stratum of the draw; undefined where there is none. */
  readonly stratumOf: Int32Array | undefined;
  /** [teams] people in each, by which stages are weighted. */
  readonly people: Float64Array;
  /** Share of people in post who are still in post a period later, over 0 and at most 1. */
  readonly staying: number;
  /** Last periods observed, counted from the first stage: one result for each. */
  readonly observedTo: readonly number[];
  readonly periodsPerQuarter: number;
  readonly basePeriods: number;
  readonly baseUse: BaseUse;
  /** `all` for looks during the roll-out, which use every stage so far; default `verdict`. */
  readonly stagesUsed?: StagesUsed;
  /**
   * How an analysis will state its errors. `influences`: from the teams' influences, right for many teams. `redrawn`: from
   * redrawn orders, as with few teams: errors are widened until one future in twenty is told from nothing at 5 %. Default
   * `influences`.
   */
  readonly errorsFrom?: 'influences' | 'redrawn';
  readonly futures: number;
  readonly seed: number;
}

/** One figure over all futures, in which the training does nothing. An effect is added to the estimates. */
export interface FutureFigure {
  /** [futures], NaN where a future had no such figure. */
  readonly estimates: Float64Array;
  readonly standardErrors: Float64Array;
  readonly degreesOfFreedom: Float64Array;
  /** Root mean square of the estimates: the error to expect, in units of the measure. */
  readonly error: number;
  /** Least effect that is told from nothing (two-sided 2.5 %, as a verdict is) in four of five futures. */
  readonly detectable: number;
}

export const figureNames = ['first', 'later', 'whole', 'drop'] as const;
export type FigureName = (typeof figureNames)[number];

export interface PowerAtEnd {
  readonly observedTo: number;
  /** Under the first order. */
  readonly observed: Omit<ObservedWindows, 'stages'>;
  /** Undefined for figures that cannot be compared by then. */
  readonly figures: Readonly<Record<FigureName, FutureFigure | undefined>>;
}

export interface RollOutPower {
  readonly kind: 'estimate';
  readonly ends: readonly PowerAtEnd[];
}

const sureLevel = 0.9875;
const shareTold = 0.8;
const oneInTwenty = 0.05;
const fewestFutures = 20;

/**
 * What could this roll-out tell?
 *
 * Question: who is trained when, and would we be able to tell what it did?
 * Estimand: error of the effects in the first quarter, after nine months and over the year; the least effect told from
 *   nothing in four of five futures.
 * Formula: error^2 = mean of estimate^2 over futures without an effect; each future is estimated as the analysis would
 *   (`levelContrast`, `settle`, `spread`); detectable = the share-0.8 quantile of t(0.9875) error_hat - estimate.
 * Source: [kunsch1989, section 2], blocks; [davison1997, section 8.2], blocks of innovations run through a model again;
 *   [roth2023, section 3], the estimate.
 * Assumes: the coming year is like the past one (probed by half and double the variance of the shocks); effects are the
 *   same for all; people leave at one rate and their values thin out accordingly.
 * Input: the past of teams with its shocks, dates, orders, strata, people, rate of staying, ends of the data.
 * Output: per end and figure the estimates and errors of all futures, the error to expect, the least effect told; in units
 *   of the measure.
 * Refuses: `no-comparison` where no stage has anybody untrained after it at any end.
 * Uncertainty: Monte Carlo, error / sqrt(2 futures); what the past does not show is not in it.
 * Proof: the closed form of two groups under AR(1); the error of the whole engine over simulated organisations; the share
 *   of futures without an effect told from nothing.
 */
export function rollOutPower(input: RollOutPowerInput): RollOutPower | Refused {
  checkInput(input);
  const plans = input.orders.map((stageOf) =>
    input.observedTo.map((last) => observedWindows({ ...input, stageOf }, last, input.stagesUsed)),
  );
  if (plans.every((ends) => ends.every(({ stages }) => stages.length === 0))) {
    return refuse('no-comparison', 'After no stage are four teams left untrained to compare with.');
  }
  const centred = input.baseUse === 'least-error';
  const blocks = input.orders.map((stageOf) => blocksOfStages(stageOf, input.stratumOf, centred));
  const draws = input.observedTo.map(() => emptyDraws(input.futures));
  const periods = input.basePeriods + Math.max(...input.observedTo) + 1;
  const thinner = thinnerBy(input.staying, periods);
  const random = createRandom(input.seed);
  for (let future = 0; future < input.futures; future++) {
    const order = future % input.orders.length;
    const teams = drawFuture(input, periods, random.fork(future));
    const contrastIn = contrastsOf(input, teams, thinner);
    plans[order].forEach((observed, end) => {
      const figures = figuresIn(observed, contrastIn, input, blocks[order]);
      for (const name of figureNames) record(draws[end][name], future, figures[name], blocks[order]);
    });
  }
  const quantiles = { sure: quantilesOfT(sureLevel), usual: quantilesOfT(1 - oneInTwenty / 2) };
  return {
    kind: 'estimate',
    ends: input.observedTo.map((observedTo, end) => {
      const { stages: _, ...observed } = plans[0][end];
      return {
        observedTo,
        observed,
        figures: summarise(draws[end], input.errorsFrom ?? 'influences', quantiles),
      };
    }),
  };
}

function checkInput({ starts, orders, past, people, staying, observedTo, futures }: RollOutPowerInput): void {
  const rising = starts.every((start, k) => start > (k === 0 ? -1 : starts[k - 1]));
  if (starts[0] !== 0 || !rising) throw new Error(`stages begin at 0 and rise, got ${starts.join(', ')}`);
  if (orders.length === 0 || orders.some((order) => order.length !== past.teams)) {
    throw new Error(
      `an order places each of the ${past.teams} teams, got ${orders.map((order) => order.length)}`,
    );
  }
  if (people.length !== past.teams)
    throw new Error(`${people.length} numbers of people for ${past.teams} teams`);
  if (!(staying > 0 && staying <= 1)) throw new Error(`the share that stays lies in (0, 1], got ${staying}`);
  if (observedTo.length === 0) throw new Error('an end of the data is needed');
  if (!(futures >= fewestFutures))
    throw new Error(`at least ${fewestFutures} futures are needed, got ${futures}`);
}

type ContrastIn = (stage: PlannedStageWindows, window: PlannedWindow) => LevelContrast | undefined;

/** Contrasts of one future; windows that several ends share are worked out once. */
function contrastsOf(input: RollOutPowerInput, teams: FutureTeams, thinner: Float64Array): ContrastIn {
  const known = new Map<string, LevelContrast | undefined>();
  return ({ start }, window) => {
    const key = `${start}:${window.from}:${window.to}`;
    if (!known.has(key)) {
      const means = meansIn(input, teams, { start, thinner }, window);
      known.set(key, levelContrast(means, window.trained, window.untrained, input.stratumOf));
    }
    return known.get(key);
  };
}

/** Means of all teams in a window and in the base of its stage, as noisy as those who are still there make them. */
function meansIn(
  { basePeriods, past }: RollOutPowerInput,
  teams: FutureTeams,
  { start, thinner }: { readonly start: number; readonly thinner: Float64Array },
  { from, to }: PlannedWindow,
): ClusterMeans {
  const after = new Float64Array(past.teams);
  const before = new Float64Array(past.teams);
  const weight = new Float64Array(past.teams);
  const middle = Math.round((from + to) / 2) - start;
  for (let team = 0; team < past.teams; team++) {
    const first = team * teams.periods + basePeriods;
    const then = sumOver(teams, first + from, first + to, thinner, from - start, 1);
    const base = sumOver(
      teams,
      first + start - basePeriods,
      first + start - 1,
      thinner,
      middle + basePeriods,
      -1,
    );
    if (then.count === 0 || base.count === 0) continue;
    weight[team] = base.count;
    after[team] = (base.count * then.sum) / then.count;
    before[team] = base.sum;
  }
  return { after, before, weight };
}

/** By how much the noise of a mean grows once only those are left who stay k periods. */
function thinnerBy(staying: number, periods: number): Float64Array {
  return Float64Array.from({ length: periods + 1 }, (_, k) => Math.sqrt(1 / staying ** k - 1));
}

/** Sum over the cells of one team; the first is `away` periods from all being there, the next ones by `step` more. */
function sumOver(
  { values, counts, thinning }: FutureTeams,
  from: number,
  to: number,
  thinner: Float64Array,
  away: number,
  step: number,
): { readonly sum: number; readonly count: number } {
  let sum = 0;
  let count = 0;
  let k = away;
  for (let cell = from; cell <= to; cell++) {
    sum += counts[cell] * (values[cell] + thinning[cell] * thinner[k]);
    count += counts[cell];
    k += step;
  }
  return { sum, count };
}

/** The figures of the verdict: stages weighted by people, windows of a stage by their periods. */
function figuresIn(
  { stages }: ObservedWindows,
  contrastIn: ContrastIn,
  { past, people, baseUse }: RollOutPowerInput,
  blocks: Blocks,
): Record<FigureName, Contrast | undefined> {
  const [first, later, whole] = [0, 1, 2].map(() => new ContrastMean(past.teams));
  for (const stage of stages) {
    const [half, year] = [0, 1].map(() => new ContrastMean(past.teams));
    let size = 0;
    for (const window of stage.windows) {
      const contrast = contrastIn(stage, window);
      size = window.trained.reduce((sum, team) => sum + people[team], 0);
      if (contrast === undefined) continue;
      if (window.window === 0) first.add(contrast, size);
      if (window.window >= 2) half.add(contrast, window.to - window.from + 1);
      year.add(contrast, window.to - window.from + 1);
    }
    addMean(later, half, size);
    addMean(whole, year, size);
  }
  const [f, l, w] = [first, later, whole].map((mean) => {
    const levels = mean.mean();
    return levels && settle(levels, blocks, baseUse);
  });
  return { first: f, later: l, whole: w, drop: f && l && combine([f, l], [1, -1]) };
}

function addMean(target: ContrastMean, part: ContrastMean, weight: number): void {
  const mean = part.mean();
  if (mean !== undefined) target.add(mean, weight);
}

type Draws = Record<FigureName, Pick<FutureFigure, 'estimates' | 'standardErrors' | 'degreesOfFreedom'>>;

function emptyDraws(futures: number): Draws {
  const empty = () => ({
    estimates: new Float64Array(futures).fill(Number.NaN),
    standardErrors: new Float64Array(futures).fill(Number.NaN),
    degreesOfFreedom: new Float64Array(futures).fill(Number.NaN),
  });
  return { first: empty(), later: empty(), whole: empty(), drop: empty() };
}

function record(
  draws: Draws[FigureName],
  future: number,
  figure: Contrast | undefined,
  blocks: Blocks,
): void {
  if (figure === undefined) return;
  const { standardError, degreesOfFreedom } = spread(figure, blocks);
  draws.estimates[future] = figure.estimate;
  draws.standardErrors[future] = standardError;
  draws.degreesOfFreedom[future] = degreesOfFreedom;
}

type QuantileOfT = (degreesOfFreedom: number) => number;
type Quantiles = Readonly<Record<'sure' | 'usual', QuantileOfT>>;

function summarise(
  draws: Draws,
  errorsFrom: 'influences' | 'redrawn',
  quantiles: Quantiles,
): PowerAtEnd['figures'] {
  const [first, later, whole, drop] = figureNames.map((name) =>
    summariseFigure(draws[name], errorsFrom, quantiles),
  );
  return { first, later, whole, drop };
}

function summariseFigure(
  draws: Draws[FigureName],
  errorsFrom: 'influences' | 'redrawn',
  { sure, usual }: Quantiles,
): FutureFigure | undefined {
  const { estimates, degreesOfFreedom } = draws;
  const seen = [...estimates.keys()].filter((future) => !Number.isNaN(estimates[future]));
  if (seen.length < fewestFutures) return undefined;
  const widening = errorsFrom === 'redrawn' ? wideningOf(draws, seen, usual) : 1;
  const standardErrors = draws.standardErrors.map((error) => widening * error);
  const needed = Float64Array.from(
    seen,
    (future) => sure(degreesOfFreedom[future]) * standardErrors[future] - estimates[future],
  ).sort();
  return {
    estimates,
    standardErrors,
    degreesOfFreedom,
    error: Math.sqrt(seen.reduce((sum, future) => sum + estimates[future] ** 2, 0) / seen.length),
    detectable: needed[Math.ceil(shareTold * seen.length) - 1],
  };
}

/** By how much errors must grow so that one estimate in twenty lies further from 0 than its interval reaches. */
function wideningOf(draws: Draws[FigureName], seen: readonly number[], usual: QuantileOfT): number {
  const reached = Float64Array.from(
    seen,
    (future) =>
      Math.abs(draws.estimates[future]) /
      (usual(draws.degreesOfFreedom[future]) * draws.standardErrors[future]),
  ).sort();
  return Math.max(1, reached[Math.ceil((1 - oneInTwenty) * seen.length) - 1]);
}

/** Student's quantile, worked out once for each tenth of a degree of freedom. */
function quantilesOfT(level: number): QuantileOfT {
  const known = new Map<number, number>();
  return (degreesOfFreedom) => {
    const tenths = Math.max(10, Math.round(10 * degreesOfFreedom));
    const quantile = known.get(tenths) ?? studentTQuantile(level, tenths / 10);
    known.set(tenths, quantile);
    return quantile;
  };
}
