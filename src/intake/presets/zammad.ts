import { hasColumns, type Preset } from './preset.ts';

/** The export of tickets as a spreadsheet or CSV. */
export const zammadTickets: Preset = {
  id: 'zammad-tickets',
  title: 'Zammad, tickets as a spreadsheet or CSV',
  seenOnRealExport: false,
  guide: 'exports/zammad.md',
  recognise: (shape) =>
    hasColumns(shape, ['#', 'Title', 'State', 'Group', 'Owner', 'Create Channel', 'Created At'])
      ? 'it has the columns #, Owner, Group, Create Channel and Created At'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['#'],
        time: ['Closed At', 'Created At'],
        person: ['Owner'],
        team: ['Group'],
        customer: ['Customer'],
        channel: ['Create Channel'],
      },
      otherwise: { time: ['Created At'] },
      values: {
        articles: ['Article Count'],
        worked: ['Time Units Total'],
        'first-reply': ['First Response In Min'],
        'full-resolution': ['Close In Min'],
        'within-target': ['Close Diff In Min'],
      },
      read: {
        units: { 'first-reply': 'minutes', 'full-resolution': 'minutes', 'within-target': 'minutes' },
        recode: { person: { '-': '' } },
      },
    },
  ],
  leavesOut: [
    { columns: /^(title|tags)$/i, why: 'free text' },
    { columns: /^(customer|organization)$/i, why: "customers' names" },
  ],
  asks: [
    'Zammad has no satisfaction of its own: judge by time to close, or import ratings from your survey.',
  ],
};
