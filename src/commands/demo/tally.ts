import type { CatalogEntry, Message } from '../../airbyte/protocol.ts';
import { scalarText } from '../../row.ts';

/** The number of records of a stream, and their keys if Personio gives them any. */
interface Truth {
  readonly count: number;
  readonly ids: readonly string[];
}

/** Counts the records of a read by stream, and keeps its states. */
export class Tally {
  records = 0;
  readonly #keys: ReadonlyMap<string, { readonly column: string; readonly seen: Set<string> }>;
  readonly #states = new Map<string, string>();

  constructor(streams: readonly CatalogEntry[]) {
    this.#keys = new Map(
      streams.map(({ name, source_defined_primary_key: [[column = 'id'] = []] }) => [
        name,
        { column, seen: new Set() },
      ]),
    );
  }

  readonly add = (line: string): void => {
    const message = JSON.parse(line) as Message | RecordMessage;
    if (message.type === 'STATE') this.#states.set(message.state.stream.stream_descriptor.name, line);
    if (message.type !== 'RECORD') return;
    const { stream, data } = message.record;
    const keys = this.#keys.get(stream);
    keys?.seen.add(scalarText(data[keys.column]));
    this.records++;
  };

  /** The last state of each stream, for the next read. */
  get states(): string {
    return [...this.#states.values()].map((line) => `${line}\n`).join('');
  }

  has(stream: string, key: string): boolean {
    return this.#keys.get(stream)?.seen.has(key) ?? false;
  }

  /** Differences from the truth by stream; none if every record arrived exactly once. */
  differences(truth: Readonly<Record<string, Truth>>): string[] {
    const expected = [...this.#keys.keys()]
      .map((name) => truth[name]?.count ?? 0)
      .reduce((sum, count) => sum + count, 0);
    const wrong = [...this.#keys].filter(([name, { seen }]) => {
      const { count, ids } = truth[name] ?? { count: 0, ids: [] };
      return seen.size !== count || ids.some((id) => !seen.has(id));
    });
    const differences = wrong.map(([name, { seen }]) => `${name}: ${seen.size} records of ${truth[name]?.count ?? 0}`);
    if (wrong.length === 0 && this.records > expected)
      differences.push(`${this.records - expected} records arrived twice`);
    return differences;
  }
}

interface RecordMessage {
  readonly type: 'RECORD';
  readonly record: { readonly stream: string; readonly data: Readonly<Record<string, unknown>> };
}
