import type { Measure } from '../contract/organisation.ts';
import type { EffectQuestion, Effects } from './estimate-effects.ts';
import { personsOf } from './facts.ts';
import { rosterAt } from './plan-stages.ts';

/** The smallest effect that matters, in units of the measure, and where it comes from. */
export interface SmallestEffect {
  readonly matters: number;
  readonly source: 'declared' | 'break-even' | 'assumed';
  readonly text: string;
}

const assumedShareOfSpread = 0.1;
const assumedShareOfLevel = 0.1;

/**
 * Declared; else the lasting change at which the programme pays for itself in a year; else a tenth of the standard
 * deviation of single values (means) or of the level before (rates and counts), which is then called assumed.
 */
export function smallestEffectThatMatters(
  measure: Measure,
  breakEven: number | undefined,
  spreadOfValues: number,
  level: number,
): SmallestEffect {
  if (measure.matters !== undefined) {
    return { matters: measure.matters, source: 'declared', text: 'declared by the organisation' };
  }
  if (measure.mattersRatio !== undefined && measure.kind !== 'mean') {
    return {
      matters: Math.abs(1 - measure.mattersRatio) * level,
      source: 'declared',
      text: `declared by the organisation as ${measure.mattersRatio} times the level before the training`,
    };
  }
  if (breakEven !== undefined && breakEven > 0) {
    return {
      matters: breakEven,
      source: 'break-even',
      text: 'at which the programme pays for itself in a year',
    };
  }
  return measure.kind === 'mean'
    ? {
        matters: assumedShareOfSpread * spreadOfValues,
        source: 'assumed',
        text: 'assumed: a tenth of the spread of single values',
      }
    : {
        matters: assumedShareOfLevel * level,
        source: 'assumed',
        text: 'assumed: a tenth of the level before the training',
      };
}

/** Level of the measure before the training among the trained, and what they handle in a period. */
export interface Base {
  /** Mean of the measure among the trained in the base. */
  readonly level: number;
  /** Contacts (or person-periods in post, or cases of a rate) of the trained in one period of the base. */
  readonly volumePerPeriod: number;
  readonly people: number;
}

export function baseOfTrained({ facts, outcome, rollOut }: EffectQuestion, effects: Effects): Base {
  const { periods } = facts.calendar;
  const volume = outcome.asked ?? outcome.count;
  let sum = 0;
  let count = 0;
  let contacts = 0;
  let people = 0;
  const persons = personsOf(facts).people;
  for (const { index, stage } of effects.stages) {
    rosterAt(facts, rollOut, stage).forEach((cluster, person) => {
      if (cluster < 0 || rollOut.stageOf[cluster] !== index) return;
      if (person < persons) people++;
      for (let t = stage.transitionFrom - effects.basePeriods; t < stage.transitionFrom; t++) {
        sum += outcome.sum[person * periods + t] ?? 0;
        count += outcome.count[person * periods + t] ?? 0;
        contacts += volume[person * periods + t] ?? 0;
      }
    });
  }
  return { level: count === 0 ? 0 : sum / count, volumePerPeriod: contacts / effects.basePeriods, people };
}

/** Standard deviation of single values over all of the data. */
export function spreadOfValues({ outcome }: Pick<EffectQuestion, 'outcome'>): number {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < outcome.sum.length; k++) {
    sum += outcome.sum[k] ?? 0;
    count += outcome.count[k] ?? 0;
  }
  if (count < 2) return 0;
  const mean = sum / count;
  return Math.sqrt(Math.max(0, outcome.sumOfSquares / count - mean * mean));
}
