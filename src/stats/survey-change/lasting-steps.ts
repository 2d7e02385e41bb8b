/** A level that jumped and stayed: first period of the new level, and by how much it changed. */
export interface LastingStep {
  readonly period: number;
  readonly size: number;
  /** Size of the jump against the usual difference of neighbouring stretches; alarms begin at `criticalStep`. */
  readonly score: number;
}

/** One value per period; periods that are not known are passed over. */
export interface PeriodSeries {
  readonly values: Float64Array;
  /** [periods] 1 where there is a value. */
  readonly known: Uint8Array;
}

/** Fewest periods, as a multiple of the stretch that is compared on either side. */
export const fewestStretches = 5;
const mostSteps = 5;

/**
 * By length in stretches: the score that a series without any jump reaches once in a thousand, the largest over
 * independent noise and noise with memory 0.3, 0.6 and 0.9, simulated (the tests simulate it anew).
 */
const criticalScores = [
  [5, 16],
  [6, 14],
  [8, 12],
  [13, 8.9],
  [20, 6.9],
  [40, 6.3],
] as const;

export function criticalStep(stretches: number): number {
  const above = criticalScores.findIndex(([length]) => length >= stretches);
  if (above === 0) return criticalScores[0][1];
  const [low, high] = [criticalScores.at(above - 1), criticalScores[above]];
  if (above < 0 || low === undefined || high === undefined)
    return criticalScores[criticalScores.length - 1][1];
  return low[1] + ((high[1] - low[1]) * (stretches - low[0])) / (high[0] - low[0]);
}

/**
 * Jumps of a series: where the median of the next `stretch` periods differs from that of the last by far more than
 * neighbouring stretches of the series usually do. A steady drift is taken off, a spike of a few periods is no jump.
 */
export function lastingSteps({ values, known }: PeriodSeries, stretch: number): readonly LastingStep[] {
  const periods = Array.from(known.keys()).filter((period) => known[period] === 1);
  if (periods.length < fewestStretches * stretch) return [];
  const series = Float64Array.from(periods, (period) => values[period]);
  const critical = criticalStep(periods.length / stretch);
  const found: LastingStep[] = [];
  const passing: number[] = [];
  while (found.length + passing.length < mostSteps) {
    const step = strongestStep(series, stretch, passing);
    if (step === undefined || step.score < critical) break;
    if (!lasts(series, step, stretch)) {
      passing.push(step.period);
      continue;
    }
    for (let t = step.period; t < series.length; t++) series[t] -= step.size;
    found.push({ ...step, period: periods[step.period] });
  }
  return found.toSorted((first, second) => first.period - second.period);
}

/** Whether at least half of the jump is left over twice the stretch, before and after. */
function lasts(series: Float64Array, { period, size }: LastingStep, stretch: number): boolean {
  const before = medianOf(series.slice(Math.max(0, period - 2 * stretch), period));
  const after = medianOf(series.slice(period, period + 2 * stretch));
  return Math.sign(after - before) === Math.sign(size) && Math.abs(after - before) >= Math.abs(size) / 2;
}

function strongestStep(
  series: Float64Array,
  stretch: number,
  passing: readonly number[],
): LastingStep | undefined {
  const contrasts = contrastsOf(series, stretch);
  const open = (i: number) => passing.every((period) => Math.abs(i + stretch - period) > 2 * stretch);
  const { at, distance } = farthest(contrasts, open);
  if (distance <= scaleOf(series) * 1e-9) return undefined;
  const apart = contrasts.filter((_, i) => Math.abs(i - at) >= stretch);
  const centre = medianOf(apart);
  const usual = Math.max(medianDeviation(apart), noiseOfContrast(series, stretch));
  const period = sharpest(series, contrasts, at, stretch);
  const size = meanOf(series, period, period + stretch) - meanOf(series, period - stretch, period) - centre;
  const score = Math.abs(contrasts[at] - centre) / usual;
  return { period, size, score: usual === 0 ? Number.POSITIVE_INFINITY : score };
}

/** Where the contrast is farthest from the usual one, among those that are open. */
function farthest(
  contrasts: Float64Array,
  open: (i: number) => boolean,
): { readonly at: number; readonly distance: number } {
  const centre = medianOf(contrasts);
  let [at, distance] = [0, 0];
  contrasts.forEach((contrast, i) => {
    if (!open(i) || Math.abs(contrast - centre) <= distance) return;
    at = i;
    distance = Math.abs(contrast - centre);
  });
  return { at, distance };
}

/** Standard error of a contrast that the differences of neighbouring periods alone lead one to expect. */
function noiseOfContrast(series: Float64Array, stretch: number): number {
  const differences = series.slice(1).map((value, t) => value - series[t]);
  return (medianDeviation(differences) / Math.SQRT2) * Math.sqrt(2 / stretch);
}

/** Median distance from the median, as a standard deviation. */
function medianDeviation(values: Float64Array): number {
  const centre = medianOf(values);
  return 1.4826 * medianOf(values.map((value) => Math.abs(value - centre)));
}

/** Median of the stretch from each period on, less that of the stretch before it. */
function contrastsOf(series: Float64Array, stretch: number): Float64Array {
  return Float64Array.from(
    { length: series.length - 2 * stretch + 1 },
    (_, i) => medianOf(series.slice(i + stretch, i + 2 * stretch)) - medianOf(series.slice(i, i + stretch)),
  );
}

/** Of the periods around the farthest contrast, the one at which the means differ most. */
function sharpest(series: Float64Array, contrasts: Float64Array, top: number, stretch: number): number {
  let best = top + stretch;
  let most = -1;
  const last = Math.min(contrasts.length - 1, top + stretch);
  for (let i = Math.max(0, top - stretch); i <= last; i++) {
    const at = i + stretch;
    const difference = Math.abs(meanOf(series, at, at + stretch) - meanOf(series, at - stretch, at));
    if (difference > most) {
      most = difference;
      best = at;
    }
  }
  return best;
}

function scaleOf(series: Float64Array): number {
  return series.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function meanOf(series: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let t = from; t < to; t++) sum += series[t];
  return sum / (to - from);
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
