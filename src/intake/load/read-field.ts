import { UsageError } from '../../model/refusal.ts';
import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import {
  type DateFormat,
  type DateOrder,
  type DeclaredOrder,
  decideOrder,
  formatForPeople,
  formatsOf,
  readDateShapes,
} from '../detect-dates.ts';
import { type DecimalSign, decideDecimal } from '../detect-numbers.ts';
import type { MappedField } from '../map-columns.ts';
import { absentWords, afterWords, beforeWords, cameWords, leaderWords, noWords, yesWords } from '../words.ts';
import { orderEvidence, shapesOf, wordsOf } from './profile-column.ts';

/** What the source says about how its cells are to be read. */
export interface CellRules {
  readonly file: string;
  readonly dateOrder: DeclaredOrder | undefined;
  readonly decimal: DecimalSign | undefined;
  /** Numbers and times come typed, as in JSON and Parquet. */
  readonly typed: boolean;
  /** Zone of times without an offset. */
  readonly timeZone: string;
  /** Zone in which facts are kept. */
  readonly organisationZone: string;
}

/** How the cells of one field are read: their value in SQL, and when a cell that is not empty cannot be read. */
export interface FieldReading {
  readonly value: Query;
  readonly unreadable: Query | undefined;
  /** What an unreadable cell is not. */
  readonly noun: string;
  readonly readAs: string;
}

/** Decides, from the whole column, how a field is read. A column that leaves it open is a `UsageError` that asks. */
export async function readField(
  inside: Warehouse,
  field: MappedField,
  column: Query,
  rules: CellRules,
): Promise<FieldReading> {
  const text = column;
  switch (field.kind) {
    case 'date':
    case 'time':
      return readDates(inside, field, column, rules);
    case 'number':
      return readNumbers(inside, field, column, rules);
    case 'flag':
      return readWords(text, yesWords, noWords, 'yes or no');
    case 'attended':
      return readWords(text, cameWords, absentWords, 'came or no-show');
    case 'member-role':
      return readRoles(text);
    case 'moment':
      return readMoments(text);
    case 'person':
      return { value: text, unreadable: undefined, noun: '', readAs: 'person, kept as a pseudonym' };
    case 'key':
      return { value: text, unreadable: undefined, noun: '', readAs: 'id, kept as a keyed hash' };
    case 'customer':
      return { value: text, unreadable: undefined, noun: '', readAs: 'customer, kept as a keyed hash' };
    default:
      return { value: text, unreadable: undefined, noun: '', readAs: 'text' };
  }
}

function readWords(text: Query, yes: readonly string[], no: readonly string[], noun: string): FieldReading {
  const value = sql`case when list_contains([${listOf(yes)}], lower(${text})) then true when list_contains([${listOf(no)}], lower(${text})) then false end`;
  return { value, unreadable: sql`${text} is not null and (${value}) is null`, noun, readAs: noun };
}

function readMoments(text: Query): FieldReading {
  const value = sql`case when list_contains([${listOf(beforeWords)}], lower(${text})) then 'before' when list_contains([${listOf(afterWords)}], lower(${text})) then 'after' end`;
  const noun = 'before or after';
  return { value, unreadable: sql`${text} is not null and (${value}) is null`, noun, readAs: noun };
}

function readRoles(text: Query): FieldReading {
  const value = sql`case when list_contains([${listOf(leaderWords)}], lower(${text})) then 'leader' else 'member' end`;
  return { value, unreadable: undefined, noun: '', readAs: 'leader or member' };
}

function listOf(words: readonly string[]): Query {
  return joinSql(words.map((word) => sql`${word}`));
}

