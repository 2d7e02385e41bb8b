import { describe, expect, it } from 'vitest';
import { scoredSites, sessionOfMonth, siteName } from '../../test/support/scored-sites.ts';
import { tinyOutcome } from '../../test/support/tiny-facts.ts';
import { Analysis } from '../contract/analysis.ts';
import { Measure } from '../contract/organisation.ts';
import { dayFromIso } from '../model/calendar.ts';
import { renderReport } from '../report/index.ts';
import { createRandom } from '../stats/random.ts';
import { analyse } from './analyse.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Attendance, Facts } from './facts.ts';
import { whatCanBeTold } from './what-can-be-told.ts';

/** Twelve of forty hotels in three stages, three months apart, in an order drawn by lot. */
function drawnStages(seed: number): (site: number) => number | undefined {
  const order = createRandom(seed + 10_000).shuffle(Int32Array.from({ length: 40 }, (_, site) => site));
  const stage = new Map(
    [...order.subarray(0, 12)].map((site, place) => [site, 20 + 3 * Math.floor(place / 4)]),
  );
  return (site) => stage.get(site);
}

const lot = { by: 'team', how: 'lot' };

function figuresOf(world: Parameters<typeof scoredSites>[0], orders = 199) {
  const { facts, organisation } = scoredSites(world);
  const impact = estimateImpact(facts, organisation, 'p', { withChecks: false, orders });
  if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
  return { impact, figures: impact.found.figures };
}

describe('a score per hotel and month', () => {
  it('with twelve of forty hotels trained in stages drawn by lot: the truth is held, and the verdict is right', () => {
    const runs = 60;
    const held = { first: 0, later: 0, whole: 0 };
    const verdicts = { lasting: 0, nothing: 0 };
    for (let seed = 1; seed <= runs; seed++) {
      const { impact, figures } = figuresOf({ seed, sites: 40, startOf: drawnStages(seed), chosen: lot });
      for (const name of ['first', 'later', 'whole'] as const) {
        const figure = figures[name];
        if (figure.kind === 'refused') throw new Error(figure.detail);
        if (figure.low <= 0.3 && 0.3 <= figure.high) held[name]++;
      }
      if (impact.judgement.verdict === 'lasting') verdicts.lasting++;
      const none = figuresOf({ seed, sites: 40, startOf: drawnStages(seed), chosen: lot, effect: 0 });
      if (none.impact.judgement.verdict === 'no effect') verdicts.nothing++;
    }
    for (const count of Object.values(held))
      expect(count / runs).toBeGreaterThan(0.95 - 2 * Math.sqrt(0.0475 / runs));
    expect(verdicts.lasting / runs).toBeGreaterThan(0.9);
    expect(verdicts.nothing / runs).toBeGreaterThan(0.9);
  });

  it('tells of hotels, not of teams or people, from the roll-out to the page', () => {
    const { facts, organisation } = scoredSites({
      seed: 3,
      sites: 40,
      startOf: drawnStages(3),
      chosen: lot,
      programme: { negativeControl: 'linen', companions: ['linen'] },
    });
    const analysis = analyse({ facts, organisation, version: '0.0.0', seed: 1 });
    expect(Analysis.parse(analysis)).toEqual(analysis);
    expect(JSON.stringify(analysis)).not.toMatch(/NaN|undefined|Infinity/);
    const [programme] = analysis.programmes;
    if (programme === undefined) throw new Error('no programme');
    expect(programme.verdict.kind).toBe('lasting');
    expect(programme.design.words).toBe(
      '12 sites trained in three stages, in an order drawn by lot; 28 were not trained',
    );
    expect(programme.design).toMatchObject({
      teamsTrained: 12,
      peopleTrained: 12 * 8,
      peopleUntrained: 28 * 8,
    });
    expect(programme.groups).toEqual({ of: 'site', period: 'month', counted: 'answers' });
    expect(programme.restsOn).toMatchObject({ people: 40, periods: 54 });
    expect(programme.method).toContain('12 months before');
    expect(programme.method).toContain('each site by its own score');
    expect(programme.notes.join(' ')).toContain('is a score of months');
    const { verdict, checks, know, method, notes, refusals, design, beforeAfter } = programme;
    const said = [verdict, checks, know, method, notes, refusals, design.words, beforeAfter];
    expect(JSON.stringify(said)).not.toMatch(/\bteams?\b|untrained people/);
    const page = renderReport(analysis);
    expect(page).toContain('in 12 sites');
    expect(page).toContain('month by month');
  });
});

