import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { PEOPLE, PROJECTS } from './load.ts';
import { isWrite, row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const [ADA = {}, BO = {}, CY = {}] = PEOPLE;
const [MIRROR = {}, LENS = {}] = PROJECTS;
const UPSERTS = [
  { name: 'persons', mode: 'append_dedup' },
  { name: 'projects', mode: 'append_dedup' },
];

describe('states', () => {
  test('are echoed as they came, in order, with the number of rows before each', async () => {
    const odd = { sourceStats: { recordCount: 2.0 }, unknown: { kept: [1, null] } };
    const lines = [
      state('persons', 1),
      row('persons', ADA),
      row('projects', MIRROR),
      row('persons', { email: 'no.name@x.example' }),
      state('persons', 2, odd),
      state('persons', 3),
      row('persons', BO),
      state('projects', 4),
      row('persons', CY),
      state('persons', 5),
    ];
    const run = await write({ config: sandbox.config, streams: UPSERTS, lines });

    expect(run.exit, run.story).toBe(0);
    expect(run.echoed('persons')).toEqual([1, 2, 3, 5]);
    const stats = run
      .states('persons')
      .map(({ destinationStats: { recordCount, rejectedRecordCount } }) => [recordCount, rejectedRecordCount]);
    expect(stats).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
      [2, 0],
    ]);
    expect(run.states('persons')[1]).toEqual({
      ...JSON.parse(state('persons', 2, odd)).state,
      destinationStats: { recordCount: 1, rejectedRecordCount: 1 },
    });
    expect(run.states('projects')[0]?.destinationStats).toEqual({ recordCount: 1, rejectedRecordCount: 0 });
  });

  test.each([
    ['GLOBAL', { type: 'GLOBAL', global: { shared_state: { cursor: 1 }, stream_states: [] }, id: 9 }],
    ['LEGACY', { type: 'LEGACY', data: { cursor: 1 }, id: 9 }],
    ['without a type', { data: { cursor: 1 }, id: 9 }],
  ])('%s covers the rows of all streams', async (_, global) => {
    const lines = [
      row('persons', ADA),
      row('projects', MIRROR),
      JSON.stringify({ type: 'STATE', state: global }),
      row('persons', BO),
      row('projects', { project_code: 'W-7' }),
      JSON.stringify({ type: 'STATE', state: { ...global, id: 10 } }),
    ];
    const run = await write({ config: sandbox.config, streams: UPSERTS, lines });

    expect(run.exit, run.story).toBe(0);
    expect(run.states()).toEqual([
      { ...global, destinationStats: { recordCount: 2, rejectedRecordCount: 0 } },
      { ...global, id: 10, destinationStats: { recordCount: 1, rejectedRecordCount: 1 } },
    ]);
  });

  test('with the nulls of PyAirbyte, members twice, and line ends of Windows are understood', async () => {
    const data = { ...CY, _airbyte_raw_id: 'r', _airbyte_extracted_at: 't', _airbyte_meta: '{}', gender: null };
    const line = (type: string, member: string, value: unknown) =>
      `${JSON.stringify({ type, log: null, record: null, state: null, trace: null, control: null, [member]: value })}\r`;
    const lines = [
      line('RECORD', 'record', { stream: 'persons', namespace: null, data, emitted_at: 1_764_320_000, meta: null }),
      '{"type":"STATE","log":null,"record":null,"state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"persons",' +
        '"namespace":null},"stream_state":{"cursor":1}},"global_":null,"data":null,"sourceStats":{"recordCount":1.0,' +
        '"rejectedRecordCount":null},"destinationStats":null,"global_":null},"trace":null}',
      line('TRACE', 'trace', {
        type: 'STREAM_STATUS',
        emitted_at: 1,
        stream_status: { stream_descriptor: { name: 'persons', namespace: null }, status: 'COMPLETE' },
      }),
    ];
    const streams = [{ name: 'persons', mode: 'append_dedup', generation_id: 1, minimum_generation_id: 1, sync_id: 1 }];
    const run = await write({ config: sandbox.config, streams, lines });

    expect(run.exit, run.story).toBe(0);
    expect(run.outcomes('persons')).toEqual(['created']);
    expect(run.states()).toEqual([
      expect.objectContaining({ destinationStats: { recordCount: 1, rejectedRecordCount: 0 } }),
    ]);
    expect(run.logs('WARN')).toEqual([]);
    expect(sandbox.rows('persons')[0]).toMatchObject({ gender: null, first_name: 'Cy' });
  });

  test('of streams with the same name belong to their namespaces', async () => {
    const mappings = [
      { stream: 'staff', namespace: 'one', object: 'persons', operation: 'upsert' },
      { stream: 'staff', namespace: 'two', object: 'projects', operation: 'upsert' },
    ];
    const named = (namespace: string, id: number) => ({
      ...JSON.parse(state('staff', id)).state,
      stream: { stream_descriptor: { name: 'staff', namespace }, stream_state: { cursor: id } },
    });
    const lines = [
      row('staff', CY, { namespace: 'one' }),
      row('staff', LENS, { namespace: 'two' }),
      row('staff', MIRROR, { namespace: 'two' }),
      JSON.stringify({ type: 'STATE', state: named('one', 1) }),
      JSON.stringify({ type: 'STATE', state: named('two', 2) }),
    ];
    const streams = ['one', 'two'].map((namespace) => ({ name: 'staff', namespace, mode: 'append_dedup' }));
    const run = await write({ config: { ...sandbox.config, mappings }, streams, lines });

    expect(run.exit, run.story).toBe(0);
    expect(
      Object.fromEntries(run.states().map(({ id, destinationStats }) => [id, destinationStats.recordCount])),
    ).toEqual({ 1: 1, 2: 2 });
    expect([...sandbox.creations.keys()].sort()).toEqual([
      'persons:cy.sample@x.example',
      'projects:W-1',
      'projects:W-2',
    ]);
  });
});

