import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { type ApiRequest, SILENT, type Watcher } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { Employments } from '../streams/employments.ts';
import type { Page, Partition } from '../streams/partition.ts';
import { partitionsOf } from '../streams/partitions/changes.ts';
import { Persons } from '../streams/persons.ts';
import type { Stream } from '../streams/stream.ts';
import { SharedLists } from './shared_lists.ts';

const PAGES = 12;
const OWN = fakeApi();

interface Listing {
  readonly failAt?: number;
  readonly error?: Error;
  readonly pages?: number;
  /** How many streams of a sync read it. */
  readonly readers?: number;
  /** Its second page waits for this. */
  readonly second?: Promise<void>;
}

/** A list of one row a page, which says for whom it was requested; it fails once. */
function listed({ failAt = -1, error = new Error('failed'), pages = PAGES, readers = 2, second }: Listing = {}) {
  const asked: string[] = [];
  const stream = new Persons() as Stream;
  let shared: Watcher | undefined;
  let broken = failAt;
  stream.pages = async function* (api, _, after) {
    for (let number = after === undefined ? 0 : Number(after); number < pages; number++) {
      await (number === 1 ? second : undefined);
      asked.push(`${api === OWN ? 'own' : 'shared'} ${number}`);
      shared?.sent();
      if (number === broken) {
        broken = -1;
        throw error;
      }
      yield { rows: [{ id: `${number}`, of: { page: number } }], ...(number + 1 < pages && { next: `${number + 1}` }) };
    }
  };
  const open = (watcher: Watcher) => {
    shared = watcher;
    return fakeApi();
  };
  const names = Array.from({ length: readers }, (_, index) => `stream ${index}`);
  const streams = names.map((name) => Object.assign(new Persons(), { name }));
  const lists = new SharedLists(open, streams);
  /** Each belongs to the next stream. */
  const read = ({ watcher = SILENT, signal = new AbortController().signal, changesRows = false, after = '' } = {}) => {
    const reader = { name: names.shift() ?? 'one of them again', api: OWN, watcher, signal, changesRows };
    return lists.pages(stream, stream.whole(), reader, after || undefined);
  };
  return { asked, read, lists, watcher: () => shared as Watcher };
}

