import { type ItemTable, pairwiseCovariances, type RefusedItems, refuseItems } from './item-table.ts';
import { type Matrix, matrix, solve, symmetricEigen } from './linear-algebra.ts';
import { type Refused, refuse } from './refused.ts';

export interface CommonFactor {
  readonly kind: 'estimate';
  /** McDonald's omega, 0 to 1. */
  readonly omegaTotal: number;
  /** [items] correlation of each item with what is common; the sum is not negative. */
  readonly loadings: Float64Array;
  /** [items] share of each item's variance that is its own. */
  readonly uniquenesses: Float64Array;
}

/**
 * Share of an item's variance that the others must leave over. Rounding leaves about 1e-16, more where means are large
 * beside spreads; one answer of one person among a million that departs from the sum of the others leaves about 1e-6.
 */
const leastLeftOver = 1e-10;
/** An item whose own share falls under this fits no proper factor. */
const leastUniqueness = 1e-4;
const mostSteps = 500;

/**
 * McDonald's omega: how well does the sum of the items measure the one thing they share?
 *
 * Question: how much of the spread of the sum of these items comes from one thing behind them?
 * Estimand: share of the variance of the sum of the standardised items that one factor explains.
 * Formula: omega = (sum l)^2 / ((sum l)^2 + sum psi); R = l l' + diag(psi) by maximum likelihood: least
 *   log|S| - log|R| + tr(R S^-1) - k, R the correlations, S the model's.
 * Source: [mcdonald1999, chapter 6]; the likelihood in psi alone and its derivatives [joreskog1967].
 * Assumes: one factor; errors do not go together; pairwise correlations where answers are missing.
 * Input: people x items with gaps; items that point the other way are turned round before.
 * Output: 0 to 1, loadings from -1 to 1, uniquenesses over 0 up to 1.
 * Refuses: `too-few-items` under 3; `too-few-people`, also where nobody left a gap and people are no more than items;
 *   `constant-item`; `dependent-items` where one is a sum or copy of others; `not-a-correlation` where gaps make the
 *   correlations impossible; `improper-solution` where an item would have no error; `no-convergence`.
 * Uncertainty: not given here: it describes and gates nothing.
 * Proof: three items in closed form; exact one-factor correlations give their loadings back; equal loadings give
 *   alpha; no nearby solution fits better.
 */
export function fitCommonFactor(table: ItemTable): CommonFactor | Refused | RefusedItems {
  const { items } = table;
  if (items < 3) return refuse('too-few-items', 'One factor cannot be fitted to fewer than three items.');
  const { correlation, people } = pairwiseCovariances(table);
  const refused = refuseItems(table, people, 3);
  if (refused !== undefined) return refused;
  const [first] = people;
  if (first <= items && people.every((both) => both === first)) {
    return refuse(
      'too-few-people',
      `${first} people answered ${items} items; their correlations say nothing of one factor under ${items + 1} people.`,
    );
  }
  return factorOfCorrelations(correlation, items);
}

/** The same from [items x items] correlations, row by row. */
export function factorOfCorrelations(
  correlations: Float64Array,
  items: number,
): CommonFactor | Refused | RefusedItems {
  const refused = refuseDependent(correlations, items);
  if (refused !== undefined) return refused;
  let current = stateAt(correlations, startingUniquenesses(correlations, items));
  for (let step = 0; step < mostSteps; step++) {
    if (current.gradient.every((slope) => Math.abs(slope) < 1e-11)) return finish(current);
    const next = stepFrom(correlations, current);
    if (next === undefined) return finish(current);
    if (next.uniquenesses.some((own) => own < leastUniqueness)) {
      return refuse(
        'improper-solution',
        'One factor would leave an item without any error; it does not fit these items.',
      );
    }
    current = next;
  }
  return refuse('no-convergence', 'One factor could not be fitted to these items.');
}

/** What each item has left over once those before it are taken out: the pivots of Cholesky's factor, in 0 to 1. */
function refuseDependent(correlations: Float64Array, items: number): Refused | RefusedItems | undefined {
  const rows: Float64Array[] = [];
  for (let i = 0; i < items; i++) {
    const row = new Float64Array(items);
    let leftOver = correlations[i * items + i];
    for (let j = 0; j < i; j++) {
      let rest = correlations[i * items + j];
      for (let k = 0; k < j; k++) rest -= row[k] * rows[j][k];
      row[j] = rest / rows[j][j];
      leftOver -= row[j] ** 2;
    }
    if (leftOver < -leastLeftOver) {
      return refuse(
        'not-a-correlation',
        'The correlations contradict each other: answers are missing, and different people answered different items. Leave out people with gaps, or an item that is a sum of others.',
      );
    }
    if (leftOver < leastLeftOver) {
      const detail =
        'An item follows from the others: it is a copy, a sum or a mean of them. Leave it out of the items.';
      return { ...refuse('dependent-items', detail), items: [i] };
    }
    row[i] = Math.sqrt(leftOver);
    rows.push(row);
  }
  return undefined;
}

