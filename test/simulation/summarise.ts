import { type Figure, figures, type RivalName, rivals, type StudyRecord } from './run-case.ts';

/**
 * What one design with one truth came to, as counts and sums over its organisations: everything that is said of the
 * study follows from these.
 */
export interface CaseSummary {
  readonly id: string;
  /** Which organisations, as `1-300` or `1-100,200`. */
  readonly seeds: string;
  readonly organisations: number;
  readonly figures: Readonly<Record<Figure, FigureSummary | null>>;
  readonly halfLife: { readonly of: number; readonly covered: number };
  readonly verdicts: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  readonly wrong: number;
  readonly checks: Readonly<Record<string, CheckSummary>>;
  readonly money: Readonly<Record<'ours' | RivalName, MoneySummary>>;
}

export interface FigureSummary {
  /** Organisations in which it was estimated. */
  readonly of: number;
  readonly covered: number;
  readonly meanWidth: number;
  /** Mean and standard deviation of estimate less truth. */
  readonly bias: number;
  readonly error: number;
}

export interface CheckSummary {
  readonly run: number;
  readonly below5: number;
  readonly below1: number;
  /** How often it stood against a verdict. */
  readonly failed: number;
}

/** What the programmes cost that were put under a true statement, a false one, and none; in units of the currency. */
export interface MoneySummary {
  readonly right: number;
  readonly wrong: number;
  readonly untold: number;
  readonly wrongVerdicts: number;
}

export function summarise(id: string, records: readonly StudyRecord[]): CaseSummary {
  return {
    id,
    seeds: asRanges(records.map(({ seed }) => seed)),
    organisations: records.length,
    figures: Object.fromEntries(
      figures.map((figure, index) => [figure, summariseFigure(records, index)]),
    ) as CaseSummary['figures'],
    halfLife: summariseHalfLife(records),
    verdicts: countBy(records.map(({ verdict }) => verdict)),
    reasons: countBy(records.flatMap(({ reason }) => (reason === '' ? [] : [reason]))),
    wrong: count(records, ({ wrong }) => wrong),
    checks: summariseChecks(records),
    money: {
      ours: moneyOf(records, ({ verdict, wrong }) => ({ verdict, wrong })),
      ...(Object.fromEntries(
        rivals.map((rival) => [
          rival,
          moneyOf(records, (record) => {
            const said = record.rivals[rival];
            return said === null
              ? { verdict: 'cannot tell', wrong: false }
              : { verdict: said[1], wrong: said[2] };
          }),
        ]),
      ) as Record<RivalName, MoneySummary>),
    },
  };
}

function summariseFigure(records: readonly StudyRecord[], index: number): FigureSummary | null {
  const intervals = records.flatMap(({ effects, truth }) => {
    const effect = effects[index];
    return effect === null || effect === undefined ? [] : [{ effect, truth: truth[index] }];
  });
  if (intervals.length === 0) return null;
  const misses = intervals.map(({ effect: [estimate], truth }) => estimate - truth);
  const bias = meanOf(misses);
  const squares = misses.reduce((sum, miss) => sum + (miss - bias) ** 2, 0);
  return {
    of: intervals.length,
    covered: count(intervals, ({ effect: [, low, high], truth }) => low <= truth && truth <= high),
    meanWidth: short(meanOf(intervals.map(({ effect: [, low, high] }) => high - low))),
    bias: short(bias),
    error: short(Math.sqrt(squares / Math.max(1, misses.length - 1))),
  };
}

function summariseHalfLife(records: readonly StudyRecord[]): CaseSummary['halfLife'] {
  const fits = records.flatMap(({ halfLife, trueHalfLife }) =>
    halfLife === null || trueHalfLife === null
      ? []
      : [{ low: halfLife[0], high: halfLife[1], truth: trueHalfLife }],
  );
  return {
    of: fits.length,
    covered: count(fits, ({ low, high, truth }) => low <= truth && (high === null || truth <= high)),
  };
}

function summariseChecks(records: readonly StudyRecord[]): CaseSummary['checks'] {
  const ids = [...new Set(records.flatMap(({ checks }) => Object.keys(checks)))].sort();
  return Object.fromEntries(
    ids.map((id) => {
      const below = (level: number) => count(records, ({ checks }) => (checks[id] ?? 1) < level);
      return [
        id,
        {
          run: count(records, ({ checks }) => checks[id] !== undefined),
          below5: below(0.05),
          below1: below(0.01),
          failed: count(records, ({ failed }) => failed.includes(id)),
        },
      ];
    }),
  );
}

function moneyOf(
  records: readonly StudyRecord[],
  saidOf: (record: StudyRecord) => { readonly verdict: string; readonly wrong: boolean },
): MoneySummary {
  const total = { right: 0, wrong: 0, untold: 0, wrongVerdicts: 0 };
  for (const record of records) {
    const { verdict, wrong } = saidOf(record);
    total[wrong ? 'wrong' : verdict === 'cannot tell' ? 'untold' : 'right'] += Math.round(record.cost);
    if (wrong) total.wrongVerdicts += 1;
  }
  return total;
}

function asRanges(seeds: readonly number[]): string {
  const sorted = seeds.toSorted((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const seed of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === seed - 1) last[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function count<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Five digits: enough to read and to compare widths with. */
function short(value: number): number {
  return Number(value.toPrecision(5));
}
