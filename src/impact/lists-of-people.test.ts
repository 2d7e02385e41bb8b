import { describe, expect, it } from 'vitest';
import { dayFromIso } from '../model/calendar.ts';
import type { Columns } from '../warehouse/warehouse.ts';
import { endOfTime, readLists, unknownDay } from './lists-of-people.ts';

interface Row {
  readonly person: number;
  readonly team: string;
  readonly joined?: string;
  readonly left?: string;
  readonly asOf?: string;
}

function columnsOf(rows: readonly Row[]): Columns {
  const day = (iso: string | undefined) => (iso === undefined ? unknownDay : dayFromIso(iso));
  const integers: Record<string, Int32Array> = {
    person_index: Int32Array.from(rows, ({ person }) => person),
    joined: Int32Array.from(rows, ({ joined }) => day(joined)),
    left_on: Int32Array.from(rows, ({ left }) => day(left)),
    as_of: Int32Array.from(rows, ({ asOf }) => day(asOf)),
  };
  const texts: Record<string, readonly string[]> = {
    team: rows.map(({ team }) => team),
    site: rows.map(() => ''),
    role: rows.map(() => ''),
  };
  return {
    rowCount: rows.length,
    integers: (name: string) => integers[name] ?? new Int32Array(),
    texts: (name: string) => texts[name] ?? [],
  } as Columns;
}

const read = (rows: readonly Row[]) =>
  readLists(columnsOf(rows)).listings.map(({ person, team, from, to }) => ({ person, team, from, to }));

const day = dayFromIso;
const january = '2024-01-01';
const april = '2024-04-01';
const july = '2024-07-01';

describe('lists of people', () => {
  it('of no day hold for the whole stay', () => {
    expect(read([{ person: 0, team: 'A', joined: '2023-05-01', left: '2024-02-01' }])).toEqual([
      { person: 0, team: 'A', from: day('2023-05-01'), to: day('2024-02-01') },
    ]);
  });

  it('of several days make moves exact, from list to list', () => {
    const rows = [
      { person: 0, team: 'A', asOf: january },
      { person: 0, team: 'A', asOf: april },
      { person: 0, team: 'B', asOf: july },
    ];
    expect(read(rows)).toEqual([
      { person: 0, team: 'A', from: -endOfTime, to: day(april) - 1 },
      { person: 0, team: 'A', from: day(april), to: day(july) - 1 },
      { person: 0, team: 'B', from: day(july), to: endOfTime },
    ]);
  });

  it('say by whom they lack who left, on the day given if there is one', () => {
    const stays = [
      { person: 1, team: 'A', asOf: january },
      { person: 1, team: 'A', asOf: april },
      { person: 1, team: 'A', asOf: july },
    ];
    expect(read([{ person: 0, team: 'A', asOf: january }, ...stays])[0]).toMatchObject({
      to: day(april) - 1,
    });
    expect(read([{ person: 0, team: 'A', asOf: january, left: '2024-02-10' }, ...stays])[0]).toMatchObject({
      to: day('2024-02-10'),
    });
  });

  it('say who joined: on the day given, else on the day of the first list that has them', () => {
    const first = { person: 1, team: 'A', asOf: january };
    expect(read([first, { person: 0, team: 'A', asOf: april }])[1]).toMatchObject({ from: day(april) });
    expect(read([first, { person: 0, team: 'A', asOf: april, joined: '2024-03-15' }])[1]).toMatchObject({
      from: day('2024-03-15'),
    });
  });

  it('say what they cannot know', () => {
    expect(readLists(columnsOf([{ person: 0, team: 'A', asOf: january }])).notes.join()).toMatch(
      /one list of people, of 1 January 2024.*is not known/,
    );
    const two = [
      { person: 0, team: 'A', asOf: january },
      { person: 0, team: 'A', asOf: april },
    ];
    expect(readLists(columnsOf(two)).notes.join()).toMatch(/from 2 lists of people/);
  });
});
