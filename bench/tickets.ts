import { median, runScript } from './measure.ts';
import { ticketFiles } from './ticket-files.ts';

export interface TicketTiming {
  /** Median seconds of each step, in their order. */
  readonly steps: readonly (readonly [string, number])[];
  readonly wholeSeconds: number;
  /** The same file, as text, into a table. */
  readonly textSeconds: number;
  readonly cells: number;
  readonly peakMegabytes: number;
}

interface Printed {
  readonly steps: readonly (readonly [string, number])[];
  readonly cells: number;
  readonly contacts: number;
  readonly people: number;
}

/** Tickets with names from CSV to a panel, and DuckDB alone on the same file, in turns; each in a process of its own. */
export async function timeTickets(
  count: number,
  runs: number,
  report: (text: string) => void,
): Promise<TicketTiming> {
  report('making the file');
  const { tickets, people } = ticketFiles(count);
  const [text, whole, peaks]: [number[], number[], number[]] = [[], [], []];
  const steps = new Map<string, number[]>();
  let cells = 0;
  for (let run = 0; run < runs; run++) {
    report(`as text, run ${run + 1}`);
    text.push(sum((await printedBy('text', tickets, people)).printed.steps));
    report(`to the panel, run ${run + 1}`);
    const { printed, peakMegabytes } = await printedBy('facts', tickets, people);
    if (printed.contacts !== count)
      throw new Error(`${printed.contacts} of ${count} tickets are in the panel`);
    for (const [step, seconds] of printed.steps) steps.set(step, [...(steps.get(step) ?? []), seconds]);
    whole.push(sum(printed.steps));
    peaks.push(peakMegabytes);
    cells = printed.cells;
  }
  return {
    steps: [...steps].map(([step, seconds]) => [step, median(seconds)]),
    wholeSeconds: median(whole),
    textSeconds: median(text),
    cells,
    peakMegabytes: Math.max(...peaks),
  };
}

async function printedBy(way: 'text' | 'facts', tickets: string, people: string) {
  const { output, peakMegabytes } = await runScript('./import-tickets.ts', [way, tickets, people]);
  return { printed: JSON.parse(output) as Printed, peakMegabytes };
}

function sum(steps: Printed['steps']): number {
  return steps.reduce((total, [, seconds]) => total + seconds, 0);
}
