import { type Awaits, type Brought, Reject } from './reject.ts';

/** Rows that wait for other rows are kept in memory: at most this many, and this many bytes of input. */
const MOST_ROWS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** After an arrival, rows are tried again at most this often. */
const EVERY_MS = 1000;

/** A row that waits. */
export interface Parked {
  readonly bytes: number;
  again(): void;
  /** There is no room for it. */
  refused(reject: Reject): void;
}

/** Rows that wait for a person or a project that another row may still bring. */
export class Parking {
  readonly #rows: Record<Brought, Parked[]> = { person: [], project: [] };
  #bytes = 0;
  readonly #due = new Set<Brought>();
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#rows.person.length + this.#rows.project.length;
  }

  park({ kind }: Awaits, row: Parked): void {
    if (this.size >= MOST_ROWS || this.#bytes + row.bytes > MOST_BYTES) {
      const why = `The ${kind} is not in Personio, and too many rows wait for one already.`;
      row.refused(new Reject('unknown_reference', `${why} Sync the stream that brings it first.`));
      return;
    }
    this.#bytes += row.bytes;
    this.#rows[kind].push(row);
  }

  /** Rows that wait for one of these are tried again soon. */
  arrived(kind: Brought): void {
    this.#due.add(kind);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const each of this.#due) this.#release(each);
      this.#due.clear();
    }, EVERY_MS);
  }

  /** Tries all again. */
  releaseAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
    this.#release('person');
    this.#release('project');
  }

  /** Nothing comes any more. */
  refuseAll(): void {
    for (const kind of ['person', 'project'] as const)
      for (const row of this.#rows[kind].splice(0))
        row.refused(new Reject('unknown_reference', `Personio has no such ${kind}.`));
  }

  #release(kind: Brought): void {
    const rows = this.#rows[kind];
    this.#rows[kind] = [];
    for (const row of rows) {
      this.#bytes -= row.bytes;
      row.again();
    }
  }
}
