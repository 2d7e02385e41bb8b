import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { Analysis } from '../contract/analysis.ts';
import { analyse, loadFacts, measuresOf } from '../impact/index.ts';
import { adoptCourses, importSources, type LoadReport } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { savedAnalysisPath } from '../report/index.ts';
import { exitCodes, type Terminal } from './terminal.ts';
import { verdictTable } from './verdict-table.ts';
import type { OpenWorkplace, Workplace } from './workplace.ts';

export interface AnalyseOrder {
  readonly folder: string;
  /** Only these programmes; all, and the result is saved, if empty. */
  readonly programmes: readonly string[];
  readonly version: string;
}

/** Seed of the draws behind money and bands: the same files always give the same figures. */
const seed = 20_26;

/** `whichhalf analyse [PROGRAMME...]`: loads what is new, judges every programme, saves and prints the result. */
export function analyseCommand(terminal: Terminal, openWorkplace: OpenWorkplace, version: string): Command {
  return new Command('analyse')
    .description(
      'Judges each programme: did it work, did it last, what was it worth, how far did the money get.',
    )
    .argument('[programme...]', 'ids of programmes; default: all, and the result is saved for the report')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--json', 'print the result as JSON')
    .action(async (programmes: string[], { folder, json }: { folder: string; json?: boolean }) => {
      const analysis = await analyseFolder({ folder, programmes, version }, terminal, openWorkplace);
      terminal.result(analysis, () => verdictTable(analysis, terminal.columns), json === true);
      if (nothingAnalysed(analysis)) {
        terminal.note('No programme could be analysed; each says above what would tell.');
        terminal.endWith(exitCodes.refused);
      }
    });
}

function nothingAnalysed({ programmes }: Analysis): boolean {
  return programmes.every(({ effects }) => effects.first.kind === 'refused');
}

/** The analysis of a folder; saved inside it when all programmes were asked for. */
export async function analyseFolder(
  order: AnalyseOrder,
  terminal: Terminal,
  openWorkplace: OpenWorkplace,
): Promise<Analysis> {
  const workplace = await openWorkplace(order.folder);
  try {
    return await analyseWorkplace(order, terminal, workplace);
  } finally {
    terminal.progress('');
    workplace.close();
  }
}

async function analyseWorkplace(
  { programmes, version }: AnalyseOrder,
  terminal: Terminal,
  workplace: Workplace,
): Promise<Analysis> {
  const loads = await importSources({ ...workplace, progress: terminal.progress, clock: () => new Date() });
  for (const load of loads) noteLoad(load, terminal);
  const { organisation, notes, hoursOfCourse } = await adoptCourses(workplace);
  refuseUnknown(programmes, Object.keys(organisation.programmes));
  terminal.progress('adding up contacts per person and period');
  const asked = programmes.length === 0 ? Object.keys(organisation.programmes) : programmes;
  const facts = await loadFacts({
    ...workplace,
    organisation,
    hoursOfCourse,
    measures: measuresOf(organisation, asked),
  });
  const analysis = Analysis.parse(
    analyse({
      facts: { ...facts, notesOn: notes },
      organisation,
      ...(programmes.length === 0 ? {} : { programmes }),
      version,
      seed,
      onProgramme: (title) => terminal.progress(`judging "${title}"`),
    }),
  );
  if (programmes.length === 0) await save(workplace.folder, analysis);
  return analysis;
}

/** New rows are said; what was taken for what is shown by `whichhalf import`. */
function noteLoad({ file, table, rows, outcome }: LoadReport, terminal: Terminal): void {
  if (outcome !== 'loaded') return;
  const rejected = rows.rejected > 0 ? `, ${rows.rejected} rejected` : '';
  terminal.note(`${file} → ${table}: ${rows.loaded} of ${rows.inFile} rows loaded${rejected}`);
}

function refuseUnknown(asked: readonly string[], known: readonly string[]): void {
  if (known.length === 0) {
    throw new UsageError(
      'whichhalf.yaml declares no programme, and no attendance is loaded whose courses could be taken for programmes.',
      'Add one under "programmes", or a source of the table attendance; docs/guides/organisation-folder.md shows how.',
    );
  }
  const unknown = asked.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no programme "${unknown}".`,
      `A programme is named by its id; declared are: ${known.join(', ')}.`,
    );
  }
}

/** Under a temporary name first, so that a page never reads half a result. */
async function save(folder: string, analysis: Analysis): Promise<void> {
  const path = savedAnalysisPath(folder);
  const unfinished = `${path}.${process.pid}.part`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(unfinished, JSON.stringify(analysis));
  await rename(unfinished, path);
}
