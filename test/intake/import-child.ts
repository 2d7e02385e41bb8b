import { importSources, watchFolder } from '../../src/intake/index.ts';
import { testPlace } from '../support/import-place.ts';

/** Imports the folder in the first argument, or takes in its folder "in", saying each step, until it is done or killed. */
const [, , folder = '', file = 'tickets.csv', way = 'import'] = process.argv;
const declared = { sources: [{ file, table: 'interactions' }] };
const progress = (text: string) => process.stdout.write(`${text}\n`);

if (way === 'import') {
  const place = await testPlace(declared, folder);
  await importSources({ ...place, progress });
  place.close();
} else {
  await watchFolder({
    watched: `${folder}/in`,
    folder,
    once: true,
    every: 50,
    ended: new AbortController().signal,
    open: async () => ({ ...(await testPlace(declared, folder)), progress }),
    tell: () => {},
  });
}
process.stdout.write('done\n');