async function readNumbers(
  inside: Warehouse,
  field: MappedField,
  column: Query,
  rules: CellRules,
): Promise<FieldReading> {
  const text = column;
  const shapes = await shapesOf(inside, column);
  const decision = decideDecimal(shapes, rules.decimal ?? (rules.typed ? '.' : undefined));
  if (decision.kind === 'none') {
    const words = await wordsOf(inside, column, 10);
    const flags =
      words.length > 0 && words.every((word) => [...yesWords, ...noWords].includes(word as 'yes'));
    const read = readWords(text, yesWords, noWords, 'number');
    if (flags) return { ...read, value: sql`cast(${read.value} as double)`, readAs: 'yes as 1, no as 0' };
    return { ...castNumbers(text, '.', true), readAs: words.length === 0 ? 'number (all empty)' : 'number' };
  }
  if (decision.kind === 'mixed') {
    throw askFor(
      rules.file,
      field,
      `mixes numbers such as ${decision.examples.join(' and ')}`,
      'decimal: "."',
      'decimal: ","',
    );
  }
  if (decision.kind === 'open') {
    throw askFor(
      rules.file,
      field,
      `leaves open what its numbers mean, such as ${decision.example}`,
      'decimal: "."',
      'decimal: ","',
    );
  }
  const { decimal, grouped, why } = decision;
  const sign =
    why === 'whole numbers' ? why : `number with decimal ${decimal === '.' ? 'point' : 'comma'}, ${why}`;
  return { ...castNumbers(text, decimal, grouped), readAs: sign };
}

function castNumbers(text: Query, decimal: DecimalSign, grouped: boolean): Omit<FieldReading, 'readAs'> {
  const value = sql`try_cast(${decimal === ',' ? sql`replace(${ungrouped(text, decimal, grouped)}, ',', '.')` : ungrouped(text, decimal, grouped)} as double)`;
  const finite = sql`case when isfinite(${value}) then ${value} end`;
  return { value: finite, unreadable: sql`${text} is not null and (${finite}) is null`, noun: 'number' };
}

/** Thousands are marked off only where the column does so, and then only where the marks stand right. */
function ungrouped(text: Query, decimal: DecimalSign, grouped: boolean): Query {
  const pattern =
    decimal === '.'
      ? '^[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?$'
      : "^[+-]?\\d{1,3}([. '\\x{a0}\\x{202f}]\\d{3})+(,\\d+)?$";
  const marks = decimal === '.' ? ',' : "[. '\\x{a0}\\x{202f}]";
  const point = decimal === ',' ? sql`case when contains(${text}, '.') then null else ${text} end` : text;
  if (!grouped) return point;
  return sql`case when regexp_matches(${text}, ${pattern}) then regexp_replace(${text}, ${marks}, '', 'g') else ${point} end`;
}

async function readDates(
  inside: Warehouse,
  field: MappedField,
  column: Query,
  rules: CellRules,
): Promise<FieldReading> {
  const text = column;
  if (rules.dateOrder === 'unix' || rules.dateOrder === 'unix-ms') {
    return finishDate(
      field,
      text,
      unixTime(text, rules.dateOrder, rules.organisationZone),
      `unix time, as declared`,
    );
  }
  const shapes = await shapesOf(inside, column);
  const read = readDateShapes(shapes);
  if (read.shapes.length === 0 && shapes.length > 0)
    throw noDates(rules.file, field, shapes[0]?.example ?? '');
  const { order, why } = await orderOf(inside, field, column, rules, read.openSeparators);
  const formats = formatsOf(read, order);
  const zone =
    formats.some(({ clock }) => clock !== 'day') && field.kind === 'time'
      ? `, ${zoneWords(formats, rules)}`
      : '';
  const shown = formats
    .slice(0, 4)
    .map(({ format }) => formatForPeople(format))
    .join(' or ');
  return finishDate(
    field,
    text,
    parseDates(text, formats, rules),
    `${shown}${why === '' ? '' : `, ${why}`}${zone}`,
  );
}

