import { isObject, type Row } from '../row.ts';
import { dayOf } from '../times.ts';
import { linkedPages, PagingError, ShortListError } from './pager.ts';
import type { Page, Partition } from './partition.ts';
import { RangeWriter } from './range.ts';
import { type Api, Stream } from './stream.ts';

/** What an endpoint's `offset` counts: rows from 0, or pages from 1; `disputed` if reports disagree. */
type Offset = 'nothing' | 'rows' | 'pages';

/** What a disputed offset was seen to count. */
class SeenOffset {
  counts: Offset | undefined;
}

interface Envelope {
  readonly rows: Row[];
  readonly total: number | undefined;
  readonly pages: number | undefined;
}

/** A v1 list: rows in `data` next to `success`, wrapped in `{ type, attributes }`, paged by an offset. */
export abstract class V1Stream extends Stream {
  override readonly pageSize: number = 200;
  readonly offset: Offset | 'disputed' = 'nothing';
  /** The total that comes with a page counts its rows. */
  readonly totalIsRows: boolean = true;

  async *pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    try {
      yield* this.#pages(api, partition, after);
    } catch (error) {
      if (!(error instanceof PagingError) || !partition.ofChanges) throw error;
      // Some servers do not page a list of changes: then it may be incomplete. The whole list has pages.
      const { range: _, ...whole } = partition;
      yield* this.#pages(api, whole);
    }
  }

  async *#pages(api: Api, partition: Partition, after?: string): AsyncGenerator<Page> {
    const counts = this.offset === 'disputed' ? await this.#whatOffsetCounts(api, partition) : this.offset;
    const begin = counts === 'pages' ? 1 : 0;
    const get = async (link = String(begin)): Promise<Page> => {
      const page = await this.#get(api, partition, Number(link), this.pageSize);
      const next = this.#nextOffset(counts, Number(link), page, isWhole(partition));
      return {
        rows: page.rows,
        ...(next !== undefined && { next: String(next) }),
        ...(this.totalIsRows && page.total !== undefined && { total: page.total }),
      };
    };
    // Rows read by an earlier sync count, too.
    let read = (Number(after ?? begin) - begin) * (counts === 'pages' ? this.pageSize : 1);
    let total = 0;
    let previous: string | undefined;
    for await (const page of linkedPages(this.path, after, get)) {
      const first = JSON.stringify(page.rows[0]);
      if (first !== undefined && first === previous) {
        // A short page did not mean the end; if it comes again, the endpoint ignores the offset, and this was
        // everything or was not.
        const end = page.total ?? (isWhole(partition) ? 0 : Number.POSITIVE_INFINITY);
        if (page.rows.length < this.pageSize && read >= end) return;
        throw new PagingError(this.path);
      }
      previous = first;
      read += page.rows.length;
      total = page.total ?? 0;
      yield page;
    }
    if (!partition.single && isWhole(partition) && read < total) throw new ShortListError(read, total);
  }

  /**
   * Without a total, a short page is no sign of the end: a server may return fewer rows than requested. The total of a
   * list of changes may move, or count one page only: after a full page it is no sign either.
   */
  #nextOffset(counts: Offset, offset: number, { rows, total, pages }: Envelope, whole: boolean): number | undefined {
    if (counts === 'nothing' || rows.length === 0) return undefined;
    const next = counts === 'pages' ? offset + 1 : offset + rows.length;
    const end = counts === 'pages' ? pages && pages + 1 : total;
    const isSure = end !== undefined && (whole || rows.length !== this.pageSize);
    return isSure && next >= end ? undefined : next;
  }

  /** If the offset counts pages, 0 and 1 are the same page; if it counts rows, they are neighbours. */
  async #whatOffsetCounts(api: Api, partition: Partition): Promise<Offset> {
    const seen = api.learned(this.path, SeenOffset);
    if (seen.counts !== undefined) return seen.counts;
    const [zero, one] = await Promise.all([0, 1].map((offset) => this.#get(api, partition, offset, 1)));
    const counts = JSON.stringify(zero?.rows[0]) === JSON.stringify(one?.rows[0]) ? 'pages' : 'rows';
    // An empty list shows nothing.
    if (zero?.rows[0]) seen.counts = counts;
    return counts;
  }

  async #get(api: Api, partition: Partition, offset: number, limit: number): Promise<Envelope> {
    const paging = this.offset === 'nothing' ? {} : { limit: partition.single ? 1 : limit, offset };
    return await api.learned(this.path, RangeWriter).ask(partition.range, (bounds) => {
      const query = { ...partition.query, ...bounds, ...paging };
      return api.get({ route: this.path, target: partition.path, query }, parseEnvelope);
    });
  }

  /** The plain columns of an object: see `unwrap`. */
  override rowsOf(row: Row): Row[] {
    const plain = unwrap(row);
    return isObject(plain) ? [plain] : [];
  }
}

/** Without a filter, the total of the list can be compared with what was read. */
function isWhole({ range }: Partition): boolean {
  return range?.range.from === undefined;
}

/** A v1 envelope; undefined for anything else, including a 200 that reports no success. */
function parseEnvelope(body: unknown): Envelope | undefined {
  if (!isObject(body) || body.success !== true || !Array.isArray(body.data) || !body.data.every(isObject))
    return undefined;
  const { total_elements: total, total_pages: pages } = isObject(body.metadata) ? body.metadata : {};
  return { rows: body.data as Row[], total: count(total), pages: count(pages) };
}

/** Some endpoints repeat the numbers of the query as text. */
function count(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** Times of day matter in these, only days in all other dates: those come as local midnights and would shift. */
const TIMES = ['created_at', 'last_modified_at', 'updated_at'];

/**
 * v1's wrappers as plain columns: `{ type, attributes, id }` becomes its attributes, `{ label, value, type }` its
 * value, with `<key>_currency` next to an amount.
 */
export function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  if (!isObject(value.attributes)) return value;
  const { attributes, type: _, ...beside } = value;
  const row: Row = { ...beside };
  for (const [key, attribute] of Object.entries(attributes)) {
    if (isWrapper(attribute)) {
      row[key] = attribute.type === 'date' && !TIMES.includes(key) ? day(attribute.value) : unwrap(attribute.value);
      if (attribute.currency !== undefined) row[`${key}_currency`] = attribute.currency;
    } else row[key] = unwrap(attribute);
  }
  return row;
}

function isWrapper(value: unknown): value is Row {
  return isObject(value) && 'value' in value && 'label' in value;
}

function day(value: unknown): unknown {
  return value === '' ? null : (dayOf(value) ?? value);
}
