import { basename } from 'node:path';
import type { Organisation } from '../contract/organisation.ts';
import { nearestWord } from './nearest-word.ts';
import { anyOf, type Finding } from './problem.ts';

type Sources = Organisation['sources'];

/** What is known of the files that the sources name. */
export interface FilesSeen {
  /** Of each source, in order: whether its file is there. */
  readonly present: readonly boolean[];
  /** Names of the files in the organisation's folder. */
  readonly inFolder: readonly string[];
}

/** Files that are not there, and names that two sources share. */
export function sourceFindings(sources: Sources, files: FilesSeen): Finding[] {
  return [...missingFiles(sources, files), ...sharedNames(sources)];
}

function missingFiles(sources: Sources, { present, inFolder }: FilesSeen): Finding[] {
  return sources.flatMap(({ file }, index) => {
    if (present[index] || file.includes('*')) return [];
    const nearest = nearestWord(file, inFolder);
    const others = inFolder.length > 0 ? `, such as ${anyOf(inFolder)}` : '';
    return [
      {
        path: ['sources', index, 'file'],
        at: 'value' as const,
        found: `${JSON.stringify(file)}, which does not exist`,
        expected: `a file beside whichhalf.yaml, or a path from there${others}`,
        remedy: nearest
          ? `Did you mean ${JSON.stringify(nearest)}?`
          : 'Put the file there, correct its name, or put # before the lines of this source.',
      },
    ];
  });
}

/** Several sheets of a file, and several tables that come of it, are loads of their own. */
function sharedNames(sources: Sources): Finding[] {
  const firstOf = new Map<string, number>();
  return sources.flatMap(({ name, file, sheet, table }, index) => {
    const known = name ?? basename(file);
    const other = sources[firstOf.get(known) ?? -1];
    const sameFile = name === undefined && other?.name === undefined && other?.file === file;
    if (sameFile && (other.sheet !== sheet || other.table !== table)) return [];
    const first = firstOf.get(known);
    if (first === undefined) {
      firstOf.set(known, index);
      return [];
    }
    return [
      {
        path: ['sources', index, name === undefined ? 'file' : 'name'],
        at: 'value' as const,
        found: `the name ${JSON.stringify(known)}, which source ${first + 1} has already`,
        expected: 'a name of its own for each source, for loads are told apart by it',
        remedy: 'Add "name: " with another name to one of them.',
      },
    ];
  });
}
