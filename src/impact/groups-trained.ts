import type { Programme } from '../contract/organisation.ts';
import { periodOfDay } from '../model/calendar.ts';
import { formatCount } from '../model/format-numbers.ts';
import type { WayOfChoosing } from '../model/programme.ts';
import type { Facts, Groups } from './facts.ts';
import { homeTeams } from './trained-around.ts';
import {
  append,
  type Dates,
  datesOfSession,
  leastShareOfTeam,
  middleOf,
  settleAll,
  trainingDates,
  wholeTeams,
} from './training-dates.ts';

/** When whole sites, departments or teams with a score were trained, by whom of their people or teams were. */
export interface GroupsTrained {
  readonly dates: ReadonlyMap<number, Dates>;
  /** As declared; a lot that was drawn within groups is none between them. */
  readonly how: WayOfChoosing;
  readonly notes: readonly string[];
}

/**
 * A group is trained from the day by which half of those of its people (its teams, where teams were assigned) had been
 * trained who were; with under a fifth of them it is not trained. Sessions may also name groups themselves.
 */
export function groupsTrained(
  facts: Facts,
  groups: Groups,
  programmeId: string,
  programme: Programme,
): GroupsTrained {
  const named = datesOfNamedGroups(facts, groups, programme);
  if (named.size > 0) return { dates: named, how: programme.chosen.how, notes: [] };
  const shares = sharesTrained(groups, programmeId, programme);
  const dates = new Map<number, Dates>();
  for (const [group, { trained, size }] of shares) {
    if (trained.length < leastShareOfTeam * size) continue;
    const firstDay = middleOf(trained.map((each) => each.firstDay));
    const lastDay = Math.max(firstDay, middleOf(trained.map((each) => each.lastDay)));
    dates.set(group, { firstDay, lastDay });
  }
  return { dates, ...howChosen(groups, programme, [...shares.values()], dates.size) };
}

/** The days of those of a group who were trained, and how many they could have been. */
interface Share {
  readonly trained: readonly Dates[];
  readonly size: number;
}

function datesOfNamedGroups(
  facts: Facts,
  { staff }: Groups,
  { sessions, rhythm }: Programme,
): Map<number, Dates> {
  const isTeam = new Set(staff.teamNames);
  const indexOf = new Map(facts.teamNames.map((name, group) => [name, group]));
  const dates = new Map<number, Dates[]>();
  for (const session of sessions) {
    for (const name of session.teams) {
      const group = isTeam.has(name) ? undefined : indexOf.get(name);
      if (group !== undefined) append(dates, group, datesOfSession(session));
    }
  }
  return settleAll(dates, { rhythm });
}

function sharesTrained(groups: Groups, programmeId: string, programme: Programme): Map<number, Share> {
  const { staff, groupOfTeam } = groups;
  const { by, dates } = trainingDates(staff, programmeId, programme);
  const teamOf = by === 'team' ? (team: number) => team : teamsOfPeople(staff);
  const trained = new Map<number, Dates[]>();
  for (const [cluster, of] of dates) {
    const group = groupOfTeam[teamOf(cluster, of.firstDay)] ?? -1;
    if (group >= 0) append(trained, group, of);
  }
  return new Map(
    [...trained].map(([group, of]) => {
      const size =
        by === 'team'
          ? groupOfTeam.filter((each) => each === group).length
          : peopleOn(groups, middleOf(of.map(({ firstDay }) => firstDay)))[group];
      return [group, { trained: of, size: Math.max(size ?? 0, 1) }];
    }),
  );
}

/** Team on a day; where not in post or outside the calendar, the first that somebody was in. */
function teamsOfPeople(staff: Facts): (person: number, day: number) => number {
  const homes = homeTeams(staff);
  return (person, day) => {
    const team = staff.teamAt[person * staff.calendar.periods + periodWithin(staff, day)] ?? -1;
    return team >= 0 ? team : (homes[person] ?? -1);
  };
}

function periodWithin({ calendar }: Facts, day: number): number {
  return Math.max(0, Math.min(periodOfDay(calendar, day), calendar.periods - 1));
}

/** People of the staff in post in each group on a day, by group. */
export function peopleOn({ staff, groupOfTeam }: Groups, day: number): Readonly<Record<number, number>> {
  const period = periodWithin(staff, day);
  const people: Record<number, number> = {};
  for (let person = 0; person < staff.people; person++) {
    const team = staff.teamAt[person * staff.calendar.periods + period] ?? -1;
    const group = groupOfTeam[team] ?? -1;
    if (group >= 0) people[group] = (people[group] ?? 0) + 1;
  }
  return people;
}

/** Were whole groups trained at once? Else a lot among their people or teams is none among them, and the parts are said. */
function howChosen(
  { level }: Groups,
  { chosen: { how } }: Programme,
  shares: readonly Share[],
  trained: number,
): Pick<GroupsTrained, 'how' | 'notes'> {
  const inParts = shares.filter((share) => !isWhole(share)).length;
  if (inParts === 0) return { how, notes: [] };
  const parts = `${formatCount(inParts)} of ${formatCount(shares.length)} ${level}s that were trained at all were trained in part, or over more than ${wholeTeams.days} days; ${formatCount(trained)} count as trained, each from the day by which half of those of it who were trained had been.`;
  if (how !== 'lot') return { how, notes: [parts] };
  const noLot = `The lot was drawn within ${level}s, so between ${level}s the order counts as not drawn.`;
  return { how: 'other', notes: [parts, noLot] };
}

function isWhole({ trained, size }: Share): boolean {
  const days = trained.map(({ firstDay }) => firstDay);
  const together = Math.max(...days) - Math.min(...days) <= wholeTeams.days;
  return together && trained.length >= wholeTeams.shareOfTeam * size;
}

/** People behind the groups of one stage when it began, -1 for those never trained. */
export function peopleBehind(groups: Groups, stageOf: Int32Array, stage: number, firstDay: number): number {
  const people = peopleOn(groups, firstDay);
  return stageOf.reduce((sum, of, group) => sum + (of === stage ? (people[group] ?? 0) : 0), 0);
}
