import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome, tinyRollOut } from '../../test/support/tiny-facts.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { readAtCutOff } from './designs/cut-off-row.ts';
import { effectsByDesign } from './designs/effects-by-design.ts';
import { choiceByScore, dipsBefore, noteOnChoice } from './designs/looks-chosen.ts';
import { stagePanel } from './designs/low-score-panel.ts';
import type { EffectQuestion } from './estimate-effects.ts';
import { planStages } from './plan-stages.ts';

const people = 500;
const teams = 25;
const periods = 104;
const training = 54;
const measure = { better: 'higher', kind: 'mean', matters: 0.1 } as const;
const boss = { how: 'other', by: 'person' } as const;

/** Who is chosen, from each person's own level and values by week. */
type Choose = (level: Float64Array, values: Float64Array, random: Random) => readonly number[];

interface Made {
  readonly question: EffectQuestion;
  readonly chosen: ReadonlySet<number>;
  readonly meanOf: (person: number, from: number, to: number) => number;
}

function made(seed: number, choose: Choose, effect = 0, better = 1): Made {
  const random = createRandom(seed);
  const level = Float64Array.from({ length: people }, () => 0.25 * random.normal());
  const values = new Float64Array(people * periods);
  for (let cell = 0; cell < values.length; cell++) {
    values[cell] = (level[Math.floor(cell / periods)] ?? 0) + 0.9 * random.normal();
  }
  const chosen = new Set(choose(level, values, random));
  const facts = tinyFacts({ kind: 'week', periods, teams, people });
  const outcome = tinyOutcome(facts, (person, period) => {
    const gain = chosen.has(person) && period > training ? effect : 0;
    return { sum: 2 * (3 + better * ((values[person * periods + period] ?? 0) + gain)), count: 2 };
  });
  const stageOf = Array.from({ length: people }, (_, person) => (chosen.has(person) ? 0 : -1));
  const rollOut = tinyRollOut(stageOf, [[training, training]], { by: 'person', clusters: people });
  const meanOf = (person: number, from: number, to: number) => meanIn(values, person, from, to);
  return { question: { facts, outcome, rollOut, basePeriods: 26, curve: 'people' }, chosen, meanOf };
}

function meanIn(values: Float64Array, person: number, from: number, to: number): number {
  let sum = 0;
  for (let t = from; t <= to; t++) sum += values[person * periods + t] ?? 0;
  return sum / (to - from + 1);
}

const everybody = Array.from({ length: people }, (_, person) => person);
const lowestBy =
  (from: number, to: number): Choose =>
  (_, values) =>
    everybody.toSorted((a, b) => meanIn(values, a, from, to) - meanIn(values, b, from, to)).slice(0, 75);
const byLot: Choose = (_level, _values, random) =>
  [...random.shuffle(Int32Array.from(everybody))].slice(0, 75);
const weakest: Choose = (level) =>
  everybody.toSorted((a, b) => (level[a] ?? 0) - (level[b] ?? 0)).slice(0, 75);

