import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Panel } from '../../src/stats/panel.ts';
import { parseCsv } from './long-table.ts';
import { sharedData } from './shared-data.ts';

const MONTHS = 72;

/** Complaints per officer and month, and the month of training rounded to the nearest, from the raw files. */
export function readProceduralJustice():
  | { readonly panel: Panel; readonly cohortOf: Int32Array }
  | undefined {
  const folder = sharedData('data/procedural-justice');
  if (folder === undefined) return undefined;
  const people = parseCsv(readFileSync(join(folder, 'people.csv'), 'utf8')).map((row) => row.person);
  const indexOf = new Map(people.map((person, index) => [person, index]));
  const cohortOf = new Int32Array(people.length).fill(-1);
  for (const row of parseCsv(readFileSync(join(folder, 'training_log.csv'), 'utf8'))) {
    const person = indexOf.get(row.person);
    if (person !== undefined) cohortOf[person] = nearestMonth(row.training_date);
  }
  const sum = new Float64Array(people.length * MONTHS);
  const seen = new Set<string>();
  const events = gunzipSync(readFileSync(join(folder, 'complaint_events.csv.gz'))).toString('utf8');
  for (const row of parseCsv(events)) {
    const person = indexOf.get(row.person);
    const key = `${row.complaint} ${row.person} ${row.date.slice(0, 7)}`;
    if (person === undefined || seen.has(key)) continue;
    seen.add(key);
    sum[person * MONTHS + monthOf(row.date)] += 1;
  }
  const panel = { units: people.length, periods: MONTHS, sum, count: new Float64Array(sum.length).fill(1) };
  return { panel, cohortOf };
}

/** Months from January 2011 = 0. */
function monthOf(date: string): number {
  const [year, month] = date.split('-').map(Number);
  return (year - 2011) * 12 + month - 1;
}

function nearestMonth(date: string): number {
  const [year, month, day] = date.split('-').map(Number);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return monthOf(date) + (day - 1 >= length / 2 ? 1 : 0);
}
