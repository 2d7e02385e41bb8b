import type { ListedPerson, Matching, SourceName, SourceNames } from '../../src/people/match/recognition.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';

/** How often what happens to lists of people happens; shares of people or of names. */
export interface Disorder {
  readonly typos: number;
  readonly married: number;
  readonly otherSpelling: number;
  readonly foreignScript: number;
  readonly middleNames: number;
  readonly twins: number;
  readonly moved: number;
  /** Work here and stand in no list. */
  readonly missing: number;
}

export const usualDisorder: Disorder = {
  typos: 0.03,
  married: 0.03,
  otherSpelling: 0.3,
  foreignScript: 0.5,
  middleNames: 0.04,
  twins: 0.01,
  moved: 0.05,
  missing: 0.04,
};

/** How a source names people. */
export const forms = [
  'number',
  'e-mail',
  'user name',
  'Name (e-mail)',
  'First Last',
  'First Last, with site',
  'Last, First',
  'A. Last, with site',
] as const;
export type Form = (typeof forms)[number];

interface Human {
  readonly id: string;
  readonly first: string;
  readonly middle: string | undefined;
  readonly last: string;
  /** Before the wedding. */
  readonly formerLast: string | undefined;
  readonly foreign: readonly [string, string] | undefined;
  readonly email: string;
  readonly user: string;
  readonly site: string;
  readonly formerSite: string | undefined;
  readonly listed: boolean;
}

export interface GeneratedLists {
  readonly list: readonly ListedPerson[];
  readonly sources: readonly SourceNames[];
  /** By source and name: places in the list of everybody whom the name means; -1 for somebody in no list. */
  readonly truth: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>;
}

const firstNames =
  'Anna Maria Lena Sophie Laura Julia Katharina Sabine Petra Ursula Monika Heike Birgit Jürgen Jörg Günter Björn Sören Thomas Michael Andreas Stefan Christian Peter Klaus Markus Martin Frank Uwe Ralf Oliver Jan Lars Nils Felix Paul Lukas Jonas Emma Mia Hannah Zoë Renée André François José María Łukasz Agnieszka Małgorzata Zbigniew Tomáš Jiří Željko Đorđe Ayşe Çağlar Gökhan İbrahim Fatma Mehmet Åsa Øyvind Søren Kåre Linh Minh Wei Mei Aisha Omar Fatima Youssef Giulia Matteo Chiara Luca Ines Rui João Siobhán Niamh Owen Grace Ruth Samuel David Hans-Peter Karl-Heinz Anna-Lena Eva-Maria Ann-Kathrin'.split(
    ' ',
  );
const lastNames =
  'Müller Schmidt Schneider Fischer Weber Meyer Maier Mayer Wagner Becker Schulz Schulze Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Köhler Herrmann König Walter Mayr Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Voigt Sauer Arnold Pfeiffer Ørsted Kjær Åkesson Öberg Lindström Nguyen Tran Yılmaz Öztürk Şahin Kowalski Wiśniewski Żółkiewski Dvořák Černý Nowak García Muñoz Rossi Ferrari Silva Gonçalves Papadakis Horvat Đorđević Kovač Szabó Nagy Popescu Ionescu Ivanova Petrova Smith Jones O’Brien Byrne Murphy'.split(
    ' ',
  );
const stems =
  'Stein Berg Wald Hof Feld Linden Eichen Birken Rosen Mühl Bach Acker Sand Kirch Burg Königs Herren Alt Neu Hohen Nieder Ober Unter Gold Silber Eisen Kupfer Schön Groß Klein'.split(
    ' ',
  );
const links = ['', 'en', 'er', 'ing', 'in', 's'];
const endings =
  'mann er bacher felder hofer bauer meister müller schmidt wald kamp rath brink dorfer auer egger huber meier stetter höfer hausen'.split(
    ' ',
  );
/** As passports of the persons have them, and in their own script. */
const foreignNames: readonly (readonly [string, string, string, string])[] = [
  ['Yuliya', 'Shcherbakova', 'Юлия', 'Щербакова'],
  ['Aleksandr', 'Khrushchev', 'Александр', 'Хрущев'],
  ['Olga', 'Smirnova', 'Ольга', 'Смирнова'],
  ['Dmitri', 'Volkov', 'Дмитрий', 'Волков'],
  ['Natalia', 'Zhukova', 'Наталья', 'Жукова'],
  ['Georgios', 'Papadopoulos', 'Γεώργιος', 'Παπαδόπουλος'],
  ['Eleni', 'Nikolaidou', 'Ελένη', 'Νικολαΐδου'],
  ['Sergej', 'Tschaikowski', 'Сергей', 'Чайковский'],
  ['Oleksandr', 'Shevchenko', 'Олександр', 'Шевченко'],
];

