import { isoFromDay } from '../model/calendar.ts';
import type { Filing } from './filing.ts';
import { outcomeByWeek, type SimulatedOrganisation } from './simulate-organisation.ts';
import { openTable } from './table-file.ts';

export const telephoneFile = 'telephone-intervals.csv';

/** After each call, as a share of its talk. */
const shareAfterCall = 0.18;

/** One row per person and week, as the telephone system adds up: calls taken, time of talk, time after calls. */
export async function writeTelephone(
  organisation: SimulatedOrganisation,
  measure: string,
  filing: Filing,
  folder: string,
): Promise<void> {
  const { roster, model } = organisation.workplace;
  const { sum, count } = outcomeByWeek(organisation, measure);
  const called = filing.called('telephone');
  const header = ['Agent', 'Interval start', 'Calls handled', 'Talk time', 'After call work'];
  const table = await openTable(folder, telephoneFile, header, { delimiter: ';' });
  for (let week = 0; week < roster.weeks; week++) {
    const monday = isoFromDay(model.firstDay + 7 * week);
    for (let person = 0; person < roster.members; person++) {
      const cell = person * roster.weeks + week;
      const calls = count[cell] ?? 0;
      if (calls === 0) continue;
      const talk = sum[cell] ?? 0;
      const after = Math.round(shareAfterCall * talk);
      await table.row([called[person] ?? '', monday, calls, asClock(talk), asClock(after)]);
    }
  }
  await table.close();
}

function asClock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
