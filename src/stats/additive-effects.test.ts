import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AdditiveEffects,
  type AdditiveFigure,
  type AdditiveInput,
  additiveEffects,
  never,
  type ProgrammeDates,
  quartersAfter,
} from './additive-effects.ts';
import { studentTQuantile } from './distributions.ts';
import { covariance } from './level-contrast.ts';
import { type Matrix, matrix, multiply, pseudoInverse, symmetricEigen } from './linear-algebra.ts';
import { createRandom, type Random } from './random.ts';
import { twoWayFixedEffects } from './two-way-fixed-effects.ts';

function estimated(input: AdditiveInput): AdditiveEffects {
  const result = additiveEffects(input);
  if (result.kind === 'refused') throw new Error(`${result.reason}: ${result.detail}`);
  return result;
}

function figure(input: AdditiveInput, at = 0): AdditiveFigure {
  const found = estimated(input).figures[at];
  if (found === undefined) throw new Error(`figure ${at} was not observed`);
  return found;
}

function dates(title: string, begins: readonly number[], more: Partial<ProgrammeDates> = {}): ProgrammeDates {
  return {
    title,
    begins: Int32Array.from(begins),
    ends: Int32Array.from(begins),
    windows: quartersAfter(2),
    ...more,
  };
}

interface Made {
  readonly input: AdditiveInput;
  readonly strata: number;
}

/** Units in strata and clusters, values of unequal number with holes, and programmes that start at random. */
function madePanel(seed: number, { programmes = 3, units = 30, periods = 16, strata = 2 } = {}): Made {
  const random = createRandom(seed);
  const cells = units * periods;
  const count = Float64Array.from({ length: cells }, () =>
    random.next() < 0.15 ? 0 : 1 + random.integer(5),
  );
  const sum = count.map((n) => (n === 0 ? 0 : n * (4 + random.normal())));
  const made = Array.from({ length: programmes }, (_, p) => {
    const begins = Int32Array.from({ length: units }, () =>
      random.next() < 0.35 ? never : 2 + random.integer(periods - 3),
    );
    return {
      title: `P${p}`,
      begins,
      ends: begins.map((begin, unit) => (begin === never ? never : begin + (unit % 3) - 1)),
      windows: p === 0 ? [{ from: -Infinity, to: -5 }, ...quartersAfter(2)] : quartersAfter(3),
      ...(p === 0
        ? {
            groupOf: Int32Array.from(begins, (begin) => (begin < 8 ? 0 : 1)),
            until: begins.map((begin) => (begin === never ? 0 : begin + 6)),
          }
        : {}),
    };
  });
  const [programme, ...others] = made;
  return {
    strata,
    input: {
      panel: { units, periods, sum, count },
      programme,
      others,
      clusterOf: Int32Array.from({ length: units }, (_, unit) => unit >> 1),
      stratumOf: Int32Array.from({ length: units }, (_, unit) => (unit >> 1) % strata),
      mostInflation: Infinity,
    },
  };
}

/** Event time as it is defined: below 0 before the transition, 0 in it, above 0 after it. */
function eventTime({ begins, ends }: ProgrammeDates, unit: number, t: number): number | undefined {
  if (begins[unit] === never) return undefined;
  return t < begins[unit] ? t - begins[unit] : t <= ends[unit] ? 0 : t - ends[unit];
}

/** Name of the indicator that is 1 there; undefined in the base and for units that never got it. */
function indicator(programme: ProgrammeDates, p: number, unit: number, t: number): string | undefined {
  const e = eventTime(programme, unit, t);
  if (e === undefined) return undefined;
  const group = programme.groupOf?.[unit] ?? 0;
  if (e === 0) return `${p}:${group}:transition`;
  const late = e > 0 && t > (programme.until?.[unit] ?? Infinity);
  const window = late ? -1 : programme.windows.findIndex(({ from, to }) => e >= from && e <= to);
  if (window < 0) return e > 0 ? `${p}:${group}:later` : undefined;
  return `${p}:${group}:${window}`;
}