describe('nothing is removed by', () => {
  test('overwrite: it is refused at its first record, and the other streams are written', async () => {
    await write({ config: sandbox.config, streams: UPSERTS, lines: PEOPLE.map((data) => row('persons', data)) });
    sandbox.resetRequests();
    const streams = [
      { name: 'persons', mode: 'overwrite', generation_id: 2, minimum_generation_id: 2 },
      { name: 'projects', mode: 'append_dedup' },
    ];
    const lines = [
      state('persons', 1),
      row('persons', ADA),
      state('persons', 2),
      row('projects', MIRROR),
      state('projects', 3),
    ];
    const run = await write({ config: sandbox.config, streams, lines });

    expect(run.exit, run.story).toBe(1);
    expect(run.errors.map((error) => error.failure_type)).toEqual(['config_error']);
    expect(run.errors[0]?.message).toMatch(/persons.*overwrite/);
    expect(run.echoed()).toEqual([1, 3]);
    expect(sandbox.rows('persons').length).toBe(3);
    expect(sandbox.requests.filter(isWrite).map(({ path }) => path)).toEqual(['/v2/projects']);
  });

  test('a Clear job or an empty input: states are echoed', async () => {
    const cleared = JSON.stringify({
      type: 'STATE',
      state: { type: 'STREAM', stream: { stream_descriptor: { name: 'persons' }, stream_state: null }, id: 1 },
    });
    const streams = [{ name: 'persons', mode: 'overwrite', generation_id: 3, minimum_generation_id: 3 }];
    const run = await write({ config: sandbox.config, streams, lines: [cleared] });
    expect(run.exit, run.story).toBe(0);
    expect(run.states()).toEqual([
      { ...JSON.parse(cleared).state, destinationStats: { recordCount: 0, rejectedRecordCount: 0 } },
    ]);

    const empty = await write({ config: sandbox.config, streams, lines: [] });
    expect(empty.exit, empty.story).toBe(0);
    expect(sandbox.requests.filter(isWrite)).toEqual([]);
  });

  test('overwrite with a mapping that names the operation: it is an upsert then', async () => {
    const mappings = [{ stream: 'persons', object: 'persons', operation: 'upsert' }];
    const streams = [{ name: 'persons', mode: 'overwrite' }];
    const run = await write({
      config: { ...sandbox.config, mappings },
      streams,
      lines: [row('persons', CY), state('persons', 1)],
    });
    expect(run.exit, run.story).toBe(0);
    expect(run.echoed()).toEqual([1]);
    expect(run.outcomes('persons')).toEqual(['created']);
  });
});
