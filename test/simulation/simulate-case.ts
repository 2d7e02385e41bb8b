import { createHash } from 'node:crypto';
import { simulateOrganisation } from '../../src/demo/index.ts';
import type { RatingScale } from '../../src/demo/rating-scale.ts';
import type { SimulatedOrganisation } from '../../src/demo/simulate-organisation.ts';
import type { Outcome } from '../../src/impact/index.ts';
import { drawOutcome } from './draw-outcome.ts';
import type { StudyCase } from './study-case.ts';

export interface SimulatedCase {
  readonly organisation: SimulatedOrganisation;
  /** Of the one measure that there is. */
  readonly outcome: Outcome;
}

/** Organisations of different cases share no chance: their seeds are apart. */
export function seedOf(caseId: string, seed: number): number {
  const apart = createHash('sha256').update(caseId).digest().readUInt32BE(0);
  return apart * 100_000 + seed;
}

/** One organisation of a case. Who is chosen for low scores is chosen by the scores that the outcome holds. */
export function simulateCase(study: StudyCase, seed: number, scale: RatingScale): SimulatedCase {
  const draw = (organisation: SimulatedOrganisation, measure: string) =>
    drawOutcome(organisation, measure, scale, study.disturbance);
  const organisation = simulateOrganisation(study.model, seedOf(study.id, seed), draw);
  return { organisation, outcome: draw(organisation, study.model.measures[0].id) };
}
