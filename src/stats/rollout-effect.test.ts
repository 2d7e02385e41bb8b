import { describe, expect, it } from 'vitest';
import { readReference } from '../../test/support/mpdta.ts';
import { readProceduralJustice } from '../../test/support/procedural-justice.ts';
import { simulatedPanel } from '../../test/support/simulated-panel.ts';
import { type EffectInput, type EffectOptions, type EffectResult, estimateEffect } from './effect.ts';
import { cohortMoments } from './moments.ts';
import { rolloutContrasts } from './rollout-contrasts.ts';
import { rolloutEffect, spreadFromMoments } from './rollout-effect.ts';

interface Figures {
  readonly estimate: number;
  readonly se: number;
  readonly se_neyman: number;
}

interface Curve {
  readonly estimate: readonly number[];
  readonly se: readonly number[];
  readonly se_neyman: readonly number[];
  readonly eventTime: readonly number[];
}

interface Complaints {
  readonly simple: Record<'efficient', Figures>;
  readonly cohort: Record<'efficient', Figures>;
  readonly calendar: Record<'efficient', Figures>;
  readonly eventstudy: Record<'efficient', Curve>;
  readonly eventstudy_vcv: readonly (readonly number[])[];
  readonly eventstudy_vcv_neyman: readonly (readonly number[])[];
}

function efficient(input: EffectInput, options: EffectOptions = {}): EffectResult {
  const result = estimateEffect(input, { ...options, estimator: 'efficient' });
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

const officers = readProceduralJustice();
const reference = readReference<{ complaints: Complaints }>(
  'staggered_procedural_justice_complaints.json',
)?.complaints;

describe.skipIf(officers === undefined || reference === undefined)(
  'complaints about 7,785 officers against R staggered',
  () => {
    it.each(['simple', 'cohort', 'calendar'] as const)('%s', (aggregation) => {
      const expected = reference![aggregation].efficient;
      const result = efficient(officers!, { aggregation });
      expect(result.estimate).toBeCloseTo(expected.estimate, 8);
      expect(result.standardError).toBeCloseTo(expected.se, 8);
      expect(result.standardErrorNeyman).toBeCloseTo(expected.se_neyman, 8);
    });

    it('event times, each with its own errors', () => {
      const expected = reference!.eventstudy.efficient;
      const result = efficient(officers!, { aggregation: 'event-time' });
      const points = expected.eventTime.map(
        (eventTime) => result.points.find((each) => each.eventTime === eventTime)!,
      );
      points.forEach((point, k) => {
        expect(point.estimate).toBeCloseTo(expected.estimate[k], 8);
        expect(point.standardError).toBeCloseTo(expected.se[k], 8);
      });
    });

    it('event times 0 to 23, jointly', () => {
      const { panel, cohortOf } = officers!;
      const starts = [...new Set(cohortOf)].sort((a, b) => a - b);
      const cohortIndex = cohortOf.map((start) => starts.indexOf(start));
      const moments = cohortMoments({
        panel,
        periods: 72,
        cohortIndex,
        cohorts: starts.length,
        origin: 0,
        equalCount: 1,
      });
      const design = { starts, sizes: moments.rows, periods: 72, basePeriods: 1, transition: 0 };
      const contrasts = rolloutContrasts(design, 'event-time')!.points.filter(
        (point) => point.eventTime! <= 23,
      );
      const result = rolloutEffect(
        spreadFromMoments(moments),
        contrasts.map(({ contrast }) => contrast),
        starts,
      );
      reference!.eventstudy_vcv.forEach((row, a) => {
        row.forEach((expected, b) => {
          expect(result.covariance.values[a * 24 + b] / expected).toBeCloseTo(1, 6);
          expect(
            result.covarianceNeyman.values[a * 24 + b] / reference!.eventstudy_vcv_neyman[a][b],
          ).toBeCloseTo(1, 6);
        });
      });
    });

    it('permutation p of 4,999 draws, which R gives as 0.642 on 500', () => {
      const { permutation } = efficient(officers!, { draws: 4999 });
      expect(permutation!.draws).toBe(4999);
      expect(permutation!.p).toBeGreaterThan(0.58);
      expect(permutation!.p).toBeLessThan(0.66);
    });
  },
);

describe('the panel that anyone can make again, against R staggered', () => {
  it.each([
    [1000, -0.161751020636549, 0.0363192039900148, 0.0364720078420731],
    [10000, -0.184822455381954, 0.0107606633836708, 0.0107618793578505],
  ])('%i units', (units, estimate, error, neyman) => {
    const result = efficient(simulatedPanel(units));
    expect(result.estimate).toBeCloseTo(estimate, 10);
    expect(result.standardError).toBeCloseTo(error, 10);
    expect(result.standardErrorNeyman).toBeCloseTo(neyman, 10);
  });
});
