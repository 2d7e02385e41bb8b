import { joinSql, type Query, sql } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type DecimalSign, decideDecimal } from '../detect-numbers.ts';
import type { MappedField } from '../map-columns.ts';
import { absentWords, afterWords, beforeWords, cameWords, leaderWords, noWords, yesWords } from '../words.ts';
import { askFor, type CellRules, type FieldReading } from './field-reading.ts';
import { shapesOf, wordsOf } from './profile-column.ts';
import { readDates } from './read-dates.ts';
import { readInUnit } from './read-units.ts';

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
    case 'number': {
      const unit = rules.units[field.name];
      if (unit === undefined) return readNumbers(inside, field, column, rules);
      return readInUnit(column, unit, (cell) => readNumbers(inside, field, cell, rules));
    }
    case 'flag':
      return readWords(text, yesWords, noWords, 'yes or no');
    case 'attended':
      return readWords(text, cameWords, absentWords, 'came or no-show');
    case 'member-role':
      return readRoles(text);
    case 'moment':
      return readMoments(text);
    case 'person':
      return asItIs(text, 'person, kept as a pseudonym');
    case 'identity':
      return asItIs(text, 'tells who is meant; sealed, in no fact');
    case 'key':
      return asItIs(text, 'id, kept as a keyed hash');
    case 'case':
      return asItIs(text, 'case, kept as a keyed hash');
    case 'customer':
      return asItIs(text, 'customer, kept as a keyed hash');
    default:
      return asItIs(text, 'text');
  }
}

function unchecked(parsed: Query): Query {
  return parsed;
}

function asItIs(parsed: Query, readAs: string): FieldReading {
  return { parsed, checked: unchecked, noun: '', readAs };
}

function readWords(text: Query, yes: readonly string[], no: readonly string[], noun: string): FieldReading {
  const value = sql`case when list_contains([${listOf(yes)}], lower(${text})) then true when list_contains([${listOf(no)}], lower(${text})) then false end`;
  return { parsed: value, checked: unchecked, noun, readAs: noun };
}

function readMoments(text: Query): FieldReading {
  const value = sql`case when list_contains([${listOf(beforeWords)}], lower(${text})) then 'before' when list_contains([${listOf(afterWords)}], lower(${text})) then 'after' end`;
  const noun = 'before or after';
  return { parsed: value, checked: unchecked, noun, readAs: noun };
}

function readRoles(text: Query): FieldReading {
  const value = sql`case when list_contains([${listOf(leaderWords)}], lower(${text})) then 'leader' else 'member' end`;
  return asItIs(value, 'leader or member');
}

function listOf(words: readonly string[]): Query {
  return joinSql(words.map((word) => sql`${word}`));
}

const signs = ['"."', '","'] as const;

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
    if (flags) return { ...read, parsed: sql`cast(${read.parsed} as double)`, readAs: 'yes as 1, no as 0' };
    return { ...castNumbers(text, '.', true), readAs: words.length === 0 ? 'number (all empty)' : 'number' };
  }
  if (decision.kind === 'mixed') {
    throw askFor(rules, field, `mixes numbers such as ${decision.examples.join(' and ')}`, 'decimal', signs);
  }
  if (decision.kind === 'open') {
    throw askFor(
      rules,
      field,
      `leaves open what its numbers mean, such as ${decision.example}`,
      'decimal',
      signs,
    );
  }
  const { decimal, grouped, why } = decision;
  const sign =
    why === 'whole numbers' ? why : `number with decimal ${decimal === '.' ? 'point' : 'comma'}, ${why}`;
  return { ...castNumbers(text, decimal, grouped), readAs: sign };
}

function castNumbers(text: Query, decimal: DecimalSign, grouped: boolean): Omit<FieldReading, 'readAs'> {
  const value = sql`try_cast(${decimal === ',' ? sql`replace(${ungrouped(text, decimal, grouped)}, ',', '.')` : ungrouped(text, decimal, grouped)} as double)`;
  return {
    parsed: value,
    checked: (number) => sql`case when isfinite(${number}) then ${number} end`,
    noun: 'number',
  };
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
