// What is committed in models/sql, as far as it can be checked without dbt. `npm run test:models` compiles it again.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, ENGINES, isMart, plan, readViews, tablesIn, viewsFolder } from '../../answers/views.ts';
import { ROOT } from '../engine.ts';

const MARTS = path.join(ROOT, 'models', 'models', 'marts');
const NAME = /\b(?:stg|int)_personio__\w+|\bpersonio__\w+/g;

/** Those about single people are off unless a project switches them on. */
const marts = readdirSync(MARTS)
  .filter(
    (file) => file.endsWith('.sql') && !readFileSync(path.join(MARTS, file), 'utf8').includes('enable_person_level'),
  )
  .map((file) => path.basename(file, '.sql'));

describe.each(ENGINES)('the plain views for %s', (engine) => {
  const views = readViews(engine);

  test('have a file for each mart, and none for models about single people', () => {
    expect(
      views
        .map(({ name }) => name)
        .filter(isMart)
        .sort(),
    ).toEqual(marts.sort());
  });

  test('are numbered in an order in which each reads only those before it', () => {
    const files = readdirSync(viewsFolder(engine)).sort();
    expect(files).toEqual(views.map(({ name }, at) => `${String(at + 1).padStart(2, '0')}_${name}.sql`));
    for (const [at, { name, statement }] of views.entries()) {
      const before = views.slice(0, at).map((view) => view.name);
      const read = [...new Set(codeOf(statement).match(NAME))].filter((other) => other !== name);
      expect(
        read.filter((other) => !before.includes(other)),
        name,
      ).toEqual([]);
    }
  });

  test('say what they are, and marts say what they need', () => {
    for (const { name, statement } of views)
      expect(statement, name).toMatch(
        isMart(name)
          ? /^(-- \S.*\n)+-- needs:( \w+,?)*\n-- uses:( \w+,?)*\ncreate or replace view /
          : /^(-- \S.*\n)*create or replace view /,
      );
  });

  test('name every stream that they read, through other views too', () => {
    const read = new Map<string, string[]>();
    for (const { name, needs, uses, statement } of views) {
      const others = [...new Set(codeOf(statement).match(NAME))].flatMap((other) => read.get(other) ?? []);
      read.set(name, [...tablesIn(statement), ...others]);
      if (isMart(name)) expect([...needs, ...uses].sort(), name).toEqual([...new Set(read.get(name))].sort());
    }
  });

  test('are one statement each, without names of databases and schemas', () => {
    for (const { name, statement } of views) {
      expect(codeOf(statement).match(/;/g), name).toEqual([';']);
      expect(codeOf(statement).trim(), name).toMatch(new RegExp(`^create or replace view ${name} as\n`));
      expect(codeOf(statement), name).not.toMatch(/anywhere|"\."|\{\{|\{%/);
    }
  });

  test('all are created where every table exists, and none where there is none', () => {
    const streams = new Set(views.flatMap(({ statement }) => tablesIn(statement)));
    const all = plan(
      views,
      [...streams].map((name) => ({ name, isView: false })),
      'main',
    );

    expect(all.created).toEqual(views);
    expect({ refused: all.refused, empty: all.empty }).toEqual({ refused: [], empty: [] });
    expect(all.statements.join('')).not.toContain('/* table */');
  });
});

test('both engines have the same views', () => {
  const [first, second] = ENGINES.map((engine) => readViews(engine).map(({ statement: _, ...view }) => view));
  expect(first).toEqual(second);
});
