import type { ProgrammeTruth } from '../../src/demo/state-truth.ts';
import type { Verdict } from '../../src/model/verdict.ts';

/**
 * A verdict is wrong if its statement is false of the truth; "cannot tell" states nothing.
 * `direction` is -1 where lower is better: the rules are for benefits.
 */
export function isWrong(
  verdict: Verdict,
  { effects, byCondition }: Pick<ProgrammeTruth, 'effects' | 'byCondition'>,
  { matters, direction }: { readonly matters: number; readonly direction: 1 | -1 },
): boolean {
  const first = direction * effects.first;
  const later = direction * effects.later;
  const whole = direction * effects.whole;
  switch (verdict) {
    case 'lasting':
      return later < matters / 2;
    case 'harmful':
      return later >= 0 && whole >= 0;
    case 'fading':
      return first <= 0 || first - later <= 0;
    case 'no effect':
      return Math.abs(first) >= matters || Math.abs(later) >= matters;
    case 'conditional': {
      const where = direction * (byCondition?.where ?? effects).later;
      const elsewhere = direction * (byCondition?.elsewhere ?? effects).later;
      return where < matters / 2 || elsewhere >= matters;
    }
    case 'cannot tell':
      return false;
  }
}