interface Dense {
  readonly names: readonly string[];
  readonly rows: readonly { unit: number; t: number; w: number; y: number; x: Float64Array }[];
  readonly inverse: Matrix;
  readonly coefficients: Float64Array;
}

/** Weighted least squares with a dummy for every unit, period of a stratum, and window. */
function denseFit({ panel, programme, others, stratumOf }: AdditiveInput): Dense {
  const names: string[] = [];
  const place = (name: string) => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const cells: { unit: number; t: number; w: number; y: number; places: number[] }[] = [];
  for (let unit = 0; unit < panel.units; unit++) {
    for (let t = 0; t < panel.periods; t++) {
      const w = panel.count[unit * panel.periods + t];
      if (w === 0 || eventTime(programme, unit, t) === 0) continue;
      const places = [programme, ...others].flatMap((each, p) => {
        const name = indicator(each, p, unit, t);
        return name === undefined ? [] : [place(name)];
      });
      places.push(place(`unit ${unit}`), place(`period ${stratumOf?.[unit] ?? 0} ${t}`));
      cells.push({ unit, t, w, y: panel.sum[unit * panel.periods + t] / w, places });
    }
  }
  const rows = cells.map(({ places, ...cell }) => {
    const x = new Float64Array(names.length);
    for (const at of places) x[at] = 1;
    return { ...cell, x };
  });
  const k = names.length;
  const products = matrix(k, k);
  const right = matrix(k, 1);
  for (const { w, y, x } of rows) {
    for (let i = 0; i < k; i++) {
      if (x[i] === 0) continue;
      right.values[i] += w * y;
      for (let j = 0; j < k; j++) products.values[i * k + j] += w * x[j];
    }
  }
  const inverse = pseudoInverse(products, 1e-11);
  return { names, rows, inverse, coefficients: multiply(inverse, right).values };
}

/** Estimate, influence by cluster and weight of every value for one figure: sums of dummies' coefficients. */
function denseFigure(dense: Dense, { clusterOf }: AdditiveInput, weights: Readonly<Record<string, number>>) {
  const k = dense.names.length;
  const a = matrix(k, 1);
  for (const [name, weight] of Object.entries(weights)) a.values[dense.names.indexOf(name)] = weight;
  const lever = multiply(dense.inverse, a).values;
  const dot = (x: Float64Array, b: Float64Array) => x.reduce((sum, value, i) => sum + value * b[i], 0);
  const onValue = dense.rows.map(({ w, x }) => w * dot(x, lever));
  const residuals = dense.rows.map(({ y, x }) => y - dot(x, dense.coefficients));
  const influence = new Map<number, number>();
  const clusters = new Map<number, number[]>();
  dense.rows.forEach(({ unit }, i) => {
    const cluster = clusterOf?.[unit] ?? unit;
    influence.set(cluster, (influence.get(cluster) ?? 0) + onValue[i] * residuals[i]);
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), i]);
  });
  const leftOut = () => {
    const effectsOnly = inverseOfEffects(dense);
    return new Map(
      [...clusters].map(([cluster, rows]) => [
        cluster,
        stretchedSum(dense, effectsOnly, rows, onValue, residuals),
      ]),
    );
  };
  return {
    estimate: dot(dense.coefficients, a.values),
    influence,
    leftOut,
    onValue,
    variance: dot(lever, a.values),
  };
}

/** Inverse of the cross products of the dummies of units and periods alone, 0 elsewhere. */
function inverseOfEffects({ names, rows }: Dense): Matrix {
  const k = names.length;
  const isEffect = names.map((name) => name.startsWith('unit') || name.startsWith('period'));
  const products = matrix(k, k);
  for (const { w, x } of rows)
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++)
        if (isEffect[i] && isEffect[j]) products.values[i * k + j] += w * x[i] * x[j];
  return pseudoInverse(products, 1e-11);
}

