import type { CaseSummary } from './summarise.ts';

const columns = [
  'design/truth',
  'n',
  'F',
  'L',
  'P',
  'D',
  'half-life',
  'err F/m',
  'err L/m',
  'width F',
  'width L',
  'right',
  'wrong',
  'cannot',
  'b/a wrong',
  '2wfe wrong',
];

/** The table of the study: coverage in %, errors in units of m, widths against an oracle, verdicts in %. */
export function showSummaries(summaries: readonly CaseSummary[]): string {
  const rows = summaries.map(rowOf);
  const widths = columns.map((name, index) => Math.max(name.length, ...rows.map((row) => row[index].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index])))
      .join('  ');
  const failures = summaries.flatMap(({ id, failures }) => failures.map((failure) => `  ${id}: ${failure}`));
  return [
    line(columns),
    ...rows.map(line),
    '',
    `Money in the wrong place, were each of these programmes to cost the same: ${moneyWrong(summaries)}`,
    failures.length === 0
      ? 'All that must hold holds.'
      : `What must hold and does not:\n${failures.join('\n')}`,
  ].join('\n');
}

function rowOf(summary: CaseSummary): string[] {
  const { coverage, oracleError, widthAgainstOracle } = summary;
  const percent = (share: number | undefined) => (share === undefined ? '' : (100 * share).toFixed(1));
  const two = (value: number | undefined) => (value === undefined ? '' : value.toFixed(2));
  return [
    summary.id,
    String(summary.organisations),
    ...(['first', 'later', 'whole', 'drop', 'halfLife'] as const).map((figure) =>
      percent(coverage[figure]?.share),
    ),
    two(oracleError.first),
    two(oracleError.later),
    two(widthAgainstOracle.first),
    two(widthAgainstOracle.later),
    percent(summary.right),
    percent(summary.wrong),
    percent(summary.cannotTell),
    percent(summary.beforeAfterWrong),
    percent(summary.fixedEffectsWrong),
  ];
}

function moneyWrong(summaries: readonly CaseSummary[]): string {
  const mean = (of: (summary: CaseSummary) => number) =>
    `${((100 * summaries.reduce((sum, summary) => sum + of(summary), 0)) / summaries.length).toFixed(1)} %`;
  return [
    `Whichhalf ${mean(({ wrong }) => wrong)}`,
    `a before/after chart ${mean(({ beforeAfterWrong }) => beforeAfterWrong)}`,
    `two-way fixed effects ${mean(({ fixedEffectsWrong }) => fixedEffectsWrong)}`,
  ].join(', ');
}
