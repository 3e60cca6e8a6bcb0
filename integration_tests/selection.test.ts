import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { isReport, suggestedStreams } from '../src/account/available.ts';
import { connector, file, type Run } from './connector.ts';

const suggested = suggestedStreams().map(({ name }) => name);
/** A suggested right, one that a suggested stream needs for its parents, and one that is not suggested. */
const RIGHTS = { attendance_periods: 'refused', compensations: 'refused' } as const;

let sandbox: Sandbox;
let limited: Sandbox;
let config: string;

beforeAll(async () => {
  [sandbox, limited] = await Promise.all([
    startSandbox({ persons: 12, limits: { on: false } }),
    startSandbox({ persons: 12, limits: { on: false }, rights: RIGHTS }),
  ]);
  config = file('config.json', sandbox.config);
});

afterAll(async () => {
  await Promise.all([sandbox.close(), limited.close()]);
});

const streamsRead = ({ messages }: Run): string[] => {
  const names = messages.flatMap((message) =>
    message.type === 'TRACE' &&
    message.trace.type === 'STREAM_STATUS' &&
    message.trace.stream_status.status === 'STARTED'
      ? [message.trace.stream_status.stream_descriptor.name]
      : [],
  );
  return names.sort();
};

const recordsOf = (run: Run): string[] =>
  run.messages.flatMap((message) => {
    if (message.type !== 'RECORD') return [];
    const { stream, data } = message.record;
    return [JSON.stringify([stream, data])];
  });

interface Configured {
  readonly streams: readonly {
    readonly stream: { readonly name: string; readonly json_schema: { readonly properties?: object } };
    readonly sync_mode: string;
    readonly cursor_field?: readonly string[];
    readonly primary_key: readonly (readonly string[])[];
  }[];
}

const configuredIn = (run: Run): Configured => JSON.parse(run.stdout) as Configured;

describe('read without a catalog', () => {
  test('reads the suggested streams, incrementally where they have a cursor, and the next one resumes', async () => {
    const first = await connector(['read', '--config', config]);
    const second = await connector(['read', '--config', config, '--state', file('state.jsonl', first.stdout)]);

    expect(first.exit).toBe(0);
    expect(streamsRead(first)).toEqual([...suggested].sort());
    expect(first.keys('persons')).toHaveLength(12);
    expect(first.states('persons').at(-1)?.state.updated_at).not.toBe('');
    expect(second.exit).toBe(0);
    expect(second.logs('INFO').join('\n')).toContain('persons');
    expect(second.keys('persons').length).toBeLessThan(12);
  });

  test('leaves out what the credential cannot read, with a warning that names the right', async () => {
    const run = await connector(['read', '--config', file('config.json', limited.config)]);

    expect(run.exit).toBe(0);
    expect(streamsRead(run)).toEqual(suggested.filter((name) => name !== 'attendance_periods').sort());
    expect(run.logs('WARN').filter((text) => text.includes('personio:attendances:read'))).toHaveLength(1);
    expect(run.errors).toEqual([]);
  });

  test('fails if the credential cannot read anything, and starts no stream', async () => {
    const rights = Object.fromEntries(suggested.map((name) => [name, 'refused' as const]));
    const closed = await startSandbox({ persons: 1, limits: { on: false }, rights });
    const run = await connector(['read', '--config', file('config.json', closed.config)]);

    expect(run.exit).toBe(1);
    expect(run.errors.map(({ failure_type }) => failure_type)).toEqual(['config_error']);
    expect(run.errors[0]?.message).toContain('"personio:persons:read" (persons, employments, holidays)');
    expect(streamsRead(run)).toEqual([]);
    await closed.close();
  });

  test('a failed login is a single error', async () => {
    const wrong = file('config.json', { ...sandbox.config, client_secret: 'papi-wrong' });
    const run = await connector(['read', '--config', wrong]);

    expect(run.exit).toBe(1);
    expect(run.errors).toHaveLength(1);
    expect(streamsRead(run)).toEqual([]);
  });
});

