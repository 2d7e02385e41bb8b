import type { Reach, Verdict } from '../model/verdict.ts';

/** Class of the style sheet by which a verdict is coloured: colour, pattern or both. */
export function verdictFill(verdict: Verdict): string {
  return `fill-${verdict.replace(' ', '-')}`;
}

/** Class by which "how far it got" is coloured. */
export function reachFill(reach: Reach): string {
  return `fill-reach-${reach}`;
}

/** A small square with the colour and pattern of a verdict; the word stands beside it. */
export function drawSwatch(fill: string): string {
  return `<svg class="swatch" width="14" height="14" aria-hidden="true"><rect class="${fill}" x="0.5" y="0.5" width="13" height="13"/></svg>`;
}

/** The hatchings that the fills refer to; once on a page. */
export function drawPatterns(): string {
  const hatch = (id: string, size: number, lineWidth: number, ground: string, line: string) =>
    `<pattern id="${id}" patternUnits="userSpaceOnUse" width="${size}" height="${size}" patternTransform="rotate(45)">` +
    `<rect class="${ground}" width="${size}" height="${size}"/>` +
    `<rect class="${line}" width="${lineWidth}" height="${size}"/></pattern>`;
  return `<svg id="_patterns" width="0" height="0" aria-hidden="true"><defs>${hatch('hatch_conditional', 8, 4, 'ground-conditional', 'line-conditional')}${hatch('hatch_unknown', 7, 1, 'ground-unknown', 'line-unknown')}</defs></svg>`;
}
