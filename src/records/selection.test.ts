import { describe, expect, test } from 'vitest';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import { Persons } from '../streams/persons.ts';
import { Selection } from './selection.ts';

const TEXT: JsonSchema = { type: ['null', 'string'] };
const OFFERED: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    updated_at: TEXT,
    email: TEXT,
    position: { type: ['null', 'object'], properties: { name: TEXT, grade: TEXT } },
    attributes: {
      type: ['null', 'array'],
      items: {
        type: ['null', 'object'],
        properties: {
          id: TEXT,
          value: TEXT,
          unit: { type: ['null', 'object'], properties: { code: TEXT, sign: TEXT } },
        },
      },
    },
    free: { type: ['null', 'object'] },
    additional_fields: { type: ['null', 'object'] },
  },
};

const ROW = {
  id: '1',
  updated_at: '2026-01-01T00:00:00Z',
  email: 'a@example.com',
  position: { name: 'Engineer', grade: 'L5', secret_bonus: '1' },
  attributes: [{ id: 'x', value: 'y', unit: { code: 'EUR', sign: '€' } }, null],
  free: { anything: 1 },
  new_member: { a: 1 },
  _meta: { links: {} },
};

function apply(configured: JsonSchema, row: object = ROW): { row: unknown; unknown: string[] } {
  const unknown: string[] = [];
  const selection = new Selection(new Persons(), OFFERED, configured);
  const mine = structuredClone(row) as Row;
  selection.apply(mine, (name) => unknown.push(name));
  // Compares the emitted JSON text.
  return { row: JSON.parse(JSON.stringify(mine)), unknown };
}

const select = (...names: string[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, OFFERED.properties?.[name] ?? TEXT])),
});

const { _meta, new_member, ...KNOWN } = ROW;
const EVERYTHING = { ...KNOWN, additional_fields: { new_member } };

describe('everything is emitted', () => {
  test.each<[string, JsonSchema]>([
    ['without a schema', {}],
    ['without properties', { type: 'object' }],
    ['with empty properties', { type: 'object', properties: {} }],
    ['with properties that are null', { properties: null } as unknown as JsonSchema],
    ['with everything offered', OFFERED],
  ])('%s, except for links', (_, configured) => {
    expect(apply(configured).row).toEqual(EVERYTHING);
  });
});

describe('on the top level', () => {
  test('only selected members are emitted, always with key and cursor', () => {
    expect(apply(select('email')).row).toEqual({ id: '1', updated_at: ROW.updated_at, email: ROW.email });
  });

  test('only key and cursor are emitted if no known member is selected', () => {
    expect(apply(select('gone_long_ago')).row).toEqual({ id: '1', updated_at: ROW.updated_at });
  });

  test('the names of built-in object properties select nothing', () => {
    const { row } = apply(select('email'), { id: '1', toString: 'x', constructor: 'y' });

    expect(row).toEqual({ id: '1' });
  });

  test('missing members stay missing, and null stays null', () => {
    expect(apply(OFFERED, { id: '1', email: null }).row).toEqual({ id: '1', email: null });
  });
});

