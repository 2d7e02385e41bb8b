import { expect, test } from 'vitest';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { estimateEffects } from './estimate-effects.ts';
import { figuresOf } from './figures.ts';
import { needsPermutation, permuteFigures } from './permuted-figures.ts';

const teams = 12;
const starts = [14, 17, 20];
const months = 36;
/** Effect by month since the training: 0.3 in the first quarter, 0.1 afterwards. */
const effectIn = (month: number) => (month <= 0 ? 0 : month <= 3 ? 0.3 : 0.1);
const truth = { first: 0.3, later: 0.1, drop: 0.2 } as const;

/** Twelve teams of four; six are drawn for three stages of two. Teams drift, people differ. */
function figuresOfOne(random: Random) {
  const order = random.shuffle(Int32Array.from([0, 0, 1, 1, 2, 2, -1, -1, -1, -1, -1, -1]));
  const facts = tinyFacts({ periods: months, teams, people: teams * 4 });
  const people = Float64Array.from({ length: facts.people }, () => 0.25 * random.normal());
  const shocks = Float64Array.from({ length: teams * months }, () => 0.15 * random.normal());
  const outcome = tinyOutcome(facts, (person, month) => {
    const team = person % teams;
    const effect = order[team] < 0 ? 0 : effectIn(month - starts[order[team]]);
    const mean = 3.6 + people[person] + shocks[team * months + month] + effect;
    return { sum: 4 * (mean + 0.3 * random.normal()), count: 4 };
  });
  const rollOut = tinyRollOut(
    [...order],
    starts.map((start) => [start, start]),
    { how: 'lot' },
  );
  const question = { facts, outcome, rollOut, basePeriods: 12, curve: 'people' } as const;
  const effects = estimateEffects(question);
  expect(needsPermutation(question, effects)).toBe(true);
  const permuted = permuteFigures(question, effects, figuresOf(effects), 199);
  if (permuted === undefined) throw new Error('twelve teams can be drawn in many ways');
  return permuted.figures;
}

test('intervals from drawing the order again hold the truth, that of the drop too', () => {
  const random = createRandom(20);
  const organisations = 60;
  const covered = { first: 0, later: 0, drop: 0 };
  for (let k = 0; k < organisations; k++) {
    const figures = figuresOfOne(random);
    for (const name of ['first', 'later', 'drop'] as const) {
      const figure = figures[name];
      if (figure.kind === 'refused') throw new Error(figure.detail);
      expect(figure.high).toBeGreaterThan(figure.low);
      if (figure.low <= truth[name] && truth[name] <= figure.high) covered[name]++;
    }
  }
  const least = 0.95 - 2 * Math.sqrt((0.95 * 0.05) / organisations);
  for (const name of ['first', 'later', 'drop'] as const) {
    expect(covered[name] / organisations).toBeGreaterThanOrEqual(least);
  }
});
