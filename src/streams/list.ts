import { isObject, type Row } from '../row.ts';
import { isGone } from './failure.ts';
import { NameReader } from './names.ts';
import { linkedPages, nextLink } from './pager.ts';
import type { Page, Partition } from './partition.ts';
import { RangeWriter } from './range.ts';
import { type Api, type Query, Stream } from './stream.ts';

/** A v2 list endpoint: rows in `_data`, the next page behind `_meta.links.next`, followed unchanged. */
export abstract class ListStream extends Stream {
  pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    const { names } = partition;
    // A link contains its filters.
    if (!names || after !== undefined) return this.#linked(api, partition, after);
    const read = (query: Query) => this.#linked(api, { ...partition, query: { ...partition.query, ...query } });
    return api.learned(this.path, NameReader).pages(names, read);
  }

  #linked(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    const get = (link: string | undefined) => {
      if (link === undefined) return this.#first(api, partition);
      return link === after ? this.#get(api, partition, link) : this.#next(api, partition, link);
    };
    return linkedPages(this.path, after, get);
  }

  #first(api: Api, partition: Partition): Promise<Page> {
    const query = { ...partition.query, ...(this.pageSize > 0 && { limit: partition.single ? 1 : this.pageSize }) };
    const ask = (bounds: Query) => this.#get(api, partition, partition.path, { ...query, ...bounds });
    return api.learned(this.path, RangeWriter).ask(partition.range, ask);
  }

  /** A page behind a link. If the link's path is undocumented, the stream's own path is tried, too. */
  async #next(api: Api, partition: Partition, link: string): Promise<Page> {
    try {
      return await this.#get(api, partition, link);
    } catch (error) {
      const query = link.indexOf('?');
      if (!isGone(error) || query < 0 || link.includes(`${partition.path}?`)) throw error;
      return await this.#get(api, partition, partition.path + link.slice(query));
    }
  }

  #get(api: Api, partition: Partition, target: string, query: Query = {}): Promise<Page> {
    const request = {
      route: this.path,
      target: target.startsWith('?') ? partition.path + target : target,
      query,
      divisible: partition.days !== undefined,
    };
    return api.get(request, parsePage);
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
