import type { Message } from '../src/airbyte/protocol.ts';
import { allStreams } from '../src/streams/index.ts';
import type { Json } from './connector.ts';

const streams = new Map(allStreams().map((stream) => [stream.name, stream]));

/** How much of a run a destination holds: each line it was given or, for a run that died, only what a state covers. */
export type Keeps = 'every line' | 'what a state covers';

/** What a platform and a destination that upserts by key hold together: the rows, and the last state of each stream. */
export class Destination {
  readonly #rows = new Map<string, Map<string, Json>>();
  readonly #states = new Map<string, unknown>();

  /** Takes in the output of a run; the last line may be torn. Throws if a state miscounts its records. */
  take(stdout: string, keeps: Keeps = 'every line'): void {
    const unclaimed = new Map<string, Json[]>();
    const pending = (stream: string): Json[] => unclaimed.get(stream) ?? [];
    for (const line of stdout.split('\n').slice(0, -1)) {
      const message = JSON.parse(line) as Message | { type: 'RECORD'; record: { stream: string; data: Json } };
      if (message.type === 'RECORD') {
        const { stream, data } = message.record;
        unclaimed.set(stream, [...pending(stream), data]);
      } else if (message.type === 'STATE') {
        const { stream, sourceStats } = message.state;
        const { name } = stream.stream_descriptor;
        const records = pending(name);
        if (sourceStats.recordCount !== records.length)
          throw new Error(`A state of ${name} counts ${sourceStats.recordCount} records of ${records.length}.`);
        this.#upsert(name, records);
        unclaimed.delete(name);
        this.#states.set(name, message.state);
      }
    }
    if (keeps === 'every line') for (const [name, records] of unclaimed) this.#upsert(name, records);
  }

  /** The state file for the next run. */
  get state(): string {
    return JSON.stringify([...this.#states.values()]);
  }

  /** The user resets a stream: it is read from the beginning, on top of the existing rows. */
  reset(stream: string): void {
    this.#states.delete(stream);
  }

  /** The next run is to replace the existing rows. */
  overwrite(): void {
    this.#rows.clear();
  }

  rows(stream: string): Json[] {
    return [...(this.#rows.get(stream)?.values() ?? [])];
  }

  keys(stream: string): string[] {
    return [...(this.#rows.get(stream)?.keys() ?? [])].sort();
  }

  /**
   * Its differences from the account's rows, member by member; rows that only the destination has are fine if they are
   * in `deleted`.
   */
  differences(stream: string, accountRows: readonly unknown[], deleted: ReadonlySet<string> = new Set()): string[] {
    const held = this.#rows.get(stream) ?? new Map<string, Json>();
    const rows = new Map(
      accountRows.map((row) => [keyOf(stream, row as Json), JSON.parse(JSON.stringify(row)) as Json]),
    );
    const missing = [...rows].flatMap(([key, row]) => difference(stream, key, row, held.get(key)));
    const invented = [...held.keys()].filter((key) => !rows.has(key) && !deleted.has(key));
    return [...missing, ...invented.map((key) => `${stream} ${key}: not in the account, and never deleted`)];
  }

  #upsert(stream: string, records: readonly Json[]): void {
    const rows = this.#rows.get(stream) ?? new Map<string, Json>();
    for (const record of records) rows.set(keyOf(stream, record), record);
    this.#rows.set(stream, rows);
  }
}

function keyOf(stream: string, record: Json): string {
  return String(record[streams.get(stream)?.primaryKey ?? 'id']);
}

/** All members of the account's row must be there unchanged, plus only the declared columns. */
function difference(stream: string, key: string, { _meta, ...sent }: Json, held: Json | undefined): string[] {
  if (held === undefined) return [`${stream} ${key}: missing`];
  const { references = [], flat = [], renamed = {} } = streams.get(stream) ?? {};
  const added = new Set([
    ...references.flatMap(({ column, key }) => [column, key]),
    ...flat.map(({ column }) => column),
  ]);
  const row = Object.fromEntries(Object.entries(sent).map(([name, value]) => [renamed[name] ?? name, value]));
  const names = new Set([...Object.keys(row), ...Object.keys(held).filter((name) => !added.has(name))]);
  return [...names]
    .map((name) => ({ name, is: JSON.stringify(held[name]), should: JSON.stringify(row[name]) }))
    .filter(({ is, should }) => is !== should)
    .map(({ name, is, should }) => `${stream} ${key}: ${name} is ${is}, in the account ${should}`);
}
