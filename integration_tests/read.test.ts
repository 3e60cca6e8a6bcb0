import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { readAsset } from '../src/assets.ts';
import { allStreams } from '../src/streams/index.ts';
import { everything } from './all_streams.ts';
import { type Json, type Run, read } from './connector.ts';
import { recordAjv } from './schema_shapes.ts';

const streams = allStreams();
const names = streams.map(({ name }) => name);
let sandbox: Sandbox;
let config: Json;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 120, seed: 7, limits: { on: false } });
  config = everything(sandbox);
});

afterEach(async () => {
  await sandbox.close();
});

const keyOf = (stream: string): string => streams.find(({ name }) => name === stream)?.primaryKey ?? 'id';

/** The keys of a stream's records, sorted. */
const keys = (run: Run, stream: string): string[] =>
  run
    .records(stream)
    .map((record) => String(record[keyOf(stream)]))
    .sort();

/** What a destination that upserts by key holds after these runs. */
function destination(stream: string, runs: readonly Run[]): Map<string, Json> {
  const key = keyOf(stream);
  return new Map(runs.flatMap((run) => run.records(stream)).map((record) => [String(record[key]), record]));
}

/** The members of a record that come straight from Personio, under their original names. */
function comparable({ ends_at_object: ends_at, ...record }: Json = {}, row: Json): Json {
  const members = ends_at === undefined ? record : { ...record, ends_at };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name in row));
}

describe('a first sync of the whole account', () => {
  test('brings every record of every stream exactly once, none invented, each true to the account', async () => {
    const run = await read({ config, streams: names });

    expect(run.errors).toEqual([]);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    for (const [stream, { ids }] of Object.entries(sandbox.truth({ streams: names })))
      expect(keys(run, stream), stream).toEqual([...ids].sort());
    for (const row of sandbox.rows('persons')) {
      const { _meta, ...members } = row as Json;
      const record = run.records('persons').find(({ id }) => id === members.id);
      expect(comparable(record, members)).toEqual(members);
    }
    fitTheirSchemas(run);
    tellTheirStatus(run);
  });

  test('gives references a column of their own', async () => {
    const run = await read({ config: sandbox.config, streams: ['employments', 'project_members', 'org_units'] });

    for (const record of run.records('employments')) {
      expect(record.person_id).toBe((record.person as Json).id);
      expect(record.workplace_id ?? null).toBe((record.office as Json | null)?.id ?? null);
      expect(record).not.toHaveProperty('_meta');
    }
    for (const record of run.records('org_units')) expect(record.record_key).toBe(`${record.type}:${record.id}`);
    for (const record of run.records('project_members')) {
      expect(record.record_key).toBe(`${record.project_id}:${(record.person as Json).id}`);
    }
  });

  test('an empty account is complete', async () => {
    const empty = await startSandbox({ persons: 0, limits: { on: false } });

    const run = await read({ config: everything(empty), streams: names });

    expect(run.errors).toEqual([]);
    expect(run.exit).toBe(0);
    for (const name of names) expect(run.statuses(name).at(-1)).toBe('COMPLETE');
    await empty.close();
  });
});

describe('the next sync', () => {
  const incremental = ['persons', 'employments', 'absence_periods', 'attendance_periods'];

  test('brings what changed, so that the destination equals the account', async () => {
    const first = await read({ config: { ...sandbox.config, lookback_days: 0 }, streams: incremental });
    sandbox.change({ seed: 3, count: 25 });
    const second = await read({
      config: { ...sandbox.config, lookback_days: 0 },
      streams: incremental,
      state: first.stateFile,
    });

    expect(second.exit).toBe(0);
    for (const name of incremental) {
      const held = destination(name, [first, second]);
      for (const row of sandbox.rows(name) as Json[]) {
        const { _meta, ...members } = row;
        expect(comparable(held.get(String(row.id)), members), name).toEqual(members);
      }
    }
  });

  test('brings little else', async () => {
    const first = await read({
      config: { ...sandbox.config, lookback_days: 0 },
      streams: ['persons', 'absence_periods'],
    });
    const second = await read({
      config: { ...sandbox.config, lookback_days: 0 },
      streams: ['persons', 'absence_periods'],
      state: first.stateFile,
    });

    expect(second.records('persons').length).toBeLessThan(5);
    expect(second.records('absence_periods').length).toBeLessThan(5);
  });

  test('reads the last three months of compensations again', async () => {
    const first = await read({ config: sandbox.config, streams: ['compensations'] });
    const second = await read({ config: sandbox.config, streams: ['compensations'], state: first.stateFile });

    const months = new Set(second.records('compensations').map(({ month }) => month));
    const all = new Set(first.records('compensations').map(({ month }) => month));
    expect([...months].sort()).toEqual([...all].sort().slice(-3));
  });

  test('with a cursor far in the future brings nothing, keeps the state and warns', async () => {
    const state = [
      {
        type: 'STREAM',
        stream: {
          stream_descriptor: { name: 'persons' },
          stream_state: { version: 1, updated_at: '2999-01-01T00:00:00Z' },
        },
      },
    ];

    const run = await read({ config: sandbox.config, streams: ['persons'], state: JSON.stringify(state) });

    expect(run.exit).toBe(0);
    expect(run.records('persons')).toEqual([]);
    expect(run.states('persons').at(-1)?.state.updated_at).toBe('2999-01-01T00:00:00Z');
    expect(run.logs('WARN').join()).toContain('persons');
  });
});

