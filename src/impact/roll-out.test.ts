import { describe, expect, it } from 'vitest';
import { tinyFacts } from '../../test/support/tiny-facts.ts';
import { Programme } from '../contract/organisation.ts';
import { dayFromIso } from '../model/calendar.ts';
import type { Attendance, Facts } from './facts.ts';
import { type RollOut, rollOutOf } from './roll-out.ts';

const following = { dayToPeriod: 'following', leaveOutTransition: true } as const;
/** 2024-01-01 is a Monday: week k begins 7 k days later. */
const day = (week: number, weekday = 0) => dayFromIso('2024-01-01') + 7 * week + weekday;
const iso = (week: number, weekday = 0) =>
  new Date(day(week, weekday) * 86_400_000).toISOString().slice(0, 10);

function facts(attendance: readonly Attendance[] = [], more: Partial<Facts> = {}): Facts {
  return tinyFacts(
    { kind: 'week', periods: 30, teams: 6, people: 36 },
    { attendance: new Map([['p', attendance]]), ...more },
  );
}

const came = (person: number, week: number, weekday = 0): Attendance => ({
  person,
  day: day(week, weekday),
  hours: undefined,
  came: true,
});

function read(
  programme: Record<string, unknown>,
  given = facts(),
  rule: Parameters<typeof rollOutOf>[3] = following,
) {
  const found = rollOutOf(given, 'p', Programme.parse({ title: 'P', ...programme }), rule);
  if ('kind' in found) throw new Error(found.detail);
  return found;
}

const transitions = ({ stages }: RollOut) =>
  stages.map(({ transitionFrom, transitionTo }) => [transitionFrom, transitionTo]);
const byTeam = { by: 'team', how: 'lot' };

