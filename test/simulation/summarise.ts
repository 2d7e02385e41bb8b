import type { StudyCase } from './cases.ts';
import { type Figure, figures, type StudyRecord } from './run-case.ts';

/** What one design with one truth came to. Shares run from 0 to 1. */
export interface CaseSummary {
  readonly id: string;
  readonly organisations: number;
  readonly coverage: Readonly<Partial<Record<Figure | 'halfLife', Share>>>;
  /** Mean width of the 95 % interval over that of one who knew the true error. */
  readonly widthAgainstOracle: Readonly<Partial<Record<Figure, number>>>;
  /** True error of F and of L as a multiple of the smallest effect that matters. */
  readonly oracleError: Readonly<Partial<Record<Figure, number>>>;
  readonly right: number | undefined;
  readonly wrong: number;
  readonly cannotTell: number;
  readonly beforeAfterWrong: number;
  readonly fixedEffectsWrong: number;
  /** What does not hold, in words. */
  readonly failures: readonly string[];
}

interface Share {
  readonly share: number;
  readonly of: number;
}

const wantedCoverage = 0.95;
const widestAllowed = 1.25;
const wantedDecisions = 0.9;
/** Errors beyond this part of m leave too little to decide with. */
const decisiveErrorShare = 1 / 4.5;
const normal975 = 1.96;

export function summarise(study: StudyCase, records: readonly StudyRecord[]): CaseSummary {
  const share = (holds: (record: StudyRecord) => boolean) => shareOf(records, holds).share;
  const covered = study.covered ? coverageOf(records) : {};
  const errors = study.covered ? trueErrors(records) : {};
  const summary = {
    id: study.id,
    organisations: records.length,
    coverage: covered,
    widthAgainstOracle: widths(records, errors),
    oracleError: mapFigures(errors, (error) => error / study.matters),
    right: study.right.length === 0 ? undefined : share(({ verdict }) => study.right.includes(verdict)),
    wrong: share(({ wrong }) => wrong),
    cannotTell: share(({ verdict }) => verdict === 'cannot tell'),
    beforeAfterWrong: share(({ beforeAfter }) => beforeAfter.wrong),
    fixedEffectsWrong: share(({ fixedEffects }) => fixedEffects?.wrong === true),
  };
  return { ...summary, failures: failuresOf(study, summary) };
}

function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): Share {
  const count = items.filter(holds).length;
  return { share: items.length === 0 ? 0 : count / items.length, of: items.length };
}

function coverageOf(records: readonly StudyRecord[]): CaseSummary['coverage'] {
  const ofFigures = figures.flatMap((figure) => {
    const intervals = records.flatMap(({ effects, truth }) => {
      const effect = effects[figure];
      return effect === undefined ? [] : [{ ...effect, truth: truth[figure] }];
    });
    if (intervals.length === 0) return [];
    return [[figure, shareOf(intervals, ({ low, high, truth }) => low <= truth && truth <= high)]];
  });
  const fits = records.flatMap(({ halfLife, trueHalfLife }) =>
    halfLife === undefined || trueHalfLife === undefined ? [] : [{ ...halfLife, truth: trueHalfLife }],
  );
  const ofHalfLife = shareOf(
    fits,
    ({ low, high, truth }) => low <= truth && (high === null || truth <= high),
  );
  return { ...Object.fromEntries(ofFigures), ...(fits.length === 0 ? {} : { halfLife: ofHalfLife }) };
}

/** Standard deviation of estimate less truth over the organisations. */
function trueErrors(records: readonly StudyRecord[]): Partial<Record<Figure, number>> {
  return Object.fromEntries(
    figures.flatMap((figure) => {
      const misses = records.flatMap(({ effects, truth }) => {
        const effect = effects[figure];
        return effect === undefined ? [] : [effect.estimate - truth[figure]];
      });
      if (misses.length < 2) return [];
      const mean = meanOf(misses);
      return [
        [figure, Math.sqrt(misses.reduce((sum, miss) => sum + (miss - mean) ** 2, 0) / (misses.length - 1))],
      ];
    }),
  );
}

function widths(
  records: readonly StudyRecord[],
  errors: Partial<Record<Figure, number>>,
): Partial<Record<Figure, number>> {
  return mapFigures(errors, (error, figure) => {
    const width = records.flatMap(({ effects }) => {
      const effect = effects[figure];
      return effect === undefined ? [] : [effect.high - effect.low];
    });
    return meanOf(width) / (2 * normal975 * error);
  });
}

function mapFigures(
  values: Partial<Record<Figure, number>>,
  change: (value: number, figure: Figure) => number,
): Partial<Record<Figure, number>> {
  return Object.fromEntries(
    figures.flatMap((figure) => {
      const value = values[figure];
      return value === undefined ? [] : [[figure, change(value, figure)]];
    }),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Two Monte Carlo errors of a share. */
function slack(share: number, of: number): number {
  return 2 * Math.sqrt((share * (1 - share)) / of);
}

function failuresOf(study: StudyCase, summary: Omit<CaseSummary, 'failures'>): string[] {
  const failures: string[] = [];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  for (const [figure, { share, of }] of Object.entries(summary.coverage)) {
    const least = wantedCoverage - slack(wantedCoverage, of);
    if (share < least)
      failures.push(`${figure} is covered in ${percent(share)}, less than ${percent(least)}`);
  }
  for (const figure of ['first', 'later'] as const) {
    const width = summary.widthAgainstOracle[figure] ?? 0;
    if (width > widestAllowed) failures.push(`${figure}: ${width.toFixed(2)} times as wide as need be`);
  }
  const mostWrong = study.wrongAllowed + slack(study.wrongAllowed, summary.organisations);
  if (summary.wrong > mostWrong) failures.push(`wrong in ${percent(summary.wrong)}`);
  const precise = (['first', 'later'] as const).every(
    (figure) => (summary.oracleError[figure] ?? Number.POSITIVE_INFINITY) <= decisiveErrorShare,
  );
  if (study.mustDecide && precise && (summary.right ?? 0) < wantedDecisions) {
    failures.push(`right in only ${percent(summary.right ?? 0)}`);
  }
  return failures;
}
