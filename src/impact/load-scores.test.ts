import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { importSources } from '../intake/index.ts';
import { dayFromIso } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import type { Facts } from './facts.ts';
import { loadFacts } from './load-facts.ts';

let place: TestPlace | undefined;
afterEach(() => place?.remove());

async function factsOf(declared: object, files: Readonly<Record<string, string>>): Promise<Facts> {
  const sources = Object.keys(files).map((file) => ({ file, table: file.replace(/\d*\.csv/, '') }));
  place = await testPlace({ organisation: { name: 'Test', period: 'week' }, sources, ...declared });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place.folder, file), text);
  await importSources(place);
  return loadFacts(place);
}

const guests = { title: 'Guests', table: 'outcomes', kind: 'mean', value: 'Guest score' };
const people = 'person,team,site\na,Front North,North\nb,Back North,North\nc,Front South,South\n';

function groupsOf(facts: Facts, measure: string): Facts {
  const found = facts.atGroups?.find(({ outcomes }) => outcomes.has(measure));
  if (found === undefined) throw new Error(`no groups of ${measure}`);
  return found;
}

/** Row of a group in a table of groups x periods. */
function rowOf(facts: Facts, values: ArrayLike<number> | undefined, name: string): number[] {
  const group = facts.teamNames.indexOf(name);
  return Array.from(values ?? []).slice(group * facts.calendar.periods, (group + 1) * facts.calendar.periods);
}