describe('the start date', () => {
  test('leaves out earlier events, and nothing else', async () => {
    const start = new Date(sandbox.now.getTime() - 200 * 86_400_000).toISOString().slice(0, 10);

    const run = await read({ config: { ...config, start_date: start }, streams: names });

    const endsAfter = (row: Json) =>
      row.ends_at === null || row.ends_at === undefined || String((row.ends_at as Json).date_time) >= start;
    const absences = (sandbox.rows('absence_periods') as Json[]).filter(endsAfter).map(({ id }) => String(id));
    const attendances = (sandbox.rows('attendance_periods') as Json[])
      .filter((row) => String(row.attribution_date) >= start)
      .map(({ id }) => String(id));
    expect(run.keys('absence_periods')).toEqual(absences.sort());
    expect(run.keys('attendance_periods')).toEqual(attendances.sort());
    expect(run.records('compensations').every(({ month }) => String(month) >= `${start.slice(0, 7)}-01`)).toBe(true);
    expect(run.records('persons')).toHaveLength(120);
  });
});

describe('selection', () => {
  test('a field that is not selected is not written; key and cursor are', async () => {
    const schema = { type: 'object', properties: { first_name: {}, custom_attributes: {} } };

    const run = await read({ config: sandbox.config, streams: ['persons'], schema });

    const fields = new Set(run.records('persons').flatMap((record) => Object.keys(record)));
    expect([...fields].sort()).toEqual(['custom_attributes', 'first_name', 'id', 'updated_at']);
  });
});

describe('a read that is killed', () => {
  test.each([1, 2, 3, 4])('with SIGKILL during a read (%i), then resumed, it misses nothing', async (seed) => {
    const persons = 150;
    const account = await startSandbox({ persons, seed, limits: { on: false }, latencyMs: 3 });
    const runs: Run[] = [];
    let state: string | undefined;
    for (let round = 1; round <= 3; round++) {
      const at = 20_000 * seed * round;
      const run = await read({
        config: everything(account),
        streams: names,
        ...(state !== undefined && { state }),
        onOutput: (stdout, process) => {
          if (stdout.length > at) process.kill('SIGKILL');
        },
      });
      runs.push(run);
      // What a platform keeps: the last state of each stream of all runs.
      state = merged(state, run);
    }
    const last = await read({ config: everything(account), streams: names, ...(state !== undefined && { state }) });

    expect(last.exit).toBe(0);
    for (const [stream, { ids }] of Object.entries(account.truth({ streams: names }))) {
      const held = new Set([...runs, last].flatMap((run) => keys(run, stream)));
      expect([...held].sort(), stream).toEqual([...ids].sort());
    }
    await account.close();
  });

  test('with SIGTERM it leaves a state, INCOMPLETE and 143 within a second', async () => {
    const account = await startSandbox({ persons: 2000, limits: { on: false }, latencyMs: 20 });
    let killedAt = 0;

    const run = await read({
      config: account.config,
      streams: ['employments', 'persons'],
      onOutput: (stdout, process) => {
        if (killedAt > 0 || stdout.length < 200_000) return;
        killedAt = Date.now();
        process.kill('SIGTERM');
      },
    });

    expect(run.exit).toBe(143);
    expect(Date.now() - killedAt).toBeLessThan(1500);
    expect(run.statuses('employments').at(-1)).toBe('INCOMPLETE');
    expect(run.states('employments').at(-1)?.recordCount).toBeDefined();
    expect(run.errors).toEqual([]);
    await account.close();
  });

  test('by a reader that goes away it ends quietly, and not with 0', async () => {
    const run = await read({
      config,
      streams: names,
      onOutput: (_, process) => process.closeStdout(),
    });

    expect(run.exit).toBe(1);
    expect(run.stderr).toBe('');
  });
});

function fitTheirSchemas(run: Run): void {
  const ajv = recordAjv();
  for (const name of names) {
    const validate = ajv.compile(readAsset(`schemas/${name}.json`) as Json);
    const misfits = run.records(name).filter((record) => !validate(record));
    expect(misfits, name).toEqual([]);
    expect(run.changes(name), name).toEqual([]);
  }
}

/** In the protocol's order, with a final state that counts the records. */
function tellTheirStatus(run: Run): void {
  for (const name of names) {
    const statuses = run.statuses(name);
    expect([statuses[0], statuses[1], statuses.at(-1)], name).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
    const counted = run.states(name).reduce((sum, { recordCount }) => sum + recordCount, 0);
    expect(counted, name).toBe(run.records(name).length);
  }
}

/** The states that a platform holds after a run, given the earlier ones. */
function merged(before: string | undefined, run: Run): string {
  const states = new Map<string, Json>();
  for (const state of [...(JSON.parse(before ?? '[]') as Json[]), ...(JSON.parse(run.stateFile) as Json[])]) {
    states.set(String(((state.stream as Json).stream_descriptor as Json).name), state);
  }
  return JSON.stringify([...states.values()]);
}
