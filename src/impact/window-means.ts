import type { ClusterMeans } from '../stats/level-contrast.ts';
import type { Facts, Outcome } from './facts.ts';

/** A window after (or before) the training and the base it is measured against, in periods, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly baseFrom: number;
  readonly baseTo: number;
}

/** One stage at its date: who takes part, in which cluster, and the spans that are asked of it. */
export interface Roster {
  /** [people] cluster of each person in post on the stage's date, -1 for everybody else. */
  readonly clusterOf: Int32Array;
  readonly spans: readonly Span[];
}

/**
 * The within-person form (curve **in people**): for every stage and span, the means of the same persons in the span
 * and in the base, summed by cluster. A person counts if observed in both, with the weight
 * (values in the base) x (share of the span in which the person was in post).
 *
 * One pass over people; each span costs a constant per person. Returns [stages][spans].
 */
export function meansInPeople(
  facts: Facts,
  outcome: Outcome,
  clusters: number,
  rosters: readonly Roster[],
): ClusterMeans[][] {
  const periods = facts.calendar.periods;
  const means = rosters.map((roster) => roster.spans.map(() => emptyMeans(clusters)));
  const read = Math.min(periods, periodsRead(rosters));
  const sum = new Float64Array(read + 1);
  const count = new Float64Array(read + 1);
  const inPost = new Float64Array(read + 1);
  for (let person = 0; person < facts.people; person++) {
    if (rosters.every((roster) => (roster.clusterOf[person] ?? -1) < 0)) continue;
    accumulate(outcome.sum, person * periods, sum);
    accumulate(outcome.count, person * periods, count);
    for (let t = 0; t < read; t++) {
      inPost[t + 1] = (inPost[t] ?? 0) + ((facts.teamAt[person * periods + t] ?? -1) >= 0 ? 1 : 0);
    }
    rosters.forEach((roster, stage) => {
      const cluster = roster.clusterOf[person] ?? -1;
      if (cluster < 0) return;
      roster.spans.forEach((span, k) => {
        const inBase = between(count, span.baseFrom, span.baseTo);
        const inSpan = between(count, span.from, span.to);
        if (inBase === 0 || inSpan === 0) return;
        const weight = (inBase * between(inPost, span.from, span.to)) / (span.to - span.from + 1);
        addMember(means[stage]?.[k], cluster, weight, {
          after: between(sum, span.from, span.to) / inSpan,
          before: between(sum, span.baseFrom, span.baseTo) / inBase,
        });
      });
    });
  }
  return means;
}

/**
 * The curve **in the team**: the mean of all values of a team's members at the time, joiners included, in the span and
 * in the base. A team counts with its number of values in the base, so that working faster does not move the mean.
 */
export function meansInTeam(
  facts: Facts,
  outcome: Outcome,
  spansOfStage: readonly (readonly Span[])[],
): ClusterMeans[][] {
  const periods = facts.calendar.periods;
  const teams = facts.teamNames.length;
  const sum = new Float64Array(teams * (periods + 1));
  const count = new Float64Array(teams * (periods + 1));
  for (let k = 0; k < facts.teamAt.length; k++) {
    const team = facts.teamAt[k] ?? -1;
    if (team < 0) continue;
    const cell = team * (periods + 1) + (k % periods) + 1;
    sum[cell] = (sum[cell] ?? 0) + (outcome.sum[k] ?? 0);
    count[cell] = (count[cell] ?? 0) + (outcome.count[k] ?? 0);
  }
  for (let team = 0; team < teams; team++) {
    runningTotal(sum.subarray(team * (periods + 1), (team + 1) * (periods + 1)));
    runningTotal(count.subarray(team * (periods + 1), (team + 1) * (periods + 1)));
  }
  return spansOfStage.map((spans) =>
    spans.map((span) => {
      const means = emptyMeans(teams);
      for (let team = 0; team < teams; team++) {
        const s = sum.subarray(team * (periods + 1), (team + 1) * (periods + 1));
        const n = count.subarray(team * (periods + 1), (team + 1) * (periods + 1));
        const inBase = between(n, span.baseFrom, span.baseTo);
        const inSpan = between(n, span.from, span.to);
        if (inBase === 0 || inSpan === 0) continue;
        addMember(means, team, inBase, {
          after: between(s, span.from, span.to) / inSpan,
          before: between(s, span.baseFrom, span.baseTo) / inBase,
        });
      }
      return means;
    }),
  );
}

export function emptyMeans(clusters: number): ClusterMeans {
  return {
    after: new Float64Array(clusters),
    before: new Float64Array(clusters),
    weight: new Float64Array(clusters),
  };
}

function addMember(
  means: ClusterMeans | undefined,
  cluster: number,
  weight: number,
  member: { readonly after: number; readonly before: number },
): void {
  if (means === undefined) throw new RangeError('a span without its means');
  means.after[cluster] = (means.after[cluster] ?? 0) + weight * member.after;
  means.before[cluster] = (means.before[cluster] ?? 0) + weight * member.before;
  means.weight[cluster] = (means.weight[cluster] ?? 0) + weight;
}

/** How many periods the spans reach into: none behind them need be added up. */
function periodsRead(rosters: readonly Roster[]): number {
  let last = -1;
  for (const { spans } of rosters) for (const { to, baseTo } of spans) last = Math.max(last, to, baseTo);
  return last + 1;
}

/** Running totals of one row: `totals[t + 1]` is the sum of periods 0 to t. */
function accumulate(values: Float64Array, offset: number, totals: Float64Array): void {
  for (let t = 0; t + 1 < totals.length; t++) totals[t + 1] = (totals[t] ?? 0) + (values[offset + t] ?? 0);
}

function runningTotal(row: Float64Array): void {
  for (let t = 1; t < row.length; t++) row[t] = (row[t] ?? 0) + (row[t - 1] ?? 0);
}

function between(totals: Float64Array, from: number, to: number): number {
  return (totals[to + 1] ?? 0) - (totals[from] ?? 0);
}
