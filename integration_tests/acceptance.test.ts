// The files for Airbyte's own test suites keep their promises: acceptance-test-config.yml and those of this folder.
// `WRITE_EXPECTED=yes npx vitest run integration_tests/acceptance.test.ts` rewrites expected_records.jsonl.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { OfferedStream } from './all_streams.ts';
import { connector, file, type Json, type Run } from './connector.ts';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const json = (name: string): Json => JSON.parse(readFileSync(at(`integration_tests/${name}.json`), 'utf8'));

const EXPECTED = at('integration_tests/expected_records.jsonl');
/** The address of the sandbox as acceptance-test-config.yml starts it; records contain links to it. */
const ADDRESS = 'http://127.0.0.1:8080';
/**
 * Makes the same people with the same dates on any day; not at the turn of a month, which could come during the test.
 */
const NOW = new Date('2026-02-10T12:00:00Z');
/** More would add nothing. */
const EXPECTED_OF_EACH = 3;

interface ExpectedRecord {
  readonly stream: string;
  readonly data: Json;
  readonly emitted_at: number;
}

interface Entry {
  readonly config_path: string;
  readonly empty_streams?: readonly { readonly name: string; readonly bypass_reason?: string }[];
  ignored_fields?: Readonly<Record<string, readonly { readonly name: string; readonly bypass_reason?: string }[]>>;
  expect_records?: { readonly path: string };
}

interface AcceptanceConfig {
  base_path?: string;
  readonly test_strictness_level: string;
  readonly acceptance_tests: Record<string, { tests?: Entry[]; bypass_reason?: string }>;
}

const acceptance = (path: string): AcceptanceConfig => parse(readFileSync(at(path), 'utf8'));
const standard = acceptance('acceptance-test-config.yml');
const cat = acceptance('integration_tests/cat/acceptance-test-config.yml');
const [basicRead] = standard.acceptance_tests.basic_read?.tests ?? [];
const emptyStreams = (basicRead?.empty_streams ?? []).map(({ name }) => name);

let sandbox: Sandbox;
let streams: readonly OfferedStream[];

/** The config of that name, with the address of this test's sandbox. */
function config(name: string): string {
  const { api_url } = sandbox.config;
  return file('config.json', { ...json(name), api_url, jobs_url: api_url });
}

async function offered(by: string): Promise<readonly OfferedStream[]> {
  const { messages } = await connector(['discover', '--config', config(by)]);
  const found = messages.find((message) => message.type === 'CATALOG');
  return found?.type === 'CATALOG' ? (found.catalog.streams as unknown as OfferedStream[]) : [];
}

interface Given {
  readonly of?: readonly OfferedStream[];
  readonly by?: string;
}

function read(
  mode: 'full_refresh' | 'incremental',
  state?: string,
  { of = streams, by = 'sample_config' }: Given = {},
): Promise<Run> {
  const chosen = of.filter(({ supported_sync_modes }) => supported_sync_modes.includes(mode));
  const catalog = { streams: chosen.map((stream) => ({ stream, sync_mode: mode, destination_sync_mode: 'append' })) };
  const args = ['read', '--config', config(by), '--catalog', file('catalog.json', catalog)];
  // Clocks that are months apart would not be trusted.
  return connector(state === undefined ? args : [...args, '--state', file('state.json', state)], { clock: NOW });
}

/** In an order that does not depend on which stream or page came first. */
function someOfEach(run: Run): Omit<ExpectedRecord, 'emitted_at'>[] {
  const names = streams.map(({ name }) => name).sort();
  return names.flatMap((stream) => {
    const lines = run
      .records(stream)
      .map((data) => JSON.stringify({ stream, data }).replaceAll(String(sandbox.config.api_url), ADDRESS));
    return lines
      .sort()
      .slice(0, EXPECTED_OF_EACH)
      .map((line) => JSON.parse(line));
  });
}

beforeAll(async () => {
  // As acceptance-test-config.yml says: the same people with the same dates on any day. Not at the turn of a month.
  sandbox = await startSandbox({ persons: 8, now: NOW, limits: { on: false } });
  streams = await offered('sample_config');
});

afterAll(async () => {
  await sandbox.close();
});

describe('the configs', () => {
  test('are for the sandbox as it is started by default', () => {
    for (const name of ['sample_config', 'invalid_config'])
      expect(json(name)).toMatchObject({ api_url: ADDRESS, client_id: sandbox.config.client_id });
  });

  test('sample_config.json succeeds, invalid_config.json fails for its secret', async () => {
    const valid = await connector(['check', '--config', config('sample_config')]);
    const invalid = await connector(['check', '--config', config('invalid_config')]);

    expect(valid.connectionStatus).toMatchObject({ status: 'SUCCEEDED' });
    expect(invalid.connectionStatus).toMatchObject({ status: 'FAILED', message: expect.stringContaining('Client ID') });
  });
});

