import { describe, expect, it } from 'vitest';
import { type LadderWorld, ladderOrganisation } from '../../../test/support/ladder-organisation.ts';
import { Analysis } from '../../contract/analysis.ts';
import { renderReport } from '../../report/index.ts';
import { createRandom } from '../../stats/random.ts';
import { analyse } from '../analyse.ts';
import { estimateImpact } from '../estimate-impact.ts';

const start = 52;

/** Facts to the report's text: nothing may break, and what is not known must not be printed as a number. */
function wholePath(world: Partial<LadderWorld>) {
  const { facts, organisation } = ladderOrganisation({
    seed: 11,
    teams: 24,
    weeks: start + 54,
    startOf: (team) => (team % 2 === 0 ? start : undefined),
    ...world,
  });
  const analysis = analyse({ facts, organisation, version: '0.0.0', seed: 1 });
  expect(Analysis.parse(analysis)).toEqual(analysis);
  expect(JSON.stringify(analysis)).not.toMatch(/NaN|undefined|Infinity/);
  const [programme] = analysis.programmes;
  if (programme === undefined) throw new Error('no programme');
  return { programme, page: renderReport(analysis) };
}

const control = { negativeControl: 'control', companions: ['control'] };

describe('every rung from facts to the page', () => {
  it('a lottery on one date: a verdict, all checks, the method named', () => {
    const { programme, page } = wholePath({ chosen: { by: 'team', how: 'lot' }, programme: control });
    expect(programme.verdict.kind).toBe('lasting');
    expect(programme.method).toContain('a line of its own on either side');
    expect(programme.method).toContain('drawing the order again');
    expect(programme.checks.map(({ id, outcome }) => [id, outcome])).toEqual(
      expect.arrayContaining([
        ['balance', 'passed'],
        ['negative-control', 'passed'],
      ]),
    );
    expect(programme.inPeople.points.length).toBeGreaterThan(60);
    expect(programme.money.benefit.kind).toBe('estimate');
    expect(page).toContain(programme.verdict.headline);
  });

  it('one team against others: figures and curve, cannot tell, and why', () => {
    const { programme, page } = wholePath({
      startOf: (team) => (team === 3 ? start : undefined),
      programme: control,
    });
    expect(programme.verdict).toMatchObject({ kind: 'cannot tell', reason: 'one-against-others' });
    expect(programme.effects.first.kind).toBe('estimate');
    expect(programme.verdict.sentence).toContain('no verdict rests on it');
    expect(programme.inPeople.points.length).toBe(78);
    expect(programme.halfLife).toBeDefined();
    expect(
      programme.checks.filter(({ role, outcome }) => role === 'capping' && outcome !== 'not-run'),
    ).toEqual([]);
    expect(programme.checksSentence).toBe('No check could be run.');
    expect(programme.know.proposal).toBeDefined();
    expect(programme.companions.find(({ id }) => id === 'control')?.effect.kind).toBe('estimate');
    expect(programme.refusals).toHaveLength(1);
    expect(page).toContain('synthetic difference-in-differences');
  });

  it('everybody on one date: the series continued, never a cause', () => {
    const { programme, page } = wholePath({
      startOf: () => start,
      chosen: { by: 'team', how: 'everyone' },
      programme: control,
    });
    expect(programme.verdict).toMatchObject({ kind: 'cannot tell', reason: 'one-series' });
    expect(programme.effects.whole.kind).toBe('estimate');
    expect(programme.inPeople.points.length).toBe(52);
    expect(programme.beforeAfter?.struck).toBe(true);
    expect(programme.checksSentence).toBe('No check could be run.');
    expect(page).toContain('cannot be separated from whatever else happened then');
    expect(programme.chain.find(({ link }) => link === 'matter')?.state).toBe('unknown');
  });

  it('a roll-out in stages is what it was', () => {
    const { programme } = wholePath({
      startOf: (team) => (team < 8 ? start - 13 : team < 16 ? start : undefined),
    });
    expect(programme.method).toContain('group-time difference of differences');
  });
});

describe('volunteers', () => {
  /** Volunteers are better by 0.5 and would have got better still by 0.3 a year; they come early or late by chance. */
  const inTwoStages = (team: number) => (team % 2 === 0 ? start - 13 : start);

  function volunteering(seed: number, late: number, startOfEarly = inTwoStages) {
    const random = createRandom(seed + 500);
    const order = random.shuffle(Int32Array.from({ length: 20 }, (_, team) => team));
    const early = new Set(order.slice(0, 20 - late));
    const { facts, organisation } = ladderOrganisation({
      seed,
      teams: 40,
      weeks: start + 54,
      startOf: (team) => (team >= 20 ? undefined : early.has(team) ? startOfEarly(team) : start + 53),
      effect: () => 0.2,
      levelOf: (team, week) => (team < 20 ? 0.5 + (0.3 * week) / 52 : 0),
      chosen: { by: 'team', how: 'volunteers' },
    });
    return { facts, organisation, impact: estimateImpact(facts, organisation, 'p', { withChecks: false }) };
  }

  it('are compared with later volunteers: unbiased though volunteers are on the rise, and those who never come are not used', () => {
    const runs = 40;
    let error = 0;
    let misled = 0;
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { facts, organisation, impact } = volunteering(seed, 8);
      if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
      const { first } = impact.found.figures;
      if (first.kind === 'refused') throw new Error(first.detail);
      error += (first.estimate - 0.2) / runs;
      if (first.low <= 0.2 && 0.2 <= first.high) covered++;
      const other = estimateImpact(facts, withoutVolunteering(organisation), 'p', {
        withChecks: false,
      }).found;
      if (other.kind === 'refused' || other.figures.first.kind === 'refused') throw new Error('refused');
      misled += (other.figures.first.estimate - 0.2) / runs;
    }
    expect(Math.abs(error)).toBeLessThan(0.02);
    expect(covered / runs).toBeGreaterThan(0.87);
    expect(misled).toBeGreaterThan(0.06);
  });

  it('are the same whatever those do who never volunteer', () => {
    const { facts, organisation, impact } = volunteering(3, 8);
    const outcome = facts.outcomes.get('m');
    if (outcome === undefined || impact.found.kind === 'refused') throw new Error('refused');
    const { periods } = facts.calendar;
    const changed = outcome.sum.map((sum, cell) => (Math.floor(cell / periods) % 40 >= 20 ? 9 - sum : sum));
    const outcomes = new Map([['m', { ...outcome, sum: changed }]]);
    const again = estimateImpact({ ...facts, outcomes }, organisation, 'p', { withChecks: false }).found;
    expect(again.kind === 'found' && again.figures).toEqual(impact.found.figures);
  });

  it('are refused where hardly anybody volunteers later', () => {
    const refused = volunteering(1, 3, () => start).impact.found;
    expect(refused).toMatchObject({ kind: 'refused', reason: 'no-later-volunteers' });
  });

  function withoutVolunteering(organisation: ReturnType<typeof ladderOrganisation>['organisation']) {
    const { p } = organisation.programmes;
    if (p === undefined) throw new Error('no programme');
    return {
      ...organisation,
      programmes: { p: { ...p, chosen: { ...p.chosen, how: 'other' as const } } },
    };
  }
});
