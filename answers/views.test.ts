import { describe, expect, test } from 'vitest';
import { type Plan, plan, type Relation, type View } from './views.ts';

const view = (name: string, query: string, needs: readonly string[] = []): View => ({
  name,
  needs,
  uses: [],
  statement: `-- About personio__pay.\ncreate or replace view ${name} as\n${query};\n`,
});

/** In the order of their dependence. */
const VIEWS = [
  view('stg_personio__offices', 'select * from offices /* table */ as raw_table'),
  view('stg_personio__pay', 'select * from pay /* table */ as raw_table'),
  view('stg_personio__people', 'select * from people /* table */ as raw_table'),
  view('int_personio__careers', 'select * from stg_personio__people'),
  view('personio__pay', 'select * from stg_personio__pay', ['pay']),
  view('personio__staff', "select *, 'it''s not personio__pay' from int_personio__careers, stg_personio__offices", [
    'people',
  ]),
];

const tables = (...names: string[]): Relation[] => names.map((name) => ({ name, isView: false }));
const made = (...names: string[]): Relation[] => names.map((name) => ({ name, isView: true }));
const planned = (...relations: Relation[]): Plan => plan(VIEWS, relations, 'hr "x"');

describe('the plan of the views', () => {
  test('has those whose tables exist, with all views that they read, in order', () => {
    expect(planned(...tables('people')).created.map(({ name }) => name)).toEqual([
      'stg_personio__offices',
      'stg_personio__people',
      'int_personio__careers',
      'personio__staff',
    ]);
  });

  test('names the others, with the tables that they need', () => {
    expect(planned(...tables('people')).refused).toEqual([{ view: 'personio__pay', missing: ['pay'] }]);
    expect(planned(...tables('offices')).created).toEqual([]);
  });

  test('reads missing tables as empty, and says which', () => {
    const { statements, empty } = planned(...tables('people'));

    expect(empty).toEqual(['offices']);
    expect(statements[0]).toContain('select * from (select 1 as nothing where 1 = 0) as raw_table');
  });

  test('reads tables in their schema, by the names that the loader gave them', () => {
    const [, people] = planned(...tables('People')).statements;
    expect(people).toContain('from "hr ""x"""."People" as raw_table');

    const [, exact] = planned(...tables('PEOPLE', 'people')).statements;
    expect(exact).toContain('."people"');
  });

  test('reads a view that takes the place of a table', () => {
    expect(planned(...made('people')).created).toHaveLength(4);
  });

  test('replaces what an earlier run made, and drops what lost its table', () => {
    const { stale, earlier } = planned(
      ...tables('people'),
      ...made('stg_personio__pay', 'personio__pay', 'personio__staff'),
    );

    expect(stale).toEqual(['personio__pay', 'stg_personio__pay']);
    expect(earlier).toEqual(['personio__staff', 'personio__pay', 'stg_personio__pay']);
  });

  test('says so if there is no table at all', () => {
    expect(() => planned(...tables('Other'))).toThrow(
      'Schema hr "x" has no table with the name of a stream. Is it another schema?',
    );
  });

  test('leaves tables alone that have the name of a view', () => {
    expect(() => planned(...tables('people', 'personio__staff'))).toThrow(
      /^Schema hr "x" has tables with the names of views: personio__staff\./,
    );
  });
});
