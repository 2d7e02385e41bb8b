import { z } from 'zod';
import { periodKinds } from '../model/calendar.ts';
import { programmeKinds, waysOfChoosing } from '../model/programme.ts';
import { links, reaches, verdicts } from '../model/verdict.ts';

/**
 * The saved result of `whichhalf analyse`: what the terminal, `--json` and the report print.
 * Effects are in units of the measure and **as it is measured**; `better` says which way is good.
 * Benefits are in money of `currency`. Shares and probabilities run from 0 to 1. Dates are YYYY-MM-DD.
 */

const Refused = z.strictObject({ kind: z.literal('refused'), reason: z.string(), detail: z.string() });

/** `low` to `high` is the 95 % interval, `sureLow` to `sureHigh` the 97.5 % one that "sure" means, `low90` to `high90` the 90 % one. */
export const Estimate = z.strictObject({
  kind: z.literal('estimate'),
  estimate: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  low: z.number(),
  high: z.number(),
  sureLow: z.number(),
  sureHigh: z.number(),
  low90: z.number(),
  high90: z.number(),
});
export type Estimate = z.infer<typeof Estimate>;

export const EstimateOrRefused = z.discriminatedUnion('kind', [Estimate, Refused]);
export type EstimateOrRefused = z.infer<typeof EstimateOrRefused>;

const BreakDownOrRefused = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('estimate'),
    multiple: z.number(),
    reached: z.boolean().describe('False where even the largest multiple that was tried leaves the effect.'),
  }),
  Refused,
]);

/** What was brought, in money, with its 95 % interval and the chance that it is more than the cost. */
const MoneyOrRefused = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('estimate'),
    estimate: z.number(),
    low: z.number(),
    high: z.number(),
    probabilityExceedsCost: z.number(),
  }),
  Refused,
]);

/** Effect per person who came; `came` is how many more of those assigned came than of the others, as a share. */
const PerAttender = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('estimate'),
    estimate: z.number(),
    standardError: z.number(),
    low: z.number(),
    high: z.number(),
    degreesOfFreedom: z.number(),
    came: z.number(),
  }),
  Refused,
]);

/** How many times as many cases there were because of the training, and the cases behind the four rates. */
const RatioOfCases = z.strictObject({
  ratio: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('estimate'),
      ratio: z.number(),
      low: z.number(),
      high: z.number(),
      logStandardError: z.number(),
      degreesOfFreedom: z.number(),
      power: z.number().describe('Power to which the ratio before was taken off; 1 is the ratio of ratios.'),
    }),
    Refused,
  ]),
  cases: z.strictObject({
    trained: z.number(),
    untrained: z.number(),
    trainedBefore: z.number(),
    untrainedBefore: z.number(),
  }),
});

