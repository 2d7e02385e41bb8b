import type { Preset } from './preset.ts';

/** Conversations as the interface gives them; times are seconds since 1970. */
export const intercomConversations: Preset = {
  id: 'intercom-conversations',
  title: 'Intercom, conversations by API',
  seenOnRealExport: false,
  guide: 'exports/intercom.md',
  recognise: ({ kind, columns }) =>
    kind !== 'delimited' &&
    ['admin_assignee_id', 'team_assignee_id', 'created_at'].every((name) => columns.includes(name))
      ? 'its records are conversations with an assigned admin and team'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['id'],
        time: ['statistics.last_close_at', 'created_at'],
        person: ['admin_assignee_id'],
        rated: ['conversation_rating.teammate.id'],
        team: ['team_assignee_id'],
        channel: ['source.type'],
        customer: ['source.author.id'],
        rating: ['conversation_rating.rating'],
      },
      otherwise: { time: ['created_at'] },
      values: {
        reopens: ['statistics.count_reopens'],
        assignments: ['statistics.count_assignments'],
        parts: ['statistics.count_conversation_parts'],
        'first-reply': ['statistics.time_to_admin_reply'],
        'full-resolution': ['statistics.time_to_last_close'],
      },
      read: { dateOrder: 'unix' },
    },
  ],
  leavesOut: [
    { columns: /^(title|source\.(subject|body)|conversation_rating\.remark)/, why: 'free text' },
    { columns: /^(source\.author\.(name|email)|contacts)/, why: "customers' names and addresses" },
  ],
  asks: [
    '"rated" is the teammate at the time of the rating: give "credit: rated" in the measure to count it so.',
  ],
};

/** The data set `conversation_rating_sent` of the reporting export; headings vary with the workspace. */
export const intercomRatings: Preset = {
  id: 'intercom-ratings',
  title: 'Intercom, ratings of the reporting export',
  seenOnRealExport: false,
  guide: 'exports/intercom.md',
  recognise: ({ columns }) =>
    columns.some((name) => name.endsWith('conversation-rating-sent.conversation_rating')) &&
    columns.some((name) => name.endsWith('rated_teammate_id'))
      ? 'it has a rating and the teammate who was rated'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['standard.conversation_id'],
        time: [
          'timestamp.conversation_rating_sent_at',
          'timestamp.conversation_started_at',
          'timestamp.action_time',
        ],
        person: ['conversation-rating-sent.rated_teammate_id'],
        team: ['team.currently_assigned_team_id'],
        channel: ['standard.channel'],
        rating: ['conversation-rating-sent.conversation_rating'],
      },
      values: { 'first-reply': ['duration.teammate_first_response_time'] },
    },
  ],
  leavesOut: [{ columns: /remark|subject|title/i, why: 'free text' }],
  asks: [
    'From version 2.16 of the interface on, conversations without any answer of the customer are in the data set: give the date of the switch under "changedOn" of the measure.',
  ],
};
