import { describe, expect, it } from 'vitest';
import {
  formatChance,
  formatCountInWords,
  formatDate,
  formatDifference,
  formatInterval,
  formatMoney,
  formatMoneyShort,
  formatMonth,
  formatPercent,
  formatValue,
} from './format-numbers.ts';

describe('numbers as people read them', () => {
  it.each([
    [formatMoney(620_000, 'EUR'), '€620,000'],
    [formatMoney(-64_000.4, 'EUR'), '−€64,000'],
    [formatMoney(-0.2, 'EUR'), '€0'],
    [formatMoney(1500, 'USD'), '$1,500'],
    [formatMoney(1500, 'CHF'), 'CHF\u00a01,500'],
    [formatMoneyShort(1_500_000, 'EUR'), '€1.5m'],
    [formatMoneyShort(50_000, 'GBP'), '£50k'],
    [formatValue(-0.06, 2), '−0.06'],
    [formatValue(-0.001, 2), '0.00'],
    [formatDifference(0.21, 2), '+0.21'],
    [formatDifference(-0.001, 2), '0.00'],
    [formatDifference(0.004, 2), '0.00'],
    [formatInterval(-0.06, 0.12, 2), '[−0.06\u00a0to\u00a00.12]'],
    [formatPercent(0.82), '82\u202f%'],
    [formatChance(0.0001), 'under 1\u202f%'],
    [formatChance(0.9999), 'over 99\u202f%'],
    [formatChance(0.02), '2\u202f%'],
    [formatDate('2026-10-03'), '3 October 2026'],
    [formatMonth('2026-10-03'), 'October 2026'],
    [formatCountInWords(9), 'nine'],
    [formatCountInWords(13), '13'],
  ])('%s', (printed, wanted) => {
    expect(printed).toBe(wanted);
  });
});
