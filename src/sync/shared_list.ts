import { type Api, type Watcher, withPatience } from '../http/api.ts';
import type { Page } from '../streams/partition.ts';

/** A shared list is always less than this many pages ahead of its slowest reader. */
const PAGES_AHEAD = 2;
/** A stream that delays the others for longer lists for itself: it waits for a limit, or its server is in trouble. */
const PATIENCE_MS = 10_000;

/** The position of a reader in a shared list. */
interface Place {
  /** The page that it requested last, from 0. */
  page: number;
  readonly watcher: Watcher;
}

/** One list, read once. */
export class SharedList {
  readonly #pages: AsyncGenerator<Page>;
  readonly #held: Promise<IteratorResult<Page>>[] = [];
  #firstHeld = 0;
  #failed = false;
  readonly #coming: Set<string>;
  readonly #places = new Set<Place>();
  readonly #waiting = new Set<Place>();
  #moved = Promise.withResolvers<void>();

  /**
   * `open` makes the api of the list. All readers that wait for a page are told about its pauses; its requests count
   * for the first of them. Its beginning is kept for the streams that are `coming`.
   */
  constructor(open: (watcher: Watcher) => Api, list: (api: Api) => AsyncGenerator<Page>, coming: Set<string>) {
    const first = () => this.#waiting.values().next().value?.watcher;
    const api = open({
      sent: () => first()?.sent(),
      retried: (reason) => first()?.retried(reason),
      paused: (until) => {
        for (const { watcher } of this.#waiting) watcher.paused(until);
      },
    });
    // Each reader has its own patience, and its own ways around a broken record.
    this.#pages = list(withPatience(api, { divisible: true }));
    this.#coming = coming;
  }

  /** True while the list can be read from its beginning. */
  get canBeJoined(): boolean {
    return this.#firstHeld === 0 && !this.#failed;
  }

  join(watcher: Watcher): Place {
    const place = { page: -1, watcher };
    this.#places.add(place);
    return place;
  }

  leave(place: Place): void {
    this.#places.delete(place);
    this.announce();
  }

  /** The next page, as soon as the slowest reader is near. Undefined for a reader that was left behind. */
  async next(place: Place, signal: AbortSignal): Promise<IteratorResult<Page> | undefined> {
    // Nobody would handle a failure of such a request.
    signal.throwIfAborted();
    this.#waiting.add(place);
    return await orAborted(this.#next(place), signal).finally(() => this.#waiting.delete(place));
  }

  async #next(place: Place): Promise<IteratorResult<Page> | undefined> {
    place.page++;
    this.announce();
    while (this.#places.has(place) && place.page >= this.#slowest + PAGES_AHEAD) {
      if (!(await this.#isMoving())) this.#leaveSlowest();
    }
    return this.#places.has(place) ? await this.#held[this.#indexOf(place.page)] : undefined;
  }

  get #slowest(): number {
    return this.#coming.size > 0 ? -1 : Math.min(...[...this.#places].map(({ page }) => page));
  }

  #indexOf(number: number): number {
    while (this.#firstHeld < this.#slowest) {
      this.#held.shift();
      this.#firstHeld++;
    }
    const index = number - this.#firstHeld;
    if (index === this.#held.length) {
      const page = this.#pages.next();
      // Each reader that requests it gets the error.
      page.catch(() => {
        this.#failed = true;
      });
      this.#held.push(page);
    }
    return index;
  }

  #leaveSlowest(): void {
    const slowest = this.#slowest;
    this.#coming.clear();
    for (const place of this.#places) if (place.page === slowest) this.#places.delete(place);
    // All waiting readers look again before they drop another one.
    this.announce();
  }

  /** A reader moved, or a stream is no longer coming. */
  announce(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  /** False if no reader moves for too long. */
  #isMoving(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      void this.#moved.promise.then(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}

/** Rejects as soon as the signal aborts. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
