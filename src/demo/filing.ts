import { isoFromDay } from '../model/calendar.ts';
import type { Random } from '../stats/random.ts';
import { drawNames, type PersonName } from './draw-names.ts';
import { employeeNumber, siteName, siteOf } from './labels.ts';
import type { Workplace } from './workplace.ts';

/** Whoever keeps a file of the example organisation has a way of their own to name people and to write days. */
export const keepers = [
  'tickets',
  'desk',
  'courses',
  'register',
  'sheet',
  'tests',
  'complaints',
  'telephone',
] as const;
export type Keeper = (typeof keepers)[number];

/** How the files are kept. What happened is the same in every filing. */
export interface Filing {
  readonly names: readonly PersonName[];
  /** Whether the lists of people and teams have the person. */
  readonly isListed: (person: number) => boolean;
  /** As this file calls each person. */
  readonly called: (keeper: Keeper) => readonly string[];
  readonly day: (keeper: Keeper, day: number) => string;
  /** Where several work under one login: that of the team in this contact, or nothing. */
  readonly sharedLogin: ((keeper: Keeper) => (team: number) => string | undefined) | undefined;
  /** Courses that the law asks for and that no programme has. */
  readonly otherCourses: readonly string[];
}

type Form = 'number' | 'e-mail' | 'login' | 'First Last' | 'Last, First';
type Forms = Readonly<Record<Keeper, Form>>;

const tidyForms: Forms = {
  tickets: 'First Last',
  desk: 'login',
  courses: 'e-mail',
  register: 'number',
  sheet: 'Last, First',
  tests: 'number',
  complaints: 'number',
  telephone: 'login',
};

/** Numbers are in the list of people, and nowhere else. */
const messyForms: Forms = {
  tickets: 'First Last',
  desk: 'Last, First',
  courses: 'e-mail',
  register: 'Last, First',
  sheet: 'First Last',
  tests: 'First Last',
  complaints: 'First Last',
  telephone: 'e-mail',
};

/** The files as good departments keep them. */
export function tidyFiling({ roster, streams }: Workplace): Filing {
  const names = drawNames(roster.people, streams);
  return {
    names,
    isListed: () => true,
    called: (keeper) => names.map((name, person) => written(tidyForms[keeper], name, person)),
    day: (_, day) => isoFromDay(day),
    sharedLogin: undefined,
    otherCourses: [],
  };
}

const twins = 0.012;
const married = 0.015;
const mistyped = 0.01;
const sharedShare = 0.03;
const mistypedBy: ReadonlySet<Keeper> = new Set(['register', 'sheet']);
/** Their system knew them before the wedding. */
const formerNames: ReadonlySet<Keeper> = new Set(['tickets', 'telephone']);
const sharedIn: ReadonlySet<Keeper> = new Set(['tickets', 'desk']);

/**
 * The same files as many departments keep them: names in the place of numbers, people of one name, names before a wedding,
 * errors in typing, logins that several share, days written in three ways, whoever left in the first half in no list,
 * and courses that the law asks for among the rest.
 */
export function messyFiling({ roster, streams, model }: Workplace): Filing {
  const names = drawNames(roster.people, streams, { twins, married });
  const isListed = (person: number) => (roster.left[person] ?? 0) > roster.weeks / 2;
  return {
    names,
    isListed,
    called: (keeper) => {
      const random = streams('untidy', 1 + keepers.indexOf(keeper));
      return names.map((name, person) => {
        const known = formerNames.has(keeper) ? { ...name, last: name.formerLast ?? name.last } : name;
        const text = written(messyForms[keeper], known, person);
        return mistypedBy.has(keeper) && random.next() < mistyped ? mistype(text, random) : text;
      });
    },
    day: (keeper, day) => messyDay(keeper, isoFromDay(day)),
    sharedLogin: (keeper) => {
      const random = streams('untidy', 1 + keepers.length + keepers.indexOf(keeper));
      return (team) =>
        sharedIn.has(keeper) && random.next() < sharedShare
          ? `${siteName(siteOf(model, team))} front desk`
          : undefined;
    },
    otherCourses: ['Fire safety', 'Money laundering act'],
  };
}

function written(form: Form, { first, last, email }: PersonName, person: number): string {
  switch (form) {
    case 'number':
      return employeeNumber(person);
    case 'e-mail':
      return email;
    case 'login':
      return email.slice(0, email.indexOf('@'));
    case 'First Last':
      return `${first} ${last}`;
    case 'Last, First':
      return `${last}, ${first}`;
  }
}

/** Two letters in the wrong order. */
function mistype(text: string, random: Random): string {
  const at = 1 + random.integer(text.length - 3);
  return `${text.slice(0, at)}${text[at + 1]}${text[at]}${text.slice(at + 2)}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function messyDay(keeper: Keeper, iso: string): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  if (keeper === 'register') return `${Number(month)}/${Number(day)}/${year}`;
  if (keeper === 'complaints') return `${day} ${months[Number(month) - 1]} ${year}`;
  return keeper === 'tests' ? `${day}.${month}.${year}` : iso;
}
