import type { Analysis, EstimateOrRefused, ProgrammeResult } from '../contract/analysis.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { formatDifference, formatMoney } from '../model/format-numbers.ts';
import { programmeKindWords } from '../model/programme.ts';
import { layOutTable, type TableColumn, wrapText } from './table.ts';

const columns: readonly TableColumn[] = [
  { heading: 'Programme', align: 'left' },
  { heading: 'Cost', align: 'right' },
  { heading: 'Chain', align: 'left' },
  { heading: 'At first', align: 'right' },
  { heading: 'Later', align: 'right' },
  { heading: 'Verdict', align: 'left' },
  { heading: 'We can know', align: 'left' },
];

const marks = { holds: '●', broken: '✕', unknown: '○' } as const;
const widestCell = 28;

/** The answer for a terminal: the sentence, a row per programme, what is beside the bar, what to do next. */
export function verdictTable(analysis: Analysis, width: number): string {
  const { currency } = analysis.organisation;
  const rows = analysis.programmes.map((programme) => rowOf(programme, currency));
  const outside = analysis.money.outside.map(
    ({ kind, amount }) => `${programmeKindWords[kind]} ${formatMoney(amount, currency)}`,
  );
  return [
    wrapText(analysis.headline.map(({ text }) => text).join(''), Math.min(width, 100)),
    '',
    ...layOutTable(columns, rows, widestCell),
    '',
    'Chain: aim, engage, learn, do, matter, last, pay. ● holds  ✕ broken  ○ unknown.',
    sayWindows(analysis.organisation.period),
    ...(outside.length > 0 ? [`Not in the sum: ${outside.join(', ')}.`] : []),
    ...feesFrom(analysis, Math.min(width, 100)),
    ...(analysis.next.length > 0 ? ['', 'Next', ...analysis.next.map(({ text }) => `  ${text}.`)] : []),
  ].join('\n');
}

/** Where fees come from invoices, by which rule. */
function feesFrom({ programmes }: Analysis, width: number): string[] {
  const lines = programmes.flatMap(({ title, money: { feesFrom: rules = [] } }) =>
    rules.map((rule) => wrapText(`  ${title}: ${rule}`, width)),
  );
  return lines.length === 0 ? [] : ['', 'Fees from invoices', ...lines];
}

function sayWindows(period: Analysis['organisation']['period']): string {
  const quarter = periodsPerQuarter(period);
  const range = (from: number, to: number) => `${period}s ${from} to ${to}`;
  return `At first: ${range(1, quarter)}, later: ${range(2 * quarter + 1, 4 * quarter)}, against those not trained; * beyond doubt.`;
}

function rowOf(programme: ProgrammeResult, currency: string): string[] {
  return [
    programme.title,
    programme.money.cost === 0 ? '–' : formatMoney(programme.money.cost, currency),
    programme.chain.map(({ state }) => marks[state]).join(''),
    effectCell(programme, programme.effects.first),
    effectCell(programme, programme.effects.later),
    programme.verdict.word,
    programme.know.text,
  ];
}

/** The difference as printed everywhere, with a star where the sure interval leaves out zero. */
function effectCell({ outcome }: ProgrammeResult, effect: EstimateOrRefused): string {
  if (effect.kind === 'refused' || outcome === undefined) return '';
  const sure = effect.sureLow > 0 || effect.sureHigh < 0;
  return `${formatDifference(effect.estimate * outcome.printedTimes, outcome.decimals)}${sure ? '*' : ' '}`;
}
