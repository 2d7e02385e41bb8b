import { basename, resolve } from 'node:path';
import type { Organisation, Source } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { nameOf } from './choose-sources.ts';
import { readingOf } from './fingerprint.ts';
import { type InspectPlace, tableOf } from './inspect-source.ts';
import { applyPreset, type FromPreset } from './presets/recognise-preset.ts';
import type { FileShape } from './read/file-shape.ts';

/** A file that was looked at, with the source that its preset completes. */
export interface ReadyFile extends FromPreset {
  readonly shape: FileShape;
  /** Name of the source. */
  readonly name: string;
  readonly path: string;
  /** Everything that bears on how it is read, in short. */
  readonly reading: string;
}

/** Looks at the file of a source, and completes the source by its preset and by the name of the file. */
export async function makeReady(
  place: InspectPlace & { readonly organisation: Organisation },
  declared: Source,
): Promise<ReadyFile> {
  const { folder, organisation } = place;
  checkZone(declared.timeZone ?? organisation.organisation.timeZone);
  const shape = await tableOf(place, declared);
  const byPreset = applyPreset(withDayOfList(declared), shape);
  return {
    ...byPreset,
    shape,
    name: nameOf(declared, organisation.sources),
    path: resolve(folder, declared.file),
    reading: readingOf(byPreset.source, organisation),
  };
}

/** A list of people whose file is named after a day was drawn up on that day; after a month, on its first. */
function withDayOfList(source: Source): Source {
  const named = /(?:^|\D)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?(?=\D|$)/.exec(
    basename(source.file),
  );
  if (source.table !== 'people' || named === null || 'as-of' in { ...source.columns, ...source.constants }) {
    return source;
  }
  const [, year, month, day = '01'] = named;
  return { ...source, constants: { ...source.constants, 'as-of': `${year}-${month}-${day}` } };
}

function checkZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new UsageError(
      `"${timeZone}" is no time zone.`,
      'Give one such as Europe/Berlin or America/New_York in whichhalf.yaml.',
    );
  }
}
