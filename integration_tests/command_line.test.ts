import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { isReport, offeredStreams } from '../src/account/offer.ts';
import { readAsset } from '../src/assets.ts';
import { parseConfig } from '../src/config.ts';
import { connector, file, type Run, read } from './connector.ts';

let sandbox: Sandbox;
let config: string;
const catalog = file('catalog.json', { streams: [] });
/** Without any group of `extra_streams`. */
const offered = offeredStreams(parseConfig({ client_id: 'papi-id', client_secret: 'papi-secret' }));

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 10, limits: { on: false } });
  config = file('config.json', sandbox.config);
});

afterAll(async () => {
  await sandbox.close();
});

/** The one error of a command that failed because of what the user gave it. */
function configError(run: Run): string {
  expect(run.exit).toBe(1);
  expect(run.stderr).toBe('');
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]?.failure_type).toBe('config_error');
  return run.errors[0]?.message ?? '';
}

describe('spec', () => {
  test('prints spec.json from any folder, and nothing else', async () => {
    const run = await connector(['spec'], { env: { HOME: tmpdir() } });

    expect(run.exit).toBe(0);
    expect(run.stderr).toBe('');
    expect(run.messages).toEqual([{ type: 'SPEC', spec: readAsset('spec.json') }]);
  });
});

describe('check', () => {
  test('names what can be read', async () => {
    const run = await connector(['check', '--config', config]);

    expect(run.exit).toBe(0);
    expect(run.connectionStatus?.status).toBe('SUCCEEDED');
    for (const { name } of offered) expect(run.connectionStatus?.message).toContain(name);
  });

  test('names what cannot be read, with a warning each, and succeeds with the rest', async () => {
    const limited = await startSandbox({
      persons: 10,
      rights: { compensations: 'refused', legal_entities: 412 },
      limits: { on: false },
    });

    const run = await connector(['check', '--config', file('config.json', limited.config)]);

    expect(run.connectionStatus?.status).toBe('SUCCEEDED');
    expect(run.connectionStatus?.message).toMatch(
      /Cannot be read: .*compensations.*personio:compensations:read.*legal_entities/s,
    );
    expect(run.logs('WARN').some((text) => text.startsWith('compensations:'))).toBe(true);
    expect(run.logs('WARN').some((text) => text.startsWith('legal_entities:'))).toBe(true);
    await limited.close();
  });

  test('a wrong secret fails in one sentence that does not repeat it', async () => {
    const run = await connector([
      'check',
      '--config',
      file('config.json', { ...sandbox.config, client_secret: 'not-the-secret' }),
    ]);

    expect(run.exit).toBe(0);
    expect(run.connectionStatus?.status).toBe('FAILED');
    expect(run.connectionStatus?.message).toContain('Client Secret');
    expect(run.stdout).not.toContain('not-the-secret');
    expect(run.errors).toEqual([]);
  });

  test('a server that cannot be reached fails within seconds', async () => {
    const run = await connector([
      'check',
      '--config',
      file('config.json', { ...sandbox.config, api_url: 'http://127.0.0.1:9' }),
    ]);

    expect(run.exit).toBe(0);
    expect(run.connectionStatus?.status).toBe('FAILED');
  });

  test.each([
    ['{', 'not valid JSON'],
    ['[]', 'must be a JSON object'],
    [
      '{"client_id": "papi-1", "start_date": "2024-02-30", "max_concurrency": 0}',
      'Client Secret is missing; Start Date must be',
    ],
  ])('the configuration %s is a FAILED status', async (text, sentence) => {
    const run = await connector(['check', '--config', file('config.json', text)]);

    expect(run.exit).toBe(0);
    expect(run.connectionStatus).toMatchObject({ status: 'FAILED' });
    expect(run.connectionStatus?.message).toContain(sentence);
    expect(run.errors).toEqual([]);
  });
});

describe('discover', () => {
  test('offers every stream that nobody has to ask for, the same each time', async () => {
    const first = await connector(['discover', '--config', config]);
    const second = await connector(['discover', '--config', config]);

    expect(first.exit).toBe(0);
    expect(first.stdout).toBe(second.stdout);
    const message = first.messages.find(({ type }) => type === 'CATALOG');
    const streams = message?.type === 'CATALOG' ? message.catalog.streams : [];
    const names = streams.map(({ name }) => name).filter((name) => !isReport(name));
    expect(names).toEqual(offered.map(({ name }) => name));
  });
});

