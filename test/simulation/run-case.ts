import type { EstimateOrRefused } from '../../src/contract/analysis.ts';
import { Organisation } from '../../src/contract/organisation.ts';
import { describeOrganisation, wordsOf } from '../../src/demo/describe-organisation.ts';
import { isBetterLower } from '../../src/demo/example-model.ts';
import { usualWords } from '../../src/demo/example-words.ts';
import { createRatingScale, type RatingScale } from '../../src/demo/rating-scale.ts';
import type { SimulatedOrganisation } from '../../src/demo/simulate-organisation.ts';
import { stateTruth } from '../../src/demo/state-truth.ts';
import { halfLifeOf } from '../../src/impact/describe-programme.ts';
import { estimateImpact, type Facts, type Impact, type Outcome } from '../../src/impact/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { factsOf } from './facts-of.ts';
import { plainGroupTime } from './rival-group-time.ts';
import { beforeAfterChart, type Rival, type Stake, twoWayFixedEffects, unitWeeks } from './rivals.ts';
import { simulateCase } from './simulate-case.ts';
import type { StudyCase } from './study-case.ts';
import { isWrong } from './wrong-verdict.ts';

/** First quarter, after nine months, whole year, first less later. */
export const figures = ['first', 'later', 'whole', 'drop'] as const;
export type Figure = (typeof figures)[number];

/** Estimate and bounds of the 95 % interval. */
export type Interval = readonly [estimate: number, low: number, high: number];

export const rivals = ['beforeAfter', 'fixedEffects', 'groupTime'] as const;
export type RivalName = (typeof rivals)[number];

/** What another way of looking at the same numbers said: effect, verdict, and whether that is false. */
export type RivalSaid = readonly [effect: number, verdict: Verdict, wrong: boolean];

/** What came out for one organisation: one line of the results. Everything but `code` follows from case and seed. */
export interface StudyRecord {
  readonly caseId: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly wrong: boolean;
  readonly truth: readonly number[];
  /** In the order of `figures`; null where it was refused. */
  readonly effects: readonly (Interval | null)[];
  /** Bounds of the half-life where the effect halves and could be fitted; null as a bound means: no end is told. */
  readonly halfLife: readonly [low: number, high: number | null] | null;
  readonly trueHalfLife: number | null;
  /** p of each check that was run, and which of them stood against a verdict. */
  readonly checks: Readonly<Record<string, number>>;
  readonly failed: readonly string[];
  /** What the programme cost. */
  readonly cost: number;
  readonly rivals: Readonly<Record<RivalName, RivalSaid | null>>;
}

/** Simulates organisations one after the other; what they have in common is made once. */
export function createRunner(): (study: StudyCase, seed: number) => StudyRecord {
  const scale = createRatingScale();
  return (study, seed) => runCase(study, seed, scale);
}

interface Judged {
  readonly organisation: SimulatedOrganisation;
  readonly outcome: Outcome;
  readonly impact: Impact;
}

function runCase(study: StudyCase, seed: number, scale: RatingScale): StudyRecord {
  const { organisation, outcome, impact } = simulateAndJudge(study, seed, scale);
  const [truth] = stateTruth(organisation);
  const [drawn] = organisation.programmes;
  const stake: Stake = { matters: study.matters, direction: isBetterLower(truth.measure) ? -1 : 1 };
  const cells = unitWeeks(organisation, drawn, outcome);
  const said = (rival: Rival | undefined): RivalSaid | null =>
    rival === undefined ? null : [rival.effect, rival.verdict, isWrong(rival.verdict, truth, stake)];
  const checks = impact.found.kind === 'refused' ? [] : impact.found.checks;
  return {
    caseId: study.id,
    seed,
    verdict: impact.judgement.verdict,
    reason: impact.judgement.reason,
    wrong: isWrong(impact.judgement.verdict, truth, stake),
    truth: figures.map((figure) => truth.effects[figure]),
    effects: figures.map((figure) => intervalOf(impact, figure)),
    halfLife: truth.halfLifeWeeks === undefined ? null : halfLife(impact),
    trueHalfLife: truth.halfLifeWeeks ?? null,
    checks: Object.fromEntries(checks.flatMap(({ id, p }) => (p === undefined ? [] : [[id, p]]))),
    failed: checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id),
    cost: impact.cost.total,
    rivals: {
      beforeAfter: said(beforeAfterChart(organisation, drawn, outcome, stake)),
      fixedEffects: said(twoWayFixedEffects(cells, stake)),
      groupTime: said(plainGroupTime(cells, stake)),
    },
  };
}

function simulateAndJudge(study: StudyCase, seed: number, scale: RatingScale): Judged {
  const { organisation, outcome } = simulateCase(study, seed, scale);
  const [{ programme }] = organisation.programmes;
  const file = Organisation.parse(describeOrganisation(organisation, usualWords, []));
  const { id: measureId } = wordsOf(usualWords, programme.measure);
  const programmeId = usualWords.programmes[programme.truth].id;
  const declared = { ...file.measures[measureId], matters: study.matters };
  const { chosen } = file.programmes[programmeId];
  const judged = { ...file.programmes[programmeId], chosen: { ...chosen, spillOver: study.spillOver } };
  const facts: Facts = factsOf({
    organisation,
    condition: usualWords.condition.fact,
    programmeId: (drawn) => usualWords.programmes[drawn.programme.truth].id,
    measures: new Map([[programme.measure, measureId]]),
    outcomeOf: () => outcome,
  });
  const impact = estimateImpact(
    facts,
    {
      ...file,
      measures: { ...file.measures, [measureId]: declared },
      programmes: { ...file.programmes, [programmeId]: judged },
    },
    programmeId,
  );
  return { organisation, outcome, impact };
}

function intervalOf({ found }: Impact, figure: Figure): Interval | null {
  if (found.kind === 'refused') return null;
  const effect: EstimateOrRefused = found.figures[figure];
  return effect.kind === 'refused' ? null : [effect.estimate, effect.low, effect.high];
}

function halfLife({ found }: Impact): StudyRecord['halfLife'] {
  if (found.kind === 'refused') return null;
  const fit = halfLifeOf(found);
  return fit.kind === 'refused' ? null : [fit.low, fit.high ?? null];
}
