import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Whether the file of a source stands for several: it has a "*" in its name. */
export function isPattern(file: string): boolean {
  return basename(file).includes('*');
}

/** Whether a name fits a pattern, in which each "*" stands for any characters within one name. */
export function fitsPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/\\\\]*')}$`, 'u').test(name);
}

/** Files of which somebody is still writing, or which a program keeps for itself. */
export function isUnfinishedName(name: string): boolean {
  return /^[.~]|~$|\.(part|partial|tmp|temp|crdownload|download|filepart|swp)$/i.test(name);
}

/** The files that a pattern names, in the order of their names; none where its folder is not there. */
export function filesOfPattern(folder: string, pattern: string): readonly string[] {
  const within = dirname(pattern);
  try {
    return readdirSync(resolve(folder, within), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !isUnfinishedName(entry.name))
      .map(({ name }) => name)
      .filter((name) => fitsPattern(name, basename(pattern)))
      .toSorted()
      .map((name) => join(within, name));
  } catch {
    return [];
  }
}

const months = [
  'january|february|march|april|june|july|august|september|october|november|december',
  'januar|februar|märz|maerz|mai|juni|juli|oktober|dezember',
  'janvier|février|fevrier|mars|avril|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre',
  'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre',
  'gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre',
  'janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|dezembro',
  'januari|februari|maart|mei|augustus',
  'jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez',
].join('|');

/** The name that the files of later months will fit, too: "tickets-2024-03.csv" becomes "tickets-*.csv". */
export function patternOf(file: string): string {
  const name = basename(file).replaceAll('*', '-');
  const dot = name.indexOf('.', 1);
  const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  const part = `\\d[\\d]*|(?<![\\p{L}])(?:${months})(?![\\p{L}])`;
  const changing = new RegExp(`(?:${part})(?:[-_. ]?(?:${part}))*`, 'giu');
  return `${stem.replace(changing, '*')}${ending.replace(/\d+/g, '*')}`;
}
