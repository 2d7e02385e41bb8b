import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readColumns } from '../../test/support/read-columns.ts';
import { sharedData } from '../../test/support/shared-data.ts';
import { createRandom, type Random } from './random.ts';
import { denseLikelihood } from './variance-components/dense-likelihood.ts';
import { sparseLikelihood } from './variance-components/sparse-likelihood.ts';
import {
  crossTabulate,
  type RowFactor,
  type VarianceComponents,
  type VarianceOptions,
  varianceComponents,
} from './variance-components.ts';

interface Rows {
  readonly outcome: Float64Array;
  readonly factors: readonly RowFactor[];
}

/** Random rows: every level occurs, counts are uneven, the last factor may be nested in nothing. */
function crossedRows(random: Random, rows: number, levels: readonly number[], sds: readonly number[]): Rows {
  const factors = levels.map((count, f) => ({
    name: `factor ${f}`,
    levels: count,
    codes: Int32Array.from({ length: rows }, (_, row) =>
      row < count ? row : Math.floor(random.next() ** 1.5 * count),
    ),
  }));
  const effects = levels.map((count, f) =>
    Float64Array.from({ length: count }, () => sds[f]! * random.normal()),
  );
  const outcome = Float64Array.from(
    { length: rows },
    (_, row) =>
      4 + random.normal() + factors.reduce((sum, { codes }, f) => sum + effects[f]![codes[row]!]!, 0),
  );
  return { outcome, factors };
}

function estimate({ outcome, factors }: Rows, options?: VarianceOptions): VarianceComponents {
  const result = varianceComponents(crossTabulate(outcome, factors), options);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

/** V = I + sum theta_f^2 Z_f Z_f', written out and eliminated without any structure. */
function bruteForce({ outcome, factors }: Rows, theta: readonly number[], freedom: number) {
  const n = outcome.length;
  const rows = Array.from({ length: n }, (_, i) => {
    const row = Array.from({ length: n }, (_, j) =>
      factors.reduce(
        (sum, { codes }, f) => sum + (codes[i] === codes[j] ? theta[f]! ** 2 : 0),
        i === j ? 1 : 0,
      ),
    );
    return [...row, 1, outcome[i]!];
  });
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    const pivot = rows[k]![k]!;
    logDeterminant += Math.log(pivot);
    for (let i = k + 1; i < n; i++) {
      const times = rows[i]![k]! / pivot;
      if (times !== 0) for (let j = k; j < n + 2; j++) rows[i]![j]! -= times * rows[k]![j]!;
    }
  }
  const inner = (a: number, b: number) =>
    rows.reduce((sum, row, k) => sum + (row[n + a]! * row[n + b]!) / row[k]!, 0);
  const information = inner(0, 0);
  const intercept = inner(0, 1) / information;
  const squares = inner(1, 1) - intercept * inner(0, 1);
  const determinants = logDeterminant + (freedom === n ? 0 : Math.log(information));
  return {
    determinants,
    squares,
    intercept,
    information,
    criterion: determinants + freedom * (1 + Math.log((2 * Math.PI * squares) / freedom)),
    criterionAt: (sd: number) => determinants + freedom * Math.log(2 * Math.PI * sd * sd) + squares / sd ** 2,
  };
}

/** Least value of f over a line, by golden section: slow and without derivatives. */
function least(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  while (high - low > 1e-7) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(a) < f(b)) high = b;
    else low = a;
  }
  return f((low + high) / 2);
}

const chiSquare95 = 3.841458820694124;

