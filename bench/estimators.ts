import { describeAgreement } from '../src/stats/agreement.ts';
import { counterfactualSeries } from '../src/stats/counterfactual-series.ts';
import { cutOffEffect } from '../src/stats/cut-off-effect.ts';
import { estimateEffect } from '../src/stats/effect.ts';
import { fitHalfLife } from '../src/stats/half-life.ts';
import { leeBounds } from '../src/stats/lee-bounds.ts';
import { lotteryEffect } from '../src/stats/lottery-effect.ts';
import { multiplierBootstrap } from '../src/stats/multiplier-bootstrap.ts';
import { parallelTrendsBounds } from '../src/stats/parallel-trends-bounds.ts';
import { permutationTest } from '../src/stats/permutation.ts';
import { pooledConditions } from '../src/stats/pooled-conditions.ts';
import { predictionPoweredMean } from '../src/stats/prediction-powered-mean.ts';
import { createRandom } from '../src/stats/random.ts';
import { relativeImportance } from '../src/stats/relative-importance.ts';
import { describeScale } from '../src/stats/reliability.ts';
import { syntheticDifference } from '../src/stats/synthetic-difference.ts';
import { studyCases } from '../test/simulation/cases.ts';
import { createRunner } from '../test/simulation/run-case.ts';
import { type BenchTable, threeDigits } from './bench-table.ts';
import { medianSeconds } from './measure.ts';
import { powerOfRollOut } from './power.ts';
import { staggeredPanel } from './staggered-panel.ts';

interface Work {
  readonly what: string;
  readonly size: string;
  /** Makes the input, and returns what is timed. */
  readonly prepare: () => () => { readonly kind: string } | object;
}

const random = () => createRandom(12);
const normals = (length: number, of = random()) => Float64Array.from({ length }, () => of.normal());

