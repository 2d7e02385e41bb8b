import { describe, expect, it } from 'vitest';
import { ladderOrganisation } from '../../test/support/ladder-organisation.ts';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { studentTQuantile } from '../stats/distributions.ts';
import { parallelTrendsBounds } from '../stats/parallel-trends-bounds.ts';
import { createRandom } from '../stats/random.ts';
import { estimateEffects } from './estimate-effects.ts';
import { estimateImpact } from './estimate-impact.ts';
import { figuresOf } from './figures.ts';
import { parallelTrends } from './parallel-trends.ts';
import { underOtherTrends } from './under-other-trends.ts';

const months = 36;
const start = 22;
const baseMonths = 6;

/** Twenty teams of two, all in post throughout; half of them trained in one month, which nobody drew. */
function oneDate(seed: number) {
  const random = createRandom(seed);
  const teams = 20;
  const facts = tinyFacts({ periods: months, teams, people: 2 * teams });
  const levels = Float64Array.from({ length: teams * months }, () => random.normal());
  const outcome = tinyOutcome(facts, (person, month) => ({
    sum: levels[(person % teams) * months + month] + (person % teams < 10 && month > start ? 2 : 0),
    count: 1,
  }));
  const rollOut = tinyRollOut(
    Array.from({ length: teams }, (_, team) => (team < 10 ? 0 : -1)),
    [[start, start]],
  );
  return { facts, outcome, rollOut, basePeriods: baseMonths, curve: 'people' } as const;
}

