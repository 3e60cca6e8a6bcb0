import type { StreamState } from '../airbyte/protocol.ts';
import type { SyncWindow } from '../streams/partition.ts';
import { sinceWithOverlap } from '../streams/partitions/ranges.ts';
import type { Stream } from '../streams/stream.ts';
import { firstOfMonth, type Instant } from '../times.ts';
import { Pass } from './pass.ts';
import { isMonthly, readState, type SavedForm, STATE_VERSION } from './saved_state.ts';
import { NOBODY, type Turn, turnState } from './turn.ts';

/** An unfinished full refresh can be resumed for so long. */
const RESUMABLE_MS = 24 * 3600 * 1000;

/** In the state of a full refresh that none may resume: the destination may have dropped what it has written. */
const NO_GENERATION = 'none';

/**
 * What one sync of one stream has to read, and what it may promise about what was written. The state holds the cursor,
 * up to which everything was written, and the progress of the pass that is under way. A pass that an earlier sync left
 * unfinished is finished first, as of its own beginning; then comes what changed since.
 */
export class Cursor {
  readonly #stream: Stream;
  readonly #incremental: boolean;
  /** What there is to read without a state. */
  readonly #whole: SyncWindow;
  #mark: string;
  #turn: Turn;
  #startedAt: Instant;
  #pass: Pass;
  #resumed: boolean;
  /** What is known of the form that the stream's convention has in this account. */
  form: SavedForm;
  /** Empty for an incremental sync: none resumes a full refresh, nor the other way round. */
  readonly #generation: string;
  readonly #mayKeep: (link: string) => boolean;
  /** What else the state says. */
  tracked: () => StreamState = () => ({});

  /**
   * A full refresh resumes one of the same `generation` only: with another, or none, a destination that overwrites drops
   * what was written before. Links for which `mayKeep` is false stay out of the state: there is a secret in them.
   */
  constructor(
    stream: Stream,
    incremental: boolean,
    state: StreamState | undefined,
    window: SyncWindow,
    { generation, mayKeep = () => true }: { generation?: number | undefined; mayKeep?: (link: string) => boolean } = {},
  ) {
    this.#mayKeep = mayKeep;
    this.#stream = stream;
    this.#incremental = incremental && stream.cursorField !== undefined;
    this.#whole = window;
    const saved = readState(stream, state);
    this.#generation = this.#incremental ? '' : String(generation ?? NO_GENERATION);
    const recent = !this.#inDoubt && Date.parse(window.at) - Date.parse(saved.startedAt) < RESUMABLE_MS;
    const usable =
      saved.generation === this.#generation && this.#generation !== NO_GENERATION && (this.#incremental || recent);
    this.#mark = this.#incremental ? saved.mark : '';
    this.#turn = this.#incremental ? saved.turn : NOBODY;
    this.form = saved.form;
    this.#resumed = usable && saved.done.length + saved.next.length > 0;
    this.#startedAt = this.#resumed ? saved.startedAt : this.#begin();
    this.#pass = this.#resumed ? new Pass(this.#window(), saved.done, saved.next) : new Pass(this.#window());
  }

  /** True if the cursor lies ahead of the server's clock: there is nothing to read, and nothing to change. */
  get inFuture(): boolean {
    if (!this.#incremental || this.#mark === '' || this.#inDoubt) return false;
    return isMonthly(this.#stream)
      ? this.#mark > firstOfMonth(this.#whole.at)
      : sinceWithOverlap(this.#stream, this.#window()) > this.#whole.at;
  }

  /** True if a complete sync leaves the cursor where it is, because nobody knows what time it is. */
  get stays(): boolean {
    return this.#incremental && this.#inDoubt;
  }

  /** True if everything is to be read, from its beginning: nothing that was written before counts. */
  get isFresh(): boolean {
    return this.#mark === '' && !this.#resumed;
  }

  /** Where the last sync left the cursor; undefined where everything is to be read. */
  get since(): string | undefined {
    return this.#mark === '' ? undefined : this.#mark;
  }

  /** Nothing that was written counts: everything has to be read, from its beginning. */
  forget(): void {
    this.#mark = '';
    this.#turn = NOBODY;
    this.#resumed = false;
    this.#startedAt = this.#begin();
    this.#pass = new Pass(this.#window());
  }

  /** Where the turn stands at which parents are visited. */
  get turn(): Turn {
    return this.#turn;
  }

  /** What will be asked for, for people. */
  get asksFor(): string {
    return this.#mark === '' ? 'everything' : `changes since ${this.#mark}`;
  }

  /**
   * The passes of this sync. Each must be read before the next is asked for; say `complete` when it was read in full, with
   * where the turn stands then.
   * Without that the cursor stays, and the last pass reads what changed without a trace in the state.
   */
  *passes(): Generator<{ pass: Pass; complete: (turn?: Turn) => void }> {
    const unfinished = this.#pass;
    let completed = false;
    yield {
      pass: unfinished,
      complete: (turn) => {
        completed = true;
        this.#complete(turn);
      },
    };
    if (!this.#incremental || !this.#resumed) return;
    if (!completed) {
      yield {
        pass: new Pass({ ...this.#window(), since: this.#markOf(this.#startedAt), at: this.#whole.at }),
        complete: () => {},
      };
      return;
    }
    this.#startedAt = this.#begin();
    this.#pass = new Pass(this.#window());
    yield { pass: this.#pass, complete: (turn) => this.#complete(turn) };
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
      ...(this.#stream.parent?.watch && turnState(this.#turn)),
      ...(this.#stream.convention && { [this.#stream.convention.key]: this.form }),
      ...this.tracked(),
      done,
      next: next.filter(({ link }) => this.#mayKeep(link)),
    };
  }

  #complete(turn = NOBODY): void {
    if (this.#incremental) this.#mark = this.#markOf(this.#startedAt);
    this.#turn = turn;
    this.#pass = new Pass(this.#window());
  }

  get #inDoubt(): boolean {
    return this.#whole.latest !== undefined;
  }

  /**
   * As of when a new pass is: that is where the cursor moves. If the time is in doubt, it is as of the cursor itself; of
   * nothing, and so not resumed, where there is none.
   */
  #begin(): Instant {
    if (!this.#inDoubt) return this.#whole.at;
    return this.#mark !== '' && isMonthly(this.#stream) ? `${this.#mark}T00:00:00Z` : this.#mark;
  }

  #markOf(at: Instant): string {
    return at !== '' && isMonthly(this.#stream) ? firstOfMonth(at) : at;
  }

  #window(): SyncWindow {
    const at = this.#startedAt || this.#whole.at;
    return { ...this.#whole, at, ...(this.#mark !== '' && { since: this.#mark }) };
  }
}
