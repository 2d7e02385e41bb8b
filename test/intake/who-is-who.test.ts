import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matchPeople } from '../../src/people/match/match-people.ts';
import { accuracyOf, forms, generateLists } from '../support/people-lists.ts';

/** Rows of the guide's table for so many people: precision, recall and found in per cent, by form. */
function rowsOfGuide(people: number): ReadonlyMap<string, readonly string[]> {
  const guide = readFileSync(new URL('../../docs/guides/who-is-who.md', import.meta.url), 'utf8');
  const rows = guide.matchAll(/^\| (\d+) \| ([^|]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm);
  return new Map(
    Array.from(rows)
      .filter(([, size]) => Number(size) === people)
      .map(([, , form = '', ...figures]) => [form, figures]),
  );
}

describe('matching of generated lists', () => {
  it('does as well as the guide says', () => {
    const sums = new Map(forms.map((form) => [form, { names: 0, matched: 0, wrong: 0, right: 0, found: 0 }]));
    for (const seed of [1, 2, 3]) {
      const lists = generateLists(2_000, seed);
      const matching = matchPeople(lists.list, lists.sources, []);
      for (const [form, sum] of sums) {
        const { names, matched, wrong, recall, found } = accuracyOf(lists, matching, form);
        sum.names += names;
        sum.matched += matched;
        sum.wrong += wrong;
        sum.right += recall * names;
        sum.found += found * names;
      }
    }
    const percent = (share: number, decimals: number) => (100 * share).toFixed(decimals);
    const told = Array.from(sums, ([form, { names, matched, wrong, right, found }]) => [
      form,
      [percent(1 - wrong / matched, 2), percent(right / names, 1), percent(found / names, 1)],
    ]);
    expect(told).toEqual([...rowsOfGuide(2_000)]);
  });

  it.each([1, 2, 3])('merges hardly anybody wrongly and finds nearly all, seed %i', (seed) => {
    const lists = generateLists(2_000, seed);
    const matching = matchPeople(lists.list, lists.sources, []);
    for (const form of forms) {
      const accuracy = accuracyOf(lists, matching, form);
      expect(accuracy.precision, form).toBeGreaterThanOrEqual(0.995);
      expect(accuracy.recall, form).toBeGreaterThan(0.85);
      expect(accuracy.found, form).toBeGreaterThan(0.97);
    }
  });

  it('is no better where every name fits two people: it asks', () => {
    const lists = generateLists(500, 4);
    const twice = lists.list.flatMap((person) => [person, { ...person, id: `${person.id}b` }]);
    const matching = matchPeople(twice, lists.sources, []);
    const byName = matching.sources.filter(({ source }) => source !== 'number');
    const matched = byName
      .flatMap(({ names }) => names)
      .filter(({ recognition }) => recognition.state === 'matched');
    expect(matched).toEqual([]);
  });
});
