import { drawEvents } from './draw-contacts.ts';
import type { Filing } from './filing.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { openTable } from './table-file.ts';

const workdays = 6;
const complaintReasons = ['wrong bill', 'nobody called back', 'tone', 'sent around', 'too slow'];

/** Writes the complaints, in the order of their days; returns their number. */
export async function writeComplaints(
  { workplace, programmes }: SimulatedOrganisation,
  measure: string,
  filing: Filing,
  folder: string,
): Promise<number> {
  const { roster, streams, model } = workplace;
  const complaints: { day: number; person: number; reason: string }[] = [];
  for (let person = 0; person < roster.members; person++) {
    const random = streams('clock', model.channels.length, person);
    drawEvents(workplace, programmes, person, measure).forEach((events, week) => {
      for (let event = 0; event < events; event++) {
        const day = model.firstDay + week * 7 + random.integer(workdays);
        const reason = complaintReasons[random.integer(complaintReasons.length)] ?? '';
        complaints.push({ day, person, reason });
      }
    });
  }
  complaints.sort((a, b) => a.day - b.day || a.person - b.person);
  const called = filing.called('complaints');
  const table = await openTable(folder, 'complaints.csv', ['Case', 'Received on', 'About', 'Reason']);
  for (const [row, { day, person, reason }] of complaints.entries()) {
    await table.row([`K${100_000 + row}`, filing.day('complaints', day), called[person] ?? '', reason]);
  }
  await table.close();
  return complaints.length;
}
