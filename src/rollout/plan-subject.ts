import type { Measure, Organisation, Programme } from '../contract/organisation.ts';
import {
  breakEvenEffect,
  type Facts,
  type Outcome,
  type SmallestEffect,
  smallestEffectThatMatters,
  spreadOfValues,
} from '../impact/index.ts';
import { periodsPerQuarter } from '../model/calendar.ts';
import { UsageError } from '../model/refusal.ts';

/** What the plan is about: a measure, and the programme if it is declared. */
export interface PlanSubject {
  readonly programme: { readonly id: string; readonly declared: Programme } | undefined;
  readonly measureId: string;
  readonly measure: Measure;
}

export function planSubject(
  organisation: Organisation,
  programmeId: string | undefined,
  measureId: string | undefined,
): PlanSubject {
  const declared = programmeId === undefined ? undefined : organisation.programmes[programmeId];
  if (programmeId !== undefined && declared === undefined) {
    throw new UsageError(
      `There is no programme "${programmeId}".`,
      `Declared are: ${Object.keys(organisation.programmes).join(', ') || 'none'}. For a new one, name the measure instead: --measure ID.`,
    );
  }
  const id = measureId ?? declared?.primaryOutcome;
  const measure = id === undefined ? undefined : organisation.measures[id];
  if (id === undefined || measure === undefined) {
    throw new UsageError(
      id === undefined
        ? 'It is not said what the programme shall be judged by.'
        : `There is no measure "${id}".`,
      `Name a measure with --measure ID; declared are: ${Object.keys(organisation.measures).join(', ') || 'none'}.`,
    );
  }
  return {
    programme:
      programmeId === undefined || declared === undefined ? undefined : { id: programmeId, declared },
    measureId: id,
    measure,
  };
}

/** Level and volume of the teams in the last quarter of the data. */
export interface Lately {
  readonly level: number;
  readonly volumePerPeriod: number;
  readonly people: number;
}

export function latelyOf(facts: Facts, outcome: Outcome, teams: readonly number[]): Lately {
  const { periods, kind } = facts.calendar;
  const from = Math.max(0, periods - periodsPerQuarter(kind));
  const chosen = new Set(teams);
  let [sum, count, volume, people] = [0, 0, 0, 0];
  facts.teamAt.forEach((team, cell) => {
    const period = cell % periods;
    if (!chosen.has(team) || period < from) return;
    sum += outcome.sum[cell] ?? 0;
    count += outcome.count[cell] ?? 0;
    volume += (outcome.asked ?? outcome.count)[cell] ?? 0;
    if (period === periods - 1) people++;
  });
  return { level: count === 0 ? 0 : sum / count, volumePerPeriod: volume / (periods - from), people };
}

/** As the analysis will take it: declared, else where it pays for itself in a year, else assumed. */
export function mattersOf(
  { programme, measure }: PlanSubject,
  organisation: Organisation,
  outcome: Outcome,
  lately: Lately,
): SmallestEffect {
  const cost = programme?.declared.cost;
  const hours = (cost?.hoursPerPerson ?? 0) * lately.people;
  const [fees, materials, hoursCost] = [
    cost?.fees ?? 0,
    cost?.materials ?? 0,
    hours * (cost?.loadedRate ?? 0),
  ];
  const breakEven = breakEvenEffect(
    { total: fees + materials + hoursCost, fees, materials, hours, hoursCost },
    lately,
    measure.moneyPerUnit,
    organisation.organisation.period,
  );
  return smallestEffectThatMatters(measure, breakEven, spreadOfValues({ outcome }), lately.level);
}
