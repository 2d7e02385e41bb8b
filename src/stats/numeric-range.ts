import type { Panel } from './panel.ts';
import { type Refused, refuse } from './refused.ts';

/** High powers of such values and distances, as bandwidths and likelihoods need them, still fit into a double. */
const LARGEST_VALUE = 1e30;
const LEAST_SPREAD = 1e-30;
/** What differs by a smaller share than this differs by rounding. */
const ROUNDING = 1e-12;

export interface NumericRange {
  /** Infinity where there are no values. */
  readonly low: number;
  /** -Infinity where there are no values. */
  readonly high: number;
}

/** Values that are no numbers are passed over. */
export function rangeOf(values: ArrayLike<number>): NumericRange {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return { low, high };
}

/** Range of the means of a panel. */
export function rangeOfPanel({ sum, count }: Panel): NumericRange {
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < count.length; at++) {
    if (!(count[at] > 0)) continue;
    const mean = sum[at] / count[at];
    if (mean < low) low = mean;
    if (mean > high) high = mean;
  }
  return { low, high };
}

/** All values the same but for rounding; also where there are none. */
export function isConstant({ low, high }: NumericRange): boolean {
  return !(high - low > ROUNDING * largestOf({ low, high }));
}

/** `out-of-range` where powers of what is called `what` would be too large or too small for a double. */
export function refuseOutOfRange(range: NumericRange, what: string): Refused | undefined {
  const { low, high } = range;
  if (!(low <= high)) return undefined;
  const tooLarge = largestOf(range) > LARGEST_VALUE;
  if (!tooLarge && !(high > low && high - low < LEAST_SPREAD)) return undefined;
  return refuse(
    'out-of-range',
    `The values of ${what} lie between ${low} and ${high}: too ${tooLarge ? 'large' : 'close together'} to reckon with. Correct them, or write them in other units (${tooLarge ? 'thousands, millions' : 'thousandths, shares'}).`,
  );
}

/** `out-of-range` where squares of what is called `what` are beyond what a double holds. */
export function refuseSquares(what: string, size: 'large' | 'small'): Refused {
  return refuse(
    'out-of-range',
    `The values of ${what} are so ${size} that their squares are beyond what a number holds. Check that the right column is read, or ${size === 'large' ? 'divide' : 'multiply'} them by a power of ten.`,
  );
}

/** `no-spread` where what is called `what` is the same everywhere. */
export function refuseConstant(range: NumericRange, what: string): Refused | undefined {
  if (!(range.low <= range.high) || !isConstant(range)) return undefined;
  return refuse(
    'no-spread',
    `The values of ${what} are all the same (${range.low}), so there is nothing to compare and no error to judge by. Check that the right column is read.`,
  );
}

/** Whether an error is 0, or is so small beside the values that it comes from rounding. */
export function isWithoutError(error: number, range: NumericRange): boolean {
  return !(error > (ROUNDING / 100) * largestOf(range));
}

function largestOf({ low, high }: NumericRange): number {
  return Math.max(Math.abs(low), Math.abs(high));
}
