import { describe, expect, it } from 'vitest';
import { drawTeams, usualTeams } from '../../test/support/drawn-teams.ts';
import { Organisation } from '../contract/organisation.ts';
import type { Plan } from '../contract/plan.ts';
import { dayFromIso, isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { type PlanRequest, planRollOut } from './plan-roll-out.ts';

const drawn = drawTeams(usualTeams, createRandom(1));
const facts = { ...drawn.facts, outcomes: new Map([['satisfied', drawn.outcome]]) };
const organisation = Organisation.parse({
  organisation: { name: 'Drawn' },
  measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.3, moneyPerUnit: 2 } },
  programmes: {
    listen: {
      title: 'Listen',
      primaryOutcome: 'satisfied',
      chosen: { by: 'team', how: 'lot', strata: 'site' },
    },
  },
});

function request(more: Partial<PlanRequest> = {}): PlanRequest {
  return {
    facts,
    organisation,
    measureId: 'satisfied',
    stages: 3,
    weeksBetween: 13,
    fromDay: dayFromIso('2026-02-02'),
    waitingShare: 1 / 6,
    seed: 4,
    version: '0.0.0',
    futures: 100,
    onStep: () => {},
    ...more,
  };
}

function planned(more: Partial<PlanRequest> = {}): Plan {
  const plan = planRollOut(request(more));
  if ('kind' in plan) throw new Error(plan.detail);
  return plan;
}

