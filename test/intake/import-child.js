// Imports the folder in the first argument, or takes in its folder "in", saying each step, until it is done or killed.
// From the built program, so that a process of its own starts in a third of the time that TypeScript takes.
import { Organisation } from '../../dist/contract/organisation.js';
import { importSources, openDataFolder, watchFolder } from '../../dist/intake/index.js';
import { openPeople } from '../../dist/people/index.js';
import { openDuckDb } from '../../dist/warehouse/duckdb/open-duckdb.js';

const [, , folder = '', file = 'tickets.csv', way = 'import'] = process.argv;
const progress = (text) => process.stdout.write(`${text}\n`);

async function open() {
  const data = openDataFolder(folder);
  const warehouse = await openDuckDb({ file: data.warehouseFile, threads: 2, memoryLimit: '4GB' });
  return {
    folder,
    organisation: Organisation.parse({
      organisation: { name: 'Test' },
      sources: [{ file, table: 'interactions' }],
    }),
    warehouse,
    people: openPeople(data),
    progress,
    clock: () => new Date('2025-06-01T12:00:00Z'),
    close: () => warehouse.close(),
  };
}

if (way === 'import') {
  const place = await open();
  await importSources(place);
  place.close();
} else {
  await watchFolder({
    watched: `${folder}/in`,
    folder,
    once: true,
    every: 50,
    ended: new AbortController().signal,
    open,
    tell: () => {},
  });
}
progress('done');
