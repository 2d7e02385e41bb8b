import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../src/warehouse/duckdb/open-duckdb.ts';
import { type Run, runWhichhalf, runWhichhalfHere } from '../support/run-whichhalf.ts';
import { simulatedPanel } from '../support/simulated-panel.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-effect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const simulated = [
  '--unit',
  'id',
  '--period',
  't',
  '--cohort',
  'g',
  '--outcome',
  'y',
  '--comparison',
  'never',
];

/** Of 1,000 people x 24 periods; R did 2.5.1, never-treated comparison, varying base, analytic errors. */
const reference = {
  simple: [-0.168607395754945, 0.0462993732479467],
  'event-time': [-0.185989964395905, 0.0539683455843203],
  cohort: [-0.167526517413032, 0.043264370298625],
  calendar: [-0.143039148098746, 0.0503643496448328],
} as const;

interface Result {
  readonly kind: string;
  readonly estimate: number;
  readonly standardError: number;
  readonly points: Record<string, number | string>[];
  readonly units: number;
  readonly periods: number;
  readonly notes: readonly string[];
}

/** In this process, since what differs from test to test is the table; `effectAlone` has a process of its own. */
async function effect(...argv: readonly string[]): Promise<Result> {
  return resultOf(await runWhichhalfHere('effect', ...argv));
}

async function effectAlone(...argv: readonly string[]): Promise<Result> {
  return resultOf(await runWhichhalf('effect', ...argv));
}

function resultOf(run: Run): Result {
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  return run.json() as Result;
}

