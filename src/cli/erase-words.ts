import type { Dossier, Erasure } from '../intake/index.ts';
import { formatCount, formatMoney } from '../model/format-numbers.ts';
import type { ListEntry } from '../people/index.ts';
import { layOutTable, wrapText } from './table.ts';

type HangingInSource = Dossier['sources'][number];

interface Words {
  readonly columns: number;
  /** Names that may be theirs go, too. */
  readonly withUnsure: boolean;
}

/** "103 (Sabine Weber, South, Desk, s.weber@hotel.example)" */
export function entryWords({ id, first = '', last = '', fullName, site, team, email }: ListEntry): string {
  const told = [fullName ?? `${first} ${last}`.trim(), site, team, email].filter(
    (part) => (part ?? '') !== '',
  );
  return told.length === 0 ? id : `${id} (${told.join(', ')})`;
}

const headings = [
  { heading: 'source', align: 'left' },
  { heading: 'called', align: 'left' },
  { heading: 'rows', align: 'right' },
  { heading: 'contacts', align: 'right' },
  { heading: 'course hours', align: 'right' },
  { heading: 'their cost', align: 'right' },
] as const;

/** Who was found and what hangs on them, as text for people. */
export function dossierWords(
  dossier: Dossier,
  { columns, currency, ...words }: Words & { readonly currency: string },
): string {
  const { person, sources, unsure } = dossier;
  const widest = Math.max(24, Math.floor(columns / 3));
  const table = (all: readonly HangingInSource[], names: Dossier['person']['names']) =>
    layOutTable(
      headings,
      all.map((each) => sourceRow(each, names, currency)),
      widest,
    );
  const who =
    person.entries.length > 0
      ? `In the list of people: ${person.entries.map(entryWords).join(' = ')}`
      : `In no list of people${person.isShared ? '; taken as a login that several people share' : ''}`;
  return [
    wrapText(who, columns),
    ...(sources.length > 0 ? ['', ...table(sources, person.names)] : ['No source names them.']),
    ...(unsure.length > 0
      ? [
          '',
          wrapText(
            words.withUnsure
              ? 'And, because of --unsure, names that may be theirs:'
              : 'Names that may be theirs. They stay, unless you write "same" beside them in people-aliases.csv first, or add --unsure:',
            columns,
          ),
          ...table(unsure, person.unsure),
        ]
      : []),
  ].join('\n');
}

const namesToShow = 4;

function sourceRow(
  { source, rows, interactions, hours, money }: HangingInSource,
  all: Dossier['person']['names'],
  currency: string,
): readonly string[] {
  const names = [...new Set(all.filter((name) => name.source === source).map(({ text }) => text))];
  const more = names.length > namesToShow ? ` and ${names.length - namesToShow} more` : '';
  const unless0 = (value: number, text: string) => (value > 0 ? text : '');
  return [
    source,
    `${names.slice(0, namesToShow).join('; ')}${more}`,
    formatCount(rows),
    unless0(interactions, formatCount(interactions)),
    unless0(hours, formatCount(Math.round(hours))),
    unless0(money, formatMoney(money, currency)),
  ];
}

/** The same in numbers: what may be kept. */
export function dossierNumbers({ person, sources, unsure }: Dossier, withUnsure: boolean) {
  return { entries: person.entries.length, sources, unsure, withUnsure };
}

/** What was done, and what an erasure cannot do. */
export function erasureWords(
  { entries, rows, mentions, files, stillNamedIn, isResultOlder }: Erasure,
  { unsure }: Dossier,
  { columns, withUnsure }: Words,
): string {
  const count = (number: number, one: string, many = `${one}s`) =>
    `${formatCount(number)} ${number === 1 ? one : many}`;
  const left = withUnsure ? 0 : unsure.reduce((sum, { names }) => sum + names, 0);
  return [
    `Erased: ${count(entries, 'entry', 'entries')} of the list of people, all names, ${count(rows, 'row')}${mentions > 0 ? `, and the mention in ${count(mentions, 'row')} of others` : ''}. Later imports skip them.`,
    ...(files.length > 0
      ? [
          `Your own files are as they were, and still have them: ${files.join(', ')}. So do backups and reports that you keep.`,
        ]
      : []),
    ...(stillNamedIn.length > 0 ? [`They may be named by hand in ${stillNamedIn.join('; ')}.`] : []),
    ...(left > 0 ? [`${count(left, 'name')} that may be theirs stayed.`] : []),
    ...(isResultOlder
      ? ['The saved result rests on their rows, without names. Anew: whichhalf analyse']
      : []),
  ]
    .map((line) => wrapText(line, columns))
    .join('\n');
}
