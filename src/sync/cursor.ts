import type { StreamState } from '../airbyte/protocol.ts';
import { ConnectorError } from '../errors.ts';
import { isObject } from '../row.ts';
import { type SyncWindow, sinceWithOverlap } from '../streams/partitions.ts';
import type { Stream } from '../streams/stream.ts';
import { type Instant, isDay, isTimestamp, toInstant, toTimestamp } from '../times.ts';

export const STATE_VERSION = 1;
/** An unfinished full refresh can be resumed for so long. */
const RESUMABLE_MS = 24 * 3600 * 1000;

/** In the state of a full refresh that none may resume: the destination may have dropped what it has written. */
const NO_GENERATION = 'none';

/** What the configuration says of every sync. */
export type Limits = Omit<SyncWindow, 'since' | 'at'>;

/**
 * One way through a stream: from its partitions it hands out, it remembers which are done and where the others stand.
 * What it remembers goes into the state.
 */
export class Pass {
  readonly want: SyncWindow;
  readonly #done: Set<string>;
  readonly #links: Map<string, string>;

  constructor(want: SyncWindow, done: Iterable<string> = [], links: Iterable<readonly [string, string]> = []) {
    this.want = want;
    this.#done = new Set(done);
    this.#links = new Map(links);
  }

  isDone(key: string): boolean {
    return this.#done.has(key);
  }

  /** Where to go on in this partition. */
  link(key: string): string | undefined {
    return this.#links.get(key);
  }

  /** A page was written; the next one is behind this link. */
  moved(key: string, link: string): void {
    this.#links.set(key, link);
  }

  /** What was written since the pass stood there does not count. */
  rewind(link: string | undefined): void {
    if (link === undefined) this.#links.delete('');
    else this.#links.set('', link);
  }

  /** All of the partition was written. */
  finished(key: string): void {
    this.#links.delete(key);
    this.#done.add(key);
  }

