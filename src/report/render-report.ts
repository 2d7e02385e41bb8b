import { createHash } from 'node:crypto';
import { drawPatterns } from '../charts/index.ts';
import type { Analysis } from '../contract/analysis.ts';
import { firstScreen, pageHeader } from './first-screen.ts';
import { fontFaces } from './fonts.ts';
import { html, trusted } from './html.ts';
import { moneyBar } from './money-bar.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { inPrintedUnits } from './printed-units.ts';
import { programmeSection } from './programme-section.ts';

/**
 * The report as one HTML file that needs nothing else: fonts, style and script are inside, and its
 * Content-Security-Policy lets nothing be fetched. A programme's section has its id as anchor; our own ids
 * hold an underscore, which no programme's id does. Pure but for reading the two font files of the packages.
 */
export function renderReport(saved: Analysis): string {
  const analysis = { ...saved, programmes: saved.programmes.map(inPrintedUnits) };
  const bar = moneyBar(analysis);
  const style = `${fontFaces()}\n${pageStyle}\n${bar.rules}`;
  const policy = [
    "default-src 'none'",
    `style-src '${fingerprint(style)}'`,
    `script-src '${fingerprint(pageScript)}'`,
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Which half? ${analysis.organisation.name}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#_programmes">To the programmes</a>
${trusted(drawPatterns())}
${pageHeader(analysis)}
<main>
${firstScreen(analysis, bar.markup)}
${analysis.programmes.map((programme) => programmeSection(programme, analysis.organisation))}
</main>
<p class="unseen" role="status" id="_said"></p>
<script>${trusted(pageScript)}</script>
</body>
</html>
`.markup;
}

function fingerprint(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The Content-Security-Policy that a rendered report carries, to be sent as a header too. */
export function policyOf(report: string): string {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(report)?.[1];
  if (policy === undefined) throw new RangeError(`not a report: ${report.slice(0, 80)}`);
  return policy;
}
