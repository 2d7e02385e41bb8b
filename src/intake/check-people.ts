import { z } from 'zod';
import type { Organisation } from '../contract/organisation.ts';
import {
  type LoginsPlaced,
  type People,
  type Recognition,
  settlePeople,
  type WayOfMatching,
  type WhoIsWho,
  whoWouldBeWho,
} from '../people/index.ts';
import { factsAsNamed } from '../warehouse/fact-tables.ts';
import { sql } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { sourceNames } from './import-sources.ts';
import { programmeOf } from './programme-of.ts';

/** What hangs on some names: contacts handled, hours in courses, and what those cost. */
export interface Weight {
  readonly names: number;
  readonly interactions: number;
  readonly hours: number;
  readonly money: number;
}

/** How the names of one source fared. */
export interface SourcePeople {
  readonly source: string;
  readonly matched: Weight;
  readonly unsure: Weight;
  readonly unmatched: Weight;
  readonly shared: Weight;
  /** Names matched to one person whose work one person could not have done. */
  readonly maybeShared: number;
  /** Names matched in each way. */
  readonly ways: Readonly<Partial<Record<WayOfMatching, number>>>;
  /** People of the list who are not in this source, and what hangs on them in the others. */
  readonly unseen: Weight;
}

/** Who is who, in numbers: names stand in people-aliases.csv alone. */
export interface PeopleCheck {
  readonly listed: number;
  readonly sources: readonly SourcePeople[];
  /** Pairs of entries of the list that may be one person. */
  readonly repeated: number;
  /** Names that wait in people-aliases.csv for somebody to decide. */
  readonly undecided: number;
  /** What stands under shared logins, with and without a team; undefined where only names are known. */
  readonly logins?: LoginsPlaced;
  readonly notes: readonly string[];
}

export interface PeopleCheckPlace {
  readonly folder: string;
  readonly organisation: Organisation;
  readonly warehouse: Warehouse;
  readonly people: People;
  /** By course in lower case: hours of one person on one date, where the attendance has none. */
  readonly hoursOfCourse?: ReadonlyMap<string, number>;
  /** How the analysis counts what an attendance costs; asked for when it is known who is who. */
  readonly costs?: () => Promise<CostsOfAttendance | undefined>;
}

/** What a single attendance costs: over all who came to a programme it adds up to its cost. */
interface CostsOfAttendance {
  hoursOf(programme: string, attended: { readonly hours: number | undefined; readonly day: number }): number;
  rateOf(programme: string): number;
  outlayOf(programme: string): number;
}

/** Matches the names of all sources anew and tells what hangs on each kind of answer. */
export async function checkPeople(place: PeopleCheckPlace): Promise<PeopleCheck> {
  const { who, undecided, notes, logins } = await settlePeople(place, await sourceNames(place));
  const hangingOn = await weightsOf(place);
  return { ...account(who, hangingOn), undecided, logins, notes };
}

/** The same for a trial, by names alone. */
export function previewPeople(trial: People): PeopleCheck {
  const who = whoWouldBeWho(trial);
  const unsure = who.matching.sources.flatMap(({ names }) =>
    names.filter(({ recognition }) => recognition.state === 'unsure'),
  );
  return { ...account(who, () => undefined), undecided: unsure.length, notes: [] };
}

export type Hanging = Omit<Weight, 'names'>;
export type HangingOn = (source: string, pseudonym: number) => Hanging | undefined;

const nothing: Hanging = { interactions: 0, hours: 0, money: 0 };

