import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohenKappa } from './cohen-kappa.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import { gwetCoefficient } from './gwet-coefficient.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';
import { percentAgreement } from './percent-agreement.ts';
import { createRandom } from './random.ts';
import { type AgreementEstimate, countRatings, type RatingCounts } from './rating-counts.ts';
import { type RatingScale, ratingScales, ratingWeights } from './rating-weights.ts';
import type { Refused } from './refused.ts';

type Rows = readonly (readonly (number | undefined)[])[];

const ranks = (q: number) => Float64Array.from({ length: q }, (_, k) => k + 1);
const identity = (q: number) => ratingWeights('nominal', ranks(q));

/** Ratings as numbers of categories from 0, one row per case, undefined where a rater said nothing. */
function countsOf(rows: Rows, q: number): RatingCounts {
  const raters = rows[0]?.length ?? 1;
  return countRatings(Int32Array.from(rows.flatMap((row) => row.map((code) => code ?? -1))), raters, q);
}

function countsFrom(table: readonly (readonly number[])[]): RatingCounts {
  return { units: table.length, categories: table[0]!.length, counts: Float64Array.from(table.flat()) };
}

function sure(result: AgreementEstimate | Refused): AgreementEstimate {
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

/** Two raters as a square table. */
function squareOf(rows: Rows, q: number): Float64Array {
  const table = new Float64Array(q * q);
  for (const [first, second] of rows) {
    if (first !== undefined && second !== undefined) table[first * q + second] += 1;
  }
  return table;
}

/** Ten cases rated by fourteen into five categories: the example of the encyclopaedias. */
const fourteenRaters = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
];

/** The two-observer examples of Krippendorff (2011): binary, and five categories a to e. */
const binary: Rows = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0].map((first, i) => [
  first,
  [1, 1, 1, 0, 0, 1, 0, 0, 0, 0][i]!,
]);
const letters: Rows = [...'aabbdcccedda'].map((first, i) => [
  'abcde'.indexOf(first),
  'abcde'.indexOf('babbbcccedd'[i] ?? 'd'),
]);

const rowsOf = (q: number) =>
  fc.array(
    fc.array(fc.option(fc.integer({ min: 0, max: q - 1 }), { nil: undefined }), {
      minLength: 3,
      maxLength: 3,
    }),
    {
      minLength: 3,
      maxLength: 9,
    },
  );

describe('values in print', () => {
  it("Fleiss' kappa of ten cases and fourteen raters is 0.210", () => {
    const table = countsFrom(fourteenRaters);
    expect(sure(fleissKappa(table, identity(5))).estimate).toBeCloseTo(0.20993, 5);
    expect(sure(percentAgreement(table, identity(5))).estimate).toBeCloseTo(0.378, 3);
  });

  it("Cohen's kappa of 20, 5, 10, 15 is 0.4", () => {
    expect(sure(cohenKappa(Float64Array.of(20, 5, 10, 15), identity(2))).estimate).toBeCloseTo(0.4, 12);
  });

  it("Krippendorff's alpha of two observers and two categories is 0.095", () => {
    expect(sure(krippendorffAlpha(countsOf(binary, 2), 'nominal', ranks(2))).estimate).toBeCloseTo(0.095, 3);
  });

  it("Krippendorff's alpha of two observers and five categories is 0.692", () => {
    expect(sure(krippendorffAlpha(countsOf(letters, 5), 'nominal', ranks(5))).estimate).toBeCloseTo(0.692, 3);
  });
});

