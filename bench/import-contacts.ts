// Loads one file of contacts into an organisation's folder of its own and makes the panel; prints the seconds of both.
import { mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Organisation } from '../src/contract/organisation.ts';
import { loadFacts } from '../src/impact/index.ts';
import { importSources, openDataFolder } from '../src/intake/index.ts';
import { openPeople } from '../src/people/index.ts';
import { openDuckDb } from '../src/warehouse/duckdb/open-duckdb.ts';
import { secondsOf } from './measure.ts';

const file = process.argv[2] ?? '';
const folder = mkdtempSync(join(dirname(file), 'organisation-'));
const organisation = Organisation.parse({
  organisation: { name: 'Bench' },
  measures: { satisfied: { title: 'Satisfied', kind: 'mean', value: 'rating' } },
  sources: [{ file: join('..', basename(file)), table: 'interactions' }],
});
const data = openDataFolder(folder);
const warehouse = await openDuckDb({ file: data.warehouseFile, folders: [data.stagingFolder] });
const people = openPeople(data);
try {
  const importSeconds = await secondsOf(() =>
    importSources({ folder, organisation, warehouse, people, progress: () => {}, clock: () => new Date() }),
  );
  let cells = 0;
  const panelSeconds = await secondsOf(async () => {
    const facts = await loadFacts({ warehouse, organisation, people });
    cells = facts.people * facts.calendar.periods;
  });
  process.stdout.write(JSON.stringify({ importSeconds, panelSeconds, cells }));
} finally {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}
