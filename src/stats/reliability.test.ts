import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorOfCorrelations, fitCommonFactor } from './common-factor.ts';
import { groupReliability } from './group-reliability.ts';
import { type GroupScores, groupScores } from './group-scores.ts';
import { cronbachAlpha } from './internal-consistency.ts';
import { type ItemTable, personMeans, reverseItems } from './item-table.ts';
import { createRandom, type Random } from './random.ts';
import {
  agreementOfRandomGroups,
  evenAnswersVariance,
  slightlySkewedAnswersVariance,
  withinGroupAgreement,
} from './within-group-agreement.ts';

function tableOf(rows: readonly (readonly number[])[]): ItemTable {
  return { people: rows.length, items: rows[0]!.length, answers: Float64Array.from(rows.flat()) };
}

/** Answers with one thing behind them: loading times the thing, the rest noise. */
function oneFactor(people: number, loadings: readonly number[], random: Random): ItemTable {
  return tableOf(
    Array.from({ length: people }, () => {
      const behind = random.normal();
      return loadings.map((loading) => loading * behind + Math.sqrt(1 - loading ** 2) * random.normal());
    }),
  );
}

function correlationsOf(loadings: readonly number[]): Float64Array {
  return Float64Array.from(loadings.flatMap((a, i) => loadings.map((b, j) => (i === j ? 1 : a * b))));
}

const someRows = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }), {
  minLength: 4,
  maxLength: 20,
});