  get progress() {
    return { done: [...this.#done], next: [...this.#links].map(([partition, link]) => ({ partition, link })) };
  }
}

/**
 * What one sync of one stream has to read, and what it may promise about what was written. The state holds the cursor,
 * up to which everything was written, and the progress of the pass that is under way. A pass that an earlier sync left
 * unfinished is finished first, as of its own beginning; then comes what changed since.
 */
export class Cursor {
  readonly #stream: Stream;
  readonly #incremental: boolean;
  readonly #at: Instant;
  readonly #limits: Limits;
  #mark: string;
  #startedAt: Instant;
  #pass: Pass;
  readonly #resumed: boolean;
  /** Empty for an incremental sync: none resumes a full refresh, nor the other way round. */
  readonly #generation: string;
  readonly #mayKeep: (link: string) => boolean;

  /**
   * A full refresh resumes one of the same `generation` only: with another, or none, a destination that overwrites drops
   * what was written before. Links for which `mayKeep` is false stay out of the state: there is a secret in them.
   */
  constructor(
    stream: Stream,
    incremental: boolean,
    state: StreamState | undefined,
    at: Instant,
    limits: Limits,
    { generation, mayKeep = () => true }: CursorOptions = {},
  ) {
    this.#mayKeep = mayKeep;
    this.#stream = stream;
    this.#incremental = incremental && stream.cursorField !== undefined;
    this.#at = at;
    this.#limits = limits;
    const saved = readState(stream, state);
    this.#generation = this.#incremental ? '' : String(generation ?? NO_GENERATION);
    const recent = !this.#inDoubt && Date.parse(at) - Date.parse(saved.startedAt) < RESUMABLE_MS;
    const usable =
      saved.generation === this.#generation && this.#generation !== NO_GENERATION && (this.#incremental || recent);
    this.#mark = this.#incremental ? saved.mark : '';
    this.#resumed = usable && saved.done.length + saved.next.length > 0;
    this.#startedAt = this.#resumed ? saved.startedAt : this.#begin();
    this.#pass = this.#resumed ? new Pass(this.#want(), saved.done, saved.next) : new Pass(this.#want());
  }

  /** True if the cursor lies ahead of the server's clock: there is nothing to read, and nothing to change. */
  get inFuture(): boolean {
    if (!this.#incremental || this.#mark === '' || this.#inDoubt) return false;
    return this.#stream.months
      ? this.#mark > this.#at.slice(0, 7)
      : sinceWithOverlap(this.#stream, this.#want()) > this.#at;
  }

  /** True if a complete sync leaves the cursor where it is, because nobody knows what time it is. */
  get stays(): boolean {
    return this.#incremental && this.#inDoubt;
  }

  /** What will be asked for, for people. */
  get asksFor(): string {
    return this.#mark === '' ? 'everything' : `changes since ${this.#mark}`;
  }

  /**
   * The passes of this sync. Each must be read before the next is asked for; say `complete` when it was read in full.
   * Without that the cursor stays, and the last pass reads what changed without a trace in the state.
   */
  *passes(): Generator<{ pass: Pass; complete: () => void }> {
    const unfinished = this.#pass;
    let completed = false;
    yield {
      pass: unfinished,
      complete: () => {
        completed = true;
        this.#complete();
      },
    };
    if (!this.#incremental || !this.#resumed) return;
    if (!completed) {
      yield {
        pass: new Pass({ ...this.#want(), since: this.#markOf(this.#startedAt), at: this.#at }),
        complete: () => {},
      };
      return;
    }
    this.#startedAt = this.#begin();
    this.#pass = new Pass(this.#want());
    yield { pass: this.#pass, complete: () => this.#complete() };
  }

  /** True of everything that was written. A fixed set of keys; empty text and lists instead of nothing. */
  get state(): StreamState {
    const field = this.#stream.cursorField;
    const { done, next } = this.#pass.progress;
    return {
      version: STATE_VERSION,
      ...(field !== undefined && { [field]: this.#mark }),
      started_at: this.#startedAt,
      generation_id: this.#generation,
      done,
      next: next.filter(({ link }) => this.#mayKeep(link)),
    };
  }

  #complete(): void {
    if (this.#incremental) this.#mark = this.#markOf(this.#startedAt);
    this.#pass = new Pass(this.#want());
  }

  get #inDoubt(): boolean {
    return this.#limits.latest !== undefined;
  }

  /**
   * As of when a new pass is: that is where the cursor moves. If the time is in doubt, it is as of the cursor itself; of
   * nothing, and so not resumed, where there is none.
   */
  #begin(): Instant {
    if (!this.#inDoubt) return this.#at;
    return this.#mark !== '' && this.#stream.months ? `${this.#mark}-01T00:00:00Z` : this.#mark;
  }

  #markOf(at: Instant): string {
    return this.#stream.months ? at.slice(0, 7) : at;
  }

  #want(): SyncWindow {
    const at = this.#startedAt === '' ? this.#at : this.#startedAt;
    return { ...this.#limits, at, ...(this.#mark !== '' && { since: this.#mark }) };
  }
}

export interface CursorOptions {
  readonly generation?: number | undefined;
  readonly mayKeep?: (link: string) => boolean;
}

interface SavedState {
  readonly mark: string;
  readonly startedAt: Instant;
  readonly generation: string;
  readonly done: readonly string[];
  readonly next: readonly (readonly [string, string])[];
}

/** True for a state that neither we nor Airbyte's own markers account for. */
export function isForeign(state: StreamState | undefined, { cursorField }: Stream): boolean {
  const names = Object.keys(state ?? {}).filter((name) => name !== 'version');
  const known = ['started_at', 'generation_id', 'done', 'next', cursorField];
  return names.length > 0 && !names.some((name) => known.includes(name) || name.startsWith('__ab_'));
}

/** Reads a state of ours, or one that a person wrote with a version and a cursor only. */
function readState(stream: Stream, state: StreamState | undefined): SavedState {
  const version = state?.version ?? STATE_VERSION;
  if (version !== STATE_VERSION) {
    throw new ConnectorError(
      'config_error',
      `${stream.name}: its state was written by another version of the connector (${String(version)}). Use that version, or reset the stream.`,
    );
  }
  const mark = stream.cursorField === undefined ? '' : (state?.[stream.cursorField] ?? '');
  const startedAt = state?.started_at ?? '';
  const generation = state?.generation_id ?? '';
  const done = state?.done ?? [];
  const next = state?.next ?? [];
  const valid =
    typeof mark === 'string' &&
    (mark === '' ||
      (stream.months ? /^\d{4}-(?:0[1-9]|1[0-2])/.test(mark) : isDay(mark) || isTimestamp(toTimestamp(mark)))) &&
    typeof startedAt === 'string' &&
    (startedAt === '' || isTimestamp(startedAt)) &&
    Array.isArray(done) &&
    done.every((key) => typeof key === 'string') &&
    Array.isArray(next) &&
    next.every((entry) => isObject(entry) && typeof entry.partition === 'string' && typeof entry.link === 'string');
  if (!valid) {
    throw new ConnectorError(
      'config_error',
      `${stream.name}: its state cannot be read. Reset the stream to read it afresh.`,
    );
  }
  // Progress without its beginning belongs to nothing.
  const usable = startedAt !== '';
  return {
    mark: mark === '' || stream.months ? mark.slice(0, 7) : toInstant(Date.parse(toTimestamp(mark))),
    startedAt: usable ? toInstant(Date.parse(startedAt)) : '',
    generation: String(generation),
    done: usable ? done : [],
    next: usable ? next.map(({ partition, link }) => [partition, link] as const) : [],
  };
}