/** One period before (negative) or after the training; the transition has none. `band` holds for the whole curve at once. */
const CurvePoint = z.strictObject({
  eventTime: z.number().int(),
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  bandLow: z.number(),
  bandHigh: z.number(),
  peopleTrained: z.number().int(),
  peopleUntrained: z.number().int(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

/** One of the four quarters after the training, counted in periods from the first after the transition. */
const WindowEffect = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  label: z.string().describe('Such as "weeks 1-13".'),
  effect: EstimateOrRefused,
});
export type WindowEffect = z.infer<typeof WindowEffect>;

const Curve = z.strictObject({ points: z.array(CurvePoint), windows: z.array(WindowEffect) });
export type Curve = z.infer<typeof Curve>;

const Check = z.strictObject({
  id: z.string(),
  role: z.enum(['capping', 'naming']),
  outcome: z.enum(['passed', 'failed', 'not-run']),
  p: z.number().optional(),
  text: z.string().describe('What was checked and what was found, in words for readers.'),
});
export type Check = z.infer<typeof Check>;

const SensitivityRow = z.strictObject({
  id: z.string(),
  text: z.string(),
  effect: EstimateOrRefused,
  verdict: z.enum(verdicts),
});
export type SensitivityRow = z.infer<typeof SensitivityRow>;

const OutcomeWords = z.strictObject({
  id: z.string(),
  title: z.string(),
  unit: z.string(),
  kind: z.enum(['mean', 'rate', 'count']),
  better: z.enum(['higher', 'lower']),
  decimals: z.number().int().describe('Decimals with which effects are printed.'),
  printedTimes: z.number().describe('Effects are printed times this: 100 for shares, else 1.'),
  matters: z.number(),
  mattersSource: z.enum(['declared', 'break-even', 'assumed']),
  mattersText: z.string(),
});

const Companion = z.strictObject({
  id: z.string(),
  title: z.string(),
  effect: EstimateOrRefused,
  decimals: z.number().int(),
  within: z
    .boolean()
    .optional()
    .describe('Whether the effect is told to be too small to disturb the verdict.'),
  text: z.string(),
});
export type Companion = z.infer<typeof Companion>;

const ChainLink = z.strictObject({
  link: z.enum(links),
  state: z.enum(['holds', 'broken', 'unknown']),
  evidence: z.string().describe('A few words under the link.'),
  threshold: z.string().describe('What it takes for the link to hold.'),
});
export type ChainLink = z.infer<typeof ChainLink>;

/** When the question can be answered under the roll-out as it is, and under the one that is proposed. */
const Know = z.strictObject({
  kind: z.enum(['told', 'by', 'never']),
  date: z.string().optional(),
  text: z
    .string()
    .describe('Such as "told since 3 October 2026" or "never, because all were trained on one day".'),
  proposal: z.strictObject({ text: z.string(), date: z.string().optional() }).optional(),
});

const Refusal = z.strictObject({
  what: z.string().describe('What we refuse to say, as a sentence.'),
  why: z.string(),
  next: z.string().describe('What would tell.'),
  date: z.string().optional(),
});

const Reproduce = z.strictObject({
  figure: z.string().describe('What the command gives, in words.'),
  command: z.string(),
  path: z
    .string()
    .describe(
      'Where it stands in the JSON that the command prints, such as programmes.0.effects.first.estimate.',
    ),
  value: z.union([z.number(), z.string()]),
});

export const ProgrammeResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(programmeKinds),
  audience: z.string(),
  provider: z.string().optional(),
  design: z.strictObject({
    by: z.enum(['person', 'team']),
    how: z.enum(waysOfChoosing),
    words: z
      .string()
      .describe('Such as "40 teams in four stages, in an order drawn by lot; 20 were not trained".'),
    stages: z.array(
      z.strictObject({ date: z.string(), people: z.number().int(), teams: z.number().int().optional() }),
    ),
    peopleTrained: z.number().int(),
    teamsTrained: z.number().int(),
    peopleUntrained: z.number().int(),
    teamsUntrained: z.number().int(),
  }),
  groups: z
    .strictObject({
      of: z.enum(['site', 'department', 'team']),
      period: z.enum(periodKinds),
      counted: z.enum(['answers', 'scores']).describe('What "contacts" are in restsOn.'),
    })
    .optional()
    .describe(
      'Where its measure names no employee: what is compared (called teams in design, people in restsOn), and its periods.',
    ),
  outcome: OutcomeWords.optional(),
  verdict: z.strictObject({
    kind: z.enum(verdicts),
    word: z.string().describe('As people read it: "only where leaders follow up".'),
    qualifier: z.enum(['none', 'shrinking', 'too-little', 'too-early']),
    reason: z.string().describe('Fixed code of the reason where it cannot be told, else empty.'),
    headline: z.string().describe('Two or three words: "It faded."'),
    sentence: z.string().describe('What follows the headline, with the numbers in it.'),
    ifMattersWere: z
      .string()
      .optional()
      .describe('For which smallest effect that matters the verdict would change.'),
  }),
  effects: z.strictObject({
    first: EstimateOrRefused.describe('First quarter: weeks 1 to 13.'),
    later: EstimateOrRefused.describe('Third and fourth quarter: weeks 27 to 52.'),
    whole: EstimateOrRefused.describe('All four quarters.'),
    drop: EstimateOrRefused.describe('First less later.'),
  }),
  inPeople: Curve,
  inTeam: Curve,
  shareStillTrained: z.array(z.strictObject({ eventTime: z.number().int(), share: z.number() })),
  halfLife: z.union([
    z.strictObject({
      kind: z.literal('estimate'),
      estimate: z.number().nullable().describe('In periods; null where no decline is told from none.'),
      low: z.number(),
      high: z.number().nullable(),
      text: z.string(),
    }),
    Refused,
  ]),
  condition: z
    .strictObject({
      title: z.string(),
      where: EstimateOrRefused,
      elsewhere: EstimateOrRefused,
      difference: EstimateOrRefused,
      teams: z.strictObject({
        whereTrained: z.number(),
        whereUntrained: z.number(),
        elsewhereTrained: z.number(),
        elsewhereUntrained: z.number(),
      }),
      text: z.string(),
    })
    .optional(),
  beforeAfter: z
    .strictObject({
      estimate: z.number(),
      text: z.string().describe('"A before/after chart would say +0.34 points."'),
      struck: z.boolean(),
      reason: z
        .string()
        .describe('Fixed code, such as survey-changed, low-scores, others-answered, everyone-rose or same.'),
      reasonText: z.string(),
    })
    .optional(),
  rateRatio: z
    .strictObject({
      first: RatioOfCases,
      later: RatioOfCases,
      whole: RatioOfCases,
      text: z.string(),
    })
    .optional()
    .describe('Where cases are rare: the effect as a ratio, with the cases behind it.'),
  perAttender: z
    .strictObject({ first: PerAttender, later: PerAttender, whole: PerAttender, text: z.string() })
    .optional()
    .describe('Where people were assigned and not all came: the effect per person who came.'),
  spillOver: z
    .strictObject({
      perTenPoints: EstimateOrRefused.describe(
        'By how much untrained people moved for ten points more of their own team that was trained.',
      ),
      text: z.string(),
    })
    .optional()
    .describe('Where persons were trained within teams: what colleagues passed on.'),
  trends: z
    .strictObject({
      quartersBefore: z.number().int(),
      breakDown: z.strictObject({
        first: BreakDownOrRefused,
        later: BreakDownOrRefused,
        whole: BreakDownOrRefused,
      }),
    })
    .optional()
    .describe(
      'Where lots did not decide: how many times as fast as ever before trained and untrained may have drifted apart after the training until the effect is no longer told from none.',
    ),
  checks: z.array(Check),
  checksSentence: z.string(),
  sensitivity: z.array(SensitivityRow),
  companions: z.array(Companion),
  money: z.strictObject({
    cost: z.number(),
    fees: z.number(),
    feesFrom: z
      .array(z.string())
      .optional()
      .describe('Which invoices the fees come from, and by which rule they were spread.'),
    hours: z.number(),
    hoursCost: z.number(),
    materials: z.number(),
    benefit: MoneyOrRefused,
    breakEven: z.string().describe('"Pays if it avoids 31 complaints a year.", or why that cannot be said.'),
    text: z.string(),
  }),
  chain: z.array(ChainLink),
  reach: z.enum(reaches),
  reachText: z.string(),
  know: Know,
  refusals: z.array(Refusal),
  turnover: z
    .string()
    .describe('What leaving and joining did: "lost through turnover: 84 joiners untrained".'),
  method: z.string().describe('How do we know? One paragraph; the only place that names the method.'),
  restsOn: z.strictObject({
    people: z.number().int(),
    contacts: z.number().int(),
    periods: z.number().int(),
  }),
  reproduce: z.array(Reproduce),
  notes: z.array(z.string()),
});
export type ProgrammeResult = z.infer<typeof ProgrammeResult>;

