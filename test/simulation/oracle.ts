import type { MeasureModel, RollOutModel } from '../../src/demo/organisation-model.ts';
import { createRatingScale, type RatingScale } from '../../src/demo/rating-scale.ts';
import type { SimulatedOrganisation } from '../../src/demo/simulate-organisation.ts';
import { lastComparedWeek, stagesOf } from '../../src/demo/state-truth.ts';
import type { Outcome } from '../../src/impact/index.ts';
import { type BestEstimate, bestEstimates, type KnownVariance, type PersonGroup } from './known-variance.ts';
import { type Figure, figures } from './run-case.ts';
import { simulateCase } from './simulate-case.ts';
import type { StudyCase } from './study-case.ts';

/** Standard errors, in units of the measure, that someone has who knows the variances. */
export type OracleErrors = Readonly<Record<Figure, number>>;

const seedOfOracle = 1;
const quarterWeeks = 13;
const quartersOnTop = 5;
const shortestWindowWeeks = 4;
const gridOfAnswers = 4000;

/**
 * Errors of the best unbiased estimate of F, L, P and D for a case: a free level for every week and for every week of
 * a stage after its training, and the simulator's own variances of persons, shocks and single values. People are those
 * of the verdict: in post in their team on its date; those who join a trained team tell nothing. The variance of one
 * organisation: others of the same case differ by a few parts in a hundred.
 */
export function oracleErrors(study: StudyCase): OracleErrors {
  const scale = createRatingScale();
  const { organisation, outcome } = simulateCase(study, seedOfOracle, scale);
  const best = bestFigures(organisation, outcome, study.oracle === 'within', scale);
  const errors = figures.map((figure, k) => [figure, Number(Math.sqrt(best[k].variance).toPrecision(5))]);
  return Object.fromEntries(errors) as OracleErrors;
}

/** F, L, P and D of one organisation by generalised least squares. */
export function bestFigures(
  organisation: SimulatedOrganisation,
  outcome: Outcome,
  within: boolean,
  scale: RatingScale,
): BestEstimate[] {
  const [{ measure }] = organisation.workplace.series.values();
  const cells = cellsOf(organisation);
  const known: KnownVariance = {
    weeks: organisation.workplace.roster.weeks,
    cells: cells.count,
    betweenPersons: within ? Number.POSITIVE_INFINITY : measure.personSd ** 2,
    shockSd: measure.shockSd,
    shockMemory: measure.shockMemory,
    singleValue: varianceOfValues(measure, scale),
    teams: groupsOf(organisation, outcome, cells),
  };
  return bestEstimates(known, contrastsOf(organisation, cells));
}

/** Variance of single values at the level of the measure. */
function varianceOfValues({ kind, level }: MeasureModel, scale: RatingScale): number {
  if (kind === 'count') return level;
  if (kind === 'share') return level * (1 - level);
  let squares = 0;
  for (let k = 0; k < gridOfAnswers; k++) {
    squares += (scale.rate(level, (k + 0.5) / gridOfAnswers) - level) ** 2;
  }
  return squares / gridOfAnswers;
}

/**
 * Cells 0 to weeks - 1 are the weeks of those untrained; then, stage by stage, its weeks after the training. On top, the
 * quarters after a second programme on the same measure, and whatever comes later.
 */
interface Cells {
  readonly count: number;
  readonly at: (start: number, week: number) => number;
  readonly onTop: (start: number, week: number) => number;
}

function cellsOf({ workplace, programmes }: SimulatedOrganisation): Cells {
  const { weeks } = workplace.roster;
  const first = new Map<number, number>();
  let count = weeks;
  for (const start of stagesOf(programmes[0])) {
    first.set(start, count);
    count += Math.max(0, weeks - start - 1);
  }
  const at = (start: number, week: number) => {
    if (start < 0 || week < start) return week;
    return week === start ? -1 : (first.get(start) ?? 0) + week - start - 1;
  };
  const quarters = count;
  const onTop = (start: number, week: number) =>
    start < 0 || week <= start
      ? -1
      : quarters + Math.min(quartersOnTop - 1, Math.floor((week - start - 1) / quarterWeeks));
  return { count: count + (programmes.length > 1 ? quartersOnTop : 0), at, onTop };
}

