export interface TableColumn {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** Lines of a table for people: columns padded, cells longer than `widest` broken at spaces. */
export function layOutTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  widest: number,
): string[] {
  const broken = rows.map((row) => columns.map((_, k) => breakCell(row[k] ?? '', widest)));
  const widths = columns.map(({ heading }, k) =>
    Math.max(heading.length, ...broken.flatMap((row) => (row[k] ?? []).map((line) => line.length))),
  );
  const lineOf = (cells: readonly string[]) =>
    columns
      .map(({ align }, k) => {
        const width = widths[k] ?? 0;
        return align === 'right' ? (cells[k] ?? '').padStart(width) : (cells[k] ?? '').padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const body = broken.flatMap((row) => {
    const height = Math.max(1, ...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) => lineOf(row.map((cell) => cell[line] ?? '')));
  });
  return [
    lineOf(columns.map(({ heading }) => heading)),
    lineOf(widths.map((width) => '─'.repeat(width))),
    ...body,
  ];
}

function breakCell(text: string, widest: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > widest) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Text broken into lines of at most `columns` characters. */
export function wrapText(text: string, columns: number): string {
  return breakCell(text, columns).join('\n');
}
