import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { peopleWords } from '../cli/people-words.ts';
import { checkPeople, importSources } from '../intake/index.ts';
import type { Facts, Outcome } from './facts.ts';
import { loadFacts } from './load-facts.ts';

let place: TestPlace;
afterEach(() => place.remove());

const people = 'person,team\na,Red\nb,Red\nc,Blue\n';

async function factsOf(measures: object, files: Readonly<Record<string, string>>): Promise<Facts> {
  const all = { 'people.csv': people, ...files };
  const tables = Object.keys(all).filter((file) => file !== 'people-aliases.csv');
  const sources = tables.map((file) => ({ file, table: file.replace('.csv', '') }));
  place = await testPlace({ organisation: { name: 'Test', period: 'month' }, sources, measures });
  for (const [file, text] of Object.entries(all)) writeFileSync(join(place.folder, file), text);
  await importSources(place);
  return loadFacts(place);
}

/** Team, and one column of an outcome, of each unit behind the people. */
function units(facts: Facts, measure: string, of: (outcome: Outcome) => ArrayLike<number> | undefined) {
  const joined = facts.logins?.facts;
  const outcome = joined?.outcomes.get(measure);
  if (joined === undefined || outcome === undefined) throw new Error('no logins');
  const { periods } = facts.calendar;
  return Array.from({ length: joined.people - facts.people }, (_, unit) => {
    const from = (facts.people + unit) * periods;
    const team = Array.from(joined.teamAt.subarray(from, from + periods));
    return [
      team.map((index) => joined.teamNames[index] ?? '-').join(' '),
      Array.from(of(outcome) ?? []).slice(from, from + periods),
    ];
  }).sort();
}

const satisfied = { title: 'Satisfied', kind: 'mean' };

