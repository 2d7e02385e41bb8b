import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewestPeople, mergeSmallStages, type Stage, scoreOfPeople, scoresByGroup } from './index.ts';

describe('scoreOfPeople', () => {
  it('shows a score of five people and withholds one of four', () => {
    expect(scoreOfPeople(5, 4.2)).toEqual({ kind: 'shown', value: 4.2, people: 5 });
    expect(scoreOfPeople(4, 4.2)).toMatchObject({ kind: 'refused', reason: 'too-few-people' });
  });

  it('does not tell in the refusal how many there were', () => {
    const details = [0, 1, 4].map((people) => scoreOfPeople(people, 1));
    expect(new Set(details.map((refused) => JSON.stringify(refused))).size).toBe(1);
  });

  it.each([-1, 2.5, Number.NaN])('throws on %s people', (people) => {
    expect(() => scoreOfPeople(people, 1)).toThrow(`${people}`);
  });
});

describe('scoresByGroup', () => {
  const hiddenOf = (sizes: readonly number[]) =>
    scoresByGroup(sizes.map((people, index) => ({ name: `${index}`, people, value: 3 })))
      .filter(({ score }) => score.kind === 'refused')
      .map(({ name }) => Number(name));

  it('shows everything where every group is large enough', () => {
    expect(hiddenOf([5, 12, 30])).toEqual([]);
  });

  it('withholds the next smallest with a single small group', () => {
    expect(hiddenOf([30, 4, 12])).toEqual([1, 2]);
  });

  it('withholds no more where several small groups protect each other', () => {
    expect(hiddenOf([4, 3, 12, 30])).toEqual([0, 1]);
    expect(hiddenOf([2, 1, 12, 30])).toEqual([0, 1, 2]);
  });

  it('never leaves a remainder of one group or of too few people', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 8 }), (sizes) => {
        const hidden = hiddenOf(sizes);
        if (hidden.length === 0) return sizes.every((size) => size >= fewestPeople);
        const people = hidden.reduce((sum, index) => sum + (sizes[index] ?? 0), 0);
        return hidden.length === sizes.length || (hidden.length > 1 && people >= fewestPeople);
      }),
    );
  });
});

describe('mergeSmallStages', () => {
  it('joins a stage of under five people with the next', () => {
    expect(
      mergeSmallStages([
        { date: '2025-01-06', people: 4 },
        { date: '2025-02-03', people: 30 },
        { date: '2025-03-03', people: 40 },
      ]),
    ).toEqual([
      { date: '2025-01-06', people: 34 },
      { date: '2025-03-03', people: 40 },
    ]);
  });

  it('joins a stage of under three teams, and a last one with those before it', () => {
    expect(
      mergeSmallStages([
        { date: '2025-01-06', people: 40, teams: 3 },
        { date: '2025-02-03', people: 40, teams: 2 },
      ]),
    ).toEqual([{ date: '2025-01-06', people: 80, teams: 5 }]);
  });

  it('shows nothing where all together are too few', () => {
    expect(mergeSmallStages([{ date: '2025-01-06', people: 4 }])).toEqual([]);
  });

  it('keeps everyone and leaves no small stage', () => {
    const stage = fc.record({
      date: fc.integer({ min: 10, max: 28 }).map((day) => `2025-01-${day}`),
      people: fc.integer({ min: 1, max: 12 }),
      teams: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 8 }), (stages) => {
        const shown = mergeSmallStages(stages);
        const total = (of: readonly Stage[]) => of.reduce((sum, { people }) => sum + people, 0);
        const large = shown.every(({ people, teams = 0 }) => people >= 5 && teams >= 3);
        return large && (shown.length === 0 || total(shown) === total(stages));
      }),
    );
  });
});
