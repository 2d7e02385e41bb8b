import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { importSources } from '../intake/index.ts';
import type { Facts } from './facts.ts';
import { loadFacts } from './load-facts.ts';

let place: TestPlace;
afterEach(() => place.remove());

async function factsOf(declared: object, files: Readonly<Record<string, string>>): Promise<Facts> {
  const sources = Object.keys(files).map((file) => ({ file, table: file.replace('.csv', '') }));
  place = await testPlace({ organisation: { name: 'Test', period: 'month' }, sources, ...declared });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place.folder, file), text);
  await importSources(place);
  return loadFacts(place);
}

/** Row of a person in a table of people x periods. */
function rowOf(facts: Facts, values: ArrayLike<number> | undefined, person: string): number[] {
  const index = facts.personOf(person) ?? -1;
  return Array.from(values ?? []).slice(index * facts.calendar.periods, (index + 1) * facts.calendar.periods);
}

const complaints = { title: 'Complaints', table: 'events', kind: 'count', better: 'lower' };
const satisfied = { title: 'Satisfied', kind: 'mean' };

describe('facts', () => {
  it('count events once per person and period, with zeros where in post and covered', async () => {
    const facts = await factsOf(
      { measures: { complaints, satisfied } },
      {
        'people.csv': 'person,team,joined,left\na,Red,,\nb,Red,2024-02-10,2024-03-20\n',
        'events.csv':
          'id,date,person\nC1,2024-02-01,a\nC1,2024-02-20,a\nC1,2024-03-02,a\nC2,2024-03-02,a\nC2,2024-03-02,b\nC3,2024-04-30,z\n',
        'interactions.csv': 'id,time,person,rating\n1,2024-01-01,a,4\n2,2024-05-31,a,2\n3,2024-03-03,z,1\n',
      },
    );
    const outcome = facts.outcomes.get('complaints');
    expect(facts.calendar).toMatchObject({ kind: 'month', periods: 5 });
    expect(rowOf(facts, outcome?.sum, 'a')).toEqual([0, 1, 2, 0, 0]);
    expect(rowOf(facts, outcome?.count, 'a')).toEqual([0, 1, 1, 1, 0]);
    expect(rowOf(facts, facts.teamAt, 'b')).toEqual([-1, 0, 0, -1, -1]);
    expect(rowOf(facts, outcome?.count, 'b')).toEqual([0, 1, 1, 0, 0]);
    expect(rowOf(facts, facts.teamAt, 'z')).toEqual([-1, -1, -1, -1, -1]);
    expect(facts.notes.join(' ')).toContain('1 people have contacts but are in no list');
    expect(rowOf(facts, facts.outcomes.get('satisfied')?.sum, 'a')).toEqual([4, 0, 0, 0, 2]);
  });

  it('tell who was asked from who answered', async () => {
    const facts = await factsOf(
      { measures: { satisfied } },
      {
        'interactions.csv':
          'id,time,person,rating,asked\n1,2024-01-01,a,4,yes\n2,2024-01-02,a,,yes\n3,2024-01-02,a,,no\n4,2024-01-31,a,4,yes\n',
      },
    );
    const outcome = facts.outcomes.get('satisfied');
    expect([...(outcome?.count ?? [])]).toEqual([2]);
    expect([...(outcome?.asked ?? [])]).toEqual([3]);
    expect(outcome?.sumOfSquares).toBe(32);
    expect(outcome?.values?.howMany).toEqual(Int32Array.from([2]));
  });

  it('credit who closed, who came first, or who was rated, as the measure says', async () => {
    const credited = async (credit: string) => {
      const facts = await factsOf(
        { measures: { satisfied: { ...satisfied, credit } } },
        {
          'interactions.csv': 'id,time,person,first,rated,rating\n1,2024-01-01,a,b,c,5\n2,2024-01-31,a,,,1\n',
        },
      );
      const sums = ['a', 'b', 'c'].map((who) => rowOf(facts, facts.outcomes.get('satisfied')?.sum, who)[0]);
      place.remove();
      return sums;
    };
    expect(await credited('closer')).toEqual([6, 0, 0]);
    expect(await credited('first')).toEqual([1, 5, 0]);
    expect(await credited('rated')).toEqual([1, 0, 5]);
    await factsOf(
      { measures: { satisfied } },
      { 'interactions.csv': 'id,time,person,rating\n1,2024-01-01,a,5\n2,2024-01-31,a,5\n' },
    );
  });

  it('know leaders, moves between teams, courses by any of their names, and yes and no of teams', async () => {
    const facts = await factsOf(
      {
        measures: { satisfied },
        programmes: { listen: { title: 'Listening', courses: ['Hören'] } },
      },
      {
        'teams.csv':
          'person,team,role,from,to\na,Red,Member,2024-01-01,2024-02-05\na,Blue,member,2024-02-06,\nl,Red,Team Leader,2024-01-01,\n',
        'team-facts.csv': 'team,site,follows_up,area\nRed,North,yes,one\nBlue,South,no,two\n',
        'attendance.csv':
          'person,course,date,hours,status\na,hören,2024-02-01,8,no-show\nl,LISTEN,2024-02-02,,came\n',
        'interactions.csv': 'id,time,person,rating\n1,2024-01-01,a,5\n2,2024-03-31,a,5\n',
      },
    );
    const team = (name: string) => facts.teamNames.indexOf(name);
    expect(rowOf(facts, facts.teamAt, 'a')).toEqual([team('Red'), team('Blue'), team('Blue')]);
    expect(rowOf(facts, facts.teamAt, 'l')).toEqual([-1, -1, -1]);
    expect(facts.leaders).toMatchObject([{ person: facts.personOf('l'), team: team('Red') }]);
    expect(facts.conditions.get('follows_up')?.[team('Red')]).toBe(1);
    expect(facts.conditions.get('follows_up')?.[team('Blue')]).toBe(0);
    expect(facts.siteNames[facts.siteOfTeam[team('Blue')] ?? -1]).toBe('South');
    const [one, two] = [team('Red'), team('Blue')].map((index) => facts.strata.get('area')?.[index]);
    expect(one).not.toBe(two);
    const attended = facts.attendance.get('listen') ?? [];
    expect(attended.map(({ came, hours }) => [came, hours]).sort()).toEqual([
      [false, 8],
      [true, undefined],
    ]);
  });
});
