import { clustersByCohort } from './clusters.ts';
import type { CohortPanel } from './cohort-panel.ts';
import type { EffectSource } from './effect-source.ts';
import { type Cell, type CellPlan, cohortsWithoutBase, type GroupTimeDesign } from './group-time-effect.ts';

/** Clusters under which an analysis would not give a verdict, in all and per side. */
const FEWEST_CLUSTERS = 12;
const FEWEST_TRAINED = 4;
/** Clusters under which an analysis takes Student's t, in all and in a cohort. */
const FEW_CLUSTERS = 60;
const FEW_IN_COHORT = 8;
/** An event time is borne by two cohorts, or else four clusters, on each side. */
const FEWEST_COHORTS = 2;
const FEWEST_CLUSTERS_PER_SIDE = 4;

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
    ...normalQuantiles(clusters),
    ...shortHorizon(source.cells, clusters),
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

/** Few clusters, of which an analysis would take Student's t; `fewClusters` speaks of still fewer. */
function normalQuantiles(clusters: Float64Array): string[] {
  const all = clusters.reduce((sum, each) => sum + each, 0);
  const isFew = all < FEW_CLUSTERS || clusters.some((each) => each > 0 && each < FEW_IN_COHORT);
  if (all < FEWEST_CLUSTERS || !isFew) return [];
  return [
    `Few units or clusters (${all} in all, ${Math.min(...clusters.filter((each) => each > 0))} in the smallest cohort): errors and intervals are those of the reference packages and somewhat too small; an analysis takes Student's t with n / (n - 1).`,
  ];
}

/** The first event time after which an analysis would no longer go. */
function shortHorizon(cells: readonly Cell[], clusters: Float64Array): string[] {
  const sides = new Map<number, { trained: Set<number>; untrained: Set<number> }>();
  for (const { plan } of cells) {
    if (plan.stage !== 'after') continue;
    const eventTime = plan.period - plan.start;
    const side = sides.get(eventTime) ?? { trained: new Set(), untrained: new Set() };
    side.trained.add(plan.cohort);
    for (const cohort of plan.comparison) side.untrained.add(cohort);
    sides.set(eventTime, side);
  }
  const bears = (cohorts: ReadonlySet<number>): boolean =>
    cohorts.size >= FEWEST_COHORTS ||
    [...cohorts].reduce((sum, cohort) => sum + clusters[cohort], 0) >= FEWEST_CLUSTERS_PER_SIDE;
  const weak = [...sides].filter(([, { trained, untrained }]) => !bears(trained) || !bears(untrained));
  if (weak.length === 0) return [];
  const first = Math.min(...weak.map(([eventTime]) => eventTime));
  return [
    `From ${first} periods after the training on fewer than two cohorts and four clusters are left on one side; an analysis would stop there.`,
  ];
}
