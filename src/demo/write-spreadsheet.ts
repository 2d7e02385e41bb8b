import { strToU8, zipSync } from 'fflate';

/** A cell: text, number, day (a number under a date format), or nothing. */
export type SheetCell = string | number | { readonly day: number } | null;

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
/** Days from 30 December 1899, where spreadsheets begin to count, to 1970. */
const daysBefore1970 = 25_569;
/** The same sheets give the same bytes. */
const written = new Date(2026, 0, 1);

/** The cell of a day, in days since 1970-01-01. */
export function dayCell(day: number): SheetCell {
  return { day: day + daysBefore1970 };
}

/**
 * A workbook (XLSX) as a spreadsheet program writes it: shared strings, styles, merged cells.
 *
 * @param merged ranges that are merged in each sheet, such as `A1:C1`.
 */
export function spreadsheetBytes(
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[]>>,
  merged: readonly string[] = [],
): Uint8Array {
  const strings: string[] = [];
  const names = Object.keys(sheets);
  const parts: Record<string, string> = {
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, k) => `<sheet name="${escaped(name)}" sheetId="${k + 1}" r:id="rId${k + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, k) => `<Relationship Id="rId${k + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${k + 1}.xml"/>`).join('')}<Relationship Id="rId90" Type="${relations}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `<?xml version="1.0"?><styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  Object.values(sheets).forEach((rows, k) => {
    parts[`xl/worksheets/sheet${k + 1}.xml`] = sheetXml(rows, strings, merged);
  });
  parts['xl/sharedStrings.xml'] =
    `<?xml version="1.0"?><sst xmlns="${main}">${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`;
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), {
    mtime: written,
  });
}

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
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
