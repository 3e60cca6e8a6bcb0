import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { parseCatalog } from './catalog.ts';

const SCHEMA = { type: 'object', properties: { id: { type: 'string' } } };

function parsed(entry: unknown) {
  return parseCatalog({ streams: [entry] }, 'catalog.json')[0];
}

function problemOf(input: unknown): ConnectorError {
  try {
    parseCatalog(input, 'catalog.json');
  } catch (error) {
    if (error instanceof ConnectorError) return error;
  }
  throw new Error('it was accepted');
}

test('a stream has its name, its sync mode and its selected fields', () => {
  const entry = {
    stream: { name: 'persons', json_schema: SCHEMA, supported_sync_modes: ['full_refresh', 'incremental'] },
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
    cursor_field: ['updated_at'],
    primary_key: [['id']],
  };

  expect(parsed(entry)).toEqual({
    name: 'persons',
    syncMode: 'incremental',
    cursorField: 'updated_at',
    schema: SCHEMA,
  });
});

describe('any known runner is understood', () => {
  test.each([
    ['PyAirbyte: null-valued keys', { cursor_field: null, primary_key: null, generation_id: null, sync_id: null }],
    ['Meltano: neither cursor nor key', {}],
    ['Estuary: foreign keys', { cursor_field: [], primary_key: [['a', 'b']], 'estuary.dev/inferSchema': true }],
    ['Jitsu: table_name', { table_name: 'my_table', destination_sync_mode: 'overwrite' }],
    ['reverse ETL: any destination mode', { destination_sync_mode: 'soft_delete', destination_object_name: 'x' }],
  ])('%s', (_, more) => {
    const entry = {
      stream: { name: 'persons', json_schema: SCHEMA, namespace: null },
      sync_mode: 'incremental',
      ...more,
    };

    expect(parsed(entry)).toEqual({ name: 'persons', syncMode: 'incremental', schema: SCHEMA });
  });

  test.each([
    ['Faros: an empty schema', {}, {}],
    ['a null schema', null, {}],
    ['no schema', undefined, {}],
    ['a schema that is text', 'object', {}],
  ])('%s selects everything', (_, json_schema, schema) => {
    expect(parsed({ stream: { name: 'persons', json_schema }, sync_mode: 'full_refresh' })?.schema).toEqual(schema);
  });

  test.each([
    ['full_refresh', 'full_refresh'],
    ['incremental', 'incremental'],
    [undefined, 'full_refresh'],
    [null, 'full_refresh'],
    ['INVALID', undefined],
    ['INCREMENTAL', undefined],
    [7, undefined],
  ])('the sync mode %o is %o', (given, expected) => {
    expect(parsed({ stream: { name: 'persons' }, sync_mode: given })?.syncMode).toBe(expected);
  });
});

test('a stream that is listed twice counts once, with its first entry', () => {
  const streams = [
    { stream: { name: 'persons' }, sync_mode: 'incremental' },
    { stream: { name: 'projects' }, sync_mode: 'full_refresh' },
    { stream: { name: 'persons' }, sync_mode: 'full_refresh' },
  ];

  expect(parseCatalog({ streams }, 'catalog.json').map(({ name, syncMode }) => [name, syncMode])).toEqual([
    ['persons', 'incremental'],
    ['projects', 'full_refresh'],
  ]);
});

test('an empty list of streams is valid', () => {
  expect(parseCatalog({ streams: [] }, 'catalog.json')).toEqual([]);
});

test.each([
  [null],
  [[]],
  ['text'],
  [{}],
  [{ streams: null }],
  [{ streams: {} }],
  [{ streams: [null] }],
  [{ streams: ['persons'] }],
  [{ streams: [{ name: 'persons' }] }],
  [{ streams: [{ stream: { name: null } }] }],
  [{ streams: [{ stream: 'persons' }] }],
])('%j is a config_error that names the file', (input) => {
  const { failureType, message } = problemOf(input);

  expect(failureType).toBe('config_error');
  expect(message).toContain('catalog.json');
});

