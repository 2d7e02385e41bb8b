/** What a column holds that is not loaded without need. */
export interface Sensitive {
  /** Such as "free text". */
  readonly what: string;
  /** Not even for a declared purpose. */
  readonly never: boolean;
}

interface Rule {
  readonly what: string;
  readonly never?: boolean;
  readonly names: RegExp;
}

/**
 * By the name of the column, letter case and signs set aside. Machines that score feelings come first: a column that does
 * is left out whatever else it is called. What customers themselves answered, such as "They understood me", is no such score.
 */
const byName: readonly Rule[] = [
  {
    what: "a machine's score of somebody's feelings or tone",
    never: true,
    names:
      /\b(emotions?|sentiment|mood|facial|smile|voice stress|tone of voice|vocal)\b|\b(agent|staff|employee|ai|auto|machine|speech) (tone|empathy|politeness|stress|energy|warmth)\b|\b(tone|empathy|politeness|warmth) (index|analysis|detection|ai|auto|by ai)\b/,
  },
  {
    what: 'free text',
    names:
      /\b(remarks?|comments?|feedback( (message|comment|text))?|description|subject|body|message|note|notes|text|verbatim|transcript|summary|title|snippet|bemerkung(en)?|kommentar|betreff|anmerkung(en)?|observaci(ón|on|ones)( del cliente)?|observations?|commentaires?|comentarios?|remarques?|objet|asunto|descripci[oó]n|oggetto|osservazioni|descrizione|opmerking(en)?)\b/,
  },
  {
    what: "customers' telephone numbers",
    names:
      /\b(phone|telephone|mobile|fax|telefon(nummer)?|handy|caller number|ani|msisdn|tel[eé]fono|t[eé]l[eé]phone|m[oó]vil|cellulare)\b/,
  },
  {
    what: "customers' addresses",
    names:
      /\b((requester|customer|contact|client|guest|patient|caller|member|cc|collaborators?) e ?mails?( address)?|email ccs?|(postal |street |ip |billing )?address(es)?|street|zip|postcode|postal code|plz|strasse|straße|anschrift|direcci[oó]n|adresse|indirizzo|c[oó]d(igo|ice|e) postal[e]?|ipaddr|recipient)\b/,
  },
  {
    what: "customers' names",
    names:
      /\b(requesters?|submitter|customer name|contact name|client name|guest name|patient name|caller name|member name|full name|first name|last name|surname|vorname|nachname|kundenname|(nombre|apellidos) del cliente|nom du client|nome (del )?cliente|naam klant|birthday|date of birth|geburtsdatum)\b/,
  },
];

const fewestCells = 5;

/** Whether a column holds what should not be loaded without need; by its name, else by its first cells. */
export function sensitiveContent(column: string, cells: readonly string[]): Sensitive | undefined {
  const name = column
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const rule = byName.find(({ names }) => names.test(name));
  const isText = rule?.what !== 'free text' || !holdsNumbers(cells);
  if (rule !== undefined && isText) return { what: rule.what, never: rule.never ?? false };
  const what = contentOf(cells.filter((cell) => cell.trim() !== ''));
  return what === undefined ? undefined : { what, never: false };
}

/** In German "Note" is a grade: what stands in the cells says more than the name. */
function holdsNumbers(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return filled.length >= fewestCells && filled.every((cell) => /^\s*-?\d+([.,]\d+)?\s*$/.test(cell));
}

function contentOf(cells: readonly string[]): string | undefined {
  if (cells.length < fewestCells) return undefined;
  const share = (fits: (cell: string) => boolean) => cells.filter(fits).length / cells.length;
  if (share((cell) => /^\S+@\S+\.\S+$/.test(cell.trim())) > 0.8) return 'e-mail addresses';
  if (share(isTelephoneNumber) > 0.8) return 'telephone numbers';
  const words = cells.reduce((sum, cell) => sum + cell.trim().split(/\s+/).length, 0) / cells.length;
  return words > 8 && new Set(cells).size > 0.8 * cells.length ? 'free text' : undefined;
}

function isTelephoneNumber(cell: string): boolean {
  const text = cell.trim();
  return /^(\+|00)[\d\s()/.-]{8,}$/.test(text) || /^\(?0\d{2,5}\)?[\s/-]\s?\d[\d\s-]{4,}$/.test(text);
}
