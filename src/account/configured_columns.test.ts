import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../json_schema.ts';
import { columnsAsConfigured, understood } from './configured_columns.ts';

describe('the understood part of a schema', () => {
  test.each<[unknown, JsonSchema]>([
    [{ type: 'string' }, { type: ['null', 'string'] }],
    [{ type: ['null', 'integer'] }, { type: ['null', 'integer'] }],
    [
      { type: ['string', 'null'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
      { type: ['null', 'string'], format: 'date-time' },
    ],
    [{ type: ['null', 'datetime'] }, {}],
    [{ type: ['datetime', 'string'] }, { type: ['null', 'string'] }],
    [{ type: 'string', format: 'email' }, { type: ['null', 'string'] }],
    [{ type: 'string', required: true, enum: [1], pattern: '(', minLength: 'x' }, { type: ['null', 'string'] }],
    [{ type: 'null' }, {}],
    [{ type: 7 }, {}],
    [{ type: [7, null, ['string']] }, {}],
    [{ $ref: '#/definitions/x' }, {}],
    [
      { type: 'array', items: { type: 'number', format: 'x' } },
      { type: ['null', 'array'], items: { type: ['null', 'number'] } },
    ],
    [{ type: 'array', items: [{ type: 'number' }] }, { type: ['null', 'array'] }],
    [{ type: 'array', items: null }, { type: ['null', 'array'] }],
    [
      { title: 'T', description: 'D' },
      { title: 'T', description: 'D' },
    ],
    [{ title: 7, description: null, properties: ['a'] }, {}],
    [{ anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] }, { type: ['null', 'string'], format: 'date' }],
    [{ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'string' }] }, { type: ['null', 'string'] }],
    [{ oneOf: [{ type: 'number' }, { type: 'string' }, 'x'] }, { type: ['null', 'number', 'string'] }],
    [
      { type: 'object', properties: { a: { type: 'string' }, b: null } },
      { type: ['null', 'object'], properties: { a: { type: ['null', 'string'] }, b: {} } },
    ],
    [true, {}],
    [null, {}],
    ['string', {}],
    [[], {}],
  ])('%j', (given, expected) => {
    expect(understood(given)).toEqual(expected);
  });

  test('is finite, however deep the schema', () => {
    const deep = JSON.parse(`${'{"type":"array","items":'.repeat(20_000)}{}${'}'.repeat(20_000)}`);

    expect(JSON.stringify(understood(deep)).length).toBeLessThan(1000);
  });
});

describe('a column that the user knows with another type', () => {
  const schema: JsonSchema = {
    properties: {
      hours: { type: ['null', 'number'], description: 'D' },
      id: { type: 'integer' },
      name: { type: ['null', 'string'] },
      day: { type: ['null', 'string'], format: 'date' },
      list: { type: ['null', 'array'] },
    },
  };
  const columns = (properties: unknown, offered = schema) =>
    columnsAsConfigured({ properties } as JsonSchema, schema, offered);

  test('keeps that type', () => {
    expect(columns({ hours: { type: ['null', 'string'] }, id: { type: 'string' } })).toEqual({
      hours: { type: ['null', 'string'], description: 'D' },
      id: { type: ['null', 'string'] },
    });
  });

  test.each([
    ['the same type', { hours: { type: 'number' }, name: { type: 'string', format: 'date' } }],
    ['a type that holds the same values', { id: { type: ['null', 'number'] }, hours: { type: ['integer', 'number'] } }],
    ['no type', { hours: {}, name: null, id: { type: 'datetime' } }],
    [
      'another type for days, lists and objects',
      { day: { type: 'integer' }, list: { type: 'string' }, hours: { type: 'object' } },
    ],
    ['a column that does not exist', { other: { type: 'string' } }],
    ['nonsense', ['hours']],
  ])('is not retyped if the catalog says %s', (_, properties) => {
    expect(columns(properties)).toEqual({});
  });

  test('is not retyped if privacy changed it', () => {
    const hashed = { properties: { ...schema.properties, id: { type: 'string' } } };

    expect(columns({ id: { type: 'number' }, hours: { type: 'string' } }, hashed)).toMatchObject({ hours: {} });
    expect(columns({ id: { type: 'boolean' } }, hashed)).toEqual({});
  });
});
