import { drawChainDots, drawEffectRow, drawSwatch, reachFill, verdictFill } from '../charts/index.ts';
import type { Analysis, Estimate, ProgrammeResult } from '../contract/analysis.ts';
import { formatMoney } from '../model/format-numbers.ts';
import { html, type Markup, trusted } from './html.ts';
import { counted } from './words.ts';

/** Each programme as one row, the dearest first. */
export function programmeRows({ programmes, organisation }: Analysis): Markup {
  if (programmes.length === 0) {
    return html`<section class="programmes" id="_programmes"><h2>Programmes, by money</h2>
<div class="refusal"><p class="what">No programme is declared yet.</p>
<p>Add one under “programmes” in whichhalf.yaml: its title, who was trained when, and the measure it should change.</p></div></section>`;
  }
  const { customers } = organisation;
  return html`<section class="programmes" id="_programmes"><h2>Programmes, by money</h2>
<p class="showing" role="status" hidden></p>
<table class="rows"><thead><tr>
<th scope="col">Programme</th><th scope="col" class="number">Cost</th><th scope="col">Chain: aim to pay</th>
<th scope="col">What ${customers} got<span class="scale"><span>worse</span><span>0</span><span>better</span></span></th>
<th scope="col">Verdict</th><th scope="col">We can know</th>
</tr></thead><tbody>${programmes.map((programme) => row(programme, organisation))}</tbody></table>
<p class="note">Bars: where the difference lies, 95 of 100 times, in the second half of the year where that is told, else in the part of the year that stands below. Mark: the estimate. Line: no difference. Dotted: the smallest difference that matters, each programme by its own measure. Dashed outline: not to be read as what the training did.
Chain: <span class="key">${sign('holds')} holds</span> <span class="key">${sign('broken')} broken</span> <span class="key">${sign('unknown')} not known</span>; pale after the first broken link.</p>
</section>`;
}

function sign(state: 'holds' | 'broken' | 'unknown'): Markup {
  const shape = {
    holds: '<circle class="full" cx="7" cy="7" r="5"/>',
    broken: '<path class="cross" d="M3 3L11 11M3 11L11 3"/>',
    unknown: '<circle class="ring" cx="7" cy="7" r="4.5"/>',
  }[state];
  return trusted(`<svg class="dots" width="14" height="14" aria-hidden="true">${shape}</svg>`);
}

function row(programme: ProgrammeResult, { currency, period }: Analysis['organisation']): Markup {
  const { id, title, audience, money, chain, verdict, know, reach } = programme;
  return html`<tr data-fills="${verdictFill(verdict.kind)} ${reachFill(reach)}">
<th scope="row"><a href="#${id}">${title}</a><span class="note">${audience}</span></th>
<td class="number">${money.cost > 0 ? formatMoney(money.cost, currency) : html`<span class="note">not entered</span>`}</td>
<td>${trusted(drawChainDots(chain))}</td>
<td class="interval">${interval(programme)}</td>
<td><span class="verdict">${trusted(drawSwatch(verdictFill(verdict.kind)))}<span>${verdict.word}${halfLifeNote(programme, period)}</span></span></td>
<td>${know.text}</td></tr>`;
}

/** Under the word of a verdict that says it declines: after how long half of it was gone. */
function halfLifeNote({ verdict, halfLife }: ProgrammeResult, period: string): Markup | undefined {
  const declines = verdict.kind === 'fading' || verdict.qualifier === 'shrinking';
  if (!declines || halfLife.kind === 'refused' || halfLife.estimate === null) return undefined;
  const after = Math.round(halfLife.estimate);
  return html`<span class="note">half gone after ${counted(after, period)}</span>`;
}

interface Shown {
  readonly effect: Estimate;
  readonly when: string;
}

function interval(programme: ProgrammeResult): Markup {
  const { id, outcome, verdict } = programme;
  const shown = shownEffect(programme);
  if (outcome === undefined) {
    const missing = verdict.reason === 'no-outcome' ? 'no measure' : 'no comparison';
    return html`<span class="note">${missing}</span>`;
  }
  if (shown === undefined) return html`<span class="note">no comparison</span>`;
  const picture = drawEffectRow({
    name: `${id}-row`,
    effect: shown.effect,
    measure: outcome,
    told: verdict.kind !== 'cannot tell' || verdict.qualifier !== 'none',
  });
  return html`${trusted(picture)}${shown.when !== '' && html`<span class="note">${shown.when}</span>`}`;
}

function shownEffect({ effects }: ProgrammeResult): Shown | undefined {
  if (effects.later.kind === 'estimate') return { effect: effects.later, when: '' };
  if (effects.whole.kind === 'estimate') return { effect: effects.whole, when: 'so far' };
  if (effects.first.kind === 'estimate') return { effect: effects.first, when: 'first quarter' };
  return undefined;
}
