import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { importSources } from '../intake/index.ts';
import { createRandom } from '../stats/random.ts';
import type { Facts } from './facts.ts';
import { loadFacts } from './load-facts.ts';

let place: TestPlace | undefined;
afterEach(() => place?.remove());

async function factsOf(declared: object, files: Readonly<Record<string, string>>): Promise<Facts> {
  place = await testPlace({ organisation: { name: 'Test', period: 'month' }, ...declared });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place.folder, file), text);
  await importSources(place);
  return loadFacts(place);
}

interface Interval {
  readonly person: string;
  readonly day: string;
  readonly queue: string;
  readonly handled: number;
  readonly transferred: number;
  /** Seconds. */
  readonly hold: number;
  readonly loggedIn: number;
  /** Per cent; undefined for an empty cell. */
  readonly occupancy: number | undefined;
}

/** Intervals of very different size, so that a mean of means would be another number. */
function intervals(): Interval[] {
  const random = createRandom(4);
  const draw = (most: number) => random.integer(most);
  return Array.from({ length: 400 }, (_, k) => ({
    person: 'abc'.charAt(k % 3),
    day: `2024-0${1 + (k % 4)}-${k < 4 ? '01' : k >= 396 ? '28' : String(10 + draw(10))}`,
    queue: k % 5 === 0 ? 'sales' : 'service',
    handled: k % 7 === 0 ? 0 : 1 + draw(40),
    transferred: draw(4),
    hold: draw(900),
    loggedIn: 600 + draw(1200),
    occupancy: k % 11 === 0 ? undefined : draw(101),
  }));
}

