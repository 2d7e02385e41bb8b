import { describe, expect, it } from 'vitest';
import { Organisation } from '../contract/organisation.ts';
import { changedColumns } from './changed-export.ts';
import { sourceFor } from './recognise-table.ts';

const organisation = Organisation.parse({ organisation: { name: 'Test' } });

describe('changedColumns', () => {
  const last = {
    table: 'people' as const,
    columns: [{ field: 'person', column: 'Name', how: 'synonym' as const, readAs: 'person', missing: {} }],
    droppedColumns: ['Personalnr'],
  };
  const file = { columns: ['Name', 'Personalnr'], sample: [['Anna', '1']] };

  it('tells of a column that was left out before its name was known', () => {
    expect(changedColumns(last, sourceFor('p.csv', 'people'), organisation, file)).toMatchObject([
      {
        field: 'person',
        now: 'Name',
        sentence: '"Personalnr" would now be taken for person, which came from "Name" in the last load',
      },
    ]);
  });

  it('says nothing where the source names the column, or another field has it', () => {
    const named = { ...sourceFor('p.csv', 'people'), columns: { person: 'Name' } };
    expect(changedColumns(last, named, organisation, file)).toEqual([]);
    const both = {
      ...last,
      columns: [...last.columns, { ...last.columns[0]!, field: 'login', column: 'Personalnr' }],
    };
    expect(changedColumns(both, sourceFor('p.csv', 'people'), organisation, file)).toEqual([]);
  });
});
