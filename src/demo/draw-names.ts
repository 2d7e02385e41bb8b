import type { Streams } from './streams.ts';

/** What a person is called. */
export interface PersonName {
  readonly first: string;
  readonly last: string;
  /** Last name before a wedding; some sources still have it. */
  readonly formerLast: string | undefined;
  readonly email: string;
}

/** How untidy names are: shares of the people. */
export interface NameDisorder {
  /** Called exactly like somebody else. */
  readonly twins: number;
  readonly married: number;
}

const firstNames =
  'Ada Anton Aylin Bela Björn Clara Dario Edda Emil Fatma Femi Finn Goran Greta Hanna Henrik Ida Ines Ivo Jana Jonas Jörg Kaja Kemal Lasse Leo Lina Lucía Mara Mats Milo Nadia Nils Noor Olga Omar Özlem Paul Petra Rafi René Rosa Sami Selma Sören Taro Thea Tilda Tomasz Ulla Uwe Vera Viktor Wanda Wim Yara Yusuf Zeno Zoë'.split(
    ' ',
  );
const stems =
  'Acker Bach Berg Birken Brunn Eichen Eisen Erlen Espen Fels Fichten Gold Grün Hasel Heide Herr Hirsch Hohen Kiefer König Kirch Kron Lärchen Linden Moos Mühl Ober Reh Rosen Sand Silber Stein Tannen Unter Wald Weiden Wiesen Wolf'.split(
    ' ',
  );
const endings =
  'ach acker auer bauer berger bichler brandt brink dorfer egger feld felder hagen halter hauser hofer höfer holm huber kamp lohe mann meier reuter rieder schmidt stedt thaler wald wanger'.split(
    ' ',
  );
const domain = 'larch-lantern.example';

/** Names of all people, in their order; nobody shares one unless `disorder` says so. */
export function drawNames(people: number, streams: Streams, disorder?: NameDisorder): readonly PersonName[] {
  const random = streams('names');
  const untidy = streams('untidy');
  const pick = (items: readonly string[]) => items[random.integer(items.length)] ?? '';
  const taken = new Set<string>();
  const names: PersonName[] = [];
  for (let person = 0; person < people; person++) {
    const chance = disorder === undefined ? 1 : untidy.next();
    const { twins, married } = disorder ?? { twins: 0, married: 0 };
    const twin = chance < twins ? names[untidy.integer(Math.max(1, names.length))] : undefined;
    const name = twin ?? freeName(taken, () => [pick(firstNames), `${pick(stems)}${pick(endings)}`]);
    const isMarried = twin === undefined && chance >= twins && chance < twins + married;
    const last = isMarried
      ? freeName(taken, () => [name.first, `${pick(stems)}${pick(endings)}`]).last
      : name.last;
    names.push({
      first: name.first,
      last,
      formerLast: isMarried ? name.last : undefined,
      email: freeEmail(taken, name),
    });
  }
  return names;
}

interface Called {
  readonly first: string;
  readonly last: string;
}

function freeName(taken: Set<string>, draw: () => readonly [string, string]): Called {
  for (;;) {
    const [first, last] = draw();
    if (taken.has(`${first} ${last}`)) continue;
    taken.add(`${first} ${last}`);
    return { first, last };
  }
}

/** A number for the second of a name. */
function freeEmail(taken: Set<string>, { first, last }: Called): string {
  const local = `${plain(first)}.${plain(last)}`;
  for (let number = 1; ; number++) {
    const email = `${local}${number === 1 ? '' : number}@${domain}`;
    if (taken.has(email)) continue;
    taken.add(email);
    return email;
  }
}

const twoLetters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöü]/g, (letter) => twoLetters[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
}
