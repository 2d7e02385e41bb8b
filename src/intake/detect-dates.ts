/**
 * Dates are detected by the shapes of a whole column: every digit of a value replaced by 0, and each shape counted.
 * What shapes leave open, whether day or month comes first, is decided by the numbers of the whole column.
 */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';
export type DeclaredOrder = DateOrder | 'unix' | 'unix-ms';

export interface Shape {
  readonly shape: string;
  readonly count: number;
  /** One value of this shape. */
  readonly example: string;
}

/** What a format says about the zone: nothing (a day), nothing (a local time), its offset, or that it is UTC. */
export type Clock = 'day' | 'local' | 'offset' | 'utc';

export interface DateFormat {
  /** For `strptime`. */
  readonly format: string;
  readonly clock: Clock;
}

/** A shape as understood, but for the order of day and month in it. */
interface ReadShape {
  readonly datePart: (order: DateOrder) => string;
  readonly time: string;
  readonly clock: Clock;
  /** The separator where the order of the numbers must be found out. */
  readonly separator: string | undefined;
}

export interface ReadDates {
  readonly shapes: readonly ReadShape[];
  /** Shapes that are no dates. */
  readonly unread: readonly Shape[];
  /** Separators of the shapes in which day and month may be swapped. */
  readonly openSeparators: readonly string[];
}

/** How often the first or the second number of a column can only be a day; `open` rows could be read either way. */
export interface OrderEvidence {
  readonly firstIsDay: number;
  readonly secondIsDay: number;
  readonly open: number;
}

export type OrderDecision =
  | { readonly kind: 'decided'; readonly order: DateOrder; readonly why: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'mixed' };

const shapePattern =
  /^(?<date>.*?)(?:(?<gap>T|,? +)(?<time>0{1,2}:00(?::00)?(?:[.,]0{1,9})?)(?<half> ?[ap]m)?(?<zone> ?(?:Z|UTC|GMT|[+-]00(?::?00)?))?)?$/i;
const triple = /^0{1,2}([/.-]) ?0{1,2}\1 ?(0000|00)$/;
const yearFirst = /^0000([/.-])0{1,2}\1(?:0{1,2})$/;
const monthNames = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const longMonthNames = 'january|february|march|april|june|july|august|september|october|november|december';
const dayMonthName = new RegExp(
  `^0{1,2}\\.?([ -/])(?:(${longMonthNames})|(${monthNames}))\\.?\\1?,? ?(0000|00)$`,
  'i',
);
const monthNameDay = new RegExp(`^(?:(${longMonthNames})|(${monthNames}))\\.? 0{1,2},? (0000|00)$`, 'i');

/**
 * Reads the shapes of a column as dates; numbers count as dates only where the source says that they are.
 *
 * @param months whether a month stands for its first day, as in scores of months.
 */
export function readDateShapes(shapes: readonly Shape[], months = false): ReadDates {
  const read = shapes.map((shape) => ({
    shape,
    read: readShape(shape.example, shape.shape) ?? (months ? readMonth(shape.shape) : undefined),
  }));
  const understood = read.flatMap(({ read: each }) => (each === undefined ? [] : [each]));
  return {
    shapes: understood,
    unread: read.flatMap(({ shape, read: each }) => (each === undefined ? [shape] : [])),
    openSeparators: [
      ...new Set(understood.flatMap(({ separator }) => (separator === undefined ? [] : [separator]))),
    ],
  };
}

const monthOnly: readonly (readonly [RegExp, string])[] = [
  [/^0000([/.-])0{1,2}$/, '%Y$1%m'],
  [/^0{1,2}([/.-])0000$/, '%m$1%Y'],
  [new RegExp(`^(?:${longMonthNames})([ -])0000$`, 'i'), '%B$1%Y'],
  [new RegExp(`^(?:${monthNames})([ -])0000$`, 'i'), '%b$1%Y'],
];

function readMonth(shape: string): ReadShape | undefined {
  const [pattern, format] = monthOnly.find(([each]) => each.test(shape)) ?? [];
  if (pattern === undefined || format === undefined) return undefined;
  const datePart = shape.replace(pattern, format);
  return { datePart: () => datePart, time: '', clock: 'day', separator: undefined };
}

function readShape(example: string, shape: string): ReadShape | undefined {
  const { date, gap, time, half, zone } = shapePattern.exec(shape)?.groups ?? {};
  const datePart = readDatePart(date ?? '', example);
  if (datePart === undefined) return undefined;
  const clock = clockOf(time, zone);
  return { ...datePart, time: timeFormat(gap, time, half, zone, clock), clock };
}

