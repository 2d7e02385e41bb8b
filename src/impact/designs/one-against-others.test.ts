import { describe, expect, it } from 'vitest';
import { type LadderWorld, ladderOrganisation } from '../../../test/support/ladder-organisation.ts';
import { syntheticDifference } from '../../stats/synthetic-difference.ts';
import { estimateImpact } from '../estimate-impact.ts';

const start = 52;
const last = start + 52;

function impactOf(world: Partial<LadderWorld> & { readonly seed: number }) {
  const made = ladderOrganisation({
    teams: 16,
    weeks: last + 4,
    startOf: (team) => (team === 3 ? start : undefined),
    ...world,
  });
  return { ...made, impact: estimateImpact(made.facts, made.organisation, 'p', { withChecks: false }) };
}

function found(world: Parameters<typeof impactOf>[0]) {
  const made = impactOf(world);
  if (made.impact.found.kind === 'refused') throw new Error(made.impact.found.detail);
  return { ...made, found: made.impact.found };
}

/** [teams x periods] mean rating of each team: nobody comes or goes. */
function teamWeeks({ facts }: ReturnType<typeof found>, teams: number) {
  const outcome = facts.outcomes.get('m');
  const { periods } = facts.calendar;
  const values = new Float64Array(teams * periods);
  for (let person = 0; person < facts.people; person++) {
    for (let t = 0; t < periods; t++) {
      const cell = (person % teams) * periods + t;
      values[cell] =
        (values[cell] ?? 0) + (outcome?.sum[person * periods + t] ?? 0) / (4 * (facts.people / teams));
    }
  }
  return { values, periods };
}

describe('one team against others', () => {
  it.each([[[3]], [[3, 7]]])('is the synthetic difference of team means: teams %j', (trained) => {
    const made = found({ seed: 2, startOf: (team) => (trained.includes(team) ? start : undefined) });
    const { values, periods } = teamWeeks(made, 16);
    const columns = Array.from({ length: last + 1 }, (_, t) => t).filter((t) => t !== start);
    const direct = syntheticDifference({
      units: 16,
      periods: columns.length,
      outcomes: Float64Array.from({ length: 16 * columns.length }, (_, k) => {
        const team = Math.floor(k / columns.length);
        return values[team * periods + (columns[k % columns.length] ?? 0)] ?? 0;
      }),
      trained: Uint8Array.from({ length: 16 }, (_, team) => (trained.includes(team) ? 1 : 0)),
      firstPeriodAfter: start,
    });
    const { whole, first } = made.found.figures;
    if (direct.kind === 'refused' || whole.kind === 'refused' || first.kind === 'refused')
      throw new Error('refused');
    expect(made.found.design).toBe('one-against-others');
    expect(whole.estimate).toBeCloseTo(direct.effect, 8);
    expect(whole.standardError).toBeCloseTo(direct.standardError, 8);
    expect(whole.low).toBeCloseTo(direct.low, 8);
    expect(whole.degreesOfFreedom).toBe(16 - trained.length - 1);
    const quarter = direct.curve.subarray(start, start + 13);
    expect(first.estimate).toBeCloseTo(quarter.reduce((sum, each) => sum + each, 0) / 13, 8);
  });

  it('shows figures and curve, and gives no verdict', () => {
    const { impact, found: seen } = found({ seed: 4, effect: () => 0.8 });
    expect(impact.judgement).toMatchObject({ verdict: 'cannot tell', reason: 'one-against-others' });
    expect(seen.figures.first.kind === 'estimate' && seen.figures.first.low).toBeGreaterThan(0);
    expect(seen.points?.filter(({ eventTime }) => eventTime > 0)).toHaveLength(52);
    expect(seen.points?.filter(({ eventTime }) => eventTime < 0)).toHaveLength(26);
  });

  it('refuses fewer than ten others, and says what would tell', () => {
    const { impact } = impactOf({ seed: 1, teams: 10 });
    expect(impact.found).toMatchObject({ kind: 'refused', reason: 'few-to-compare' });
    expect(impact.found.kind === 'refused' && impact.found.detail).toContain(
      '1 team was trained on one date, and there are 9 others',
    );
  });

  it('takes all teams of one site as one, against other sites where there are ten', () => {
    const sites = found({
      seed: 6,
      teams: 36,
      peoplePerTeam: 2,
      siteOf: (team) => Math.floor(team / 3),
      startOf: (team) => (team < 3 ? start : undefined),
      chosen: { by: 'team', how: 'other' },
    });
    expect(sites.found.figures.whole).toMatchObject({ degreesOfFreedom: 10 });
    const teams = found({
      seed: 6,
      teams: 20,
      peoplePerTeam: 3,
      siteOf: (team) => (team < 5 ? 0 : 1 + (team % 2)),
      startOf: (team) => (team < 5 ? start : undefined),
    });
    expect(teams.found.design).toBe('one-against-others');
    expect(teams.impact.judgement.reason).toBe('one-against-others');
    expect(teams.found.designNotes.join(' ')).toContain('All teams of one site');
    const drawn = found({
      seed: 6,
      teams: 20,
      peoplePerTeam: 3,
      siteOf: (team) => (team < 5 ? 0 : 1 + (team % 2)),
      startOf: (team) => (team < 5 ? start : undefined),
      chosen: { by: 'team', how: 'lot' },
    });
    expect(drawn.found.design).toBe('lottery');
  });

  it('finds the truth on average and covers it', () => {
    const runs = 60;
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
    for (const name of names) expect(Math.abs(errors[name]), name).toBeLessThan(0.03);
    expect(covered / (4 * runs)).toBeGreaterThan(0.9);
  });

  it('is misled less than the plain comparison where the trained team was on a slope that a few others share, and it is seen clearly', () => {
    const runs = 20;
    let plain = 0;
    let weighted = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { figures, frame } = found({
        seed,
        effect: () => 0,
        levelOf: (team, week) => (team % 4 === 3 ? 0.03 * week : 0),
        ratingSpread: 0.3,
        teamShocks: 0.03,
      }).found;
      if (figures.whole.kind === 'refused') throw new Error('refused');
      weighted += figures.whole.estimate / runs;
      plain += (frame.whole?.estimate ?? Number.NaN) / runs;
    }
    expect(plain).toBeGreaterThan(0.2);
    expect(Math.abs(weighted)).toBeLessThan(plain / 2);
  });
});
