import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PredictionPoweredInput,
  type PredictionPoweredMean,
  predictionPoweredMean,
} from './prediction-powered-mean.ts';
import { createRandom, type Random } from './random.ts';

function estimate(input: PredictionPoweredInput): PredictionPoweredMean {
  const result = predictionPoweredMean(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

/** Marks of mean 3; the machine is 0.6 too high and follows the human marks as far as `skill`. */
function drawn(random: Random, n: number, rest: number, skill: number): PredictionPoweredInput {
  const mark = () => {
    const truth = random.normal();
    const seen = skill * truth + Math.sqrt(1 - skill ** 2) * random.normal();
    return { human: 3 + truth, machine: 3.6 + 1.3 * seen };
  };
  const both = Array.from({ length: n }, mark);
  return {
    human: Float64Array.from(both, ({ human }) => human),
    machine: Float64Array.from(both, ({ machine }) => machine),
    machineOnly: Float64Array.from({ length: rest }, () => mark().machine),
    size: 0.05,
  };
}

describe('predictionPoweredMean', () => {
  it("gives the figures of the authors' formulas (ppi_py, run with numpy)", () => {
    const human = Float64Array.from({ length: 24 }, (_, i) => 1 + ((i * 7) % 5));
    const machine = human.map((mark, i) =>
      Math.min(5.5, Math.max(1, mark + (((i * 5) % 3) - 1) * 0.5 + 0.4)),
    );
    const machineOnly = Float64Array.from({ length: 60 }, (_, j) => 1.2 + ((j * 11) % 13) * 0.33);
    const result = estimate({ human, machine, machineOnly, size: 0.05 });
    expect(result.trust).toBeCloseTo(0.8257312450741965, 12);
    expect(result.mean).toBeCloseTo(2.8317212090886237, 12);
    // Their variances divide by 60 and 24; ours by 59 and by 22, since lambda is fitted too.
    const variance = (0.017944116004672994 * 60) / 59 + (0.006030092517942002 * 24) / 22;
    expect(result.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it('gives the page its example', () => {
    const result = estimate(drawn(createRandom(14), 60, 5000, 0.85));
    const shown = (value: number) => value.toFixed(2);
    expect([result.humanMean, result.humanStandardError, result.machineBias].map(shown)).toEqual([
      '3.14',
      '0.12',
      '0.53',
    ]);
    expect([result.mean, result.low, result.high, result.trust].map(shown)).toEqual([
      '3.11',
      '2.96',
      '3.26',
      '0.48',
    ]);
  });

  it('is the mean of the human marks where the machine is of no use', () => {
    const { human, machine } = drawn(createRandom(2), 40, 2, 0.5);
    const useless = estimate({
      human,
      machine: machine.fill(2),
      machineOnly: Float64Array.of(2, 2),
      size: 0.05,
    });
    expect(useless).toMatchObject({ trust: 0, mean: useless.humanMean, degreesOfFreedom: 39 });
    expect(useless.standardError).toBeCloseTo(useless.humanStandardError, 14);
    const contrary = estimate({ ...drawn(createRandom(3), 40, 500, 0), machine: human.map((mark) => -mark) });
    expect(contrary.trust).toBe(0);
  });

  it('shortens the interval as the machine gets better', () => {
    const errors = [0, 0.5, 0.9, 0.99].map((skill) => {
      return estimate(drawn(createRandom(5), 200, 20_000, skill)).standardError;
    });
    expect(errors[1]).toBeLessThan(errors[0]);
    expect(errors[2]).toBeLessThan(0.6 * errors[1]);
    expect(errors[3]).toBeLessThan(0.6 * errors[2]);
  });

  it.each([
    [20, 400, 0],
    [20, 60, 0.8],
    [40, 800, 0.8],
    [100, 800, 0.95],
  ])('covers the truth (%i human, %i machine marks, skill %f)', (n, rest, skill) => {
    const random = createRandom(31);
    const draws = 1000;
    let covered = 0;
    for (let draw = 0; draw < draws; draw++) {
      const { low, high } = estimate(drawn(random, n, rest, skill));
      if (low <= 3 && 3 <= high) covered += 1;
    }
    expect(covered / draws).toBeGreaterThan(0.95 - 2.5 * Math.sqrt((0.95 * 0.05) / draws));
    expect(covered / draws).toBeLessThan(0.975);
  });

  it('follows the unit and a bias of the machine', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        fc.constantFrom(2 ** -80, 1e-9, 0.5, 1e9, 2 ** 80),
        (seed, bias, factor) => {
          const input = drawn(createRandom(seed), 25, 50, 0.7);
          const base = estimate(input);
          const changed = estimate({
            human: input.human.map((mark) => factor * mark).toReversed(),
            machine: input.machine.map((mark) => factor * (mark + bias)).toReversed(),
            machineOnly: input.machineOnly.map((mark) => factor * (mark + bias)).toReversed(),
            size: 0.05,
          });
          expect(changed.mean / factor).toBeCloseTo(base.mean, 8);
          expect(changed.standardError / factor).toBeCloseTo(base.standardError, 8);
          expect(changed.machineBias / factor).toBeCloseTo(base.machineBias + bias, 8);
        },
      ),
    );
  });

  it('refuses what cannot be said', () => {
    const reasonOf = (change: Partial<PredictionPoweredInput>) => {
      const result = predictionPoweredMean({ ...drawn(createRandom(1), 20, 50, 0.5), ...change });
      return result.kind === 'refused' ? result.reason : undefined;
    };
    const flat = new Float64Array(20).fill(4);
    expect(reasonOf({})).toBeUndefined();
    expect(reasonOf({ human: flat.slice(1), machine: flat.slice(1) })).toBe('too-few-human-marks');
    expect(reasonOf({ machineOnly: Float64Array.of(1) })).toBe('no-machine-marks');
    expect(reasonOf({ human: flat, machine: flat, machineOnly: flat })).toBe('no-spread');
    const tenths = flat.map(() => 0.1);
    expect(reasonOf({ human: tenths })).toBe('no-spread');
    for (const factor of [1e200, 1e307, 1e-200]) {
      const { human, machineOnly } = drawn(createRandom(1), 20, 50, 0.5);
      expect(reasonOf({ human: human.map((mark) => factor * mark) })).toBe('out-of-range');
      expect(
        reasonOf({ machineOnly: machineOnly.map((mark) => factor * mark), machine: flat.map(() => 0) }),
      ).toBe('out-of-range');
    }
  });

  it('throws at wrong shapes and values, and quotes them', () => {
    const input = drawn(createRandom(1), 20, 50, 0.5);
    expect(() => predictionPoweredMean({ ...input, machine: new Float64Array(3) })).toThrow(
      'but 3 machine marks',
    );
    expect(() => predictionPoweredMean({ ...input, machineOnly: Float64Array.of(1, Infinity) })).toThrow(
      'Infinity',
    );
    expect(() => predictionPoweredMean({ ...input, size: 0 })).toThrow('0');
  });
});
