import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from '../../test/support/read-columns.ts';
import { sharedData } from '../../test/support/shared-data.ts';
import { fitByLikelihood } from './counterfactual-series/fit-series.ts';
import { forecast, misfit, type SeriesModel, stateCount } from './counterfactual-series/state-space.ts';
import {
  type CounterfactualInput,
  type CounterfactualSeries,
  counterfactualSeries,
} from './counterfactual-series.ts';
import { matrix, multiply, solve } from './linear-algebra.ts';
import { createRandom } from './random.ts';

function estimated(input: CounterfactualInput): CounterfactualSeries {
  const result = counterfactualSeries(input);
  if (result.kind === 'refused') throw new Error(`${result.reason}: ${result.detail}`);
  return result;
}

/** A wandering level, a covariate that wanders too, and an effect after the break. */
function madeSeries(seed: number, periods: number, before: number, effect: number) {
  const random = createRandom(seed);
  const covariate = new Float64Array(periods);
  const outcome = new Float64Array(periods);
  let [level, wave] = [20, 0];
  for (let t = 0; t < periods; t++) {
    wave = 0.9 * wave + random.normal();
    level += 0.02 * random.normal();
    covariate[t] = 50 + wave;
    outcome[t] = level + 0.8 * wave + 0.7 * random.normal() + (t >= before ? effect : 0);
  }
  return { outcome, covariates: [covariate], firstPeriodAfter: before };
}

const reference = sharedData('reference/causalimpact_series.csv');

describe.skipIf(reference === undefined)(
  'the series of the reference, break after row 70, true effect 10',
  () => {
    let input: CounterfactualInput;

    beforeAll(async () => {
      const columns = await readColumns(reference!, ['y', 'x1', 'x2']);
      const [outcome, first, second] = [columns.y, columns.x1, columns.x2].map((texts) =>
        Float64Array.from(texts, Number),
      );
      input = { outcome, covariates: [first, second], firstPeriodAfter: 70 };
    });

    it('gives what R CausalImpact gives with its default priors: 10.05 to 10.07, [9.1, 11.0]', () => {
      const { effect, low, high, cumulative, periodsAfter } = estimated(input);
      expect(Math.abs(effect - 10.06)).toBeLessThan(0.1);
      expect(Math.abs(low - 9.1)).toBeLessThan(0.15);
      expect(Math.abs(high - 11.0)).toBeLessThan(0.15);
      expect([cumulative.effect, cumulative.low, cumulative.high]).toEqual(
        [effect, low, high].map((x) => x * periodsAfter),
      );
    });

    it('is plain regression where the level is most likely not to move: 10.084 [9.79, 10.38]', () => {
      const { effect, low, high } = estimated({ ...input, variances: 'likelihood' });
      expect(effect).toBeCloseTo(10.084, 3);
      expect(low).toBeCloseTo(9.79, 1);
      expect(high).toBeCloseTo(10.38, 1);
    });
  },
);

describe("the Nile's flow from 1871 to 1970", () => {
  const nile = Float64Array.of(
    1120,
    1160,
    963,
    1210,
    1160,
    1160,
    813,
    1230,
    1370,
    1140,
    995,
    935,
    1110,
    994,
    1020,
    960,
    1180,
    799,
    958,
    1140,
    1100,
    1210,
    1150,
    1250,
    1260,
    1220,
    1030,
    1100,
    774,
    840,
    874,
    694,
    940,
    833,
    701,
    916,
    692,
    1020,
    1050,
    969,
    831,
    726,
    456,
    824,
    702,
    1120,
    1100,
    832,
    764,
    821,
    768,
    845,
    864,
    862,
    698,
    845,
    744,
    796,
    1040,
    759,
    781,
    865,
    845,
    944,
    984,
    897,
    822,
    1010,
    771,
    676,
    649,
    846,
    812,
    742,
    801,
    1040,
    860,
    874,
    848,
    890,
    744,
    749,
    838,
    1050,
    918,
    986,
    797,
    923,
    975,
    815,
    1020,
    906,
    901,
    1170,
    912,
    746,
    919,
    718,
    714,
    740,
  );

  it('has the variances of Durbin and Koopman: 15,099 and 1,469.1', () => {
    const model: SeriesModel = {
      periods: 100,
      trend: 'level',
      seasonLength: 0,
      covariates: new Float64Array(0),
      covariateCount: 0,
    };
    const [{ variances }] = fitByLikelihood(
      model,
      nile.map((flow) => (flow - 919) / 169),
    );
    expect(Math.abs(variances.observation * 169 ** 2 - 15099)).toBeLessThan(1);
    expect(Math.abs(variances.level * 169 ** 2 - 1469.1)).toBeLessThan(0.5);
  });
});

