/** Answers from 1 to 5 with a wanted mean, exactly; the standard deviation is 1.3 at the mean of `pattern`. */
export interface RatingScale {
  readonly lowestMean: number;
  readonly highestMean: number;
  /** The answer that a uniform number stands for when the mean is `mean` (clamped to the two bounds). */
  rate(mean: number, uniform: number): number;
  /** Writes the shares of answers up to 1, 2, 3 and 4 when the mean is `mean`: `rate` counts those below its number. */
  sharesUpTo(mean: number, into: Float64Array): void;
}

/** Shares of the answers 1 to 5 as they come: mean 3.60, standard deviation 1.30. */
const pattern = [0.1, 0.115, 0.18, 0.295, 0.31];
const lowestMean = 1.2;
const highestMean = 4.8;
const step = 0.004;
const halvings = 60;

/** Tilts the pattern to each mean of a fine grid; between its points cumulative shares are interpolated, which keeps the mean exact. */
export function createRatingScale(): RatingScale {
  const points = Math.round((highestMean - lowestMean) / step) + 1;
  const cumulative = new Float64Array(points * 4);
  const known = new Uint8Array(points);
  const fill = (point: number) => {
    cumulative.set(cumulativeAt(lowestMean + point * step), point * 4);
    known[point] = 1;
  };
  const sharesUpTo = (mean: number, into: Float64Array): void => {
    const position = (Math.min(highestMean, Math.max(lowestMean, mean)) - lowestMean) / step;
    const point = Math.min(points - 2, Math.floor(position));
    const part = position - point;
    if (known[point] === 0) fill(point);
    if (known[point + 1] === 0) fill(point + 1);
    for (let k = 0; k < 4; k++) {
      const below = cumulative[point * 4 + k] ?? 1;
      const above = cumulative[point * 4 + 4 + k] ?? 1;
      into[k] = below + part * (above - below);
    }
  };
  const shares = new Float64Array(4);
  const rate = (mean: number, uniform: number): number => {
    sharesUpTo(mean, shares);
    let answer = 1;
    while (answer < 5 && uniform >= (shares[answer - 1] ?? 1)) answer += 1;
    return answer;
  };
  return { lowestMean, highestMean, rate, sharesUpTo };
}

function cumulativeAt(mean: number): number[] {
  let low = -20;
  let high = 20;
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (low + high) / 2;
    if (meanOf(tilted(middle)) < mean) low = middle;
    else high = middle;
  }
  let sum = 0;
  return tilted((low + high) / 2)
    .slice(0, 4)
    .map((share) => {
      sum += share;
      return sum;
    });
}

function tilted(tilt: number): number[] {
  const raw = pattern.map((share, index) => share * Math.exp(tilt * (index - 2)));
  const total = raw.reduce((sum, share) => sum + share, 0);
  return raw.map((share) => share / total);
}

function meanOf(shares: readonly number[]): number {
  return shares.reduce((sum, share, index) => sum + share * (index + 1), 0);
}
