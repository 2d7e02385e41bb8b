import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRatingScale } from '../../src/demo/rating-scale.ts';
import { simulateOrganisation } from '../../src/demo/simulate-organisation.ts';
import { stateTruth } from '../../src/demo/state-truth.ts';
import { createRandom } from '../../src/stats/random.ts';
import { studyCases } from './cases.ts';
import { readCommitted } from './committed.ts';
import { drawOutcome } from './draw-outcome.ts';
import { bestEstimates, type KnownVariance, type PersonGroup } from './known-variance.ts';
import { bestFigures, oracleErrors } from './oracle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const random = createRandom(4);
const weeks = 6;
const cells = 10;

/** Cells 0 to 5 are the weeks; 6 to 8 those after the training in week 2; 9 is what another programme adds. */
const untrained = Int32Array.from([0, 1, 2, 3, 4, 5]);
const trained = Int32Array.from([0, 1, -1, 6, 7, 8]);
const other = Int32Array.from([-1, -1, -1, -1, 9, 9]);

function personGroup(cellOf: Int32Array, size: number, onTop?: Int32Array): PersonGroup {
  const persons = Array.from({ length: size }, () => {
    const count = Float64Array.from({ length: weeks }, () => random.integer(4));
    return { count, sum: count.map((n) => n * (3 + random.normal())) };
  });
  return { cellOf, onTop, persons };
}

const teams = [
  [personGroup(trained, 3)],
  [personGroup(trained, 2), personGroup(untrained, 2)],
  [personGroup(untrained, 4)],
  [personGroup(untrained, 2, other), personGroup(trained, 2, other)],
];
const contrast = Float64Array.from([0, 0, 0, -0.5, -0.5, 0, 0.5, 0.5, 0, 0]);

/** The whole covariance of all person-weeks, inverted: what the oracle is too clever to write down. */
function bruteForce(known: KnownVariance): { estimate: number; variance: number } {
  const rows = known.teams.flatMap((groups, team) =>
    groups.flatMap(({ cellOf, onTop, persons }, group) =>
      persons.flatMap(({ count, sum }, person) =>
        Array.from(count, (n, week) => ({
          team,
          person: `${team}/${group}/${person}`,
          week,
          n,
          y: sum[week] / n,
          cell: cellOf[week],
          onTop: onTop?.[week] ?? -1,
        })).filter(({ n, cell }) => n > 0 && cell >= 0),
      ),
    ),
  );
  const covariance = rows.map((a) =>
    rows.map((b) => {
      const person = a.person === b.person ? known.betweenPersons : 0;
      const shock =
        a.team === b.team ? known.shockSd ** 2 * known.shockMemory ** Math.abs(a.week - b.week) : 0;
      return person + shock + (a === b ? known.singleValue / a.n : 0);
    }),
  );
  const inverse = invert(covariance);
  const design = rows.map(({ cell, onTop }) =>
    Array.from({ length: known.cells }, (_, k) => (k === cell || k === onTop ? 1 : 0)),
  );
  const weighted = multiply(transpose(design), inverse);
  const solution = invert(multiply(weighted, design));
  const levels = multiply(
    multiply(solution, weighted),
    rows.map(({ y }) => [y]),
  );
  const a = [Array.from(contrast)];
  return {
    estimate: multiply(a, levels)[0][0],
    variance: multiply(multiply(a, solution), transpose(a))[0][0],
  };
}

function transpose(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

function multiply(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) =>
    b[0].map((_, column) => row.reduce((sum, value, k) => sum + value * b[k][column], 0)),
  );
}

/** Gauss-Jordan with pivots. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < size; k++) {
    const pivot = work.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]) > Math.abs(work[best][k]) ? i : best),
      k,
    );
    [work[k], work[pivot]] = [work[pivot], work[k]];
    const scale = work[k][k];
    work[k] = work[k].map((value) => value / scale);
    for (let i = 0; i < size; i++) {
      const factor = work[i][k];
      if (i !== k && factor !== 0) work[i] = work[i].map((value, j) => value - factor * work[k][j]);
    }
  }
  return work.map((row) => row.slice(size));
}

describe('generalised least squares with known variances', () => {
  const known = {
    weeks,
    cells,
    betweenPersons: 0.3,
    shockSd: 0.4,
    shockMemory: 0.6,
    singleValue: 1.7,
    teams,
  };

  it('are those of the whole covariance, written down and inverted', () => {
    const [clever] = bestEstimates(known, [contrast]);
    const plain = bruteForce(known);
    expect(clever.estimate).toBeCloseTo(plain.estimate, 9);
    expect(clever.variance).toBeCloseTo(plain.variance, 9);
  });

  it('compare persons with themselves as if persons differed without end', () => {
    const [within] = bestEstimates({ ...known, betweenPersons: Number.POSITIVE_INFINITY }, [contrast]);
    const plain = bruteForce({ ...known, betweenPersons: 1e5 });
    expect(within.estimate).toBeCloseTo(plain.estimate, 3);
    expect(within.variance).toBeCloseTo(plain.variance, 3);
  });
});

describe('the oracle of a design', () => {
  it.each(['drawn', 'within'] as const)(
    'errs as much as it says, over 200 small organisations (%s)',
    (how) => {
      const study = studyCases.find(({ id }) => id === 'teams-12/fading');
      if (study === undefined) throw new Error('no case');
      const [judged] = study.model.programmes;
      const rollOut = { ...judged.rollOut, weeks: [10, 16], perStage: 4 } as typeof judged.rollOut;
      const model = { ...study.model, weeks: 56, peoplePerTeam: 4, programmes: [{ ...judged, rollOut }] };
      const scale = createRatingScale();
      const squares = [0, 0, 0, 0];
      const organisations = 200;
      for (let seed = 1; seed <= organisations; seed++) {
        const organisation = simulateOrganisation(model, seed);
        const outcome = drawOutcome(organisation, model.measures[0].id, scale, {});
        const [{ effects }] = stateTruth(organisation);
        const truth = [effects.first, effects.later, effects.whole, effects.drop];
        bestFigures(organisation, outcome, how === 'within', scale).forEach(({ estimate, variance }, k) => {
          squares[k] += (estimate - truth[k]) ** 2 / variance / organisations;
        });
      }
      for (const share of squares)
        expect(Math.abs(share - 1)).toBeLessThan(3.5 * Math.sqrt(2 / organisations));
    },
  );

  it('is the one that is committed', () => {
    const { oracle } = readCommitted(root);
    const study = studyCases.find(({ id }) => id === 'teams-12/lasting');
    expect(study && oracleErrors(study)).toEqual(oracle['teams-12/lasting']);
  });
});
