import type { Programme } from '../contract/organisation.ts';
import { periodOfDay } from '../model/calendar.ts';
import { formatValue } from '../model/format-numbers.ts';
import { type Refused, refuse } from '../model/refusal.ts';
import { type EffectPerAttender, effectPerAttender } from '../stats/effect-per-attender.ts';
import { type Contrast, type LevelContrast, settle } from '../stats/level-contrast.ts';
import {
  type EffectQuestion,
  type Effects,
  estimateEffects,
  levelsOf,
  type StageWindows,
  windowTables,
} from './estimate-effects.ts';
import type { Facts } from './facts.ts';
import { rosterAt } from './plan-stages.ts';
import { type Printing, printDifference, printInterval } from './sentences.ts';
import { ofPersons } from './shared-logins.ts';
import { emptyMeans, type Span } from './window-means.ts';

/** What the training did for each person who came, beside what it did for all who were assigned. */
export interface PerAttender {
  readonly first: EffectPerAttender | Refused;
  readonly later: EffectPerAttender | Refused;
  readonly whole: EffectPerAttender | Refused;
}

/** From this share on everybody came: the effect per attender is the effect. */
const everybody = 0.995;

/** Undefined where nobody was assigned by name, nothing is recorded of who came, or everybody came and nobody else. */
export function perAttenderOf(
  asked: EffectQuestion,
  effectsAsked: Effects,
  programmeId: string,
  programme: Programme,
): PerAttender | undefined {
  const question = ofPersons(asked);
  const effects = question === asked ? effectsAsked : estimateEffects(question);
  const { facts } = question;
  const isAssigned = programme.sessions.some(({ teams, people }) => teams.length + people.length > 0);
  if (!isAssigned || (facts.attendance.get(programmeId) ?? []).length === 0) return undefined;
  const came = firstCame(facts, programmeId);
  const cameAt =
    programme.kind === 'leadership' ? byLeader(facts, came) : (person: number) => came.get(person);
  const tables = windowTables(question).map((table) => attendedIn(question, table, cameAt));
  const levels = levelsOf(question, tables);
  const read = (effect: Contrast | undefined, attended: LevelContrast | undefined) =>
    effect && attended
      ? effectPerAttender({ effect, came: settle(attended, effects.blocks, 'none'), blocks: effects.blocks })
      : refuse('not-observed', 'No period in which trained and untrained people can be compared.');
  if ((levels.first?.after ?? 1) >= everybody) return undefined;
  const all = {
    first: read(effects.first, levels.first),
    later: read(effects.later, levels.later),
    whole: read(effects.whole, levels.whole),
  };
  const weak = Object.values(all).find(
    (each) => each.kind === 'refused' && each.reason === 'weak-first-stage',
  );
  return weak?.kind === 'refused' ? { first: weak, later: weak, whole: weak } : all;
}

type CameAt = (person: number, cluster: number) => number | undefined;

/** By person, the period in which they first came; before the calendar is -1. */
function firstCame(facts: Facts, programmeId: string): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const { person, day, came } of facts.attendance.get(programmeId) ?? []) {
    if (!came) continue;
    const period = Math.max(-1, periodOfDay(facts.calendar, day));
    first.set(person, Math.min(period, first.get(person) ?? period));
  }
  return first;
}

/** Of a leaders' programme the people of a team take part once its leader came. */
function byLeader({ leaders }: Facts, came: ReadonlyMap<number, number>): CameAt {
  const ofTeam = new Map<number, number>();
  for (const { person, team } of leaders) {
    const period = came.get(person);
    if (period !== undefined) ofTeam.set(team, Math.min(period, ofTeam.get(team) ?? period));
  }
  return (_, team) => ofTeam.get(team);
}

/** In place of the outcome: the share of each window that lies after the own coming, with the weights of the outcome. */
function attendedIn(
  { facts, outcome, rollOut }: EffectQuestion,
  table: StageWindows,
  cameAt: CameAt,
): StageWindows {
  const { periods } = facts.calendar;
  const roster = rosterAt(facts, rollOut, table.stage.stage);
  const count = (person: number, from: number, to: number) => {
    let sum = 0;
    for (let cell = person * periods + from; cell <= person * periods + to; cell++)
      sum += outcome.count[cell] ?? 0;
    return sum;
  };
  const inPost = (person: number, { from, to }: Span) => {
    const row = facts.teamAt.subarray(person * periods + from, person * periods + to + 1);
    return row.reduce((sum, team) => sum + (team >= 0 ? 1 : 0), 0) / row.length;
  };
  const means = table.windows.map(({ span }) => {
    const attended = emptyMeans(rollOut.clusters);
    roster.forEach((cluster, person) => {
      if (cluster < 0 || count(person, span.from, span.to) === 0) return;
      const weight = count(person, span.baseFrom, span.baseTo) * inPost(person, span);
      const since = cameAt(person, cluster) ?? periods;
      const after = Math.max(0, span.to - Math.max(span.from - 1, since)) / (span.to - span.from + 1);
      attended.weight[cluster] = (attended.weight[cluster] ?? 0) + weight;
      attended.after[cluster] = (attended.after[cluster] ?? 0) + weight * after;
    });
    return attended;
  });
  return { ...table, means };
}

/** The same in words. */
export function sayPerAttender({ first, later }: PerAttender, print: Printing): string {
  if (first.kind === 'refused' && later.kind === 'refused') {
    return `What it did for each person who came cannot be told: ${first.detail}`;
  }
  const figure = (effect: PerAttender['first']) =>
    effect.kind === 'refused'
      ? 'not known'
      : `${printDifference(effect.estimate, print)} ${print.unit} ${printInterval(effect, print)}`;
  const came = first.kind === 'estimate' ? first.came : later.kind === 'estimate' ? later.came : 0;
  return `The verdict is on all who were assigned. The share who came was ${formatValue(100 * came, 0)} points higher among them than among the others. Per person who came: ${figure(first)} in the first quarter, ${figure(later)} after nine months, if those who stayed away got nothing from it.`;
}