const listName = 'people.csv';
const domain = 'hotel.example';

/** Lists of an organisation whose truth is known, as untidy as real ones; equal for equal seeds. */
export function generateLists(
  people: number,
  seed: number,
  disorder: Disorder = usualDisorder,
): GeneratedLists {
  const random = createRandom(seed);
  const humans = drawHumans(people, random, disorder);
  const listed = humans.filter((human) => human.listed);
  const placeOf = new Map(listed.map((human, at) => [human, at]));
  const truth = new Map<string, Map<string, Set<number>>>();
  const sources = forms.map((form) => {
    const means = new Map<string, Set<number>>();
    truth.set(form, means);
    return drawSource(form, humans, random.fork(forms.indexOf(form)), disorder, (text, human) => {
      means.set(text, (means.get(text) ?? new Set()).add(placeOf.get(human) ?? -1));
    });
  });
  return { list: listed.map(listEntry), sources, truth };
}

function listEntry({ id, first, middle, last, email, user, site }: Human): ListedPerson {
  return {
    source: listName,
    id,
    email,
    user,
    first: middle === undefined ? first : `${first} ${middle}`,
    last,
    fullName: undefined,
    site,
    team: undefined,
    joined: undefined,
    left: undefined,
  };
}

function drawHumans(people: number, random: Random, disorder: Disorder): Human[] {
  const sites = Array.from(
    { length: Math.max(2, Math.round(people / 100)) },
    (_, k) => `Hotel ${stems[k % stems.length]} ${1 + Math.floor(k / stems.length)}`,
  );
  const taken = new Set<string>();
  const pick = <Item>(items: readonly Item[]) => items[random.integer(items.length)] as Item;
  const humans: Human[] = [];
  for (let k = 0; k < people; k++) {
    const twin =
      random.next() < disorder.twins ? humans[random.integer(Math.max(humans.length, 1))] : undefined;
    const foreign = twin === undefined && random.next() < 0.02 ? pick(foreignNames) : undefined;
    const first = twin?.first ?? foreign?.[0] ?? pick(firstNames);
    const last = twin?.last ?? foreign?.[1] ?? drawLastName(random);
    const formerLast = random.next() < disorder.married ? pick(lastNames) : undefined;
    const email = freeEmail(first, formerLast ?? last, taken);
    humans.push({
      id: String(10_000 + k * 3),
      first,
      middle: random.next() < disorder.middleNames ? pick(firstNames) : undefined,
      last: formerLast !== undefined && random.next() < 0.4 ? `${formerLast}-${last}` : last,
      formerLast,
      foreign: foreign === undefined ? undefined : [foreign[2], foreign[3]],
      email,
      user: `u${(k * 7_919) % 1_000_003}`,
      site: pick(sites),
      formerSite: random.next() < disorder.moved ? pick(sites) : undefined,
      listed: random.next() >= disorder.missing,
    });
  }
  return humans;
}

/** A third have one of the common names, the first of the list four times as often as the middle one; others rarer ones. */
function drawLastName(random: Random): string {
  const of = (items: readonly string[], skew: number) =>
    items[Math.floor(random.next() ** skew * items.length)] ?? '';
  return random.next() < 0.35 ? of(lastNames, 2) : `${of(stems, 1)}${of(links, 1)}${of(endings, 1)}`;
}

/** As offices make them: German umlauts as two letters, other accents dropped, a number for the second of a name. */
function freeEmail(first: string, last: string, taken: Set<string>): string {
  const local = `${officeLetters(first)}.${officeLetters(last)}`;
  for (let number = 1; ; number++) {
    const email = `${local}${number === 1 ? '' : number}@${domain}`;
    if (taken.has(email)) continue;
    taken.add(email);
    return email;
  }
}

const twoLetters: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'oe',
  å: 'aa',
  æ: 'ae',
  ł: 'l',
  đ: 'd',
  ı: 'i',
};

function officeLetters(text: string): string {
  return withTwoLetters(text.toLowerCase())
    .normalize('NFD')
    .replace(/[^a-z-]/g, '');
}