describe('cronbachAlpha', () => {
  it('is k / (k - 1) (1 - sum of variances / variance of the sum), gaps apart', () => {
    const variance = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    };
    fc.assert(
      fc.property(someRows, (rows) => {
        const items = [0, 1, 2, 3].map((item) => variance(rows.map((row) => row[item]!)));
        const total = variance(rows.map((row) => row.reduce((sum, answer) => sum + answer, 0)));
        fc.pre(items.every((each) => each > 0) && total > 0);
        const expected = (4 / 3) * (1 - items.reduce((sum, each) => sum + each, 0) / total);
        expect(cronbachAlpha(tableOf(rows))).toBeCloseTo(expected, 8);
      }),
    );
  });

  it('is the formula of Spearman and Brown for parallel items, by simulation', () => {
    const table = oneFactor(40_000, [0.7, 0.7, 0.7, 0.7, 0.7], createRandom(2));
    expect(cronbachAlpha(table)).toBeCloseTo((5 * 0.49) / (1 + 4 * 0.49), 2);
  });

  it('is 1 for copies of one item, knows no units, and turns items round', () => {
    const rows = [1, 4, 2, 5, 3, 3].map((answer) => [answer, answer, 6 - answer]);
    expect(cronbachAlpha(reverseItems(tableOf(rows), [2], 1, 5))).toBeCloseTo(1, 12);
    const table = oneFactor(50, [0.5, 0.6, 0.7], createRandom(1));
    const moved = { ...table, answers: table.answers.map((answer) => 1e6 + 1000 * answer) };
    expect(cronbachAlpha(moved)).toBeCloseTo(cronbachAlpha(table) as number, 6);
  });

  it('takes each pair of items over the people who answered both', () => {
    const gaps = tableOf([
      [1, 2, 3],
      [2, 2, Number.NaN],
      [3, Number.NaN, 4],
      [4, 5, 4],
      [5, 4, 5],
    ]);
    const [c11, c22, c33] = [2.5, 2.25, 2 / 3];
    const pair = (rows: number[][]) => {
      const [a, b] = [0, 1].map((i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
      return rows.reduce((sum, row) => sum + (row[0]! - a!) * (row[1]! - b!), 0) / (rows.length - 1);
    };
    const both = [
      pair([
        [1, 2],
        [2, 2],
        [4, 5],
        [5, 4],
      ]),
      pair([
        [1, 3],
        [3, 4],
        [4, 4],
        [5, 5],
      ]),
      pair([
        [2, 3],
        [5, 4],
        [4, 5],
      ]),
    ];
    const trace = c11 + c22 + c33;
    const total = trace + 2 * both.reduce((sum, each) => sum + each, 0);
    expect(cronbachAlpha(gaps)).toBeCloseTo(1.5 * (1 - trace / total), 10);
  });

  it('refuses one item, one person, a constant item and items that cancel out', () => {
    expect(cronbachAlpha(tableOf([[1], [2]]))).toMatchObject({ kind: 'refused', reason: 'too-few-items' });
    expect(cronbachAlpha(tableOf([[1, 2]]))).toMatchObject({ reason: 'too-few-people' });
    expect(
      cronbachAlpha(
        tableOf([
          [1, 3],
          [2, 3],
        ]),
      ),
    ).toMatchObject({ reason: 'constant-item' });
    expect(
      cronbachAlpha(
        tableOf([
          [1, 5],
          [5, 1],
        ]),
      ),
    ).toMatchObject({ reason: 'no-common-spread' });
    expect(() => cronbachAlpha({ people: 2, items: 2, answers: Float64Array.of(1) })).toThrow('1 answers');
  });
});

describe('fitCommonFactor', () => {
  it('gives the loadings back where the correlations have exactly one factor', () => {
    const loadings = [0.8, 0.3, -0.5, 0.65, 0.7, 0.45];
    const result = factorOfCorrelations(correlationsOf(loadings), 6);
    if (result.kind === 'refused') throw new Error(result.reason);
    loadings.forEach((loading, i) => {
      expect(result.loadings[i]).toBeCloseTo(loading, 7);
      expect(result.uniquenesses[i]).toBeCloseTo(1 - loading ** 2, 7);
    });
    const sum = loadings.reduce((total, loading) => total + loading, 0);
    const own = loadings.reduce((total, loading) => total + 1 - loading ** 2, 0);
    expect(result.omegaTotal).toBeCloseTo(sum ** 2 / (sum ** 2 + own), 8);
  });

  it('is the closed form for three items', () => {
    const [r12, r13, r23] = [0.5, 0.4, 0.3];
    const result = factorOfCorrelations(Float64Array.of(1, r12, r13, r12, 1, r23, r13, r23, 1), 3);
    if (result.kind === 'refused') throw new Error(result.reason);
    expect(result.loadings[0]).toBeCloseTo(Math.sqrt((r12 * r13) / r23), 8);
    expect(result.loadings[1]).toBeCloseTo(Math.sqrt((r12 * r23) / r13), 8);
    expect(result.loadings[2]).toBeCloseTo(Math.sqrt((r13 * r23) / r12), 8);
    expect(result.omegaTotal.toFixed(3)).toBe('0.682');
  });

  it('has no neighbour of greater likelihood, and meets its equations', () => {
    const random = createRandom(6);
    const table = oneFactor(80, [0.7, 0.5, 0.6, 0.4, 0.8, 0.3, 0.55], random);
    const result = fitCommonFactor(table);
    if (result.kind === 'refused') throw new Error(result.reason);
    const { loadings, uniquenesses } = result;
    const items = table.items;
    const correlations = sampleCorrelations(table);
    const best = discrepancy(correlations, loadings, uniquenesses);
    for (let attempt = 0; attempt < 400; attempt++) {
      const near = loadings.map((loading) => loading + 0.003 * random.normal());
      const own = uniquenesses.map((value) => value + 0.003 * random.normal());
      expect(discrepancy(correlations, near, own)).toBeGreaterThan(best);
    }
    for (let i = 0; i < items; i++) expect(loadings[i]! ** 2 + uniquenesses[i]!).toBeCloseTo(1, 8);
  });

  it('is alpha where all correlations are alike', () => {
    const result = factorOfCorrelations(correlationsOf([0.6, 0.6, 0.6, 0.6]), 4);
    if (result.kind === 'refused') throw new Error(result.reason);
    expect(result.omegaTotal).toBeCloseTo((4 * 0.36) / (1 + 3 * 0.36), 10);
  });

  it('knows neither units nor order', () => {
    const table = oneFactor(60, [0.7, 0.5, 0.6, 0.4], createRandom(9));
    const moved = tableOf(
      Array.from({ length: 60 }, (_, person) =>
        [2, 0, 3, 1].map((item) => 50 + 10 ** item * table.answers[person * 4 + item]!),
      ).reverse(),
    );
    const [plain, turned] = [fitCommonFactor(table), fitCommonFactor(moved)];
    if (plain.kind === 'refused' || turned.kind === 'refused') throw new Error('refused');
    expect(turned.omegaTotal).toBeCloseTo(plain.omegaTotal, 8);
    expect(turned.loadings[0]).toBeCloseTo(plain.loadings[2]!, 7);
  });

  it('refuses what has no proper factor', () => {
    expect(
      fitCommonFactor(
        tableOf([
          [1, 2],
          [2, 1],
          [1, 1],
        ]),
      ),
    ).toMatchObject({ reason: 'too-few-items' });
    expect(
      fitCommonFactor(
        tableOf([
          [1, 2, 3],
          [2, 1, 3],
          [1, 1, 3],
        ]),
      ),
    ).toMatchObject({ reason: 'constant-item' });
    expect(
      fitCommonFactor(
        tableOf([
          [1, 2, 3],
          [2, 1, 3],
        ]),
      ),
    ).toMatchObject({ reason: 'too-few-people' });
    const twins = Float64Array.of(1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 1);
    expect(factorOfCorrelations(twins, 3)).toMatchObject({ reason: 'dependent-items', items: [1] });
    const impossible = Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1);
    expect(factorOfCorrelations(impossible, 3)).toMatchObject({ reason: 'not-a-correlation' });
    const heywood = Float64Array.of(1, 0.9, 0.9, 0.9, 1, 0.65, 0.9, 0.65, 1);
    expect(factorOfCorrelations(heywood, 3)).toMatchObject({ reason: 'improper-solution' });
  });
});