describe('effect FILE', () => {
  let csv: string;
  let rows: string[][];
  beforeAll(() => {
    const text = simulatedPanel(1000).csv();
    csv = write('panel.csv', text);
    rows = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
  });

  it.each(Object.entries(reference))('agrees with R did on %s', async (aggregate, [estimate, error]) => {
    const result = await effectAlone(csv, ...simulated, '--aggregate', aggregate);
    expect(Math.abs(result.estimate - estimate)).toBeLessThan(1e-10);
    expect(Math.abs(result.standardError - error)).toBeLessThan(1e-10);
    expect([result.units, result.periods, result.notes]).toEqual([1000, 24, []]);
  });

  it('labels cells with cohort and period and gives no overall', async () => {
    const result = await effect(csv, ...simulated, '--aggregate', 'cells');
    expect(result).not.toHaveProperty('estimate');
    expect(result.points).toHaveLength(6 * 23);
    expect(result.points[0]).toMatchObject({ cohort: 7, period: 2 });
  });

  const expectReference = (result: Result) => {
    expect(Math.abs(result.estimate - reference.simple[0])).toBeLessThan(1e-10);
    expect(Math.abs(result.standardError - reference.simple[1])).toBeLessThan(1e-10);
    expect([result.units, result.periods]).toEqual([1000, 24]);
  };

  const written: readonly (readonly [string, string, (table: string[][]) => string | Uint8Array])[] = [
    ['semicolons', 'a.csv', (table) => table.map((row) => row.join(';')).join('\n')],
    ['tabs', 'a.tsv', (table) => table.map((row) => row.join('\t')).join('\n')],
    ['bars', 'a.txt', (table) => table.map((row) => row.join('|')).join('\n')],
    ['Windows line ends, no last one', 'crlf.csv', (table) => table.map((row) => row.join(',')).join('\r\n')],
    ['old Mac line ends', 'cr.csv', (table) => table.map((row) => row.join(',')).join('\r')],
    [
      'a byte order mark and blank lines',
      'bom.csv',
      (table) => `\ufeff${table.map((row) => row.join(',')).join('\n\n')}\n\n`,
    ],
    [
      'everything in quotes',
      'quoted.csv',
      (table) => table.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n'),
    ],
    ['blanks around the cells', 'blanks.csv', (table) => table.map((row) => row.join(' , ')).join('\n')],
    ['gzip', 'a.csv.gz', (table) => gzipSync(table.map((row) => row.join(',')).join('\n'))],
    [
      'UTF-16',
      'utf16.csv',
      (table) => encode(table.map((row) => row.join('\t')).join('\r\n'), 'utf-16', { addBOM: true }),
    ],
    [
      'JSON Lines',
      'a.jsonl',
      ([, ...table]) => table.map(([id, t, g, y]) => `{"id":"${id}","t":${t},"g":${g},"y":${y}}`).join('\n'),
    ],
    [
      'JSON',
      'a.json',
      ([, ...table]) =>
        `[${table.map(([id, t, g, y]) => `{"id":${id},"t":${t},"g":${g},"y":"${y}"}`).join(',\n')}]`,
    ],
    [
      'other columns with quotes and newlines',
      'notes.csv',
      (table) =>
        table
          .map(([id, ...row]) => [id, `"say ""1,2""\n3,4"`, ...row].join(','))
          .join('\n')
          .replace('"say ""1,2""\n3,4"', 'note'),
    ],
    [
      'periods and cohorts as dates',
      'dates.csv',
      (table) =>
        table
          .map(([id, t, g, y], index) =>
            index === 0 ? 'id,t,g,y' : [id, day(t), g === '0' ? '' : day(g), y].join(','),
          )
          .join('\n'),
    ],
    [
      'periods and cohorts as weeks',
      'weeks.csv',
      (table) =>
        table
          .map(([id, t, g, y], index) =>
            index === 0
              ? 'id,t,g,y'
              : [
                  id,
                  `2024-W${t?.padStart(2, '0')}`,
                  g === '0' ? 'Inf' : `2024-W${g?.padStart(2, '0')}`,
                  y,
                ].join(','),
          )
          .join('\n'),
    ],
    [
      'rows in another order',
      'shuffled.csv',
      ([head, ...table]) =>
        [head, ...table.toSorted((a, b) => Number(a[3]) - Number(b[3]))]
          .map((row) => row?.join(','))
          .join('\n'),
    ],
    [
      'cohorts after the last period as never',
      'later.csv',
      (table) => table.map(([id, t, g, y]) => [id, t, g === '0' ? '99' : g, y].join(',')).join('\n'),
    ],
    [
      'names of people that are not numbers',
      'names.csv',
      (table) =>
        table
          .map(([id, ...row], index) =>
            [
              index === 0
                ? id
                : `Zoë "Z" №${id}`.replace(/^.*$/, (name) => `"${name.replaceAll('"', '""')}"`),
              ...row,
            ].join(','),
          )
          .join('\n'),
    ],
  ];
  const day = (period: string | undefined) =>
    new Date(Date.UTC(2023, Number(period) - 1, 1)).toISOString().slice(0, 10);

  it.each(written)('reads %s', async (_what, name, content) => {
    expectReference(await effect(write(name, content(rows)), ...simulated));
  });

  it('reads Parquet, with numbers and with texts', async () => {
    const warehouse = await openDuckDb({ file: ':memory:' });
    const copies = [
      ['typed', 'id::integer as id, t::integer as t, g::integer as g, y::double as y'],
      ['texts', 'id, t, g, y'],
      [
        'dates',
        "id, date '2024-01-01' + (t::integer * 7) as t, case when g <> '0' then timestamp '2024-01-01' + to_days(g::integer * 7) end as g, y::decimal(12, 6) as y",
      ],
    ];
    for (const [name, columns] of copies) {
      const file = join(folder, `${name}.parquet`);
      const source = `read_csv('${csv}', auto_detect = false, header = true, columns = {id: 'VARCHAR', t: 'VARCHAR', g: 'VARCHAR', y: 'VARCHAR'})`;
      await warehouse.run({
        text: `copy (select ${columns} from ${source}) to '${file}' (format parquet)`,
        values: [],
      });
      expectReference(await effect(file, ...simulated));
    }
    warehouse.close();
  });

  it('reads a large file in parts, also where quoted newlines look like rows', async () => {
    const [head, ...table] = rows;
    const padding = 'x'.repeat(1500);
    const plain = [`${head?.join(',')},note`, ...table.map((row) => `${row.join(',')},${padding}`)].join(
      '\n',
    );
    expect(plain.length).toBeGreaterThan(2 ** 25);
    expectReference(await effectAlone(write('large.csv', plain), ...simulated));
    const trap = `"${'a,b,c,d,e\n1,1,7,5.5,z\n'.repeat(75)}"`;
    const quoted = [`${head?.join(',')},note`, ...table.map((row) => `${row.join(',')},${trap}`)].join('\n');
    expect(quoted.length).toBeGreaterThan(2 ** 25);
    expectReference(await effectAlone(write('trap.csv', quoted), ...simulated));
    const wrong = plain.replace(/^900,7,[^\n]*$/m, '900,7,0,much,x');
    const run = await runWhichhalf('effect', write('wrong.csv', wrong), ...simulated);
    const row = rows.findIndex(([id, t]) => id === '900' && t === '7') + 1;
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(`Row ${row} of `)]);
  });

  it('takes a file name that looks like a pattern for what it is', async () => {
    const lines = rows.slice(1).map(([id, t, g, y]) => JSON.stringify({ id, t, g, y }));
    write('panel-1.jsonl', '{"id":"x"}\n');
    expectReference(await effect(write('panel-[1]*.jsonl', lines.join('\n')), ...simulated));
  });
});

