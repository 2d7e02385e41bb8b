import { createInterface } from 'node:readline/promises';

/** Exit codes of every command. */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2, refused: 3 } as const;

/** The one door through which commands speak: results to stdout, notes and progress to stderr. */
export interface Terminal {
  /** Columns of the terminal, or 100 in a pipe. */
  readonly columns: number;
  /** True when people read along; a pipe gets JSON and no progress. */
  readonly forPeople: boolean;
  readonly colour: boolean;
  /** Prints the result: as text for people, as one line of JSON in a pipe or where `json` is asked for. */
  result(value: unknown, text: () => string, json: boolean): void;
  /** A line that is not the result. */
  note(text: string): void;
  /** Replaces the progress line; an empty text removes it. Silent in a pipe. */
  progress(text: string): void;
  /** Sets the exit code with which the process will end. */
  endWith(code: number): void;
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly setExitCode: (code: number) => void;
  readonly noColour: boolean;
}

/** Asks people who read along whether to go on; only "yes" is one. Nobody is asked where input or notes are no terminal. */
export type Confirm = (question: string) => Promise<'yes' | 'no' | 'nobody there'>;

export function openConfirm(stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): Confirm {
  return async (question) => {
    if (stdin.isTTY !== true || stderr.isTTY !== true) return 'nobody there';
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      const ended = new Promise<string>((end) => lines.once('close', () => end('')));
      const answer = await Promise.race([lines.question(`${question} `), ended]);
      return /^yes$/i.test(answer.trim()) ? 'yes' : 'no';
    } finally {
      lines.close();
    }
  };
}

/** Terminals that say they are narrower are taken for ones that do not know. */
const narrowest = 40;

export function openTerminal({ stdout, stderr, setExitCode, noColour }: Streams): Terminal {
  let progressShown = false;
  const clear = () => {
    if (progressShown) stderr.write('\r\u001b[2K');
    progressShown = false;
  };
  return {
    columns: Math.max(stdout.columns || 100, narrowest),
    forPeople: stdout.isTTY === true,
    colour: stdout.isTTY === true && !noColour,
    result(value, text, json) {
      clear();
      stdout.write(json || stdout.isTTY !== true ? `${JSON.stringify(value)}\n` : `${text()}\n`);
    },
    note(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (stderr.isTTY !== true) return;
      clear();
      if (text === '') return;
      stderr.write(text.slice(0, (stderr.columns ?? 100) - 1));
      progressShown = true;
    },
    endWith: setExitCode,
  };
}
