import type { DrawnRollOut } from './draw-roll-outs.ts';
import type { ProgrammeModel } from './organisation-model.ts';
import type { Workplace } from './workplace.ts';

/** A programme as it went. */
export interface DrawnProgramme {
  readonly programme: ProgrammeModel;
  readonly rollOut: DrawnRollOut;
  /** Size among those who came, so that the average over all assigned is the size of the model. */
  readonly sizeWhereCame: number;
}

/** Share of the week of a session that lies after it. */
const shareAfterSession = 0.5;

export function asWent(programme: ProgrammeModel, rollOut: DrawnRollOut): DrawnProgramme {
  const { size, reaches } = programme.effect;
  const share = reaches === 'team' ? 1 : programme.came.onTheDay + programme.came.later;
  return { programme, rollOut, sizeWhereCame: size === 0 ? 0 : size / share };
}

/** How much of its first effect a programme has on a person in a week, 0 to 1, before any condition. */
export function strengthOn(
  { programme, rollOut }: DrawnProgramme,
  workplace: Workplace,
  person: number,
  week: number,
): number {
  const { roster } = workplace;
  const { effect } = programme;
  const start = startOf(effect.reaches, rollOut, roster.teamAt[person * roster.weeks + week] ?? -1, person);
  if (start < 0 || week < start) return 0;
  if (effect.onlyWithCondition && !trainedWhereItHolds(workplace, person, start)) return 0;
  if (week === start) return shareAfterSession;
  return effect.halfLifeWeeks === undefined ? 1 : 2 ** (-(week - start - 1) / effect.halfLifeWeeks);
}

function startOf(
  reaches: 'person' | 'team',
  { cameWeek, assignedWeek }: DrawnRollOut,
  team: number,
  person: number,
): number {
  return (reaches === 'team' ? assignedWeek[team] : cameWeek[person]) ?? -1;
}

function trainedWhereItHolds({ roster, withCondition }: Workplace, person: number, start: number): boolean {
  return withCondition[roster.teamAt[person * roster.weeks + start] ?? -1] === 1;
}

/** Change of one measure that all training together makes for a person in a week. */
export function effectOn(
  programmes: readonly DrawnProgramme[],
  workplace: Workplace,
  measure: string,
  person: number,
  week: number,
): number {
  let sum = 0;
  for (const drawn of programmes) {
    const { aside } = drawn.programme.effect;
    const size =
      drawn.programme.measure === measure ? drawn.sizeWhereCame : aside?.measure === measure ? aside.size : 0;
    if (size !== 0) sum += size * strengthOn(drawn, workplace, person, week);
  }
  return sum;
}