const small = ['--unit', 'who', '--period', 'when', '--cohort', 'first', '--outcome', 'rating'];

/** Two trained in period 3, two never; over periods 1 to 4. */
const table = [1, 2, 3, 4].flatMap((when) =>
  ['a', 'b', 'c', 'd'].map((who, index) => ({
    who,
    when: String(when),
    first: index < 2 ? '3' : '',
    rating: String(index + when * when * (index + 1) * 0.1),
    calls: '2',
    team: index % 2 === 0 ? 'x' : 'y',
  })),
);
type Row = (typeof table)[number];
const csvOf = (list: readonly Row[]) =>
  ['who,when,first,rating,calls,team', ...list.map((row) => Object.values(row).join(','))].join('\n');
const change = (index: number, what: Partial<Row>) =>
  csvOf(table.map((row, at) => (at === index ? { ...row, ...what } : row)));

describe('effect, wrong use', () => {
  const cases: readonly (readonly [string, string, readonly string[], string])[] = [
    [
      'a cell that is no number',
      change(5, { rating: 'good' }),
      [],
      'Row 7 of FILE: "good" in column rating is not a number (--outcome).',
    ],
    [
      'a decimal comma',
      csvOf(table).replaceAll(',', ';').replace(';0.1;', ';0,1;'),
      [],
      'Write decimals with a point.',
    ],
    [
      'a count that is no number',
      change(5, { calls: 'x' }),
      ['--count', 'calls'],
      'Row 7 of FILE: "x" in column calls is not a number (--count).',
    ],
    [
      'a negative count',
      change(5, { calls: '-1' }),
      ['--count', 'calls'],
      'Row 7 of FILE: the count -1 in column calls is negative.',
    ],
    ['an infinite outcome', change(5, { rating: '1e999' }), [], '"1e999" in column rating is not a number'],
    ['no unit', change(5, { who: '' }), [], 'Row 7 of FILE has no unit (column who).'],
    ['no period', change(5, { when: 'NA' }), [], 'Row 7 of FILE has no period (column when).'],
    [
      'no cluster',
      change(5, { team: '' }),
      ['--cluster', 'team'],
      'Row 7 of FILE has no cluster (column team).',
    ],
    [
      'a period that is none',
      change(5, { when: 'spring' }),
      [],
      'The period "spring" in column when is not a period.',
    ],
    [
      'periods in two ways',
      change(5, { when: '2024-01-01' }),
      [],
      'Column when writes periods in two ways: "1" and "2024-01-01".',
    ],
    [
      'a cohort that is no period',
      csvOf(table.map((row) => ({ ...row, first: row.first && '2024-03' }))),
      [],
      'The cohort "2024-03" is not written like the periods ("1").',
    ],
    ['a cohort that changes', change(4, { first: '4' }), [], 'Unit a is in two cohorts: 3 and 4.'],
    ['a cohort that is gone', change(4, { first: '' }), [], 'Unit a is in two cohorts: 3 and never.'],
    [
      'a cluster that changes',
      change(4, { team: 'y' }),
      ['--cluster', 'team'],
      'Unit a is in two clusters: x and y.',
    ],
    [
      'two rows of one unit and period',
      change(4, { when: '1' }),
      [],
      'Unit a has more than one row for period 1.',
    ],
    [
      'a cell too many',
      csvOf(table).replace('a,2,', 'a,b,2,'),
      [],
      'Row 6 of FILE has 7 cells, the header has 6.',
    ],
    ['text after a quote', change(5, { who: '"b"b' }), [], 'Row 7 of FILE has text after a closing quote.'],
    [
      'a quote that stays open',
      change(15, { team: '"y' }),
      [],
      'Row 17 of FILE opens a quote that is never closed.',
    ],
    [
      'a column that is not there',
      csvOf(table),
      ['--count', 'n'],
      'FILE has no column "n" (--count).\nIts columns are: who, when, first, rating, calls, team.',
    ],
    [
      'a column that is there twice',
      csvOf(table).replace('calls', 'rating'),
      [],
      'FILE has more than one column "rating" (--outcome).',
    ],
    [
      'one column in two roles',
      csvOf(table),
      ['--count', 'rating'],
      '--outcome and --count name the same column, "rating".',
    ],
    ['an empty file', '', [], 'FILE is empty.'],
    ['no rows', 'who,when,first,rating\n', [], 'No row has a value in column rating.'],
    [
      'B above 1 with a varying base',
      csvOf(table),
      ['--base', 'varying', '--base-periods', '2'],
      '--base varying does not go with --base-periods above 1',
    ],
    [
      'efficient with cells',
      csvOf(table),
      ['--estimator', 'efficient', '--aggregate', 'cells'],
      'does not go with --estimator efficient',
    ],
    [
      'efficient with a comparison',
      csvOf(table),
      ['--estimator', 'efficient', '--comparison', 'never'],
      '--comparison does not go with --estimator efficient',
    ],
    [
      'efficient with anticipation',
      csvOf(table),
      ['--estimator', 'efficient', '--anticipation', '1'],
      '--anticipation does not go with --estimator efficient',
    ],
    [
      'fixed effects without a treatment',
      csvOf(table),
      ['--estimator', 'fixed-effects'],
      'needs --treatment C',
    ],
    [
      'a treatment without fixed effects',
      csvOf(table),
      ['--treatment', 'calls'],
      '--treatment goes with --estimator fixed-effects only',
    ],
    ['half a period', csvOf(table), ['--transition', '0.5'], 'It must be a whole number.'],
    [
      'an aggregate that there is not',
      csvOf(table),
      ['--aggregate', 'weekly'],
      'Allowed choices are cells, simple, event-time, cohort, calendar.',
    ],
  ];
  it.each(cases)('%s', async (what, content, options, message) => {
    const file = write(`${what.replaceAll(' ', '-')}.csv`, content);
    const run = await runWhichhalfHere('effect', file, ...small, ...options);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr.replaceAll(file, 'FILE')).toContain(message);
  });

  it('a file that is not there, a folder, a workbook, a damaged archive', async () => {
    const damaged = gzipSync(csvOf(table)).subarray(0, 60);
    const files = [
      [join(folder, 'nowhere.csv'), 'is not there'],
      [folder, 'is not a file'],
      [write('book.xlsx', 'PK'), 'Save the sheet as CSV'],
      [write('damaged.csv.gz', damaged), 'ends in the middle or is damaged'],
      [write('damaged.parquet', 'PAR1'), 'is not a Parquet file that can be read'],
      [write('damaged.jsonl', '{"who":"a"}\n[1,2\n{}\n'), 'not a JSON object: [1,2'],
    ] as const;
    for (const [file, message] of files) {
      const run = await runWhichhalfHere('effect', file, ...small);
      expect([run.code, run.stdout, run.stderr]).toEqual([2, '', expect.stringContaining(message)]);
    }
  });

  it('without the columns that are always needed', async () => {
    const file = write('small.csv', csvOf(table));
    for (const left of ['--unit', '--period', '--outcome', '--cohort']) {
      const at = small.indexOf(left);
      const run = await runWhichhalfHere('effect', file, ...small.toSpliced(at, 2));
      expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(left)]);
    }
  });

  it('fewer draws than a p-value needs', async () => {
    const file = write('draws.csv', csvOf(table));
    const run = await runWhichhalfHere('effect', file, ...small, '--estimator', 'efficient', '--draws', '1');
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringMatching(/--draws is 1\.\s+Give a whole number from 99 on: p is never below/),
    ]);
  });

  it('a cell of a Parquet file or JSON Lines that is no number, told by unit and period', async () => {
    const lines = table.map((row, index) => JSON.stringify(index === 5 ? { ...row, rating: 'good' } : row));
    const run = await runWhichhalfHere('effect', write('cell.jsonl', lines.join('\n')), ...small);
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringContaining('Column rating is not a number for unit b, period 2: "good" (--outcome).'),
    ]);
  });
});

