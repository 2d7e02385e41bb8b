import { isoFromDay } from '../model/calendar.ts';
import type { Words } from './example-words.ts';
import type { Filing } from './filing.ts';
import { employeeNumber, siteName, siteOf, teamName } from './labels.ts';
import type { OrganisationModel } from './organisation-model.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { openTable } from './table-file.ts';
import type { Workplace } from './workplace.ts';

const longestServiceWeeks = 520;

/** The list of people as a human-resources system gives it: semicolons, a byte-order mark, days first in dates. */
export async function writePeople(
  { workplace }: SimulatedOrganisation,
  { names, isListed }: Filing,
  folder: string,
): Promise<void> {
  const { roster, streams, model } = workplace;
  const random = streams('names', 1);
  const header = [
    'Employee no',
    'First name',
    'Last name',
    'E-mail',
    'Site',
    'Team',
    'Job',
    'Joined',
    'Left',
  ];
  const table = await openTable(folder, 'people.csv', header, { delimiter: ';', byteOrderMark: true });
  for (let person = 0; person < roster.people; person++) {
    const { first, last, email } = names[person] ?? { first: '', last: '', email: '' };
    const service = random.integer(longestServiceWeeks) + 1;
    const isLeader = person >= roster.members;
    const team = isLeader ? person - roster.members : lastTeam(workplace, person);
    const joined = roster.joined[person] ?? 0;
    const left = roster.left[person] ?? roster.weeks;
    if (!isListed(person)) continue;
    await table.row([
      employeeNumber(person),
      first,
      last,
      email,
      siteName(siteOf(model, team)),
      teamName(model, team),
      isLeader ? 'Team leader' : 'Adviser',
      dayFirst(model.firstDay + 7 * (joined > 0 ? joined : -service)),
      left < roster.weeks ? dayFirst(lastDayOf(model, left - 1)) : '',
    ]);
  }
  await table.close();
}

/** Who was in which team from when to when: members with their moves, and leaders. */
export async function writeTeams(
  { workplace }: SimulatedOrganisation,
  { isListed }: Filing,
  folder: string,
): Promise<void> {
  const { roster, model } = workplace;
  const table = await openTable(folder, 'teams.csv', ['Employee no', 'Team', 'Role', 'From', 'To']);
  for (let person = 0; person < roster.members; person++) {
    if (!isListed(person)) continue;
    for (const { team, from, to } of spellsOf(workplace, person)) {
      await table.row([
        employeeNumber(person),
        teamName(model, team),
        'member',
        isoFromDay(model.firstDay + 7 * from),
        to < roster.weeks ? isoFromDay(lastDayOf(model, to - 1)) : '',
      ]);
    }
  }
  for (const [team, leader] of roster.leaderOf.entries()) {
    await table.row([
      employeeNumber(leader),
      teamName(model, team),
      'leader',
      isoFromDay(model.firstDay),
      '',
    ]);
  }
  await table.close();
}

export async function writeTeamFacts(
  { workplace }: SimulatedOrganisation,
  { condition }: Words,
  folder: string,
): Promise<void> {
  const { model, withCondition } = workplace;
  const table = await openTable(folder, 'team-facts.csv', ['Team', 'Site', condition.column]);
  for (let team = 0; team < model.teams; team++) {
    await table.row([
      teamName(model, team),
      siteName(siteOf(model, team)),
      withCondition[team] === 1 ? 'yes' : 'no',
    ]);
  }
  await table.close();
}

interface Spell {
  readonly team: number;
  readonly from: number;
  /** First week no longer in the team. */
  readonly to: number;
}

function spellsOf({ roster }: Workplace, person: number): Spell[] {
  const spells: Spell[] = [];
  const row = roster.teamAt.subarray(person * roster.weeks, (person + 1) * roster.weeks);
  let from = 0;
  for (let week = 1; week <= roster.weeks; week++) {
    const team = row[week - 1] ?? -1;
    if (week < roster.weeks && row[week] === team) continue;
    if (team >= 0) spells.push({ team, from, to: week });
    from = week;
  }
  return spells;
}

function lastTeam(workplace: Workplace, person: number): number {
  return spellsOf(workplace, person).at(-1)?.team ?? 0;
}

function lastDayOf({ firstDay }: OrganisationModel, week: number): number {
  return firstDay + 7 * week + 6;
}

function dayFirst(day: number): string {
  return isoFromDay(day).split('-').reverse().join('.');
}
