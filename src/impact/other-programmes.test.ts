import { describe, expect, test } from 'vitest';
import { Organisation } from '../contract/organisation.ts';
import { isoFromDay } from '../model/calendar.ts';
import { createRandom } from '../stats/random.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';

const teams = 48;
const peoplePerTeam = 8;
const weeks = 104;
const firstDay = 20_024; // a Monday

/** Weeks in which each team began a programme; undefined for never. */
type Starts = readonly (number | undefined)[];

/** Everyone is there throughout; `mine` adds 0.2 and `other` 0.5 to the mean from the week after its start. */
function organisationWith(
  mine: Starts,
  other: Starts,
  seed: number,
): { facts: Facts; organisation: Organisation } {
  const random = createRandom(seed);
  const people = teams * peoplePerTeam;
  const cells = people * weeks;
  const sum = new Float64Array(cells);
  const count = new Float64Array(cells).fill(4);
  const teamAt = new Int32Array(cells);
  for (let person = 0; person < people; person++) {
    const team = Math.floor(person / peoplePerTeam);
    const level = 0.25 * random.normal();
    for (let week = 0; week < weeks; week++) {
      const effect = (week > (mine[team] ?? weeks) ? 0.2 : 0) + (week > (other[team] ?? weeks) ? 0.5 : 0);
      const cell = person * weeks + week;
      teamAt[cell] = team;
      sum[cell] = 4 * (3.6 + level + effect + (0.6 * random.normal()) / 2);
    }
  }
  const names = Array.from({ length: teams }, (_, team) => `T${team}`);
  const sessions = (starts: Starts) =>
    [...new Set(starts)].flatMap((week) =>
      week === undefined
        ? []
        : [
            {
              date: isoFromDay(firstDay + 7 * week + 2),
              teams: names.filter((_, team) => starts[team] === week),
            },
          ],
    );
  const programme = (title: string, starts: Starts) => ({
    title,
    primaryOutcome: 'satisfied',
    chosen: { by: 'team', how: 'other' },
    sessions: sessions(starts),
  });
  return {
    organisation: Organisation.parse({
      organisation: { name: 'Two at once' },
      measures: { satisfied: { title: 'Satisfied', kind: 'mean', matters: 0.1 } },
      programmes: { mine: programme('Mine', mine), other: programme('Other', other) },
    }),
    facts: {
      calendar: { kind: 'week', firstDay, periods: weeks },
      people,
      contacts: undefined,
      teamNames: names,
      siteNames: [],
      siteOfTeam: new Int32Array(teams).fill(-1),
      conditions: new Map(),
      strata: new Map(),
      teamAt,
      leaders: [],
      personOf: () => undefined,
      attendance: new Map(),
      assessments: new Map(),
      reactions: new Map(),
      outcomes: new Map([
        ['satisfied', { sum, count, sumOfSquares: cells * 60, asked: undefined, values: undefined }],
      ]),
      notes: [],
    },
  };
}

const stageOf = (team: number) => ([30, 42, 54, undefined] as const)[team % 4];

describe('another programme on the same measure', () => {
  test('is taken out by comparing teams that got the same of it', () => {
    const mine = Array.from({ length: teams }, (_, team) => stageOf(team));
    // Two thirds of the trained teams and one third of the untrained got the other programme in week 40.
    const other = mine.map((week, team) =>
      (week === undefined ? team % 12 < 4 : team % 12 < 8) ? 40 : undefined,
    );
    const { facts, organisation } = organisationWith(mine, other, 1);
    const { found } = estimateImpact(facts, organisation, 'mine');
    if (found.kind === 'refused') throw new Error(found.detail);
    const { whole } = found.figures;
    if (whole.kind === 'refused') throw new Error(whole.detail);
    expect(Math.abs(whole.estimate - 0.2)).toBeLessThan(Math.min(4 * whole.standardError, 0.05));
    expect(found.effects.matchedShare).toBeGreaterThan(0.3);

    const alone = { ...organisation, programmes: { mine: organisation.programmes.mine } } as Organisation;
    const unmatched = estimateImpact(facts, alone, 'mine').found;
    if (unmatched.kind === 'refused' || unmatched.figures.whole.kind === 'refused')
      throw new Error('refused');
    expect(unmatched.figures.whole.estimate - 0.2).toBeGreaterThan(0.1);
  });

  test('that all and only the trained got at the same time cannot be told apart', () => {
    const mine = Array.from({ length: teams }, (_, team) => stageOf(team));
    const { facts, organisation } = organisationWith(mine, mine, 2);
    const { found, judgement } = estimateImpact(facts, organisation, 'mine');
    expect(found).toMatchObject({ kind: 'refused', reason: 'other-programmes' });
    expect(judgement).toMatchObject({ verdict: 'cannot tell', reason: 'other-programmes' });
  });
});