describe('items that follow from others', () => {
  const base = oneFactor(60, [0.7, 0.5, 0.6], createRandom(4));
  const withFourth = (fourth: (own: readonly number[]) => number, unit: number) =>
    tableOf(
      Array.from({ length: base.people }, (_, person) => {
        const own = [0, 1, 2].map((item) => Math.round(10 * base.answers[person * 3 + item]!));
        return [...own, fourth(own)].map((answer) => unit * answer);
      }),
    );

  it.each([1, 3, 7, 10, 0.1, 1 / 3, 1e-30, 1e77, 1e200])('have no omega, in units of %d', (unit) => {
    const sum = withFourth(([a = 0, b = 0, c = 0]) => a + b + c, unit);
    expect(fitCommonFactor(sum)).toMatchObject({ reason: 'dependent-items', items: [3] });
    const copy = withFourth(([a = 0]) => 2000 - 3 * a, unit);
    expect(fitCommonFactor(copy)).toMatchObject({ reason: 'dependent-items', items: [3] });
  });

  it('are not those that one answer sets apart', () => {
    let first = true;
    const nearly = withFourth(([a = 0, b = 0, c = 0]) => {
      const sum = a + b + c + (first ? 1 : 0);
      first = false;
      return sum;
    }, 1);
    expect(fitCommonFactor(nearly)).not.toMatchObject({ reason: 'dependent-items' });
  });

  it('are not blamed where people are too few', () => {
    const few = tableOf([
      [1, 5, 2, 2],
      [2, 1, 4, 3],
      [5, 2, 2, 1],
      [3, 3, 5, 5],
    ]);
    expect(fitCommonFactor(few)).toMatchObject({
      reason: 'too-few-people',
      detail: expect.stringContaining('under 5 people'),
    });
  });
});

