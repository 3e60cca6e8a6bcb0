import { OwnError } from '../errors.ts';
import { isObject, scalarText } from '../row.ts';

/** More consecutive empty or equal pages than any account can explain. */
const MOST_STALE_PAGES = 100;

/** A page that was already read. */
export class PagingError extends OwnError {
  override readonly name = 'PagingError';
}

/** A list that ended before its own total. */
export class ShortListError extends OwnError {
  override readonly name = 'ShortListError';
  readonly read: number;
  readonly total: number;

  constructor(read: number, total: number) {
    super(`${read} of ${total} rows`);
    this.read = read;
    this.total = total;
  }
}

/** A list that was abandoned because it took too long. */
export class SlowListError extends OwnError {
  override readonly name = 'SlowListError';

  constructor(ms: number) {
    super(`not done in ${ms / 1000} seconds`);
  }
}

/**
 * Detects a loop of links in constant memory, after Brent: it holds on to one link, and to a later one each time the
 * steps double.
 */
class LoopGuard {
  #held: string | undefined;
  #step = 0;
  #renewAt = 1;

  constructor(first?: string) {
    this.#held = first;
  }

  /** True if this link was there before. */
  closes(link: string): boolean {
    if (link === this.#held) return true;
    if (++this.#step === this.#renewAt) {
      this.#held = link;
      this.#renewAt *= 2;
    }
    return false;
  }
}

/**
 * The link to the next page in the `_meta` of an API v2 response: an object with `href` in most services, a bare string
 * in some. Undefined at the end of the list; null for an unreadable link, which must not pass for the end.
 */
export function nextLink(meta: unknown): string | undefined | null {
  if (isNothing(meta)) return undefined;
  if (!isObject(meta)) return null;
  if (isNothing(meta.links)) return undefined;
  if (!isObject(meta.links)) return null;
  const { next } = meta.links;
  const href = isObject(next) && 'href' in next ? next.href : next;
  if (href === undefined || href === null || href === '') return undefined;
  return typeof href === 'string' ? href : null;
}

/** Some languages write an empty object as a list. */
const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** The response to one request for a part of a list, and where the next one begins: a link, or an offset as text. */
interface LinkedPage {
  readonly rows: readonly unknown[];
  readonly next?: string | undefined;
}

/** Reads a list from its page `after`, or from its first. Throws PagingError if the next page was there before. */
export async function* linkedPages<P extends LinkedPage>(
  path: string,
  after: string | undefined,
  get: (link: string | undefined) => Promise<P>,
): AsyncGenerator<P> {
  const loop = new LoopGuard(after);
  let link = after;
  let stale = 0;
  let last = '';
  do {
    const page: P = await get(link);
    const face = faceOf(page);
    stale = page.rows.length === 0 || face === last ? stale + 1 : 0;
    last = face;
    link = page.next;
    yield page;
    if (link !== undefined && (loop.closes(link) || stale > MOST_STALE_PAGES)) throw new PagingError(path);
  } while (link !== undefined);
}

/** What distinguishes a page from the previous one: its length, its first and its last row. */
const faceOf = ({ rows }: LinkedPage): string => `${rows.length}:${nameOf(rows[0])}:${nameOf(rows.at(-1))}`;

function nameOf(row: unknown): string {
  const id = isObject(row) ? row.id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? scalarText(id) : (JSON.stringify(row) ?? '');
}
