import type { FactTable } from '../contract/organisation.ts';
import type { ColumnLook, Look } from './column-look.ts';
import type { Field, FieldKind } from './fact-fields.ts';
import { plainName } from './map-columns.ts';
import { isCountOrRank, speaksOf } from './name-hints.ts';

const looksOfKind: Readonly<Record<FieldKind, Partial<Record<Look, number>>>> = {
  person: { 'e-mail': 1, name: 1, code: 0.7, words: 0.4, 'few words': 0.4, 'whole number': 0.4, rating: 0.3 },
  identity: { 'e-mail': 1, name: 1, words: 0.6, code: 0.6 },
  key: { code: 1, 'whole number': 1, words: 0.3 },
  case: { code: 1, 'whole number': 1, words: 0.3 },
  text: { 'few words': 1, words: 0.6, code: 0.5, name: 0.3, 'whole number': 0.3, rating: 0.2 },
  date: { date: 1 },
  time: { date: 1 },
  number: { number: 1, 'whole number': 1, rating: 1, duration: 1, 'yes or no': 0.4 },
  flag: { 'yes or no': 1, rating: 0.2 },
  attended: { 'came or not': 1, 'yes or no': 1 },
  moment: { 'few words': 0.6 },
  'member-role': { 'few words': 0.8 },
  customer: { code: 1, 'whole number': 1, 'e-mail': 1, name: 0.6, words: 0.6 },
};

/** How well the cells of a column suit a field, from 0 (not at all) to 1. */
export function fitOfCells(field: Field, look: ColumnLook): number {
  const fit = looksOfKind[field.kind][look.look] ?? 0;
  const once = look.different === look.filled && look.filled > 3;
  if (field.kind === 'key' && !once) return 0;
  if (field.name === 'rating') return look.look === 'rating' || look.look === 'number' ? fit : fit * 0.4;
  if (field.kind === 'person' && once && look.filled > 20) return fit * 0.4;
  return fit;
}

/** How well the name of a column suits a field: 1 for its own and those that systems use, less for words within it. */
export function fitOfName({ name, synonyms }: Field, column: string): number {
  const plain = plainName(column);
  const at = [name, ...synonyms].findIndex((each) => plainName(each) === plain);
  if (at >= 0) return 1;
  const within = synonyms.some((each) => each.length >= 4 && ` ${plain} `.includes(` ${plainName(each)} `));
  return within || speaksOf(name, column) ? 0.7 : 0;
}

/** What may be told by cells alone, whatever the column is called. */
const byCellsAlone: Readonly<Partial<Record<FactTable, readonly string[]>>> = {
  interactions: ['id', 'time', 'person', 'rating'],
  attendance: ['date', 'person', 'status'],
  events: ['id', 'date', 'person'],
  telephony: ['time', 'person'],
  assessments: ['date', 'person'],
  reactions: ['date', 'person'],
  people: ['person', 'joined'],
  teams: ['person'],
  outcomes: ['date'],
  approvals: ['time', 'person'],
};

/** Name and cells together; 0 where either says no. A column without a cell goes by its name: later files may fill it. */
export function fitOf(table: FactTable, field: Field, look: ColumnLook): number {
  if (look.look === 'empty') return field.required ? 0 : 0.5 * fitOfName(field, look.column);
  const cells = fitOfCells(field, look);
  if (cells === 0) return 0;
  const name = fitOfName(field, look.column);
  if (field.name === 'rating' && name === 0 && (look.look !== 'rating' || isCountOrRank(look.column)))
    return 0;
  if (name > 0) return 0.6 * name + 0.4 * cells;
  return byCellsAlone[table]?.includes(field.name) && cells >= 0.7 ? 0.4 * cells : 0;
}
