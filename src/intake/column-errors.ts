import type { Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { nearWords } from '../organisation/index.ts';
import type { Field, TableFields } from './fact-fields.ts';
import type { Sensitive } from './minimise.ts';
import { lineToWrite, type ToldIn } from './told-in.ts';

/** A file that lacks a column which its source names. */
export function noSuchColumn(
  file: string,
  columns: readonly string[],
  entry: string,
  column: string,
  toldIn: ToldIn,
): UsageError {
  return new UsageError(
    `${file} has no column "${column}", which "${entry}" of its source names; ${nearAndAll(column, columns)}`,
    `Correct the name in ${toldIn === 'flags' ? 'the flag' : toldIn}. If the export was changed, check that the new column means the same.`,
  );
}

/** 'near it: "Handled by". Its columns are: Ref, Closed, Handled by.' */
export function nearAndAll(column: string, columns: readonly string[]): string {
  const near = nearWords(column, columns).map((name) => `"${name}"`);
  const shown = `${columns.slice(0, 60).join(', ')}${columns.length > 60 ? ', ...' : ''}`;
  return near.length === 0
    ? `its columns are: ${shown}.`
    : `near it: ${near.join(', ')}. Its columns are: ${shown}.`;
}

export function noSuchField(file: string, table: TableFields, name: string): UsageError {
  return new UsageError(
    `The source of ${file} maps a field "${name}", which the table ${table.table} does not have; it has: ${table.fields.map((field) => field.name).join(', ')}.`,
    'Put numbers for measures under "values:" and texts for "where:" under "labels:" instead.',
  );
}

/** Two headings that both stand for one field stand in one file: whichever was taken could be the wrong one. */
export function bothHeadings(
  file: string,
  name: string,
  there: readonly string[],
  toldIn: ToldIn,
): UsageError {
  const [first = ''] = there;
  const line = `columns: { ${name}: ${JSON.stringify(first)} }`;
  const without = toldIn === 'flags' ? '' : `, and take the other out of "alsoCalled"`;
  return new UsageError(
    `${file} has ${there.map((column) => `"${column}"`).join(' and ')}, and each of them is known as the column for "${name}". Nothing was loaded.`,
    `Say which it is in this file: whichhalf import ${file} --column ${name}=${JSON.stringify(first)}; or ${lineToWrite(toldIn, line, `--column ${name}=${JSON.stringify(first)}`)}${without}.`,
  );
}

export function missingColumns(
  file: string,
  columns: readonly string[],
  { table }: Source,
  fields: readonly [Field, ...Field[]],
  toldIn: ToldIn,
): UsageError {
  const [{ name, kind }] = fields;
  const column = lineToWrite(
    toldIn,
    `columns: { ${name}: NAME OF ITS COLUMN }`,
    `--column ${name}="NAME OF ITS COLUMN"`,
  );
  const constant = toldIn === 'flags' ? `--constant ${name}="..."` : `"constants: { ${name}: ... }"`;
  return new UsageError(
    `${file} has no column for ${fields.map((field) => `"${field.name}"`).join(' and ')} of the table ${table}; its columns are: ${columns.join(', ')}.`,
    `Name the column ${column}${kind === 'text' ? `, or give one value for the whole file: ${constant}` : ''}.`,
  );
}

export function withoutPurpose(
  file: string,
  name: string,
  column: string,
  { what, never }: Sensitive,
  toldIn: ToldIn,
): UsageError {
  const place = toldIn === 'flags' ? 'a source in whichhalf.yaml' : toldIn;
  return new UsageError(
    `${file}: column "${column}", which is to be loaded as "${name}", holds ${what}.`,
    never
      ? `Such a column is never loaded: take it out ${toldIn === 'flags' ? 'of the flags' : `of ${toldIn}`}.`
      : `Leave it out, or say in ${place} what it is needed for: "purpose: { ${name}: ... }".`,
  );
}
