import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../json_schema.ts';
import { byMember, type ReportColumn, ReportColumns } from './report_columns.ts';
import { ReportRows } from './reports.ts';

const column = (name: string | undefined, display?: string): ReportColumn => ({
  name,
  display: display ?? (name && `The ${name}`),
  type: 'string',
  attributeIds: [],
});
const columns = (...names: string[]) => names.map((name) => column(name));

type Columns = Readonly<Record<string, JsonSchema>>;

/** The columns that discover makes for a report with these columns. */
const discovered = (...of: ReportColumn[]): Columns => new ReportRows('report_1', '1', 'R').columnSchemas(of);
const without = (schemas: Columns, ...names: string[]): Columns =>
  Object.fromEntries(Object.entries(schemas).filter(([name]) => !names.includes(name)));
const reduced = (schemas: Columns, ...kept: (keyof JsonSchema)[]): Columns =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      Object.fromEntries(Object.entries(schema).filter(([key]) => kept.includes(key as keyof JsonSchema))),
    ]),
  );
const membersIn = (configured: Columns, ...of: ReportColumn[]) => new ReportColumns(configured).members(of);

test('columns keep their members across the pages of a report, even if the catalog has only names and types', () => {
  const bare = reduced(discovered(...columns('Ä', 'Ö')), 'type');
  const places = new ReportColumns(bare);
  const first = places.members(columns('Ä', 'Ö'));

  expect(places.members(columns('Ö', 'Ä'))).toEqual(first.toReversed());
});

describe('columns whose names are cleaned to the same name', () => {
  const offered = discovered(...columns('Größe', 'Gräße', 'office'));

  test('are distinguished', () => {
    expect(Object.keys(offered)).toEqual(['gr__e', 'gr__e_2', 'office']);
  });

  test.each([
    [
      ['Größe', 'Gräße'],
      ['gr__e', 'gr__e_2'],
    ],
    [
      ['Gräße', 'Größe'],
      ['gr__e_2', 'gr__e'],
    ],
    [
      ['Gräße', 'office', 'Größe'],
      ['gr__e_2', 'office', 'gr__e'],
    ],
    [['Gräße'], ['gr__e_2']],
    [
      ['Grüße', 'Gräße', 'Größe'],
      ['gr__e_3', 'gr__e_2', 'gr__e'],
    ],
  ])('keep their members in a response with %j', (names, members) => {
    expect(membersIn(offered, ...columns(...names))).toEqual(members);
  });

  test('do not take the member of one that the report no longer has', () => {
    expect(membersIn(without(offered, 'gr__e_2'), ...columns('Gräße'))).toEqual(['gr__e_2']);
    expect(membersIn(without(offered, 'gr__e'), ...columns('Größe'))).toEqual(['gr__e']);
  });

  test('are identified by title if the catalog has no descriptions', () => {
    const titled = reduced(offered, 'type', 'title');

    expect(membersIn(titled, ...columns('Grüße', 'Gräße', 'Größe'))).toEqual(['gr__e_3', 'gr__e_2', 'gr__e']);
    expect(membersIn(without(titled, 'gr__e'), ...columns('Gräße', 'Größe'))).toEqual(['gr__e_2', 'gr__e']);
  });

  test('are identified by order if the catalog has only names', () => {
    const bare = reduced(offered, 'type');

    expect(membersIn(bare, ...columns('Größe', 'Gräße'))).toEqual(['gr__e', 'gr__e_2']);
    expect(membersIn(without(bare, 'gr__e'), ...columns('Größe', 'Gräße'))).toEqual(['gr__e', 'gr__e_2']);
  });

  test('are identified by order if titles are equal, or belong to others', () => {
    const alike = reduced(discovered(column('Größe', 'X'), column('Gräße', 'X')), 'type', 'title');

    expect(membersIn(alike, column('Größe', 'X'), column('Gräße', 'X'))).toEqual(['gr__e', 'gr__e_2']);
    expect(membersIn(reduced(offered, 'title'), column('office', 'The Größe'))).toEqual(['office']);
  });
});

