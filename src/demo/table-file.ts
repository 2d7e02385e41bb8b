import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/** A text file with one row per line, written in large pieces. */
export interface TableFile {
  row(fields: readonly (string | number)[]): void | Promise<void>;
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

interface TableFormat {
  readonly delimiter: ',' | ';' | '\t';
  readonly byteOrderMark?: boolean;
}

const pieceLength = 1 << 20;

/** Rows go to a buffer; await what `row` returns, which is a promise only when a piece is written. */
export async function openTable(
  folder: string,
  name: string,
  header: readonly string[],
  { delimiter, byteOrderMark = false }: TableFormat = { delimiter: ',' },
): Promise<TableFile> {
  const file: FileHandle = await open(join(folder, name), 'wx');
  let text = `${byteOrderMark ? '\uFEFF' : ''}${header.map((field) => quoted(field, delimiter)).join(delimiter)}\n`;
  const flush = async () => {
    const piece = text;
    text = '';
    await file.appendFile(piece);
  };
  return {
    row(fields) {
      text += `${fields.join(delimiter)}\n`;
      return text.length < pieceLength ? undefined : flush();
    },
    async close() {
      await flush();
      await file.close();
    },
  };
}

/** A text as it stands in a cell. */
export function quoted(field: string, delimiter = ','): string {
  return field.includes(delimiter) || field.includes('"') ? `"${field.replaceAll('"', '""')}"` : field;
}
