import { expect, test } from 'vitest';
import { idOf, parseDestinationCatalog } from './destination_catalog.ts';

const parse = (...streams: unknown[]) => parseDestinationCatalog({ streams }, 'catalog.json');
const BARE = { name: 'people', namespace: undefined, mode: undefined, primaryKey: [], objectName: undefined };

test('an entry of the platform', () => {
  const entry = {
    stream: { name: 'people', namespace: 'hr', json_schema: {}, supported_sync_modes: ['incremental'] },
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
    primary_key: [['email'], ['country']],
    cursor_field: ['updated_at'],
    destination_object_name: 'persons',
    generation_id: 4,
    minimum_generation_id: 4,
    sync_id: 7,
    something_new: true,
  };

  expect(parse(entry)).toEqual([
    {
      name: 'people',
      namespace: 'hr',
      mode: 'append_dedup',
      primaryKey: ['email', 'country'],
      objectName: 'persons',
    },
  ]);
});

test('the same in the spelling of the API', () => {
  const config = { destinationSyncMode: 'update', primaryKey: [['id']], destinationObjectName: 'persons' };

  expect(parse({ stream: { name: 'people' }, config })).toEqual([
    { ...BARE, mode: 'update', primaryKey: ['id'], objectName: 'persons' },
  ]);
});

test.each([
  ['null everywhere', { destination_sync_mode: null, primary_key: null, destination_object_name: null, config: null }],
  ['nothing', {}],
  ['empty lists and texts', { primary_key: [[]], destination_object_name: '' }],
])('%s means that nothing is given', (_, given) => {
  expect(parse({ stream: { name: 'people', namespace: null }, ...given })).toEqual([BARE]);
});

test('a key may be flat or nested', () => {
  expect(parse({ stream: { name: 'people' }, primary_key: ['id'] })[0]?.primaryKey).toEqual(['id']);
  expect(parse({ stream: { name: 'people' }, primary_key: [['a', 'b']] })[0]?.primaryKey).toEqual(['a.b']);
});

test('two streams differ by their namespaces', () => {
  const streams = parse({ stream: { name: 'people' } }, { stream: { name: 'people', namespace: 'hr' } });

  expect(new Set(streams.map(idOf)).size).toBe(2);
  expect(() => parse({ stream: { name: 'people' } }, { stream: { name: 'people', namespace: '' } })).toThrow(
    'The catalog file catalog.json has two streams with the same name and namespace.',
  );
});

test.each([[null], [[]], [{}], [{ streams: {} }], [{ streams: [7] }], [{ streams: [{ stream: { name: '' } }] }]])(
  '%j is not a configured catalog',
  (input) => {
    expect(() => parseDestinationCatalog(input, 'catalog.json')).toThrow('is not a configured catalog');
  },
);

test('no stream is fine: there may be nothing to write', () => {
  expect(parse()).toEqual([]);
});
