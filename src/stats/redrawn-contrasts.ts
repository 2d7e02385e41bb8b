/** One window of one stage, with what each cluster would bring to it on either side. */
export interface RedrawnWindow {
  /** Index of the stage, and people by whom it weighs. */
  readonly stage: number;
  readonly people: number;
  /** Observed periods, by which windows of a stage weigh. */
  readonly length: number;
  /** Figures that the window is part of. */
  readonly figures: readonly number[];
  /** [stages + 1] 1 where clusters of stage s - 1 (first: of none) are untrained until the end of the window. */
  readonly untrained: Uint8Array;
  /** [clusters] stratum within which sides are compared, from 0. */
  readonly stratumOf: Int32Array;
  /** [clusters] sums of weights; 0 where a cluster has nobody observed. */
  readonly weight: Float64Array;
  /** [series][clusters] sums of weight x value; `undefined` for a series that is 0 everywhere. */
  readonly values: readonly (Float64Array | undefined)[];
}

export interface RedrawnContrasts {
  /** Takes an order: [clusters] stage of each, -1 for none. */
  read(stageOf: Int32Array): void;
  /** Under the order last read; `undefined` where no window of the figure has both sides. Series `after` and the next. */
  levelsOf(figure: number, after: number): LevelsOfTwo | undefined;
}

/** Levels after and before the training, trained less untrained, with their influences [clusters]. */
export interface LevelsOfTwo {
  readonly after: number;
  readonly before: number;
  readonly afterInfluence: Float64Array;
  readonly beforeInfluence: Float64Array;
}

export interface RedrawnInput {
  readonly windows: readonly RedrawnWindow[];
  readonly figures: number;
  readonly series: number;
  /** [clusters] 1 where the cluster may stand on the trained, and on the untrained side. */
  readonly mayBeTrained: Uint8Array;
  readonly mayCompare: Uint8Array;
}

/**
 * `levelContrast` of many series in many windows, for one order of the roll-out after another.
 *
 * A figure is the mean over its stages by people of means over its windows by length. Nothing is allocated per order:
 * what `read` fills is overwritten by the next call.
 */
export function redrawnContrasts(input: RedrawnInput): RedrawnContrasts {
  const clusters = input.mayBeTrained.length;
  const { windows, figures, series } = input;
  const levels = Array.from({ length: figures }, () => new Float64Array(series));
  const influences = levels.map(() => Array.from({ length: series }, () => new Float64Array(clusters)));
  const placings = windows.map((window) => emptyPlacing(window, clusters));
  const shares = placings.map(() => new Float64Array(figures));
  const defined = new Uint8Array(figures);
  const read = (stageOf: Int32Array): void => {
    for (const level of levels) level.fill(0);
    for (const figure of influences) for (const influence of figure) influence.fill(0);
    for (const placing of placings) place(placing, input, stageOf);
    shareOut(placings, shares, defined);
    placings.forEach((placing, k) => {
      if (placing.total > 0) addContrast(placing, shares[k], levels, influences);
    });
  };
  const levelsOf = (figure: number, after: number): LevelsOfTwo | undefined =>
    defined[figure] === 0
      ? undefined
      : {
          after: levels[figure][after],
          before: levels[figure][after + 1],
          afterInfluence: influences[figure][after],
          beforeInfluence: influences[figure][after + 1],
        };
  return { read, levelsOf };
}

/** Who stands on which side of a window under the order last read: bin 2 h for the trained of stratum h, 2 h + 1 else. */
interface Placing {
  readonly window: RedrawnWindow;
  /** The first `taking` are the clusters on either side; [clusters] the bin of each of those. */
  readonly members: Int32Array;
  taking: number;
  readonly binOf: Int32Array;
  /** [bins] */
  readonly weights: Float64Array;
  /** [bins] share of the bin's mean in the contrast, negative for the untrained; 0 where a stratum lacks a side. */
  readonly scales: Float64Array;
  /** [bins] means of the series at hand, and [clusters] what each cluster adds to their error. */
  readonly ratios: Float64Array;
  readonly deviations: Float64Array;
  /** Weight of the trained that have somebody to be compared with. */
  total: number;
}

