import { formatChance, formatCount, formatMoney } from '../model/format-numbers.ts';
import type { Refused } from '../model/refusal.ts';
import type { Impact } from './estimate-impact.ts';
import type { MoneyInterval } from './money.ts';
import { printingOf } from './sentences.ts';

export function sayBreakEven({ found, cost }: Impact, currency: string): string {
  if (cost.total === 0) return 'No cost is declared, so no break-even can be said.';
  if (found.kind === 'refused') return 'Nothing can be said without an estimate of the effect.';
  const value = found.measure.moneyPerUnit;
  if (value === undefined || value === 0)
    return 'No money per unit is declared for the measure, so no break-even can be said.';
  const units = formatCount(Math.ceil(cost.total / value));
  if (found.measure.kind === 'count') {
    return `Pays if it ${found.measure.better === 'lower' ? 'avoids' : 'brings'} ${units} ${found.measure.title.toLowerCase()} a year.`;
  }
  const print = printingOf(found.measure, found.smallest.matters);
  const effect = found.breakEven === undefined ? '' : printedBreakEven(found.breakEven, print);
  return `Pays if "${found.measure.title}" is ${effect} ${found.measure.better} for a year (${formatMoney(value, currency)} a unit).`;
}

function printedBreakEven(effect: number, print: ReturnType<typeof printingOf>): string {
  const decimals = Math.max(print.decimals, Math.ceil(1 - Math.log10(effect * print.factor)));
  return `${(effect * print.factor).toFixed(Math.min(decimals, 6))} ${print.unit}`;
}

export function sayMoney({ cost }: Impact, benefit: MoneyInterval | Refused, currency: string): string {
  if (benefit.kind === 'refused') return benefit.detail;
  const range = `${formatMoney(benefit.low, currency)} to ${formatMoney(benefit.high, currency)}`;
  const chance =
    cost.total > 0
      ? ` Chance that it brought more than it cost: ${formatChance(benefit.probabilityExceedsCost)}.`
      : '';
  return `It brought ${formatMoney(benefit.estimate, currency)} within a year [${range}].${chance}`;
}
