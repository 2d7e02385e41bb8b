import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testPlace } from '../../../test/support/import-place.ts';
import { analyse, loadFacts } from '../../impact/index.ts';
import { importSources } from '../index.ts';
import { adoptCourses } from './adopt-courses.ts';
import { readCourseLines } from './courses-file.ts';
import { idsFor } from './id-of-course.ts';
import { listCourses, writeCourses } from './list-courses.ts';

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

const attendance = `person,course,date,hours,status
anna,Listen first,2024-03-04,7,came
ben,Listen first,2024-03-04,7,came
cora,listen first,2024-05-06,7,came
dora,Listen first,2024-05-06,7,no-show
anna,Brandschutzunterweisung,2024-04-01,1,came
ben,Brandschutzunterweisung,2024-04-01,1,came
ben,Module 7,2024-06-03,,came
cora,Module 7b,2024-06-10,,came
`;
const people =
  'person,team,joined\nanna,North,2023-01-02\nben,North,2023-01-02\ncora,South,2023-01-02\ndora,South,2023-01-02\n';

async function place(declared: object = {}, coursesCsv?: string, files: Record<string, string> = {}) {
  const made = await testPlace({
    sources: [
      { file: 'people.csv', table: 'people' },
      { file: 'attendance.csv', table: 'attendance' },
    ],
    ...declared,
  });
  closing.push(made.remove);
  writeFileSync(join(made.folder, 'people.csv'), people);
  writeFileSync(join(made.folder, 'attendance.csv'), attendance);
  if (coursesCsv !== undefined) writeFileSync(join(made.folder, 'course-kinds.csv'), coursesCsv);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(made.folder, file), text);
  await importSources(made);
  return made;
}