describe('the examples of the pages', () => {
  const rounded = ({ estimate, standardError }: AgreementEstimate) => [
    estimate.toFixed(3),
    standardError.toFixed(3),
  ];

  it('hold for fourteen raters, fifty cases and twelve', () => {
    const table = countsFrom(fourteenRaters);
    expect(rounded(sure(percentAgreement(table, identity(5))))).toEqual(['0.378', '0.074']);
    expect(rounded(sure(fleissKappa(table, identity(5))))).toEqual(['0.210', '0.092']);
    expect(rounded(sure(cohenKappa(Float64Array.of(20, 5, 10, 15), identity(2))))).toEqual([
      '0.400',
      '0.127',
    ]);
    const alpha = sure(krippendorffAlpha(countsOf(letters, 5), 'nominal', ranks(5)));
    expect(rounded(alpha)).toEqual(['0.692', '0.168']);
  });

  it('hold for a category that is very common', () => {
    const rows: Rows = [...Array<number[]>(90).fill([0, 0]), ...Array<number[]>(5).fill([0, 1])].concat(
      Array<number[]>(5).fill([1, 0]),
    );
    expect(sure(cohenKappa(squareOf(rows, 2), identity(2))).estimate.toFixed(2)).toBe('-0.05');
    expect(rounded(sure(gwetCoefficient(countsOf(rows, 2), identity(2))))).toEqual(['0.890', '0.037']);
  });
});

describe('brute force over pairs of raters', () => {
  /** Every ordered pair of ratings of one case, with the weight 1 / ((r - 1)) that alpha gives them. */
  function pairs(rows: Rows): [number, number, number, number][] {
    return rows.flatMap((row, unit) => {
      const given = row.filter((code) => code !== undefined);
      return given.flatMap((a, i) =>
        given.flatMap((b, j): [number, number, number, number][] =>
          i === j ? [] : [[unit, a, b, given.length]],
        ),
      );
    });
  }

  it.each([...ratingScales])("is Krippendorff's alpha by its coincidences on a %s scale", (scale) => {
    const values = [1, 2, 4, 7];
    fc.assert(
      fc.property(rowsOf(4), (rows) => {
        const all = pairs(rows);
        const given = rows.flatMap((row) => {
          const present = row.filter((code) => code !== undefined);
          return present.length >= 2 ? present : [];
        });
        fc.pre(new Set(given).size > 1 && new Set(all.map(([unit]) => unit)).size > 1);
        const counts = values.map((_, k) => given.filter((code) => code === k).length);
        const distance = (a: number, b: number): number => {
          if (a === b) return 0;
          if (scale === 'nominal') return 1;
          if (scale === 'interval') return (values[a]! - values[b]!) ** 2;
          if (scale === 'ratio') return ((values[a]! - values[b]!) / (values[a]! + values[b]!)) ** 2;
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          let sum = 0;
          for (let c = low; c <= high; c++) sum += counts[c]!;
          return (sum - counts[low]! / 2 - counts[high]! / 2) ** 2;
        };
        const observed = all.reduce((sum, [, a, b, r]) => sum + distance(a, b) / (r - 1), 0) / given.length;
        let expected = 0;
        for (const [i, a] of given.entries()) {
          for (const [j, b] of given.entries()) if (i !== j) expected += distance(a, b);
        }
        expected /= given.length * (given.length - 1);
        const { estimate } = sure(krippendorffAlpha(countsOf(rows, 4), scale, Float64Array.from(values)));
        expect(estimate).toBeCloseTo(1 - observed / expected, 8);
      }),
    );
  });

  it('is the share of agreeing pairs, and kappas from it and the shares of the categories', () => {
    fc.assert(
      fc.property(rowsOf(3), (rows) => {
        const rated = rows.filter((row) => row.some((code) => code !== undefined));
        const byUnit = rated.map((row) => {
          const own = pairs([row]);
          return own.length === 0 ? undefined : own.filter(([, a, b]) => a === b).length / own.length;
        });
        const usable = byUnit.filter((share) => share !== undefined);
        const shares = [0, 1, 2].map(
          (k) =>
            rated.reduce((sum, row) => {
              const given = row.filter((code) => code !== undefined);
              return sum + given.filter((code) => code === k).length / given.length;
            }, 0) / rated.length,
        );
        fc.pre(usable.length > 1 && shares.filter((share) => share > 0).length > 1);
        const agreement = usable.reduce((sum, share) => sum + share, 0) / usable.length;
        const table = countsOf(rows, 3);
        expect(sure(percentAgreement(table, identity(3))).estimate).toBeCloseTo(agreement, 10);
        const fleissChance = shares.reduce((sum, share) => sum + share ** 2, 0);
        expect(sure(fleissKappa(table, identity(3))).estimate).toBeCloseTo(
          (agreement - fleissChance) / (1 - fleissChance),
          10,
        );
        const gwetChance = shares.reduce((sum, share) => sum + share * (1 - share), 0) / 2;
        expect(sure(gwetCoefficient(table, identity(3))).estimate).toBeCloseTo(
          (agreement - gwetChance) / (1 - gwetChance),
          10,
        );
      }),
    );
  });

  it("is Cohen's kappa by the table", () => {
    const table = [8, 1, 0, 2, 5, 3, 1, 0, 6];
    const total = 26;
    const row = (k: number) => table.slice(3 * k, 3 * k + 3).reduce((sum, count) => sum + count, 0) / total;
    const column = (l: number) => (table[l]! + table[3 + l]! + table[6 + l]!) / total;
    const chance = row(0) * column(0) + row(1) * column(1) + row(2) * column(2);
    const { estimate } = sure(cohenKappa(Float64Array.from(table), identity(3)));
    expect(estimate).toBeCloseTo((19 / total - chance) / (1 - chance), 12);
  });
});

