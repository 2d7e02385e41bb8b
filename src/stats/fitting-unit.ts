const least = 2 ** -64;
const most = 2 ** 64;

/**
 * A power of two to divide these values by, so that their squares, and squares of those, neither overflow nor vanish.
 * Such a division loses no digit. 1 for values of ordinary size; values that are not numbers are passed over.
 */
export function fittingUnit(values: Float64Array): number {
  let largest = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > largest) largest = size;
  }
  if (largest === 0 || (largest > least && largest < most)) return 1;
  return 2 ** Math.min(1023, Math.floor(Math.log2(largest)));
}
