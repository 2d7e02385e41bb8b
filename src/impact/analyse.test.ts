import { describe, expect, it } from 'vitest';
import { simulatedExample } from '../../test/support/simulated-facts.ts';
import { Analysis } from '../contract/analysis.ts';
import { analyse } from './analyse.ts';
import { estimateImpact } from './estimate-impact.ts';

describe('the example organisation', () => {
  it.each([1, 2, 3])('is judged as it is, with seed %s', (seed) => {
    const { facts, organisation, truths } = simulatedExample(seed);
    const missed = truths.flatMap(({ id, kind, expected }) => {
      const { judgement } = estimateImpact(facts, organisation, id);
      return expected.includes(judgement.verdict)
        ? []
        : [`${kind}: ${judgement.verdict} ${judgement.reason}`];
    });
    expect(missed).toEqual([]);
  });

  it('is put in words that claim no more than is known', () => {
    const { facts, organisation } = simulatedExample(1);
    const analysis = analyse({ facts, organisation, version: '0.0.0', seed: 1 });
    expect(Analysis.parse(analysis)).toEqual(analysis);
    const text = JSON.stringify(analysis);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).not.toMatch(/Chance that it brought more than it cost: (0|100)\b/);
    const lastDay = analysis.organisation.to;
    for (const { know, verdict, title } of analysis.programmes) {
      expect(verdict.sentence, title).not.toBe('');
      if (know.kind === 'by') expect((know.date ?? '') > lastDay, title).toBe(true);
      if (know.kind === 'told') expect((know.date ?? '9') <= lastDay, title).toBe(true);
      if (verdict.kind === 'no effect') expect(verdict.sentence).not.toMatch(/\b(rose|fell|higher|lower)\b/);
    }
    const harmful = analysis.programmes.find(({ verdict }) => verdict.kind === 'harmful');
    expect(harmful?.verdict.sentence).toMatch(/lower than among those not trained/);
  });
});
