import type { RollOut } from './roll-out.ts';

/** Clusters by stage (-1 for never) within one stratum. */
type Counts = Map<number, number>;

/** Strata in which a stage, or those never trained, is one cluster alone: within them nothing tells how clusters differ. */
export function hasThinStrata(rollOut: RollOut): boolean {
  return countsByStratum(rollOut).some((counts) => [...counts.values()].some((clusters) => clusters < 2));
}

/**
 * The same roll-out without its strata, where they are thin, as pairs are, but the same share of each was trained in each
 * stage: leaving them out does not bias. The roll-out as it is where they are not thin, or shares differ.
 */
export function withoutThinStrata(rollOut: RollOut): RollOut {
  if (!hasThinStrata(rollOut)) return rollOut;
  const strata = countsByStratum(rollOut);
  const stages = new Set(strata.flatMap((counts) => [...counts.keys()]));
  const areEqual = [...stages].every((stage) => {
    const shares = strata.map((counts) => (counts.get(stage) ?? 0) / sizeOf(counts));
    return Math.max(...shares) - Math.min(...shares) < 1e-9;
  });
  return areEqual ? { ...rollOut, stratumOf: undefined } : rollOut;
}

function countsByStratum({ stageOf, stratumOf, comparable }: RollOut): Counts[] {
  if (stratumOf === undefined) return [];
  const strata = new Map<number, Counts>();
  stageOf.forEach((stage, cluster) => {
    if (stage < 0 && comparable[cluster] === 0) return;
    const stratum = stratumOf[cluster] ?? 0;
    const counts: Counts = strata.get(stratum) ?? new Map();
    strata.set(stratum, counts);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  });
  return [...strata.values()];
}

function sizeOf(counts: Counts): number {
  return [...counts.values()].reduce((sum, clusters) => sum + clusters, 0);
}
