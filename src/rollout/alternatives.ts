import type { PlannedAlternative } from '../contract/plan.ts';
import { isoFromDay, periodsPerQuarter } from '../model/calendar.ts';
import { formatCountInWords } from '../model/format-numbers.ts';
import { whenItLasted, whenItWorked } from './answers.ts';
import { type Foretold, foretell, type Ground } from './foretell.ts';
import {
  type RollOutShape,
  type ShapeWish,
  shapeOf,
  usualWaitingShare,
  usualWaitWeeks,
} from './roll-out-shape.ts';

/** One plan as a row beside others. */
export function rowOfPlan(
  text: string,
  { matters, calendar }: Ground,
  shape: RollOutShape,
  foretold: Foretold,
  say: (value: number) => string,
): PlannedAlternative {
  const answer = {
    shape,
    ends: foretold.ends,
    matters,
    periodsPerQuarter: periodsPerQuarter(calendar.kind),
    say,
  };
  const { first, later, chances } = foretold.row;
  const worse = (both: { readonly past: number; readonly model: number }) => Math.max(both.past, both.model);
  return {
    text,
    teamsWaiting: shape.waiting,
    trainedBy: isoFromDay(shape.days.at(-1) ?? 0),
    ...(first === undefined ? {} : { firstError: worse(first.error) }),
    ...(later === undefined
      ? {}
      : { laterError: worse(later.error), laterDetectable: worse(later.detectable) }),
    chanceTwice: chances.twice,
    chanceNothing: chances.nothing,
    work: whenItWorked(answer),
    last: whenItLasted(answer),
  };
}

/** Plans that differ from the one asked for in a single thing, but for the last. */
export function alternativesOf(
  ground: Ground,
  wish: ShapeWish,
  say: (value: number) => string,
  futures: number,
  onEach: (text: string) => void,
): PlannedAlternative[] {
  return otherWishes(wish).flatMap(({ text, wish: other }) => {
    const shape = shapeOf(other);
    if ('kind' in shape) return [];
    onEach(text);
    const foretold = foretell(ground, shape, futures);
    return foretold.kind === 'refused' ? [] : [rowOfPlan(text, ground, shape, foretold, say)];
  });
}

function otherWishes(wish: ShapeWish): { readonly text: string; readonly wish: ShapeWish }[] {
  const { stages, weeksBetween, waitingShare, waitWeeks } = wish;
  const yearAfterLast = Math.max(waitWeeks, weeksBetween * (stages - 1) + 53);
  const more = Math.min(0.5, 2 * waitingShare);
  const fewer = stages > 2 ? [{ text: inWords(stages - 2), wish: { ...wish, stages: stages - 2 } }] : [];
  const nearer =
    weeksBetween > 7
      ? [{ text: 'stages twice as near', wish: { ...wish, weeksBetween: Math.round(weeksBetween / 2) } }]
      : [];
  const waiting =
    waitingShare === 0
      ? [
          {
            text: 'one in six waits a year',
            wish: { ...wish, waitingShare: usualWaitingShare, waitWeeks: usualWaitWeeks },
          },
        ]
      : [
          { text: 'nobody waits', wish: { ...wish, waitingShare: 0 } },
          { text: 'twice as many wait', wish: { ...wish, waitingShare: more } },
          { text: 'wait a year after the last stage', wish: { ...wish, waitWeeks: yearAfterLast } },
          {
            text: 'twice as many wait a year after the last stage',
            wish: { ...wish, waitingShare: more, waitWeeks: yearAfterLast },
          },
        ];
  return [
    ...fewer,
    { text: inWords(stages + 2), wish: { ...wish, stages: stages + 2 } },
    ...nearer,
    ...waiting,
  ];
}

function inWords(stages: number): string {
  return stages === 1 ? 'one stage' : `${formatCountInWords(stages)} stages`;
}