function withTwoLetters(text: string): string {
  const plain = text.normalize('NFC').replace(/[äöüßøåæłđı]/g, (letter) => twoLetters[letter] ?? letter);
  return plain.replace(/[ÄÖÜØÅ]/g, (letter) => capital(twoLetters[letter.toLowerCase()] ?? letter));
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function withoutAccents(text: string): string {
  return text
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'O')
    .replaceAll('æ', 'ae')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

function drawSource(
  form: Form,
  humans: readonly Human[],
  random: Random,
  disorder: Disorder,
  means: (text: string, human: Human) => void,
): SourceNames {
  const rows = new Map<string, { rows: number; sites: Set<string> }>();
  for (const human of humans) {
    if (random.next() < 0.2) continue;
    const text = writeName(form, human, random, disorder);
    means(text, human);
    const row = rows.get(text) ?? { rows: 0, sites: new Set() };
    row.rows += 1 + random.integer(20);
    row.sites.add(human.formerSite ?? human.site);
    rows.set(text, row);
  }
  const names = [...rows].map(
    ([text, row]): SourceName => ({
      text,
      rows: row.rows,
      site: form.endsWith('with site') && row.sites.size === 1 ? [...row.sites][0] : undefined,
      severalSites: form.endsWith('with site') && row.sites.size > 1,
      team: undefined,
      firstDay: undefined,
      lastDay: undefined,
      days: 10,
      impossibleDays: 0,
    }),
  );
  return { source: form, names };
}

function writeName(form: Form, human: Human, random: Random, disorder: Disorder): string {
  const [first, last] = spell(human, random, disorder);
  switch (form) {
    case 'number':
      return human.id;
    case 'e-mail':
      return writeEmail(human.email, random);
    case 'user name':
      return random.next() < 0.3 ? `HOTEL\\${human.user.toUpperCase()}` : human.user;
    case 'Name (e-mail)':
      return `${mistype(`${first} ${last}`, random, disorder)} (${human.email})`;
    case 'Last, First':
      return mistype(`${last}, ${first}`, random, disorder);
    case 'A. Last, with site':
      return `${first[0]}. ${last}`;
    default:
      return mistype(`${first} ${last}`, random, disorder);
  }
}

function spell(human: Human, random: Random, disorder: Disorder): readonly [string, string] {
  if (human.foreign !== undefined && random.next() < disorder.foreignScript) return human.foreign;
  const last = human.formerLast !== undefined && random.next() < 0.5 ? human.formerLast : human.last;
  const how =
    random.next() < disorder.otherSpelling
      ? random.next() < 0.5
        ? withTwoLetters
        : withoutAccents
      : (text: string) => text;
  return [how(human.first), how(last)];
}

function writeEmail(email: string, random: Random): string {
  const drawn = random.next();
  if (drawn < 0.2) return email.toUpperCase();
  if (drawn < 0.3) return `mailto:${email}`;
  if (drawn < 0.4) return email.replace('@', '+courses@');
  return drawn < 0.5 ? `<${email}>` : email;
}

/** One letter left out, doubled, swapped with the next, or another one. */
function mistype(text: string, random: Random, { typos }: Disorder): string {
  if (random.next() >= typos) return text;
  const letters = [...text];
  const at = 1 + random.integer(letters.length - 2);
  const [here = '', next = ''] = letters.slice(at, at + 2);
  const other = 'etaoinsrh'[random.integer(9)] ?? 'e';
  const changed = [[next], [here, here, next], [next, here], [other, next]][random.integer(4)] ?? [
    here,
    next,
  ];
  letters.splice(at, 2, ...changed);
  return letters.join('');
}

/** How well names were matched, of those that mean one listed person, and of those matched. */
export interface Accuracy {
  readonly names: number;
  readonly matched: number;
  readonly wrong: number;
  readonly precision: number;
  /** Matched to the right person without a question. */
  readonly recall: number;
  /** Matched, or asked about with the right person among the candidates. */
  readonly found: number;
}

/** Counts one source, or all of them under the form `all`. */
export function accuracyOf({ truth }: GeneratedLists, matching: Matching, form: Form | 'all'): Accuracy {
  const counts = { names: 0, matched: 0, wrong: 0, right: 0, asked: 0 };
  for (const { source, names } of matching.sources) {
    if (form !== 'all' && source !== form) continue;
    for (const { name, recognition } of names) {
      const meant = truth.get(source)?.get(name.text) ?? new Set();
      const [one = -1] = meant;
      const isOne = meant.size === 1 && one >= 0;
      if (isOne) counts.names++;
      if (recognition.state === 'matched') {
        counts.matched++;
        if (isOne && recognition.person === one) counts.right++;
        else counts.wrong++;
      } else if (recognition.state === 'unsure' && isOne) {
        if (recognition.candidates.some(({ person }) => person === one)) counts.asked++;
      }
    }
  }
  const { names, matched, wrong, right, asked } = counts;
  return {
    names,
    matched,
    wrong,
    precision: 1 - wrong / Math.max(matched, 1),
    recall: right / names,
    found: (right + asked) / names,
  };
}
