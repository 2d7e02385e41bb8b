import { describe, expect, it } from 'vitest';
import type { Estimate } from '../contract/analysis.ts';
import type { Measure } from '../contract/organisation.ts';
import { asBenefit } from './interval.ts';
import { type ConditionEvidence, judge, type VerdictEvidence } from './verdict.ts';

/** An effect with half widths of the 90 %, 95 % and 97.5 % intervals in the proportion of the normal. */
function effect(estimate: number, error: number): Estimate {
  return {
    kind: 'estimate',
    estimate,
    standardError: error,
    degreesOfFreedom: 1000,
    low: estimate - 1.96 * error,
    high: estimate + 1.96 * error,
    sureLow: estimate - 2.24 * error,
    sureHigh: estimate + 2.24 * error,
    low90: estimate - 1.645 * error,
    high90: estimate + 1.645 * error,
  };
}

const sharp = 0.01;
const m = 0.1;

function evidence(first: Estimate, later: Estimate, more: Partial<VerdictEvidence> = {}): VerdictEvidence {
  return {
    first,
    later,
    whole: effect((first.estimate + later.estimate) / 2, Math.max(first.standardError, later.standardError)),
    drop: effect(first.estimate - later.estimate, Math.hypot(first.standardError, later.standardError)),
    matters: m,
    countedStages: 4,
    quartersObserved: 4,
    trainedClusters: 40,
    untrainedClusters: 20,
    lottery: false,
    condition: undefined,
    ...more,
  };
}

const figures = (first: number, later: number, error = sharp) =>
  evidence(effect(first, error), effect(later, error));

