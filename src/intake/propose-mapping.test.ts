import { describe, expect, it } from 'vitest';
import { noCorrections } from './mapping-corrections.ts';
import { isSure, type Proposal, proposeMapping } from './propose-mapping.ts';

const days = (k: number) => `${String((k % 28) + 1).padStart(2, '0')}.03.2024`;
const names = ['Anna Maier', 'Ben Okafor', 'Carla Ruiz', 'Dan Weber', 'Eva Lind'];

/** A table of 40 rows, each cell made from the number of its row. */
function proposed(columns: Readonly<Record<string, (row: number) => string>>, corrections = {}): Proposal {
  const sample = Array.from({ length: 40 }, (_, row) => Object.values(columns).map((cell) => cell(row)));
  const shape = { file: 'x.csv', columns: Object.keys(columns), sample };
  return proposeMapping(shape, { ...noCorrections, ...corrections });
}

const contacts = {
  Ref: (k: number) => `T${1000 + k}`,
  Closed: (k: number) => `${days(k)} 10:${10 + k}`,
  'Handled by': (k: number) => names[k % 5]!,
  'How happy': (k: number) => String((k % 5) + 1),
  Wait: (k: number) => `${k % 9}:${10 + k}`,
  Remarks: () => 'the guest said that everything had been very nice indeed',
};

