import type { EffectInput, EffectOptions } from '../../src/stats/effect.ts';

/**
 * The group-time estimator written a second time, as plainly as possible: loops over units, one weight for
 * each, no influence formula. Errors come from the infinitesimal jackknife, that is from how much the
 * estimate moves when a unit's weight does.
 */
export interface PlainPoint {
  readonly label: string;
  readonly estimate: number;
}

interface PlainCell {
  readonly start: number;
  readonly period: number;
  readonly after: boolean;
  readonly estimate: number;
}

export function plainPoints(
  input: EffectInput,
  options: EffectOptions,
  weights: readonly number[],
): PlainPoint[] {
  const { units, cells, lastPeriod } = plainCells(input, options, weights);
  const share = (start: number): number =>
    units.filter((unit) => startOf(input, unit) === start).reduce((sum, unit) => sum + weights[unit], 0);
  const weighted = (chosen: readonly PlainCell[]): number =>
    chosen.reduce((sum, cell) => sum + share(cell.start) * cell.estimate, 0) /
    chosen.reduce((sum, cell) => sum + share(cell.start), 0);
  const plain = (chosen: readonly number[]): number =>
    chosen.reduce((sum, each) => sum + each, 0) / chosen.length;
  const after = cells.filter((cell) => cell.after);
  const of = <Item extends PlainCell>(
    chosen: readonly Item[],
    key: (cell: Item) => number,
    summary: (group: Item[]) => number,
  ) =>
    [...new Set(chosen.map(key))]
      .sort((a, b) => a - b)
      .map((value) => ({
        key: value,
        label: String(value),
        estimate: summary(chosen.filter((cell) => key(cell) === value)),
      }));
  const overall = (estimate: number): PlainPoint => ({ label: 'overall', estimate });
  switch (options.aggregation ?? 'simple') {
    case 'cells':
      return cells.map((cell) => ({ label: `${cell.start} ${cell.period}`, estimate: cell.estimate }));
    case 'simple':
      return after.length === 0 ? [] : [overall(weighted(after))];
    case 'cohort': {
      const points = of(
        after,
        (cell) => cell.start,
        (group) => plain(group.map((cell) => cell.estimate)),
      );
      const total = points.reduce((sum, point) => sum + share(point.key), 0);
      return [
        overall(points.reduce((sum, point) => sum + share(point.key) * point.estimate, 0) / total),
        ...points,
      ];
    }
    case 'calendar': {
      const points = of(after, (cell) => cell.period, weighted);
      return [overall(plain(points.map((point) => point.estimate))), ...points];
    }
    case 'event-time': {
      const { balance } = options;
      const eventTime = (cell: PlainCell): number => cell.period - cell.start;
      const kept = cells.filter(
        (cell) =>
          balance === undefined ||
          (lastPeriod - cell.start >= balance &&
            eventTime(cell) <= balance &&
            eventTime(cell) >= balance - lastPeriod),
      );
      const points = of(kept, eventTime, weighted);
      return [
        overall(plain(points.filter((point) => point.key >= 0).map((point) => point.estimate))),
        ...points,
      ];
    }
  }
}

/** Standard error of each point: influences by central differences, summed within clusters. */
export function plainErrors(input: EffectInput, options: EffectOptions): number[] {
  const ones = new Array<number>(input.panel.units).fill(1);
  const step = 1e-4;
  const byCluster = new Map<number, number[]>();
  for (let unit = 0; unit < input.panel.units; unit++) {
    const moved = (by: number): number[] =>
      plainPoints(input, options, ones.with(unit, 1 + by)).map((point) => point.estimate);
    const up = moved(step);
    const down = moved(-step);
    const cluster = input.clusterOf?.[unit] ?? unit;
    const sums = byCluster.get(cluster) ?? up.map(() => 0);
    byCluster.set(
      cluster,
      sums.map((sum, k) => sum + (up[k] - down[k]) / (2 * step)),
    );
  }
  const points = plainPoints(input, options, ones).length;
  return Array.from({ length: points }, (_, k) =>
    Math.sqrt([...byCluster.values()].reduce((sum, influence) => sum + influence[k] ** 2, 0)),
  );
}

