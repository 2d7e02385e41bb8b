import type { Blocks } from '../stats/level-contrast.ts';
import { isAsDrawn, type RollOut } from './roll-out.ts';

/** One block per assigned stage (and never), within each stratum of the draw. */
export function blocksOf(rollOut: RollOut): Blocks {
  if (rollOut.around !== undefined) return blocksOfHomes(rollOut, rollOut.around.headOf);
  const keys = new Map<string, number>();
  const of = Int32Array.from(rollOut.stageOf, (stage, cluster) => {
    const key = `${stage}:${rollOut.stratumOf?.[cluster] ?? 0}`;
    const block = keys.get(key) ?? keys.size;
    keys.set(key, block);
    return block;
  });
  if (rollOut.others.length > 0) return settledInStrata(of, keys.size);
  return { of, count: keys.size, centred: isAsDrawn(rollOut) };
}

/** Strata parted by other programmes: influences are stretched within them (`levelContrast`) and need no more. */
function settledInStrata(of: Int32Array, count: number): Blocks {
  const clusters = new Float64Array(count);
  for (const block of of) clusters[block] = (clusters[block] ?? 0) + 1;
  return { of, count, centred: false, settled: clusters.map((n) => Math.max(n - 1, 1)) };
}

/** Home teams of which somebody was trained, and those of which nobody was. */
function blocksOfHomes({ stageOf }: RollOut, headOf: Int32Array): Blocks {
  const of = new Int32Array(headOf.length).fill(1);
  stageOf.forEach((stage, person) => {
    if (stage >= 0) of[headOf[person] ?? person] = 0;
  });
  return { of, count: 2, centred: false };
}
