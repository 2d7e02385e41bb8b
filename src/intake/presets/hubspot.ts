import type { Preset } from './preset.ts';

const names = [
  'hs_object_id',
  'hs_ticket_id',
  'createdate',
  'closed_date',
  'hubspot_owner_id',
  'hs_pipeline',
] as const;

/** A property may stand by itself or within `properties` of the answer of the interface. */
function property(...options: readonly string[]): readonly string[] {
  return options.flatMap((name) => [name, `properties.${name}`]);
}

/** Tickets with the names of their properties, as CSV or as the interface gives them. Durations are milliseconds. */
export const hubspotTickets: Preset = {
  id: 'hubspot-tickets',
  title: 'HubSpot, tickets',
  seenOnRealExport: false,
  guide: 'exports/hubspot.md',
  recognise: ({ columns }) => {
    const found = names.filter((name) => property(name).some((each) => columns.includes(each)));
    return found.includes('hubspot_owner_id') && found.includes('createdate') && found.length >= 4
      ? `it has the properties ${found.join(', ')}`
      : undefined;
  },
  loads: [
    {
      table: 'interactions',
      columns: {
        id: property('hs_object_id', 'hs_ticket_id'),
        time: property('closed_date', 'createdate'),
        person: property('hubspot_owner_id'),
        team: property('hs_pipeline'),
        channel: property('source_type'),
        reason: property('hs_ticket_category'),
      },
      otherwise: { time: property('createdate') },
      values: {
        'nps-score': property('nps_score'),
        contacted: property('hs_num_times_contacted'),
        'one-touch': property('hs_is_one_touch_ticket'),
        'first-reply': property('hs_time_to_first_response_in_operating_hours', 'time_to_first_agent_reply'),
        'full-resolution': property('hs_time_to_close_in_operating_hours', 'time_to_close'),
      },
      read: { units: { 'first-reply': 'milliseconds', 'full-resolution': 'milliseconds' } },
    },
  ],
  leavesOut: [
    { columns: /(subject|content|hs_resolution|notes)$/, why: 'free text' },
    { columns: /sentiment/, why: "a machine's score of somebody's feelings or tone" },
  ],
  asks: [
    'The owner is whoever has the ticket now.',
    'The time to the first reply is often empty; the one in operating hours is taken first.',
  ],
};
