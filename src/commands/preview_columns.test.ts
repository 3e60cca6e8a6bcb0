import { describe, expect, test } from 'vitest';
import { fixedSchema } from '../account/available.ts';
import { describeAttribute, withColumns } from '../account/columns.ts';
import type { JsonSchema } from '../json_schema.ts';
import { allStreams } from '../streams/index.ts';
import type { Stream } from '../streams/stream.ts';
import { previewColumns, tableColumn } from './preview_columns.ts';

const stream = (name: string): Stream => {
  const found = allStreams().find((each) => each.name === name);
  if (!found) throw new Error(name);
  return found;
};

const columnsOf = (name: string, schema = fixedSchema({ name }), names = Object.keys(schema.properties ?? {})) => {
  const { shown, repeated } = previewColumns(stream(name), schema, names);
  return { shown: shown.map((column) => column.name), repeated };
};

const text: JsonSchema = { type: ['null', 'string'] };

describe('the columns of a stream', () => {
  test('are sorted: names, facts, days, ids, times, and what only programs need', () => {
    const { shown } = columnsOf('employments');

    expect(shown.slice(0, 3)).toEqual(['position_title', 'status', 'type']);
    const order = ['employment_start_date', 'person_id', 'created_at', 'department_key', 'cost_centers'];
    expect(order.map((name) => shown.indexOf(name))).toEqual(
      order.map((name) => shown.indexOf(name)).sort((a, b) => a - b),
    );
    expect(columnsOf('persons').shown.slice(0, 4)).toEqual(['first_name', 'last_name', 'preferred_name', 'email']);
    expect(shown.at(-1)).toBe('additional_fields');
  });

  test('leave out objects whose id or content has columns', () => {
    expect(columnsOf('employments').repeated).toEqual([
      'person',
      'supervisor',
      'office',
      'org_units',
      'legal_entity',
      'sub_company',
      'job',
      'position',
      'termination',
    ]);
    expect(columnsOf('absence_periods').repeated).toEqual(
      expect.arrayContaining(['person', 'absence_type', 'starts_from', 'ends_at_object', 'approval']),
    );
  });

  test('include an object if its columns are not selected', () => {
    expect(columnsOf('employments', undefined, ['id', 'person', 'position']).shown).toEqual(['person', 'position']);
  });

  test('leave out the list of attributes if these have columns', () => {
    const own = { dynamic_1: { ...text, title: 'Shirt size', description: describeAttribute('1', 'Shirt size', []) } };

    expect(columnsOf('persons').repeated).toEqual([]);
    expect(columnsOf('persons', withColumns(fixedSchema({ name: 'persons' }), own)).repeated).toEqual([
      'custom_attributes',
    ]);
  });

  /** In no stream is an object or a list shown next to the columns made from it. */
  test.each(allStreams().map(({ name }) => name))('of %s are all shown or left out, each once', (name) => {
    const { shown, repeated } = columnsOf(name);
    const all = Object.keys(fixedSchema({ name }).properties ?? {});

    expect([stream(name).primaryKey, ...shown, ...repeated].sort()).toEqual(all.sort());
    for (const { column, member } of stream(name).references) {
      const types = fixedSchema({ name }).properties?.[member]?.properties ?? {};
      if (column !== undefined && column !== member && Object.keys(types).join() === 'id')
        expect(repeated).toContain(member);
    }
  });
});

describe('a cell', () => {
  const cell = (schema: JsonSchema, value: unknown): string =>
    tableColumn(stream('persons'), { properties: { column: schema } }, 'column').text(value);
  const named: JsonSchema = { type: ['null', 'object'], properties: { id: text, name: text } };
  const person: JsonSchema = { type: 'object', properties: { id: text, first_name: text, last_name: text } };
  const list = (items: JsonSchema): JsonSchema => ({ type: ['null', 'array'], items });

  test.each<[string, JsonSchema, unknown, string]>([
    ['text', text, 'a', 'a'],
    ['nothing', text, null, ''],
    ['an object by its name', named, { id: '1', name: 'Kraków' }, 'Kraków'],
    ['an object without the name that others have as nothing', named, { id: null, name: null }, ''],
    ['a person by both names', person, { id: '1', first_name: 'Mia', last_name: 'Hansen' }, 'Mia Hansen'],
    ['any other object as JSON', { type: 'object', properties: { id: text } }, { id: '1' }, '{"id":"1"}'],
    ['a list of texts', list(text), ['a', 1], 'a, 1'],
    ['a list of named objects', list(named), [{ name: 'A' }, { name: 'B' }], 'A, B'],
    ['any other list as JSON', list({ type: 'object' }), [{ id: '1' }], '[{"id":"1"}]'],
    ['an empty list as nothing', list({ type: 'object' }), [], ''],
    ['an object that its schema does not know', {}, { a: null }, '{"a":null}'],
  ])('shows %s', (_, schema, value, expected) => {
    expect(cell(schema, value)).toBe(expected);
  });

  test('has the schema’s title as its label, unless that repeats the name', () => {
    const schema = { properties: { dynamic_1: { title: 'Shirt size' }, office: { title: 'office' }, id: {} } };
    const labels = ['dynamic_1', 'office', 'id'].map((name) => tableColumn(stream('persons'), schema, name).label);

    expect(labels).toEqual(['Shirt size', undefined, undefined]);
  });
});