type Listed = ReturnType<typeof listed>;

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
    const { asked, read } = listed({ readers: 3 });

    const all = await Promise.all([idsOf(read()), idsOf(read()), idsOf(read())]);

    expect(all).toEqual([ALL, ALL, ALL]);
    expect(asked).toEqual(ALL.map((number) => `shared ${number}`));
  });

  test('share it if one begins a little later', async () => {
    const { asked, read } = listed();
    const [first, second] = [read(), read()];

    expect(await take(first, 1)).toEqual(['0']);
    expect(await take(second, 1)).toEqual(['0']);

    expect(asked).toEqual(['shared 0']);
  });

  test('read it again if its first page is no longer held', async () => {
    const { asked, read } = listed();
    const [first, second] = [read(), read()];
    await Promise.all([take(first, 6), take(second, 6)]);

    expect(await idsOf(read())).toEqual(ALL);

    expect(asked.filter((each) => each === 'shared 0')).toHaveLength(2);
  });

  test('are at most two pages apart, however fast they are', async () => {
    const { asked, read } = listed();
    const [fast, slow] = [read(), read()];
    await take(slow, 1);
    await take(fast, 2);

    const third = take(fast, 1);
    await turns();
    expect(asked).toHaveLength(2);
    await take(slow, 1);

    expect(await third).toEqual(['2']);
    expect(asked).toEqual(ALL.slice(0, 3).map((number) => `shared ${number}`));
  });

  test('list for themselves if they delay others for ten seconds, and miss nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { asked, read } = listed();
    const [fast, slow] = [read(), read()];
    await take(slow, 1);

    const rest = idsOf(fast);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);

    expect(await rest).toEqual(ALL);
    expect(await idsOf(slow)).toEqual(ALL.slice(1));
    expect(asked.filter((each) => each.startsWith('own'))).toEqual(ALL.slice(1).map((number) => `own ${number}`));
  });

  test.each(['fast', 'slow'] as const)(
    'end immediately when they are aborted (the %s one), and delay no other',
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

  test('request nothing once they are aborted: nobody would handle a failure of such a request', async () => {
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
    await take(leaving, 1);
    await leaving.return(undefined);

    expect(await idsOf(read())).toEqual(ALL);

    expect(asked).toHaveLength(PAGES);
  });

  test('all see the failure of the list, and the next one reads it again', async () => {
    const { asked, read } = listed({ failAt: 2, error: new Error('page 2') });

    const results = await Promise.allSettled([idsOf(read()), idsOf(read())]);
    const again = await idsOf(read());

    expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      'Error: page 2',
      'Error: page 2',
    ]);
    expect(again).toEqual(ALL);
    expect(asked).toHaveLength(3 + PAGES);
  });

  test('do not share another list, a part of one, or one that resumes', async () => {
    const { asked, read, lists } = listed({ pages: 2, readers: 3 });
    const other = new Persons() as Stream;
    const ask = vi.spyOn(other, 'pages').mockImplementation(async function* () {
      yield { rows: [] };
    });
    const whole = other.whole();
    const range = { filter: new Persons().changes, range: { from: '2026-01-01T00:00:00Z' } };
    const names = { parameter: 'type', forms: ['repeated'], member: 'type', values: ['team'] } as const;

    await Promise.all([idsOf(read()), idsOf(read()), idsOf(read({ after: '1' }))]);
    for (const partition of [
      { ...whole, query: { status: 'ACTIVE' } },
      { ...whole, range },
      { ...whole, names },
    ])
      await idsOf(
        lists.pages(other, partition, {
          name: 'other',
          api: OWN,
          watcher: SILENT,
          signal: new AbortController().signal,
        }),
      );

    expect(asked.sort()).toEqual(['own 1', 'shared 0', 'shared 1']);
    expect(ask.mock.calls.map(([api]) => api)).toEqual([OWN, OWN, OWN]);
  });

  test('share it if one asks with a filter for changes that has no bounds', async () => {
    const { asked, read, lists } = listed({ pages: 1 });
    const stream = new Persons();
    const [partition] = partitionsOf(stream, { at: '2026-02-11T09:00:00Z', lookbackDays: 1 });
    const reader = { name: 'stream 1', api: OWN, watcher: SILENT, signal: new AbortController().signal };

    const both = await Promise.all([idsOf(read()), idsOf(lists.pages(stream, partition as Partition, reader))]);

    expect(both).toEqual([['0'], ['0']]);
    expect(asked).toEqual(['shared 0']);
  });

  test('read it by themselves if they are the only one', async () => {
    const { asked, read } = listed({ pages: 1, readers: 1 });

    await idsOf(read());

    expect(asked).toEqual(['own 0']);
  });

  test('get rows of their own if they change them', async () => {
    const { asked, read } = listed({ pages: 1 });
    const [changing, other] = [read({ changesRows: true }), read()];
    const { value: page } = await changing.next();
    const { value: shared } = await other.next();

    (page as Page).rows.splice(0).forEach((row) => {
      Object.assign(row.of as object, { page: 'changed' });
    });

    expect((shared as Page).rows).toEqual([{ id: '0', of: { page: 0 } }]);
    expect(asked).toEqual(['shared 0']);
  });

  test.each([
    ['has come', async ({ read }: Listed) => expect(await idsOf(read())).toEqual(ALL)],
    ['resumes at a link', async ({ read }: Listed) => expect(await idsOf(read({ after: '11' }))).toEqual(['11'])],
    ['will not come', async ({ lists }: Listed) => lists.settled('stream 1')],
  ])('wait near the beginning until the other %s', async (_, settle) => {
    const list = listed();
    const all = idsOf(list.read());
    await turns();
    expect(list.asked).toEqual(['shared 0']);

    await settle(list);

    expect(await all).toEqual(ALL);
    expect(list.asked.filter((each) => each.startsWith('shared'))).toEqual(ALL.map((number) => `shared ${number}`));
  });

  test('wait at most ten seconds for one that is still to come', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { asked, read } = listed();
    const all = idsOf(read());
    await vi.advanceTimersByTimeAsync(9_999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(await all).toEqual(ALL);
    expect(await idsOf(read())).toEqual(ALL);
  });

  test('still share it after they waited for one that does not come', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const second = Promise.withResolvers<void>();
    const { asked, read } = listed({ readers: 3, second: second.promise });
    const both = Promise.all([idsOf(read()), idsOf(read())]);
    await vi.advanceTimersByTimeAsync(10_000);
    second.resolve();

    expect(await both).toEqual([ALL, ALL]);
    expect(asked).toEqual(ALL.map((number) => `shared ${number}`));
  });

  test('continue by themselves if the server fails for a page: each has its own patience and ways to recover', async () => {
    const { asked, read } = listed({ failAt: 2, error: new ApiError('server', 500, 3) });

    expect(await Promise.all([idsOf(read()), idsOf(read())])).toEqual([ALL, ALL]);

    const own = ALL.slice(2).flatMap((number) => [`own ${number}`, `own ${number}`]);
    expect(asked).toEqual(['shared 0', 'shared 1', 'shared 2', ...own]);
  });

  test('do not, once such a failure aborts them', async () => {
    const { asked, read } = listed();
    const stop = new AbortController();
    const pages = read({ signal: stop.signal });
    await take(pages, 1);
    stop.abort(new ApiError('server', 500, 3));

    await expect(pages.next()).rejects.toThrow(ApiError);

    expect(asked).toEqual(['shared 0']);
  });
});

test('the shared list is requested with less patience: readers may request less', async () => {
  const requests: ApiRequest[] = [];
  const api = fakeApi((request) => {
    requests.push(request);
    return { _data: [] };
  });
  const streams = [new Persons(), new Employments()];
  const lists = new SharedLists(() => api, streams);
  const [persons] = streams as [Persons];
  const reader = { name: 'persons', api: OWN, watcher: SILENT, signal: new AbortController().signal };

  lists.settled('employments');
  await idsOf(lists.pages(persons, persons.whole(), reader));

  expect(requests).toMatchObject([{ target: '/v2/persons', divisible: true }]);
});

test('each waiting stream is told about a wait; a request counts once', async () => {
  const { read, watcher } = listed();
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
  watcher().paused(5);
  await pages;
  watcher().paused(6);

  expect(waits).toEqual([5, 5]);
  expect(counts).toEqual([1, 0]);
});

test('streams that wait for another list are told nothing, and count nothing', async () => {
  const watchers: Watcher[] = [];
  const streams = ['ACTIVE', 'ACTIVE', 'INACTIVE', 'INACTIVE'].map((status, index) =>
    Object.assign(new Persons(), { name: `stream ${index}`, query: { status } }),
  );
  const lists = new SharedLists((watcher) => {
    watchers.push(watcher);
    return OWN;
  }, streams);
  for (const { name } of streams) lists.settled(name);
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
    return lists.pages(stream, { ...stream.whole(), query: { status } }, { name: status, api: OWN, watcher, signal });
  };

  const all = Promise.all([idsOf(read('ACTIVE')), idsOf(read('INACTIVE'))]);
  const [, inactive] = watchers;
  inactive?.sent();
  inactive?.paused(5);
  await all;

  expect(waits).toEqual(['sent INACTIVE', 'paused INACTIVE']);
});
