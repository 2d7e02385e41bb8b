import { describe, expect, it } from 'vitest';
import { estimateWith } from './interval.ts';
import { judgeLowScores, withFigures } from './judge-low-scores.ts';
import { judge, type VerdictEvidence } from './verdict.ts';

const m = 0.1;
const error = 0.02;

function evidence(first: number, later: number): VerdictEvidence {
  return {
    first: estimateWith(first, error, 60),
    later: estimateWith(later, error, 60),
    whole: estimateWith((first + later) / 2, error, 60),
    drop: estimateWith(first - later, error, 60),
    matters: m,
    countedStages: 1,
    quartersObserved: 4,
    trainedClusters: 40,
    untrainedClusters: 60,
    lottery: false,
    condition: undefined,
  };
}

function verdict(regression: readonly [number, number], withinPerson: readonly [number, number]) {
  const judged = evidence(...regression);
  return judgeLowScores(judge(judged), judged, evidence(...withinPerson));
}

describe('judgeLowScores', () => {
  it.each([
    ['nothing in both', [0.01, 0], [-0.03, 0.02], 'no effect'],
    ['nothing, with a change on the other side of nothing', [0.02, 0.02], [-0.05, -0.05], 'no effect'],
    ['nothing, with a first change that matters', [0, 0], [0.11, 0.02], 'cannot tell'],
    ['nothing, with a later loss that matters', [0, 0], [0, -0.11], 'cannot tell'],
    ['lasting in both', [0.2, 0.2], [0.15, 0.12], 'lasting'],
    ['lasting, with a later change under what matters', [0.2, 0.2], [0.15, 0.09], 'cannot tell'],
    ['fading in both', [0.3, 0.02], [0.25, 0.05], 'fading'],
    ['fading, with a later change that matters', [0.3, 0.02], [0.25, 0.12], 'cannot tell'],
    ['harmful in both', [-0.2, -0.2], [-0.2, -0.12], 'harmful'],
    ['harmful, with a loss that does not matter', [-0.2, -0.2], [-0.02, -0.05], 'cannot tell'],
  ] as const)('%s', (_, regression, withinPerson, wanted) => {
    const found = verdict(regression, withinPerson);
    expect(found.verdict).toBe(wanted);
    expect(found.reason).toBe(wanted === 'cannot tell' ? 'low-scores' : '');
  });

  it('leaves what could not be told anyway, and tells nothing where the change is not seen', () => {
    const unsure = { ...evidence(0, 0), first: estimateWith(0.05, 0.1, 60) };
    expect(judgeLowScores(judge(unsure), unsure, evidence(0.3, 0.3)).reason).toBe('too-uncertain');
    const refused = { kind: 'refused', reason: 'not-observed', detail: '' } as const;
    const none = { ...evidence(0, 0), later: refused };
    expect(judgeLowScores(judge(evidence(0, 0)), evidence(0, 0), none).reason).toBe('low-scores');
  });

  it('reads other figures with benefit positive', () => {
    const { first, later, whole, drop } = evidence(0.2, 0.1);
    const mirrored = withFigures(evidence(0, 0), { first, later, whole, drop }, 'lower');
    expect(mirrored.first).toMatchObject({ estimate: -0.2 });
    expect(mirrored.later).toMatchObject({ estimate: -0.1 });
    expect(mirrored.trainedClusters).toBe(40);
  });
});
