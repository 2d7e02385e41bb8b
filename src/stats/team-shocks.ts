import { isWithoutError, rangeOf, refuseOutOfRange } from './numeric-range.ts';
import { type Refused, refuse } from './refused.ts';

/** The past of teams: what was observed of each in each period. */
export interface TeamPast {
  readonly teams: number;
  readonly periods: number;
  /** [teams x periods] mean of the measure; not read where nothing was counted. */
  readonly values: Float64Array;
  /** [teams x periods] values behind each mean; 0 where there are none. */
  readonly counts: Float64Array;
  /** Variance of a single value about its person and its team's period; 0 where it is not known. */
  readonly valueVariance: number;
}

export interface TeamShocks {
  readonly kind: 'estimate';
  /** Stationary standard deviation of what a period does to a whole team, in units of the measure. */
  readonly sd: number;
  /** Share of it that is still there a period later. */
  readonly memory: number;
  /** [teams] mean of each team less that of all. */
  readonly levels: Float64Array;
  /** [teams x periods] what was new in each period, in its standard deviations; 0 where nothing was counted. */
  readonly innovations: Float64Array;
}

const fewestTeams = 6;
const fewestPeriods = 26;
const longestMemory = 0.98;

/**
 * How much do teams move together from period to period?
 *
 * Question: what does a week do to a whole team, and how long does it stay?
 * Estimand: sd and memory of x in y_jt = level_j + period_t + x_jt + e_jt, x_jt = memory x_j,t-1 + new,
 *   var e_jt = value variance / n_jt.
 * Formula: restricted likelihood by the Kalman filter, levels profiled out:
 *   sum log F_jt + v_jt^2 / F_jt + log sum w_jt^2 / F_jt, v and w the innovations of y and of 1.
 * Source: [durbin2012, chapters 2 and 7].
 * Assumes: teams move apart from each other but for the period; one sd and one memory for all (probed by resampling the
 *   innovations in blocks, which keeps what the model misses).
 * Input: means and numbers of values [teams x periods], variance of a single value.
 * Output: sd in units of the measure, memory from 0 to 0.98, levels [teams], innovations [teams x periods] near unit size.
 * Refuses: `too-few-teams` under 6; `too-short` under 26 periods; `no-spread` where nothing varies;
 *   `out-of-range`.
 * Uncertainty: none stated; half and double the variance are tried wherever it is used.
 * Proof: the likelihood by the whole covariance matrix in the test; known sd and memory come back from simulated teams;
 *   no shocks give none.
 */
export function teamShocks(past: TeamPast): TeamShocks | Refused {
  checkShape(past);
  const { teams, periods } = past;
  if (teams < fewestTeams) {
    return refuse('too-few-teams', `${teams} teams have a past; at least ${fewestTeams} are needed.`);
  }
  if (periods < fewestPeriods) {
    return refuse('too-short', `The past covers ${periods} periods; at least ${fewestPeriods} are needed.`);
  }
  const range = rangeOf(past.values.filter((_, cell) => past.counts[cell] > 0));
  const outOfRange = refuseOutOfRange(range, 'the measure');
  if (outOfRange !== undefined) return outOfRange;
  const centred = lessPeriods(past);
  const spread = varianceOf(centred.values, past.counts);
  if (isWithoutError(Math.sqrt(spread), range))
    return refuse('no-spread', 'The teams did not differ at any time, so nothing can be foretold.');
  const best = mostLikely(centred, spread);
  return { kind: 'estimate', sd: Math.sqrt(best.variance), memory: best.memory, ...filterAll(centred, best) };
}

function checkShape({ teams, periods, values, counts, valueVariance }: TeamPast): void {
  if (values.length !== teams * periods || counts.length !== teams * periods) {
    throw new Error(
      `${values.length} values and ${counts.length} counts for ${teams} teams x ${periods} periods`,
    );
  }
  if (!(valueVariance >= 0)) throw new Error(`a variance is 0 or more, got ${valueVariance}`);
}

/** Values less what the periods did to all teams alike; levels stay. */
function lessPeriods(past: TeamPast): TeamPast {
  const { teams, periods, counts } = past;
  const values = past.values.map((value, cell) => (counts[cell] > 0 ? value : 0));
  const level = new Float64Array(teams);
  const rises = new Float64Array(periods);
  for (let sweep = 0; sweep < 20; sweep++) {
    for (let team = 0; team < teams; team++) {
      level[team] = meanOver(periods, (t) => ({ cell: team * periods + t, rest: rises[t] }));
    }
    for (let t = 0; t < periods; t++) {
      rises[t] = meanOver(teams, (team) => ({ cell: team * periods + t, rest: level[team] }));
    }
  }
  const lost = Math.sqrt(teams / (teams - 1));
  return {
    ...past,
    values: values.map((value, cell) => {
      const own = level[Math.floor(cell / periods)];
      return counts[cell] > 0 ? own + lost * (value - own - rises[cell % periods]) : 0;
    }),
  };

  function meanOver(length: number, at: (k: number) => { cell: number; rest: number }): number {
    let sum = 0;
    let n = 0;
    for (let k = 0; k < length; k++) {
      const { cell, rest } = at(k);
      if (counts[cell] === 0) continue;
      sum += values[cell] - rest;
      n++;
    }
    return n === 0 ? 0 : sum / n;
  }
}