/** Ratings of `units` cases by three raters who err in a fifth of the cases and skip a tenth of them. */
function simulated(units: number, seed: number, skip: number): Rows {
  const random = createRandom(seed);
  return Array.from({ length: units }, () => {
    const truth = random.integer(10) < 6 ? 0 : random.integer(3) + 1;
    return [0, 1, 2].map(() => {
      const said = random.next() < 0.2 ? random.integer(4) : truth;
      return random.next() < skip ? undefined : said;
    });
  });
}

type Coefficient = (rows: Rows) => AgreementEstimate | Refused;
const squares = ratingWeights('interval', ranks(4));
const coefficients: readonly [string, Coefficient][] = [
  ['percent agreement', (rows) => percentAgreement(countsOf(rows, 4), identity(4))],
  ["Fleiss' kappa", (rows) => fleissKappa(countsOf(rows, 4), identity(4))],
  ['AC1', (rows) => gwetCoefficient(countsOf(rows, 4), identity(4))],
  ['AC2', (rows) => gwetCoefficient(countsOf(rows, 4), squares)],
  ["Cohen's kappa", (rows) => cohenKappa(squareOf(rows, 4), identity(4))],
  ["Krippendorff's alpha", (rows) => krippendorffAlpha(countsOf(rows, 4), 'nominal', ranks(4))],
  [
    "Krippendorff's alpha on an interval scale",
    (rows) => krippendorffAlpha(countsOf(rows, 4), 'interval', ranks(4)),
  ],
];

describe('errors', () => {
  it.each(coefficients)('of %s are those of leaving out one case at a time', (_, coefficient) => {
    const rows = simulated(300, 3, 0.1);
    const all = sure(coefficient(rows));
    const without = rows.map(
      (_row, left) => sure(coefficient(rows.filter((_other, i) => i !== left))).estimate,
    );
    const mean = without.reduce((sum, value) => sum + value, 0) / rows.length;
    const jackknife = Math.sqrt(
      (without.reduce((sum, value) => sum + (value - mean) ** 2, 0) * (rows.length - 1)) / rows.length,
    );
    expect(Math.abs(all.standardError / jackknife - 1)).toBeLessThan(0.03);
  });

  it('cover what many more cases show in about 95 of 100', () => {
    const truth = sure(fleissKappa(countsOf(simulated(60_000, 1, 0), 4), identity(4))).estimate;
    const repetitions = 1000;
    let covered = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const { low, high } = sure(fleissKappa(countsOf(simulated(150, 1000 + repetition, 0), 4), identity(4)));
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / repetitions).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / repetitions));
    expect(covered / repetitions).toBeLessThan(0.97);
  });
});

