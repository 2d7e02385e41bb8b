import { drawMoney, drawWhere } from '../charts/index.ts';
import type { ProgrammeResult } from '../contract/analysis.ts';
import { formatCount, formatMoney } from '../model/format-numbers.ts';
import { dataTable, figure } from './figure.ts';
import { html, type Markup } from './html.ts';
import { asSentence, effectText } from './words.ts';

type Money = ProgrammeResult['money'];
type Row = readonly [string, string];

/** What it cost and what it brought, as an interval, with what it would take to pay. */
export function whatItWasWorth({ id, money }: ProgrammeResult, currency: string): Markup {
  const { benefit, cost, breakEven, text } = money;
  const heading = html`<h3>Was it worth it?</h3>`;
  if (benefit.kind === 'refused') {
    return html`<section>${heading}<div class="refusal"><p class="what">${asSentence(breakEven)}</p>
<p>What it brought cannot be told. ${asSentence(benefit.detail)}</p></div>
${cost > 0 && html`<p class="note">It cost ${costParts(money, currency)}.</p>`}${feesFrom(money)}</section>`;
  }
  const picture = { cost, benefit, currency };
  return html`<section>${heading}${figure({
    className: 'money-figure',
    wide: drawMoney({ ...picture, name: `${id}-money`, width: 992 }),
    narrow: drawMoney({ ...picture, name: `${id}-money-narrow`, width: 343 }),
    sentence: `${asSentence(text)} ${asSentence(breakEven)}`,
    tables: [
      {
        caption: 'Cost and benefit',
        columns: [{ title: 'What' }, { title: 'Money', number: true }],
        rows: moneyRows(money, benefit, currency),
      },
    ],
  })}${feesFrom(money)}</section>`;
}

/** The rule by which invoices became fees, beside the money. */
function feesFrom({ feesFrom: rules = [] }: Money): Markup | undefined {
  return rules.length === 0 ? undefined : html`<p class="note">Fees: ${rules.join('; ')}.</p>`;
}

function costParts({ cost, fees, hours, hoursCost, materials }: Money, currency: string): string {
  const print = (amount: number) => formatMoney(amount, currency);
  return `${print(cost)}: fees ${print(fees)}, ${formatCount(hours)} hours of people’s time ${print(hoursCost)}, materials ${print(materials)}`;
}

function moneyRows(
  money: Money,
  benefit: { estimate: number; low: number; high: number },
  currency: string,
): Row[] {
  const print = (amount: number) => formatMoney(amount, currency);
  return [
    ['fees', print(money.fees)],
    [`people’s time, ${formatCount(money.hours)} hours`, print(money.hoursCost)],
    ['materials', print(money.materials)],
    ['cost', print(money.cost)],
    ['brought', print(benefit.estimate)],
    ['brought, at least', print(benefit.low)],
    ['brought, at most', print(benefit.high)],
  ];
}

/** Where the condition named in advance held, and elsewhere. */
export function whereItWorked({ id, condition, outcome }: ProgrammeResult): Markup | undefined {
  if (condition === undefined || outcome === undefined) return undefined;
  const { where, elsewhere, difference, teams, title, text } = condition;
  const rows = [
    { label: 'there', effect: where },
    { label: 'elsewhere', effect: elsewhere },
  ];
  const print = (effect: typeof where) => effectText(effect, outcome.decimals);
  return html`<section><h3>Where did it work?</h3><p class="condition">${asSentence(title)}</p>${figure({
    wide: drawWhere({ name: `${id}-where`, rows, measure: outcome, width: 640 }),
    narrow: drawWhere({ name: `${id}-where-narrow`, rows, measure: outcome, width: 343 }),
    sentence: asSentence(text),
    tables: [
      {
        caption: title,
        columns: [
          { title: 'Teams' },
          { title: 'Difference' },
          { title: 'Trained', number: true },
          { title: 'Not trained', number: true },
        ],
        rows: [
          ['there', print(where), formatCount(teams.whereTrained), formatCount(teams.whereUntrained)],
          [
            'elsewhere',
            print(elsewhere),
            formatCount(teams.elsewhereTrained),
            formatCount(teams.elsewhereUntrained),
          ],
          ['between them', print(difference), '', ''],
        ],
      },
    ],
  })}</section>`;
}

/** What else moved under the same comparison. */
export function companions({ companions: all }: ProgrammeResult): Markup | undefined {
  if (all.length === 0) return undefined;
  return html`<section><h3>What else moved?</h3>${dataTable({
    caption: 'Compared in the same way',
    columns: [{ title: 'Measure' }, { title: 'Difference' }, { title: 'What it means' }],
    rows: all.map(({ title, effect, decimals, within, text }) => [
      title,
      effectText(effect, decimals),
      `${asSentence(text)}${within === true ? ' Too small to disturb the verdict.' : ''}`,
    ]),
  })}</section>`;
}