/** Eigenvalues theta (falling) and vectors of psi^-1/2 R psi^-1/2, and the misfit they give. */
interface State {
  readonly uniquenesses: Float64Array;
  readonly theta: Float64Array;
  readonly vectors: Matrix;
  readonly misfit: number;
  /** [items] slope of the misfit in log psi. */
  readonly gradient: Float64Array;
}

/** Joreskog's start: half of what an item does not share with all the others. */
function startingUniquenesses(correlations: Float64Array, items: number): Float64Array {
  return Float64Array.from({ length: items }, (_, i) => {
    const unit = Float64Array.from({ length: items }, (_unit, j) => (i === j ? 1 : 0));
    const column = solve(matrix(items, items, correlations), unit);
    return Math.max(0.05, (1 - 0.5 / items) / (column?.[i] ?? 1));
  });
}

function stateAt(correlations: Float64Array, uniquenesses: Float64Array): State {
  const items = uniquenesses.length;
  const scaled = correlations.map(
    (value, cell) => value / Math.sqrt(uniquenesses[Math.floor(cell / items)] * uniquenesses[cell % items]),
  );
  const { eigenvalues, vectors } = symmetricEigen(matrix(items, items, scaled));
  let misfit = 0;
  const gradient = new Float64Array(items);
  for (let m = 0; m < items - 1; m++) {
    misfit += eigenvalues[m] - Math.log(eigenvalues[m]) - 1;
    for (let i = 0; i < items; i++) gradient[i] += (1 - eigenvalues[m]) * vectors.values[i * items + m] ** 2;
  }
  return { uniquenesses, theta: eigenvalues, vectors, misfit, gradient };
}

/** One Newton step in log psi, halved until the misfit falls; undefined where nothing falls any more. */
function stepFrom(correlations: Float64Array, state: State): State | undefined {
  const items = state.uniquenesses.length;
  const newton = solve(matrix(items, items, exactCurvature(state)), state.gradient);
  const downhill = newton?.reduce((sum, move, i) => sum + move * state.gradient[i], 0) ?? -1;
  const direction = newton !== undefined && downhill > 0 ? newton : safeDirection(state);
  const longest = Math.max(1, ...direction.map(Math.abs));
  for (let share = 1 / longest; share > 1e-8; share /= 2) {
    const next = stateAt(
      correlations,
      state.uniquenesses.map((own, i) => own * Math.exp(-share * direction[i])),
    );
    if (next.misfit < state.misfit || isCloser(next, state)) return next;
  }
  return undefined;
}

/** Where the misfit is flat to the last digits the slope still tells. */
function isCloser(next: State, state: State): boolean {
  return next.misfit < state.misfit + 1e-13 && steepest(next) < steepest(state) / 2;
}

function steepest({ gradient }: State): number {
  return Math.max(...gradient.map(Math.abs));
}

/** Second derivatives of the misfit in log psi. */
function exactCurvature({ theta, vectors }: State): Float64Array {
  const items = theta.length;
  const first = items - 1;
  const factor = (m: number, r: number): number => {
    if (m === r) return theta[m];
    if (r === first) return ((theta[m] - 1) * (theta[m] + theta[r])) / (theta[m] - theta[r]);
    return (theta[m] + theta[r]) / 2;
  };
  return Float64Array.from({ length: items * items }, (_, cell) => {
    const [i, j] = [Math.floor(cell / items), cell % items];
    let sum = 0;
    for (let m = 0; m < first; m++) {
      const own = vectors.values[i * items + m] * vectors.values[j * items + m];
      for (let r = 0; r < items; r++) {
        sum += factor(m, r) * own * vectors.values[i * items + r] * vectors.values[j * items + r];
      }
    }
    return sum;
  });
}

/** Joreskog's approximation, positive definite: squares of the projection beside the factor. */
function safeDirection({ vectors, gradient }: State): Float64Array {
  const items = gradient.length;
  const curvature = Float64Array.from({ length: items * items }, (_, cell) => {
    const [i, j] = [Math.floor(cell / items), cell % items];
    let sum = 0;
    for (let m = 0; m < items - 1; m++) sum += vectors.values[i * items + m] * vectors.values[j * items + m];
    return sum * sum + (i === j ? 1e-9 : 0);
  });
  return solve(matrix(items, items, curvature), gradient) ?? gradient;
}

function finish({ uniquenesses, theta, vectors }: State): CommonFactor | Refused {
  const items = uniquenesses.length;
  const first = items - 1;
  const strength = Math.sqrt(Math.max(0, theta[first] - 1));
  const raw = uniquenesses.map((own, i) => Math.sqrt(own) * vectors.values[i * items + first] * strength);
  const sum = raw.reduce((total, loading) => total + loading, 0);
  const own = uniquenesses.reduce((total, value) => total + value, 0);
  const loadings = sum < 0 ? raw.map((loading) => -loading) : raw;
  return { kind: 'estimate', omegaTotal: sum ** 2 / (sum ** 2 + own), loadings, uniquenesses };
}