describe('the likelihood', () => {
  const cases: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ['one factor', [9], [0.7]],
    ['two factors', [12, 5], [0.4, 1.3]],
    ['three factors', [20, 7, 4], [0.3, 0.9, 0.05]],
    ['a factor at zero', [11, 6, 3], [0.5, 0, 0.2]],
    ['all at zero', [11, 6], [0, 0]],
    ['large ratios', [11, 6], [40, 300]],
  ];
  it.each(cases)('equals the dense matrix written out: %s', (_, levels, theta) => {
    const rows = crossedRows(
      createRandom(levels.length + 40),
      60,
      levels,
      levels.map(() => 0.5),
    );
    const table = crossTabulate(rows.outcome, rows.factors);
    const ordered = table.factors.map(({ given }) => theta[given]!);
    const brute = bruteForce(rows, theta, 59);
    for (const likelihood of [denseLikelihood(table), sparseLikelihood(table)]) {
      const parts = likelihood(Float64Array.from(ordered))!;
      expect(parts.logDeterminants / brute.determinants).toBeCloseTo(1, 9);
      expect(parts.residualSquares / brute.squares).toBeCloseTo(1, 8);
      expect(parts.information / brute.information).toBeCloseTo(1, 8);
      expect(parts.intercept + table.mean).toBeCloseTo(brute.intercept, 8);
    }
  });

  it('has the slopes that differences give', () => {
    const rows = crossedRows(createRandom(3), 300, [60, 12, 5], [0.5, 0.5, 0.5]);
    const table = crossTabulate(rows.outcome, rows.factors);
    const theta = Float64Array.from([0.6, 0.3, 0.8]);
    for (const likelihood of [denseLikelihood(table), sparseLikelihood(table)]) {
      const parts = likelihood(theta)!;
      theta.forEach((value, f) => {
        const width = 1e-5;
        const [below, above] = [-width, width].map((step) => likelihood(theta.with(f, value + step))!);
        const slope = (of: (p: typeof parts) => number) => (of(above!) - of(below!)) / (2 * width);
        expect(parts.slopeOfDeterminants[f]).toBeCloseTo(
          slope((p) => p.logDeterminants),
          5,
        );
        expect(parts.slopeOfSquares[f]).toBeCloseTo(
          slope((p) => p.residualSquares),
          5,
        );
        expect(parts.slopeOfInformation[f]).toBeCloseTo(
          slope((p) => Math.log(p.information)),
          5,
        );
      });
    }
  });

  it('is the same from the dense and from the sparse system where counts range over four decades', () => {
    const random = createRandom(12);
    const rows = 60_000;
    const people = Int32Array.from({ length: rows }, (_, row) =>
      row < 900 ? row : Math.floor(random.next() ** 9 * 900),
    );
    const factors = [
      { name: 'person', levels: 900, codes: people },
      {
        name: 'reason',
        levels: 25,
        codes: Int32Array.from(people, (_, row) => (row < 25 ? row : random.integer(25))),
      },
    ];
    const outcome = Float64Array.from({ length: rows }, () => random.normal());
    const table = crossTabulate(outcome, factors);
    expect(Math.max(...table.factors[0]!.count)).toBeGreaterThan(10_000);
    for (const person of [1e-3, 0.05, 0.4, 3, 50]) {
      const theta = Float64Array.from([person, 0.3]);
      const [dense, sparse] = [denseLikelihood(table)(theta)!, sparseLikelihood(table)(theta)!];
      expect(dense.logDeterminants / sparse.logDeterminants).toBeCloseTo(1, 11);
      expect(dense.residualSquares / sparse.residualSquares).toBeCloseTo(1, 11);
      expect(dense.slopeOfDeterminants[0]! / sparse.slopeOfDeterminants[0]!).toBeCloseTo(1, 7);
      expect(dense.slopeOfSquares[1]! / sparse.slopeOfSquares[1]!).toBeCloseTo(1, 7);
    }
  });
});

