import type { Source } from '../../contract/organisation.ts';
import { type Query, sql } from '../../warehouse/sql.ts';
import type { FieldReading } from './field-reading.ts';

type Unit = Source['units'][string];

const secondsIn = { milliseconds: 0.001, seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/** Durations become seconds, per cent become shares from 0 to 1. `readNumbers` reads the cell as a plain number. */
export async function readInUnit(
  cell: Query,
  unit: Unit,
  readNumbers: (cell: Query) => Promise<FieldReading>,
): Promise<FieldReading> {
  switch (unit) {
    case 'h:mm:ss':
    case 'mm:ss':
    case 'h:mm':
      return reading(clockSeconds(cell, unit), `duration written ${unit}, kept in seconds`);
    case 'words':
      return reading(worded(cell), 'duration in words, kept in seconds');
    case 'per cent':
      return scaled(
        await readNumbers(sql`rtrim(replace(${cell}, '%', ''))`),
        0.01,
        'per cent, kept as a share',
      );
    default:
      return scaled(await readNumbers(cell), secondsIn[unit], `${unit}, kept in seconds`);
  }
}

function reading(parsed: Query, readAs: string): FieldReading {
  return { parsed, checked: (value) => value, noun: 'duration', readAs };
}

function scaled(numbers: FieldReading, factor: number, words: string): FieldReading {
  return {
    ...numbers,
    checked: (value) => sql`${numbers.checked(value)} * cast(${factor} as double)`,
    readAs: `${words}; ${numbers.readAs}`,
  };
}

/** Clocks of two or three parts; what two parts mean is in the unit. Hours may go beyond 24. */
function clockSeconds(cell: Query, unit: 'h:mm:ss' | 'mm:ss' | 'h:mm'): Query {
  const part = (pattern: string, group: number) =>
    sql`try_cast(nullif(regexp_extract(${cell}, ${pattern}, ${group}), '') as double)`;
  const three = '^(\\d+):([0-5]?\\d):([0-5]?\\d(?:\\.\\d+)?)$';
  const two = '^(\\d+):([0-5]?\\d(?:\\.\\d+)?)$';
  const whole = sql`${part(three, 1)} * 3600 + ${part(three, 2)} * 60 + ${part(three, 3)}`;
  if (unit === 'h:mm:ss') return whole;
  const short =
    unit === 'mm:ss'
      ? sql`${part(two, 1)} * 60 + ${part(two, 2)}`
      : sql`${part(two, 1)} * 3600 + ${part(two, 2)} * 60`;
  return sql`coalesce(${whole}, ${short})`;
}

/** "2 days 3 hours 4 minutes", in English, German, French, Italian or Spanish; at least one part must be there. */
function worded(cell: Query): Query {
  const amount = (units: string) =>
    sql`try_cast(nullif(regexp_extract(lower(${cell}), ${`(\\d+) ?(?:${units})`}, 1), '') as double)`;
  const days = amount('days?|tage?n?|jours?|giorn[oi]|d[ií]as?|d\\b');
  const hours = amount('hours?|stunden?|heures?|or[ae]\\b|horas?|hrs?\\b|h\\b');
  const minutes = amount('min');
  const seconds = amount('sec|sek|seg|s\\b');
  return sql`case when coalesce(${days}, ${hours}, ${minutes}, ${seconds}) is not null then
    coalesce(${days}, 0) * 86400 + coalesce(${hours}, 0) * 3600 + coalesce(${minutes}, 0) * 60 + coalesce(${seconds}, 0) end`;
}
