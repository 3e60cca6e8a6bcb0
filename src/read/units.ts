import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import type { Api, Page, Partition, Stream } from '../streams/stream.ts';
import type { Pass } from './cursor.ts';
import { childPartition, partitions } from './plan.ts';
import { readAhead } from './pool.ts';
import { scalarText } from './row.ts';

/** One partition to read, and whom to tell how far it got. */
export interface Unit {
  readonly partition: Partition;
  /** Where to go on. */
  readonly after?: string | undefined;
  /** It was begun anew, because the server no longer knew a link. */
  readonly afresh?: boolean;
  moved(link: string): void;
  finished(): void;
}

/** A link of an earlier sync that is no longer good: the server does not honour it, or it leads to the server of then. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && ([400, 404, 410, 422].includes(error.status) || error.reason === 'redirected');
}

/** A link of this sync that the server no longer knows. */
export function isForgotten(error: unknown): boolean {
  return error instanceof ApiError && !error.login && [400, 410].includes(error.status);
}

/** What is left to read in a pass. Parents are drained page by page, never all in memory. */
export async function* units(stream: Stream, pass: Pass, api: Api): AsyncGenerator<Unit> {
  if (stream.parent) yield* children(stream, stream.parent, pass, api);
  else {
    for (const partition of partitions(stream, pass.want)) {
      if (!pass.isDone(partition.key)) yield listUnit(partition, pass);
    }
  }
}

export function listUnit(partition: Partition, pass: Pass): Unit {
  return {
    partition,
    after: pass.link(partition.key),
    moved: (link) => pass.moved(partition.key, link),
    finished: () => pass.finished(partition.key),
  };
}

/** A page of parents that is being read: its children, and where the page after it begins. */
interface ParentPage {
  unread: number;
  readonly next: string | undefined;
}

async function* children(stream: Stream, parent: Stream, pass: Pass, api: Api): AsyncGenerator<Unit> {
  const open: ParentPage[] = [];
  let nameless = 0;
  const closeRead = () => {
    while (open[0]?.unread === 0) {
      const { next } = open.shift() as ParentPage;
      // The state names the first page that is not read in full: small, however many parents there are.
      if (next !== undefined) pass.moved('', next);
    }
  };
  for await (const page of readAhead(parentPages(parent, pass, api))) {
    const parents = page.rows
      .filter(({ id }) => isId(id))
      .map((row) => ({ id: scalarText(row.id), changedAt: row.updated_at }));
    const missing = page.rows.length - parents.length;
    page.rows.length = 0;
    nameless += missing;
    // A page with a parent that cannot be asked for is never read in full.
    const entry = { unread: parents.length + missing, next: page.next };
    open.push(entry);
    for (const { id, changedAt } of parents) {
      yield {
        partition: childPartition(stream, id, changedAt, pass.want),
        moved: () => {},
        finished: () => {
          entry.unread--;
          closeRead();
        },
      };
    }
    closeRead();
  }
  if (nameless > 0)
    throw new ConnectorError(
      'system_error',
      `${stream.name}: ${nameless} records of ${parent.name} came without id, so theirs are missing.`,
    );
}

const isId = (id: unknown): boolean =>
  (typeof id === 'string' && id !== '') || typeof id === 'number' || JSON.isRawJSON(id);

/** The parents from where the pass stands; from the beginning if the server does not honour that link any more. */
async function* parentPages(parent: Stream, pass: Pass, api: Api): AsyncGenerator<Page> {
  const whole = parent.whole();
  const saved = pass.link('');
  let link = saved;
  for (let afresh = false; ; afresh = true) {
    try {
      for await (const page of parent.pages(api, whole, link)) {
        yield page;
        link = page.next ?? link;
      }
      return;
    } catch (error) {
      const lost = link !== undefined && (link === saved ? isExpired(error) : isForgotten(error));
      if (afresh || !lost) throw error;
      link = undefined;
    }
  }
}