describe('judge', () => {
  const border = 1e-9;
  const cases: readonly (readonly [string, VerdictEvidence, string, string])[] = [
    ['a lasting gain', figures(0.2, 0.2), 'lasting', 'none'],
    ['a gain of just m that lasts', figures(0.1, 0.1 + border), 'lasting', 'none'],
    ['a later gain of just under m', figures(0.1, 0.1 - border), 'cannot tell', 'none'],
    ['a lasting gain that shrinks', figures(0.3, 0.15), 'lasting', 'shrinking'],
    [
      'a later gain not surely above 0',
      evidence(effect(0.2, sharp), effect(0.12, 0.054)),
      'cannot tell',
      'none',
    ],
    [
      'a later 90 % interval that reaches m/2',
      evidence(effect(0.2, 0.02), effect(0.12, 0.043)),
      'cannot tell',
      'none',
    ],
    [
      'a later 90 % interval just above m/2',
      evidence(effect(0.15, 0.02), effect(0.12, 0.0425)),
      'lasting',
      'none',
    ],
    [
      'a later gain with a year that is not sure',
      { ...figures(0.2, 0.2), whole: effect(0.2, 0.1) },
      'cannot tell',
      'none',
    ],
    ['nothing at all', figures(0, 0), 'no effect', 'none'],
    ['a first interval that touches m', figures(0.1 - 1.645 * sharp + border, 0), 'cannot tell', 'none'],
    ['a first interval just within m', figures(0.1 - 1.645 * sharp - 1e-6, 0), 'no effect', 'too-little'],
    ['a later interval that touches -m', figures(0, -0.1 + 1.645 * sharp - border), 'cannot tell', 'none'],
    ['a sure gain too small to matter', figures(0.05, 0.05), 'no effect', 'too-little'],
    ['a small loss', figures(-0.05, -0.05), 'no effect', 'none'],
    ['a gain that is gone', figures(0.3, 0), 'fading', 'none'],
    ['a first gain of just m that is gone', figures(0.1 + border, 0.02), 'fading', 'none'],
    ['a first gain just under m that is gone', figures(0.1 - border, 0.02), 'cannot tell', 'none'],
    [
      'a first gain without a sure decline',
      evidence(effect(0.13, 0.03), effect(0.09, 0.03)),
      'cannot tell',
      'none',
    ],
    ['a later loss', figures(0.2, -0.15), 'harmful', 'none'],
    ['a later loss of just m', figures(0.2, -0.1), 'harmful', 'none'],
    ['a later loss of just under m', figures(0, -0.1 + border), 'cannot tell', 'none'],
    ['a later loss that is not sure', figures(0, -0.15, 0.07), 'cannot tell', 'none'],
    [
      'a year of loss with a later recovery',
      { ...figures(-0.4, 0), whole: effect(-0.15, 0.02) },
      'harmful',
      'none',
    ],
    ['wide intervals', figures(0.1, 0.1, 0.2), 'cannot tell', 'none'],
  ];

  it.each(cases)('%s', (_, given, verdict, qualifier) => {
    expect(judge(given)).toMatchObject({ verdict, qualifier });
    expect(judge(given).reason).toBe(verdict === 'cannot tell' ? 'too-uncertain' : '');
  });

  it.each(cases)('%s, mirrored: lower is better', (_, given, verdict, qualifier) => {
    const better: Measure['better'] = 'lower';
    const mirror = (each: VerdictEvidence['first']) => {
      if (each.kind === 'refused') return each;
      const asMeasured: Estimate = {
        ...each,
        estimate: -each.estimate,
        low: -each.high,
        high: -each.low,
        sureLow: -each.sureHigh,
        sureHigh: -each.sureLow,
        low90: -each.high90,
        high90: -each.low90,
      };
      return asBenefit(asMeasured, better);
    };
    const { first, later, whole, drop } = given;
    const mirrored = {
      ...given,
      first: mirror(first),
      later: mirror(later),
      whole: mirror(whole),
      drop: mirror(drop),
    };
    expect(judge(mirrored)).toMatchObject({ verdict, qualifier });
  });

  const early: readonly (readonly [string, Partial<VerdictEvidence>, string])[] = [
    ['no stage is counted', { countedStages: 0 }, 'too-early'],
    ['none is seen to the end of the third quarter', { quartersObserved: 38 / 13 }, 'too-early'],
    ['one stage with 11 untrained', { countedStages: 1, untrainedClusters: 11 }, 'too-early'],
    ['one stage with 11 trained', { countedStages: 1, trainedClusters: 11 }, 'too-early'],
    ['three trained teams', { trainedClusters: 3 }, 'too-few'],
    ['three untrained teams', { untrainedClusters: 3 }, 'too-few'],
  ];
  it.each(early)('cannot tell when %s', (_, more, reason) => {
    expect(judge({ ...figures(0.3, 0.3), ...more })).toMatchObject({ verdict: 'cannot tell', reason });
  });

  const enough: readonly (readonly [string, Partial<VerdictEvidence>])[] = [
    ['one is seen to the end of the third quarter', { quartersObserved: 3 }],
    ['two stages with 4 teams on each side', { countedStages: 2, trainedClusters: 4, untrainedClusters: 4 }],
    ['one stage with 12 on each side', { countedStages: 1, trainedClusters: 12, untrainedClusters: 12 }],
    ['one stage of a lottery', { countedStages: 1, trainedClusters: 5, untrainedClusters: 5, lottery: true }],
  ];
  it.each(enough)('tells when %s', (_, more) => {
    expect(judge({ ...figures(0.3, 0.3), ...more }).verdict).toBe('lasting');
  });

  const refused = { kind: 'refused', reason: 'not-observed', detail: '' } as const;
  it('gives the reason of a first quarter that is refused, and waits for a later one', () => {
    expect(judge({ ...figures(0.3, 0.3), first: refused })).toMatchObject({ reason: 'not-observed' });
    expect(judge({ ...figures(0.3, 0.3), later: refused })).toMatchObject({ qualifier: 'too-early' });
  });

  describe('under a condition', () => {
    const under = (where: number, elsewhere: number, more: Partial<ConditionEvidence> = {}, error = 0.02) =>
      judge({
        ...figures((where + elsewhere) / 2, (where + elsewhere) / 2, 0.015),
        condition: {
          where: effect(where, error),
          elsewhere: effect(elsewhere, error),
          difference: effect(where - elsewhere, error * Math.SQRT2),
          fewestTeams: 10,
          ...more,
        },
      }).verdict;

    it('needs the difference sure, m where it holds, and less than m elsewhere', () => {
      expect(under(0.35, 0)).toBe('conditional');
      expect(under(0.35, 0.05)).toBe('conditional');
      expect(under(0.35, 0.08)).toBe('lasting');
      expect(under(0.2, 0.14)).toBe('lasting');
      expect(under(0.09, -0.05)).not.toBe('conditional');
      expect(under(0.35, 0, { difference: effect(0.35, 0.16) })).toBe('lasting');
    });

    it('needs ten teams on each side', () => {
      expect(under(0.35, 0, { fewestTeams: 9 })).toBe('lasting');
    });

    it('never hides harm', () => {
      const harmful = figures(-0.2, -0.2);
      const condition = {
        where: effect(0.2, sharp),
        elsewhere: effect(-0.6, sharp),
        difference: effect(0.8, sharp),
        fewestTeams: 10,
      };
      expect(judge({ ...harmful, condition }).verdict).toBe('harmful');
    });
  });
});
