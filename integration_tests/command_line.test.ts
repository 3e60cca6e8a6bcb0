import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { availableStreams, isReport } from '../src/account/available.ts';
import { readAsset } from '../src/assets.ts';
import { parseConfig } from '../src/config/parse.ts';
import { connector, file, type Run, read } from './connector.ts';

let sandbox: Sandbox;
let config: string;
const catalog = file('catalog.json', { streams: [] });
/** Without any group of `extra_streams`. */
const offered = availableStreams(parseConfig({ client_id: 'papi-id', client_secret: 'papi-secret' }));

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 10, limits: { on: false } });
  config = file('config.json', sandbox.config);
});

afterAll(async () => {
  await sandbox.close();
});

/** The only error of a command that failed because of its input. */
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
  test('says that all rights are granted, and what they show', async () => {
    const run = await connector(['check', '--config', config]);

    expect(run.exit).toBe(0);
    expect(run.connectionStatus?.status).toBe('SUCCEEDED');
    expect(run.connectionStatus?.message).toMatch(
      /^14 of 14 rights are granted\. Attributes released: 31 of our 31 fixed columns, \d+ of your own\. Reports shared: \d+\./,
    );
    expect(run.logs('WARN')).toEqual([]);
  });

  test('says which attributes are released even if all groups of streams take their requests', async () => {
    const extra_streams = ['legacy', 'per_person', 'recruiting', 'webhooks'];
    const run = await connector(['check', '--config', file('config.json', { ...sandbox.config, extra_streams })]);

    expect(run.connectionStatus?.message).toMatch(/^20 of 20 rights are granted\. .*Attributes released: 31 of our 31/);
  });

  test('names the rights that are missing, with one warning, and succeeds with the rest', async () => {
    const limited = await startSandbox({
      persons: 10,
      rights: { compensations: 'refused', compensation_types: 'refused', legal_entities: 412 },
      limits: { on: false },
    });

    const run = await connector(['check', '--config', file('config.json', limited.config)]);

    expect(run.connectionStatus?.status).toBe('SUCCEEDED');
    expect(run.connectionStatus?.message).toContain(
      'Missing: Compensations: read (personio:compensations:read) for compensation_types, compensations. Not in the plan, or not granted: Legal entities: read (personio:legal-entities:read) for legal_entities. Tick them in Personio under Settings > Integrations > API credentials.',
    );
    expect(run.logs('WARN')).toEqual([run.connectionStatus?.message]);
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
  test('offers every stream without a group, the same each time', async () => {
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

describe('the user’s input', () => {
  test.each([
    [
      ['sing'],
      'There is no such command: use one of spec, check, discover, catalog, read, preview, demo, sandbox, or --help.',
    ],
    [[], 'A command is missing: use one of spec, check, discover, catalog, read, preview, demo, sandbox, or --help.'],
    [['--shiny'], 'A command is missing'],
    [['read'], 'read needs --config FILE.'],
    [['discover'], 'discover needs --config FILE.'],
    [['chekc', '--config', 'CONFIG'], 'There is no such command: use check.'],
    [['--config', 'CONFIG', 'reed'], 'There is no such command: use read.'],
    [['read', '--config', 'CONFIG', '--catlog', 'CATALOG'], 'read has no such flag: use --catalog.'],
    [['read', '--config', 'CONFIG', '--stat=CATALOG'], 'read has no such flag: use --state.'],
    [['read', '-confg', 'CONFIG'], 'read has no such flag: use --config. read needs --config FILE.'],
    [['read', '--config', 'CONFIG', '--stream', 'persons'], 'read has no such flag: use --streams.'],
    [['read', '--config', 'CONFIG', '--catalog'], '--catalog needs a value.'],
    [['read', '--config', 'CONFIG', '--streams=', '--state', ''], '--streams and --state need a value.'],
    [['read', '--config', 'CONFIG', '--streams', ' , '], '--streams names no stream.'],
    [['read', '--config', 'CONFIG', '--streams', 'persons,employmnts'], 'There is no such stream: use employments.'],
    [
      ['catalog', '--config', 'CONFIG', '--streams', 'nonsense'],
      'There is no such stream: use one of absence_balances, ',
    ],
    [
      ['read', '--config', 'CONFIG', '--catalog', 'CATALOG', '--streams', 'persons'],
      'a stream that the catalog file does not select: use one of its streams (none).',
    ],
  ])('%j fails with one sentence', async (args, sentence) => {
    const given = args.map((word) => word.replace(/CONFIG$/, config).replace(/CATALOG$/, catalog));
    expect(configError(await connector(given))).toContain(sentence);
  });

  test('problems of all files are reported together', async () => {
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

  test('unknown flags cause a warning, and --debug may be anywhere', async () => {
    const run = await connector(['--debug', 'discover', '--shiny', '--limit', '3', '--config', config, 'further']);

    expect(run.exit).toBe(0);
    expect(run.logs('WARN')).toContain('Ignoring --limit and an unknown flag and an unknown word; see --help.');
  });

  test('the last of several files counts', async () => {
    const run = await connector(['check', '--config', '{"client_secret":"hush"}', `--config=${config}`]);

    expect(run.connectionStatus?.status).toBe('SUCCEEDED');
    expect(run.stdout + run.stderr).not.toContain('hush');
  });

  const json = '{"client_id":"papi-hush","client_secret":"hush","api_url":"https://hush.example/v2"}';
  test.each(
    [
      ['check', '--config', json],
      ['discover', '--config', json],
      ['preview', '--config', json],
      ['read', '--config', json, '--catalog', json, '--state', json],
      ['read', '--config', 'CONFIG', '--catalog', json, '--state', `[${json}]`],
      ['read', '--config', 'CONFIG', '--catalog', 'CATALOG', '--state', 'hush'],
      ['read', '--config', 'CONFIG', '--catalog', 'CATALOG', `--state={"hush": ${'1'.repeat(5000)}}`],
      ['preview', '--config', 'CONFIG', '--catalog', json],
      ['check', `--config=${json}`],
      ['check', '--config', 'hush', '--config', 'papi-hush'],
      ['check', `/${json}`],
      ['check', json],
      [json],
      ['hush'],
      ['client_secret=hush'],
      ['check', 'client_secret=hush', '--config', 'CONFIG'],
      ['--client_secret', 'hush'],
      ['--client_secret', 'hush', 'check', '--config', 'CONFIG'],
      ['--client_secret=hush', 'check', '--config', 'CONFIG'],
      ['-phush', 'check'],
      ['check', '-phush', '--hush', '--no-hush', '--config', 'CONFIG'],
      ['check', '--config.hush=hush', '--config'],
      ['check', '--config.hush', 'hush'],
      ['check', '--no-config', 'hush'],
      ['check', '-config', 'hush'],
      ['check', '--', '--hush', 'hush'],
      ['spec', '--debug=hush', '--limit', 'hush', '--stream', 'hush'],
      ['preview', '--config', 'CONFIG', '--stream', 'hush'],
      ['preview', '--config', 'CONFIG', '--stream', 'report_hush'],
      ['preview', '--config', 'CONFIG', '--stream', 'report_hush', '--catalog', 'CATALOG'],
      ['preview', '--config', 'CONFIG', '--limit', 'hush'],
      ['hushch', '--config', 'CONFIG'],
      ['read', '--config', 'CONFIG', '--hushstate', 'hush', '--stat=hush'],
      ['read', '--config', 'CONFIG', '--streams', 'hush'],
      ['read', '--config', 'CONFIG', '--streams', 'report_hush'],
      ['read', '--config', 'CONFIG', '--catalog', 'CATALOG', '--streams', 'hush'],
      ['catalog', '--config', 'CONFIG', '--streams', 'persons,hush'],
      ['catalog', '--config', json],
      ['--help', 'hush', '--hush', `--config=${json}`],
      ['hush', '--version', '--hush'],
    ].map((args) => [args]),
  )('nothing of %j is repeated', async (args) => {
    const given = args.map((word) => word.replace(/^CONFIG$/, config).replace(/^CATALOG$/, catalog));
    const run = await connector([...given, '--debug']);

    expect(run.stdout + run.stderr).not.toBe('');
    expect(run.stdout + run.stderr).not.toContain('hush');
    expect(run.stdout + run.stderr).not.toContain('bug in it');
  });

  test('--version prints text', async () => {
    const version = await connector(['read', '--version']);

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

describe('settings that do nothing', () => {
  const misspelt = { privcy: { preset: 'analytics' } };
  const foreign = { sourceType: 'personio', __injected: { client_secret: 'hush' } };
  const commands = (settings: object): string[][] => {
    const path = file('config.json', { ...sandbox.config, ...settings });
    return [
      ['check', '--config', path],
      ['discover', '--config', path],
      ['read', '--config', path, '--catalog', catalog],
      ['preview', '--config', path],
    ];
  };

  test.each(['check', 'discover', 'read', 'preview'])('%s refuses one that is misspelt', async (name) => {
    const run = await connector(commands(misspelt).find(([command]) => command === name) ?? []);

    const said = run.connectionStatus?.message ?? run.errors[0]?.message ?? run.stderr;
    expect(said).toContain('unknown setting privcy (did you mean privacy?)');
    expect(run.exit).toBe(name === 'check' ? 0 : 1);
  });

  test.each(['check', 'discover', 'read', 'preview'])('%s warns about one that it does not know', async (name) => {
    const run = await connector(commands(foreign).find(([command]) => command === name) ?? []);

    const said = name === 'preview' ? run.stderr : run.logs('WARN').join('\n');
    expect(said).toContain('Ignoring unknown settings: sourceType, __injected.');
    expect(run.exit).toBe(0);
    expect(run.stdout + run.stderr).not.toContain('hush');
  });
});

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  const args = (name: string) => [name, '--config', config, ...(name === 'read' ? ['--catalog', catalog] : [])];
  const said = (run: Run) => run.connectionStatus?.message ?? run.errors[0]?.message ?? run.stderr;

  test.each(['check', 'discover', 'read', 'preview'])('is refused by %s in the cloud', async (name) => {
    const path = file('config.json', { ...sandbox.config, api_url: 'https://127.0.0.1:9' });
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', DEPLOYMENT_MODE: 'Cloud' };
    const run = await connector(
      args(name).map((word) => (word === config ? path : word)),
      { env },
    );

    expect(said(run)).toContain('NODE_TLS_REJECT_UNAUTHORIZED is 0');
    expect(run.exit).toBe(name === 'check' ? 0 : 1);
    if (name === 'check') expect(run.connectionStatus?.status).toBe('FAILED');
    else if (name !== 'preview') expect(run.errors[0]?.failure_type).toBe('config_error');
  });

  test.each(['check', 'discover', 'read', 'preview'])('is a warning of %s elsewhere', async (name) => {
    const run = await connector(args(name), { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', DEPLOYMENT_MODE: 'OSS' } });

    expect(run.exit).toBe(0);
    expect(name === 'preview' ? run.stderr : run.logs('WARN').join('\n')).toContain(
      'NODE_TLS_REJECT_UNAUTHORIZED is 0',
    );
  });

  test('1 is fine', async () => {
    const run = await connector(args('check'), { env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' } });

    expect(run.logs('WARN')).toEqual([]);
  });
});

describe('a proxy', () => {
  test.each(['HTTP_PROXY', 'https_proxy'])(
    'in %s that is not an address fails every command, and is not repeated',
    async (name) => {
      for (const command of ['check', 'discover', 'read', 'preview']) {
        const args = [command, '--config', config, ...(command === 'read' ? ['--catalog', catalog] : [])];
        const run = await connector(args, { env: { [name]: 'http://user:hush#1@proxy.example:3128' } });

        const said = run.connectionStatus?.message ?? run.errors[0]?.message ?? run.stderr;
        expect(said).toContain(`${name} is not the address of a proxy`);
        expect(run.stdout + run.stderr).not.toContain('hush');
        expect(run.exit).toBe(command === 'check' ? 0 : 1);
      }
    },
  );
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

test('a missing right fails only its stream, and the error names the scope', async () => {
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
