import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { type Link, type LinkState, links } from '../model/verdict.ts';
import { createRandom } from '../stats/random.ts';
import { chainOf, reachOf } from './chain.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import type { MoneyInterval } from './money.ts';

const teams = 24;
const periods = 30;
const people = 4 * teams;
const effectSize = 0.5;

/** Twelve teams in two stages, months 12 and 15; half a point is gained and stays. */
function given(more: Partial<Facts> = {}, programme: Record<string, unknown> = {}, foundation?: unknown) {
  const random = createRandom(11);
  const bare = tinyFacts({ periods, teams, people });
  const outcome = tinyOutcome(bare, (person, period) => {
    const start = [12, 15][(person % teams) - 0 < 6 ? 0 : 1] ?? 0;
    const trained = person % teams < 12 && period > start;
    return { sum: 3 + (trained ? effectSize : 0) + 0.2 * random.normal(), count: 1 };
  });
  const facts = { ...bare, outcomes: new Map([['m', outcome]]), ...more };
  const names = (from: number) => Array.from({ length: 6 }, (_, k) => `Team ${from + k}`);
  const organisation = Organisation.parse({
    organisation: { name: 'Tiny', period: 'month' },
    ...(foundation === undefined ? {} : { foundation }),
    measures: { m: { title: 'Rating', kind: 'mean', matters: 0.1 } },
    programmes: {
      p: {
        title: 'P',
        primaryOutcome: 'm',
        chosen: { by: 'team', how: 'other' },
        sessions: [
          { date: '2025-01-15', teams: names(0) },
          { date: '2025-04-15', teams: names(6) },
        ],
        ...programme,
      },
    },
  });
  return { facts, organisation, impact: estimateImpact(facts, organisation, 'p') };
}

function states(
  { facts, organisation, impact }: ReturnType<typeof given>,
  benefit?: MoneyInterval,
): Record<Link, LinkState> {
  const chain = chainOf(facts, organisation, impact, benefit);
  return Object.fromEntries(chain.map(({ link, state }) => [link, state])) as Record<Link, LinkState>;
}

const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

/** Of the 48 people of the trained teams the first so many came on the day of their team. */
function attended(howMany: number): Partial<Facts> {
  const assigned = Array.from({ length: people }, (_, person) => person).filter((p) => p % teams < 12);
  const rows = assigned.map((person, k) => ({
    person,
    day: day(person % teams < 6 ? '2025-01-15' : '2025-04-15'),
    hours: undefined,
    came: k < howMany,
  }));
  return { attendance: new Map([['p', rows]]) };
}

describe('chainOf', () => {
  it('has no broken link where nothing was entered but the outcome', () => {
    const found = states(given());
    expect(Object.values(found)).not.toContain('broken');
    expect(found).toMatchObject({ aim: 'unknown', engage: 'unknown', learn: 'unknown', do: 'unknown' });
    expect(found).toMatchObject({ matter: 'holds', last: 'holds', pay: 'unknown' });
  });

  it('has only unknown links, and Aim, where nothing can be estimated', () => {
    const found = states(given({ outcomes: new Map() }));
    expect(new Set(Object.values(found))).toEqual(new Set(['unknown']));
  });

  it('breaks at Aim only where standards exist and none is served', () => {
    const foundation = { promises: [{ id: 'a', text: 'A', standards: [{ id: 's', text: 'S' }] }] };
    expect(states(given({}, {}, foundation)).aim).toBe('broken');
    expect(states(given({}, { standards: ['s'] }, foundation)).aim).toBe('holds');
  });

  it('holds at Engage from 70 % of those assigned on', () => {
    expect(states(given(attended(34))).engage).toBe('holds');
    expect(states(given(attended(33))).engage).toBe('broken');
  });

  it('breaks at Engage where relevance is surely under 3', () => {
    const answers = (values: readonly number[]): Partial<Facts> => ({
      ...attended(48),
      reactions: new Map([
        [
          'p',
          values.map((relevance) => ({
            person: undefined,
            day: day('2025-01-15'),
            relevance,
            willingness: undefined,
            content: undefined,
            delivery: undefined,
          })),
        ],
      ]),
    });
    expect(states(given(answers([1, 2, 2, 1, 2, 2, 1, 2]))).engage).toBe('broken');
    expect(states(given(answers([1, 5, 2, 1, 5, 2, 1, 4]))).engage).toBe('holds');
    expect(states(given(answers([1, 2, 2, 1]))).engage).toBe('holds');
  });

  const tests = (gain: (k: number) => number, onlyAfter = false): Partial<Facts> => ({
    assessments: new Map([
      [
        'p',
        Array.from({ length: 20 }, (_, k) => {
          const before = { person: k, day: 1, moment: 'before' as const, score: 50 + (k % 5) };
          const after = { person: k, day: 2, moment: 'after' as const, score: 50 + (k % 5) + gain(k) };
          return onlyAfter ? [after] : [before, after];
        }).flat(),
      ],
    ]),
  });

  it('reads Learn from the paired gain, and from the pass mark alone without a test before', () => {
    expect(states(given(tests((k) => 5 + (k % 2)))).learn).toBe('holds');
    expect(states(given(tests((k) => (k % 2 === 0 ? 0.1 : -0.1)))).learn).toBe('broken');
    expect(states(given(tests((k) => (k % 2 === 0 ? 9 : -8)))).learn).toBe('unknown');
    expect(
      states(
        given(
          tests((k) => 5 + (k % 2)),
          { passMark: 60 },
        ),
      ).learn,
    ).toBe('broken');
    expect(
      states(
        given(
          tests(() => 20, true),
          { passMark: 60 },
        ),
      ).learn,
    ).toBe('holds');
    expect(
      states(
        given(
          tests(() => 2, true),
          { passMark: 60 },
        ),
      ).learn,
    ).toBe('broken');
    expect(states(given(tests(() => 20, true))).learn).toBe('unknown');
  });

  it('reads Pay from the chance that it brought more than it cost', () => {
    const cost = { cost: { fees: 1000 } };
    const pay = (probabilityExceedsCost: number) =>
      states(given({}, cost), { kind: 'estimate', estimate: 1, low: 0, high: 2, probabilityExceedsCost }).pay;
    expect([0.9, 0.89, 0.11, 0.1].map(pay)).toEqual(['holds', 'unknown', 'unknown', 'broken']);
  });
});

describe('reachOf', () => {
  const chain = (letters: string) =>
    links.map((link, k) => {
      const states: Record<string, LinkState> = { h: 'holds', b: 'broken', u: 'unknown' };
      return { link, state: states[letters[k] ?? ''] ?? 'unknown', evidence: link, threshold: '' };
    });

  it.each([
    ['hhuuhbb', 'last'],
    ['uuuubhh', 'matter'],
    ['bhhhhhh', 'aim'],
    ['uuuuhhh', 'held'],
    ['hhhhhhh', 'held'],
    ['hhhhhhu', 'not-known'],
    ['uuuuuuu', 'not-known'],
  ])('%s is %s', (letters, reach) => {
    expect(reachOf(chain(letters)).reach).toBe(reach);
  });

  it('names the last link that holds where no more is known', () => {
    expect(reachOf(chain('hhuhuuu')).text).toBe('not known after Do');
    expect(reachOf(chain('uuuuuuu')).text).toBe('nothing known yet');
  });
});
