import type { SensitivityRow } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { dayToPeriodRules } from '../model/calendar.ts';
import { refuse } from '../model/refusal.ts';
import { verdictWords } from '../model/verdict.ts';
import { standsApart } from './designs/designed-effects.ts';
import { estimateImpact, type Found, type Impact, type ImpactOptions } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { lowScoreRows } from './low-score-rows.ts';
import { printingOf, printSize } from './sentences.ts';
import { isCapped, judge } from './verdict.ts';

/** The whole-year effect and the verdict under other lengths of the base, day-to-period rules and stages. */
export function sensitivityRows(facts: Facts, organisation: Organisation, impact: Impact): SensitivityRow[] {
  if (impact.found.kind === 'refused') return [];
  if (impact.found.lowScores !== undefined) {
    return lowScoreRows(impact, impact.found, impact.found.lowScores);
  }
  const { basePeriods, stages } = impact.found.effects;
  const { design } = impact.found;
  if (design === 'induction') return [];
  const kind = impact.facts.calendar.kind;
  const variants: readonly { id: string; text: string; options: ImpactOptions }[] = [
    {
      id: 'as-judged',
      text: standsApart(design) ? 'as judged' : `measured against the ${basePeriods} ${kind}s before`,
      options: {},
    },
    ...(standsApart(design) ? [] : otherBases(basePeriods, kind)),
    ...dayToPeriodRules.map((dayToPeriod) => ({
      id: `rule-${dayToPeriod}`,
      text: `the ${kind} of the training kept, days counted by "${dayToPeriod}"`,
      options: { rule: { dayToPeriod, leaveOutTransition: false } },
    })),
    ...(stages.length >= 3
      ? stages.slice(0, mostStagesLeftOut).map((stage, k) => ({
          id: `without-stage-${k + 1}`,
          text: `without stage ${k + 1}`,
          options: { withoutStage: stage.index },
        }))
      : []),
  ];
  const orders = impact.found.permutation === undefined ? 0 : ordersDrawnAgain;
  return variants.map(({ id, text, options }) => {
    const row =
      id === 'as-judged'
        ? impact
        : estimateImpact(facts, organisation, impact.id, { ...options, orders, withChecks: false });
    return {
      id,
      text,
      effect:
        row.found.kind === 'refused' ? refuse(row.found.reason, row.found.detail) : row.found.figures.whole,
      verdict: isCapped(impact.judgement) ? impact.judgement.verdict : row.judgement.verdict,
    };
  });
}

/** Where the base is what is taken off; elsewhere all that was before is used by weights or by a model of it. */
function otherBases(basePeriods: number, kind: string) {
  const half = Math.ceil(basePeriods / 2);
  return [
    { id: 'base-half', text: `against ${half} ${kind}s before`, options: { basePeriods: half } },
    { id: 'base-one', text: `against the one ${kind} before, which misleads`, options: { basePeriods: 1 } },
  ];
}

/** Enough to see a verdict change; the figures of the verdict itself rest on more. */
const ordersDrawnAgain = 999;

/** More stages than these are not left out one by one: each then carries little. */
const mostStagesLeftOut = 8;

/** Factors by which the smallest effect that matters is turned to see where the verdict would change. */
const turns = [0.5, 0.67, 0.8, 1.25, 1.5, 2] as const;

/** For which smallest effect that matters the verdict would be another, in words; undefined for none within half to twice. */
export function mattersIfChanged({ judgement }: Impact, found: Found): string | undefined {
  if (isCapped(judgement) || judgement.reason === 'too-early') return undefined;
  const print = printingOf(found.measure, found.smallest.matters);
  const others = turns.flatMap((turn) => {
    const matters = found.smallest.matters * turn;
    const other = judge({ ...found.evidence, matters });
    return other.verdict === judgement.verdict ? [] : [{ turn, matters, verdict: other.verdict }];
  });
  const nearest = others.sort((a, b) => Math.abs(Math.log(a.turn)) - Math.abs(Math.log(b.turn)))[0];
  return nearest === undefined
    ? undefined
    : `If ${printSize(nearest.matters, print)} mattered, the verdict would be "${verdictWords[nearest.verdict]}".`;
}
