import { clustersByCohort } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import type { EffectSource } from './effect-source.ts';
import { type CellPlan, cohortsWithoutBase, type GroupTimeDesign } from './group-time-effect.ts';

/** Clusters under which an analysis would not give a verdict, in all and per side. */
const FEWEST_CLUSTERS = 12;
const FEWEST_TRAINED = 4;

interface NotesInput {
  readonly prepared: CohortPanel;
  readonly design: GroupTimeDesign;
  readonly source: EffectSource;
  readonly plans: readonly CellPlan[];
  readonly clusterOf: Int32Array | undefined;
}

/** What a reader of the estimate must know about the data behind it. */
export function notesOnEffect({ prepared, design, source, plans, clusterOf }: NotesInput): string[] {
  const clusters = clustersByCohort(prepared.cohortIndex, clusterOf, prepared.starts.length);
  return [
    ...prepared.notes,
    ...said(
      cohortsWithoutBase(design),
      (n) => `${n} cohorts were trained too early to have a whole base and get no effect of their own.`,
    ),
    ...said(
      plans.length - source.cells.length,
      (n) => `${n} cells have nothing observed on one side and are left out.`,
    ),
    ...said(
      singles(clusters),
      (n) =>
        `${n} cohorts are a single ${clusterOf === undefined ? 'unit' : 'cluster'}: how much it varies cannot be seen, so errors are too small.`,
    ),
    ...fewClusters(prepared, clusters),
  ];
}

function said(n: number, words: (n: number) => string): string[] {
  return n > 0 ? [words(n)] : [];
}

function singles(clusters: Float64Array): number {
  return clusters.filter((each) => each === 1).length;
}

function fewClusters(prepared: CohortPanel, clusters: Float64Array): string[] {
  const all = clusters.reduce((sum, each) => sum + each, 0);
  const trained = clusters.reduce((sum, each, h) => sum + (prepared.starts[h] < Infinity ? each : 0), 0);
  if (all >= FEWEST_CLUSTERS && trained >= FEWEST_TRAINED) return [];
  return [
    `Only ${all} units or clusters, ${trained} of them trained: an analysis would refuse a verdict, and errors are too small.`,
  ];
}
