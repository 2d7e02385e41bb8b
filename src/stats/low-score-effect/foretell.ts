import { type BlockMeans, centreUnder, covarianceOf, invertInto, type LevelModel } from './fit-levels.ts';

/** What the blocks before the training foretell of those after it, about the mean of all; [people x blocks after]. */
export interface Foretold {
  readonly level: Float64Array;
  /** Variance of the level that the blocks before leave open. */
  readonly open: Float64Array;
}

/** The level after the training given the means before it: covariance with them, over their own with chance in it. */
export function foretell(data: BlockMeans, model: LevelModel, before: number): Foretold {
  const { people, blocks, mean, noise } = data;
  const after = blocks - before;
  const covariance = covarianceOf(data, model);
  const centre = centreUnder(data, model);
  const level = new Float64Array(people * after);
  const open = new Float64Array(people * after);
  const own = new Float64Array(blocks * blocks);
  const inverse = new Float64Array(blocks * blocks);
  for (let i = 0; i < people; i++) {
    const read: number[] = [];
    own.set(covariance);
    for (let b = 0; b < before; b++) {
      own[b * blocks + b] += noise[i * blocks + b];
      if (noise[i * blocks + b] > 0) read.push(b);
    }
    invertInto(own, blocks, read, inverse, 0);
    for (let w = 0; w < after; w++) {
      const later = (before + w) * blocks;
      let [sum, explained] = [0, 0];
      for (const a of read) {
        for (const b of read) {
          const pull = covariance[later + a] * inverse[a * blocks + b];
          sum += pull * (mean[i * blocks + b] - centre[b]);
          explained += pull * covariance[later + b];
        }
      }
      level[i * after + w] = sum;
      open[i * after + w] = Math.max(0, model.lasting + model.drifting - explained);
    }
  }
  return { level, open };
}
