import { expect } from 'vitest';
import type { Json } from '../connector.ts';
import { config, type Group, type Scenario, type Step } from './scenario.ts';

const STREAMS = ['persons', 'absence_periods', 'workplaces'];
const NO_LOOKBACK = { lookback_days: 0 };

/** The second run must have understood the state: next to nothing is read again. */
const goesOn: NonNullable<Step['and']> = (run) => {
  expect(run.records('persons').length).toBeLessThan(10);
  expect(run.records('absence_periods').length).toBeLessThan(10);
};

/** A first sync, then one that gets its states in this layout. */
const layout = (name: string, written: (states: readonly Json[]) => unknown, more: Partial<Step> = {}): Scenario => ({
  name: `state: ${name}`,
  streams: STREAMS,
  config: NO_LOOKBACK,
  next: [{ config: NO_LOOKBACK, layout: written, and: goesOn, ...more }],
});

const stream = (state: Json): Json => state.stream as Json;
const nameOf = (state: Json): string => String((stream(state).stream_descriptor as Json).name);
const stateOf = (state: Json): unknown => stream(state).stream_state;
const byName = (states: readonly Json[]): Json =>
  Object.fromEntries(states.map((state) => [nameOf(state), stateOf(state)]));
const message = (state: unknown): Json => ({ type: 'STATE', state });
const global = (states: readonly Json[]): Json => ({
  type: 'GLOBAL',
  global: { shared_state: null, stream_states: states.map(stream) },
});

const camel = (state: Json): Json => ({ streamDescriptor: { name: nameOf(state) }, streamState: stateOf(state) });
const printed = (states: readonly Json[]): string => states.map((state) => JSON.stringify(message(state))).join('\n');

/** Next to nothing is read again, and the log says why the file was not used in full. */
const saidOnce =
  (level: string, words: string): NonNullable<Step['and']> =>
  (run, place) => {
    goesOn(run, place);
    expect(run.logs(level).filter((text) => text.includes(words))).toHaveLength(1);
  };

const layouts: readonly Scenario[] = [
  layout('Airbyte, a list of STREAM states', (states) => states),
  layout('Airbyte, one GLOBAL state', (states) => [global(states)]),
  layout('Airbyte, a LEGACY state', (states) => [{ type: 'LEGACY', data: byName(states) }]),
  layout('PyAirbyte, with nulls, foreign keys and global_', (states) =>
    states.map((state) => ({
      ...state,
      global: null,
      global_: null,
      data: null,
      id: null,
      stream: { ...stream(state), stream_descriptor: { name: nameOf(state), namespace: null } },
      sourceStats: { recordCount: 12, rejectedRecordCount: null },
      destinationStats: null,
    })),
  ),
  layout('Meltano, the inner parts only', (states) => states.map(stream)),
  layout('Meltano, kept under airbyte_state', (states) => ({ airbyte_state: states })),
  layout('Airbyte’s screens, in camel case', (states) => states.map(camel)),
  layout('Airbyte’s API', (states) => ({ stateType: 'stream', connectionId: 'c', streamState: states.map(camel) })),
  layout('Meltano, as it prints it', (states) => ({ singer_state: { airbyte_state: states } })),
  layout('Meltano, as its state backends keep it', (states) => ({
    completed: { singer_state: { airbyte_state: states } },
    partial: {},
  })),
  layout('Singer, as bookmarks', (states) => ({ bookmarks: byName(states), currently_syncing: null })),
  layout('Estuary, by stream name', byName),
  layout('Jitsu, one GLOBAL message', (states) => message(global(states))),
  layout('Jitsu, the raw LEGACY object', byName),
  layout('a list of texts that are JSON', (states) => states.map((state) => JSON.stringify(message(state)))),
  layout('a list of whole messages', (states) => states.map(message)),
  layout('JSON lines as the connector prints them', printed),
  layout(
    'JSON lines of which the last one is truncated',
    (states) => `${printed(states)}\n${JSON.stringify(message(states[0])).slice(0, -9)}`,
    { and: saidOnce('WARN', 'truncated') },
  ),
  layout(
    'JSON lines, one of them directly behind a partial line',
    (states) => `${JSON.stringify(message(states[0])).slice(0, -9)}${printed(states)}`,
    { and: saidOnce('WARN', 'truncated') },
  ),
  layout('JSON lines with zeros behind them', (states) => `${printed(states)}\n${'\0'.repeat(512)}`, {
    and: saidOnce('WARN', 'truncated'),
  }),
  layout('written by hand, with only the cursor', (states) => ({
    ...byName(states),
    persons: { updated_at: (byName(states).persons as Json).updated_at },
  })),
  layout(
    'with a stream that no longer exists',
    (states) => [
      ...states,
      { type: 'STREAM', stream: { stream_descriptor: { name: 'carrier_pigeons' }, stream_state: { version: 3 } } },
    ],
    { and: saidOnce('INFO', 'carrier_pigeons') },
  ),
  layout('with an empty namespace', (states) =>
    states.map((state) => ({
      type: 'STREAM',
      stream: { ...stream(state), stream_descriptor: { name: nameOf(state), namespace: '' } },
    })),
  ),
];

