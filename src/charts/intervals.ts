import * as Plot from '@observablehq/plot';
import type { EstimateOrRefused } from '../contract/analysis.ts';
import { formatDifference, formatInterval, formatMoney, formatMoneyShort } from '../model/format-numbers.ts';
import { drawPlot } from './draw-plot.ts';

interface Benefit {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

interface MoneyPicture {
  readonly name: string;
  readonly cost: number;
  readonly benefit: Benefit;
  readonly currency: string;
  readonly width: number;
}

/** What it cost as a bar, what it brought as an interval with its mark. */
export function drawMoney({ name, cost, benefit, currency, width }: MoneyPicture): string {
  const low = Math.min(0, benefit.low);
  const high = Math.max(cost, benefit.high);
  const room = (high - low) * 0.03;
  return drawPlot({
    name,
    alternative: `It cost ${formatMoney(cost, currency)} and brought ${formatMoney(benefit.estimate, currency)}, between ${formatMoney(benefit.low, currency)} and ${formatMoney(benefit.high, currency)}.`,
    options: {
      width,
      height: 96,
      marginLeft: 62,
      marginRight: 30,
      marginTop: 4,
      marginBottom: 28,
      x: { domain: [low < 0 ? low - room : 0, high + room] },
      y: { domain: ['cost', 'brought'], padding: 0.45 },
      marks: [
        Plot.barX([cost], { x1: 0, x2: (value: number) => value, y: () => 'cost', fill: 'var(--no-effect)' }),
        Plot.barX([benefit], { x1: 'low', x2: 'high', y: () => 'brought', fill: 'var(--interval)' }),
        Plot.tickX([benefit.estimate], {
          x: (value: number) => value,
          y: () => 'brought',
          stroke: 'var(--ink)',
          strokeWidth: 2.5,
          insetTop: -4,
          insetBottom: -4,
        }),
        Plot.ruleX([cost], { stroke: 'var(--soft)', strokeDasharray: '2 4' }),
        Plot.ruleX([0], { stroke: 'var(--ink)', strokeWidth: 1 }),
        Plot.axisY({ tickSize: 0, label: null, fill: 'var(--soft)' }),
        Plot.axisX({
          ticks: width < 400 ? 3 : 7,
          tickSize: 0,
          label: null,
          fill: 'var(--soft)',
          tickFormat: (value: number) =>
            width < 400 || high >= 1e6 ? formatMoneyShort(value, currency) : formatMoney(value, currency),
        }),
      ],
    },
  });
}

interface NamedEffect {
  readonly label: string;
  readonly effect: EstimateOrRefused;
}

interface WherePicture {
  readonly name: string;
  readonly rows: readonly NamedEffect[];
  readonly measure: {
    readonly matters: number;
    readonly decimals: number;
    readonly better: 'higher' | 'lower';
  };
  readonly width: number;
}

/** Intervals under each other, such as where leaders follow up and elsewhere; lines at zero and at what matters. */
export function drawWhere({ name, rows, measure, width }: WherePicture): string {
  const told = rows.flatMap(({ label, effect }) =>
    effect.kind === 'estimate'
      ? [{ label, low: effect.low, high: effect.high, estimate: effect.estimate }]
      : [],
  );
  const ends = [-measure.matters, measure.matters, ...told.flatMap((row) => [row.low, row.high])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = (high - low) * 0.08;
  return drawPlot({
    name,
    alternative: rows.map((row) => describeRow(row, measure.decimals)).join(' '),
    options: {
      width,
      height: 44 + rows.length * 34,
      marginLeft: 84,
      marginRight: 24,
      marginTop: 20,
      marginBottom: 24,
      x: { domain: [low - room, high + room] },
      y: { domain: rows.map((row) => row.label), padding: 0.5 },
      marks: [
        Plot.ruleX([-measure.matters, measure.matters], { stroke: 'var(--soft)', strokeDasharray: '2 4' }),
        Plot.ruleX([0], { stroke: 'var(--ink)' }),
        Plot.barX(told, { x1: 'low', x2: 'high', y: 'label', fill: 'var(--interval)' }),
        Plot.tickX(told, {
          x: 'estimate',
          y: 'label',
          stroke: 'var(--ink)',
          strokeWidth: 2.5,
          insetTop: -3,
          insetBottom: -3,
        }),
        Plot.axisY({ tickSize: 0, label: null, fill: 'var(--ink)' }),
        Plot.axisX({
          ticks: width < 400 ? 4 : 7,
          tickSize: 0,
          label: null,
          fill: 'var(--soft)',
          tickFormat: (value: number) => formatDifference(value, measure.decimals),
        }),
        Plot.text([measure.better === 'higher' ? 'better →' : '← better'], {
          frameAnchor: measure.better === 'higher' ? 'top-right' : 'top-left',
          textAnchor: measure.better === 'higher' ? 'end' : 'start',
          dy: -16,
          fill: 'var(--soft)',
        }),
      ],
    },
  });
}

function describeRow({ label, effect }: NamedEffect, decimals: number): string {
  if (effect.kind === 'refused') return `${label}: cannot be told.`;
  return `${label}: ${formatDifference(effect.estimate, decimals)} ${formatInterval(effect.low, effect.high, decimals)}.`;
}

interface Initiative {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly alive: 'yes' | 'no' | 'unknown';
}

interface InitiativesPicture {
  readonly name: string;
  readonly initiatives: readonly Initiative[];
  readonly width: number;
}

const lettersPerLine = 22;

/** Each initiative from its start to the last day on which something of it was recorded. */
export function drawInitiatives({ name, initiatives, width }: InitiativesPicture): string {
  const bars = initiatives.map(({ title, from, to, alive }, index) => ({
    row: String(index),
    title,
    alive,
    from: new Date(`${from}T00:00:00Z`),
    to: new Date(`${to}T00:00:00Z`),
  }));
  const lines = initiatives.map(({ title }) => Math.ceil(title.length / lettersPerLine));
  const rowHeight = Math.max(1, ...lines) > 1 ? 32 : 22;
  return drawPlot({
    name,
    alternative: initiatives.map(describeInitiative).join(' '),
    options: {
      width,
      height: 40 + bars.length * rowHeight,
      marginLeft: 136,
      marginRight: 14,
      marginTop: 4,
      marginBottom: 28,
      x: { type: 'utc' },
      y: { domain: bars.map((bar) => bar.row), padding: 0.3 },
      marks: [
        ...initiativeBars(bars),
        Plot.axisY({
          tickSize: 0,
          label: null,
          fill: 'var(--ink)',
          lineWidth: 11,
          tickFormat: (row: string) => bars[Number(row)]?.title ?? '',
        }),
        Plot.axisX({ ticks: 4, tickSize: 0, label: null, fill: 'var(--soft)' }),
      ],
    },
  });
}

interface InitiativeBar {
  readonly row: string;
  readonly alive: 'yes' | 'no' | 'unknown';
  readonly from: Date;
  readonly to: Date;
}

function initiativeBars(bars: readonly InitiativeBar[]): Plot.Markish[] {
  const of = (alive: InitiativeBar['alive']) => bars.filter((bar) => bar.alive === alive);
  const shared = { x1: 'from', x2: 'to', y: 'row' } as const;
  return [
    Plot.ruleY(of('no'), { ...shared, stroke: 'var(--interval)', strokeWidth: 4 }),
    Plot.ruleY(of('unknown'), {
      ...shared,
      stroke: 'var(--mark-line)',
      strokeWidth: 2,
      strokeDasharray: '2 3',
    }),
    Plot.ruleY(of('yes'), { ...shared, stroke: 'var(--ink)', strokeWidth: 5 }),
    Plot.dot(of('yes'), { x: 'to', y: 'row', fill: 'var(--ink)', r: 4.5 }),
  ];
}

function describeInitiative({ title, from, to, alive }: Initiative): string {
  const words = { yes: 'still alive', no: 'ended', unknown: 'not known whether alive' }[alive];
  return `${title}: from ${from} to ${to}, ${words}.`;
}
