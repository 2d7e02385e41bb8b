import { hasColumns, type LeftOut, type Preset } from './preset.ts';

/** Satisfaction as words, or as points from 1 to 5; "Offered" was asked and not answered. */
const rating = { good: '1', bad: '0', offered: '', 'not offered': '', unoffered: '' } as const;
const asked = { 'not offered': 'no', unoffered: 'no', '*': 'yes' } as const;

const leavesOut: readonly LeftOut[] = [
  { columns: /^(requester|submitter|organization)( |$)/i, why: "customers' names and addresses" },
  { columns: /^(subject|description|tags)$/i, why: 'free text' },
];

/** Variants of a heading that only differ in how the unit stands behind it. */
function minutes(name: string): readonly string[] {
  return [`${name} in minutes`, `${name} (in minutes)`, `${name} (min)`, name];
}

/** The export of tickets as CSV, or of a view. */
export const zendeskTickets: Preset = {
  id: 'zendesk-tickets',
  title: 'Zendesk, tickets as CSV',
  seenOnRealExport: false,
  guide: 'exports/zendesk.md',
  recognise: (shape) =>
    hasColumns(shape, ['Requester', 'Assignee', 'Via', 'Created at', 'Status'])
      ? 'it has the columns Requester, Assignee, Via and Created at'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['Id', 'Ticket ID', 'Zendesk Ticket ID'],
        time: ['Solved at', 'Created at'],
        person: ['Assignee'],
        team: ['Group'],
        customer: ['Requester id', 'Requester email', 'Requester'],
        channel: ['Via'],
        reason: ['Ticket type'],
        rating: ['Satisfaction Score'],
        asked: ['Satisfaction Score'],
      },
      otherwise: { time: ['Created at'] },
      values: {
        reopens: ['Reopens'],
        replies: ['Replies'],
        'group-stations': ['Group stations'],
        'assignee-stations': ['Assignee stations'],
        'first-reply': minutes('First reply time'),
        'first-resolution': minutes('First resolution time'),
        'full-resolution': minutes('Full resolution time'),
        'requester-wait': minutes('Requester wait time'),
        'on-hold': minutes('On hold time'),
      },
      read: {
        recode: { rating, asked },
        units: {
          'first-reply': 'minutes',
          'first-resolution': 'minutes',
          'full-resolution': 'minutes',
          'requester-wait': 'minutes',
          'on-hold': 'minutes',
        },
      },
    },
  ],
  leavesOut,
  asks: [
    'The assignee is whoever had the ticket when it was exported; the export of ratings names who had it when it was rated.',
    'When the kind of survey was switched (from good or bad to points), say so under "changedOn" of the measure.',
  ],
};

/** The ratings of the older survey, as the interface gives them. */
export const zendeskRatings: Preset = {
  id: 'zendesk-ratings',
  title: 'Zendesk, satisfaction ratings by API',
  seenOnRealExport: false,
  guide: 'exports/zendesk.md',
  recognise: ({ kind, columns }) =>
    kind !== 'delimited' &&
    ['ticket_id', 'assignee_id', 'score', 'requester_id'].every((name) => columns.includes(name))
      ? 'its records have a ticket, an assignee and a score'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['ticket_id'],
        time: ['updated_at', 'created_at'],
        person: ['assignee_id'],
        team: ['group_id'],
        customer: ['requester_id'],
        rating: ['score'],
        asked: ['score'],
      },
      read: { recode: { rating, asked } },
    },
  ],
  leavesOut: [{ columns: /comment|reason/i, why: 'free text' }],
  asks: [],
};