describe('special cases and refusals', () => {
  it('is 1 with error 0 where all agree', () => {
    const rows: Rows = [0, 1, 2, 3, 0, 1].map((code) => [code, code, code]);
    for (const [, coefficient] of coefficients) {
      const { estimate, standardError, high } = sure(coefficient(rows));
      expect(estimate).toBeCloseTo(1, 10);
      expect(standardError).toBeCloseTo(0, 7);
      expect(high).toBeLessThanOrEqual(1);
    }
  });

  it('does not know the order of cases, of raters or of names', () => {
    const rows = simulated(40, 8, 0.1);
    const turned = [...rows].reverse().map((row) => [row[0], row[1], row[2]].reverse());
    for (const [name, coefficient] of coefficients) {
      if (name.startsWith('Cohen')) continue;
      expect(sure(coefficient(turned)).estimate).toBeCloseTo(sure(coefficient(rows)).estimate, 10);
      expect(sure(coefficient(turned)).standardError).toBeCloseTo(sure(coefficient(rows)).standardError, 10);
      if (name.includes('2') || name.includes('interval')) continue;
      const named = rows.map((row) => row.map((code) => (code === undefined ? code : (code * 3) % 4)));
      expect(sure(coefficient(named)).estimate).toBeCloseTo(sure(coefficient(rows)).estimate, 10);
    }
  });

  it('knows no units on an interval scale, and no factor on a ratio scale', () => {
    const table = countsOf(simulated(40, 8, 0.1), 4);
    const alpha = (scale: RatingScale, values: number[]) =>
      sure(krippendorffAlpha(table, scale, Float64Array.from(values)));
    const interval = alpha('interval', [1, 2, 5, 9]);
    expect(alpha('interval', [110, 120, 150, 190]).estimate).toBeCloseTo(interval.estimate, 10);
    expect(alpha('interval', [110, 120, 150, 190]).standardError).toBeCloseTo(interval.standardError, 10);
    expect(alpha('ratio', [10, 20, 50, 90]).estimate).toBeCloseTo(alpha('ratio', [1, 2, 5, 9]).estimate, 10);
    expect(alpha('ordinal', [1, 2, 5, 9]).estimate).toBeCloseTo(alpha('ordinal', [1, 2, 3, 4]).estimate, 10);
  });

  it('takes two even categories alike in AC1 and Fleiss', () => {
    const rows: Rows = [
      [0, 0],
      [1, 1],
      [0, 1],
      [1, 0],
      [0, 0],
      [1, 1],
    ];
    const table = countsOf(rows, 2);
    expect(sure(gwetCoefficient(table, identity(2))).estimate).toBeCloseTo(
      sure(fleissKappa(table, identity(2))).estimate,
      12,
    );
  });

  it('refuses one category, one case and no pair', () => {
    const cases: [Rows, string][] = [
      [
        [
          [1, 1, 1],
          [1, 1, undefined],
          [1, 1, 1],
        ],
        'one-category',
      ],
      [
        [
          [1, 0, 1],
          [undefined, 2, undefined],
        ],
        'one-unit',
      ],
      [
        [
          [1, undefined, undefined],
          [undefined, 2, undefined],
        ],
        'no-pairs',
      ],
      [[[undefined, undefined, undefined]], 'no-pairs'],
    ];
    for (const [rows, reason] of cases) {
      for (const [, coefficient] of coefficients) {
        expect(coefficient(rows)).toMatchObject({ kind: 'refused', reason });
      }
    }
    const below = krippendorffAlpha(countsOf(simulated(9, 1, 0), 4), 'ratio', Float64Array.of(-1, 0, 1, 2));
    expect(below).toMatchObject({ kind: 'refused', reason: 'below-zero' });
  });

  it('throws on wrong shapes and quotes them', () => {
    expect(() => countRatings(Int32Array.of(0, 1, 2), 2, 3)).toThrow('3 ratings cannot be of 2 raters');
    expect(() => countRatings(Int32Array.of(0, 5), 2, 3)).toThrow('5');
    expect(() => cohenKappa(Float64Array.of(1, 2, 3), identity(2))).toThrow('3 cells');
    expect(() => percentAgreement(countsFrom(fourteenRaters), identity(4))).toThrow('16 weights');
    expect(() => krippendorffAlpha(countsFrom(fourteenRaters), 'nominal', ranks(3))).toThrow('3 values');
  });
});

