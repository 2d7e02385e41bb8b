import type { ListIndex } from './list-index.ts';
import { under } from './list-index.ts';
import { samePlace } from './places.ts';
import { plainLetters } from './plain-letters.ts';
import type { NameFound, WayOfMatching } from './recognition.ts';

/** Ways that rest on a name alone, so that somebody missing from the list may be meant. */
const byName: ReadonlySet<WayOfMatching> = new Set([
  'same name',
  'same name, another script',
  'same name but for a middle name',
  'name in the e-mail of the list',
  'name within site',
  'name within team',
]);
const byInitials: ReadonlySet<WayOfMatching> = new Set(['initials within site', 'initials within team']);

/** Names that a source may be mistaken in, of those matched by name: the mean of what they risk stays below. */
const meanRisk = 0.006;
/** What is asked about however few they are. */
const greatestRisk = 0.05;
/** How common a name is that only one person of the list has: about a rare one in a population. */
const rareFirst = 0.002;
const rareLast = 0.0002;

/**
 * Asks about the commonest names, as many as needed that hardly any of the others means somebody who is missing from
 * the list. Risk of a name = people missing from the list, as the share of names that fit nobody tells, x how common
 * first and last name are in the list x the share of the list at the site or in the team that the source names.
 */
export function doubtCommonNames(found: readonly NameFound[], index: ListIndex): readonly NameFound[] {
  const missing = missingPeople(found, index.people.length);
  const risky = found.flatMap((each) => {
    const risk = riskOf(each, index);
    return risk === undefined ? [] : [{ each, risk: Math.min(1, risk * missing) }];
  });
  const doubted = new Set<NameFound>();
  let sum = risky.reduce((total, { risk }) => total + risk, 0);
  let kept = risky.length;
  for (const { each, risk } of risky.toSorted((one, other) => other.risk - one.risk)) {
    if (sum <= meanRisk * kept && risk <= greatestRisk) break;
    doubted.add(each);
    sum -= risk;
    kept--;
  }
  return doubted.size === 0 ? found : found.map((each) => (doubted.has(each) ? asked(each) : each));
}

/** As many as the list has, times the odds that a name of this source fits nobody. */
function missingPeople(found: readonly NameFound[], listed: number): number {
  const strangers = found.filter(({ recognition }) => recognition.state === 'unmatched').length;
  const known = found.filter(
    ({ recognition }) => recognition.state === 'matched' || recognition.state === 'unsure',
  ).length;
  return known === 0 ? listed : (listed * Math.min(strangers, known)) / known;
}

/** Share of people who would have this name and work at this place; undefined where more than the name tells. */
function riskOf({ name, recognition }: NameFound, index: ListIndex): number | undefined {
  if (recognition.state !== 'matched') return undefined;
  const listed = index.names[recognition.person];
  const person = index.people[recognition.person];
  if (listed === undefined || person === undefined) return undefined;
  const all = index.people.length;
  const others = (people: readonly number[]) => (people.length - 1) / all;
  const last = others(under(index.byLast, listed.last)) + rareLast;
  const place = shareOfPlace(name, person, index);
  if (byName.has(recognition.how))
    return (others(under(index.byFirst, listed.firstWord)) + rareFirst) * last * place;
  if (!byInitials.has(recognition.how)) return undefined;
  return Math.max(1 / 26, others(under(index.byFirstLetter, listed.first.charAt(0)))) * last * place;
}

function shareOfPlace(
  name: NameFound['name'],
  person: ListIndex['people'][number],
  { people, bySite, byTeam, sites, teams }: ListIndex,
): number {
  if (samePlace(name.site, person.site, sites) === true)
    return under(bySite, plainLetters(person.site ?? '')).length / people.length;
  if (samePlace(name.team, person.team, teams) === true)
    return under(byTeam, plainLetters(person.team ?? '')).length / people.length;
  return 1;
}

function asked(each: NameFound): NameFound {
  const { recognition } = each;
  if (recognition.state !== 'matched') return each;
  const candidates = [
    {
      person: recognition.person,
      reason: `${recognition.how}, a common one: somebody missing from the list may have it, too`,
    },
  ];
  return { ...each, recognition: { state: 'unsure', candidates } };
}