describe('what the user gave', () => {
  test.each([
    [['sing'], 'There is no command "sing"'],
    [[], 'A command is missing'],
    [['read'], 'read needs --config FILE and --catalog FILE'],
    [['discover'], 'discover needs --config FILE'],
  ])('%j is told in one sentence', async (args, sentence) => {
    expect(configError(await connector(args))).toContain(sentence);
  });

  test('problems of all files are told at once', async () => {
    const message = configError(
      await connector([
        'read',
        '--config',
        file('config.json', '{}'),
        '--catalog',
        '/no/catalog.json',
        '--state',
        file('state.json', '{'),
      ]),
    );

    expect(message).toContain('Client ID is missing');
    expect(message).toContain('/no/catalog.json does not exist');
    expect(message).toContain('state.json is not valid JSON');
  });

  test('a file that may not be read names its mode and the remedy', async () => {
    const path = file('config.json', sandbox.config);
    chmodSync(path, 0o000);
    if (process.getuid?.() === 0) return;

    expect(configError(await connector(['discover', '--config', path]))).toMatch(/mode is 0000.*--user/);
  });

  test('unknown flags are a warning, --debug may stand anywhere', async () => {
    const run = await connector(['--debug', 'discover', '--shiny', '--config', config]);

    expect(run.exit).toBe(0);
    expect(run.logs('WARN').join()).toContain('--shiny');
  });

  test('--help and --version print text', async () => {
    const help = await connector(['--help']);
    const version = await connector(['read', '--version']);

    expect(help.stdout).toContain('Exit codes');
    expect(version.stdout).toBe(`${(readAsset('package.json') as { version: string }).version}\n`);
  });

  test('a catalog without streams is complete', async () => {
    const run = await connector(['read', '--config', config, '--catalog', catalog]);

    expect(run.exit).toBe(0);
  });

  test('an unknown stream or sync mode fails alone', async () => {
    const entry = (name: string, mode: string) => ({
      stream: { name, json_schema: {} },
      sync_mode: mode,
      destination_sync_mode: 'append',
    });
    const streams = [
      entry('workplaces', 'incremental'),
      entry('nonsense', 'full_refresh'),
      entry('projects', 'INVALID'),
    ];

    const run = await connector(['read', '--config', config, '--catalog', file('catalog.json', { streams })]);

    expect(run.exit).toBe(1);
    expect(run.statuses('workplaces').at(-1)).toBe('COMPLETE');
    expect(run.statuses('nonsense')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(run.statuses('projects')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(run.errors.map(({ stream_descriptor }) => stream_descriptor?.name).sort()).toEqual(['nonsense', 'projects']);
    expect(run.errors.every(({ failure_type }) => failure_type === 'config_error')).toBe(true);
  });
});

describe('secrets', () => {
  test('appear nowhere, in no form', async () => {
    const secret = 'se+cret/with"quotes';
    const run = await read({
      config: { ...sandbox.config, client_secret: secret, retry_seconds: 1 },
      streams: ['persons'],
    });

    expect(run.exit).toBe(1);
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]) {
      expect(run.stdout + run.stderr).not.toContain(form);
    }
  });
});

test('a right that is missing fails its stream alone and names the scope', async () => {
  const limited = await startSandbox({
    persons: 10,
    rights: { persons: 'refused', absence_periods: 403, org_units: 412, workplaces: 404 },
    limits: { on: false },
  });

  const run = await read({
    config: limited.config,
    streams: ['persons', 'absence_periods', 'org_units', 'workplaces', 'absence_types'],
  });

  expect(run.exit).toBe(1);
  expect(run.statuses('absence_types').at(-1)).toBe('COMPLETE');
  const errors = new Map(run.errors.map((error) => [error.stream_descriptor?.name, error] as const));
  for (const [stream, scope] of Object.entries({
    persons: 'personio:persons:read',
    absence_periods: 'personio:absences:read',
    org_units: 'org_units',
    workplaces: 'workplaces',
  })) {
    expect(errors.get(stream)?.failure_type, stream).toBe('config_error');
    expect(errors.get(stream)?.message).toContain(scope);
    expect(errors.get(stream)?.message).toContain('Settings > Integrations > API credentials');
    expect(run.statuses(stream).at(-1)).toBe('INCOMPLETE');
  }
  await limited.close();
});
