import type { Analysis } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { dayFromIso, isoFromDay } from '../model/calendar.ts';
import type { Facts } from './facts.ts';

type Initiative = Analysis['initiatives'][number];

/** Days 23 x 7 to 26 x 7 after the start: something must still be recorded then for an initiative to be alive. */
const window = { fromDay: 22 * 7, toDay: 26 * 7 } as const;

/**
 * Programmes as initiatives: when they began, when something of them was last recorded, and whether they were alive
 * after 26 weeks. Unknown where nothing was ever recorded beyond their first sessions, or 26 weeks have not passed.
 */
export function initiativesOf(facts: Facts, organisation: Organisation): Initiative[] {
  return Object.entries(organisation.programmes)
    .flatMap(([id, programme]) => {
      const days = [
        ...(facts.attendance.get(id) ?? []).filter(({ came }) => came).map(({ day }) => day),
        ...programme.sessions.map(({ date }) => dayFromIso(date)),
      ].sort((a, b) => a - b);
      const [first] = days;
      const last = days.at(-1);
      if (first === undefined || last === undefined) return [];
      return [
        {
          title: programme.title,
          from: isoFromDay(first),
          to: isoFromDay(last),
          alive: aliveAfter(facts, id, first),
        },
      ];
    })
    .sort((a, b) => a.from.localeCompare(b.from));
}

function aliveAfter(facts: Facts, id: string, first: number): Initiative['alive'] {
  const byTeam = new Map<number, number[]>();
  for (const { person, day, came } of facts.attendance.get(id) ?? []) {
    const team = came ? lastTeam(facts, person) : -1;
    if (team >= 0) byTeam.set(team, [...(byTeam.get(team) ?? []), day]);
  }
  const recordedLater = [...byTeam.values()].some(
    (days) => Math.max(...days) > Math.min(...days) + window.fromDay / 2,
  );
  if (
    !recordedLater ||
    first + window.toDay > facts.calendar.firstDay + facts.calendar.periods * daysOf(facts)
  )
    return 'unknown';
  const alive = [...byTeam.values()].filter((days) => {
    const start = Math.min(...days);
    return days.some((day) => day >= start + window.fromDay && day < start + window.toDay);
  });
  return alive.length * 2 >= byTeam.size ? 'yes' : 'no';
}

function daysOf({ calendar }: Facts): number {
  return { day: 1, week: 7, month: 30 }[calendar.kind];
}

function lastTeam(facts: Facts, person: number): number {
  const { periods } = facts.calendar;
  for (let t = periods - 1; t >= 0; t--) {
    const team = facts.teamAt[person * periods + t] ?? -1;
    if (team >= 0) return team;
  }
  return -1;
}
