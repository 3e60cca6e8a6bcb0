import type { Api, Watcher } from '../http/client.ts';
import type { Page, Partition } from '../streams/partition.ts';
import type { Stream } from '../streams/stream.ts';

/** So many pages of a list are held for the streams that read it together: nobody waits for one that is further behind. */
const HELD_PAGES = 4;

/** One list, read once: the pages that were read last, for those who have not had them yet. */
class SharedList {
  readonly #pages: AsyncGenerator<Page>;
  readonly #held: Promise<IteratorResult<Page>>[] = [];
  #firstHeld = 0;
  #failed = false;

  constructor(pages: AsyncGenerator<Page>) {
    this.#pages = pages;
  }

  /** True while a stream can join at the beginning. */
  get canBeJoined(): boolean {
    return this.#firstHeld === 0 && !this.#failed;
  }

  /** The page of that number, from 0. Undefined for one that is no longer held. */
  page(number: number): Promise<IteratorResult<Page>> | undefined {
    if (number < this.#firstHeld) return undefined;
    const next = number - this.#firstHeld;
    if (next === this.#held.length) {
      const page = this.#pages.next();
      // Each who asks for it gets the error.
      page.catch(() => {
        this.#failed = true;
      });
      this.#held.push(page);
      if (this.#held.length > HELD_PAGES) {
        this.#held.shift();
        this.#firstHeld++;
      }
    }
    return this.#held[number - this.#firstHeld];
  }
}

/**
 * The lists of parents of one sync. Streams that start at the beginning of the same list share one reading of it. A stream
 * that falls further behind than the pages that are held lists for itself from there; one that stops disturbs no other.
 */
export class SharedLists {
  readonly #api: Api;
  readonly #lists = new Map<string, SharedList>();
  readonly #waiting = new Set<Watcher>();

  /**
   * `open` makes the api of the shared readings: it lives as long as the sync. All who wait are told of its waits; its
   * requests count for the first of them.
   */
  constructor(open: (watcher: Watcher) => Api) {
    this.#api = open({
      sent: () => this.#first?.sent(),
      retried: (reason) => this.#first?.retried(reason),
      paused: (until) => {
        for (const { paused } of this.#waiting) paused(until);
      },
    });
  }

  /** The pages of a list from its beginning. Their rows are shared: nobody may change them. */
  async *pages(stream: Stream, partition: Partition, api: Api, watcher: Watcher): AsyncGenerator<Page> {
    const list = this.#list(stream, partition);
    let link: string | undefined;
    for (let number = 0; ; number++) {
      const page = list.page(number);
      if (!page) {
        yield* stream.pages(api, partition, link);
        return;
      }
      const { value, done } = await this.#watched(page, watcher);
      if (done) return;
      link = value.next;
      yield value;
    }
  }

  get #first(): Watcher | undefined {
    return this.#waiting.values().next().value;
  }

  async #watched<T>(page: Promise<T>, watcher: Watcher): Promise<T> {
    this.#waiting.add(watcher);
    try {
      return await page;
    } finally {
      this.#waiting.delete(watcher);
    }
  }

  #list(stream: Stream, partition: Partition): SharedList {
    const { path, query, range } = partition;
    const name = JSON.stringify([path, query, range]);
    let list = this.#lists.get(name);
    if (!list?.canBeJoined) {
      list = new SharedList(stream.pages(this.#api, partition));
      this.#lists.set(name, list);
    }
    return list;
  }
}
