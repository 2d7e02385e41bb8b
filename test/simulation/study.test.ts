import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { simulateOrganisation } from '../../src/demo/simulate-organisation.ts';
import { stateTruth } from '../../src/demo/state-truth.ts';
import { assess } from './assess.ts';
import { studyCases } from './cases.ts';
import { readCommitted } from './committed.ts';
import { type KeptRecord, openResults, readRecords } from './results-file.ts';
import { plainGroupTime } from './rival-group-time.ts';
import { twoWayFixedEffects, type UnitWeeks } from './rivals.ts';
import { createRunner, type StudyRecord } from './run-case.ts';
import { seedOf } from './simulate-case.ts';
import { studyText } from './study-tables.ts';
import { summarise } from './summarise.ts';
import { isWrong } from './wrong-verdict.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'whichhalf-study-'));
afterAll(() => rmSync(home, { recursive: true }));

function caseOf(id: string) {
  const found = studyCases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

function truth(first: number, later: number) {
  return {
    effects: { first, later, whole: (first + later) / 2, drop: first - later },
    byCondition: undefined,
  };
}

describe('isWrong', () => {
  const m = 0.1;
  it.each([
    ['lasting', 0.2, 0.2, false],
    ['lasting', 0.2, 0.049, true],
    ['fading', 0.2, 0.01, false],
    ['fading', 0.2, 0.2, true],
    ['fading', -0.1, -0.2, true],
    ['harmful', 0.1, -0.15, false],
    ['harmful', 0.1, 0, true],
    ['no effect', 0.09, -0.09, false],
    ['no effect', 0.1, 0, true],
    ['no effect', 0, -0.1, true],
    ['cannot tell', 0.3, 0.3, false],
  ] as const)('%s, F %d, L %d: %s', (verdict, first, later, wrong) => {
    expect(isWrong(verdict, truth(first, later), { matters: m, direction: 1 })).toBe(wrong);
    expect(isWrong(verdict, truth(-first, -later), { matters: m, direction: -1 })).toBe(wrong);
  });

  it('reads "only where" by both sides of the condition', () => {
    const sides = (where: number, elsewhere: number) => ({
      ...truth(0.1, 0.1),
      byCondition: { where: truth(0, where).effects, elsewhere: truth(0, elsewhere).effects },
    });
    const stake = { matters: m, direction: 1 } as const;
    expect(isWrong('conditional', sides(0.3, 0), stake)).toBe(false);
    expect(isWrong('conditional', sides(0.04, 0), stake)).toBe(true);
    expect(isWrong('conditional', sides(0.3, 0.1), stake)).toBe(true);
  });
});

describe('the cases', () => {
  it('have ids of their own', () => {
    expect(new Set(studyCases.map(({ id }) => id)).size).toBe(studyCases.length);
  });

  it.each([
    ['teams-drawn/half-of-m', (f: number, l: number) => l < 0.05 && l > 0.048 && f < 0.05],
    ['teams-drawn/just-m', (f: number, l: number) => f > 0.1 && f < 0.102 && l > 0.1],
    ['teams-drawn/both-borders', (f: number, l: number) => f > 0.1 && f < 0.101 && l < 0.05 && l > 0.049],
  ] as const)('%s stand at their border', (id, holds) => {
    for (const seed of [1, 2, 3]) {
      const [{ effects }] = stateTruth(simulateOrganisation(caseOf(id).model, seed));
      expect(holds(effects.first, effects.later), JSON.stringify(effects)).toBe(true);
    }
  });
});

/** Units of one value in each week, all with weight 1 except in the week of their training. */
function unitWeeksOf(rows: readonly (readonly number[])[], start: readonly number[]): UnitWeeks {
  const weeks = rows[0].length;
  const at = (of: (unit: number, week: number) => number) =>
    Float64Array.from({ length: rows.length * weeks }, (_, k) => of(Math.floor(k / weeks), k % weeks));
  return {
    units: rows.length,
    weeks,
    start: Int32Array.from(start),
    mean: at((unit, week) => rows[unit][week]),
    weight: at((unit, week) => (week === start[unit] ? 0 : 1)),
    trained: at((unit, week) => (start[unit] >= 0 && week > start[unit] ? 1 : 0)),
  };
}

const stake = { matters: 0.1, direction: 1 } as const;

describe('two-way fixed effects', () => {
  it('are the difference of differences with two units and two weeks', () => {
    const cells = unitWeeksOf(
      [
        [3, 9, 5],
        [2, 9, 3],
      ],
      [1, -1],
    );
    cells.weight[4] = 0;
    expect(twoWayFixedEffects(cells, stake)?.effect).toBeCloseTo(5 - 3 - (3 - 2), 8);
  });
});

describe('plain group-time effects', () => {
  it('are the later weeks less the one week before, beside those of the untrained', () => {
    const season = (week: number) => Math.sin(week);
    const rows = Array.from({ length: 9 }, (_, unit) =>
      Array.from({ length: 70 }, (_, week) => {
        const trained = unit < 4 && week > 10;
        return (
          unit + season(week) + (trained ? 1 + (week > 36 ? 1 : 0) : 0) + (unit === 0 && week === 9 ? 0.8 : 0)
        );
      }),
    );
    const start = rows.map((_, unit) => (unit < 4 ? 10 : -1));
    const said = plainGroupTime(unitWeeksOf(rows, start), stake);
    expect(said?.effect).toBeCloseTo(2 - 0.8 / 4, 10);
    expect(said?.verdict).toBe('lasting');
    expect(
      plainGroupTime(
        unitWeeksOf(
          rows,
          start.map(() => 10),
        ),
        stake,
      ),
    ).toBeUndefined();
  });
});

describe('an organisation of the study', () => {
  it('gives the same line for the same seed, and another for another case', () => {
    const study = caseOf('teams-12/lasting');
    expect(JSON.stringify(createRunner()(study, 3))).toBe(JSON.stringify(createRunner()(study, 3)));
    expect(seedOf('teams-12/lasting', 3)).not.toBe(seedOf('teams-12/nothing', 3));
    expect(Number.isSafeInteger(seedOf('teams-12/lasting', 99_999))).toBe(true);
  });
});

describe('the results', () => {
  it('go on where they were stopped, also within a line', () => {
    const line = { caseId: 'a/b', seed: 1, code: 'x', milliseconds: 1 } as KeptRecord;
    writeFileSync(join(home, 'a.jsonl'), `${JSON.stringify(line)}\n{"caseId":"a/b","se`);
    const results = openResults(home);
    expect(results.all()).toEqual([line]);
    results.append({ ...line, seed: 2 });
    results.append({ ...line, code: 'y' });
    const again = openResults(home);
    expect(again.all().map(({ seed }) => seed)).toEqual([1, 2]);
    expect(again.find('a/b', 1)?.code).toBe('y');
    expect(readRecords('')).toEqual([]);
  });
});

describe('the summary', () => {
  const study = caseOf('teams-drawn/lasting');
  const records = Array.from({ length: 400 }, (_, seed): StudyRecord => {
    const miss = (seed % 20) - 9.5;
    return {
      caseId: study.id,
      seed,
      verdict: seed % 4 === 0 ? 'cannot tell' : 'lasting',
      reason: seed % 4 === 0 ? 'too-uncertain' : '',
      wrong: seed % 8 === 1,
      effects: [[miss, miss - 9, miss + 9], [miss, miss - 20, miss + 20], null, null],
      truth: [0, 0, 0, 0],
      halfLife: [1, seed % 2 === 0 ? null : 5],
      trueHalfLife: 6,
      checks: { balance: seed % 10 === 0 ? 0.04 : 0.5 },
      failed: seed === 7 ? ['balance'] : [],
      cost: 1000,
      rivals: { beforeAfter: [0, 'lasting', seed % 2 === 0], fixedEffects: null, groupTime: null },
    };
  });
  const summary = summarise(study.id, records);
  const sd = Math.sqrt((400 / 399) * (399 / 12));

  it('counts coverage, verdicts, checks, money', () => {
    expect(summary.seeds).toBe('0-399');
    expect(summary.figures.first).toMatchObject({ of: 400, covered: 360, meanWidth: 18, bias: 0 });
    expect(summary.figures.first?.error).toBeCloseTo(sd, 4);
    expect(summary.figures.whole).toBeNull();
    expect(summary.halfLife).toEqual({ of: 400, covered: 200 });
    expect(summary.verdicts).toEqual({ 'cannot tell': 100, lasting: 300 });
    expect(summary.reasons).toEqual({ 'too-uncertain': 100 });
    expect(summary.wrong).toBe(50);
    expect(summary.checks).toEqual({ balance: { run: 400, below5: 40, below1: 0, failed: 1 } });
    expect(summary.money.ours).toEqual({ right: 250_000, wrong: 50_000, untold: 100_000, wrongVerdicts: 50 });
    expect(summary.money.beforeAfter).toEqual({
      right: 200_000,
      wrong: 200_000,
      untold: 0,
      wrongVerdicts: 200,
    });
    expect(summary.money.groupTime).toEqual({ right: 0, wrong: 0, untold: 400_000, wrongVerdicts: 0 });
  });

  it('is set against one who knows the variances, and says what does not hold', () => {
    const oracle = { first: 0.02, later: 5, whole: 1, drop: 1 };
    const found = assess(study, summary, oracle);
    expect(found.oracleError.first).toBeCloseTo(0.2, 10);
    expect(found.width.later).toBeCloseTo(40 / (2 * 1.959964 * 5), 6);
    expect(found.error.first).toBeCloseTo(sd / 0.02, 2);
    expect(found.right).toBe(0.75);
    const said = found.failures.join('; ');
    expect(said).toContain('F is covered in 90.0 %');
    expect(said).toContain('the half-life is covered in 50.0 %');
    expect(said).toContain("the interval of L is 2.04 times the oracle's");
    expect(said).toContain('wrong in 12.5 %');
    expect(said).not.toContain('right in only');
    const precise = assess(study, summary, { ...oracle, later: 0.02 });
    expect(precise.failures.join('; ')).toContain('right in only 75.0 %');
  });
});

describe('what is committed of the study', () => {
  const committed = readCommitted(root);
  const run = createRunner();
  /** Of each design one truth, another from design to design. */
  const designs = new Set(studyCases.map(({ id }) => id.split('/')[0] ?? id));
  const recomputed = [...designs].map((design, k) => {
    const ids = studyCases.map(({ id }) => id).filter((id) => id.startsWith(`${design}/`));
    return ids[k % ids.length] ?? design;
  });

  it.each(recomputed)('is recomputed, every figure exactly: %s', (id) => {
    const [known] = committed.organisations.filter(({ caseId }) => caseId === id);
    expect(known, `no organisation of ${id} is committed`).toBeDefined();
    expect(JSON.parse(JSON.stringify(run(caseOf(id), known.seed)))).toEqual(known);
  });

  it('is what the page says', () => {
    const page = readFileSync(join(root, 'docs/simulation.md'), 'utf8');
    expect(page).toContain(studyText({ cases: studyCases, committed }));
  });

  it('names cases that exist', () => {
    const ids = new Set(studyCases.map(({ id }) => id));
    expect(committed.summaries.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(Object.keys(committed.oracle).filter((id) => !ids.has(id))).toEqual([]);
  });
});