const works: readonly Work[] = [
  {
    what: 'Group-time effects, doubly robust with two covariates',
    size: '5,000 people, 24 periods, 6 cohorts',
    prepare: () => {
      const input = staggeredPanel({ units: 5_000, periods: 24, cohorts: 6 });
      const covariates = ['tenure', 'hours'].map((name) => ({ name, values: normals(5_000 * 24) }));
      return () => estimateEffect({ ...input, covariates });
    },
  },
  {
    what: 'Efficient roll-out estimator with permutation of the order',
    size: '60 teams, 104 periods, 4 stages, 999 draws',
    prepare: () => {
      const input = staggeredPanel({ units: 60, periods: 104, cohorts: 4 });
      return () => estimateEffect(input, { estimator: 'efficient', draws: 999 });
    },
  },
  {
    what: 'Lottery, adjusted for the base, with permutation',
    size: '10,000 people, 999 draws',
    prepare: () => {
      const base = normals(10_000);
      const trained = Uint8Array.from(base, (_, k) => k % 2);
      const noise = normals(10_000, createRandom(6));
      const outcome = base.map((value, k) => 0.5 * value + (noise[k] as number));
      return () => lotteryEffect({ outcome, base, trained, draws: 999 });
    },
  },
  {
    what: 'Synthetic difference-in-differences with placebo units',
    size: '40 units, 60 periods',
    prepare: () => {
      const outcomes = normals(40 * 60);
      const trained = Uint8Array.from({ length: 40 }, (_, unit) => (unit === 0 ? 1 : 0));
      return () => syntheticDifference({ units: 40, periods: 60, outcomes, trained, firstPeriodAfter: 45 });
    },
  },
  {
    what: 'Structural time series with one covariate',
    size: '104 periods, 26 after',
    prepare: () => {
      const covariate = normals(130).map((value, t) => 10 + 0.1 * t + value);
      const outcome = covariate.map((value, t) => 1.2 * value + Math.sin(t));
      return () => counterfactualSeries({ outcome, firstPeriodAfter: 104, covariates: [covariate] });
    },
  },
  {
    what: 'Cut-off (regression discontinuity)',
    size: '5,000 people',
    prepare: () => {
      const score = normals(5_000);
      const trained = Uint8Array.from(score, (value) => (value < 0 ? 1 : 0));
      const noise = normals(5_000, createRandom(5));
      const outcome = score.map((value, k) => value + 0.3 * (trained[k] as number) + (noise[k] as number));
      return () => cutOffEffect({ score, trained, outcome, cutOff: 0 });
    },
  },
  {
    what: 'Bounds under violated parallel trends',
    size: '4 leads, 4 quarters',
    prepare: () => {
      const covariance = Float64Array.from({ length: 64 }, (_, k) => (k % 9 === 0 ? 0.0004 : 0.0001));
      return () =>
        parallelTrendsBounds({
          leads: Float64Array.of(0.01, -0.01, 0.005, 0),
          lags: Float64Array.of(0.1, 0.12, 0.11, 0.1),
          covariance,
          weights: Float64Array.of(0.25, 0.25, 0.25, 0.25),
          relativeMagnitudes: [0.5, 1, 2],
          slopeChanges: [0.01],
          size: 0.05,
        });
    },
  },
  {
    what: 'Multiplier bootstrap, Webb weights',
    size: '30 clusters, 4 points, 9,999 draws',
    prepare: () => {
      const influence = normals(30 * 4);
      return () =>
        multiplierBootstrap({
          influence,
          clusters: 30,
          points: 4,
          weights: 'webb',
          draws: 9_999,
          random: random(),
        });
    },
  },
  {
    what: 'Permutation test of a difference of means',
    size: '60 teams, 4,999 orders',
    prepare: () => {
      const values = normals(60);
      const labels = Int32Array.from(values, (_, k) => k % 5);
      const statistic = (of: Int32Array) => values.reduce((sum, v, k) => sum + (of[k] === 0 ? v : 0), 0);
      return () => permutationTest({ labels, statistic, draws: 4_999, random: random() });
    },
  },
  {
    what: 'Half-life',
    size: '4 windows',
    prepare: () => {
      const covariance = Float64Array.from({ length: 16 }, (_, k) => (k % 5 === 0 ? 0.0004 : 0.0001));
      const windows = [1, 14, 27, 40].map((from) => ({ from, to: from + 12 }));
      const effects = Float64Array.of(0.2, 0.05, 0.02, 0);
      return () => fitHalfLife({ effects, covariance, windows, degreesOfFreedom: 30 });
    },
  },
  {
    what: 'Lee bounds',
    size: '5 answers',
    prepare: () => {
      const values = Float64Array.of(1, 2, 3, 4, 5);
      const trained = { values, counts: Float64Array.of(80, 100, 180, 320, 320) };
      const untrained = { values, counts: Float64Array.of(100, 115, 180, 295, 310) };
      return () =>
        leeBounds({ trained, untrained, shareAnsweringTrained: 0.66, shareAnsweringUntrained: 0.6 });
    },
  },
  {
    what: 'Reliability of a questionnaire, with scores of groups',
    size: '2,800 people, 25 items, 140 groups',
    prepare: () => {
      const level = normals(2_800);
      const noise = normals(2_800 * 25, createRandom(8));
      const answers = noise.map((value, k) =>
        Math.min(5, Math.max(1, Math.round(3 + (level[Math.floor(k / 25)] as number) + value))),
      );
      const table = { people: 2_800, items: 25, answers };
      const groups = { groupOf: Int32Array.from(level, (_, k) => k % 140), groupCount: 140 };
      return () => describeScale({ table, range: [1, 5], groups });
    },
  },
  {
    what: 'Agreement of raters, all coefficients',
    size: '10,000 contacts, 3 raters, ordinal',
    prepare: () => {
      const of = random();
      const codes = Int32Array.from({ length: 30_000 }, () => of.integer(5));
      const values = Float64Array.of(1, 2, 3, 4, 5);
      return () => describeAgreement({ codes, raters: 3, scale: 'ordinal', values });
    },
  },
  {
    what: 'Relative importance behind a permutation test',
    size: '1,000 people, 6 predictors, 999 draws',
    prepare: () => {
      const of = random();
      const predictors = Array.from({ length: 6 }, () => normals(1_000, of));
      const outcome = normals(1_000, of).map((value, k) => value + (predictors[0]?.[k] as number));
      return () => relativeImportance({ outcome, predictors, draws: 999, random: random() });
    },
  },
  {
    what: 'Prediction-powered mean',
    size: '500 human ratings, 1,000,000 machine scores',
    prepare: () => {
      const human = normals(500);
      const machine = human.map((value) => value + 0.3);
      const machineOnly = normals(1_000_000);
      return () => predictionPoweredMean({ human, machine, machineOnly, size: 0.05 });
    },
  },
  {
    what: 'Conditions against effects, pooled',
    size: '8 programmes, 60 teams, 12 conditions',
    prepare: () => {
      const of = random();
      const rows = 8 * 60;
      const conditions = Array.from({ length: 12 }, () => ({
        scores: normals(60, of),
        reliabilities: new Float64Array(60).fill(0.7),
        shrunken: false,
      }));
      return () =>
        pooledConditions({
          teams: 60,
          programmes: Int32Array.from({ length: rows }, (_, k) => Math.floor(k / 60)),
          teamOf: Int32Array.from({ length: rows }, (_, k) => k % 60),
          effects: normals(rows),
          standardErrors: new Float64Array(rows).fill(0.5),
          conditions,
          falseDiscoveryRate: 0.1,
        });
    },
  },
  {
    what: 'Power of a staged roll-out',
    size: '60 teams, 104 weeks of past, 200 futures',
    prepare: powerOfRollOut,
  },
  ...[
    ['teams-drawn/lasting', 'A verdict with its checks: 60 teams drawn'],
    ['teams-30/lasting', 'A verdict: 30 teams drawn, the order drawn 4,999 times again'],
    ['teams-12/lasting', 'A verdict: 12 teams drawn, the order drawn 4,999 times again'],
    ['persons-drawn/lasting', 'A verdict: 800 persons drawn'],
    ['not-drawn/lasting', 'A verdict: 60 teams, not drawn'],
    ['lottery/lasting', 'A verdict: a lottery on one date'],
    ['low-scores/lasting', 'A verdict: the lowest 15 % chosen'],
    ['overlap-stages/lasting', 'A verdict: two programmes on one measure'],
    ['counts/lasting', 'A verdict: complaints'],
  ].map(
    ([id, what]): Work => ({
      what: what as string,
      size: '104 weeks, 20 people a team, simulated in the time',
      prepare: () => {
        const study = studyCases.find((each) => each.id === id);
        if (study === undefined) throw new Error(`no case ${id}`);
        const run = createRunner();
        return () => run(study, 1);
      },
    }),
  ),
];

/** One row for each estimator that is not in a table of its own. A refusal is a mistake of the bench. */
export function benchEstimators(runs: number, report: (text: string) => void): BenchTable {
  const rows = works.map(({ what, size, prepare }) => {
    report(what);
    const work = prepare();
    const said = work();
    if ('kind' in said && said.kind === 'refused')
      throw new Error(`${what} was refused: ${JSON.stringify(said)}`);
    return [what, size, threeDigits(1000 * medianSeconds(runs, work))];
  });
  return { columns: ['What', 'of', 'milliseconds'], rows, textColumns: 2 };
}
