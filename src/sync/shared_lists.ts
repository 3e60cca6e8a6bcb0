import type { Api, Watcher } from '../http/api.ts';
import { copyOf } from '../row.ts';
import { isGivenUpEarly } from '../streams/failure.ts';
import type { Page, Partition } from '../streams/partition.ts';
import type { Stream } from '../streams/stream.ts';
import { SharedList } from './shared_list.ts';

/** A stream that reads a list: how it lists for itself, who observes its requests, and when it stops. */
interface Reader {
  readonly name: string;
  readonly api: Api;
  readonly watcher: Watcher;
  readonly signal: AbortSignal;
  /** It changes the rows, so it gets its own. */
  readonly changesRows?: boolean;
}

/**
 * The lists of one sync. Streams that start at the beginning of the same list share one reading of it, whether of their
 * own records or of their parents. A stream that falls behind lists for itself from there; one that stops disturbs no
 * other.
 */
export class SharedLists {
  readonly #open: (watcher: Watcher) => Api;
  readonly #lists = new Map<string, SharedList>();
  /** By list, the streams that have not decided yet where to start. */
  readonly #coming = new Map<string, Set<string>>();

  /** `open` makes an api that lives as long as the sync; `streams` are those that it reads. */
  constructor(open: (watcher: Watcher) => Api, streams: readonly Stream[]) {
    this.#open = open;
    const byList = Map.groupBy(streams, (stream) => nameOf((stream.parent?.stream ?? stream).whole()));
    for (const [name, readers] of byList)
      if (readers.length > 1) this.#coming.set(name, new Set(readers.map((reader) => reader.name)));
  }

  /**
   * The pages of a list, from `after` if given. From the beginning, rows are shared among all streams that do not
   * change them.
   */
  async *pages(stream: Stream, partition: Partition, reader: Reader, after?: string): AsyncGenerator<Page> {
    const { name, api, watcher, signal, changesRows = false } = reader;
    const list = after === undefined ? this.#list(stream, partition) : undefined;
    const place = list?.join(watcher);
    this.settled(name);
    let link = after;
    if (list && place) {
      try {
        for (;;) {
          const page = await list.next(place, signal);
          if (!page) break;
          if (page.done) return;
          link = page.value.next;
          yield changesRows ? { ...page.value, rows: copyOf(page.value.rows) } : page.value;
        }
      } catch (error) {
        if (signal.aborted || !isGivenUpEarly(error)) throw error;
      } finally {
        list.leave(place);
      }
    }
    yield* stream.pages(api, partition, link);
  }

  /** No list has to wait for this stream: it has started with one, or will not. */
  settled(stream: string): void {
    for (const [name, coming] of this.#coming) if (coming.delete(stream)) this.#lists.get(name)?.announce();
  }

  /** Undefined for a list that no other stream reads, and for a part of one. */
  #list(stream: Stream, partition: Partition): SharedList | undefined {
    const { names, range } = partition;
    if (names || range?.range.from !== undefined || range?.range.to !== undefined) return undefined;
    const name = nameOf(partition);
    const coming = this.#coming.get(name);
    if (!coming) return undefined;
    let list = this.#lists.get(name);
    if (!list?.canBeJoined) {
      list = new SharedList(this.#open, (api) => stream.pages(api, partition), coming);
      this.#lists.set(name, list);
    }
    return list;
  }
}

const nameOf = ({ path, query }: Pick<Partition, 'path' | 'query'>): string => JSON.stringify([path, query]);
