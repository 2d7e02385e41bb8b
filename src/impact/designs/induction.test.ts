import { describe, expect, it } from 'vitest';
import { sessionDate } from '../../../test/support/ladder-organisation.ts';
import { tinyFacts, tinyOutcome } from '../../../test/support/tiny-facts.ts';
import { Analysis } from '../../contract/analysis.ts';
import { Organisation } from '../../contract/organisation.ts';
import { renderReport } from '../../report/index.ts';
import { matrix, solve } from '../../stats/linear-algebra.ts';
import { createRandom } from '../../stats/random.ts';
import { analyse } from '../analyse.ts';
import { estimateImpact } from '../estimate-impact.ts';

const weeks = 190;
const veterans = 60;
const perClass = 6;
const firstClass = 15;
const classes = 24;
const teams = 10;

interface Intake {
  readonly seed: number;
  /** First class of the new curriculum; classes are counted from 0. */
  readonly newFrom?: number;
  readonly classesInAll?: number;
  readonly effect?: (week: number) => number;
  readonly attended?: boolean;
  readonly drift?: number;
  readonly classSpread?: number;
}

/** A class of six joins every four weeks from week 60 on; the new curriculum is worth 0.3, and all learn on the job. */
function intake({
  seed,
  newFrom = 10,
  classesInAll = classes,
  effect = () => 0.3,
  attended = false,
  drift = 0.004,
  classSpread = 0.1,
}: Intake) {
  const random = createRandom(seed);
  const people = veterans + perClass * classesInAll;
  const classOf = (person: number) => (person < veterans ? -1 : Math.floor((person - veterans) / perClass));
  const joins = (person: number) =>
    person < veterans ? 0 : 4 * (firstClass + classOf(person)) + (person % 4);
  const leaves = Float64Array.from({ length: people }, (_, person) =>
    person % 5 === 0 && person >= veterans ? joins(person) + 20 + random.integer(60) : weeks,
  );
  const bare = tinyFacts({
    kind: 'week',
    periods: weeks,
    teams,
    people,
    teamAt: (person, week) =>
      week >= joins(person) && week < (leaves[person] ?? weeks) ? person % teams : -1,
  });
  const classEffects = Float64Array.from({ length: classesInAll }, () => classSpread * random.normal());
  const season = Float64Array.from({ length: weeks }, (_, week) => drift * week + 0.1 * random.normal());
  const persons = Float64Array.from({ length: people }, () => 0.3 * random.normal());
  const outcome = tinyOutcome(bare, (person, week) => {
    if ((bare.teamAt[person * weeks + week] ?? -1) < 0) return { sum: 0, count: 0 };
    const tenure = week - joins(person);
    const learned = person < veterans ? 0.5 : 0.5 * (1 - Math.exp(-tenure / 15));
    const own = classOf(person);
    const gain = own >= newFrom ? effect(tenure) : 0;
    const level =
      3 + learned + gain + (classEffects[own] ?? 0) + (persons[person] ?? 0) + (season[week] ?? 0);
    return { sum: 4 * level + 2 * random.normal(), count: 4 };
  });
  const newcomers = Array.from({ length: people }, (_, person) => person).filter(
    (person) => classOf(person) >= newFrom && person % 7 !== 0,
  );
  const day = (week: number) => Date.parse(`${sessionDate(week)}T00:00:00Z`) / 86_400_000;
  const facts = {
    ...bare,
    outcomes: new Map([['m', outcome]]),
    attendance: new Map(
      attended
        ? [
            [
              'p',
              newcomers.map((person) => ({
                person,
                day: day(joins(person) + 1),
                hours: undefined,
                came: true,
              })),
            ],
          ]
        : [],
    ),
  };
  const organisation = Organisation.parse({
    organisation: { name: 'Intake', period: 'week' },
    measures: { m: { title: 'Rating', kind: 'mean', matters: 0.15, moneyPerUnit: 1 } },
    programmes: {
      p: {
        title: 'New start',
        kind: 'induction',
        primaryOutcome: 'm',
        sessions: [{ date: sessionDate(4 * (firstClass + newFrom)), fees: 5000 }],
      },
    },
  });
  return { facts, organisation, outcome, joins, leaves, classOf, newFrom };
}

function found(given: Intake) {
  const made = intake(given);
  const impact = estimateImpact(made.facts, made.organisation, 'p');
  if (impact.found.kind === 'refused') throw new Error(impact.found.detail);
  return { ...made, impact, found: impact.found };
}

