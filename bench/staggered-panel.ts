import type { Panel } from '../src/stats/panel.ts';
import { createRandom } from '../src/stats/random.ts';

export interface PanelSize {
  readonly units: number;
  readonly periods: number;
  /** Dates of training, spread over the middle half of the periods; one unit in `cohorts` + 1 is never trained. */
  readonly cohorts: number;
}

export interface StaggeredPanel {
  readonly panel: Panel;
  readonly cohortOf: Int32Array;
}

/** A full rectangle of any size, with an effect of 0.2 after each date. */
export function staggeredPanel({ units, periods, cohorts }: PanelSize): StaggeredPanel {
  const random = createRandom(units + periods + cohorts);
  const sum = new Float64Array(units * periods);
  const cohortOf = new Int32Array(units);
  for (let unit = 0; unit < units; unit++) {
    const cohort = random.integer(cohorts + 1);
    const start = cohort === cohorts ? -1 : Math.floor(periods / 4 + (cohort * periods) / (2 * cohorts));
    cohortOf[unit] = start;
    const level = random.normal();
    for (let t = 0; t < periods; t++) {
      sum[unit * periods + t] = level + 0.01 * t + (start >= 0 && t >= start ? 0.2 : 0) + random.normal();
    }
  }
  return { panel: { units, periods, sum, count: new Float64Array(sum.length).fill(1) }, cohortOf };
}
