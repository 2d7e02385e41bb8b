import { Command } from 'commander';
import type { Organisation } from '../contract/organisation.ts';
import {
  type Facts,
  loadFacts,
  sayChange,
  surveyChangesOf,
  type Tellable,
  whatCanBeTold,
} from '../impact/index.ts';
import { adoptCourses, checkCoverage, checkData, checkPeople } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { checkWords } from './check-words.ts';
import { coverageWords } from './coverage-words.ts';
import { costsIn } from './people-checked.ts';
import { peopleWords } from './people-words.ts';
import { wrapText } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { OpenNote, OpenWorkplace, Workplace } from './workplace.ts';

/** `whichhalf check`: what is loaded, how good it is, and what can be answered with it. */
export function checkCommand(terminal: Terminal, openWorkplace: OpenWorkplace): Command {
  return new Command('check')
    .description('Tells what is loaded, how good it is, and what can and cannot be answered with it.')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--json', 'print JSON')
    .action(async ({ folder, json = false }: { folder: string; json?: boolean }) => {
      const opened = await openWorkplace(folder);
      try {
        const { organisation, hoursOfCourse } = await adoptCourses(opened);
        const workplace = { ...opened, organisation, hoursOfCourse };
        const checked = await checkData(workplace.warehouse, workplace.organisation);
        const people = await checkPeople({ ...workplace, costs: () => costsIn(workplace) });
        const coverageBySource = await checkCoverage(workplace.warehouse);
        const { verdicts, invoicesNotSpread, surveys } = await whatFactsTell(
          workplace,
          terminal,
          checked.loads.length > 0,
        );
        const { currency } = workplace.organisation.organisation;
        terminal.result(
          { ...checked, ...coverageBySource, people, verdicts, invoicesNotSpread, surveys },
          () =>
            checkWords(checked, peopleWords(people, currency, terminal.columns), verdicts, terminal.columns) +
            beside('Gaps and overlaps', coverageWords(coverageBySource), terminal.columns) +
            beside('Invoices in no programme', invoicesNotSpread, terminal.columns) +
            beside(
              'Where the survey changed',
              surveys.map(({ measure, changes }) => `${measure}: ${changes.join('; ')}`),
              terminal.columns,
            ),
          json,
        );
        const open = stillOpen(workplace.notes, new Set(checked.loads.map(({ table }) => table)));
        if (open.length > 0) terminal.note('\nWhat declaring more would unlock');
        for (const { missing, unlocks } of open) terminal.note(`- ${missing}: ${unlocks}`);
      } finally {
        opened.close();
      }
    });
}

/** Without what whichhalf.yaml has no source for, and a file loaded by its name has brought. */
function stillOpen(notes: readonly OpenNote[], loaded: ReadonlySet<string>): readonly OpenNote[] {
  return notes.filter(({ table }) => table === undefined || !loaded.has(table));
}

/** A measure whose survey changed, and how. */
interface SurveyFound {
  readonly measure: string;
  readonly changes: readonly string[];
}

interface WithHours extends Workplace {
  readonly hoursOfCourse: ReadonlyMap<string, number>;
}

interface ToldByFacts {
  readonly verdicts: readonly Tellable[];
  readonly invoicesNotSpread: readonly string[];
  readonly surveys: readonly SurveyFound[];
}

/** Nothing where nothing is loaded yet that a verdict could rest on. */
async function whatFactsTell(
  workplace: WithHours,
  terminal: Terminal,
  isAnyLoaded: boolean,
): Promise<ToldByFacts> {
  terminal.progress('looking whether verdicts can be told');
  try {
    const facts = await loadFacts(workplace);
    return {
      verdicts: whatCanBeTold(facts, workplace.organisation),
      invoicesNotSpread: facts.invoices?.notSpread ?? [],
      surveys: whereSurveysChanged(facts, workplace.organisation),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (isAnyLoaded) terminal.note(`Whether verdicts can be told: ${error.message} ${error.remedy}`);
    return { verdicts: [], invoicesNotSpread: [], surveys: [] };
  } finally {
    terminal.progress('');
  }
}

function whereSurveysChanged(facts: Facts, organisation: Organisation): SurveyFound[] {
  return Object.entries(organisation.measures).flatMap(([id, { title }]) => {
    const { changes } = surveyChangesOf(facts, organisation, id);
    return changes.length === 0 ? [] : [{ measure: title, changes: changes.map(sayChange) }];
  });
}

/** A list below what is checked; nothing where it is empty. */
function beside(heading: string, lines: readonly string[], columns: number): string {
  if (lines.length === 0) return '';
  return ['', '', heading, ...lines.map((line) => wrapText(`- ${line}`, columns))].join('\n');
}
