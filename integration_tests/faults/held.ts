import type { Json, Run } from '../connector.ts';

/** The contents of a platform and of a destination that upserts by key, after some runs. */
export class Held {
  readonly #records = new Map<string, Map<string, Json>>();
  readonly #states = new Map<string, Json>();

  add(run: Run, streams: readonly string[]): void {
    for (const stream of streams) {
      const records = this.#of(stream);
      for (const record of run.records(stream)) records.set(keyOf(record), record);
    }
    for (const state of JSON.parse(run.stateFile) as Json[]) {
      this.#states.set(String(((state.stream as Json).stream_descriptor as Json).name), state);
    }
  }

  keys(stream: string): string[] {
    return [...this.#of(stream).keys()].sort();
  }

  get(stream: string, key: string): Json | undefined {
    return this.#of(stream).get(key);
  }

  get isEmpty(): boolean {
    return this.#records.size === 0;
  }

  /** The last state of each stream. */
  get states(): readonly Json[] {
    return [...this.#states.values()];
  }

  /** The file for the next run; undefined before the first one. */
  get stateFile(): string | undefined {
    return this.#states.size === 0 ? undefined : JSON.stringify(this.states);
  }

  #of(stream: string): Map<string, Json> {
    const records = this.#records.get(stream) ?? new Map<string, Json>();
    this.#records.set(stream, records);
    return records;
  }
}

export const keyOf = (record: Json): string => String(record.record_key ?? record.id);
