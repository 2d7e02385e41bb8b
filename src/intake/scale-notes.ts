import type { Measure, Organisation } from '../contract/organisation.ts';
import { rangeWords } from './changed-scale.ts';
import type { MappedColumn, ValueRange } from './load-report.ts';
import { namesMarks, speaksOf, spokenName } from './name-hints.ts';

const worstGermanMark = 6;
const highestMark = 20;
const moreIsBetter =
  /\b(\w*zufried\w*|satisf\w*|soddisf\w*|tevreden\w*|csat|nps|stars?|sterne|etoiles|estrellas)\b/;

/**
 * What is assumed of the scale of an answer where its range does not tell which end is good: marks from 1 to 6, of which 1
 * is the best in some countries. The direction stands in the measure that takes the column, and nowhere else.
 */
export function scaleNotes(
  ranges: readonly ValueRange[],
  columns: readonly MappedColumn[],
  { measures }: Organisation,
): readonly string[] {
  return ranges.flatMap((range) => {
    const column = columns.find(({ field }) => field === range.field)?.column;
    if (column === undefined || range.of !== undefined || !leavesOpen(range, column)) return [];
    const using = Object.entries(measures).filter(([, measure]) => takes(measure, range.field));
    if (range.field !== 'rating' && using.length === 0) return [];
    return [`"${column}" holds ${rangeWords(range)}. ${assumed(using)}`];
  });
}

function takes({ table, kind, value }: Measure, field: string): boolean {
  return table === 'interactions' && kind !== 'count' && (value ?? 'rating') === field;
}

function leavesOpen({ lowest, highest, whole }: ValueRange, column: string): boolean {
  if (highest > highestMark || lowest < 0 || lowest === highest) return false;
  if (lowest === 0 && highest === 1) return false;
  if (whole && lowest >= 1 && highest === worstGermanMark) return true;
  return !moreIsBetter.test(spokenName(column)) && (namesMarks(column) || !speaksOf('rating', column));
}

function assumed(using: readonly (readonly [string, Measure])[]): string {
  const named = (better: Measure['better']) =>
    using.flatMap(([id, measure]) => (measure.better === better ? [`"${id}"`] : []));
  const [higher, lower] = [named('higher'), named('lower')];
  const says = (ids: readonly string[], way: string) =>
    `The ${way} is taken as better in the measure${ids.length === 1 ? '' : 's'} ${ids.join(', ')} of whichhalf.yaml`;
  if (using.length === 0) {
    return 'The higher is taken as better by a measure that takes it, unless that says "better: lower" in whichhalf.yaml: write that if 1 is the best mark.';
  }
  return [
    ...(higher.length > 0
      ? [`${says(higher, 'higher')}; if 1 is the best mark, write "better: lower" there.`]
      : []),
    ...(lower.length > 0 ? [`${says(lower, 'lower')} (better: lower).`] : []),
  ].join(' ');
}
