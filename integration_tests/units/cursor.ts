import type { StreamState } from '../../src/airbyte/protocol.ts';
import type { SyncWindow } from '../../src/streams/partition.ts';
import { Persons } from '../../src/streams/persons.ts';
import type { Stream } from '../../src/streams/stream.ts';
import { Cursor } from '../../src/sync/cursor.ts';

export const AT = '2026-02-11T09:00:00Z';
export const LIMITS = { lookbackDays: 1 };
export const persons = new Persons();

export interface Given {
  readonly stream?: Stream;
  readonly incremental?: boolean;
  readonly at?: string;
  readonly limits?: Omit<SyncWindow, 'at'>;
  readonly generation?: number | undefined;
}

export function cursor(
  state?: StreamState,
  { stream = persons, incremental = true, at = AT, limits = LIMITS, generation }: Given = {},
) {
  // As it comes back from a file.
  return new Cursor(stream, incremental, state && JSON.parse(JSON.stringify(state)), { ...limits, at }, { generation });
}

export const unfinished = (more: StreamState = {}) => ({
  version: 1,
  updated_at: '2026-02-01T00:00:00Z',
  started_at: '2026-02-10T00:00:00Z',
  done: ['a', 'b'],
  next: [{ partition: 'c', link: '/v2/persons?cursor=c7' }],
  ...more,
});