function groupsOf(organisation: SimulatedOrganisation, outcome: Outcome, cells: Cells): PersonGroup[][] {
  const { workplace, programmes } = organisation;
  const { roster, model } = workplace;
  const [{ rollOut, programme }] = programmes;
  const learning = learningFromColleagues(programme.rollOut);
  const volunteers = programme.rollOut.kind === 'stages' && programme.rollOut.order === 'volunteers';
  const second = programmes[1]?.rollOut;
  const groups = Array.from({ length: model.teams }, () => new Map<string, StartGroup>());
  for (let person = 0; person < roster.members; person++) {
    for (const team of teamsOf(organisation, person)) {
      const start = rollOut.assignedWeek[rollOut.by === 'team' ? team : person];
      if (volunteers && start < 0) continue;
      const other = second?.assignedWeek[second.by === 'team' ? team : person];
      const key = `${start}:${other}`;
      const group: StartGroup = groups[team].get(key) ?? { start, other, persons: [] };
      group.persons.push(rowOf(organisation, outcome, person, team));
      groups[team].set(key, group);
    }
  }
  const weeksTo = (value: (week: number) => number) =>
    Int32Array.from({ length: roster.weeks }, (_, week) => value(week));
  return groups.map((byStart, team) =>
    [...byStart.values()].map(({ start, other, persons }) => ({
      // The week of the other training itself tells nothing of those who had it.
      cellOf: weeksTo((week) => (week === other || learning(team, start, week) ? -1 : cells.at(start, week))),
      onTop: other === undefined ? undefined : weeksTo((week) => cells.onTop(other, week)),
      persons,
    })),
  );
}

/** People of a team with the same dates: of the training, and of the other one where there is one; -1 for never. */
interface StartGroup {
  readonly start: number;
  readonly other: number | undefined;
  readonly persons: PersonGroup['persons'][number][];
}

/** Whether the untrained of a team may have learned from colleagues by a week: then they tell nothing. */
function learningFromColleagues(
  rollOut: RollOutModel,
): (team: number, start: number, week: number) => boolean {
  if (rollOut.kind !== 'stages' || rollOut.amongTeams === undefined) return () => false;
  const { amongTeams, weeks } = rollOut;
  const first = Math.min(...weeks);
  return (team, start, week) => team < amongTeams && week >= first && (start < 0 || week < start);
}

function teamsOf({ workplace }: SimulatedOrganisation, person: number): number[] {
  const { teamAt, weeks } = workplace.roster;
  return [...new Set(teamAt.subarray(person * weeks, (person + 1) * weeks))].filter((team) => team >= 0);
}

/** The weeks of a person in one team; after the team's date only of those who were there on it. */
function rowOf(
  { workplace, programmes }: SimulatedOrganisation,
  { sum, count }: Outcome,
  person: number,
  team: number,
): PersonGroup['persons'][number] {
  const { teamAt, weeks } = workplace.roster;
  const [{ rollOut }] = programmes;
  const start = rollOut.by === 'team' ? rollOut.assignedWeek[team] : -1;
  const wasThere = start < 0 || teamAt[person * weeks + start] === team;
  const row = { count: new Float64Array(weeks), sum: new Float64Array(weeks) };
  for (let week = 0; week < weeks; week++) {
    const cell = person * weeks + week;
    if (teamAt[cell] !== team || (start >= 0 && week > start && !wasThere)) continue;
    row.count[week] = count[cell];
    row.sum[week] = sum[cell];
  }
  return row;
}

/** The figures as contrasts of cells, in the order of `figures`: stages by their people, quarters by observed weeks. */
function contrastsOf(organisation: SimulatedOrganisation, cells: Cells): Float64Array[] {
  const [first, later, whole] = [0, 1, 2].map(() => new Float64Array(cells.count));
  const { workplace, programmes } = organisation;
  const stages = stagesOf(programmes[0]).flatMap((start) => {
    const last = lastComparedWeek(programmes[0], workplace, start);
    const observed = last - start;
    if (observed < 2 * quarterWeeks + shortestWindowWeeks) return [];
    return [{ start, observed: wholeWindows(observed), people: peopleOf(organisation, start) }];
  });
  const all = stages.reduce((sum, { people }) => sum + people, 0);
  for (const { start, observed, people } of stages) {
    const add = (into: Float64Array, from: number, to: number) => {
      for (let away = from; away <= to; away++) {
        const weight = people / all / (to - from + 1);
        into[cells.at(start, start + away)] += weight;
        into[start + away] -= weight;
      }
    };
    add(first, 1, quarterWeeks);
    add(later, 2 * quarterWeeks + 1, observed);
    add(whole, 1, observed);
  }
  return [first, later, whole, first.map((value, cell) => value - later[cell])];
}

/** Weeks that lie in windows of at least four. */
function wholeWindows(observed: number): number {
  const rest = observed % quarterWeeks;
  return rest > 0 && rest < shortestWindowWeeks ? observed - rest : observed;
}

function peopleOf({ workplace, programmes }: SimulatedOrganisation, start: number): number {
  const { teamAt, weeks, members } = workplace.roster;
  const [{ rollOut }] = programmes;
  let people = 0;
  for (let person = 0; person < members; person++) {
    const team = teamAt[person * weeks + start];
    if (team >= 0 && rollOut.assignedWeek[rollOut.by === 'team' ? team : person] === start) people++;
  }
  return people;
}
