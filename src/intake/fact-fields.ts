import type { FactTable } from '../contract/organisation.ts';

export type FieldKind =
  | 'person'
  /** Tells who is meant in other sources; of the list of people only. */
  | 'identity'
  | 'key'
  | 'case'
  | 'text'
  | 'date'
  | 'time'
  | 'number'
  | 'flag'
  | 'attended'
  | 'moment'
  | 'member-role'
  | 'customer';

/** A field of a table of facts: what it is called, in which column it is stored (none if empty), and what files call it. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly stored: string;
  readonly required: boolean;
  readonly synonyms: readonly string[];
}

export interface TableFields {
  readonly table: FactTable;
  readonly fields: readonly Field[];
  /** Field that names what a row is about; a later row with the same one corrects it. */
  readonly idField: string | undefined;
  /** Whether several rows may have the same id, as the dates of one event. */
  readonly rowsPerId: 'one' | 'many';
}

const personNames = [
  'agent',
  'agent name',
  'employee',
  'employee id',
  'employee number',
  'employee no',
  'staff',
  'staff id',
  'user',
  'user id',
  'user name',
  'username',
  'person id',
  'personnel number',
  'assignee',
  'owner',
  'participant',
  'learner',
  'member id',
  'officer',
  'advisor',
  'associate',
  'worker',
  'id number',
  'resolved by',
  'personalnummer',
  'mitarbeiter',
  'mitarbeiterin',
  'mitarbeiter id',
];
/** What a list of people numbers them by comes before what it calls them. */
const numberNames = [
  'employee id',
  'employee number',
  'employee no',
  'personnel number',
  'personalnummer',
  'staff id',
  'person id',
  'mitarbeiter id',
  'id number',
  'employee nr',
  'staff number',
  'staff no',
  'emp id',
  'emp no',
  'payroll number',
  'personalnr',
  'personal nr',
  'pers nr',
  'mitarbeiternummer',
  'mitarbeiternr',
  'mitarbeiter nr',
  'matricule',
  'numéro de matricule',
  'n° matricule',
  'matricola',
  'nº empleado',
  'nº de empleado',
  'número de empleado',
  'legajo',
];
const mailNames = [
  'email',
  'e mail',
  'email address',
  'e mail address',
  'mail',
  'work email',
  'e mail adresse',
];
const wholeNames = [
  'name',
  'full name',
  'employee name',
  'display name',
  'participant name',
  'mitarbeitername',
];
const loginNames = [
  'login',
  'user name',
  'username',
  'user id',
  'user',
  'account',
  'benutzername',
  'kennung',
];
const teamNames = [
  'team name',
  'team id',
  'unit',
  'group',
  'group name',
  'department',
  'dept',
  'assignment group',
  'abteilung',
  'gruppe',
];
const siteNames = ['location', 'branch', 'office', 'building', 'property', 'hotel', 'store', 'standort'];
const courseNames = [
  'programme',
  'program',
  'course name',
  'course title',
  'training',
  'training name',
  'module',
  'kurs',
  'schulung',
];
const dateNames = ['day', 'on', 'datum', 'when'];

const caseNames = ['case id', 'case number', 'ticket', 'ticket id', 'incident', 'number', 'vorgang'];
const timeNames = [
  'timestamp',
  'date',
  'datetime',
  'date time',
  'created',
  'created at',
  'at',
  'zeit',
  'datum',
];

function field(
  name: string,
  kind: FieldKind,
  synonyms: readonly string[] = [],
  extra: { required?: boolean; stored?: string } = {},
): Field {
  return { name, kind, synonyms, stored: extra.stored ?? name, required: extra.required ?? false };
}

const required = { required: true };
const person = field('person', 'person', personNames, required);
/** Where nobody but people of the organisation can stand. */
const trained = field('person', 'person', [...personNames, ...mailNames, ...wholeNames], required);
const listed = field(
  'person',
  'person',
  [...numberNames, ...personNames, ...mailNames, ...wholeNames],
  required,
);
const team = field('team', 'text', teamNames);
const site = field('site', 'text', siteNames);

