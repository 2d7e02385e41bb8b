import type { Analysis, ProgrammeResult } from '../contract/analysis.ts';
import { formatCount, formatDate, formatInterval, formatValue } from '../model/format-numbers.ts';
import { verdictWords } from '../model/verdict.ts';
import { dataTable } from './figure.ts';
import { html, type Markup } from './html.ts';
import { asSentence, effectText } from './words.ts';

const outcomeWords = { passed: 'passed', failed: 'failed', 'not-run': 'not run' } as const;

/** Method, what it rests on, checks, what would change it, and the command for each figure. */
export function howDoWeKnow(programme: ProgrammeResult, organisation: Analysis['organisation']): Markup {
  const { title, method, verdict, outcome, notes, know } = programme;
  return html`<details class="how"><summary>How do we know? <span class="unseen">${title}</span></summary>
<p>${asSentence(method)}</p>
<p>${whatItRestsOn(programme, organisation)} ${asSentence(outcome?.mattersText ?? '')} ${asSentence(verdict.ifMattersWere ?? '')}${know.kind === 'told' ? ` We can know: ${know.text.replace(/\.$/, '')}.` : ''}</p>
${whoWasTrained(programme)}
${perAttender(programme)}
${ratios(programme)}
${colleagues(programme)}
${checks(programme)}
${sensitivity(programme)}
${notes.length > 0 && html`<h4>What to keep in mind</h4><ul>${notes.map((note) => html`<li>${asSentence(note)}</li>`)}</ul>`}
${commands(programme)}
</details>`;
}

function whatItRestsOn({ restsOn, groups }: ProgrammeResult, { period }: Analysis['organisation']): string {
  const { people, contacts, periods } = restsOn;
  const [who, what, when] =
    groups === undefined ? ['people', 'contacts', period] : [`${groups.of}s`, groups.counted, groups.period];
  return `It rests on ${formatCount(people)} ${who}, ${formatCount(contacts)} ${what} and ${formatCount(periods)} ${when}s.`;
}

function whoWasTrained({ design, provider, groups }: ProgrammeResult): Markup {
  const called = `${groups?.of ?? 'team'}s`;
  const stages = design.stages.map(({ date, people, teams }) => [
    formatDate(date),
    formatCount(people),
    teams === undefined ? '' : formatCount(teams),
  ]);
  return html`<h4>Who was trained when</h4><p>${asSentence(design.words)} ${inTeams(design.peopleTrained, design.teamsTrained, called)} were trained, ${inTeams(design.peopleUntrained, design.teamsUntrained, called)} were not.${provider !== undefined && ` Provider: ${provider}.`}</p>
${
  stages.length > 0 &&
  dataTable({
    caption: 'Stages',
    columns: [
      { title: 'Stage' },
      { title: 'People', number: true },
      { title: called.charAt(0).toUpperCase() + called.slice(1), number: true },
    ],
    rows: stages,
  })
}`;
}

function perAttender({ perAttender: effect }: ProgrammeResult): Markup | undefined {
  return effect && html`<h4>Per person who came</h4><p>${asSentence(effect.text)}</p>`;
}

function ratios({ rateRatio }: ProgrammeResult): Markup | undefined {
  if (rateRatio === undefined) return undefined;
  const { text, first, later, whole } = rateRatio;
  const rows = [
    ['First quarter', first],
    ['After nine months', later],
    ['Whole year', whole],
  ] as const;
  return html`<h4>As a ratio, and the cases behind it</h4><p>${asSentence(text)}</p>${dataTable({
    caption: 'Cases',
    columns: [
      { title: 'When' },
      { title: 'Ratio' },
      { title: 'Trained', number: true },
      { title: 'Not trained', number: true },
      { title: 'Trained, before', number: true },
      { title: 'Not trained, before', number: true },
    ],
    rows: rows.map(([when, { ratio, cases }]) => [
      when,
      ratio.kind === 'refused'
        ? ratio.detail
        : `${formatValue(ratio.ratio, 2)} ${formatInterval(ratio.low, ratio.high, 2)}`,
      formatCount(cases.trained),
      formatCount(cases.untrained),
      formatCount(cases.trainedBefore),
      formatCount(cases.untrainedBefore),
    ]),
  })}`;
}

function colleagues({ spillOver }: ProgrammeResult): Markup | undefined {
  return spillOver && html`<h4>What colleagues passed on</h4><p>${asSentence(spillOver.text)}</p>`;
}

function checks({ checks: all, checksSentence }: ProgrammeResult): Markup | undefined {
  if (all.length === 0) return undefined;
  const items = all.map(
    ({ outcome, text }) =>
      html`<li class="check ${outcome}"><strong>${outcomeWords[outcome]}</strong> <span>${asSentence(text)}</span></li>`,
  );
  return html`<h4>Checks</h4><p>${asSentence(checksSentence)}</p><ul class="checks">${items}</ul>`;
}

function sensitivity({ sensitivity: rows, outcome }: ProgrammeResult): Markup | undefined {
  if (rows.length === 0) return undefined;
  return html`<h4>Had we chosen otherwise</h4>${dataTable({
    caption: 'The same question, other choices',
    columns: [{ title: 'Choice' }, { title: 'Difference' }, { title: 'Verdict' }],
    rows: rows.map(({ text, effect, verdict }) => [
      text,
      effectText(effect, outcome?.decimals ?? 2),
      verdictWords[verdict],
    ]),
  })}`;
}

function commands({ reproduce }: ProgrammeResult): Markup | undefined {
  if (reproduce.length === 0) return undefined;
  return html`<h4>Commands that give these figures again</h4>${dataTable({
    caption: 'In the organisation’s folder',
    columns: [
      { title: 'Figure' },
      { title: 'Command' },
      { title: 'Where it stands' },
      { title: 'Value', number: true },
    ],
    rows: reproduce.map(({ figure, command, path, value }) => [
      figure,
      html`<code>${command}</code>`,
      html`<code>${path}</code>`,
      typeof value === 'number' ? String(value).replace('-', '−') : value,
    ]),
  })}`;
}

/** "780 people in 40 teams"; persons alone where persons were assigned. */
function inTeams(people: number, teams: number, called: string): string {
  return `${formatCount(people)} people${teams > 0 ? ` in ${formatCount(teams)} ${called}` : ''}`;
}
