import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { estimateEffects } from './estimate-effects.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { checksBeside } from './naming-checks.ts';

const teams = 40;
const perTeam = 15;
const people = teams * perTeam;
const months = 36;
const start = 15;

interface World {
  readonly effect: number;
  /** Share of the trained who leave because of it: those who would have done worst. */
  readonly driven: number;
  /** Share of all who leave in any case, whoever they are. */
  readonly anyway: number;
  /** Whether those who leave because of it are the lowest by what they always were, in teams that move by chance. */
  readonly lowestLeave?: boolean;
}

/** Teams 0 to 19 are trained in one month. People change by themselves, and those who do worst may leave if trained. */
function world(seed: number, { effect, driven, anyway, lowestLeave = false }: World): Facts {
  const random = createRandom(seed);
  const drift = Array.from({ length: people }, () => (lowestLeave ? 0 : 0.3) * random.normal());
  const always = drift.map(() => 0.5 * random.normal());
  const worth = lowestLeave ? always : drift;
  const isTrained = (person: number) => person % teams < teams / 2;
  const trained = [...drift.keys()].filter(isTrained).sort((a, b) => (worth[a] ?? 0) - (worth[b] ?? 0));
  const pushed = new Set(trained.slice(0, Math.round(driven * trained.length)));
  const left = drift.map((_, person) =>
    pushed.has(person) ? start + 1 : random.next() < anyway ? start + 1 + random.integer(18) : months,
  );
  const teamAt = (person: number, t: number) => (t < (left[person] ?? months) ? person % teams : -1);
  const facts = tinyFacts({ periods: months, teams, people, teamAt });
  const levels = always.map((level) => 3.5 + (lowestLeave ? level : 0.25 * random.normal()));
  const moods = Array.from({ length: teams * months }, () => (lowestLeave ? 0.5 : 0) * random.normal());
  const mood = (person: number, t: number) => moods[(person % teams) * months + t] ?? 0;
  const outcome = tinyOutcome(facts, (person, t) => {
    if (teamAt(person, t) < 0) return { sum: 0, count: 0 };
    const gain = t > start ? (drift[person] ?? 0) + (isTrained(person) ? effect : 0) : 0;
    return { sum: 12 * ((levels[person] ?? 0) + gain + mood(person, t) + 0.2 * random.normal()), count: 12 };
  });
  return { ...facts, outcomes: new Map([['satisfied', outcome]]) };
}

function organisationOf({ calendar }: Facts, how: 'lot' | 'other') {
  const day = calendar.firstDay + Math.round((start + 0.5) * (365.25 / 12));
  const trained = Array.from({ length: teams / 2 }, (_, team) => `Team ${team}`);
  return Organisation.parse({
    organisation: { name: 'A', period: 'month' },
    measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.1 } },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'satisfied',
        chosen: { by: 'team', how },
        sessions: [{ date: isoFromDay(day), teams: trained }],
      },
    },
  });
}

function judged(seed: number, order: World, how: 'lot' | 'other' = 'other') {
  const facts = world(seed, order);
  const organisation = organisationOf(facts, how);
  const impact = estimateImpact(facts, organisation, 'listen', { orders: 0 });
  const { found } = impact;
  if (found.kind === 'refused') throw new Error(found.detail);
  const check = checksBeside(facts, organisation, impact, found, []).find(({ id }) => id === 'leaving');
  return { judgement: impact.judgement, found, check };
}

