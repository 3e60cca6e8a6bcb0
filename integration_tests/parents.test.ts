import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { discover, everything, type OfferedStream, readOffered } from './all_streams.ts';
import { type Json, type Run, read } from './connector.ts';

/** Streams that request something for each person. */
const OF_PERSONS = ['absence_balances', 'documents', 'employments', 'holidays', 'profile_pictures'];
/** Streams that begin with the list of persons. */
const ON_PERSONS = [...OF_PERSONS, 'person_custom_attributes', 'persons'];
/** Pairs that begin with the same list, and the streams that depend on persons. */
const SHARING = [
  'absence_breakdowns',
  'absence_periods',
  'employments',
  'person_custom_attributes',
  'persons',
  'project_members',
  'projects',
  'recruiting_applications',
  'recruiting_stage_transitions',
  'webhook_events',
  'webhooks',
];
const PERSONS = 100;
const PAGES = PERSONS / 50;

let sandbox: Sandbox;

async function open(persons: number): Promise<void> {
  sandbox = await startSandbox({ persons, seed: 7, limits: { on: false } });
}

afterEach(async () => {
  await sandbox.close();
});

const listings = (path = '/v2/persons') => sandbox.requests.filter((request) => request.path === path);

function expectComplete(streams: readonly string[], ...runs: Run[]): void {
  for (const [stream, { ids }] of Object.entries(sandbox.truth({ streams }))) {
    const keys = runs.flatMap((run) => run.records(stream)).map((row) => row.record_key ?? row.id ?? row.person_id);
    expect(new Set(keys), stream).toEqual(new Set(ids));
  }
}

describe('a list that several streams begin with', () => {
  beforeEach(() => open(PERSONS));

  test.each(['incremental', 'full_refresh'] as const)(
    'is read once in a first sync, and each stream is complete (%s)',
    async (mode) => {
      const run = await read({ config: everything(sandbox), streams: ON_PERSONS, mode });

      expect([run.exit, run.errors]).toEqual([0, []]);
      expect(listings()).toHaveLength(PAGES);
      for (const [stream, { ids }] of Object.entries(sandbox.truth({ streams: ON_PERSONS })))
        expect(run.records(stream), stream).toHaveLength(ids.length);
    },
  );

  test.each([
    ['with the columns of discover', (offered: readonly OfferedStream[]) => offered],
    // Persons request their columns first: the others wait for them.
    ['without columns', (offered: readonly OfferedStream[]) => offered.map((each) => ({ ...each, json_schema: {} }))],
  ])('is read once with the default streams, %s', async (_, chosen) => {
    const { streams } = await discover(sandbox.config);
    sandbox.resetRequests();
    sandbox.configure({ latencyMs: 5 });

    const run = await readOffered(sandbox.config, chosen(streams) as readonly OfferedStream[]);

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(listings()).toHaveLength(PAGES);
    expect(listings('/v2/projects')).toHaveLength(1);
  });

  test('is read once by the remaining streams when one fails', async () => {
    sandbox.configure({ trouble: [{ match: { stream: 'documents' }, act: { kind: 'status', status: 403 } }] });

    const run = await read({ config: everything(sandbox), streams: ON_PERSONS });

    expect(run.exit).toBe(1);
    expect(run.errors.map(({ stream_descriptor: of }) => of?.name)).toEqual(['documents']);
    expect(listings()).toHaveLength(PAGES);
    expectComplete(
      ON_PERSONS.filter((stream) => stream !== 'documents'),
      run,
    );
  });

  test('is read again by each stream if its link is no longer known, and each is complete', async () => {
    sandbox.configure({ trouble: [{ match: { stream: 'persons', nth: 5 }, act: { kind: 'status', status: 400 } }] });

    const run = await read({ config: everything(sandbox), streams: ON_PERSONS });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expectComplete(ON_PERSONS, run);
  });

  test('is read in parts where possible if one of its records is broken', async () => {
    const [broken] = sandbox.truth({ streams: ['persons'] }).persons?.ids.slice(PERSONS / 2) ?? [];
    sandbox.configure({
      trouble: [{ match: { stream: 'persons' }, act: { kind: 'broken_record', id: String(broken) } }],
    });
    const config = { ...everything(sandbox), retry_seconds: 1 };

    const alone = await read({ config, streams: ['persons'] });
    const run = await read({ config, streams: ['employments', 'persons'] });

    expect(run.errors.map(({ stream_descriptor: of }) => of?.name).sort()).toEqual(['employments', 'persons']);
    expect(alone.keys('persons').length).toBeGreaterThan(PERSONS / 2);
    expect(new Set(run.keys('persons'))).toEqual(new Set(alone.keys('persons')));
  });

  test('is read by a resuming stream from where it stopped, and by the others together', async () => {
    const killed = await read({
      config: everything(sandbox),
      streams: ['employments'],
      onOutput: (stdout, { kill }) => {
        if (stdout.split('"RECORD"').length > PERSONS / 2) kill('SIGTERM');
      },
    });
    const before = listings().length;

    const run = await read({ config: everything(sandbox), streams: ON_PERSONS, state: killed.stateFile });

    const again = listings().slice(before);
    expect(run.exit).toBe(0);
    // The others share a list, and perhaps the changes since the resumed pass began.
    const beginnings = again.filter(({ query }) => !query.includes('cursor')).length;
    expect(beginnings).toBeLessThanOrEqual(2);
    expect(again.length).toBeGreaterThan(beginnings * PAGES);
    expect(again.length).toBeLessThan((beginnings + 1) * PAGES);
    expectComplete(['employments'], killed, run);
  });

  test('is resumed by each stream from where it stopped', async () => {
    const streams = ['employments', 'holidays', 'person_custom_attributes', 'persons'];
    sandbox.configure({ latencyMs: 5 });
    const killed = await read({
      config: everything(sandbox),
      streams,
      onOutput: (stdout, { kill }) => {
        if (stdout.split('"RECORD","record":{"stream":"persons"').length > PERSONS / 4) kill('SIGTERM');
      },
    });
    expect(killed.records('persons').length).toBeLessThan(PERSONS);

    const run = await read({ config: everything(sandbox), streams, state: killed.stateFile });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expectComplete(streams, killed, run);
  });
});

