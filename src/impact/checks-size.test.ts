import { describe, expect, test } from 'vitest';
import { type QuietPast, sizesInQuietPast } from '../../test/support/quiet-past.ts';

const runs = 200;
/** Four Monte Carlo errors of a share: eighteen shares are looked at. */
const error = (share: number) => 4 * Math.sqrt((share * (1 - share)) / runs);

describe.each<QuietPast>([
  { teams: 60, perStage: 10, how: 'other' },
  { teams: 30, perStage: 5, how: 'other' },
  { teams: 12, perStage: 2, how: 'other' },
  { teams: 30, perStage: 5, how: 'lot' },
])('$teams teams, chosen by "$how", and a quiet past', (design) => {
  test('are rejected no more often than the tests before the training say', () => {
    const sizes = sizesInQuietPast(design, runs, 17);
    expect(Object.keys(sizes)).toEqual(
      design.how === 'lot' ? ['false-dates', 'anticipation', 'balance'] : ['false-dates', 'anticipation'],
    );
    for (const { atOne, atFive } of Object.values(sizes)) {
      expect(atOne).toBeLessThanOrEqual(0.01 + error(0.01));
      expect(atFive).toBeLessThanOrEqual(0.05 + error(0.05));
      // With 12 teams the one block that they bear is tested with few degrees of freedom: less often than it says.
      expect(atFive).toBeGreaterThanOrEqual(design.teams === 12 ? 0.001 : 0.012);
    }
  });
});