/** The same model as one multivariate normal: mean and covariance of all values, by powers of the transition. */
function jointNormal(
  model: SeriesModel,
  variances: { readonly [name: string]: number },
  covariance: Float64Array,
) {
  const n = stateCount(model);
  const first = model.trend === 'level' ? 1 : 2;
  const transition = matrix(n, n);
  for (let i = 0; i < n; i++) transition.values[i * n + i] = 1;
  if (model.trend === 'level-and-slope') transition.values[1] = 1;
  for (let k = 0; k < model.seasonLength - 1; k++) {
    transition.values[(first + k) * n + first + k] = 0;
    if (k > 0) transition.values[(first + k) * n + first + k - 1] = 1;
  }
  for (let k = 0; k < model.seasonLength - 1; k++) transition.values[first * n + first + k] = -1;
  const transposed = matrix(
    n,
    n,
    transition.values.map((_, cell) => transition.values[(cell % n) * n + Math.floor(cell / n)]),
  );
  const rows = Array.from({ length: model.periods }, (_, t) => {
    const row = matrix(1, n);
    row.values[0] = 1;
    if (model.seasonLength > 0) row.values[first] = 1;
    for (let k = 0; k < model.covariateCount; k++)
      row.values[n - model.covariateCount + k] = model.covariates[t * model.covariateCount + k];
    return row;
  });
  const result = matrix(model.periods, model.periods);
  let states = matrix(n, n, covariance);
  for (let s = 0; s < model.periods; s++) {
    let across = states;
    for (let t = s; t < model.periods; t++) {
      const seen = multiply(multiply(rows[t], across), matrix(n, 1, rows[s].values)).values[0];
      result.values[s * model.periods + t] = seen + (s === t ? variances.observation : 0);
      result.values[t * model.periods + s] = result.values[s * model.periods + t];
      across = multiply(transition, across);
    }
    states = multiply(multiply(transition, states), transposed);
    states.values[0] += variances.level;
    if (model.trend === 'level-and-slope') states.values[n + 1] += variances.slope;
    if (model.seasonLength > 0) states.values[first * n + first] += variances.season;
  }
  return { covariance: result, rows };
}

describe('the filter', () => {
  it.each([
    ['level', 0, 0],
    ['level', 4, 1],
    ['level-and-slope', 0, 2],
    ['level-and-slope', 3, 1],
  ] as const)(
    'says what one multivariate normal says: %s, season %d, %d covariates',
    (trend, seasonLength, covariateCount) => {
      const random = createRandom(17);
      const periods = 14;
      const before = 10;
      const covariates = Float64Array.from({ length: periods * covariateCount }, () => random.normal());
      const model: SeriesModel = { periods, trend, seasonLength, covariates, covariateCount };
      const variances = { observation: 0.5, level: 0.2, slope: 0.05, season: 0.1 };
      const n = stateCount(model);
      const start = { mean: new Float64Array(n), covariance: new Float64Array(n * n) };
      for (let i = 0; i < n; i++) start.covariance[i * n + i] = 1 + i / 3;
      start.mean[0] = 0.7;
      const values = Float64Array.from({ length: periods }, (_, t) =>
        t < before && t !== 4 ? random.normal() : Number.NaN,
      );
      const { covariance } = jointNormal(model, variances, start.covariance);
      const centre = 0.7;

      const seen = [...values.keys()].filter((t) => !Number.isNaN(values[t]));
      const among = matrix(
        seen.length,
        seen.length,
        seen.flatMap((s) => seen.map((t) => covariance.values[s * periods + t])),
      );
      const pull = solve(
        among,
        seen.map((t) => values[t] - centre),
      )!;
      const expected = Float64Array.from(values, (_, t) =>
        seen.reduce((sum, s, k) => sum + covariance.values[t * periods + s] * pull[k], centre - 0),
      );
      const left = (s: number, t: number) => {
        const back = solve(
          among,
          seen.map((u) => covariance.values[t * periods + u]),
        )!;
        return (
          covariance.values[s * periods + t] -
          seen.reduce((sum, u, k) => sum + covariance.values[s * periods + u] * back[k], 0)
        );
      };

      const counted = Uint8Array.from(values, (_, t) => (t >= before && t !== 12 ? 1 : 0));
      const found = forecast(model, variances, start, values, counted);
      for (let t = 0; t < periods; t++) {
        // Where a value was seen, its own noise is not in the expected value.
        const noise = seen.includes(t) ? variances.observation * pull[seen.indexOf(t)] : 0;
        expect(found.mean[t]).toBeCloseTo(expected[t] - noise, 9);
        if (t >= before) expect(found.variance[t]).toBeCloseTo(left(t, t), 9);
      }
      const sum = [10, 11, 13].flatMap((s) => [10, 11, 13].map((t) => left(s, t))).reduce((a, b) => a + b, 0);
      expect(found.varianceOfSum[periods - 1]).toBeCloseTo(sum, 9);

      let logDeterminant = 0;
      const root = among.values.slice();
      const size = seen.length;
      for (let j = 0; j < size; j++) {
        logDeterminant += Math.log(root[j * size + j]);
        for (let i = j + 1; i < size; i++) {
          const factor = root[i * size + j] / root[j * size + j];
          for (let k = j; k < size; k++) root[i * size + k] -= factor * root[j * size + k];
        }
      }
      const quadratic = seen.reduce((total, t, k) => total + (values[t] - centre) * pull[k], 0);
      expect(misfit(model, variances, start, values)).toBeCloseTo(
        0.5 * (size * Math.log(2 * Math.PI) + logDeterminant + quadratic),
        9,
      );
    },
  );
});