/** Sum of onValue x residual with the residuals of the rows stretched by (I - H)^(-1), every matrix written out. */
function stretchedSum(
  { rows, inverse }: Dense,
  effectsOnly: Matrix,
  at: readonly number[],
  onValue: readonly number[],
  residuals: readonly number[],
): number {
  const n = at.length;
  const x = matrix(
    n,
    inverse.rows,
    at.flatMap((i) => [...rows[i].x]),
  );
  const turned = matrix(
    inverse.rows,
    n,
    Array.from({ length: inverse.rows * n }, (_, k) => x.values[(k % n) * inverse.rows + Math.floor(k / n)]),
  );
  const hat = multiply(multiply(x, inverse), turned).values;
  const hatOfEffects = multiply(multiply(x, effectsOnly), turned).values;
  const rest = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const scale = Math.sqrt(rows[at[i]].w * rows[at[j]].w);
      rest.values[i * n + j] = (i === j ? 1 : 0) - scale * (hat[i * n + j] - hatOfEffects[i * n + j]);
    }
  }
  const { eigenvalues, vectors } = symmetricEigen(rest);
  let sum = 0;
  eigenvalues.forEach((value, k) => {
    if (value < 1e-9) return;
    let ofResidual = 0;
    let ofLever = 0;
    at.forEach((row, i) => {
      const root = Math.sqrt(rows[row].w);
      ofResidual += vectors.values[i * n + k] * root * residuals[row];
      ofLever += (vectors.values[i * n + k] * onValue[row]) / root;
    });
    sum += (ofResidual * ofLever) / value;
  });
  return sum;
}

describe('additiveEffects beside dense weighted least squares', () => {
  it.each([1, 2, 3])('has the same estimates, influences, weights and inflation (panel %i)', (seed) => {
    const { input } = madePanel(seed);
    const parts = [
      [
        { window: 1, group: 0, weight: 0.4 },
        { window: 1, group: 1, weight: 0.6 },
      ],
      [{ window: 2, group: 1, weight: 1 }],
    ];
    const result = estimated({ ...input, figures: parts, mostLeftOut: 0 });
    const dense = denseFit(input);
    const without = denseFit({ ...input, others: [] });
    const all = [input.programme, ...input.others];
    parts.forEach((part, f) => {
      const named = Object.fromEntries(
        part.map(({ window, group, weight }) => [`0:${group}:${window}`, weight]),
      );
      const expected = denseFigure(dense, input, named);
      const plain = denseFigure(without, input, named);
      const found = result.figures[f]!;
      expect(found.contrast.estimate).toBeCloseTo(expected.estimate, 9);
      for (const [cluster, value] of expected.influence)
        expect(found.contrast.influence[cluster]).toBeCloseTo(value, 9);
      expect(found.inflation).toBeCloseTo(expected.variance / plain.variance, 8);
      input.others.forEach((other, q) => {
        other.windows.forEach((_, window) => {
          const inWindow = (i: number) => {
            const { unit, t } = dense.rows[i];
            return indicator(other, q + 1, unit, t) === `${q + 1}:0:${window}`;
          };
          const byStart = new Map<number, number>();
          let leftOut = 0;
          dense.rows.forEach(({ unit }, i) => {
            if (!inWindow(i)) return;
            const start = other.begins[unit];
            byStart.set(start, (byStart.get(start) ?? 0) + expected.onValue[i]);
            leftOut += plain.onValue[i];
          });
          const unequal = [...byStart.values()].reduce((sum, weight) => sum + Math.abs(weight), 0);
          expect(found.others[q].ifLeftOut[window]).toBeCloseTo(leftOut, 9);
          expect(found.others[q].ifUnequal[window]).toBeCloseTo(unequal, 9);
        });
      });
      const own = new Map<string, number>();
      dense.rows.forEach(({ unit, t }, i) => {
        const name = indicator(all[0], 0, unit, t);
        if (name === undefined || name.endsWith('later')) return;
        if (!part.some(({ window }) => name.endsWith(`:${window}`))) return;
        const key = `${name.split(':')[2]} ${all[0].begins[unit]}`;
        own.set(key, (own.get(key) ?? 0) + expected.onValue[i]);
      });
      const negative = [...own.values()].reduce((sum, weight) => sum - Math.min(weight, 0), 0);
      expect(found.negative).toBeCloseTo(negative, 9);
    });
    expect(result.rows).toBe(dense.rows.length);
  });

  it.each([4, 5])(
    'leaves out each cluster as the inverse of I less its hat matrix does (panel %i)',
    (seed) => {
      const { input } = madePanel(seed, { programmes: 2, units: 40, strata: 1 });
      const { figures, blocks } = estimated({ ...input, figures: [[{ window: 1, group: 0, weight: 1 }]] });
      const expected = denseFigure(denseFit(input), input, { '0:0:1': 1 });
      const size = Math.max(...figures[0]!.contrast.influence.map(Math.abs));
      let moved = 0;
      for (const [cluster, value] of expected.leftOut()) {
        expect(Math.abs(figures[0]!.contrast.influence[cluster] - value) / size).toBeLessThan(1e-5);
        moved = Math.max(moved, Math.abs(value - expected.influence.get(cluster)!) / size);
      }
      expect(moved).toBeGreaterThan(0.05);
      expect(figures[0]!.standardError).toBeCloseTo(Math.hypot(...figures[0]!.contrast.influence), 12);
      expect(blocks.settled).toBeDefined();
    },
  );
});

