import { describe, expect, it } from 'vitest';
import {
  type DrawnDesks,
  dateIn,
  drawDesks,
  type FrontDesks,
  factsOfDesks,
  teamTitle,
} from '../../test/support/front-desks.ts';
import { Analysis } from '../contract/analysis.ts';
import { Organisation } from '../contract/organisation.ts';
import { renderReport } from '../report/index.ts';
import { createRandom } from '../stats/random.ts';
import { analyse } from './analyse.ts';
import { estimateImpact, type Found } from './estimate-impact.ts';
import type { Attendance, Facts, Outcome } from './facts.ts';

const teams = 24;
const firstStage = 30;
const isTrained = (team: number) => team % 2 === 0;

/** Every other team in three stages of four; half of the contacts rise by 0.1, those at the login by 0.3. */
const staged = (team: number) => (isTrained(team) ? firstStage + 8 * ((team / 2) % 3) : undefined);
const truth = 0.2;

const world = (seed: number, more: Partial<FrontDesks> = {}) =>
  drawDesks({ seed, teams, startOf: staged, ...more });

function foundIn(
  facts: Facts,
  { organisation }: Pick<DrawnDesks, 'organisation'>,
  withChecks = false,
): Found {
  const { found } = estimateImpact(facts, organisation, 'p', { withChecks, orders: 0 });
  if (found.kind === 'refused') throw new Error(found.detail);
  return found;
}

function effectsIn({ figures }: Found) {
  const { first, later, whole, drop } = figures;
  return [first, later, whole, drop].map((figure) => {
    if (figure.kind === 'refused') throw new Error(figure.detail);
    return figure;
  });
}

function expectAlike(one: Found, other: Found): void {
  const figures = effectsIn(other);
  effectsIn(one).forEach((figure, k) => {
    expect(figure.estimate).toBeCloseTo(figures[k]?.estimate ?? 0, 12);
    expect(figure.standardError).toBeCloseTo(figures[k]?.standardError ?? 0, 12);
  });
}

const analysed = (facts: Facts, { organisation }: Pick<DrawnDesks, 'organisation'>) =>
  Analysis.parse(analyse({ facts, organisation, version: '0', seed: 1 }));

const withoutLogins = (facts: Facts): Facts => ({ ...facts, logins: undefined });