function account(
  { list, matching, pseudonyms }: WhoIsWho,
  hangingOn: HangingOn,
): Pick<PeopleCheck, 'listed' | 'sources' | 'repeated'> {
  const ofPerson = new Map<number, Hanging>();
  const counted = matching.sources.map(({ source, names, unseen }, k) => {
    const sums = new Map<Recognition['state'], Weight>();
    const ways: Partial<Record<WayOfMatching, number>> = {};
    names.forEach(({ recognition }, index) => {
      const hanging = hangingOn(source, pseudonyms[k]?.[index] ?? 0) ?? nothing;
      sums.set(recognition.state, plus(sums.get(recognition.state), hanging, 1));
      if (recognition.state !== 'matched') return;
      ways[recognition.how] = (ways[recognition.how] ?? 0) + 1;
      ofPerson.set(recognition.person, plus(ofPerson.get(recognition.person), hanging, 1));
    });
    const sumOf = (state: Recognition['state']) => sums.get(state) ?? plus(undefined, nothing, 0);
    const maybeShared = names.filter(({ looksShared }) => looksShared !== undefined).length;
    return {
      source,
      matched: sumOf('matched'),
      unsure: sumOf('unsure'),
      unmatched: sumOf('unmatched'),
      shared: sumOf('shared'),
      maybeShared,
      ways,
      unseen,
    };
  });
  const sources = counted.map((each) => ({
    ...each,
    unseen: each.unseen.reduce(
      (sum, person) => plus(sum, ofPerson.get(person) ?? nothing, 1),
      plus(undefined, nothing, 0),
    ),
  }));
  return { listed: list.length, sources, repeated: matching.repeated.length };
}

function plus(sum: Partial<Weight> | undefined, more: Hanging, names: number): Weight {
  return {
    names: (sum?.names ?? 0) + names,
    interactions: (sum?.interactions ?? 0) + more.interactions,
    hours: (sum?.hours ?? 0) + more.hours,
    money: (sum?.money ?? 0) + more.money,
  };
}

function keyOf(source: string, pseudonym: number): string {
  return `${source}\u001f${pseudonym}`;
}

const Contacts = z.object({ source: z.string(), pseudonym: z.number(), rows: z.number() });
const Attended = z.object({
  source: z.string(),
  pseudonym: z.number(),
  course: z.string(),
  day: z.number(),
  /** Less than 0 where they are not recorded. */
  hours: z.number(),
  rows: z.number(),
});
type Attended = z.infer<typeof Attended>;

/** What hangs on each name of each source. */
export async function weightsOf(place: PeopleCheckPlace): Promise<HangingOn> {
  const weights = new Map<string, Hanging>();
  const add = (key: string, more: Hanging) => weights.set(key, plus(weights.get(key), more, 0));
  const contacts = await place.warehouse.rows(
    sql`select source, pseudonym, rows from (
        select load_id, person as pseudonym, count(*) as rows from ${factsAsNamed('interactions')} facts
        where person is not null group by all
      ) join loads using (load_id)`,
    Contacts,
  );
  for (const { source, pseudonym, rows } of contacts)
    add(keyOf(source, pseudonym), { ...nothing, interactions: rows });
  const attended = await place.warehouse.rows(
    sql`select source, person as pseudonym, course, date_diff('day', date '1970-01-01', date) as day,
        coalesce(hours, -1) as hours, count(*) as rows
      from ${factsAsNamed('attendance')} facts join loads using (load_id)
      where person is not null and course is not null and date is not null and coalesce(came, true) group by all`,
    Attended,
  );
  const costOf = costOfEach(attended, place, await place.costs?.());
  for (const row of attended) add(keyOf(row.source, row.pseudonym), { interactions: 0, ...costOf(row) });
  return (source, pseudonym) => weights.get(keyOf(source, pseudonym));
}

/** Hours and money of attendances: hours x loaded rate, and for each an equal share of what else the programme cost. */
function costOfEach(
  attended: readonly Attended[],
  { organisation, hoursOfCourse }: PeopleCheckPlace,
  costs: CostsOfAttendance | undefined,
): (row: Attended) => { readonly hours: number; readonly money: number } {
  const idOf = new Map<string, string | undefined>();
  for (const { course } of attended)
    if (!idOf.has(course)) idOf.set(course, programmeOf(course, organisation));
  const rowsOf = new Map<string | undefined, number>();
  for (const { course, rows } of attended)
    rowsOf.set(idOf.get(course), (rowsOf.get(idOf.get(course)) ?? 0) + rows);
  return ({ course, day, rows, hours }) => {
    const recorded = hours < 0 ? hoursOfCourse?.get(course.trim().toLowerCase()) : hours;
    const id = idOf.get(course);
    if (id === undefined || costs === undefined) return { hours: rows * (recorded ?? 0), money: 0 };
    const whole = rows * costs.hoursOf(id, { hours: recorded, day });
    const share = (costs.outlayOf(id) * rows) / (rowsOf.get(id) ?? rows);
    return { hours: whole, money: whole * costs.rateOf(id) + share };
  };
}