describe('additiveEffects beside other programs and methods', () => {
  it('agrees with numpy on 12 units with holes and two programmes', () => {
    // numpy 2.4.6, lstsq and pinv on a dummy for each unit, period and window; errors by unit without a factor.
    const [units, periods] = [12, 10];
    const cells = Array.from({ length: units * periods }, (_, at) => {
      const [u, t] = [Math.floor(at / periods), at % periods];
      const n = (u * 7 + t * 3) % 5;
      return { n, s: n * (4 + Math.sin(1 + u * 2.3 + t * t * 0.7) + 0.1 * t) };
    });
    const starts = (of: (unit: number) => number) => Array.from({ length: units }, (_, u) => of(u));
    const windows = [
      { from: 1, to: 2 },
      { from: 3, to: Infinity },
    ];
    const result = estimated({
      panel: {
        units,
        periods,
        sum: Float64Array.from(cells, ({ s }) => s),
        count: Float64Array.from(cells, ({ n }) => n),
      },
      programme: dates(
        'a',
        starts((u) => [3, 5, never][u % 3]),
        { windows },
      ),
      mostLeftOut: 0,
      others: [
        dates(
          'b',
          starts((u) => (u === 7 ? 3 : [4, never, 6, never][u % 4])),
          { windows },
        ),
      ],
    });
    const [first, second] = result.figures;
    const error = (of: typeof first) => Math.hypot(...of!.contrast.influence);
    expect(first!.contrast.estimate).toBeCloseTo(0.37970616856310896, 12);
    expect(error(first)).toBeCloseTo(0.2991818495065265, 12);
    expect(second!.contrast.estimate).toBeCloseTo(-0.4441592049284606, 12);
    expect(error(second)).toBeCloseTo(0.22838140694909248, 12);
    expect(result.rows).toBe(90);
  });

  it('is the two-way regression with one programme and one window', () => {
    const { input } = madePanel(9, { strata: 1 });
    const programme = {
      ...input.programme,
      ends: input.programme.begins.map((begin) => (begin === never ? never : begin - 1)),
      windows: [{ from: 1, to: Infinity }],
      groupOf: undefined,
      until: undefined,
    };
    const { units, periods } = input.panel;
    const treatment = Float64Array.from({ length: units * periods }, (_, at) =>
      at % periods >= programme.begins[Math.floor(at / periods)] ? 1 : 0,
    );
    const rival = twoWayFixedEffects({ panel: input.panel, treatment, clusterOf: input.clusterOf });
    if (rival.kind === 'refused') throw new Error(rival.detail);
    const own = figure({ ...input, programme, others: [], mostLeftOut: 0 });
    const parameters = rival.units + periods;
    const factor = (rival.clusters / (rival.clusters - 1)) * ((rival.rows - 1) / (rival.rows - parameters));
    expect(own.contrast.estimate).toBeCloseTo(rival.estimate, 11);
    expect(Math.sqrt(factor) * Math.hypot(...own.contrast.influence)).toBeCloseTo(rival.standardError, 11);
    expect(own.inflation).toBe(1);
  });

  it('gives the example of docs/methods/additive-effects.md, worked out by hand', () => {
    // Rise from before to after: three teams with neither 1, one with A 3, one with B 2, three with both 4.5.
    const kinds = [
      ...Array.from({ length: 3 }, () => ({ a: false, b: false, rise: 1 })),
      { a: true, b: false, rise: 3 },
      { a: false, b: true, rise: 2 },
      ...Array.from({ length: 3 }, () => ({ a: true, b: true, rise: 4.5 })),
    ];
    const once = (title: string, got: readonly boolean[]) =>
      dates(
        title,
        got.map((is) => (is ? 1 : never)),
        {
          ends: Int32Array.from(got, (is) => (is ? 0 : never)),
          windows: [{ from: 1, to: 1 }],
        },
      );
    const input: AdditiveInput = {
      panel: {
        units: 8,
        periods: 2,
        sum: Float64Array.from(kinds.flatMap(({ rise }, unit) => [unit, unit + rise])),
        count: new Float64Array(16).fill(1),
      },
      programme: once(
        'A',
        kinds.map(({ a }) => a),
      ),
      others: [
        once(
          'B',
          kinds.map(({ b }) => b),
        ),
      ],
    };
    const found = figure(input);
    expect(found.contrast.estimate).toBeCloseTo(2.25, 12);
    expect(found.others[0].ifLeftOut[0]).toBeCloseTo(0.5, 12);
    expect(found.inflation).toBeCloseTo(4 / 3, 12);
    const plain = figure({ ...input, others: [] });
    expect(plain.contrast.estimate).toBeCloseTo(2.875, 12);
    expect(plain.contrast.estimate).toBeCloseTo(2.25 + 0.5 * 1.25, 12);
  });
});

