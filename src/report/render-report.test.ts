import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  emptyAnalysis,
  exampleAnalysis,
  oneProgrammeWithoutMoney,
} from '../../test/support/example-analysis.ts';
import { Analysis } from '../contract/analysis.ts';
import { policyOf, renderReport } from './index.ts';

const analyses = { full: exampleAnalysis(), empty: emptyAnalysis(), one: oneProgrammeWithoutMoney() };
const full = renderReport(analyses.full);

/** The page without its fonts, style and script. */
function bodyOf(report: string): string {
  return /<body>[\s\S]*(?=<script>)/.exec(report)![0];
}

/** What a reader sees without opening "How do we know?". */
function withoutHow(report: string): string {
  return bodyOf(report).replace(/<details class="how">[\s\S]*?<\/details>/g, '');
}

describe.each(Object.entries(analyses))('the report (%s)', (_name, analysis) => {
  const report = renderReport(analysis);

  it('is made from what the contract allows', () => {
    expect(Analysis.parse(analysis)).toEqual(analysis);
  });

  it('fetches nothing and has no attribute that its policy forbids', () => {
    expect(bodyOf(report)).not.toMatch(/\s(style|on[a-z]+)="/);
    expect(bodyOf(report)).not.toMatch(/https?:\/\//);
    expect(bodyOf(report)).not.toMatch(/NaN|undefined|\[object/);
  });

  it('lets only its own style and script run', () => {
    for (const tag of ['style', 'script']) {
      const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(report)![1]!;
      expect(policyOf(report)).toContain(createHash('sha256').update(text).digest('base64'));
    }
  });

  it('has each id once and no link to nowhere', () => {
    const ids = [...report.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const [, target] of report.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });
});

describe('the report', () => {
  it('never strikes a sentence through without its reason', () => {
    const struck = analyses.full.programmes.filter(({ beforeAfter }) => beforeAfter?.struck);
    expect(struck.length).toBeGreaterThan(0);
    expect(full.match(/<s>[^<]+<\/s> [A-Z]/g)).toHaveLength(struck.length);
  });

  it('names methods only under "How do we know?"', () => {
    expect(full).toContain('group-time');
    expect(withoutHow(full)).not.toMatch(/group-time|cohort|estimand|pre-trend|cluster/);
  });

  it('prints shares in points where the contract says so', () => {
    expect(full).toMatch(/Complaints \(per 1,000 stays\)[^<]*that matters, 0\.4\./);
  });

  it('says for every programme in words what the colour says', () => {
    for (const { verdict } of analyses.full.programmes) expect(full).toContain(`<span>${verdict.word}`);
  });

  it('keeps its own anchors apart from the programmes’ ids', () => {
    const report = renderReport(analyses.full);
    const own = [...report.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    const programmes = analyses.full.programmes.map(({ id }) => id);
    expect(own.filter((id) => !id.includes('_')).sort()).toEqual([...programmes].sort());
  });

  it('escapes what organisations write', () => {
    const [first] = analyses.full.programmes;
    const title = '</script><img src=x onerror=alert(1)>';
    const report = renderReport({ ...analyses.full, programmes: [{ ...first!, title, audience: title }] });
    expect(report).not.toContain('<img');
    expect(report).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('refuses to take a policy from something else', () => {
    expect(() => policyOf('<html></html>')).toThrow('not a report: <html></html>');
  });
});