describe('a choice by low scores that nobody declared', () => {
  it.each([
    { from: 50, to: 53, periodsFound: 4 },
    { from: 41, to: 53, periodsFound: 13 },
    { from: 28, to: 53, periodsFound: 26 },
    { from: 26, to: 49, periodsFound: 26 },
  ])('is found with its window: weeks $from to $to', ({ from, to, periodsFound }) => {
    for (const better of [1, -1] as const) {
      const { question } = made(from, lowestBy(from, to), 0, better);
      const asked = { ...measure, better: better === 1 ? 'higher' : 'lower' } as const;
      const choice = choiceByScore(question, { chosen: boss } as never, asked, true);
      expect(choice?.declared).toBe(false);
      const [stage] = planStages(question).stages;
      if (choice === undefined || stage === undefined) throw new Error('not found');
      expect(choice.spanOf(stage)).toEqual({ from: training - periodsFound, to: training - 1 });
      expect(choice.words).toContain(`in the ${periodsFound} weeks before the training (from `);
      expect(noteOnChoice(choice).join()).toContain('although nobody said so');
      expect(noteOnChoice(choice).join()).toContain('how: low-scores');
      if (periodsFound > 4) continue;
      const other = { ...asked, better: better === 1 ? 'lower' : 'higher' } as const;
      expect(choiceByScore(question, { chosen: boss } as never, other, true)).toBeUndefined();
    }
  });

  it('is not found where lot, or a lasting weakness, decided', () => {
    const runs = 40;
    for (const choose of [byLot, weakest]) {
      let found = 0;
      let under5 = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const { question } = made(1000 + seed, choose);
        const dips = dipsBefore(question, measure);
        expect(dips.map((dip) => dip.periods)).toEqual([4, 8, 13, 26]);
        if (Math.min(...dips.map(({ p }) => p)) < 0.05 / 4) under5++;
        if (choiceByScore(question, { chosen: boss } as never, measure, true) !== undefined) found++;
      }
      expect(found).toBeLessThanOrEqual(2);
      expect(under5 / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
    }
  });

  it('is not looked for where lots are said to have been drawn, and harmless dips are left alone', () => {
    const { question } = made(3, lowestBy(28, 53));
    const asLot = { chosen: { ...boss, how: 'lot' } } as never;
    expect(choiceByScore(question, asLot, measure, true)).toBeUndefined();
    expect(choiceByScore(question, { chosen: boss } as never, measure, false)).toBeUndefined();
    const dear = { ...measure, matters: 2 };
    expect(choiceByScore(question, { chosen: boss } as never, dear, true)).toBeUndefined();
  });

  it('is judged as if it had been declared', () => {
    const options = { orders: 0, looksForScores: true };
    for (const effect of [0, 0.3]) {
      const { question } = made(7, lowestBy(28, 53), effect);
      const found = effectsByDesign(question, { chosen: boss } as never, measure, options);
      if (found.kind === 'refused') throw new Error(found.detail);
      expect(found.design).toBe('low-scores');
      expect(Math.abs((found.effects.whole?.estimate ?? 9) - effect)).toBeLessThan(0.1);
      expect(Math.abs((found.lowScores?.withinPerson.whole?.estimate ?? 9) - effect)).toBeLessThan(0.12);
      expect(found.lowScores?.byItself?.bounce).toBeGreaterThan(0.08);
      expect(found.notes).toHaveLength(1);
    }
  });

  it('gives no verdict where nothing was seen before the scores', () => {
    const { question } = made(7, lowestBy(0, 53));
    const score = { measure: 'm', from: '2024-01-01', to: '2025-01-12' };
    const declared = { chosen: { by: 'person', how: 'low-scores', score } } as never;
    const found = effectsByDesign(question, declared, measure, { orders: 0, looksForScores: true });
    expect(found).toMatchObject({ design: 'staged', boundBy: 'low-scores-unseen' });
  });
});

describe('the cut-off of the scores', () => {
  const reading = ({ question }: Made, cutOff?: number) => {
    const [stage] = planStages(question).stages;
    if (stage === undefined) throw new Error('no stage');
    const built = stagePanel(question, stage, { from: 28, to: 53 });
    if (built === undefined) throw new Error('no panel');
    return readAtCutOff([{ built }], {
      declared: true,
      words: '',
      spanOf: () => ({ from: 28, to: 53 }),
      cutOff,
      better: 'higher',
    });
  };
  const half: Choose = (_, values) =>
    everybody.toSorted((a, b) => meanIn(values, a, 28, 53) - meanIn(values, b, 28, 53)).slice(0, 200);

  it('is found between the last chosen and the first not chosen', () => {
    const organisation = made(11, half, 0.5);
    const { chosen, meanOf } = organisation;
    const scores = everybody.map((person) => 3 + meanOf(person, 28, 53));
    const last = Math.max(...scores.filter((_, person) => chosen.has(person)));
    const first = Math.min(...scores.filter((_, person) => !chosen.has(person)));
    const { cutOff, figures } = reading(organisation);
    expect(cutOff).toBeCloseTo((last + first) / 2, 10);
    if (figures.whole.kind === 'refused') throw new Error(figures.whole.detail);
    expect(figures.whole.low).toBeLessThan(0.5);
    expect(figures.whole.high).toBeGreaterThan(0.5);
    expect(figures.first.kind).toBe('estimate');
    const declared = reading(organisation, (last + first) / 2);
    expect(declared.figures.whole).toMatchObject({ estimate: expect.closeTo(figures.whole.estimate, 8) });
  });

  it('covers the truth as often as it says', () => {
    const runs = 40;
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { figures } = reading(made(2000 + seed, half, 0.2));
      if (figures.later.kind === 'refused') throw new Error(figures.later.detail);
      if (figures.later.low <= 0.2 && figures.later.high >= 0.2) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.94 - 3 * Math.sqrt((0.06 * 0.94) / runs));
  });

  it('is refused where it did not decide, or too few are near', () => {
    expect(reading(made(5, weakest)).figures.whole).toMatchObject({ reason: 'not-sharp' });
    expect(reading(made(5, half), 2.4).figures.whole).toMatchObject({ reason: 'not-sharp' });
    const few: Choose = (_, values) => lowestBy(28, 53)(values, values, createRandom(1)).slice(0, 31);
    expect(reading(made(5, few)).figures.whole).toMatchObject({ kind: 'refused' });
  });
});
