import { drawCurve, drawShareStillTrained, drawSmallCurve, sharedRange } from '../charts/index.ts';
import type { Analysis, Curve, ProgrammeResult } from '../contract/analysis.ts';
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatPercent,
  formatValue,
} from '../model/format-numbers.ts';
import { type Figure, figure, type Table } from './figure.ts';
import { html, type Markup } from './html.ts';
import { asSentence, effectText } from './words.ts';

type Organisation = Analysis['organisation'];
type Outcome = NonNullable<ProgrammeResult['outcome']>;

/** The difference over time, and in people, in the team and the share still trained. */
export function curves(programme: ProgrammeResult, whole: Organisation): Markup | undefined {
  const organisation = { ...whole, period: programme.groups?.period ?? whole.period };
  const { outcome, inPeople } = programme;
  if (outcome === undefined) return undefined;
  const heading = html`<h3>What did ${organisation.customers} get, ${organisation.period} by ${organisation.period}?</h3>`;
  if (inPeople.points.length === 0) return html`<section>${heading}${noCurve(programme)}</section>`;
  return html`<section>${heading}<div class="curves">${mainCurve(programme, outcome, organisation)}${smallCurves(programme, outcome, organisation)}</div></section>`;
}

function noCurve({ inPeople, effects }: ProgrammeResult): Markup {
  const refused = [...inPeople.windows.map(({ effect }) => effect), effects.first].find(
    (effect) => effect.kind === 'refused',
  );
  return html`<div class="refusal"><p class="what">No curve can be drawn.</p><p>${asSentence(refused?.kind === 'refused' ? refused.detail : 'There is nobody to compare with')}</p></div>`;
}

function mainCurve({ id, inPeople }: ProgrammeResult, outcome: Outcome, { period }: Organisation): Markup {
  const picture = { curve: inPeople, measure: outcome, period };
  return figure({
    wide: drawCurve({ ...picture, name: `${id}-curve`, width: 640 }),
    narrow: drawCurve({ ...picture, name: `${id}-curve-narrow`, width: 343 }),
    sentence: curveSentence(outcome, period),
    tables: [windowTable(inPeople, outcome), pointTable(inPeople, outcome, period)],
  });
}

function curveSentence({ title, unit, better, matters, decimals }: Outcome, period: string): string {
  return `${title} (${unit}): difference to those trained later or never; ${better} is better. Inner band: where the truth lies in any one ${period}, 95 of 100 times; outer band: in all of them at once. Boxes: the four quarters. Dashed: the smallest difference that matters, ${formatValue(matters, decimals)}.`;
}

function windowTable({ windows }: Curve, { decimals, unit }: Outcome): Table {
  return {
    caption: 'The four quarters',
    columns: [{ title: 'After training' }, { title: `Difference, ${unit}` }],
    rows: windows.map(({ label, effect }) => [label, effectText(effect, decimals)]),
  };
}

function pointTable({ points }: Curve, { decimals }: Outcome, period: string): Table {
  const digits = decimals + 1;
  return {
    caption: `Each ${period} before (−) and after training`,
    columns: [
      { title: period, number: true },
      { title: 'difference', number: true },
      { title: `in this ${period}`, number: true },
      { title: 'in all at once', number: true },
      { title: 'trained', number: true },
      { title: 'not trained', number: true },
    ],
    rows: points.map((point) => [
      formatValue(point.eventTime, 0),
      formatDifference(point.estimate, digits),
      formatInterval(point.low, point.high, digits),
      formatInterval(point.bandLow, point.bandHigh, digits),
      formatCount(point.peopleTrained),
      formatCount(point.peopleUntrained),
    ]),
  };
}

function smallCurves(programme: ProgrammeResult, outcome: Outcome, { period }: Organisation): Markup {
  const { id, halfLife } = programme;
  const draw = (width: number, suffix: string) =>
    smallPictures(programme, outcome, period, width, `${id}${suffix}`);
  const told = halfLife.kind === 'estimate' ? halfLife.text : `Half-life: cannot be told. ${halfLife.detail}`;
  const parts: Figure = {
    className: 'small-curves',
    wide: draw(310, ''),
    narrow: draw(343, '-narrow'),
    sentence: html`${asSentence(told)} <span class="turnover">${asSentence(programme.turnover)}</span>`,
    tables: smallTables(programme, outcome, period),
  };
  return figure(parts);
}

function smallPictures(
  { inPeople, inTeam, shareStillTrained, groups }: ProgrammeResult,
  { matters, decimals }: Outcome,
  period: Organisation['period'],
  width: number,
  name: string,
): string {
  const times = [...inPeople.points, ...inTeam.points, ...shareStillTrained].map(
    ({ eventTime }) => eventTime,
  );
  const shared = {
    matters,
    decimals,
    range: sharedRange([inPeople, inTeam], matters),
    lastPeriod: Math.max(1, ...times),
    width,
  };
  const small = (title: string, curve: Curve, part: string) =>
    curve.points.length > 0 ? drawSmallCurve({ ...shared, name: `${name}-${part}`, title, curve }) : '';
  const share =
    shareStillTrained.length > 0
      ? drawShareStillTrained({ ...shared, name: `${name}-share`, shares: shareStillTrained, period })
      : '';
  return (
    small(groups === undefined ? 'in people' : `by ${groups.of}`, inPeople, 'people') +
    small('in the team', inTeam, 'team') +
    share
  );
}

function smallTables(
  { inPeople, inTeam, shareStillTrained, groups }: ProgrammeResult,
  outcome: Outcome,
  period: string,
): readonly Table[] {
  if (groups !== undefined) return [windowTable(inPeople, outcome)];
  const windows: Table = {
    caption: 'In people and in the team',
    columns: [{ title: 'After training' }, { title: 'In people' }, { title: 'In the team' }],
    rows: inPeople.windows.map(({ label, effect }, i) => [
      label,
      effectText(effect, outcome.decimals),
      inTeam.windows[i] ? effectText(inTeam.windows[i].effect, outcome.decimals) : '',
    ]),
  };
  const every = period === 'month' ? 3 : 13;
  const shares: Table = {
    caption: 'Share still trained',
    columns: [{ title: `${period}s after training` }, { title: 'Share', number: true }],
    rows: shareStillTrained
      .filter(({ eventTime }) => eventTime % every === 0)
      .map(({ eventTime, share }) => [formatValue(eventTime, 0), formatPercent(share)]),
  };
  return shareStillTrained.length > 0 ? [windows, shares] : [windows];
}