function clockOf(time: string | undefined, zone: string | undefined): Clock {
  if (time === undefined) return 'day';
  if (zone === undefined) return 'local';
  return /[zuUgG]/i.test(zone) ? 'utc' : 'offset';
}

function timeFormat(
  gap: string | undefined,
  time: string | undefined,
  half: string | undefined,
  zone: string | undefined,
  clock: Clock,
): string {
  if (time === undefined) return '';
  const seconds = time.split(':').length > 2 ? ':%S' : '';
  const fraction = /[.,]/.exec(time)?.[0];
  const hour = half === undefined ? '%H' : '%I';
  const halfOfDay = half === undefined ? '' : `${half.startsWith(' ') ? ' ' : ''}%p`;
  const blank = zone?.startsWith(' ') ? ' ' : '';
  const zoneFormat = clock === 'offset' ? `${blank}%z` : (zone ?? '');
  return `${gap}${hour}:%M${seconds}${fraction === undefined ? '' : `${fraction}%n`}${halfOfDay}${zoneFormat}`;
}

type DatePart = Pick<ReadShape, 'datePart' | 'separator'>;

function readDatePart(date: string, example: string): DatePart | undefined {
  const fixed = (format: string): DatePart => ({ datePart: () => format, separator: undefined });
  const separated = yearFirst.exec(date)?.[1];
  if (separated !== undefined) return fixed(['%Y', '%m', '%d'].join(separated));
  if (date === '00000000' && /^(19|20)\d\d(0[1-9]|1[0-2])/.test(example)) return fixed('%Y%m%d');
  const numbers = triple.exec(date);
  if (numbers !== null) {
    const separator = date.includes(`${numbers[1]} `) ? `${numbers[1]} ` : (numbers[1] ?? '');
    const year = numbers[2] === '00' ? '%y' : '%Y';
    return { datePart: (order) => partsOf(order, year).join(separator), separator: numbers[1] };
  }
  const named = dayMonthName.exec(date) ?? monthNameDay.exec(date);
  return named === null ? undefined : fixed(namedFormat(date));
}

function partsOf(order: DateOrder, year: string): readonly string[] {
  return { dmy: ['%d', '%m', year], mdy: ['%m', '%d', year], ymd: [year, '%m', '%d'] }[order];
}

function namedFormat(date: string): string {
  const long = new RegExp(longMonthNames, 'i').test(date);
  return date
    .replace(new RegExp(`${longMonthNames}|${monthNames}`, 'i'), long ? '%B' : '%b')
    .replace(/0000$|00$/, (year) => (year === '0000' ? '%Y' : '%y'))
    .replace(/0{1,2}/, '%d');
}

/** Decides which number is the day, by the whole column or as declared; never guesses. */
export function decideOrder(
  evidence: OrderEvidence,
  separators: readonly string[],
  declared: DateOrder | undefined,
): OrderDecision {
  if (declared !== undefined) return { kind: 'decided', order: declared, why: 'as declared' };
  const { firstIsDay, secondIsDay, open } = evidence;
  if (firstIsDay > 0 && secondIsDay > 0) return { kind: 'mixed' };
  const rows = (count: number) => `${count} ${count === 1 ? 'row has' : 'rows have'} a number above 12 there`;
  if (firstIsDay > 0)
    return { kind: 'decided', order: 'dmy', why: `decided by the whole column: ${rows(firstIsDay)}` };
  if (secondIsDay > 0)
    return { kind: 'decided', order: 'mdy', why: `decided by the whole column: ${rows(secondIsDay)}` };
  if (separators.every((separator) => separator === '.')) {
    return { kind: 'decided', order: 'dmy', why: 'dates with points have the day first' };
  }
  return open > 0
    ? { kind: 'open' }
    : { kind: 'decided', order: 'dmy', why: 'day and month are equal in every row' };
}

/** The formats of a column once the order is known; two-digit years come first, as the longer ones would read them as the year 23. */
export function formatsOf(read: ReadDates, order: DateOrder): readonly DateFormat[] {
  const formats = new Map<string, DateFormat>();
  for (const shape of read.shapes) {
    const format = shape.datePart(order) + shape.time;
    formats.set(format, { format, clock: shape.clock });
  }
  return [...formats.values()].sort(
    (first, second) => Number(second.format.includes('%y')) - Number(first.format.includes('%y')),
  );
}

/** A format as people write it: %d/%m/%Y %H:%M becomes d/m/Y H:M. */
export function formatForPeople(format: string): string {
  return format.replace('%n', 'fraction').replace('%z', ' offset').replaceAll('%', '');
}
