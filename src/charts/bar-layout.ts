/** A piece of the bar: where it begins and how long it is, as shares of the whole. */
export interface Piece {
  readonly start: number;
  readonly length: number;
}

/** Lays amounts end to end; shares of their total, which must be above zero. */
export function layEndToEnd(amounts: readonly number[]): readonly Piece[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  let start = 0;
  return amounts.map((amount) => {
    const piece = { start, length: amount / total };
    start += piece.length;
    return piece;
  });
}

/**
 * Places a label at the start of each piece, never closer than `least` to the next and never past the end
 * (all as shares): from the left each is pushed on as far as needed, then from the right pulled back.
 */
export function placeLabels(pieces: readonly Piece[], least: number): readonly Piece[] {
  const room = Math.min(least, 1 / Math.max(1, pieces.length));
  const starts = pieces.map((piece) => piece.start);
  for (let i = 1; i < starts.length; i++) starts[i] = Math.max(starts[i]!, starts[i - 1]! + room);
  for (let i = starts.length - 1; i >= 0; i--) {
    starts[i] = Math.min(starts[i]!, (starts[i + 1] ?? 1) - room);
  }
  return starts.map((start, i) => ({ start, length: (starts[i + 1] ?? 1) - start }));
}