describe('records of streams that share a list', () => {
  beforeEach(() => open(110));

  const privacy = {
    preset: 'no_special_categories',
    drop: ['persons.custom_attributes', 'person_custom_attributes.label', 'recruiting_applications.hiring_team'],
    // Children are requested by the original ids.
    hash: ['*.id', '*_id', 'persons.last_name'],
    hash_key: 'a key of the tests, long enough',
  };

  /** Few columns, not those that other streams need; and only the first of those with members. */
  function someOf({ json_schema: schema }: OfferedStream): Json {
    const columns = Object.entries(schema.properties).filter(
      ([name], index) => index % 2 === 0 && name !== 'custom_attributes' && name !== 'updated_at',
    );
    const first = (column: Json): Json => {
      const [member] = Object.entries((column.properties ?? {}) as Json);
      if (column.items) return { ...column, items: first(column.items as Json) };
      return member ? { ...column, properties: Object.fromEntries([member]) } : column;
    };
    return { ...schema, properties: Object.fromEntries(columns.map(([name, column]) => [name, first(column)])) };
  }

  test.each([
    ['unchanged', {}, undefined],
    ['with privacy rules', { privacy }, undefined],
    ['with a selection of columns', {}, someOf],
  ])('are those of streams that are read alone: %s', async (_, more, selected) => {
    const config = { ...everything(sandbox), ...more };
    const { streams } = await discover(config);
    const chosen = streams
      .filter(({ name }) => SHARING.includes(name))
      .map((each) => (selected ? { ...each, json_schema: selected(each) as OfferedStream['json_schema'] } : each));
    expect(chosen).toHaveLength(SHARING.length);

    // Persons, whose rows change most, come before their attributes.
    const together = linesOf(await readOffered(config, chosen.toReversed()));

    for (const stream of chosen) {
      const alone = linesOf(await readOffered(config, [stream]));
      expect(together.get(stream.name), stream.name).toEqual(alone.get(stream.name));
    }
  });

  /** RECORD lines by stream, byte for byte except for the time. */
  function linesOf({ stdout }: Run): ReadonlyMap<string, string[]> {
    const lines = stdout.split('\n').filter((line) => line.startsWith('{"type":"RECORD"'));
    const plain = lines.map((line) => line.replace(/"emitted_at":\d+/, '')).sort();
    return Map.groupBy(plain, (line) => /"stream":"(\w+)"/.exec(line)?.[1] ?? '');
  }
});
