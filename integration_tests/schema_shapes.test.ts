// Schemas that make some client fail although it exits with 0: no stream may offer one.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attributeColumns } from '../src/account/column_schemas.ts';
import { ReportRows } from '../src/account/reports.ts';
import { readAsset } from '../src/assets.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { schemaFaults } from './schema_shapes.ts';
import { fakeApi } from './units/fake_api.ts';

const files = readdirSync(new URL('../schemas/', import.meta.url));
/** Personio's types of either version, and an unknown one. */
const ATTRIBUTE_TYPES = [
  ...['standard', 'list', 'link', 'tags', 'multiline', 'integer', 'decimal', 'date'],
  ...['unspecified', 'string', 'int', 'double', 'boolean', 'string_list', 'hologram'],
];
const REPORT_TYPES = [
  'string',
  'option',
  'options',
  'timestamp',
  'date',
  'decimal',
  'integer',
  'percentage',
  'hologram',
];

test.each(files)('%s has none', (file) => {
  expect(schemaFaults(readAsset(`schemas/${file}`) as JsonSchema)).toEqual([]);
});

test.each(ATTRIBUTE_TYPES)('a column for an attribute of the type %s has none', (type) => {
  const attribute = { id: 'a', label: 'A', types: [type], options: ['x'] };

  expect(schemaFaults({ type: 'object', properties: attributeColumns([attribute], []) })).toEqual([]);
});

test('a report has none, whatever the types of its columns', async () => {
  const columns = REPORT_TYPES.map((type) => ({ name: `person.${type}`, display: type, type }));
  const body = { _data: [], _meta: { columns: [...columns, { name: 'bare' }], links: null } };
  const api = fakeApi(() => body);

  const report = new ReportRows('report_1', '1', 'Headcount');
  const schema = report.schema(await report.columns(api));

  expect(Object.keys(schema.properties ?? {}).length).toBe(REPORT_TYPES.length + 3);
  expect(schemaFaults(schema)).toEqual([]);
});

describe('they would be noticed', () => {
  const object = { type: ['null', 'object'] };
  const text = { type: ['null', 'string'] };
  const faulty: Record<string, object> = {
    'objects without properties in a list': { type: ['null', 'array'], items: object },
    'objects without properties among others in a list': { type: 'array', items: { type: ['string', 'object'] } },
    'a list without items': { type: ['null', 'array'] },
    'a list without items among other types': { type: ['null', 'string', 'array'] },
    'a list of anything': { type: ['null', 'array'], items: {} },
    'a boolean among other types': { type: ['null', 'string', 'boolean'] },
    'a type that is missing': { description: 'Anything.' },
    'nothing but null': { type: 'null' },
    'a reference': { $ref: '#/definitions/a' },
    allOf: { ...text, allOf: [text] },
    anyOf: { anyOf: [text] },
    not: { ...text, not: { const: 1 } },
    'additionalProperties: false': { ...object, properties: {}, additionalProperties: false },
  };

  test.each(Object.entries(faulty))('%s', (_, inner) => {
    const at = (schema: object) => schemaFaults(schema as JsonSchema);
    const list = { type: ['null', 'array'], items: { type: ['null', 'object'], properties: { a: inner } } };

    expect(at({ type: 'object', properties: { a: inner } })).not.toEqual([]);
    expect(at({ type: 'object', properties: { list } }).join()).toMatch(/^list\[\]\.a/);
  });
});
