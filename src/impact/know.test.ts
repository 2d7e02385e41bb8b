import { describe, expect, it } from 'vitest';
import { tinyFacts, tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Organisation } from '../contract/organisation.ts';
import { createRandom } from '../stats/random.ts';
import { effectOnAnswering } from './answering.ts';
import { estimateImpact, type Impact } from './estimate-impact.ts';
import { whenWillWeKnow } from './know.ts';

const teams = 30;

interface World {
  /** Months of data from January 2024 on. */
  readonly periods: number;
  readonly noise?: number;
  readonly effect?: number;
  /** Day of each session and its teams, from and to. */
  readonly sessions: readonly (readonly [date: string, from: number, to: number])[];
  readonly how?: 'other' | 'volunteers';
}

function impactOf({ periods, noise = 0.1, effect = 0.3, sessions, how = 'other' }: World): Impact {
  const random = createRandom(5);
  const facts = tinyFacts({ periods, teams, people: 3 * teams });
  const start = (team: number) => {
    const session = sessions.find(([, from, to]) => team >= from && team <= to);
    const [year = 0, month = 0] = (session?.[0] ?? '2100-01-01').split('-').map(Number);
    return (year - 2024) * 12 + month - 1;
  };
  const outcome = tinyOutcome(facts, (person, period) => ({
    sum: 3 + (period > start(person % teams) ? effect : 0) + noise * random.normal(),
    count: 1,
  }));
  const organisation = Organisation.parse({
    organisation: { name: 'Tiny', period: 'month' },
    measures: { m: { title: 'Rating', kind: 'mean', matters: 0.1 } },
    programmes: {
      p: {
        title: 'P',
        primaryOutcome: 'm',
        chosen: { by: 'team', how },
        sessions: sessions.map(([date, from, to]) => ({
          date,
          teams: Array.from({ length: to - from + 1 }, (_, k) => `Team ${from + k}`),
        })),
      },
    },
  });
  return estimateImpact({ ...facts, outcomes: new Map([['m', outcome]]) }, organisation, 'p');
}

const twoStages = [
  ['2025-01-10', 0, 7],
  ['2025-04-10', 8, 15],
] as const;

describe('whenWillWeKnow', () => {
  it('has told since two stages were seen into the third quarter, one of them to its end', () => {
    // Second stage April 2025: the third quarter's first month is November 2025. First stage: its end is October 2025.
    const told = impactOf({ periods: 28, sessions: twoStages });
    expect(told.judgement.verdict).toBe('lasting');
    expect(whenWillWeKnow(told)).toMatchObject({ kind: 'told', date: '2025-12-01' });
  });

  it('can tell by the same day before it has come, and never names a day of the past', () => {
    for (const periods of [18, 20, 21, 22]) {
      const early = impactOf({ periods, sessions: twoStages });
      expect(early.judgement.reason).toBe('too-early');
      expect(whenWillWeKnow(early)).toMatchObject({ kind: 'by', date: '2025-12-01' });
    }
  });

  it('counts stages that are planned, and who is left untrained then', () => {
    const planned = [...twoStages.slice(0, 1), ['2025-09-10', 8, 15]] as const;
    // The second stage, September 2025, is seen into its third quarter by the end of April 2026.
    const waits = impactOf({ periods: 18, sessions: planned });
    expect(whenWillWeKnow(waits)).toMatchObject({ kind: 'by', date: '2026-05-01' });
    const everyone = [...planned, ['2025-11-10', 16, 29]] as const;
    expect(whenWillWeKnow(impactOf({ periods: 18, sessions: everyone }))).toMatchObject({ kind: 'never' });
  });

  it('never tells where the teams are too few for what matters, however long one waits', () => {
    const unsure = impactOf({ periods: 30, noise: 1.5, effect: 0, sessions: twoStages });
    expect(unsure.judgement.reason).toBe('too-uncertain');
    const know = whenWillWeKnow(unsure);
    expect(know).toMatchObject({ kind: 'never' });
    expect(know.text).toContain('too few');
    expect((know.proposal?.date ?? '') > '2026-06-30').toBe(true);
  });

  it('says what is missing where nothing could be estimated', () => {
    const once = impactOf({ periods: 28, sessions: [['2025-01-10', 0, 29]] });
    expect(whenWillWeKnow(once).text).toBe('never, because everyone was trained at once');
    const volunteers = impactOf({ periods: 28, how: 'volunteers', sessions: [['2025-01-10', 0, 14]] });
    expect(volunteers.judgement.reason).toBe('no-later-volunteers');
    expect(whenWillWeKnow(volunteers).text).toContain('no later volunteers');
    const short = impactOf({ periods: 28, sessions: [['2024-02-10', 0, 14]] });
    expect(short.judgement.reason).toBe('too-short-before');
  });
});

describe('effectOnAnswering', () => {
  /** After the training, of five asked so many answer; values 1 to 5 in equal numbers. */
  function asked(answering: number) {
    const impact = impactOf({ periods: 28, effect: 0, sessions: twoStages });
    if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
    const { question } = impact.found;
    const { facts, rollOut } = question;
    const { periods } = facts.calendar;
    const random = createRandom(9);
    const rows: [number, number, number, number][] = [];
    const outcome = tinyOutcome(facts, (person, period) => {
      const stage = rollOut.stages[rollOut.stageOf[person % teams] ?? -1];
      const after = stage !== undefined && period > stage.transitionTo;
      const count = (after ? answering : 50) + random.integer(3) - 1;
      for (let value = 1; value <= 5; value++) rows.push([person, period, value, count / 5]);
      return { sum: 3 * count, count };
    });
    const values = {
      person: Int32Array.from(rows, (row) => row[0]),
      period: Int32Array.from(rows, (row) => row[1]),
      value: Float64Array.from(rows, (row) => row[2]),
      howMany: Float64Array.from(rows, (row) => row[3]) as unknown as Int32Array,
    };
    const everyone = new Float64Array(facts.people * periods).fill(100);
    return effectOnAnswering({ ...question, outcome: { ...outcome, asked: everyone, values } });
  }

  it('needs no bounds where as many answer as before', () => {
    expect(asked(50)).toMatchObject({ within: true, bounds: undefined });
  });

  it("gives Lee's bounds where more answer", () => {
    const found = asked(60);
    expect(found?.within).toBe(false);
    expect(found?.shareTrained).toBeCloseTo(0.6, 2);
    // One sixth too many of values 1 to 5 in fifths: without the highest 2.6, without the lowest 3.4.
    expect(found?.bounds?.later.low).toBeCloseTo(-0.4, 1);
    expect(found?.bounds?.later.high).toBeCloseTo(0.4, 1);
  });
});
