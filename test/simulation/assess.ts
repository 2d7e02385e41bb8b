import type { OracleErrors } from './oracle.ts';
import { type Figure, figures } from './run-case.ts';
import type { StudyCase } from './study-case.ts';
import type { CaseSummary, FigureSummary } from './summarise.ts';

/** What a summary says, as shares from 0 to 1, and what does not hold. */
export interface Assessment {
  readonly id: string;
  readonly organisations: number;
  readonly coverage: Readonly<Partial<Record<Figure | 'halfLife', Share>>>;
  /** Mean width of the 95 % interval over that of one who knows the variances. */
  readonly width: Readonly<Partial<Record<Figure, number>>>;
  /** Error of the estimates over that of one who knows the variances. */
  readonly error: Readonly<Partial<Record<Figure, number>>>;
  /** Error of F and of L that one who knows the variances has, as a multiple of the smallest effect that matters. */
  readonly oracleError: Readonly<Partial<Record<Figure, number>>>;
  readonly right: number | undefined;
  readonly wrong: number;
  readonly untold: number;
  readonly failures: readonly string[];
}

export interface Share {
  readonly covered: number;
  readonly of: number;
}

const nominalCoverage = 0.95;
const leastCoverageOfDesign = 0.94;
const widestAllowed = 1.25;
const wantedDecisions = 0.9;
/** Errors beyond this part of m leave too little to decide with. */
const decisiveErrorShare = 1 / 4.5;
const normal975 = 1.959964;

export function assess(study: StudyCase, summary: CaseSummary, oracle: OracleErrors | undefined): Assessment {
  const { organisations, verdicts } = summary;
  const share = (count: number) => count / Math.max(1, organisations);
  const known = study.covered ? oracle : undefined;
  const against = (of: (figure: FigureSummary) => number) =>
    eachFigure((figure) => {
      const found = summary.figures[figure];
      const error = known?.[figure];
      return found === null || error === undefined ? undefined : of(found) / error;
    });
  const rightCount = study.right.reduce((sum, verdict) => sum + (verdicts[verdict] ?? 0), 0);
  const found = {
    id: study.id,
    organisations,
    coverage: study.covered ? coverageOf(summary) : {},
    width: against(({ meanWidth }) => meanWidth / (2 * normal975)),
    error: against(({ error }) => error),
    oracleError: eachFigure((figure) => known && known[figure] / study.matters),
    right: study.right.length === 0 ? undefined : share(rightCount),
    wrong: share(summary.wrong),
    untold: share(verdicts['cannot tell'] ?? 0),
  };
  return { ...found, failures: failuresOf(study, found) };
}

/** Coverage over all truths of one design, where no chance of a single truth is left to excuse it. */
export function coverageOfDesign(assessments: readonly Assessment[]): Assessment['coverage'] {
  const names = [...figures, 'halfLife'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const shares = assessments.flatMap(({ coverage }) => coverage[name] ?? []);
      const of = shares.reduce((sum, share) => sum + share.of, 0);
      return of === 0 ? [] : [[name, { of, covered: shares.reduce((sum, share) => sum + share.covered, 0) }]];
    }),
  );
}

export function failuresOfDesign(name: string, coverage: Assessment['coverage']): string[] {
  return Object.entries(coverage).flatMap(([figure, { covered, of }]) =>
    covered / of < leastCoverageOfDesign
      ? [`${name}: ${letterOf(figure)} is covered in ${percent(covered / of)} of ${of}`]
      : [],
  );
}

export function letterOf(figure: string): string {
  return { first: 'F', later: 'L', whole: 'P', drop: 'D', halfLife: 'the half-life' }[figure] ?? figure;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function coverageOf({ figures: found, halfLife }: CaseSummary): Assessment['coverage'] {
  const ofFigures = figures.flatMap((figure) => {
    const summary = found[figure];
    return summary === null ? [] : [[figure, { covered: summary.covered, of: summary.of }] as const];
  });
  return { ...Object.fromEntries(ofFigures), ...(halfLife.of === 0 ? {} : { halfLife }) };
}

function eachFigure(of: (figure: Figure) => number | undefined): Partial<Record<Figure, number>> {
  return Object.fromEntries(
    figures.flatMap((figure) => {
      const value = of(figure);
      return value === undefined ? [] : [[figure, value]];
    }),
  );
}

/** Two Monte Carlo errors of a share. */
function slack(share: number, of: number): number {
  return 2 * Math.sqrt((share * (1 - share)) / Math.max(1, of));
}

function failuresOf(study: StudyCase, found: Omit<Assessment, 'failures'>): string[] {
  const failures: string[] = [];
  for (const [figure, { covered, of }] of Object.entries(found.coverage)) {
    const least = nominalCoverage - slack(nominalCoverage, of);
    if (covered / of >= least) continue;
    failures.push(
      `${letterOf(figure)} is covered in ${percent(covered / of)} of ${of}, less than ${percent(least)}`,
    );
  }
  for (const figure of ['first', 'later'] as const) {
    const width = found.width[figure] ?? 0;
    if (width > widestAllowed)
      failures.push(`the interval of ${letterOf(figure)} is ${width.toFixed(2)} times the oracle's`);
  }
  const mostWrong = study.wrongAllowed + slack(study.wrongAllowed, found.organisations);
  if (found.wrong > mostWrong) failures.push(`wrong in ${percent(found.wrong)}`);
  const precise = (['first', 'later'] as const).every(
    (figure) => (found.oracleError[figure] ?? Number.POSITIVE_INFINITY) <= decisiveErrorShare,
  );
  const leastRight = wantedDecisions - slack(wantedDecisions, found.organisations);
  if (study.mustDecide && precise && (found.right ?? 0) < leastRight) {
    failures.push(`right in only ${percent(found.right ?? 0)}`);
  }
  return failures;
}
