import { z } from 'zod';
import { UsageError } from '../../model/refusal.ts';
import { sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { LoadReport } from '../load-report.ts';

const Stored = z.object({ loadId: z.number(), report: z.string() });

/** Reports of the finished loads that still count, the latest first; of one source or of all. */
export async function loadsOf(warehouse: Warehouse, source?: string): Promise<LoadReport[]> {
  const only = source === undefined ? sql`` : sql`and source = ${source}`;
  const rows = await warehouse.rows(
    sql`select load_id as "loadId", report from loads where status = 'loaded' ${only} order by load_id desc`,
    Stored,
  );
  return rows.map(({ report }) => LoadReport.parse(JSON.parse(report)));
}

/** Writes down that a load begins and returns its number. */
export async function beginLoad(
  warehouse: Warehouse,
  source: string,
  table: string,
  file: string,
): Promise<number> {
  const [row] = await warehouse.rows(
    sql`select cast(coalesce(max(load_id), 0) + 1 as integer) as "loadId" from loads`,
    Stored.pick({ loadId: true }),
  );
  const load = row?.loadId ?? 1;
  await warehouse.run(sql`insert into loads values (${load}, ${source}, ${table}, ${file}, 'loading', '')`);
  return load;
}

/** The load counts from here on; belongs into the transaction of its facts. */
export async function finishLoad(inside: Warehouse, load: number, report: LoadReport): Promise<void> {
  await inside.run(
    sql`update loads set status = 'loaded', report = ${JSON.stringify(report)} where load_id = ${load}`,
  );
}

export async function abandonLoad(warehouse: Warehouse, load: number): Promise<void> {
  await warehouse.run(sql`delete from loads where load_id = ${load} and status = 'loading'`);
}

/** The rows that came with an earlier load no longer count. */
export async function replaceLoad(inside: Warehouse, replaced: number, source: string): Promise<void> {
  const loads = await loadsOf(inside);
  const found = loads.find(({ load }) => load === replaced);
  if (found === undefined || found.source !== source) {
    const own = loads
      .filter((report) => report.source === source)
      .map(({ load, file }) => `${load} (${file})`);
    throw new UsageError(
      `Load ${replaced} is ${found === undefined ? 'not there' : `of the source "${found.source}"`}; a file of "${source}" can replace ${own.length === 0 ? 'none yet' : own.join(', ')}.`,
      'Loads and their numbers stand in: whichhalf check.',
    );
  }
  await inside.run(sql`update loads set status = 'replaced' where load_id = ${replaced}`);
}
