import * as Plot from '@observablehq/plot';
import type { Curve, CurvePoint, WindowEffect } from '../contract/analysis.ts';
import type { PeriodKind } from '../model/calendar.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { formatDifference, formatInterval, formatValue } from '../model/format-numbers.ts';
import { drawPlot } from './draw-plot.ts';

/** The measure of a curve: effects are drawn as measured; `better` is written beside the axis. */
interface CurveMeasure {
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly decimals: number;
  readonly matters: number;
}

export interface CurvePicture {
  readonly name: string;
  readonly curve: Curve;
  readonly measure: CurveMeasure;
  readonly period: PeriodKind;
  /** Width in CSS pixels. */
  readonly width: number;
}

interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}

const height = 330;
const margins = { marginLeft: 44, marginRight: 8, marginTop: 26, marginBottom: 40 };

/**
 * The difference to people trained later or never, before and after the training: band for each period, band
 * for all periods at once, the four quarters as boxes, lines at zero and at the smallest difference that matters.
 */
export function drawCurve({ name, curve, measure, period, width }: CurvePicture): string {
  const boxes = curve.windows.flatMap(boxOf);
  const start = startOf(curve.points);
  const domain = domainOf(curve, boxes, measure.matters);
  const extent = extentOf(curve, boxes);
  return drawPlot({
    name,
    alternative: describeCurve(curve, measure),
    options: {
      width,
      height,
      ...margins,
      x: { domain: extent },
      y: { domain, clamp: false },
      marks: [
        ...bandMarks(curve.points),
        ...lineMarks(measure, domain),
        Plot.ruleX([start], { stroke: 'var(--line)', strokeWidth: 1 }),
        Plot.text([start], {
          x: (value: number) => value,
          text: () => 'trained',
          frameAnchor: 'top',
          textAnchor: 'start',
          dx: 6,
          dy: -18,
          fill: 'var(--soft)',
        }),
        ...boxMarks(boxes, measure.decimals),
        ...axisMarks(period, measure.decimals, extent, width),
        ...directionMarks(measure.better),
      ],
    },
  });
}

function boxOf({ from, to, effect }: WindowEffect): Box[] {
  if (effect.kind === 'refused') return [];
  const { low, high, estimate } = effect;
  return [{ x1: from - 0.4, x2: to + 0.4, low, high, estimate }];
}

/** Between the last period before and the first after. */
function startOf(points: readonly CurvePoint[]): number {
  const before = points.filter((point) => point.eventTime < 0).map((point) => point.eventTime);
  const after = points.filter((point) => point.eventTime >= 0).map((point) => point.eventTime);
  if (before.length === 0 || after.length === 0) return -0.5;
  return (Math.max(...before) + Math.min(...after)) / 2;
}

function extentOf(curve: Curve, boxes: readonly Box[]): [number, number] {
  const times = [
    ...curve.points.map((point) => point.eventTime),
    ...boxes.flatMap((box) => [box.x1, box.x2]),
  ];
  return [Math.min(...times) - 0.5, Math.max(...times) + 0.5];
}

/** Shows the boxes and most of the narrower band whole; what lies beyond is clipped, not squeezed. */
function domainOf(curve: Curve, boxes: readonly Box[], matters: number): [number, number] {
  const lows = curve.points.map((point) => point.low).sort((a, b) => a - b);
  const highs = curve.points.map((point) => point.high).sort((a, b) => a - b);
  const fifth = Math.floor(lows.length / 20);
  const low = Math.min(-matters, lows[fifth] ?? 0, ...boxes.map((box) => box.low));
  const high = Math.max(matters, highs[highs.length - 1 - fifth] ?? 0, ...boxes.map((box) => box.high));
  const room = (high - low) * 0.08;
  return [low - room, high + room];
}

function bandMarks(points: readonly CurvePoint[]): Plot.Markish[] {
  const side = (point: CurvePoint) => (point.eventTime < 0 ? 'before' : 'after');
  const shared = { x: 'eventTime', z: side, clip: true } as const;
  const data = [...points];
  return [
    Plot.areaY(data, { ...shared, y1: 'bandLow', y2: 'bandHigh', fill: 'var(--band-all)' }),
    Plot.areaY(data, { ...shared, y1: 'low', y2: 'high', fill: 'var(--band)' }),
    Plot.line(data, { ...shared, y: 'estimate', stroke: 'var(--accent)', strokeWidth: 1.25 }),
  ];
}