describe('columns with exactly the same name', () => {
  const offered = discovered(column('A', 'x'), column('A', 'y'), column('a', 'z'), column('A', 'x'));

  test('are identified by their order', () => {
    expect(Object.keys(offered)).toEqual(['a', 'a_2', 'a_3', 'a_4']);
    expect(membersIn(offered, ...columns('a', 'A', 'A', 'A'))).toEqual(['a_3', 'a', 'a_2', 'a_4']);
  });

  test('are identified by their order if only some are selected, in any order of the catalog', () => {
    const some = without(offered, 'a');
    const turned = Object.fromEntries(Object.entries(some).reverse());

    for (const configured of [some, turned])
      expect(membersIn(configured, ...columns('A', 'A', 'a', 'A'))).toEqual(['a', 'a_2', 'a_3', 'a_4']);
  });

  test('are identified by their order if the catalog does not number them', () => {
    const described = { description: 'A column of the report; Personio calls it A.' };
    const names = ['a_10', 'a_2', 'a'];
    const configured = Object.fromEntries(names.map((name) => [name, described]));

    expect(membersIn(configured, ...columns('A', 'A', 'A', 'A'))).toEqual(['a', 'a_2', 'a_10', 'a_3']);
  });
});

describe('a column', () => {
  test('without a name or beyond the declared columns takes no member of another', () => {
    expect(membersIn({}, column(''), column(undefined), ...columns('unnamed', 'column_2'))).toEqual([
      'unnamed',
      'column_2',
      'unnamed_2',
      'column_2_2',
    ]);
    expect(membersIn(discovered(...columns('unnamed', 'column_2')), column(''), column(undefined))).toEqual([
      'unnamed_2',
      'column_2_2',
    ]);
  });

  test('named with a reserved word has a name that needs no quotes, found again if the catalog kept only names', () => {
    expect(membersIn({}, ...columns('Order', 'employment.end', 'column', 'order_column'))).toEqual([
      'order_column',
      'employment_end',
      'column_column',
      'order_column_2',
    ]);
    const bare = { order_column: { title: 'Order' } };
    expect(membersIn(bare, ...columns('Group', 'Order'))).toEqual(['group_column', 'order_column']);
  });

  test.each(['__proto__', 'constructor', 'record_key', 'additional_fields'])('may be named %s', (name) => {
    const report = new ReportRows('report_1', '1', 'R');
    const [row = {}] = report.rowsOf({ columns: columns(name), cells: ['x'] });

    expect(Object.values(row)).toEqual(['x']);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(row).not.toHaveProperty(['record_key']);
  });

  test.each([null, 7, 'text', [], { title: 7, description: 7 }])('may be %j in the catalog', (schema) => {
    expect(membersIn({ a: schema as JsonSchema }, ...columns('A', 'b'))).toEqual(['a', 'b']);
  });
});

test('a column may be named like a number', () => {
  const offered = columns('office', '2024', '7');

  expect(
    [...byMember(new ReportRows('report_1', '1', 'R').members(offered), offered)].map(([member, { name }]) => [
      member,
      name,
    ]),
  ).toEqual([
    ['office', 'office'],
    ['2024', '2024'],
    ['7', '7'],
  ]);
  expect(membersIn(discovered(...offered), ...offered.toReversed())).toEqual(['7', '2024', 'office']);
});

test('the members of a row have a fixed order, whatever the order of the columns', () => {
  const report = new ReportRows('report_1', '1', 'R');
  const rows = [
    report.rowsOf({ columns: columns('b', 'a'), cells: ['1', '2'] }),
    report.rowsOf({ columns: columns('a', 'b'), cells: ['2', '1'] }),
  ];

  expect(rows.map((row) => JSON.stringify(row))).toEqual(Array(2).fill('[{"a":"2","b":"1"}]'));
});

test('the listener receives the columns of each response once', () => {
  const told: (readonly string[])[] = [];
  const places = new ReportColumns({}, (now) => told.push([...now].map(([member, { name }]) => `${member}=${name}`)));
  const [one, other] = [columns('A', 'b'), columns('b')];
  for (const each of [one, one, other]) places.of(each);

  expect(told).toEqual([['a=A', 'b=b'], ['b=b']]);
});
