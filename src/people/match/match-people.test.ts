import { describe, expect, it } from 'vitest';
import { matchPeople } from './match-people.ts';
import type { Decision, ListedPerson, Recognition, SourceName } from './recognition.ts';

function person(id: string, first: string, last: string, more: Partial<ListedPerson> = {}): ListedPerson {
  return {
    source: 'people.csv',
    id,
    email: undefined,
    user: undefined,
    first,
    last,
    fullName: undefined,
    site: undefined,
    team: undefined,
    joined: undefined,
    left: undefined,
    ...more,
  };
}

const list = [
  person('0101', 'Anna', 'Maier', { email: 'anna.maier@hotel.example', user: 'amai', site: 'North' }),
  person('0102', 'Jürgen', 'Müller', { site: 'North', team: 'Bar' }),
  person('0103', 'Søren', 'Kjær', { site: 'South' }),
  person('0104', 'Jan', 'van der Berg', { site: 'South' }),
  person('0105', 'Eva-Maria', 'Schulz', { email: 'eva.lang@hotel.example', site: 'North' }),
  person('0106', 'Thomas', 'Martin', { site: 'North' }),
  person('0107', 'Sabine', 'Weber', { site: 'North' }),
  person('0108', 'Sabine', 'Weber', { site: 'South' }),
  person('0109', 'Yuliya', 'Shcherbakova', { site: 'South' }),
  person('0110', 'Petra', 'Huber', { site: 'South', left: 19_000 }),
  person('0112', 'Sofia', 'Georgiou', { site: 'South' }),
  person('0113', 'Julia', 'Tschaikowskaja', { site: 'South' }),
  person('0111', 'Olaf', 'Brandt', { email: 'Olaf.Brandt@Höfe.example' }),
];

function named(text: string, more: Partial<SourceName> = {}): SourceName {
  return {
    text,
    rows: 1,
    site: undefined,
    team: undefined,
    severalSites: false,
    firstDay: undefined,
    lastDay: undefined,
    days: 1,
    impossibleDays: 0,
    ...more,
  };
}

function recognise(name: SourceName | string, decided: readonly Decision[] = [], people = list): Recognition {
  const names = [typeof name === 'string' ? named(name) : name];
  const found = matchPeople(people, [{ source: 't.csv', names }], decided).sources[0]?.names[0]?.recognition;
  if (found === undefined) throw new Error('nothing came back');
  return found;
}

/** "0101 same id", "? 0101 0102", "-", "shared". */
function told(found: Recognition, people = list): string {
  if (found.state === 'matched') return `${people[found.person]?.id} ${found.how}`;
  if (found.state === 'unsure')
    return `? ${found.candidates.map((each) => people[each.person]?.id).join(' ')}`;
  return found.state === 'unmatched' ? '-' : 'shared';
}

describe('one name', () => {
  it.each([
    ['0101', '0101 same id'],
    ['101', '0101 same id but for zeros'],
    ['Maier (0101)', '0101 same id'],
    ['ANNA.MAIER@Hotel.Example', '0101 same e-mail'],
    ['mailto:anna.maier+lms@hotel.example', '0101 same e-mail'],
    ['olaf.brandt@xn--hfe-sna.example', '0111 same e-mail'],
    ['Somebody Else <anna.maier@hotel.example>', '0101 same e-mail'],
    ['HOTEL\\AMAI', '0101 same user name'],
    ['anna.maier', '0101 same user name'],
    ['juergen.mueller@hotel.example', '0102 e-mail against name'],
    ['muellerjuergen@hotel.example', '0102 e-mail against name'],
    ['Maier, Anna', '0101 same name'],
    ['Maier Anna', '0101 same name'],
    ['Dr. Juergen Mueller', '0102 same name'],
    ['JURGEN MULLER', '0102 same name'],
    ['Soeren Kjaer', '0103 same name'],
    ['van der Berg, Jan', '0104 same name'],
    ['Eva Maria Schulz', '0105 same name'],
    ['Anna Sophie Maier', '0101 same name but for a middle name'],
    ['Eva Lang', '0105 name in the e-mail of the list'],
    ['Юлия Щербакова', '0109 same name'],
    ['Σοφία Γεωργίου', '0112 same name, another script'],
    ['Юлия Чайковская', '0113 same name, another script'],
    ['Sabine Weber', '? 0107 0108'],
    ['Ana Maier', '? 0101'],
    ['Anna Maeir', '? 0101'],
    ['Anna Maier-Huber', '? 0101'],
    ['A. Maier', '? 0101'],
    ['amaier@hotel.example', '? 0101'],
    ['anna.maier2@hotel.example', '? 0101'],
    ['anna.maier@gmail.example', '? 0101'],
    ['Anna M.', '? 0101'],
    ['Anna Maier (somebody@hotel.example)', '? 0101'],
    ['Anna Maier (jan.vanderberg@hotel.example)', '? 0104 0101'],
    ['Rita Novak', '-'],
    ['Anna', '-'],
    ['4711', '-'],
    ['??', '-'],
    ['Front desk night', 'shared'],
    ['info@hotel.example', 'shared'],
    ['Reception North 2', 'shared'],
    ['Rezeption', 'shared'],
  ])('"%s" is %s', (text, expected) => {
    expect(told(recognise(text))).toBe(expected);
  });

  it.each([
    ['Sabine Weber', { site: 'South' }, '0108 name within site'],
    ['Sabine Weber', { site: 'SOUTH ' }, '0108 name within site'],
    ['Sabine Weber', { site: 'Munich' }, '? 0107 0108'],
    ['Anna Maier', { site: 'South' }, '? 0101'],
    ['Anna Maier', { site: 'Munich' }, '0101 same name'],
    ['Anna Maier', { severalSites: true }, '? 0101'],
    ['Anna Maier (0101)', { severalSites: true }, '0101 same id'],
    ['J. Müller', { site: 'North' }, '0102 initials within site'],
    ['J. Müller', { site: 'South' }, '? 0102'],
    ['J. Müller', { team: 'Bar' }, '0102 initials within team'],
    ['Petra Huber', { firstDay: 19_001, lastDay: 19_010 }, '0110 same name'],
    ['Petra Huber', { firstDay: 19_100, lastDay: 19_200 }, '? 0110'],
    ['Rita Novak', { days: 20, impossibleDays: 5 }, 'shared'],
    ['Rita Novak', { days: 200, impossibleDays: 5 }, '-'],
  ])('"%s" with %j is %s', (text, more, expected) => {
    expect(told(recognise(named(text, more)))).toBe(expected);
  });

  it('of one person that works round the clock is matched, and asked about', () => {
    const names = [named('0101', { days: 9, impossibleDays: 9 })];
    const [found] = matchPeople(list, [{ source: 't.csv', names }], []).sources[0]?.names ?? [];
    expect(found?.recognition).toMatchObject({ state: 'matched', how: 'same id' });
    expect(found?.looksShared).toContain('on 9 of 9 days');
  });
});

