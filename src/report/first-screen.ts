import { drawInitiatives } from '../charts/index.ts';
import type { Analysis } from '../contract/analysis.ts';
import { formatCount, formatCountInWords, formatDate, formatMonth } from '../model/format-numbers.ts';
import { figure } from './figure.ts';
import { html, type Markup } from './html.ts';
import { programmeRows } from './programme-rows.ts';
import { asSentence } from './words.ts';

export function pageHeader({ organisation }: Analysis): Markup {
  return html`<header class="masthead"><p class="wordmark">which<span>half</span></p>
<p class="whose">${organisation.name} <span class="until">${periodText(organisation)}</span></p></header>`;
}

function periodText({ from, to }: Analysis['organisation']): string {
  const [start, end] = [new Date(from), new Date(to)];
  const months = Math.round((end.getTime() - start.getTime()) / (86_400_000 * 30.44));
  return `${months} months to ${formatMonth(to)}`;
}

/** The first screen: the question, its answer, the bar, the programmes, what next, what is alive. */
export function firstScreen(analysis: Analysis, bar: Markup): Markup {
  return html`<section class="which" id="_which-half">
<h1>Which half?</h1>
<p class="answer">${analysis.headline.map(({ text, strong }) => (strong ? html`<strong>${text}</strong>` : text))}</p>
${bar}
</section>
${programmeRows(analysis)}
<div class="pair">${nextSteps(analysis)}${initiatives(analysis)}</div>
${howWeKnow(analysis)}`;
}

function nextSteps({ next, programmes }: Analysis): Markup | undefined {
  if (next.length === 0) return undefined;
  const known = new Set(programmes.map(({ id }) => id));
  const items = next.map(
    ({ programme, text, why }) =>
      html`<li>${known.has(programme) ? html`<a href="#${programme}">${text}</a>` : text}<span class="note">${why}</span></li>`,
  );
  return html`<section class="next"><h2>Next</h2><ol>${items}</ol></section>`;
}

function initiatives({ initiatives: all }: Analysis): Markup | undefined {
  if (all.length === 0) return undefined;
  const pictures = { name: 'initiatives', initiatives: all };
  return html`<section class="initiatives"><h2>${initiativesHeading(all)}</h2>${figure({
    wide: drawInitiatives({ ...pictures, width: 470 }),
    narrow: drawInitiatives({ ...pictures, width: 335 }),
    sentence:
      'From the start of each initiative to the last day on which something of it was recorded. Thick with a dot: alive. Thin: ended. Dashed: not known.',
    tables: [
      {
        caption: 'Initiatives started and alive',
        columns: [
          { title: 'Initiative' },
          { title: 'Started' },
          { title: 'Last recorded' },
          { title: 'Alive' },
        ],
        rows: all.map(({ title, from, to, alive }) => [
          title,
          formatDate(from),
          formatDate(to),
          alive === 'unknown' ? 'not known' : alive,
        ]),
      },
    ],
  })}</section>`;
}

/** "You started nine; two are alive." */
function initiativesHeading(all: Analysis['initiatives']): string {
  const alive = all.filter((initiative) => initiative.alive === 'yes').length;
  const unknown = all.filter((initiative) => initiative.alive === 'unknown').length;
  const started = `You started ${formatCountInWords(all.length)}`;
  if (alive === 0 && unknown > 0) return `${started}; none is known to be alive`;
  const living = `${alive === 0 ? 'none' : formatCountInWords(alive)} ${alive > 1 ? 'are' : 'is'} alive`;
  return unknown === 0
    ? `${started}; ${living}`
    : `${started}; ${living}, ${formatCountInWords(unknown)} not known`;
}

function howWeKnow({ organisation, notes, whichhalf }: Analysis): Markup {
  const { people, teams, sites, contacts, from, to, timeZone } = organisation;
  return html`<details class="how"><summary>How do we know?</summary>
<p>Each programme’s money stands under its present verdict, and is counted once. The figures rest on ${formatCount(people)} people in ${formatCount(teams)} teams${sites > 0 && html` at ${formatCount(sites)} sites`} and ${formatCount(contacts)} contacts from ${formatDate(from)} to ${formatDate(to)} (time zone ${timeZone}). What was measured, compared and checked stands under each programme.</p>
${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${asSentence(note)}</li>`)}</ul>`}
<p>These commands give the same figures again, in the organisation’s folder:</p>
<p><code>whichhalf analyse</code> <code>whichhalf report --out report.html</code></p>
<p class="note">Made by whichhalf ${whichhalf}.</p></details>`;
}