describe('one of fourteen hotels', () => {
  const one = { seed: 5, sites: 14, startOf: (site: number) => (site === 4 ? 24 : undefined) };

  it('goes to the rung of one against others, and says so in hotels', () => {
    const { facts, organisation } = scoredSites(one);
    const [programme] = analyse({ facts, organisation, version: '0.0.0', seed: 1 }).programmes;
    expect(programme?.verdict).toMatchObject({ kind: 'cannot tell', reason: 'one-against-others' });
    expect(programme?.effects.whole.kind).toBe('estimate');
    expect(programme?.notes.join(' ')).toContain('1 site was trained on one date');
    expect(programme?.notes.join(' ')).toContain('13 other sites');
    expect(programme?.refusals[0]?.next).toContain('at least four more sites');
    expect(programme?.method).toContain('each site by its own score');
  });

  it('is refused among nine, and three of fourteen in stages, with what would tell', () => {
    const few = scoredSites({ ...one, sites: 9 });
    const refused = estimateImpact(few.facts, few.organisation, 'p').found;
    expect(refused).toMatchObject({ kind: 'refused', reason: 'few-to-compare' });
    const three = scoredSites({ ...one, startOf: (site) => (site < 3 ? 22 + 3 * site : undefined) });
    const staged = estimateImpact(three.facts, three.organisation, 'p').found;
    expect(staged).toMatchObject({
      reason: 'too-few',
      detail: '3 of 14 sites were trained; at least 4 of 12 are needed.',
    });
    expect(whatCanBeTold(three.facts, three.organisation)[0]).toMatchObject({ canTell: false });
  });
});

describe('when a hotel was trained', () => {
  const dated = (sessions: readonly object[], chosen: object = { by: 'team', how: 'lot' }) => {
    const { facts, organisation } = scoredSites({
      seed: 1,
      sites: 12,
      startOf: () => undefined,
      teamsPerSite: 6,
    });
    const { p } = organisation.programmes;
    if (p === undefined) throw new Error('no programme');
    const programme = { ...p, chosen: { ...p.chosen, ...chosen }, sessions } as typeof p;
    const impact = estimateImpact(facts, { ...organisation, programmes: { p: programme } }, 'p', {
      withChecks: false,
    });
    return { impact, facts };
  };
  const session = (date: string, sites: readonly number[], from: number, to: number) => ({
    date,
    teams: sites.flatMap((site) =>
      Array.from({ length: to - from }, (_, k) => `Team ${site + 12 * (from + k)}`),
    ),
    people: [],
    fees: 0,
    materials: 0,
  });

  it('is the day by which half of those of its teams who were trained had been; under a fifth is not trained', () => {
    const { impact } = dated([
      session('2023-01-10', [0, 1, 2, 3, 4], 0, 1),
      session('2023-03-10', [0, 1, 2, 3], 1, 3),
      session('2023-05-10', [0, 1, 2, 3], 3, 6),
    ]);
    const { rollOut } = impact;
    if ('kind' in rollOut) throw new Error(rollOut.detail);
    expect(rollOut.stages.map(({ firstDay }) => firstDay)).toEqual([dayFromIso('2023-03-10')]);
    expect([...rollOut.stageOf]).toEqual([0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1]);
    expect(rollOut.how).toBe('other');
    expect(rollOut.notes?.join(' ')).toContain('5 of 5 sites that were trained at all were trained in part');
    expect(rollOut.notes?.join(' ')).toContain('the order counts as not drawn');
    expect(impact.assigned).toMatchObject({ by: 'team', how: 'lot' });
  });

  it('counts people where people were assigned, wherever they worked later', () => {
    const { facts, organisation } = scoredSites({ seed: 1, sites: 14, startOf: () => undefined });
    const { p } = organisation.programmes;
    if (p === undefined) throw new Error('no programme');
    const peopleOf = (site: number) =>
      Array.from({ length: facts.people }, (_, person) => person).filter(
        (person) => (person % facts.teamNames.length) % 14 === site,
      );
    const came = (site: number, from: number, to: number, date: string) =>
      peopleOf(site)
        .slice(from, to)
        .map((person) => ({ person, day: dayFromIso(date), hours: undefined, came: true }));
    const attendance = [
      ...came(0, 0, 3, '2023-01-10'),
      ...came(0, 3, 8, '2023-04-10'),
      ...came(1, 0, 1, '2023-01-10'),
      ...came(2, 0, 1, '2023-01-10'),
      ...came(2, 1, 2, '2023-06-10'),
    ];
    const programme = { ...p, chosen: { ...p.chosen, by: 'person' as const }, sessions: [] };
    const impact = estimateImpact(
      { ...facts, attendance: new Map([['p', attendance]]), atGroups: withStaff(facts, attendance) },
      { ...organisation, programmes: { p: programme } },
      'p',
      { withChecks: false },
    );
    const { rollOut, assigned, cost } = impact;
    if ('kind' in rollOut || 'kind' in assigned) throw new Error('refused');
    expect(peopleOf(0)).toHaveLength(8);
    expect([...rollOut.stageOf].map((stage) => rollOut.stages[stage]?.firstDay)).toEqual([
      dayFromIso('2023-04-10'),
      undefined,
      dayFromIso('2023-01-10'),
      ...Array.from({ length: 11 }, () => undefined),
    ]);
    expect(assigned.by).toBe('person');
    expect(cost.hours).toBe(11 * 8);
  });

  /** The same groups, whose people came as these rows say. */
  function withStaff(facts: Facts, attendance: readonly Attendance[]): Facts[] {
    return (facts.atGroups ?? []).flatMap((at) => {
      if (at.groups === undefined) return [];
      const staff = { ...at.groups.staff, attendance: new Map([['p', attendance]]) };
      return [{ ...at, groups: { ...at.groups, staff } }];
    });
  }

  it('may stand in the sessions by its own name', () => {
    const { impact } = dated([
      { date: sessionOfMonth(24), teams: [0, 1, 2, 3].map(siteName), people: [], fees: 0, materials: 0 },
    ]);
    if ('kind' in impact.rollOut) throw new Error(impact.rollOut.detail);
    expect([...impact.rollOut.stageOf].filter((stage) => stage === 0)).toHaveLength(4);
    expect(impact.rollOut.how).toBe('lot');
  });
});