describe('answers of any size', () => {
  const table = oneFactor(60, [0.7, 0.5, 0.6, 0.4], createRandom(9));
  const times = (unit: number) => ({ ...table, answers: table.answers.map((answer) => unit * answer) });

  it.each([2 ** 255, 2 ** 600, 2 ** 1015, 2 ** -200, 2 ** -600])(
    'have the same alpha and omega: %d',
    (unit) => {
      expect(cronbachAlpha(times(unit))).toBe(cronbachAlpha(table));
      expect(fitCommonFactor(times(unit))).toEqual(fitCommonFactor(table));
    },
  );

  it('may differ between items', () => {
    const mixed = table.answers.map((answer, cell) => answer * [1e200, 1, 1e-200, 7][cell % 4]!);
    const [factor, plain] = [fitCommonFactor({ ...table, answers: mixed }), fitCommonFactor(table)];
    if (factor.kind === 'refused' || plain.kind === 'refused') throw new Error('refused');
    expect(factor.omegaTotal).toBeCloseTo(plain.omegaTotal, 8);
    expect(cronbachAlpha({ ...table, answers: mixed })).toBeCloseTo(0, 12);
  });

  it('are alike where they are, whatever rounding says of their mean', () => {
    const constant = tableOf([0.1, 0.2, 0.4].map((answer) => [answer, 0.1]));
    expect(cronbachAlpha(constant)).toMatchObject({ reason: 'constant-item', items: [1] });
  });
});

function sampleCorrelations({ people, items, answers }: ItemTable): number[][] {
  const column = (i: number) => Array.from({ length: people }, (_, person) => answers[person * items + i]!);
  const centred = Array.from({ length: items }, (_, i) => {
    const values = column(i);
    const mean = values.reduce((sum, value) => sum + value, 0) / people;
    const moved = values.map((value) => value - mean);
    const length = Math.hypot(...moved);
    return moved.map((value) => value / length);
  });
  return centred.map((a) => centred.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0)));
}

/** log|S| + tr(R S^-1) for S = l l' + diag(psi), by the formulas for a matrix of rank one. */
function discrepancy(correlations: number[][], loadings: Float64Array, own: Float64Array): number {
  const weighted = loadings.map((loading, i) => loading / own[i]!);
  const strength = 1 + loadings.reduce((sum, loading, i) => sum + loading * weighted[i]!, 0);
  const logDeterminant = own.reduce((sum, value) => sum + Math.log(value), 0) + Math.log(strength);
  let trace = 0;
  correlations.forEach((row, i) => {
    row.forEach((value, j) => {
      trace += value * ((i === j ? 1 / own[i]! : 0) - (weighted[i]! * weighted[j]!) / strength);
    });
  });
  return logDeterminant + trace;
}

/** People of `groups` groups: true means of spread tau, people of spread sigma. */
function peopleInGroups(sizes: readonly number[], tau: number, sigma: number, random: Random) {
  const truth = sizes.map(() => 3 + tau * random.normal());
  const groupOf = Int32Array.from(sizes.flatMap((size, group) => Array<number>(size).fill(group)));
  const scores = Float64Array.from(groupOf, (group) => truth[group]! + sigma * random.normal());
  return { truth, groupOf, scores };
}