function fileOf(rows: readonly Interval[]): string {
  const clock = (seconds: number) =>
    `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  const lines = rows.map((row, k) =>
    [
      row.person,
      `${row.day} ${String(8 + (k % 10)).padStart(2, '0')}:00`,
      row.queue,
      row.handled,
      row.transferred,
      clock(row.hold),
      row.loggedIn / 60,
      row.occupancy ?? '',
    ].join(','),
  );
  return ['Agent,Interval,Skill,ACD calls,Transfers,Hold time,Staffed time,Occupancy', ...lines, ''].join(
    '\n',
  );
}

const source = {
  file: 'phone.csv',
  table: 'telephony',
  units: { hold: 'mm:ss', 'logged-in': 'minutes', occupancy: 'per cent' },
};

/** Sums by person and month, by another road. */
function summed(
  rows: readonly Interval[],
  sums: (row: Interval) => readonly [sum: number, weight: number] | undefined,
): Map<string, [number, number]> {
  const cells = new Map<string, [number, number]>();
  for (const row of rows) {
    const [sum, weight] = sums(row) ?? [0, 0];
    const key = `${row.person} ${Number(row.day.slice(5, 7)) - 1}`;
    const [before, behind] = cells.get(key) ?? [0, 0];
    cells.set(key, [before + sum, behind + weight]);
  }
  return cells;
}

const hours = (seconds: number) => seconds / 3600;
const wanted: Readonly<
  Record<string, { readonly declared: object; readonly of: Parameters<typeof summed>[1] }>
> = {
  hold: { declared: { value: 'hold' }, of: (row) => [row.hold, row.handled] },
  'hold-of-sales': {
    declared: { value: 'hold', where: { queue: 'sales' } },
    of: (row) => (row.queue === 'sales' ? [row.hold, row.handled] : undefined),
  },
  passed: {
    declared: { kind: 'rate', value: 'transferred' },
    of: (row) => [row.transferred, row.handled],
  },
  pace: { declared: { value: 'handled' }, of: (row) => [row.handled, hours(row.loggedIn)] },
  'share-on-hold': {
    declared: { kind: 'rate', value: 'hold', per: 'logged-in' },
    of: (row) => [hours(row.hold), hours(row.loggedIn)],
  },
  busy: {
    declared: { kind: 'rate', value: 'occupancy' },
    of: ({ occupancy, loggedIn }) =>
      occupancy === undefined ? undefined : [(occupancy / 100) * hours(loggedIn), hours(loggedIn)],
  },
  'busy-by-call': {
    declared: { value: 'occupancy', weight: 'handled' },
    of: ({ occupancy, handled }) =>
      occupancy === undefined ? undefined : [(occupancy / 100) * handled, handled],
  },
};

describe('telephone intervals', () => {
  it('add up to totals over totals, never to means of means', async () => {
    const rows = intervals();
    const measures = Object.fromEntries(
      Object.entries(wanted).map(([id, { declared }]) => [
        id,
        { title: id, table: 'telephony', kind: 'mean', ...declared },
      ]),
    );
    const facts = await factsOf({ measures, sources: [source] }, { 'phone.csv': fileOf(rows) });
    expect(facts.calendar.periods).toBeGreaterThanOrEqual(3);
    const shift = facts.calendar.firstDay === Date.UTC(2024, 0, 1) / 86_400_000 ? 0 : 1;
    for (const [id, { of }] of Object.entries(wanted)) {
      const outcome = facts.outcomes.get(id);
      const sums = summed(rows, of);
      for (const who of ['a', 'b', 'c']) {
        for (let period = 0; period < facts.calendar.periods; period++) {
          const cell = (facts.personOf(who) ?? -1) * facts.calendar.periods + period;
          const [sum, weight] = sums.get(`${who} ${period + shift}`) ?? [0, 0];
          expect(outcome?.sum[cell], `${id} of ${who}`).toBeCloseTo(sum, 8);
          expect(outcome?.count[cell], `${id} of ${who}`).toBeCloseTo(weight, 8);
        }
      }
      expect(outcome?.asked).toBeUndefined();
    }
    expect(facts.contacts).toBe(rows.reduce((sum, { handled }) => sum + handled, 0));
    expect(facts.notes.join(' ')).toContain('no list of people');
  });

  it('weigh a share by rows where no row says how long somebody was logged in', async () => {
    const facts = await factsOf(
      {
        measures: { busy: { title: 'Busy', table: 'telephony', kind: 'rate', value: 'occupancy' } },
        sources: [{ file: 'phone.csv', table: 'telephony', units: { occupancy: 'per cent' } }],
      },
      {
        'phone.csv':
          'person,time,handled,occupancy\na,2024-01-01 08:00,4,80\na,2024-01-31 08:00,30,50\na,2024-01-31 09:00,3,\n',
      },
    );
    const busy = facts.outcomes.get('busy');
    expect([...(busy?.sum ?? [])]).toEqual([expect.closeTo(1.3, 12)]);
    expect([...(busy?.count ?? [])]).toEqual([2]);
  });

  it('of one call each give the same outcome as the calls loaded as contacts', async () => {
    const random = createRandom(9);
    const calls = Array.from({ length: 300 }, (_, k) => ({
      person: 'abcd'.charAt(k % 4),
      time: `2024-0${1 + (k % 3)}-${k < 3 ? '01' : k >= 297 ? '31' : '15'} 10:${String(k % 60).padStart(2, '0')}`,
      seconds: random.integer(500),
    })).map((call) => ({ ...call, time: call.time.replace('02-31', '02-29') }));
    const csv = (header: string, line: (call: (typeof calls)[number], k: number) => string) =>
      `${header}\n${calls.map(line).join('\n')}\n`;
    const byPhone = await factsOf(
      {
        measures: { after: { title: 'After', table: 'telephony', kind: 'mean', value: 'after-call' } },
        sources: [{ file: 'phone.csv', table: 'telephony', units: { 'after-call': 'seconds' } }],
      },
      {
        'phone.csv': csv(
          'person,time,handled,ACW',
          ({ person, time, seconds }) => `${person},${time},1,${seconds}`,
        ),
      },
    );
    place?.remove();
    const byContact = await factsOf(
      {
        measures: { after: { title: 'After', kind: 'mean', value: 'acw' } },
        sources: [{ file: 'calls.csv', table: 'interactions', values: { acw: 'ACW' } }],
      },
      {
        'calls.csv': csv(
          'id,time,person,ACW',
          ({ person, time, seconds }, k) => `${k},${time},${person},${seconds}`,
        ),
      },
    );
    const [phone, contact] = [byPhone, byContact].map((facts) =>
      ['a', 'b', 'c', 'd'].map((who) => {
        const outcome = facts.outcomes.get('after');
        const from = (facts.personOf(who) ?? -1) * facts.calendar.periods;
        const to = from + facts.calendar.periods;
        return [
          [...(outcome?.sum.slice(from, to) ?? [])],
          [...(outcome?.count.slice(from, to) ?? [])],
          [...facts.teamAt.slice(from, to)],
        ];
      }),
    );
    expect(phone?.flat(2).filter((value) => Number(value) > 0).length).toBe(24);
    expect(phone).toEqual(contact);
    expect(byPhone.calendar).toEqual(byContact.calendar);
    expect(byPhone.outcomes.get('after')?.sumOfSquares).toBe(byContact.outcomes.get('after')?.sumOfSquares);
    expect(byPhone.contacts).toBe(byContact.contacts);
  });
});