describe('the estimate', () => {
  it('is the closed form of the balanced one-way table', () => {
    const random = createRandom(8);
    const [levels, each] = [30, 12];
    const codes = Int32Array.from({ length: levels * each }, (_, row) => row % levels);
    const effect = Float64Array.from({ length: levels }, () => 0.8 * random.normal());
    const outcome = Float64Array.from(codes, (level) => effect[level]! + random.normal());
    const means = Array.from({ length: levels }, (_, level) =>
      meanOf(outcome, (row) => codes[row] === level),
    );
    const grand = meanOf(outcome, () => true);
    const between = (each * means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) / (levels - 1);
    const within =
      outcome.reduce((sum, y, row) => sum + (y - means[codes[row]!]!) ** 2, 0) / (levels * (each - 1));
    const result = estimate({ outcome, factors: [{ name: 'a', levels, codes }] });
    expect(result.components[0]!.variance / ((between - within) / each)).toBeCloseTo(1, 6);
    expect(result.residual / within).toBeCloseTo(1, 6);
    expect(result.intercept).toBeCloseTo(grand, 10);
    expect(result.interceptError).toBeCloseTo(Math.sqrt(between / (levels * each)), 6);
  });

  it('is the closed form of the balanced two-way table', () => {
    const random = createRandom(9);
    const [a, b, each] = [14, 9, 3];
    const n = a * b * each;
    const first = Int32Array.from({ length: n }, (_, row) => row % a);
    const second = Int32Array.from({ length: n }, (_, row) => Math.floor(row / a) % b);
    const effects = [a, b].map((levels) =>
      Float64Array.from({ length: levels }, () => 0.6 * random.normal()),
    );
    const outcome = Float64Array.from(
      first,
      (level, row) => effects[0]![level]! + effects[1]![second[row]!]! + random.normal(),
    );
    const grand = meanOf(outcome, () => true);
    const meansA = Array.from({ length: a }, (_, level) => meanOf(outcome, (row) => first[row] === level));
    const meansB = Array.from({ length: b }, (_, level) => meanOf(outcome, (row) => second[row] === level));
    const squares = (means: readonly number[]) => means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0);
    const msA = (b * each * squares(meansA)) / (a - 1);
    const msB = (a * each * squares(meansB)) / (b - 1);
    const error =
      outcome.reduce(
        (sum, y, row) => sum + (y - meansA[first[row]!]! - meansB[second[row]!]! + grand) ** 2,
        0,
      ) /
      (n - a - b + 1);
    const result = estimate({
      outcome,
      factors: [
        { name: 'b', levels: b, codes: second },
        { name: 'a', levels: a, codes: first },
      ],
    });
    expect(result.components.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(result.components[1]!.variance / ((msA - error) / (b * each))).toBeCloseTo(1, 6);
    expect(result.components[0]!.variance / ((msB - error) / (a * each))).toBeCloseTo(1, 6);
    expect(result.residual / error).toBeCloseTo(1, 6);
  });

  it('is zero, exactly, where levels differ less than chance would have them', () => {
    const codes = Int32Array.from({ length: 40 }, (_, row) => row % 4);
    const outcome = Float64Array.from({ length: 40 }, (_, row) => (Math.floor(row / 4) % 2 === 0 ? 1 : -1));
    const { components, residual } = estimate({ outcome, factors: [{ name: 'a', levels: 4, codes }] });
    expect(components[0]).toMatchObject({ variance: 0, share: 0, atZero: true });
    expect(components[0]!.shareInterval.low).toBe(0);
    expect(components[0]!.shareInterval.high).toBeGreaterThan(0);
    expect(residual).toBeCloseTo(40 / 39, 9);
  });

  it('lies below the criterion of every other point of a grid, brute force', () => {
    for (const seed of [1, 2, 3]) {
      const rows = crossedRows(createRandom(seed), 70, [12, 6], [0.6, 0.4]);
      const result = estimate(rows);
      const theta = result.components.map(({ variance }) => Math.sqrt(variance / result.residual));
      const own = bruteForce(rows, theta, 69);
      expect(result.criterion).toBeCloseTo(own.criterion, 8);
      expect(result.residual).toBeCloseTo(own.squares / 69, 8);
      for (let a = 0; a < 1.5; a += 0.25)
        for (let b = 0; b < 1.5; b += 0.25)
          expect(bruteForce(rows, [a, b], 69).criterion).toBeGreaterThanOrEqual(result.criterion - 1e-9);
      for (const step of [-1e-3, 1e-3]) {
        expect(bruteForce(rows, [theta[0]! + step, theta[1]!], 69).criterion).toBeGreaterThanOrEqual(
          own.criterion,
        );
        expect(bruteForce(rows, [theta[0]!, theta[1]! + step], 69).criterion).toBeGreaterThanOrEqual(
          own.criterion,
        );
      }
    }
  });

  it('works where people are nested in teams and months in people', () => {
    const random = createRandom(77);
    const months = 3000;
    const rows = 18_000;
    const month = Int32Array.from({ length: rows }, (_, row) =>
      row < months ? row : random.integer(months),
    );
    const factors = [
      { name: 'person', levels: 1500, codes: month.map((code) => Math.floor(code / 2)) },
      { name: 'team', levels: 30, codes: month.map((code) => Math.floor(code / 100)) },
      { name: 'person and month', levels: months, codes: month },
    ];
    const effects = [0.5, 0.4, 0.3].map((sd, f) =>
      Float64Array.from({ length: factors[f]!.levels }, () => sd * random.normal()),
    );
    const outcome = Float64Array.from(
      { length: rows },
      (_, row) => random.normal() + factors.reduce((sum, { codes }, f) => sum + effects[f]![codes[row]!]!, 0),
    );
    const { components } = estimate({ outcome, factors }, { confidence: 0.999 });
    [0.5, 0.4, 0.3].forEach((sd, f) => {
      expect(components[f]!.sdInterval.low).toBeLessThan(sd);
      expect(components[f]!.sdInterval.high).toBeGreaterThan(sd);
      expect(components[f]!.sdInterval.high).toBeLessThan(2 * sd);
    });
  });
});

