import type { Truth } from './study-case.ts';

/** A hair beside the border, so that the verdicts on its two sides are told apart. */
const hair = 0.01;

const nothing: Truth = { name: 'nothing', right: ['no effect'], mustDecide: true };
const halfOfM: Truth = { name: 'half-of-m', size: 0.5 - hair, exact: true };
const justM: Truth = { name: 'just-m', size: 1 + hair, exact: true };
const lasting: Truth = { name: 'lasting', size: 2, right: ['lasting'], mustDecide: true };
const harmful: Truth = { name: 'harmful', size: -2, right: ['harmful'], mustDecide: true };
const fading: Truth = { name: 'fading', size: 3, effect: { halfLifeWeeks: 6 }, right: ['fading'] };

/** No effect, effects at the two borders of the rules, twice what matters, fading, and the wrong way. */
export const usualTruths: readonly Truth[] = [nothing, halfOfM, justM, lasting, fading, harmful];
export const fewTruths: readonly Truth[] = [nothing, lasting, fading];

export const halfLives: readonly Truth[] = [3, 12, 26].map((halfLifeWeeks) => ({
  name: `half-life-${halfLifeWeeks}`,
  size: 3,
  effect: { halfLifeWeeks },
  right: halfLifeWeeks === 26 ? ['fading', 'lasting'] : ['fading'],
}));

/** What else may be true where teams are drawn. */
export const moreTruths: readonly Truth[] = [
  {
    name: 'conditional',
    size: 3.5,
    effect: { onlyWithCondition: true },
    balanced: true,
    kind: 'conditional',
    right: ['conditional'],
    mustDecide: true,
  },
  {
    name: 'condition-without-part',
    size: 2,
    balanced: true,
    kind: 'conditional',
    right: ['lasting'],
    mustDecide: true,
  },
  { name: 'leaders', size: 2, effect: { reaches: 'team' }, right: ['lasting'], mustDecide: true },
  { name: 'nobody-came', came: { onTheDay: 0.08, later: 0.02 }, right: ['no effect'], mustDecide: true },
  /** F = m and L = m / 2 at once: first effect and half-life that give both over the weeks of the windows. */
  {
    name: 'both-borders',
    size: 1.1485,
    effect: { halfLifeWeeks: 29.9 },
    exact: true,
    wrongAllowed: 0.06,
  },
];

/** Pleased customers answer more often after it: the share of them who do, of whom 60 % did before. */
export const othersAnswer: readonly Truth[] = [0, 2].flatMap((size) =>
  [0.62, 0.66, 0.72, 0.86].map(
    (pleasedWhoAnswer): Truth => ({
      name: `${size === 0 ? 'nothing' : 'lasting'}-${Math.round(100 * pleasedWhoAnswer)}`,
      size,
      effect: { pleasedWhoAnswer },
      right: size === 0 ? ['no effect', 'cannot tell'] : ['lasting', 'cannot tell'],
      covered: false,
    }),
  ),
);

export const untellable: readonly Truth[] = [
  { ...nothing, right: ['cannot tell'], mustDecide: false, covered: false },
];
export const tooRare: readonly Truth[] = [
  { ...lasting, right: ['cannot tell'], mustDecide: false, covered: false },
];
