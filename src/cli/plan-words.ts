import type { Plan, PlanAnswer, PlannedAlternative, PlannedFigure } from '../contract/plan.ts';
import {
  formatChance,
  formatCount,
  formatDate,
  formatPercent,
  formatValue,
} from '../model/format-numbers.ts';
import { layOutTable, type TableColumn, wrapText } from './table.ts';

const widestLine = 100;
const widestTeams = 62;

/** The plan for a terminal: the two answers, who when, what could be told, other plans, looks, false alarms, lines. */
export function planWords(plan: Plan, width: number): string {
  const columns = Math.min(width, widestLine);
  const wrap = (text: string) => wrapText(text, columns);
  const section = (heading: string, lines: readonly string[]) => ['', heading, '', ...lines];
  return [
    wrap(headline(plan)),
    '',
    wrap(`Did it work? ${answer(plan.answers.work)}`),
    wrap(`Does it last? ${answer(plan.answers.last)}`),
    ...section('Who is trained when', [...stageTable(plan), '', wrap(plan.order.procedure)]),
    ...(plan.waiting === undefined
      ? []
      : ['', wrap(`The price of knowing whether it lasts: ${plan.waiting.price}.`)]),
    ...section(`What could be told by ${formatDate(plan.power.end)}`, [
      ...powerTable(plan),
      '',
      wrap(aboutPower(plan)),
    ]),
    ...section('Other plans', alternativeTable(plan)),
    ...section('Looking during the roll-out', [...lookTable(plan), '', wrap(aboutLooks(plan))]),
    ...section('On your own past', [wrap(sayPlacebo(plan.placebo))]),
    ...section('To put into whichhalf.yaml', [plan.yaml]),
  ].join('\n');
}

function headline({ programme, measure, order, past }: Plan): string {
  const what = programme === undefined ? 'A new programme' : `"${programme.title}"`;
  const stages = order.stages.filter(({ waits }) => !waits).length;
  const source = { declared: 'declared', 'break-even': 'at which it pays for itself', assumed: 'assumed' }[
    measure.mattersSource
  ];
  return `${what} for ${past.teams} teams with ${formatCount(past.people)} people in ${stages} ${stages === 1 ? 'stage' : 'stages'} drawn by lot, judged by "${measure.title}". The smallest effect that matters, m, is ${formatValue(measure.matters * measure.printedTimes, measure.decimals)} ${measure.unit} (${source}).`;
}

/** A number of the measure as printed, with its unit. */
function say(measure: Plan['measure'], value: number): string {
  return `${number(measure, value)} ${measure.unit}`;
}

/** Errors are small beside effects: one place more. */
function number({ printedTimes, decimals }: Plan['measure'], value: number): string {
  return formatValue(value * printedTimes, decimals + 1);
}

function answer(found: PlanAnswer): string {
  if (found.kind === 'by') return `We can know ${found.text}.`;
  return `${found.text.charAt(0).toUpperCase()}${found.text.slice(1)}. ${found.next}`;
}

const stageColumns: readonly TableColumn[] = [
  { heading: 'Stage', align: 'left' },
  { heading: 'Date', align: 'right' },
  { heading: 'Teams', align: 'right' },
  { heading: 'People', align: 'right' },
  { heading: 'Which', align: 'left' },
];

function stageTable({ order }: Plan): string[] {
  const rows = order.stages.map(({ date, waits, teams, people }, k) => [
    waits ? 'waits' : String(k + 1),
    date,
    String(teams.length),
    formatCount(people),
    teams.join(', '),
  ]);
  return layOutTable(stageColumns, rows, widestTeams);
}

const powerColumns: readonly TableColumn[] = [
  { heading: 'Shocks', align: 'left' },
  { heading: 'First: error', align: 'right' },
  { heading: 'told from', align: 'right' },
  { heading: 'Later: error', align: 'right' },
  { heading: 'told from', align: 'right' },
  { heading: 'm told', align: 'right' },
  { heading: '2 m lasts', align: 'right' },
  { heading: 'nothing', align: 'right' },
  { heading: 'fades', align: 'right' },
];

function powerTable({ power, measure }: Plan): string[] {
  const worse = (figure: PlannedFigure | undefined, what: 'error' | 'detectable') =>
    figure === undefined ? '–' : number(measure, Math.max(figure[what].past, figure[what].model));
  const rows = power.rows.map(({ shocks, first, later, chances }) => [
    shocks,
    worse(first, 'error'),
    worse(first, 'detectable'),
    worse(later, 'error'),
    worse(later, 'detectable'),
    later === undefined ? '–' : formatChance(chances.toldLater),
    formatChance(chances.twice),
    formatChance(chances.nothing),
    formatChance(chances.fading),
  ]);
  return layOutTable(powerColumns, rows, 30);
}