describe('two people of one name', () => {
  it('stay two where the source has the name twice in other words', () => {
    const names = [named('Anna Maier'), named('Anna Sophie Maier')];
    const found = matchPeople(list, [{ source: 't.csv', names }], []).sources[0]?.names ?? [];
    expect(found.map(({ recognition }) => told(recognition))).toEqual(['0101 same name', '? 0101']);
  });

  it('are one where the source only turns the name round', () => {
    const names = [named('Anna Maier'), named('Maier, Anna')];
    const found = matchPeople(list, [{ source: 't.csv', names }], []).sources[0]?.names ?? [];
    expect(found.map(({ recognition }) => told(recognition))).toEqual(['0101 same name', '0101 same name']);
  });

  it('are told apart by an umlaut that only one has, and not by its lack', () => {
    const two = [person('1', 'Anna', 'Müller'), person('2', 'Anna', 'Muller')];
    expect(told(recognise('Anna Müller', [], two), two)).toBe('1 same name');
    expect(told(recognise('Anna Muller', [], two), two)).toBe('? 1 2');
  });

  it('are two where one has a middle name', () => {
    const two = [person('1', 'Anna', 'Maier'), person('2', 'Anna Sophie', 'Maier')];
    expect(told(recognise('Anna Maier', [], two), two)).toBe('? 1 2');
    expect(told(recognise('Anna Sophie Maier', [], two), two)).toBe('2 same name');
  });

  it('are suspected where the e-mail of the list has a number', () => {
    const one = [person('1', 'Anna', 'Maier', { email: 'anna.maier2@hotel.example' })];
    expect(told(recognise('Anna Maier', [], one), one)).toBe('? 1');
  });
});

describe('what was decided', () => {
  const decide = (decision: Decision['decision'], name: string, at?: number, source = 't.csv'): Decision => ({
    source,
    name,
    decision,
    person: at,
  });

  it('goes before everything else, for its source or for all', () => {
    expect(told(recognise('Sabine Weber', [decide('same', 'Sabine Weber', 7)]))).toBe('0108 decided');
    expect(told(recognise('Sabine Weber', [decide('same', 'Sabine Weber', 7, '*')]))).toBe('0108 decided');
    expect(told(recognise('Sabine Weber', [decide('same', 'Sabine Weber', 7, 'other')]))).toBe('? 0107 0108');
    expect(told(recognise('0101', [decide('different', '0101', 0)]))).toBe('-');
    expect(told(recognise('0101', [decide('shared', '0101')]))).toBe('shared');
    expect(told(recognise('Rezeption', [decide('nobody', 'Rezeption')]))).toBe('-');
  });

  it('that one candidate is another leaves the question of the rest open', () => {
    expect(told(recognise('Sabine Weber', [decide('different', 'Sabine Weber', 6)]))).toBe('0108 same name');
  });

  it('on two entries of the list makes them one', () => {
    const decided = [decide('same', '0108', 6, 'people.csv')];
    expect(told(recognise('Sabine Weber', decided))).toBe('0107 same name');
    expect(told(recognise('0108', decided))).toBe('0107 same id');
  });
});

describe('the list itself', () => {
  it('names entries that may be one person, and leaves two of a name at one time alone', () => {
    const entries = [
      person('1', 'Anna', 'Maier', { joined: 100, left: 200 }),
      person('2', 'Anna', 'Maier', { joined: 300 }),
      person('3', 'Bo', 'Lund', { email: 'bo@x.example' }),
      person('4', 'Bob', 'Lund', { email: 'BO@x.example' }),
      person('5', 'Cy', 'Berg', { joined: 100 }),
      person('6', 'Cy', 'Berg', { joined: 150 }),
    ];
    expect(matchPeople(entries, [], []).repeated).toEqual([
      { first: 2, second: 3, reason: 'same e-mail' },
      { first: 0, second: 1, reason: 'same name, one joined after the other had left' },
    ]);
  });

  it('tells who of it is not in a source', () => {
    const [found] = matchPeople(list.slice(0, 3), [{ source: 't.csv', names: [named('101')] }], []).sources;
    expect(found?.unseen).toEqual([1, 2]);
  });
});
