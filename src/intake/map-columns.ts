import type { FactTable, Organisation, Source } from '../contract/organisation.ts';
import { bothHeadings, missingColumns, noSuchColumn, noSuchField, withoutPurpose } from './column-errors.ts';
import { type Field, type FieldKind, fieldsOf, type TableFields } from './fact-fields.ts';
import type { Sensitive } from './minimise.ts';
import type { ToldIn } from './told-in.ts';

export type HowMapped = 'declared' | 'same name' | 'synonym' | 'measure' | 'constant';

/** One column of a table of facts and where its values come from. */
export interface MappedField {
  /** Name of the field, value or label. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly stored: string;
  readonly required: boolean;
  readonly how: HowMapped;
  /** Column of the file; undefined for a constant. */
  readonly column: string | undefined;
  /** Column that is read where the first is empty. */
  readonly otherwise?: string;
  readonly constant: string | undefined;
}

export interface Mapping {
  readonly table: TableFields;
  readonly fields: readonly MappedField[];
  /** Columns of the file that are not loaded. */
  readonly dropped: readonly string[];
}

/** What a column of the file holds that is not loaded without need, by its cells alone or by its name as well. */
export type SensitiveContent = (column: string, by: 'cells' | 'name and cells') => Sensitive | undefined;

/** In the place of a column: the file has none for this field, whatever its columns are called. */
const takenOut = '';

/** Names that differ only in case, blanks, hyphens or underscores are the same. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_\-./]+/g, ' ')
    .trim();
}

/**
 * Says which column of a file fills which field: as declared, else the one of the same name, else the first of the
 * names that other systems use. A required field without a column is a `UsageError` with the line to add.
 */
export function mapColumns(
  file: string,
  columns: readonly string[],
  source: Source,
  organisation: Organisation,
  sensitive: SensitiveContent,
  toldIn: ToldIn = 'whichhalf.yaml',
): Mapping {
  const table = fieldsOf(source.table);
  const taken = new Set<string>();
  const declared = declaredFields(file, columns, source, table, taken, toldIn);
  const named = [...declared, ...constantFields(source, table)];
  const missing = () => table.fields.filter(({ name }) => !named.some((mapped) => mapped.name === name));
  for (const how of ['same name', 'synonym'] as const) {
    for (const field of missing()) {
      if (how === 'same name' && field.kind === 'identity') continue;
      if (source.columns[field.name] === takenOut) continue;
      const column = findColumn(columns, taken, how === 'synonym' ? field.synonyms : [field.name]);
      if (column === undefined) continue;
      taken.add(column);
      named.push({ ...field, how, column, constant: undefined });
    }
  }
  refuseMissing(file, columns, source, named, missing(), toldIn);
  const extras = measureFields(columns, taken, source.table, organisation, named);
  const fields = [...named, ...extras].map((field) => withOtherwise(file, columns, field, source, toldIn));
  for (const field of fields) refuseWithoutPurpose(file, field, source, sensitive, toldIn);
  const used = new Set(fields.flatMap(({ column, otherwise }) => [column, otherwise]));
  const listsInOne = fields.some(({ name, column }) => name === 'as-of' && column !== undefined);
  return {
    table: listsInOne ? { ...table, rowsPerId: 'many' } : table,
    fields,
    dropped: columns.filter((column) => !used.has(column)),
  };
}

function findColumn(
  columns: readonly string[],
  taken: ReadonlySet<string>,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const column = columns.find((each) => !taken.has(each) && plainName(each) === plainName(name));
    if (column !== undefined) return column;
  }
  return undefined;
}

function declaredFields(
  file: string,
  columns: readonly string[],
  source: Source,
  table: TableFields,
  taken: Set<string>,
  toldIn: ToldIn,
): MappedField[] {
  const pick = (part: 'columns' | 'values' | 'labels', name: string, column: string): string => {
    const there = headingsThere(columns, column, source.alsoCalled?.[name] ?? []);
    const [found] = there;
    if (found === undefined) throw noSuchColumn(file, columns, `${part}: ${name}`, column, toldIn);
    if (there.length > 1) throw bothHeadings(file, name, there, toldIn);
    taken.add(found);
    return found;
  };
  const named = { ...onlyAlsoCalled(source), ...source.columns };
  const filled = Object.entries(named).filter(([, column]) => column !== takenOut);
  const fields = filled.map(([name, column]): MappedField => {
    const field = table.fields.find((each) => each.name === name) ?? courseOrProgramme(table, name);
    if (field === undefined) throw noSuchField(file, table, name);
    return { ...field, how: 'declared', column: pick('columns', name, column), constant: undefined };
  });
  const values = Object.entries(source.values).map(([name, column]) =>
    extraField(name, 'number', 'declared', pick('values', name, column)),
  );
  const labels = Object.entries(source.labels).map(([name, column]) =>
    extraField(name, 'text', 'declared', pick('labels', name, column)),
  );
  return [...fields, ...values, ...labels];
}