describe('leaving that training brought about', () => {
  const nothingButLeaving: World = { effect: 0, driven: 0.25, anyway: 0.1 };

  it('makes those who stay look better, and the bounds hold the truth', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { found } = judged(seed, nothingButLeaving);
      const { later } = found.figures;
      if (later.kind === 'refused' || found.stayers?.bounds === undefined) throw new Error('no bounds');
      expect(later.estimate).toBeGreaterThan(0.06);
      const { low, high } = found.stayers.bounds.later;
      expect(later.low + low).toBeLessThan(0);
      expect(later.high + high).toBeGreaterThan(0);
      // The very worst of the trained left, so the upper bound of who is missing is far, the lower bound near the truth.
      expect(Math.abs(later.estimate + low)).toBeLessThan(0.08);
      expect(found.stayers.moved).toBe(true);
    }
  });

  it('caps the verdict, and is then a check that was not passed', () => {
    const { judgement, check } = judged(1, nothingButLeaving);
    expect(judgement).toMatchObject({ verdict: 'cannot tell', reason: 'others-stayed' });
    expect(check).toMatchObject({ role: 'capping', outcome: 'failed' });
  });

  it('leaves a verdict alone that holds under both bounds', () => {
    const { judgement, found, check } = judged(2, { effect: 0.6, driven: 0.12, anyway: 0.1 });
    expect(found.stayers?.bounds).toBeDefined();
    expect(judgement.verdict).toBe('lasting');
    expect(check).toMatchObject({ role: 'capping', outcome: 'passed' });
  });

  it('asks for no bounds where leaving is known to be much the same', () => {
    const { found, check } = judged(3, { effect: 0.2, driven: 0, anyway: 0.1 });
    expect(found.stayers).toBeUndefined();
    expect(check).toMatchObject({ role: 'naming', outcome: 'passed' });
    const nobodyLeft = judged(4, { effect: 0.2, driven: 0, anyway: 0 });
    expect(nobodyLeft.found.stayers).toBeUndefined();
    expect(nobodyLeft.judgement.verdict).toBe('lasting');
  });

  it('takes off the whole difference before where lots decided, since those left were not drawn', () => {
    const errors: { taken: number; asDrawn: number }[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const { found } = judged(seed, { effect: 0, driven: 0.3, anyway: 0.1, lowestLeave: true }, 'lot');
      expect(found.question.rollOut.leavingMoved).toBe(true);
      const rollOut = { ...found.question.rollOut, leavingMoved: undefined };
      const asDrawn = estimateEffects({ ...found.question, rollOut }).later;
      errors.push({ taken: found.effects.later?.estimate ?? 1, asDrawn: asDrawn?.estimate ?? 0 });
    }
    const mean = (of: (each: (typeof errors)[number]) => number) =>
      errors.reduce((sum, each) => sum + of(each), 0) / errors.length;
    expect(mean(({ asDrawn }) => asDrawn)).toBeGreaterThan(0.04);
    expect(Math.abs(mean(({ taken }) => taken))).toBeLessThan(0.02);
  });

  it('compares as drawn where leaving is known to be much the same', () => {
    const { found } = judged(3, { effect: 0.2, driven: 0, anyway: 0.1, lowestLeave: true }, 'lot');
    expect(found.question.rollOut.leavingMoved).toBeUndefined();
    expect(found.design).toBe('lottery');
  });

  it('is bounded as by leaving out the best and the worst, one by one', () => {
    const { found } = judged(1, nothingButLeaving);
    const { stayers, question } = found;
    if (stayers?.bounds === undefined || stayers.first.kind === 'refused') throw new Error('no bounds');
    const { teamAt, calendar } = question.facts;
    const { sum, count } = question.outcome;
    const mean = (person: number, from: number, to: number) => {
      let [s, n, inPost] = [0, 0, 0];
      for (let t = from; t <= to; t++) {
        const cell = person * calendar.periods + t;
        s += sum[cell] ?? 0;
        n += count[cell] ?? 0;
        if ((teamAt[cell] ?? -1) >= 0) inPost++;
      }
      return { mean: n === 0 ? Number.NaN : s / n, share: inPost / (to - from + 1) };
    };
    const changes = Array.from({ length: people }, (_, person) => {
      const after = mean(person, start + 1, start + 3);
      const before = mean(person, start - 12, start - 1);
      return { trained: person % teams < teams / 2, change: after.mean - before.mean, weight: after.share };
    });
    const stay = (trained: boolean) => {
      const side = changes.filter((each) => each.trained === trained);
      return side.reduce((total, { weight }) => total + weight, 0) / side.length;
    };
    expect(stayers.first.estimate).toBeCloseTo(stay(true) - stay(false), 10);
    // More of the untrained stayed: they are trimmed, the best and the worst of them in turn.
    const untrained = changes.filter((each) => !each.trained && each.weight > 0);
    const kept = untrained.reduce((total, { weight }) => total + weight, 0) * (stay(true) / stay(false));
    const meanOfFirst = (ordered: typeof untrained) => {
      let [left, total] = [kept, 0];
      for (const { change, weight } of ordered) {
        const taken = Math.min(left, weight);
        total += taken * change;
        left -= taken;
      }
      return total / kept;
    };
    const ascending = untrained.toSorted((a, b) => a.change - b.change);
    const all =
      untrained.reduce((total, { change, weight }) => total + weight * change, 0) /
      untrained.reduce((total, { weight }) => total + weight, 0);
    expect(stayers.bounds.first.high).toBeCloseTo(all - meanOfFirst(ascending), 8);
    expect(stayers.bounds.first.low).toBeCloseTo(all - meanOfFirst(ascending.toReversed()), 8);
  });
});
