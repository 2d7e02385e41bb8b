import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { organisationOf, type TestPlace, testPlace } from '../../test/support/import-place.ts';
import { UsageError } from '../model/refusal.ts';
import { type WatchedFile, watchFolder } from './watch-folder.ts';

let place: TestPlace;
const ending = { controller: new AbortController() };
let told: WatchedFile[] = [];
let listeners: (() => void)[] = [];

beforeEach(async () => {
  place = await testPlace({});
  mkdirSync(join(place.folder, 'in'));
  ending.controller = new AbortController();
  told = [];
  listeners = [];
});
afterEach(() => place.remove());

const organisation = organisationOf({
  sources: [
    { file: 'in/people*.csv', table: 'people' },
    { file: 'in/t-*.csv', table: 'interactions', name: 'tickets' },
  ],
});

function write(file: string, text: string): void {
  writeFileSync(join(place.folder, file), text);
}

function start(once = false): Promise<number> {
  return watchFolder({
    watched: join(place.folder, 'in'),
    folder: place.folder,
    once,
    every: 20,
    ended: ending.controller.signal,
    open: async () => ({ ...place, organisation, close: () => {} }),
    tell: (file) => {
      told.push(file);
      for (const listener of listeners) listener();
    },
  });
}

/** Waits until the watch has told something of this kind. */
function until(holds: (file: WatchedFile) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (told.some(holds)) resolve();
    };
    listeners.push(look);
    look();
  });
}

const isLoaded = (name: string) =>
  until(({ file, imported }) => file === `in/${name}` && imported.length > 0);
const errors = () => told.flatMap(({ error }) => (error === undefined ? [] : [error.message]));

/** Waits until people mean what they should: the watch tells nothing when decisions are taken over. */
async function untilDecided(decisions: number): Promise<void> {
  const isSettled = () =>
    place.people.decisions().length === decisions &&
    readFileSync(join(place.folder, 'people-aliases.csv'), 'utf8').includes('listed as');
  while (!isSettled()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const people = 'person,first-name,last-name\n1,Anna,Maier\n2,Anna,Maier\n';
const tickets = (id: number) => `id,time,person,rating\n${id},2024-01-0${id},Anna Maier,5\n`;
const header = 'source,name,person,decision\n';

describe('a watched folder', () => {
  it('says that people-aliases.csv is wrong, goes on, and takes it over when it is put right', async () => {
    write('in/people.csv', people);
    write('people-aliases.csv', `${header}tickets,Anna Maier,1,smae\n`);
    const watch = start();
    await until(({ error }) => error?.message.includes('"smae"') === true);
    write('in/t-1.csv', tickets(1));
    await isLoaded('t-1.csv');
    write('in/t-2.csv', tickets(2));
    await isLoaded('t-2.csv');
    expect(errors()).toEqual(['people-aliases.csv, line 2 has the decision "smae".']);
    expect(told.find(({ error }) => error !== undefined)?.error).toBeInstanceOf(UsageError);
    expect(place.people.decisions()).toEqual([]);
    write('people-aliases.csv', `${header}tickets,Anna Maier,3,same\n`);
    await until(({ error }) => error?.message.includes('not in the list') === true);
    write('people-aliases.csv', `${header}tickets,Anna Maier,1,same\n`);
    await untilDecided(1);
    write('people-aliases.csv', `${header}tickets,Anna Maier,,\n`);
    await untilDecided(0);
    ending.controller.abort();
    expect(await watch).toBe(0);
    expect(errors()).toHaveLength(2);
  });

  it('looked at once counts a wrong people-aliases.csv as a failure', async () => {
    write('in/people.csv', people);
    write('people-aliases.csv', `${header}tickets,Anna Maier,1,smae\n`);
    expect(await start(true)).toBe(1);
  });

  it('tries a file again when the mapping that it is read by was edited in place', async () => {
    mkdirSync(join(place.folder, 'mappings'));
    const mapping = (column: string) =>
      `file: x*.csv\ntable: interactions\ncolumns: { id: A, time: B, person: ${column} }\n`;
    write('mappings/x.csv.yaml', mapping('Nobody'));
    write('in/x1.csv', 'A,B,C\n1,2024-01-01,Anna Maier\n');
    const watch = start();
    await until(({ file, error }) => file === 'in/x1.csv' && error !== undefined);
    write('mappings/x.csv.yaml', mapping('C'));
    await isLoaded('x1.csv');
    ending.controller.abort();
    expect(await watch).toBe(0);
  });
});
