import { createRandom } from '../src/stats/random.ts';
import { rollOutPower } from '../src/stats/roll-out-power.ts';
import { stagedOrder } from '../src/stats/staged-order.ts';
import { teamShocks } from '../src/stats/team-shocks.ts';

const teams = 60;
const periods = 104;

/** Power of four stages of ten teams from two years of the past; what is timed is a call of the result. */
export function powerOfRollOut(): () => ReturnType<typeof rollOutPower> {
  const random = createRandom(21);
  const past = {
    teams,
    periods,
    values: Float64Array.from({ length: teams * periods }, () => 3.6 + 0.2 * random.normal()),
    counts: new Float64Array(teams * periods).fill(48),
    valueVariance: 1.69,
  };
  const shocks = teamShocks(past);
  const order = stagedOrder({ units: teams, sizes: [10, 10, 10, 10], seed: 1 });
  if (shocks.kind === 'refused' || order.kind === 'refused')
    throw new Error('the past of the bench was refused');
  return () =>
    rollOutPower({
      past,
      shocks,
      source: 'past',
      shockScale: 1,
      blockPeriods: 13,
      starts: [0, 13, 26, 39],
      orders: [order.stageOf],
      stratumOf: undefined,
      people: new Float64Array(teams).fill(20),
      staying: 0.993,
      observedTo: [78],
      periodsPerQuarter: 13,
      basePeriods: 26,
      baseUse: 'least-error',
      stagesUsed: 'verdict',
      errorsFrom: 'influences',
      futures: 200,
      seed: 1,
    });
}