function emptyPlacing(window: RedrawnWindow, clusters: number): Placing {
  const bins = 2 * (1 + window.stratumOf.reduce((most, stratum) => Math.max(most, stratum), 0));
  return {
    window,
    members: new Int32Array(clusters),
    taking: 0,
    binOf: new Int32Array(clusters),
    weights: new Float64Array(bins),
    scales: new Float64Array(bins),
    ratios: new Float64Array(bins),
    deviations: new Float64Array(clusters),
    total: 0,
  };
}

function place(placing: Placing, { mayBeTrained, mayCompare }: RedrawnInput, stageOf: Int32Array): void {
  const { members, binOf, weights, window } = placing;
  const { weight, stratumOf, untrained, stage } = window;
  let taking = 0;
  weights.fill(0);
  for (let c = 0; c < binOf.length; c++) {
    let bin = -1;
    if (weight[c] > 0) {
      if (stageOf[c] === stage) bin = mayBeTrained[c] === 1 ? 2 * stratumOf[c] : -1;
      else if (mayCompare[c] === 1 && untrained[stageOf[c] + 1] === 1) bin = 2 * stratumOf[c] + 1;
    }
    if (bin < 0) continue;
    members[taking++] = c;
    binOf[c] = bin;
    weights[bin] += weight[c];
  }
  placing.taking = taking;
  placing.total = 0;
  for (let bin = 0; bin < weights.length; bin += 2) {
    if (weights[bin + 1] > 0) placing.total += weights[bin];
  }
}

/** [windows][figures] share of each window in each figure: stages by people, windows of a stage by length. */
function shareOut(placings: readonly Placing[], shares: readonly Float64Array[], defined: Uint8Array): void {
  for (let figure = 0; figure < defined.length; figure++) {
    let people = 0;
    for (let k = 0; k < placings.length; ) {
      const { stage, people: ofStage } = placings[k].window;
      const from = k;
      let length = 0;
      for (; k < placings.length && placings[k].window.stage === stage; k++) {
        const { total, window } = placings[k];
        shares[k][figure] = total > 0 && window.figures.includes(figure) ? window.length : 0;
        length += shares[k][figure];
      }
      if (length === 0) continue;
      people += ofStage;
      for (let j = from; j < k; j++) shares[j][figure] *= ofStage / length;
    }
    defined[figure] = people > 0 ? 1 : 0;
    if (people > 0) for (const share of shares) share[figure] /= people;
  }
}

function addContrast(
  placing: Placing,
  shares: Float64Array,
  levels: readonly Float64Array[],
  influences: readonly (readonly Float64Array[])[],
): void {
  const { window, members, taking, weights, scales, ratios, deviations, total } = placing;
  for (let bin = 0; bin < weights.length; bin++) {
    const trained = bin % 2 === 0 ? bin : bin - 1;
    const hasBoth = weights[trained] > 0 && weights[trained + 1] > 0;
    scales[bin] = hasBoth ? (trained === bin ? weights[trained] : -weights[trained]) / total : 0;
  }
  window.values.forEach((values, series) => {
    if (values === undefined) return;
    meansOfBins(placing, values);
    deviationsFromMeans(placing, values);
    for (const figure of window.figures) {
      const share = shares[figure];
      for (let bin = 0; bin < ratios.length; bin++)
        levels[figure][series] += share * scales[bin] * ratios[bin];
      const influence = influences[figure][series];
      for (let k = 0; k < taking; k++) influence[members[k]] += share * deviations[k];
    }
  });
}

function meansOfBins({ members, taking, binOf, weights, ratios }: Placing, values: Float64Array): void {
  ratios.fill(0);
  for (let k = 0; k < taking; k++) ratios[binOf[members[k]]] += values[members[k]];
  for (let bin = 0; bin < ratios.length; bin++) if (weights[bin] > 0) ratios[bin] /= weights[bin];
}

function deviationsFromMeans(
  { window, members, taking, binOf, weights, scales, ratios, deviations }: Placing,
  values: Float64Array,
): void {
  const { weight } = window;
  for (let k = 0; k < taking; k++) {
    const c = members[k];
    const bin = binOf[c];
    deviations[k] = (scales[bin] / weights[bin]) * lessExactly(values[c], ratios[bin] * weight[c]);
  }
}

/** Below this share of a number a difference is rounding. */
const roundingShare = 1e-13;

/** a - b, and exactly 0 where only rounding parts them: a cluster alone on its side, windows with the same base. */
export function lessExactly(a: number, b: number): number {
  const difference = a - b;
  return Math.abs(difference) <= roundingShare * Math.abs(a) ? 0 : difference;
}
