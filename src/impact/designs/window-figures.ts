import { type Contrast, combine } from '../../stats/level-contrast.ts';
import type { Effects } from '../estimate-effects.ts';
import { windowsOfYear } from '../plan-stages.ts';

/** The effect in one of the four quarters, and how many of its periods were observed. */
export interface WindowOfYear {
  readonly window: number;
  readonly length: number;
  readonly contrast: Contrast;
}

export const figureNames = ['first', 'later', 'whole', 'drop'] as const;
export type FigureName = (typeof figureNames)[number];

/** [windows] weight of each quarter in a figure, by its observed periods; undefined where the figure has none. */
export function weightsOf(
  name: FigureName,
  windows: readonly Pick<WindowOfYear, 'window' | 'length'>[],
): number[] | undefined {
  if (name === 'drop') {
    const [first, later] = [weightsOf('first', windows), weightsOf('later', windows)];
    return first && later && first.map((weight, k) => weight - (later[k] ?? 0));
  }
  const counts = (window: number) =>
    name === 'whole' || (name === 'first' ? window === 0 : window >= windowsOfYear / 2);
  const lengths = windows.map(({ window, length }) => (counts(window) ? length : 0));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return total === 0 ? undefined : lengths.map((length) => length / total);
}

/** The four figures that the verdict reads, from the quarters of one date. */
export function figuresOfWindows(windows: readonly WindowOfYear[]): Pick<Effects, 'windows' | FigureName> {
  const contrasts = windows.map(({ contrast }) => contrast);
  const figure = (name: FigureName) => {
    const weights = weightsOf(name, windows);
    return weights && combine(contrasts, weights);
  };
  const quarters = Array.from({ length: windowsOfYear }, (_, w) =>
    windows.find(({ window }) => window === w),
  );
  return {
    windows: quarters.map((quarter) => quarter?.contrast),
    first: figure('first'),
    later: figure('later'),
    whole: figure('whole'),
    drop: figure('drop'),
  };
}
