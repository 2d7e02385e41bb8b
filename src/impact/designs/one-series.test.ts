import { describe, expect, it } from 'vitest';
import { type LadderWorld, ladderOrganisation } from '../../../test/support/ladder-organisation.ts';
import { counterfactualSeries } from '../../stats/counterfactual-series.ts';
import { estimateImpact } from '../estimate-impact.ts';

const start = 52;
const last = start + 52;

function impactOf(world: Partial<LadderWorld> & { readonly seed: number }) {
  const made = ladderOrganisation({
    teams: 12,
    weeks: last + 1,
    startOf: () => start,
    chosen: { by: 'team', how: 'everyone' },
    programme: { negativeControl: 'control' },
    ...world,
  });
  return { ...made, impact: estimateImpact(made.facts, made.organisation, 'p', { withChecks: false }) };
}

function found(world: Parameters<typeof impactOf>[0]) {
  const made = impactOf(world);
  if (made.impact.found.kind === 'refused') throw new Error(made.impact.found.detail);
  return { ...made, found: made.impact.found };
}

/** Mean rating of everybody in each week. */
function weekly({ facts }: ReturnType<typeof found>, measure: string): Float64Array {
  const outcome = facts.outcomes.get(measure);
  const { periods } = facts.calendar;
  return Float64Array.from({ length: periods }, (_, t) => {
    let sum = 0;
    for (let person = 0; person < facts.people; person++) sum += outcome?.sum[person * periods + t] ?? 0;
    return sum / (4 * facts.people);
  });
}

describe('everybody on one date', () => {
  it('is the counterfactual series of the mean of all, with the negative control beside it', () => {
    const made = found({ seed: 1 });
    const direct = (from: number, to: number) => {
      const outcome = weekly(made, 'm').map((value, t) =>
        t < start || (t >= start + from && t <= start + to) ? value : Number.NaN,
      );
      const covariates = [weekly(made, 'control')];
      const result = counterfactualSeries({
        outcome,
        firstPeriodAfter: start,
        covariates,
        variances: 'likelihood',
      });
      if (result.kind === 'refused') throw new Error(result.detail);
      return result;
    };
    expect(made.found.design).toBe('one-series');
    const { first, later, whole, drop } = made.found.figures;
    for (const [figure, from, to] of [
      [first, 1, 13],
      [later, 27, 52],
      [whole, 1, 52],
    ] as const) {
      if (figure.kind === 'refused') throw new Error(figure.detail);
      expect(figure.estimate).toBeCloseTo(direct(from, to).effect, 4);
      expect(figure.standardError).toBeCloseTo(direct(from, to).standardError, 4);
    }
    if (drop.kind === 'refused' || first.kind === 'refused' || later.kind === 'refused')
      throw new Error('refused');
    expect(drop.estimate).toBeCloseTo(first.estimate - later.estimate, 8);
    const points = made.found.points ?? [];
    expect(points).toHaveLength(52);
    const mean = points.slice(0, 13).reduce((sum, { estimate }) => sum + estimate, 0) / 13;
    expect(mean).toBeCloseTo(first.estimate, 4);
  });

  it('shows figures, names no cause, and says why', () => {
    const { impact, found: seen } = found({ seed: 2, effect: () => 0.6 });
    expect(impact.judgement).toMatchObject({ verdict: 'cannot tell', reason: 'one-series' });
    expect(seen.figures.first.kind === 'estimate' && seen.figures.first.low).toBeGreaterThan(0.2);
    expect(seen.designNotes.join(' ')).toContain('cannot be separated from whatever else happened then');
  });

  it('takes the few who were not trained for a series, and is refused without any', () => {
    const few = found({ seed: 3, programme: {}, startOf: (team) => (team < 10 ? start : undefined) });
    expect(few.found.design).toBe('one-series');
    expect(few.found.designNotes.join(' ')).toContain('the few who were not trained');
    const none = impactOf({ seed: 3, programme: {} }).impact.found;
    expect(none).toMatchObject({ kind: 'refused', reason: 'everyone-at-once' });
    const short = impactOf({ seed: 3, startOf: () => 25 }).impact.found;
    expect(short).toMatchObject({ kind: 'refused', reason: 'too-short-before' });
    const volunteers = impactOf({ seed: 3, chosen: { by: 'team', how: 'volunteers' } }).impact.found;
    expect(volunteers.kind).toBe('refused');
  });

  it('finds the truth on average and covers it where nothing else happened', () => {
    const runs = 40;
    const names = ['first', 'later', 'whole', 'drop'] as const;
    const truths = { first: 0.4, later: 0.1, whole: 0.25, drop: 0.3 } as const;
    const errors = { first: 0, later: 0, whole: 0, drop: 0 };
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { figures } = found({ seed, effect: (weeks) => (weeks <= 26 ? 0.4 : 0.1) }).found;
      for (const name of names) {
        const figure = figures[name];
        if (figure.kind === 'refused') throw new Error(figure.detail);
        errors[name] += (figure.estimate - truths[name]) / runs;
        if (figure.low <= truths[name] && truths[name] <= figure.high) covered++;
      }
    }
    for (const name of names) expect(Math.abs(errors[name]), name).toBeLessThan(0.05);
    expect(covered / (4 * runs)).toBeGreaterThan(0.9);
  });
});