function lineMarks({ matters, better }: CurveMeasure, domain: readonly [number, number]): Plot.Markish[] {
  const side = better === 'higher' ? 1 : -1;
  const dashed = [matters, -matters].filter((value) => value >= domain[0] && value <= domain[1]);
  return [
    Plot.ruleY(dashed, { stroke: 'var(--soft)', strokeDasharray: '2 4', strokeWidth: 1 }),
    Plot.ruleY([0], { stroke: 'var(--ink)', strokeWidth: 1 }),
    Plot.text([side * matters], {
      y: (value: number) => value,
      text: () => 'matters',
      frameAnchor: 'left',
      textAnchor: 'start',
      dx: 6,
      dy: side * -8,
      stroke: 'var(--paper)',
      strokeOpacity: 0.6,
      strokeWidth: 3,
      fill: 'var(--soft)',
    }),
  ];
}

function boxMarks(boxes: readonly Box[], decimals: number): Plot.Markish[] {
  const data = [...boxes];
  return [
    Plot.rect(data, {
      x1: 'x1',
      x2: 'x2',
      y1: 'low',
      y2: 'high',
      fill: 'none',
      stroke: 'var(--mark-line)',
      strokeWidth: 1,
    }),
    Plot.ruleY(data, { x1: 'x1', x2: 'x2', y: 'estimate', stroke: 'var(--ink)', strokeWidth: 2.5 }),
    Plot.text(data, {
      x: (box: Box) => (box.x1 + box.x2) / 2,
      y: 'high',
      text: (box: Box) => formatDifference(box.estimate, decimals),
      dy: -9,
      fontWeight: 600,
      fill: 'var(--ink)',
      stroke: 'var(--paper)',
      strokeWidth: 4,
    }),
  ];
}

const leastTickDistance = 44;

/** Quarters of a year, or as many of them as leave room for the numbers. */
function tickInterval(period: PeriodKind, [first, last]: readonly [number, number], width: number): number {
  const quarter = periodsPerQuarter(period);
  const room = Math.max(1, Math.floor((width - margins.marginLeft) / leastTickDistance));
  return quarter * Math.max(1, Math.ceil((last - first) / quarter / room));
}

function axisMarks(
  period: PeriodKind,
  decimals: number,
  extent: readonly [number, number],
  width: number,
): Plot.Markish[] {
  return [
    Plot.axisY({
      ticks: 6,
      tickSize: 0,
      label: null,
      fill: 'var(--soft)',
      tickFormat: (value: number) => formatDifference(value, Math.max(1, decimals - 1)),
    }),
    Plot.axisX({
      interval: tickInterval(period, extent, width),
      tickSize: 0,
      fill: 'var(--soft)',
      tickFormat: (value: number) => formatValue(value, 0),
      label: `${period}s before and after training`,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    }),
  ];
}

function directionMarks(better: 'higher' | 'lower'): Plot.Markish[] {
  const [top, bottom] = better === 'higher' ? ['↑ better', '↓ worse'] : ['↑ worse', '↓ better'];
  const shared = { textAnchor: 'end', fill: 'var(--soft)', stroke: 'var(--paper)', strokeWidth: 4 } as const;
  return [
    Plot.text([top], { ...shared, frameAnchor: 'top-right', dy: -18 }),
    Plot.text([bottom], { ...shared, frameAnchor: 'bottom-right', dy: -6 }),
  ];
}

/** The curve in words, for those who do not see it. */
function describeCurve(curve: Curve, { title, decimals, better }: CurveMeasure): string {
  const told = curve.windows.map(({ label, effect }) =>
    effect.kind === 'refused'
      ? `${label}: cannot be told`
      : `${label}: ${formatDifference(effect.estimate, decimals)} ${formatInterval(effect.low, effect.high, decimals)}`,
  );
  return `Difference in ${title} between those trained and those trained later or never; ${better} is better. ${told.join('; ')}.`;
}
