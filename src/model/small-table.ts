/** Small tables that people correct by hand, as text: a record per line, cells separated by a delimiter. */

export interface SmallRecord {
  /** As editors count them, the first being 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** UTF-8, or what spreadsheets write where they do not know it. */
export function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * Cells separated by the comma, or by the semicolon or tab if the first line has more of those.
 *
 * @param quoteInside what to throw for a line with a quote in the middle of a cell.
 */
export function recordsIn(text: string, quoteInside: (line: number) => Error): readonly SmallRecord[] {
  const delimiter = delimiterOf(text);
  const cell = new RegExp(`"((?:[^"]|"")*)"|([^"${delimiter}\\r\\n][^${delimiter}\\r\\n]*)|`, 'y');
  const records: SmallRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const cells: string[] = [];
    const begins = line;
    for (;;) {
      cell.lastIndex = at;
      const [whole = '', inQuotes, plain = ''] = cell.exec(text) ?? [];
      cells.push(inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'));
      line += (inQuotes?.match(/\r\n|\r|\n/g) ?? []).length;
      at += whole.length;
      if (text[at] !== delimiter) break;
      at++;
    }
    records.push({ line: begins, cells });
    const end = text.slice(at, at + 2);
    if (at < text.length && !/^[\r\n]/.test(end)) throw quoteInside(begins);
    at += end === '\r\n' ? 2 : 1;
    line++;
  }
  return records;
}

/** The comma, or the semicolon or tab if the first line has more of those. */
export function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  return (
    [',', ';', '\t'].toSorted((one, other) => first.split(other).length - first.split(one).length)[0] ?? ','
  );
}

/** The table as text that spreadsheets open as it is: the mark of UTF-8, then a line for each row. */
export function tableText(rows: readonly (readonly string[])[], delimiter = ','): string {
  return `\ufeff${rows.map((cells) => cells.map(quoted).join(delimiter)).join('\n')}\n`;
}

/** A cell as it is written; one that begins like a formula would be one in a spreadsheet, so it is guarded. */
export function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell as it was before it was guarded. */
export function unguarded(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/, '');
}