describe('courses as they come', () => {
  it('are listed with who came, hours, sessions, dates and what their titles tell', async () => {
    const listed = await listCourses(await place());
    expect(
      listed.map(({ course, people: came, hours, sessions, from, to }) => [
        course,
        came,
        hours,
        sessions,
        from,
        to,
      ]),
    ).toEqual([
      ['Listen first', 3, 21, 2, '2024-03-04', '2024-05-06'],
      ['Brandschutzunterweisung', 2, 2, 1, '2024-04-01', '2024-04-01'],
      ['Module 7', 1, 0, 1, '2024-06-03', '2024-06-03'],
      ['Module 7b', 1, 0, 1, '2024-06-10', '2024-06-10'],
    ]);
    expect(
      listed.map(({ programme, kind, guessedBy, saidBy }) => [programme, kind, guessedBy, saidBy]),
    ).toEqual([
      ['listen-first', 'service', 'listen', 'guess'],
      ['brandschutzunterweisung', 'required-by-law', 'brandschutz', 'guess'],
      ['module-7', 'service', '', 'guess'],
      ['module-7b', 'service', '', 'guess'],
    ]);
  });

  it('are written to be corrected, and what was corrected stays', async () => {
    const { folder, organisation, warehouse } = await place();
    const file = writeCourses(folder, await listCourses({ folder, organisation, warehouse }));
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('Module 7,module-7,service?,,,yes,1,2024-06-03,2024-06-03');
    writeFileSync(
      file,
      text
        .replace('Module 7,module-7,service?,,,yes', 'Module 7,modules,sales,3,Ventes SA,')
        .replace('Module 7b,module-7b,service?,,,yes', 'Module 7b,modules,sales,3,Ventes SA,'),
    );
    const corrected = readFileSync(file, 'utf8');
    writeCourses(folder, await listCourses({ folder, organisation, warehouse }));
    expect(readFileSync(file, 'utf8')).toBe(corrected);
    const adopted = await adoptCourses({ folder, organisation, warehouse });
    const { modules, 'listen-first': listen } = adopted.organisation.programmes;
    expect(modules).toMatchObject({
      title: 'Module 7',
      kind: 'sales',
      courses: ['Module 7', 'Module 7b'],
      provider: 'Ventes SA',
      cost: { hoursPerPerson: 3 },
    });
    expect(listen?.primaryOutcome).toBeUndefined();
    expect(adopted.notes.get('modules')).toBeUndefined();
    expect(adopted.notes.get('listen-first')?.[0]).toContain('its title has "listen"');
  });

  it('stay out where programmes are declared and nobody wrote course-kinds.csv', async () => {
    const declared = { programmes: { 'listen-first': { title: 'Listen first' } } };
    const { folder, organisation, warehouse } = await place(declared);
    const adopted = await adoptCourses({ folder, organisation, warehouse });
    expect(Object.keys(adopted.organisation.programmes)).toEqual(['listen-first']);
  });

  it('join a declared programme where the file says so, and its kind is that declared', async () => {
    const declared = { programmes: { listening: { title: 'Listening', courses: ['Listen first'] } } };
    const lines =
      'course;programme;kind\nModule 7;listening;service\nBrandschutzunterweisung;-;required-by-law\n';
    const { folder, organisation, warehouse } = await place(declared, lines);
    const adopted = await adoptCourses({ folder, organisation, warehouse });
    expect(Object.keys(adopted.organisation.programmes)).toEqual(['listening']);
    expect(adopted.organisation.programmes.listening?.courses).toEqual(['Listen first', 'Module 7']);
  });

  it.each([
    ['course,programme,kind\nModule 7,Module 7,service\n', 'line 2 has the programme "Module 7"'],
    ['course,programme,kind\nModule 7,m,servise\n', 'line 2 has the kind "servise"'],
    ['course,programme,kind\nModule 7,,service\n', 'line 2 has no programme'],
    ['course,programme,kind,hours per person\n\nModule 7,m,service,many\n', 'line 3 has the hours "many"'],
    [
      'course,programme,kind\nModule 7,m,service\nmodule 7,n,service\n',
      'line 3 has the course "module 7" of line 2 again',
    ],
    ['course,programme,kind\nA,m,service\nB,m,sales\n', 'line 3 calls "m" sales, line 2 calls it service'],
    ['course,kind\nA,service\n', 'line 1 has no column "programme"'],
    ['course,programme,kind\nA"b"c,m,service\n"x"y,m,service\n', 'line 3 has a quote'],
    ['course,programme,kind\nListen first,other,service\n', 'whichhalf.yaml under "listening"'],
    ['course,programme,kind\nModule 7,listening,sales\n', 'whichhalf.yaml calls it service'],
  ])('wrong lines say where and what to do: %j', async (lines, message) => {
    const declared = { programmes: { listening: { title: 'Listening', courses: ['Listen first'] } } };
    const { folder, organisation, warehouse } = await place(declared, lines);
    await expect(adoptCourses({ folder, organisation, warehouse })).rejects.toThrow(message);
  });

  it('have ids of their own whatever their titles', () => {
    expect(idsFor(['Zuhören!', 'zuhoeren', '研修', '???', 'x'.repeat(90)], ['zuhoeren'])).toEqual([
      'zuhoeren-2',
      'zuhoeren-3',
      'course',
      'course-2',
      'x'.repeat(60),
    ]);
  });

  it('a list of people and course files alone give money by how far it got, with what the law requires beside it', async () => {
    const lines =
      'course,programme,kind\nListen first,listen-first,service\nBrandschutzunterweisung,fire,required by law\nModule 7,m,service ?\n';
    const declared = { organisation: { name: 'Test', loadedRate: 40 } };
    const { folder, organisation, warehouse, people: known } = await place(declared, lines);
    expect(readCourseLines(folder)?.map(({ guessed }) => guessed)).toEqual([false, false, true]);
    const adopted = await adoptCourses({ folder, organisation, warehouse });
    const facts = await loadFacts({ warehouse, organisation: adopted.organisation, people: known });
    const { money, programmes } = analyse({
      facts,
      organisation: adopted.organisation,
      version: 'test',
      seed: 1,
    });
    expect(money.total).toBe(21 * 40);
    expect(money.outside).toEqual([{ kind: 'required-by-law', amount: 2 * 40 }]);
    expect(money.firstColouring).toBe('reach');
    expect(money.byReach.flatMap(({ programmes: ids }) => ids).toSorted()).toEqual(['listen-first', 'm']);
    expect(programmes.map(({ verdict }) => verdict.reason)).toEqual([
      'no-outcome',
      'no-outcome',
      'no-outcome',
    ]);
  });

  it('with an invoice of a provider for a year, fees too, with their rule', async () => {
    const lines =
      'course,programme,kind,provider\nListen first,listen-first,service,Hotel School\nBrandschutzunterweisung,fire,required by law,hotel  school\nModule 7,m,service,\n';
    const declared = {
      organisation: { name: 'Test', loadedRate: 40 },
      sources: [
        { file: 'people.csv', table: 'people' },
        { file: 'attendance.csv', table: 'attendance' },
        { file: 'invoices.csv', table: 'invoices' },
      ],
    };
    const {
      folder,
      organisation,
      warehouse,
      people: known,
    } = await place(declared, lines, {
      'invoices.csv':
        'provider,year,amount,currency,course\nHotel School,2024,23000,EUR,\nHotel School,2023,100,EUR,\nVentes SA,2024,500,,Module 7\n',
    });
    const adopted = await adoptCourses({ folder, organisation, warehouse });
    const facts = await loadFacts({ warehouse, organisation: adopted.organisation, people: known });
    const { money, notes, programmes } = analyse({
      facts,
      organisation: adopted.organisation,
      version: 'test',
      seed: 1,
    });
    expect(money.total).toBe(21_000 + 21 * 40 + 500);
    expect(money.outside).toEqual([{ kind: 'required-by-law', amount: 2_000 + 2 * 40 }]);
    expect(programmes.find(({ id }) => id === 'listen-first')?.money.feesFrom).toEqual([
      '€21,000 from €23,000 of Hotel School for 2024, spread by hours of attendance over 2 programmes',
    ]);
    expect(programmes.find(({ id }) => id === 'm')?.money.feesFrom).toEqual([
      '€500 of Ventes SA for 2024, which names the course',
    ]);
    expect(notes.join(' ')).toContain('€100 of Hotel School for 2023: in no programme');
  });

  it('a calendar of sessions counts as sessions of whichhalf.yaml do', async () => {
    const lines = 'course,programme,kind\nListen first,listen-first,service\nModule 7,m,service\n';
    const declared = {
      organisation: { name: 'Test', loadedRate: 40 },
      sources: [
        { file: 'people.csv', table: 'people' },
        { file: 'attendance.csv', table: 'attendance' },
        { file: 'sessions.csv', table: 'sessions' },
        { file: 'named.csv', table: 'sessions' },
      ],
    };
    const {
      folder,
      organisation,
      warehouse,
      people: known,
    } = await place(declared, lines, {
      'sessions.csv':
        'course,date,end date,place,hours,fees,teams\nListen first,2024-03-04,,Hall,7,4000,North\nListen first,2024-05-06,2024-05-07,Hall,7,5000,South; East\n',
      'named.csv':
        'course,date,hours,fees,person\nModule 7,2024-06-03,2.5,900,ben\nModule 7,2024-06-03,2.5,900,dora\n',
    });
    const adopted = await adoptCourses({ folder, organisation, warehouse });
    const { 'listen-first': listen, m } = adopted.organisation.programmes;
    expect(listen?.chosen.by).toBe('team');
    expect(listen?.sessions).toEqual([
      { date: '2024-03-04', teams: ['North'], people: [], fees: 4000, materials: 0, hours: 7 },
      {
        date: '2024-05-06',
        endDate: '2024-05-07',
        teams: ['South', 'East'],
        people: [],
        fees: 5000,
        materials: 0,
        hours: 7,
      },
    ]);
    expect(m?.sessions).toHaveLength(1);
    const facts = await loadFacts({ warehouse, organisation: adopted.organisation, people: known });
    const named = m?.sessions[0]?.people.map((name) => facts.personOf(name));
    expect(named).toEqual(expect.arrayContaining([facts.personOf('ben'), facts.personOf('dora')]));
    expect(named).not.toContain(undefined);
    const { programmes } = analyse({
      facts,
      organisation: adopted.organisation,
      version: 'test',
      seed: 1,
    });
    const money = (id: string) => programmes.find((programme) => programme.id === id)?.money;
    expect(money('listen-first')).toMatchObject({ fees: 9000, hours: 21 });
    expect(money('m')).toMatchObject({ fees: 900, hours: 2.5 });
    expect(programmes.find(({ id }) => id === 'listen-first')?.design).toMatchObject({
      by: 'team',
      teamsTrained: 2,
    });
  });
});
