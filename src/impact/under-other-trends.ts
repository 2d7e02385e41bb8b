import type { Check, EstimateOrRefused, ProgrammeResult, SensitivityRow } from '../contract/analysis.ts';
import { formatValue } from '../model/format-numbers.ts';
import type { Refused } from '../model/refusal.ts';
import type { Verdict } from '../model/verdict.ts';
import { baseUseOf } from './estimate-effects.ts';
import type { Found, Impact } from './estimate-impact.ts';
import { asBenefit } from './interval.ts';
import { driftMultiples, type ParallelTrends, parallelTrends, type UnderDrift } from './parallel-trends.ts';
import { isCapped, judge } from './verdict.ts';

/** What is left of the verdict if trained and untrained would not have moved quite alike without the training. */
export interface UnderOtherTrends {
  readonly rows: readonly SensitivityRow[];
  readonly checks: readonly Check[];
  readonly trends: ProgrammeResult['trends'];
}

type Under = Readonly<Record<'first' | 'later' | 'whole', UnderDrift | Refused>>;

const drifts: Readonly<Record<(typeof driftMultiples)[number], string>> = {
  0.5: 'half as fast as',
  1: 'as fast as',
  2: 'twice as fast as',
};

/** Nothing where lots decided who was trained when, or where effects are not differences of differences. */
export function underOtherTrends(impact: Impact): UnderOtherTrends {
  const { found } = impact;
  if (found.kind === 'refused' || !restsOnParallelTrends(found)) {
    return { rows: [], checks: [], trends: undefined };
  }
  const trends = parallelTrends(found.question, found.effects, found.figures);
  const under = { first: trends.under('first'), later: trends.under('later'), whole: trends.under('whole') };
  return {
    rows: rowsOf(impact, found, trends, under),
    checks: claimsOf(impact, found).length === 0 ? [] : [breakDownCheck(impact, found, under)],
    trends: {
      quartersBefore: trends.quartersBefore,
      breakDown: {
        first: breakDownOf(under.first),
        later: breakDownOf(under.later),
        whole: breakDownOf(under.whole),
      },
    },
  };
}

function restsOnParallelTrends({ design, question }: Found): boolean {
  return design === 'staged' && baseUseOf(question.rollOut) === 'difference';
}

function breakDownOf(under: UnderDrift | Refused) {
  return under.kind === 'refused' ? under : { kind: under.kind, ...under.breakDown };
}

function rowsOf(
  { judgement }: Impact,
  found: Found,
  trends: ParallelTrends,
  { first, later, whole }: Under,
): SensitivityRow[] {
  if (whole.kind === 'refused') {
    const text = 'had trained and untrained drifted apart after the training';
    return [{ id: 'trends', text, effect: whole, verdict: judgement.verdict }];
  }
  const stays = isCapped(judgement) || judgement.reason === 'too-early';
  const drop = stays ? undefined : trends.under('drop');
  return driftMultiples.map((multiple, k) => {
    const at = (under: UnderDrift | Refused) => (under.kind === 'refused' ? under : under.figures[k]);
    return {
      id: `trends-${multiple}`,
      text: `had trained and untrained drifted apart after the training ${drifts[multiple]} they ever did before it`,
      effect: at(whole) ?? found.figures.whole,
      verdict:
        drop === undefined
          ? judgement.verdict
          : judgedBy(found, { first: at(first), later: at(later), whole: at(whole), drop: at(drop) }),
    };
  });
}

function judgedBy(
  { evidence, measure }: Found,
  figures: Record<'first' | 'later' | 'whole' | 'drop', EstimateOrRefused | undefined>,
): Verdict {
  const benefit = (name: keyof typeof figures) => {
    const figure = figures[name];
    return figure?.kind === 'estimate' ? asBenefit(figure, measure.better) : evidence[name];
  };
  return judge({
    ...evidence,
    first: benefit('first'),
    later: benefit('later'),
    whole: benefit('whole'),
    drop: benefit('drop'),
    condition: undefined,
  }).verdict;
}

/** Figures of which the verdict says that they differ from 0; it falls with the last of them. */
function claimsOf({ judgement }: Impact, { evidence }: Found): (keyof Under)[] {
  const isSure = (name: keyof Under) => {
    const figure = evidence[name];
    return figure.kind === 'estimate' && (figure.sureLow > 0 || figure.sureHigh < 0);
  };
  if (judgement.verdict === 'lasting') return ['later'];
  if (judgement.verdict === 'fading') return ['first'];
  if (judgement.verdict === 'harmful') return (['later', 'whole'] as const).filter(isSure);
  return judgement.qualifier === 'too-little' ? (['first', 'later'] as const).filter(isSure) : [];
}

/** The break-down value in words. */
function breakDownCheck(impact: Impact, found: Found, under: Under): Check {
  const claims = claimsOf(impact, found).map((name) => under[name]);
  const breakDowns = claims.flatMap((claim) => (claim.kind === 'refused' ? [] : [claim.breakDown]));
  const [most] = breakDowns.sort((a, b) => b.multiple - a.multiple);
  const check = { id: 'parallel-trends', role: 'naming' } as const;
  if (most === undefined) {
    const text = 'how far trained and untrained drifted apart before the training cannot be seen';
    return { ...check, outcome: 'not-run', text };
  }
  const times = `${formatValue(most.multiple, 1)} times`;
  if (most.multiple < 1) {
    const share = most.multiple < 0.95 ? times : 'nearly';
    const text = `the verdict would fall had trained and untrained drifted apart after the training ${share} as fast as they ever did before it`;
    return { ...check, outcome: 'failed', text };
  }
  const far = most.reached ? `; it would fall at ${times} that` : '';
  const text = `there would still be an effect had trained and untrained drifted apart after the training as fast as they ever did before it${far}`;
  return { ...check, outcome: 'passed', text };
}
