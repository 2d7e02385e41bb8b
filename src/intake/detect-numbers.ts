import type { Shape } from './detect-dates.ts';

export type DecimalSign = '.' | ',';

/** A shape of a number: every digit is 0. `leadingZero` tells 0,123 from 1,234. */
export interface NumberShape extends Shape {
  readonly leadingZero: boolean;
}

export type NumberDecision =
  | {
      readonly kind: 'decided';
      readonly decimal: DecimalSign;
      readonly grouped: boolean;
      readonly why: string;
    }
  | { readonly kind: 'open'; readonly example: string }
  | { readonly kind: 'mixed'; readonly examples: readonly [string, string] }
  | { readonly kind: 'none' };

const patterns: Readonly<Record<DecimalSign, RegExp>> = {
  '.': /^[+-]?(0+|0{1,3}(,000)+)?(\.0+)?(e[+-]?0+)?$/i,
  ',': /^[+-]?(0+|0{1,3}([. '\u00a0\u202f]000)+)?(,0+)?(e[+-]?0+)?$/i,
};
const groups: Readonly<Record<DecimalSign, RegExp>> = { '.': /,/, ',': /[. '\u00a0\u202f]/ };

/** Decides by the whole column which sign stands before the decimals; never guesses. */
export function decideDecimal(
  shapes: readonly NumberShape[],
  declared: DecimalSign | undefined,
): NumberDecision {
  const reads = shapes.map((shape) => ({ shape, point: fits(shape, '.'), comma: fits(shape, ',') }));
  const numbers = reads.filter(({ point, comma }) => point || comma);
  if (numbers.length === 0) return { kind: 'none' };
  const decided = (decimal: DecimalSign, why: string): NumberDecision => ({
    kind: 'decided',
    decimal,
    grouped: numbers.some(({ shape }) => groups[decimal].test(shape.shape)),
    why,
  });
  if (declared !== undefined) return decided(declared, 'as declared');
  const onlyPoint = numbers.find(({ point, comma }) => point && !comma);
  const onlyComma = numbers.find(({ point, comma }) => comma && !point);
  if (onlyPoint !== undefined && onlyComma !== undefined) {
    return { kind: 'mixed', examples: [onlyPoint.shape.example, onlyComma.shape.example] };
  }
  if (onlyComma !== undefined) return decided(',', 'decided by the whole column');
  if (onlyPoint !== undefined) return decided('.', 'decided by the whole column');
  const open = numbers.find(({ shape }) => /[.,]/.test(shape.shape));
  return open === undefined ? decided('.', 'whole numbers') : { kind: 'open', example: open.shape.example };
}

/** Whether a shape can be a number with this decimal sign; a group of thousands does not begin with a zero. */
function fits({ shape, leadingZero }: NumberShape, decimal: DecimalSign): boolean {
  if (!/0/.test(shape) || !patterns[decimal].test(shape)) return false;
  return !(leadingZero && groups[decimal].test(shape));
}
