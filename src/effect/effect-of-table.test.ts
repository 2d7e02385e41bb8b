import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedData } from '../../test/support/shared-data.ts';
import { UsageError } from '../model/refusal.ts';
import {
  adjustments,
  aggregations,
  comparisons,
  type EffectOptions,
  estimators,
  panelForms,
} from '../stats/effect-result.ts';
import { effectOfTable } from './effect-of-table.ts';
import type { LabelledEstimate } from './label-effect.ts';
import type { TableColumns } from './table-columns.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noWarehouse = () => Promise.reject(new Error('a CSV file needs no warehouse'));
const estimate = (file: string, columns: TableColumns, options: EffectOptions) =>
  effectOfTable({ file, columns, options }, noWarehouse, () => {});

describe('effectOfTable', () => {
  /** Twelve units in three cohorts and never, over eight periods. */
  const file = join(folder, 'table.csv');
  const starts = ['', '4', '6'];
  const lines = Array.from({ length: 96 }, (_, cell) => {
    const unit = cell % 12;
    const period = 1 + Math.floor(cell / 12);
    const start = starts[unit % 3] ?? '';
    const trained = start !== '' && period >= Number(start) ? 1 : 0;
    const value = unit * 0.3 + period * 0.1 + trained * 0.5 + ((unit * 7 + period * 11) % 13) / 10;
    const skill = ((unit * 5) % 12) / 4 + period / 10;
    return [unit, period, start, value, 1 + (unit % 2), trained, unit % 6, skill].join(',');
  });
  writeFileSync(file, ['unit,period,cohort,outcome,count,treatment,cluster,skill', ...lines].join('\n'));

  const subsets = ['cohort', 'count', 'treatment', 'cluster'].reduce<readonly (readonly string[])[]>(
    (sets, name) => sets.flatMap((set) => [set, [...set, name]]),
    [[]],
  );
  const combinations = subsets.flatMap((given) =>
    [undefined, ...estimators].flatMap((estimator) =>
      [undefined, ...aggregations].flatMap((aggregation) =>
        [undefined, ...panelForms].map((panel) => ({ given, estimator, aggregation, panel })),
      ),
    ),
  );

  /** The rules of the command line, told once more. */
  function mustRefuse({ given, estimator, aggregation, panel }: (typeof combinations)[number]): boolean {
    if (estimator === 'fixed-effects') {
      const single = aggregation === undefined || aggregation === 'simple';
      return !given.includes('treatment') || given.includes('count') || !single;
    }
    if (!given.includes('cohort') || given.includes('treatment')) return true;
    return estimator === 'efficient' && (aggregation === 'cells' || panel === 'pooled');
  }

  it('defines or refuses every combination of columns, estimator, aggregate and panel', async () => {
    for (const combination of combinations) {
      const { given, ...options } = combination;
      const columns = { unit: 'unit', period: 'period', outcome: 'outcome' } as Record<string, string>;
      for (const name of given) columns[name] = name;
      const asked = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
      const outcome = await estimate(file, columns as unknown as TableColumns, asked).catch(
        (error: unknown) => error,
      );
      if (mustRefuse(combination)) expect(outcome, JSON.stringify(combination)).toBeInstanceOf(UsageError);
      else expect(outcome, JSON.stringify(combination)).toMatchObject({ kind: 'estimate', units: 12 });
    }
    expect(combinations).toHaveLength(16 * 4 * 6 * 4);
  });

  it('defines or refuses every combination of covariates and method with estimator, panel and columns', async () => {
    const asked = [undefined, ...adjustments].flatMap((method) =>
      [undefined, ['skill']].flatMap((covariates) =>
        [undefined, ...estimators].flatMap((estimator) =>
          [undefined, ...panelForms].flatMap((panel) =>
            [undefined, 'count'].map((count) => ({ method, covariates, estimator, panel, count })),
          ),
        ),
      ),
    );
    for (const each of asked) {
      const { covariates, count, ...options } = each;
      const fixed = each.estimator === 'fixed-effects';
      const columns = {
        ...{ unit: 'unit', period: 'period', outcome: 'outcome' },
        ...(fixed ? { treatment: 'treatment' } : { cohort: 'cohort' }),
        ...(covariates && { covariates }),
        ...(count && { count }),
      };
      const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
      const outcome = await estimate(file, columns, given).catch((error: unknown) => error);
      const other = fixed || each.estimator === 'efficient';
      const wrong =
        (covariates === undefined ? each.method !== undefined : other || each.panel === 'pooled') ||
        (fixed && count !== undefined) ||
        (each.estimator === 'efficient' && each.panel === 'pooled');
      if (wrong) expect(outcome, JSON.stringify(each)).toBeInstanceOf(UsageError);
      else expect(outcome, JSON.stringify(each)).toMatchObject({ kind: 'estimate', units: 12 });
    }
    expect(asked).toHaveLength(4 * 2 * 4 * 4 * 2);
  });

  it('gives the same whatever the count behind each mean, if it is the same for all', async () => {
    const columns = { unit: 'unit', period: 'period', cohort: 'cohort', outcome: 'outcome' };
    const plain = (await estimate(file, columns, {})) as LabelledEstimate;
    const three = join(folder, 'three.csv');
    writeFileSync(
      three,
      [
        'unit,period,cohort,outcome,n',
        ...lines.map((line) => `${line.split(',').slice(0, 4).join(',')},3`),
      ].join('\n'),
    );
    const counted = (await estimate(three, { ...columns, count: 'n' }, {})) as LabelledEstimate;
    expect(counted.estimate).toBeCloseTo(plain.estimate ?? Number.NaN, 12);
    expect(counted.standardError).toBeCloseTo(plain.standardError ?? Number.NaN, 12);
  });
});

