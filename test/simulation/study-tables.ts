import { type Assessment, assess, coverageOfDesign, failuresOfDesign } from './assess.ts';
import type { Committed } from './committed.ts';
import type { RivalName } from './run-case.ts';
import type { StudyCase } from './study-case.ts';
import type { CaseSummary, MoneySummary } from './summarise.ts';

/** What `docs/simulation.md` says of a run: everything between its two marks is written by `--summarise`. */
export interface Study {
  readonly cases: readonly StudyCase[];
  readonly committed: Pick<Committed, 'summaries' | 'oracle'>;
}

export interface AssessedCase {
  readonly study: StudyCase;
  readonly summary: CaseSummary;
  readonly assessment: Assessment;
}

export function assessAll({ cases, committed }: Study): AssessedCase[] {
  return cases.flatMap((study) => {
    const summary = committed.summaries.find(({ id }) => id === study.id);
    if (summary === undefined) return [];
    return [{ study, summary, assessment: assess(study, summary, committed.oracle[study.id]) }];
  });
}

export function studyText(study: Study): string {
  const assessed = assessAll(study);
  return [
    whatWasRun(assessed),
    '### Coverage, width and verdicts',
    caseTable(assessed),
    '### Over all truths of a design',
    designTable(assessed),
    '### The checks before the training',
    checkTable(assessed),
    '### Money',
    moneyTable(assessed),
    '### What misses',
    misses(assessed),
  ].join('\n\n');
}

/** What does not hold, one line each. */
export function allFailures(assessed: readonly AssessedCase[]): string[] {
  return [
    ...assessed.flatMap(({ study, assessment }) =>
      assessment.failures.map((failure) => `${study.id}: ${failure}`),
    ),
    ...byDesign(assessed).flatMap(([design, of]) =>
      failuresOfDesign(`${design}, all truths`, coverageOfDesign(of.map(({ assessment }) => assessment))),
    ),
  ];
}

function misses(assessed: readonly AssessedCase[]): string {
  const failures = allFailures(assessed);
  return failures.length === 0 ? 'Nothing.' : failures.map((failure) => `- ${failure}`).join('\n');
}

function byDesign(assessed: readonly AssessedCase[]): [string, AssessedCase[]][] {
  const groups = new Map<string, AssessedCase[]>();
  for (const each of assessed) {
    const design = designOf(each.study.id);
    groups.set(design, [...(groups.get(design) ?? []), each]);
  }
  return [...groups];
}

function designOf(id: string): string {
  return id.split('/')[0] ?? id;
}

function whatWasRun(assessed: readonly AssessedCase[]): string {
  const all = total(assessed, ({ summary }) => summary.organisations);
  const bySeeds = new Map<string, string[]>();
  for (const { study, summary } of assessed) {
    bySeeds.set(summary.seeds, [...(bySeeds.get(summary.seeds) ?? []), study.id]);
  }
  const seeds = [...bySeeds].map(([range, ids]) => `- seeds ${range}: ${shortened(ids)}`);
  return [`${formatted(all)} organisations:`, '', ...seeds].join('\n');
}

