import { z } from 'zod';
import { currentFacts, type FactsTable, factsOf, hasColumn } from '../warehouse/fact-tables.ts';
import { identifier, joinSql, type Query, sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { fieldsOf } from './fact-fields.ts';
import type { LoadReport } from './load-report.ts';

/** Two loads that tell of the same days with many of the same rows. */
export interface Overlap {
  readonly table: FactsTable;
  /** The later load. */
  readonly load: number;
  readonly file: string;
  readonly earlier: number;
  readonly earlierFile: string;
  readonly from: string;
  readonly to: string;
  /** Rows that both have. */
  readonly same: number;
  /** Rows that may count twice: of one source, those that differ; of two sources, those that both have. */
  readonly rows: number;
  readonly kind: 'of one source' | 'of two sources';
}

/** Finds loads that overlap: corrected files of one source without ids, and one file under two names. */
export async function overlappingLoads(
  warehouse: Warehouse,
  loads: readonly LoadReport[],
): Promise<readonly Overlap[]> {
  return [...(await withinSources(warehouse, loads)), ...(await betweenSources(warehouse, loads))];
}

const fewestSame = 10;
const fewestShare = 0.2;
const Count = z.object({ rows: z.number() });

/** A later file of a source without ids whose rows mostly stood before, and which has others for days covered before. */
async function withinSources(
  warehouse: Warehouse,
  loads: readonly LoadReport[],
): Promise<readonly Overlap[]> {
  const found: Overlap[] = [];
  for (const later of loads) {
    const hasId = later.columns.some(({ field }) => field === fieldsOf(later.table).idField);
    if (hasId || later.rows.unchanged < fewestSame || later.rows.added === 0) continue;
    const earlier = loads.find(
      (load) =>
        load.source === later.source &&
        load.table === later.table &&
        (load.load ?? 0) < (later.load ?? 0) &&
        daysOfBoth(load, later) !== undefined,
    );
    const days = earlier === undefined ? undefined : daysOfBoth(earlier, later);
    if (earlier === undefined || days === undefined) continue;
    const [row] = await warehouse.rows(
      sql`select count(*) as rows from ${identifier(factsOf(later.table))}
        where load_id = ${later.load ?? 0} and ${dayOf(later.table)} >= cast(${days.from} as date) and ${dayOf(later.table)} < cast(${earlier.to ?? ''} as date)`,
      Count,
    );
    const rows = row?.rows ?? 0;
    if (rows > 0) {
      found.push(overlap(later, earlier, days, { same: later.rows.unchanged, rows, kind: 'of one source' }));
    }
  }
  return found;
}

/** What a row says, whatever source it comes from. */
const content: Readonly<Partial<Record<FactsTable, readonly string[]>>> = {
  interactions: ['person', 'rating', 'channel'],
  events: ['person', 'team', 'kind'],
  attendance: ['person', 'course'],
  telephony: ['person', 'handled'],
  'hand-offs': ['case', 'state'],
  approvals: ['case', 'step'],
  assessments: ['person', 'programme', 'score'],
};

/** Two sources of a table that tell of the same days: chance is taken from the same rows a week later. */
async function betweenSources(
  warehouse: Warehouse,
  loads: readonly LoadReport[],
): Promise<readonly Overlap[]> {
  const found: Overlap[] = [];
  for (const [k, later] of loads.entries()) {
    for (const earlier of loads.slice(k + 1)) {
      const columns = content[later.table];
      if (later.table !== earlier.table || later.source === earlier.source || columns === undefined) continue;
      const days = daysOfBoth(earlier, later);
      if (days === undefined) continue;
      const sides = [later, earlier].map((load) => rowsWithin(load, columns, days));
      const same = await equalRows(warehouse, sides, columns, 0);
      const least = await Promise.all(sides.map((side) => countOf(warehouse, side)));
      if (same < Math.max(fewestSame, fewestShare * Math.min(...least))) continue;
      if (same < 2 * (await equalRows(warehouse, sides, columns, 7))) continue;
      found.push(overlap(later, earlier, days, { same, rows: same, kind: 'of two sources' }));
    }
  }
  return found;
}

interface Days {
  readonly from: string;
  readonly to: string;
}

function daysOfBoth(one: LoadReport, other: LoadReport): Days | undefined {
  if (one.from === undefined || other.from === undefined || one.to === undefined || other.to === undefined) {
    return undefined;
  }
  const from = one.from > other.from ? one.from : other.from;
  const to = one.to < other.to ? one.to : other.to;
  return from <= to ? { from, to } : undefined;
}

function momentOf(table: FactsTable): Query {
  return identifier(hasColumn(table, 'time') ? 'time' : 'date');
}

function dayOf(table: FactsTable): Query {
  return sql`cast(${momentOf(table)} as date)`;
}

function rowsWithin({ table, load }: LoadReport, columns: readonly string[], { from, to }: Days): Query {
  const people = columns.includes('person') ? ['person'] : [];
  const named = joinSql(columns.map(identifier));
  return sql`(select cast(${momentOf(table)} as timestamp) as moment, ${named}, count(*) as times
    from ${currentFacts(table, people)} where load_id = ${load ?? 0}
      and ${dayOf(table)} between cast(${from} as date) and cast(${to} as date) group by all)`;
}

async function countOf(warehouse: Warehouse, side: Query): Promise<number> {
  const [row] = await warehouse.rows(
    sql`select cast(coalesce(sum(times), 0) as integer) as rows from ${side}`,
    Count,
  );
  return row?.rows ?? 0;
}

/** Rows of one side that the other has too, the other's moved by some days. */
async function equalRows(
  warehouse: Warehouse,
  [one, other]: readonly Query[],
  columns: readonly string[],
  daysLater: number,
): Promise<number> {
  if (one === undefined || other === undefined) return 0;
  const equal = columns.map(
    (column) => sql`one.${identifier(column)} is not distinct from other.${identifier(column)}`,
  );
  const [row] = await warehouse.rows(
    sql`select cast(coalesce(sum(least(one.times, other.times)), 0) as integer) as rows from ${one} one join ${other} other
      on one.moment = other.moment + to_days(cast(${daysLater} as integer)) and ${joinSql(equal, ' and ')}`,
    Count,
  );
  return row?.rows ?? 0;
}

function overlap(
  later: LoadReport,
  earlier: LoadReport,
  days: Days,
  rest: Pick<Overlap, 'same' | 'rows' | 'kind'>,
): Overlap {
  return {
    table: later.table,
    load: later.load ?? 0,
    file: later.file,
    earlier: earlier.load ?? 0,
    earlierFile: earlier.file,
    ...days,
    ...rest,
  };
}