describe('groupReliability', () => {
  it('is the textbook table for groups of two', () => {
    // Groups (1, 3), (2, 4), (9, 11): means 2, 3, 10; MSB = 2 (9 + 4 + 25) / 2 = 38, MSW = 6 / 3 = 2.
    const result = groupReliability(Float64Array.of(1, 3, 2, 4, 9, 11), Int32Array.of(0, 0, 1, 1, 2, 2), 3);
    expect(result).toMatchObject({ icc1: (38 - 2) / (38 + 2), icc2: (38 - 2) / 38 });
  });

  it('finds the share between groups of a simulation', () => {
    const { groupOf, scores } = peopleInGroups(Array<number>(2000).fill(10), 0.5, 1, createRandom(4));
    const result = groupReliability(scores, groupOf, 2000);
    if (result.kind === 'refused') throw new Error(result.reason);
    expect(result.icc1).toBeCloseTo(0.25 / 1.25, 1);
    expect(Math.abs(result.icc1 - 0.2)).toBeLessThan(0.015);
    expect(Math.abs(result.icc2 - 0.25 / (0.25 + 0.1))).toBeLessThan(0.015);
  });

  it('leaves out people without score or group, and empty groups', () => {
    const scores = Float64Array.of(1, 3, Number.NaN, 2, 4, 9, 11, 7);
    const groupOf = Int32Array.of(0, 0, 0, 1, 1, 3, 3, -1);
    expect(groupReliability(scores, groupOf, 5)).toMatchObject({ icc1: 36 / 40 });
  });

  it('refuses one group, groups of one, and no spread', () => {
    const refusal = (scores: number[], groupOf: number[]) =>
      groupReliability(Float64Array.from(scores), Int32Array.from(groupOf), 3);
    expect(refusal([1, 2, 3], [0, 0, 0])).toMatchObject({ kind: 'refused', reason: 'one-group' });
    expect(refusal([1, 2, 3], [0, 1, 2])).toMatchObject({ reason: 'one-person-groups' });
    expect(refusal([0.1, 0.1, 0.1, 0.1], [0, 0, 1, 1])).toMatchObject({ reason: 'no-spread' });
    expect(refusal([1, 2, 1, 2], [0, 0, 1, 1])).toMatchObject({ reason: 'no-difference' });
    expect(() => refusal([1, 2], [0, 7])).toThrow('7');
    expect(() => refusal([1, 2], [0])).toThrow('2 scores, 1 groups');
  });
});

describe('withinGroupAgreement', () => {
  const agree = (rows: readonly (readonly number[])[], groupOf: readonly number[], nullVariance = 2) =>
    withinGroupAgreement({
      table: tableOf(rows),
      groupOf: Int32Array.from(groupOf),
      groupCount: 1 + Math.max(...groupOf),
      nullVariance,
    });

  it('is 1 where all say the same, 0 where they spread as the null or more', () => {
    const same = [
      [4, 2],
      [4, 2],
      [4, 2],
    ];
    expect(agree(same, [0, 0, 0])).toMatchObject({ mean: 1, groups: 1 });
    expect(
      agree(
        [
          [1, 1],
          [5, 5],
        ],
        [0, 0],
      ),
    ).toMatchObject({ mean: 0 });
    // Two items of variance 2 each, as the even null of five options has.
    expect(
      agree(
        [
          [2, 3],
          [4, 5],
        ],
        [0, 0],
      ),
    ).toMatchObject({ mean: 0 });
  });

  it('is 1 - r for one item, and the formula for several', () => {
    const one = agree([[3], [4], [5]], [0, 0, 0]);
    expect(one).toMatchObject({ mean: 1 - 1 / 2 });
    // Variances 1 and 1/3: r = (2/3) / 2 = 1/3; 2 (2/3) / (2 (2/3) + 1/3) = 0.8.
    const two = agree(
      [
        [3, 4],
        [4, 4],
        [5, 5],
      ],
      [0, 0, 0],
    );
    expect(two.kind === 'estimate' && two.mean).toBeCloseTo(0.8, 12);
  });

  it('is the plain mean over groups of two and more', () => {
    const result = agree([[3], [4], [5], [2], [2], [1]], [0, 0, 0, 1, 1, 2]);
    if (result.kind === 'refused') throw new Error(result.reason);
    expect(result).toMatchObject({ mean: 0.75, groups: 2 });
    expect(result.byGroup[2]).toBeNaN();
  });

  it('has the variances of the published shapes', () => {
    const variance = (shares: readonly number[]) => {
      const mean = shares.reduce((sum, share, i) => sum + share * (i + 1), 0);
      return shares.reduce((sum, share, i) => sum + share * (i + 1 - mean) ** 2, 0);
    };
    expect(evenAnswersVariance(1, 5)).toBeCloseTo(variance([0.2, 0.2, 0.2, 0.2, 0.2]), 12);
    expect(evenAnswersVariance(0, 4)).toBe(2);
    expect(evenAnswersVariance(1, 7)).toBe(4);
    expect(slightlySkewedAnswersVariance(1, 5)).toBeCloseTo(variance([0.05, 0.15, 0.2, 0.35, 0.25]), 12);
    expect(slightlySkewedAnswersVariance(1, 7)).toMatchObject({ kind: 'refused' });
  });

  it('is higher in real groups than in random groups of the same sizes', () => {
    const random = createRandom(3);
    const { groupOf, scores } = peopleInGroups(Array<number>(30).fill(8), 0.8, 0.6, random);
    const rows = [...scores].map((score) =>
      [0, 1, 2].map(() => Math.round(Math.min(5, Math.max(1, score + 0.4 * random.normal())))),
    );
    const input = { table: tableOf(rows), groupOf, groupCount: 30, nullVariance: 2 };
    const real = withinGroupAgreement(input);
    const drawn = agreementOfRandomGroups(input, 50, createRandom(1));
    if (real.kind === 'refused' || typeof drawn !== 'number') throw new Error('refused');
    expect(real.mean).toBeGreaterThan(drawn + 0.05);
    expect(agreementOfRandomGroups(input, 50, createRandom(1))).toBe(drawn);
  });

  it('refuses where no group has two people', () => {
    expect(agree([[1], [2]], [0, 1])).toMatchObject({ kind: 'refused', reason: 'no-groups' });
    expect(() => agree([[1], [2]], [0, 0], 0)).toThrow('0');
  });
});

