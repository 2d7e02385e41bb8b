import { type Refused, refuse } from '../refused.ts';
import { type ColumnPlan, columnOf, never, type ProgrammeDates } from './columns.ts';
import type { CrossProducts } from './cross-products.ts';
import { type IndependentColumns, independentColumns } from './independent-columns.ts';

/** A programme whose effect cannot be told from that of others. */
export interface NotToldApart extends Refused {
  readonly reason: 'not-told-apart';
  /** Positions among the other programmes. */
  readonly others: readonly number[];
  /** By how much the variance of the effect is greater than without them; infinite where they say all of it. */
  readonly inflation: number;
}

/** A weighted sum of the effects of windows of the programme at hand. */
export interface Wanted {
  readonly columns: readonly number[];
  readonly weights: readonly number[];
}

/** The regression on the programme at hand alone, and on all programmes. */
export interface Separation {
  readonly alone: IndependentColumns;
  readonly all: IndependentColumns;
  /** Variance inflation of each figure by the other programmes. */
  readonly inflation: readonly number[];
}

/** Refuses where unit and period effects, or other programmes, leave too little of the programme at hand. */
export function tellApart(
  cross: CrossProducts,
  plans: readonly ColumnPlan[],
  wanted: readonly Wanted[],
  mostInflation: number,
): Separation | NotToldApart | Refused {
  const [own, ...others] = plans;
  const asked = new Set(wanted.flatMap(({ columns }) => columns));
  // What is asked for comes last, so that it is kept only where nothing else says it.
  const ownColumns = [...columnsOf(own).filter((column) => !asked.has(column)), ...asked];
  const withOthers = (some: readonly ColumnPlan[]) =>
    independent(cross, [...some.flatMap(columnsOf), ...ownColumns]);
  const alone = independent(cross, ownColumns);
  if (![...asked].every(alone.has)) {
    return refuse(
      'no-comparison',
      `Effects of units and periods say all of "${own.programme.title}": nobody is left to compare with.`,
    );
  }
  const all = withOthers(others);
  const inflation = inflationsOf(cross, wanted, alone, all);
  const worst = Math.max(...inflation);
  if (worst <= mostInflation) return { alone, all, inflation };
  const single = others.map((other) => Math.max(...inflationsOf(cross, wanted, alone, withOthers([other]))));
  const culprits = fewestThatHide(
    single,
    (some) =>
      Math.max(...inflationsOf(cross, wanted, alone, withOthers(some.map((q) => others[q])))) > mostInflation,
  );
  return notToldApart(
    own.programme,
    culprits,
    others.map(({ programme }) => programme),
    worst,
  );
}

function independent(
  { products, columns, values }: CrossProducts,
  order: readonly number[],
): IndependentColumns {
  return independentColumns(products, columns + 1, values, order);
}

function columnsOf(plan: ColumnPlan): number[] {
  return Array.from({ length: plan.groups * plan.width }, (_, k) => columnOf(plan, 0, k));
}

/** Variance of each figure under the same errors, over that without the other programmes. */
function inflationsOf(
  { columns }: CrossProducts,
  wanted: readonly Wanted[],
  alone: IndependentColumns,
  all: IndependentColumns,
): number[] {
  return wanted.map((figure) =>
    figure.columns.every(all.has)
      ? varianceOf(figure, all, columns) / varianceOf(figure, alone, columns)
      : Number.POSITIVE_INFINITY,
  );
}

/** a'(X'WX)^-1 a. */
function varianceOf(figure: Wanted, independent: IndependentColumns, columns: number): number {
  const lever = independent.solve(spreadOut(figure, columns));
  return figure.columns.reduce((sum, column, k) => sum + figure.weights[k] * lever[column], 0);
}

/** [columns] weights of a figure, 0 elsewhere. */
export function spreadOut({ columns: places, weights }: Wanted, columns: number): Float64Array {
  const vector = new Float64Array(columns);
  places.forEach((column, k) => {
    vector[column] += weights[k];
  });
  return vector;
}

/** Each programme that hides the effect by itself, or else the fewest that do so at once, by how much each does. */
function fewestThatHide(single: readonly number[], hide: (some: readonly number[]) => boolean): number[] {
  const order = [...single.keys()].sort((a, b) => single[b] - single[a]);
  const alone = order.filter((q) => hide([q]));
  if (alone.length > 0) return alone;
  const some: number[] = [];
  for (const q of order) {
    some.push(q);
    if (hide(some)) break;
  }
  return some;
}

function notToldApart(
  own: ProgrammeDates,
  culprits: readonly number[],
  others: readonly ProgrammeDates[],
  inflation: number,
): NotToldApart {
  const names = culprits.map((q) => `"${others[q].title}"`).join(' and ');
  const why =
    inflation === Number.POSITIVE_INFINITY
      ? 'what one does to the outcome, the other could have done as well'
      : `beside them the variance of its effect is ${inflation < 100 ? inflation.toFixed(1) : 'over 100'} times that without them`;
  const dates = culprits.map((q) => sayDates(own, others[q])).join('; ');
  return {
    kind: 'refused',
    reason: 'not-told-apart',
    detail: `"${own.title}" and ${names} cannot be told apart: ${dates}. So ${why}.`,
    others: culprits,
    inflation,
  };
}

const nearPeriods = 4;

function sayDates(own: ProgrammeDates, other: ProgrammeDates): string {
  const count = countShared(own, other);
  return `of ${count.own} units that got it, ${count.both} got "${other.title}" too, ${count.near} of them within ${nearPeriods} periods of it, and of ${count.without} that did not, ${count.otherOnly} got "${other.title}"`;
}

/** Units that got the one, both, both within a few periods, and neither. */
export function countShared(
  own: Pick<ProgrammeDates, 'begins'>,
  other: Pick<ProgrammeDates, 'begins'>,
): {
  readonly own: number;
  readonly both: number;
  readonly near: number;
  readonly without: number;
  readonly otherOnly: number;
} {
  const count = { own: 0, both: 0, near: 0, without: 0, otherOnly: 0 };
  own.begins.forEach((begin, unit) => {
    const gotOther = other.begins[unit] !== never;
    if (begin === never) {
      count.without++;
      if (gotOther) count.otherOnly++;
      return;
    }
    count.own++;
    if (!gotOther) return;
    count.both++;
    if (Math.abs(begin - other.begins[unit]) <= nearPeriods) count.near++;
  });
  return count;
}
