import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Api, SILENT, type Watcher } from '../http/api.ts';
import type { Page } from '../streams/partition.ts';
import { Persons } from '../streams/persons.ts';
import type { Stream } from '../streams/stream.ts';
import { SharedLists } from './shared_lists.ts';

const PAGES = 12;
const OWN = {} as Api;

/** A list of one row a page, which says for whom it was asked for. */
function listed({ failAt, pages = PAGES }: { failAt?: number; pages?: number } = {}) {
  const asked: string[] = [];
  const stream = new Persons() as Stream;
  let shared: Watcher | undefined;
  let broken = failAt;
  const sharedApi = {} as Api;
  stream.pages = async function* (api, _, after) {
    for (let number = after === undefined ? 0 : Number(after); number < pages; number++) {
      await Promise.resolve();
      asked.push(`${api === sharedApi ? 'shared' : 'own'} ${number}`);
      shared?.sent();
      if (number === broken) {
        broken = undefined;
        throw new Error(`page ${number}`);
      }
      yield { rows: [{ id: `${number}` }], ...(number + 1 < pages && { next: `${number + 1}` }) };
    }
  };
  const lists = new SharedLists((watcher) => {
    shared = watcher;
    return sharedApi;
  });
  const read = ({ watcher = SILENT, signal = new AbortController().signal } = {}) =>
    lists.pages(stream, stream.whole(), { api: OWN, watcher, signal });
  return { asked, read, told: () => shared as Watcher };
}

const idOf = ({ rows }: Page) => rows[0]?.id;

async function idsOf(pages: AsyncGenerator<Page>): Promise<unknown[]> {
  return (await Array.fromAsync(pages)).map(idOf);
}

