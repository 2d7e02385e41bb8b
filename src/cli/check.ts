import { Command } from 'commander';
import { checkData } from '../intake/index.ts';
import { checkWords } from './check-words.ts';
import type { Terminal } from './terminal.ts';
import type { OpenWorkplace } from './workplace.ts';

/** `whichhalf check`: what is loaded, how good it is, and what can be answered with it. */
export function checkCommand(terminal: Terminal, openWorkplace: OpenWorkplace): Command {
  return new Command('check')
    .description('Tells what is loaded, how good it is, and what can and cannot be answered with it.')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--json', 'print JSON')
    .action(async ({ folder, json = false }: { folder: string; json?: boolean }) => {
      const workplace = await openWorkplace(folder);
      try {
        const checked = await checkData(workplace.warehouse, workplace.organisation);
        terminal.result(checked, () => checkWords(checked, terminal.columns), json);
        for (const note of workplace.notes) terminal.note(note);
      } finally {
        workplace.close();
      }
    });
}
