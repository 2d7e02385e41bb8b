import type { Panel } from '../../src/stats/panel.ts';

/** The panel of `docs/methods/simulated-panel.md`: the same bits on any machine. */
export interface SimulatedPanel {
  readonly panel: Panel;
  /** [units] index of the first trained period, -1 for never. */
  readonly cohortOf: Int32Array;
  readonly csv: () => string;
}

const PERIODS = 24;
const GOLDEN_HIGH = 0x9e3779b9;
const GOLDEN_LOW = 0x7f4a7c15;

export function simulatedPanel(units: number, seed = 42): SimulatedPanel {
  const sum = new Float64Array(units * PERIODS);
  const cohortOf = new Int32Array(units).fill(-1);
  for (let unit = 0; unit < units; unit++) {
    const draw = splitmix64(seed, unit + 1);
    const stage = Math.floor(7 * draw());
    const start = stage < 6 ? 7 + 3 * stage : 0;
    if (start > 0) cohortOf[unit] = start - 1;
    const level = normal(draw);
    for (let period = 1; period <= PERIODS; period++) {
      const effect = start > 0 && period >= start ? -(0.1 + 0.01 * (period - start) + 0.02 * stage) : 0;
      const value = level + 0.05 * period + effect + 0.8 * normal(draw);
      sum[unit * PERIODS + period - 1] = Number(value.toFixed(6));
    }
  }
  const panel = { units, periods: PERIODS, sum, count: new Float64Array(sum.length).fill(1) };
  return { panel, cohortOf, csv: () => csvOf(panel, cohortOf) };
}

function csvOf(panel: Panel, cohortOf: Int32Array): string {
  const lines = ['id,t,g,y'];
  for (let unit = 0; unit < panel.units; unit++) {
    for (let t = 0; t < PERIODS; t++) {
      lines.push(`${unit + 1},${t + 1},${cohortOf[unit] + 1},${panel.sum[unit * PERIODS + t].toFixed(6)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function normal(draw: () => number): number {
  let sum = 0;
  for (let k = 0; k < 12; k++) sum += draw();
  return sum - 6;
}

/** Stream of one unit; 64-bit words as two halves, because BigInt takes a hundred times as long. */
function splitmix64(seed: number, unit: number): () => number {
  const start = BigInt.asUintN(64, BigInt(seed) * 0x9e3779b97f4a7c15n + BigInt(unit));
  let high = Number(start >> 32n) >>> 0;
  let low = Number(start & 0xffffffffn) >>> 0;
  return () => {
    low += GOLDEN_LOW;
    high = (high + GOLDEN_HIGH + (low > 0xffffffff ? 1 : 0)) >>> 0;
    low = low >>> 0;
    let [h, l] = timesXorShift(high, low, 30, 0xbf58476d, 0x1ce4e5b9);
    [h, l] = timesXorShift(h, l, 27, 0x94d049bb, 0x133111eb);
    l = (l ^ ((l >>> 31) | (h << 1))) >>> 0;
    h = (h ^ (h >>> 31)) >>> 0;
    return (h * 2097152 + (l >>> 11)) * 2 ** -53;
  };
}

/** (z ^ z >> shift) x factor modulo 2^64, in halves. */
function timesXorShift(
  high: number,
  low: number,
  shift: number,
  factorHigh: number,
  factorLow: number,
): [number, number] {
  const l = (low ^ ((low >>> shift) | (high << (32 - shift)))) >>> 0;
  const h = (high ^ (high >>> shift)) >>> 0;
  const carry = highProduct(l, factorLow);
  return [(Math.imul(h, factorLow) + Math.imul(l, factorHigh) + carry) >>> 0, Math.imul(l, factorLow) >>> 0];
}

/** High half of the product of two 32-bit words. */
function highProduct(a: number, b: number): number {
  const a1 = a >>> 16;
  const a0 = a & 0xffff;
  const b1 = b >>> 16;
  const b0 = b & 0xffff;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = (middle & 0xffff) + a0 * b1;
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(other / 65536)) >>> 0;
}