describe('what stands under shared logins', () => {
  it('is added up by login and team, in the team from its first to its last contact', async () => {
    const facts = await factsOf(
      { satisfied },
      {
        'interactions.csv': [
          'id,time,person,team,rating',
          '1,2024-01-01,a,Red,5',
          '2,2024-02-10,Front desk,red,4',
          '3,2024-02-11,Front desk,Red,2',
          '4,2024-04-11,Front desk,Red,1',
          '5,2024-03-11,Front desk,Blue,3',
          '6,2024-03-12,Night desk,Green,3',
          '7,2024-05-31,c,Blue,2',
          '',
        ].join('\n'),
      },
    );
    expect(units(facts, 'satisfied', ({ sum }) => sum)).toEqual([
      ['- - Blue - -', [0, 0, 3, 0, 0]],
      ['- Red Red Red -', [0, 6, 0, 1, 0]],
    ]);
    expect(units(facts, 'satisfied', ({ count }) => count).map(([, counts]) => counts)).toEqual([
      [0, 0, 1, 0, 0],
      [0, 2, 0, 1, 0],
    ]);
    expect(facts.logins?.facts.outcomes.get('satisfied')?.sumOfSquares).toBe(25 + 16 + 4 + 1 + 9 + 4);
    expect(facts.logins?.work.get('satisfied')).toMatchObject({
      placed: { rows: 4, logins: 1 },
      unplaced: { rows: 1, logins: 1 },
    });
    expect([...(facts.logins?.loginOf ?? [])]).toEqual([0, 0]);
    expect(facts.people).toBe(3);
    expect(facts.notes.join(' ')).not.toContain('Night');
  });

  it('goes to who is credited; a team of its own contacts stands for those that another closed', async () => {
    const text = [
      'id,time,person,first,team,rating',
      '1,2024-01-01,Front desk,,Red,5',
      '2,2024-01-02,c,Front desk,Blue,4',
      '3,2024-01-03,Front desk,a,Red,3',
      '4,2024-01-31,c,Night desk,Blue,1',
      '',
    ].join('\n');
    const first = await factsOf(
      { satisfied: { ...satisfied, credit: 'first' } },
      { 'interactions.csv': text },
    );
    expect(units(first, 'satisfied', ({ sum }) => sum)).toEqual([['Red', [9]]]);
    expect(first.logins?.work.get('satisfied')?.unplaced).toEqual({ rows: 1, logins: 1 });
    expect(Array.from(first.outcomes.get('satisfied')?.sum ?? []).reduce((a, b) => a + b, 0)).toBe(3);
    place.remove();
    const closer = await factsOf({ satisfied }, { 'interactions.csv': text });
    expect(units(closer, 'satisfied', ({ sum }) => sum)).toEqual([['Red', [8]]]);
  });

  it('counts events, with none where none happened, and totals of telephone intervals', async () => {
    const facts = await factsOf(
      {
        complaints: { title: 'Complaints', table: 'events', kind: 'count', better: 'lower' },
        talk: { title: 'Talk', table: 'telephony', value: 'talk', kind: 'mean', better: 'lower' },
      },
      {
        'people-aliases.csv': 'source,name,person,decision,team\n*,Front desk,,shared,Blue\n',
        'events.csv': 'id,date,person\nC1,2024-01-02,a\nC2,2024-02-02,Front desk\nC3,2024-02-03,Front desk\n',
        'telephony.csv':
          'time,person,handled,talk\n2024-01-01 10:00,a,2,60\n2024-01-03 10:00,Front desk,3,90\n2024-03-31 10:00,Front desk,1,20\n',
      },
    );
    expect(units(facts, 'complaints', ({ sum }) => sum)).toEqual([['Blue Blue Blue', [0, 2, 0]]]);
    expect(units(facts, 'complaints', ({ count }) => count)).toEqual([['Blue Blue Blue', [1, 1, 0]]]);
    expect(units(facts, 'talk', ({ sum }) => sum)).toEqual([['Blue Blue Blue', [90, 0, 20]]]);
    expect(units(facts, 'talk', ({ count }) => count)).toEqual([['Blue Blue Blue', [3, 0, 1]]]);
  });

  it.each([
    ['no login', '', '0,0,0', '0,0,0'],
    ['one', 'C3,2024-02-05,Desk R,Red,late\n', '1,1,1', '0,0,0'],
    ['one, of something else', 'C3,2024-02-05,Desk R,Red,lost\n', '1,1,1', '0,0,0'],
    [
      'both, one of them of something else',
      'C3,2024-02-05,Desk R,Red,late\nC4,2024-02-06,Desk B,Blue,lost\n',
      '1,1,1',
      '1,1,1',
    ],
  ])('counts events of logins that events name, and no other: %s', async (_, rows, red, blue) => {
    const contacts = ['Desk R,Red', 'Desk B,Blue'].flatMap((desk, k) => [
      `${k}a,2024-01-01,${desk},3`,
      `${k}b,2024-03-31,${desk},3`,
    ]);
    const facts = await factsOf(
      {
        satisfied,
        late: { title: 'Late', table: 'events', kind: 'count', better: 'lower', where: { kind: 'late' } },
      },
      {
        'people-aliases.csv': 'source,name,person,decision\n*,Desk R,,shared\n*,Desk B,,shared\n',
        'interactions.csv': ['id,time,person,team,rating', ...contacts, ''].join('\n'),
        'events.csv': `id,date,person,team,kind\nC1,2024-01-01,a,Red,late\nC2,2024-03-31,c,Blue,late\n${rows}`,
      },
    );
    expect(units(facts, 'late', ({ count }) => count).map(String)).toEqual([
      `Blue Blue Blue,${blue}`,
      `Red Red Red,${red}`,
    ]);
    const events = rows.includes('late') ? 3 : 2;
    expect(facts.logins?.facts.outcomes.get('late')?.sumOfSquares).toBe(events);
  });

  it('tells who was asked from who answered, though all people were answered', async () => {
    const facts = await factsOf(
      { satisfied },
      {
        'interactions.csv': [
          'id,time,person,team,rating,asked',
          '1,2024-01-01,a,Red,5,yes',
          '2,2024-01-02,Front desk,Blue,4,yes',
          '3,2024-01-31,Front desk,Blue,,yes',
          '',
        ].join('\n'),
      },
    );
    expect(facts.outcomes.get('satisfied')?.asked).toBeUndefined();
    const joined = facts.logins?.facts.outcomes.get('satisfied');
    expect(Array.from(joined?.asked ?? []).toSorted()).toEqual([0, 0, 1, 2]);
    expect(Array.from(joined?.values?.value ?? [])).toEqual([5, 4]);
    expect(joined?.values?.person[1]).toBe(facts.people);
  });

  it('tells a team in which no person is from a team that nobody says, on the page and at import', async () => {
    const facts = await factsOf(
      { satisfied },
      {
        'team-facts.csv': 'team,new_system\nRed,yes\nBlue,no\nGreen,yes\n',
        'interactions.csv': [
          'id,time,person,team,rating',
          '1,2024-01-01,a,Red,5',
          '2,2024-02-10,Front desk,Green,4',
          '3,2024-02-11,Front desk,Green,2',
          '4,2024-02-11,Front desk,Red,2',
          '5,2024-03-31,Front desk,Violet,1',
          '',
        ].join('\n'),
      },
    );
    expect(facts.logins?.work.get('satisfied')).toMatchObject({
      all: { rows: 4, logins: 1 },
      placed: { rows: 1, logins: 1 },
      unplaced: { rows: 1, logins: 1 },
      withoutPeople: { rows: 2, logins: 1 },
    });
    const check = await checkPeople(place);
    expect(check.logins).toMatchObject({
      placed: { logins: 1, contacts: 1 },
      unplaced: { logins: 1, contacts: 1 },
      withoutPeople: { logins: 1, contacts: 2 },
    });
    expect(peopleWords(check, 'EUR', 400).join('\n')).toContain(
      '2 contacts of 1 shared login count for nobody, because no list has a person in their team: add its people to the list of people, then run: whichhalf import',
    );
  });

  it('is nothing where no login is shared: no facts but those of people', async () => {
    const facts = await factsOf(
      { satisfied },
      { 'interactions.csv': 'id,time,person,team,rating\n1,2024-01-01,a,Red,5\n2,2024-01-31,b,Red,2\n' },
    );
    expect('logins' in facts).toBe(false);
  });
});