describe('counterfactualSeries', () => {
  it('knows no units and no origin, of the outcome and of the covariates', () => {
    const series = madeSeries(3, 40, 30, 2);
    const plain = estimated(series);
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.constantFrom(1, -1),
        (shift, size, sign) => {
          const moved = estimated({
            ...series,
            outcome: series.outcome.map((value) => sign * size * value + shift),
            covariates: series.covariates.map((covariate) => covariate.map((value) => value / size - shift)),
          });
          const ends = sign > 0 ? [moved.low, moved.high] : [moved.high, moved.low];
          expect(moved.effect / (sign * size)).toBeCloseTo(plain.effect, 3);
          expect(ends[0] / (sign * size)).toBeCloseTo(plain.low, 3);
          expect(ends[1] / (sign * size)).toBeCloseTo(plain.high, 3);
          expect(moved.coefficients[0] / (sign * size * size)).toBeCloseTo(plain.coefficients[0], 3);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('adds what is added after the break to the effect, and moves nothing else', () => {
    const [without, with3] = [0, 3].map((effect) => estimated(madeSeries(4, 40, 30, effect)));
    expect(with3.effect - without.effect).toBeCloseTo(3, 9);
    expect(with3.high - with3.low).toBeCloseTo(without.high - without.low, 9);
    with3.expected.forEach((value, t) => {
      expect(value).toBeCloseTo(without.expected[t], 9);
    });
  });

  it('takes gaps as periods of which nothing is known', () => {
    const series = madeSeries(5, 40, 30, 3);
    const outcome = series.outcome.map((value, t) => (t === 7 || t === 33 ? Number.NaN : value));
    const found = estimated({ ...series, outcome });
    expect([found.periodsBefore, found.periodsAfter]).toEqual([29, 9]);
    expect(found.cumulative.effect).toBeCloseTo(9 * found.effect, 9);
    expect(found.cumulativeByPeriod[3]).toEqual(found.cumulativeByPeriod[2]);
    expect(found.expected.every(Number.isFinite)).toBe(true);
    expect(found.caution).toContain('cannot be separated');
  });

  it('sees a season through', () => {
    const outcome = Float64Array.from(
      { length: 84 },
      (_, t) => 10 + 3 * Math.sin((2 * Math.PI * (t % 7)) / 7) + 0.1 * Math.sin(t * t) + (t >= 63 ? 1 : 0),
    );
    const blind = estimated({ outcome, firstPeriodAfter: 63 });
    const seeing = estimated({ outcome, firstPeriodAfter: 63, seasonLength: 7 });
    expect(seeing.effect).toBeCloseTo(1, 1);
    const width = ({ expectedAfter }: CounterfactualSeries) => expectedAfter[0].high - expectedAfter[0].low;
    expect(width(seeing)).toBeLessThan(0.5 * width(blind));
  });

  it('gives the example of its page', () => {
    const outcome = Float64Array.from(
      { length: 40 },
      (_, t) => 4 + 0.2 * Math.sin(3 * t * t) + (t >= 30 ? 0.3 : 0),
    );
    const { effect, low, high, cumulative } = estimated({ outcome, firstPeriodAfter: 30 });
    expect([effect, low, high, cumulative.effect].map((value) => value.toFixed(2))).toEqual([
      '0.24',
      '0.14',
      '0.34',
      '2.41',
    ]);
  });

  it('refuses what cannot be told', () => {
    const reason = (input: CounterfactualInput) => {
      const result = counterfactualSeries(input);
      return result.kind === 'refused' ? result.reason : 'estimate';
    };
    const series = madeSeries(6, 40, 26, 1);
    expect(reason(series)).toBe('estimate');
    expect(reason({ ...series, firstPeriodAfter: 25 })).toBe('short-series-before');
    expect(
      reason({ ...series, outcome: series.outcome.map((value, t) => (t === 3 ? Number.NaN : value)) }),
    ).toBe('short-series-before');
    expect(reason({ ...series, firstPeriodAfter: 40 })).toBe('nothing-after');
    expect(reason({ outcome: new Float64Array(0), firstPeriodAfter: 0 })).toBe('short-series-before');
    expect(reason({ ...series, outcome: series.outcome.map((value, t) => (t < 26 ? 4 : value)) })).toBe(
      'constant-before',
    );
    expect(reason({ ...series, covariates: [new Float64Array(40).fill(3)] })).toBe('constant-covariate');
    expect(
      reason({
        ...series,
        covariates: [1, 2, 3].map((k) => series.covariates[0].map((x, t) => x + Math.sin(k * t))),
      }),
    ).toBe('many-covariates');
    expect(reason({ ...series, seasonLength: 14 })).toBe('short-season');
    for (const factor of [1e200, 1e306, 1e-200]) {
      const scaled = (values: Float64Array) => values.map((value) => value * factor);
      expect(reason({ ...series, outcome: scaled(series.outcome) })).toBe('out-of-range');
      expect(reason({ ...series, covariates: series.covariates.map(scaled) })).toBe('out-of-range');
    }
  });

  it.each([2 ** -90, 2 ** 90])('is the same in units %d times as large', (factor) => {
    const series = madeSeries(6, 40, 30, 1);
    const [plain, scaled] = [1, factor].map((size) =>
      estimated({ ...series, outcome: series.outcome.map((value) => value * size) }),
    );
    expect([scaled.effect, scaled.low, scaled.high].map((value) => value / factor)).toEqual([
      plain.effect,
      plain.low,
      plain.high,
    ]);
  });

  it('throws on wrong shapes and quotes them', () => {
    const series = madeSeries(6, 40, 30, 1);
    expect(() => counterfactualSeries({ ...series, covariates: [new Float64Array(3)] })).toThrow('3');
    expect(() =>
      counterfactualSeries({ ...series, covariates: [new Float64Array(40).fill(Number.NaN)] }),
    ).toThrow('NaN');
    expect(() => counterfactualSeries({ ...series, seasonLength: 1 })).toThrow('1');
    expect(() => counterfactualSeries({ ...series, level: 95 })).toThrow('95');
    expect(() => counterfactualSeries({ ...series, firstPeriodAfter: -1 })).toThrow('-1');
    expect(() => counterfactualSeries({ ...series, outcome: series.outcome.map(() => Infinity) })).toThrow(
      'Infinity',
    );
  });
});

describe('the interval of a counterfactual in a simulation', () => {
  it('covers an effect of 1 in about 95 of 100', () => {
    const repetitions = 60;
    let covered = 0;
    for (let seed = 1; seed <= repetitions; seed++) {
      const { low, high } = estimated(madeSeries(100 + seed, 46, 36, 1));
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / repetitions).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / repetitions));
  });

  it.each([26, 52])('covers no effect in about 95 of 100 after %i periods without covariates', (before) => {
    const random = createRandom(before);
    let covered = 0;
    for (let run = 0; run < 100; run++) {
      const outcome = Float64Array.from({ length: before + 13 }, () => random.normal());
      const { low, high } = estimated({ outcome, firstPeriodAfter: before });
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(95 - 2 * Math.sqrt(0.95 * 0.05 * 100));
  });
});
