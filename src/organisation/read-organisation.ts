import { access, readdir, readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { Organisation } from '../contract/organisation.ts';
import { UsageError } from '../model/refusal.ts';
import { organisationJsonSchema } from './json-schema.ts';
import { type Note, notesOn } from './notes.ts';
import { type Finding, type Path, type Problem, problemsAsError } from './problem.ts';
import { referenceFindings } from './reference-findings.ts';
import { type Repaired, repair } from './repair.ts';
import { senseFindings } from './sense-findings.ts';
import { shapeFindings } from './shape-findings.ts';
import { type FilesSeen, sourceFindings } from './source-findings.ts';
import { parseYaml, type YamlSource } from './yaml-source.ts';

/** Name of the file in which an organisation describes itself. */
export const organisationFile = 'whichhalf.yaml';

/** An organisation and what its file leaves open: nothing of it is wrong. */
export interface OrganisationRead {
  readonly organisation: Organisation;
  readonly notes: readonly Note[];
}

/**
 * The organisation that `whichhalf.yaml` in this folder describes.
 * Throws one `UsageError` with everything that is wrong, each with file, line, column, what was found, what was
 * expected and what to do, in the order of the file.
 */
export async function readOrganisation(folder: string): Promise<Organisation> {
  return (await readOrganisationWithNotes(folder)).organisation;
}

/** As `readOrganisation`, with notes on what may be added and what that would unlock. */
export async function readOrganisationWithNotes(folder: string): Promise<OrganisationRead> {
  const file = join(folder, organisationFile);
  const source = parseYaml(await textOf(folder, file));
  if (source.notationBroken) throw problemsAsError(file, source.problems);
  if (source.value === null || source.value === undefined) throw emptyFile(file, folder);
  const organisation = await validated(folder, file, source);
  const notes = notesOn(organisation).map(({ path, ...note }) => {
    const { line } = source.locate({ path, at: 'key', found: '', expected: '', remedy: '' });
    return { ...note, file, line };
  });
  return { organisation, notes };
}

async function validated(folder: string, file: string, source: YamlSource): Promise<Organisation> {
  const schema = organisationJsonSchema();
  const { data, error } = Organisation.safeParse(source.value, { reportInput: true });
  const shape = error ? shapeFindings(error.issues, source.value, schema) : [];
  const checkable = data ? { organisation: data, repairedAt: [] } : repair(source.value, schema);
  const findings = [...shape, ...(checkable ? await furtherFindings(folder, checkable) : [])];
  const problems: Problem[] = [...source.problems, ...findings.map(source.locate)];
  if (!data || problems.length > 0) throw problemsAsError(file, problems);
  return data;
}

const declaringSections: ReadonlySet<string> = new Set(['foundation', 'measures', 'sources']);

/** What the schema cannot see; only of values that stand in the file as they are. */
async function furtherFindings(folder: string, { organisation, repairedAt }: Repaired): Promise<Finding[]> {
  const files = await filesSeen(folder, organisation.sources);
  const namesKnown = !repairedAt.some(
    ([section, ...deeper]) => deeper.length < 2 && declaringSections.has(String(section)),
  );
  return [
    ...(namesKnown ? referenceFindings(organisation) : []),
    ...senseFindings(organisation),
    ...sourceFindings(organisation.sources, files),
  ].filter(({ path }) => !repairedAt.some((repaired) => startsWith(path, repaired)));
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, depth) => path[depth] === step);
}

async function filesSeen(folder: string, sources: Organisation['sources']): Promise<FilesSeen> {
  const present = await Promise.all(
    sources.map(({ file }) =>
      access(resolve(folder, file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  const entries = await readdir(folder, { withFileTypes: true });
  const inFolder = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && extname(entry.name) !== '.yaml')
    .map(({ name }) => name);
  return { present, inFolder: inFolder.toSorted() };
}

async function textOf(folder: string, file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw unreadable(folder, file, error as NodeJS.ErrnoException);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file}: found bytes that are not UTF-8`, 'Save the file as UTF-8 and try again.');
  }
}

function unreadable(folder: string, file: string, error: NodeJS.ErrnoException): UsageError {
  if (error.code === 'ENOENT') {
    return new UsageError(
      `${file} does not exist`,
      `Run \`whichhalf init ${folder}\` to write one, or name the folder that holds yours.`,
    );
  }
  if (error.code === 'ENOTDIR') {
    return new UsageError(`${folder} is a file`, `Name the folder that holds ${organisationFile}.`);
  }
  return new UsageError(`${file} cannot be read (${error.code})`, 'Look at its permissions.');
}

function emptyFile(file: string, folder: string): UsageError {
  return new UsageError(
    `${file}:1:1: found an empty file; expected at least "organisation:" with a "name:" below it`,
    `Remove the file and run \`whichhalf init ${folder}\` to get one with every part explained.`,
  );
}
