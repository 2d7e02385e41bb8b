import { expect, it } from 'vitest';
import { dayOfHeading } from './day-of-heading.ts';

it.each([
  ['2024-03-04', '2024-03-04'],
  ['2024-03-04 00:00:00', '2024-03-04'],
  ['4.3.2024', '2024-03-04'],
  ['2024-03', '2024-03-01'],
  ['03/2024', '2024-03-01'],
  ['March 2024', '2024-03-01'],
  ['März 2024', '2024-03-01'],
  ['4. März 2024', '2024-03-04'],
  ['Dez-2024', '2024-12-01'],
  ['3/4/2024', undefined],
  ['2024-02-30', undefined],
  ['Score 2024', undefined],
  ['2024', undefined],
  ['Name', undefined],
])('the heading "%s" is %s', (heading, day) => {
  expect(dayOfHeading(heading)).toBe(day);
});
