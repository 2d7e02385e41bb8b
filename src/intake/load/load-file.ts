import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Organisation, Source } from '../../contract/organisation.ts';
import { isoFromDay } from '../../model/calendar.ts';
import { UsageError } from '../../model/refusal.ts';
import type { People } from '../../people/index.ts';
import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Fingerprint, LoadReport, MappedColumn } from '../load-report.ts';
import { type Mapping, mapColumns, type SensitiveContent } from '../map-columns.ts';
import { type Sensitive, sensitiveContent } from '../minimise.ts';
import type { FileShape, StagedFile } from '../read/file-shape.ts';
import { type ReadOptions, stageFile } from '../read/read-file.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';
import type { ToldIn } from '../told-in.ts';
import type { CellRules } from './field-reading.ts';
import { listEntries } from './list-entries.ts';
import { abandonLoad, beginLoad, finishLoad, replaceLoad } from './load-record.ts';
import { lookAtScales } from './look-at-scales.ts';
import { addColumns, type Merged, mergeFacts } from './merge-facts.ts';
import { type Preview, previewRows } from './preview-rows.ts';
import { missingWordsOf } from './profile-column.ts';
import { createNameWords, createPseudonyms } from './pseudonyms.ts';
import { readField } from './read-field.ts';
import { createCells, createStagedTable, stagedColumn } from './staged-table.ts';
import { createTypedRows, type FieldInSql, rejectedRows } from './typed-rows.ts';

export interface LoadOrder {
  readonly source: Source;
  /** Name of the source: what ids are unique within. */
  readonly name: string;
  readonly shape: FileShape;
  readonly options: ReadOptions;
  /** Makes the rows of the table, where those of the file are something else. */
  readonly reshape: ReshapingOfFile | undefined;
  /** The export that it was recognised as. */
  readonly preset: LoadReport['preset'];
  /** Why columns are not loaded, where that is a rule. */
  readonly leavesOut: (column: string) => string | undefined;
  readonly fingerprint: Fingerprint;
  readonly replaces: number | undefined;
  readonly trial: boolean;
  readonly toldIn: ToldIn;
  /** Whether somebody says that numbers which leap mean the same. */
  readonly accepted: boolean;
}

export interface LoadPlace {
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
  readonly people: People;
  readonly stagingFolder: string;
  readonly progress: (text: string) => void;
  readonly clock: () => Date;
  /** Gets the first rows as they are read, before they are loaded. */
  readonly look?: (preview: Preview) => void;
}

/** Thrown to undo the transaction of a trial. */
class TrialDone extends Error {
  readonly report: LoadReport;

  constructor(report: LoadReport) {
    super('trial');
    this.report = report;
  }
}

/**
 * Loads one file as a whole or not at all: reads it into the staging folder, types it, gives people their pseudonyms
 * and merges it into the facts, in one transaction. Everything that is wrong with the file is a `UsageError`.
 */
export async function loadFile(order: LoadOrder, place: LoadPlace): Promise<LoadReport> {
  const columns = order.reshape?.columns ?? order.shape.columns;
  const mapping = mapColumns(
    order.shape.file,
    columns,
    order.source,
    place.organisation,
    (column, by) => sensitiveIn(order.shape, column, by),
    order.toldIn,
  );
  const stagedPath = join(place.stagingFolder, `load-${randomBytes(8).toString('hex')}`);
  try {
    const wanted = columnsToStage(order.shape, mapping);
    const staged = await stageFile(
      order.shape,
      wanted,
      stagedPath,
      order.options,
      (bytes) => place.progress(`${order.shape.file}: read ${Math.round(bytes / 1e6)} MB`),
      order.reshape?.start,
    );
    await addColumns(place.warehouse, mapping.table.table, extraColumns(mapping));
    return order.trial
      ? await tryOut(order, place, mapping, staged)
      : await load(order, place, mapping, staged);
  } finally {
    rmSync(stagedPath, { force: true });
    place.progress('');
  }
}

/** Rows without an id are known by all their cells; with an id only what is loaded leaves the file. */
function columnsToStage(shape: FileShape, { table, fields }: Mapping): readonly string[] {
  const hasId = fields.some(({ name }) => name === table.idField);
  const used = new Set(fields.flatMap(({ column, otherwise }) => [column, otherwise]));
  return hasId ? shape.columns.filter((column) => used.has(column)) : shape.columns;
}

