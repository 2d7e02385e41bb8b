import { Organisation } from '../../src/contract/organisation.ts';
import type { Facts } from '../../src/impact/facts.ts';
import { factsOfGroups } from '../../src/impact/facts-of-groups.ts';
import type { MeasureScores, Score } from '../../src/impact/load-scores.ts';
import { dayFromIso, firstDayOfPeriod, isoFromDay, periodOfDay } from '../../src/model/calendar.ts';
import { createRandom } from '../../src/stats/random.ts';
import { tinyFacts } from './tiny-facts.ts';

/** Hotels with a guest score per month, in an organisation that counts in weeks; the truth is known. */
export interface ScoredWorld {
  readonly seed: number;
  readonly sites: number;
  readonly months?: number;
  /** Month of the session of each site; undefined for never. */
  readonly startOf: (site: number) => number | undefined;
  /** In points, from the month after the session on. */
  readonly effect?: number;
  readonly teamsPerSite?: number;
  readonly chosen?: Record<string, unknown>;
  readonly programme?: Record<string, unknown>;
}

const firstDay = '2021-01-01';
const peoplePerTeam = 4;
const spreads = { site: 0.2, month: 0.08, answer: 1 } as const;

export function siteName(site: number): string {
  return `Hotel ${site}`;
}

/** Measures: `guests`, which the programme acts on, and `linen`, which it cannot touch. */
export function scoredSites({
  seed,
  sites,
  months = 54,
  startOf,
  effect = 0.3,
  teamsPerSite = 2,
  chosen = { by: 'team', how: 'other' },
  programme = {},
}: ScoredWorld): { readonly facts: Facts; readonly organisation: Organisation } {
  const calendar = { kind: 'month', firstDay: dayFromIso(firstDay), periods: months } as const;
  const weeks = Math.floor((firstDayOfPeriod(calendar, months) - calendar.firstDay) / 7);
  const teams = sites * teamsPerSite;
  const staff = tinyFacts(
    { kind: 'week', firstDay: '2021-01-04', periods: weeks, teams, people: teams * peoplePerTeam },
    {
      siteNames: Array.from({ length: sites }, (_, site) => siteName(site)),
      siteOfTeam: Int32Array.from({ length: teams }, (_, team) => team % sites),
    },
  );
  const random = createRandom(seed);
  const scoresOf = (id: string, rise: number): MeasureScores => ({
    id,
    title: id,
    isShare: false,
    scores: drawScores(random.fork(rise === 0 ? 1 : 2), { sites, months, startOf, rise }),
  });
  const notes: string[] = [];
  const atGroups: Facts[] = [];
  const whole: Facts = { ...staff, notes, atGroups };
  const request = {
    staff: whole,
    period: 'week',
    departmentOfTeam: staff.teamNames.map(() => ''),
    namedInSessions: new Set<string>(),
  } as const;
  atGroups.push(
    ...factsOfGroups({ ...request, scores: [scoresOf('guests', effect), scoresOf('linen', 0)] }).facts,
  );
  return { facts: whole, organisation: organisationOf(whole, sites, startOf, chosen, programme) };
}

function drawScores(
  random: ReturnType<typeof createRandom>,
  {
    sites,
    months,
    startOf,
    rise,
  }: Pick<ScoredWorld, 'sites' | 'startOf'> & { readonly months: number; readonly rise: number },
): Score[] {
  const calendar = { kind: 'month', firstDay: dayFromIso(firstDay), periods: months } as const;
  const common = wandering(random, months);
  return Array.from({ length: sites }, (_, site) => {
    const level = 4 + spreads.site * random.normal();
    const answers = 40 + random.integer(80);
    const shocks = wandering(random, months);
    return Array.from({ length: months }, (__, month): Score => {
      const trained = month > (startOf(site) ?? Number.POSITIVE_INFINITY);
      const mean = level + (common[month] ?? 0) + (shocks[month] ?? 0) + (trained ? rise : 0);
      const n = Math.max(1, Math.round(answers * (1 + 0.2 * random.normal())));
      return {
        site: siteName(site),
        department: '',
        team: '',
        day: firstDayOfPeriod(calendar, month),
        value: mean + (spreads.answer * random.normal()) / Math.sqrt(n),
        n,
        sd: spreads.answer,
      };
    });
  }).flat();
}

/** What lasts for some months: AR(1) with coefficient 0.5. */
function wandering(random: ReturnType<typeof createRandom>, months: number): Float64Array {
  const values = new Float64Array(months);
  let value = spreads.month * random.normal();
  for (let month = 0; month < months; month++) {
    values[month] = value;
    value = 0.5 * value + Math.sqrt(0.75) * spreads.month * random.normal();
  }
  return values;
}

/** The tenth of a month. */
export function sessionOfMonth(month: number): string {
  const calendar = { kind: 'month', firstDay: dayFromIso(firstDay), periods: 1 } as const;
  return isoFromDay(firstDayOfPeriod(calendar, month) + 9);
}

function organisationOf(
  { teamNames, siteOfTeam, calendar }: Facts,
  sites: number,
  startOf: ScoredWorld['startOf'],
  chosen: Record<string, unknown>,
  programme: Record<string, unknown>,
): Organisation {
  const byMonth = new Map<number, string[]>();
  for (let site = 0; site < sites; site++) {
    const month = startOf(site);
    if (month === undefined) continue;
    const own = teamNames.filter((_, team) => siteOfTeam[team] === site);
    byMonth.set(month, [...(byMonth.get(month) ?? []), ...own]);
  }
  const sessions = [...byMonth].map(([month, teams]) => ({ date: sessionOfMonth(month), teams, fees: 1000 }));
  if (sessions.some(({ date }) => periodOfDay(calendar, dayFromIso(date)) < 0)) {
    throw new RangeError('a session before the data');
  }
  return Organisation.parse({
    organisation: { name: 'Hotels', period: 'week', customers: 'guests' },
    measures: {
      guests: {
        title: 'Guest score',
        table: 'outcomes',
        kind: 'mean',
        value: 'Guest score',
        matters: 0.15,
        moneyPerUnit: 10,
      },
      linen: { title: 'Score of the linen', table: 'outcomes', kind: 'mean', value: 'Linen', matters: 0.15 },
    },
    programmes: {
      p: {
        title: 'Welcome',
        primaryOutcome: 'guests',
        chosen,
        sessions,
        cost: { hoursPerPerson: 8, loadedRate: 30 },
        ...programme,
      },
    },
  });
}
