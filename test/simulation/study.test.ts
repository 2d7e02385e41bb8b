import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { simulateOrganisation } from '../../src/demo/simulate-organisation.ts';
import { stateTruth } from '../../src/demo/state-truth.ts';
import { studyCases } from './cases.ts';
import { openResults, readRecords } from './results-file.ts';
import { twoWayFixedEffects } from './rivals.ts';
import { runCase, type StudyRecord } from './run-case.ts';
import { summarise } from './summarise.ts';
import { isWrong } from './wrong-verdict.ts';

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

describe('two-way fixed effects', () => {
  it('are the difference of differences with two units and two weeks', () => {
    const model = { ...caseOf('teams-drawn/nothing').model, weeks: 3, sites: 1, teams: 2, peoplePerTeam: 1 };
    const organisation = simulateOrganisation(
      { ...model, turnoverPerYear: 0, movesPerYear: 0, programmes: [] },
      1,
    );
    const drawn = {
      programme: caseOf('teams-drawn/nothing').model.programmes[0],
      sizeWhereCame: 0,
      rollOut: {
        by: 'team' as const,
        assignedWeek: Int32Array.of(1, -1),
        invitedWeek: new Int32Array(4),
        cameWeek: new Int32Array(4),
      },
    };
    const sum = Float64Array.of(3, 9, 5, 2, 9, 3, 0, 0, 0, 0, 0, 0);
    const count = Float64Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0);
    const outcome = { sum, count, sumOfSquares: 0, asked: undefined, values: undefined };
    const said = twoWayFixedEffects(organisation, drawn, outcome, { matters: 0.1, direction: 1 });
    expect(said?.effect).toBeCloseTo(5 - 3 - (3 - 2), 8);
  });
});

describe('runCase', () => {
  it('gives the same line for the same seed', () => {
    const study = caseOf('teams-12/lasting');
    expect(JSON.stringify(runCase(study, 3))).toBe(JSON.stringify(runCase(study, 3)));
  });
});

describe('the results file', () => {
  it('goes on where it was stopped, also within a line', () => {
    const file = join(home, 'results.jsonl');
    const record = { caseId: 'a', seed: 1 } as StudyRecord;
    writeFileSync(file, `${JSON.stringify(record)}\n{"caseId":"a","se`);
    const results = openResults(file);
    expect(results.records).toEqual([record]);
    results.append({ ...record, seed: 2 });
    expect(openResults(file).records.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(readRecords('')).toEqual([]);
  });
});

describe('summarise', () => {
  const records = Array.from({ length: 400 }, (_, seed): StudyRecord => {
    const miss = (seed % 20) - 9.5;
    const interval = { estimate: miss, low: miss - 9, high: miss + 9 };
    return {
      caseId: 'teams-drawn/lasting',
      seed,
      verdict: seed % 4 === 0 ? 'cannot tell' : 'lasting',
      reason: '',
      wrong: seed % 8 === 1,
      effects: { first: interval, later: { ...interval, low: miss - 20, high: miss + 20 } },
      truth: { first: 0, later: 0, whole: 0, drop: 0 },
      halfLife: { low: 1, high: seed % 2 === 0 ? null : 5 },
      trueHalfLife: 6,
      beforeAfter: { effect: 0, verdict: 'lasting', wrong: seed % 2 === 0 },
      fixedEffects: undefined,
    };
  });
  const summary = summarise(caseOf('teams-drawn/lasting'), records);

  it('counts coverage, verdicts and rivals', () => {
    expect(summary.coverage.first?.share).toBeCloseTo(0.9, 10);
    expect(summary.coverage.halfLife?.share).toBe(0.5);
    expect(summary.right).toBe(0.75);
    expect(summary.cannotTell).toBe(0.25);
    expect(summary.wrong).toBe(0.125);
    expect(summary.beforeAfterWrong).toBe(0.5);
  });

  it('sets widths against the true error', () => {
    const sd = Math.sqrt((400 / 399) * (399 / 12));
    expect(summary.oracleError.first).toBeCloseTo(sd / 0.1, 6);
    expect(summary.widthAgainstOracle.later).toBeCloseTo(40 / (2 * 1.96 * sd), 6);
  });

  it('says what does not hold', () => {
    const said = summary.failures.join('; ');
    expect(said).toContain('first is covered in 90.0 %');
    expect(said).toContain('halfLife is covered in 50.0 %');
    expect(said).toContain('later: 1.77 times as wide');
    expect(said).toContain('wrong in 12.5 %');
  });
});