describe('measures at another level than the outcome by which a programme is judged', () => {
  const world = { seed: 7, sites: 40, startOf: drawnStages(7), chosen: lot };

  /** Ratings of people, which rise by 0.4 where their site was trained. */
  function withRatings() {
    const { facts, organisation } = scoredSites(world);
    const random = createRandom(70);
    const firstWeek = (site: number) => {
      const month = world.startOf(site);
      return month === undefined
        ? Number.POSITIVE_INFINITY
        : Math.floor((dayFromIso(sessionOfMonth(month)) - facts.calendar.firstDay) / 7);
    };
    const ratings = tinyOutcome(facts, (person, week) => {
      const site = (person % facts.teamNames.length) % 40;
      return { sum: 4 * (3 + (week > firstWeek(site) ? 0.4 : 0)) + 2 * random.normal(), count: 4 };
    });
    const whole: Facts = { ...facts, outcomes: new Map([['rating', ratings]]) };
    const measures = { ...organisation.measures, rating };
    return { facts: whole, organisation: { ...organisation, measures } };
  }

  const rating = Measure.parse({ title: 'Rating', kind: 'mean', matters: 0.1 });

  function analysed(change: object) {
    const { facts, organisation } = withRatings();
    const { p } = organisation.programmes;
    if (p === undefined) throw new Error('no programme');
    const given = {
      ...organisation,
      foundation: {
        values: [],
        promises: [
          {
            id: 'kind',
            text: 'Kind',
            standards: [
              {
                id: 'greet',
                text: 'Greets',
                measures: [],
                behaviours: [
                  { id: 'by-rating', text: 'Greets', measure: 'rating' },
                  { id: 'by-guests', text: 'Greets', measure: 'guests' },
                ],
              },
            ],
          },
        ],
      },
      programmes: { p: { ...p, ...change } },
    };
    const [programme] = analyse({ facts, organisation: given, version: '0.0.0', seed: 1 }).programmes;
    if (programme === undefined) throw new Error('no programme');
    return { programme, facts, organisation: given };
  }

  it('leave a verdict of people as it is, and are told at their own level beside it', () => {
    const { programme, facts, organisation } = analysed({
      primaryOutcome: 'rating',
      companions: ['guests'],
      negativeControl: 'linen',
      behaviours: ['by-guests'],
    });
    const alone = estimateImpact({ ...facts, atGroups: undefined }, organisation, 'p');
    expect(programme.effects).toEqual(alone.found.kind === 'found' && alone.found.figures);
    expect(programme.groups).toBeUndefined();
    expect(programme.design.words).toContain('24 teams trained');
    expect(programme.verdict.kind).toBe('lasting');
    const bySites = figuresOf(world, 0).figures;
    const companion = programme.companions.find(({ id }) => id === 'guests');
    expect(companion?.effect).toEqual(bySites.whole);
    expect(programme.checks.find(({ id }) => id === 'negative-control')?.outcome).toBe('passed');
    const does = programme.chain.find(({ link }) => link === 'do');
    expect(does?.state).toBe('holds');
    expect(does?.evidence).toContain('Guest score');
  });

  it('of people stand beside a verdict of sites', () => {
    const { programme } = analysed({ companions: ['rating'], behaviours: ['by-rating'] });
    expect(programme.design.words).toContain('12 sites trained');
    const companion = programme.companions.find(({ id }) => id === 'rating')?.effect;
    if (companion?.kind !== 'estimate') throw new Error('refused');
    expect(companion.low).toBeLessThan(0.4);
    expect(companion.high).toBeGreaterThan(0.4);
    expect(companion.high - companion.low).toBeLessThan(0.2);
    expect(programme.chain.find(({ link }) => link === 'do')?.evidence).toContain('Rating');
    expect(programme.companions.map(({ id }) => id)).toEqual(['rating']);
  });
});
