export const programmeKinds = [
  'service',
  'sales',
  'leadership',
  'system-know-how',
  'induction',
  'required-by-law',
] as const;
export type ProgrammeKind = (typeof programmeKinds)[number];

/** The kinds as they are printed. */
export const programmeKindWords: Readonly<Record<ProgrammeKind, string>> = {
  service: 'service',
  sales: 'sales',
  leadership: 'leadership',
  'system-know-how': 'system know-how',
  induction: 'induction',
  'required-by-law': 'required by law',
};

/** The kinds whose money makes the bar; the others stand in one line below it. */
export const kindsInTheBar: ReadonlySet<ProgrammeKind> = new Set(['service', 'sales', 'leadership']);

/** How those trained were chosen. */
export const waysOfChoosing = ['lot', 'volunteers', 'low-scores', 'everyone', 'other'] as const;
export type WayOfChoosing = (typeof waysOfChoosing)[number];
