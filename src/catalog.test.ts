import { describe, expect, test } from 'vitest';
import { parseCatalog } from './catalog.ts';
import { ConnectorError } from './errors.ts';

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

  expect(parsed(entry)).toEqual({ name: 'persons', syncMode: 'incremental', schema: SCHEMA });
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

test('a stream that is named twice counts once, as it stands first', () => {
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

test('no streams are no problem', () => {
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
