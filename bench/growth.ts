import { additiveEffects } from '../src/stats/additive-effects.ts';
import { estimateEffect } from '../src/stats/effect.ts';
import { createRandom } from '../src/stats/random.ts';
import { twoWayFixedEffects } from '../src/stats/two-way-fixed-effects.ts';
import { type BenchTable, threeDigits, withCommas } from './bench-table.ts';
import { medianSeconds } from './measure.ts';
import { type PanelSize, staggeredPanel } from './staggered-panel.ts';

/** A row of growth: the same work at a size that grows in one way. */
interface Step {
  readonly size: string;
  /** How often the smallest size goes into this one. */
  readonly times: number;
  readonly work: () => { readonly kind: string };
}

interface Growth {
  readonly what: string;
  readonly steps: () => readonly Step[];
}

const usual: PanelSize = { units: 10_000, periods: 24, cohorts: 6 };

const growths: readonly Growth[] = [
  {
    what: 'Group-time effects with a band, people',
    steps: () => panelSteps('units', [1_000, 10_000, 100_000], groupTime),
  },
  {
    what: 'Group-time effects with a band, a fifth of the cells empty, people',
    steps: () => panelSteps('units', [1_000, 10_000, 100_000], groupTimeWithHoles),
  },
  {
    what: 'Group-time effects with a band, periods',
    steps: () => panelSteps('periods', [24, 48, 96], groupTime),
  },
  {
    what: 'Group-time effects with a band, cohorts',
    steps: () => panelSteps('cohorts', [3, 6, 12], groupTime),
  },
  {
    what: 'Efficient roll-out estimator, people',
    steps: () => panelSteps('units', [1_000, 10_000, 100_000], efficient),
  },
  {
    what: 'Two-way fixed effects, a fifth of the cells empty, people',
    steps: () => panelSteps('units', [1_000, 10_000, 100_000], fixedEffects),
  },
  {
    what: 'Additive regression, six programmes, people',
    steps: () => panelSteps('units', [500, 5_000, 20_000], (panel) => additive(panel, 6)),
  },
  {
    what: 'Additive regression, six programmes, periods',
    steps: () => panelSteps('periods', [25, 50, 100], (panel) => additive(panel, 6)),
  },
  {
    what: 'Additive regression, a million unit-periods, programmes',
    steps: () =>
      [5, 10, 20].map((programmes) => ({
        size: String(programmes),
        times: programmes / 5,
        work: additive({ ...usual, units: 20_000, periods: 50 }, programmes),
      })),
  },
];

/** Seconds at growing sizes, each beside the smallest of its kind in the same run. */
export function benchGrowth(runs: number, report: (text: string) => void): BenchTable {
  const rows: string[][] = [];
  for (const { what, steps } of growths) {
    let smallest = 0;
    for (const { size, times, work } of steps()) {
      report(`${what}: ${size}`);
      const said = work();
      if (said.kind === 'refused') throw new Error(`${what}, ${size} was refused: ${JSON.stringify(said)}`);
      const seconds = medianSeconds(runs, work);
      smallest ||= seconds;
      rows.push([what, size, threeDigits(seconds), threeDigits(times), threeDigits(seconds / smallest)]);
    }
  }
  return {
    columns: ['What grows', 'size', 'seconds', 'size, times the smallest', 'seconds, times the smallest'],
    rows,
    textColumns: 1,
  };
}

function panelSteps(
  grows: keyof PanelSize,
  sizes: readonly number[],
  workOn: (size: PanelSize) => Step['work'],
): Step[] {
  return sizes.map((value) => ({
    size: withCommas(value),
    times: value / (sizes[0] as number),
    work: workOn({ ...usual, [grows]: value }),
  }));
}

function groupTime(size: PanelSize): Step['work'] {
  const input = staggeredPanel(size);
  return () => estimateEffect(input, { aggregation: 'event-time' });
}

function groupTimeWithHoles(size: PanelSize): Step['work'] {
  const input = withHoles(size);
  return () => estimateEffect(input, { aggregation: 'event-time' });
}

function efficient(size: PanelSize): Step['work'] {
  const input = staggeredPanel(size);
  return () => estimateEffect(input, { estimator: 'efficient' });
}

function fixedEffects(size: PanelSize): Step['work'] {
  const { panel, cohortOf } = withHoles(size);
  const treatment = Float64Array.from(panel.sum, (_, cell) => {
    const start = cohortOf[Math.floor(cell / panel.periods)] as number;
    return start >= 0 && cell % panel.periods >= start ? 1 : 0;
  });
  return () => twoWayFixedEffects({ panel, treatment });
}

function withHoles(size: PanelSize) {
  const input = staggeredPanel(size);
  const random = createRandom(3);
  input.panel.sum.forEach((_, cell) => {
    if (random.next() >= 0.2) return;
    input.panel.sum[cell] = 0;
    input.panel.count[cell] = 0;
  });
  return input;
}

const quarters = [1, 14, 27, 40].map((from) => ({ from, to: from + 12 }));
const later = { from: 53, to: Number.POSITIVE_INFINITY };
const never = 2 ** 31 - 1;

function additive({ units, periods }: PanelSize, programmes: number): Step['work'] {
  const { panel } = staggeredPanel({ units, periods, cohorts: 6 });
  const random = createRandom(9);
  const dates = Array.from({ length: programmes }, (_, index) => {
    const begins = Int32Array.from({ length: units }, () =>
      random.next() < 0.3 ? never : 2 + random.integer(periods - 4),
    );
    const windows = [...quarters, later].filter(({ from }) => from < periods);
    return { title: `programme ${index + 1}`, begins, ends: begins, windows };
  });
  const [programme, ...others] = dates;
  if (programme === undefined) throw new RangeError('no programme');
  const clusterOf = Int32Array.from({ length: units }, (_, unit) => unit % 200);
  return () => additiveEffects({ panel, programme, others, clusterOf });
}
