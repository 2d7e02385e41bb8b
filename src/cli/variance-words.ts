import type { Refused } from '../model/refusal.ts';
import type { RoomBetweenPeople } from '../stats/room-between-people.ts';
import type { VarianceComponents } from '../stats/variance-components.ts';
import { layOutTable } from './table.ts';

/** Variance components and the room between people as text for people. */
export function varianceWords(result: VarianceComponents | Refused, room?: RoomBetweenPeople): string {
  if (result.kind === 'refused') return `Cannot say (${result.reason}). ${result.detail}`;
  const { components, residual, rows, intercept, interceptError } = result;
  const total = components.reduce((sum, { variance }) => sum + variance, residual);
  const body = components.map(({ name, levels, share, shareInterval, variance, sdInterval }) => [
    name,
    String(levels),
    percent(share),
    `${percent(shareInterval.low)} to ${percent(shareInterval.high)}`,
    Math.sqrt(variance).toFixed(3),
    `${sdInterval.low.toFixed(3)} to ${sdInterval.high.toFixed(3)}`,
  ]);
  const within = [
    'within all of these',
    '',
    percent(residual / total),
    '',
    Math.sqrt(residual).toFixed(3),
    '',
  ];
  return [
    `Where the differences lie: ${rows} rows, mean ${intercept.toFixed(3)} (standard error ${interceptError.toFixed(3)}).`,
    '',
    ...layOutTable(headings, [...body, within], 40),
    ...(room === undefined ? [] : ['', 'Room between people', ...room.words]),
  ].join('\n');
}

const headings = [
  { heading: 'between', align: 'left' },
  { heading: 'levels', align: 'right' },
  { heading: 'share', align: 'right' },
  { heading: '95 % interval', align: 'right' },
  { heading: 'sd', align: 'right' },
  { heading: '95 % interval', align: 'right' },
] as const;

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
