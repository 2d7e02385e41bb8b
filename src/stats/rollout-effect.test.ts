import { describe, expect, it } from 'vitest';
import { readReference } from '../../test/support/mpdta.ts';
import { readProceduralJustice } from '../../test/support/procedural-justice.ts';
import { simulatedPanel } from '../../test/support/simulated-panel.ts';
import { type EffectInput, type EffectOptions, type EffectResult, estimateEffect } from './effect.ts';
import { type CohortMoments, cohortMoments } from './moments.ts';
import { createRandom } from './random.ts';
import { rolloutContrasts } from './rollout-contrasts.ts';
import { rolloutEffect, spreadFromMoments } from './rollout-effect.ts';
import { studentisedRollout } from './rollout-permutation.ts';

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

function momentsOf({ panel, cohortOf }: EffectInput): {
  moments: CohortMoments;
  starts: number[];
  labels: Int32Array;
} {
  const starts = [...new Set(cohortOf)].map((each) => (each < 0 ? Infinity : each)).sort((a, b) => a - b);
  const labels = cohortOf.map((each) => starts.indexOf(each < 0 ? Infinity : each));
  const same = { panel, periods: panel.periods, origin: 0, equalCount: 1 };
  return { moments: cohortMoments({ ...same, cohortIndex: labels, cohorts: starts.length }), starts, labels };
}

describe('special cases', () => {
  it.each(['simple', 'cohort', 'calendar'] as const)(
    '%s with the base in full is the group-time effect',
    (aggregation) => {
      const simulated = simulatedPanel(500);
      const { moments, starts } = momentsOf(simulated);
      for (const [basePeriods, transition] of [
        [1, 0],
        [3, 2],
      ]) {
        const design = { starts, sizes: moments.rows, periods: 24, basePeriods, transition };
        const { effect, base } = rolloutContrasts(design, aggregation)!.overall!;
        const spread = spreadFromMoments(moments);
        const estimate = effect.reduce((sum, weight, at) => {
          return sum + (weight - base[at]) * spread[Math.floor(at / 24)].mean[at % 24];
        }, 0);
        const groupTime = estimateEffect(simulated, { aggregation, basePeriods, transition });
        expect(groupTime).toMatchObject({ kind: 'estimate' });
        expect(estimate).toBeCloseTo((groupTime as EffectResult).estimate!, 10);
      }
    },
  );

  it('the statistic that is permuted is the estimate over its conservative error', () => {
    const simulated = simulatedPanel(150);
    const { moments, starts, labels } = momentsOf(simulated);
    const design = { starts, sizes: moments.rows, periods: 24, basePeriods: 2, transition: 1 };
    const contrast = rolloutContrasts(design, 'simple')!.overall!;
    const statistic = studentisedRollout({
      units: 150,
      periods: 24,
      cohorts: starts.length,
      entering: (unit, t) => simulated.panel.sum[unit * 24 + t],
      contrast,
    });
    const random = createRandom(4);
    for (let draw = 0; draw < 3; draw++) {
      const cohortOf = labels.map((label) => (starts[label] === Infinity ? -1 : starts[label]));
      const result = efficient({ ...simulated, cohortOf }, { basePeriods: 2, transition: 1 });
      expect(statistic(labels)).toBeCloseTo(Math.abs(result.estimate!) / result.standardErrorNeyman!, 8);
      random.shuffle(labels);
    }
  });

  it('clusters drawn as a whole are units of their own', () => {
    const { panel, cohortOf } = simulatedPanel(120);
    const twice = {
      panel: {
        units: 240,
        periods: 24,
        sum: Float64Array.from({ length: 240 * 24 }, (_, at) => panel.sum[at % panel.sum.length]),
        count: new Float64Array(240 * 24).fill(1),
      },
      cohortOf: Int32Array.from({ length: 240 }, (_, unit) => cohortOf[unit % 120]),
      clusterOf: Int32Array.from({ length: 240 }, (_, unit) => unit % 120),
    };
    for (const aggregation of ['simple', 'event-time'] as const) {
      const once = efficient({ panel, cohortOf }, { aggregation });
      const clustered = efficient(twice, { aggregation });
      expect(clustered.estimate).toBeCloseTo(once.estimate!, 10);
      expect(clustered.standardError).toBeCloseTo(once.standardError!, 10);
      expect(clustered.points.length).toBe(once.points.length);
    }
  });

  it('unequal counts: a unit enters by its share in the mean of its cohort and period', () => {
    const random = createRandom(8);
    const { panel, cohortOf } = simulatedPanel(90);
    const count = panel.count.map(() => 1 + random.integer(4));
    const sum = panel.sum.map((value, at) => value * count[at]);
    const entering = new Float64Array(sum.length);
    for (const cohort of new Set(cohortOf)) {
      const members = [...cohortOf.keys()].filter((unit) => cohortOf[unit] === cohort);
      for (let t = 0; t < 24; t++) {
        const total = (values: Float64Array): number =>
          members.reduce((all, unit) => all + values[unit * 24 + t], 0);
        const mean = total(sum) / total(count);
        for (const unit of members) {
          const at = unit * 24 + t;
          entering[at] = mean + (sum[at] - mean * count[at]) / (total(count) / members.length);
        }
      }
    }
    const weighted = efficient({ panel: { ...panel, sum, count }, cohortOf });
    const plain = efficient({ panel: { ...panel, sum: entering }, cohortOf });
    expect(weighted.estimate).toBeCloseTo(plain.estimate!, 10);
    expect(weighted.standardError).toBeCloseTo(plain.standardError!, 10);
    expect(weighted.standardErrorNeyman).toBeCloseTo(plain.standardErrorNeyman!, 10);
  });
});

describe('under a known truth', () => {
  it('the interval covers the effect in about 95 of 100 draws, and is narrower than that of the group-time effect', () => {
    const random = createRandom(12);
    const studies = 400;
    let covered = 0;
    let shorter = 0;
    for (let study = 0; study < studies; study++) {
      const input = drawnStudy(random.fork(study), 0.5);
      const result = efficient(input);
      if (result.low! <= 0.5 && 0.5 <= result.high!) covered++;
      if (result.standardError! < (estimateEffect(input, {}) as EffectResult).standardError!) shorter++;
    }
    expect(covered / studies).toBeGreaterThan(0.915);
    expect(covered / studies).toBeLessThan(0.98);
    expect(shorter / studies).toBeGreaterThan(0.9);
  });
});

/** 120 units over 8 periods in four drawn groups, one of them never trained, with noise that does not last. */
function drawnStudy(random: ReturnType<typeof createRandom>, effect: number): EffectInput {
  const cohortOf = random.shuffle(Int32Array.from({ length: 120 }, (_, unit) => [3, 5, 6, -1][unit % 4]));
  const sum = new Float64Array(120 * 8);
  for (let unit = 0; unit < 120; unit++) {
    const level = 0.5 * random.normal();
    for (let t = 0; t < 8; t++) {
      const trained = cohortOf[unit] >= 0 && t >= cohortOf[unit];
      sum[unit * 8 + t] = level + 0.2 * t + random.normal() + (trained ? effect : 0);
    }
  }
  return { panel: { units: 120, periods: 8, sum, count: new Float64Array(sum.length).fill(1) }, cohortOf };
}