describe('scores that name no employee', () => {
  it('of a month are placed by month in an organisation that counts in weeks, each with its answers', async () => {
    const random = createRandom(2);
    const scores = ['North', 'South'].flatMap((site) =>
      Array.from({ length: 5 }, (_, month) => ({
        site,
        month,
        n: 1 + random.integer(50),
        value: 1 + random.integer(40) / 10,
        sd: random.integer(20) / 10,
      })),
    );
    const lines = scores.flatMap(({ site, month, n, value, sd }) => [
      `${site},2024-0${month + 1},Guest score,${n},${value},${sd}`,
      `${site},2024-0${month + 1},Linen,${n},1,0`,
    ]);
    const facts = await factsOf(
      { measures: { guests } },
      {
        'people.csv': people,
        'outcomes.csv': `Hotel,Month,Measure,Answers,Mean,SD\n${lines.join('\n')}\n`,
      },
    );
    const sites = groupsOf(facts, 'guests');
    expect(sites.calendar).toEqual({ kind: 'month', firstDay: dayFromIso('2024-01-01'), periods: 5 });
    expect(facts.calendar.kind).toBe('week');
    const outcome = sites.outcomes.get('guests');
    for (const site of ['North', 'South']) {
      const own = scores.filter((score) => score.site === site);
      expect(rowOf(sites, outcome?.count, site)).toEqual(own.map(({ n }) => n));
      const sums = rowOf(sites, outcome?.sum, site);
      own.forEach(({ n, value }, month) => {
        expect(sums[month]).toBeCloseTo(n * value, 10);
      });
    }
    const squares = scores.reduce((sum, { n, value, sd }) => sum + (n - 1) * sd ** 2 + n * value ** 2, 0);
    expect(outcome?.sumOfSquares).toBeCloseTo(squares, 8);
    expect(sites.groups).toMatchObject({ level: 'site', groupOfTeam: Int32Array.of(0, 0, 1) });
    expect(sites.groups?.notes.get('guests')?.join(' ')).toContain('a score of months');
    expect([...sites.teamAt]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(facts.outcomes.size).toBe(0);
  });

  it('count once where no row says how many answered, and that is said', async () => {
    const facts = await factsOf(
      { measures: { guests } },
      {
        'people.csv': people,
        'outcomes.csv':
          'site,date,measure,n,value\nNorth,2024-01-01,Guest score,,4\nNorth,2024-01-01,Guest score,10,3\nSouth,2024-01-01,Guest score,0,5\n',
      },
    );
    const sites = groupsOf(facts, 'guests');
    const outcome = sites.outcomes.get('guests');
    expect(rowOf(sites, outcome?.sum, 'North')).toEqual([34]);
    expect(rowOf(sites, outcome?.count, 'North')).toEqual([11]);
    expect(rowOf(sites, outcome?.count, 'South')).toEqual([0]);
    expect(sites.groups?.notes.get('guests')?.join(' ')).toContain('1 of 3 scores of "Guests" do not say');
    expect(sites.groups?.withAnswers.has('guests')).toBe(false);
  });

  it('are of the finest of team, department and site that rows name; the rest of the rows are left out, and said', async () => {
    const facts = await factsOf(
      {
        measures: {
          guests,
          calm: { title: 'Calm', table: 'outcomes', kind: 'mean', where: { measure: 'Calm', site: 'North' } },
          clean: { title: 'Clean', table: 'outcomes', kind: 'rate', value: 'Clean' },
        },
      },
      {
        'people.csv': people,
        'team-facts.csv':
          'team,site,department\nFront North,North,Reception\nBack North,North,Kitchen\nFront South,South,Reception\n',
        'outcomes.csv': [
          'site,department,team,date,measure,n,value',
          'North,,,2024-01-01,Guest score,4,3',
          'North,,front  north,2024-01-01,Guest score,4,3',
          'South,,Front South,2024-02-01,Guest score,4,3',
          'North,,,2024-01-01,Calm,4,3',
          'South,,,2024-01-01,Calm,4,3',
          'North,Reception,,2024-01-01,Clean,4,0.5',
          'South,Reception,,2024-01-01,Clean,4,0.25',
          'North,Kitchen,,2024-01-01,Clean,4,1',
          'South,Kitchen,,2024-01-01,Clean,4,1',
          '',
        ].join('\n'),
      },
    );
    const [teams, sites, departments] = ['guests', 'calm', 'clean'].map((id) => groupsOf(facts, id));
    expect(teams?.groups?.level).toBe('team');
    expect(teams?.teamNames).toEqual(['front  north', 'Front South']);
    expect([...(teams?.groups?.groupOfTeam ?? [])]).toEqual([0, -1, 1]);
    expect(teams?.groups?.notes.get('guests')?.join(' ')).toContain(
      '1 of 3 scores of "Guests" do not name their team',
    );
    expect(sites?.teamNames).toEqual(['North']);
    expect(departments?.groups?.level).toBe('department');
    expect(departments?.teamNames.toSorted()).toEqual([
      'North, Kitchen',
      'North, Reception',
      'South, Kitchen',
      'South, Reception',
    ]);
    expect(rowOf(departments as Facts, departments?.outcomes.get('clean')?.sum, 'South, Reception')).toEqual([
      1,
    ]);
    expect(
      [...(departments?.groups?.groupOfTeam ?? [])].map((group) => departments?.teamNames[group]),
    ).toEqual(['North, Reception', 'North, Kitchen', 'South, Reception']);
    expect(departments?.groups?.notes.get('clean')?.join(' ')).toContain('"South, Kitchen"');
    expect(departments?.teamAt[departments.teamNames.indexOf('South, Kitchen')]).toBe(-1);
  });

  it('of single days are counted in the periods of the organisation, of weeks in weeks', async () => {
    const days = Array.from(
      { length: 30 },
      (_, day) => `North,2024-01-${String(day + 1).padStart(2, '0')},Guest score,1,${day}`,
    );
    const weeks = [1, 8, 15, 22].map(
      (day) => `North,2024-01-${String(day).padStart(2, '0')},Weekly,1,${day}`,
    );
    const facts = await factsOf(
      {
        measures: { guests, weekly: { ...guests, value: 'Weekly' } },
        organisation: { name: 'Test', period: 'day' },
      },
      {
        'people.csv': people,
        'outcomes.csv': ['site,date,measure,n,value', ...days, ...weeks, ''].join('\n'),
      },
    );
    expect(groupsOf(facts, 'guests').calendar).toMatchObject({ kind: 'day', periods: 30 });
    expect(groupsOf(facts, 'weekly').calendar).toMatchObject({ kind: 'week', periods: 4 });
    expect([...(groupsOf(facts, 'weekly').outcomes.get('weekly')?.sum ?? [])]).toEqual([1, 8, 15, 22]);
  });

  it('stand beside ratings of people, whose calendar is their own', async () => {
    const facts = await factsOf(
      { measures: { guests, satisfied: { title: 'Satisfied', kind: 'mean' } } },
      {
        'people.csv': people,
        'interactions.csv': 'id,time,person,rating\n1,2024-03-04,a,4\n2,2024-03-31,c,2\n',
        'outcomes.csv':
          'site,date,measure,n,value\nNorth,2023-01-01,Guest score,4,4\nSouth,2024-12-01,Guest score,4,4\n',
      },
    );
    expect(facts.calendar).toMatchObject({ kind: 'week', periods: 4 });
    expect(groupsOf(facts, 'guests').calendar).toMatchObject({ kind: 'month', periods: 24 });
    expect([...facts.outcomes.keys()]).toEqual(['satisfied']);
  });

  it('that name no place take no part, and that is said', async () => {
    const facts = await factsOf(
      { measures: { guests } },
      { 'people.csv': people, 'outcomes.csv': 'site,date,measure,value\n,2024-01-01,Guest score,4\n' },
    );
    expect(facts.atGroups).toEqual([]);
    expect(facts.notes.join(' ')).toContain('No row of "Guests" names a site');
  });
});
