import { prepareFactTables } from '../warehouse/fact-tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { coverageCalendars, type SourceCalendar } from './coverage-calendar.ts';
import { loadsOf } from './load/load-record.ts';
import { type Overlap, overlappingLoads } from './overlapping-loads.ts';

/** How complete and how fresh each source is. */
export interface CoverageCheck {
  readonly calendars: readonly SourceCalendar[];
  readonly overlaps: readonly Overlap[];
}

/** Looks for days with too few rows, for sources that stopped and for files that overlap. */
export async function checkCoverage(warehouse: Warehouse): Promise<CoverageCheck> {
  await prepareFactTables(warehouse);
  return {
    calendars: await coverageCalendars(warehouse),
    overlaps: await overlappingLoads(warehouse, await loadsOf(warehouse)),
  };
}
