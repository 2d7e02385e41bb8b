import { z } from 'zod';
import { sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { LoadReport } from '../load-report.ts';

const Stored = z.object({ loadId: z.number(), report: z.string() });

/** Takes lines and cells that match out of what is kept of each load: quoted cells, title rows, notes. */
export async function redactReports(warehouse: Warehouse, matches: RegExp): Promise<void> {
  const isFree = (text: string) => text.search(matches) < 0;
  const loads = await warehouse.rows(
    sql`select load_id as "loadId", report from loads where report <> ''`,
    Stored,
  );
  for (const { loadId, report } of loads) {
    const told = LoadReport.parse(JSON.parse(report));
    const redacted: LoadReport = {
      ...told,
      titleRows: told.titleRows.filter(isFree),
      closingRows: told.closingRows.filter(isFree),
      notes: told.notes.filter(isFree),
      rejected: told.rejected.map((row) => ({
        ...row,
        reason: isFree(row.reason) ? row.reason : withoutQuote(row.reason),
      })),
    };
    const text = JSON.stringify(redacted);
    if (text !== JSON.stringify(told))
      await warehouse.run(sql`update loads set report = ${text} where load_id = ${loadId}`);
  }
  await redactRejected(warehouse, isFree);
}

async function redactRejected(warehouse: Warehouse, isFree: (text: string) => boolean): Promise<void> {
  const reasons = await warehouse.rows(
    sql`select distinct reason from rejected`,
    z.object({ reason: z.string() }),
  );
  for (const { reason } of reasons) {
    if (isFree(reason)) continue;
    await warehouse.run(sql`update rejected set reason = ${withoutQuote(reason)} where reason = ${reason}`);
  }
}

/** "date is no date" of "date is no date: 31 Maier". */
function withoutQuote(reason: string): string {
  return reason.split(': ')[0] ?? '';
}
