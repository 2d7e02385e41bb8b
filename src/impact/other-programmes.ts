import type { Organisation } from '../contract/organisation.ts';
import type { PeriodKind } from '../model/calendar.ts';
import type { Facts } from './facts.ts';
import {
  type OtherProgramme,
  type PeriodRule,
  type ProgrammeBeside,
  type RollOut,
  rollOutOf,
} from './roll-out.ts';

/** Least share of the trained that must find somebody untrained with the same other programmes. */
export const fewestMatched = 0.3;
/** Least share of people, or teams, that a programme assigned at the other level must reach to be taken off. */
const fewestReached = 0.05;

/** Starts of other programmes count as the same within one of these blocks. */
const blockPeriods: Readonly<Record<PeriodKind, number>> = { day: 28, week: 4, month: 1 };

/** Other programmes that act on the same measure and reach some of its people, at whichever level they were assigned. */
export function programmesBeside(
  facts: Facts,
  organisation: Organisation,
  programmeId: string,
  measureId: string,
  by: RollOut['by'],
  rule: PeriodRule,
): ProgrammeBeside[] {
  return Object.entries(organisation.programmes).flatMap(([id, other]) => {
    const acts = other.primaryOutcome === measureId || other.otherOutcomes.includes(measureId);
    if (id === programmeId || !acts) return [];
    const theirs = rollOutOf(facts, id, other, rule);
    if ('kind' in theirs || isForAllAtOnce(theirs)) return [];
    if (theirs.by !== by && shareReached(theirs) < fewestReached) return [];
    return [{ title: other.title, rollOut: theirs }];
  });
}

/** Those assigned at the same level, teams or persons, by when they began: with them units can be matched. */
export function othersToMatch(beside: readonly ProgrammeBeside[], by: RollOut['by']): OtherProgramme[] {
  return beside
    .filter(({ rollOut }) => rollOut.by === by)
    .map(({ title, rollOut: { stageOf, stages } }) => ({
      title,
      begins: stageOf.map((stage) => stages[stage]?.transitionFrom ?? -1),
    }));
}

function shareReached({ stageOf }: RollOut): number {
  return stageOf.filter((stage) => stage >= 0).length / Math.max(stageOf.length, 1);
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
