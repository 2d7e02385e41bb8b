import { z } from 'zod';
import { dayToPeriodRules, periodKinds } from '../model/calendar.ts';
import { programmeKinds, waysOfChoosing } from '../model/programme.ts';
import { telephoneWeights } from '../model/telephony.ts';

/** The schema of `whichhalf.yaml`: all that an organisation declares about itself, its training and its files. */

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'an id has lower-case letters, digits and hyphens, such as listen-first');
const date = z.iso.date().describe('A day, as YYYY-MM-DD.');
const money = z.number().nonnegative();

const Behaviour = z.strictObject({
  id,
  text: z.string().describe('What a person does, as one would see it.'),
  measure: id.optional().describe('The measure that shows it.'),
});

const Standard = z.strictObject({
  id,
  text: z.string().describe('What customers can count on.'),
  behaviours: z.array(Behaviour).default([]),
  measures: z.array(id).default([]).describe('Measures that show whether the standard is kept.'),
});

const Promised = z.strictObject({
  id,
  text: z.string().describe('What the organisation promises its customers.'),
  standards: z.array(Standard).default([]),
});

export const Foundation = z.strictObject({
  vision: z.string().optional(),
  values: z.array(z.string()).default([]),
  promises: z.array(Promised).default([]),
});
export type Foundation = z.infer<typeof Foundation>;

export const Measure = z.strictObject({
  title: z.string().describe('As people call it: "Satisfied after a call".'),
  table: z
    .enum(['interactions', 'events', 'telephony', 'outcomes'])
    .default('interactions')
    .describe(
      'What it is taken from: contacts, cases, telephone intervals, or scores that name no employee (outcomes).',
    ),
  kind: z
    .enum(['mean', 'rate', 'count'])
    .describe('mean of a value, rate (share of yes), or count of rows per person and period.'),
  value: z
    .string()
    .optional()
    .describe(
      'Column that holds the value; for a count, none. Default for a mean: rating. Of outcomes: the name in the column "measure".',
    ),
  per: z
    .enum(telephoneWeights)
    .optional()
    .describe(
      'Of telephony: what a total is divided by. Default: handled for times and transfers, logged-in (hours) for calls.',
    ),
  weight: z
    .enum(telephoneWeights)
    .optional()
    .describe('Of telephony, where a row holds a mean or a share: by what rows are weighed.'),
  where: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .default({})
    .describe('Only rows with these labels, such as { channel: phone }.'),
  better: z.enum(['higher', 'lower']).default('higher'),
  unit: z.string().optional().describe('Printed behind the number, such as "points".'),
  matters: z
    .number()
    .positive()
    .optional()
    .describe('Smallest effect that matters, in units of the measure.'),
  mattersRatio: z
    .number()
    .positive()
    .optional()
    .describe(
      'For a count or a rate, in place of matters: the ratio that matters, such as 0.9 for a tenth fewer than before.',
    ),
  moneyPerUnit: money
    .optional()
    .describe('What one unit more (or less, if lower is better) is worth, in money.'),
  credit: z
    .enum(['closer', 'first', 'rated'])
    .default('closer')
    .describe('Who is credited after a hand-off: who closed, who took it first, or who was rated.'),
  changedOn: z
    .array(z.strictObject({ date, what: z.string() }))
    .default([])
    .describe('Dates on which the survey behind this measure changed for all.'),
});
export type Measure = z.infer<typeof Measure>;

const Session = z.strictObject({
  date,
  endDate: date.optional(),
  teams: z.array(z.string()).default([]).describe('Teams that were assigned to this session.'),
  people: z.array(z.string()).default([]).describe('People that were assigned to this session.'),
  fees: money.default(0),
  materials: money.default(0),
  hours: z.number().nonnegative().optional().describe('Hours per person; default: those of the programme.'),
});

const Chosen = z.strictObject({
  by: z.enum(['person', 'team']).default('person').describe('Were persons or whole teams assigned?'),
  how: z.enum(waysOfChoosing).default('other'),
  strata: z
    .string()
    .optional()
    .describe('Team fact within which lots were drawn, such as site; of persons, team is one too.'),
  seed: z.union([z.number(), z.string()]).optional(),
  spillOver: z
    .enum(['possible', 'none'])
    .default('possible')
    .describe(
      'Where persons were trained within teams: can colleagues learn from them? Only where nobody can (none), untrained people with many trained colleagues still count as untrained.',
    ),
  score: z
    .strictObject({
      measure: id,
      from: date,
      to: date,
      cutOff: z
        .number()
        .optional()
        .describe(
          'Mean score up to which people were chosen, in units of the measure; left out, a sharp one is found.',
        ),
    })
    .optional()
    .describe('For low-scores: the measure and the days that made the score.'),
});

