import { UsageError } from '../../model/refusal.ts';
import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import {
  type DateFormat,
  type DateOrder,
  decideOrder,
  formatForPeople,
  formatsOf,
  type ReadDates,
  readDateShapes,
} from '../detect-dates.ts';
import type { MappedField } from '../map-columns.ts';
import { type DateSystem, dayZero, isSerialDate, saysDate, serialNumbers } from '../serial-dates.ts';
import { lineToWrite } from '../told-in.ts';
import { askFor, type CellRules, type FieldReading } from './field-reading.ts';
import { isoFormat, orderEvidence, shapesOf } from './profile-column.ts';

/** Decides how a column of days or times is read; one that leaves it open is a `UsageError` that asks. */
export async function readDates(
  inside: Warehouse,
  field: MappedField,
  column: Query,
  rules: CellRules,
): Promise<FieldReading> {
  const text = column;
  if (rules.dateOrder === 'unix' || rules.dateOrder === 'unix-ms') {
    return dateReading(
      field,
      unixTime(text, rules.dateOrder, rules.organisationZone),
      `unix time, as declared`,
    );
  }
  const iso = await isoFormat(inside, column);
  if (iso !== undefined) {
    const time = toOrganisationZone(sql`try_cast(${text} as timestamp)`, iso.clock, rules);
    return dateReading(field, time, `${formatForPeople(iso.format)}${zoneNote(field, [iso], rules)}`);
  }
  const shapes = await shapesOf(inside, column);
  const read = readDateShapes(shapes, rules.months);
  const counted = countedDates(field, read, rules);
  if (read.shapes.length === 0 && shapes.length > 0 && counted === undefined)
    throw noDates(rules, field, shapes[0]?.example ?? '');
  const { order, why } = await orderOf(inside, field, column, rules, read.openSeparators);
  const formats = formatsOf(read, order);
  const shown = formats
    .slice(0, 4)
    .map(({ format }) => formatForPeople(format))
    .join(' or ');
  const words =
    formats.length === 0 ? '' : `${shown}${why === '' ? '' : `, ${why}`}${zoneNote(field, formats, rules)}`;
  if (counted === undefined) return dateReading(field, parseDates(text, formats, rules), words);
  return dateReading(
    field,
    sql`coalesce(${parseDates(text, formats, rules)}, ${serialTime(text, counted, rules)})`,
    `${words === '' ? '' : `${words}, or `}numbers by which the spreadsheet counts days from ${counted.system}`,
  );
}

interface CountedDates {
  readonly system: DateSystem;
  readonly clock: DateFormat['clock'];
}

/** Days that stand as numbers in a spreadsheet, where the heading or other cells of the column say that it holds dates. */
function countedDates(
  field: MappedField,
  { shapes, unread }: ReadDates,
  rules: CellRules,
): CountedDates | undefined {
  const counted = unread.filter(({ example }) => isSerialDate(example));
  if (rules.dateSystem === undefined || counted.length === 0) return undefined;
  const withTimes = counted.some(({ example }) => example.includes('.'));
  const named = field.how === 'same name' || field.how === 'synonym' || saysDate(field.column ?? field.name);
  if (shapes.length === 0 && !withTimes && !named) return undefined;
  return { system: rules.dateSystem, clock: withTimes ? 'local' : 'day' };
}

function serialTime(text: Query, { system, clock }: CountedDates, rules: CellRules): Query {
  const { least, most } = serialNumbers;
  const days = sql`try_cast(${text} as double)`;
  const seconds = sql`cast(round(case when ${days} >= ${least} and ${days} < ${most} then ${days} end * 86400) as bigint)`;
  return toOrganisationZone(
    sql`(cast(${dayZero[system]} as timestamp) + to_seconds(${seconds}))`,
    clock,
    rules,
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
  throw askFor(rules, field, what, 'dateOrder', ['dmy', 'mdy']);
}

/** Years far from any work are mistakes of typing or reading. */
function dateReading(field: MappedField, parsed: Query, readAs: string): FieldReading {
  const noun = field.kind === 'date' ? 'day' : 'time';
  const sane = (time: Query) => sql`${time} between timestamp '1900-01-01' and timestamp '2200-01-01'`;
  return {
    parsed,
    checked: (time) =>
      field.kind === 'date'
        ? sql`case when ${sane(time)} then cast(${time} as date) end`
        : sql`case when ${sane(time)} then ${time} end`,
    noun,
    readAs: `${noun} ${readAs}`,
  };
}

function parseDates(text: Query, formats: readonly DateFormat[], rules: CellRules): Query {
  const all = (['day', 'local', 'utc', 'offset'] as const).flatMap((clock) => {
    const own = formats.filter((format) => format.clock === clock).map(({ format }) => sql`${format}`);
    const time = sql`try_strptime(${text}, [${joinSql(own)}])`;
    return own.length === 0 ? [] : [toOrganisationZone(time, clock, rules)];
  });
  return all.length === 0 ? sql`cast(null as timestamp)` : sql`coalesce(${joinSql(all)})`;
}

/** Days stay days; times are those of the organisation's clocks. */
function toOrganisationZone(time: Query, clock: DateFormat['clock'], rules: CellRules): Query {
  const { organisationZone: to, timeZone: from } = rules;
  if (clock === 'day' || (clock === 'local' && from === to)) return time;
  if (clock === 'offset') return sql`timezone(${to}, ${time})`;
  return sql`timezone(${to}, timezone(${clock === 'utc' ? 'UTC' : from}, ${time}))`;
}

function unixTime(text: Query, unit: 'unix' | 'unix-ms', zone: string): Query {
  const seconds = sql`try_cast(${text} as double) / ${unit === 'unix' ? 1 : 1000}`;
  return sql`timezone(${zone}, to_timestamp(case when abs(${seconds}) < 7e9 then ${seconds} end))`;
}

function zoneNote(field: MappedField, formats: readonly DateFormat[], rules: CellRules): string {
  const clocks = new Set(formats.map(({ clock }) => clock));
  if (field.kind !== 'time' || (clocks.size === 1 && clocks.has('day'))) return '';
  const local = clocks.has('local') ? [`as clocks show it in ${rules.timeZone}`] : [];
  const offset = clocks.has('offset') || clocks.has('utc') ? ['by its offset'] : [];
  return `, ${[...local, ...offset].join(' or ')}, kept in the time of ${rules.organisationZone}`;
}

function noDates({ file, toldIn }: CellRules, field: MappedField, example: string): UsageError {
  const { name } = field;
  const unix = lineToWrite(toldIn, 'dateOrder: unix', '--date-order unix');
  const other = lineToWrite(toldIn, `columns: { ${name}: ... }`, `--column ${name}="..."`);
  const hint = /^\d{10}$|^\d{13}$/.test(example)
    ? `If these are seconds since 1970, say so ${unix} ("unix-ms" for milliseconds).`
    : isSerialDate(example)
      ? `If these are days as a spreadsheet counts them, give the column a format of dates there, or a heading that says date, and save it again as XLSX.`
      : `Name the column with the ${name} ${other}, or export dates as YYYY-MM-DD.`;
  const shown = field.column === undefined ? 'the constant' : `column "${field.column}"`;
  return new UsageError(
    `${file}: ${shown} (${field.name}) holds no dates, such as ${JSON.stringify(example.slice(0, 30))}.`,
    hint,
  );
}
