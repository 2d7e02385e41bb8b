import { drawLyingBar, drawUprightBar, reachFill, verdictFill } from '../charts/index.ts';
import type { Analysis } from '../contract/analysis.ts';
import { formatChance, formatMoney, formatPercent } from '../model/format-numbers.ts';
import { programmeKindWords } from '../model/programme.ts';
import { reaches, reachWords, verdicts, verdictWords } from '../model/verdict.ts';
import { dataTable, figureTools } from './figure.ts';
import { html, type Markup, trusted } from './html.ts';
import { counted } from './words.ts';

interface Labelled {
  readonly fill: string;
  readonly amount: number;
  readonly words: string;
  readonly note: string;
  readonly programmes: readonly string[];
}

type Colouring = Analysis['money']['firstColouring'];

const colouringWords: Readonly<Record<Colouring, string>> = {
  verdict: 'By verdict',
  reach: 'By how far it got',
};

/** The bar in both colourings and the rules of its label places, for the page's style sheet. */
export interface MoneyBar {
  readonly markup: Markup;
  readonly rules: string;
}

export function moneyBar(analysis: Analysis): MoneyBar {
  const { firstColouring, total } = analysis.money;
  if (total <= 0) return { markup: noMoney(analysis), rules: '' };
  const second: Colouring = firstColouring === 'verdict' ? 'reach' : 'verdict';
  const bars = [firstColouring, second].map((colouring) => oneBar(analysis, colouring));
  const buttons = (['verdict', 'reach'] as const).map(
    (colouring) =>
      html`<button type="button" data-colouring="${colouring}" aria-pressed="${String(colouring === firstColouring)}">${colouringWords[colouring]}</button>`,
  );
  return {
    markup: html`<section class="money" aria-label="Where the money went">
<div class="switch" role="group" aria-label="Colours of the bar" hidden>${buttons}</div>
${bars.map((bar) => bar.markup)}
${outsideLine(analysis)}
${benefitLine(analysis)}
</section>`,
    rules: bars.map((bar) => bar.rules).join('\n'),
  };
}

function noMoney(analysis: Analysis): Markup {
  if (analysis.programmes.length === 0) return outsideLine(analysis) ?? html``;
  return html`<div class="refusal"><p class="what">There is no money to show yet.</p>
<p>No cost was entered for any programme. Enter fees, hours and materials of each session in whichhalf.yaml, then run whichhalf analyse again: the bar needs nothing else.</p></div>
${outsideLine(analysis)}`;
}

function oneBar(analysis: Analysis, colouring: Colouring): MoneyBar {
  const segments = segmentsOf(analysis, colouring);
  const lying = drawLyingBar(segments);
  const upright = drawUprightBar(segments);
  const { currency } = analysis.organisation;
  const labels = segments.map((segment) => label(segment, currency));
  const rules = [
    `@media print,(min-width:62rem){#bar_${colouring} .labels{grid-template-columns:${lying.labels.map((piece) => `${piece.length.toFixed(4)}fr`).join(' ')}}}`,
    `@media screen and (max-width:61.99rem){#bar_${colouring} .labels{padding-top:${upright.labels[0]!.start.toFixed(1)}px;grid-template-rows:${upright.labels.map((piece) => `minmax(${piece.length.toFixed(1)}px,auto)`).join(' ')}}}`,
  ].join('\n');
  return {
    rules,
    markup: html`<figure class="money-bar" id="bar_${colouring}" data-bar="${colouring}">
<p class="bar-title">${colouringWords[colouring]}</p>
<div class="lying">${trusted(lying.svg)}${trusted(lying.leaders)}</div>
<div class="upright">${trusted(upright.svg)}${trusted(upright.leaders)}</div>
<ol class="labels">${labels}</ol>
${figureTools([barTable(analysis, segments, colouring)])}
</figure>`,
  };
}

function segmentsOf({ money, programmes }: Analysis, colouring: Colouring): readonly Labelled[] {
  if (colouring === 'reach') {
    return reaches.flatMap((reach) =>
      money.byReach
        .filter((share) => share.reach === reach && share.amount > 0)
        .map((share) => ({ ...share, fill: reachFill(reach), words: reachWords[reach] })),
    );
  }
  return verdicts.flatMap((verdict) =>
    money.byVerdict
      .filter((share) => share.verdict === verdict && share.amount > 0)
      .map((share) => {
        const only =
          share.programmes.length === 1 ? programmes.find(({ id }) => id === share.programmes[0]) : undefined;
        const several = verdict === 'conditional' ? 'only in places' : verdictWords[verdict];
        return { ...share, fill: verdictFill(verdict), words: only?.verdict.word ?? several };
      }),
  );
}

function label({ fill, amount, words, note, programmes }: Labelled, currency: string): Markup {
  return html`<li><strong>${formatMoney(amount, currency)}</strong>
<a href="#_programmes" data-show="${fill}" data-words="${words}">${words}</a>
<span class="note">${note === '' ? counted(programmes.length, 'programme') : note}</span></li>`;
}

function barTable(analysis: Analysis, segments: readonly Labelled[], colouring: Colouring): Markup {
  const { currency } = analysis.organisation;
  const titleOf = (id: string) => analysis.programmes.find((programme) => programme.id === id)?.title ?? id;
  return dataTable({
    caption: `Money of the period, ${colouringWords[colouring].toLowerCase()}`,
    columns: [
      { title: colouring === 'verdict' ? 'Verdict' : 'How far it got' },
      { title: 'Money', number: true },
      { title: 'Share', number: true },
      { title: 'Programmes' },
    ],
    rows: segments.map(({ words, amount, programmes }) => [
      words,
      formatMoney(amount, currency),
      formatPercent(amount / analysis.money.total),
      html`${programmes.map((id, i) => html`${i > 0 ? '; ' : ''}<a href="#${id}">${titleOf(id)}</a>`)}`,
    ]),
  });
}

function benefitLine({ money, organisation }: Analysis): Markup {
  const { benefit } = money;
  if (benefit.kind === 'refused') {
    return html`<p class="note">What it all brought cannot be told: ${benefit.detail}</p>`;
  }
  const print = (amount: number) => formatMoney(amount, organisation.currency);
  return html`<p class="note">What the programmes in the bar brought, as far as that can be told: ${print(benefit.estimate)} [${print(benefit.low)} to ${print(benefit.high)}]. Chance that it was more than all of them cost: ${formatChance(benefit.probabilityExceedsCost)}.</p>`;
}

function outsideLine({ money, organisation }: Analysis): Markup | undefined {
  const parts = money.outside
    .filter(({ amount }) => amount > 0)
    .map(({ kind, amount }) => `${programmeKindWords[kind]} ${formatMoney(amount, organisation.currency)}`);
  return parts.length === 0
    ? undefined
    : html`<p class="note outside">Not in the bar: ${parts.join(', ')}.</p>`;
}