describe('intervals', () => {
  it('end where the brute-force profile has risen by 3.84: one factor', () => {
    const rows = crossedRows(createRandom(5), 60, [10], [1.5]);
    const { components, criterion } = estimate(rows);
    const { shareInterval, sdInterval } = components[0]!;
    for (const share of [shareInterval.low, shareInterval.high])
      expect(bruteForce(rows, [Math.sqrt(share / (1 - share))], 59).criterion - criterion).toBeCloseTo(
        chiSquare95,
        3,
      );
    for (const sd of [sdInterval.low, sdInterval.high]) {
      const profile = least(
        (log) => bruteForce(rows, [sd / Math.exp(log)], 59).criterionAt(Math.exp(log)),
        -1,
        1,
      );
      expect(profile - criterion).toBeCloseTo(chiSquare95, 3);
    }
  });

  it('end where the brute-force profile has risen by 3.84: two factors', () => {
    const rows = crossedRows(createRandom(6), 60, [9, 7], [0.9, 0.7]);
    const { components, criterion } = estimate(rows);
    const { low, high } = components[1]!.shareInterval;
    for (const share of [low, high]) {
      const profile = least(
        (other) => {
          const ratio = (share / (1 - share)) * (1 + other ** 2);
          return bruteForce(rows, [other, Math.sqrt(ratio)], 59).criterion;
        },
        0,
        5,
      );
      expect(profile - criterion).toBeCloseTo(chiSquare95, 3);
    }
  });

  it('narrow with less confidence and follow the full likelihood where asked', () => {
    const rows = crossedRows(createRandom(6), 200, [15, 7], [0.9, 0.7]);
    const wide = estimate(rows).components[0]!.shareInterval;
    const narrow = estimate(rows, { confidence: 0.5 }).components[0]!.shareInterval;
    expect(narrow.low).toBeGreaterThan(wide.low);
    expect(narrow.high).toBeLessThan(wide.high);
    const full = estimate(rows, { likelihood: 'full' });
    const theta = full.components.map(({ variance }) => Math.sqrt(variance / full.residual));
    expect(full.criterion).toBeCloseTo(bruteForce(rows, theta, 200).criterion, 7);
    expect(full.components[1]!.variance).toBeLessThan(estimate(rows).components[1]!.variance);
  });

  it('cover the truth in 95 of 100 simulated tables', () => {
    const sds = [0.5, 0.35];
    const total = 1 + 0.25 + 0.1225;
    const draws = 500;
    const covered = [0, 0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const { components } = estimate(crossedRows(createRandom(1_000_000 + draw), 500, [40, 15], sds));
      components.forEach(({ shareInterval, sdInterval }, f) => {
        covered[f]! += Number(within(sds[f]! ** 2 / total, shareInterval));
        covered[f + 2]! += Number(within(sds[f]!, sdInterval));
      });
    }
    const twoErrors = 2 * Math.sqrt((0.95 * 0.05) / draws);
    for (const count of covered) {
      expect(count / draws).toBeGreaterThan(0.95 - twoErrors);
      expect(count / draws).toBeLessThan(0.95 + twoErrors);
    }
  });
});

