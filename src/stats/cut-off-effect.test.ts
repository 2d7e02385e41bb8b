import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { densityJump } from './cut-off-effect/density-jump.ts';
import { type CutOffEffect, type CutOffInput, cutOffEffect } from './cut-off-effect.ts';
import { createRandom } from './random.ts';

function estimated(input: CutOffInput): CutOffEffect {
  const result = cutOffEffect(input);
  if (result.kind === 'refused') throw new Error(`${result.reason}: ${result.detail}`);
  return result;
}

/** People with a score from -2 to 2; those under 0.2 are trained, which adds 0.3 to an outcome that bends. */
function madePeople(seed: number, people: number, grid = 0): CutOffInput {
  const random = createRandom(seed);
  const score = new Float64Array(people);
  const outcome = new Float64Array(people);
  const trained = new Uint8Array(people);
  for (let i = 0; i < people; i++) {
    const raw = 2 * (random.next() + random.next() - 1);
    const x = grid > 0 ? Math.round(raw / grid) * grid : raw;
    score[i] = x;
    trained[i] = x < 0.2 ? 1 : 0;
    outcome[i] = 3 + 0.5 * x + 0.4 * x ** 2 - 0.3 * x ** 3 + 0.3 * trained[i] + 0.5 * random.normal();
  }
  return { score, trained, outcome, cutOff: 0.2 };
}

