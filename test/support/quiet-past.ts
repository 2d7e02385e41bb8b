import { cappingChecks } from '../../src/impact/checks.ts';
import { estimateEffects } from '../../src/impact/estimate-effects.ts';
import type { RollOut } from '../../src/impact/roll-out.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { tinyFacts, tinyOutcome, tinyRollOut } from './tiny-facts.ts';

export interface QuietPast {
  readonly teams: number;
  readonly perStage: number;
  readonly how: RollOut['how'];
}

/** Share of runs in which a test rejects at 1 % and at 5 %, by check. */
export type Sizes = Readonly<Record<string, { readonly atOne: number; readonly atFive: number }>>;

/** Stages of the example organisation, 26 weeks later, so that four blocks lie before the base. */
const stageWeeks = [52, 64, 77, 90];
const weeks = 130;
const peoplePerTeam = 2;

/** How often the tests before a training reject where teams wander (AR(1), 0.7 a week) and nothing ever sets them apart. */
export function sizesInQuietPast(design: QuietPast, runs: number, seed: number): Sizes {
  const random = createRandom(seed);
  const rejected = new Map<string, { atOne: number; atFive: number }>();
  for (let run = 0; run < runs; run++) {
    const question = questionOf(design, random);
    for (const { id, p } of cappingChecks(question, estimateEffects(question), undefined)) {
      if (p === undefined) continue;
      const shares = rejected.get(id) ?? { atOne: 0, atFive: 0 };
      if (p < 0.01) shares.atOne += 1 / runs;
      if (p < 0.05) shares.atFive += 1 / runs;
      rejected.set(id, shares);
    }
  }
  return Object.fromEntries(rejected);
}

function questionOf({ teams, perStage, how }: QuietPast, random: Random) {
  const inStages = perStage * stageWeeks.length;
  const order = random.shuffle(
    Int32Array.from({ length: teams }, (_, k) => (k < inStages ? Math.floor(k / perStage) : -1)),
  );
  const facts = tinyFacts({ kind: 'week', periods: weeks, teams, people: peoplePerTeam * teams });
  const shocks = Array.from({ length: teams }, () => wandering(random));
  const outcome = tinyOutcome(facts, (person, week) => ({
    sum: 0.1 * shocks[person % teams][week] + 0.3 * random.normal(),
    count: 1,
  }));
  const rollOut = tinyRollOut(
    [...order],
    stageWeeks.map((week) => [week, week]),
    { how },
  );
  return { facts, outcome, rollOut, basePeriods: 26, curve: 'people' } as const;
}

function wandering(random: Random): Float64Array {
  let value = random.normal();
  return Float64Array.from({ length: weeks }, () => {
    const now = value;
    value = 0.7 * value + Math.sqrt(0.51) * random.normal();
    return now;
  });
}
