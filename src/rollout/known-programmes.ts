import type { Organisation } from '../contract/organisation.ts';
import { type Facts, type RollOut, rollOutOf } from '../impact/index.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { matrix, solve } from '../stats/linear-algebra.ts';

/** A series of the teams with the effects of known programmes taken off, and which those were. */
export interface WithoutProgrammes {
  readonly values: Float64Array;
  readonly removed: readonly string[];
}

const windows = 5;
const sweeps = 12;

/**
 * Takes off what programmes did that acted on the measure: a least squares effect for each of four quarters after the
 * training and for all later weeks, beside effects of team and week.
 */
export function withoutKnownProgrammes(
  facts: Facts,
  organisation: Organisation,
  measureId: string,
  { values, counts }: { readonly values: Float64Array; readonly counts: Float64Array },
): WithoutProgrammes {
  const rule = { dayToPeriod: organisation.organisation.dayToPeriod, leaveOutTransition: true };
  const removed: string[] = [];
  const columns: Float64Array[] = [];
  for (const [id, programme] of Object.entries(organisation.programmes)) {
    if (programme.primaryOutcome !== measureId && !programme.otherOutcomes.includes(measureId)) continue;
    const rollOut = rollOutOf(facts, id, programme, rule);
    if ('kind' in rollOut || rollOut.stages.length === 0) continue;
    const told = exposuresOf(facts, rollOut).filter((column) =>
      isToldFromTeamsAndWeeks(column, counts, facts.calendar.periods),
    );
    if (told.length === 0) continue;
    removed.push(programme.title);
    columns.push(...told);
  }
  return { values: lessFitted(values, counts, columns, facts.calendar.periods), removed };
}

/** [windows][teams x periods] share of the team's people who are in that window after their training. */
function exposuresOf(facts: Facts, rollOut: RollOut): Float64Array[] {
  const { periods, kind } = facts.calendar;
  const quarter = periodsPerQuarter(kind);
  const cells = facts.teamNames.length * periods;
  const exposed = Array.from({ length: windows }, () => new Float64Array(cells));
  const people = new Float64Array(cells);
  facts.teamAt.forEach((team, cell) => {
    if (team < 0) return;
    const period = cell % periods;
    const at = team * periods + period;
    people[at] = (people[at] ?? 0) + 1;
    const cluster = rollOut.by === 'team' ? team : Math.floor(cell / periods);
    const stage = rollOut.stages[rollOut.stageOf[cluster] ?? -1];
    if (stage === undefined || period < stage.transitionFrom) return;
    const since = Math.max(0, period - stage.transitionTo - 1);
    const column = exposed[Math.min(windows - 1, Math.floor(since / quarter))];
    if (column !== undefined) column[at] = (column[at] ?? 0) + 1;
  });
  return exposed.map((column) =>
    column.map((n, at) => ((people[at] ?? 0) === 0 ? 0 : n / (people[at] ?? 1))),
  );
}

/** What everybody got in the same weeks cannot be told from the weeks, and is left in them. */
function isToldFromTeamsAndWeeks(column: Float64Array, counts: Float64Array, periods: number): boolean {
  return lessTeamsAndWeeks(column, counts, periods).reduce((sum, x) => sum + x * x, 0) > 1e-6;
}

function lessFitted(
  values: Float64Array,
  counts: Float64Array,
  columns: readonly Float64Array[],
  periods: number,
): Float64Array {
  const within = (series: Float64Array) => lessTeamsAndWeeks(series, counts, periods);
  const kept = columns.map((column) => ({ column, inner: within(column) }));
  if (kept.length === 0) return values;
  const target = within(values);
  const cross = matrix(kept.length, kept.length);
  const right = new Float64Array(kept.length);
  kept.forEach((a, i) => {
    right[i] = dot(a.inner, target);
    kept.forEach((b, j) => {
      cross.values[i * kept.length + j] = dot(a.inner, b.inner) * (i === j ? 1 + 1e-8 : 1);
    });
  });
  const effects = solve(cross, right);
  if (effects === undefined) return values;
  return values.map(
    (value, cell) =>
      value - kept.reduce((sum, { column }, k) => sum + (effects[k] ?? 0) * (column[cell] ?? 0), 0),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
}

/** What is left of a series after effects of team and week, over cells that have values. */
function lessTeamsAndWeeks(series: Float64Array, counts: Float64Array, periods: number): Float64Array {
  const rest = series.map((value, cell) => ((counts[cell] ?? 0) > 0 ? value : 0));
  const teams = series.length / periods;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    centre(rest, counts, teams, (team) => team * periods, periods, 1);
    centre(rest, counts, periods, (period) => period, teams, periods);
  }
  return rest;
}

function centre(
  rest: Float64Array,
  counts: Float64Array,
  groups: number,
  first: (group: number) => number,
  length: number,
  stride: number,
): void {
  for (let group = 0; group < groups; group++) {
    let [sum, n] = [0, 0];
    for (let k = 0, cell = first(group); k < length; k++, cell += stride) {
      if ((counts[cell] ?? 0) === 0) continue;
      sum += rest[cell] ?? 0;
      n++;
    }
    for (let k = 0, cell = first(group); k < length; k++, cell += stride) {
      if ((counts[cell] ?? 0) > 0) rest[cell] = (rest[cell] ?? 0) - sum / n;
    }
  }
}
