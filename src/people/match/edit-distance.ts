/**
 * Least number of letters to insert, delete, replace or swap with their neighbour, each place changed once
 * (optimal string alignment); `most` + 1 where it is more than `most`.
 */
export function editDistance(first: string, second: string, most: number): number {
  const [a, b] = first.length <= second.length ? [first, second] : [second, first];
  if (b.length - a.length > most) return most + 1;
  let beforeLast = new Uint8Array(a.length + 1);
  let last = Uint8Array.from({ length: a.length + 1 }, (_, index) => index);
  for (let row = 1; row <= b.length; row++) {
    const now = new Uint8Array(a.length + 1);
    now[0] = row;
    let least = row;
    for (let column = 1; column <= a.length; column++) {
      const cost = costAt(a, b, row, column, last, now, beforeLast);
      now[column] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [beforeLast, last] = [last, now];
  }
  return Math.min(last[a.length] ?? 0, most + 1);
}

function costAt(
  a: string,
  b: string,
  row: number,
  column: number,
  last: Uint8Array,
  now: Uint8Array,
  beforeLast: Uint8Array,
): number {
  const same = a[column - 1] === b[row - 1];
  const replaced = (last[column - 1] ?? 0) + (same ? 0 : 1);
  const cost = Math.min(replaced, (last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1);
  const swapped = row > 1 && column > 1 && a[column - 1] === b[row - 2] && a[column - 2] === b[row - 1];
  return swapped ? Math.min(cost, (beforeLast[column - 2] ?? 0) + 1) : cost;
}

/** A word with each of its letters left out once, and the word itself: two words one error apart share one. */
export function withOneLetterLess(word: string): readonly string[] {
  const shorter = new Set([word]);
  for (let index = 0; index < word.length; index++) {
    shorter.add(word.slice(0, index) + word.slice(index + 1));
  }
  return [...shorter];
}
