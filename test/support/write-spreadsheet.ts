import { writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';

/** A cell: text, number, day (a number under a date format), or nothing. */
export type SheetCell = string | number | { readonly day: number } | null;

/** Writes a spreadsheet the way a spreadsheet program does: shared strings, styles, merged cells. */
export function writeSpreadsheet(
  path: string,
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[]>>,
  merged: readonly string[] = [],
): void {
  const strings: string[] = [];
  const names = Object.keys(sheets);
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    ),
    'xl/workbook.xml': strToU8(
      `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, k) => `<sheet name="${name}" sheetId="${k + 1}" r:id="rId${k + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, k) => `<Relationship Id="rId${k + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${k + 1}.xml"/>`).join('')}<Relationship Id="rId90" Type="${relations}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ),
    'xl/styles.xml': strToU8(
      `<?xml version="1.0"?><styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
  };
  Object.values(sheets).forEach((rows, k) => {
    files[`xl/worksheets/sheet${k + 1}.xml`] = strToU8(sheetXml(rows, strings, merged));
  });
  files['xl/sharedStrings.xml'] = strToU8(
    `<?xml version="1.0"?><sst xmlns="${main}">${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
  );
  writeFileSync(path, zipSync(files));
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function sheetXml(
  rows: readonly (readonly SheetCell[])[],
  strings: string[],
  merged: readonly string[],
): string {
  const body = rows
    .map(
      (row, r) =>
        `<row r="${r + 1}">${row.map((cell, c) => cellXml(cell, `${letters(c)}${r + 1}`, strings)).join('')}</row>`,
    )
    .join('');
  const spans =
    merged.length === 0
      ? ''
      : `<mergeCells>${merged.map((span) => `<mergeCell ref="${span}"/>`).join('')}</mergeCells>`;
  return `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${body}</sheetData>${spans}</worksheet>`;
}

function cellXml(cell: SheetCell, at: string, strings: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'object') return `<c r="${at}" s="1"><v>${cell.day}</v></c>`;
  strings.push(cell);
  return `<c r="${at}" t="s"><v>${strings.length - 1}</v></c>`;
}

function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** An archive with a workbook that unpacks to a thousand times its size. */
export function writeBomb(path: string, megabytes: number): void {
  const filler = new Uint8Array(megabytes * 2 ** 20);
  writeFileSync(
    path,
    zipSync({ 'xl/workbook.xml': strToU8('<workbook/>'), 'xl/worksheets/sheet1.xml': filler }, { level: 9 }),
  );
}
