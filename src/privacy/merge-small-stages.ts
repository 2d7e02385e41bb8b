import { fewestPeople } from './score-of-people.ts';

const fewestTeams = 3;

/** One date of a roll-out and how many were trained on it; `teams` where teams were assigned. */
export interface Stage {
  readonly date: string;
  readonly people: number;
  readonly teams?: number | undefined;
}

/**
 * Stages as they may be shown: one of under 5 people or under 3 teams is joined with the next, a last one with those
 * before it, under the date of the first. Empty if all together are too few.
 */
export function mergeSmallStages(stages: readonly Stage[]): Stage[] {
  const shown: Stage[] = [];
  let open: Stage | undefined;
  for (const stage of stages.toSorted((a, b) => a.date.localeCompare(b.date))) {
    open = open ? joined(open, stage) : stage;
    if (!isSmall(open)) {
      shown.push(open);
      open = undefined;
    }
  }
  const last = shown.pop();
  if (!last) return [];
  return [...shown, open ? joined(last, open) : last];
}

function isSmall({ people, teams }: Stage): boolean {
  return people < fewestPeople || (teams !== undefined && teams < fewestTeams);
}

function joined(first: Stage, second: Stage): Stage {
  const people = first.people + second.people;
  if (first.teams === undefined || second.teams === undefined) return { date: first.date, people };
  return { date: first.date, people, teams: first.teams + second.teams };
}
