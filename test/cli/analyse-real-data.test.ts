import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Analysis } from '../../src/contract/analysis.ts';
import { runWhichhalf } from '../support/run-whichhalf.ts';
import { sharedData } from '../support/shared-data.ts';

const justice = sharedData('data/procedural-justice');
const tickets = sharedData('data/ecommerce-csat');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An organisation's folder that points to real files and describes them. */
function folderOver(data: string, yaml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'whichhalf-real-'));
  folders.push(folder);
  for (const file of readdirSync(data)) symlinkSync(join(data, file), join(folder, file));
  writeFileSync(join(folder, 'whichhalf.yaml'), yaml);
  return folder;
}

describe.skipIf(justice === undefined)(
  'training in procedural justice, from training log and complaint events',
  () => {
    const yaml = `
organisation: { name: A police department, currency: USD, timeZone: America/Chicago, period: month }
measures:
  complaints: { title: Complaints, table: events, kind: count, better: lower }
programmes:
  justice:
    title: Procedural justice
    courses: ["PROCEDURAL JUSTICE & POLICE LEGITIMACY"]
    primaryOutcome: complaints
sources:
  - { file: people.csv, table: people, columns: { person: person, team: unit } }
  - { file: training_log.csv, table: attendance, columns: { person: person, date: training_date, course: programme } }
  - { file: complaint_events.csv.gz, table: events, columns: { id: complaint, person: person, date: date } }
`;

    test('does not say that complaints fell, under any day-to-period rule, and shows how a one-month base misleads', async () => {
      const { stdout } = await runWhichhalf('analyse', '--folder', folderOver(justice ?? '', yaml), '--json');
      const [programme] = Analysis.parse(JSON.parse(stdout)).programmes;
      const rows = programme?.sensitivity ?? [];
      const helpful = ['lasting', 'fading', 'conditional'];
      expect(helpful).not.toContain(programme?.verdict.kind);
      expect(programme?.restsOn.people).toBe(7785);
      const rules = rows.filter(({ id }) => id.startsWith('rule-'));
      expect(rules.map(({ id }) => id)).toEqual(['rule-following', 'rule-containing', 'rule-nearest']);
      for (const { verdict } of rules) expect(helpful).not.toContain(verdict);
      const oneMonth = rows.find(({ id }) => id === 'base-one');
      expect(helpful).toContain(oneMonth?.verdict);
      expect(programme?.checks.find(({ id }) => id === 'length-of-base')?.outcome).toBe('failed');
    });
  },
);

describe.skipIf(tickets === undefined)('tickets of one contact centre over one month', () => {
  const yaml = `
organisation: { name: A shop, currency: INR, timeZone: Asia/Kolkata, period: week }
measures:
  satisfied: { title: Satisfied, kind: mean }
programmes:
  soft-skills:
    title: Soft skills
    primaryOutcome: satisfied
    chosen: { by: team }
    sessions: [{ date: 2023-08-15, teams: [William Park, Olivia Suzuki, Noah Patel, Emma Park] }]
sources:
  - file: tickets_sample20pct.csv.gz
    table: interactions
    columns: { id: Unique id, time: issue_responded, person: Agent_name, team: Supervisor, rating: CSAT Score, channel: channel_name, reason: Sub-category }
`;

  test('load whole, and a verdict on training is refused because nobody is seen long enough before', async () => {
    const { stdout, code } = await runWhichhalf(
      'analyse',
      '--folder',
      folderOver(tickets ?? '', yaml),
      '--json',
    );
    const analysis = Analysis.parse(JSON.parse(stdout));
    expect(code).toBe(3);
    expect(analysis.organisation.contacts).toBe(17_182);
    expect(analysis.programmes[0]?.verdict.reason).toBe('too-short-before');
  });
});
