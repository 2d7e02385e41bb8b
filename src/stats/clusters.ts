import type { CohortPanel } from './cohort-panel.ts';
import type { Panel } from './panel.ts';

/** Clusters as the rows of a panel, once for each cohort they are in: their units' sums and counts added up. */
export interface ClusterPanel {
  readonly panel: Panel;
  /** [rows] */
  readonly cohortIndex: Int32Array;
  /** [rows] units of each. */
  readonly sizeOf: Float64Array;
  /** [rows] */
  readonly clusterOf: Int32Array;
  /** Whether some cluster is in several cohorts and so has several rows. */
  readonly across: boolean;
}

export function clusterPanel(prepared: CohortPanel, clusterOf: Int32Array): ClusterPanel {
  const { cohortIndex, panel, periods } = prepared;
  const cohorts = prepared.starts.length;
  const { indexOf, clusters } = numberClusters(cohortIndex, clusterOf);
  const { rowOf, rows } = numberRows(cohortIndex, indexOf, cohorts);
  const sum = new Float64Array(rows * periods);
  const count = new Float64Array(rows * periods);
  const result = {
    cohortIndex: new Int32Array(rows),
    sizeOf: new Float64Array(rows),
    clusterOf: new Int32Array(rows),
  };
  for (let unit = 0; unit < cohortIndex.length; unit++) {
    if (indexOf[unit] < 0) continue;
    const row = rowOf.get(indexOf[unit] * cohorts + cohortIndex[unit])!;
    result.cohortIndex[row] = cohortIndex[unit];
    result.clusterOf[row] = indexOf[unit];
    result.sizeOf[row]++;
    for (let t = 0; t < periods; t++) {
      if (!(panel.count[unit * panel.periods + t] > 0)) continue;
      sum[row * periods + t] += panel.sum[unit * panel.periods + t];
      count[row * periods + t] += panel.count[unit * panel.periods + t];
    }
  }
  return { ...result, panel: { units: rows, periods, sum, count }, across: rows > clusters };
}

/** Units in use, those of a cluster together. */
export function orderByCluster(cohortIndex: Int32Array, clusterOf: Int32Array | undefined): Int32Array {
  const used = usedUnits(cohortIndex);
  if (clusterOf === undefined) return used;
  const { indexOf, clusters } = numberClusters(cohortIndex, clusterOf);
  const place = new Int32Array(clusters + 1);
  for (const unit of used) place[indexOf[unit] + 1]++;
  for (let cluster = 0; cluster < clusters; cluster++) place[cluster + 1] += place[cluster];
  const order = new Int32Array(used.length);
  for (const unit of used) order[place[indexOf[unit]]++] = unit;
  return order;
}

/** How many clusters each cohort has; a cluster that spans cohorts counts in each. */
export function clustersByCohort(
  cohortIndex: Int32Array,
  clusterOf: Int32Array | undefined,
  cohorts: number,
): Float64Array {
  const clusters = new Float64Array(cohorts);
  const seen = Array.from({ length: cohorts }, () => new Set<number>());
  for (let unit = 0; unit < cohortIndex.length; unit++) {
    const cohort = cohortIndex[unit];
    if (cohort < 0) continue;
    if (clusterOf === undefined) clusters[cohort]++;
    else seen[cohort].add(clusterOf[unit]);
  }
  return clusterOf === undefined ? clusters : Float64Array.from(seen, (each) => each.size);
}

function usedUnits(cohortIndex: Int32Array): Int32Array {
  let used = 0;
  for (const cohort of cohortIndex) if (cohort >= 0) used++;
  const units = new Int32Array(used);
  let at = 0;
  for (let unit = 0; unit < cohortIndex.length; unit++) if (cohortIndex[unit] >= 0) units[at++] = unit;
  return units;
}

function numberClusters(
  cohortIndex: Int32Array,
  clusterOf: Int32Array,
): { readonly indexOf: Int32Array; readonly clusters: number } {
  const numbers = new Map<number, number>();
  const indexOf = new Int32Array(cohortIndex.length).fill(-1);
  for (let unit = 0; unit < cohortIndex.length; unit++) {
    if (cohortIndex[unit] < 0) continue;
    let number = numbers.get(clusterOf[unit]);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(clusterOf[unit], number);
    }
    indexOf[unit] = number;
  }
  return { indexOf, clusters: numbers.size };
}

function numberRows(
  cohortIndex: Int32Array,
  clusterIndex: Int32Array,
  cohorts: number,
): { readonly rowOf: ReadonlyMap<number, number>; readonly rows: number } {
  const rowOf = new Map<number, number>();
  for (let unit = 0; unit < cohortIndex.length; unit++) {
    if (clusterIndex[unit] < 0) continue;
    const key = clusterIndex[unit] * cohorts + cohortIndex[unit];
    if (!rowOf.has(key)) rowOf.set(key, rowOf.size);
  }
  return { rowOf, rows: rowOf.size };
}
