import type { FactTable } from '../contract/organisation.ts';
import type { ColumnLook, Look } from './column-look.ts';
import type { Field, FieldKind } from './fact-fields.ts';
import { plainName } from './map-columns.ts';

/** Words in the name of a column that speak for a field, where none of the names that systems use stands there. */
const hints: Readonly<Record<string, RegExp>> = {
  person:
    /\b(agent|handled|handler|owner|assign\w*|staff|employee|advis[eo]r|operator|rep|representative|clerk|colleague|consultant|closed by|served|answered by|processed by|resolved by|mitarbeiter\w*|bearbeite\w*|sachbearbeiter\w*|berater\w*|agente|conseiller|operador)\b/,
  first: /\bfirst (agent|owner|handler|assignee)\b/,
  time: /\b(date|time|timestamp|closed|created|opened|resolved|solved|received|completed|started|ended|when|datum|zeit\w*|erstellt|geschlossen|fecha|horodatage)\b/,
  date: /\b(date|day|time|on|completed|received|attended|when|datum|tag|monat|month|week|fecha)\b/,
  id: /\b(id|no|nr|number|ref|reference|ticket|case|call|conversation|vorgang\w*|fall\w*|nummer|key)\b/,
  case: /\b(id|no|nr|number|ref|reference|ticket|case|request|vorgang\w*|nummer)\b/,
  rating:
    /\b(rating|rated|score|csat|nps|satisf\w*|stars?|smiley|happy|bewertung|zufrieden\w*|grade|points)\b/,
  score: /\b(score|points|result|grade|punkte|ergebnis|percent)\b/,
  team: /\b(team|group|unit|squad|shift|crew|gruppe|abteilung|equipe)\b/,
  site: /\b(site|location|branch|office|hotel|store|property|standort|filiale|building)\b/,
  channel: /\b(channel|via|medium|kanal|contact type|origin)\b/,
  reason: /\b(reason|category|topic|issue|grund|anliegen|kategorie|thema)\b/,
  customer: /\b(customer|client|guest|requester|caller|contact|kunde\w*|gast)\b/,
  asked: /\b(survey\w*|asked|invited)\b/,
  course: /\b(course|training|class|kurs|schulung|seminar|programme?|workshop)\b/,
  programme: /\b(course|training|class|kurs|schulung|seminar|programme?|workshop)\b/,
  status: /\b(attend\w*|present|came|teilnahme|completion)\b/,
  joined: /\b(joined|hired?|entry|start\w*|since|eintritt\w*)\b/,
  left: /\b(left|leave\w*|exit|termination|end|austritt\w*)\b/,
};

const looksOfKind: Readonly<Record<FieldKind, Partial<Record<Look, number>>>> = {
  person: { 'e-mail': 1, name: 1, code: 0.7, words: 0.4, 'few words': 0.4, 'whole number': 0.4 },
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
  return within || hints[name]?.test(plain) === true ? 0.7 : 0;
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

/** Name and cells together; 0 where either says no. */
export function fitOf(table: FactTable, field: Field, look: ColumnLook): number {
  const cells = fitOfCells(field, look);
  if (cells === 0) return 0;
  const name = fitOfName(field, look.column);
  if (name > 0) return 0.6 * name + 0.4 * cells;
  return byCellsAlone[table]?.includes(field.name) && cells >= 0.7 ? 0.4 * cells : 0;
}
