import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerTable, leeBounds } from './lee-bounds.ts';

function tableOf(answers: readonly number[]): AnswerTable {
  const values = [...new Set(answers)].sort((a, b) => a - b);
  return {
    values: Float64Array.from(values),
    counts: Float64Array.from(values, (value) => answers.filter((answer) => answer === value).length),
  };
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** Least and greatest mean over every way to leave out `leftOut` answers. */
function extremes(answers: readonly number[], leftOut: number): [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (let subset = 0; subset < 1 << answers.length; subset++) {
    const kept = answers.filter((_, i) => !(subset & (1 << i)));
    if (kept.length !== answers.length - leftOut) continue;
    least = Math.min(least, mean(kept));
    greatest = Math.max(greatest, mean(kept));
  }
  return [least, greatest];
}

function bounds(trained: readonly number[], untrained: readonly number[], shares: [number, number]) {
  const result = leeBounds({
    trained: tableOf(trained),
    untrained: tableOf(untrained),
    shareAnsweringTrained: shares[0],
    shareAnsweringUntrained: shares[1],
  });
  if (result.kind === 'refused') throw new Error(result.reason);
  return result;
}

const answersOnAScale = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 10 });

describe('leeBounds', () => {
  it('is the least and the greatest mean over every way to leave the excess out', () => {
    fc.assert(
      fc.property(answersOnAScale, fc.double({ min: 0, max: 0.99, noNaN: true }), (answers, part) => {
        const leftOut = Math.floor(part * answers.length);
        const fewer = (answers.length - leftOut) / answers.length;
        const [least, greatest] = extremes(answers, leftOut);
        const more = bounds(answers, [3], [0.5, 0.5 * fewer]);
        expect(more.meanWithoutHighest).toBeCloseTo(least, 10);
        expect(more.meanWithoutLowest).toBeCloseTo(greatest, 10);
        expect(more.shiftLow).toBeCloseTo(least - mean(answers), 10);
        expect(more.shiftHigh).toBeCloseTo(greatest - mean(answers), 10);
      }),
    );
  });

  it('trims the untrained where they answer more, and turns the shifts round', () => {
    const answers = [1, 2, 2, 4, 5, 5];
    const fewer = bounds([3], answers, [0.2, 0.3]);
    const [least, greatest] = extremes(answers, 2);
    expect(fewer.trimmed).toBe('untrained');
    expect(fewer.shiftLow).toBeCloseTo(mean(answers) - greatest, 12);
    expect(fewer.shiftHigh).toBeCloseTo(mean(answers) - least, 12);
  });

  it('cuts through a value in part', () => {
    const result = bounds([1, 5], [3], [0.4, 0.3]);
    expect(result.trimmedShare).toBeCloseTo(0.25, 12);
    expect(result.meanWithoutHighest).toBeCloseTo((1 + 0.5 * 5) / 1.5, 12);
    expect(result.meanWithoutLowest).toBeCloseTo((0.5 * 1 + 5) / 1.5, 12);
  });

  it('collapses to a point where as many answer, and where all say the same', () => {
    expect(bounds([1, 4, 5], [3], [0.6, 0.6])).toMatchObject({
      shiftLow: 0,
      shiftHigh: 0,
      trimmed: 'neither',
    });
    const same = bounds([4, 4, 4], [3], [0.7, 0.6]);
    expect(same.shiftLow).toBeCloseTo(0, 12);
    expect(same.shiftHigh).toBeCloseTo(0, 12);
  });

  it('holds the truth where trained staff ask pleased customers, and the plain difference does not', () => {
    // 60 of 100 customers would answer anyway: ratings 1 to 5, 12 each. Training changes none of
    // them, but draws answers from 10 more customers, all of whom rate 5.
    const anyway = [1, 2, 3, 4, 5].flatMap((rating) => Array<number>(12).fill(rating));
    const trained = [...anyway, ...Array<number>(10).fill(5)];
    const difference = mean(trained) - mean(anyway);
    const { shiftLow, shiftHigh } = bounds(trained, anyway, [0.7, 0.6]);
    expect(difference).toBeGreaterThan(0.2);
    expect(difference + shiftLow).toBeCloseTo(0, 12);
    expect(difference + shiftHigh).toBeGreaterThan(0.2);
  });

  it('moves with the scale: values shifted and stretched', () => {
    const plain = bounds([1, 2, 2, 5], [3], [0.5, 0.4]);
    const moved = bounds([30, 50, 50, 110], [3], [0.5, 0.4]);
    expect(moved.shiftLow).toBeCloseTo(20 * plain.shiftLow, 10);
    expect(moved.shiftHigh).toBeCloseTo(20 * plain.shiftHigh, 10);
    expect(moved.meanWithoutHighest).toBeCloseTo(20 * plain.meanWithoutHighest + 10, 10);
  });

  it('gives the example of its page', () => {
    const answers = [10, 10, 20, 40, 80].flatMap((times, i) => Array<number>(times).fill(i + 1));
    const { meanWithoutHighest, meanWithoutLowest, shiftLow, shiftHigh } = bounds(answers, [3], [0.16, 0.15]);
    expect(meanWithoutHighest).toBeCloseTo((650 - 50) / 150, 10);
    expect(meanWithoutLowest).toBeCloseTo((650 - 10) / 150, 10);
    expect([0.1 + shiftLow, 0.1 + shiftHigh].map((bound) => bound.toFixed(2))).toEqual(['0.04', '0.30']);
  });

  it('refuses where nobody answers on one side, or the side to trim is empty', () => {
    const table = tableOf([1, 2]);
    const none = tableOf([]);
    const shares = { shareAnsweringTrained: 0.5, shareAnsweringUntrained: 0.4 };
    expect(
      leeBounds({ trained: table, untrained: table, ...shares, shareAnsweringUntrained: 0 }),
    ).toMatchObject({
      kind: 'refused',
      reason: 'nobody-answers',
    });
    expect(leeBounds({ trained: none, untrained: table, ...shares })).toMatchObject({ reason: 'no-answers' });
  });

  it('throws on wrong shapes and quotes them', () => {
    const trained = tableOf([1, 2]);
    const at = (shareAnsweringTrained: number, untrained: AnswerTable) => () =>
      leeBounds({ trained, untrained, shareAnsweringTrained, shareAnsweringUntrained: 0.5 });
    expect(at(1.2, trained)).toThrow('1.2');
    expect(at(0.1, { values: Float64Array.of(2, 1), counts: Float64Array.of(1, 1) })).toThrow('1 after 2');
    expect(at(0.1, { values: Float64Array.of(2), counts: Float64Array.of(-1) })).toThrow('-1');
    expect(at(0.1, { values: Float64Array.of(2), counts: Float64Array.of(1, 1) })).toThrow('2 counts');
  });
});
