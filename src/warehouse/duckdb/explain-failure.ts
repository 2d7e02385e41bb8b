import { UsageError } from '../../model/refusal.ts';
import { WarehouseError, type WarehouseFailure } from '../warehouse.ts';

interface Explanation {
  readonly pattern: RegExp;
  readonly reason: WarehouseFailure;
  readonly remedy: string;
}

const explanations: readonly Explanation[] = [
  {
    pattern: /INTERRUPT/i,
    reason: 'interrupted',
    remedy: 'It was stopped before it was done: run it again.',
  },
  {
    pattern: /Out of Memory|could not allocate/i,
    reason: 'out-of-memory',
    remedy: 'Close other programs, or give a folder with free space for temporary files.',
  },
  {
    pattern: /IO Error|No space left|Permission/i,
    reason: 'input-output',
    remedy: 'Check that the file or folder exists, may be read and written, and that the disk has space.',
  },
];

const defect: Omit<Explanation, 'pattern'> = {
  reason: 'statement',
  remedy:
    'This is a defect of Whichhalf unless a file holds something unusual: please report it with this message.',
};

/** Every error of the engine, in one shape; those of our own pass through. */
export function explainFailure(error: unknown): Error {
  if (error instanceof WarehouseError || error instanceof UsageError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const { reason, remedy } = explanations.find(({ pattern }) => pattern.test(text)) ?? defect;
  return new WarehouseError(reason, text.split('\n')[0] ?? text, remedy, { cause: error });
}

/** An error while opening a file: one held by another process is for the user to solve. */
export function explainOpening(file: string, error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  if (!/lock/i.test(text)) return explainFailure(error);
  const holder = /PID (\d+)/.exec(text)?.[1];
  return new UsageError(
    `${file} is in use by another whichhalf${holder === undefined ? '' : ` (process ${holder})`}.`,
    'Wait until it is done or end it, then run this again.',
  );
}