async function take(pages: AsyncGenerator<Page>, count: number): Promise<unknown[]> {
  const ids: unknown[] = [];
  for (let taken = 0; taken < count; taken++) ids.push(idOf((await pages.next()).value));
  return ids;
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const ALL = Array.from({ length: PAGES }, (_, number) => `${number}`);

afterEach(() => {
  vi.useRealTimers();
});

describe('streams that read a list from its beginning', () => {
  test('share one reading of it', async () => {
    const { asked, read } = listed();

    const all = await Promise.all([idsOf(read()), idsOf(read()), idsOf(read())]);

    expect(all).toEqual([ALL, ALL, ALL]);
    expect(asked).toEqual(ALL.map((number) => `shared ${number}`));
  });

  test('share it when one begins a little later', async () => {
    const { asked, read } = listed();
    const [first, second] = [read(), read()];

    expect(await take(first, 4)).toEqual(ALL.slice(0, 4));
    expect(await take(second, 1)).toEqual(['0']);

    expect(asked).toEqual(['shared 0', 'shared 1', 'shared 2', 'shared 3']);
  });

  test('read it anew when its first page is no longer held', async () => {
    const { asked, read } = listed();
    const first = read();
    await take(first, 6);

    expect(await idsOf(read())).toEqual(ALL);

    expect(asked.filter((each) => each === 'shared 0')).toHaveLength(2);
  });

  test('are no more than four pages apart, however fast they are', async () => {
    const { asked, read } = listed();
    const [fast, slow] = [read(), read()];
    await take(slow, 1);
    await take(fast, 4);

    const fifth = take(fast, 1);
    await turns();
    expect(asked).toHaveLength(4);
    await take(slow, 1);

    expect(await fifth).toEqual(['4']);
    expect(asked).toEqual(ALL.slice(0, 5).map((number) => `shared ${number}`));
  });

  test('list for themselves where they keep others waiting for ten seconds, and miss nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { asked, read } = listed();
    const [fast, slow] = [read(), read()];
    await take(slow, 1);

    const rest = idsOf(fast);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(asked).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);

    expect(await rest).toEqual(ALL);
    expect(await idsOf(slow)).toEqual(ALL.slice(1));
    expect(asked.filter((each) => each.startsWith('own'))).toEqual(ALL.slice(1).map((number) => `own ${number}`));
  });

  test.each(['fast', 'slow'] as const)(
    'end at once when they are aborted (the %s one), and hold up no other',
    async (which) => {
      const { read } = listed();
      const stop = new AbortController();
      const slow = read(which === 'slow' ? { signal: stop.signal } : {});
      await take(slow, 1);
      const fast = idsOf(read(which === 'fast' ? { signal: stop.signal } : {}));
      await turns();

      stop.abort(new Error('stopped'));

      await expect(which === 'fast' ? fast : idsOf(slow)).rejects.toThrow('stopped');
      expect(await (which === 'fast' ? idsOf(slow) : fast)).toEqual(which === 'fast' ? ALL.slice(1) : ALL);
    },
  );

  test('ask for nothing once they are aborted: the failure of such a request would reach nobody', async () => {
    const { asked, read } = listed({ failAt: 1 });
    const stop = new AbortController();
    const pages = read({ signal: stop.signal });
    await take(pages, 1);
    stop.abort(new Error('stopped'));

    await expect(pages.next()).rejects.toThrow('stopped');
    await turns();

    expect(asked).toEqual(['shared 0']);
  });

  test('are not disturbed by one that leaves', async () => {
    const { asked, read } = listed();
    const leaving = read();
    await take(leaving, 2);
    await leaving.return(undefined);

    expect(await idsOf(read())).toEqual(ALL);

    expect(asked).toHaveLength(PAGES);
  });

  test('all see the failure of the list, and the next one reads it anew', async () => {
    const { asked, read } = listed({ failAt: 2 });

    const results = await Promise.allSettled([idsOf(read()), idsOf(read())]);
    const again = await idsOf(read());

    expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      'Error: page 2',
      'Error: page 2',
    ]);
    expect(again).toEqual(ALL);
    expect(asked).toHaveLength(3 + PAGES);
  });

  test('a list of other parents is another list', async () => {
    const { asked, read } = listed({ pages: 1 });
    const other = new Persons();
    const lists = new SharedLists(() => OWN);
    const reader = { api: OWN, watcher: SILENT, signal: new AbortController().signal };
    const ask = vi.spyOn(other, 'pages').mockImplementation(async function* () {
      yield { rows: [] };
    });

    await idsOf(read());
    await idsOf(lists.pages(other, other.whole(), reader));
    await idsOf(lists.pages(other, { ...other.whole(), query: { status: 'ACTIVE' } }, reader));

    expect(asked).toHaveLength(1);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

test('each waiting stream is told of a wait; a request counts once', async () => {
  const { read, told } = listed();
  const counts = [0, 0];
  const waits: number[] = [];
  const [first, second] = counts.map((_, index) =>
    read({
      watcher: {
        ...SILENT,
        sent: () => void counts.splice(index, 1, (counts[index] ?? 0) + 1),
        paused: (until) => waits.push(until),
      },
    }),
  ) as [AsyncGenerator<Page>, AsyncGenerator<Page>];

  const pages = Promise.all([first.next(), second.next()]);
  told().paused(5);
  await pages;
  told().paused(6);

  expect(waits).toEqual([5, 5]);
  expect(counts).toEqual([1, 0]);
});

test('streams that wait for another list are told nothing, and count nothing', async () => {
  const watchers: Watcher[] = [];
  const lists = new SharedLists((watcher) => {
    watchers.push(watcher);
    return OWN;
  });
  const waits: string[] = [];
  const read = (status: string) => {
    const stream = new Persons() as Stream;
    stream.pages = async function* () {
      await turns();
      yield { rows: [] };
    };
    const report = (what: string) => () => waits.push(`${what} ${status}`);
    const watcher = { ...SILENT, sent: report('sent'), paused: report('paused') };
    const { signal } = new AbortController();
    return lists.pages(stream, { ...stream.whole(), query: { status } }, { api: OWN, watcher, signal });
  };

  const all = Promise.all([idsOf(read('ACTIVE')), idsOf(read('INACTIVE'))]);
  const [, inactive] = watchers;
  inactive?.sent();
  inactive?.paused(5);
  await all;

  expect(waits).toEqual(['sent INACTIVE', 'paused INACTIVE']);
});
