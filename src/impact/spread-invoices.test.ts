import { describe, expect, it } from 'vitest';
import { Organisation } from '../contract/organisation.ts';
import { dayFromIso } from '../model/calendar.ts';
import { type Invoice, spreadInvoices } from './spread-invoices.ts';

type Rows = readonly (readonly [person: number, day: string, hours?: number])[];

function spread(
  invoices: readonly Partial<Invoice>[],
  programmes: Record<string, object>,
  came: Record<string, Rows>,
) {
  const organisation = Organisation.parse({
    organisation: { name: 'Test' },
    programmes: Object.fromEntries(
      Object.entries(programmes).map(([id, more]) => [id, { title: id, provider: 'Provider X', ...more }]),
    ),
  });
  return spreadInvoices({
    invoices: invoices.map((more) => ({
      provider: 'Provider X',
      fromDay: dayFromIso('2024-01-01'),
      toDay: dayFromIso('2024-12-31'),
      amount: 40_000,
      currency: undefined,
      course: undefined,
      ...more,
    })),
    organisation,
    attendance: new Map(
      Object.entries(came).map(([id, rows]) => [
        id,
        rows.map(([person, day, hours]) => ({ person, day: dayFromIso(day), hours, came: true })),
      ]),
    ),
    programmeOf: (course) => Object.keys(programmes).find((id) => id === course.toLowerCase()),
  });
}

const fees = ({ byProgramme }: ReturnType<typeof spread>) =>
  Object.fromEntries([...byProgramme].map(([id, booked]) => [id, booked.fees]));