/** A state file with nothing to resume from: everything is read. */
const empty = (name: string, state: string): Scenario => ({
  name: `state: ${name}`,
  streams: STREAMS,
  state,
  and: (run) => expect(run.records('persons')).toHaveLength(120),
});

const only = (name: string, state: unknown): string =>
  JSON.stringify([{ type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: state } }]);

const refused = (name: string, state: unknown, ...says: (string | RegExp)[]): Scenario => ({
  name: `state: ${name}`,
  streams: STREAMS,
  state: only('persons', state),
  incurable: true,
  fails: { persons: config('state', ...says) },
});

const unreadable = (name: string, state: string): Scenario => ({
  name: `state: ${name}`,
  streams: STREAMS,
  state,
  incurable: true,
  fails: { '': config('state') },
});

const states: readonly Scenario[] = [
  empty('an empty file', ''),
  empty('null', 'null'),
  empty('[]', '[]'),
  empty('{}', '{}'),
  empty('an empty state of a stream', only('persons', {})),
  empty('a null state of a stream', only('persons', null)),
  empty('Airbyte’s marker for a finished full refresh', only('persons', { __ab_full_refresh_sync_complete: true })),
  empty('Airbyte’s marker for no cursor', only('persons', { __ab_no_cursor_state_message: true })),
  {
    ...empty('one from another connector', only('persons', { last_modified: '2026-01-01T00:00:00Z' })),
    and: (run) => expect(run.logs('WARN').join('\n')).toMatch(/persons.*state/),
  },
  refused('of a newer version', { version: 99, updated_at: '2026-01-01T00:00:00Z' }, 'version', /reset/i),
  refused('of an older version', { version: 0, updated_at: '2026-01-01T00:00:00Z' }, 'version', /reset/i),
  refused('a cursor that is no time', { version: 1, updated_at: 'yesterday' }, /reset/i),
  refused('a cursor that is a number', { version: 1, updated_at: 17 }, /reset/i),
  unreadable('truncated JSON', '[{"type": "STREAM", '),
  unreadable('a number', '17'),
  unreadable(
    'a partial line',
    '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"persons"}',
  ),
  unreadable('a map of other streams', '{"carrier_pigeons": {"version": 1}}'),
  unreadable('the state of a stream without its name', '{"version": 1, "updated_at": "2026-01-01T00:00:00Z"}'),
  unreadable('an unrelated file', '{"client_id": "papi-id"}'),
  unreadable('states that are not objects', '{"persons": "2026-01-01"}'),
  {
    name: 'state: a cursor far in the future',
    streams: STREAMS,
    state: only('persons', { version: 1, updated_at: '2999-01-01T00:00:00Z' }),
    partial: true,
    and: (run) => {
      expect(run.records('persons')).toEqual([]);
      expect(run.states('persons').at(-1)?.state).toMatchObject({ version: 1, updated_at: '2999-01-01T00:00:00Z' });
      expect(run.logs('WARN').join('\n')).toContain('persons');
      expect(run.keys('absence_periods').length).toBeGreaterThan(0);
    },
  },
  {
    name: 'state: a full refresh with the state of an incremental sync',
    streams: STREAMS,
    next: [{ mode: 'full_refresh', and: (run) => expect(run.records('persons')).toHaveLength(120) }],
  },
  {
    name: 'state: two syncs with nothing in between',
    streams: STREAMS,
    next: [{}, {}],
  },
];

const configured = (name: string, more: Json = {}): Json => ({
  stream: { name, json_schema: {} },
  sync_mode: 'incremental',
  destination_sync_mode: 'append_dedup',
  ...more,
});

const catalog = (name: string, streams: readonly Json[], more: Partial<Scenario> = {}): Scenario => ({
  name: `catalog: ${name}`,
  catalog: { streams },
  ...more,
});

const WHOLE = STREAMS.map((name) => configured(name));

