import { expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { parseCatalogFile } from './catalog_file.ts';

const persons = {
  name: 'persons',
  json_schema: { properties: { id: { type: 'string' } } },
  supported_sync_modes: ['full_refresh', 'incremental'],
  default_cursor_field: ['updated_at'],
  source_defined_primary_key: [['id']],
  is_resumable: true,
};
const workplaces = { name: 'workplaces', json_schema: {}, supported_sync_modes: ['full_refresh'] };
const catalog = { streams: [persons, workplaces] };
const message = JSON.stringify({ type: 'CATALOG', catalog });
const log = (text: string) => JSON.stringify({ type: 'LOG', log: { level: 'WARN', message: text } });

const read = (text: string) => parseCatalogFile(text, 'catalog.json');

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConnectorError && error.failureType === 'config_error') return error.message;
  }
  throw new Error('The file was not refused.');
}

test.each([
  ['the message alone', message],
  ['with LOG lines around it', `${log('one')}\n${message}\r\n${log('two')}\n`],
  ['with other text around it', `starting …\n${message}\ntime=1\n`],
  ['without the message', JSON.stringify(catalog, undefined, 2)],
])('every stream printed by discover is selected, incrementally if it has a cursor: %s', (_, text) => {
  expect(read(text)).toMatchObject([
    { name: 'persons', syncMode: 'incremental', cursorField: 'updated_at', schema: persons.json_schema },
    { name: 'workplaces', syncMode: 'full_refresh', cursorField: undefined },
  ]);
});

test('the last of several outputs counts', () => {
  const other = JSON.stringify({ type: 'CATALOG', catalog: { streams: [workplaces] } });

  expect(read(`${message}\n${other}\n`).map(({ name }) => name)).toEqual(['workplaces']);
});

test('a configured catalog decides how its streams are read', () => {
  const configured = { streams: [{ stream: persons, sync_mode: 'full_refresh' }] };

  expect(read(JSON.stringify(configured))).toMatchObject([{ name: 'persons', syncMode: 'full_refresh' }]);
});

test.each([
  ['', 'is not valid JSON'],
  ['{', 'is not valid JSON'],
  ['hush', 'is not valid JSON'],
  [message.slice(0, -1), 'is not valid JSON'],
  [`${log('a')}\n${log('b')}`, 'it has no list of streams'],
  [log('a'), 'it has no list of streams'],
  ['[]', 'it has no list of streams'],
  ['{"streams":[{}]}', 'each entry needs'],
])('%j is refused', (text, why) => {
  expect(refusal(text)).toContain(`The catalog file catalog.json`);
  expect(refusal(text)).toContain(why);
});
