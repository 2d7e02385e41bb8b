import { hasColumns, type Preset } from './preset.ts';

const guide = 'exports/chatwoot.md';

/** The report of satisfaction as CSV; its last line is the period of the report, which is passed over. */
export const chatwootSatisfaction: Preset = {
  id: 'chatwoot-satisfaction',
  title: 'Chatwoot, report of satisfaction as CSV',
  seenOnRealExport: false,
  guide,
  recognise: (shape) =>
    hasColumns(shape, ['Agent Name', 'Rating', 'Feedback Comment', 'Recorded date'])
      ? 'it has the columns Agent Name, Rating, Feedback Comment and Recorded date'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['Link to the conversation'],
        time: ['Recorded date'],
        person: ['Agent Name'],
        customer: ['Contact Email Address', 'Contact Phone Number', 'Contact Name'],
        rating: ['Rating'],
      },
    },
  ],
  leavesOut: [
    { columns: /comment|notes/i, why: 'free text' },
    { columns: /^contact/i, why: "customers' names, addresses and numbers" },
  ],
  asks: [
    'Only answers are in this report: how many were asked is not, so the share who answered is not known.',
  ],
};

/** Rows of the table `reporting_events`, which those who host it themselves can export. */
export const chatwootEvents: Preset = {
  id: 'chatwoot-events',
  title: 'Chatwoot, reporting events',
  seenOnRealExport: false,
  guide,
  recognise: (shape) =>
    hasColumns(shape, [
      'name',
      'value',
      'value_in_business_hours',
      'conversation_id',
      'user_id',
      'event_end_time',
    ])
      ? 'each row is an event of a conversation with its value in seconds'
      : undefined,
  loads: [
    {
      table: 'interactions',
      columns: {
        id: ['id'],
        time: ['event_end_time', 'created_at'],
        person: ['user_id'],
        team: ['inbox_id'],
        reason: ['name'],
      },
      values: { seconds: ['value'], 'seconds-in-hours': ['value_in_business_hours'] },
    },
  ],
  leavesOut: [],
  asks: [
    'Each event is a row: choose one kind in the measure, such as "where: { reason: first_response }" with "value: seconds".',
  ],
};
