import { Organisation } from '../../src/contract/organisation.ts';
import { describeOrganisation } from '../../src/demo/describe-organisation.ts';
import { exampleModel } from '../../src/demo/example-model.ts';
import { type Casting, usualCasting } from '../../src/demo/shuffle-truths.ts';
import { simulateOrganisation } from '../../src/demo/simulate-organisation.ts';
import { type ProgrammeTruth, stateTruth } from '../../src/demo/state-truth.ts';
import type { Facts } from '../../src/impact/index.ts';
import { factsOf } from '../simulation/facts-of.ts';

/** A whole example organisation in memory: what its files would load to, and what is true of each programme. */
export interface SimulatedExample {
  readonly facts: Facts;
  readonly organisation: Organisation;
  readonly truths: readonly (ProgrammeTruth & { readonly id: string })[];
}

export function simulatedExample(
  seed: number,
  { assignment, words }: Casting = usualCasting,
): SimulatedExample {
  const simulated = simulateOrganisation(exampleModel(assignment), seed);
  const measures = simulated.workplace.model.measures.flatMap(({ id }) => {
    const name = words.measures[id]?.id;
    return name === undefined ? [] : [[id, name] as const];
  });
  return {
    facts: factsOf({
      organisation: simulated,
      condition: words.condition.fact,
      programmeId: ({ programme }) => words.programmes[programme.truth].id,
      measures: new Map(measures),
    }),
    organisation: Organisation.parse(describeOrganisation(simulated, words, [])),
    truths: stateTruth(simulated).map((truth) => ({ ...truth, id: words.programmes[truth.kind].id })),
  };
}