/** Teams with shocks that last, two or three programmes in orders that depend on each other, effects that add up. */
function overlapping(random: Random, teams: number, programmes: number): AdditiveInput {
  const periods = 36;
  const first = Int32Array.from({ length: teams }, (_, team) => [never, 12, 18, 24][team % 4]);
  const begins = Array.from({ length: programmes }, (_, p) =>
    p === 0
      ? first
      : first.map((start) =>
          random.next() < 0.6
            ? start === never
              ? never
              : start + 2 * p
            : [never, 13, 19, 26][random.integer(4)],
        ),
  );
  const sum = new Float64Array(teams * periods);
  for (let team = 0; team < teams; team++) {
    const level = random.normal();
    let shock = random.normal();
    for (let t = 0; t < periods; t++) {
      shock = 0.7 * shock + Math.sqrt(0.51) * random.normal();
      let value = level + 0.1 * t + 0.3 * shock + 0.3 * random.normal();
      begins.forEach((starts, p) => {
        const e = t - starts[team];
        if (e > 0 && starts[team] !== never) value += trueEffects[p][Math.min(4, Math.floor((e - 1) / 4))];
      });
      sum[team * periods + t] = value;
    }
  }
  const [programme, ...others] = begins.map((starts, p) =>
    dates(`P${p}`, [...starts], { windows: quartersAfter(4) }),
  );
  return {
    panel: { units: teams, periods, sum, count: new Float64Array(sum.length).fill(1) },
    programme,
    others,
  };
}

/** By programme: its four quarters and later. */
const trueEffects = [
  [0.5, 0.4, 0.3, 0.3, 0.3],
  [0.8, 0.8, 0.4, 0.4, 0.4],
  [-0.6, -0.6, -0.6, -0.6, -0.6],
] as const;

