import { describe, expect, it } from 'vitest';
import { decideOrder, formatsOf, readDateShapes } from './detect-dates.ts';
import { decideDecimal } from './detect-numbers.ts';

const shapeOf = (example: string) => ({ shape: example.replace(/\d/g, '0'), count: 1, example });
const read = (...examples: string[]) => readDateShapes(examples.map(shapeOf));

describe('months without a day', () => {
  const asMonths = (...examples: string[]) =>
    formatsOf(readDateShapes(examples.map(shapeOf), true), 'ymd').map(({ format }) => format);

  it('are read where they stand for their first, in scores of months', () => {
    expect(asMonths('2024-03', '03/2024', '3.2024', 'March 2024', 'Mar-2024')).toEqual([
      '%Y-%m',
      '%m/%Y',
      '%m.%Y',
      '%B %Y',
      '%b-%Y',
    ]);
    expect(asMonths('2024', 'Q1 2024')).toEqual([]);
  });

  it('are no dates anywhere else', () => {
    expect(read('2024-03').shapes).toEqual([]);
  });
});
const formats = (...examples: string[]) => formatsOf(read(...examples), 'dmy').map(({ format }) => format);

describe('shapes of dates', () => {
  it.each([
    ['2024-03-31', '%Y-%m-%d', 'day'],
    ['2024/3/1', '%Y/%m/%d', 'day'],
    ['20240331', '%Y%m%d', 'day'],
    ['31.12.2024', '%d.%m.%Y', 'day'],
    ['31/12/24', '%d/%m/%y', 'day'],
    ['01-Aug-23', '%d-%b-%y', 'day'],
    ['1 August 2023', '%d %B %Y', 'day'],
    ['Aug 1, 2023', '%b %d, %Y', 'day'],
    ['29/2/2016 01:16', '%d/%m/%Y %H:%M', 'local'],
    ['2024-03-31T10:11:12', '%Y-%m-%dT%H:%M:%S', 'local'],
    ['2024-03-31 10:11:12.123', '%Y-%m-%d %H:%M:%S.%n', 'local'],
    ['3/31/2024 1:05 PM', '%d/%m/%Y %H:%M', 'local'],
    ['2024-03-31T10:11:12Z', '%Y-%m-%dT%H:%M:%SZ', 'utc'],
    ['2024-03-31 10:11:12 UTC', '%Y-%m-%d %H:%M:%S UTC', 'utc'],
    ['2024-03-31T10:11:12+02:00', '%Y-%m-%dT%H:%M:%S%z', 'offset'],
    ['2024-03-31 10:11 +0200', '%Y-%m-%d %H:%M %z', 'offset'],
  ])('reads %s', (example, format, clock) => {
    const wanted = example.includes('PM') ? format.replace('%H:%M', '%I:%M %p') : format;
    expect(formatsOf(read(example), 'dmy')).toEqual([{ format: wanted, clock }]);
  });

  it.each(['1711879872', '1711879872000', 'yesterday', '12345', '3 days ago', '12:30', '2024'])(
    'does not take %s for a date',
    (example) => {
      expect(read(example).shapes).toEqual([]);
      expect(read(example).unread).toHaveLength(1);
    },
  );

  it('asks for the order only where day and month are numbers', () => {
    expect(read('2024-03-31', '01-Aug-23').openSeparators).toEqual([]);
    expect(read('01/02/2024', '1.2.2024').openSeparators).toEqual(['/', '.']);
  });

  it('tries two-digit years first', () => {
    expect(formats('01/02/2024', '01/02/24')).toEqual(['%d/%m/%y', '%d/%m/%Y']);
  });
});

describe('order of day and month', () => {
  it.each([
    [{ firstIsDay: 3, secondIsDay: 0, open: 9 }, '/', undefined, 'dmy'],
    [{ firstIsDay: 0, secondIsDay: 1, open: 9 }, '/', undefined, 'mdy'],
    [{ firstIsDay: 0, secondIsDay: 0, open: 9 }, '/', undefined, 'open'],
    [{ firstIsDay: 2, secondIsDay: 1, open: 9 }, '/', undefined, 'mixed'],
    [{ firstIsDay: 0, secondIsDay: 0, open: 0 }, '/', undefined, 'dmy'],
    [{ firstIsDay: 0, secondIsDay: 0, open: 9 }, '.', undefined, 'dmy'],
    [{ firstIsDay: 0, secondIsDay: 0, open: 9 }, '/', 'mdy', 'mdy'],
    [{ firstIsDay: 2, secondIsDay: 1, open: 9 }, '/', 'dmy', 'dmy'],
  ] as const)('%j with %s, declared %s: %s', (evidence, separator, declared, wanted) => {
    const decision = decideOrder(evidence, [separator], declared);
    expect(decision.kind === 'decided' ? decision.order : decision.kind).toBe(wanted);
  });
});

describe('decimal signs', () => {
  const decide = (examples: readonly string[], declared?: '.' | ',') => {
    const shapes = examples.map((example) => ({ ...shapeOf(example), leadingZero: /^-?0/.test(example) }));
    const decision = decideDecimal(shapes, declared);
    return decision.kind === 'decided'
      ? decision.decimal + (decision.grouped ? ' grouped' : '')
      : decision.kind;
  };
  it.each([
    [['1', '20', '-3'], '.'],
    [['1.5', '20'], '.'],
    [['1,5', '20'], ','],
    [['1.234,5', '2.000'], ', grouped'],
    [['1,234.5'], '. grouped'],
    [['0,123'], ','],
    [['0.123', '4.125'], '.'],
    [['1 234,5'], ', grouped'],
    [['1,234', '20'], 'open'],
    [['1.234', '20'], 'open'],
    [['1.5', '1,5'], 'mixed'],
    [['Offered'], 'none'],
    [['1e3'], '.'],
  ])('%j: %s', (examples, wanted) => expect(decide(examples)).toBe(wanted));

  it('takes what is declared', () => expect(decide(['1,234'], ',')).toBe(','));
});
