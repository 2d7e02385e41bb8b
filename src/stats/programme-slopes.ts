/** Teams of one programme whose score is known: [rows] each. */
export interface ProgrammeRows {
  readonly teams: Int32Array;
  readonly effects: Float64Array;
  readonly variances: Float64Array;
  /** What the scores say of the teams' true condition. */
  readonly conditions: Float64Array;
}

/** Line of effects over a condition within one programme. */
export interface ProgrammeSlope {
  readonly slope: number;
  /** If effects vary around the line as the model says. */
  readonly variance: number;
  /** Variance of effects around the line beyond their errors. */
  readonly spread: number;
  /** [rows] what each team moves the slope by, its residual divided by the root of 1 - leverage. */
  readonly influence: Float64Array;
  /** [rows] share of the model's variance that each team brings. */
  readonly shares: Float64Array;
}

/** Weighted least squares with the moment estimate of the spread; undefined where the condition does not vary. */
export function programmeSlope(rows: ProgrammeRows): ProgrammeSlope | undefined {
  const plain = weightedLine(
    rows,
    rows.variances.map((variance) => 1 / variance),
  );
  if (plain === undefined) return undefined;
  const { weights, leverages } = plain;
  const excess = weights.reduce((sum, weight, i) => sum + weight * plain.residuals[i] ** 2, 0);
  const scale = weights.reduce((sum, weight, i) => sum + weight * (1 - leverages[i]), 0);
  const spread = Math.max(0, (excess - (weights.length - 2)) / scale);
  const line = weightedLine(
    rows,
    rows.variances.map((variance) => 1 / (variance + spread)),
  );
  if (line === undefined) return undefined;
  const pull = line.weights.map((weight, i) => (weight * (rows.conditions[i] - line.mean)) / line.squares);
  return {
    slope: line.slope,
    variance: 1 / line.squares,
    spread,
    influence: pull.map((each, i) => (each * line.residuals[i]) / Math.sqrt(1 - line.leverages[i])),
    shares: pull.map((each, i) => each ** 2 / line.weights[i]),
  };
}

function weightedLine({ effects, conditions }: ProgrammeRows, weights: Float64Array) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (values: Float64Array) =>
    values.reduce((sum, value, i) => sum + weights[i] * value, 0) / total;
  const mean = meanOf(conditions);
  const squares = conditions.reduce((sum, value, i) => sum + weights[i] * (value - mean) ** 2, 0);
  const size = conditions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(squares > 1e-20 * total * size ** 2)) return undefined;
  const level = meanOf(effects);
  const slope =
    conditions.reduce((sum, value, i) => sum + weights[i] * (value - mean) * (effects[i] - level), 0) /
    squares;
  const leverages = weights.map((weight, i) =>
    Math.min(1 - 1e-9, weight * (1 / total + (conditions[i] - mean) ** 2 / squares)),
  );
  const residuals = effects.map((effect, i) => effect - level - slope * (conditions[i] - mean));
  return { slope, mean, squares, weights, leverages, residuals };
}

/** Slopes of several programmes as draws around one mean [dersimonian1986, section 2]: its spread and the weights. */
export function slopesTogether(slopes: Float64Array, variances: Float64Array) {
  const weights = variances.map((variance) => 1 / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = slopes.reduce((sum, slope, i) => sum + weights[i] * slope, 0) / total;
  const excess = slopes.reduce((sum, slope, i) => sum + weights[i] * (slope - mean) ** 2, 0);
  const scale = total - weights.reduce((sum, weight) => sum + weight ** 2, 0) / total;
  const spread = slopes.length < 2 ? 0 : Math.max(0, (excess - (slopes.length - 1)) / scale);
  const parts = variances.map((variance) => 1 / (variance + spread));
  const sum = parts.reduce((all, part) => all + part, 0);
  return { spread, shares: parts.map((part) => part / sum) };
}
