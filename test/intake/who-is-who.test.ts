import { describe, expect, it } from 'vitest';
import { matchPeople } from '../../src/people/match/match-people.ts';
import { accuracyOf, forms, generateLists } from '../support/people-lists.ts';

describe('matching of generated lists', () => {
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
