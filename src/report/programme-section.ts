import { drawChainSign, drawSwatch, linkStateWords, verdictFill } from '../charts/index.ts';
import type { Analysis, ProgrammeResult } from '../contract/analysis.ts';
import { formatDate, formatMoney } from '../model/format-numbers.ts';
import type { Link } from '../model/verdict.ts';
import { dataTable, figureTools } from './figure.ts';
import { howDoWeKnow } from './how-do-we-know.ts';
import { html, type Markup, trusted } from './html.ts';
import { curves } from './programme-curves.ts';
import { companions, whatItWasWorth, whereItWorked } from './programme-worth.ts';
import { asSentence, capitalise } from './words.ts';

const linkQuestions: Readonly<Record<Link, string>> = {
  aim: 'Does it serve a standard that we defined?',
  engage: 'Did people come, and take it seriously?',
  learn: 'Can they do it?',
  do: 'Do they do it at work?',
  matter: 'Do customers notice?',
  last: 'Is it still there?',
  pay: 'Is it worth more than it cost?',
};

const connector = trusted(
  '<svg class="connector" width="100%" height="2" aria-hidden="true"><line x1="0" x2="100%" y1="1" y2="1"/></svg>',
);

/** All of one programme: verdict, chain, curve, money, conditions, refusals, how we know. */
export function programmeSection(programme: ProgrammeResult, organisation: Analysis['organisation']): Markup {
  const { id, title, verdict, audience, money } = programme;
  const cost = money.cost > 0 ? `, ${formatMoney(money.cost, organisation.currency)}` : '';
  return html`<section class="programme" id="${id}" aria-labelledby="${id}_question">
<p class="crumbs"><a href="#_which-half">Which half</a> / ${audience}${cost}</p>
<h2 id="${id}_question">${title} <span class="question">Did it work, did it last, was it worth it?</span></h2>
<p class="answer">${trusted(drawSwatch(verdictFill(verdict.kind)))} <strong>${verdict.headline}</strong> ${verdict.sentence}</p>
${beforeAfter(programme)}
${chain(programme, organisation.customers)}
${curves(programme, organisation)}
${whatItWasWorth(programme, organisation.currency)}
${whereItWorked(programme)}
${companions(programme)}
${whatWeCannotSay(programme)}
${howDoWeKnow(programme, organisation)}
</section>`;
}

/** What a before/after chart would have said; struck through only with its reason beside it. */
function beforeAfter({ beforeAfter: line }: ProgrammeResult): Markup | undefined {
  if (line === undefined) return undefined;
  if (!line.struck) return html`<p class="before-after">${asSentence(line.reasonText)}</p>`;
  return html`<p class="before-after"><span class="unseen">Struck out, because it is wrong here: </span><s>${line.text}</s> ${asSentence(line.reasonText)}</p>`;
}

function chain({ chain: steps, reachText }: ProgrammeResult, customers: string): Markup {
  const broken = steps.findIndex(({ state }) => state === 'broken');
  const items = steps.map(
    ({ link, state, evidence }, i) =>
      html`<li class="${broken >= 0 && i > broken ? 'after-broken' : ''}">${trusted(drawChainSign(steps, i))}${i < steps.length - 1 && connector}<strong>${capitalise(link)}<span class="unseen">: ${linkStateWords[state]}.</span></strong><span class="evidence">${evidence}</span></li>`,
  );
  const table = dataTable({
    caption: 'How far did the money get?',
    columns: [
      { title: 'Link' },
      { title: 'Question' },
      { title: 'State' },
      { title: 'Evidence' },
      { title: 'Holds if' },
    ],
    rows: steps.map(({ link, state, evidence, threshold }) => [
      capitalise(link),
      linkQuestions[link].replace('customers', customers),
      linkStateWords[state],
      evidence,
      threshold,
    ]),
  });
  return html`<figure class="chain-figure"><ol class="chain">${items}</ol>
<figcaption>How far it got: ${reachText.replace(/\.$/, '')}.</figcaption>${figureTools([table])}</figure>`;
}

function whatWeCannotSay({ refusals, know }: ProgrammeResult): Markup | undefined {
  const boxes = refusals.map(({ what, why, next, date }) => refusalBox(what, why, next, date));
  if (know.kind !== 'told') boxes.push(knowBox(know));
  if (boxes.length === 0) return undefined;
  return html`<section><h3>What can we not say?</h3>${boxes}</section>`;
}

function refusalBox(what: string, why: string, next: string, date: string | undefined): Markup {
  return html`<div class="refusal"><p class="what">${asSentence(what)}</p><p>${asSentence(why)}</p>
<p>What would tell: ${next.replace(/\.$/, '')}.${date !== undefined && html` <strong>We can know by ${formatDate(date)}.</strong>`}</p></div>`;
}

function knowBox({ text, proposal }: ProgrammeResult['know']): Markup {
  return html`<div class="refusal"><p class="what">When can we know? ${asSentence(text)}</p>
${proposal !== undefined && html`<p>${asSentence(proposal.text)}</p>`}</div>`;
}