const Share = z.strictObject({ amount: z.number(), programmes: z.array(z.string()) });

export const Analysis = z.strictObject({
  whichhalf: z.string().describe('Version that made it.'),
  organisation: z.strictObject({
    name: z.string(),
    customers: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    period: z.enum(periodKinds),
    from: z.string(),
    to: z.string(),
    people: z.number().int(),
    teams: z.number().int(),
    sites: z.number().int(),
    contacts: z.number().int(),
  }),
  headline: z
    .array(z.strictObject({ text: z.string(), strong: z.boolean() }))
    .describe('The answer, in parts.'),
  money: z.strictObject({
    total: z.number(),
    byVerdict: z.array(Share.extend({ verdict: z.enum(verdicts), note: z.string() })),
    byReach: z.array(Share.extend({ reach: z.enum(reaches), note: z.string() })),
    firstColouring: z.enum(['verdict', 'reach']),
    benefit: MoneyOrRefused,
    outside: z.array(z.strictObject({ kind: z.enum(programmeKinds), amount: z.number() })),
  }),
  programmes: z
    .array(ProgrammeResult)
    .describe('Those in the bar first; within them by cost, the dearest first.'),
  initiatives: z.array(
    z.strictObject({
      title: z.string(),
      from: z.string(),
      to: z.string().describe('Last day on which something of it was recorded.'),
      alive: z.enum(['yes', 'no', 'unknown']),
    }),
  ),
  next: z.array(z.strictObject({ programme: z.string(), text: z.string(), why: z.string() })),
  notes: z.array(z.string()),
});
export type Analysis = z.infer<typeof Analysis>;
