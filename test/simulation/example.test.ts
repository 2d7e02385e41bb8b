import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExampleVerdict, verdictsOf } from './example-through-files.ts';

/** The built command line, as a user runs it: `npm ci`, `npm run build` and `npm test` make it. */
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

function notRight(verdicts: readonly ExampleVerdict[]): string[] {
  return verdicts
    .filter(({ right, wrong }) => !right || wrong)
    .map(({ kind, title, verdict, reason }) => `${kind} ("${title}"): ${verdict} ${reason}`);
}

/** Why the three that nothing could be seen of are not told, or that nothing was found. */
const reasonsThatHold: Readonly<Record<string, readonly string[]>> = {
  'who-answers': ['others-answered'],
  'one-day': ['everyone-at-once'],
  'low-scores': ['', 'low-scores', 'too-uncertain'],
};

describe.each([
  { seed: 1, shuffle: false },
  { seed: 2, shuffle: false },
  { seed: 3, shuffle: true },
])('the example organisation with seed $seed, shuffled: $shuffle', ({ seed, shuffle }) => {
  let verdicts: ExampleVerdict[] = [];
  beforeAll(async () => {
    verdicts = await verdictsOf(main, seed, shuffle);
  });

  it('is judged as it is, from its files alone', () => {
    expect(verdicts).toHaveLength(10);
    expect(notRight(verdicts)).toEqual([]);
  });

  it.each(Object.entries(reasonsThatHold))('says why %s cannot be told', (kind, reasons) => {
    expect(reasons).toContain(verdicts.find((verdict) => verdict.kind === kind)?.reason);
  });

  it('finds where the money stopped', () => {
    const misplaced = verdicts
      .filter(({ wantedLink, reach }) => wantedLink !== undefined && wantedLink !== reach)
      .map(({ kind, wantedLink, reach }) => `${kind}: ${reach} instead of ${wantedLink}`);
    expect(misplaced).toEqual([]);
  });
});
