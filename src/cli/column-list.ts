import { Option } from 'commander';
import { UsageError } from '../model/refusal.ts';

/** An option that names several columns: `--items a,b,c`. */
export function columnList(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
}

export function distinctColumns(names: readonly string[], flag: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UsageError(`"${twice}" is named twice (${flag}).`, 'Name each column once.');
}