describe('invoices', () => {
  it('are spread by hours of attendance in their time, and say so', () => {
    const found = spread(
      [{}],
      { a: {}, b: {}, c: {}, other: { provider: 'Somebody else' } },
      {
        a: [
          [1, '2024-03-01', 8],
          [2, '2024-03-01', 8],
          [1, '2025-03-01', 400],
        ],
        b: [[1, '2024-05-01', 4]],
        c: [
          [3, '2024-12-31', 12],
          [3, '2024-01-01', 8],
        ],
        other: [[1, '2024-03-01', 100]],
      },
    );
    expect(fees(found)).toEqual({ a: 16_000, b: 4_000, c: 20_000 });
    expect(found.byProgramme.get('a')?.rules).toEqual([
      '€16,000 from €40,000 of Provider X for 2024, spread by hours of attendance over 3 programmes',
    ]);
    expect(found.notSpread).toEqual([]);
  });

  it('take the declared hours of a person where none are recorded, else go by people', () => {
    const came: Record<string, Rows> = {
      a: [
        [1, '2024-03-01'],
        [2, '2024-03-01'],
        [2, '2024-04-01'],
      ],
      b: [[1, '2024-05-01', 3]],
    };
    expect(fees(spread([{ amount: 900 }], { a: { cost: { hoursPerPerson: 2 } }, b: {} }, came))).toEqual({
      a: 600,
      b: 300,
    });
    const byPeople = spread([{ amount: 900 }], { a: {}, b: {} }, came);
    expect(fees(byPeople)).toEqual({ a: 600, b: 300 });
    expect(byPeople.byProgramme.get('a')?.rules[0]).toContain(
      'by people who came, as not all hours are known over 2',
    );
  });

  it('that name a course go to it, and it takes no share of the others', () => {
    const found = spread(
      [{ course: 'A', amount: 5_000 }, { amount: 40_000 }],
      { a: {}, b: {} },
      { a: [[1, '2024-03-01', 8]], b: [[1, '2024-05-01', 8]] },
    );
    expect(fees(found)).toEqual({ a: 5_000, b: 40_000 });
  });

  it('never count twice: declared fees stand and are taken off first', () => {
    const found = spread(
      [{}],
      {
        a: { cost: { fees: 10_000 } },
        b: {},
        c: {
          sessions: [
            { date: '2024-06-01', fees: 2_000 },
            { date: '2023-06-01', fees: 700 },
          ],
        },
      },
      { a: [[1, '2024-03-01', 8]], b: [[1, '2024-05-01', 8]], c: [[1, '2024-06-01', 8]] },
    );
    expect(fees(found)).toEqual({ b: 28_000 });
    expect(found.byProgramme.get('b')?.rules[0]).toContain(
      'less €12,000 of fees that are declared for that time',
    );
  });

  it('take declared fees off once, also where two years have an invoice each', () => {
    const years = ['2023', '2024'].map((year) => ({
      fromDay: dayFromIso(`${year}-01-01`),
      toDay: dayFromIso(`${year}-12-31`),
      amount: 10_000,
    }));
    const found = spread(
      [...years, years[1] ?? {}],
      { a: { cost: { fees: 4_000 } }, b: {} },
      {
        a: [
          [1, '2023-03-01', 8],
          [1, '2024-03-01', 8],
        ],
        b: [
          [1, '2023-05-01', 8],
          [1, '2024-05-01', 8],
        ],
      },
    );
    expect(fees(found).b).toBeCloseTo(30_000 - 4_000, 9);
  });

  it('keep the sum: what is booked, declared and left over adds up to what was invoiced', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const at = (k: number) => ((seed * 7919 + k * 104729) % 1000) / 1000;
      const rows = (k: number): Rows => [
        [1, '2024-02-01', 1 + 9 * at(k)],
        [2, '2024-09-01', 1 + 9 * at(k + 1)],
      ];
      const found = spread(
        [{ amount: 1000 * at(9) + 500 }, { amount: 300 }],
        { a: {}, b: {}, c: {} },
        { a: rows(1), b: rows(3), c: rows(5) },
      );
      const booked = Object.values(fees(found)).reduce((sum, each) => sum + each, 0);
      expect(booked).toBeCloseTo(1000 * at(9) + 800, 8);
    }
  });

  it('without a course to go to are listed with the reason', () => {
    const found = spread(
      [
        { provider: 'Nobody Ltd' },
        { fromDay: dayFromIso('2022-01-01'), toDay: dayFromIso('2022-12-31') },
        { currency: 'USD' },
        { course: 'Unheard of' },
        { amount: 50_000, fromDay: dayFromIso('2024-01-01'), toDay: dayFromIso('2024-06-30') },
      ],
      { a: { cost: { fees: 1_000 } } },
      { a: [[1, '2024-03-01', 8]] },
    );
    expect(fees(found)).toEqual({});
    expect(found.notSpread).toEqual([
      '$40,000 of Provider X for 2024: in no programme, because it is in USD, and the organisation counts in EUR.',
      '€40,000 of Provider X for 2024: in no programme, because no programme has the course "Unheard of".',
      '€40,000 of Nobody Ltd for 2024: in no programme, because no programme names this provider (provider: in whichhalf.yaml or course-kinds.csv).',
      '€40,000 of Provider X for 2022: in no programme, because nobody came to a course of this provider in that time.',
      '€49,000 of €50,000 of Provider X for 1 January 2024 to 30 June 2024: in no programme, because all courses of this provider in that time have fees of their own.',
    ]);
  });

  it('that declared fees cover are not added to them', () => {
    const found = spread(
      [{ amount: 900 }],
      { a: { cost: { fees: 1_000 } }, b: {} },
      { a: [[1, '2024-03-01', 8]], b: [[1, '2024-03-01', 8]] },
    );
    expect(fees(found)).toEqual({});
    expect(found.notSpread[0]).toContain('€1,000 of fees that are declared for that time count instead');
  });

  it('that name a course with declared fees are not added to them', () => {
    const found = spread([{ course: 'a' }], { a: { cost: { fees: 3_000 } } }, { a: [[1, '2024-03-01', 8]] });
    expect(fees(found)).toEqual({ a: 0 });
    expect(found.byProgramme.get('a')?.rules[0]).toContain('not added, because fees are declared (€3,000)');
  });
});