describe('a programme given to whole teams, half of whose contacts stand under a shared login', () => {
  it('is judged by what the team did: intervals hold the truth, without the logins they do not', () => {
    const runs = 60;
    const held = { with: 0, without: 0 };
    const means = { with: 0, without: 0 };
    for (let seed = 1; seed <= runs; seed++) {
      const drawn = world(seed);
      const facts = factsOfDesks(drawn);
      for (const side of ['with', 'without'] as const) {
        const [, , whole] = effectsIn(foundIn(side === 'with' ? facts : withoutLogins(facts), drawn));
        if (whole === undefined) throw new Error('not estimated');
        means[side] += whole.estimate / runs;
        if (whole.low <= truth && truth <= whole.high) held[side]++;
      }
    }
    expect(Math.abs(means.with - truth)).toBeLessThan(0.01);
    expect(Math.abs(means.without - 0.1)).toBeLessThan(0.01);
    expect(held.with / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt(0.0475 / runs));
    expect(held.without / runs).toBeLessThan(0.4);
  });

  it('has the figures that it would have were each login a person of its team', () => {
    const drawn = world(7);
    const facts = factsOfDesks(drawn);
    const joined = facts.logins?.facts;
    if (joined === undefined) throw new Error('no logins');
    const asPeople: Facts = { ...joined, persons: undefined };
    expectAlike(foundIn(facts, drawn), foundIn(asPeople, drawn));
    const { restsOn } = analysed(facts, drawn).programmes[0] as Analysis['programmes'][number];
    expect(restsOn.people).toBe(drawn.people);
    expect(restsOn.contacts).toBe(drawn.contacts.length);
  });

  it.each([
    [
      'drawn by lot on one date',
      (team: number) => (isTrained(team) ? 40 : undefined),
      { by: 'team', how: 'lot' },
    ],
    [
      'one team against others',
      (team: number) => (team === 3 ? 50 : undefined),
      { by: 'team', how: 'other' },
    ],
    [
      'volunteers, the last of them yet to come',
      (team: number) => 26 + 6 * (team % 6),
      { by: 'team', how: 'volunteers' },
    ],
  ])('%s: finds what the team did', (_, startOf, chosen) => {
    const runs = 12;
    let mean = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const drawn = world(100 + seed, { startOf, chosen });
      const { first } = foundIn(factsOfDesks(drawn), drawn).figures;
      if (first.kind === 'refused') throw new Error(first.detail);
      mean += first.estimate / runs;
    }
    expect(Math.abs(mean - truth)).toBeLessThan(0.035);
  });

  const noteOf = (facts: Facts, drawn: DrawnDesks) =>
    analysed(facts, drawn)
      .programmes[0]?.notes.filter((each) => each.includes('shared login'))
      .join(' ') ?? '';

  it('says of logins of teams that are never compared that they are left out', () => {
    const chosen = { by: 'team', how: 'volunteers' };
    const startOf = (team: number) => (team < 18 ? 26 + 6 * (team % 6) : undefined);
    const drawn = world(19, { startOf, chosen });
    const facts = factsOfDesks(drawn);
    const contacts = drawn.contacts.filter(({ person, team }) => person !== undefined || team < 18);
    const [beside, without] = [facts, factsOfDesks({ ...drawn, contacts })].map((each) =>
      foundIn(each, drawn),
    );
    expect(beside?.figures.first.kind).toBe('estimate');
    expect(beside?.figures.first).toEqual(without?.figures.first);
    const note = noteOf(facts, drawn);
    expect(note).toContain('14,400 contacts of 18 shared logins count for their teams');
    expect(note).toContain('4,800 contacts of 6 shared logins are left out');
  });

  it('counts stages behind the figures alone', () => {
    const startOf = (team: number) => (team < 6 ? 85 : isTrained(team) ? 30 : undefined);
    const drawn = world(20, { startOf, loginFrom: (team) => (team < 6 ? 50 : 0) });
    expect(foundIn(factsOfDesks(drawn), drawn).effects.stages.map(({ counted }) => counted)).toEqual([
      true,
      false,
    ]);
    expect(noteOf(factsOfDesks(drawn), drawn)).toContain('contacts of 6 shared logins are left out');
  });

  it('asks for no time before where the effects of several programmes are added up', () => {
    const other = { title: 'Other', courses: [], primaryOutcome: 'm', chosen: { by: 'team', how: 'other' } };
    const drawn = world(23, { loginFrom: (team) => (team === 1 ? 60 : 0) });
    const sessions = Array.from({ length: teams }, (_, team) => ({
      date: dateIn((staged(team) ?? 20 + 5 * (team % 7)) + 3 + (team % 5), 2),
      teams: [teamTitle(team)],
    }));
    const declared = { ...drawn.declared } as { programmes: object };
    const organisation = Organisation.parse({
      ...declared,
      programmes: { ...declared.programmes, other: { ...other, sessions } },
    });
    const facts = factsOfDesks(drawn);
    expect(foundIn(facts, { organisation }).addsUp).toBeDefined();
    const note = noteOf(facts, { ...drawn, organisation });
    expect(note).toContain('contacts of 24 shared logins count for their teams');
    expect(note).not.toContain('left out');
  });

  it('says how much stands under logins, and what cannot be known of it', () => {
    const drawn = world(3);
    const [result] = analysed(factsOfDesks(drawn), drawn).programmes;
    const note = result?.notes.find((each) => each.includes('shared login'));
    expect(note).toMatch(
      /^19,200 contacts of 24 shared logins count for their teams: .*stands for no person\./,
    );
    expect(note).toContain(
      'if others came to use it, or other work went through it, that looks like an effect',
    );
  });

  it('leaves out a login that has no contacts before, as it would a person', () => {
    const late = (team: number) => (team < 6 ? (staged(team) ?? 80) + 1 : 0);
    const drawn = world(5, { loginFrom: late });
    const facts = factsOfDesks(drawn);
    const contacts = drawn.contacts.filter(({ person, team }) => person !== undefined || team >= 6);
    const without = factsOfDesks({ ...drawn, contacts });
    expectAlike(foundIn(facts, drawn), foundIn(without, drawn));
    const [result] = analysed(facts, drawn).programmes;
    expect(result?.notes.join(' ')).toMatch(/contacts of 6 shared logins are left out, as people would be/);
  });
});