describe('effect, what is defined', () => {
  it('is the difference of differences by hand', async () => {
    const result = await effect(write('hand.csv', csvOf(table)), ...small, '--aggregate', 'event-time');
    const mean = (people: readonly string[], when: number) => {
      const values = table.filter((row) => people.includes(row.who) && row.when === String(when));
      return values.reduce((sum, row) => sum + Number(row.rating), 0) / values.length;
    };
    const did = (when: number) =>
      mean(['a', 'b'], when) - mean(['a', 'b'], 2) - (mean(['c', 'd'], when) - mean(['c', 'd'], 2));
    const after = result.points.filter(({ eventTime }) => Number(eventTime) >= 0);
    expect(after.map(({ eventTime }) => eventTime)).toEqual([0, 1]);
    expect(after[0]?.estimate).toBeCloseTo(did(3), 12);
    expect(after[1]?.estimate).toBeCloseTo(did(4), 12);
  });

  it('leaves out what is missing, and says so', async () => {
    const holes = csvOf(
      table.map((row, index) => ({
        ...row,
        rating: ['NA', '', 'NaN'][[0, 6, 15].indexOf(index)] ?? row.rating,
      })),
    );
    const result = await effect(write('holes.csv', holes), ...small, '--panel', 'pooled');
    expect(result.notes).toContain('3 rows without a value in rating were left out.');
    const gone = csvOf(table.filter((_, index) => ![0, 6, 15].includes(index)));
    const without = await effect(write('gone.csv', gone), ...small, '--panel', 'pooled');
    expect(result.estimate).toBeCloseTo(without.estimate, 12);
    expect(result.standardError).toBeCloseTo(without.standardError, 12);
  });

  it('adds up rows of one unit and period where their counts are known', async () => {
    const one = await effect(write('one.csv', csvOf(table)), ...small, '--count', 'calls');
    const split = table.flatMap((row) => [
      { ...row, calls: '0.5', rating: String(Number(row.rating) + 3) },
      { ...row, calls: '1.5', rating: String(Number(row.rating) - 1) },
      { ...row, calls: '0', rating: '' },
    ]);
    const two = await effect(write('split.csv', csvOf(split)), ...small, '--count', 'calls');
    expect(two.estimate).toBeCloseTo(one.estimate, 12);
    expect(two.standardError).toBeCloseTo(one.standardError, 12);
    expect(two.notes.slice(0, 2)).toEqual([
      '16 rows with a count of 0 were left out.',
      '16 rows were added to another row of the same unit and period, weighted by their counts.',
    ]);
  });

  it('takes the cluster that is the unit for none', async () => {
    const file = write('own.csv', csvOf(table));
    const own = await effect(file, ...small, '--cluster', 'who');
    expect(own).toEqual(await effect(file, ...small));
  });

  it.each([
    [
      'between two periods: from the next there is',
      { '3': '2.5' },
      'they count from the next there is: 2.5.',
    ],
    ['after the last period: never', { '': '9' }, 'Trained after the last period, so never within it: 9.'],
  ] as const)('a cohort %s', async (_what, renamed, note) => {
    const file = write('cohorts.csv', csvOf(table));
    const as = csvOf(
      table.map((row) => ({ ...row, first: (renamed as Record<string, string>)[row.first] ?? row.first })),
    );
    const result = await effect(write('renamed.csv', as), ...small);
    expect(result.estimate).toBe((await effect(file, ...small)).estimate);
    expect(result.notes.join(' ')).toContain(note);
  });

  it('counts periods in the order of those there are', async () => {
    const wide = csvOf(table.map((row) => ({ ...row, when: row.when === '4' ? '6' : row.when })));
    const result = await effect(write('wide.csv', wide), ...small, '--aggregate', 'event-time');
    expect(result.points.map(({ eventTime }) => eventTime)).toEqual([-1, 0, 1]);
    expect(result.notes[0]).toContain('none between 3 and 6');
  });

  it.each([
    ['everybody trained at once', csvOf(table.map((row) => ({ ...row, first: '3' }))), 'no-comparison'],
    ['nobody trained', csvOf(table.map((row) => ({ ...row, first: '0' }))), 'nobody-trained'],
    ['the same rating everywhere', csvOf(table.map((row) => ({ ...row, rating: '7' }))), 'no-spread'],
    [
      'ratings that are too large',
      csvOf(table.map((row) => ({ ...row, rating: `${row.rating}e307` }))),
      'out-of-range',
    ],
  ])('is refused with code 3: %s', async (what, content, reason) => {
    const run = await runWhichhalfHere('effect', write(`${what}.csv`, content), ...small);
    expect(run.code).toBe(3);
    expect(run.json()).toMatchObject({ kind: 'refused', reason, detail: expect.any(String) });
  });
});
