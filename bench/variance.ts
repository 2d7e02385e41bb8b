import { createRandom } from '../src/stats/random.ts';
import { crossTabulate, varianceComponents } from '../src/stats/variance-components.ts';
import { median } from './measure.ts';

export interface VarianceSize {
  readonly rows: number;
  /** Levels of each factor. */
  readonly levels: readonly number[];
}

/** Seconds that one size of table took: medians over the runs. */
export interface VarianceTiming {
  readonly reduceSeconds: number;
  /** Estimate and all profile intervals. */
  readonly fitSeconds: number;
}

/** Times variance components on a generated table whose factors are fully crossed. */
export function timeVariance(size: VarianceSize, runs: number): VarianceTiming {
  const table = drawTable(size);
  const timings = Array.from({ length: runs }, () => timeOnce(table));
  return {
    reduceSeconds: median(timings.map(({ reduceSeconds }) => reduceSeconds)),
    fitSeconds: median(timings.map(({ fitSeconds }) => fitSeconds)),
  };
}

type Table = ReturnType<typeof drawTable>;

function drawTable({ rows, levels }: VarianceSize) {
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
  return { outcome, factors };
}

function timeOnce({ outcome, factors }: Table): VarianceTiming {
  const started = performance.now();
  const table = crossTabulate(outcome, factors);
  const reduced = performance.now();
  const result = varianceComponents(table);
  if (result.kind === 'refused') throw new Error(`refused on generated rows: ${result.detail}`);
  return {
    reduceSeconds: (reduced - started) / 1000,
    fitSeconds: (performance.now() - reduced) / 1000,
  };
}
