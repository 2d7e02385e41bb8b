import type { Query } from '../../warehouse/sql.ts';
import { missingWords } from '../words.ts';

export const longestMissingWord = Math.max(...missingWords.map((word) => word.length));

const missingList = missingWords.map((word) => `'${word}'`).join(', ');

export function isMissingWord(text: Query): Query {
  return { text: `list_contains([${missingList}], lower(${text.text}))`, values: [] };
}
