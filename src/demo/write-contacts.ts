import { isoFromDay } from '../model/calendar.ts';
import type { ContactFile } from './contact-files.ts';
import { isMainRating, wordsOf } from './describe-organisation.ts';
import { drawContacts } from './draw-contacts.ts';
import type { Words } from './example-words.ts';
import type { Filing } from './filing.ts';
import { teamName } from './labels.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { openTable, quoted } from './table-file.ts';

const workdays = 6;
const openAtSecond = 8 * 3600;
const openSeconds = 11 * 3600;
const secondsPerDay = 86_400;
const customersInAll = 150_000;
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
  filing: Filing,
  shape: ContactFile,
  folder: string,
): Promise<number> {
  const { model, roster } = organisation.workplace;
  const measures = measuresIn(organisation, shape.channel);
  const channel = gather(organisation, shape, measures);
  const table = await openTable(folder, shape.file, columnsOf(shape, words, measures), shape);
  const days = Array.from({ length: model.weeks * 7 }, (_, day) => isoFromDay(model.firstDay + day));
  const teams = Array.from({ length: model.teams }, (_, team) => teamName(model, team));
  const called = filing.called(shape.keeper).map((name) => quoted(name, shape.delimiter));
  const shared = filing.sharedLogin?.(shape.keeper);
  const customers = organisation.workplace.streams(
    'customers',
    model.channels.findIndex(({ id }) => id === shape.channel),
  );
  for (let row = 0; row < channel.count; row++) {
    const key = channel.order[row] ?? 0;
    const second = Math.floor(key / positions);
    const at = key - second * positions;
    const person = channel.person[at] ?? 0;
    const day = Math.floor(second / secondsPerDay);
    const team = roster.teamAt[person * roster.weeks + Math.floor(day / 7)] ?? 0;
    const pending = table.row(
      cellsOf(shape, {
        number: 1_000_000 + row,
        customer: shape.isZendesk ? customers.integer(customersInAll) : 0,
        called: shared?.(team) ?? called[person] ?? '',
        team: teams[team] ?? '',
        time: `${days[day]} ${clock(second % secondsPerDay)}`,
        reason: shape.reasons[channel.reason[at] ?? 0] ?? '',
        asked: channel.asked[at] === 1,
        values: channel.values.map(({ kind, value }) =>
          channel.answered[at] === 1 || kind !== 'rating' ? (value[at] ?? 0) : '',
        ),
      }),
    );
    if (pending !== undefined) await pending;
  }
  await table.close();
  return channel.count;
}

interface Contact {
  readonly number: number;
  readonly customer: number;
  readonly called: string;
  readonly team: string;
  readonly time: string;
  readonly reason: string;
  readonly asked: boolean;
  /** Of the main rating first. */
  readonly values: readonly (string | number)[];
}

/** Custom fields have their kind in brackets; the first question is the survey of the system itself. */
function columnsOf({ isZendesk }: ContactFile, words: Words, measures: readonly string[]): readonly string[] {
  if (!isZendesk)
    return [
      'Ticket',
      'Called up',
      'Counter staff',
      'Reason',
      ...measures.map((id) => wordsOf(words, id).column),
    ];
  const fields = measures.filter((id) => !isMainRating(id)).map((id) => fieldOf(words, id));
  return [
    'Id',
    'Requester',
    'Assignee',
    'Group',
    'Via',
    'Status',
    'Created at',
    'Satisfaction Score',
    'Reason [list]',
    ...fields,
  ];
}

/** As a field that the organisation has added stands in the head of an export. */
export function fieldOf(words: Words, measure: string): string {
  return `${wordsOf(words, measure).column} [int]`;
}

function cellsOf({ isZendesk, via }: ContactFile, contact: Contact): readonly (string | number)[] {
  const { number, called, time, reason, values } = contact;
  if (!isZendesk) return [`D${number}`, time, called, reason, ...values];
  const [answer = '', ...others] = values;
  const score = answer === '' ? (contact.asked ? 'Offered' : 'Not offered') : answer;
  return [
    number,
    `Guest ${contact.customer}`,
    called,
    contact.team,
    via,
    'Solved',
    time,
    score,
    reason,
    ...others,
  ];
}

/** Measures of a channel that its file holds, in the order of their columns; how long calls take is kept by the telephone system. */
export function measuresIn({ workplace }: SimulatedOrganisation, channel: string): string[] {
  return workplace.model.measures
    .filter((measure) => measure.channel === channel && measure.kind !== 'seconds')
    .map(({ id }) => id);
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
