import { describe, expect, it } from 'vitest';
import { orderPeriods } from './period-order.ts';

const order = (...labels: string[]) => orderPeriods(labels, 'when');

describe('orderPeriods', () => {
  it.each([
    ['numbers', ['10', '9', '-1'], [-1, 9, 10]],
    ['fractions', ['0.5', '0.25'], [0.25, 0.5]],
    ['dates', ['2024-03-01', '2023-12-31'], ['2023-12-31', '2024-03-01']],
    ['months', ['2024-01', '2023-12'], ['2023-12', '2024-01']],
    ['weeks', ['2024-W01', '2023-W52'], ['2023-W52', '2024-W01']],
    ['quarters', ['2024-Q1', '2023-Q4'], ['2023-Q4', '2024-Q1']],
  ])('orders %s', (_form, labels, sorted) => {
    expect(orderPeriods(labels, 'when').labels).toEqual(sorted);
  });

  it.each(['2024-13', '2024-02-30', '2024-W54', '2024-Q5', 'spring', '1/2/2024'])('refuses %s', (label) => {
    expect(() => order(label)).toThrow(`The period "${label}" in column when is not a period.`);
  });

  it.each([
    ['', -1, 'never'],
    ['2', 1, 'observed'],
    ['2.5', 2, 'between'],
    ['0.5', 0, 'before'],
    ['9', -1, 'after'],
  ])('places the cohort "%s"', (cohort, position, where) => {
    expect(order('1', '2', '4').trainedFrom(cohort)).toEqual({ position, where });
  });

  it('finds the first gap among whole numbers only', () => {
    expect(order('2003', '2004', '2006').gap).toEqual([2004, 2006]);
    expect(order('2000', '2010', '2020').gap).toBeUndefined();
    expect(order('0.1', '0.2', '0.5').gap).toBeUndefined();
  });
});
