import type { CohortPanel } from './cohort-panel.ts';
import type { Panel } from './panel.ts';

/** Clusters as the rows of a panel: their units' sums and counts added up. */
export interface ClusterPanel {
  readonly panel: Panel;
  /** [clusters] */
  readonly cohortIndex: Int32Array;
  /** [clusters] units of each. */
  readonly sizeOf: Float64Array;
}

/** The panel of clusters where each lies within one cohort; undefined where one spans several. */
export function clusterPanel(prepared: CohortPanel, clusterOf: Int32Array): ClusterPanel | undefined {
  const { cohortIndex, panel, periods } = prepared;
  const { indexOf, clusters } = numberClusters(cohortIndex, clusterOf);
  const cohortOfCluster = new Int32Array(clusters).fill(-1);
  const sizeOf = new Float64Array(clusters);
  const sum = new Float64Array(clusters * periods);
  const count = new Float64Array(clusters * periods);
  for (let unit = 0; unit < cohortIndex.length; unit++) {
    const cluster = indexOf[unit];
    if (cluster < 0) continue;
    if (cohortOfCluster[cluster] >= 0 && cohortOfCluster[cluster] !== cohortIndex[unit]) return undefined;
    cohortOfCluster[cluster] = cohortIndex[unit];
    sizeOf[cluster]++;
    for (let t = 0; t < periods; t++) {
      if (!(panel.count[unit * panel.periods + t] > 0)) continue;
      sum[cluster * periods + t] += panel.sum[unit * panel.periods + t];
      count[cluster * periods + t] += panel.count[unit * panel.periods + t];
    }
  }
  return { panel: { units: clusters, periods, sum, count }, cohortIndex: cohortOfCluster, sizeOf };
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
