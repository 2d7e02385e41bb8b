import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Document, isScalar, visit } from 'yaml';
import { UsageError } from '../model/refusal.ts';
import { contactFiles } from './contact-files.ts';
import { describeOrganisation, wordsOf } from './describe-organisation.ts';
import { describeSources } from './describe-sources.ts';
import { drawAttendance, otherCourses } from './draw-attendance.ts';
import { exampleModel } from './example-model.ts';
import type { Words } from './example-words.ts';
import { type Filing, messyFiling, tidyFiling } from './filing.ts';
import { shuffledCasting, usualCasting } from './shuffle-truths.ts';
import { type SimulatedOrganisation, simulateOrganisation } from './simulate-organisation.ts';
import { type ProgrammeTruth, stateTruth } from './state-truth.ts';
import { writeAttendance } from './write-attendance.ts';
import { writeComplaints } from './write-complaints.ts';
import { writeContacts } from './write-contacts.ts';
import { writeGuestScores } from './write-guest-scores.ts';
import { writePeople, writeTeamFacts, writeTeams } from './write-people.ts';
import { telephoneFile, writeTelephone } from './write-telephone.ts';
import { writeAssessments, writeReactions } from './write-training.ts';

export interface ExampleOrganisationOrder {
  readonly seed: number;
  /** Renames programmes, measures and columns, and swaps the effects between programmes. */
  readonly shuffle: boolean;
  /** The same events as many departments keep them: names for numbers, shared logins, days in three ways, leavers missing. */
  readonly messy?: boolean;
  /** Where the files go; must not exist, or be empty. The truth goes to `FOLDER.truth.json` beside it. */
  readonly folder: string;
  /** Told what is being written, in words. */
  readonly progress: (text: string) => void;
}

export interface WrittenOrganisation {
  readonly folder: string;
  readonly truthFile: string;
  readonly people: number;
  readonly contacts: number;
}

/** What the file beside the folder says: the names are those of `whichhalf.yaml`. */
export interface TruthFile {
  readonly seed: number;
  readonly shuffled: boolean;
  readonly programmes: readonly (ProgrammeTruth & { readonly title: string })[];
}

/**
 * Writes the example organisation as a folder that an organisation might hold. The same seed gives the same bytes.
 * The folder appears only when it is complete; nothing in it tells what is true.
 */
export async function writeExampleOrganisation(
  order: ExampleOrganisationOrder,
): Promise<WrittenOrganisation> {
  const folder = resolve(order.folder);
  await refuseUsedFolder(folder);
  const { assignment, words } = order.shuffle ? shuffledCasting(order.seed) : usualCasting;
  order.progress('drawing people, teams and training');
  const organisation = simulateOrganisation(exampleModel(assignment), order.seed);
  const unfinished = `${folder}.unfinished`;
  const truthFile = `${folder}.truth.json`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const filing = (order.messy === true ? messyFiling : tidyFiling)(organisation.workplace);
  const contacts = await writeFiles(organisation, words, filing, unfinished, order.progress);
  await writeFile(truthFile, `${JSON.stringify(truthOf(organisation, words, order), undefined, 2)}\n`);
  await rename(unfinished, folder);
  order.progress('');
  return { folder, truthFile, people: organisation.workplace.roster.people, contacts };
}

async function writeFiles(
  organisation: SimulatedOrganisation,
  words: Words,
  filing: Filing,
  folder: string,
  progress: (text: string) => void,
): Promise<number> {
  const { workplace } = organisation;
  progress('writing people, teams and training');
  const courses = [...drawAttendance(organisation, words), ...otherCourses(workplace, filing)];
  const sources = describeSources(organisation, words, courses);
  const described = describeOrganisation(organisation, words, sources);
  await writeFile(join(folder, 'whichhalf.yaml'), asYaml(described));
  await writePeople(organisation, filing, folder);
  await writeTeams(organisation, filing, folder);
  await writeTeamFacts(organisation, words, folder);
  await writeAttendance(courses, filing, folder);
  await writeAssessments(organisation, words, filing, folder);
  await writeReactions(organisation, words, folder);
  await writeComplaints(organisation, 'complaints', filing, folder);
  await writeGuestScores(workplace, folder);
  progress(`writing ${telephoneFile}`);
  await writeTelephone(organisation, 'handling', filing, folder);
  let contacts = 0;
  for (const shape of contactFiles) {
    progress(`writing ${shape.file}`);
    await mkdir(dirname(join(folder, shape.file)), { recursive: true });
    contacts += await writeContacts(organisation, words, filing, shape, folder);
  }
  return contacts;
}

/** Lists that are longer have one line per item. */
const longestLine = 4;

function asYaml(described: object): string {
  const document = new Document(described);
  document.commentBefore = ' What the organisation declares about itself, its training and its files.';
  visit(document, {
    Seq(_, node) {
      if (node.items.length <= longestLine && node.items.every(isScalar)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 110 });
}

function truthOf(
  organisation: SimulatedOrganisation,
  words: Words,
  { seed, shuffle }: ExampleOrganisationOrder,
): TruthFile {
  const programmes = stateTruth(organisation).map((truth) => {
    const { id, title } = words.programmes[truth.kind];
    return { ...truth, programme: id, title, measure: wordsOf(words, truth.measure).id };
  });
  return { seed, shuffled: shuffle, programmes };
}

async function refuseUsedFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new UsageError(`${folder} is not a folder`, 'Name a folder that does not exist yet.');
  }
  if (entries.length > 0) {
    throw new UsageError(
      `${folder} is not empty`,
      'Name a folder that does not exist yet, or empty this one.',
    );
  }
  await rmdir(folder);
}
