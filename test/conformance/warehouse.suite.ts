import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identifier, sql } from '../../src/warehouse/sql.ts';
import type { Warehouse } from '../../src/warehouse/warehouse.ts';

/** What every engine behind the port must do. */
export function warehouseConformance(engine: string, open: () => Promise<Warehouse>): void {
  describe(`warehouse on ${engine}`, () => {
    let warehouse: Warehouse;
    beforeEach(async () => {
      warehouse = await open();
    });
    afterEach(() => warehouse.close());

    const count = async (where: Warehouse = warehouse) => {
      const [row] = await where.rows(sql`select count(*) as n from facts`, z.object({ n: z.number() }));
      return row?.n;
    };
    const makeFacts = () =>
      warehouse.run(sql`create table facts (person varchar, day date, amount double, n integer)`);

    it('binds values, whatever they hold, and never pastes them', async () => {
      const evil = `'; drop table facts; --`;
      const rows = await warehouse.rows(
        sql`select ${evil} as text, ${1.5} as number, ${true} as flag, ${null} as nothing`,
        z.strictObject({ text: z.string(), number: z.number(), flag: z.boolean(), nothing: z.null() }),
      );
      expect(rows).toEqual([{ text: evil, number: 1.5, flag: true, nothing: null }]);
    });

    it('takes names with quotes, blanks and letters of any alphabet', async () => {
      const name = 'Kunden "Zufriedenheit" ж';
      await warehouse.run(sql`create table ${identifier(name)} (${identifier('a b')} integer)`);
      await warehouse.append(name, { 'a b': Int32Array.of(7) });
      const columns = await warehouse.columns(sql`select ${identifier('a b')} as x from ${identifier(name)}`);
      expect([...columns.integers('x')]).toEqual([7]);
    });

    it('returns numbers, whole numbers, days and texts as columns', async () => {
      const columns = await warehouse.columns(sql`
        select 0.1::double as d, 0.5::float as f, 12.25::decimal(9, 2) as m, 3::integer as i, 4::smallint as s,
               true as b, date '1970-01-11' as day, 'ü' as t`);
      expect([columns.numbers('d')[0], columns.numbers('f')[0], columns.numbers('m')[0]]).toEqual([
        0.1, 0.5, 12.25,
      ]);
      expect(['i', 's', 'b', 'day'].map((name) => columns.integers(name)[0])).toEqual([3, 4, 1, 10]);
      expect(columns.texts('t')).toEqual(['ü']);
      expect(columns.rowCount).toBe(1);
    });

    it('returns every row of a large result, in order', async () => {
      const columns = await warehouse.columns(
        sql`select range::integer as i, (range * 0.5)::double as d, 'r' || range as t from range(100000) order by range`,
      );
      expect(columns.rowCount).toBe(100_000);
      const wrong = columns.integers('i').findIndex((value, row) => value !== row);
      expect(wrong).toBe(-1);
      expect(columns.numbers('d')[99_999]).toBe(49_999.5);
      expect(columns.texts('t')[77_777]).toBe('r77777');
    });

    it('returns no rows as empty columns', async () => {
      const columns = await warehouse.columns(sql`select 1 as i, 'a' as t where false`);
      expect([columns.rowCount, columns.integers('i').length, columns.texts('t').length]).toEqual([0, 0, 0]);
    });

    it('shows each part once and counts the rows', async () => {
      let sum = 0;
      const rows = await warehouse.scan(sql`select range::double as x from range(10000)`, (part) => {
        for (const x of part.numbers('x')) sum += x;
      });
      expect([rows, sum]).toEqual([10_000, 49_995_000]);
    });

    it.each(['select null::double as x', 'select x from (values (1.0::double), (null)) as v(x)'])(
      'refuses a NULL among columns: %s',
      async (text) => {
        await expect(warehouse.columns({ text, values: [] })).rejects.toThrow('column x holds a NULL');
      },
    );

    it('refuses sums that were not cast, and columns asked for by another type', async () => {
      await expect(warehouse.columns(sql`select sum(range) as x from range(3)`)).rejects.toThrow('cast it');
      const columns = await warehouse.columns(sql`select 1 as x`);
      expect(() => columns.numbers('x')).toThrow('no column x of numbers; there are x (integers)');
    });

    it('decodes records by their schema and refuses others', async () => {
      const query = sql`select date '2024-02-29' as day, 9007199254740991::bigint as big, 1.10::decimal(5, 2) as money`;
      const Row = z.strictObject({ day: z.number(), big: z.number(), money: z.number() });
      expect(await warehouse.rows(query, Row)).toEqual([{ day: 19_782, big: 9007199254740991, money: 1.1 }]);
      await expect(warehouse.rows(query, z.object({ day: z.string() }))).rejects.toThrow('expected string');
      await expect(
        warehouse.rows(sql`select 9007199254740993::bigint as big`, z.object({ big: z.number() })),
      ).rejects.toThrow('too large for a number');
    });

    it('stores columns, more than one part of them, with what is not known', async () => {
      await makeFacts();
      const rows = 5000;
      const index = Array.from({ length: rows }, (_, row) => row);
      await warehouse.append('facts', {
        person: index.map((row) => (row % 10 === 0 ? null : `p${row}`)),
        day: Int32Array.from(index),
        amount: Float64Array.from(index, (row) => (row % 5 === 0 ? Number.NaN : row / 4)),
        n: index.map((row) => (row % 2 === 0 ? null : row)),
      });
      const [found] = await warehouse.rows(
        sql`select count(*) as "rows", count(person) as people, count(amount) as amounts, count(n) as ns,
              max(day) as "lastDay", sum(amount) as total from facts`,
        z.object({
          rows: z.number(),
          people: z.number(),
          amounts: z.number(),
          ns: z.number(),
          lastDay: z.number(),
          total: z.number(),
        }),
      );
      const total = index.filter((row) => row % 5 !== 0).reduce((sum, row) => sum + row / 4, 0);
      expect(found).toEqual({ rows, people: 4500, amounts: 4000, ns: 2500, lastDay: 4999, total });
    });

    it('refuses columns that do not fit the table', async () => {
      await makeFacts();
      const fitting = {
        person: ['a'],
        day: Int32Array.of(0),
        amount: Float64Array.of(1),
        n: Int32Array.of(1),
      };
      await expect(warehouse.append('facts', { ...fitting, other: ['a'] })).rejects.toThrow(
        'has no column other',
      );
      await expect(warehouse.append('facts', { person: ['a'] })).rejects.toThrow('no values for column day');
      await expect(warehouse.append('facts', { ...fitting, person: ['a', 'b'] })).rejects.toThrow(
        'lengths: 2, 1',
      );
      expect(await count()).toBe(0);
    });

    it('keeps all of a transaction, or nothing of it', async () => {
      await makeFacts();
      const add = (inside: Warehouse) => inside.run(sql`insert into facts values ('a', current_date, 1, 1)`);
      await warehouse.transaction(add);
      expect(await count()).toBe(1);
      const stopped = warehouse.transaction(async (inside) => {
        await add(inside);
        expect([await count(inside), await count()]).toEqual([2, 1]);
        throw new Error('changed my mind');
      });
      await expect(stopped).rejects.toThrow('changed my mind');
      expect(await count()).toBe(1);
    });

    it('runs transactions that are asked for at once one after the other', async () => {
      await makeFacts();
      const addOne = () =>
        warehouse.transaction(async (inside) => {
          const before = (await count(inside)) ?? 0;
          await inside.run(sql`insert into facts values ('a', current_date, 1, ${before})`);
        });
      await Promise.all([addOne(), addOne(), addOne()]);
      const columns = await warehouse.columns(sql`select n from facts order by n`);
      expect([...columns.integers('n')]).toEqual([0, 1, 2]);
    });

    it('lets questions that are asked at once each have their whole answer', async () => {
      const answers = await Promise.all(
        [10_000, 20_000, 30_000].map((rows) =>
          warehouse.columns(sql`select range::integer as i from range(${rows})`),
        ),
      );
      expect(answers.map(({ rowCount }) => rowCount)).toEqual([10_000, 20_000, 30_000]);
    });

    it('says of a failure what happened and what to do', async () => {
      await expect(warehouse.run(sql`select * from nowhere`)).rejects.toMatchObject({
        name: 'WarehouseError',
        reason: 'statement',
        message: expect.stringContaining('nowhere'),
        remedy: expect.stringContaining('report it'),
      });
      expect(await warehouse.rows(sql`select 1 as x`, z.object({ x: z.number() }))).toEqual([{ x: 1 }]);
    });

    it('can be interrupted and goes on working', async () => {
      const long = warehouse.run(
        sql`select sum(sqrt(a.range * b.range)) from range(1000000) a, range(1000000) b`,
      );
      setTimeout(() => warehouse.interrupt(), 100);
      await expect(long).rejects.toMatchObject({ reason: 'interrupted' });
      expect(await warehouse.rows(sql`select 1 as x`, z.object({ x: z.number() }))).toEqual([{ x: 1 }]);
    });
  });
}
