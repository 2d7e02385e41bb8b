import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/stats/random.ts';
import { runWhichhalf } from '../support/run-whichhalf.ts';

const guide = readFileSync(new URL('../../docs/guides/scores-per-site.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'whichhalf-scores-'));
const hotels = Array.from({ length: 24 }, (_, k) => `Hotel ${k + 1}`);
/** Months from January 2023 on in which the guide's two sessions lie. */
const trainedIn = (hotel: number) => (hotel < 4 ? 14 : hotel < 8 ? 17 : Number.POSITIVE_INFINITY);

beforeAll(() => {
  const random = createRandom(8);
  const [yaml = ''] = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  writeFileSync(join(folder, 'whichhalf.yaml'), yaml);
  writeFileSync(
    join(folder, 'people.csv'),
    `person,team,site\n${hotels.map((hotel, k) => `p${k},Team ${k},${hotel}\nq${k},Team ${k},${hotel}\n`).join('')}`,
  );
  const lines = hotels.flatMap((hotel, k) => {
    const level = 4 + 0.2 * random.normal();
    return Array.from({ length: 33 }, (_, month) => {
      const n = 40 + random.integer(60);
      const mean = level + (month > trainedIn(k) ? 0.4 : 0) + random.normal() / Math.sqrt(n);
      const written = `${2023 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
      return `${hotel},${written},Guest score,${n},${mean.toFixed(2)},1.0`;
    });
  });
  writeFileSync(join(folder, 'scores.csv'), `Hotel,Month,Measure,Answers,Mean,SD\n${lines.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the guide to scores per site', () => {
  it('has commands that load the files, tell what they cover, and find what was done', async () => {
    const commands = [...guide.matchAll(/^whichhalf (\w+)$/gm)].map((match) => match[1] ?? '');
    expect(commands).toEqual(['import', 'check', 'analyse']);
    const [loaded, check, analysed] = [
      await runWhichhalf('import', '--folder', folder, '--json'),
      await runWhichhalf('check', '--folder', folder, '--json'),
      await runWhichhalf('analyse', '--folder', folder, '--json'),
    ];
    expect(loaded.stderr + analysed.stderr).toBe('');
    expect([loaded.code, check.code, analysed.code]).toEqual([0, 0, 0]);
    expect(loaded.json()).toMatchObject([{ rows: { loaded: 48 } }, { rows: { loaded: 24 * 33 } }]);
    expect(check.json()).toMatchObject({
      coverage: [{ table: 'outcomes', scores: { period: 'month', sites: 24, unknownSites: [] } }],
    });
    const result = analysed.json() as {
      programmes: {
        design: { words: string; peopleTrained: number };
        verdict: { kind: string };
        effects: { first: { low: number; high: number } };
        money: { cost: number };
      }[];
    };
    const [programme] = result.programmes;
    expect(programme?.design.words).toBe('8 sites trained in two stages; 16 were not trained');
    expect(programme?.design.peopleTrained).toBe(16);
    expect(programme?.verdict.kind).toBe('lasting');
    expect(programme?.effects.first.low).toBeLessThan(0.4);
    expect(programme?.effects.first.high).toBeGreaterThan(0.4);
    expect(programme?.money.cost).toBe(18_000);
  });
});
