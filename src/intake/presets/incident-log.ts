import type { FileShape } from '../read/file-shape.ts';
import type { ReshapingOfFile } from '../read/reshape.ts';
import { hasColumns, type Preset } from './preset.ts';
import { eachRecord, oneRowPerThing } from './reshapings.ts';

const marks = ['number', 'incident_state', 'assignment_group', 'assigned_to', 'sys_updated_at'] as const;
const contact = [
  'id',
  'time',
  'person',
  'team',
  'customer',
  'channel',
  'reason',
  'reassignments',
  'reopens',
  'in_time',
] as const;
const state = ['case', 'time', 'from', 'to', 'to-person', 'state'] as const;

/** The log of a service desk such as ServiceNow writes it: each row is one state of one incident. */
export const incidentLog: Preset = {
  id: 'incident-log',
  title: 'Incident log of a service desk (ServiceNow and its like)',
  seenOnRealExport: true,
  guide: 'exports/incident-log.md',
  recognise: (shape) =>
    hasColumns(shape, marks)
      ? 'each row is a state of an incident, with the group and person it was assigned to'
      : undefined,
  loads: [
    {
      table: 'interactions',
      values: { reassignments: ['reassignments'], reopens: ['reopens'], 'in-time': ['in_time'] },
      reshape: incidentsOf,
    },
    { table: 'hand-offs', reshape: statesOf },
  ],
  leavesOut: [
    {
      columns: /^(caller_id|opened_by)$/,
      why: "customers' and colleagues' identities that no question needs",
    },
    { columns: /./, why: 'not needed to know who dealt with an incident, and how often it was passed on' },
  ],
  asks: [
    'An incident counts for whoever resolved it. "in-time" is the target of the last state, not of earlier ones.',
  ],
};

function present(text: string | undefined): string {
  return text === undefined || text === '?' ? '' : text;
}

function incidentsOf({ columns }: FileShape): ReshapingOfFile {
  const of: Readonly<Record<(typeof contact)[number], readonly string[]>> = {
    id: ['number'],
    time: ['resolved_at', 'closed_at', 'sys_updated_at'],
    person: ['resolved_by', 'assigned_to'],
    team: ['assignment_group'],
    customer: ['caller_id'],
    channel: ['contact_type'],
    reason: ['category'],
    reassignments: ['reassignment_count'],
    reopens: ['reopen_count'],
    in_time: ['made_sla'],
  };
  return {
    columns: contact,
    reads: columns.filter((column) => Object.values(of).flat().includes(column)),
    start: () =>
      oneRowPerThing(
        contact,
        'an earlier state of the same incident',
        ({ cells }) => present(cells.get('number')) || undefined,
        (_, { cells }) =>
          Object.fromEntries(
            contact.map((name) => [
              name,
              of[name].map((column) => present(cells.get(column))).find((text) => text !== '') ?? '',
            ]),
          ),
      ),
  };
}

/** Every state, with the group that had the incident before. */
function statesOf({ columns }: FileShape): ReshapingOfFile {
  return {
    columns: state,
    reads: columns.filter((column) => (marks as readonly string[]).includes(column)),
    start: () => {
      const groupOf = new Map<string, string>();
      return eachRecord(state, ({ cells }) => {
        const cell = (name: string) => present(cells.get(name));
        const incident = cell('number');
        const to = cell('assignment_group');
        const from = groupOf.get(incident) ?? '';
        groupOf.set(incident, to);
        return [
          {
            case: incident,
            time: cell('sys_updated_at'),
            from,
            to,
            'to-person': cell('assigned_to'),
            state: cell('incident_state'),
          },
        ];
      });
    },
  };
}
