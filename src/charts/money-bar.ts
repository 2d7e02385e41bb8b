import { layEndToEnd, type Piece, placeLabels } from './bar-layout.ts';

/** What one colour of the bar stands for; `fill` is a class of the page's style sheet. */
export interface BarSegment {
  readonly fill: string;
  readonly amount: number;
  readonly words: string;
}

interface DrawnBar {
  readonly svg: string;
  /** Lines from each piece to its label. */
  readonly leaders: string;
  /** Where each label stands: shares of the width when it lies, pixels when it stands upright. */
  readonly labels: readonly Piece[];
}

const leastLabelShare = 0.1;
const lyingHeight = 70;
const leaderHeight = 12;
const uprightWidth = 96;
const leastLabelHeight = 58;
const leaderWidth = 22;

/** The bar lying, as wide as its place: pieces in percent, so that it needs no style attributes. */
export function drawLyingBar(segments: readonly BarSegment[]): DrawnBar {
  const pieces = layEndToEnd(segments.map((segment) => segment.amount));
  const labels = placeLabels(pieces, leastLabelShare);
  const rects = segments.map((segment, i) => {
    const { start, length } = pieces[i]!;
    return rect(
      segment,
      `x="${percent(start)}" width="${percent(length)}" y="0.5" height="${lyingHeight - 1}"`,
    );
  });
  const cuts = pieces
    .slice(1)
    .map(
      ({ start }) =>
        `<line class="cut" x1="${percent(start)}" x2="${percent(start)}" y1="0" y2="${lyingHeight}"/>`,
    );
  const lines = pieces.map(({ start, length }, i) => {
    const to = labels[i]!.start;
    const from = start + Math.min(length / 2, 0.012);
    return moved(start, to) ? line(percent(from), '1', percent(to + 0.004), String(leaderHeight)) : '';
  });
  return {
    svg: `<svg class="bar" width="100%" height="${lyingHeight}" aria-hidden="true">${rects.join('')}${cuts.join('')}</svg>`,
    leaders: `<svg class="leaders" width="100%" height="${leaderHeight}" aria-hidden="true">${lines.join('')}</svg>`,
    labels,
  };
}

/** The bar upright for a narrow screen, labels beside it. */
export function drawUprightBar(segments: readonly BarSegment[]): DrawnBar {
  const height = Math.max(330, segments.length * leastLabelHeight);
  const pieces = layEndToEnd(segments.map((segment) => segment.amount));
  const labels = placeLabels(pieces, leastLabelHeight / height);
  const rects = segments.map((segment, i) => {
    const { start, length } = pieces[i]!;
    return rect(
      segment,
      `x="0.5" width="${uprightWidth - 1}" y="${pixels(start * height)}" height="${pixels(length * height)}"`,
    );
  });
  const cuts = pieces.slice(1).map(({ start }) => {
    const y = pixels(start * height);
    return `<line class="cut" x1="0" x2="${uprightWidth}" y1="${y}" y2="${y}"/>`;
  });
  const lines = pieces.map(({ start, length }, i) => {
    const from = (start + Math.min(length / 2, 10 / height)) * height;
    return line('2', pixels(from), String(leaderWidth), pixels(labels[i]!.start * height + 10));
  });
  return {
    svg: `<svg class="bar" width="${uprightWidth}" height="${height}" aria-hidden="true">${rects.join('')}${cuts.join('')}</svg>`,
    leaders: `<svg class="leaders" width="${leaderWidth}" height="${height}" aria-hidden="true">${lines.join('')}</svg>`,
    labels: labels.map((label) => ({ start: label.start * height, length: label.length * height })),
  };
}

function rect({ fill }: BarSegment, place: string): string {
  return `<rect class="piece ${fill}" data-show="${fill}" ${place}/>`;
}

function line(x1: string, y1: string, x2: string, y2: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function moved(from: number, to: number): boolean {
  return Math.abs(from - to) > 0.004;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

function pixels(value: number): string {
  return value.toFixed(1);
}
