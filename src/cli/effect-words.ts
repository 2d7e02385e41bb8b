import type { LabelledEffect, LabelledEstimate, LabelledPoint } from '../effect/index.ts';

/** An effect as a table for people. */
export function effectWords(result: LabelledEffect): string {
  if (result.kind === 'refused') return `Cannot say (${result.reason}). ${result.detail}`;
  const write = decimalsFor(result);
  return [
    ...headline(result, write),
    `${result.units} units over ${result.periods} periods.`,
    ...tests(result),
    ...pointTable(result.points, write),
  ].join('\n');
}

type Write = (value: number) => string;

/** As many decimals for all as the smallest error needs to show two digits. */
function decimalsFor({ standardError, points }: LabelledEstimate): Write {
  const errors = [standardError ?? 0, ...points.map((point) => point.standardError)].filter(
    (error) => error > 0,
  );
  const smallest = errors.length === 0 ? 1 : Math.min(...errors);
  const decimals = Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(smallest))));
  return (value) => value.toFixed(decimals);
}

function headline(result: LabelledEstimate, write: Write): readonly string[] {
  const { estimate, standardError, low, high, standardErrorNeyman } = result;
  if (estimate === undefined || standardError === undefined || low === undefined || high === undefined)
    return [];
  const neyman = standardErrorNeyman === undefined ? '' : `, unadjusted ${write(standardErrorNeyman)}`;
  return [
    `Effect ${write(estimate)}, 95 % interval ${write(low)} to ${write(high)} (standard error ${write(standardError)}${neyman}).`,
  ];
}

function tests({ preTrend, permutation }: LabelledEstimate): readonly string[] {
  const lines: string[] = [];
  if (preTrend !== undefined) {
    const { statistic, degreesOfFreedom, p } = preTrend;
    lines.push(
      `Before the training: chi-square ${statistic.toFixed(2)} on ${degreesOfFreedom} degrees of freedom, p = ${p.toFixed(3)}.`,
    );
  }
  if (permutation !== undefined) {
    lines.push(`Order drawn again ${permutation.draws} times: p = ${permutation.p.toFixed(3)}.`);
  }
  return lines;
}

const labelHeaders = { cohort: 'cohort', period: 'period', eventTime: 'event time' } as const;

function pointTable(points: readonly LabelledPoint[], write: Write): readonly string[] {
  const first = points[0];
  if (first === undefined) return [];
  const labels = (['cohort', 'period', 'eventTime'] as const).filter((name) => first[name] !== undefined);
  const header = [
    ...labels.map((name) => labelHeaders[name]),
    ...['estimate', 'error', 'low', 'high', 'band low', 'band high'],
  ];
  const rows = points.map((point) => [
    ...labels.map((name) => String(point[name])),
    ...[point.estimate, point.standardError, point.low, point.high, point.bandLow, point.bandHigh].map(write),
  ]);
  const widths = header.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  ');
  return ['', line(header), ...rows.map(line)];
}
