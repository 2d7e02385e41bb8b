// Loads one file of tickets and a list of people into an organisation's folder of its own, matches the names and makes the
// panel; or reads the same file as text into a table. Prints the seconds of each step.
import { mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Organisation } from '../src/contract/organisation.ts';
import { loadFacts } from '../src/impact/index.ts';
import { importSources, openDataFolder } from '../src/intake/index.ts';
import { openPeople } from '../src/people/index.ts';
import { openDuckDb } from '../src/warehouse/duckdb/open-duckdb.ts';

const [way = '', tickets = '', people = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(dirname(tickets), 'organisation-'));
try {
  process.stdout.write(JSON.stringify(way === 'text' ? await asText() : await asFacts()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What is compared with: the file as it is into a table of text. */
async function asText() {
  const start = performance.now();
  const instance = await DuckDBInstance.create(join(folder, 'text.duckdb'), {
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  await connection.run(
    `create table tickets as from read_csv('${tickets}', all_varchar = true, header = true)`,
  );
  connection.closeSync();
  instance.closeSync();
  return { steps: [['DuckDB, as text', (performance.now() - start) / 1000]] };
}

async function asFacts() {
  const organisation = Organisation.parse({
    organisation: { name: 'Bench' },
    measures: { satisfied: { title: 'Satisfied', kind: 'rate', value: 'rating' } },
    sources: [
      { file: join('..', basename(people)), table: 'people' },
      { file: join('..', basename(tickets)), table: 'interactions', preset: 'zendesk-tickets' },
    ],
  });
  const steps = new Map<string, number>();
  let step = 'opening';
  let since = performance.now();
  const enter = (next: string) => {
    const now = performance.now();
    steps.set(step, (steps.get(step) ?? 0) + (now - since) / 1000);
    [step, since] = [next, now];
  };
  const data = openDataFolder(folder);
  const warehouse = await openDuckDb({ file: data.warehouseFile, folders: [data.stagingFolder] });
  const roll = openPeople(data);
  const progress = (text: string) => enter(stepOf(text));
  const place = { folder, organisation, warehouse, people: roll, progress, clock: () => new Date() };
  await importSources(place);
  enter('panel');
  const facts = await loadFacts({ warehouse, organisation, people: roll });
  enter('closing');
  warehouse.close();
  enter('');
  const { people: inPost, calendar, contacts } = facts;
  return { steps: [...steps], cells: inPost * calendar.periods, contacts, people: inPost };
}

function stepOf(text: string): string {
  const [, step = text] = /^\S+\.csv: (.*)$/.exec(text) ?? [];
  if (/^read \d+ MB$/.test(step)) return 'read';
  if (step === '') return 'between files';
  return step.replace(/^reading \d+ rows$/, 'typing');
}