describe('a proposal', () => {
  it('takes columns by their names and their cells, and says that it is a guess', () => {
    const { source, ...proposal } = proposed(contacts);
    expect(source.table).toBe('interactions');
    expect(source.columns).toEqual({
      id: 'Ref',
      time: 'Closed',
      person: 'Handled by',
      rating: 'How happy',
    });
    expect([source.values, source.units]).toEqual([{ wait: 'Wait' }, { wait: 'mm:ss' }]);
    expect(proposal.others).toEqual([{ column: 'Remarks', seen: 'free text' }]);
    expect(isSure({ source, ...proposal })).toBe(false);
  });

  it('takes what cells say where names say nothing', () => {
    const { source } = proposed({
      a: contacts.Ref,
      b: contacts.Closed,
      c: contacts['Handled by'],
      d: contacts['How happy'],
    });
    expect(source.columns).toEqual({ id: 'a', time: 'b', person: 'c', rating: 'd' });
  });

  it('does not take customers for staff', () => {
    const { source } = proposed({
      ...contacts,
      'Guest name': (k) => `${names[k % 5]} ${names[(k * 3) % 5]}`,
      'Guest e-mail': (k) => `g${k}@x.test`,
    });
    expect(source.columns.person).toBe('Handled by');
    expect(Object.values(source.columns)).not.toContain('Guest name');
  });

  it('tells a list of courses, of people, of telephone intervals', () => {
    const attendance = proposed({
      'Who took part': (k) => names[k % 5]!,
      'Training title': (k) => ['Listen first', 'Complaints'][k % 2]!,
      'Held on': days,
      'Was there': (k) => (k % 4 === 0 ? 'no' : 'yes'),
    });
    expect(attendance.source.table).toBe('attendance');
    expect(attendance.source.columns).toMatchObject({ course: 'Training title', date: 'Held on' });
    const people = proposed({
      'Staff no.': (k) => `E${100 + k}`,
      'Home team': (k) => ['Red', 'Blue'][k % 2]!,
      'Start of work': days,
    });
    expect(people.source).toMatchObject({
      table: 'people',
      columns: { person: 'Staff no.', team: 'Home team', joined: 'Start of work' },
    });
    const telephony = proposed({
      'Agent login': (k) => names[k % 5]!,
      'Interval begins': (k) => `2024-03-01 10:${10 + k}`,
      'Calls answered by agent': (k) => String(k),
      'Average hold time': (k) => `0:${10 + k}`,
    });
    expect(telephony.source).toMatchObject({ table: 'telephony', units: { hold: 'mm:ss' } });
  });

  it('is no guess any more when every column is told', () => {
    const told = {
      table: 'interactions',
      columns: { id: 'Ref', time: 'Closed', person: 'Handled by', rating: 'How happy' },
      values: { wait: 'Wait' },
      units: { wait: 'h:mm' },
    };
    const proposal = proposed(contacts, told);
    expect(proposal.source).toMatchObject(told);
    expect(isSure(proposal)).toBe(true);
  });

  it('leaves out what the user takes out', () => {
    const { source, lines } = proposed(contacts, { columns: { rating: '' } });
    expect(lines.map(({ name }) => name)).not.toContain('rating');
    expect(source.columns.rating).toBe('');
  });

  it('understands headings of other languages, and tells marks from urgency', () => {
    const german = proposed({
      'Vorgangsnr.': (k) => `VG-${1000 + k}`,
      Eingang: contacts.Closed,
      Erledigt: contacts.Closed,
      'Sachbearbeiter/in': (k) => `${names[k % 5]!.split(' ').reverse().join(', ')}`,
      Produktgruppe: (k) => ['Hotel', 'Flug'][k % 2]!,
      Note: (k) => (k % 2 === 0 ? '' : String((k % 6) + 1)),
      Dringlichkeit: (k) => String((k % 3) + 1),
    });
    expect(german.source).toMatchObject({
      table: 'interactions',
      columns: { id: 'Vorgangsnr.', time: 'Eingang', person: 'Sachbearbeiter/in', rating: 'Note' },
    });
    expect(german.questions).toMatchObject([
      {
        sentence: 'time is taken from "Eingang" by its name; it could also be "Erledigt".',
        mustBeAnswered: false,
      },
    ]);
    const spanish = proposed({
      'Nº de caso': (k) => String(20_240_000 + k),
      'Fecha de cierre': contacts.Closed,
      'Atendido por': contacts['Handled by'],
      'Nombre del cliente': (k) => names[(k * 3) % 5]!,
      'Vía de contacto': (k) => ['chat', 'correo'][k % 2]!,
      Valoración: (k) => String((k % 10) + 1),
      Importe: (k) => `${k * 3},50`,
    });
    expect(spanish.source.columns).toEqual({
      id: 'Nº de caso',
      time: 'Fecha de cierre',
      person: 'Atendido por',
      customer: 'Nombre del cliente',
      channel: 'Vía de contacto',
      rating: 'Valoración',
    });
    expect(spanish.questions).toEqual([]);
  });

  it('says of how many rows it speaks', () => {
    const { lines } = proposed(contacts);
    const why = (field: string) => lines.find(({ name }) => name === field)?.why;
    expect(why('id')).toBe('its name, and 40 codes, each once in the first 40 rows');
    expect(why('rating')).toContain('whole numbers from 1 to 5 in the first 40 rows');
    expect(why('person')).toContain('5 texts like names that repeat in the first 40 rows');
  });

  it('asks about columns that look like answers of customers before it leaves them out', () => {
    const answers = { ...contacts, 'How happy': undefined, Stimme: contacts['How happy'] };
    const { 'How happy': _, ...columns } = answers;
    const asked = proposed(columns, { table: 'events' });
    expect(asked.questions).toEqual([
      {
        column: 'Stimme',
        sentence: expect.stringMatching(
          /^Is "Stimme" \(whole numbers from 1 to 5 .*\) what customers answered\?/,
        ),
        flags: ['--table interactions --column rating="Stimme"', '--leave-out "Stimme"'],
        mustBeAnswered: true,
      },
    ]);
    expect(proposed(columns, { table: 'events', leftOut: ['Stimme'] }).questions).toEqual([]);
    const words = proposed({ ...columns, Stimme: (k) => ['gut', 'schlecht', 'sehr gut'][k % 3]! });
    expect(words.questions).toMatchObject([{ column: 'Stimme', mustBeAnswered: true }]);
    expect(words.questions[0]?.flags[0]).toContain('recode');
  });

  it('asks where cells alone could mean either of two columns', () => {
    const two = proposed({
      ...contacts,
      'How happy': contacts['How happy'],
      Closed: (k) => `x${k}`,
      A: days,
      B: days,
    });
    expect(two.questions).toMatchObject([
      { column: 'A', flags: ['--column time="A"', '--column time="B"'], mustBeAnswered: true },
    ]);
  });

  it.each(['Pers.-Nr.', 'Employee ID', 'Matricule', 'Kennziffer', 'Nº de legajo', 'MA-Nr.'])(
    'tells people of a list apart by "%s", not by their names',
    (heading) => {
      const list = proposed({
        Durchwahl: (k) => String(200 + k),
        Name: (k) => `Anna ${'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQR'[k]!.repeat(3)}`,
        [heading]: (k) => String(4700 + k),
        'Home team': (k) => ['Red', 'Blue'][k % 2]!,
        Eintritt: days,
      });
      expect(list.source).toMatchObject({ table: 'people', columns: { person: heading, name: 'Name' } });
    },
  );

  it('keeps a column that is still empty, for the files to come', () => {
    const list = proposed({
      'Staff no.': (k) => `E${100 + k}`,
      Equipo: (k) => ['Red', 'Blue'][k % 2]!,
      'Fecha de alta': days,
      'Fecha de baja': () => '',
    });
    expect(list.source.columns).toMatchObject({ joined: 'Fecha de alta', left: 'Fecha de baja' });
  });

  it('is refused where the columns could be anything', () => {
    expect(() => proposed({ a: () => 'some words', b: () => 'others' })).toThrow(
      /neither the names of its columns nor its first rows say which table/,
    );
  });
});