describe('additiveEffects on simulated overlaps', () => {
  it.each([
    [40, 2],
    [60, 3],
  ])('is right on average, and as often as it says (%i teams, %i programmes)', (teams, programmes) => {
    const runs = 600;
    const windows = [0, 1, 2];
    const bias = windows.map(() => 0);
    const plainBias = windows.map(() => 0);
    const squares = windows.map(() => 0);
    let covered = 0;
    for (let run = 1; run <= runs; run++) {
      const input = overlapping(createRandom(1000 * programmes + run), teams, programmes);
      const asked = windows.map((window) => [{ window, group: 0, weight: 1 }]);
      const { figures } = estimated({ ...input, figures: asked });
      const plain = estimated({ ...input, figures: asked, others: [], mostLeftOut: 0 }).figures;
      for (const w of windows) {
        const { contrast, standardError, degreesOfFreedom } = figures[w]!;
        const miss = contrast.estimate - trueEffects[0][w];
        bias[w] += miss / runs;
        squares[w] += miss ** 2 / runs;
        plainBias[w] += (plain[w]!.contrast.estimate - trueEffects[0][w]) / runs;
        if (Math.abs(miss) <= studentTQuantile(0.975, degreesOfFreedom) * standardError) covered++;
      }
    }
    for (const w of windows) expect(Math.abs(bias[w])).toBeLessThan(4 * Math.sqrt(squares[w] / runs));
    expect(Math.max(...plainBias.map(Math.abs))).toBeGreaterThan(0.15);
    const coverage = covered / (windows.length * runs);
    expect(coverage).toBeGreaterThan(0.94);
    expect(coverage).toBeLessThan(0.96);
  });

  it('has covariances of windows that are those of the figures added up', () => {
    const input = overlapping(createRandom(4), 40, 2);
    const parts = [0, 1].map((window) => [{ window, group: 0, weight: 1 }]);
    const both = [
      { window: 0, group: 0, weight: 1 },
      { window: 1, group: 0, weight: -1 },
    ];
    const { figures, blocks } = estimated({ ...input, figures: [...parts, both] });
    const [a, b, difference] = figures.map((each) => each!.contrast);
    const expected =
      covariance(a.influence, a.influence, blocks) +
      covariance(b.influence, b.influence, blocks) -
      2 * covariance(a.influence, b.influence, blocks);
    expect(covariance(difference.influence, difference.influence, blocks)).toBeCloseTo(expected, 9);
    expect(difference.estimate).toBeCloseTo(a.estimate - b.estimate, 12);
  });
});