describe('intervals', () => {
  it('end where agreement cannot lie beyond', () => {
    const apart: Rows = [
      [0, 1],
      [1, 0],
      [0, 1],
      [1, 1],
    ];
    const table = countsOf(apart, 2);
    const plain = identity(2);
    const share = sure(percentAgreement(table, plain));
    expect(share.estimate).toBe(0.25);
    expect(share.low).toBe(0);
    for (const each of [
      fleissKappa(table, plain),
      gwetCoefficient(table, plain),
      krippendorffAlpha(table, 'nominal', ranks(2)),
      cohenKappa(squareOf(apart, 2), plain),
    ]) {
      const { estimate, standardError, low, high } = sure(each);
      expect(estimate - 3 * standardError).toBeLessThan(-1);
      expect(low).toBe(-1);
      expect(high).toBeLessThanOrEqual(1);
    }
  });

  it('hold the estimate, whatever the ratings', () => {
    fc.assert(
      fc.property(rowsOf(3), fc.constantFrom(...ratingScales), (rows, scale) => {
        const [table, weights] = [countsOf(rows, 3), ratingWeights(scale, ranks(3))];
        for (const each of [
          percentAgreement(table, weights),
          fleissKappa(table, weights),
          gwetCoefficient(table, weights),
          krippendorffAlpha(table, scale, ranks(3)),
        ]) {
          if (each.kind === 'refused') continue;
          expect(each.low).toBeLessThanOrEqual(each.estimate);
          expect(each.low).toBeGreaterThanOrEqual(Math.min(-1, each.estimate));
          expect(each.high).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('values of any size', () => {
  const rows: Rows = [
    [0, 0, 1],
    [1, 2, undefined],
    [2, 2, 3],
    [3, 2, 3],
    [0, 1, 1],
  ];
  const table = countsOf(rows, 4);
  const values = Float64Array.of(1, 2, 4, 7);

  it.each([2 ** 530, 2 ** 1020, 2 ** -530, 2 ** -1060])('have the same coefficients: %d', (unit) => {
    const large = values.map((value) => value * unit);
    for (const scale of ['interval', 'ratio'] as const) {
      expect(ratingWeights(scale, large)).toEqual(ratingWeights(scale, values));
      expect(krippendorffAlpha(table, scale, large)).toEqual(krippendorffAlpha(table, scale, values));
    }
  });

  it('do not hang on a category that no pair holds', () => {
    const apart = Float64Array.of(1e-200, 2e-200, 4e-200, 7e-200, 1);
    const single = countsOf([...rows, [4, undefined, undefined]], 5);
    const alpha = sure(krippendorffAlpha(single, 'interval', apart));
    expect(alpha.estimate).toBeCloseTo(sure(krippendorffAlpha(table, 'interval', values)).estimate, 12);
  });

  it('do not make two raters who differ say the same', () => {
    const weights = ratingWeights('interval', Float64Array.of(1, 1.0000001, 1e9));
    const both = Float64Array.of(3, 2, 0, 1, 4, 0, 0, 0, 0);
    expect(cohenKappa(both, weights)).toMatchObject({ kind: 'refused', reason: 'chance-only' });
    const same = Float64Array.of(5, 0, 0, 0);
    expect(cohenKappa(same, identity(2))).toMatchObject({ kind: 'refused', reason: 'one-category' });
  });
});
