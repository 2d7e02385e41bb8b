import { siteOf } from './labels.ts';
import type { OrganisationModel } from './organisation-model.ts';
import { poisson, type Streams } from './streams.ts';

/** Who is in which team when. Members come first, then one leader per team. */
export interface Roster {
  readonly people: number;
  readonly members: number;
  readonly weeks: number;
  /** [people x weeks] team of a member in post, else -1; leaders are members of no team. */
  readonly teamAt: Int32Array;
  /** [people] first week in post; 0 for those who were there before. */
  readonly joined: Int32Array;
  /** [people] first week no longer in post; `weeks` for those who stay. */
  readonly left: Int32Array;
  /** [teams] the leader, as a person. */
  readonly leaderOf: Int32Array;
  readonly siteOfTeam: Int32Array;
}

const weeksPerYear = 52;
const longestVacancyWeeks = 6;

interface Seat {
  person: number;
  emptyUntil: number;
}

/** How many times likelier than others a person leaves a team in a week. */
export type Hazard = (person: number, team: number, week: number) => number;

/** Seats are left with equal chance each week and filled again after up to six weeks; some people swap teams within a site. */
export function drawRoster(model: OrganisationModel, streams: Streams, hazard: Hazard = () => 1): Roster {
  const random = streams('roster');
  const { weeks, teams, peoplePerTeam } = model;
  const seats: Seat[] = Array.from({ length: teams * peoplePerTeam }, (_, person) => ({
    person,
    emptyUntil: 0,
  }));
  const teamsOfPeople = seats.map(() => new Int32Array(weeks).fill(-1));
  const leaving = model.turnoverPerYear / weeksPerYear;
  const siteOfTeam = Int32Array.from({ length: teams }, (_, team) => siteOf(model, team));
  for (let week = 0; week < weeks; week++) {
    if (week > 0) {
      seats.forEach((seat, index) => {
        const team = Math.floor(index / peoplePerTeam);
        if (seat.person >= 0 && random.next() < leaving * hazard(seat.person, team, week)) {
          seat.person = -1;
          seat.emptyUntil = week + random.integer(longestVacancyWeeks + 1);
        }
        if (seat.person < 0 && week >= seat.emptyUntil) {
          seat.person = teamsOfPeople.push(new Int32Array(weeks).fill(-1)) - 1;
        }
      });
      swapSeats(seats, model, siteOfTeam, random);
    }
    seats.forEach((seat, index) => {
      const row = teamsOfPeople[seat.person];
      if (row) row[week] = Math.floor(index / peoplePerTeam);
    });
  }
  return asRoster(teamsOfPeople, model, siteOfTeam);
}

function swapSeats(
  seats: Seat[],
  { movesPerYear, peoplePerTeam }: OrganisationModel,
  siteOfTeam: Int32Array,
  random: ReturnType<Streams>,
): void {
  const siteOfSeat = (seat: number) => siteOfTeam[Math.floor(seat / peoplePerTeam)];
  const swaps = poisson(random, (movesPerYear * seats.length) / weeksPerYear / 2);
  for (let swap = 0; swap < swaps; swap++) {
    const from = random.integer(seats.length);
    const to = random.integer(seats.length);
    const one = seats[from];
    const other = seats[to];
    if (!one || !other || one.person < 0 || other.person < 0 || siteOfSeat(from) !== siteOfSeat(to)) continue;
    [one.person, other.person] = [other.person, one.person];
  }
}

function asRoster(
  teamsOfPeople: readonly Int32Array[],
  { weeks, teams }: OrganisationModel,
  siteOfTeam: Int32Array,
): Roster {
  const members = teamsOfPeople.length;
  const people = members + teams;
  const teamAt = new Int32Array(people * weeks).fill(-1);
  const joined = new Int32Array(people);
  const left = new Int32Array(people).fill(weeks);
  teamsOfPeople.forEach((row, person) => {
    teamAt.set(row, person * weeks);
    joined[person] = row.findIndex((team) => team >= 0);
    left[person] = row.findLastIndex((team) => team >= 0) + 1;
  });
  const leaderOf = Int32Array.from({ length: teams }, (_, team) => members + team);
  return { people, members, weeks, teamAt, joined, left, leaderOf, siteOfTeam };
}