function extraColumns({ fields }: Mapping) {
  return fields
    .filter(({ stored }) => /^[vl]_/.test(stored))
    .map(({ stored, kind }) => ({
      stored,
      type: kind === 'number' ? ('double' as const) : ('varchar' as const),
    }));
}

async function load(
  order: LoadOrder,
  place: LoadPlace,
  mapping: Mapping,
  staged: StagedFile,
): Promise<LoadReport> {
  const { warehouse } = place;
  const number = await beginLoad(warehouse, order.name, mapping.table.table, order.shape.file);
  try {
    return await warehouse.transaction((inside) => fill(order, place, mapping, staged, inside, number));
  } catch (error) {
    await abandonLoad(warehouse, number);
    throw error;
  }
}

async function tryOut(
  order: LoadOrder,
  place: LoadPlace,
  mapping: Mapping,
  staged: StagedFile,
): Promise<LoadReport> {
  try {
    return await place.warehouse.transaction(async (inside) => {
      throw new TrialDone(await fill(order, place, mapping, staged, inside, undefined));
    });
  } catch (error) {
    if (error instanceof TrialDone) return error.report;
    throw error;
  }
}

async function fill(
  order: LoadOrder,
  place: LoadPlace,
  mapping: Mapping,
  staged: StagedFile,
  inside: Warehouse,
  number: number | undefined,
): Promise<LoadReport> {
  const { table } = mapping.table;
  const step = (text: string) => place.progress(`${order.shape.file}: ${text}`);
  step('taking it in');
  const rowsStaged = await createStagedTable(inside, staged);
  if (rowsStaged + staged.rejected.length + staged.dropped.size === 0) throw noRows(order.shape.file);
  step('finding out how to read its columns');
  const { fields, columns } = await readFields(inside, order, place, mapping, staged);
  step('giving people pseudonyms');
  const people = fields.flatMap(({ field, cell }) => (field.kind === 'person' ? [cell] : []));
  await createPseudonyms(inside, people, place.people, order.name);
  step(`reading ${rowsStaged} rows`);
  const cells = staged.columns.map((_, index) => stagedColumn(index));
  await createTypedRows(inside, mapping, fields, {
    file: order.shape.file,
    source: order.name,
    salt: place.people.rowSalt,
    customerSalt: place.people.customerSalt,
    cells,
  });
  if (table === 'people') place.people.enlist(await listEntries(inside, fields, order.name));
  await createNameWords(inside, place.people);
  if (place.look !== undefined) place.look(await previewRows(inside, fields));
  if (order.replaces !== undefined) await replaceLoad(inside, order.replaces, order.name);
  const scales = await lookAtScales(inside, order, place.organisation, mapping, columns, rowsStaged);
  step('comparing with what is loaded');
  const stored = fields.flatMap(({ field }) => (field.stored === '' ? [] : [field.stored]));
  const merged = await mergeFacts(inside, table, number ?? 0, stored);
  const bare = await reportOf(inside, order, place, mapping, staged, columns, merged, number, stored);
  const report: LoadReport = { ...bare, ...scales };
  if (report.rows.loaded === 0 && report.rows.rejected > 0) throw nothingLoaded(order.shape.file, report);
  if (number !== undefined) {
    await keepRejected(inside, number, staged);
    await finishLoad(inside, number, report);
  }
  await clearTemporary(inside);
  return report;
}