describe('whatever the rows', () => {
  const seeds = fc.integer({ min: 1, max: 1e6 });

  it('their order does not matter', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed);
        const rows = crossedRows(random, 150, [20, 6], [0.5, 0.5]);
        const order = random.shuffle(Int32Array.from(rows.outcome.keys()));
        const moved = {
          outcome: Float64Array.from(order, (row) => rows.outcome[row]!),
          factors: rows.factors.map((factor) => ({
            ...factor,
            codes: order.map((row) => factor.codes[row]!),
          })),
        };
        expectSame(estimate(moved), estimate(rows), 1, 0);
      }),
      { numRuns: 25 },
    );
  });

  it('another origin and unit of the outcome change nothing but origin and unit', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom(1e-6, 0.01, 100, 1e6),
        fc.constantFrom(-1e4, 0, 1e3),
        (seed, unit, origin) => {
          const rows = crossedRows(createRandom(seed), 150, [20, 6], [0.5, 0.5]);
          const moved = { ...rows, outcome: rows.outcome.map((y) => unit * (y + origin)) };
          expectSame(estimate(moved), estimate(rows), unit, origin);
        },
      ),
      { numRuns: 25 },
    );
  });

  function expectSame(moved: VarianceComponents, plain: VarianceComponents, unit: number, origin: number) {
    expect(moved.residual / unit ** 2 / plain.residual).toBeCloseTo(1, 6);
    expect(moved.intercept / unit - origin).toBeCloseTo(plain.intercept, 5);
    moved.components.forEach(({ share, shareInterval }, f) => {
      const other = plain.components[f]!;
      expect(share).toBeCloseTo(other.share, 6);
      expect(shareInterval.low).toBeCloseTo(other.shareInterval.low, 4);
      expect(shareInterval.high).toBeCloseTo(other.shareInterval.high, 4);
    });
  }
});

describe('refuses', () => {
  const codes = (levels: number, rows = 24) => Int32Array.from({ length: rows }, (_, row) => row % levels);
  const outcome = Float64Array.from({ length: 24 }, (_, row) => Math.sin(7 * row));
  const a = { name: 'a', levels: 4, codes: codes(4) };
  const b = { name: 'b', levels: 3, codes: codes(3) };
  const renamed = { name: 'c', levels: 4, codes: codes(4).map((code) => 3 - code) };
  const cases: readonly (readonly [string, string, Float64Array, readonly RowFactor[]])[] = [
    ['one level', 'one-level', outcome, [{ name: 'a', levels: 1, codes: codes(1) }]],
    ['a level per row', 'as-many-levels-as-rows', outcome, [a, { name: 'd', levels: 24, codes: codes(24) }]],
    ['a constant outcome', 'constant-outcome', new Float64Array(24).fill(4.2), [a]],
    ['a large constant', 'constant-outcome', new Float64Array(24).fill(5.2e199), [a]],
    ['the largest constant', 'constant-outcome', new Float64Array(24).fill(1.7e308), [a]],
    ['a constant of zeros', 'constant-outcome', new Float64Array(24), [a]],
    ['a large outcome', 'out-of-range', outcome.map((y) => 1e200 * y), [a]],
    ['the largest outcome', 'out-of-range', outcome.map((y) => 1.7e308 * Math.sign(y)), [a]],
    ['a small outcome', 'out-of-range', outcome.map((y) => 1e-200 * y), [a]],
    ['two names for one grouping', 'factors-not-separable', outcome, [a, b, renamed]],
    ['nothing within', 'no-variation-within', Float64Array.from(codes(4)), [a]],
    ['too few rows', 'too-few-rows', outcome.slice(0, 2), [{ name: 'a', levels: 2, codes: codes(2, 2) }]],
  ];
  it.each(cases)('%s', (_, reason, y, factors) => {
    const result = varianceComponents(crossTabulate(y, factors));
    expect(result).toMatchObject({ kind: 'refused', reason });
  });

  it.each([1e-130, 1e-30, 1e77, 1e130])('not an outcome in units of %d', (unit) => {
    const [moved, plain] = [outcome.map((y) => unit * y), outcome].map((y) =>
      varianceComponents(crossTabulate(y, [a, b])),
    );
    if (moved?.kind !== 'estimate' || plain?.kind !== 'estimate') throw new Error('refused');
    expect(moved.residual / unit / unit / plain.residual).toBeCloseTo(1, 9);
    expect(moved.components[0]?.share).toBeCloseTo(plain.components[0]!.share, 9);
  });

  it('and names the factors that cannot be told apart', () => {
    const result = varianceComponents(crossTabulate(outcome, [a, b, renamed]));
    expect(result).toMatchObject({ detail: expect.stringMatching(/^a and c /) });
  });

  it('throws on what no data can bring about', () => {
    expect(() => crossTabulate(outcome, [])).toThrow('no factors');
    expect(() => crossTabulate(outcome, [{ ...a, levels: 5 }])).toThrow('level 4 has no rows');
    expect(() => crossTabulate(outcome, [{ ...a, levels: 3 }])).toThrow('code 3 of 3');
    expect(() => crossTabulate(outcome.slice(1), [a])).toThrow('24 codes for 23 rows');
    expect(() => crossTabulate(outcome.with(3, Number.NaN), [a])).toThrow('not finite');
    expect(() => varianceComponents(crossTabulate(outcome, [a]), { confidence: 95 })).toThrow('95');
  });
});

