// Each stream may be missing: the views that need it are refused, and the others can be created and read.
import { describe, expect, test } from 'vitest';
import { openDuckdb } from '../../answers/duckdb.ts';
import { isMart, plan, readViews } from '../../answers/views.ts';
import { STREAMS } from './streams.ts';

const VIEWS = readViews('duckdb');

describe('the plain views in DuckDB', () => {
  test.each(STREAMS)('without %s', async (missing) => {
    const streams = STREAMS.filter((stream) => stream !== missing);
    const database = await openDuckdb();
    try {
      for (const stream of streams) await database.run(`create table ${stream} (nothing integer)`);
      const tables = streams.map((name) => ({ name, isView: false }));
      const { created, statements, refused } = plan(VIEWS, tables, 'main');
      for (const statement of statements) await database.run(statement);
      for (const { name } of created.filter((view) => isMart(view.name))) await database.rows(`select * from ${name}`);

      expect(refused.map(({ view }) => view)).toEqual(
        VIEWS.filter(({ needs }) => needs.includes(missing)).map(({ name }) => name),
      );
      for (const each of refused) expect(each.missing).toEqual([missing]);
    } finally {
      database.close();
    }
  });
});
