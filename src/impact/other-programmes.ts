import type { Organisation } from '../contract/organisation.ts';
import type { PeriodKind } from '../model/calendar.ts';
import type { Facts } from './facts.ts';
import { type OtherProgramme, type PeriodRule, type RollOut, rollOutOf } from './roll-out.ts';

/** Least share of the trained that must find somebody untrained with the same other programmes. */
export const fewestMatched = 0.3;

/** Starts of other programmes count as the same within one of these blocks. */
const blockPeriods: Readonly<Record<PeriodKind, number>> = { day: 28, week: 4, month: 1 };

/** Other programmes that act on the same measure and were assigned at the same level, teams or persons. */
export function othersOn(
  facts: Facts,
  organisation: Organisation,
  programmeId: string,
  measureId: string,
  rollOut: RollOut,
  rule: PeriodRule,
): OtherProgramme[] {
  return Object.entries(organisation.programmes).flatMap(([id, other]) => {
    const acts = other.primaryOutcome === measureId || other.otherOutcomes.includes(measureId);
    if (id === programmeId || !acts) return [];
    const theirs = rollOutOf(facts, id, other, rule);
    if ('kind' in theirs || theirs.by !== rollOut.by || isForAllAtOnce(theirs)) return [];
    const begins = theirs.stageOf.map((stage) => theirs.stages[stage]?.transitionFrom ?? -1);
    return [{ title: other.title, begins }];
  });
}

/** What everyone got on one day is a period effect: it parts nobody from anybody. */
function isForAllAtOnce({ stages, stageOf }: RollOut): boolean {
  return stages.length === 1 && stageOf.every((stage) => stage >= 0);
}

/**
 * Strata within which trained and untrained are compared until the end of a span: those of the draw, parted by which
 * other programmes on the measure had begun by then, and in which four weeks.
 */
export function strataUntil(rollOut: RollOut, last: number, kind: PeriodKind): Int32Array | undefined {
  if (rollOut.others.length === 0) return rollOut.stratumOf;
  const indices = new Map<string, number>();
  return Int32Array.from(rollOut.stageOf, (_, cluster) => {
    const starts = rollOut.others.map(({ begins }) => {
      const begin = begins[cluster] ?? -1;
      return begin < 0 || begin > last ? '' : Math.floor(begin / blockPeriods[kind]);
    });
    const key = `${rollOut.stratumOf?.[cluster] ?? 0}:${starts.join(':')}`;
    const index = indices.get(key) ?? indices.size;
    indices.set(key, index);
    return index;
  });
}
