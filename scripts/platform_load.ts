// What the Airbyte platform hands to a destination, and what it has to get back.
import assert from 'node:assert/strict';
import type { Json, Run } from '../integration_tests/connector.ts';
import type { Sandbox } from '../sandbox/server.ts';

/** A stream of the catalog, with every member that the platform knows. */
function configured(name: string, mode: string, more: Json): Json {
  return {
    stream: {
      name,
      namespace: null,
      json_schema: { type: 'object', additionalProperties: true, properties: { email: { type: ['null', 'string'] } } },
      supported_sync_modes: ['full_refresh', 'incremental'],
      source_defined_cursor: null,
      default_cursor_field: null,
      source_defined_primary_key: null,
      is_resumable: null,
      is_file_based: false,
    },
    sync_mode: 'incremental',
    destination_sync_mode: mode,
    cursor_field: null,
    primary_key: null,
    generation_id: 3,
    minimum_generation_id: 0,
    sync_id: 42,
    include_files: false,
    destination_object_name: null,
    ...more,
  };
}

/** A stream that goes into an object by its matching key, one that is found by its name, and one of a Clear job. */
export const CATALOG = {
  streams: [
    configured('crm_hires', 'append_dedup', { destination_object_name: 'persons', primary_key: [['email']] }),
    configured('projects', 'append', {}),
    configured('absence_periods', 'overwrite', { generation_id: 4, minimum_generation_id: 4 }),
  ],
};

const record = (stream: string, data: Json): string =>
  JSON.stringify({ type: 'RECORD', record: { stream, data, emitted_at: 1_764_320_000_000 } });

/** The count has a decimal point, as the protocol advises. */
function state(stream: string, id: number, records: number, streamState: unknown): string {
  const stats = `{"recordCount":${records}.0}`;
  const descriptor = JSON.stringify({ stream_descriptor: { name: stream }, stream_state: streamState });
  return `{"type":"STATE","state":{"type":"STREAM","stream":${descriptor},"sourceStats":${stats},"id":${id}}}`;
}

function complete(stream: string): string {
  const status = { stream_descriptor: { name: stream }, status: 'COMPLETE' };
  return JSON.stringify({
    type: 'TRACE',
    trace: { type: 'STREAM_STATUS', emitted_at: 1_764_320_009_000, stream_status: status },
  });
}

/** Streams take turns. One row is rejected, and without a report it has to come again. */
export const INPUT = `${[
  record('crm_hires', { email: 'ada.sample@x.example', first_name: 'Ada', last_name: 'Sample', status: null }),
  record('projects', { project_code: 'W-1', name: 'Mirror' }),
  record('crm_hires', { email: 'bo.sample@x.example', first_name: 'Bo', last_name: 'Sample' }),
  state('crm_hires', 1, 2, { cursor: '2026-01-01' }),
  record('projects', { project_code: 'W-2', name: 'Lens' }),
  state('projects', 2, 2, { cursor: 7 }),
  record('crm_hires', { email: null, first_name: 'Cy', last_name: 'Sample' }),
  state('crm_hires', 3, 1, { cursor: '2026-01-02' }),
  state('absence_periods', 4, 0, null),
  ...['absence_periods', 'crm_hires', 'projects'].map(complete),
].join('\n')}\n`;

/** Each row is there once, and every state came back that no row has to be sent for again. */
export function assertLoaded(output: Run, account: Sandbox): void {
  const echoed = output.messages.flatMap((message) => (message.type === 'STATE' ? [message.state] : []));
  const back = (stream: string) =>
    (echoed as unknown as Json[]).filter((each) => JSON.stringify(each.stream).includes(`"name":"${stream}"`));
  const both = { recordCount: 2, rejectedRecordCount: 0 };
  const none = { recordCount: 0, rejectedRecordCount: 0 };
  assert.deepEqual(back('crm_hires'), [echo('crm_hires', 1, 2, { cursor: '2026-01-01' }, both)]);
  assert.deepEqual(back('projects'), [echo('projects', 2, 2, { cursor: 7 }, both)]);
  assert.deepEqual(back('absence_periods'), [echo('absence_periods', 4, 0, null, none)]);
  assert.deepEqual(Object.fromEntries(account.creations), {
    'persons:ada.sample@x.example': 1,
    'persons:bo.sample@x.example': 1,
    'projects:W-1': 1,
    'projects:W-2': 1,
  });
  assert.ok(output.logs('WARN').some((text) => /reject/.test(text)));
}

function echo(stream: string, id: number, records: number, streamState: unknown, destinationStats: object): unknown {
  return { ...JSON.parse(state(stream, id, records, streamState)).state, destinationStats };
}
