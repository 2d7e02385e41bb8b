const months: readonly (readonly string[])[] = [
  ['jan', 'january', 'januar', 'jänner', 'janvier', 'gennaio', 'enero'],
  ['feb', 'february', 'februar', 'février', 'febbraio', 'febrero'],
  ['mar', 'mär', 'mrz', 'march', 'märz', 'mars', 'marzo'],
  ['apr', 'april', 'avril', 'aprile', 'abril'],
  ['may', 'mai', 'maggio', 'mayo'],
  ['jun', 'june', 'juni', 'juin', 'giugno', 'junio'],
  ['jul', 'july', 'juli', 'juillet', 'luglio', 'julio'],
  ['aug', 'august', 'août', 'agosto'],
  ['sep', 'sept', 'september', 'septembre', 'settembre', 'septiembre'],
  ['oct', 'okt', 'october', 'oktober', 'octobre', 'ottobre', 'octubre'],
  ['nov', 'november', 'novembre', 'noviembre'],
  ['dec', 'dez', 'december', 'dezember', 'décembre', 'dicembre', 'diciembre'],
];

function iso(year: string, month: string | number, day: string | number = 1): string | undefined {
  const two = (part: string | number) => String(Number(part)).padStart(2, '0');
  const text = `${year}-${two(month)}-${two(day)}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : text;
}

/**
 * The day that the heading of a column names, as YYYY-MM-DD; a month means its first day. Undefined for any other heading,
 * and for days of which one cannot know which number is the month.
 */
export function dayOfHeading(heading: string): string | undefined {
  const text = heading.trim().toLowerCase().replace(/[.,]$/, '');
  const [, y1, m1, d1] = /^(20\d\d)-(\d{1,2})(?:-(\d{1,2}))?(?: 00:00(?::00)?)?$/.exec(text) ?? [];
  if (y1 !== undefined) return iso(y1, m1 ?? '', d1);
  const [, d2, m2, y2] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)$/.exec(text) ?? [];
  if (y2 !== undefined) return iso(y2, m2 ?? '', d2);
  const [, m3, y3] = /^(\d{1,2})[/.](20\d\d)$/.exec(text) ?? [];
  if (y3 !== undefined) return iso(y3, m3 ?? '');
  const [, d4, word, y4] = /^(?:(\d{1,2})\.?\s)?(\p{L}+)\.?[\s-]+(20\d\d)$/u.exec(text) ?? [];
  const month = months.findIndex((names) => names.includes(word ?? ''));
  return month < 0 || y4 === undefined ? undefined : iso(y4, month + 1, d4);
}
