import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isoFromDay } from '../src/model/calendar.ts';
import { createRandom } from '../src/stats/random.ts';
import { cacheFolder } from './panel-files.ts';

const weeks = 104;
const contactsPerPerson = 500;
const firstDay = 19_724;

/** Contacts of an organisation over two years, 500 of each person, as its export would look; made on first use. */
export function contactFile(contacts: number): string {
  mkdirSync(cacheFolder, { recursive: true });
  const file = join(cacheFolder, `contacts-${contacts}.csv`);
  if (existsSync(file)) return file;
  const random = createRandom(11);
  const people = Math.ceil(contacts / contactsPerPerson);
  const handle = openSync(`${file}.part`, 'w');
  writeSync(handle, 'id,person,time,channel,rating\n');
  let lines: string[] = [];
  for (let contact = 0; contact < contacts; contact++) {
    const day = firstDay + Math.floor((contact / contacts) * weeks * 7);
    const minute = random.integer(600);
    const time = `${isoFromDay(day)} ${twoDigits(8 + Math.floor(minute / 60))}:${twoDigits(minute % 60)}:00`;
    const rating = random.next() < 0.6 ? String(1 + random.integer(5)) : '';
    lines.push(
      `c${contact},p${random.integer(people)},${time},${random.next() < 0.7 ? 'phone' : 'mail'},${rating}\n`,
    );
    if (lines.length < 100_000 && contact < contacts - 1) continue;
    writeSync(handle, lines.join(''));
    lines = [];
  }
  closeSync(handle);
  renameSync(`${file}.part`, file);
  return file;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
