import { hasColumns, type Preset } from './preset.ts';

/** From "extremely unhappy" to "extremely happy" as 1 to 7; the numbers are those of the interface. */
const rating = {
  'extremely happy': '7',
  'very happy': '6',
  happy: '5',
  neutral: '4',
  unhappy: '3',
  'very unhappy': '2',
  'extremely unhappy': '1',
  '103': '7',
  '102': '6',
  '101': '5',
  '100': '4',
  '-101': '3',
  '-102': '2',
  '-103': '1',
} as const;

/** The export of tickets as CSV; Freshservice writes nearly the same. */
export const freshdeskTickets: Preset = {
  id: 'freshdesk-tickets',
  title: 'Freshdesk or Freshservice, tickets as CSV',
  seenOnRealExport: false,
  guide: 'exports/freshdesk.md',
  recognise: (shape) =>
    hasColumns(shape, ['Ticket ID', 'Status', 'Agent', 'Group']) &&
    ['Created time', 'Created Time'].some((name) => shape.columns.includes(name))
      ? 'it has the columns Ticket ID, Agent, Group and Created time'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['Ticket ID'],
        time: ['Resolved time', 'Closed time', 'Created time'],
        person: ['Agent'],
        team: ['Group'],
        customer: ['Email', 'Requester Email', 'Full name'],
        channel: ['Source'],
        reason: ['Type'],
        rating: ['Survey results', 'Survey result', 'Experience Score'],
      },
      otherwise: { time: ['Created time'] },
      values: {
        'agent-interactions': ['Agent interactions'],
        'customer-interactions': ['Customer interactions'],
        'first-reply': ['First response time (in hrs)'],
        'full-resolution': ['Resolution time (in hrs)'],
      },
      read: { recode: { rating }, units: { 'first-reply': 'h:mm:ss', 'full-resolution': 'h:mm:ss' } },
    },
  ],
  leavesOut: [
    { columns: /^(subject|description|tags)$/i, why: 'free text' },
    {
      columns: /^(full name|title|email|work phone|mobile phone|address)/i,
      why: "customers' names and addresses",
    },
  ],
  asks: [
    'Which answers count as satisfied is a choice of each company: the scale from 1 to 7 is kept as it is.',
    'Hours of first response and resolution are often empty although the times are there.',
  ],
};

/** Ratings as the interface gives them: they name the agent who was rated. */
export const freshdeskRatings: Preset = {
  id: 'freshdesk-ratings',
  title: 'Freshdesk, satisfaction ratings by API',
  seenOnRealExport: false,
  guide: 'exports/freshdesk.md',
  recognise: ({ kind, columns }) =>
    kind !== 'delimited' &&
    ['survey_id', 'agent_id', 'ticket_id', 'ratings'].every((name) => columns.includes(name))
      ? 'its records have a survey, an agent, a ticket and ratings'
      : columns.includes('ratings.default_question') && columns.includes('agent_id')
        ? 'its records have an agent and the rating of the first question'
        : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['ticket_id'],
        time: ['created_at'],
        person: ['agent_id'],
        team: ['group_id'],
        customer: ['user_id'],
        rating: ['ratings.default_question'],
      },
      read: { recode: { rating } },
    },
  ],
  leavesOut: [{ columns: /feedback/i, why: 'free text' }],
  asks: [],
};