function startOf(input: EffectInput, unit: number): number {
  const cohort = input.cohortOf[unit];
  return cohort < 0 || cohort >= input.panel.periods ? Infinity : cohort;
}

function plainCells(
  input: EffectInput,
  options: EffectOptions,
  weights: readonly number[],
): { units: number[]; cells: PlainCell[]; lastPeriod: number } {
  const { panel } = input;
  const lead = (options.transition ?? 0) + (options.anticipation ?? 0);
  const base = options.basePeriods ?? 1;
  const universal = (options.base ?? (base > 1 ? 'universal' : 'varying')) === 'universal';
  const all = Array.from({ length: panel.units }, (_, unit) => unit).filter(
    (unit) => startOf(input, unit) > 0,
  );
  const starts = [...new Set(all.map((unit) => startOf(input, unit)))].sort((a, b) => a - b);
  const end = starts.includes(Infinity) ? panel.periods : Math.max(...starts) - lead;
  const count = (unit: number, t: number): number => panel.count[unit * panel.periods + t];
  const sum = (unit: number, t: number): number =>
    count(unit, t) > 0 ? panel.sum[unit * panel.periods + t] : 0;
  const used = range(0, end - 1);
  const units = all.filter((unit) =>
    options.panel === 'balanced'
      ? used.every((t) => count(unit, t) > 0)
      : used.some((t) => count(unit, t) > 0),
  );
  const values = units.flatMap((unit) => used.map((t) => count(unit, t)));
  const rectangle = values.every((each) => each > 0 && each === values[0]);
  const within = (options.panel ?? 'within') === 'within' && !rectangle;

  const change = (
    chosen: readonly number[],
    others: readonly number[],
    t: number,
    from: number,
    to: number,
  ): number => {
    let top = 0;
    let bottom = 0;
    if (within) {
      for (const unit of chosen) {
        const baseCount = range(from, to).reduce((total, b) => total + count(unit, b), 0);
        if (baseCount === 0 || count(unit, t) === 0) continue;
        const baseSum = range(from, to).reduce((total, b) => total + sum(unit, b), 0);
        top += weights[unit] * baseCount * (sum(unit, t) / count(unit, t) - baseSum / baseCount);
        bottom += weights[unit] * baseCount;
      }
      return top / bottom;
    }
    const mean = (whom: readonly number[], s: number): number =>
      whom.reduce((total, unit) => total + weights[unit] * sum(unit, s), 0) /
      whom.reduce((total, unit) => total + weights[unit] * count(unit, s), 0);
    const usable = range(from, to).filter(
      (b) => !Number.isNaN(mean(chosen, b)) && !Number.isNaN(mean(others, b)),
    );
    return mean(chosen, t) - usable.reduce((total, b) => total + mean(chosen, b), 0) / usable.length;
  };

  const cells: PlainCell[] = [];
  for (const start of starts.filter((each) => each < Math.max(...starts) && each - lead - base >= 0)) {
    for (let t = 0; t < end; t++) {
      if (t >= start - (options.transition ?? 0) && t < start) continue;
      const own = universal || t >= start;
      const to = own ? start - 1 - lead : t - 1;
      const from = own ? to - base + 1 : t - 1;
      if (from < 0) continue;
      const isUntrained = (unit: number): boolean =>
        options.comparison === 'never'
          ? startOf(input, unit) === Infinity
          : startOf(input, unit) > Math.max(t, to) + lead && startOf(input, unit) !== start;
      const group = units.filter((unit) => startOf(input, unit) === start);
      const comparison = units.filter(isUntrained);
      if (
        !starts.some(
          (each) =>
            each !== start &&
            (options.comparison === 'never' ? each === Infinity : each > Math.max(t, to) + lead),
        )
      )
        continue;
      const estimate =
        from === t && to === t
          ? 0
          : change(group, comparison, t, from, to) - change(comparison, group, t, from, to);
      if (!Number.isNaN(estimate)) cells.push({ start, period: t, after: t >= start, estimate });
    }
  }
  return { units, cells, lastPeriod: end - 1 };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);
}
