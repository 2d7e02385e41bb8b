import { speaksOf, spokenName } from './name-hints.ts';

/** From where a spreadsheet counts the days that it keeps as numbers. */
export type DateSystem = 1900 | 1904;

/** The day that is number 0; in the system of 1900 one earlier, for that counts a 29 February 1900 that never was. */
export const dayZero: Readonly<Record<DateSystem, string>> = { 1900: '1899-12-30', 1904: '1904-01-01' };

/** Numbers of days from about 1941 to 2119; salaries, room numbers and ids may be such numbers, too. */
export const serialNumbers = { least: 15_000, most: 80_000 };

/** Whether a cell could be a day, or a day and a time, as a spreadsheet keeps it without a format of dates. */
export function isSerialDate(cell: string): boolean {
  return (
    /^\d{5}(\.\d+)?$/.test(cell) && Number(cell) >= serialNumbers.least && Number(cell) < serialNumbers.most
  );
}

const dateWords = /\b(am|at|on|le|el|il|op|since|seit|desde|depuis|until|bis|hasta|valid|gultig)\b/;

/** Whether the heading of a column says that it holds dates. */
export function saysDate(column: string): boolean {
  return (
    ['time', 'date', 'joined', 'left'].some((field) => speaksOf(field, column)) ||
    dateWords.test(spokenName(column))
  );
}
