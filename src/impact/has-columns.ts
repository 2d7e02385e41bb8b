import { z } from 'zod';
import type { Measure } from '../contract/organisation.ts';
import { type FactsTable, factsOf } from '../warehouse/fact-tables.ts';
import { sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { valueColumn } from './outcome-by-period.query.ts';

const ColumnName = z.object({ column_name: z.string() });

export async function columnsPresent(warehouse: Warehouse, table: FactsTable): Promise<ReadonlySet<string>> {
  const present = await warehouse.rows(
    sql`select column_name from information_schema.columns where table_name = ${factsOf(table)}`,
    ColumnName,
  );
  return new Set(present.map(({ column_name }) => column_name));
}

/** A measure whose value or label no file brought has no outcome. */
export async function hasColumns(warehouse: Warehouse, measure: Measure): Promise<boolean> {
  const names = await columnsPresent(warehouse, measure.table);
  const column = valueColumn(measure);
  const labels = Object.keys(measure.where).filter((label) => !names.has(label) && !names.has(`l_${label}`));
  return (column === undefined || names.has(column)) && labels.length === 0;
}
