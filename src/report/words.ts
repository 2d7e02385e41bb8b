import type { EstimateOrRefused } from '../contract/analysis.ts';
import { formatDifference, formatInterval } from '../model/format-numbers.ts';

/** `+0.21 [0.12 to 0.30]`, or why it cannot be told. */
export function effectText(effect: EstimateOrRefused, decimals: number): string {
  if (effect.kind === 'refused') return `cannot be told: ${effect.detail}`;
  return `${formatDifference(effect.estimate, decimals)} ${formatInterval(effect.low, effect.high, decimals)}`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Ends a sentence that may lack its full stop. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return capitalise(/[.!?”"]$/.test(trimmed) ? trimmed : `${trimmed}.`);
}

/** `2, 'programme'` to `2 programmes`, kept on one line. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
