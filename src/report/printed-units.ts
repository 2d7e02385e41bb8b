import type { Curve, Estimate, EstimateOrRefused, ProgrammeResult } from '../contract/analysis.ts';

/** The result with every effect and the smallest that matters in the unit that is printed (shares in points of 100). */
export function inPrintedUnits(programme: ProgrammeResult): ProgrammeResult {
  const { outcome, effects, condition } = programme;
  if (outcome === undefined || outcome.printedTimes === 1) return programme;
  const times = outcome.printedTimes;
  const scale = (effect: EstimateOrRefused) => scaled(effect, times);
  return {
    ...programme,
    outcome: { ...outcome, matters: outcome.matters * times, printedTimes: 1 },
    effects: {
      first: scale(effects.first),
      later: scale(effects.later),
      whole: scale(effects.whole),
      drop: scale(effects.drop),
    },
    inPeople: scaledCurve(programme.inPeople, times),
    inTeam: scaledCurve(programme.inTeam, times),
    sensitivity: programme.sensitivity.map((row) => ({ ...row, effect: scale(row.effect) })),
    ...(condition && {
      condition: {
        ...condition,
        where: scale(condition.where),
        elsewhere: scale(condition.elsewhere),
        difference: scale(condition.difference),
      },
    }),
  };
}

function scaled(effect: EstimateOrRefused, times: number): EstimateOrRefused {
  if (effect.kind === 'refused') return effect;
  const { kind, degreesOfFreedom, ...amounts } = effect;
  const scaledAmounts = Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, amount * times]),
  ) as unknown as Omit<Estimate, 'kind' | 'degreesOfFreedom'>;
  return { kind, degreesOfFreedom, ...scaledAmounts };
}

function scaledCurve({ points, windows }: Curve, times: number): Curve {
  return {
    points: points.map((point) => ({
      ...point,
      estimate: point.estimate * times,
      low: point.low * times,
      high: point.high * times,
      bandLow: point.bandLow * times,
      bandHigh: point.bandHigh * times,
    })),
    windows: windows.map((window) => ({ ...window, effect: scaled(window.effect, times) })),
  };
}