/** [quarters] per team the mean in the quarter less the mean in the base: two before it, four after the training. */
function quartersOfTeam({ outcome }: ReturnType<typeof oneDate>, team: number): number[] {
  const mean = (from: number, length: number) =>
    outcome.sum.slice(team * months + from, team * months + from + length).reduce((a, b) => a + b) / length;
  const base = mean(start - baseMonths, baseMonths);
  const from = [start - baseMonths - 6, start - baseMonths - 3, start + 1, start + 4, start + 7, start + 10];
  return from.map((month) => mean(month, 3) - base);
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('parallelTrends', () => {
  it('refuses a figure before whose last quarter one was not observed', () => {
    const question = oneDate(3);
    const paused = tinyOutcome(question.facts, (person, month) => {
      const observed = month <= start || month > start + 3;
      return observed
        ? { sum: question.outcome.sum[person * months + month] ?? 0, count: 1 }
        : { sum: 0, count: 0 };
    });
    const asked = { ...question, outcome: paused };
    const effects = estimateEffects(asked);
    expect(effects.windows.map((window) => window !== undefined)).toEqual([false, true, true, true]);
    const { under } = parallelTrends(asked, effects, figuresOf(effects));
    expect(under('later')).toMatchObject({ kind: 'refused', reason: 'not-observed' });
    expect(under('whole')).toMatchObject({ kind: 'refused', reason: 'not-observed' });
  });

  it('gives what means and covariances of teams, counted one by one, give', () => {
    const question = oneDate(3);
    const effects = estimateEffects(question);
    const { quartersBefore, under } = parallelTrends(question, effects, figuresOf(effects));
    expect(quartersBefore).toBe(2);
    const sides = [0, 10].map((first) =>
      Array.from({ length: 10 }, (_, k) => quartersOfTeam(question, first + k)),
    );
    const [trained, untrained] = sides as [number[][], number[][]];
    const column = (rows: number[][], k: number) => rows.map((row) => row[k] ?? Number.NaN);
    const estimates =
      trained[0]?.map((_, k) => meanOf(column(trained, k)) - meanOf(column(untrained, k))) ?? [];
    const covarianceOf = (rows: number[][], a: number, b: number) =>
      rows.reduce(
        (sum, row) =>
          sum +
          ((row[a] ?? Number.NaN) - meanOf(column(rows, a))) *
            ((row[b] ?? Number.NaN) - meanOf(column(rows, b))),
        0,
      ) / 90;
    const covariance = estimates.flatMap((_, a) =>
      estimates.map((__, b) => covarianceOf(trained, a, b) + covarianceOf(untrained, a, b)),
    );
    const weights = { first: [1, 0, 0, 0], later: [0, 0, 0.5, 0.5], whole: [0.25, 0.25, 0.25, 0.25] };
    for (const name of ['first', 'later', 'whole'] as const) {
      const found = under(name);
      const degrees = figuresOf(effects)[name];
      if (found.kind === 'refused' || degrees.kind === 'refused') throw new Error('there are leads');
      const stretch = (studentTQuantile(0.975, degrees.degreesOfFreedom) / 1.959963984540054) ** 2;
      const expected = parallelTrendsBounds({
        leads: Float64Array.from(estimates.slice(0, 2)),
        lags: Float64Array.from(estimates.slice(2)),
        covariance: Float64Array.from(covariance, (value) => value * stretch),
        weights: Float64Array.from(weights[name]),
        relativeMagnitudes: [0.5, 1, 2],
        slopeChanges: [],
        size: 0.05,
      });
      if (expected.kind === 'refused') throw new Error(expected.detail);
      // A grid of 1,000 points from -20 to 20 errors: rounding may move an end by one of them.
      const step = (40 * expected.standardError) / 999 + 1e-9;
      expected.relativeMagnitudes.forEach(({ low, high }, k) => {
        const figure = found.figures[k];
        if (figure?.kind !== 'estimate') throw new Error('each multiple has a figure');
        expect(Math.abs(figure.low - low)).toBeLessThanOrEqual(step);
        expect(Math.abs(figure.high - high)).toBeLessThanOrEqual(step);
        expect(figure.sureLow).toBeLessThanOrEqual(figure.low);
        expect(figure.low90).toBeGreaterThanOrEqual(figure.low);
      });
    }
  });

  it('refuses where the data do not reach a quarter beyond the base', () => {
    const question = { ...oneDate(1), basePeriods: 20 };
    const effects = estimateEffects(question);
    expect(parallelTrends(question, effects, figuresOf(effects)).under('first')).toMatchObject({
      kind: 'refused',
      reason: 'no-leads',
    });
  });
});

/** Thirty of fifty teams trained in three stages by their own choice; `drift` a half-year sets them apart throughout. */
function ownChoice(
  seed: number,
  drift: number,
  effect: number,
  wish: { how?: string; earlier?: number } = {},
) {
  const { how = 'other', earlier = 0 } = wish;
  const { facts, organisation } = ladderOrganisation({
    seed,
    weeks: 135 - earlier,
    teams: 50,
    startOf: (team) => (team < 30 ? 65 + 5 * (team % 3) - earlier : undefined),
    effect: () => effect,
    levelOf: (team, week) => (team < 30 ? (drift * week) / 26 : 0),
    chosen: { by: 'team', how },
  });
  const impact = estimateImpact(facts, organisation, 'p', { orders: 0 });
  return { impact, ...underOtherTrends(impact) };
}

describe('underOtherTrends', () => {
  it('names a verdict that rests on a drift which was there before', () => {
    const { impact, checks, rows, trends } = ownChoice(1, 0.2, 0);
    expect(impact.judgement.verdict).toBe('lasting');
    expect(checks).toMatchObject([{ id: 'parallel-trends', role: 'naming', outcome: 'failed' }]);
    expect(rows.map(({ id }) => id)).toEqual(['trends-0.5', 'trends-1', 'trends-2']);
    expect(rows.slice(1).map(({ verdict }) => verdict)).toEqual(['cannot tell', 'cannot tell']);
    expect(trends?.quartersBefore).toBeGreaterThanOrEqual(3);
  });

  it('lets an effect stand that is larger than any drift before', () => {
    const { impact, checks, rows } = ownChoice(2, 0, 1.5);
    expect(impact.judgement.verdict).toBe('lasting');
    expect(checks).toMatchObject([{ id: 'parallel-trends', outcome: 'passed' }]);
    expect(checks[0]?.text).toMatch(/it would fall at \d\.\d times that$/);
    expect(rows[1]).toMatchObject({ id: 'trends-1', verdict: 'lasting' });
    const [half, same, twice] = rows.map(({ effect }) => (effect.kind === 'estimate' ? effect : undefined));
    expect(twice?.low).toBeLessThan(same?.low ?? 0);
    expect(same?.low).toBeLessThan(half?.low ?? 0);
    expect(half?.high).toBeLessThan(same?.high ?? 0);
  });

  it('says why it cannot where there is no time before the base', () => {
    const { rows, checks, trends } = ownChoice(2, 0, 1.5, { earlier: 45 });
    expect(rows).toMatchObject([{ id: 'trends', effect: { kind: 'refused', reason: 'no-leads' } }]);
    expect(checks).toMatchObject([{ id: 'parallel-trends', outcome: 'not-run' }]);
    expect(trends).toMatchObject({ quartersBefore: 0, breakDown: { first: { kind: 'refused' } } });
  });

  it('asks nothing of trends where lots decided', () => {
    expect(ownChoice(2, 0, 1.5, { how: 'lot' })).toMatchObject({ rows: [], checks: [], trends: undefined });
  });
});
