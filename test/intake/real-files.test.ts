import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadFacts } from '../../src/impact/load-facts.ts';
import { importSources, type LoadReport } from '../../src/intake/index.ts';
import { currentFacts } from '../../src/warehouse/fact-tables.ts';
import { type TestPlace, testPlace } from '../support/import-place.ts';
import { sharedData } from '../support/shared-data.ts';

let place: TestPlace | undefined;
afterEach(() => place?.remove());

function expectAllLoaded(report: LoadReport | undefined, rows: number): void {
  expect(report?.rows).toMatchObject({ inFile: rows, loaded: rows, added: rows, rejected: 0, dropped: {} });
}

const tickets = sharedData('data/ecommerce-csat/tickets_sample20pct.csv.gz');
const incidents = sharedData('data/incident-log/incident_event_log.csv.gz');
const people = sharedData('data/procedural-justice/people.csv');
const training = sharedData('data/procedural-justice/training_log.csv');
const complaints = sharedData('data/procedural-justice/complaint_events.csv.gz');

describe.skipIf(tickets === undefined)('the tickets of a contact centre', () => {
  it('load without a mapping, their dates decided by the whole column', async () => {
    place = await testPlace({
      sources: [{ file: tickets, table: 'interactions', columns: { team: 'Supervisor' } }],
    });
    const [report] = await importSources(place);
    expectAllLoaded(report, 17_182);
    expect(report?.people).toBe(1_368);
    expect(report?.columns.find(({ field }) => field === 'time')?.readAs).toMatch(
      /d\/m\/Y H:M, decided by the whole column/,
    );
    expect(report?.droppedColumns).toContain('Customer Remarks');
  });
});

describe.skipIf(incidents === undefined)('the log of a service desk', () => {
  it('loads as events, several rows to an incident', async () => {
    place = await testPlace({
      sources: [
        {
          file: incidents,
          table: 'events',
          columns: { id: 'number', date: 'sys_updated_at', person: 'resolved_by' },
        },
      ],
    });
    const [report] = await importSources(place);
    expectAllLoaded(report, 141_712);
    expect(report?.columns.find(({ field }) => field === 'person')?.missing).toEqual({ '?': 226 });
    const events = await place.warehouse.rows(
      {
        text: `select count(distinct event) as n from ${currentFacts('events').text}`,
        values: [...currentFacts('events').values],
      },
      z.object({ n: z.number() }),
    );
    expect(events).toEqual([{ n: 24_918 }]);
  });
});

describe.skipIf(people === undefined || training === undefined || complaints === undefined)(
  'training and complaints of a police',
  () => {
    it('become the panel of the published study', async () => {
      place = await testPlace({
        organisation: { name: 'Police', period: 'month' },
        measures: {
          complaints: {
            title: 'Complaints',
            table: 'events',
            kind: 'count',
            where: { kind: 'complaint' },
            better: 'lower',
          },
        },
        programmes: {
          justice: { title: 'PROCEDURAL JUSTICE & POLICE LEGITIMACY', primaryOutcome: 'complaints' },
        },
        sources: [
          { file: people, table: 'people' },
          { file: training, table: 'attendance' },
          { file: complaints, table: 'events', constants: { kind: 'complaint' } },
        ],
      });
      const reports = await importSources(place);
      expectAllLoaded(reports[0], 7_785);
      expectAllLoaded(reports[1], 10_285);
      expectAllLoaded(reports[2], 31_598);
      const facts = await loadFacts(place);
      const outcome = facts.outcomes.get('complaints');
      const sum = (values: Float64Array | undefined) => values?.reduce((total, value) => total + value, 0);
      expect(facts.calendar).toMatchObject({ kind: 'month', periods: 72 });
      expect(sum(outcome?.sum)).toBe(21_478);
      expect(sum(outcome?.count)).toBe(7_785 * 72);
      expect(facts.attendance.get('justice')).toHaveLength(10_285);
    });
  },
);
