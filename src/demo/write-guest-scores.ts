import { isoFromDay } from '../model/calendar.ts';
import { siteName } from './labels.ts';
import { openTable } from './table-file.ts';
import type { Workplace } from './workplace.ts';

export const guestScoresFile = 'guest-scores.csv';

const level = 4.3;
const siteSd = 0.12;
const monthSd = 0.05;

/** What guests say on a portal, per site and month with decimal commas: names no employee, and no training acts on it. */
export async function writeGuestScores({ model, streams }: Workplace, folder: string): Promise<void> {
  const random = streams('guestScores');
  const months = monthsOf(model.firstDay, 7 * model.weeks);
  const table = await openTable(folder, guestScoresFile, ['Site', ...months], { delimiter: ';' });
  for (let site = 0; site < model.sites; site++) {
    const ofSite = level + siteSd * random.normal();
    const scores = months.map(() => Math.min(5, ofSite + monthSd * random.normal()));
    await table.row([siteName(site), ...scores.map((score) => score.toFixed(2).replace('.', ','))]);
  }
  await table.close();
}

/** Months that the days cover wholly, as 2024-11. */
function monthsOf(firstDay: number, days: number): readonly string[] {
  const all = new Map<string, number>();
  for (let day = firstDay; day < firstDay + days; day++) {
    const month = isoFromDay(day).slice(0, 7);
    all.set(month, (all.get(month) ?? 0) + 1);
  }
  return [...all].filter(([, covered]) => covered >= 28).map(([month]) => month);
}
