import type { CoverageCheck } from '../intake/index.ts';

const toShow = 6;

/** Days with too few rows, sources that stopped and files that overlap; nothing where all is as usual. */
export function coverageWords({ calendars, overlaps }: CoverageCheck): readonly string[] {
  return [...calendars.flatMap(calendarLines), ...overlaps.map(overlapLine)];
}

function calendarLines({
  source,
  table,
  by,
  thin,
  stopped,
}: CoverageCheck['calendars'][number]): readonly string[] {
  const shown = thin.slice(-toShow).map(({ from, to, rows, usual }) => {
    const days = from === to ? from : `${from} to ${to}`;
    return `${days} (${rows} rows, usually ${Math.round(usual)})`;
  });
  const earlier = thin.length > toShow ? `, and ${thin.length - toShow} times before` : '';
  const against = by === 'day' ? 'the same weekday before' : 'the weeks before';
  return [
    ...(thin.length === 0
      ? []
      : [`${source} (${table}): too few rows against ${against}: ${shown.join('; ')}${earlier}.`]),
    ...(stopped === undefined
      ? []
      : [
          `${source} (${table}): seems to have stopped. Its last row is of ${stopped.last}, others go on until ${stopped.othersTo}; usually it is silent for ${count(stopped.usualGap)} at most.`,
        ]),
  ];
}

function overlapLine({
  file,
  load,
  earlier,
  earlierFile,
  from,
  to,
  same,
  rows,
  kind,
}: CoverageCheck['overlaps'][number]): string {
  return kind === 'of one source'
    ? `Load ${load} (${file}) has ${rows} other rows for days that load ${earlier} (${earlierFile}) covers, beside ${same} that stood there before. If it corrects that load, import it again with --replaces ${earlier}; else both count.`
    : `Load ${load} (${file}) and load ${earlier} (${earlierFile}) have ${same} rows alike from ${from} to ${to}, and each counts twice: give both sources one name, or leave one out.`;
}

function count(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
