import { employeeNumber, sessionDay, siteName, teamName } from '../../src/demo/labels.ts';
import {
  outcomeByWeek,
  type SimulatedOrganisation,
  type WeeklyOutcome,
} from '../../src/demo/simulate-organisation.ts';
import type { DrawnProgramme } from '../../src/demo/training-effects.ts';
import type { Facts, Outcome } from '../../src/impact/index.ts';

/** What the files of a simulated organisation would load to, straight from memory, for the measures asked for. */
export interface FactsOrder {
  readonly organisation: SimulatedOrganisation;
  /** Name of the condition among the team facts. */
  readonly condition: string;
  /** Id of a programme in the analysis, by the programme as it went. */
  readonly programmeId: (drawn: DrawnProgramme) => string;
  /** Ids of the measures in the analysis, by their ids in the model; others are left out. */
  readonly measures: ReadonlyMap<string, string>;
  /** What is measured, by the id in the model; from single contacts unless given. */
  readonly outcomeOf?: (measure: string) => Outcome;
}

export function factsOf({ organisation, condition, programmeId, measures, outcomeOf }: FactsOrder): Facts {
  const outcome =
    outcomeOf ??
    ((measure: string) => outcomeFromContacts(organisation, measure, outcomeByWeek(organisation, measure)));
  const { model, roster, withCondition } = organisation.workplace;
  const teams = Array.from({ length: model.teams }, (_, team) => team);
  const byNumber = new Map(
    Array.from({ length: roster.people }, (_, person) => [employeeNumber(person), person]),
  );
  return {
    calendar: { kind: 'week', firstDay: model.firstDay, periods: model.weeks },
    people: roster.people,
    contacts: undefined,
    teamNames: teams.map((team) => teamName(model, team)),
    siteNames: Array.from({ length: model.sites }, (_, site) => siteName(site)),
    siteOfTeam: roster.siteOfTeam,
    conditions: new Map([[condition, Int8Array.from(withCondition)]]),
    strata: new Map([[condition, Int32Array.from(withCondition)]]),
    teamAt: roster.teamAt,
    leaders: teams.map((team) => ({
      person: roster.leaderOf[team],
      team,
      fromDay: model.firstDay,
      toDay: Number.POSITIVE_INFINITY,
    })),
    personOf: (number) => byNumber.get(number),
    attendance: new Map(
      organisation.programmes.map((drawn) => [programmeId(drawn), attendanceOf(organisation, drawn)]),
    ),
    assessments: new Map(),
    reactions: new Map(),
    outcomes: new Map([...measures].map(([measure, id]) => [id, outcome(measure)])),
    notes: [],
  };
}

function attendanceOf({ workplace }: SimulatedOrganisation, { rollOut }: DrawnProgramme) {
  const { model, roster } = workplace;
  return [...rollOut.invitedWeek.keys()].flatMap((person) => {
    const invited = rollOut.invitedWeek[person];
    const came = rollOut.cameWeek[person];
    if (invited < 0 || invited >= roster.left[person]) return [];
    const row = (week: number, there: boolean) => ({
      person,
      day: sessionDay(model, week),
      hours: undefined,
      came: there,
    });
    return [row(invited, came === invited), ...(came > invited ? [row(came, true)] : [])];
  });
}

function outcomeFromContacts(
  { workplace }: SimulatedOrganisation,
  measure: string,
  weekly: WeeklyOutcome,
): Outcome {
  const isRating = workplace.series.get(measure)?.measure.kind === 'rating';
  return {
    sum: weekly.sum,
    count: weekly.count,
    sumOfSquares: weekly.sumOfSquares,
    asked: isRating ? weekly.asked : undefined,
    values: isRating ? valuesOf(weekly.answers, workplace.roster.weeks) : undefined,
  };
}

function valuesOf(answers: Uint16Array, weeks: number): Outcome['values'] {
  const filled = answers.reduce((sum, howMany) => sum + (howMany > 0 ? 1 : 0), 0);
  const table = {
    person: new Int32Array(filled),
    period: new Int32Array(filled),
    value: new Float64Array(filled),
    howMany: new Int32Array(filled),
  };
  let row = 0;
  answers.forEach((howMany, index) => {
    if (howMany === 0) return;
    const cell = Math.floor(index / 5);
    table.person[row] = Math.floor(cell / weeks);
    table.period[row] = cell % weeks;
    table.value[row] = (index % 5) + 1;
    table.howMany[row] = howMany;
    row += 1;
  });
  return table;
}
