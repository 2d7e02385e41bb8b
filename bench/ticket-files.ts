import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { drawNames } from '../src/demo/draw-names.ts';
import { streamsOf } from '../src/demo/streams.ts';
import { isoFromDay } from '../src/model/calendar.ts';
import { createRandom } from '../src/stats/random.ts';
import { cacheFolder } from './panel-files.ts';

const weeks = 104;
const ticketsPerPerson = 500;
const peoplePerTeam = 20;
const teamsPerSite = 10;
const firstDay = 19_724;

export interface TicketFiles {
  readonly tickets: string;
  readonly people: string;
}

const header =
  'Id,Requester,Requester id,Assignee,Group,Subject,Status,Priority,Via,Ticket type,Created at,Solved at,Satisfaction Score,Reopens,Replies,First reply time in minutes,Full resolution time in minutes';
const subjects = [
  'Bill',
  'Cannot log in',
  'Change of address',
  'Order is late',
  'Question, urgent',
  'Return',
];
const scores = ['Good', 'Good', 'Good', 'Bad', 'Offered', 'Offered', 'Offered', 'Not offered'];

/** Tickets of two years, 500 of each person, as Zendesk exports them with names, and the list of people; made on first use. */
export function ticketFiles(count: number): TicketFiles {
  mkdirSync(cacheFolder, { recursive: true });
  const tickets = join(cacheFolder, `tickets-${count}.csv`);
  const people = join(cacheFolder, `ticket-people-${count}.csv`);
  if (existsSync(tickets)) return { tickets, people };
  const names = drawNames(Math.ceil(count / ticketsPerPerson), streamsOf(7));
  const list = names.map(
    ({ first, last, email }, k) => `${10_000 + k},${first},${last},${email},${siteOf(k)},${teamOf(k)}`,
  );
  writeFileSync(people, `Employee no,First name,Last name,E-mail,Site,Team\n${list.join('\n')}\n`);
  const agents = names.map(({ first, last }, k) => `${first} ${last},${teamOf(k)}`);
  writeTickets(`${tickets}.part`, count, agents);
  renameSync(`${tickets}.part`, tickets);
  return { tickets, people };
}

function teamOf(person: number): string {
  return `Team ${Math.floor(person / peoplePerTeam)}`;
}

function siteOf(person: number): string {
  return `Site ${Math.floor(person / peoplePerTeam / teamsPerSite)}`;
}

function writeTickets(file: string, count: number, agents: readonly string[]): void {
  const random = createRandom(13);
  const handle = openSync(file, 'w');
  let text = `${header}\n`;
  const pick = (items: readonly string[]) => items[random.integer(items.length)] ?? '';
  for (let ticket = 0; ticket < count; ticket++) {
    const day = firstDay + Math.floor((ticket / count) * weeks * 7);
    const minute = 480 + random.integer(500);
    const worked = 1 + random.integer(90);
    const customer = random.integer(count >> 2);
    const subject = pick(subjects);
    const time = (at: number) => `${isoFromDay(day)} ${twoDigits(Math.floor(at / 60))}:${twoDigits(at % 60)}`;
    text += `${100_000 + ticket},Customer ${customer},${9_000_000 + customer},${pick(agents)},${subject.includes(',') ? `"${subject}"` : subject},Closed,Normal,${random.next() < 0.7 ? 'Mail' : 'Chat'},Question,${time(minute)},${time(minute + worked)},${pick(scores)},${random.integer(2)},${1 + random.integer(4)},${worked >> 1},${worked}\n`;
    if (text.length < 1 << 22) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
