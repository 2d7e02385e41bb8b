import type { Analysis, ProgrammeResult } from '../contract/analysis.ts';
import { refuse } from '../model/refusal.ts';
import { type Reach, reaches, type Verdict, verdicts } from '../model/verdict.ts';
import { summariseBenefit } from './money.ts';

type Money = Analysis['money'];

export interface JudgedProgramme {
  readonly result: ProgrammeResult;
  /** Equally likely benefits, joint over programmes; undefined where they cannot be put in money. */
  readonly benefitDraws: Float64Array | undefined;
}

/** All training money of the period, under verdicts and by how far it got; benefits by joint draws. */
export function moneyOfAll(inBar: readonly JudgedProgramme[], outside: Money['outside']): Money {
  const total = sumCosts(inBar);
  const byVerdict = verdicts
    .map((verdict) => ({
      verdict,
      ...shareOf(inBar.filter(({ result }) => result.verdict.kind === verdict)),
      note: noteOf(verdict, inBar),
    }))
    .filter(({ programmes }) => programmes.length > 0);
  const byReach = reaches
    .map((reach) => ({
      reach,
      ...shareOf(inBar.filter(({ result }) => result.reach === reach)),
      note: reachNote(reach, inBar),
    }))
    .filter(({ programmes }) => programmes.length > 0);
  const unknown = byVerdict.find(({ verdict }) => verdict === 'cannot tell')?.amount ?? 0;
  return {
    total,
    byVerdict,
    byReach,
    firstColouring: total > 0 && unknown > total / 2 ? 'reach' : 'verdict',
    benefit: benefitOfAll(inBar),
    outside,
  };
}

function sumCosts(programmes: readonly JudgedProgramme[]): number {
  return programmes.reduce((sum, { result }) => sum + result.money.cost, 0);
}

function shareOf(programmes: readonly JudgedProgramme[]): { amount: number; programmes: string[] } {
  return { amount: sumCosts(programmes), programmes: programmes.map(({ result }) => result.id) };
}

function noteOf(verdict: Verdict, inBar: readonly JudgedProgramme[]): string {
  const results = inBar.filter(({ result }) => result.verdict.kind === verdict).map(({ result }) => result);
  const [only] = results;
  if (only === undefined || results.length !== 1) return '';
  if (verdict === 'fading' && only.halfLife.kind === 'estimate') return only.halfLife.text;
  return '';
}

function reachNote(reach: Reach, inBar: readonly JudgedProgramme[]): string {
  if (reach !== 'not-known') return '';
  const texts = new Set(
    inBar.filter(({ result }) => result.reach === reach).map(({ result }) => result.reachText),
  );
  return [...texts].join('; ');
}

/** The sum over programmes, draw by draw, over those that can be put in money. */
function benefitOfAll(inBar: readonly JudgedProgramme[]): Money['benefit'] {
  const known = inBar.flatMap(({ result, benefitDraws }) =>
    result.money.benefit.kind === 'estimate' && benefitDraws
      ? [{ estimate: result.money.benefit.estimate, draws: benefitDraws, cost: result.money.cost }]
      : [],
  );
  const [first] = known;
  if (first === undefined)
    return refuse('no-value', 'No measure has money per unit, so nothing can be put in money.');
  const draws = first.draws.map((_, k) => known.reduce((sum, { draws: each }) => sum + (each[k] ?? 0), 0));
  const estimate = known.reduce((sum, each) => sum + each.estimate, 0);
  return summariseBenefit(
    { kind: 'estimate', estimate, draws },
    known.reduce((sum, { cost }) => sum + cost, 0),
  );
}
