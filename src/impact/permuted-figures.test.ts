import { expect, test } from 'vitest';
import { plainEffectsUnder } from '../../test/support/plain-orders.ts';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { type EffectQuestion, estimateEffects } from './estimate-effects.ts';
import { figuresOf } from './figures.ts';
import { effectsUnderOrders, needsPermutation, permuteFigures } from './permuted-figures.ts';

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
  const permuted = permuteFigures(question, figuresOf(effects), 199);
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

/** An organisation drawn within strata, if any, of which some weeks are not observed, if `holes`. */
function drawnQuestion(seed: number, stages: readonly number[], wish: { strata?: boolean; holes?: boolean }) {
  const random = createRandom(seed);
  const clusters = stages.length;
  const order = random.shuffle(Int32Array.from(stages));
  const at = [14, 17, 20, 33].slice(0, Math.max(...stages) + 1);
  const facts = tinyFacts({ periods: months, teams: clusters, people: clusters * 4 });
  const outcome = tinyOutcome(facts, (person, month) => {
    if (wish.holes && random.next() < 0.4) return { sum: 0, count: 0 };
    const stage = order[person % clusters];
    return {
      sum: 3.6 + effectIn(month - (at[stage] ?? months)) + random.normal(),
      count: 1 + random.integer(3),
    };
  });
  const rollOut = tinyRollOut(
    [...order],
    at.map((start) => [start, start]),
    { how: 'lot', stratumOf: wish.strata ? order.map((_, team) => 3 * (team % 2)) : undefined },
  );
  return { facts, outcome, rollOut, basePeriods: 12, curve: 'people' } satisfies EffectQuestion;
}

const drawnLike = (...teamsOfStage: readonly number[]) =>
  teamsOfStage.flatMap((count, k) => Array<number>(count).fill(k - 1));

test.each([
  ['three stages of few teams', drawnLike(6, 2, 2, 2), {}],
  ['people who were not always seen', drawnLike(40, 5, 5, 20), { holes: true }],
  ['strata', drawnLike(20, 10, 10, 10), { strata: true, holes: true }],
  ['nobody left untrained', drawnLike(0, 5, 5, 5, 5), { holes: true }],
  ['one date', drawnLike(9, 9), {}],
] as const)('effects under redrawn orders are those of tables made anew: %s', (_, stages, wish) => {
  for (const seed of [1, 2]) {
    const question = drawnQuestion(seed, stages, wish);
    const figures = figuresOf(estimateEffects(question));
    const [fast, plain] = [effectsUnderOrders(question, figures), plainEffectsUnder(question, figures)];
    const random = createRandom(seed);
    const order = question.rollOut.stageOf.slice();
    for (let k = 0; k < 40; k++) {
      const [effects, expected] = [fast(order), plain(order)];
      for (const name of ['first', 'later', 'whole', 'drop'] as const) {
        for (const [field, value] of Object.entries(expected[name] ?? {})) {
          const found = effects[name]?.[field as keyof (typeof effects)['first']];
          expect(Math.abs((found ?? Number.NaN) - value)).toBeLessThan(1e-12);
        }
      }
      random.shuffle(order);
    }
  }
});
