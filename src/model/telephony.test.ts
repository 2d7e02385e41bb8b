import { describe, expect, it } from 'vitest';
import { type IntervalMeasure, ruleOfIntervals } from './telephony.ts';

/** What each field is divided by when nothing is said, and what it may be divided by or weighed by at all. */
const usual = [
  ['handled', 'total over logged-in'],
  ['offered', 'total over logged-in'],
  ['transferred', 'total over handled'],
  ['talk', 'total over handled'],
  ['hold', 'total over handled'],
  ['after-call', 'total over handled'],
  ['available', 'hours over logged-in'],
  ['logged-in', 'none at per'],
  ['occupancy', 'mean by logged-in'],
  ['wait', 'none at value'],
] as const;

function wordsFor(
  measure: Omit<IntervalMeasure, 'kind'> & { readonly kind?: IntervalMeasure['kind'] },
): string {
  const rule = ruleOfIntervals({ kind: 'mean', ...measure });
  if (rule.kind === 'none') return `none at ${rule.key}`;
  if (rule.isMean) return `mean by ${rule.over}`;
  return `${rule.valueInHours ? 'hours' : 'total'} over ${rule.over}`;
}

describe('a measure of telephone intervals', () => {
  it.each(usual)('of %s without more is a %s', (value, words) => {
    expect(wordsFor({ value })).toBe(words);
  });

  it.each([
    [{ value: 'hold', per: 'offered' }, 'total over offered'],
    [{ value: 'hold', per: 'logged-in' }, 'hours over logged-in'],
    [{ value: 'logged-in', per: 'handled' }, 'total over handled'],
    [{ value: 'wait', per: 'handled' }, 'total over handled'],
    [{ value: 'wait', per: 'logged-in' }, 'total over logged-in'],
    [{ value: 'handle-time', weight: 'handled' }, 'mean by handled'],
    [{ value: 'occupancy', weight: 'handled' }, 'mean by handled'],
    [{ value: 'transferred', kind: 'rate' }, 'total over handled'],
    [{ value: 'handled', per: 'offered', kind: 'rate' }, 'total over offered'],
    [{ value: 'available', kind: 'rate' }, 'hours over logged-in'],
    [{ value: 'occupancy', kind: 'rate' }, 'mean by logged-in'],
  ] as const)('%o is a %s', (measure, words) => {
    expect(wordsFor(measure)).toBe(words);
  });

  it.each([
    [{ kind: 'count', value: 'handled' }, 'kind'],
    [{ per: 'handled' }, 'value'],
    [{ value: 'handled', per: 'handled' }, 'per'],
    [{ value: 'hold', per: 'handled', weight: 'handled' }, 'weight'],
    [{ value: 'hold', weight: 'handled' }, 'weight'],
    [{ value: 'occupancy', per: 'handled' }, 'per'],
    [{ value: 'hold', kind: 'rate' }, 'kind'],
    [{ value: 'handled', kind: 'rate' }, 'kind'],
  ] as const)('%o has no meaning, at %s', (measure, key) => {
    expect(wordsFor(measure)).toBe(`none at ${key}`);
  });
});
