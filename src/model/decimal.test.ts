import { describe, expect, it } from 'vitest';
import { adviceOnNumber, parseDecimal } from './decimal.ts';

describe('parseDecimal', () => {
  it.each([
    ['3', 3],
    [' -2.5 ', -2.5],
    ['+.5', 0.5],
    ['1.', 1],
    ['1e3', 1000],
  ])('%j is %d', (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it.each(['', ' ', '3,5', '0x10', '1 000', 'Infinity', '1e999', '.', 'e5', 'NaN'])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeNaN();
  });
});

it.each([
  ['3,5', true],
  ['-1.234,5', true],
  [',5', true],
  ['x', false],
  ['3,5,6', false],
])('%j has a decimal comma: %s', (text, hasComma) => {
  expect(adviceOnNumber(text, 'Correct it.')).toBe(hasComma ? 'Write decimals with a point.' : 'Correct it.');
});