describe('planRollOut', () => {
  const usual = planned();

  it('draws every team once, and lets six wait until 52 weeks after the first stage', () => {
    const names = usual.order.stages.flatMap(({ teams }) => teams);
    expect(names.toSorted()).toEqual([...facts.teamNames].sort());
    expect(usual.order.stages.map(({ teams }) => teams.length)).toEqual([10, 10, 10, 6]);
    expect(usual.order.stages.map(({ date }) => date)).toEqual([
      '2026-02-02',
      '2026-05-04',
      '2026-08-03',
      '2027-02-01',
    ]);
    expect(usual.order.stages.map(({ waits }) => waits)).toEqual([false, false, false, true]);
    expect(usual.waiting).toMatchObject({ teams: 6, until: '2027-02-01' });
    expect(usual.waiting?.price).toContain('weeks longer');
  });

  it('promises both answers where the past is quiet enough for what matters', () => {
    const { work, last } = usual.answers;
    expect(work.kind).toBe('by');
    expect(last.kind).toBe('by');
    if (work.kind !== 'by' || last.kind !== 'by') return;
    expect(work.date < last.date).toBe(true);
    expect(last.date <= '2027-02-01').toBe(true);
  });

  it('refuses to promise that it lasts where nobody waits and the last stage comes within nine months', () => {
    const { answers, waiting, alternatives } = planned({ waitingShare: 0 });
    expect(waiting).toBeUndefined();
    expect(answers.last).toMatchObject({ kind: 'refused', reason: 'nobody-waits' });
    expect(answers.last.kind === 'refused' && answers.last.next).toContain('one team in six');
    const waits = alternatives.find(({ text }) => text === 'one in six waits a year');
    expect(waits?.last.kind).toBe('by');
  });

  it('promises it without anybody waiting where stages are so far apart that two are seen for nine months', () => {
    expect(planned({ waitingShare: 0, weeksBetween: 24 }).answers.last.kind).toBe('by');
  });

  it('says how exact it would be where that is not enough, and which effect could be told', () => {
    const exacting = Organisation.parse({
      ...organisation,
      measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.02 } },
    });
    const { answers, power } = planned({ organisation: exacting });
    expect(power.errorNeeded).toBeCloseTo(0.02 / 4.5, 12);
    expect(answers.work.kind).toBe('too-uncertain');
    expect(answers.last.kind === 'too-uncertain' && answers.last.next).toContain('could be told');
  });

  it('is less sure with larger shocks, surer of what is larger, and finds nothing where there is nothing', () => {
    const [half, now, double] = usual.power.rows;
    expect(usual.power.rows.map(({ shocks }) => shocks)).toEqual(['half', 'as they were', 'double']);
    for (const name of ['first', 'later'] as const) {
      expect(half?.[name]?.error.model).toBeLessThan(now?.[name]?.error.model ?? 0);
      expect(now?.[name]?.error.model).toBeLessThan(double?.[name]?.error.model ?? 0);
    }
    expect(now?.chances.twice).toBeGreaterThan(0.95);
    expect(now?.chances.nothing).toBeGreaterThan(0.9);
    expect(now?.chances.toldFirst).toBeGreaterThan(0.9);
  });

  it('plans looks that are rising in what is in and falling in what stops, with their price', () => {
    const { looks } = usual;
    if (looks.kind === 'refused') throw new Error(looks.detail);
    expect(looks.looks).toHaveLength(3);
    expect(looks.looks.at(-1)?.share).toBe(1);
    expect(looks.looks.map(({ boundary }) => boundary)).toEqual(
      looks.looks.map(({ boundary }) => boundary).toSorted((a, b) => b - a),
    );
    expect(looks.widerAtTheEnd).toBeGreaterThan(1);
    expect(looks.looks.at(-1)?.falseAlarms).toBeLessThan(0.14);
  });

  it('gives lines that whichhalf.yaml takes, as drawn', async () => {
    const { parse } = await import('yaml');
    const { programmes } = Organisation.parse({
      organisation: { name: 'Drawn' },
      ...(parse(planned({ measureId: undefined, programmeId: 'listen' }).yaml) as object),
    });
    expect(programmes.listen?.chosen).toMatchObject({ by: 'team', how: 'lot', strata: 'site', seed: 4 });
    expect(programmes.listen?.sessions.map(({ teams }) => teams.length)).toEqual([10, 10, 10, 6]);
  });

  it('draws within sites where that is declared: each stage has five of each', () => {
    const { order } = planned({ measureId: undefined, programmeId: 'listen' });
    expect(order.strata).toBe('site');
    for (const { teams } of order.stages) {
      const north = teams.filter((name) => facts.siteOfTeam[facts.teamNames.indexOf(name)] === 0).length;
      expect(north).toBe(teams.length / 2);
    }
  });

  it('draws the same order whatever the order of the teams in the file', () => {
    const turned = {
      ...facts,
      teamNames: facts.teamNames.toReversed(),
      teamAt: facts.teamAt.map((team) => (team < 0 ? -1 : 35 - team)),
    };
    const stages = (plan: Plan) => plan.order.stages.map(({ teams }) => teams);
    expect(stages(planned({ facts: turned }))).toEqual(stages(usual));
    expect(stages(planned({ seed: 5 }))).not.toEqual(stages(usual));
  });

  it('refuses what cannot be planned, and says what is wrong with a wish', () => {
    const reasonOf = (more: Partial<PlanRequest>) => {
      const plan = planRollOut(request(more));
      return 'kind' in plan ? plan.reason : '';
    };
    expect(reasonOf({ teams: facts.teamNames.slice(0, 8) })).toBe('too-few-teams');
    expect(reasonOf({ stages: 12, teams: facts.teamNames.slice(0, 20) })).toBe('stages-too-small');
    expect(reasonOf({ stages: 1, waitingShare: 0 })).toBe('nothing-to-draw');
    expect(reasonOf({ facts: { ...facts, outcomes: new Map() } })).toBe('no-data');
    expect(() => planRollOut(request({ measureId: 'nothing' }))).toThrow('no measure "nothing"');
    expect(() => planRollOut(request({ programmeId: 'nobody' }))).toThrow('no programme "nobody"');
    expect(() => planRollOut(request({ teams: ['Team 99'] }))).toThrow('no team "Team 99"');
    expect(() => planRollOut(request({ strata: 'moon' }))).toThrow('"moon"');
  });

  it('counts months and days as the calendar does', () => {
    const monthly = drawTeams({ ...usualTeams, periods: 60, leaving: 0 }, createRandom(2));
    const calendar = { kind: 'month', firstDay: dayFromIso('2021-01-01'), periods: 60 } as const;
    const plan = planned({
      facts: { ...monthly.facts, calendar, outcomes: new Map([['satisfied', monthly.outcome]]) },
      fromDay: dayFromIso('2026-02-02'),
    });
    expect(plan.order.stages.map(({ date }) => date)[1]).toBe(isoFromDay(dayFromIso('2026-02-02') + 91));
    expect(plan.answers.last.kind).not.toBe('refused');
    expect(plan.past.to).toBe('2025-12-31');
  });
});
