import { isoFromDay } from '../model/calendar.ts';
import { wordsOf } from './describe-organisation.ts';
import { drawContacts, drawEvents } from './draw-contacts.ts';
import type { Words } from './example-words.ts';
import { employeeNumber } from './labels.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { openTable } from './table-file.ts';

/** What a file of contacts looks like in the example organisation. */
export interface ContactFile {
  readonly channel: string;
  readonly file: string;
  readonly delimiter: ',' | ';' | '\t';
  readonly idPrefix: string;
  readonly idColumn: string;
  readonly timeColumn: string;
  readonly personColumn: string;
  /** Where absent, every customer was asked. */
  readonly askedColumn: string | undefined;
  readonly reasons: readonly string[];
}

export const contactFiles: readonly ContactFile[] = [
  {
    channel: 'call',
    file: 'calls.csv',
    delimiter: ',',
    idPrefix: 'C',
    idColumn: 'Call ID',
    timeColumn: 'Started at',
    personColumn: 'Agent',
    askedColumn: 'Survey sent',
    reasons: ['bill', 'fault', 'booking', 'change of contract', 'question', 'other'],
  },
  {
    channel: 'chat',
    file: 'chats.csv',
    delimiter: ';',
    idPrefix: 'T',
    idColumn: 'Chat ID',
    timeColumn: 'Opened',
    personColumn: 'Handled by',
    askedColumn: 'Asked to rate',
    reasons: ['bill', 'fault', 'password', 'question'],
  },
  {
    channel: 'desk',
    file: 'desk.tsv',
    delimiter: '\t',
    idPrefix: 'D',
    idColumn: 'Ticket',
    timeColumn: 'Called up',
    personColumn: 'Counter staff',
    askedColumn: undefined,
    reasons: ['collect', 'return', 'advice', 'payment'],
  },
  {
    channel: 'mail',
    file: 'mail.csv',
    delimiter: ',',
    idPrefix: 'M',
    idColumn: 'Mail ID',
    timeColumn: 'Answered at',
    personColumn: 'Answered by',
    askedColumn: 'Survey attached',
    reasons: ['bill', 'complaint about a bill', 'change of address', 'question'],
  },
];

const workdays = 6;
const openAtSecond = 8 * 3600;
const openSeconds = 11 * 3600;
const secondsPerDay = 86_400;
/** Room for the position of a contact beside its second in one sortable number. */
const positions = 2 ** 20;

/** All contacts of one channel in the order of their times, and the columns that its measures fill. */
interface Channel {
  readonly count: number;
  /** Seconds since the first midnight x 2^20 + position, sorted. */
  readonly order: Float64Array;
  readonly person: Int32Array;
  readonly asked: Uint8Array;
  readonly answered: Uint8Array;
  readonly reason: Uint8Array;
  readonly values: readonly { readonly kind: string; readonly value: Uint16Array }[];
}

/** Writes one channel's file; returns the number of contacts. */
export async function writeContacts(
  organisation: SimulatedOrganisation,
  words: Words,
  shape: ContactFile,
  folder: string,
): Promise<number> {
  const measures = measuresOf(organisation, shape.channel);
  const channel = gather(organisation, shape, measures);
  const columns = measures.map((measure) => wordsOf(words, measure).column);
  const table = await openTable(
    folder,
    shape.file,
    [
      shape.idColumn,
      shape.timeColumn,
      shape.personColumn,
      'Channel',
      'Reason',
      ...(shape.askedColumn === undefined ? [] : [shape.askedColumn]),
      ...columns,
    ],
    shape,
  );
  const days = Array.from({ length: organisation.workplace.model.weeks * 7 }, (_, day) =>
    isoFromDay(organisation.workplace.model.firstDay + day),
  );
  for (let row = 0; row < channel.count; row++) {
    const key = channel.order[row] ?? 0;
    const second = Math.floor(key / positions);
    const at = key - second * positions;
    const pending = table.row([
      `${shape.idPrefix}${1_000_000 + row}`,
      `${days[Math.floor(second / secondsPerDay)]} ${clock(second % secondsPerDay)}`,
      employeeNumber(channel.person[at] ?? 0),
      shape.channel,
      shape.reasons[channel.reason[at] ?? 0] ?? '',
      ...(shape.askedColumn === undefined ? [] : [channel.asked[at] === 1 ? 'yes' : 'no']),
      ...channel.values.map(({ kind, value }) => shown(kind, value[at] ?? 0, channel.answered[at] === 1)),
    ]);
    if (pending !== undefined) await pending;
  }
  await table.close();
  return channel.count;
}