const tickets = sharedData('data/ecommerce-csat/tickets_sample20pct.csv.gz');
const reference = sharedData('reference/lme4_ecommerce_csat.json');

describe.skipIf(tickets === undefined || reference === undefined)('17,182 real tickets', async () => {
  const names = ['Agent_name', 'Supervisor', 'Sub-category'];
  const columns = await readColumns(tickets!, [...names, 'CSAT Score']);
  const rows: Rows = {
    outcome: Float64Array.from(columns['CSAT Score']!, Number),
    factors: names.map((name) => coded(name, columns[name]!)),
  };
  const expected = JSON.parse(readFileSync(reference!, 'utf8')).person_supervisor_subcategory;

  it('agree with lme4', () => {
    const result = estimate(rows);
    const relative = (value: number, of: number) => Math.abs(value / of - 1);
    expect(result.rows).toBe(expected.n);
    expect(relative(result.components[0]!.variance, expected.components.Agent_name)).toBeLessThan(1e-5);
    expect(relative(result.components[1]!.variance, expected.components.Supervisor)).toBeLessThan(1e-5);
    expect(relative(result.components[2]!.variance, expected.components.Sub_category)).toBeLessThan(1e-5);
    expect(relative(result.residual, expected.components.Residual)).toBeLessThan(1e-6);
    expect(relative(result.intercept, expected.intercept)).toBeLessThan(1e-8);
    expect(relative(result.interceptError, expected.se_intercept)).toBeLessThan(1e-5);
    expect(Math.abs(result.criterion - expected.reml_criterion)).toBeLessThan(1e-6);
    expect(result.criterion).toBeLessThanOrEqual(expected.reml_criterion);
    expect(result.components.map(({ levels }) => levels)).toEqual([1368, 40, 54]);
  });

  it('have the published shares and, by the package’s convention, the published intervals', () => {
    const result = estimate(rows);
    const total = result.components.reduce((sum, { variance }) => sum + variance, result.residual);
    const percent = (value: number) => (100 * value).toFixed(1);
    expect(result.components.map(({ share }) => percent(share))).toEqual(['3.6', '0.5', '4.9']);
    const byPackage = estimate(rows, { likelihood: 'full' }).components.map(({ sdInterval: { low, high } }) =>
      [low, high].map((sd) => percent(sd ** 2 / total)),
    );
    expect(byPackage).toEqual([
      ['2.7', '4.5'],
      ['0.2', '1.1'],
      ['2.7', '8.5'],
    ]);
  });
});

function coded(name: string, texts: readonly string[]): RowFactor {
  const seen = new Map<string, number>();
  const codes = Int32Array.from(texts, (text) => {
    if (!seen.has(text)) seen.set(text, seen.size);
    return seen.get(text)!;
  });
  return { name, levels: seen.size, codes };
}

function meanOf(values: Float64Array, keep: (row: number) => boolean): number {
  const kept = values.filter((_, row) => keep(row));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

function within(value: number, { low, high }: { readonly low: number; readonly high: number }): boolean {
  return low <= value && value <= high;
}
