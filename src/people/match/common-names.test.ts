import { describe, expect, it } from 'vitest';
import { matchPeople } from './match-people.ts';
import type { ListedPerson, SourceName } from './recognition.ts';

const unknown = { email: undefined, user: undefined, fullName: undefined, team: undefined };

/** `common` people called by one of 10 first and 10 last names, no name twice; then those with names of their own. */
function listOf(common: number, rare: number): readonly ListedPerson[] {
  const entry = (k: number, first: string, last: string): ListedPerson => ({
    source: 'people.csv',
    id: `p${k}`,
    first,
    last,
    site: `Site ${k % 10}`,
    joined: undefined,
    left: undefined,
    ...unknown,
  });
  const letters = 'bcdfghklmn';
  const word = (k: number) => `${letters[k % 10]}a${letters[Math.floor(k / 10) % 10]}eru${letters[k % 7]}`;
  return [
    ...Array.from({ length: common }, (_, k) => entry(k, `A${word(k % 10)}`, `C${word(Math.floor(k / 10))}`)),
    ...Array.from({ length: rare }, (_, k) => entry(common + k, `R${word(k)}o`, `S${word(k)}i`)),
  ];
}

function namesOf(list: readonly ListedPerson[], withSite: boolean): SourceName[] {
  return list.map(({ first, last, site }) => ({
    text: `${first} ${last}`,
    rows: 1,
    site: withSite ? site : undefined,
    team: undefined,
    severalSites: false,
    firstDay: undefined,
    lastDay: undefined,
    days: 1,
    impossibleDays: 0,
  }));
}

function statesOf(list: readonly ListedPerson[], names: readonly SourceName[]): Record<string, number> {
  const states: Record<string, number> = {};
  for (const { recognition } of matchPeople(list, [{ source: 't', names }], []).sources[0]?.names ?? [])
    states[recognition.state] = (states[recognition.state] ?? 0) + 1;
  return states;
}

const strangers = Array.from(
  { length: 20 },
  (_, k) => `Quux${'xyzwv'[k % 5]} Vrooom${'pqrst'[Math.floor(k / 5)]}`,
);
const strange = strangers.map((text) => ({ ...(namesOf(listOf(1, 0), false)[0] as SourceName), text }));

describe('common names', () => {
  const list = listOf(100, 60);
  const common = list.slice(0, 100);

  it('are asked about where people are missing from the list, the rare ones are not', () => {
    const states = statesOf(list, [...namesOf(list, false), ...strange]);
    expect(states.unmatched).toBe(20);
    expect(states.matched).toBeGreaterThanOrEqual(60);
    expect(states.unsure).toBeGreaterThan(80);
  });

  it('are matched where nobody is missing, or where the site says which', () => {
    expect(statesOf(list, namesOf(list, false))).toEqual({ matched: 160 });
    const atSites = statesOf(list, [...namesOf(common, true), ...strange.slice(0, 2)]);
    expect(atSites.matched).toBe(100);
  });
});