describe('a shared login is no person', () => {
  const attendance = (drawn: DrawnDesks): Attendance[] =>
    Array.from({ length: drawn.people }, (_, person) => person)
      .filter((person) => isTrained(Math.floor(person / 4)) && person % 3 > 0)
      .map((person) => ({
        person,
        day: 19723 + 7 * (staged(Math.floor(person / 4)) ?? 0) + 2,
        hours: 4,
        came: true,
      }));

  /** Some people leave, so that there is something to be told of who left. */
  function leaving(drawn: DrawnDesks): Facts {
    const facts = factsOfDesks(drawn);
    const random = createRandom(9);
    const teamAt = facts.teamAt.slice();
    for (let person = 0; person < drawn.people; person++) {
      const last = random.next() < 0.4 ? 35 + random.integer(drawn.weeks - 35) : drawn.weeks;
      teamAt.fill(-1, person * drawn.weeks + last, (person + 1) * drawn.weeks);
    }
    const whole = { ...facts, teamAt, attendance: new Map([['p', attendance(drawn)]]), logins: undefined };
    const { logins } = facts;
    if (logins === undefined) throw new Error('no logins');
    const both = Int32Array.from([...teamAt, ...logins.facts.teamAt.subarray(teamAt.length)]);
    const joined: Facts = {
      ...whole,
      people: logins.facts.people,
      teamAt: both,
      outcomes: logins.facts.outcomes,
      persons: whole,
    };
    return { ...whole, logins: { ...logins, facts: joined } };
  }

  it('in no number of people, in nothing about leaving, coming and staying, and in no chart point', () => {
    const drawn = world(11, { programme: { companions: ['m'] } });
    const facts = leaving(drawn);
    const [alone, beside] = [withoutLogins(facts), facts].map((each) => analysed(each, drawn));
    const [one, other] = [alone, beside].map((each) => each?.programmes[0]);
    if (one === undefined || other === undefined) throw new Error('no result');
    expect(other.effects).not.toEqual(one.effects);
    expect(beside?.organisation).toEqual(alone?.organisation);
    expect(other.design).toEqual(one.design);
    expect(other.shareStillTrained).toEqual(one.shareStillTrained);
    expect(other.turnover).toBe(one.turnover);
    expect(other.perAttender).toEqual(one.perAttender);
    expect(other.perAttender).toBeDefined();
    expect(other.restsOn.people).toBe(one.restsOn.people);
    expect(other.money.cost).toBe(one.money.cost);
    for (const id of ['leaving', 'contacts']) {
      const [a, b] = [one, other].map(({ companions }) => companions.find((each) => each.id === id)?.effect);
      if (a?.kind !== 'estimate' || b?.kind !== 'estimate') throw new Error(`nothing on ${id}`);
      expect(b.estimate).toBe(a.estimate);
      expect(Math.abs(b.standardError / a.standardError - 1)).toBeLessThan(0.05);
    }
    expect(other.chain.find(({ link }) => link === 'engage')).toEqual(
      one.chain.find(({ link }) => link === 'engage'),
    );
    const people = (points: (typeof one)['inPeople']['points']) =>
      points.map(({ peopleTrained, peopleUntrained }) => [peopleTrained, peopleUntrained]);
    expect(people(other.inPeople.points)).toEqual(people(one.inPeople.points));
  });

  it('so that bounds for those who left are of the share that people are of the trained', () => {
    const drawn = world(11);
    const facts = leaving(drawn);
    const [alone, beside] = [withoutLogins(facts), facts].map((each) => foundIn(each, drawn, true));
    const [ofPeople, both] = [alone?.stayers?.bounds, beside?.stayers?.bounds];
    if (ofPeople === undefined || both === undefined) throw new Error('no bounds');
    /** Two contacts in each week of the base for each person, eight at each login, which nobody leaves. */
    const shareIn = (weeks: number) => {
      let [people, logins] = [0, 0];
      for (let team = 0; team < teams; team += 2) {
        const start = staged(team) ?? 0;
        for (let week = start + 1; week <= start + weeks; week++) {
          logins += 8;
          for (let person = 4 * team; person < 4 * team + 4; person++) {
            const isIn = (at: number) => (facts.teamAt[person * drawn.weeks + at] ?? -1) >= 0;
            if (isIn(start) && isIn(week)) people += 2;
          }
        }
      }
      return people / (people + logins);
    };
    const first = shareIn(13);
    expect(first).toBeLessThan(0.5);
    expect(ofPeople.first.high - ofPeople.first.low).toBeGreaterThan(0.01);
    expect(both.first.low).toBeCloseTo(first * ofPeople.first.low, 12);
    expect(both.first.high).toBeCloseTo(first * ofPeople.first.high, 12);
    expect(both.later.high - both.later.low).toBeLessThan(0.5 * (ofPeople.later.high - ofPeople.later.low));
  });

  it('and is not used where persons were given the programme, neither as trained nor as untrained', () => {
    const drawn = world(13);
    const facts = factsOfDesks(drawn);
    const people = Array.from({ length: drawn.people }, (_, person) => `p${person}`);
    const sessions = [0, 1, 2].map((stage) => ({
      date: `2024-0${7 + stage}-03`,
      people: people.filter((_, person) => person % 6 === stage),
    }));
    const organisation = {
      ...drawn.organisation,
      programmes: {
        p: {
          ...drawn.organisation.programmes.p,
          chosen: { by: 'person', how: 'lot', spillOver: 'none' },
          sessions: sessions.map((session) => ({ ...session, teams: [], fees: 0, materials: 0 })),
        },
      },
    } as unknown as DrawnDesks['organisation'];
    const [one, other] = [withoutLogins(facts), facts].map(
      (each) => analysed(each, { organisation }).programmes[0],
    );
    if (one === undefined || other === undefined) throw new Error('no result');
    expect(one.effects.whole.kind).toBe('estimate');
    const { notes: before, ...figures } = one;
    const { notes, ...same } = other;
    expect(same).toEqual(figures);
    expect(notes.filter((note) => !before.includes(note))).toEqual([
      '19,200 contacts of 24 shared logins are not used: persons were trained, and who sat at a shared login is not known.',
    ]);
  });

  it('and what nobody gives a team counts for nobody: the figures are those without it', () => {
    const drawn = world(15);
    const named = drawn.contacts.filter(({ person }) => person !== undefined);
    const facts = factsOfDesks({ ...drawn, contacts: named });
    const { logins } = facts;
    const work = new Map(
      [...(logins?.work ?? [])].map(([id, rows]) => [
        id,
        { ...rows, unplaced: { rows: 19_200, logins: 24 } },
      ]),
    );
    const unplaced: Facts = logins === undefined ? facts : { ...facts, logins: { ...logins, work } };
    const found = foundIn(unplaced, drawn);
    expect(effectsIn(found)).toEqual(effectsIn(foundIn(withoutLogins(facts), drawn)));
    const [result] = analysed(unplaced, drawn).programmes;
    expect(result?.notes.join(' ')).toContain(
      '19,200 contacts of 24 shared logins count for nobody, because nobody says their team',
    );
  });

  it('and stands in no page', () => {
    const drawn = world(3);
    const page = renderReport(analysed(factsOfDesks(drawn), drawn));
    expect(page).toContain('stands for no person');
  });
});

