import { describe, expect, it } from 'vitest';
import { createRatingScale } from '../../src/demo/rating-scale.ts';
import { outcomeByWeek, simulateOrganisation } from '../../src/demo/simulate-organisation.ts';
import type { Outcome } from '../../src/impact/index.ts';
import { studyCases } from './cases.ts';
import { drawOutcome } from './draw-outcome.ts';
import { simulateCase } from './simulate-case.ts';

const scale = createRatingScale();

/** Rating with others answering, share, count, rating with holes. */
const kinds = ['others-answer/lasting-86', 'shares/fading', 'counts/lasting', 'persons-drawn/harmful'];

function caseOf(id: string) {
  const found = studyCases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

interface Moments {
  readonly sum: number;
  readonly count: number;
  readonly asked: number;
  readonly squares: number;
}

function total(values: Float64Array | undefined): number {
  return values?.reduce((sum, value) => sum + value, 0) ?? 0;
}

function momentsOf({
  sum,
  count,
  asked,
  sumOfSquares,
}: Pick<Outcome, 'sum' | 'count' | 'sumOfSquares' | 'asked'>) {
  return { sum: total(sum), count: total(count), asked: total(asked), squares: sumOfSquares };
}

function compare(
  of: (moments: Moments) => number,
  one: readonly Moments[],
  other: readonly Moments[],
): number {
  const meanAndError = (all: readonly Moments[]) => {
    const values = all.map(of);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, variance: squares / (values.length - 1) / values.length };
  };
  const [a, b] = [meanAndError(one), meanAndError(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance + b.variance || 1);
}

describe('a measure drawn as sums and counts', () => {
  it.each(kinds)('has the distribution of single contacts: %s', (id) => {
    const { model, disturbance } = caseOf(id);
    const small = { ...model, teams: 12, peoplePerTeam: 6 };
    const [{ id: measure, kind }] = model.measures;
    const drawn: Moments[] = [];
    const contacts: Moments[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const organisation = simulateOrganisation(
        { ...small, programmes: model.programmes.map((each) => ({ ...each, rollOut: fewer(each.rollOut) })) },
        seed,
      );
      const weekly = outcomeByWeek(organisation, measure);
      drawn.push(momentsOf(drawOutcome(organisation, measure, scale, disturbance)));
      contacts.push(momentsOf(kind === 'rating' ? weekly : { ...weekly, asked: undefined }));
    }
    const distances = [
      compare(({ count }) => count, drawn, contacts),
      compare(({ asked }) => asked, drawn, contacts),
      compare(({ sum, count }) => sum / count, drawn, contacts),
      compare(({ squares, count }) => squares / count, drawn, contacts),
    ];
    expect(Math.max(...distances.map(Math.abs)), distances.join(' ')).toBeLessThan(3.5);
  });

  it('leaves out what is not known, and nothing else', () => {
    const { model } = caseOf('holes/nothing');
    const organisation = simulateOrganisation({ ...model, teams: 12, programmes: [] }, 5);
    const { teamAt } = organisation.workplace.roster;
    const seen = (disturbance: Parameters<typeof drawOutcome>[3]) => {
      const { asked } = drawOutcome(organisation, model.measures[0].id, scale, disturbance);
      const inPost = teamAt.reduce((sum, team) => sum + (team >= 0 ? 1 : 0), 0);
      return (asked?.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0) ?? 0) / inPost;
    };
    const all = seen({});
    expect(all).toBeGreaterThan(0.95);
    expect(seen({ share: 0.2 }) / all).toBeCloseTo(0.8, 1);
    expect(seen({ shareOfTeams: 1, weeks: 26 }) / all).toBeCloseTo(0.75, 1);
  });

  it('chooses for low scores by the scores that it holds', () => {
    const { organisation, outcome } = simulateCase(caseOf('low-scores/lasting'), 4, scale);
    const { roster } = organisation.workplace;
    const [{ rollOut }] = organisation.programmes;
    const scores = { chosen: [] as number[], others: [] as number[] };
    for (let person = 0; person < roster.members; person++) {
      const [from, to] = [26, 50].map((week) => person * roster.weeks + week);
      const count = outcome.count.subarray(from, to).reduce((sum, value) => sum + value, 0);
      if (count < 10 || roster.left[person] <= 54) continue;
      const score = outcome.sum.subarray(from, to).reduce((sum, value) => sum + value, 0) / count;
      scores[rollOut.assignedWeek[person] < 0 ? 'others' : 'chosen'].push(score);
    }
    expect(scores.chosen.length).toBeGreaterThan(100);
    expect(Math.max(...scores.chosen)).toBeLessThanOrEqual(Math.min(...scores.others));
  });

  it('has in its values what it has in its sums', () => {
    const { model } = caseOf('teams-12/lasting');
    const organisation = simulateOrganisation(model, 2);
    const { sum, count, values, sumOfSquares } = drawOutcome(organisation, model.measures[0].id, scale, {});
    const { weeks } = organisation.workplace.roster;
    const again = { sum: new Float64Array(sum.length), count: new Float64Array(sum.length), squares: 0 };
    values?.person.forEach((person, row) => {
      const cell = person * weeks + values.period[row];
      again.sum[cell] += values.value[row] * values.howMany[row];
      again.count[cell] += values.howMany[row];
      again.squares += values.value[row] ** 2 * values.howMany[row];
    });
    expect(again).toEqual({ sum, count, squares: sumOfSquares });
  });
});

function fewer(rollOut: (typeof studyCases)[number]['model']['programmes'][number]['rollOut']) {
  if (rollOut.kind !== 'stages') return rollOut;
  return { ...rollOut, perStage: rollOut.by === 'team' ? 2 : 12 };
}
