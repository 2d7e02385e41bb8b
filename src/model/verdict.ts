/** What can be said of a programme; its money falls under exactly one of these. */
export const verdicts = ['lasting', 'conditional', 'fading', 'no effect', 'harmful', 'cannot tell'] as const;
export type Verdict = (typeof verdicts)[number];

/** What each verdict is called where people read it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  lasting: 'lasting',
  conditional: 'only where',
  fading: 'fading',
  'no effect': 'no difference',
  harmful: 'made things worse',
  'cannot tell': 'cannot tell',
};

/** The seven links that must hold, in their order, for a programme to pay. */
export const links = ['aim', 'engage', 'learn', 'do', 'matter', 'last', 'pay'] as const;
export type Link = (typeof links)[number];
export type LinkState = 'holds' | 'broken' | 'unknown';

/** How far the money got: the first broken link, held to the end, or not known from some link on. */
export const reaches = [...links, 'held', 'not-known'] as const;
export type Reach = (typeof reaches)[number];

export const reachWords: Readonly<Record<Reach, string>> = {
  aim: 'no standard behind it',
  engage: 'did not reach people',
  learn: 'not learned',
  do: 'learned, not done',
  matter: 'done, not noticed',
  last: 'did not last',
  pay: 'worth less than it cost',
  held: 'held to the end',
  'not-known': 'not known from here on',
};