describe('expected_records.jsonl', () => {
  test('holds the first records of each stream that has any, as they are read', async () => {
    const found = someOfEach(await read('full_refresh'));
    if (process.env.WRITE_EXPECTED === 'yes') {
      const lines = found.map(({ stream, data }) => JSON.stringify({ stream, data, emitted_at: NOW.getTime() }));
      writeFileSync(EXPECTED, `${lines.join('\n')}\n`);
    }
    const lines = readFileSync(EXPECTED, 'utf8').trimEnd().split('\n');
    const expected = lines.map((line) => JSON.parse(line) as ExpectedRecord);

    expect(found).toEqual(expected.map(({ stream, data }) => ({ stream, data })));
    for (const { emitted_at } of expected) expect(emitted_at).toBeTypeOf('number');
    const silent = streams.map(({ name }) => name).filter((name) => !expected.some(({ stream }) => stream === name));
    expect(silent).toEqual(emptyStreams);
  });
});

describe('two full refreshes', () => {
  const entries = cat.acceptance_tests.full_refresh?.tests ?? [];

  test('are compared with changes and removals reported, too', () => {
    const { deletions, ...rest } = json('marked_config');
    expect(deletions).toEqual({ mark: true });
    expect(rest).toEqual(json('sample_config'));
    expect(entries.map(({ config_path }) => config_path)).toEqual([
      'integration_tests/sample_config.json',
      'integration_tests/marked_config.json',
    ]);
  });

  test.each(entries)(
    'of $config_path are equal except for the ignored fields',
    async ({ config_path, ignored_fields = {} }) => {
      const by = config_path.replace(/.*\/|\.json$/g, '');
      const of = await offered(by);
      const [one, two] = [
        await read('full_refresh', undefined, { of, by }),
        await read('full_refresh', undefined, { of, by }),
      ];

      const without = (name: string, record: Json) =>
        Object.fromEntries(
          Object.entries(record).filter(([field]) => !ignored_fields[name]?.some((each) => each.name === field)),
        );
      const records = (run: Run, name: string) =>
        run
          .records(name)
          .map((each) => JSON.stringify(without(name, each)))
          .sort();
      for (const { name } of of) expect(records(one, name), name).toEqual(records(two, name));
      const seen = of.filter(({ json_schema }) => 'observed_at' in json_schema.properties).map(({ name }) => name);
      expect(Object.keys(ignored_fields)).toEqual(seen.sort());
      for (const fields of Object.values(ignored_fields))
        for (const { bypass_reason } of fields) expect(bypass_reason).toBeTruthy();
    },
  );
});

describe('the states', () => {
  const names = (name: string) =>
    (json(name) as unknown as { stream: { stream_descriptor: { name: string } } }[])
      .map(({ stream }) => stream.stream_descriptor.name)
      .sort();

  test.each(['sample_state', 'abnormal_state'])('%s.json has every incremental stream, and no other', (name) => {
    const incremental = streams.filter(({ supported_sync_modes }) => supported_sync_modes.includes('incremental'));
    expect(names(name)).toEqual(incremental.map((stream) => stream.name).sort());
  });

  test('sample_state.json is a partial state, abnormal_state.json returns only states', async () => {
    const [whole, part, nothing] = [
      await read('incremental'),
      await read('incremental', JSON.stringify(json('sample_state'))),
      await read('incremental', JSON.stringify(json('abnormal_state'))),
    ];
    for (const name of names('sample_state')) {
      expect(part.records(name).length, name).toBeLessThanOrEqual(whole.records(name).length);
      expect(nothing.records(name), name).toEqual([]);
      expect(nothing.states(name).length, name).toBeGreaterThan(0);
    }
    expect(part.records('persons').length).toBeLessThan(whole.records('persons').length);
    for (const run of [whole, part, nothing]) expect(run.errors).toEqual([]);
  });
});

describe('acceptance-test-config.yml', () => {
  const entries = Object.values(standard.acceptance_tests).flatMap(({ tests }) => tests ?? []);

  test('is strict: every suite has tests or a reason, every empty stream a reason', () => {
    expect(standard.test_strictness_level).toBe('high');
    const suites = ['spec', 'connection', 'discovery', 'basic_read', 'full_refresh', 'incremental'];
    expect(Object.keys(standard.acceptance_tests)).toEqual([
      ...suites,
      'connector_attributes',
      'connector_documentation',
    ]);
    for (const suite of suites) expect(standard.acceptance_tests[suite]?.tests, suite).not.toHaveLength(0);
    for (const { tests, bypass_reason } of Object.values(standard.acceptance_tests))
      expect(tests ?? bypass_reason).toBeDefined();
    for (const { empty_streams } of entries)
      for (const { bypass_reason } of empty_streams ?? []) expect(bypass_reason).toBeTruthy();
  });

  test('names existing files', () => {
    const paths = [...JSON.stringify(standard).matchAll(/"([\w./]+\.json)"/g)].map(([, path]) => path ?? '');
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  test('matches CAT’s own file, except for the expected records and the fields to ignore', () => {
    const cats = structuredClone(cat);
    expect(cats.acceptance_tests.basic_read?.tests?.[0]?.expect_records).toEqual({
      path: 'integration_tests/expected_records.jsonl',
    });
    delete cats.base_path;
    delete cats.acceptance_tests.basic_read?.tests?.[0]?.expect_records;
    for (const entry of cats.acceptance_tests.full_refresh?.tests ?? []) delete entry.ignored_fields;
    expect(cats).toEqual(standard);
  });
});