describe('groupScores', () => {
  const estimate = (scores: Float64Array, groupOf: Int32Array, groups: number): GroupScores => {
    const result = groupScores(scores, groupOf, groups);
    if (result.kind === 'refused') throw new Error(result.reason);
    return result;
  };

  it('draws small groups to the mean, and leaves large ones where they are', () => {
    const { groupOf, scores } = peopleInGroups([3, 3, 3, 3, 2000, 2000, 2000], 0.5, 1, createRandom(12));
    const result = estimate(scores, groupOf, 7);
    const [small, large] = [result.scores[0]!, result.scores[5]!];
    expect(Math.abs(small.score - result.mean)).toBeLessThan(Math.abs(small.mean - result.mean));
    expect(small.reliability).toBeLessThan(0.6);
    expect(large.score).toBeCloseTo(large.mean, 2);
    expect(large.reliability).toBeGreaterThan(0.99);
    expect(large.high - large.low).toBeLessThan((small.high - small.low) / 3);
  });

  it('is the textbook formula for groups of one size', () => {
    const scores = Float64Array.of(1, 3, 2, 4, 9, 11);
    const result = estimate(scores, Int32Array.of(0, 0, 1, 1, 2, 2), 3);
    // MSB 38, MSW 2: tau2 = 18, reliability 18 / 19.
    expect(result.betweenVariance).toBeCloseTo(18, 12);
    expect(result.scores[0]!.reliability).toBeCloseTo(18 / 19, 12);
    expect(result.scores[0]!.score).toBeCloseTo(5 + (18 / 19) * (2 - 5), 12);
    expect((result.scores[0]!.high - result.scores[0]!.low).toFixed(1)).toBe('9.2');
    expect(result.scores.map((score) => score?.standing)).toEqual([
      'about the same',
      'about the same',
      'clearly higher',
    ]);
  });

  it('says so where groups cannot be told apart', () => {
    const { groupOf, scores } = peopleInGroups(Array<number>(10).fill(6), 0, 1, createRandom(5));
    const result = estimate(scores, groupOf, 10);
    expect(result.toldApart).toBe(false);
    expect(new Set(result.scores.map((score) => score?.standing))).toEqual(new Set(['cannot be told apart']));
  });

  it('finds the group that differs, and moves with the scale', () => {
    const { groupOf, scores } = peopleInGroups(Array<number>(12).fill(40), 0.3, 1, createRandom(7));
    const shifted = scores.map((score, person) => score + (groupOf[person] === 4 ? 3 : 0));
    const result = estimate(shifted, groupOf, 13);
    expect(result.scores[4]!.standing).toBe('clearly higher');
    expect(result.scores[12]).toBeUndefined();
    const moved = estimate(
      shifted.map((score) => 100 - 10 * score),
      groupOf,
      12,
    );
    expect(moved.scores[4]!.standing).toBe('clearly lower');
    expect(moved.scores[2]!.score).toBeCloseTo(100 - 10 * result.scores[2]!.score, 8);
    expect(moved.scores[2]!.low).toBeCloseTo(100 - 10 * result.scores[2]!.high, 8);
  });

  it.each([
    ['alike', Array<number>(12).fill(10), 0.4],
    ['uneven', [4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 80], 0.4],
    ['nearly the same', Array<number>(15).fill(8), 0.2],
    ['far apart', Array<number>(8).fill(12), 1.5],
  ])(
    'covers the true means of groups that are %s in at least 94 of 100, closer than plain means',
    (_, sizes, tau) => {
      const random = createRandom(sizes.length + Math.round(tau * 10));
      let [covered, all, squares, plainSquares] = [0, 0, 0, 0];
      for (let repetition = 0; repetition < 400; repetition++) {
        const { truth, groupOf, scores } = peopleInGroups(sizes, tau, 1, random);
        estimate(scores, groupOf, sizes.length).scores.forEach((score, group) => {
          all += 1;
          if (score!.low <= truth[group]! && truth[group]! <= score!.high) covered += 1;
          squares += (score!.score - truth[group]!) ** 2;
          plainSquares += (score!.mean - truth[group]!) ** 2;
        });
      }
      expect(covered / all).toBeGreaterThan(0.94);
      expect(squares).toBeLessThan(plainSquares * 1.001);
    },
  );
});

