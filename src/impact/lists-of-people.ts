import { isoFromDay } from '../model/calendar.ts';
import { formatDate } from '../model/format-numbers.ts';
import type { Columns } from '../warehouse/warehouse.ts';

/** Days that stand for "not known" in the queries, and for "always". */
export const unknownDay = -1_000_000;
export const endOfTime = 1_000_000;

/** From joining to leaving, as far as the lists know. */
export interface Stay {
  readonly from: number;
  readonly to: number;
  readonly site: string;
}

/** In one team, as one list or the time between two of them shows. */
export interface Listing extends Stay {
  readonly person: number;
  readonly team: string;
  readonly role: string;
}

interface Row extends Listing {
  readonly joined: number;
  readonly left: number;
  /** Day on which the list was drawn up, or `unknownDay`. */
  readonly asOf: number;
}

/** What the lists of people say: each person's stay, each team they were in, and what lists alone cannot know. */
export interface ListsOfPeople {
  readonly stays: ReadonlyMap<number, Stay>;
  readonly listings: readonly Listing[];
  readonly notes: readonly string[];
}

/**
 * Reads `peopleListed`. A list without a day holds for the whole stay. Lists with days follow each other: a team holds
 * until the next list, whoever is missing from the next list left before it (on the day given, if one is), whoever is new
 * joined on the day given, else on the day of the list. What was before the first list is taken to have been the same.
 */
export function readLists(listed: Columns): ListsOfPeople {
  const rows = rowsOf(listed);
  const days = [...new Set(rows.flatMap(({ asOf }) => (asOf === unknownDay ? [] : [asOf])))].sort(
    (a, b) => a - b,
  );
  const byPerson = new Map<number, Row[]>();
  for (const row of rows) byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), row]);
  const listings = [...byPerson.values()].flatMap((own) => listingsOf(own, days));
  const stays = new Map<number, Stay>();
  for (const { person, from, to, site } of listings) {
    const known = stays.get(person);
    stays.set(person, {
      from: Math.min(from, known?.from ?? from),
      to: Math.max(to, known?.to ?? to),
      site: site || (known?.site ?? ''),
    });
  }
  return { stays, listings, notes: notesOf(days, stays) };
}

function rowsOf(listed: Columns): readonly Row[] {
  const [person, joined, left, asOf] = ['person_index', 'joined', 'left_on', 'as_of'].map((name) =>
    listed.integers(name),
  ) as [Int32Array, Int32Array, Int32Array, Int32Array];
  const [team, site, role] = ['team', 'site', 'role'].map((name) => listed.texts(name)) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  return Array.from(person, (index, row) => ({
    person: index,
    team: team[row] ?? '',
    site: site[row] ?? '',
    role: role[row] ?? '',
    joined: joined[row] ?? unknownDay,
    left: left[row] ?? unknownDay,
    asOf: asOf[row] ?? unknownDay,
    from: orUnbounded(joined[row], -endOfTime),
    to: orUnbounded(left[row], endOfTime),
  }));
}

function orUnbounded(day: number | undefined, unbounded: number): number {
  return day === undefined || day === unknownDay ? unbounded : day;
}

function listingsOf(own: readonly Row[], days: readonly number[]): readonly Listing[] {
  const dated = own.filter(({ asOf }) => asOf !== unknownDay).sort((a, b) => a.asOf - b.asOf);
  if (dated.length === 0) return own;
  const left = dated.findLast((row) => row.left !== unknownDay)?.left;
  const joined = dated.find((row) => row.joined !== unknownDay)?.joined;
  return dated.flatMap((row, k) => {
    const next = days[days.indexOf(row.asOf) + 1];
    const first = row.asOf === days[0] ? -endOfTime : row.asOf;
    const from = k === 0 ? (joined ?? first) : Math.max(row.asOf, joined ?? row.asOf);
    const until = next === undefined ? endOfTime : next - 1;
    const isLast = k === dated.length - 1;
    const to = isLast ? (left ?? until) : Math.min(until, left ?? until);
    return to < from ? [] : [{ ...row, from, to }];
  });
}

function notesOf(days: readonly number[], stays: ReadonlyMap<number, Stay>): readonly string[] {
  const nobodyLeft = stays.size > 0 && [...stays.values()].every(({ to }) => to === endOfTime);
  const [first] = days;
  if (first !== undefined && days.length > 1) {
    return [
      `Who was in post comes from ${days.length} lists of people, the first of ${formatDate(isoFromDay(first))}; before that day teams are taken to have been the same.`,
    ];
  }
  if (!nobodyLeft) return [];
  return first === undefined
    ? ['The list of people names nobody who left: those missing from it are missing from every figure.']
    : [
        `There is one list of people, of ${formatDate(isoFromDay(first))}, and it names nobody who left: who was gone by then, or in another team before, is not known.`,
      ];
}
