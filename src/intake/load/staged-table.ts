import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { StagedFile } from '../read/file-shape.ts';

/** Name of the staged column that holds a column of the file. */
export function stagedColumn(index: number): Query {
  return { text: `c${index}`, values: [] };
}

/**
 * Brings a staged file into a temporary table `staged(line, c0, c1, ...)`: texts without blanks at their ends, empty
 * ones missing. Returns the number of rows; throws if the engine reads another number of rows than was written.
 */
export async function createStagedTable(inside: Warehouse, staged: StagedFile): Promise<number> {
  const columns = staged.columns.map((_, index) => stagedColumn(index));
  await inside.run(sql`create or replace temp table staged as ${selectStaged(staged, columns)}`);
  const counted = await inside.columns(sql`select cast(count(*) as integer) as n from staged`);
  const rows = counted.integers('n')[0] ?? 0;
  if (staged.staged >= 0 && rows !== staged.staged) {
    throw new Error(`the warehouse read ${rows} rows where ${staged.staged} were written`);
  }
  return rows;
}

function selectStaged(staged: StagedFile, columns: readonly Query[]): Query {
  if (staged.dialect === 'parquet') {
    const cells = staged.columns.map((name, index) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      return sql`${trimmed({ text: `cast(${quoted} as varchar)`, values: [] })} as ${columns[index] ?? quoted}`;
    });
    const line = sql`cast(file_row_number + 1 as integer) as line`;
    return sql`select ${joinSql([line, ...cells])} from read_parquet(${staged.path}, file_row_number = true)`;
  }
  const types = ["'line': 'INTEGER'", ...columns.map(({ text }) => `'${text}': 'VARCHAR'`)].join(', ');
  const dialect = {
    text: `delim = ?, quote = '"', escape = '"', new_line = '\\n', header = false, auto_detect = false,
      nullstr = '', strict_mode = true, max_line_size = 2000000, parallel = ${!staged.cellsSpanLines},
      columns = {${types}}`,
    values: [staged.delimiter],
  };
  const cells = columns.map((column) => sql`nullif(${column}, '') as ${column}`);
  return sql`select ${joinSql([sql`line`, ...cells])} from read_csv(${staged.path}, ${dialect})`;
}

function trimmed(column: Query): Query {
  return sql`nullif(trim(${column}), '')`;
}

/**
 * Makes the view `cells(row, line, c0, ...)` over the staged table: rows numbered, the words for "nothing here" missing.
 *
 * @param missing the words found in each staged column.
 */
export async function createCells(inside: Warehouse, missing: readonly (readonly string[])[]): Promise<void> {
  const cells = missing.map((words, index) => {
    const column = stagedColumn(index);
    if (words.length === 0) return column;
    return sql`case when list_contains([${joinSql(words.map(literal))}], ${column}) then null else ${column} end as ${column}`;
  });
  await inside.run(
    sql`create or replace temp view cells as select ${joinSql([sql`rowid as row`, sql`line`, ...cells])} from staged`,
  );
}

/** A view holds no parameters; the words are those of a fixed list, in any letter case. */
function literal(word: string): Query {
  return { text: `'${word.replaceAll("'", "''")}'`, values: [] };
}