/** Its own name counts like the others: a column called so may be all that a list has to tell people apart. */
function identity(name: string, synonyms: readonly string[]): Field {
  return field(name, 'identity', synonyms, { stored: '' });
}

function reaction(name: string, synonyms: readonly string[]): Field {
  return field(name, 'number', synonyms);
}

const tables: Readonly<Record<FactTable, Omit<TableFields, 'table'>>> = {
  people: {
    idField: 'person',
    rowsPerId: 'one',
    fields: [
      listed,
      team,
      site,
      field('joined', 'date', [
        'join date',
        'joined on',
        'joining date',
        'hire date',
        'hired',
        'hired on',
        'date of hire',
        'start date',
        'entry date',
        'eintritt',
        'eintrittsdatum',
        'from',
      ]),
      field('left', 'date', [
        'leave date',
        'left on',
        'leaving date',
        'last day',
        'end date',
        'termination date',
        'exit date',
        'date left',
        'austritt',
        'austrittsdatum',
        'to',
      ]),
      field('role', 'text', ['position', 'job', 'job title', 'function', 'rolle']),
      identity('email', mailNames),
      identity('login', loginNames),
      identity('name', wholeNames),
      identity('first-name', ['first name', 'given name', 'forename', 'vorname']),
      identity('last-name', ['last name', 'family name', 'surname', 'nachname', 'familienname']),
    ],
  },
  teams: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      person,
      field('team', 'text', teamNames, required),
      site,
      field('role', 'member-role', ['function', 'rolle']),
      field('from', 'date', ['start', 'start date', 'since', 'valid from', 'von']),
      field('to', 'date', ['end', 'end date', 'until', 'valid to', 'bis']),
    ],
  },
  attendance: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      trained,
      field('course', 'text', courseNames, required),
      field(
        'date',
        'date',
        [
          ...dateNames,
          'training date',
          'course date',
          'session date',
          'completed',
          'completed on',
          'completion date',
          'attended on',
        ],
        required,
      ),
      field('session', 'text', ['session id', 'session name', 'class', 'event']),
      field('hours', 'number', ['duration hours', 'training hours', 'stunden']),
      field('status', 'attended', ['attended', 'attendance', 'present', 'came', 'teilnahme'], {
        stored: 'came',
      }),
    ],
  },
  interactions: {
    idField: 'id',
    rowsPerId: 'one',
    fields: [
      field(
        'id',
        'key',
        [
          'ticket id',
          'ticket',
          'ticket number',
          'interaction id',
          'contact id',
          'case id',
          'case number',
          'conversation id',
          'call id',
          'unique id',
          'number',
          'incident',
          'vorgang',
        ],
        { stored: '' },
      ),
      field(
        'time',
        'time',
        [
          'timestamp',
          'date',
          'datetime',
          'date time',
          'created',
          'created at',
          'closed at',
          'solved at',
          'resolved at',
          'recorded date',
          'issue reported at',
          'started at',
          'zeit',
          'datum',
        ],
        required,
      ),
      person,
      field('first', 'person', ['first person', 'first agent', 'initially assigned to', 'first assignee'], {
        stored: 'first_person',
      }),
      field('rated', 'person', ['rated person', 'rated agent'], { stored: 'rated_person' }),
      team,
      site,
      field('customer', 'customer', [
        'customer id',
        'client id',
        'member',
        'guest id',
        'requester id',
        'contact',
        'caller id',
        'kunde',
      ]),
      field('channel', 'text', ['channel name', 'via', 'source', 'contact type', 'kanal']),
      field('reason', 'text', [
        'category',
        'topic',
        'contact reason',
        'sub category',
        'type',
        'grund',
        'anliegen',
      ]),
      field('rating', 'number', [
        'csat',
        'csat score',
        'satisfaction',
        'satisfaction score',
        'satisfaction rating',
        'score',
        'stars',
        'bewertung',
        'zufriedenheit',
      ]),
      field('asked', 'flag', ['survey sent', 'invited', 'surveyed']),
    ],
  },
  events: {
    idField: 'id',
    rowsPerId: 'many',
    fields: [
      field(
        'id',
        'key',
        [
          'event',
          'event id',
          'complaint',
          'complaint id',
          'complaint number',
          'case',
          'case id',
          'incident',
          'incident id',
          'number',
          'reference',
          'beschwerde',
        ],
        { stored: 'event' },
      ),
      field(
        'date',
        'date',
        [
          ...dateNames,
          'time',
          'timestamp',
          'complaint date',
          'event date',
          'received',
          'received on',
          'reported on',
          'created at',
          'opened at',
        ],
        required,
      ),
      field('person', 'person', personNames),
      team,
      field('kind', 'text', ['type', 'event type', 'event kind', 'art']),
    ],
  },
  assessments: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      trained,
      field('programme', 'text', ['course', ...courseNames.slice(1)], required),
      field('date', 'date', [...dateNames, 'test date', 'assessed on']),
      field('moment', 'moment', ['pre post', 'pre or post', 'phase', 'test']),
      field('score', 'number', ['points', 'result', 'grade', 'percent', 'punkte', 'ergebnis'], required),
    ],
  },
  reactions: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      field('person', 'person', personNames),
      field('programme', 'text', ['course', ...courseNames.slice(1)], required),
      field('date', 'date', [...dateNames, 'session date', 'answered on']),
      reaction('relevance', ['relevant']),
      reaction('willingness', ['willing', 'want to use it']),
      reaction('content', ['contents', 'inhalt']),
      reaction('delivery', ['trainer', 'instructor', 'vermittlung']),
    ],
  },
  'hand-offs': {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      field('case', 'case', caseNames, required),
      field('time', 'time', timeNames, required),
      field('from', 'text', ['from group', 'from team', 'previous group', 'von']),
      field('to', 'text', ['to group', 'to team', 'new group', 'an', 'nach']),
      field('from-person', 'person', ['from agent', 'from owner', 'previous owner'], {
        stored: 'from_person',
      }),
      field('to-person', 'person', ['to agent', 'to owner', 'new owner'], { stored: 'to_person' }),
      field('state', 'text', ['status', 'incident state', 'zustand']),
    ],
  },
  approvals: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      field('case', 'case', [...caseNames, 'request', 'request id', 'declaration'], required),
      field('time', 'time', timeNames),
      field('step', 'text', ['activity', 'action', 'event', 'schritt']),
      field('role', 'text', ['approver role', 'level', 'rolle']),
      field('person', 'person', [...personNames, 'approver', 'approved by', 'decided by']),
      field('amount', 'number', ['sum', 'value', 'betrag', 'total']),
      field('decision', 'text', ['outcome', 'result', 'entscheidung']),
    ],
  },
  appraisals: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      person,
      field('period', 'text', ['year', 'appraisal period', 'jahr', 'zeitraum']),
      field('date', 'date', [...dateNames, 'appraised on']),
      field('kind', 'text', ['type', 'criterion', 'dimension', 'art']),
      field('value', 'number', ['rating', 'score', 'grade', 'bonus', 'wert', 'note'], required),
    ],
  },
  scorecards: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      field(
        'observation',
        'key',
        ['evaluation', 'evaluation id', 'observation id', 'scorecard id', 'qa id'],
        required,
      ),
      field('item', 'text', ['question', 'criterion', 'section', 'frage'], required),
      field('points', 'number', ['score', 'points given', 'punkte'], required),
      field('most', 'number', ['max', 'maximum', 'max points', 'weight', 'possible points']),
      field('person', 'person', personNames),
      field('observer', 'person', ['evaluator', 'rater', 'reviewer', 'assessor'], { stored: 'observer' }),
      field('date', 'date', [...dateNames, 'evaluated on', 'observed on']),
    ],
  },
  telephony: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      person,
      field(
        'time',
        'time',
        [...timeNames, 'interval', 'interval start', 'start', 'period', 'day', 'intervall'],
        required,
      ),
      team,
      site,
      field('queue', 'text', ['skill', 'split', 'campaign', 'warteschlange']),
      field(
        'handled',
        'number',
        ['calls handled', 'acd calls', 'answered', 'calls answered', 'calls', 'contacts handled'],
        required,
      ),
      field('offered', 'number', ['calls offered', 'presented', 'alerted']),
      field('transferred', 'number', ['transfers', 'calls transferred', 'transferred out']),
      field('talk', 'number', ['talk time', 'acd time', 'conversation time']),
      field('hold', 'number', ['hold time', 'on hold']),
      field(
        'after-call',
        'number',
        ['after call work', 'after call work time', 'acw', 'acw time', 'wrap up', 'wrap up time', 'wrap'],
        { stored: 'after_call' },
      ),
      field('available', 'number', ['available time', 'idle', 'idle time', 'avail time', 'ready time']),
      field(
        'logged-in',
        'number',
        ['logged in', 'login time', 'staffed time', 'staff time', 'logged in time'],
        { stored: 'logged_in' },
      ),
      field('occupancy', 'number', ['utilisation', 'utilization', 'auslastung']),
    ],
  },
  outcomes: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      site,
      field('department', 'text', ['area', 'division', 'bereich']),
      field(
        'team',
        'text',
        teamNames.filter((name) => !['department', 'dept', 'abteilung'].includes(name)),
      ),
      field('date', 'date', [...dateNames, 'month', 'period', 'week', 'monat', 'woche', 'wave'], required),
      field(
        'measure',
        'text',
        ['metric', 'indicator', 'question', 'kpi', 'item', 'theme', 'kennzahl'],
        required,
      ),
      field('n', 'number', ['count', 'number', 'answers', 'responses', 'reviews', 'visits', 'anzahl']),
      field(
        'value',
        'number',
        ['mean', 'average', 'score', 'rating', 'share', 'result', 'mittelwert', 'durchschnitt'],
        required,
      ),
      field('sd', 'number', ['standard deviation', 'std', 'stddev', 'standardabweichung']),
    ],
  },
  sessions: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      field('course', 'text', courseNames, required),
      field(
        'date',
        'date',
        [...dateNames, 'session date', 'course date', 'start', 'start date', 'from', 'von'],
        required,
      ),
      field('end-date', 'date', ['end', 'end date', 'until', 'to', 'bis', 'ende'], { stored: 'end_date' }),
      field('place', 'text', ['location', 'room', 'venue', 'ort', 'raum', 'lieu', 'luogo', 'lugar']),
      field('hours', 'number', ['duration', 'duration hours', 'hours per person', 'stunden', 'dauer']),
      field('fees', 'number', ['fee', 'price', 'cost', 'costs', 'amount', 'kosten', 'honorar', 'preis']),
      field('materials', 'number', ['material', 'materials cost', 'material cost', 'materialkosten']),
      field('teams', 'text', [
        'team',
        'group',
        'groups',
        'participating teams',
        'gruppe',
        'gruppen',
        'abteilung',
      ]),
      field('person', 'person', [...personNames, ...mailNames, ...wholeNames]),
    ],
  },
  invoices: {
    idField: undefined,
    rowsPerId: 'one',
    fields: [
      field(
        'provider',
        'text',
        [
          'supplier',
          'vendor',
          'company',
          'trainer',
          'anbieter',
          'lieferant',
          'fournisseur',
          'fornitore',
          'proveedor',
        ],
        required,
      ),
      field('from', 'date', [
        'date',
        'invoice date',
        'start',
        'period from',
        'von',
        'datum',
        'rechnungsdatum',
      ]),
      field('to', 'date', ['end', 'until', 'period to', 'bis']),
      field('year', 'number', [
        'financial year',
        'calendar year',
        'jahr',
        'geschäftsjahr',
        'année',
        'anno',
        'año',
      ]),
      field(
        'amount',
        'number',
        [
          'sum',
          'total',
          'net',
          'net amount',
          'invoice amount',
          'betrag',
          'summe',
          'netto',
          'montant',
          'importo',
          'importe',
        ],
        required,
      ),
      field('currency', 'text', ['währung', 'devise', 'valuta', 'moneda']),
      field('course', 'text', courseNames),
    ],
  },
  'team-facts': {
    idField: 'team',
    rowsPerId: 'one',
    fields: [field('team', 'text', teamNames, required), site],
  },
};

export function fieldsOf(table: FactTable): TableFields {
  return { table, ...tables[table] };
}
