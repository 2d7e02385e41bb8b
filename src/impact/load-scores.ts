import type { Organisation } from '../contract/organisation.ts';
import { dayFromIso } from '../model/calendar.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { columnsPresent, hasColumns } from './has-columns.ts';
import { departmentsRecorded, scoresRecorded, unknownNumber } from './scores-recorded.query.ts';

/** One score of a site, department or team: of a day, a week or a month. */
export interface Score {
  readonly site: string;
  readonly department: string;
  readonly team: string;
  readonly day: number;
  readonly value: number;
  readonly n: number | undefined;
  readonly sd: number | undefined;
}

/** The scores of one measure that name no employee. */
export interface MeasureScores {
  readonly id: string;
  readonly title: string;
  readonly isShare: boolean;
  readonly scores: readonly Score[];
}

/** Reads the scores of every measure of the table `outcomes` that is asked for, within the declared days. */
export async function loadScores(
  warehouse: Warehouse,
  { organisation, measures }: Organisation,
  wanted: ReadonlySet<string> | undefined,
): Promise<MeasureScores[]> {
  const from = organisation.from === undefined ? Number.NEGATIVE_INFINITY : dayFromIso(organisation.from);
  const to = organisation.to === undefined ? Number.POSITIVE_INFINITY : dayFromIso(organisation.to);
  const all: MeasureScores[] = [];
  for (const [id, measure] of Object.entries(measures)) {
    if (measure.table !== 'outcomes' || wanted?.has(id) === false) continue;
    if (!(await hasColumns(warehouse, measure))) continue;
    const rows = await warehouse.columns(scoresRecorded(measure));
    const [site, department, team] = ['site', 'department', 'team'].map((name) => rows.texts(name));
    const [value, n, sd] = ['value', 'n', 'sd'].map((name) => rows.numbers(name));
    const known = (number: number | undefined) => (number === unknownNumber ? undefined : number);
    const scores = Array.from(rows.integers('day'), (day, row) => ({
      site: site?.[row]?.trim() ?? '',
      department: department?.[row]?.trim() ?? '',
      team: team?.[row]?.trim() ?? '',
      day,
      value: value?.[row] ?? 0,
      n: known(n?.[row]),
      sd: known(sd?.[row]),
    })).filter(({ day }) => day >= from && day <= to);
    if (scores.length === 0) continue;
    all.push({ id, title: measure.title, isShare: measure.kind === 'rate', scores });
  }
  return all;
}

/** [teams] department of each team as a team fact of that name tells it, empty where none does. */
export async function loadDepartments(
  warehouse: Warehouse,
  teamNames: readonly string[],
): Promise<readonly string[]> {
  if (!(await columnsPresent(warehouse, 'team-facts')).has('l_department')) return teamNames.map(() => '');
  const rows = await warehouse.columns(departmentsRecorded());
  const departments = rows.texts('department');
  const known = new Map(rows.texts('team').map((team, row) => [team, departments[row]?.trim() ?? '']));
  return teamNames.map((team) => known.get(team) ?? '');
}
