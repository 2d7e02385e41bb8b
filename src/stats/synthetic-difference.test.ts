import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readColumns } from '../../test/support/read-columns.ts';
import { sharedData } from '../../test/support/shared-data.ts';
import { matrix, solve } from './linear-algebra.ts';
import { createRandom } from './random.ts';
import { objective, type SimplexProblem, simplexWeights } from './synthetic-difference/simplex-weights.ts';
import {
  type SyntheticDifference,
  type SyntheticDifferenceInput,
  syntheticDifference,
} from './synthetic-difference.ts';

function estimated(input: SyntheticDifferenceInput): SyntheticDifference {
  const result = syntheticDifference(input);
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

/** Teams that share two unseen waves, each in its own measure; the last `trained` of them gain `effect`. */
function madePanel(
  seed: number,
  units: number,
  periods: number,
  before: number,
  trained: number,
  effect: number,
) {
  const random = createRandom(seed);
  const waves = [0, 1].map(() => {
    let level = 0;
    return Float64Array.from({ length: periods }, () => {
      level = 0.8 * level + random.normal();
      return level;
    });
  });
  const outcomes = new Float64Array(units * periods);
  for (let unit = 0; unit < units; unit++) {
    const [base, first, second] = [10 + random.normal(), 1 + 0.3 * random.normal(), 0.3 * random.normal()];
    for (let t = 0; t < periods; t++) {
      const gain = unit >= units - trained && t >= before ? effect : 0;
      outcomes[unit * periods + t] =
        base + first * waves[0][t] + second * waves[1][t] + 0.5 * random.normal() + gain;
    }
  }
  const marks = Uint8Array.from({ length: units }, (_, unit) => (unit >= units - trained ? 1 : 0));
  return { units, periods, outcomes, trained: marks, firstPeriodAfter: before };
}

/** The least objective over every set of columns, each solved on its own. */
function bruteForceWeights(problem: SimplexProblem): Float64Array {
  const { design, rows, columns, target, ridge } = problem;
  let best = new Float64Array(columns);
  let least = Infinity;
  for (let set = 1; set < 1 << columns; set++) {
    const used = Array.from({ length: columns }, (_, j) => j).filter((j) => set & (1 << j));
    const n = used.length;
    const system = matrix(n + 1, n + 1);
    const right = new Float64Array(n + 1);
    used.forEach((i, a) => {
      used.forEach((j, b) => {
        for (let t = 0; t < rows; t++)
          system.values[a * (n + 1) + b] += design[t * columns + i] * design[t * columns + j];
      });
      system.values[a * (n + 1) + a] += ridge;
      system.values[a * (n + 1) + n] = 1;
      system.values[n * (n + 1) + a] = 1;
      for (let t = 0; t < rows; t++) right[a] += design[t * columns + i] * target[t];
    });
    right[n] = 1;
    const found = solve(system, right)!.subarray(0, n);
    if (found.some((weight) => weight < 0)) continue;
    const weights = new Float64Array(columns);
    used.forEach((j, a) => {
      weights[j] = found[a];
    });
    if (objective(problem, weights) < least) [least, best] = [objective(problem, weights), weights];
  }
  return best;
}

/** The coefficient of being trained in the regression on unit and period effects with weights omega times lambda. */
function weightedTwoWay(
  input: SyntheticDifferenceInput,
  { unitWeights, periodWeights }: SyntheticDifference,
): number {
  const { units, periods, outcomes, trained, firstPeriodAfter: before } = input;
  const trainedCount = trained.reduce((sum, mark) => sum + mark, 0);
  const weight = (unit: number, t: number) =>
    (trained[unit] ? 1 / trainedCount : unitWeights[unit]) *
    (t < before ? periodWeights[t] : 1 / (periods - before));
  const withoutEffects = (values: Float64Array): Float64Array => {
    const rest = values.slice();
    for (let round = 0; round < 200; round++) {
      for (const byUnit of [true, false]) {
        for (let a = 0; a < (byUnit ? units : periods); a++) {
          let [sum, weights] = [0, 0];
          for (let b = 0; b < (byUnit ? periods : units); b++) {
            const [unit, t] = byUnit ? [a, b] : [b, a];
            sum += weight(unit, t) * rest[unit * periods + t];
            weights += weight(unit, t);
          }
          if (weights === 0) continue;
          for (let b = 0; b < (byUnit ? periods : units); b++)
            rest[byUnit ? a * periods + b : b * periods + a] -= sum / weights;
        }
      }
    }
    return rest;
  };
  const mark = withoutEffects(
    outcomes.map((_, cell) => (trained[Math.floor(cell / periods)] && cell % periods >= before ? 1 : 0)),
  );
  const rest = withoutEffects(outcomes);
  let [product, square] = [0, 0];
  for (let cell = 0; cell < outcomes.length; cell++) {
    const counts = weight(Math.floor(cell / periods), cell % periods);
    product += counts * mark[cell] * rest[cell];
    square += counts * mark[cell] ** 2;
  }
  return product / square;
}

const california = sharedData('reference/california_prop99.csv');

describe.skipIf(california === undefined)("California's tobacco control", () => {
  let result: SyntheticDifference;

  beforeAll(async () => {
    const columns = await readColumns(california!, ['State', 'Year', 'PacksPerCapita', 'treated']);
    const states = [...new Set(columns.State)];
    const outcomes = new Float64Array(39 * 31);
    const trained = new Uint8Array(39);
    columns.State.forEach((state, row) => {
      outcomes[states.indexOf(state) * 31 + Number(columns.Year[row]) - 1970] = Number(
        columns.PacksPerCapita[row],
      );
      if (columns.treated[row] === '1') trained[states.indexOf(state)] = 1;
    });
    result = estimated({ units: 39, periods: 31, outcomes, trained, firstPeriodAfter: 19 });
  });

  it('gives the exact optimum', () => {
    expect(Math.abs(result.effect - -15.6054)).toBeLessThan(1e-4);
    expect(result.noise).toBeCloseTo(5.494401, 6);
  });

  it('weighs the years before as the paper does: 1986 to 1988 alone', () => {
    expect([...result.periodWeights].map((weight, t) => (weight > 0 ? 1970 + t : 0)).filter(Boolean)).toEqual(
      [1986, 1987, 1988],
    );
  });

  it('has an error between those published, which come from 50 to 200 random placebos: 8.4 and 9.9', () => {
    expect(result.placeboEffects).toHaveLength(38);
    expect(result.standardError).toBeGreaterThan(8.37);
    expect(result.standardError).toBeLessThan(9.88);
  });
});

describe('the weights', () => {
  const problems = fc
    .record({
      rows: fc.integer({ min: 2, max: 9 }),
      columns: fc.integer({ min: 1, max: 7 }),
      ridge: fc.double({ min: -6, max: 1, noNaN: true }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    })
    .map(({ rows, columns, ridge, seed }): SimplexProblem => {
      const random = createRandom(seed);
      const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
      return { rows, columns, ridge: 10 ** ridge, design: normals(rows * columns), target: normals(rows) };
    });

  it('are the best over every set of columns, with more columns than rows and with fewer', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const found = simplexWeights(problem);
        expect(found.every((weight) => weight >= 0)).toBe(true);
        expect(found.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        const wanted = bruteForceWeights(problem);
        found.forEach((weight, j) => {
          expect(Math.abs(weight - wanted[j])).toBeLessThan(1e-5);
        });
      }),
    );
  });

  it('find a column that is the target', () => {
    const target = Float64Array.of(1, -2, 3);
    const design = Float64Array.of(0, 1, 5, 1, -2, 0, 2, 3, 1);
    expect(simplexWeights({ design, rows: 3, columns: 3, target, ridge: 1e-12 })[1]).toBeCloseTo(1, 9);
  });
});

