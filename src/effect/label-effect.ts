import type { Refused } from '../model/refusal.ts';
import type { EffectPoint, EffectResult } from '../stats/effect.ts';

type Label = string | number;

/** A point of the estimate; cohort and period are labels of the table, the event time counts periods from the first as trained. */
export interface LabelledPoint {
  readonly cohort?: Label;
  readonly period?: Label;
  readonly eventTime?: number;
  readonly estimate: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly bandLow: number;
  readonly bandHigh: number;
}

export interface LabelledEstimate extends Omit<EffectResult, 'points'> {
  readonly points: readonly LabelledPoint[];
}

/** What `whichhalf effect --json` prints. */
export type LabelledEffect = LabelledEstimate | Refused;

/** Puts the labels of the table in the place of positions, and what there is to know of the table before the notes. */
export function labelEffect(
  result: EffectResult,
  labels: readonly Label[],
  notesOnTable: readonly string[],
): LabelledEstimate {
  return {
    ...result,
    points: result.points.map((point) => labelPoint(point, labels)),
    notes: [...notesOnTable, ...result.notes],
  };
}

function labelPoint({ cohort, period, ...rest }: EffectPoint, labels: readonly Label[]): LabelledPoint {
  return {
    ...(cohort !== undefined && { cohort: labelAt(labels, cohort) }),
    ...(period !== undefined && { period: labelAt(labels, period) }),
    ...rest,
  };
}

function labelAt(labels: readonly Label[], position: number): Label {
  const label = labels[position];
  if (label === undefined) throw new RangeError(`no period at ${position} of ${labels.length}`);
  return label;
}
