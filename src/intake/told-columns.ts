import { factTables, type Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { nearWords } from '../organisation/index.ts';
import { nearAndAll } from './column-errors.ts';
import { fieldsOf } from './fact-fields.ts';
import { plainName } from './map-columns.ts';
import type { Corrections } from './mapping-corrections.ts';

const flagOf = { columns: '--column', values: '--value', labels: '--label' } as const;
const parts = Object.keys(flagOf) as readonly (keyof typeof flagOf)[];

/**
 * Holds what the command line says of columns against the columns that the file has.
 *
 * @throws UsageError that names the flag, and what is near it.
 */
export function checkToldColumns(file: string, columns: readonly string[], corrections: Corrections): void {
  const there = new Set(columns.map(plainName));
  for (const part of parts) {
    for (const [name, column] of Object.entries(corrections[part])) {
      if (column !== '' && !there.has(plainName(column))) {
        throw noToldColumn(file, columns, column, `${flagOf[part]} ${name}=`);
      }
    }
  }
  for (const column of corrections.leftOut) {
    if (!there.has(plainName(column))) throw noToldColumn(file, columns, column, '--leave-out ');
  }
}

function noToldColumn(file: string, columns: readonly string[], column: string, flag: string): UsageError {
  const [near = 'NAME OF ITS COLUMN'] = nearWords(column, columns);
  return new UsageError(
    `${file} has no column "${column}", which ${flag}${JSON.stringify(column)} names; ${nearAndAll(column, columns)}`,
    `Correct the flag: ${flag}${JSON.stringify(near)}.`,
  );
}

/** Holds the fields that the command line names against those of the table. */
export function checkToldFields(source: Source, { columns, units }: Corrections): void {
  const fields = fieldsOf(source.table).fields.map(({ name }) => name);
  const both = fields.some((name) => name === 'course' || name === 'programme')
    ? ['course', 'programme']
    : [];
  const numbers = [...fields, ...Object.keys(source.values)];
  const takenOut = new Set(factTables.flatMap((table) => fieldsOf(table).fields.map(({ name }) => name)));
  const field = Object.entries(columns)
    .filter(([name, column]) => column !== '' || !takenOut.has(name))
    .map(([name]) => name)
    .find((name) => ![...fields, ...both].includes(name));
  if (field !== undefined) throw noToldField(source, fields, field, `--column ${field}=`);
  const unit = Object.keys(units).find((name) => !numbers.includes(name));
  if (unit !== undefined) throw noToldField(source, numbers, unit, `--unit ${unit}=`);
}

function noToldField(
  { file, table }: Source,
  fields: readonly string[],
  name: string,
  flag: string,
): UsageError {
  const near = nearWords(name, fields);
  const meant = near.length === 0 ? '' : `; near it: ${near.join(', ')}`;
  return new UsageError(
    `${file}: the table ${table} has no field "${name}", which ${flag} names${meant}. Its fields are: ${fields.join(', ')}.`,
    `Correct the flag${near[0] === undefined ? '' : `: ${flag.replace(name, near[0])}...`}. Numbers for measures are told by --value NAME="COLUMN", texts by --label NAME="COLUMN".`,
  );
}
