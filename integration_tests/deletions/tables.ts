import { cursorOf, DELETED_AT } from '../../src/account/change_columns.ts';
import type { Message, StreamState } from '../../src/airbyte/protocol.ts';
import { allStreams } from '../../src/streams/index.ts';
import type { Stream } from '../../src/streams/stream.ts';
import type { Json } from '../connector.ts';

export const STREAMS: ReadonlyMap<string, Stream> = new Map(allStreams().map((stream) => [stream.name, stream]));

export function streamNamed(name: string): Stream {
  const stream = STREAMS.get(name);
  if (!stream) throw new Error(`There is no stream ${name}.`);
  return stream;
}

export const keyOf = (stream: string, record: Json): string => String(record[streamNamed(stream).primaryKey]);

export const isTombstone = (record: Json): boolean => (record[DELETED_AT] ?? undefined) !== undefined;

/** The value of a column in a warehouse: null sorts first. */
export function cursorIn(stream: string, record: Json): number {
  const value = record[cursorOf(streamNamed(stream), true) ?? ''];
  return typeof value === 'string' ? Date.parse(value) : Number.NEGATIVE_INFINITY;
}

/** A table with one row per key: the one with the latest cursor, and of equal ones the last to arrive. */
class Deduplicated {
  readonly #rows = new Map<string, Map<string, Json>>();
  readonly #deletes: boolean;

  /** Without `deletes` a tombstone replaces the row, like any other record. */
  constructor(deletes: boolean) {
    this.#deletes = deletes;
  }

  rows(stream: string): ReadonlyMap<string, Json> {
    return this.#rows.get(stream) ?? new Map();
  }

  /** First among themselves, then into the table. */
  merge(stream: string, records: readonly Json[]): void {
    const rows = this.#rows.get(stream) ?? new Map<string, Json>();
    this.#rows.set(stream, rows);
    for (const [key, record] of latest(stream, records)) {
      const row = rows.get(key);
      if (row && cursorIn(stream, row) > cursorIn(stream, record)) continue;
      if (this.#deletes && isTombstone(record)) rows.delete(key);
      else rows.set(key, record);
    }
  }
}

/** A table of everything that ever came; queried by key as the documentation shows. */
class Appended {
  readonly #records = new Map<string, Json[]>();

  rows(stream: string): ReadonlyMap<string, Json> {
    return latest(stream, this.#records.get(stream) ?? []);
  }

  merge(stream: string, records: readonly Json[]): void {
    this.#records.set(stream, [...(this.#records.get(stream) ?? []), ...records]);
  }
}

function latest(stream: string, records: readonly Json[]): Map<string, Json> {
  const rows = new Map<string, Json>();
  for (const record of records) {
    const key = keyOf(stream, record);
    const other = rows.get(key);
    if (!other || cursorIn(stream, other) <= cursorIn(stream, record)) rows.set(key, record);
  }
  return rows;
}

/** What a run has brought for one stream. */
export interface Delivery {
  readonly stream: string;
  readonly records: readonly Json[];
  /** Those that came after the last state. */
  readonly unclaimed: readonly Json[];
  readonly before: StreamState | undefined;
  readonly after: StreamState | undefined;
}

/** How much of a run is kept: each line or, for a run that died, only what a state covers. */
export type Keeps = 'every line' | 'what a state covers';

/** A platform's states, and three destinations: one that deletes, one that blanks and one that appends. */
export class Warehouse {
  readonly hard = new Deduplicated(true);
  readonly soft = new Deduplicated(false);
  readonly appended = new Appended();
  readonly #states = new Map<string, Json>();

  /** The state file for the next run. */
  get state(): string {
    return JSON.stringify([...this.#states.values()]);
  }

  /** For every stream that is named. */
  take(stdout: string, names: readonly string[], keeps: Keeps): Delivery[] {
    const claimed = new Map<string, Json[]>();
    const pending = new Map<string, Json[]>();
    const before = new Map(names.map((name) => [name, this.#stateOf(name)]));
    for (const message of messagesIn(stdout)) {
      if (message.type === 'RECORD') {
        const { stream, data } = message.record;
        pending.set(stream, [...(pending.get(stream) ?? []), data]);
      } else if (message.type === 'STATE') {
        const { name } = message.state.stream.stream_descriptor;
        claimed.set(name, [...(claimed.get(name) ?? []), ...(pending.get(name) ?? [])]);
        pending.delete(name);
        this.#states.set(name, message.state as unknown as Json);
      }
    }
    return names.map((stream) => {
      const unclaimed = keeps === 'every line' ? (pending.get(stream) ?? []) : [];
      const records = [...(claimed.get(stream) ?? []), ...unclaimed];
      for (const table of [this.hard, this.soft, this.appended]) table.merge(stream, records);
      return { stream, records, unclaimed, before: before.get(stream), after: this.#stateOf(stream) };
    });
  }

  /** The user resets a stream: it is read from the beginning, on top of the existing rows. */
  reset(stream: string): void {
    this.#states.delete(stream);
  }

  #stateOf(stream: string): StreamState | undefined {
    const state = this.#states.get(stream) as { stream?: { stream_state: StreamState } } | undefined;
    return state?.stream?.stream_state;
  }
}

type AnyMessage = Message | { type: 'RECORD'; record: { stream: string; data: Json } };

/** The whole lines of a run. */
export const messagesIn = (stdout: string): AnyMessage[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AnyMessage);
