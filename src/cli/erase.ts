import { Command } from 'commander';
import { type Dossier, erase, type LookedUp, lookUpPerson } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import { withUnsure } from '../people/index.ts';
import { dossierNumbers, dossierWords, entryWords, erasureWords } from './erase-words.ts';
import { withCosts } from './people-checked.ts';
import { type Confirm, exitCodes, type Terminal } from './terminal.ts';
import type { OpenWorkplace } from './workplace.ts';

interface EraseOptions {
  readonly folder: string;
  readonly unsure?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `whichhalf erase PERSON`: forgets one person, after it has shown what hangs on them and somebody said yes. */
export function eraseCommand(terminal: Terminal, openWorkplace: OpenWorkplace, confirm: Confirm): Command {
  return new Command('erase')
    .description(
      'Forgets one person: names, rows, and what was decided about them. Shows first what hangs on them.',
    )
    .argument('<person>', 'number or e-mail of the list of people, or a name as the list or a source has it')
    .option('--unsure', 'also the names that may be theirs, and nobody decided on')
    .option('--dry-run', 'show what would be erased, and erase nothing')
    .option('--yes', 'do not ask')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--json', 'print JSON: numbers, no names')
    .action(async (asked: string, options: EraseOptions) => {
      const workplace = await openWorkplace(options.folder);
      try {
        await eraseAsked(asked, options, { terminal, confirm, place: await withCosts(workplace) });
      } finally {
        terminal.progress('');
        workplace.close();
      }
    });
}

interface Desk {
  readonly terminal: Terminal;
  readonly confirm: Confirm;
  readonly place: Awaited<ReturnType<typeof withCosts<Awaited<ReturnType<OpenWorkplace>>>>>;
}

async function eraseAsked(
  asked: string,
  options: EraseOptions,
  { terminal, confirm, place }: Desk,
): Promise<void> {
  const { json = false, yes = false, dryRun = false, unsure = false } = options;
  terminal.progress('looking for them in all sources');
  const lookedUp = await lookUpPerson(place, asked);
  if (lookedUp.wasErased) {
    terminal.result(
      { erased: false, wasErased: true },
      () => `"${asked}" was erased before: nothing is left.`,
      json,
    );
    return;
  }
  const dossier = oneOf(lookedUp, asked);
  const { currency } = place.organisation.organisation;
  const shown = dossierWords(dossier, { currency, columns: terminal.columns, withUnsure: unsure });
  const found = dossierNumbers(dossier, unsure);
  if (dryRun) return terminal.result({ erased: false, found }, () => shown, json);
  if (!yes) {
    if (terminal.forPeople && !json) terminal.note(`${shown}\n`);
    const answer = await confirm('Erase all of this? It cannot be taken back. Type yes or no:');
    if (answer !== 'yes') {
      refuse({ found, answer, terminal, json });
      return;
    }
  }
  terminal.progress('erasing');
  const erasure = await erase(place, unsure ? withUnsure(dossier.person) : dossier.person);
  terminal.result(
    { erased: true, found, ...erasure },
    () => erasureWords(erasure, dossier, { columns: terminal.columns, withUnsure: unsure }),
    json,
  );
}

interface Refusal {
  readonly found: unknown;
  readonly answer: 'no' | 'nobody there';
  readonly terminal: Terminal;
  readonly json: boolean;
}

function refuse({ found, answer, terminal, json }: Refusal): void {
  if (answer === 'no') {
    terminal.note('Nothing was erased.');
    return;
  }
  terminal.result({ erased: false, found }, () => '', json);
  terminal.note(
    'whichhalf: Nothing was erased: nobody can be asked here.\nAdd --yes to erase without being asked.',
  );
  terminal.endWith(exitCodes.wrongUse);
}

/** @throws UsageError unless it is clear who is meant. */
function oneOf({ found, alike }: LookedUp, asked: string): Dossier {
  const [one, ...others] = found;
  if (one !== undefined && others.length === 0) return one;
  if (one === undefined) {
    throw new UsageError(
      `Nobody is called "${asked}", in no list of people and in no source.`,
      alike.length > 0
        ? `Do you mean ${alike.map(entryWords).join('; or ')}? Give the number or the e-mail.`
        : 'Give the number or the e-mail of the list, or the name exactly as a source has it. Names that wait for a decision stand in people-aliases.csv.',
    );
  }
  const candidates = found.flatMap(({ person: { entries, names } }) =>
    entries.length > 0
      ? [entries.map(entryWords).join(' = ')]
      : [`"${names[0]?.text}" of ${names.map(({ source }) => source).join(', ')}, who is in no list`],
  );
  throw new UsageError(
    `${found.length} people are called "${asked}": ${candidates.join('; ')}.`,
    'Give the number or the e-mail of the one whom you mean.',
  );
}
