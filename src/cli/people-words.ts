import type { PeopleCheck } from '../intake/index.ts';
import { formatCount, formatMoney } from '../model/format-numbers.ts';
import { layOutTable, wrapText } from './table.ts';

type SourcePeople = PeopleCheck['sources'][number];
type Weight = SourcePeople['matched'];

const headings = [
  { heading: 'source', align: 'left' },
  { heading: 'its names are', align: 'left' },
  { heading: 'names', align: 'right' },
  { heading: 'contacts', align: 'right' },
  { heading: 'course hours', align: 'right' },
  { heading: 'their cost', align: 'right' },
] as const;

/** How the names of all sources were matched, in numbers; nothing where there is nothing to match. */
export function peopleWords(check: PeopleCheck, currency: string, columns: number): readonly string[] {
  const shared = check.sources.some((source) => source.shared.names > 0);
  if (check.sources.length === 0 || (check.listed === 0 && !shared)) return [];
  const wrap = (text: string) => wrapText(text, columns);
  return [
    'Who is who',
    ...layOutTable(
      headings,
      check.sources.flatMap((source) => sourceRows(source, check.listed > 0, currency)),
      Math.max(24, Math.floor(columns / 3)),
    ),
    ...check.sources.flatMap(waysOf).map(wrap),
    ...loginLines(check).map(wrap),
    ...toDecide(check).map(wrap),
    ...check.notes.map(wrap),
  ];
}

function sourceRows(
  source: SourcePeople,
  hasList: boolean,
  currency: string,
): readonly (readonly string[])[] {
  const kinds: readonly (readonly [string, Weight])[] = [
    ['matched', source.matched],
    ['unsure', source.unsure],
    [hasList ? 'in no list' : 'people', source.unmatched],
    ['shared logins', source.shared],
    ...(hasList ? [['of the list, not in it', source.unseen] as const] : []),
  ];
  return kinds
    .filter(([, weight]) => weight.names > 0)
    .map(([kind, weight], row) => [row === 0 ? source.source : '', kind, ...weightCells(weight, currency)]);
}

function weightCells({ names, interactions, hours, money }: Weight, currency: string): readonly string[] {
  const unless0 = (value: number, text: string) => (value > 0 ? text : '');
  return [
    formatCount(names),
    unless0(interactions, formatCount(interactions)),
    unless0(hours, formatCount(Math.round(hours))),
    unless0(money, formatMoney(money, currency)),
  ];
}

function waysOf({ source, ways, maybeShared }: SourcePeople): readonly string[] {
  const told = Object.entries(ways).map(([way, names]) => `${way} ${formatCount(names)}`);
  return [
    ...(told.length > 0 ? [`${source} matched by: ${told.join(', ')}.`] : []),
    ...(maybeShared > 0
      ? [`${source}: the work of ${maybeShared} of them is more than one person can do; is the login shared?`]
      : []),
  ];
}

/** What stands under shared logins, and where it counts. */
function loginLines({ logins }: PeopleCheck): readonly string[] {
  if (logins === undefined) return [];
  const { placed, unplaced, withoutPeople } = logins;
  const counted = `${whatStands(placed)} count for their teams, and for no person.`;
  const lost = `${whatStands(unplaced)} count for nobody, because no team is known for them: write the team of each into people-aliases.csv, in the column "team" of its line, then run: whichhalf import`;
  const alone = `${whatStands(withoutPeople)} count for nobody, because no list has a person in their team: add its people to the list of people, then run: whichhalf import`;
  return [
    ...(placed.rows === 0 ? [] : [counted]),
    ...(unplaced.rows === 0 ? [] : [lost]),
    ...(withoutPeople.rows === 0 ? [] : [alone]),
  ];
}

/** "5,210 contacts of 2 shared logins"; rows where they closed no contact. */
function whatStands({ contacts, rows, logins }: NonNullable<PeopleCheck['logins']>['placed']): string {
  const [number, noun] = contacts > 0 ? [contacts, 'contact'] : [rows, 'row'];
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'} of ${formatCount(logins)} shared login${logins === 1 ? '' : 's'}`;
}

function toDecide({ undecided, repeated }: PeopleCheck): readonly string[] {
  const pairs = repeated === 1 ? 'One pair of entries' : `${formatCount(repeated)} pairs of entries`;
  return [
    ...(repeated > 0 ? [`${pairs} in the list may be one person.`] : []),
    ...(undecided > 0
      ? [
          `${undecidedWords(undecided)} to be decided: write same, different, shared or nobody into people-aliases.csv, then run: whichhalf import`,
        ]
      : []),
  ];
}

/** "One name is", "12 names are" */
export function undecidedWords(undecided: number): string {
  return undecided === 1 ? 'One name is' : `${formatCount(undecided)} names are`;
}