describe('the spelling of Airbyte’s API', () => {
  const SCHEMAS = {
    type: 'object',
    properties: { id: {}, email: { type: 'string' }, position: { properties: { a: {} } } },
  };
  const api = (config: object, jsonSchema: unknown = SCHEMAS) => ({ stream: { name: 'persons', jsonSchema }, config });

  test('is understood', () => {
    const config = { syncMode: 'incremental', selected: true, destinationSyncMode: 'append', aliasName: 'persons' };

    expect(parsed(api(config, SCHEMA))).toEqual({ name: 'persons', syncMode: 'incremental', schema: SCHEMA });
  });

  test.each([
    ['full_refresh', 'full_refresh'],
    [undefined, 'full_refresh'],
    ['sideways', undefined],
  ])('the sync mode %o is %o', (syncMode, expected) => {
    expect(parsed(api({ syncMode }))?.syncMode).toBe(expected);
    expect(parsed({ ...api({}), syncMode })?.syncMode).toBe(expected);
  });

  test('streams that are not selected are left out', () => {
    const streams = [
      { stream: { name: 'persons', jsonSchema: {} }, config: { syncMode: 'incremental', selected: false } },
      { stream: { name: 'projects', jsonSchema: {} }, config: { syncMode: 'full_refresh', selected: true } },
      { stream: { name: 'workplaces', jsonSchema: {} }, config: { syncMode: 'full_refresh' } },
      { stream: { name: 'jobs', jsonSchema: {} }, config: null, selected: false },
    ];

    expect(parseCatalog({ streams }, 'catalog.json').map(({ name }) => name)).toEqual(['projects', 'workplaces']);
  });

  test.each<[string, object, string[]]>([
    ['are the selected ones', { fieldSelectionEnabled: true, selectedFields: [{ fieldPath: ['email'] }] }, ['email']],
    [
      'include those without a switch',
      { selectedFields: [{ fieldPath: ['email'] }, { fieldPath: ['id'] }] },
      ['email', 'id'],
    ],
    ['may have names alone', { fieldSelectionEnabled: true, selectedFields: ['id'] }, ['id']],
    ['may be unknown', { fieldSelectionEnabled: true, selectedFields: [{ fieldPath: ['shoe'] }] }, ['shoe']],
    [
      'are all of them if selection is off',
      { fieldSelectionEnabled: false, selectedFields: [{ fieldPath: ['id'] }] },
      ['id', 'email', 'position'],
    ],
    [
      'are all of them without a selection',
      { fieldSelectionEnabled: null, selectedFields: [] },
      ['id', 'email', 'position'],
    ],
    [
      'are recognized in the other spelling',
      { field_selection_enabled: true, selected_fields: [{ field_path: ['id'] }] },
      ['id'],
    ],
  ])('fields %s', (_, config, expected) => {
    expect(Object.keys(parsed(api(config))?.schema.properties ?? {})).toEqual(expected);
  });

  test('a selected field keeps its schema', () => {
    const config = { fieldSelectionEnabled: true, selectedFields: [{ fieldPath: ['position'] }] };

    expect(parsed(api(config))?.schema).toEqual({
      type: 'object',
      properties: { position: { properties: { a: {} } } },
    });
  });

  test.each<[string, object]>([
    ['a selection of no field', { fieldSelectionEnabled: true, selectedFields: [] }],
    ['a selection without a list', { fieldSelectionEnabled: true }],
    ['a field inside of a field', { fieldSelectionEnabled: true, selectedFields: [{ fieldPath: ['position', 'a'] }] }],
    [
      'a field without a path',
      { fieldSelectionEnabled: true, selectedFields: [{ fieldPath: [] }, { fieldPath: ['id'] }] },
    ],
    ['hashed fields', { hashedFields: [{ fieldPath: ['email'] }] }],
    ['mappers', { mappers: [{ type: 'hashing' }] }],
  ])('%s is refused with an explanation: more would be sent than intended', (_, config) => {
    const problem = problemOf({ streams: [api({ syncMode: 'full_refresh', ...config })] });

    expect(problem.failureType).toBe('config_error');
    expect(problem.message).toMatch(/catalog\.json.*persons/);
  });

  test('settings that the platform would not apply either are accepted', () => {
    expect(parsed(api({ hashedFields: [], mappers: [], suggested: true, includeFiles: false }))?.name).toBe('persons');
  });
});

