import type { Organisation } from '../../contract/organisation.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { leapSinceWords, leapsSince, leapsWithin, leapWords, scaleChanged } from '../changed-scale.ts';
import type { LoadReport, MappedColumn } from '../load-report.ts';
import type { Mapping } from '../map-columns.ts';
import type { FileShape } from '../read/file-shape.ts';
import { scaleNotes } from '../scale-notes.ts';
import { loadsOf } from './load-record.ts';
import { valueRanges } from './value-ranges.query.ts';

interface ScaleOrder {
  readonly shape: FileShape;
  /** Of the source. */
  readonly name: string;
  readonly trial: boolean;
  readonly accepted: boolean;
}

/**
 * The ranges of the numbers in `typed`, with what is assumed of them and where they leap.
 *
 * @throws UsageError where they leap against the last load of the source and nobody said that they mean the same.
 */
export async function lookAtScales(
  inside: Warehouse,
  { shape, name, trial, accepted }: ScaleOrder,
  organisation: Organisation,
  mapping: Mapping,
  columns: MappedColumn[],
  rows: number,
): Promise<Pick<LoadReport, 'notes' | 'ranges'>> {
  const { table } = mapping.table;
  const all = await valueRanges(inside, mapping, rows);
  const ranges = all.flatMap(({ month, ...range }) => (month === undefined ? [range] : []));
  const loads = (await loadsOf(inside, name)).filter((load) => load.table === table);
  const [leap, ...leaps] = leapsSince(loads, ranges);
  if (leap !== undefined && !accepted && !trial) throw scaleChanged(shape.file, [leap, ...leaps], columns);
  const since = [...(leap === undefined ? [] : [leap]), ...leaps].map(
    (each) =>
      `${leapSinceWords(each, columns)}${accepted ? ', and was taken as the same' : '; without --accept it is not loaded'}.`,
  );
  const within = leapsWithin(table, all).map(
    (each) =>
      `${leapWords(each, columns, `from ${each.month} on`, 'before')}. If it was, write its first day under "changedOn" of the measure in whichhalf.yaml.`,
  );
  return { notes: [...scaleNotes(ranges, columns, organisation), ...since, ...within], ranges };
}
