import { html, type Markup, trusted } from './html.ts';

export interface Column {
  readonly title: string;
  /** Numbers are set to the right, so that they align on the decimal point. */
  readonly number?: boolean;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | Markup)[])[];
}

/** A picture at two widths, its sentence, its table one click below and the button that copies it. */
export interface Figure {
  /** SVG for screens wider than a phone, and for a phone. */
  readonly wide: string;
  readonly narrow: string;
  readonly sentence: string | Markup;
  readonly tables: readonly Table[];
  readonly className?: string;
}

export function figure({ wide, narrow, sentence, tables, className }: Figure): Markup {
  return html`<figure class="figure ${className ?? ''}">
<div class="wide">${trusted(wide)}</div><div class="narrow">${trusted(narrow)}</div>
<figcaption>${sentence}</figcaption>
${figureTools(tables.map((table) => dataTable(table)))}
</figure>`;
}

/** What stands under each picture: its table, and the button that copies it with its sentence. */
export function figureTools(content: readonly Markup[]): Markup {
  return html`<div class="tools"><details class="as-table"><summary>As a table</summary>${content}</details>
<button type="button" class="copy" data-copy hidden>Copy picture</button></div>`;
}

export function dataTable({ caption, columns, rows }: Table): Markup {
  const head = columns.map(({ title, number }) => html`<th scope="col"${classOf(number)}>${title}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => {
        const { title, number } = columns[i]!;
        return i === 0
          ? html`<th scope="row"${classOf(number)}>${cell}</th>`
          : html`<td data-title="${title}"${classOf(number)}>${cell}</td>`;
      })}</tr>`,
  );
  return html`<table class="data"><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function classOf(number: boolean | undefined): Markup {
  return trusted(number ? ' class="number"' : '');
}
