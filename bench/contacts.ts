import { contactFile } from './contact-files.ts';
import { median, runScript } from './measure.ts';

export interface ContactTiming {
  readonly contacts: number;
  /** From the CSV file to checked facts under pseudonyms. */
  readonly importSeconds: number;
  /** From facts to sums and counts by person and week. */
  readonly panelSeconds: number;
  readonly cells: number;
  readonly peakMegabytes: number;
}

interface Printed {
  readonly importSeconds: number;
  readonly panelSeconds: number;
  readonly cells: number;
}

/** Contacts from CSV to a panel, each run in a process and a folder of its own: medians, and the greatest memory. */
export async function timeContacts(contacts: number, runs: number): Promise<ContactTiming> {
  const file = contactFile(contacts);
  const done: (Printed & { readonly peakMegabytes: number })[] = [];
  for (let run = 0; run < runs; run++) {
    const { output, peakMegabytes } = await runScript('./import-contacts.ts', [file]);
    done.push({ ...(JSON.parse(output) as Printed), peakMegabytes });
  }
  return {
    contacts,
    importSeconds: median(done.map(({ importSeconds }) => importSeconds)),
    panelSeconds: median(done.map(({ panelSeconds }) => panelSeconds)),
    cells: done[0]?.cells ?? 0,
    peakMegabytes: Math.max(...done.map(({ peakMegabytes }) => peakMegabytes)),
  };
}
