import type { Refused } from '../model/refusal.ts';
import type { ReliabilityOfTable, ScoredGroup } from './reliability.ts';
import { layOutTable } from './table.ts';

/** Reliability as text for people. */
export function reliabilityWords(result: ReliabilityOfTable | Refused): string {
  if (result.kind === 'refused') return `Cannot say (${result.reason}). ${result.detail}`;
  const { people, items, notes, groups } = result;
  return [
    `${items.length} items, ${people} people.`,
    figure("Cronbach's alpha", result.alpha),
    figure("McDonald's omega", result.omegaTotal),
    figure('ICC(1), share between groups', result.icc1),
    figure('ICC(2), reliability of group means', result.icc2),
    figure('rwg(j), agreement within groups', result.rwgjMean),
    figure('  against a slightly skewed null', result.rwgjMeanSlightlySkewed),
    figure('  of random groups', result.rwgjMeanOfRandomGroups),
    ...(groups === undefined ? [] : ['', ...groupTable(groups)]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function figure(name: string, value: number | Refused | undefined): string | undefined {
  if (value === undefined) return undefined;
  const words = typeof value === 'number' ? value.toFixed(3) : `cannot say: ${value.detail}`;
  return `${name.padEnd(36)}${words}`;
}

function groupTable(groups: readonly ScoredGroup[]): string[] {
  const columns = [
    { heading: 'group', align: 'left' },
    { heading: 'people', align: 'right' },
    { heading: 'mean', align: 'right' },
    { heading: 'score', align: 'right' },
    { heading: '95 % interval', align: 'right' },
    { heading: 'against the others', align: 'left' },
  ] as const;
  const rows = groups.map((group) =>
    group.kind === 'refused'
      ? [group.group, '', '', '', '', 'too few answers']
      : [
          group.group,
          String(group.people),
          group.mean.toFixed(2),
          group.score.toFixed(2),
          `${group.low.toFixed(2)} to ${group.high.toFixed(2)}`,
          group.standing,
        ],
  );
  return layOutTable(columns, rows, 40);
}