describe('--streams', () => {
  test('reads exactly these, suggested or not', async () => {
    const run = await connector(['read', '--config', config, '--streams', ' compensations, persons,persons']);

    expect(run.exit).toBe(0);
    expect(streamsRead(run)).toEqual(['compensations', 'persons']);
  });

  test('leaves nothing out: a stream that cannot be read fails and names the right', async () => {
    const args = ['read', '--config', file('config.json', limited.config), '--streams', 'compensations,persons'];
    const run = await connector(args);

    expect(run.exit).toBe(1);
    expect(streamsRead(run)).toEqual(['compensations', 'persons']);
    expect(run.errors.map(({ message }) => message).join('\n')).toContain('personio:compensations:read');
    expect(run.keys('persons')).toHaveLength(12);
  });

  test('reads a report, and names the nearest one for a typo', async () => {
    const discovered = await connector(['discover', '--config', config]);
    const message = discovered.messages.find(({ type }) => type === 'CATALOG');
    const streams = message?.type === 'CATALOG' ? message.catalog.streams : [];
    const report = streams.find(({ name }) => isReport(name))?.name ?? '';
    const [run, typo] = await Promise.all([
      connector(['read', '--config', config, '--streams', report]),
      connector(['read', '--config', config, '--streams', `${report}0`]),
    ]);

    expect(run.exit).toBe(0);
    expect(run.statuses(report).at(-1)).toBe('COMPLETE');
    expect(streamsRead(run)).toEqual([report]);
    expect(typo.exit).toBe(1);
    expect(typo.errors.map(({ message: text }) => text)).toEqual([
      `--streams names a report that the API credential does not see: use ${report}.`,
    ]);
  });

  test('with a catalog it selects among its streams, as the catalog configures them', async () => {
    const entry = (name: string, properties: object) => ({
      stream: { name, json_schema: { properties } },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'overwrite',
    });
    const streams = [entry('persons', { id: {}, first_name: {} }), entry('workplaces', {})];
    const catalog = file('catalog.json', { streams });
    const run = await connector(['read', '--config', config, '--catalog', catalog, '--streams', 'persons']);
    const other = await connector(['read', '--config', config, '--catalog', catalog, '--streams', 'projects']);

    expect(run.exit).toBe(0);
    expect(streamsRead(run)).toEqual(['persons']);
    expect(Object.keys(run.records('persons')[0] ?? {}).sort()).toEqual(['first_name', 'id', 'updated_at']);
    expect(other.errors.map(({ message }) => message)).toEqual([
      '--streams names a stream that the catalog file does not select: use one of its streams (persons, workplaces).',
    ]);
  });
});

describe('catalog', () => {
  test('prints one JSON document with the suggested streams and all of their columns', async () => {
    const run = await connector(['catalog', '--config', config]);

    const { streams } = configuredIn(run);
    expect(run.exit).toBe(0);
    expect(streams.map(({ stream }) => stream.name)).toEqual(suggested);
    expect(streams.find(({ stream }) => stream.name === 'persons')).toMatchObject({
      sync_mode: 'incremental',
      cursor_field: ['updated_at'],
      primary_key: [['id']],
    });
    expect(streams.find(({ stream }) => stream.name === 'workplaces')).toMatchObject({ sync_mode: 'full_refresh' });
    for (const { stream } of streams)
      expect(Object.keys(stream.json_schema.properties ?? {}).length).toBeGreaterThan(1);
  });

  test('leaves out what the credential cannot read, and says so next to the document', async () => {
    const run = await connector(['catalog', '--config', file('config.json', limited.config)]);

    expect(run.exit).toBe(0);
    const names = configuredIn(run).streams.map(({ stream }) => stream.name);
    expect(names).toEqual(suggested.filter((name) => name !== 'attendance_periods'));
    expect(run.stderr).toContain('personio:attendances:read');
  });

  test.each([
    ['none', []],
    ['some, and a report', ['--streams', 'employees,compensations,REPORT']],
  ])('what is read with it is what is read without it: named streams are %s', async (_, args) => {
    const discovered = await connector(['discover', '--config', config]);
    const report = /"name":"(report_[0-9a-f]{8,})"/.exec(discovered.stdout)?.[1] ?? '';
    const given = args.map((word) => word.replace('REPORT', report));
    const catalog = await connector(['catalog', '--config', config, ...given]);
    const [without, within] = await Promise.all([
      connector(['read', '--config', config, ...given]),
      connector(['read', '--config', config, '--catalog', file('catalog.json', catalog.stdout)]),
    ]);

    expect([without.exit, within.exit]).toEqual([0, 0]);
    expect(streamsRead(without)).toEqual(streamsRead(within));
    expect(recordsOf(without).length).toBeGreaterThan(20);
    expect(recordsOf(without).sort()).toEqual(recordsOf(within).sort());
  });

  test('an error is a message if stdout is piped, and nothing else is printed', async () => {
    const wrong = file('config.json', { ...sandbox.config, client_secret: 'papi-wrong' });
    const run = await connector(['catalog', '--config', wrong]);

    expect(run.exit).toBe(1);
    expect(run.stderr).toBe('');
    expect(run.errors).toHaveLength(1);
    expect(run.messages).toHaveLength(1);
  });
});

describe('what discover printed', () => {
  test('is a catalog that selects every stream of it', async () => {
    const discovered = await connector(['discover', '--config', config]);
    const noise = `${JSON.stringify({ type: 'LOG', log: { level: 'INFO', message: 'a' } })}\n`;
    const catalog = file('discovered.json', Buffer.from(`\ufeff${noise}${discovered.stdout}${noise}`, 'utf16le'));
    const run = await connector(['read', '--config', config, '--catalog', catalog]);
    const preview = await connector(['preview', '--config', config, '--catalog', catalog, '--limit', '2']);

    const message = discovered.messages.find(({ type }) => type === 'CATALOG');
    const names = message?.type === 'CATALOG' ? message.catalog.streams.map(({ name }) => name) : [];
    expect(run.exit).toBe(0);
    expect(streamsRead(run)).toEqual(names.sort());
    expect(run.states('persons').at(-1)?.state.updated_at).not.toBe('');
    expect(preview.exit).toBe(0);
  });
});