describe('induction', () => {
  it('is the difference of class means at the same weeks after joining, less what is usual, by plain loops', () => {
    const { found: seen, outcome, joins, leaves, classOf, newFrom } = found({ seed: 1 });
    // Person and week effects of the veterans at once, by dummies of all of them; the first person is the yardstick.
    const cells: { person: number; week: number; mean: number }[] = [];
    for (let person = 0; person < veterans + perClass * newFrom; person++) {
      for (let week = joins(person) + 52; week < Math.min(weeks, leaves[person] ?? weeks); week++) {
        cells.push({ person, week, mean: (outcome.sum[person * weeks + week] ?? 0) / 4 });
      }
    }
    const columns = [...new Set(cells.flatMap(({ person, week }) => [`w${week}`, `p${person}`]))].filter(
      (name) => name !== 'p0',
    );
    const at = new Map(columns.map((name, k) => [name, k]));
    const products = matrix(columns.length, columns.length);
    const right = new Float64Array(columns.length);
    for (const { person, week, mean } of cells) {
      const own = [at.get(`w${week}`), at.get(`p${person}`)].filter((k) => k !== undefined);
      for (const a of own) {
        right[a] = (right[a] ?? 0) + mean;
        for (const b of own) {
          products.values[a * columns.length + b] = (products.values[a * columns.length + b] ?? 0) + 1;
        }
      }
    }
    const effects = solve(products, right);
    const usual = (week: number) => effects?.[at.get(`w${week}`) ?? -1] ?? Number.NaN;
    const byClass = new Map<number, { sum: number; weight: number }>();
    for (let person = veterans; person < veterans + perClass * classes; person++) {
      if (joins(person) + 13 >= weeks) continue;
      let [sum, inPost] = [0, 0];
      for (let week = joins(person) + 1; week <= joins(person) + 13; week++) {
        if (week >= (leaves[person] ?? weeks)) continue;
        sum += (outcome.sum[person * weeks + week] ?? 0) / 4 - usual(week);
        inPost++;
      }
      const known = byClass.get(classOf(person)) ?? { sum: 0, weight: 0 };
      byClass.set(classOf(person), { sum: known.sum + sum / 13, weight: known.weight + inPost / 13 });
    }
    const side = (isNew: boolean) => {
      const own = [...byClass].filter(([of]) => of >= newFrom === isNew).map(([, each]) => each);
      const weight = own.reduce((sum, each) => sum + each.weight, 0);
      const mean = own.reduce((sum, each) => sum + each.sum, 0) / weight;
      const squares = own.reduce((sum, each) => sum + ((each.sum - mean * each.weight) / weight) ** 2, 0);
      return { mean, variance: (squares * own.length) / (own.length - 1) };
    };
    const [news, olds] = [side(true), side(false)];
    const { first } = seen.figures;
    if (first.kind === 'refused') throw new Error(first.detail);
    expect(seen.design).toBe('induction');
    expect(first.estimate).toBeCloseTo(news.mean - olds.mean, 6);
    expect(first.standardError ** 2).toBeCloseTo(news.variance + olds.variance, 6);
    expect(seen.points?.length).toBe(52);
  });

  it('says the same by attendance as by the date of the first session, and labels itself weaker', () => {
    const byDate = found({ seed: 2 });
    const byAttendance = found({ seed: 2, attended: true });
    expect(byAttendance.found.figures.first).toEqual(byDate.found.figures.first);
    expect(byDate.found.designNotes.join(' ')).toContain('weaker');
    expect(byDate.found.sides?.words).toMatch(/^\d+ people of \d+ intake classes with the new curriculum/);
    expect(byDate.found.beforeAfter).toBeUndefined();
    expect(byDate.found.base.volumePerPeriod).toBeGreaterThan(0);
  });

  it('tells a new curriculum that works, and one that makes no difference', () => {
    const works = found({ seed: 3, effect: () => 0.6, classSpread: 0.05 });
    expect(works.impact.judgement.verdict).toBe('lasting');
    const nothing = found({ seed: 4, effect: () => 0, classSpread: 0.02 });
    expect(nothing.impact.judgement.verdict).toBe('no effect');
  });

  it('goes from facts to the page, verdict and label with it', () => {
    const { facts, organisation } = intake({ seed: 3, effect: () => 0.6, classSpread: 0.05, attended: true });
    const analysis = analyse({ facts, organisation, version: '0.0.0', seed: 1 });
    expect(Analysis.parse(analysis)).toEqual(analysis);
    expect(JSON.stringify(analysis)).not.toMatch(/NaN|undefined|Infinity/);
    const [programme] = analysis.programmes;
    expect(programme?.verdict.kind).toBe('lasting');
    expect(programme?.design.words).toContain('intake classes with the new curriculum');
    expect(programme?.know.text).toBe('told from the intake classes so far');
    expect(programme?.sensitivity).toEqual([]);
    expect(programme?.inPeople.points).toHaveLength(52);
    expect(programme?.money.benefit.kind).toBe('estimate');
    expect(programme?.checks.every(({ outcome }) => outcome === 'not-run')).toBe(true);
    const page = renderReport(analysis);
    expect(page).toContain('A weaker comparison: classes are compared with each other');
    expect(page).toContain('people with over a year in post');
  });

  it('refuses under four classes on a side, with how many there are', () => {
    const few = intake({ seed: 5, newFrom: 3 });
    const refused = estimateImpact(few.facts, few.organisation, 'p').found;
    expect(refused).toMatchObject({ kind: 'refused', reason: 'few-classes' });
    expect(refused.kind === 'refused' && refused.detail).toContain('and 3 with the old');
  });

  it('finds the truth on average and covers it under a drift that all share', () => {
    const runs = 100;
    const names = ['first', 'later', 'whole', 'drop'] as const;
    const truths = { first: 0.4, later: 0.1, whole: 0.25, drop: 0.3 } as const;
    const errors = { first: 0, later: 0, whole: 0, drop: 0 };
    let covered = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const made = intake({ seed, effect: (week) => (week <= 26 ? 0.4 : 0.1), drift: 0.01 });
      const { found: seen } = estimateImpact(made.facts, made.organisation, 'p', { withChecks: false });
      if (seen.kind === 'refused') throw new Error(seen.detail);
      for (const name of names) {
        const figure = seen.figures[name];
        if (figure.kind === 'refused') throw new Error(figure.detail);
        errors[name] += (figure.estimate - truths[name]) / runs;
        if (figure.low <= truths[name] && truths[name] <= figure.high) covered++;
      }
    }
    for (const name of names) expect(Math.abs(errors[name]), name).toBeLessThan(0.03);
    expect(covered / (4 * runs)).toBeGreaterThan(0.9);
  });
});
