import * as Plot from '@observablehq/plot';
import type { Curve, CurvePoint } from '../contract/analysis.ts';
import type { PeriodKind } from '../model/calendar.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { formatDifference, formatPercent, formatValue } from '../model/format-numbers.ts';
import { drawPlot } from './draw-plot.ts';

export interface SmallCurvePicture {
  readonly name: string;
  /** Such as "in people". */
  readonly title: string;
  readonly curve: Curve;
  readonly matters: number;
  readonly decimals: number;
  readonly range: readonly [number, number];
  readonly lastPeriod: number;
  readonly width: number;
}

interface SmallSharePicture {
  readonly name: string;
  readonly shares: readonly { readonly eventTime: number; readonly share: number }[];
  readonly period: PeriodKind;
  readonly lastPeriod: number;
  readonly width: number;
}

const frame = { marginLeft: 1, marginRight: 14, marginTop: 20 };

/** The range that two small curves share, so that they can be compared by eye. */
export function sharedRange(curves: readonly Curve[], matters: number): readonly [number, number] {
  const effects = curves.flatMap(({ windows }) => windows).map(({ effect }) => effect);
  const told = effects.filter((effect) => effect.kind === 'estimate');
  const low = Math.min(-matters, ...told.map((effect) => effect.low));
  const high = Math.max(matters, ...told.map((effect) => effect.high));
  const room = (high - low) * 0.15;
  return [low - room, high + room];
}

/** One small curve after the training, with its band. */
export function drawSmallCurve(picture: SmallCurvePicture): string {
  const { name, title, curve, matters, decimals, range, lastPeriod, width } = picture;
  const after = curve.points.filter((point) => point.eventTime >= 0);
  return drawPlot({
    name,
    alternative: describe(title, curve, decimals),
    options: {
      width,
      height: 92,
      ...frame,
      marginBottom: 4,
      axis: null,
      x: { domain: [0, lastPeriod] },
      y: { domain: [...range] },
      marks: [
        Plot.areaY(after, { x: 'eventTime', y1: 'low', y2: 'high', fill: 'var(--band)', clip: true }),
        Plot.ruleY([matters, -matters], { stroke: 'var(--soft)', strokeDasharray: '1 4' }),
        Plot.ruleY([0], { stroke: 'var(--mark-line)' }),
        Plot.line(after, {
          x: 'eventTime',
          y: 'estimate',
          stroke: 'var(--ink)',
          strokeWidth: 1.5,
          clip: true,
        }),
        heading(title),
        remark(lastTold(after, decimals)),
      ],
    },
  });
}

/** Share of each trained team that is still there and trained. */
export function drawShareStillTrained({
  name,
  shares,
  period,
  lastPeriod,
  width,
}: SmallSharePicture): string {
  const last = shares.at(-1);
  const said = last ? `${formatPercent(last.share)} after ${formatValue(last.eventTime, 0)} ${period}s` : '';
  return drawPlot({
    name,
    alternative: `Share of the team still trained: ${said || 'not known'}.`,
    options: {
      width,
      height: 112,
      ...frame,
      marginBottom: 24,
      x: { domain: [0, lastPeriod] },
      y: { domain: [0, 1.05], axis: null },
      marks: [
        Plot.areaY([...shares], { x: 'eventTime', y: 'share', fill: 'var(--band)' }),
        Plot.line([...shares], { x: 'eventTime', y: 'share', stroke: 'var(--ink)', strokeWidth: 1.5 }),
        Plot.ruleY([0], { stroke: 'var(--mark-line)' }),
        heading('share still trained'),
        remark(said),
        Plot.axisX({
          interval: periodsPerQuarter(period) * 2,
          tickSize: 0,
          label: null,
          fill: 'var(--soft)',
          tickFormat: (value: number) => formatValue(value, 0),
        }),
      ],
    },
  });
}

function heading(title: string): Plot.Markish {
  return Plot.text([title], {
    frameAnchor: 'top-left',
    textAnchor: 'start',
    dy: -18,
    fontWeight: 600,
    fill: 'var(--ink)',
  });
}

function remark(text: string): Plot.Markish {
  return Plot.text([text], { frameAnchor: 'top-right', textAnchor: 'end', dy: -18, fill: 'var(--soft)' });
}

function lastTold(after: readonly CurvePoint[], decimals: number): string {
  const last = after.at(-1);
  return last ? `ends at ${formatDifference(last.estimate, decimals)}` : 'cannot be told';
}

function describe(title: string, curve: Curve, decimals: number): string {
  const words = curve.windows.map(({ label, effect }) =>
    effect.kind === 'refused'
      ? `${label}: cannot be told`
      : `${label}: ${formatDifference(effect.estimate, decimals)}`,
  );
  return `Difference ${title}. ${words.join('; ')}.`;
}
