/**
 * The known word that was most likely meant, or none where nothing is near.
 * Near means at most a third of the letters differ; case, hyphens and underscores do not count.
 */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
  return nearWords(written, known)[0];
}

/** The known words that may have been meant, at most three, the nearest first. */
export function nearWords(written: string, known: readonly string[]): readonly string[] {
  const plain = plainLetters(written);
  const most = Math.max(1, Math.floor(plain.length / 3));
  return known
    .map((word) => ({ word, changes: changesBetween(plain, plainLetters(word)) }))
    .filter(({ changes }) => changes <= most)
    .sort((first, second) => first.changes - second.changes)
    .slice(0, 3)
    .map(({ word }) => word);
}

function plainLetters(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Letters added, dropped, replaced or swapped with their neighbour to get from one word to the other. */
function changesBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? (beforeLast[column - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] as number;
}
