import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { connector, file, type Json, type Run } from './connector.ts';

const PERSONS = { version: 1, updated_at: '2026-03-10T00:00:00Z', started_at: '', done: [], next: [] };
const NOW = new Date('2026-03-17T10:00:00Z');

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 60, seed: 3, now: NOW, limits: { on: false } });
});

afterAll(async () => {
  await sandbox.close();
});

const descriptor = (name: string, stream_state: unknown) => ({ stream_descriptor: { name }, stream_state });
const line = (name: string, state: unknown) =>
  JSON.stringify({ type: 'STATE', state: { type: 'STREAM', stream: descriptor(name, state) } });
const configured = (more: Json = {}) => ({
  streams: [{ stream: { name: 'persons', json_schema: {} }, sync_mode: 'incremental', ...more }],
});

function read(state: unknown, catalog: unknown = configured(), config: unknown = sandbox.config): Promise<Run> {
  sandbox.resetRequests();
  const args = ['read', '--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];
  return connector([...args, '--state', file('state.json', state)]);
}

/** The filter made from a saved cursor. */
const isUsed = () => sandbox.requests.some(({ path, query }) => path === '/v2/persons' && query.includes('updated_at'));

describe('a state file is used or refused, never ignored', () => {
  const own = line('persons', PERSONS);
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');

  test.each<[string, unknown]>([
    ['Airbyte’s screens', [{ streamDescriptor: { name: 'persons' }, streamState: PERSONS }]],
    [
      'Meltano’s output',
      { singer_state: { airbyte_state: [{ type: 'STREAM', stream: descriptor('persons', PERSONS) }] } },
    ],
    ['Meltano’s backends', { completed: { singer_state: { bookmarks: { persons: PERSONS } } }, partial: {} }],
    ['a map', { persons: PERSONS, carrier_pigeons: {} }],
    ['UTF-16 with a byte order mark', utf16(`\ufeff${own}\r\n`)],
    ['UTF-16 without one', utf16(`${own}\r\n`)],
    ['big-endian UTF-16', utf16(`\ufeff${own}\r\n`).swap16()],
    ['UTF-8 with a byte order mark', `\ufeff${own}\n`],
    ['a partial line at the end', `${own}\n${own.slice(0, 40)}`],
    ['a partial line before', `${own.slice(0, 40)}${own}\n`],
    ['a partial line at the end of UTF-16', utf16(`\ufeff${own}\r\n${own.slice(0, 40)}`).subarray(0, -1)],
    ['other text between', `starting …\n${own}\ntime=1 level=info\n`],
  ])('used: %s', async (_, state) => {
    const run = await read(state);

    expect(run.exit).toBe(0);
    expect(isUsed()).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a partial line', own.slice(0, -1)],
    ['zeros', '\0'.repeat(64)],
    ['random bytes', Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 151 + 7) % 256))],
    ['a map of other streams', { carrier_pigeons: PERSONS, secret_member: 'hush-hush' }],
    ['a state without its stream', { ...PERSONS, secret_member: 'hush-hush' }],
    ['a state of another kind', { stream: 'persons', cursor: 'hush-hush' }],
    ['a configuration', { client_secret: 'hush-hush' }],
  ])('refused without revealing its content: %s', async (_, state) => {
    const run = await read(state);

    expect(run.exit).toBe(1);
    expect(run.errors.map(({ failure_type }) => failure_type)).toEqual(['config_error']);
    expect(run.stdout).not.toMatch(/hush|carrier|2026-03-10/);
    expect(sandbox.requests).toEqual([]);
  });

  test('streams that are unknown or not selected are named, up to a limit', async () => {
    const others = Array.from({ length: 200 }, (_, index) => line(`stream_${index}_${'x'.repeat(500)}\n`, PERSONS));
    const run = await read([own, line('projects', PERSONS), ...others].join('\n'));

    const [info = ''] = run.logs('INFO').filter((text) => text.includes('are not selected'));
    expect(run.exit).toBe(0);
    expect(isUsed()).toBe(true);
    expect(info).toContain('projects, stream_0_xx');
    expect(info).toContain('191 more');
    expect(info.length).toBeLessThan(1000);
  });

  test('a file with only other streams is read from the beginning, and says so', async () => {
    const run = await read([descriptor('carrier_pigeons', PERSONS)]);

    expect(run.exit).toBe(0);
    expect(isUsed()).toBe(false);
    expect(run.logs('INFO').join('\n')).toContain('carrier_pigeons');
  });
});

describe('configuration and catalog', () => {
  test.each<[string, (text: string) => Uint8Array]>([
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a byte order mark', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ])('may be in %s', async (_, encoded) => {
    const run = await read('', encoded(JSON.stringify(configured())), encoded(JSON.stringify(sandbox.config)));

    expect(run.errors).toEqual([]);
    expect(run.keys('persons')).toHaveLength(60);
  });

  test('in the form of Airbyte’s API select what they say', async () => {
    const catalog = {
      streams: [
        {
          stream: { name: 'persons', jsonSchema: { properties: { id: {}, email: {}, first_name: {} } } },
          config: {
            syncMode: 'incremental',
            selected: true,
            fieldSelectionEnabled: true,
            selectedFields: [{ fieldPath: ['email'] }],
          },
        },
        { stream: { name: 'projects', jsonSchema: {} }, config: { syncMode: 'full_refresh', selected: false } },
      ],
    };
    const run = await read([descriptor('persons', PERSONS)], catalog);

    const fields = new Set(run.records('persons').flatMap((record) => Object.keys(record)));
    expect(run.exit).toBe(0);
    expect(isUsed()).toBe(true);
    expect(fields.difference(new Set(['id', 'email', 'updated_at']))).toEqual(new Set());
    expect(run.statuses('projects')).toEqual([]);
  });

  test('are refused if more would be sent than intended', async () => {
    const config = { syncMode: 'full_refresh', hashedFields: [{ fieldPath: ['email'] }] };
    const run = await read('', { streams: [{ stream: { name: 'persons', jsonSchema: {} }, config }] });

    expect(run.exit).toBe(1);
    expect(run.errors[0]?.message).toContain('persons');
    expect(run.records('persons')).toEqual([]);
  });

  test('select inside members, too', async () => {
    const properties = {
      employments: { items: { anyOf: [{ type: 'null' }, { properties: { id: {} } }] } },
      custom_attributes: { items: { properties: {} } },
    };
    const run = await read('', configured({ stream: { name: 'persons', json_schema: { properties } } }));

    const employments = run.records('persons').flatMap((record) => (record.employments ?? []) as Json[]);
    const attributes = run.records('persons').flatMap((record) => (record.custom_attributes ?? []) as Json[]);
    expect(run.exit).toBe(0);
    expect(attributes.length).toBeGreaterThan(60);
    expect(new Set(employments.flatMap((each) => Object.keys(each)))).toEqual(new Set(['id']));
    expect(new Set(attributes.flatMap((each) => Object.keys(each)))).toEqual(new Set());
  });
});
