import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { destination } from '../src/cli/destination.ts';
import { OBJECTS } from '../src/write/objects/index.ts';
import { connector, file, Run } from './connector.ts';

const program = fileURLToPath(new URL('../dist/destination.js', import.meta.url));

let sandbox: Sandbox;

afterEach(async () => {
  await sandbox.close();
});

async function open(options: Parameters<typeof startSandbox>[0] = {}): Promise<void> {
  sandbox = await startSandbox({ persons: 3, limits: { on: false }, ...options });
}

/** Runs a command that needs only the configuration. */
const run = (command: string, settings: object = {}): Promise<Run> =>
  connector([command, '--config', file('config.json', { ...sandbox.config, ...settings })], { program });

/** The methods of all requests but the logins. */
const methods = (): Set<string> =>
  new Set(sandbox.requests.filter(({ path }) => !path.includes('/auth')).map(({ method }) => method));

describe('check', () => {
  test('believes the scopes of the token, in either spelling, and asks nothing', async () => {
    for (const writeScopes of ['new', 'old', 'both'] as const) {
      await open({ disputed: { writeScopes } });
      const { connectionStatus, exit } = await run('check');

      expect(exit).toBe(0);
      expect(connectionStatus).toEqual({
        status: 'SUCCEEDED',
        message: `The API credential may write ${Object.keys(OBJECTS).join(', ')}.`,
      });
      expect(methods()).toEqual(new Set());
      await sandbox.close();
    }
  });

  test.each([401, 403] as const)('tries a change of what cannot exist where scopes are silent: %d', async (status) => {
    await open({
      disputed: { writeScopes: 'none', personsRefusal: status },
      rights: { 'persons:write': 'refused', 'documents:write': 'refused' },
    });
    const { connectionStatus } = await run('check');

    expect(connectionStatus?.status).toBe('SUCCEEDED');
    const [may = '', mayNot = ''] = connectionStatus?.message.split(' It may not write ') ?? [];
    expect(may).toMatch(/^The API credential may write .*projects, project_members/);
    expect(mayNot).toMatch(/^persons \(.*employments \(.*documents \(/);
    expect(methods()).toEqual(new Set(['PATCH']));
    expect(sandbox.writes).toEqual([]);
  });

  test('notices a right to write without the one to read', async () => {
    await open({ rights: { documents: 'refused', document_categories: 'refused' } });

    expect((await run('check')).connectionStatus?.message).toContain('it lacks that for documents.');
  });

  test('fails if a mapped object may not be written', async () => {
    await open({ disputed: { writeScopes: 'none' }, rights: { 'projects:write': 'refused' } });
    const { connectionStatus, exit } = await run('check', { mappings: [{ stream: 'erp', object: 'projects' }] });

    expect(exit).toBe(0);
    expect(connectionStatus?.status).toBe('FAILED');
    expect(connectionStatus?.message).toContain('The API credential may not write projects (');
  });

  test('in a dry run asks nothing, not even that', async () => {
    await open({ disputed: { writeScopes: 'none' } });
    const { connectionStatus } = await run('check', { dry_run: true });

    expect(connectionStatus?.status).toBe('SUCCEEDED');
    expect(connectionStatus?.message).toContain('only a write can tell');
    expect(methods()).toEqual(new Set());
  });

  test('tells how each mapped stream will be mapped', async () => {
    await open();
    const fields = { 'Work e-mail': 'email' };
    const { messages } = await run('check', {
      mappings: [{ stream: 'hires', object: 'persons', operation: 'upsert', fields }],
    });

    const logs = messages.flatMap((message) => (message.type === 'LOG' ? [message.log] : []));
    expect(logs).toContainEqual({ level: 'INFO', message: 'hires → persons: upsert; Work e-mail → email' });
  });

  test.each([
    [{ mappings: [{ stream: 's', object: 'employments', operation: 'insert' }] }, /employments cannot be written by/],
    [{ mappings: [{ stream: 's', object: 'projects', key: 'start' }] }, /its matching keys are project_code/],
    [{ mappings: [{ stream: 's', object: 'projects', operation: 'soft_delete' }] }, /Allow/],
    [{ report: { folder: '/dev/null/reports' } }, /No report can be written to the folder/],
    [{ client_secret: 'papi-another-secret' }, /./],
  ])('fails before anything is written: %j', async (settings, message) => {
    await open();
    const { connectionStatus, exit } = await run('check', settings);

    expect({ exit, status: connectionStatus?.status }).toEqual({ exit: 0, status: 'FAILED' });
    expect(connectionStatus?.message).toMatch(message);
  });
});

describe('discover', () => {
  test('offers each object with each of its operations once, with matching keys and valid schemas', async () => {
    await open();
    const { messages, exit } = await run('discover', { match_attribute: 'dynamic_700101' });
    const found = messages.find((message) => message.type === 'DESTINATION_CATALOG');
    const operations = found?.type === 'DESTINATION_CATALOG' ? found.destination_catalog.operations : [];

    expect(exit).toBe(0);
    const offered = operations.map(({ object_name, sync_mode }) => `${object_name} ${sync_mode}`);
    expect(new Set(offered).size).toBe(offered.length);
    expect(offered).toEqual(
      expect.arrayContaining(['persons append', 'persons append_dedup', 'persons soft_delete', 'employments update']),
    );
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const { json_schema: schema, matching_keys: keys } of operations) {
      ajv.compile(schema);
      expect(keys.length).toBeGreaterThan(0);
      for (const member of keys.flat()) expect(Object.keys(schema.properties ?? {})).toContain(member);
    }
    const [persons] = operations.filter(({ object_name }) => object_name === 'persons');
    expect(persons?.matching_keys).toContainEqual(['dynamic_700101']);
    expect(Object.keys(persons?.json_schema.properties ?? {})).toContain('dynamic_700102');
    expect(methods()).toEqual(new Set(['GET']));
  });

  test('offers the other members where attributes cannot be listed, and says so', async () => {
    await open({ rights: { employee_attributes: 'refused' } });
    const found = await run('discover');

    expect(found.exit).toBe(0);
    expect(found.messages.some(({ type }) => type === 'DESTINATION_CATALOG')).toBe(true);
    expect(found.logs('WARN')).toEqual([expect.stringContaining('Custom attributes are not offered')]);
  });

  test('fails with a reason that passes', async () => {
    await open({ trouble: [{ match: { stream: 'employee_attributes' }, act: { kind: 'status', status: 500 } }] });
    const { exit, errors } = await run('discover', { retry_seconds: 0 });

    expect(exit).toBe(1);
    expect(errors).toMatchObject([
      { failure_type: 'transient_error', message: expect.stringMatching(/^employee_attributes: /) },
    ]);
  });
});

describe('write', () => {
  const lines = (...messages: object[]): string => messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  const record = {
    stream: 'projects',
    data: { project_code: 'P-1', name: 'Project', status: 'ACTIVE' },
    emitted_at: 1,
  };
  const descriptor = { stream_descriptor: { name: 'projects' }, stream_state: { cursor: 1 } };
  const state = { type: 'STREAM', stream: descriptor, id: 7 };
  const input = lines({ type: 'RECORD', record }, { type: 'STATE', state });

  function start(settings: object = {}) {
    const catalog = { streams: [{ stream: { name: 'projects' }, destination_sync_mode: 'append_dedup' }] };
    const config = file('config.json', { ...sandbox.config, settle_seconds: 0, ...settings });
    const child = spawn(process.execPath, [program, 'write', '--config', config, '--catalog', file('c.json', catalog)]);
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    child.stdin.on('error', () => {});
    const ended = once(child, 'close').then(([code, signal]) => new Run(text.stdout, text.stderr, code ?? signal));
    return { child, ended };
  }

  const states = ({ messages }: Run): unknown[] =>
    messages.flatMap((message) => (message.type === 'STATE' ? [message.state] : []));

  test('prints each state with the numbers of its rows', async () => {
    await open();
    const { child, ended } = start();
    child.stdin.end(input);
    const run = await ended;

    expect({ exit: run.exit, stderr: run.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(states(run)).toEqual([{ ...state, destinationStats: { recordCount: 1, rejectedRecordCount: 0 } }]);
    expect(sandbox.creations.get('projects:P-1')).toBe(1);
  });

  test('a mapping of a stream that does not come is told: its name may be misspelt', async () => {
    await open();
    const { child, ended } = start({ mappings: [{ stream: 'project', object: 'projects' }] });
    child.stdin.end(input);

    expect((await ended).logs('WARN')).toEqual(['Mappings name streams that the catalog does not have: project.']);
  });

  test('a signal lets the request under way end, and what became true is printed', async () => {
    await open({ latencyMs: 1_200 });
    const { child, ended } = start();
    child.stdin.write(input);
    while (!sandbox.requests.some(({ method, path }) => method === 'POST' && path === '/v2/projects'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    const from = performance.now();
    child.kill('SIGTERM');
    const run = await ended;

    expect(run.exit).toBe(143);
    expect(performance.now() - from).toBeLessThan(6_000);
    expect(states(run)).toHaveLength(1);
    expect(sandbox.creations.get('projects:P-1')).toBe(1);
  });

  test.each([
    [['write', '--config', 'x'], /write needs --catalog FILE/],
    [['read'], /There is no such command: use one of spec, check, discover, write/],
  ])('a wrong command line is explained', async (args, message) => {
    await open();
    const { errors, exit } = await connector(args, { program });

    expect(exit).toBe(1);
    expect(errors[0]?.message).toMatch(message);
  });

  test('a report that is required has a folder, before the first row', async () => {
    await open();
    const { child, ended } = start({ on_reject: 'report' });
    child.stdin.end(input);
    const run = await ended;

    expect(run.exit).toBe(1);
    expect(run.errors[0]).toMatchObject({ failure_type: 'config_error', message: expect.stringContaining('Report') });
    expect(sandbox.writes).toEqual([]);
  });
});

test('--help lists the flags of each command and no others', async () => {
  await open();
  for (const [name, { needs, takes }] of Object.entries(destination.commands)) {
    const { stdout } = await connector([name, '--help'], { program });
    const listed = [...stdout.matchAll(/^ +--(\w+)/gm)].map(([, flag]) => flag);
    expect(listed.sort()).toEqual([...needs, ...takes, 'help', 'version'].sort());
    expect(stdout).toContain(`destination-personio ${name} `);
  }
});