describe('additiveEffects refuses', () => {
  const base = () => overlapping(createRandom(8), 24, 2);

  it('programmes that the same teams got on the same dates, and names them', () => {
    const { programme, panel } = base();
    const other = { ...programme, title: 'The same' };
    const far = dates(
      'Far off',
      Array.from({ length: 24 }, (_, u) => (u % 5 === 0 ? 20 : never)),
    );
    expect(additiveEffects({ panel, programme, others: [far, other] })).toMatchObject({
      kind: 'refused',
      reason: 'not-told-apart',
      others: [1],
      inflation: Infinity,
      detail: expect.stringMatching(/"P0" and "The same" .* of 18 units that got it, 18 .* 18 of them/),
    });
  });

  it('programmes nearly on the same dates, beyond the stated inflation only', () => {
    const input = base();
    const near = { ...input.programme, title: 'Near' };
    const begins = near.begins.map((begin, u) => (u === 1 ? never : begin));
    const others = [{ ...near, begins, ends: begins }];
    const refused = additiveEffects({ ...input, others });
    expect(refused).toMatchObject({ reason: 'not-told-apart', others: [0] });
    const { inflation } = refused as { inflation: number };
    expect(inflation).toBeGreaterThan(10);
    expect(inflation).toBeLessThan(1e4);
    expect(additiveEffects({ ...input, others, mostInflation: 1.01 * inflation }).kind).toBe('estimate');
    expect(additiveEffects({ ...input, others, mostInflation: 0.99 * inflation }).kind).toBe('refused');
  });

  it('programmes that hide it only at once, and names both', () => {
    const { panel, programme } = base();
    // Each trained team got the one or the other at the time, and untrained teams got neither.
    const half = (title: string, odd: number): ProgrammeDates => {
      const begins = programme.begins.map((begin, u) => ((u >> 2) % 2 === odd ? begin : never));
      return { ...programme, title, begins, ends: begins };
    };
    const result = additiveEffects({ panel, programme, others: [half('Even', 0), half('Odd', 1)] });
    expect(result).toMatchObject({ reason: 'not-told-apart', inflation: Infinity });
    expect('others' in result && result.others.toSorted()).toEqual([0, 1]);
  });

  it('what leaves nothing to compare with', () => {
    const input = base();
    const all = dates('All', Array<number>(24).fill(10));
    expect(additiveEffects({ ...input, programme: all })).toMatchObject({ reason: 'no-comparison' });
    const nobody = dates('Nobody', Array<number>(24).fill(never));
    expect(additiveEffects({ ...input, programme: nobody })).toMatchObject({ reason: 'nobody-trained' });
    expect(additiveEffects({ ...input, clusterOf: new Int32Array(24) })).toMatchObject({
      reason: 'one-cluster',
    });
    const one = { units: 1, periods: 36, sum: new Float64Array(36), count: new Float64Array(36).fill(1) };
    const alone = dates('One', [10]);
    expect(additiveEffects({ panel: one, programme: alone, others: [] }).kind).toBe('refused');
    const empty = { units: 0, periods: 0, sum: new Float64Array(0), count: new Float64Array(0) };
    expect(additiveEffects({ panel: empty, programme: dates('None', []), others: [] }).kind).toBe('refused');
  });

  it('but not what everyone got on one day, which is a period effect', () => {
    const input = base();
    const forAll = dates('For all', Array<number>(24).fill(15), { windows: quartersAfter(4) });
    const beside = figure({ ...input, others: [...input.others, forAll] });
    const without = figure(input);
    expect(beside.contrast.estimate).toBeCloseTo(without.contrast.estimate, 10);
    expect(beside.inflation).toBeCloseTo(without.inflation, 8);
    expect(Math.max(...beside.others[1].ifUnequal)).toBeLessThan(1e-10);
  });

  it('wrong shapes by throwing', () => {
    const input = base();
    const wrong = (more: Partial<AdditiveInput>) => () => additiveEffects({ ...input, ...more });
    expect(wrong({ clusterOf: new Int32Array(3) })).toThrow('24 units, got 3');
    expect(wrong({ stratumOf: new Int32Array(24).fill(-1) })).toThrow('from 0');
    expect(wrong({ programme: dates('Short', [1]) })).toThrow('"Short"');
    expect(wrong({ programme: { ...input.programme, windows: [{ from: -1, to: 1 }] } })).toThrow('-1 to 1');
    const twice = [
      { from: 1, to: 4 },
      { from: 4, to: 5 },
    ];
    expect(wrong({ programme: { ...input.programme, windows: twice } })).toThrow('overlap');
    expect(wrong({ figures: [[{ window: 9, group: 0, weight: 1 }]] })).toThrow('no window 9');
    const sum = input.panel.sum.map((value, k) => (k === 5 ? Number.NaN : value));
    expect(wrong({ panel: { ...input.panel, sum } })).toThrow('NaN');
  });
});

