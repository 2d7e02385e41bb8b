import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { roomBetweenPeople } from './room-between-people.ts';
import { crossTabulate, type VarianceComponents, varianceComponents } from './variance-components.ts';

function componentsOf(outcome: Float64Array, codes: Int32Array, levels: number): VarianceComponents {
  const result = varianceComponents(crossTabulate(outcome, [{ name: 'person', levels, codes }]));
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

/** The example of docs/methods/room-between-people.md. */
const ratings = Float64Array.of(5, 4, 5, 4, 4, 3, 3, 4, 2, 5, 5, 4, 3, 2, 4, 4, 5, 5);
const sixPeople = componentsOf(
  ratings,
  ratings.reduce((codes, _, row) => codes.with(row, Math.floor(row / 3)), new Int32Array(18)),
  6,
);

describe('room between people', () => {
  it('has the figures of its page', () => {
    expect(sixPeople.components[0]!.share).toBeCloseTo(0.5 / (0.5 + 5 / 9), 6);
    expect(sixPeople.components[0]!.shareInterval.low).toBe(0);
    expect(sixPeople.components[0]!.shareInterval.high).toBeCloseTo(0.87, 2);
    const { people, words } = roomBetweenPeople({
      components: sixPeople,
      people: 'person',
      monthsOfData: 2,
    });
    expect(people.ifAllBelowReachedAverage).toBeCloseTo(Math.sqrt(0.5) / Math.sqrt(2 * Math.PI), 6);
    expect(people.ifAverageReachedBestSixth).toBeCloseTo(Math.sqrt(0.5), 6);
    expect(words).toContain(
      'If everyone below the average of person reached it: +0.28 points (95 % interval 0.00 to 0.70).',
    );
  });

  it('is what simulated people below the average lack', () => {
    const random = createRandom(31);
    const [levels, each] = [4000, 8];
    const true0 = Float64Array.from({ length: levels }, () => 0.3 * random.normal());
    const codes = Int32Array.from({ length: levels * each }, (_, row) => row % levels);
    const outcome = Float64Array.from(codes, (level) => 4 + true0[level]! + random.normal());
    const mean = true0.reduce((sum, value) => sum + value, 0) / levels;
    const lacking = true0.reduce((sum, value) => sum + Math.max(0, mean - value), 0) / levels;
    const { people } = roomBetweenPeople({
      components: componentsOf(outcome, codes, levels),
      people: 'person',
    });
    expect(people.ifAllBelowReachedAverage / lacking).toBeGreaterThan(0.93);
    expect(people.ifAllBelowReachedAverage / lacking).toBeLessThan(1.07);
  });

  it('says what it does not say, and when it is an upper figure', () => {
    const room = (monthsOfData?: number) =>
      roomBetweenPeople({ components: sixPeople, people: 'person', monthsOfData });
    expect(room(2).figure).toBe('upper');
    expect(room(3).figure).toBe('stable');
    expect(room().figure).toBe('unknown');
    expect(room(2).words.join(' ')).toContain('this is an upper figure');
    expect(room(3).words.join(' ')).not.toContain('upper figure');
    expect(room(3).words.join(' ')).toContain('not what training could bring');
  });

  it('does not speak of room that it cannot see', () => {
    const codes = Int32Array.from({ length: 40 }, (_, row) => row % 4);
    const outcome = Float64Array.from({ length: 40 }, (_, row) => (Math.floor(row / 4) % 2 === 0 ? 1 : -1));
    const { people, words } = roomBetweenPeople({
      components: componentsOf(outcome, codes, 4),
      people: 'person',
    });
    expect(people.ifAllBelowReachedAverage).toBe(0);
    expect(words[0]).toMatch(
      /^No differences between levels of person can be told from chance; at most 0\.\d+ points/,
    );
  });

  it('wants the people among the factors', () => {
    expect(() => roomBetweenPeople({ components: sixPeople, people: 'team' })).toThrow('team is none of');
  });
});
