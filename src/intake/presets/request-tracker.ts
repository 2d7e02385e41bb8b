import type { FileShape } from '../read/file-shape.ts';
import { listColumn } from '../read/json-records.ts';
import type { ReshapedRow, ReshapingOfFile } from '../read/reshape.ts';
import { hasColumns, type Preset } from './preset.ts';
import { eachRecord, oneRowPerThing } from './reshapings.ts';

const handOff = ['case', 'time', 'from-person', 'to-person', 'state'] as const;
const contact = ['id', 'time', 'person', 'first', 'minutes', 'reopens'] as const;
const ofTransactions = ['ticket', 'type', 'field', 'old', 'new', 'creator', 'created'] as const;
const guide = 'exports/request-tracker.md';
const system = 'RT_System';

/** The transactions of tickets as a table: one row for each thing that happened to a ticket. */
export const requestTrackerTransactions: Preset = {
  id: 'request-tracker-transactions',
  title: 'Request Tracker, transactions',
  seenOnRealExport: true,
  guide,
  recognise: (shape) =>
    hasColumns(shape, ofTransactions)
      ? 'each row names a ticket, the type of a transaction, its field and the old and new value'
      : undefined,
  loads: [
    { table: 'interactions', values: { minutes: ['minutes'], reopens: ['reopens'] }, reshape: contactsOf },
    { table: 'hand-offs', reshape: handOffsOf },
  ],
  leavesOut: [{ columns: /./, why: 'not needed to know who dealt with a ticket, and when' }],
  asks: [
    'Owners stand as numbers of users, writers as names: say in people-aliases.csv which number is who.',
  ],
};

/** A ticket counts for whoever last wrote to the customer, at its last settlement; without one, when it was opened. */
function contactsOf({ columns }: FileShape): ReshapingOfFile {
  return {
    columns: contact,
    reads: columns.filter((column) => /^(ticket|type|new|old|timetaken|creator|created)$/i.test(column)),
    start: () =>
      oneRowPerThing(
        contact,
        'another transaction of the same ticket',
        ({ cells }) => cells.get('ticket') || undefined,
        (soFar, { cells }) => addTransaction(soFar, (name) => cells.get(name) ?? ''),
      ),
  };
}

function addTransaction(soFar: ReshapedRow, cell: (name: string) => string): ReshapedRow {
  const row = {
    ...soFar,
    id: cell('ticket'),
    minutes: String(Number(soFar.minutes ?? 0) + (Number(cell('timetaken')) || 0)),
    reopens: soFar.reopens ?? '0',
  };
  const type = cell('type');
  if (type === 'Create') return { ...row, time: cell('created') };
  if (type === 'Correspond' && cell('creator') !== system) {
    return { ...row, person: cell('creator'), first: soFar.first ?? cell('creator') };
  }
  if (type !== 'Status') return row;
  if (isSettled(cell('new'))) return { ...row, time: cell('created') };
  return isSettled(cell('old')) ? { ...row, reopens: String(Number(row.reopens) + 1) } : row;
}

function isSettled(state: string): boolean {
  return state === 'resolved' || state === 'rejected';
}

function handOffsOf({ columns }: FileShape): ReshapingOfFile {
  return {
    columns: handOff,
    reads: columns.filter((column) => /^(ticket|type|field|old|new|created)$/i.test(column)),
    start: () =>
      eachRecord(handOff, ({ cells }) => {
        const cell = (name: string) => cells.get(name) ?? '';
        const row = { case: cell('ticket'), time: cell('created') };
        if (cell('type') === 'Status') return [{ ...row, state: cell('new') }];
        if (cell('type') === 'Set' && cell('field') === 'Owner') {
          return [{ ...row, 'from-person': ownerOf(cell('old')), 'to-person': ownerOf(cell('new')) }];
        }
        return { dropped: 'no change of owner or state' };
      }),
  };
}

/** User 6 is "Nobody" in every installation. */
function ownerOf(user: string): string {
  return user === '6' ? '' : user;
}

const ticketColumns = ['id', 'time', 'person', 'reason', 'minutes', 'rating', 'asked'] as const;

/** Tickets as the REST interface gives them (version 2): a list, or an object with lists. */
export const requestTrackerRest: Preset = {
  id: 'request-tracker-rest',
  title: 'Request Tracker, tickets by REST',
  seenOnRealExport: true,
  guide,
  recognise: ({ kind, columns }) =>
    kind !== 'delimited' && ['Owner.Name', 'Queue.Name', 'Status'].every((name) => columns.includes(name))
      ? 'its records are tickets with a queue and an owner'
      : undefined,
  loads: [
    {
      table: 'interactions',
      values: { minutes: ['minutes'] },
      read: { timeZone: 'UTC' },
      reshape: ticketsOf,
    },
  ],
  leavesOut: [
    { columns: /^(Subject|Requestors?|Cc)/, why: "customers' names, addresses and words" },
    { columns: /./, why: 'not needed to know who dealt with a ticket, and when' },
  ],
  asks: [
    'Which field holds the satisfaction: "CustomField.{Satisfaction}" is taken, if there is one of that name.',
  ],
};

function ticketsOf({ columns }: FileShape): ReshapingOfFile {
  return {
    columns: ticketColumns,
    reads: columns.filter((name) =>
      /^(@list|id|type|Status|Created|Resolved|Owner\.Name|Queue\.Name|TimeWorked|CustomFields)$/.test(name),
    ),
    start: () =>
      eachRecord(ticketColumns, ({ cells }) => {
        const cell = (name: string) => cells.get(name) ?? '';
        if (cell('type') !== 'ticket' && cell(listColumn) !== 'tickets') {
          return { dropped: 'a transaction, which does not say of which ticket' };
        }
        const settled = isSettled(cell('Status')) && !cell('Resolved').startsWith('1970');
        const owner = cell('Owner.Name');
        if (owner === 'Nobody' || owner === '') return { dropped: 'a ticket that nobody took' };
        const rating = ratingIn(cell('CustomFields'));
        return [
          {
            id: cell('id'),
            time: settled ? cell('Resolved') : cell('Created'),
            person: owner,
            reason: cell('Queue.Name'),
            minutes: cell('TimeWorked'),
            rating: rating ?? '',
            asked: settled ? 'yes' : 'no',
          },
        ];
      }),
  };
}

function ratingIn(fields: string): string | undefined {
  if (fields === '') return undefined;
  const list = JSON.parse(fields) as readonly { name?: string; values?: readonly string[] }[];
  return list.find(({ name }) => /satisf|zufrieden|rating|csat/i.test(name ?? ''))?.values?.[0];
}