interface ReferenceAggregate {
  readonly 'overall.att': number;
  readonly 'overall.se': number;
  readonly egt: readonly number[] | null;
  readonly 'att.egt': readonly number[] | null;
  readonly 'se.egt': readonly number[] | null;
}
interface ReferenceCells {
  readonly group: readonly number[];
  readonly t: readonly number[];
  readonly att: readonly number[];
  readonly se: readonly number[];
}

const mpdta = sharedData('data/mpdta/mpdta.csv');
const holes = sharedData('data/mpdta/mpdta_with_holes.csv');
const didFile = sharedData('reference/did_mpdta.json');
const unbalancedFile = sharedData('reference/did_unbalanced.json');
const aggregates = {
  simple: 'aggte_simple',
  'event-time': 'aggte_dynamic',
  cohort: 'aggte_group',
  calendar: 'aggte_calendar',
} as const;

describe.skipIf(!mpdta || !holes || !didFile || !unbalancedFile)(
  'effectOfTable on mpdta agrees with R did',
  () => {
    const did = mpdta === undefined ? {} : JSON.parse(readFileSync(didFile ?? '', 'utf8')).analytical;
    const unbalanced = mpdta === undefined ? {} : JSON.parse(readFileSync(unbalancedFile ?? '', 'utf8'));
    const columns = { unit: 'countyreal', period: 'year', outcome: 'lemp' };
    const close = (value: number | undefined, expected: number) =>
      expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThan(1e-8);

    function expectAggregate(result: unknown, reference: ReferenceAggregate): void {
      const { estimate: overall, standardError, points } = result as LabelledEstimate;
      close(overall, reference['overall.att']);
      close(standardError, reference['overall.se']);
      const labels = Array.isArray(reference.egt) ? reference.egt : [];
      expect(points.map(({ eventTime, cohort, period }) => eventTime ?? cohort ?? period)).toEqual(labels);
      points.forEach((point, index) => {
        close(point.estimate, reference['att.egt']?.[index] ?? Number.NaN);
        close(point.standardError, reference['se.egt']?.[index] ?? Number.NaN);
      });
    }

    function expectCells(result: unknown, { group, t, att, se }: ReferenceCells): void {
      const { points } = result as LabelledEstimate;
      expect(points.map(({ cohort, period }) => [cohort, period])).toEqual(
        group.map((cohort, index) => [cohort, t[index]]),
      );
      points.forEach((point, index) => {
        close(point.estimate, att[index] ?? Number.NaN);
        close(point.standardError, se[index] ?? Number.NaN);
      });
    }

    const byState = join(folder, 'by-state.csv');
    if (mpdta !== undefined) {
      const [head, ...rows] = readFileSync(mpdta, 'utf8').trimEnd().split('\n');
      const county = head?.split(',').indexOf('countyreal') ?? -1;
      const withState = rows.map((row) => `${row},${Math.floor(Number(row.split(',')[county]) / 1000)}`);
      writeFileSync(byState, [`${head},state`, ...withState].join('\n'));
    }

    for (const comparison of comparisons) {
      const name = comparison === 'never' ? 'nevertreated' : 'notyettreated';
      const full = () => did[`${name}|varying|none|dr`];

      it(`cells, compared with ${comparison}`, async () => {
        const first = { ...columns, cohort: 'first_treat' };
        const result = await estimate(mpdta ?? '', first, { comparison, aggregation: 'cells' });
        expectCells(result, full());
        expect((result as LabelledEstimate).preTrend?.statistic).toBeCloseTo(full().W, 8);
        const pooled = { comparison, aggregation: 'cells', panel: 'pooled' } as const;
        expectCells(
          await estimate(holes ?? '', { ...columns, cohort: 'first.treat' }, pooled),
          unbalanced[name].cells,
        );
        expectCells(
          await estimate(byState, { ...first, cluster: 'state' }, { comparison, aggregation: 'cells' }),
          unbalanced[`${name}_full_clustered_by_state`].cells,
        );
      });

      it.each(Object.entries(aggregates))(`%s, compared with ${comparison}`, async (aggregation, key) => {
        const options = { comparison, aggregation: aggregation as keyof typeof aggregates };
        const first = { ...columns, cohort: 'first_treat' };
        expectAggregate(await estimate(mpdta ?? '', first, options), full()[key]);
        expectAggregate(
          await estimate(holes ?? '', { ...columns, cohort: 'first.treat' }, { ...options, panel: 'pooled' }),
          unbalanced[name][key],
        );
        expectAggregate(
          await estimate(byState, { ...first, cluster: 'state' }, options),
          unbalanced[`${name}_full_clustered_by_state`][key],
        );
      });

      it(`event time of cohorts seen for a year, compared with ${comparison}`, async () => {
        const options = { comparison, aggregation: 'event-time', balance: 1 } as const;
        const result = await estimate(mpdta ?? '', { ...columns, cohort: 'first_treat' }, options);
        expectAggregate(result, full().aggte_dynamic_balance1);
      });
    }
  },
);