describe('rollOutOf', () => {
  it('reads the stratum of persons from the team they were in when the first were trained', () => {
    const moved = facts([], {
      teamAt: Int32Array.from({ length: 36 * 30 }, (_, cell) => {
        const person = Math.floor(cell / 30);
        if (person === 0) return cell % 30 < 5 ? 0 : 3;
        if (person === 1) return cell % 30 < 20 ? -1 : 4;
        return person % 6;
      }),
      conditions: new Map([['coached', Int8Array.from([1, 1, 0, 0, 1, -1])]]),
    });
    const drawn = (strata: string) =>
      read(
        {
          chosen: { by: 'person', how: 'lot', strata },
          sessions: [{ date: iso(9), people: ['p0', 'p7', 'p14'] }],
        },
        moved,
      ).stratumOf;
    // Sites alternate by team: person 0 had moved to team 3, person 1 came to team 4 later, person 2 is in team 2.
    expect([...(drawn('site') ?? [])].slice(0, 3)).toEqual([1, 0, 0]);
    expect([...(drawn('team') ?? [])].slice(0, 3)).toEqual([3, 4, 2]);
    expect([...(drawn('coached') ?? [])].slice(0, 6)).toEqual([0, 1, 0, 0, 1, -1]);
    expect(drawn('nothing-known')).toBeUndefined();
  });

  it('reads stages from the teams that sessions name, whoever came', () => {
    const sessions = [
      { date: iso(14, 2), teams: ['Team 2', 'Team 3'] },
      { date: iso(9), teams: ['Team 0'] },
      { date: iso(9, 3), teams: ['Team 1'] },
    ];
    const found = read({ chosen: byTeam, sessions }, facts([came(5, 3)]));
    expect(transitions(found)).toEqual([
      [9, 9],
      [14, 14],
    ]);
    expect([...found.stageOf]).toEqual([0, 0, 1, 1, -1, -1]);
    expect(found.stages[0]).toMatchObject({ firstDay: day(9), lastDay: day(9, 3) });
  });

  it('leaves out the period of the training, or counts it by the rule', () => {
    const sessions = [{ date: iso(9, 2), teams: ['Team 0'] }];
    const at = (dayToPeriod: 'following' | 'containing' | 'nearest', weekday = 2) =>
      transitions(
        read({ chosen: byTeam, sessions: [{ ...sessions[0], date: iso(9, weekday) }] }, facts(), {
          dayToPeriod,
          leaveOutTransition: false,
        }),
      )[0];
    // No transition: an empty range that ends before the first trained period.
    expect(at('following')).toEqual([10, 9]);
    expect(at('containing')).toEqual([9, 8]);
    expect(at('nearest', 3)).toEqual([9, 8]);
    expect(at('nearest', 4)).toEqual([10, 9]);
  });

  it('spans a series from its first to its last session, and nothing else', () => {
    const sessions = [9, 12, 15].map((week) => ({ date: iso(week), teams: ['Team 0'] }));
    expect(transitions(read({ chosen: byTeam, rhythm: 'series', sessions }))).toEqual([[9, 15]]);
    expect(transitions(read({ chosen: byTeam, sessions }))).toEqual([[9, 9]]);
    const refreshed = { chosen: byTeam, rhythm: { refreshersEveryWeeks: 3 }, sessions };
    expect(transitions(read(refreshed))).toEqual([[9, 9]]);
  });

  it('keeps the days of one course together', () => {
    const twoDays = [
      { date: iso(9, 4), teams: ['Team 0'] },
      { date: iso(10, 0), teams: ['Team 0'] },
    ];
    expect(transitions(read({ chosen: byTeam, sessions: twoDays }))).toEqual([[9, 10]]);
    const declared = [{ date: iso(9), endDate: iso(11), teams: ['Team 0'] }];
    expect(transitions(read({ chosen: byTeam, sessions: declared }))).toEqual([[9, 11]]);
  });

  it('reads persons from their own first session where no session names them', () => {
    const found = read({}, facts([came(3, 9), came(3, 20), came(7, 12), { ...came(8, 5), came: false }]));
    expect(found.by).toBe('person');
    expect(transitions(found)).toEqual([
      [9, 9],
      [12, 12],
    ]);
    expect([found.stageOf[3], found.stageOf[7], found.stageOf[8]]).toEqual([0, 1, -1]);
  });

  it('dates a team by the middle of those who came, if a fifth of it did', () => {
    // Team 0 has persons 0, 6, 12, 18, 24, 30; of team 1 only one of six came.
    const found = read(
      { chosen: { by: 'team' } },
      facts([came(0, 8), came(6, 9), came(12, 9), came(18, 20), came(1, 9)]),
    );
    expect(transitions(found)).toEqual([[9, 9]]);
    expect([...found.stageOf]).toEqual([0, -1, -1, -1, -1, -1]);
  });

  it('dates teams by their leaders in a programme for leaders', () => {
    const leaders = [{ person: 99, team: 4, fromDay: day(0), toDay: day(30) }];
    const found = read(
      { kind: 'leadership', chosen: { by: 'team' } },
      facts([{ ...came(99, 11), person: 99 }], { leaders }),
    );
    expect([...found.stageOf]).toEqual([-1, -1, -1, -1, 0, -1]);
  });

  it('compares volunteers with later volunteers only, planned ones among them', () => {
    const sessions = [
      { date: iso(9), teams: ['Team 0'] },
      { date: iso(40), teams: ['Team 1'] },
    ];
    const found = read({ chosen: { by: 'team', how: 'volunteers' }, sessions });
    expect([...found.comparable]).toEqual([1, 1, 0, 0, 0, 0]);
    expect([...read({ chosen: byTeam, sessions }).comparable]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('keeps what is planned after the data apart, and a training under way within', () => {
    const sessions = [
      { date: iso(9), teams: ['Team 0'] },
      { date: iso(29), endDate: iso(31), teams: ['Team 1'] },
      { date: iso(35), teams: ['Team 2'] },
      { date: iso(40) },
    ];
    const found = read({ chosen: byTeam, sessions });
    expect(transitions(found)).toEqual([
      [9, 9],
      [29, 31],
    ]);
    expect([...found.stageOf]).toEqual([0, 1, -1, -1, -1, -1]);
    expect(found.planned.map(({ transitionFrom, clusters }) => [transitionFrom, clusters])).toEqual([
      [35, [2]],
      [40, []],
    ]);
  });

  it('takes the strata of the draw from the site or from a fact of the teams', () => {
    const sessions = [{ date: iso(9), teams: ['Team 0'] }];
    const strata = (name: string, given = facts()) =>
      read({ chosen: { ...byTeam, strata: name }, sessions }, given).stratumOf;
    expect([...(strata('site') ?? [])]).toEqual([0, 1, 0, 1, 0, 1]);
    const known = facts([], { conditions: new Map([['quiet', Int8Array.from([1, 1, 0, 0, -1, -1])]]) });
    expect([...(strata('quiet', known) ?? [])]).toEqual([1, 1, 0, 0, -1, -1]);
    expect(strata('unknown')).toBeUndefined();
  });

  it('refuses where nobody is known to have been trained', () => {
    const programme = Programme.parse({ title: 'P' });
    expect(rollOutOf(facts(), 'p', programme, following)).toMatchObject({ reason: 'nobody-trained' });
  });
});

describe('attendance that shows whole teams', () => {
  const facts = (whole: boolean) => {
    const organisation = tinyFacts({
      kind: 'week',
      firstDay: '2024-01-01',
      periods: 60,
      teams: 12,
      people: 120,
    });
    const firstDay = organisation.calendar.firstDay;
    const came = Array.from({ length: 120 }, (_, person) => person).filter((person) =>
      whole ? person % 12 < 6 : person % 2 === 0,
    );
    const attendance = came.map((person) => ({
      person,
      day: firstDay + 7 * (whole ? 20 + (person % 3) : 10 + ((person * 7) % 40)),
      hours: undefined,
      came: true,
    }));
    return { ...organisation, attendance: new Map([['p', attendance]]) };
  };
  const programme = Programme.parse({ title: 'P' });
  const rule = { dayToPeriod: 'following', leaveOutTransition: true } as const;

  it('is read as teams, though nobody said so', () => {
    const rollOut = rollOutOf(facts(true), 'p', programme, rule);
    expect(rollOut).toMatchObject({ by: 'team', clusters: 12 });
  });

  it('stays with persons where people of all teams came one by one', () => {
    const rollOut = rollOutOf(facts(false), 'p', programme, rule);
    expect(rollOut).toMatchObject({ by: 'person', clusters: 120 });
  });
});
