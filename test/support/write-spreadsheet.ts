import { writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { type SheetCell, spreadsheetBytes } from '../../src/demo/write-spreadsheet.ts';

export function writeSpreadsheet(
  path: string,
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[]>>,
  merged: readonly string[] = [],
): void {
  writeFileSync(path, spreadsheetBytes(sheets, merged));
}

/** An archive with a workbook that unpacks to a thousand times its size. */
export function writeBomb(path: string, megabytes: number): void {
  const filler = new Uint8Array(megabytes * 2 ** 20);
  writeFileSync(
    path,
    zipSync(
      { 'xl/workbook.xml': new TextEncoder().encode('<workbook/>'), 'xl/worksheets/sheet1.xml': filler },
      { level: 9 },
    ),
  );
}