function aboutPower({ power, measure, past, organisation }: Plan): string {
  const both = power.rows.find(({ shocks }) => shocks === 'as they were');
  const figure = both?.later ?? both?.first;
  const beside =
    figure === undefined
      ? ''
      : ` From the past as it was the ${both?.later === undefined ? 'first' : 'later'} error is ${number(measure, figure.error.past)}, from a model of it ${number(measure, figure.error.model)}; the larger counts.`;
  return [
    `First: first quarter; later: after nine months. "Told from": the least effect told from nothing in four of five futures. "m told": how often an effect that just matters is told from nothing after nine months. Then how often the verdict is right if twice m lasts, if there is nothing, and if three times m is half gone in six weeks. Shocks: what weeks do to whole teams, with half and double their variance.`,
    `A verdict can be expected with an error of ${say(measure, power.errorNeeded)} or less.${beside}`,
    `A ${organisation.period} moves a whole team by ${say(measure, past.shockSd)} (one standard deviation), and ${formatPercent(past.shockMemory)} of it is still there one ${organisation.period} later; ${formatPercent(past.leavingPerYear)} of the people leave within a year.`,
  ].join(' ');
}

const alternativeColumns: readonly TableColumn[] = [
  { heading: 'Plan', align: 'left' },
  { heading: 'Wait', align: 'right' },
  { heading: 'All trained', align: 'right' },
  { heading: 'Error', align: 'right' },
  { heading: '2 m lasts', align: 'right' },
  { heading: 'nothing', align: 'right' },
  { heading: 'Did it work?', align: 'left' },
  { heading: 'Does it last?', align: 'left' },
];

function alternativeTable({ alternatives, measure }: Plan): string[] {
  const rows = alternatives.map((plan: PlannedAlternative) => [
    plan.text,
    String(plan.teamsWaiting),
    plan.trainedBy,
    plan.laterError === undefined ? '–' : number(measure, plan.laterError),
    formatChance(plan.chanceTwice),
    formatChance(plan.chanceNothing),
    shortAnswer(plan.work),
    shortAnswer(plan.last),
  ]);
  return layOutTable(alternativeColumns, rows, 24);
}

function shortAnswer(found: PlanAnswer): string {
  if (found.kind === 'by') return `by ${found.date}`;
  return found.kind === 'refused' ? 'not promised' : 'not for sure';
}

const lookColumns: readonly TableColumn[] = [
  { heading: 'Look on', align: 'right' },
  { heading: 'Data in', align: 'right' },
  { heading: 'Stop at', align: 'right' },
  { heading: 'False alarms so far', align: 'right' },
];

function lookTable({ looks }: Plan): string[] {
  if (looks.kind === 'refused') return [];
  const rows = looks.looks.map(({ date, share, boundary, falseAlarms }) => [
    date,
    formatPercent(share),
    `${formatValue(boundary, 2)} errors`,
    formatChance(falseAlarms),
  ]);
  return layOutTable(lookColumns, rows, 30);
}

function aboutLooks({ looks }: Plan): string {
  if (looks.kind === 'refused') return looks.detail;
  return `At each look "did it work?" may be answered early if the effect in the first quarter, over all stages so far, is so many errors from 0; with few teams the boundary is worked out again from redrawn orders. The price: the last interval is ${formatValue(100 * (looks.widerAtTheEnd - 1), 1)}\u202f% wider, and the same certainty takes ${formatValue(100 * (looks.moreData - 1), 1)}\u202f% more data. A look that is not in this list spoils the answer.`;
}

function sayPlacebo(placebo: Plan['placebo']): string {
  if (placebo.kind === 'refused') return placebo.detail;
  const alarms = ({ alarms, draws, low, high }: typeof placebo.first) =>
    `in ${alarms} of ${draws} (${formatPercent(low)} to ${formatPercent(high)})`;
  const later = placebo.later === undefined ? '' : ` and, on what lasts, ${alarms(placebo.later)}`;
  return `On your own past this test raised a false alarm ${alarms(placebo.first)}${later}: roll-outs that never were, drawn on days on which nobody was trained. About 5\u00a0% are to be expected.`;
}
