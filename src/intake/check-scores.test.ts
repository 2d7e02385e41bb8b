import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { checkData } from './check-data.ts';
import { importSources } from './import-sources.ts';

let place: TestPlace | undefined;
afterEach(() => place?.remove());

it('check tells of whom scores are, which are there, and what they can answer', async () => {
  const score = { table: 'outcomes', kind: 'mean' };
  place = await testPlace({
    organisation: { name: 'Test', period: 'week' },
    measures: {
      guests: { ...score, title: 'Guests', value: 'Guest score' },
      clean: { ...score, title: 'Clean', value: 'Clean' },
      hold: { title: 'Hold', table: 'telephony', kind: 'mean', value: 'hold' },
    },
    programmes: Object.fromEntries(
      ['guests', 'clean', 'hold'].map((id) => [
        id,
        { title: id, primaryOutcome: id, sessions: [{ date: '2024-03-01', teams: ['Red'] }] },
      ]),
    ),
    sources: ['people', 'outcomes', 'telephony'].map((table) => ({ file: `${table}.csv`, table })),
  });
  const files = {
    'people.csv': 'person,team,site\na,Red,North\nb,Blue,South\n',
    'outcomes.csv':
      'site,date,measure,n,value\nNorth,2024-01,Guest score,4,3\nsouth,2024-01,Guest score,,3\nWest,2024-03,Linen,1,3\n',
    'telephony.csv':
      'person,time,handled,Hold time\na,2024-01-01 08:00,3,00:50\nz,2024-01-09 08:00,3,01:00\n',
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place.folder, file), text);
  const { sources } = place.organisation;
  const phone = sources.find(({ table }) => table === 'telephony');
  if (phone === undefined) throw new Error('no source');
  phone.units = { hold: 'mm:ss' };
  await importSources(place);
  const { coverage, programmes } = await checkData(place.warehouse, place.organisation);
  expect(coverage).toEqual([
    {
      table: 'telephony',
      rows: 2,
      people: 2,
      matched: 1,
      from: '2024-01-01',
      to: '2024-01-09',
      emptyPeriods: [],
    },
    {
      table: 'outcomes',
      rows: 3,
      people: 0,
      matched: 0,
      from: '2024-01-01',
      to: '2024-03-01',
      emptyPeriods: ['2024-02-01'],
      scores: {
        period: 'month',
        measures: ['Guest score', 'Linen'],
        sites: 3,
        departments: 0,
        teams: 0,
        unknownSites: ['West'],
        withoutAnswers: 1,
      },
    },
  ]);
  const effect = 'Did it change the outcome, and did it last?';
  const answered = programmes.filter(({ answerable }) => answerable.includes(effect));
  expect(answered.map(({ programme }) => programme)).toEqual(['guests', 'hold']);
});
