import { beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedExample, simulatedExample } from '../../test/support/simulated-facts.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts, Outcome } from './facts.ts';
import type { AnswersSeen } from './load-answers-seen.ts';
import { checksBeside } from './naming-checks.ts';
import { sayBeforeAfter } from './say-before-after.ts';
import { sayChange, surveyChangesOf } from './survey-changes.ts';

let example: SimulatedExample;
let programmeId = '';
let measureId = '';

beforeAll(() => {
  example = simulatedExample(1);
  programmeId = example.truths.find(({ kind }) => kind === 'lasting')?.id ?? '';
  measureId = example.organisation.programmes[programmeId]?.primaryOutcome ?? '';
});

function withOutcome(change: (outcome: Outcome, facts: Facts) => Partial<Outcome>): Facts {
  const outcome = example.facts.outcomes.get(measureId);
  if (outcome === undefined) throw new Error(`no outcome ${measureId}`);
  const outcomes = new Map(example.facts.outcomes);
  outcomes.set(measureId, { ...outcome, ...change(outcome, example.facts) });
  return { ...example.facts, outcomes };
}

/** Everybody in some cells rates higher by `size`. */
function raised(size: number, where: (cell: number, period: number) => boolean): Facts {
  const { periods } = example.facts.calendar;
  return withOutcome(({ sum, count }) => ({
    sum: sum.map((total, cell) => (where(cell, cell % periods) ? total + size * (count[cell] ?? 0) : total)),
  }));
}

/** Answers on 1 to 5 that come on 0 to 10 from a period on. */
function scaleFrom(changed: number, periods: number): AnswersSeen {
  const before = [0, 5, 10, 30, 60, 95, 0, 0, 0, 0, 0];
  const after = [4, 2, 4, 6, 10, 20, 24, 40, 40, 30, 20];
  const given = (value: number, period: number) => (period < changed ? before : after)[value] ?? 0;
  const total = Array.from({ length: periods }, (_, period) => (period < changed ? before : after));
  const sum = (power: number) =>
    Float64Array.from(total, (row) => row.reduce((all, n, value) => all + n * value ** power, 0));
  return {
    answered: sum(0),
    total: sum(1),
    squares: sum(2),
    values: before.map((_, value) => value),
    valuesGiven: {
      counts: Float64Array.from({ length: 11 * periods }, (_, at) =>
        given(Math.floor(at / periods), at % periods),
      ),
      totals: sum(0),
    },
    channels: [''],
    channelsUsed: { counts: sum(0), totals: sum(0) },
  };
}

const judged = (facts: Facts) => estimateImpact(facts, example.organisation, programmeId, { orders: 0 });

describe('a change of the survey', () => {
  it('is found in no measure of the example organisation, whose survey never changes', () => {
    const found = Object.keys(example.organisation.measures).flatMap((id) => {
      const { looked, changes } = surveyChangesOf(example.facts, example.organisation, id);
      expect(looked).toBe(true);
      return changes.map((change) => `${id}: ${sayChange(change)}`);
    });
    expect(found).toEqual([]);
  });

  it('for everybody on one day is seen, dated, named, and moves neither effect nor verdict', () => {
    const facts = raised(0.6, (_, period) => period >= 70);
    const [change, ...more] = surveyChangesOf(facts, example.organisation, measureId).changes;
    expect(more).toEqual([]);
    expect(change?.kind).toBe('alike');
    expect(Math.abs((change?.period ?? 0) - 70)).toBeLessThanOrEqual(2);
    const [before, after] = [judged(example.facts), judged(facts)];
    expect(after.judgement).toEqual(before.judgement);
    if (after.found.kind === 'refused' || before.found.kind === 'refused') throw new Error('refused');
    const [was, is] = [before.found.figures.later, after.found.figures.later];
    expect(
      is.kind === 'estimate' && was.kind === 'estimate' && Math.abs(is.estimate - was.estimate),
    ).toBeLessThan(5e-3);
    const checks = checksBeside(facts, example.organisation, after, after.found, []);
    expect(checks.find(({ id }) => id === 'survey-changed')?.text).toContain('cancel out');
    expect(sayBeforeAfter(after, after.found)?.reason).toBe('survey-changed');
  });

  it('of its scale within the time compared refuses the verdict, and says from when', () => {
    const { periods } = example.facts.calendar;
    const impact = judged(withOutcome(() => ({ seen: scaleFrom(60, periods) })));
    expect(impact.judgement).toMatchObject({ verdict: 'cannot tell', reason: 'survey-changed' });
    if (impact.found.kind === 'refused') throw new Error('refused');
    const check = checksBeside(example.facts, example.organisation, impact, impact.found, []).find(
      ({ id }) => id === 'survey-changed',
    );
    expect(check?.role).toBe('capping');
    expect(check?.text).toContain('answers have new values: 0, 6, 7, 8, 9, 10');
  });

  it('of its scale after all that is compared, or of which nothing was loaded, refuses nothing', () => {
    const { periods } = example.facts.calendar;
    const judgement = judged(withOutcome(() => ({ seen: scaleFrom(periods, periods) }))).judgement;
    expect(judgement).toEqual(judged(example.facts).judgement);
  });

  it('of one stage alone, before its training, does not cancel out', () => {
    const base = judged(example.facts);
    if (base.found.kind === 'refused') throw new Error('refused');
    const { rollOut } = base.found.question;
    const stage = rollOut.stages.length - 1;
    const from = (rollOut.stages[stage]?.transitionFrom ?? 0) - 12;
    const facts = raised(1, (cell, period) => {
      const team = example.facts.teamAt[cell] ?? -1;
      return team >= 0 && rollOut.stageOf[team] === stage && period >= from;
    });
    expect(surveyChangesOf(facts, example.organisation, measureId).changes).toEqual([]);
    const impact = judged(facts);
    expect(impact.found.kind === 'found' && impact.found.survey.changes.map(({ kind }) => kind)).toEqual([
      'some-only',
    ]);
    expect(impact.judgement.verdict).toBe('cannot tell');
  });

  it('that is declared is confirmed or not', () => {
    const facts = raised(0.6, (_, period) => period >= 70);
    const [change] = surveyChangesOf(facts, example.organisation, measureId).changes;
    const measure = example.organisation.measures[measureId];
    if (measure === undefined || change === undefined) throw new Error('no change');
    const organisation = {
      ...example.organisation,
      measures: {
        ...example.organisation.measures,
        [measureId]: {
          ...measure,
          changedOn: [
            { date: change.date, what: 'new wording' },
            { date: '2024-12-02', what: 'new colours' },
          ],
        },
      },
    };
    const impact = estimateImpact(facts, organisation, programmeId, { orders: 0 });
    if (impact.found.kind === 'refused') throw new Error('refused');
    const text = checksBeside(facts, organisation, impact, impact.found, []).find(
      ({ id }) => id === 'survey-changed',
    )?.text;
    expect(text).toMatch(/new wording on .* is to be seen in the figures/);
    expect(text).toMatch(/new colours on .* is not to be seen in the figures/);
  });
});