async function orderOf(
  inside: Warehouse,
  field: MappedField,
  column: Query,
  rules: CellRules,
  separators: readonly string[],
): Promise<{ order: DateOrder; why: string }> {
  if (separators.length === 0) return { order: 'ymd', why: '' };
  const evidence = await orderEvidence(inside, column, separators);
  const declared = rules.dateOrder === 'unix' || rules.dateOrder === 'unix-ms' ? undefined : rules.dateOrder;
  const decision = decideOrder(evidence, separators, declared);
  if (decision.kind === 'decided') return decision;
  const what =
    decision.kind === 'mixed'
      ? `mixes dates with the day first (${evidence.firstIsDay}) and with the month first (${evidence.secondIsDay})`
      : 'leaves open whether the day or the month comes first: no date of the whole column has a number above 12';
  throw askFor(rules.file, field, what, 'dateOrder: dmy', 'dateOrder: mdy');
}

function finishDate(field: MappedField, text: Query, time: Query, readAs: string): FieldReading {
  const sane = sql`case when year(${time}) between 1900 and 2200 then ${time} end`;
  const value = field.kind === 'date' ? sql`cast(${sane} as date)` : sane;
  const noun = field.kind === 'date' ? 'day' : 'time';
  return {
    value,
    unreadable: sql`${text} is not null and (${sane}) is null`,
    noun,
    readAs: `${noun} ${readAs}`,
  };
}

function parseDates(text: Query, formats: readonly DateFormat[], rules: CellRules): Query {
  const parsed = (clock: DateFormat['clock'], wrap: (time: Query) => Query): readonly Query[] => {
    const own = formats.filter((format) => format.clock === clock).map(({ format }) => sql`${format}`);
    return own.length === 0 ? [] : [wrap(sql`try_strptime(${text}, [${joinSql(own)}])`)];
  };
  const to = rules.organisationZone;
  const same = rules.timeZone === to;
  const all = [
    ...parsed('day', (time) => time),
    ...parsed('local', (time) => (same ? time : sql`timezone(${to}, timezone(${rules.timeZone}, ${time}))`)),
    ...parsed('utc', (time) => sql`timezone(${to}, timezone('UTC', ${time}))`),
    ...parsed('offset', (time) => sql`timezone(${to}, ${time})`),
  ];
  return all.length === 0 ? sql`cast(null as timestamp)` : sql`coalesce(${joinSql(all)})`;
}

function unixTime(text: Query, unit: 'unix' | 'unix-ms', zone: string): Query {
  const seconds = sql`try_cast(${text} as double) / ${unit === 'unix' ? 1 : 1000}`;
  return sql`timezone(${zone}, to_timestamp(case when abs(${seconds}) < 7e9 then ${seconds} end))`;
}

function zoneWords(formats: readonly DateFormat[], rules: CellRules): string {
  const local = formats.some(({ clock }) => clock === 'local')
    ? [`as clocks show it in ${rules.timeZone}`]
    : [];
  const offset = formats.some(({ clock }) => clock === 'offset' || clock === 'utc') ? ['by its offset'] : [];
  return `${[...local, ...offset].join(' or ')}, kept in the time of ${rules.organisationZone}`;
}

function askFor(file: string, field: MappedField, what: string, first: string, second: string): UsageError {
  return new UsageError(
    `${file}: column "${field.column ?? field.name}" (${field.name}) ${what}.`,
    `Say which it is in its source in whichhalf.yaml: add the line "${first}" or "${second}".`,
  );
}

function noDates(file: string, field: MappedField, example: string): UsageError {
  const hint = /^\d{10}$|^\d{13}$/.test(example)
    ? 'If these are seconds since 1970, add the line "dateOrder: unix" to its source in whichhalf.yaml ("unix-ms" for milliseconds).'
    : `Name the column with the ${field.name} in its source in whichhalf.yaml ("columns: { ${field.name}: ... }"), or export dates as YYYY-MM-DD.`;
  const shown = field.column === undefined ? 'the constant' : `column "${field.column}"`;
  return new UsageError(
    `${file}: ${shown} (${field.name}) holds no dates, such as ${JSON.stringify(example.slice(0, 30))}.`,
    hint,
  );
}