/** `design` where all of its truths are there, else `design: truth, truth`. */
function shortened(ids: readonly string[]): string {
  const designs = new Map<string, string[]>();
  for (const id of ids)
    designs.set(designOf(id), [...(designs.get(designOf(id)) ?? []), id.split('/')[1] ?? '']);
  return [...designs].map(([design, truths]) => `${design} (${truths.length})`).join(', ');
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `| ${columns.join(' | ')} |`,
    `|---|${columns
      .slice(1)
      .map(() => '--:')
      .join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

const names = ['first', 'later', 'whole', 'drop', 'halfLife'] as const;

function caseTable(assessed: readonly AssessedCase[]): string {
  const columns = [
    'Design: truth',
    'n',
    'F',
    'L',
    'P',
    'D',
    'half-life',
    'oracle F/m',
    'oracle L/m',
    'width F',
    'width L',
    'right',
    'wrong',
    'cannot tell',
  ];
  return table(
    columns,
    assessed.map(({ study, assessment }) => [
      study.id.replace('/', ': '),
      String(assessment.organisations),
      ...names.map((name) => share(assessment.coverage[name])),
      two(assessment.oracleError.first),
      two(assessment.oracleError.later),
      two(assessment.width.first),
      two(assessment.width.later),
      one(assessment.right),
      one(assessment.wrong),
      one(assessment.untold),
    ]),
  );
}

function designTable(assessed: readonly AssessedCase[]): string {
  return table(
    ['Design', 'n', 'F', 'L', 'P', 'D', 'half-life', 'wrong'],
    byDesign(assessed).map(([design, of]) => {
      const coverage = coverageOfDesign(of.map(({ assessment }) => assessment));
      const organisations = total(of, ({ summary }) => summary.organisations);
      return [
        design,
        formatted(organisations),
        ...names.map((name) => share(coverage[name])),
        one(total(of, ({ summary }) => summary.wrong) / organisations),
      ];
    }),
  );
}

/** How often each check would have said that something differed where nothing does, at 5 and at 1 %. */
function checkTable(assessed: readonly AssessedCase[]): string {
  const rows = byDesign(assessed.filter(({ study }) => study.covered)).flatMap(([design, of]) => {
    const ids = [...new Set(of.flatMap(({ summary }) => Object.keys(summary.checks)))].sort();
    return ids.map((id) => {
      const sum = (part: 'run' | 'below5' | 'below1' | 'failed') =>
        total(of, ({ summary }) => summary.checks[id]?.[part] ?? 0);
      const run = sum('run');
      return [
        `${design}: ${id}`,
        formatted(run),
        one(sum('below5') / Math.max(1, run)),
        one(sum('below1') / Math.max(1, run)),
        one(sum('failed') / Math.max(1, run)),
      ];
    });
  });
  return table(['Design: check', 'run', 'p < 5 %', 'p < 1 %', 'stood against a verdict'], rows);
}

const ways: readonly (readonly ['ours' | RivalName, string])[] = [
  ['ours', 'Whichhalf'],
  ['beforeAfter', 'before/after'],
  ['fixedEffects', 'two-way fixed effects'],
  ['groupTime', 'group-time, base of one week'],
];

/** Each design counts alike, however many of its organisations were simulated. */
function moneyTable(assessed: readonly AssessedCase[]): string {
  const rows = byDesign(assessed).map(([design, of]) => [
    design,
    ...ways.map(([way]) => {
      const { right, wrong, untold } = sumMoney(of, way);
      const all = right + wrong + untold;
      return [right, wrong, untold].map((part) => one(part / all)).join(' / ');
    }),
  ]);
  const euros = ways.map(([way]) => {
    const { right, wrong, untold } = sumMoney(assessed, way);
    return [right, wrong, untold].map((part) => formatted(Math.round(part / 1e6))).join(' / ');
  });
  return [
    'Share of the money in per cent that stood under a true statement / under a false one / under none; the last row is millions of euros over all organisations.',
    '',
    table(['Design', ...ways.map(([, name]) => name)], [...rows, ['all, in millions of euros', ...euros]]),
  ].join('\n');
}

function sumMoney(
  assessed: readonly AssessedCase[],
  way: 'ours' | RivalName,
): Omit<MoneySummary, 'wrongVerdicts'> {
  const sum = (part: 'right' | 'wrong' | 'untold') =>
    total(assessed, ({ summary }) => summary.money[way][part]);
  return { right: sum('right'), wrong: sum('wrong'), untold: sum('untold') };
}

function share(value: { readonly covered: number; readonly of: number } | undefined): string {
  return value === undefined ? '–' : one(value.covered / value.of);
}

function one(value: number | undefined): string {
  return value === undefined ? '–' : (100 * value).toFixed(1);
}

function two(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(2);
}

function formatted(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

function total<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