/** Fields of which the source says nothing but other headings: the first of them stands for all. */
function onlyAlsoCalled({ columns, values, labels, alsoCalled = {} }: Source): Record<string, string> {
  const entries = Object.entries(alsoCalled).filter(
    ([name]) => !(name in { ...columns, ...values, ...labels }),
  );
  return Object.fromEntries(
    entries.flatMap(([name, [first]]) => (first === undefined ? [] : [[name, first]])),
  );
}

/** The columns of a file that stand for one field under any of its headings. */
export function headingsThere(
  columns: readonly string[],
  column: string,
  alsoCalled: readonly string[],
): readonly string[] {
  const found = [column, ...alsoCalled].flatMap((heading) =>
    columns.includes(heading) ? heading : (findColumn(columns, new Set(), [heading]) ?? []),
  );
  return [...new Set(found)];
}

function withOtherwise(
  file: string,
  columns: readonly string[],
  field: MappedField,
  { otherwise }: Source,
  toldIn: ToldIn,
): MappedField {
  const second = otherwise[field.name];
  if (second === undefined) return field;
  const found = findColumn(columns, new Set(), [second]);
  if (found === undefined) throw noSuchColumn(file, columns, `otherwise: ${field.name}`, second, toldIn);
  return { ...field, otherwise: found };
}

/** Attendance calls it course, assessments and reactions call it programme: either word is understood. */
function courseOrProgramme(table: TableFields, name: string): Field | undefined {
  if (name !== 'course' && name !== 'programme') return undefined;
  return table.fields.find((field) => field.name === 'course' || field.name === 'programme');
}

function constantFields(source: Source, table: TableFields): MappedField[] {
  return Object.entries(source.constants).map(([name, constant]) => {
    const field = table.fields.find((each) => each.name === name) ?? courseOrProgramme(table, name);
    const mapped = field ?? extraField(name, 'text', 'constant', undefined);
    return { ...mapped, how: 'constant', column: undefined, constant };
  });
}

function extraField(
  name: string,
  kind: 'number' | 'text',
  how: HowMapped,
  column: string | undefined,
): MappedField {
  const stored = `${kind === 'number' ? 'v' : 'l'}_${name}`;
  return { name, kind, stored, required: false, how, column, constant: undefined };
}

/** Columns that a measure names load by themselves; in a file of team facts every column is a fact. */
function measureFields(
  columns: readonly string[],
  taken: ReadonlySet<string>,
  table: FactTable,
  organisation: Organisation,
  named: readonly MappedField[],
): MappedField[] {
  const wanted = wantedBy(organisation, table, columns);
  const extras: MappedField[] = [];
  for (const [name, kind] of wanted) {
    if ([...named, ...extras].some((field) => field.name === name)) continue;
    const column = findColumn(columns, table === 'team-facts' ? taken : new Set(), [name]);
    if (column !== undefined) extras.push(extraField(name, kind, 'measure', column));
  }
  return extras;
}

function wantedBy(
  organisation: Organisation,
  table: FactTable,
  columns: readonly string[],
): readonly (readonly [string, 'number' | 'text'])[] {
  if (table === 'team-facts') return columns.map((column) => [column, 'text'] as const);
  return Object.values(organisation.measures)
    .filter((measure) => measure.table === table)
    .flatMap(({ value, where }) => [
      ...(value === undefined || table === 'outcomes' ? [] : [[value, 'number'] as const]),
      ...Object.keys(where).map((label) => [label, 'text'] as const),
    ]);
}

/**
 * Texts that stay as they are must not be what customers are called or wrote, unless the source says what for; scores of
 * feelings by a machine are never loaded. A field of the table is looked at by its cells, a label by its name as well.
 */
function refuseWithoutPurpose(
  file: string,
  { name, kind, stored, column }: MappedField,
  { purpose }: Source,
  sensitive: SensitiveContent,
  toldIn: ToldIn,
): void {
  if (column === undefined || (kind !== 'text' && kind !== 'number')) return;
  const found = sensitive(column, stored === name ? 'cells' : 'name and cells');
  if (found === undefined || (!found.never && (kind === 'number' || purpose[name] !== undefined))) return;
  throw withoutPurpose(file, name, column, found, toldIn);
}

function refuseMissing(
  file: string,
  columns: readonly string[],
  source: Source,
  named: readonly MappedField[],
  missing: readonly Field[],
  toldIn: ToldIn,
): void {
  const keys = missing.filter((field) => field.required && !named.some(({ name }) => name === field.name));
  const [first, ...others] = keys;
  if (first !== undefined) throw missingColumns(file, columns, source, [first, ...others], toldIn);
}