function varianceOf(values: Float64Array, counts: Float64Array): number {
  let n = 0;
  let sum = 0;
  let squares = 0;
  let largest = 0;
  values.forEach((value, cell) => {
    if (counts[cell] === 0) return;
    n++;
    sum += value;
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  });
  const variance = n < 2 ? 0 : squares / n - (sum / n) ** 2;
  return variance > 1e-14 * largest ** 2 ? variance : 0;
}

interface Shock {
  readonly variance: number;
  readonly memory: number;
}

const memories = [0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.88, 0.94, longestMemory] as const;

/** The best of a row of memories, then between its neighbours; for each memory the best variance. */
function mostLikely(past: TeamPast, spread: number): Shock {
  const tried = memories.map((memory) => bestVariance(past, memory, spread));
  const at = tried.reduce((best, each, k) => (each.misfit < tried[best].misfit ? k : best), 0);
  const low = memories[Math.max(at - 1, 0)];
  const high = memories[Math.min(at + 1, memories.length - 1)];
  const memory = least((m) => bestVariance(past, m, spread).misfit, low, high, 10);
  const between = bestVariance(past, memory, spread);
  return between.misfit < tried[at].misfit ? between : tried[at];
}

/** Variance on a scale of logarithms, or none at all. */
function bestVariance(past: TeamPast, memory: number, spread: number): Shock & { readonly misfit: number } {
  const misfitOf = (variance: number) => misfit(past, { variance, memory });
  const log = least((x) => misfitOf(Math.exp(x)), Math.log(spread * 1e-5), Math.log(spread * 4), 18);
  const found = { variance: Math.exp(log), memory, misfit: misfitOf(Math.exp(log)) };
  if (past.valueVariance === 0) return found;
  const none = { variance: 0, memory: 0, misfit: misfitOf(0) };
  return none.misfit <= found.misfit ? none : found;
}

/** Golden section: where a function with one dip is least. */
function least(value: (x: number) => number, low: number, high: number, steps: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [c, d] = [b - golden * (b - a), a + golden * (b - a)];
  let [atC, atD] = [value(c), value(d)];
  for (let step = 0; step < steps; step++) {
    if (atC < atD) {
      [b, d, atD] = [d, c, atC];
      c = b - golden * (b - a);
      atC = value(c);
    } else {
      [a, c, atC] = [c, d, atD];
      d = a + golden * (b - a);
      atD = value(d);
    }
  }
  return (a + b) / 2;
}

/** Minus twice the restricted likelihood, but for a constant. */
function misfit(past: TeamPast, shock: Shock): number {
  let sum = 0;
  for (let team = 0; team < past.teams; team++) {
    let logs = 0;
    let [vv, vw, ww] = [0, 0, 0];
    filter(past, shock, team, (v, w, f) => {
      logs += Math.log(f);
      vv += (v * v) / f;
      vw += (v * w) / f;
      ww += (w * w) / f;
    });
    if (ww > 0) sum += logs + vv - (vw * vw) / ww + Math.log(ww);
  }
  return sum;
}

/** Goes through one team: the innovations of its values and of a series of ones, and their variance. */
function filter(
  { periods, values, counts, valueVariance }: TeamPast,
  { variance, memory }: Shock,
  team: number,
  take: (v: number, w: number, f: number, period: number) => void,
): void {
  let [x, one, p] = [0, 0, variance];
  for (let t = 0; t < periods; t++) {
    const cell = team * periods + t;
    if (counts[cell] > 0) {
      const f = p + valueVariance / counts[cell];
      const v = values[cell] - x;
      const w = 1 - one;
      take(v, w, f, t);
      x += (p / f) * v;
      one += (p / f) * w;
      p -= (p * p) / f;
    }
    x *= memory;
    one *= memory;
    p = memory * memory * p + (1 - memory * memory) * variance;
  }
}

function filterAll(past: TeamPast, shock: Shock): Pick<TeamShocks, 'levels' | 'innovations'> {
  const { teams, periods } = past;
  const levels = new Float64Array(teams);
  const innovations = new Float64Array(teams * periods);
  for (let team = 0; team < teams; team++) {
    let [vw, ww] = [0, 0];
    filter(past, shock, team, (v, w, f) => {
      vw += (v * w) / f;
      ww += (w * w) / f;
    });
    const level = ww === 0 ? 0 : vw / ww;
    levels[team] = level;
    filter(past, shock, team, (v, w, f, t) => {
      innovations[team * periods + t] = (v - level * w) / Math.sqrt(f);
    });
  }
  const mean = levels.reduce((sum, level) => sum + level, 0) / teams;
  return { levels: levels.map((level) => level - mean), innovations };
}
