import type { TruthKind } from './organisation-model.ts';
import type { DrawnProgramme } from './training-effects.ts';

/** What a programme costs in the example organisation; fees make up what hours and materials leave of the total. */
export interface ProgrammeCost {
  readonly hoursPerPerson: number;
  readonly feesPerSession: number;
  readonly materialsPerSession: number;
}

/** Money for one hour of one person, all in. */
export const loadedRate = 34;

const wanted: Readonly<Record<TruthKind, { readonly total: number; readonly hours: number }>> = {
  'one-day': { total: 286_000, hours: 5 },
  lasting: { total: 244_000, hours: 6 },
  leaders: { total: 212_000, hours: 24 },
  conditional: { total: 190_000, hours: 5 },
  harmful: { total: 158_000, hours: 4 },
  fading: { total: 148_000, hours: 4 },
  'no-effect': { total: 138_000, hours: 4 },
  'who-answers': { total: 118_000, hours: 3 },
  'low-scores': { total: 96_000, hours: 8 },
  'nobody-came': { total: 74_000, hours: 4 },
};
const materialsShare = 0.04;
const roundedTo = 100;

export function costOf({ programme, rollOut }: DrawnProgramme, sessions: number): ProgrammeCost {
  const { total, hours } = wanted[programme.truth];
  const came = rollOut.cameWeek.reduce((sum, week) => sum + (week >= 0 ? 1 : 0), 0);
  const materials = total * materialsShare;
  const fees = Math.max(0, total - materials - came * hours * loadedRate);
  return {
    hoursPerPerson: hours,
    feesPerSession: rounded(fees / sessions),
    materialsPerSession: rounded(materials / sessions),
  };
}

function rounded(amount: number): number {
  return Math.round(amount / roundedTo) * roundedTo;
}
