import type { StreamState } from '../airbyte/protocol.ts';
import type { SyncWindow } from '../streams/partition.ts';
import { sinceWithOverlap } from '../streams/partitions/ranges.ts';
import type { Stream } from '../streams/stream.ts';
import { firstOfMonth, type Instant } from '../times.ts';
import { Pass } from './pass.ts';
import { isMonthly, readState, type SavedForm, STATE_VERSION } from './saved_state.ts';
import { NOBODY, type Turn, turnState } from './turn.ts';

/** How long an unfinished full refresh can be resumed. */
const RESUMABLE_MS = 24 * 3600 * 1000;

/** In the state of a full refresh that must not be resumed: the destination may have dropped what it has written. */
const NO_GENERATION = 'none';

/**
 * What one sync of one stream has to read, and what its state may promise about written records. The state holds the
 * cursor, up to which everything was written, and the progress of the current pass. A pass that an earlier sync left
 * unfinished is completed first, as of its own start; then come the changes since.
 */
export class Cursor {
  readonly #stream: Stream;
  readonly #incremental: boolean;
  /** What to read without a state. */
  readonly #whole: SyncWindow;
  #mark: string;
  #turn: Turn;
  #startedAt: Instant;
  #pass: Pass;
  #resumed: boolean;
  /** What is known about the form of the stream's convention in this account. */
  form: SavedForm;
  /** Empty for an incremental sync: an incremental sync and a full refresh never resume each other. */
  readonly #generation: string;
  readonly #mayKeep: (link: string) => boolean;
  /** The other members of the state. */
  tracked: () => StreamState = () => ({});

  /**
   * A full refresh resumes only one of the same `generation`: with another or none, a destination that overwrites drops
   * what was written before. Links for which `mayKeep` is false stay out of the state, because they contain a secret.
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

  /** True if the cursor is ahead of the server's clock: there is nothing to read, and nothing to change. */
  get inFuture(): boolean {
    if (!this.#incremental || this.#mark === '' || this.#inDoubt) return false;
    return isMonthly(this.#stream)
      ? this.#mark > firstOfMonth(this.#whole.at)
      : sinceWithOverlap(this.#stream, this.#window()) > this.#whole.at;
  }

  /** True if a complete sync leaves the cursor where it is because the current time is in doubt. */
  get stays(): boolean {
    return this.#incremental && this.#inDoubt;
  }

  /** True if everything is to be read from the beginning: earlier records do not count. */
  get isFresh(): boolean {
    return this.#mark === '' && !this.#resumed;
  }

  /** Where the last sync left the cursor; undefined if everything is to be read. */
  get since(): string | undefined {
    return this.#mark === '' ? undefined : this.#mark;
  }

  /** Invalidates what was written: everything has to be read from the beginning. */
  forget(): void {
    this.#mark = '';
    this.#turn = NOBODY;
    this.#resumed = false;
    this.#startedAt = this.#begin();
    this.#pass = new Pass(this.#window());
  }

  /** The position in the rotation of parents. */
  get turn(): Turn {
    return this.#turn;
  }

  /** Describes what will be requested, for people. */
  get asksFor(): string {
    return this.#mark === '' ? 'everything' : `changes since ${this.#mark}`;
  }

  /**
   * The passes of this sync. Read each one before requesting the next; call `complete` with the new position of the
   * rotation once a pass was read in full. Without that call the cursor stays, and the last pass reads the changes
   * without recording its progress in the state.
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

  /** Covers everything that was written. The keys are always the same: missing values are empty text or lists. */
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
   * The time as of which a new pass reads, and to which the cursor moves. If the time is in doubt, it is the cursor
   * itself; without a cursor it is empty, and the pass is not resumed.
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
