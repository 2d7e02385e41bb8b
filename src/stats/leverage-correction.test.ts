import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOfFew, type FewTeams } from '../../test/support/few-teams.ts';
import { covariance, covarianceMatrix, spread } from './level-contrast.ts';
import { type LeverageInput, leverageCorrection, leverageOf } from './leverage-correction.ts';
import { createRandom } from './random.ts';
import { satterthwaiteDegreesOfFreedom } from './satterthwaite.ts';

/** A difference of weighted means: the last group less the others. */
interface Sample {
  readonly values: readonly number[];
  readonly weight: readonly number[];
  readonly groupOf: readonly number[];
}

function inputOf({ values, weight, groupOf }: Sample): LeverageInput {
  const groups = [...new Set(groupOf)];
  const pull = weight.map((each, c) => each / totalOf(weight.filter((_, d) => groupOf[d] === groupOf[c])));
  const means = groups.map((group) =>
    totalOf(values.map((value, c) => (groupOf[c] === group ? value * pull[c] : 0))),
  );
  return {
    influence: Float64Array.from(values, (value, c) => pull[c] * (value - means[groups.indexOf(groupOf[c])])),
    groupOf: Int32Array.from(groupOf),
    pull: Float64Array.from(pull),
  };
}

function totalOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function found(input: LeverageInput) {
  const result = leverageCorrection(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

/** Degrees of freedom if clusters vary as supposed, by [bell2002], from what `leverageOf` gives. */
function asSupposed({ influence, ...layout }: LeverageInput): number {
  const groups = 1 + Math.max(...layout.groupOf);
  const { expected, degreesOfFreedom } = leverageOf(
    influence.map(() => 1),
    { ...layout, groups },
  );
  const spent = totalOf([...expected].map((part, g) => part ** 2 / degreesOfFreedom[g]));
  return totalOf([...expected]) ** 2 / spent;
}

/** A few clusters of people, two groups. */
const sizes = [5, 1, 2, 2, 3, 1, 1, 6, 2];
const side = [0, 0, 0, 0, 1, 1, 1, 1, 1];

function randomSample(seed: number, weight: readonly number[] = sizes): Sample {
  const random = createRandom(seed);
  return { values: weight.map(() => random.normal()), weight, groupOf: side };
}

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => totalOf(row.map((x, k) => x * b[k][j]))));
const turned = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
const unitMatrix = (n: number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
const inverseOfTwo = ([[a, b], [c, d]]: Matrix): Matrix => {
  const det = a * d - b * c;
  return [
    [d / det, -b / det],
    [-c / det, a / det],
  ];
};

/** CR2 of the slope on a dummy, and its degrees of freedom, as the papers write them: whole matrices, one row per row. */
function byMatrices(
  rows: {
    readonly y: number;
    readonly cluster: number;
    readonly weight: number;
    readonly variance: number;
  }[],
) {
  const X = rows.map(({ cluster }) => [1, side[cluster]]);
  const weighted = turned(X).map((row) => row.map((x, i) => x * rows[i].weight));
  const bread = inverseOfTwo(product(weighted, X));
  const pick = product(bread, weighted);
  const kept = unitMatrix(rows.length).map((row, i) => row.map((x, j) => x - product(X, pick)[i][j]));
  const residual = product(
    kept,
    rows.map(({ y }) => [y]),
  ).map(([e]) => e);
  const Phi = rows.map(({ variance }, i) => rows.map((_, j) => (i === j ? variance : 0)));
  const spreadOf = product(product(kept, Phi), turned(kept));
  let variance = 0;
  const g: Matrix = [];
  for (const cluster of side.keys()) {
    const own = [...rows.keys()].filter((i) => rows[i].cluster === cluster);
    // B = b I + r 11' in a cluster whose rows are alike, so its root is known; that it is one is checked.
    const off = own.length > 1 ? spreadOf[own[0]][own[1]] : 0;
    const diagonal = spreadOf[own[0]][own[0]] - off;
    const along = diagonal + own.length * off;
    const root = own.map((_, i) =>
      own.map((__, j) => (i === j ? diagonal ** -0.5 : 0) + (along ** -0.5 - diagonal ** -0.5) / own.length),
    );
    const B = own.map((i) => own.map((j) => spreadOf[i][j]));
    product(product(root, B), root).forEach((row, i) => {
      row.forEach((x, j) => {
        expect(x).toBeCloseTo(i === j ? 1 : 0, 9);
      });
    });
    const A = root.map((row) => row.map((x) => x * Math.sqrt(rows[own[0]].variance)));
    const score = product([own.map((i) => pick[1][i])], A);
    variance += totalOf(own.map((i, k) => score[0][k] * residual[i])) ** 2;
    g.push(
      product(
        score,
        own.map((i) => kept[i]),
      )[0],
    );
  }
  const Omega = product(product(g, Phi), turned(g));
  const trace = totalOf(Omega.map((row, c) => row[c]));
  return { variance, degreesOfFreedom: trace ** 2 / totalOf(Omega.flat().map((x) => x * x)) };
}

describe('leverageCorrection', () => {
  it.each([1, 2, 3])('is CR2 of the regression on people, sample %d', (seed) => {
    const sample = randomSample(seed);
    const input = { ...inputOf(sample), variance: Float64Array.from(sizes, (size) => 1 / size) };
    const rows = sizes.flatMap((size, cluster) =>
      Array.from({ length: size }, () => ({ y: sample.values[cluster], cluster, weight: 1, variance: 1 })),
    );
    const dense = byMatrices(rows);
    const { standardError, degreesOfFreedom } = found(input);
    expect(standardError ** 2).toBeCloseTo(dense.variance, 12);
    expect(asSupposed(input)).toBeCloseTo(dense.degreesOfFreedom, 9);
    expect(degreesOfFreedom).toBeLessThanOrEqual(dense.degreesOfFreedom + 1e-9);
    const bySize = found(inputOf(sample));
    expect(bySize.standardError).toBeCloseTo(standardError, 12);
  });

  it.each([4, 5, 6])('is CR2 of the weighted regression under any variances, sample %d', (seed) => {
    const sample = randomSample(seed);
    const random = createRandom(seed + 100);
    const variance = Float64Array.from(sizes, () => 0.2 + random.next());
    const input = { ...inputOf(sample), variance };
    const dense = byMatrices(
      sizes.map((weight, cluster) => ({
        y: sample.values[cluster],
        cluster,
        weight,
        variance: variance[cluster],
      })),
    );
    expect(found(input).standardError ** 2).toBeCloseTo(dense.variance, 12);
    expect(asSupposed(input)).toBeCloseTo(dense.degreesOfFreedom, 9);
  });

  it('is what R clubSandwich 0.7.0 gives for two weighted differences of differences', () => {
    // Change of each unit from before to after, weights, group; errors and degrees of freedom as published with the
    // reference values of the Python package diff-diff (regressions on unit and period effects, CR2 by unit).
    const four = {
      values: [
        0.7311741652989245, 0.05631116227617561, 0.3433388564813198, -0.18265546736186744, 2.8691749061026046,
        2.2131290391638467, 2.235281348632822, 2.0560461218414763,
      ],
      weight: [
        1.583369129803032, 1.000942167360336, 0.8374841092154384, 1.871459642890841, 1.012972505297512,
        0.6240475559607148, 0.9292489611543715, 1.916603899095207,
      ],
      groupOf: [0, 0, 0, 0, 1, 1, 1, 1],
    };
    const fifteen = {
      values: [
        0.14722872369146, 0.43350997301013994, -0.149454615041698, 0.342809887998067, 0.3797831740066271,
        0.4956292238616151, 0.17997243718786393, -0.6171893352085971, 1.058206956388477, -0.7735019615121419,
        0.386567137785796, -0.264586046557409, 0.14386482743053808, 0.43850875196779415, -0.6366660612053572,
      ],
      weight: [
        1.605493367183954, 1.005099594127387, 1.974008734337986, 1.528855750802904, 1.382769018411636,
        0.8168281498365104, 1.116725771687925, 0.7146185920573771, 0.6638457239605486, 0.9160327934660017,
        1.408900015987456, 1.494089051149786, 1.121897284407169, 2.47896139184013, 0.9660030328668654,
      ],
      groupOf: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    };
    const alike = (sample: Sample) => ({
      ...inputOf(sample),
      variance: new Float64Array(sample.values.length).fill(1),
    });
    expect(found(alike(four)).standardError ** 2).toBeCloseTo(0.1160594712815107, 12);
    expect(asSupposed(alike(four))).toBeCloseTo(3.754252421708284, 9);
    expect(found(alike(fifteen)).standardError ** 2).toBeCloseTo(0.05762030108252313, 12);
    expect(asSupposed(alike(fifteen))).toBeCloseTo(5.084769819665292, 9);
    const untrained = {
      values: four.values.slice(0, 4),
      weight: four.weight.slice(0, 4),
      groupOf: [0, 0, 0, 0],
    };
    expect(found(alike(untrained)).degreesOfFreedom).toBeCloseTo(2.079708364811179, 9);
  });

  it('is n / (n - 1) and n - 1 with equal weights: the t test, and Welch where groups differ', () => {
    const sample = randomSample(
      7,
      sizes.map(() => 3),
    );
    const input = inputOf(sample);
    const parts = [0, 1].map((group) => {
      const squares = totalOf([...input.influence].map((x, c) => (side[c] === group ? x * x : 0)));
      const n = side.filter((each) => each === group).length;
      return (squares * n) / (n - 1);
    });
    const { standardError, degreesOfFreedom } = found(input);
    expect(standardError ** 2).toBeCloseTo(totalOf(parts), 12);
    const welch = satterthwaiteDegreesOfFreedom(Float64Array.from(parts), [4, 5]);
    // As supposed: variances of the means of 4 and of 5 alike clusters.
    const supposed = (1 / 4 + 1 / 5) ** 2 / (1 / 16 / 3 + 1 / 25 / 4);
    expect(degreesOfFreedom).toBeCloseTo(Math.min(Number(welch), supposed), 9);
    const one = found({ ...input, groupOf: new Int32Array(9), pull: new Float64Array(9).fill(1) });
    expect(one.degreesOfFreedom).toBeCloseTo(8, 9);
  });

  it('is the example of the page', () => {
    const input = inputOf({
      values: [0.3, 0.1, -0.2, 0.2, 0, 0.1, -0.1, 0],
      weight: [40, 10, 10, 10, 20, 20, 20, 20],
      groupOf: [0, 0, 0, 0, 1, 1, 1, 1],
    });
    const { standardError, degreesOfFreedom } = found(input);
    expect(standardError).toBeCloseTo(0.1239, 4);
    expect(degreesOfFreedom).toBeCloseTo(2.49, 2);
  });

  it('is without bias where variances are as supposed', () => {
    const random = createRandom(11);
    const runs = 4000;
    let mean = 0;
    for (let run = 0; run < runs; run++) {
      const values = sizes.map((size) => random.normal() / Math.sqrt(size));
      mean += found(inputOf({ values, weight: sizes, groupOf: side })).standardError ** 2 / runs;
    }
    // Groups of 10 and of 13 people.
    expect(mean / (1 / 10 + 1 / 13)).toBeCloseTo(1, 1);
  });

  it('follows the unit, the sign, the order and who takes part', () => {
    const plain = inputOf(randomSample(8));
    const expected = found(plain);
    fc.assert(
      fc.property(
        fc.integer({ min: -150, max: 150 }),
        fc.boolean(),
        fc.shuffledSubarray([...side.keys()], { minLength: side.length }),
        (exponent, mirrored, order) => {
          const unit = 10 ** exponent;
          const { standardError, degreesOfFreedom } = found({
            influence: Float64Array.of(
              ...order.map((c) => (mirrored ? -unit : unit) * plain.influence[c]),
              0,
              7,
            ),
            groupOf: Int32Array.of(...order.map((c) => 3 * side[c]), 0, -1),
            pull: Float64Array.of(...order.map((c) => plain.pull[c]), 0, 0.3),
          });
          expect(standardError / unit / expected.standardError).toBeCloseTo(1, 9);
          expect(degreesOfFreedom).toBeCloseTo(expected.degreesOfFreedom, 9);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps at least one degree of freedom, however uneven', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 8 }),
        fc.integer(),
        (weight, seed) => {
          const random = createRandom(seed);
          const result = leverageCorrection(
            inputOf({ values: weight.map(() => random.normal()), weight, groupOf: weight.map(() => 0) }),
          );
          if (result.kind === 'refused') return;
          expect(Number.isFinite(result.standardError)).toBe(true);
          expect(result.degreesOfFreedom).toBeGreaterThanOrEqual(1);
          expect(result.degreesOfFreedom).toBeLessThanOrEqual(weight.length - 1 + 1e-6);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses what has no spread, and rejects what is no number', () => {
    const of = (influence: readonly number[], pull: readonly number[] = influence.map(() => 1)) =>
      leverageCorrection({
        influence: Float64Array.from(influence),
        groupOf: new Int32Array(influence.length),
        pull: Float64Array.from(pull),
      });
    expect(of([])).toMatchObject({ reason: 'one-cluster' });
    expect(of([0.1])).toMatchObject({ reason: 'one-cluster' });
    expect(of([0, 0, 0])).toMatchObject({ reason: 'no-variance' });
    expect(() => of([Number.NaN, 1])).toThrow('not a number: NaN');
    expect(() => of([1, 2], [1])).toThrow('pulls of 1');
    expect(() => of([1, 2], [1, -1])).toThrow('not a pull of 0 or more: -1');
  });
});

describe('pulls in the blocks of a contrast', () => {
  const input = inputOf(randomSample(9));
  const blocks = { of: input.groupOf, count: 2, centred: false };

  it('give the corrected error, and covariances that fit it', () => {
    const contrast = { estimate: 0, influence: input.influence, beta: 1 };
    const other = { ...contrast, influence: input.influence.map((x, c) => x * (c % 3)) };
    const { standardError, degreesOfFreedom } = found(input);
    const allowing = { ...blocks, pull: input.pull };
    expect(spread(contrast, allowing).standardError).toBeCloseTo(standardError, 12);
    expect(spread(contrast, allowing).degreesOfFreedom).toBeCloseTo(degreesOfFreedom, 9);
    const matrix = covarianceMatrix([contrast, other], allowing);
    expect(matrix[0]).toBeCloseTo(standardError ** 2, 12);
    expect(matrix[0] * matrix[3] - matrix[1] ** 2).toBeGreaterThan(0);
  });

  it('change nothing where they are equal', () => {
    const equal = { ...blocks, pull: new Float64Array(sizes.length).fill(0.25) };
    const variance = covariance(input.influence, input.influence, equal);
    expect(variance).toBeCloseTo(covariance(input.influence, input.influence, blocks), 12);
  });
});

/** A part of the study on the page: the same seed, fewer runs. */
describe.each<[string, FewTeams]>([
  ['4 of 12 teams', { stages: [4], never: 8, sizes: 'uneven' }],
  ['4 of 20 teams', { stages: [4], never: 16, sizes: 'uneven' }],
  ['4 of 30 teams', { stages: [4], never: 26, sizes: 'uneven' }],
  ['4 of 45 teams', { stages: [4], never: 41, sizes: 'uneven' }],
  ['three stages of 5 of 30 teams', { stages: [5, 5, 5], never: 15, sizes: 'uneven' }],
])('%s of uneven size, not drawn', (_, design) => {
  it('are held as often as said, and at least as often as without the correction', () => {
    const study = { runs: 1000, draws: 19, seed: 7 };
    const { student, leverage, studentWidth, leverageWidth } = coverageOfFew(design, study);
    const error = Math.sqrt((0.95 * 0.05) / study.runs);
    expect(leverage).toBeGreaterThan(0.95 - 2 * error);
    expect(leverage).toBeGreaterThanOrEqual(student);
    expect(leverageWidth / studentWidth).toBeLessThan(1.3);
  });
});