const ctrip = sharedData('data/ctrip/worker_week_performance.csv');

describe.skipIf(!ctrip)('effectOfTable on the Ctrip lottery', () => {
  it('gives the printed digits: 0.232 (0.063), 17,806 rows', async () => {
    const [head, ...rows] = readFileSync(ctrip ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    const names = head?.split(',') ?? [];
    const cell = (row: string, name: string) => row.split(',')[names.indexOf(name)] ?? '';
    const kept = rows.filter((row) => cell(row, 'expgroup') !== '2' && cell(row, 'year_week') !== '201049');
    const home = (row: string) =>
      cell(row, 'expgroup') === '1' && Number(cell(row, 'year_week')) >= 201050 ? 'TRUE' : 'FALSE';
    const file = join(folder, 'ctrip.csv');
    writeFileSync(file, [`${head},home`, ...kept.map((row) => `${row},${home(row)}`)].join('\n'));
    const columns = {
      unit: 'personid',
      period: 'year_week',
      outcome: 'perform1',
      treatment: 'home',
      cluster: 'personid',
    };
    const result = (await estimate(file, columns, { estimator: 'fixed-effects' })) as LabelledEstimate;
    expect(result.estimate).toBeCloseTo(0.2323594, 7);
    expect(result.standardError).toBeCloseTo(0.0627917, 7);
    expect([result.units, result.periods]).toEqual([249, 85]);
    expect(result.notes.join(' ')).toContain('17806');
  });
});