describe('scores of any size', () => {
  const { scores, groupOf } = peopleInGroups([8, 12, 20, 5], 0.8, 1, createRandom(21));
  const times = (unit: number) => scores.map((score) => unit * score);

  it.each([2 ** 333, 2 ** 480, 2 ** -333, 2 ** -480])(
    'have the same reliability and standing: %d',
    (unit) => {
      const [moved, plain] = [times(unit), scores].map((each) => groupScores(each, groupOf, 4));
      if (moved?.kind !== 'estimate' || plain?.kind !== 'estimate') throw new Error('refused');
      moved.scores.forEach((score, group) => {
        const other = plain.scores[group]!;
        expect(score).toEqual({
          ...other,
          mean: other.mean * unit,
          score: other.score * unit,
          low: other.low * unit,
          high: other.high * unit,
        });
      });
      expect(moved.mean).toBe(plain.mean * unit);
      expect(moved.withinVariance).toBe(plain.withinVariance * unit * unit);
      const [one, other] = [times(unit), scores].map((each) => groupReliability(each, groupOf, 4));
      if (one?.kind !== 'estimate' || other?.kind !== 'estimate') throw new Error('refused');
      expect(one.icc1).toBe(other.icc1);
      expect(one.icc2).toBe(other.icc2);
      expect(one.spread.p).toBe(other.spread.p);
      expect(one.spread.betweenMeanSquare).toBe(other.spread.betweenMeanSquare * unit * unit);
    },
  );

  it.each([1e200, 1e-200])('are refused where their variance is no number: %d', (unit) => {
    expect(groupScores(times(unit), groupOf, 4)).toMatchObject({ reason: 'out-of-range' });
    expect(groupReliability(times(unit), groupOf, 4)).toMatchObject({ reason: 'out-of-range' });
  });

  it('have a mean and can be turned round, up to the largest number there is', () => {
    const most = 1.7e308;
    const table = tableOf([[most, most / 2, most]]);
    expect(personMeans(table)[0]! / most).toBeCloseTo(2.5 / 3, 12);
    expect(reverseItems(table, [1], most / 2, most).answers[1]).toBe(most);
  });
});

describe('personMeans', () => {
  it('is the mean of what a person answered', () => {
    const means = personMeans(
      tableOf([
        [1, 3],
        [Number.NaN, 4],
        [Number.NaN, Number.NaN],
      ]),
    );
    expect([...means]).toEqual([2, 4, Number.NaN]);
  });
});
