import type { ProgrammeResult } from '../contract/analysis.ts';
import { formatCount, formatPercent } from '../model/format-numbers.ts';
import type { Found } from './estimate-impact.ts';
import { personsOf } from './facts.ts';
import { rosterAt } from './plan-stages.ts';

/** Share of those then in the trained teams who were there on the date, period by period; none where persons were trained. */
export function shareStillTrained({ question, effects }: Found): ProgrammeResult['shareStillTrained'] {
  const { rollOut } = question;
  const facts = personsOf(question.facts);
  if (rollOut.by === 'person') return [];
  const { periods } = facts.calendar;
  const last = effects.observedTo;
  const still = new Float64Array(last + 1);
  const all = new Float64Array(last + 1);
  for (const { index, stage } of effects.stages) {
    const roster = rosterAt(facts, rollOut, stage);
    for (let person = 0; person < facts.people; person++) {
      const present = (roster[person] ?? -1) >= 0 && rollOut.stageOf[roster[person] ?? -1] === index;
      for (let e = 1; e <= last && stage.transitionTo + e < periods; e++) {
        const team = facts.teamAt[person * periods + stage.transitionTo + e] ?? -1;
        if (team < 0) continue;
        if (rollOut.stageOf[team] !== index) continue;
        all[e] = (all[e] ?? 0) + 1;
        if (present) still[e] = (still[e] ?? 0) + 1;
      }
    }
  }
  return Array.from({ length: last }, (_, k) => k + 1)
    .filter((e) => (all[e] ?? 0) > 0)
    .map((e) => ({ eventTime: e, share: (still[e] ?? 0) / (all[e] ?? 1) }));
}

/** What leaving and joining did to the trained teams over the year. */
export function sayTurnover(found: Found): string {
  const { question } = found;
  if (question.rollOut.by === 'person') return '';
  const shares = shareStillTrained(found);
  const last = shares.at(-1);
  if (last === undefined) return '';
  const { calendar } = question.facts;
  return `After ${last.eventTime} ${calendar.kind}s ${formatPercent(last.share)} of the people in the trained teams had been there on their date; ${formatCount(joiners(found))} joiners were not trained.`;
}

function joiners({ question, effects }: Found): number {
  const { rollOut } = question;
  const facts = personsOf(question.facts);
  const { periods } = facts.calendar;
  let count = 0;
  for (const { index, stage, observedTo } of effects.stages) {
    const roster = rosterAt(facts, rollOut, stage);
    for (let person = 0; person < facts.people; person++) {
      const team = facts.teamAt[person * periods + observedTo] ?? -1;
      if (team >= 0 && rollOut.stageOf[team] === index && rollOut.stageOf[roster[person] ?? -1] !== index)
        count++;
    }
  }
  return count;
}
