import { createRandom } from '../src/stats/random.ts';
import { crossTabulate, varianceComponents } from '../src/stats/variance-components.ts';

/** Seconds that one size of table took. */
export interface VarianceTiming {
  readonly rows: number;
  readonly levels: readonly number[];
  readonly reduceSeconds: number;
  /** Estimate and all profile intervals. */
  readonly fitSeconds: number;
}

const sizes: readonly (readonly [number, readonly number[]])[] = [
  [17_182, [1_368, 54, 40]],
  [500_000, [2_000, 50, 300]],
  [5_000_000, [20_000, 500, 300]],
];

/** Times variance components on generated tables whose factors are fully crossed; the last is the stated size. */
export function benchVariance(
  report: (timing: VarianceTiming) => void = () => {},
): readonly VarianceTiming[] {
  return sizes.map(([rows, levels]) => {
    const timing = timeOf(rows, levels);
    report(timing);
    return timing;
  });
}

function timeOf(rows: number, levels: readonly number[]): VarianceTiming {
  const random = createRandom(7);
  const sds = [0.26, 0.1, 0.3];
  const factors = levels.map((count, f) => ({
    name: `factor ${f + 1}`,
    levels: count,
    codes: Int32Array.from({ length: rows }, (_, row) => (row < count ? row : random.integer(count))),
  }));
  const effects = levels.map((count, f) =>
    Float64Array.from({ length: count }, () => (sds[f] ?? 0) * random.normal()),
  );
  const outcome = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    outcome[row] = 4.2 + 1.3 * random.normal();
    factors.forEach(({ codes }, f) => {
      outcome[row] = (outcome[row] ?? 0) + (effects[f]?.[codes[row] ?? 0] ?? 0);
    });
  }
  const started = performance.now();
  const table = crossTabulate(outcome, factors);
  const reduced = performance.now();
  const result = varianceComponents(table);
  if (result.kind === 'refused') throw new Error(`refused on generated rows: ${result.detail}`);
  return {
    rows,
    levels,
    reduceSeconds: (reduced - started) / 1000,
    fitSeconds: (performance.now() - reduced) / 1000,
  };
}
