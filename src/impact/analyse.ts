import type { Analysis, ProgrammeResult } from '../contract/analysis.ts';
import type { Organisation } from '../contract/organisation.ts';
import { firstDayOfPeriod, isoFromDay } from '../model/calendar.ts';
import { kindsInTheBar, programmeKinds } from '../model/programme.ts';
import { describeProgramme } from './describe-programme.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { initiativesOf } from './initiatives.ts';
import { benefitOf, type JointDraws, jointDraws } from './money.ts';
import { type JudgedProgramme, moneyOfAll } from './money-of-all.ts';
import { nextActions } from './next-actions.ts';
import { sayAnswer } from './say-answer.ts';

export interface AnalyseRequest {
  readonly facts: Facts;
  readonly organisation: Organisation;
  /** Programme ids; all of the organisation's if left out. */
  readonly programmes?: readonly string[];
  readonly version: string;
  readonly seed: number;
  readonly onProgramme?: (title: string) => void;
}

const drawsOfMoney = 4000;

/** Judges every programme and sums up the money: the saved result. Pure but for `onProgramme`. */
export function analyse(request: AnalyseRequest): Analysis {
  const { facts, organisation, version, seed } = request;
  const joint = jointDraws(facts, drawsOfMoney, seed);
  const ids = request.programmes ?? Object.keys(organisation.programmes);
  const judged = ids.map((id, index) => {
    request.onProgramme?.(organisation.programmes[id]?.title ?? id);
    return judgeOne(facts, organisation, id, joint, index);
  });
  judged.sort(
    (a, b) =>
      Number(kindsInTheBar.has(b.result.kind)) - Number(kindsInTheBar.has(a.result.kind)) ||
      b.result.money.cost - a.result.money.cost,
  );
  const programmes = judged.map(({ result }) => withCommands(result));
  const inBar = judged.filter(({ result }) => kindsInTheBar.has(result.kind));
  const money = moneyOfAll(inBar, outsideTheBar(judged.map(({ result }) => result)));
  return {
    whichhalf: version,
    organisation: aboutOrganisation(facts, organisation),
    headline: sayAnswer(money, organisation.organisation.currency),
    money,
    programmes,
    initiatives: initiativesOf(facts, organisation),
    next: nextActions(programmes),
    notes: [...facts.notes, ...(facts.invoices?.notSpread ?? [])],
  };
}

function judgeOne(
  facts: Facts,
  organisation: Organisation,
  id: string,
  joint: JointDraws,
  index: number,
): JudgedProgramme {
  const impact = estimateImpact(facts, organisation, id);
  const { found } = impact;
  const benefit =
    found.kind === 'refused'
      ? found
      : benefitOf(
          found.effects,
          found.base,
          found.measure.moneyPerUnit,
          found.measure.better === 'higher' ? 1 : -1,
          impact.facts.groups === undefined ? joint : { ...joint, ofTeams: new Float64Array(0) },
          index,
        );
  return {
    result: describeProgramme(facts, organisation, impact, benefit),
    benefitDraws: benefit.kind === 'estimate' ? benefit.draws : undefined,
  };
}

function outsideTheBar(results: readonly ProgrammeResult[]): Analysis['money']['outside'] {
  return programmeKinds
    .filter((kind) => !kindsInTheBar.has(kind))
    .map((kind) => ({
      kind,
      amount: results
        .filter((result) => result.kind === kind)
        .reduce((sum, { money }) => sum + money.cost, 0),
    }))
    .filter(({ amount }) => amount > 0);
}

/** The commands that give each figure again, and where in their JSON it stands. */
function withCommands(result: ProgrammeResult): ProgrammeResult {
  const command = `whichhalf analyse ${result.id} --json`;
  const figures = (['first', 'later', 'whole', 'drop'] as const).flatMap((name) => {
    const effect = result.effects[name];
    return effect.kind === 'refused'
      ? []
      : [
          {
            figure: figureNames[name],
            command,
            path: `programmes.0.effects.${name}.estimate`,
            value: effect.estimate,
          },
        ];
  });
  return {
    ...result,
    reproduce: [
      { figure: 'the verdict', command, path: 'programmes.0.verdict.kind', value: result.verdict.kind },
      ...figures,
      { figure: 'the cost', command, path: 'programmes.0.money.cost', value: result.money.cost },
      ...(result.money.benefit.kind === 'estimate'
        ? [
            {
              figure: 'what it brought',
              command,
              path: 'programmes.0.money.benefit.estimate',
              value: result.money.benefit.estimate,
            },
          ]
        : []),
    ],
  };
}

const figureNames = {
  first: 'the effect in the first quarter',
  later: 'the effect after nine months',
  whole: 'the effect over the year',
  drop: 'first quarter less later',
} as const;

function aboutOrganisation(facts: Facts, { organisation }: Organisation): Analysis['organisation'] {
  const { calendar } = facts;
  const outcomes = [facts, ...(facts.atGroups ?? [])].flatMap((at) => [...at.outcomes.values()]);
  const contacts = Math.max(
    0,
    ...outcomes.map(({ asked, count }) => (asked ?? count).reduce((sum, n) => sum + n, 0)),
  );
  const inPost = new Set<number>();
  facts.teamAt.forEach((team, cell) => {
    if (team >= 0) inPost.add(Math.floor(cell / calendar.periods));
  });
  return {
    name: organisation.name,
    customers: organisation.customers,
    currency: organisation.currency,
    timeZone: organisation.timeZone,
    period: organisation.period,
    from: isoFromDay(calendar.firstDay),
    to: isoFromDay(firstDayOfPeriod(calendar, calendar.periods) - 1),
    people: inPost.size,
    teams: facts.teamNames.length,
    sites: facts.siteNames.length,
    contacts: Math.round(facts.contacts ?? contacts),
  };
}