export const Programme = z.strictObject({
  title: z.string(),
  kind: z.enum(programmeKinds).default('service'),
  audience: z.string().optional(),
  provider: z.string().optional(),
  standards: z.array(id).default([]).describe('Standards that it serves.'),
  primaryOutcome: id.optional().describe('The one measure by which it is judged, named before.'),
  otherOutcomes: z.array(id).default([]),
  negativeControl: id.optional().describe('A measure that the programme cannot touch.'),
  companions: z.array(id).default([]).describe('Measures shown beside the primary outcome.'),
  behaviours: z.array(id).default([]).describe('Behaviours of the foundation that it trains.'),
  rhythm: z
    .union([
      z.enum(['once', 'series']),
      z.strictObject({ refreshersEveryWeeks: z.number().int().positive() }),
    ])
    .default('once'),
  courses: z
    .array(z.string())
    .default([])
    .describe('Its names in the attendance file; default: its id and its title.'),
  chosen: Chosen.default({ by: 'person', how: 'other', spillOver: 'possible' }),
  condition: z
    .strictObject({ fact: z.string(), title: z.string() })
    .optional()
    .describe('The one condition of the workplace named in advance: a team fact that is yes or no.'),
  sessions: z.array(Session).default([]),
  cost: z
    .strictObject({
      fees: money.default(0),
      materials: money.default(0),
      hoursPerPerson: z.number().nonnegative().default(0),
      loadedRate: money.default(0).describe('Cost of one hour of one person, all in.'),
    })
    .optional(),
  passMark: z.number().optional().describe('Score after the training that counts as passed.'),
});
export type Programme = z.infer<typeof Programme>;

export const factTables = [
  'people',
  'teams',
  'attendance',
  'interactions',
  'events',
  'assessments',
  'reactions',
  'team-facts',
  'hand-offs',
  'approvals',
  'appraisals',
  'scorecards',
  'telephony',
  'outcomes',
  'sessions',
  'invoices',
] as const;
export type FactTable = (typeof factTables)[number];

/** Units of a file that are not those of the facts: durations are kept in seconds, shares from 0 to 1. */
export const fileUnits = [
  'milliseconds',
  'seconds',
  'minutes',
  'hours',
  'days',
  'h:mm:ss',
  'mm:ss',
  'h:mm',
  'words',
  'per cent',
] as const;

export const Source = z.strictObject({
  file: z
    .string()
    .describe(
      'The file, beside whichhalf.yaml or as a path from there; a "*" in its name stands for any characters.',
    ),
  table: z.enum(factTables),
  preset: id
    .optional()
    .describe('The export it is, such as moodle-activity-completion; import recognises it and says so.'),
  sheet: z.string().optional().describe('Sheet of a spreadsheet; needed where it has several.'),
  name: z.string().optional().describe('Name of the source; default: the name of its file.'),
  columns: z
    .record(z.string(), z.string())
    .default({})
    .describe('Field of the table: column of the file. Columns of the same name need no entry.'),
  alsoCalled: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe(
      'Field, value or label: other headings of its column, such as those of older exports; a file has one of them.',
    ),
  otherwise: z
    .record(z.string(), z.string())
    .default({})
    .describe('Field: column that is read where the first one is empty, such as { time: Created at }.'),
  values: z
    .record(z.string(), z.string())
    .default({})
    .describe('Numbers to load for measures. Name here: column of the file.'),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe('Texts to load for "where" and team facts. Name here: column of the file.'),
  constants: z
    .record(z.string(), z.string())
    .default({})
    .describe('Fields that have one value in the whole file, such as { kind: complaint }.'),
  units: z
    .record(z.string(), z.enum(fileUnits))
    .default({})
    .describe('Field or value: how its numbers are written, such as { wait: "mm:ss" }. Kept in seconds.'),
  recode: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe(
      'Field: what its texts stand for, such as { rating: { Good: "1", Bad: "0", Offered: "" } }; "*" for any other text.',
    ),
  purpose: z
    .record(z.string(), z.string().min(10, 'say in a few words what it is needed for'))
    .default({})
    .describe('Label: what a column with names, addresses, numbers or free text of customers is needed for.'),
  dateOrder: z
    .enum(['dmy', 'mdy', 'ymd', 'unix', 'unix-ms'])
    .optional()
    .describe(
      'Needed only where the dates leave it open; unix: times are seconds since 1970, unix-ms: milliseconds.',
    ),
  timeZone: z.string().optional().describe("Of the times in this file; default: the organisation's."),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252']).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  decimal: z.enum(['.', ',']).optional(),
});
export type Source = z.infer<typeof Source>;

export const Organisation = z.strictObject({
  organisation: z.strictObject({
    name: z.string(),
    customers: z
      .string()
      .default('customers')
      .describe('Its word for those it serves: guests, patients, members.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('EUR')
      .describe('The three capital letters of a currency, such as EUR.'),
    timeZone: z.string().default('UTC').describe('Such as Europe/Berlin.'),
    period: z.enum(periodKinds).default('week'),
    dayToPeriod: z.enum(dayToPeriodRules).default('following'),
    from: date.optional().describe('First day of the data to use; default: the first day seen.'),
    to: date.optional().describe('Last day of the data to use; default: the last day seen.'),
    defaultOutcome: id
      .optional()
      .describe('The measure by which programmes are judged that course-kinds.csv makes; default: none.'),
    loadedRate: money
      .optional()
      .describe('Cost of one hour of one person, all in, in the programmes that course-kinds.csv makes.'),
  }),
  foundation: Foundation.optional(),
  measures: z.record(id, Measure).default({}),
  programmes: z.record(id, Programme).default({}),
  sources: z.array(Source).default([]),
});
export type Organisation = z.infer<typeof Organisation>;
