import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';

const teams = 60;
const perTeam = 12;
const months = 36;
const start = 15;
const month = 365.25 / 12;

interface World {
  /** Teams in which half of the people are trained; in the others nobody is. */
  readonly touched: number;
  readonly effect: number;
  /** What a whole team of trained colleagues would give an untrained person. */
  readonly passedOn: number;
}

/** Half of the people of some teams are trained in one month; their colleagues learn part of it. */
function world(seed: number, { touched, effect, passedOn }: World): { facts: Facts; trained: number[] } {
  const random = createRandom(seed);
  const people = teams * perTeam;
  const trained: number[] = [];
  const shocks = Array.from({ length: teams * months }, () => 0.04 * random.normal());
  const facts = tinyFacts({ periods: months, teams, people });
  for (let team = 0; team < touched; team++) {
    const order = random.shuffle(Int32Array.from({ length: perTeam }, (_, k) => k * teams + team));
    trained.push(...order.subarray(0, perTeam / 2));
  }
  const isTrained = new Set(trained);
  const levels = Array.from({ length: people }, () => 3.5 + 0.25 * random.normal());
  const outcome = tinyOutcome(facts, (person, t) => {
    const team = person % teams;
    const gain = t <= start ? 0 : isTrained.has(person) ? effect : team < touched ? passedOn / 2 : 0;
    const count = 12;
    const mean = (levels[person] ?? 0) + (shocks[team * months + t] ?? 0) + gain + 0.35 * random.normal();
    return { sum: count * mean, count };
  });
  return { facts: { ...facts, outcomes: new Map([['satisfied', outcome]]) }, trained };
}

function organisationOf({ calendar }: Facts, trained: readonly number[], spillOver: 'possible' | 'none') {
  const day = calendar.firstDay + Math.round((start + 0.5) * month);
  return Organisation.parse({
    organisation: { name: 'A', period: 'month' },
    measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.1 } },
    programmes: {
      listen: {
        title: 'Listen',
        primaryOutcome: 'satisfied',
        chosen: { by: 'person', how: 'other', spillOver },
        sessions: [{ date: isoFromDay(day), people: trained.map((person) => `p${person}`) }],
      },
    },
  });
}

function impactOf(seed: number, order: World, spillOver: 'possible' | 'none') {
  const { facts, trained } = world(seed, order);
  return estimateImpact(facts, organisationOf(facts, trained, spillOver), 'listen');
}

function foundOf(seed: number, order: World, spillOver: 'possible' | 'none') {
  const { found } = impactOf(seed, order, spillOver);
  if (found.kind === 'refused') throw new Error(found.detail);
  const { later } = found.figures;
  if (later.kind === 'refused') throw new Error(later.detail);
  return { found, later };
}

describe('persons trained within teams', () => {
  const order: World = { touched: 40, effect: 0.2, passedOn: 0.2 };

  it('are compared with people of untouched teams: the truth, where everybody untrained misleads', () => {
    const runs = 25;
    const mean = { ours: 0, naive: 0 };
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const ours = foundOf(seed, order, 'possible').later;
      mean.ours += ours.estimate / runs;
      mean.naive += foundOf(seed, order, 'none').later.estimate / runs;
      if (ours.low <= order.effect && order.effect <= ours.high) covered++;
    }
    expect(Math.abs(mean.ours - order.effect)).toBeLessThan(0.01);
    // Half of those untrained (240 of 480) sit in touched teams and gained 0.1.
    expect(mean.naive - order.effect).toBeLessThan(-0.03);
    expect(covered).toBeGreaterThanOrEqual(21);
  });

  it('count teams where colleagues share what happens to them, and say so', () => {
    const { found } = foundOf(1, order, 'possible');
    expect(found.effects.trainedClusters).toBe(40);
    expect(found.effects.untrainedClusters).toBe(20);
    expect(found.designNotes.join()).toContain('240 people');
    expect(found.boundBy).toBeUndefined();
  });

  it('show what colleagues passed on, per ten points of the team', () => {
    const { found } = foundOf(1, order, 'possible');
    const { colleagues } = found;
    if (colleagues === undefined || colleagues.kind === 'refused') throw new Error('not estimated');
    expect(Math.abs(colleagues.estimate - order.passedOn / 10)).toBeLessThan(3 * colleagues.standardError);
    expect(colleagues.sureLow).toBeGreaterThan(0);
  });

  it('cannot be judged where every team was touched, unless it is declared that nobody learns from colleagues', () => {
    const everywhere: World = { touched: 60, effect: 0.2, passedOn: 0 };
    expect(impactOf(1, everywhere, 'possible').judgement).toMatchObject({
      verdict: 'cannot tell',
      reason: 'spill-over',
    });
    expect(impactOf(1, everywhere, 'none').judgement.verdict).toBe('lasting');
  });

  it('are compared with anybody in groups too large to be a team', () => {
    const { facts, trained } = world(1, order);
    const one: Facts = { ...facts, teamAt: facts.teamAt.map(() => 0) };
    const { rollOut } = estimateImpact(one, organisationOf(one, trained, 'possible'), 'listen');
    expect('around' in rollOut && rollOut.around).toBeUndefined();
  });
});
