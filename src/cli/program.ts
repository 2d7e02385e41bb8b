import { Command, CommanderError } from 'commander';
import { UsageError } from '../model/refusal.ts';
import { exitCodes, type Terminal } from './terminal.ts';

/** Runs one command line and says with which code it ended. Never throws. */
export async function runProgram(
  commands: readonly Command[],
  argv: readonly string[],
  version: string,
  terminal: Terminal,
): Promise<void> {
  const program = new Command('whichhalf')
    .description('Tells which training changed what customers get, whether it lasted and what it was worth.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(whichhalf COMMAND --help lists what a command takes)');
  for (const command of commands) program.addCommand(command.exitOverride());
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    terminal.progress('');
    terminal.endWith(explain(error, terminal));
  }
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  if (error instanceof UsageError) {
    terminal.note(`whichhalf: ${error.message}\n${error.remedy}`);
    return exitCodes.wrongUse;
  }
  terminal.note(`whichhalf: ${error instanceof Error ? error.message : String(error)}`);
  return exitCodes.failed;
}
