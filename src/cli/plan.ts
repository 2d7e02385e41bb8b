import { Command, InvalidArgumentError } from 'commander';
import type { Plan } from '../contract/plan.ts';
import { loadFacts } from '../impact/index.ts';
import { importSources } from '../intake/index.ts';
import { dayFromIso, firstDayOfPeriod, isoFromDay } from '../model/calendar.ts';
import { type Refused, UsageError } from '../model/refusal.ts';
import { planRollOut, usualWaitingShare } from '../rollout/index.ts';
import { planWords } from './plan-words.ts';
import { exitCodes, type Terminal } from './terminal.ts';
import type { OpenWorkplace, Workplace } from './workplace.ts';

interface PlanOptions {
  readonly folder?: string;
  readonly programme?: string;
  readonly measure?: string;
  readonly stages: number;
  readonly weeksBetween: number;
  readonly from?: string;
  readonly untrainedShare: number;
  readonly teams?: readonly string[];
  readonly strata?: string;
  readonly seed: number;
  readonly futures: number;
  readonly json?: boolean;
}

const weeksOfNotice = 4;
const usualSeed = 1;
const usualFutures = 400;

/** `whichhalf plan [FOLDER]`: who is trained when, drawn by lot, and whether it could be told what that did. */
export function planCommand(terminal: Terminal, openWorkplace: OpenWorkplace, version: string): Command {
  return new Command('plan')
    .description('Draws who is trained when, and says what such a roll-out could tell, and by when.')
    .argument('[folder]', 'the organisation’s folder; default: the one you are in')
    .option('--folder <folder>', 'the same')
    .option('--programme <id>', 'a declared programme, judged by its primary outcome')
    .option('--measure <id>', 'the measure to judge it by; alone for a programme that is not declared yet')
    .option('--stages <number>', 'stages in which it is rolled out', wholeNumber(1, 12), 4)
    .option('--weeks-between <number>', 'weeks from one stage to the next', wholeNumber(1, 104), 13)
    .option('--from <date>', 'day of the first stage; default: four weeks after the data end')
    .option(
      '--untrained-share <share>',
      'share of the teams that waits until a year after the first stage; 0 for none; default: one in six',
      shareOfTeams,
      usualWaitingShare,
    )
    .option('--teams <names>', 'only these teams, separated by commas', namesBetweenCommas)
    .option('--strata <fact>', 'draw within site or another fact of the teams')
    .option('--seed <number>', 'of the draw: name it before you look', wholeNumber(0, 2 ** 31), usualSeed)
    .option('--futures <number>', 'futures drawn for each figure', wholeNumber(100, 100_000), usualFutures)
    .option('--json', 'print the plan as JSON')
    .action(async (folder: string | undefined, options: PlanOptions) => {
      const plan = await planOfFolder(folderOf(folder, options), options, version, terminal, openWorkplace);
      if ('kind' in plan) {
        terminal.result(plan, () => `Cannot be planned: ${plan.detail}`, options.json === true);
        terminal.endWith(exitCodes.refused);
        return;
      }
      terminal.result(plan, () => planWords(plan, terminal.columns), options.json === true);
      for (const note of plan.notes) terminal.note(`- ${note}`);
    });
}

function folderOf(folder: string | undefined, options: PlanOptions): string {
  if (folder !== undefined && options.folder !== undefined && folder !== options.folder) {
    throw new UsageError(
      `Two folders are named: ${folder} and ${options.folder}.`,
      'Name one, as in: whichhalf plan FOLDER --programme ID.',
    );
  }
  if (options.programme === undefined && options.measure === undefined) {
    throw new UsageError(
      'It is not said what is planned.',
      'Name a declared programme (--programme ID), or the measure by which a new one will be judged (--measure ID).',
    );
  }
  return folder ?? options.folder ?? '.';
}

async function planOfFolder(
  folder: string,
  options: PlanOptions,
  version: string,
  terminal: Terminal,
  openWorkplace: OpenWorkplace,
): Promise<Plan | Refused> {
  const workplace = await openWorkplace(folder);
  try {
    return await planWorkplace(workplace, options, version, terminal);
  } finally {
    terminal.progress('');
    workplace.close();
  }
}

async function planWorkplace(
  workplace: Workplace,
  options: PlanOptions,
  version: string,
  terminal: Terminal,
): Promise<Plan | Refused> {
  const { organisation } = workplace;
  await importSources({ ...workplace, progress: terminal.progress, clock: () => new Date() });
  terminal.progress('adding up contacts per person and period');
  const measure = options.measure ?? organisation.programmes[options.programme ?? '']?.primaryOutcome;
  const facts = await loadFacts({
    ...workplace,
    ...(measure === undefined ? {} : { measures: new Set([measure]) }),
  });
  const dataEnd = firstDayOfPeriod(facts.calendar, facts.calendar.periods);
  const fromDay = options.from === undefined ? mondayAfter(dataEnd + 7 * weeksOfNotice) : dayOf(options.from);
  if (fromDay < dataEnd) {
    throw new UsageError(
      `The first stage, ${isoFromDay(fromDay)}, lies before the end of the data, ${isoFromDay(dataEnd - 1)}.`,
      'Plan from a later day: an order drawn today cannot begin in the past.',
    );
  }
  return planRollOut({
    facts,
    organisation,
    programmeId: options.programme,
    measureId: options.measure,
    stages: options.stages,
    weeksBetween: options.weeksBetween,
    fromDay,
    waitingShare: options.untrainedShare,
    teams: options.teams,
    strata: options.strata,
    seed: options.seed,
    futures: options.futures,
    version,
    onStep: terminal.progress,
  });
}

/** Day 4 after 1970-01-01 was a Monday. */
function mondayAfter(day: number): number {
  return day + ((4 - (day % 7) + 7) % 7);
}

function dayOf(iso: string): number {
  try {
    return dayFromIso(iso);
  } catch {
    throw new UsageError(`"${iso}" is not a day.`, 'Write it as YYYY-MM-DD, such as --from 2027-01-11.');
  }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most && text.trim() !== '') return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function shareOfTeams(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.5) return value;
  throw new InvalidArgumentError('It must lie between 0 and 0.5.');
}

function namesBetweenCommas(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
