import type { Analysis } from '../contract/analysis.ts';
import { formatMoney } from '../model/format-numbers.ts';
import type { Verdict } from '../model/verdict.ts';

/** "Of €1.84 million spent ...": the answer to "Which half?", its weightiest part marked strong. */
export function sayAnswer(money: Analysis['money'], currency: string): Analysis['headline'] {
  if (money.total === 0)
    return [{ text: 'No cost of any training is declared, so no money can be told apart.', strong: false }];
  const amount = (...kinds: readonly Verdict[]) =>
    money.byVerdict
      .filter(({ verdict }) => kinds.includes(verdict))
      .reduce((sum, part) => sum + part.amount, 0);
  const say = (value: number) => formatMoney(value, currency);
  const lasting = amount('lasting');
  const conditional = amount('conditional');
  const lost = amount('fading', 'no effect', 'harmful');
  const unknown = amount('cannot tell');
  return [
    { text: `Of ${say(money.total)} spent on service training, `, strong: false },
    {
      text:
        lasting > 0
          ? `${say(lasting)} changed what customers get, and it lasted.`
          : 'none is known to have changed what customers get for good.',
      strong: true,
    },
    ...(conditional > 0 ? [{ text: ` ${say(conditional)} worked only in places.`, strong: false }] : []),
    ...(lost > 0
      ? [{ text: ` ${say(lost)} faded, made no difference or made things worse.`, strong: false }]
      : []),
    ...(unknown > 0 ? [{ text: ` ${say(unknown)} nobody can tell.`, strong: false }] : []),
  ];
}