/** Measures of a channel, in the order of their columns. */
export function measuresOf({ workplace }: SimulatedOrganisation, channel: string): string[] {
  return workplace.model.measures.filter((measure) => measure.channel === channel).map(({ id }) => id);
}

function shown(kind: string, value: number, answered: boolean): string | number {
  if (kind === 'rating') return answered ? value : '';
  return kind === 'share' ? (value === 1 ? 'yes' : 'no') : value;
}

function clock(second: number): string {
  const two = (value: number) => (value < 10 ? `0${value}` : String(value));
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

function gather(
  { workplace, programmes }: SimulatedOrganisation,
  { channel, reasons }: ContactFile,
  measures: readonly string[],
): Channel {
  const { roster, streams, model } = workplace;
  const contacts = Array.from({ length: roster.members }, (_, person) =>
    drawContacts(workplace, programmes, person, channel, measures),
  );
  const count = contacts.reduce((sum, one) => sum + one.count, 0);
  if (count > positions) throw new Error(`${count} contacts in one channel are more than ${positions}`);
  const order = new Float64Array(count);
  const person = new Int32Array(count);
  const asked = new Uint8Array(count);
  const answered = new Uint8Array(count);
  const reason = new Uint8Array(count);
  const values = measures.map((measure) => ({
    kind: model.measures.find(({ id }) => id === measure)?.kind ?? '',
    value: new Uint16Array(count),
  }));
  const channelIndex = model.channels.findIndex(({ id }) => id === channel);
  let at = 0;
  contacts.forEach((one, who) => {
    const random = streams('clock', channelIndex, who);
    person.fill(who, at, at + one.count);
    asked.set(one.asked, at);
    answered.set(one.answered, at);
    measures.forEach((measure, column) => {
      values[column]?.value.set(one.values.get(measure) ?? [], at);
    });
    for (const week of one.week) {
      const day = week * 7 + random.integer(workdays);
      const second = day * secondsPerDay + openAtSecond + random.integer(openSeconds);
      order[at] = second * positions + at;
      reason[at] = random.integer(reasons.length);
      at += 1;
    }
  });
  return { count, order: order.sort(), person, asked, answered, reason, values };
}

const complaintReasons = ['wrong bill', 'nobody called back', 'tone', 'sent around', 'too slow'];

/** Writes the complaints, in the order of their days; returns their number. */
export async function writeComplaints(
  { workplace, programmes }: SimulatedOrganisation,
  measure: string,
  folder: string,
): Promise<number> {
  const { roster, streams, model } = workplace;
  const complaints: { day: number; person: number; reason: string }[] = [];
  for (let person = 0; person < roster.members; person++) {
    const random = streams('clock', model.channels.length, person);
    drawEvents(workplace, programmes, person, measure).forEach((events, week) => {
      for (let event = 0; event < events; event++) {
        const day = model.firstDay + week * 7 + random.integer(workdays);
        const reason = complaintReasons[random.integer(complaintReasons.length)] ?? '';
        complaints.push({ day, person, reason });
      }
    });
  }
  complaints.sort((a, b) => a.day - b.day || a.person - b.person);
  const table = await openTable(folder, 'complaints.csv', ['Case', 'Received on', 'About', 'Reason']);
  for (const [row, { day, person, reason }] of complaints.entries()) {
    await table.row([`K${100_000 + row}`, isoFromDay(day), employeeNumber(person), reason]);
  }
  await table.close();
  return complaints.length;
}
