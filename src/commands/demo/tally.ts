import type { CatalogEntry, Message } from '../../airbyte/protocol.ts';
import { scalarText } from '../../row.ts';

/** The number of records of a stream, and their keys if Personio gives them any. */
interface Truth {
  readonly count: number;
  readonly ids: readonly string[];
}

/** The records of a read, counted by stream. */
export class Tally {
  records = 0;
  readonly #keys: ReadonlyMap<string, { readonly column: string; readonly seen: Set<string> }>;

  constructor(streams: readonly CatalogEntry[], lines: readonly string[]) {
    this.#keys = new Map(
      streams.map(({ name, source_defined_primary_key: [[column = 'id'] = []] }) => [
        name,
        { column, seen: new Set() },
      ]),
    );
    for (const line of lines) {
      const message = JSON.parse(line) as Message | RecordMessage;
      if (message.type !== 'RECORD') continue;
      const { stream, data } = message.record;
      const keys = this.#keys.get(stream);
      keys?.seen.add(scalarText(data[keys.column]));
      this.records++;
    }
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
