import { ApiError } from '../http/api_error.ts';
import { isObject, type Row, scalarText } from '../read/row.ts';
import { LoopGuard, PagingError } from './paging.ts';
import { RangeWriter } from './range.ts';
import { type Api, type Page, type Partition, type Query, Stream } from './stream.ts';

/** More empty pages in a row than any account can explain. */
const MOST_EMPTY_PAGES = 100;

/** A v2 list endpoint: rows in `_data`, the next page behind `_meta.links.next`, followed as it is given. */
export abstract class ListStream extends Stream {
  readonly #range = new RangeWriter();

  async *pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    let page = after === undefined ? await this.#first(api, partition) : await this.#get(api, partition, after);
    let stale = 0;
    let last = '';
    const loop = new LoopGuard(after);
    for (;;) {
      const face = [page.rows.length, page.rows[0]?.id, page.rows.at(-1)?.id].map(scalarText).join(':');
      stale = page.rows.length === 0 || face === last ? stale + 1 : 0;
      last = face;
      yield page;
      const { next } = page;
      if (next === undefined) return;
      if (loop.closes(next) || stale > MOST_EMPTY_PAGES) throw new PagingError(this.path);
      page = await this.#next(api, partition, next);
    }
  }

  async #first(api: Api, partition: Partition): Promise<Page> {
    const query = { ...partition.query, ...(this.pageSize > 0 && { limit: partition.single ? 1 : this.pageSize }) };
    const ask = (bounds: Query) => this.#get(api, partition, partition.path, { ...query, ...bounds });
    return await this.#range.ask(partition.range, ask);
  }

  /** A page behind a link. One whose path nobody publishes is asked for again on the stream's own path. */
  async #next(api: Api, partition: Partition, link: string): Promise<Page> {
    try {
      return await this.#get(api, partition, link);
    } catch (error) {
      const query = link.indexOf('?');
      if (!(error instanceof ApiError && error.status === 404) || query < 0 || link.includes(`${partition.path}?`))
        throw error;
      return await this.#get(api, partition, partition.path + link.slice(query));
    }
  }

  async #get(api: Api, partition: Partition, target: string, query: Query = {}): Promise<Page> {
    const request = {
      route: this.path,
      target: target.startsWith('?') ? partition.path + target : target,
      query,
      divisible: partition.days !== undefined,
      halved: partition.halved ?? false,
    };
    return await api.get(request, parsePage);
  }
}

/** A list's envelope; undefined for anything else. Some services write its members without the underscore. */
function parsePage(body: unknown): Page | undefined {
  if (!isObject(body)) return undefined;
  const rows = body._data ?? body.data;
  if (!Array.isArray(rows) || !rows.every(isObject)) return undefined;
  const next = nextLink(body._meta ?? body.meta);
  if (next === null) return undefined;
  return { rows: rows as Row[], ...(next !== undefined && { next }) };
}

/** The link is an object in most services and a bare string in some. */
function nextLink(meta: unknown): string | undefined | null {
  const links = isObject(meta) ? meta.links : undefined;
  const next = isObject(links) ? links.next : undefined;
  const href = isObject(next) && 'href' in next ? next.href : next;
  if (href === undefined || href === null || href === '') return undefined;
  // What is there and cannot be read must not pass for the end.
  return typeof href === 'string' ? href : null;
}
