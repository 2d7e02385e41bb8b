import { periodsPerQuarter } from '../model/calendar.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import type { Design } from './designs/designed-effects.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import { rosterAt, untrainedUntil } from './plan-stages.ts';

const fewestEvents = 20;

/**
 * Counts and shares with fewer than 20 cases in the first quarter on either side are refused. The trained count by
 * what their base foretells if that is more, so that a programme which ends all cases can be seen to do so. Of a share
 * the rarer of yes and no counts.
 */
export function refuseRareEvents(
  question: EffectQuestion,
  effects: Effects,
  kind: 'count' | 'rate',
  design: Design = 'staged',
): Refused | undefined {
  const fewestOf = (casesIn: (sum: number, count: number) => number) =>
    fewestCases(question, effects, casesIn, design !== 'one-series');
  const yes = fewestOf((sum) => sum);
  const no = kind === 'rate' ? fewestOf((sum, count) => count - sum) : yes;
  const fewest = Math.min(yes, no);
  if (fewest >= fewestEvents) return undefined;
  return refuse(
    'too-few-events',
    `Only about ${Math.round(fewest)} cases lie behind the first quarter on one side; at least ${fewestEvents} are needed.`,
  );
}

/** Cases behind the first quarter on the side that has fewer; among the trained where there is no other side. */
function fewestCases(
  { facts, outcome, rollOut }: EffectQuestion,
  effects: Effects,
  casesIn: (sum: number, count: number) => number,
  hasUntrained: boolean,
): number {
  const { periods, kind } = facts.calendar;
  const between = (person: number, from: number, to: number) => {
    let cases = 0;
    for (let cell = person * periods + from; cell <= person * periods + to; cell++) {
      cases += casesIn(outcome.sum[cell] ?? 0, outcome.count[cell] ?? 0);
    }
    return cases;
  };
  let trained = 0;
  let foretold = 0;
  let untrained = 0;
  for (const { index, stage, observedTo } of effects.stages) {
    const from = stage.transitionTo + 1;
    const to = Math.min(stage.transitionTo + periodsPerQuarter(kind), observedTo);
    const share = (to - from + 1) / effects.basePeriods;
    rosterAt(facts, rollOut, stage).forEach((cluster, person) => {
      if (cluster < 0) return;
      const own = rollOut.stageOf[cluster] ?? -1;
      if (own === index) {
        trained += between(person, from, to);
        foretold +=
          share * between(person, stage.transitionFrom - effects.basePeriods, stage.transitionFrom - 1);
      } else if (untrainedUntil(rollOut, cluster) > to) {
        untrained += between(person, from, to);
      }
    });
  }
  return Math.min(Math.max(trained, foretold), hasUntrained ? untrained : Number.POSITIVE_INFINITY);
}