describe('who answered, where logins count for their teams', () => {
  it('is looked at in the contacts that the effect is on', () => {
    const drawn = world(17);
    const facts = factsOfDesks(drawn);
    const { logins } = facts;
    if (logins === undefined) throw new Error('no logins');
    const asked = (outcome: Outcome | undefined, atLogin: boolean): Outcome => {
      if (outcome === undefined) throw new Error('no outcome');
      const first = drawn.people * drawn.weeks;
      const random = createRandom(4);
      const silent = outcome.count.map((n, cell) => {
        const team = Math.floor((cell - first) / drawn.weeks);
        const after = cell % drawn.weeks > (staged(team) ?? Number.POSITIVE_INFINITY);
        return n * (1.8 + 0.4 * random.next()) * (atLogin && cell >= first && after ? 1.5 : 1);
      });
      return { ...outcome, asked: silent };
    };
    const moved = (atLogin: boolean) => {
      const joined = {
        ...logins.facts,
        outcomes: new Map([['m', asked(logins.facts.outcomes.get('m'), atLogin)]]),
      };
      const both = {
        ...facts,
        outcomes: new Map([['m', asked(facts.outcomes.get('m'), false)]]),
        logins: { ...logins, facts: joined },
      };
      return foundIn(both, drawn, true).answering?.within;
    };
    expect([moved(false), moved(true)]).toEqual([true, false]);
  });
});
