import type { Source } from '../../contract/organisation.ts';
import { UsageError } from '../../model/refusal.ts';
import type { Query } from '../../warehouse/sql.ts';
import type { DeclaredOrder } from '../detect-dates.ts';
import type { DecimalSign } from '../detect-numbers.ts';
import type { MappedField } from '../map-columns.ts';
import type { DateSystem } from '../serial-dates.ts';
import { placeOf, type ToldIn } from '../told-in.ts';

/** What the source says about how its cells are to be read. */
export interface CellRules {
  readonly file: string;
  readonly dateOrder: DeclaredOrder | undefined;
  /** Whether a month without a day stands for its first. */
  readonly months: boolean;
  readonly decimal: DecimalSign | undefined;
  /** Of a spreadsheet: from where it counts days that stand as plain numbers. */
  readonly dateSystem: DateSystem | undefined;
  /** Fields and values whose numbers are in another unit than the facts. */
  readonly units: Source['units'];
  /** Numbers and times come typed, as in JSON and Parquet. */
  readonly typed: boolean;
  /** Zone of times without an offset. */
  readonly timeZone: string;
  /** Zone in which facts are kept. */
  readonly organisationZone: string;
  readonly toldIn: ToldIn;
}

/** How the cells of one field are read, in two steps so that each is done once per row. */
export interface FieldReading {
  /** Over a column of `cells`. */
  readonly parsed: Query;
  /** Over what was parsed: the value, NULL where it cannot be one. */
  readonly checked: (parsed: Query) => Query;
  /** What a cell that cannot be read is not; empty where every cell can be read. */
  readonly noun: string;
  readonly readAs: string;
}

/** The whole column leaves it open: the source must say which of two it is. */
export function askFor(
  { file, toldIn }: CellRules,
  field: MappedField,
  what: string,
  key: 'dateOrder' | 'decimal',
  [first, second]: readonly [string, string],
): UsageError {
  const flag = key === 'decimal' ? '--decimal' : '--date-order';
  const line = (value: string) => (toldIn === 'flags' ? `${flag} ${value}` : `"${key}: ${value}"`);
  return new UsageError(
    `${file}: column "${field.column ?? field.name}" (${field.name}) ${what}.`,
    `Say which it is ${placeOf(toldIn)}: ${toldIn === 'flags' ? '' : 'add the line '}${line(first)} or ${line(second)}.`,
  );
}
