import type { EstimateOrRefused } from '../../src/contract/analysis.ts';
import { Organisation } from '../../src/contract/organisation.ts';
import { describeOrganisation, wordsOf } from '../../src/demo/describe-organisation.ts';
import { isBetterLower } from '../../src/demo/example-model.ts';
import { usualWords } from '../../src/demo/example-words.ts';
import { simulateOrganisation } from '../../src/demo/index.ts';
import { type EffectsInTruth, type ProgrammeTruth, stateTruth } from '../../src/demo/state-truth.ts';
import { halfLifeOf } from '../../src/impact/describe-programme.ts';
import { estimateImpact, type Impact } from '../../src/impact/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { StudyCase } from './cases.ts';
import { factsOf } from './facts-of.ts';
import { beforeAfterChart, twoWayFixedEffects } from './rivals.ts';
import { isWrong } from './wrong-verdict.ts';

export const figures = ['first', 'later', 'whole', 'drop'] as const;
export type Figure = (typeof figures)[number];

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** What came out for one organisation: one line of the results file. */
export interface StudyRecord {
  readonly caseId: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly wrong: boolean;
  readonly effects: Readonly<Partial<Record<Figure, Interval>>>;
  readonly truth: EffectsInTruth;
  /** Null as a bound means that no decline is told from none. */
  readonly halfLife: { readonly low: number; readonly high: number | null } | undefined;
  readonly trueHalfLife: number | undefined;
  readonly beforeAfter: { readonly effect: number; readonly verdict: Verdict; readonly wrong: boolean };
  readonly fixedEffects:
    | { readonly effect: number; readonly verdict: Verdict; readonly wrong: boolean }
    | undefined;
}

/** Simulates one organisation, judges its programme, and compares with the truth. */
export function runCase({ id, model, matters }: StudyCase, seed: number): StudyRecord {
  const organisation = simulateOrganisation(model, seed);
  const [drawn] = organisation.programmes;
  const [truth] = stateTruth(organisation);
  const { measure } = truth;
  const file = Organisation.parse(describeOrganisation(organisation, usualWords, []));
  const words = wordsOf(usualWords, measure);
  const declared = { ...file.measures[words.id], matters };
  const programmeId = usualWords.programmes[drawn.programme.truth].id;
  const facts = factsOf({
    organisation,
    condition: usualWords.condition.fact,
    programmeId: () => programmeId,
    measures: new Map([[measure, words.id]]),
  });
  const impact = estimateImpact(
    facts,
    { ...file, measures: { ...file.measures, [words.id]: declared } },
    programmeId,
  );
  const stake = { matters, direction: isBetterLower(measure) ? -1 : 1 } as const;
  const outcome = facts.outcomes.get(words.id);
  if (outcome === undefined) throw new Error(`nothing was simulated for ${measure}`);
  const rival = (said: ReturnType<typeof twoWayFixedEffects>) =>
    said && { ...said, wrong: isWrong(said.verdict, truth, stake) };
  const chart = beforeAfterChart(organisation, drawn, outcome, stake);
  return {
    caseId: id,
    seed,
    verdict: impact.judgement.verdict,
    reason: impact.judgement.reason,
    wrong: isWrong(impact.judgement.verdict, truth, stake),
    effects: effectsOf(impact),
    truth: truth.effects,
    halfLife: halfLife(impact, truth),
    trueHalfLife: truth.halfLifeWeeks,
    beforeAfter: { ...chart, wrong: isWrong(chart.verdict, truth, stake) },
    fixedEffects: rival(twoWayFixedEffects(organisation, drawn, outcome, stake)),
  };
}

function effectsOf({ found }: Impact): StudyRecord['effects'] {
  if (found.kind === 'refused') return {};
  return Object.fromEntries(
    figures.flatMap((figure) => {
      const effect: EstimateOrRefused = found.figures[figure];
      if (effect.kind === 'refused') return [];
      return [[figure, { estimate: effect.estimate, low: effect.low, high: effect.high }]];
    }),
  );
}

function halfLife({ found }: Impact, truth: ProgrammeTruth): StudyRecord['halfLife'] {
  if (found.kind === 'refused' || truth.halfLifeWeeks === undefined) return undefined;
  const fit = halfLifeOf(found);
  return fit.kind === 'refused' ? undefined : { low: fit.low, high: fit.high };
}
