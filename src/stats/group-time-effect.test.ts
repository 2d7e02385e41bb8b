import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LongPanel } from '../../test/support/long-table.ts';
import { readMpdta, readReference } from '../../test/support/mpdta.ts';
import { readProceduralJustice } from '../../test/support/procedural-justice.ts';
import { simulatedPanel } from '../../test/support/simulated-panel.ts';
import { type EffectInput, type EffectOptions, type EffectResult, estimateEffect } from './effect.ts';

interface Aggregated {
  readonly 'overall.att': number;
  readonly 'overall.se': number;
  readonly egt: readonly number[];
  readonly 'att.egt': readonly number[];
  readonly 'se.egt': readonly (number | 'NA')[];
}

interface Block {
  readonly n: number;
  readonly group: readonly number[];
  readonly t: readonly number[];
  readonly att: readonly number[];
  readonly se: readonly number[];
  readonly W?: number;
  readonly cells?: Block;
  readonly aggte_simple: Aggregated;
  readonly aggte_dynamic: Aggregated;
  readonly aggte_group: Aggregated;
  readonly aggte_calendar: Aggregated;
  readonly aggte_dynamic_balance1?: Aggregated;
}

function estimated(input: EffectInput, options: EffectOptions): EffectResult {
  const result = estimateEffect(input, options);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result;
}

function expectBlock(
  data: LongPanel,
  block: Block,
  options: EffectOptions,
  clustered = false,
  digits = 8,
): void {
  const input = {
    panel: data.panel,
    cohortOf: data.cohortOf,
    ...(clustered ? { clusterOf: data.clusterOf } : {}),
  };
  const of = (more: EffectOptions): EffectResult => estimated(input, { ...options, ...more });
  const cells = of({ aggregation: 'cells' });
  const expected = block.cells ?? block;
  expect(cells.units).toBe(block.n);
  expect(cells.estimate).toBeUndefined();
  expect(cells.points.map((point) => data.periodLabels[point.cohort!])).toEqual(expected.group);
  expect(cells.points.map((point) => data.periodLabels[point.period!])).toEqual(expected.t);
  expectCurve(cells, expected.att, expected.se, digits);
  if (block.W !== undefined) {
    expect(cells.preTrend!.statistic).toBeCloseTo(block.W, digits);
    expect(cells.preTrend!.degreesOfFreedom).toBe(expected.t.filter((t, k) => t < expected.group[k]).length);
  }
  expectAggregate(of({}), block.aggte_simple, () => 0, digits);
  expectAggregate(
    of({ aggregation: 'event-time' }),
    block.aggte_dynamic,
    (point) => point.eventTime!,
    digits,
  );
  const label = (index: number | undefined): number => data.periodLabels[index!];
  expectAggregate(of({ aggregation: 'cohort' }), block.aggte_group, (point) => label(point.cohort), digits);
  expectAggregate(
    of({ aggregation: 'calendar' }),
    block.aggte_calendar,
    (point) => label(point.period),
    digits,
  );
  if (block.aggte_dynamic_balance1 === undefined) return;
  const balanced = of({ aggregation: 'event-time', balance: 1 });
  expectAggregate(balanced, block.aggte_dynamic_balance1, (point) => point.eventTime!, digits);
}

function expectAggregate(
  result: EffectResult,
  expected: Aggregated,
  label: (point: EffectResult['points'][number]) => number,
  digits: number,
): void {
  expect(result.estimate).toBeCloseTo(expected['overall.att'], digits);
  expect(result.standardError).toBeCloseTo(expected['overall.se'], digits);
  expect(result.points.map(label)).toEqual([...asList(expected.egt)]);
  expectCurve(result, asList(expected['att.egt']), asList(expected['se.egt']), digits);
}

/** R writes an empty list as {}. */
function asList<Item>(items: readonly Item[] | object | undefined): readonly Item[] {
  return Array.isArray(items) ? items : [];
}