describe('in nested members', () => {
  const nested = (name: string, schema: JsonSchema) =>
    apply({ properties: { [name]: schema } }).row as Record<string, unknown>;

  test('only selected members are emitted, with those that could not be selected', () => {
    const row = nested('position', { type: 'object', properties: { name: TEXT } });

    expect(row.position).toEqual({ name: 'Engineer', secret_bonus: '1' });
  });

  test('everything is emitted if the schema does not list members', () => {
    const schemas = [
      {},
      { type: 'object' },
      { properties: null },
      { properties: ['name'] },
      { anyOf: [{ type: 'object' }] },
    ];
    for (const schema of [...schemas, null, true, false, 'object', { $ref: '#/definitions/position' }])
      expect(nested('position', schema as JsonSchema).position).toEqual(ROW.position);
  });

  test('no offered member is emitted if the schema lists none', () => {
    expect(nested('position', { type: 'object', properties: {} }).position).toEqual({ secret_bonus: '1' });
    expect(nested('attributes', { items: { properties: {} } }).attributes).toEqual([{}, null]);
    expect(nested('free', { type: 'object', properties: {} }).free).toEqual(ROW.free);
  });

  const branch = { type: 'object', properties: { name: TEXT } };
  test.each<[string, object]>([
    ['anyOf', { anyOf: [{ type: 'null' }, branch] }],
    ['oneOf', { oneOf: [branch, { type: 'null' }] }],
    ['allOf', { type: 'object', allOf: [branch, { description: 'a position' }, null] }],
    ['nested branches', { anyOf: [{ oneOf: [{ allOf: [branch] }] }, true] }],
    ['branches next to empty properties', { properties: {}, anyOf: [branch] }],
  ])('only selected members are emitted for %s', (_, schema) => {
    expect(nested('position', schema).position).toEqual({ name: 'Engineer', secret_bonus: '1' });
  });

  test('what any branch selects is emitted', () => {
    const schema = { anyOf: [branch, { properties: { grade: null } }] } as JsonSchema;

    expect(nested('position', schema).position).toEqual(ROW.position);
  });

  test.each<[string, object]>([
    ['a list of schemas', { items: [{ properties: { id: TEXT } }] }],
    ['a list of partial schemas', { items: [{ properties: { id: TEXT } }, { type: 'null' }] }],
    ['branches', { anyOf: [{ type: 'null' }, { items: { oneOf: [{ type: 'null' }, { properties: { id: TEXT } }] } }] }],
  ])('the same applies to lists whose items are %s', (_, schema) => {
    expect(nested('attributes', schema).attributes).toEqual([{ id: 'x' }, null]);
  });

  test('an endlessly nested schema is harmless', () => {
    let schema: object = branch;
    for (let depth = 0; depth < 50_000; depth++) schema = { anyOf: [schema] };

    expect(nested('position', schema).position).toEqual({ name: 'Engineer', secret_bonus: '1' });
  });

  test('the same applies to each item of a list', () => {
    const row = nested('attributes', { type: 'array', items: { properties: { id: TEXT } } });

    expect(row.attributes).toEqual([{ id: 'x' }, null]);
  });

  test('everything is emitted if the schema does not describe a list’s items', () => {
    for (const schema of [{ type: 'array' }, { type: 'array', items: null } as unknown as JsonSchema])
      expect(nested('attributes', schema).attributes).toEqual(ROW.attributes);
  });

  test('the same applies on all levels', () => {
    const row = nested('attributes', {
      items: { properties: { id: TEXT, unit: { properties: { code: TEXT } } } },
    });

    expect(row.attributes).toEqual([{ id: 'x', unit: { code: 'EUR' } }, null]);
  });

  test('a value of an unexpected shape is not changed', () => {
    const configured = { properties: { position: { properties: { name: TEXT } } } };

    for (const position of ['Engineer', null, 7]) {
      expect(apply(configured, { id: '1', position }).row).toEqual({ id: '1', position });
    }
  });

  test('a large number keeps its digits', () => {
    const row = parseJson('{"id":"1","position":{"name":9007199254740993,"grade":"x"}}') as Row;
    const selection = new Selection(new Persons(), OFFERED, {
      properties: { position: { properties: { name: TEXT } } },
    });

    selection.apply(row, () => {});

    expect(JSON.stringify(row)).toBe('{"id":"1","position":{"name":9007199254740993}}');
  });
});

describe('members in no schema', () => {
  test('are collected in additional_fields, and reported', () => {
    const { row, unknown } = apply(select('email', 'additional_fields'), { ...ROW, another: null });

    expect(row).toMatchObject({ additional_fields: { new_member: { a: 1 }, another: null } });
    expect(unknown).toEqual(['new_member', 'another']);
  });

  test('are not emitted if additional_fields is not selected', () => {
    const { row, unknown } = apply(select('email'));

    expect(row).not.toHaveProperty('additional_fields');
    expect(JSON.stringify(row)).not.toContain('new_member');
    expect(unknown).toEqual(['new_member']);
  });

  test('are not emitted because an old catalog names them', () => {
    expect(apply(select('email', 'new_member')).row).not.toHaveProperty('new_member');
  });

  test('are needed for additional_fields: without them it is absent', () => {
    expect(apply(OFFERED, { id: '1' }).row).toEqual({ id: '1' });
  });
});

describe('the text of a selection', () => {
  const textOf = (configured: JsonSchema, offered = OFFERED) => new Selection(new Persons(), offered, configured).text;
  const more = { ...OFFERED, properties: { ...OFFERED.properties, further: TEXT } };

  test('is the same for the same fields in another order, and for those that are always emitted', () => {
    expect(textOf(select('email', 'position'))).toBe(textOf(select('position', 'email')));
    expect(textOf(select('email'))).toBe(textOf(select('id', 'email', 'updated_at')));
    expect(textOf(select('email'))).toBe(textOf(select('email', 'gone_long_ago')));
  });

  test('differs for other fields, also nested ones', () => {
    const inside = (...names: string[]) =>
      textOf({ properties: { position: { type: 'object', properties: select(...names).properties } } } as JsonSchema);
    const texts = [
      textOf({}),
      textOf(select('email')),
      textOf(select('email', 'position')),
      textOf(select('position')),
      inside('name'),
    ];

    expect(new Set(texts).size).toBe(texts.length);
  });

  test('of everything is the same in every account, one of single fields is not', () => {
    expect(textOf({}, more)).toBe(textOf({}));
    expect(textOf({ type: 'object', properties: {} }, more)).toBe(textOf({}));
    expect(textOf(more, more)).not.toBe(textOf(more));
  });
});
