import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPeople, importFiles } from '../../src/intake/index.ts';
import { eraseCalled, testPlace } from '../support/import-place.ts';

const marker = 'Zebrafinch';
const names = ['qxanna.maier@example.org', 'Qxbertil Lundqvist', 'qx-77123', 'Qxticket-000123'];
/** What tells who is meant, beside the ids. */
const called = [
  'Qxbertil',
  'Lundqvist',
  'Qxlogin',
  'Qxmarried',
  'Qxstranger',
  'Qxtypo',
  'qxreception',
  'Qxdecided',
];

/** Files of the data folder in which a text stands, in either case and in 8 or 16 bits. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      const lower = bytes.toString('latin1').toLowerCase();
      return lower.includes(text.toLowerCase()) || bytes.includes(Buffer.from(text, 'utf16le'));
    });
}

describe('the data folder', () => {
  it('holds no name, e-mail or id of a person or a row in clear, also after an erasure', async () => {
    const place = await testPlace({
      sources: [
        { file: 'people.csv', table: 'people' },
        { file: 'tickets.csv', table: 'interactions' },
        { file: 'courses.csv', table: 'attendance' },
      ],
    });
    const write = (file: string, rows: readonly string[]) =>
      writeFileSync(join(place.folder, file), `${rows.join('\n')}\n`);
    write('people.csv', [
      'person,team,remark',
      ...names.slice(0, 3).map((name) => `${name},${marker},${name}`),
      'x,x,',
    ]);
    write('tickets.csv', [
      'id,time,person,first,channel,customer',
      ...names
        .slice(0, 3)
        .map(
          (name, k) => `Qxticket-00012${k + 3},2024-01-31,${name},${name},${marker},qxanna.maier@example.org`,
        ),
      `Qxticket-000129,31st of Qxbertil Lundqvist,${names[0]},,,`,
      `Qxticket-000130,qx-77123,${names[0]},,,`,
    ]);
    write('courses.csv', ['person,course,date', `${names[1]},${marker},2024-01-31`]);
    await importFiles(place, { files: [], replaces: undefined, dryRun: false });
    await eraseCalled(place, names[0] ?? '');
    await place.warehouse.run({ text: 'checkpoint', values: [] });
    place.close();
    const folder = join(place.folder, '.whichhalf');
    expect(filesWith(folder, marker)).toEqual([join(folder, 'warehouse.duckdb')]);
    for (const name of names) expect(filesWith(folder, name)).toEqual([]);
    place.remove();
  });

  it('holds no name in clear by which people were matched, were asked about, or were decided on', async () => {
    const place = await testPlace({
      sources: [
        { file: 'people.csv', table: 'people' },
        { file: 'tickets.csv', table: 'interactions' },
        { file: 'courses.csv', table: 'attendance' },
      ],
    });
    const write = (file: string, rows: readonly string[]) =>
      writeFileSync(join(place.folder, file), `${rows.join('\n')}\n`);
    write('people.csv', [
      'Employee No,First name,Last name,E-mail,User name,Team',
      `1,Qxbertil,Lundqvist,qxanna.maier@example.org,Qxlogin,${marker}`,
      `2,Qxmarried,Lundqvist,qxmarried.lundqvist@example.org,qx-77123,${marker}`,
    ]);
    write('tickets.csv', [
      'id,time,agent,first agent,rating',
      '1,2024-01-31 10:00,"Lundqvist, Qxbertil",Qxlogin,5',
      '2,2024-01-31 10:00,Qxmarried Lundqvist-Qxtypo,,5',
      '3,2024-01-31 10:00,Qxbertil Lundqvits,,5',
      '4,2024-01-31 10:00,Qxstranger Somebody,QXANNA.MAIER@EXAMPLE.ORG,5',
      '5,2024-01-31 10:00,info@qxreception.example,,5',
      '6,not Qxbertil Lundqvist,Qxdecided,,5',
      '7,2024-01-31 10:00,Qxdecided,,"5 (Qxbertil)"',
      '8,2024-01-31 10:00,Qxdecided,,5',
    ]);
    write('courses.csv', [
      'Email address,Course,Date',
      `mailto:qxanna.maier+x@example.org,${marker},2024-01-31`,
    ]);
    write('people-aliases.csv', ['source,name,person,decision', 'tickets.csv,Qxdecided,2,same']);
    await importFiles(place, { files: [], replaces: undefined, dryRun: true });
    await importFiles(place, { files: [], replaces: undefined, dryRun: false });
    const checked = JSON.stringify(await checkPeople(place));
    await eraseCalled(place, '2');
    await importFiles(place, { files: [], replaces: undefined, dryRun: false });
    await place.warehouse.run({ text: 'checkpoint', values: [] });
    place.close();
    const folder = join(place.folder, '.whichhalf');
    expect(filesWith(folder, marker)).toEqual([join(folder, 'warehouse.duckdb')]);
    for (const name of [...names, ...called]) {
      expect(filesWith(folder, name), name).toEqual([]);
      expect(checked.toLowerCase()).not.toContain(name.toLowerCase());
    }
    place.remove();
  });
});