const catalogs: readonly Scenario[] = [
  catalog('no streams', [], { and: (run) => expect(run.stdout).not.toMatch(/"type":"(RECORD|STATE)"/) }),
  catalog('a stream that does not exist', [...WHOLE, configured('carrier_pigeons')], {
    incurable: true,
    fails: { carrier_pigeons: config('no such stream', /refresh/i) },
  }),
  catalog('a sync mode that does not exist', [...WHOLE, configured('projects', { sync_mode: 'INVALID' })], {
    incurable: true,
    fails: { projects: config('sync mode') },
  }),
  catalog('the same stream three times', [...WHOLE, configured('persons'), configured('persons')]),
  catalog('incremental for a stream that has no cursor', [configured('workplaces'), configured('org_units')]),
  catalog('a cursor and key of the user’s own', [
    configured('persons', { cursor_field: ['first_name'], primary_key: [['email', 'id', 'status']] }),
    configured('absence_periods', { cursor_field: null, primary_key: null }),
    configured('workplaces', { cursor_field: [], primary_key: [] }),
  ]),
  catalog(
    'the spelling of Airbyte’s API',
    [
      {
        stream: { name: 'persons', jsonSchema: { properties: { email: {}, first_name: {} } } },
        config: { syncMode: 'incremental', selected: true, selectedFields: [{ fieldPath: ['email'] }] },
      },
    ],
    {
      alters: true,
      and: (run) => {
        const fields = new Set(run.records('persons').flatMap((record) => Object.keys(record)));
        expect([...fields].sort()).toEqual(['email', 'id', 'updated_at']);
      },
    },
  ),
  catalog('nulls and foreign keys', [
    {
      ...configured('persons', {
        table_name: 'tbl',
        cursor_field: null,
        generation_id: null,
        minimum_generation_id: null,
        sync_id: null,
        include_files: null,
        destination_sync_mode: 'whatever',
      }),
      stream: {
        name: 'persons',
        namespace: null,
        json_schema: { type: 'object', properties: {} },
        supported_sync_modes: null,
        source_defined_cursor: null,
        default_cursor_field: null,
        is_resumable: null,
      },
    },
  ]),
  catalog('no sync mode', [{ stream: { name: 'persons', json_schema: {} } }]),
  catalog(
    'a schema without the key and with a field that does not exist',
    [
      {
        ...configured('persons'),
        stream: { name: 'persons', json_schema: { properties: { first_name: {}, shoe_size: { type: 'string' } } } },
      },
    ],
    {
      and: (run) => {
        const fields = new Set(run.records('persons').flatMap((record) => Object.keys(record)));
        expect([...fields].sort()).toEqual(['first_name', 'id', 'updated_at']);
      },
    },
  ),
  catalog(
    'unknown types',
    [
      {
        ...configured('persons'),
        stream: {
          name: 'persons',
          json_schema: {
            $ref: '#/definitions/person',
            type: 7,
            required: true,
            properties: {
              email: null,
              first_name: { $ref: '#/definitions/name' },
              status: [],
              dynamic_700102: { type: ['null', 'datetime'], required: true },
              dynamic_700103: { type: 'string', pattern: '(', enum: 'x' },
              dynamic_700104: { anyOf: [{ type: 'string' }, { type: 'null' }] },
              dynamic_700105: { type: 7, items: [{}], properties: ['a'], format: {} },
              dynamic_700106: true,
              additional_fields: 7,
            },
          },
        },
      },
    ],
    {
      and: (run) => {
        const types = (column: string) =>
          new Set(run.records('persons').flatMap(({ [column]: value }) => (value == null ? [] : [typeof value])));
        expect(types('email')).toEqual(new Set(['string']));
        expect(types('dynamic_700103')).toEqual(new Set(['string']));
        expect(types('dynamic_700104')).toEqual(new Set(['string']));
        // Without a type they are written unchanged.
        expect(types('dynamic_700106')).toEqual(new Set(['boolean']));
        expect(types('dynamic_700102').size).toBe(1);
        expect(types('dynamic_700105').size).toBe(1);
      },
    },
  ),
  {
    name: 'catalog: unrelated content',
    catalog: { type: 'CATALOG' },
    incurable: true,
    fails: { '': config('catalog', 'streams') },
  },
];

const configs: readonly Scenario[] = [
  {
    name: 'config: an address without https, in the cloud',
    env: { DEPLOYMENT_MODE: 'CLOUD' },
    incurable: true,
    fails: { '': config('https://') },
  },
  {
    name: 'config: an address with a trailing slash',
    config: ({ sandbox }) => ({ api_url: `${sandbox.url}/` }),
  },
  {
    name: 'config: pasted blanks, and null for empty fields',
    config: ({ sandbox }) => ({
      client_id: ` ${sandbox.config.client_id}\n`,
      client_secret: `${sandbox.config.client_secret} `,
      start_date: null,
      partner_id: '',
      foreign_field: [1],
    }),
  },
  {
    name: 'config: one request at a time',
    config: { max_concurrency: 1 },
    and: (_, { sandbox }) => expect(sandbox.inFlight.max).toBeLessThanOrEqual(1),
  },
  {
    name: 'config: no retries at all (retry_seconds 0)',
    config: { retry_seconds: 0 },
  },
];

export const inputs: Group = { title: 'Inputs', scenarios: [...layouts, ...states, ...catalogs, ...configs] };