function expectCurve(
  result: EffectResult,
  estimates: readonly number[],
  errors: readonly (number | 'NA')[],
  digits: number,
): void {
  result.points.forEach((point, k) => {
    expect(point.estimate).toBeCloseTo(estimates[k], digits);
    const error = errors[k];
    if (typeof error === 'number') expect(point.standardError).toBeCloseTo(error, digits);
    else expect(point.standardError).toBeLessThan(1.5e-7);
  });
}

const mpdta = readMpdta('mpdta.csv');
const withHoles = readMpdta('mpdta_with_holes.csv');
const full = readReference<{ analytical: Record<string, Block> }>('did_mpdta.json');
const unbalanced = readReference<Record<string, Block>>('did_unbalanced.json');
const comparisons = [
  ['never', 'nevertreated'],
  ['not-yet', 'notyettreated'],
] as const;

describe.skipIf(mpdta === undefined || full === undefined)('500 counties against R did', () => {
  it.each(comparisons)('%s: cells, four aggregations, balance and Wald', (comparison, name) => {
    for (const panel of ['within', 'pooled', 'balanced'] as const) {
      expectBlock(mpdta!, full!.analytical[`${name}|varying|none|dr`], { comparison, panel });
    }
  });
});

describe.skipIf(withHoles === undefined || unbalanced === undefined)(
  'counties with holes and clusters against R did',
  () => {
    it.each(comparisons)('%s: pooled on data with holes', (comparison, name) => {
      expectBlock(withHoles!, unbalanced![name], { comparison, panel: 'pooled' });
    });

    it.each(comparisons)(
      '%s: errors clustered by state, whose counties are in several cohorts',
      (comparison, name) => {
        expectBlock(mpdta!, unbalanced![`${name}_full_clustered_by_state`], { comparison }, true);
      },
    );
  },
);

const officers = readProceduralJustice();
const complaints = readReference<{ complaints: Block }>('did_procedural_justice_complaints.json')?.complaints;

describe.skipIf(officers === undefined || complaints === undefined)(
  'complaints about 7,785 officers, from raw events, against R did',
  () => {
    it('3,290 cells and four aggregations, everybody trained in the end', () => {
      const periodLabels = Array.from({ length: 72 }, (_, month) => month + 1);
      expectBlock({ ...officers!, clusterOf: new Int32Array(0), periodLabels }, complaints!, {});
    });
  },
);

describe('the panel that anyone can make again, against R did', () => {
  const expected = {
    1000: {
      md5: '7f652fd2c2988b120c296ee03351134e',
      simple: [-0.168607395754945, 0.0462993732479467],
      'event-time': [-0.185989964395905, 0.0539683455843203],
      cohort: [-0.167526517413032, 0.043264370298625],
      calendar: [-0.143039148098746, 0.0503643496448328],
      notYet: [-0.1641736448416, 0.0394929298540938],
    },
    10000: {
      md5: '372691370732092ffc513bbaa318bed3',
      simple: [-0.175877869935489, 0.0141413447052141],
      'event-time': [-0.19200913154522, 0.0164980862661018],
      cohort: [-0.179931899561708, 0.013196737735542],
      calendar: [-0.157122782383606, 0.0155101010493619],
      notYet: [-0.183230432033893, 0.0122217908443245],
    },
  } as const;

  it.each([1000, 10000] as const)('%i units', (units) => {
    const simulated = simulatedPanel(units);
    expect(createHash('md5').update(simulated.csv()).digest('hex')).toBe(expected[units].md5);
    for (const aggregation of ['simple', 'event-time', 'cohort', 'calendar'] as const) {
      const result = estimated(simulated, { comparison: 'never', aggregation });
      expect(result.estimate).toBeCloseTo(expected[units][aggregation][0], 10);
      expect(result.standardError).toBeCloseTo(expected[units][aggregation][1], 10);
    }
    const notYet = estimated(simulated, {});
    expect(notYet.estimate).toBeCloseTo(expected[units].notYet[0], 10);
    expect(notYet.standardError).toBeCloseTo(expected[units].notYet[1], 10);
  });
});