async function readFields(
  inside: Warehouse,
  order: LoadOrder,
  place: LoadPlace,
  mapping: Mapping,
  staged: StagedFile,
): Promise<{ fields: FieldInSql[]; columns: MappedColumn[] }> {
  const zone = place.organisation.organisation.timeZone;
  const rules: CellRules = {
    file: order.shape.file,
    units: order.source.units,
    dateOrder: order.source.dateOrder,
    months: order.source.table === 'outcomes',
    decimal: order.source.decimal,
    dateSystem: order.shape.sheet === undefined ? undefined : order.shape.from1904 ? 1904 : 1900,
    typed: order.shape.typed,
    timeZone: order.source.timeZone ?? zone,
    organisationZone: zone,
    toldIn: order.toldIn,
  };
  const missing: Record<string, number>[] = [];
  for (const [index] of staged.columns.entries())
    missing.push(await missingWordsOf(inside, stagedColumn(index)));
  await createCells(
    inside,
    missing.map((words) => Object.keys(words)),
  );
  const fields: FieldInSql[] = [];
  const columns: MappedColumn[] = [];
  for (const field of mapping.fields) {
    const index = field.column === undefined ? -1 : staged.columns.indexOf(field.column);
    const second = field.otherwise === undefined ? -1 : staged.columns.indexOf(field.otherwise);
    const written: Query = index >= 0 ? stagedColumn(index) : sql`cast(${field.constant ?? ''} as varchar)`;
    const filled =
      second < 0 || second === index ? written : sql`coalesce(${written}, ${stagedColumn(second)})`;
    const cell = recoded(filled, order.source.recode[field.name]);
    const reading = await readField(inside, field, cell, rules);
    fields.push({ field, cell, reading });
    columns.push({
      field: field.name,
      ...(field.column !== undefined && { column: field.column }),
      how: field.how,
      readAs: field.constant === undefined ? reading.readAs : `always "${field.constant}"`,
      missing: missing[index] ?? {},
    });
  }
  return { fields, columns };
}

const anyOther = '*';

/** Texts that the source says stand for something, as that; letter case does not count. */
function recoded(cell: Query, meanings: Readonly<Record<string, string>> | undefined): Query {
  const entries = Object.entries(meanings ?? {}).filter(([text]) => text !== anyOther);
  const other = meanings?.[anyOther];
  if (entries.length === 0 && other === undefined) return cell;
  const cases = entries.map(
    ([text, meaning]) => sql`when ${text.toLowerCase()} then nullif(cast(${meaning} as varchar), '')`,
  );
  const rest =
    other === undefined ? cell : sql`case when ${cell} is not null then cast(${other} as varchar) end`;
  return sql`(case lower(${cell}) ${joinSql(cases, ' ')} else ${rest} end)`;
}

const Totals = z.object({ rejected: z.number(), people: z.number() });
const Dropped = z.object({ rule: z.string(), count: z.number() });
const Reason = z.object({ line: z.number(), reason: z.string() });
const Period = z.object({ from: z.number().nullable(), to: z.number().nullable() });
const rejectedToShow = 10;

async function reportOf(
  inside: Warehouse,
  order: LoadOrder,
  place: LoadPlace,
  mapping: Mapping,
  staged: StagedFile,
  columns: readonly MappedColumn[],
  merged: Merged,
  number: number | undefined,
  stored: readonly string[],
): Promise<LoadReport> {
  const person = stored.includes('person') ? sql`count(distinct person)` : sql`count(*) filter (false)`;
  const [totals] = await inside.rows(
    sql`select count(*) filter (reason is not null) as rejected,
      (select ${person} from typed where reason is null and drop_rule is null) as people from typed`,
    Totals,
  );
  const dropped = await inside.rows(
    sql`select drop_rule as rule, count(*) as count from typed where reason is null and drop_rule is not null group by 1`,
    Dropped,
  );
  const reasons = await inside.rows(sql`${rejectedRows()} order by line limit ${rejectedToShow}`, Reason);
  const period = await periodOf(inside, mapping);
  const { shape } = order;
  const loaded = merged.added + merged.corrected + merged.unchanged;
  const rejected = (totals?.rejected ?? 0) + staged.rejected.length;
  const rules = new Map(staged.dropped);
  for (const { rule, count } of dropped) rules.set(rule, (rules.get(rule) ?? 0) + count);
  const droppedRows = [...rules.values()].reduce((sum, count) => sum + count, 0);
  return {
    source: order.name,
    table: mapping.table.table,
    file: shape.file,
    ...(number !== undefined && { load: number }),
    at: place.clock().toISOString(),
    outcome: number === undefined ? 'dry run' : 'loaded',
    format: formatWords(shape, staged),
    headerLine: shape.headerLine,
    titleRows: [...shape.titleRows],
    closingRows: [...staged.closingRows],
    columns: [...columns],
    ...(order.preset !== undefined && { preset: order.preset }),
    ...leftOutOf(order, mapping),
    rows: {
      inFile: loaded + rejected + droppedRows,
      loaded,
      ...merged,
      rejected,
      dropped: Object.fromEntries(rules),
    },
    rejected: [...staged.rejected.slice(0, rejectedToShow), ...reasons]
      .sort((first, second) => first.line - second.line)
      .slice(0, rejectedToShow),
    ...period,
    people: totals?.people ?? 0,
    notes: [],
    fingerprint: order.fingerprint,
  };
}

