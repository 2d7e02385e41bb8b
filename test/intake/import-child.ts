import { importSources } from '../../src/intake/index.ts';
import { testPlace } from '../support/import-place.ts';

/** Imports the folder in the first argument, saying each step, until it is done or killed. */
const folder = process.argv[2] ?? '';
const place = await testPlace({ sources: [{ file: 'tickets.csv', table: 'interactions' }] }, folder);
await importSources({ ...place, progress: (text) => process.stdout.write(`${text}\n`) });
place.close();
process.stdout.write('done\n');