describe('syntheticDifference', () => {
  it.each([1, 3])('is the weighted regression on unit and period effects, %d trained', (trained) => {
    const panel = madePanel(3, 16, 14, 10, trained, 1);
    const result = estimated(panel);
    expect(result.effect).toBeCloseTo(weightedTwoWay(panel, result), 8);
  });

  it('does not move with the levels of units, and stretches with the outcome', () => {
    const panel = madePanel(5, 14, 16, 11, 1, 1);
    const plain = estimated(panel);
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.oneof(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.constantFrom(2 ** -90, 2 ** 90)),
        fc.constantFrom(1, -1),
        (shift, size, sign) => {
          const outcomes = panel.outcomes.map(
            (value, cell) => sign * size * (value + shift * Math.sin(Math.floor(cell / 16))),
          );
          const moved = estimated({ ...panel, outcomes });
          expect(moved.effect / (sign * size)).toBeCloseTo(plain.effect, 6);
          expect(moved.standardError / size).toBeCloseTo(plain.standardError, 6);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('does not know the order of the units', () => {
    const panel = madePanel(6, 13, 15, 10, 1, 1);
    const order = createRandom(2).shuffle(Int32Array.from({ length: 13 }, (_, unit) => unit));
    const outcomes = new Float64Array(panel.outcomes.length);
    order.forEach((unit, place) => {
      outcomes.set(panel.outcomes.subarray(unit * 15, (unit + 1) * 15), place * 15);
    });
    const trained = Uint8Array.from(order, (unit) => panel.trained[unit]);
    const [plain, shuffled] = [estimated(panel), estimated({ ...panel, outcomes, trained })];
    expect(shuffled.effect).toBeCloseTo(plain.effect, 8);
    expect(shuffled.standardError).toBeCloseTo(plain.standardError, 8);
  });

  it('gives the example of its page', () => {
    const outcomes = new Float64Array(12 * 16);
    for (let i = 1; i <= 12; i++) {
      for (let t = 1; t <= 16; t++) {
        outcomes[(i - 1) * 16 + t - 1] =
          50 + i + Math.sin(t / 2) * (1 + i / 12) + 0.5 * Math.sin(7 * i * t) + (i === 12 && t > 11 ? 2 : 0);
      }
    }
    const trained = Uint8Array.from({ length: 12 }, (_, unit) => (unit === 11 ? 1 : 0));
    const result = estimated({ units: 12, periods: 16, outcomes, trained, firstPeriodAfter: 11 });
    expect([result.effect, result.standardError, result.low, result.high].map((x) => x.toFixed(2))).toEqual([
      '1.74',
      '0.17',
      '1.35',
      '2.13',
    ]);
  });

  it('refuses what cannot be told', () => {
    const reason = (input: SyntheticDifferenceInput) => {
      const result = syntheticDifference(input);
      return result.kind === 'refused' ? result.reason : 'estimate';
    };
    expect(reason(madePanel(1, 10, 14, 10, 1, 0))).toBe('few-comparison-units');
    expect(reason(madePanel(1, 11, 14, 10, 1, 0))).toBe('estimate');
    expect(reason(madePanel(1, 21, 14, 10, 10, 0))).toBe('few-comparison-units');
    expect(reason(madePanel(1, 12, 14, 7, 1, 0))).toBe('few-periods-before');
    expect(reason(madePanel(1, 12, 14, 14, 1, 0))).toBe('nothing-after');
    expect(reason(madePanel(1, 12, 14, 10, 0, 0))).toBe('nobody-trained');
    const panel = madePanel(1, 12, 14, 10, 1, 0);
    expect(reason({ ...panel, outcomes: panel.outcomes.map(() => 3) })).toBe('no-noise');
    expect(reason({ ...panel, outcomes: panel.outcomes.map((_, cell) => Math.floor(cell / 14)) })).toBe(
      'no-noise',
    );
    for (const factor of [1e200, 1e307, 1e-200]) {
      expect(reason({ ...panel, outcomes: panel.outcomes.map((value) => factor * value) })).toBe(
        'out-of-range',
      );
    }
  });

  it('throws on wrong shapes and quotes them', () => {
    const panel = madePanel(1, 12, 14, 10, 1, 0);
    expect(() => syntheticDifference({ ...panel, units: 13 })).toThrow('13 units');
    expect(() => syntheticDifference({ ...panel, level: 95 })).toThrow('95');
    expect(() => syntheticDifference({ ...panel, firstPeriodAfter: 2.5 })).toThrow('2.5');
    expect(() => syntheticDifference({ ...panel, outcomes: panel.outcomes.map(() => Number.NaN) })).toThrow(
      'NaN',
    );
    expect(() => syntheticDifference({ ...panel, trained: panel.trained.map(() => 2) })).toThrow('2');
  });
});

describe('the interval of a synthetic difference in a simulation', () => {
  it.each([1, 3])('covers the truth in about 95 of 100, %d trained', (trained) => {
    const repetitions = trained === 1 ? 200 : 30;
    let covered = 0;
    for (let seed = 1; seed <= repetitions; seed++) {
      const { low, high } = estimated(madePanel(seed, 20, 24, 18, trained, 1));
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / repetitions).toBeGreaterThan(0.95 - 2 * Math.sqrt((0.95 * 0.05) / repetitions));
  });
});
