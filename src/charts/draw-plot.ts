import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** What a plot needs to become a picture: a name that is unique on the page and what it shows, in words. */
interface Picture {
  readonly name: string;
  readonly alternative: string;
  readonly options: Plot.PlotOptions;
}

const geometryAttributes = ['d', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height', 'transform'];

/**
 * Draws a plot as SVG text: no style element and no style attribute (a strict Content-Security-Policy holds),
 * ids that are unique by `name`, coordinates to a hundredth of a pixel. Colours are CSS variables of the page.
 */
export function drawPlot({ name, alternative, options }: Picture): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...options, document, className: 'plot' });
  svg.querySelector('style')?.remove();
  for (const attribute of ['font-size', 'font-family', 'fill']) svg.removeAttribute(attribute);
  for (const element of svg.querySelectorAll('*')) tidy(element);
  renameClips(svg, name);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', alternative);
  return svg.outerHTML;
}

function tidy(element: Element): void {
  element.removeAttribute('aria-label');
  element.removeAttribute('aria-hidden');
  for (const attribute of geometryAttributes) {
    const value = element.getAttribute(attribute);
    if (value?.includes('.')) element.setAttribute(attribute, roundCoordinates(value));
  }
}

function roundCoordinates(text: string): string {
  return text.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

/** Plot numbers its clip paths over the life of the process; two pictures on one page would share an id. */
function renameClips(svg: Element, name: string): void {
  const clips = [...svg.querySelectorAll('clipPath')];
  clips.forEach((clip, index) => {
    const old = clip.getAttribute('id');
    const renamed = `clip_${name}_${index}`;
    clip.setAttribute('id', renamed);
    for (const user of svg.querySelectorAll(`[clip-path="url(#${old})"]`)) {
      user.setAttribute('clip-path', `url(#${renamed})`);
    }
  });
}
