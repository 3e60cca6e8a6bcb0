import { type Brought, Reject } from './reject.ts';

/** Rows that wait for other rows are kept in memory: at most this many, and this many bytes of input. */
const MOST_ROWS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** After an arrival, rows are tried again at most this often. */
const EVERY_MS = 1000;

/** What a row can wait for: another row, or that lists show what an earlier run has created. */
export type Awaited = Brought | 'lists';

/** A row that waits. */
export interface Parked {
  readonly bytes: number;
  /** Other rows may wait for what it brings. */
  readonly brings: boolean;
  again(): void;
  /** There is no room for it, or nothing comes any more. */
  refused(reject: Reject): void;
}

/** Rows that wait. */
export class Parking {
  readonly #rows: Record<Awaited, Parked[]> = { person: [], project: [], lists: [] };
  #bytes = 0;
  readonly #due = new Set<Brought>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  get size(): number {
    return Object.values(this.#rows).reduce((sum, { length }) => sum + length, 0);
  }

  hasRoom(bytes: number): boolean {
    return this.size < MOST_ROWS && this.#bytes + bytes <= MOST_BYTES;
  }

  /** Half of the room is used. */
  get isCrowded(): boolean {
    return 2 * this.size >= MOST_ROWS || 2 * this.#bytes >= MOST_BYTES;
  }

  /** There has to be room. */
  park(kind: Awaited, row: Parked): void {
    this.#bytes += row.bytes;
    this.#rows[kind].push(row);
  }

  /** Rows that wait for one of these are tried again soon. */
  arrived(kind: Brought): void {
    if (this.#isStopped) return;
    this.#due.add(kind);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const each of this.#due) this.#release(each, () => true);
      this.#due.clear();
    }, EVERY_MS);
  }

  /** From now on, no row is tried again unless it is released. */
  stop(): void {
    this.#isStopped = true;
    this.#forgetDue();
  }

  /** Tries again those that others may wait for, or all. */
  release(which: 'bringing' | 'all'): void {
    this.#forgetDue();
    for (const kind of ['person', 'project', 'lists'] as const)
      this.#release(kind, ({ brings }) => brings || which === 'all');
  }

  /** Nothing comes any more. */
  refuseAll(): void {
    for (const kind of ['person', 'project', 'lists'] as const)
      for (const row of this.#rows[kind].splice(0)) row.refused(missing(kind));
  }

  #forgetDue(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
  }

  #release(kind: Awaited, isWanted: (row: Parked) => boolean): void {
    const rows = this.#rows[kind];
    this.#rows[kind] = rows.filter((row) => !isWanted(row));
    for (const row of rows.filter(isWanted)) {
      this.#bytes -= row.bytes;
      row.again();
    }
  }
}

const missing = (kind: Awaited): Reject =>
  new Reject('unknown_reference', kind === 'lists' ? 'Personio does not have it.' : `Personio has no such ${kind}.`);
