import * as Plot from '@observablehq/plot';
import type { Estimate } from '../contract/analysis.ts';
import { formatDifference, formatInterval } from '../model/format-numbers.ts';
import { drawPlot } from './draw-plot.ts';

interface RowMeasure {
  readonly better: 'higher' | 'lower';
  readonly matters: number;
  readonly decimals: number;
}

interface EffectRowPicture {
  readonly name: string;
  readonly effect: Estimate;
  readonly measure: RowMeasure;
  /** Whether the verdict rests on this interval; if not it is drawn as an outline without a point. */
  readonly told: boolean;
}

/** In units of the smallest difference that matters: what lies beyond is cut off with an arrow. */
const reach = 3.4;
const size = { width: 168, height: 34, marginLeft: 2, marginRight: 2, marginTop: 2, marginBottom: 2 };

/**
 * One programme's interval between worse (left) and better (right), in units of the smallest difference that
 * matters, so that programmes with different measures stand under each other. Lower-is-better measures are flipped.
 */
export function drawEffectRow({ name, effect, measure, told }: EffectRowPicture): string {
  const sign = measure.better === 'higher' ? 1 : -1;
  const ends = [effect.low, effect.high].map((value) => (sign * value) / measure.matters);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const point = (sign * effect.estimate) / measure.matters;
  const bar = { x1: clip(low), x2: clip(high) };
  return drawPlot({
    name,
    alternative: describeRow(effect, measure, told),
    options: {
      ...size,
      axis: null,
      x: { domain: [-reach, reach] },
      y: { domain: [-1, 1] },
      marks: [
        Plot.ruleX([-1, 1], { stroke: 'var(--soft)', strokeDasharray: '1 3', y1: -0.8, y2: 0.8 }),
        Plot.ruleX([0], { stroke: 'var(--mark-line)', y1: -0.8, y2: 0.8, strokeWidth: 1.25 }),
        Plot.rect([bar], {
          x1: 'x1',
          x2: 'x2',
          y1: -0.24,
          y2: 0.24,
          fill: told ? 'var(--interval)' : 'none',
          stroke: told ? 'none' : 'var(--mark-line)',
          strokeDasharray: told ? '' : '3 2',
        }),
        ...(told && Math.abs(point) <= reach
          ? [Plot.ruleX([point], { stroke: 'var(--ink)', strokeWidth: 2, y1: -0.36, y2: 0.36 })]
          : []),
        ...arrows(low, high),
      ],
    },
  });
}

function clip(value: number): number {
  return Math.max(-reach, Math.min(reach, value));
}

function arrows(low: number, high: number): Plot.Markish[] {
  const beyond = [
    ...(low < -reach ? [{ x: -reach, sign: '‹' }] : []),
    ...(high > reach ? [{ x: reach, sign: '›' }] : []),
  ];
  if (beyond.length === 0) return [];
  return [Plot.text(beyond, { x: 'x', text: 'sign', fill: 'var(--ink)', fontWeight: 600, dy: -1 })];
}

function describeRow(effect: Estimate, { better, matters, decimals }: RowMeasure, told: boolean): string {
  const interval = formatInterval(effect.low, effect.high, decimals);
  const figure = `${formatDifference(effect.estimate, decimals)} ${interval}; ${better} is better; ${formatDifference(matters, decimals).replace('+', '')} matters`;
  return told ? `Difference ${figure}.` : `Not to be read as what the training did: ${figure}.`;
}
