import { describe, expect, it } from 'vitest';
import { effectWords } from './effect-words.ts';

const interval = { standardError: 0.0151, low: -0.0696, high: -0.0104, bandLow: -0.08, bandHigh: 0 };

describe('effectWords', () => {
  it('aligns decimals, as many as the smallest error needs', () => {
    const text = effectWords({
      kind: 'estimate',
      estimate: -0.04,
      standardError: 0.012,
      low: -0.0635,
      high: -0.0164,
      points: [
        { eventTime: -1, ...interval, estimate: 0.5 },
        { eventTime: 10, ...interval, estimate: -12.3456 },
      ],
      preTrend: { statistic: 7.79, degreesOfFreedom: 5, p: 0.16812 },
      permutation: { p: 0.642, draws: 500 },
      units: 500,
      periods: 5,
      notes: ['Not shown here.'],
    });
    expect(text.split('\n')).toEqual([
      'Effect -0.040, 95 % interval -0.064 to -0.016 (standard error 0.012).',
      '500 units over 5 periods.',
      'Before the training: chi-square 7.79 on 5 degrees of freedom, p = 0.168.',
      'Order drawn again 500 times: p = 0.642.',
      '',
      'event time  estimate  error     low    high  band low  band high',
      '        -1     0.500  0.015  -0.070  -0.010    -0.080      0.000',
      '        10   -12.346  0.015  -0.070  -0.010    -0.080      0.000',
    ]);
  });

  it('gives cells without an overall, and says a refusal', () => {
    const cells = effectWords({
      kind: 'estimate',
      points: [{ cohort: '2024-03', period: '2024-04', ...interval, estimate: 1 }],
      units: 2,
      periods: 3,
      notes: [],
    });
    expect(cells).toMatch(/^2 units over 3 periods\.\n\n cohort {3}period {2}estimate/);
    expect(effectWords({ kind: 'refused', reason: 'no-comparison', detail: 'Nobody is left.' })).toBe(
      'Cannot say (no-comparison). Nobody is left.',
    );
  });
});