/** Columns of the file that are not loaded, and why where a rule says so. */
function leftOutOf(
  { shape, reshape, leavesOut }: LoadOrder,
  mapping: Mapping,
): Pick<LoadReport, 'droppedColumns' | 'leftOutBecause'> {
  const read = reshape?.reads;
  const droppedColumns =
    read === undefined ? [...mapping.dropped] : shape.columns.filter((column) => !read.includes(column));
  const reasons = droppedColumns.flatMap((column) => {
    const why = leavesOut(column) ?? sensitiveIn(shape, column, 'name and cells')?.what;
    return why === undefined ? [] : [[column, why] as const];
  });
  return { droppedColumns, leftOutBecause: Object.fromEntries(reasons) };
}

function sensitiveIn(
  { columns, sample }: FileShape,
  column: string,
  by: Parameters<SensitiveContent>[1],
): Sensitive | undefined {
  const index = columns.indexOf(column);
  const name = by === 'cells' ? '' : column;
  return sensitiveContent(name, index < 0 ? [] : sample.map((row) => row[index] ?? ''));
}

async function periodOf(inside: Warehouse, { fields }: Mapping): Promise<{ from?: string; to?: string }> {
  const dated = fields.find(
    ({ name, kind }) => (kind === 'date' || kind === 'time') && (name === 'date' || name === 'time'),
  );
  if (dated === undefined) return {};
  const column = { text: `"${dated.stored}"`, values: [] };
  const [row] = await inside.rows(
    sql`select cast(min(${column}) as date) as from, cast(max(${column}) as date) as to from typed where reason is null and drop_rule is null`,
    Period,
  );
  if (row === undefined || row.from === null || row.to === null) return {};
  return { from: isoFromDay(row.from), to: isoFromDay(row.to) };
}

const delimiterWords = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

function formatWords(shape: FileShape, staged: StagedFile): string {
  const packed = shape.packed ? ', packed' : '';
  if (shape.kind === 'parquet') return 'Parquet';
  if (shape.kind === 'json' || shape.kind === 'json-lists') return `JSON, ${staged.encoding}${packed}`;
  if (shape.kind === 'json-lines') return `JSON Lines, ${staged.encoding}${packed}`;
  if (shape.sheet !== undefined) return `spreadsheet, sheet "${shape.sheet}"`;
  const header = shape.headerLine > 1 ? `, column names in line ${shape.headerLine}` : '';
  return `table separated by ${delimiterWords[staged.delimiter]}, ${staged.encoding}${packed}${header}`;
}

async function keepRejected(inside: Warehouse, load: number, staged: StagedFile): Promise<void> {
  await inside.run(sql`insert into rejected select ${load}, line, reason from (${rejectedRows()})`);
  if (staged.rejected.length === 0) return;
  await inside.append('rejected', {
    load_id: staged.rejected.map(() => load),
    line: staged.rejected.map(({ line }) => line),
    reason: staged.rejected.map(({ reason }) => reason),
  });
}

async function clearTemporary(inside: Warehouse): Promise<void> {
  await inside.run(sql`drop view if exists cells`);
  const tables = [
    'staged',
    'pseudonyms',
    'name_words',
    'typed',
    'equal_rows',
    'numbered',
    'repeated',
    'present',
    'compared',
  ];
  for (const table of tables) await inside.run({ text: `drop table if exists ${table}`, values: [] });
}

function noRows(file: string): UsageError {
  return new UsageError(`${file} has no rows.`, 'Export it again with a period in which something happened.');
}

function nothingLoaded(file: string, { rejected, rows }: LoadReport): UsageError {
  const reasons = rejected.slice(0, 3).map(({ line, reason }) => `line ${line}: ${reason}`);
  return new UsageError(
    `${file}: none of its ${rows.inFile} rows can be loaded. ${reasons.join('; ')}.`,
    'Check which column is which: whichhalf import --dry-run FILE shows it.',
  );
}
