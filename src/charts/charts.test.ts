import { describe, expect, it } from 'vitest';
import { exampleAnalysis } from '../../test/support/example-analysis.ts';
import type { ProgrammeResult } from '../contract/analysis.ts';
import {
  drawChainDots,
  drawCurve,
  drawEffectRow,
  drawInitiatives,
  drawLyingBar,
  drawMoney,
  drawPatterns,
  drawShareStillTrained,
  drawSmallCurve,
  drawSwatch,
  drawUprightBar,
  drawWhere,
  sharedRange,
  verdictFill,
} from './index.ts';

const analysis = exampleAnalysis();
const fading = programmeNamed('service-recovery');
const conditional = programmeNamed('front-desk-second-year');
const measure = fading.outcome!;
const segments = [
  { fill: verdictFill('lasting'), amount: 300, words: 'lasting' },
  { fill: verdictFill('cannot tell'), amount: 100, words: 'cannot tell' },
];

function programmeNamed(id: string): ProgrammeResult {
  const found = analysis.programmes.find((programme) => programme.id === id);
  if (!found) throw new RangeError(`no programme ${id}`);
  return found;
}

function later(id: string) {
  const { effects } = programmeNamed(id);
  if (effects.later.kind === 'refused') throw new RangeError(`${id} is refused`);
  return effects.later;
}

const small = {
  title: 'in people',
  curve: fading.inPeople,
  matters: measure.matters,
  decimals: 2,
  range: sharedRange([fading.inPeople], measure.matters),
  lastPeriod: 52,
  width: 310,
};

const pictures: Readonly<Record<string, () => string>> = {
  curve: () => drawCurve({ name: 'p', curve: fading.inPeople, measure, period: 'week', width: 640 }),
  'small-curve': () => drawSmallCurve({ ...small, name: 's' }),
  'share-still-trained': () =>
    drawShareStillTrained({
      name: 't',
      shares: fading.shareStillTrained,
      period: 'week',
      lastPeriod: 52,
      width: 310,
    }),
  'effect-row': () => drawEffectRow({ name: 'r', effect: later('service-recovery'), measure, told: true }),
  money: () =>
    drawMoney({
      name: 'm',
      cost: 148_000,
      benefit: { estimate: 61_000, low: 12_000, high: 112_000 },
      currency: 'EUR',
      width: 640,
    }),
  where: () =>
    drawWhere({
      name: 'w',
      rows: [
        { label: 'there', effect: conditional.condition!.where },
        { label: 'elsewhere', effect: conditional.condition!.elsewhere },
      ],
      measure,
      width: 640,
    }),
  initiatives: () => drawInitiatives({ name: 'i', initiatives: analysis.initiatives, width: 470 }),
  chain: () => drawChainDots(fading.chain),
  swatch: () => drawSwatch(verdictFill('conditional')),
  patterns: () => drawPatterns(),
  'lying-bar': () => drawLyingBar(segments).svg + drawLyingBar(segments).leaders,
  'upright-bar': () => drawUprightBar(segments).svg + drawUprightBar(segments).leaders,
};

describe.each(Object.entries(pictures))('%s', (name, draw) => {
  it('is drawn as committed', async () => {
    await expect(`${draw().replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(`pictures/${name}.svg`);
  });

  it('holds under a strict policy, says what it shows, and is the same twice', () => {
    expect(draw()).not.toMatch(/<style|style="|NaN|Infinity|undefined/);
    expect(draw()).toMatch(/aria-label="[^"]{10}|aria-hidden="true"/);
    expect(draw()).toBe(draw());
  });
});

/** Left and right end of the interval, as drawn. */
function barOf(svg: string): { left: number; right: number } {
  const [, x, width] =
    /fill="var\(--interval\)"[^>]*><rect (?=[^>]*x="([\d.]+)")(?=[^>]*width="([\d.]+)")/.exec(svg) ?? [];
  return { left: Number(x), right: Number(x) + Number(width) };
}

describe('the row of a programme', () => {
  const middle = 84;
  const row = (id: string) =>
    drawEffectRow({ name: 'r', effect: later(id), measure: programmeNamed(id).outcome!, told: true });

  it('draws better to the right where higher is better', () => {
    expect(barOf(row('complaint-handling')).left).toBeGreaterThan(middle);
    expect(barOf(row('faster-calls')).right).toBeLessThan(middle);
  });

  it('draws fewer complaints to the right too', () => {
    expect(later('first-word').high).toBeLessThan(0);
    expect(barOf(row('first-word')).left).toBeGreaterThan(middle);
  });

  it('draws no point where the figure is not what the training did', () => {
    const effect = later('complaint-handling');
    const told = drawEffectRow({ name: 'r', effect, measure, told: true });
    const untold = drawEffectRow({ name: 'r', effect, measure, told: false });
    expect(told).toContain('stroke="var(--ink)"');
    expect(untold).not.toContain('stroke="var(--ink)"');
    expect(untold).toContain('Not to be read as what the training did');
  });
});

describe('the curve', () => {
  it('says which way is better, on the side where it is', () => {
    const worseUp = drawCurve({
      name: 'p',
      curve: fading.inPeople,
      measure: { ...measure, better: 'lower' },
      period: 'week',
      width: 640,
    });
    expect(worseUp).toContain('↑ worse');
    expect(pictures.curve!()).toContain('↑ better');
  });

  it('has clip ids of its own', () => {
    const ids = (svg: string) => [...svg.matchAll(/id="([^"]+)"/g)].map(([, id]) => id);
    const one = drawCurve({ name: 'one', curve: fading.inPeople, measure, period: 'week', width: 640 });
    const two = drawCurve({ name: 'two', curve: fading.inPeople, measure, period: 'week', width: 640 });
    expect(ids(one).length).toBeGreaterThan(0);
    expect(ids(one).filter((id) => ids(two).includes(id))).toEqual([]);
    for (const id of ids(one)) expect(one).toContain(`url(#${id})`);
  });
});