describe('cutOffEffect', () => {
  // The package rdrobust 2.0.0 (Python) on these people with its defaults; there, above less below.
  it.each([
    {
      people: madePeople(1, 600),
      effect: 0.3176909256099316,
      biasCorrected: 0.36556397620317327,
      standardError: 0.1639565464492962,
      bandwidth: 0.4183723382094609,
      biasBandwidth: 0.6299720135415838,
      near: [129, 106],
    },
    {
      people: madePeople(2, 200),
      effect: 0.7625888401384149,
      biasCorrected: 0.8025409687457801,
      standardError: 0.3236618246663126,
      bandwidth: 0.3621808614582926,
      biasBandwidth: 0.5824960225254618,
      near: [36, 25],
    },
    {
      people: madePeople(3, 1500, 0.02),
      effect: 0.2594464287002003,
      biasCorrected: 0.30274611548779173,
      standardError: 0.1088692617275019,
      bandwidth: 0.3808104449116291,
      biasBandwidth: 0.7170166810527259,
      near: [273, 233],
    },
  ])('agrees with rdrobust on $people.score.length people', ({ people, near, ...wanted }) => {
    const found = estimated(people);
    for (const [name, value] of Object.entries(wanted)) {
      expect(Math.abs(found[name as keyof typeof wanted] - value)).toBeLessThan(1e-8);
    }
    expect([found.trainedNear, found.untrainedNear]).toEqual(near);
  });

  it('refuses where one person decides', () => {
    const { score, trained, outcome } = madePeople(2, 200);
    const far = score.map((x) => (x > 0.2 && x < 1 ? x + 1 : x));
    far[score.findIndex((x) => x > 0.2 && x < 1)] = 0.21;
    const result = cutOffEffect({ score: far, trained, outcome, cutOff: 0.2 });
    expect(result).toMatchObject({ kind: 'refused', reason: 'few-near-cut-off' });
  });

  it('gives the jump of two straight lines', () => {
    const { score, trained } = madePeople(4, 300);
    const noise = createRandom(9);
    const outcome = score.map(
      (x, i) => (trained[i] ? 5 + 2 * (x - 0.2) : 3 - (x - 0.2)) + 1e-6 * noise.normal(),
    );
    const found = estimated({ score, trained, outcome, cutOff: 0.2 });
    expect(found.effect).toBeCloseTo(2, 5);
    expect(found.low).toBeLessThan(found.high);
    expect(found.biasCorrected).toBeCloseTo(2, 5);
  });

  it('knows no units, no direction of the score and no order of people', () => {
    const people = madePeople(1, 300);
    const plain = estimated(people);
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 1e-2, max: 1e2, noNaN: true }),
        fc.constantFrom(1, -1),
        fc.constantFrom(1, -1),
        (shift, size, sign, direction) => {
          const order = createRandom(3).shuffle(Int32Array.from(people.score, (_, i) => i));
          const moved = estimated({
            score: Float64Array.from(order, (i) => direction * (size * people.score[i] + shift)),
            trained: Uint8Array.from(order, (i) => people.trained[i]),
            outcome: Float64Array.from(order, (i) => sign * size * people.outcome[i] + shift),
            cutOff: direction * (size * 0.2 + shift),
          });
          expect(moved.effect / (sign * size)).toBeCloseTo(plain.effect, 5);
          expect(moved.standardError / size).toBeCloseTo(plain.standardError, 5);
          expect(moved.bandwidth / size).toBeCloseTo(plain.bandwidth, 5);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([2 ** -90, 2 ** 90])('is the same in units %d times as large, of score and outcome', (factor) => {
    const people = madePeople(1, 300);
    const scaled = (values: Float64Array) => values.map((value) => value * factor);
    const plain = estimated(people);
    const byOutcome = estimated({ ...people, outcome: scaled(people.outcome) });
    expect(byOutcome.effect / factor).toBeCloseTo(plain.effect, 8);
    expect(byOutcome.low / factor).toBeCloseTo(plain.low, 8);
    const byScore = estimated({ ...people, score: scaled(people.score), cutOff: people.cutOff * factor });
    expect(byScore.effect).toBeCloseTo(plain.effect, 8);
    expect(byScore.bandwidth / factor).toBeCloseTo(plain.bandwidth, 8);
  });

  it('gives the example of its page', () => {
    const score = Float64Array.from({ length: 200 }, (_, i) => 40 + 0.2 * i);
    const trained = score.map((x) => (x < 60 ? 1 : 0));
    const outcome = score.map((x, i) => 3 + x / 100 + 0.2 * Math.sin(5 * i) + (x < 60 ? 0.3 : 0));
    const found = estimated({ score, trained: Uint8Array.from(trained), outcome, cutOff: 60 });
    expect([found.effect, found.low, found.high, found.bandwidth].map((value) => value.toFixed(2))).toEqual([
      '0.28',
      '0.08',
      '0.47',
      '7.82',
    ]);
  });

  it('takes two hundred thousand people, and refuses none', () => {
    const { effect, standardError } = estimated(madePeople(8, 200_000));
    expect(Math.abs(effect - 0.3)).toBeLessThan(0.05);
    expect(standardError).toBeLessThan(0.02);
    const none = {
      score: new Float64Array(0),
      trained: new Uint8Array(0),
      outcome: new Float64Array(0),
      cutOff: 0,
    };
    expect(cutOffEffect(none)).toMatchObject({ kind: 'refused', reason: 'few-people' });
  });

  it('refuses what cannot be told', () => {
    const reason = (input: CutOffInput) => {
      const result = cutOffEffect(input);
      return result.kind === 'refused' ? result.reason : 'estimate';
    };
    const people = madePeople(1, 300);
    expect(reason({ ...people, trained: people.score.map((x) => (x < -1.5 ? 1 : 0)) as never })).toBe(
      'few-people',
    );
    expect(reason({ ...people, cutOff: 0.3 })).toBe('not-sharp');
    const swapped = people.trained.slice();
    swapped[people.trained.indexOf(1)] = 0;
    expect(reason({ ...people, trained: swapped })).toBe('not-sharp');
    expect(reason({ ...people, outcome: people.outcome.map(() => 4) })).toBe('no-spread');
    for (const factor of [1e200, 1e307, 1e-200]) {
      for (const name of ['outcome', 'score'] as const) {
        const scaled = people[name].map((value) => value * factor);
        expect(reason({ ...people, cutOff: 0, [name]: scaled })).toBe('out-of-range');
      }
    }
    expect(reason(madePeople(1, 300, 0.4))).toBe('few-scores');
  });

  it('throws on wrong shapes and quotes them', () => {
    const people = madePeople(1, 100);
    expect(() => cutOffEffect({ ...people, outcome: new Float64Array(3) })).toThrow('3 outcomes');
    expect(() => cutOffEffect({ ...people, cutOff: Number.NaN })).toThrow('NaN');
    expect(() => cutOffEffect({ ...people, level: 95 })).toThrow('95');
    expect(() => cutOffEffect({ ...people, trained: people.trained.map(() => 3) })).toThrow('3');
  });
});

describe('the heaping of scores', () => {
  it('is found in at most about 5 of 100 where there is none, and where there is some it is', () => {
    const random = createRandom(21);
    let found = 0;
    const repetitions = 300;
    for (let k = 0; k < repetitions; k++) {
      const scores = Float64Array.from({ length: 800 }, () => random.normal());
      const jump = densityJump(
        scores
          .filter((x) => x < 0.3)
          .map((x) => x - 0.3)
          .sort(),
        scores
          .filter((x) => x >= 0.3)
          .map((x) => x - 0.3)
          .sort(),
      );
      if (jump.kind === 'estimate' && jump.p < 0.05) found++;
    }
    expect(found / repetitions).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / repetitions));
    const people = madePeople(5, 1500);
    const score = people.score.map((x, i) => (x > 0.2 && x < 0.35 && i % 3 > 0 ? x - 0.15 : x));
    const { density, notes } = estimated({
      ...people,
      score,
      trained: Uint8Array.from(score, (x) => (x < 0.2 ? 1 : 0)),
    });
    expect(density).toMatchObject({ kind: 'estimate' });
    expect(density.kind === 'estimate' && density.logRatio).toBeLessThan(-0.5);
    expect(notes.join()).toContain('heap up just below');
  });
});

describe('the interval at a cut-off in a simulation', () => {
  // In 1,000 studies 93.7 of 100; the half-widths are chosen from the same people.
  it('covers a jump of 0.3 in a curve in about 94 of 100', () => {
    const repetitions = 400;
    let covered = 0;
    for (let seed = 1; seed <= repetitions; seed++) {
      const { low, high } = estimated(madePeople(1000 + seed, 400));
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    expect(covered / repetitions).toBeGreaterThan(0.937 - 2 * Math.sqrt((0.937 * 0.063) / repetitions));
  });
});
