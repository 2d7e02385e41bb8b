import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { panelOfRows, parseCsv } from '../../test/support/long-table.ts';
import { sharedData } from '../../test/support/shared-data.ts';
import { simulatedPanel } from '../../test/support/simulated-panel.ts';
import { estimateEffect } from './effect.ts';
import { matrix, multiply, pseudoInverse } from './linear-algebra.ts';
import { createRandom } from './random.ts';
import { twoWayFixedEffects } from './two-way-fixed-effects.ts';

const file = sharedData('data/ctrip/worker_week_performance.csv');

describe.skipIf(file === undefined)('working from home by lottery, as published', () => {
  it('gives 0.232 (0.063) on 17,806 rows', () => {
    const rows = parseCsv(readFileSync(file!, 'utf8')).filter(
      (row) => ['0', '1'].includes(row.expgroup) && row.year_week !== '201049' && row.perform1 !== '',
    );
    const treated = new Set(rows.filter((row) => row.expgroup === '1').map((row) => row.personid));
    const { panel, periodLabels, cohortOf } = panelOfRows(
      rows.map((row) => ({
        unit: row.personid,
        period: Number(row.year_week),
        cohort: treated.has(row.personid) ? 201050 : 0,
        value: Number(row.perform1),
      })),
    );
    expect(rows.length).toBe(17_806);
    expect(periodLabels.length).toBe(85);
    const result = estimateEffect({ panel, cohortOf }, { estimator: 'fixed-effects' });
    if (result.kind === 'refused') throw new Error(result.detail);
    expect(result.estimate!.toFixed(3)).toBe('0.232');
    expect(result.standardError!.toFixed(3)).toBe('0.063');
    expect(result.estimate).toBeCloseTo(0.2323594, 6);
    expect(result.standardError).toBeCloseTo(0.0627917, 6);
  });
});

describe('two-way fixed effects', () => {
  it('is the regression on dummies where cells are empty and counts differ', () => {
    const random = createRandom(3);
    const [units, periods] = [7, 5];
    const count = Float64Array.from({ length: 35 }, () => random.integer(3));
    const sum = count.map((n) => n * random.normal());
    const treatment = count.map(() => random.integer(2));
    const result = twoWayFixedEffects({ panel: { units, periods, sum, count }, treatment });
    if (result.kind === 'refused') throw new Error(result.detail);
    const seen = [...count.keys()].filter((at) => count[at] > 0);
    const columns = 1 + units + periods;
    const x = matrix(seen.length, columns);
    const y = matrix(seen.length, 1);
    seen.forEach((at, row) => {
      const root = Math.sqrt(count[at]);
      x.values[row * columns] = root * treatment[at];
      x.values[row * columns + 1 + Math.floor(at / periods)] = root;
      x.values[row * columns + 1 + units + (at % periods)] = root;
      y.values[row] = (root * sum[at]) / count[at];
    });
    expect(result.estimate).toBeCloseTo(multiply(pseudoInverse(x, 1e-10), y).values[0], 10);
  });

  it('is the difference in differences with one date and two groups', () => {
    const { panel, cohortOf } = simulatedPanel(300);
    const chosen = [...cohortOf.keys()].filter((unit) => cohortOf[unit] === 12 || cohortOf[unit] === -1);
    const mean = (trained: boolean, after: boolean): number => {
      const values = chosen
        .filter((unit) => (cohortOf[unit] === 12) === trained)
        .flatMap((unit) => [
          ...panel.sum.subarray(unit * 24 + (after ? 12 : 0), unit * 24 + (after ? 24 : 12)),
        ]);
      return values.reduce((sum, each) => sum + each, 0) / values.length;
    };
    const part = {
      units: chosen.length,
      periods: 24,
      sum: Float64Array.from(chosen.flatMap((unit) => [...panel.sum.subarray(unit * 24, unit * 24 + 24)])),
      count: new Float64Array(chosen.length * 24).fill(1),
    };
    const result = estimateEffect(
      { panel: part, cohortOf: Int32Array.from(chosen, (unit) => cohortOf[unit]) },
      { estimator: 'fixed-effects' },
    );
    if (result.kind === 'refused') throw new Error(result.detail);
    const expected = mean(true, true) - mean(true, false) - (mean(false, true) - mean(false, false));
    expect(result.estimate).toBeCloseTo(expected, 10);
  });

  it('refuses a treatment that units and periods explain, and a single cluster', () => {
    const { panel } = simulatedPanel(10);
    const everybody = panel.sum.map((_, at) => (at % 24 > 10 ? 1 : 0));
    expect(twoWayFixedEffects({ panel, treatment: everybody })).toMatchObject({ reason: 'no-variation' });
    const some = panel.sum.map((_, at) => (at > 100 && at % 24 > 10 ? 1 : 0));
    const clusterOf = new Int32Array(10);
    expect(twoWayFixedEffects({ panel, treatment: some, clusterOf })).toMatchObject({
      reason: 'one-cluster',
    });
    expect(() => twoWayFixedEffects({ panel, treatment: new Float64Array(3) })).toThrow('240');
  });
});
