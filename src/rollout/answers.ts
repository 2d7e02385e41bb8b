import type { PlanAnswer } from '../contract/plan.ts';
import { isoFromDay } from '../model/calendar.ts';
import { formatDate } from '../model/format-numbers.ts';
import type { PowerAtEnd } from '../stats/roll-out-power.ts';
import { type RollOutShape, usualWaitWeeks } from './roll-out-shape.ts';

/** What stands at every end of the data worth looking at, with the larger of the errors foretold. */
export interface ForetoldEnd {
  readonly observedTo: number;
  readonly date: number;
  readonly observed: PowerAtEnd['observed'];
  readonly firstError: number | undefined;
  readonly laterError: number | undefined;
}

export interface AnswerWish {
  readonly shape: RollOutShape;
  readonly ends: readonly ForetoldEnd[];
  readonly matters: number;
  readonly periodsPerQuarter: number;
  /** A value of the measure as printed. */
  readonly say: (value: number) => string;
}

/** Error at which a verdict can be expected, as a share of the smallest effect that matters. */
export const tellingShare = 1 / 4.5;
const fewestQuarters = 3;
const clustersThatReplaceAStage = 12;

/** "Did it work?": two stages seen for a quarter (or one, with twelve teams on each side), and exactly enough. */
export function whenItWorked(wish: AnswerWish): PlanAnswer {
  const { ends, shape, periodsPerQuarter, matters } = wish;
  const seen = ends.filter(({ observedTo, observed }) => {
    const quarters = shape.starts.filter((start) => start + periodsPerQuarter <= observedTo).length;
    return (
      observed.trainedUnits >= 4 && observed.untrainedUnits >= 4 && enoughStages(quarters, observed, shape)
    );
  });
  const told = seen.find(
    ({ firstError }) => (firstError ?? Number.POSITIVE_INFINITY) <= matters * tellingShare,
  );
  if (told !== undefined) return by(told.date);
  if (seen.length === 0) {
    return {
      kind: 'refused',
      reason: 'nobody-left',
      text: 'cannot be told: after the first quarter too few are left untrained to compare with',
      next: 'Plan more stages, further apart, or let part of the teams wait.',
    };
  }
  return tooUncertain(
    wish,
    Math.min(...seen.map(({ firstError }) => firstError ?? Number.POSITIVE_INFINITY)),
  );
}

/**
 * "Does it last?" is promised only where a drawn part waits until 52 weeks after the first stage or somebody can be
 * compared with to the end of the third quarter, and where it would be exact enough.
 */
export function whenItLasted(wish: AnswerWish): PlanAnswer {
  const { ends, shape, matters } = wish;
  const seen = ends.filter(
    ({ observed, laterError }) =>
      laterError !== undefined &&
      observed.quartersObserved >= fewestQuarters &&
      Math.min(observed.trainedUnits, observed.untrainedUnits) >= 4 &&
      enoughStages(observed.countedStages, observed, shape),
  );
  if (seen.length === 0) return refuseToPromise(shape);
  const told = seen.find(
    ({ laterError }) => (laterError ?? Number.POSITIVE_INFINITY) <= matters * tellingShare,
  );
  return told === undefined
    ? tooUncertain(wish, Math.min(...seen.map(({ laterError }) => laterError ?? Number.POSITIVE_INFINITY)))
    : by(told.date);
}

function enoughStages(stages: number, observed: ForetoldEnd['observed'], shape: RollOutShape): boolean {
  const lottery = shape.sizes.length === 1;
  const many = Math.min(observed.trainedUnits, observed.untrainedUnits) >= clustersThatReplaceAStage;
  return stages >= 2 || (stages === 1 && (lottery || many));
}

function by(day: number): PlanAnswer {
  const date = isoFromDay(day);
  return { kind: 'by', date, text: `by ${formatDate(date)}` };
}

function refuseToPromise({ waiting, days }: RollOutShape): PlanAnswer {
  const until = isoFromDay((days[0] ?? 0) + 7 * usualWaitWeeks);
  return {
    kind: 'refused',
    reason: 'nobody-waits',
    text: 'not promised: nine months after two of the stages too few are left untrained to compare with',
    next:
      waiting === 0
        ? `Let one team in six (at least six) wait until ${formatDate(until)}, drawn by lot like the others.`
        : 'Let those who wait do so longer, or train two stages within the first five months.',
  };
}

function tooUncertain({ matters, say }: AnswerWish, error: number): PlanAnswer {
  return {
    kind: 'too-uncertain',
    reason: 'too-uncertain',
    text: `not for sure: the error would be ${say(error)}, and ${say(matters * tellingShare)} is needed to tell ${say(matters)}`,
    next: `Under this plan ${say(error / tellingShare)} could be told.`,
  };
}

/** What cannot be answered under a plan is pointed to the nearest plan under which it could be. */
export function pointedTo(
  answer: PlanAnswer,
  others: readonly { readonly text: string; readonly answer: PlanAnswer }[],
): PlanAnswer {
  if (answer.kind === 'by') return answer;
  const [nearest] = others
    .flatMap((other) => (other.answer.kind === 'by' ? [{ text: other.text, date: other.answer.date }] : []))
    .sort((a, b) => a.date.localeCompare(b.date));
  return nearest === undefined
    ? answer
    : {
        ...answer,
        next: `${answer.next} With another plan (${nearest.text}): by ${formatDate(nearest.date)}.`,
      };
}