describe('additiveEffects keeps its word when', () => {
  const seeds = fc.integer({ min: 1, max: 1e6 });
  const check = (property: (seed: number) => void) =>
    fc.assert(fc.property(seeds, property), { numRuns: 25 });
  const close = (found: AdditiveEffects, expected: AdditiveEffects, factor = 1) => {
    expected.figures.forEach((each, f) => {
      expect(found.figures[f]?.contrast.estimate === undefined).toBe(each === undefined);
      if (each === undefined) return;
      const size = Math.max(1, Math.abs(each.contrast.estimate), each.standardError) * factor;
      const at = found.figures[f]!;
      expect(Math.abs(at.contrast.estimate - factor * each.contrast.estimate) / size).toBeLessThan(1e-7);
      expect(Math.abs(at.standardError - factor * each.standardError) / size).toBeLessThan(1e-6);
    });
  };
  // Where they can hardly be told apart, rounding counts too.
  const apartPanel = (seed: number) => {
    const { input } = madePanel(seed);
    return { input: { ...input, mostInflation: 30 } };
  };
  const known = (input: AdditiveInput) => {
    const result = additiveEffects(input);
    return result.kind === 'refused' ? undefined : result;
  };

  it('units, periods and strata are shifted, and the outcome is scaled', () => {
    check((seed) => {
      const { input } = apartPanel(seed);
      const plain = known(input);
      fc.pre(plain !== undefined);
      const { periods, count } = input.panel;
      for (const factor of [1, 1e9, 1e-9, 2 ** 90, 2 ** -90]) {
        const sum = input.panel.sum.map((value, at) => {
          const [unit, t] = [Math.floor(at / periods), at % periods];
          const shift = 3 * unit + 0.5 * t * (1 + input.stratumOf![unit]);
          return factor * (value + count[at] * shift);
        });
        close(estimated({ ...input, panel: { ...input.panel, sum } }), plain!, factor);
      }
    });
  });

  it('counts are scaled, units reversed, or the other programmes given in another order', () => {
    check((seed) => {
      const { input } = apartPanel(seed);
      const plain = known(input);
      fc.pre(plain !== undefined);
      const { panel } = input;
      const scaled = { ...panel, sum: panel.sum.map((s) => 1e6 * s), count: panel.count.map((n) => 1e6 * n) };
      close(estimated({ ...input, panel: scaled }), plain!);
      close(estimated({ ...input, others: input.others.toReversed() }), plain!);
      const turned = (values: Int32Array | undefined) => values?.toReversed();
      const rows = (values: Float64Array) =>
        Float64Array.from(values, (_, at) => {
          const unit = panel.units - 1 - Math.floor(at / panel.periods);
          return values[unit * panel.periods + (at % panel.periods)];
        });
      const programme = (of: ProgrammeDates): ProgrammeDates => ({
        ...of,
        begins: of.begins.toReversed(),
        ends: of.ends.toReversed(),
        groupOf: turned(of.groupOf),
        until: turned(of.until),
      });
      close(
        estimated({
          ...input,
          panel: { ...panel, sum: rows(panel.sum), count: rows(panel.count) },
          programme: programme(input.programme),
          others: input.others.map(programme),
          clusterOf: turned(input.clusterOf),
          stratumOf: turned(input.stratumOf),
        }),
        plain!,
      );
    });
  });

  it('the outcome is the same everywhere, or more by exactly what effects that add up make', () => {
    check((seed) => {
      const { input } = apartPanel(seed);
      const { panel } = input;
      const constant = { ...panel, sum: panel.count.map((n) => 7 * n) };
      const plain = known(input);
      fc.pre(plain !== undefined);
      expect(additiveEffects({ ...input, panel: constant })).toMatchObject({ reason: 'no-spread' });
      for (const factor of [1e200, 1e307, 1e-200]) {
        const scaled = { ...panel, sum: panel.sum.map((value) => value * factor) };
        expect(additiveEffects({ ...input, panel: scaled })).toMatchObject({ reason: 'out-of-range' });
      }
      const sum = panel.count.map((n, at) => {
        const [unit, t] = [Math.floor(at / panel.periods), at % panel.periods];
        let value = unit + 0.3 * t;
        [input.programme, ...input.others].forEach((programme, p) => {
          const name = indicator(programme, p, unit, t);
          if (name !== undefined) value += name.length + 2 * Number(name.split(':')[2] === '1') - p;
        });
        return panel.sum[at] + n * value;
      });
      const more = estimated({ ...input, panel: { ...panel, sum } });
      more.figures.forEach((each, window) => {
        if (each === undefined) return;
        const { contrast, standardError } = plain!.figures[window]!;
        const effect = `0:0:${window}`.length + 2 * Number(window === 1);
        expect(each.contrast.estimate).toBeCloseTo(contrast.estimate + effect, 7);
        expect(each.standardError).toBeCloseTo(standardError, 7);
      });
    });
  });
});