describe('the generation within which a full refresh resumes', () => {
  const generation = (more: object) =>
    parsed({ stream: { name: 'persons' }, sync_mode: 'full_refresh', ...more })?.generation;

  test.each<[object, number | undefined]>([
    [{}, undefined],
    [{ generation_id: null, minimum_generation_id: null }, undefined],
    [{ generation_id: 7 }, 7],
    [{ generation_id: 0, minimum_generation_id: 0, destination_sync_mode: 'overwrite' }, 0],
    [{ generation_id: 7, minimum_generation_id: 7, destination_sync_mode: 'overwrite' }, 7],
    [{ generation_id: 7, minimum_generation_id: 0, destination_sync_mode: 'append' }, 7],
    [{ generation_id: 1, minimum_generation_id: 1, destination_sync_mode: 'overwrite' }, undefined],
    [{ generation_id: 1, minimum_generation_id: 1, destination_sync_mode: 'OVERWRITE' }, undefined],
    [{ generation_id: 1, minimum_generation_id: 1, destination_sync_mode: 'overwrite_dedup' }, undefined],
    [{ generation_id: 1, minimum_generation_id: 1, destination_sync_mode: 'append' }, 1],
    [{ generation_id: 1, minimum_generation_id: 0, destination_sync_mode: 'overwrite' }, 1],
    [{ generation_id: '7' }, undefined],
    [{ generation_id: 7.5 }, undefined],
    [{ generationId: 7, minimumGenerationId: 7, destinationSyncMode: 'overwrite' }, 7],
    [{ generationId: 1, minimumGenerationId: 1, destinationSyncMode: 'overwrite' }, undefined],
    [{ config: { generationId: 1, minimumGenerationId: 1, destinationSyncMode: 'overwrite' } }, undefined],
    [{ generation_id: 1, minimum_generation_id: 1, config: { destinationSyncMode: 'overwrite' } }, undefined],
  ])('%j: %o', (more, expected) => {
    expect(generation(more)).toBe(expected);
  });
});

describe('of a foreign schema only the known parts count', () => {
  const names = (json_schema: unknown) => {
    const schema = parsed({ stream: { name: 'persons', json_schema } })?.schema;
    return schema?.properties && Object.keys(schema.properties);
  };

  test.each<[string, unknown, string[] | undefined]>([
    ['properties that are a list', { properties: ['id'] }, undefined],
    ['properties that are text', { properties: 'id' }, undefined],
    ['properties that are null', { properties: null }, undefined],
    ['properties that are empty', { properties: {} }, undefined],
    ['a reference', { $ref: '#/definitions/person', definitions: { person: {} } }, undefined],
    ['a schema that is true', true, undefined],
    [
      'properties that are not schemas',
      { properties: { id: null, a: true, b: false, c: 'string', d: [1] } },
      ['id', 'a', 'b', 'c', 'd'],
    ],
    ['properties in a branch', { anyOf: [{ type: 'null' }, { properties: { id: {} } }] }, ['id']],
    [
      'properties in several branches',
      { allOf: [{ properties: { id: {} } }, { oneOf: [{ properties: { a: {} } }] }] },
      ['a', 'id'],
    ],
  ])('%s', (_, schema, expected) => {
    expect(names(schema)?.sort()).toEqual(expected?.sort());
  });

  test('every property becomes a schema', () => {
    const json_schema = JSON.parse(
      '{"required":true,"properties":{"id":null,"a":"text","__proto__":{"type":"string"}}}',
    );
    const { properties = {} } = parsed({ stream: { name: 'persons', json_schema } })?.schema ?? {};

    expect(Object.entries(properties)).toEqual([
      ['id', {}],
      ['a', {}],
      ['__proto__', { type: 'string' }],
    ]);
  });
});
