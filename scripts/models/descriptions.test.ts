// Every model of the package and every column of the plain views is described, and nothing else is.
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../answers/duckdb.ts';
import { plan, readViews } from '../../answers/views.ts';
import { describedModels } from '../docs/model_lists.ts';
import { ROOT } from '../engine.ts';
import { DuckDb } from './load.ts';
import { STREAMS } from './streams.ts';

const VIEWS = readViews('duckdb');
const described = new Map(describedModels().map((model) => [model.name, model]));

describe('a sentence or more describes', () => {
  const sentence = /^\w.*\.$/;

  test.for([...described])('%s and its columns', ([, { description = '', columns = [] }]) => {
    for (const text of [description, ...columns.map((column) => column.description ?? '')])
      expect(text.trim()).toMatch(sentence);
  });

  test('each model of the package', () => {
    const files = globSync('models/models/**/*.sql', { cwd: ROOT }).map((file) => path.basename(file, '.sql'));

    expect([...described.keys()].sort()).toEqual(files.sort());
  });
});

describe('the columns that are described are those of', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'source-personio-columns-'));
  let columns: Map<unknown, Row[]>;

  beforeAll(async () => {
    const database = new DuckDb(path.join(folder, 'empty.duckdb'));
    // A column that a table lacks is null.
    for (const stream of STREAMS) await database.run(`create table ${stream} (nothing integer)`);
    const tables = STREAMS.map((name) => ({ name, isView: false }));
    for (const statement of plan(VIEWS, tables, 'main').statements) await database.run(statement);
    const rows = await database.rows(
      'select table_name, column_name from information_schema.columns order by table_name, ordinal_position',
    );
    columns = Map.groupBy(rows, ({ table_name }) => table_name);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.for(VIEWS.map(({ name }) => name))('%s', (name) => {
    const names = (described.get(name)?.columns ?? []).map((column) => column.name);

    expect(names).toEqual(columns.get(name)?.map(({ column_name }) => column_name));
  });
});
