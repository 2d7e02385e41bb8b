import { periodsPerQuarter } from '../model/calendar.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import { rosterAt } from './plan-stages.ts';

/** What a chart of the trained alone would show: their mean in the first quarter after less that in the quarter before. */
export interface BeforeAfter {
  readonly change: number;
  /** The same change among those who were still untrained, in the same periods. */
  readonly changeOfUntrained: number | undefined;
}

export function changeBeforeAfter(
  { facts, outcome, rollOut }: Pick<EffectQuestion, 'facts' | 'outcome' | 'rollOut'>,
  effects: Effects | undefined,
): BeforeAfter | undefined {
  const quarter = periodsPerQuarter(facts.calendar.kind);
  const { periods } = facts.calendar;
  const total = { trained: [0, 0, 0, 0], untrained: [0, 0, 0, 0] };
  const stages =
    effects !== undefined && effects.stages.length > 0
      ? effects.stages.map(({ stage, index }) => ({ stage, index }))
      : rollOut.stages.map((stage, index) => ({ stage, index }));
  for (const { stage, index } of stages) {
    const before = Math.max(0, stage.transitionFrom - quarter);
    const after = Math.min(periods - 1, stage.transitionTo + quarter);
    rosterAt(facts, rollOut, stage).forEach((cluster, person) => {
      if (cluster < 0) return;
      const own = rollOut.stageOf[cluster] ?? -1;
      const begins = rollOut.stages[own]?.transitionFrom ?? Number.POSITIVE_INFINITY;
      const side = own === index ? total.trained : begins > after ? total.untrained : undefined;
      if (side === undefined) return;
      for (let t = before; t <= after; t++) {
        if (t >= stage.transitionFrom && t <= stage.transitionTo) continue;
        const at = t < stage.transitionFrom ? 0 : 2;
        side[at] = (side[at] ?? 0) + (outcome.sum[person * periods + t] ?? 0);
        side[at + 1] = (side[at + 1] ?? 0) + (outcome.count[person * periods + t] ?? 0);
      }
    });
  }
  const change = changeOf(total.trained);
  return change === undefined ? undefined : { change, changeOfUntrained: changeOf(total.untrained) };
}

function changeOf([sumBefore = 0, countBefore = 0, sumAfter = 0, countAfter = 0]: readonly number[]):
  | number
  | undefined {
  return countBefore === 0 || countAfter === 0 ? undefined : sumAfter / countAfter - sumBefore / countBefore;
}
