import { readFileSync } from 'node:fs';
import { type LongPanel, panelOfRows, parseCsv } from './long-table.ts';
import { sharedData } from './shared-data.ts';

/** 500 counties over five years, clustered by state; `undefined` where the shared data are absent. */
export function readMpdta(file: 'mpdta.csv' | 'mpdta_with_holes.csv'): LongPanel | undefined {
  const path = sharedData(`data/mpdta/${file}`);
  if (path === undefined) return undefined;
  return panelOfRows(
    parseCsv(readFileSync(path, 'utf8')).map((row) => ({
      unit: row.countyreal,
      period: Number(row.year),
      cohort: Number(row.first_treat ?? row['first.treat']),
      value: Number(row.lemp),
      cluster: Math.floor(Number(row.countyreal) / 1000),
    })),
  );
}

/** Figures of the field's packages from `../shared/reference`. */
export function readReference<Shape>(file: string): Shape | undefined {
  const path = sharedData(`reference/${file}`);
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Shape);
}
