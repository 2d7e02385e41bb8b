import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, withOneLetterLess } from './edit-distance.ts';

/** The definition, letter by letter. */
function byDefinition(a: string, b: string): number {
  if (a === '' || b === '') return Math.max(a.length, b.length);
  const [restA, restB] = [a.slice(1), b.slice(1)];
  const ways = [byDefinition(restA, b) + 1, byDefinition(a, restB) + 1];
  ways.push(byDefinition(restA, restB) + (a[0] === b[0] ? 0 : 1));
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
    ways.push(byDefinition(a.slice(2), b.slice(2)) + 1);
  return Math.min(...ways);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

describe('the distance of two words', () => {
  it('is that of the definition, cut off above the most that is asked for', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, most) => {
        expect(editDistance(a, b, most)).toBe(Math.min(byDefinition(a, b), most + 1));
      }),
    );
  });

  it('is one or less only where the words share one with a letter less', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        if (editDistance(a, b, 1) > 1) return;
        const shorter = new Set(withOneLetterLess(a));
        expect(withOneLetterLess(b).some((each) => shorter.has(each))).toBe(true);
      }),
    );
  });
});
