import type { Measure } from '../contract/organisation.ts';
import { ruleOfIntervals } from '../model/telephony.ts';
import type { Finding, Path } from './problem.ts';

/** What cannot be added up over telephone intervals. */
export function telephonyFindings(path: Path, measure: Measure): Finding[] {
  const rule = ruleOfIntervals(measure);
  if (rule.kind === 'rule') return [];
  const { key, found, expected, remedy } = rule;
  return [{ path: measure[key] === undefined ? path : [...path, key], at: 'key', found, expected, remedy }];
}

/** Scores that name no employee are means or shares, of one measure that is named. */
export function scoreFindings(path: Path, { kind, value, where }: Measure): Finding[] {
  if (kind === 'count') {
    return [
      {
        path: [...path, 'kind'],
        at: 'key',
        found: 'a count of scores',
        expected: 'mean (or rate, for a share from 0 to 1)',
        remedy: 'Write "kind: mean".',
      },
    ];
  }
  const named = [value, where.measure].filter((name) => name !== undefined);
  if (named.length === 1) return [];
  return [
    {
      path,
      at: 'key',
      found: named.length === 0 ? 'a measure of scores that names none' : 'both "value" and "where: measure"',
      expected: 'the name in the column "measure" of the file, once',
      remedy: 'Add "value: ", followed by the name in the file, such as "value: Guest score".',
    },
  ];
}

/** What divides intervals has no meaning elsewhere. */
export function divisorFindings(path: Path, measure: Measure): Finding[] {
  return (['per', 'weight'] as const).flatMap((key) =>
    measure[key] === undefined || measure.table === 'telephony'
      ? []
      : [
          {
            path: [...path, key],
            at: 'key' as const,
            found: `"${key}" in a measure of the table ${measure.table}`,
            expected: 'it in measures of the table telephony only',
            remedy: 'Remove this line, or write "table: telephony".',
          },
        ],
  );
}
