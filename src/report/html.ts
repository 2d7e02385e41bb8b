/** Text that is already HTML. Everything else that goes into `html` is escaped. */
export interface Markup {
  readonly markup: string;
}

type Piece = Markup | string | number | readonly Piece[] | undefined | false;

/** Marks text as HTML; only for what we drew ourselves. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** `` html`<p>${text}</p>` ``: texts are escaped, markup and lists of it go in as they are, `undefined` and `false` vanish. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return { markup: strings.map((part, i) => part + (i < values.length ? textOf(values[i]) : '')).join('') };
}

function textOf(value: Piece): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(value);
  if ('markup' in value) return value.markup;
  return value.map(textOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
