import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWhichhalf } from '../support/run-whichhalf.ts';

const guide = readFileSync(new URL('../../docs/guides/courses-and-costs.md', import.meta.url), 'utf8');

/** The one block of a kind in the guide. */
function block(kind: string): string {
  return new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? '';
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-courses-'));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('whichhalf.yaml', block('yaml'));
  write(
    'people.csv',
    'person,team,joined\nanna,North,2023-01-02\nben,North,2023-01-02\ncora,South,2023-01-02\n',
  );
  write(
    'attendance.csv',
    'person,course,date,hours\nanna,Listen first,2024-03-04,7\nben,Listen first,2024-03-04,7\ncora,Listen first for leaders,2024-03-05,\nanna,Brandschutzunterweisung,2024-04-01,1\nanna,Summer party,2024-07-01,5\nben,Module 7,2024-06-03,2\n',
  );
  write(
    'invoices.csv',
    'provider,year,amount,currency\nHotel School,2024,23000,EUR\nNobody Ltd,2024,100,EUR\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...argv: string[]) => runWhichhalf(...argv, '--folder', folder);

interface Listed {
  readonly course: string;
  readonly kind: string;
  readonly guessedBy: string;
}
interface Analysed {
  readonly money: { readonly total: number; readonly outside: unknown; readonly firstColouring: string };
  readonly programmes: readonly {
    readonly id: string;
    readonly money: { readonly feesFrom?: readonly string[] };
  }[];
}

describe('the guide to courses and costs', () => {
  it('goes from files to the money by its own commands', async () => {
    expect((await run('import')).code).toBe(0);
    const listed = (await run('courses')).json() as Listed[];
    const kinds = Object.fromEntries(
      listed.map(({ course, kind, guessedBy }) => [course, [kind, guessedBy]]),
    );
    expect(kinds).toEqual({
      'Listen first': ['service', 'listen'],
      'Listen first for leaders': ['leadership', 'leader'],
      Brandschutzunterweisung: ['required-by-law', 'brandschutz'],
      'Summer party': ['service', ''],
      'Module 7': ['service', ''],
    });
    const written = await run('courses', '--write');
    expect(written.stderr).toContain('course-kinds.csv');
    expect(readFileSync(join(folder, 'course-kinds.csv'), 'utf8')).toContain(
      'Module 7,module-7,service?,2,,yes',
    );

    writeFileSync(join(folder, 'course-kinds.csv'), block('csv'));
    const { money, programmes } = (await run('analyse')).json() as Analysed;
    // 23,000 of fees and 14 + 4 hours of listening, 2 of the module; one of the law beside it; no party.
    expect(money.total).toBe(23_000 + (14 + 4 + 2) * 38);
    expect(money.outside).toEqual([{ kind: 'required-by-law', amount: 38 }]);
    expect(money.firstColouring).toBe('reach');
    expect(programmes.map(({ id }) => id).toSorted()).toEqual(['fire-safety', 'listen-first', 'module-7']);

    const checked = (await run('check')).json() as { readonly invoicesNotSpread: readonly string[] };
    expect(checked.invoicesNotSpread).toEqual([expect.stringContaining('Nobody Ltd')]);
  });

  it('a wrong line ends with its number and what to do', async () => {
    writeFileSync(join(folder, 'course-kinds.csv'), 'course,programme,kind\nModule 7,m,servise\n');
    const { code, stderr } = await run('analyse');
    expect(code).toBe(2);
    expect(stderr).toContain('course-kinds.csv, line 2 has the kind "servise"');
  });
});
