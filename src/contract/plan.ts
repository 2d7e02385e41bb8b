import { z } from 'zod';
import { periodKinds } from '../model/calendar.ts';

/**
 * What `whichhalf plan` prints: who is trained when, and whether it could be told what that did. Errors and effects are in
 * units of the measure, shares and chances run from 0 to 1, dates are YYYY-MM-DD.
 */

const Refused = z.strictObject({ kind: z.literal('refused'), reason: z.string(), detail: z.string() });

/** `past`: from the past as it was. `model`: from teams that follow its averages. */
const BothWays = z.strictObject({ past: z.number(), model: z.number() });

const PlannedFigure = z.strictObject({
  error: BothWays,
  detectable: BothWays.describe('Least effect that is told from nothing in four of five futures.'),
});
export type PlannedFigure = z.infer<typeof PlannedFigure>;

const Chances = z.strictObject({
  nothing: z.number().describe('It does nothing: the verdict is "no difference".'),
  twice: z.number().describe('It does twice what matters for good: the verdict is "lasting".'),
  fading: z.number().describe('Three times what matters at first, half gone in six weeks: "fading".'),
  toldFirst: z.number().describe('An effect that just matters is told from nothing in the first quarter.'),
  toldLater: z.number().describe('The same after nine months.'),
});

export const PowerRow = z.strictObject({
  shocks: z.enum(['half', 'as they were', 'double']),
  first: PlannedFigure.optional(),
  later: PlannedFigure.optional(),
  chances: Chances,
});
export type PowerRow = z.infer<typeof PowerRow>;

export const PlanAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('by'), date: z.iso.date(), text: z.string() }),
  z.strictObject({
    kind: z.enum(['refused', 'too-uncertain']),
    reason: z.string(),
    text: z.string(),
    next: z.string().describe('What would make it answerable.'),
  }),
]);
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const PlannedAlternative = z.strictObject({
  text: z.string(),
  teamsWaiting: z.number(),
  trainedBy: z.iso.date().describe('When the last team is trained.'),
  firstError: z.number().optional(),
  laterError: z.number().optional(),
  laterDetectable: z.number().optional(),
  chanceTwice: z.number(),
  chanceNothing: z.number(),
  work: PlanAnswer,
  last: PlanAnswer,
});
export type PlannedAlternative = z.infer<typeof PlannedAlternative>;

const Alarms = z.strictObject({
  draws: z.number(),
  alarms: z.number(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
});

export const Plan = z.strictObject({
  whichhalf: z.string(),
  organisation: z.strictObject({ name: z.string(), currency: z.string(), period: z.enum(periodKinds) }),
  programme: z.strictObject({ id: z.string(), title: z.string() }).optional(),
  measure: z.strictObject({
    id: z.string(),
    title: z.string(),
    kind: z.enum(['mean', 'rate', 'count']),
    better: z.enum(['higher', 'lower']),
    unit: z.string(),
    printedTimes: z.number(),
    decimals: z.number(),
    matters: z.number().describe('Smallest effect that matters.'),
    mattersSource: z.enum(['declared', 'break-even', 'assumed']),
  }),
  past: z.strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    teams: z.number(),
    people: z.number(),
    shockSd: z.number().describe('What a period does to a whole team, as a standard deviation.'),
    shockMemory: z.number().describe('Share of it that is still there a period later.'),
    valueSd: z.number(),
    leavingPerYear: z.number(),
    removed: z.array(z.string()).describe('Programmes whose effects were taken off.'),
  }),
  order: z.strictObject({
    seed: z.number(),
    strata: z.string().optional(),
    procedure: z.string(),
    stages: z.array(
      z.strictObject({
        date: z.iso.date(),
        waits: z.boolean(),
        teams: z.array(z.string()),
        people: z.number(),
      }),
    ),
  }),
  answers: z.strictObject({ work: PlanAnswer, last: PlanAnswer }),
  power: z.strictObject({
    end: z.iso.date().describe('Last day on which anybody is left to compare with.'),
    errorNeeded: z.number().describe('m / 4.5: with it a verdict can be expected.'),
    rows: z.array(PowerRow),
  }),
  waiting: z
    .strictObject({ teams: z.number(), people: z.number(), until: z.iso.date(), price: z.string() })
    .optional(),
  alternatives: z.array(PlannedAlternative),
  looks: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('looks'),
      looks: z.array(
        z.strictObject({
          date: z.iso.date(),
          share: z.number(),
          spent: z.number(),
          boundary: z.number(),
          falseAlarms: z.number().describe('Share of futures without an effect stopped by this look.'),
        }),
      ),
      widerAtTheEnd: z.number(),
      moreData: z.number(),
    }),
    Refused,
  ]),
  placebo: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('placebo'), first: Alarms, later: Alarms.optional() }),
    Refused,
  ]),
  yaml: z.string().describe('Lines to paste into whichhalf.yaml.'),
  notes: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;
