import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../../integration_tests/units/fake_api.ts';
import type { ApiRequest, Watcher } from '../../http/api.ts';
import { ApiError } from '../../http/api_error.ts';
import type { Row } from '../../row.ts';
import { type LoggedEvent, WebhookLog } from './webhook_log.ts';

const AT = '2026-02-11T09:00:00Z';
const YESTERDAY = '2026-02-10T09:00:00Z';
const NOON = '2026-02-10T12:00:00.250Z';
const UUID = '3f2a9c1e-7b64-4d0f-8e55-1a2b3c4d5e6f';

interface Account {
  readonly webhooks?: readonly Row[];
  /** The events of a webhook, or a response in place of their page. */
  readonly events?: (webhook: string, name: string) => readonly Row[] | Error;
  readonly pageSize?: number;
  readonly list?: Error;
}

const ALL = { id: 'w1', url: 'https://x', token: 'hush', enabled_events: ['person.deleted', 'employment.deleted'] };

/** The log of an account, and what was requested. */
function logOf({ webhooks = [ALL], events = () => [], pageSize = 200, list }: Account = {}) {
  const asked: ApiRequest[] = [];
  const watchers: Watcher[] = [];
  const api = fakeApi((request) => {
    asked.push(request);
    const url = new URL(request.target, 'https://x');
    if (url.pathname === '/v2/webhooks') return list ?? { _data: webhooks };
    const [, webhook = ''] = /webhooks\/([^/]+)\/events/.exec(url.pathname) ?? [];
    const name = String(request.query?.event_name ?? url.searchParams.get('event_name'));
    const all = events(webhook, name);
    if (all instanceof Error) return all;
    const from = Number(url.searchParams.get('from') ?? 0);
    const next = `${url.pathname}?event_name=${name}&from=${from + pageSize}`;
    return {
      _data: structuredClone(all.slice(from, from + pageSize)),
      _meta: { links: from + pageSize < all.length ? { next: { href: next } } : {} },
    };
  });
  const log = new WebhookLog((watcher) => {
    watchers.push(watcher);
    return api;
  }, AT);
  const paths = () => asked.map(({ target, query = {} }) => [target, query.event_name, query['occurred_at.gte']]);
  return { log, asked, paths, watchers };
}

const deletion = (person: unknown, more: Row = {}): Row => ({
  id: `e${String(person)}`,
  company_id: '30417',
  event_name: 'person.deleted',
  occurred_at: NOON,
  payload: { person_id: person },
  ...more,
});

const idsOf = (events: readonly LoggedEvent[]) => events.map(({ ids }) => ids.join());

describe('events are requested', () => {
  test('for each webhook and name, from a day before the last look, in milliseconds', async () => {
    const { log, asked, paths } = logOf({ webhooks: [ALL, { ...ALL, id: 'w/2', status: 'DISABLED' }] });

    expect(await log.find(['person.deleted', 'employment.deleted'], YESTERDAY)).toEqual({ events: [] });
    const since = '2026-02-09T09:00:00.000Z';
    expect(paths()).toEqual([
      ['/v2/webhooks', undefined, undefined],
      ['/v2/webhooks/w1/events', 'person.deleted', since],
      ['/v2/webhooks/w1/events', 'employment.deleted', since],
      ['/v2/webhooks/w%2F2/events', 'person.deleted', since],
      ['/v2/webhooks/w%2F2/events', 'employment.deleted', since],
    ]);
    expect(asked.map(({ query }) => query?.limit)).toEqual([200, 200, 200, 200, 200]);
    expect(asked.every(({ dispensable }) => dispensable)).toBe(true);
  });

  test.each(['', '2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z'])(
    'for slightly less than the last thirty days at most: %j',
    async (lastLook) => {
      const { log, paths } = logOf();
      await log.find(['person.deleted'], lastLook);

      expect(paths().at(-1)?.[2]).toBe('2026-01-12T10:00:00.000Z');
    },
  );

  test('from webhooks that receive them, or that do not say what they receive', async () => {
    const names = (enabled_events: unknown) => ({ enabled_events });
    const webhooks = [
      names(['person.deleted']),
      names(['person.created']),
      names([]),
      names(undefined),
      names(null),
      names('person.created'),
      names([{ name: 'person.created' }]),
      names(['person.*']),
    ].map((webhook, index) => ({ id: `w${index}`, ...webhook }));
    const { log, paths } = logOf({ webhooks });
    await log.find(['person.deleted'], YESTERDAY);

    expect(paths().flatMap(([path]) => /w\d/.exec(String(path)) ?? [])).toEqual(['w0', 'w3', 'w4', 'w5', 'w6', 'w7']);
  });

  test('once for all streams of a sync', async () => {
    const { log, paths, watchers } = logOf({ events: () => [deletion(17)] });
    const watcher = { sent() {}, retried() {}, paused() {} };
    const [first, second] = await Promise.all([
      log.find(['person.deleted'], YESTERDAY, watcher),
      log.find(['person.deleted', 'employment.deleted'], YESTERDAY),
    ]);
    await log.find(['employment.deleted'], YESTERDAY);

    expect(paths()).toHaveLength(3);
    expect(watchers[0]).toBe(watcher);
    expect([first, second].map(({ events }) => idsOf(events))).toEqual([['17'], ['17']]);
    await log.find(['person.deleted'], '2026-02-09T09:00:00Z');
    expect(paths()).toHaveLength(4);
  });
});

describe('an event', () => {
  test('has a subject, the persons that it names, and a time', async () => {
    const { log } = logOf({
      events: (_, name) =>
        name === 'person.deleted'
          ? [deletion(17)]
          : [
              {
                ...deletion(0),
                event_name: name,
                payload: { id: UUID, person: { id: 18 }, supervisor: { id: 99 } },
                occurred_at: '2026-02-10T10:00:00+02:00',
              },
            ],
    });
    const { events } = await log.find(['person.deleted', 'employment.deleted'], YESTERDAY);

    expect(events).toEqual([
      {
        ...{ name: 'employment.deleted', occurredAt: '2026-02-10T08:00:00Z' },
        ...{ ids: [UUID], persons: ['18'], owner: '18' },
      },
      {
        ...{ name: 'person.deleted', occurredAt: '2026-02-10T12:00:00Z' },
        ...{ ids: ['17'], persons: ['17'], owner: '17' },
      },
    ]);
  });

  test.each([undefined, null, '', 'yesterday', 1_770_714_000, {}, '2026-02-11T09:00:01Z', '2999-01-01T00:00:00Z'])(
    'happened now if its time is unreadable or in the future: %j',
    async (occurred_at) => {
      const { log } = logOf({ events: () => [deletion(17, { occurred_at })] });

      expect((await log.find(['person.deleted'], YESTERDAY)).events).toMatchObject([{ occurredAt: AT, ids: ['17'] }]);
    },
  );

  test('has the requested name if it does not say, and is dropped if it has another', async () => {
    const rows = [
      { payload: { id: '17' } },
      { event_name: null, payload: { id: '18' } },
      { event_name: 'person.created', payload: { id: '19' } },
    ];
    const { events } = await logOf({ events: () => rows }).log.find(['person.deleted'], YESTERDAY);

    expect(idsOf(events)).toEqual(['17', '18']);
  });

  test('counts once, whichever webhooks received it, under one id, different ids or none', async () => {
    const webhooks = ['w1', 'w2', 'w3'].map((id) => ({ ...ALL, id }));
    for (const idOf of [() => 'e1', (webhook: string) => `${webhook}-e1`, () => undefined]) {
      const { log } = logOf({
        webhooks,
        events: (webhook) => [17, 18].map((person) => deletion(person, { id: idOf(webhook) })),
      });
      const { events } = await log.find(['person.deleted'], YESTERDAY);

      expect(idsOf(events)).toEqual(['17', '18']);
    }
  });

  test('is a different one if it happened at another time', async () => {
    const { log } = logOf({ events: () => [deletion(17), deletion(17, { occurred_at: '2026-02-10T13:00:00Z' })] });

    expect((await log.find(['person.deleted'], YESTERDAY)).events).toHaveLength(2);
  });

  test('holds only what is needed', async () => {
    const row = deletion(17, { payload: { person_id: 17, last_name: 'hush' } });
    const { log } = logOf({ events: () => [row] });

    expect(JSON.stringify(await log.find(['person.deleted'], YESTERDAY))).not.toContain('hush');
  });
});

describe('many events', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => deletion(index + 1));

  test('are read to the last page, from the oldest to the newest', async () => {
    const rows = many(450).map((row, index) => ({ ...row, occurred_at: `2026-02-10T${10 + (index % 10)}:00:00Z` }));
    const { log, paths } = logOf({ events: () => rows });
    const { events, gap } = await log.find(['person.deleted'], YESTERDAY);

    expect(paths()).toHaveLength(4);
    expect(gap).toBeUndefined();
    expect(new Set(idsOf(events)).size).toBe(450);
    const times = events.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort());
  });

  test('can be too many to hold', async () => {
    const rows = many(20_001);
    const { log } = logOf({ events: (_, name) => (name === 'person.deleted' ? rows : [deletion(5)]), pageSize: 5000 });

    expect(await log.find(['person.deleted'], YESTERDAY)).toEqual({ events: [], gap: { reason: 'too many' } });
    const others = await log.find(['person.deleted', 'employment.deleted'], YESTERDAY);
    expect(others.gap).toEqual({ reason: 'too many' });
  });

  test('of two names can be too many together', async () => {
    const rows = many(10_001);
    const { log } = logOf({
      events: (_, event_name) => rows.map((row) => ({ ...row, event_name })),
      pageSize: 20_000,
    });

    expect(await log.find(['person.deleted'], YESTERDAY)).toMatchObject({ events: { length: 10_001 } });
    expect(await log.find(['person.deleted', 'employment.deleted'], YESTERDAY)).toEqual({
      events: [],
      gap: { reason: 'too many' },
    });
  });
});

describe('the absence of events can mean that none are available', () => {
  test.each([
    ['without webhooks', []],
    ['with webhooks for other events', [{ id: 'w1', enabled_events: ['document.deleted'] }]],
  ])('%s', async (_, webhooks) => {
    const { log, paths } = logOf({ webhooks });

    expect(await log.find(['person.deleted'], YESTERDAY)).toEqual({ events: [], gap: { reason: 'no webhook' } });
    expect(paths()).toHaveLength(1);
  });

  test.each([
    ['the right is missing', new ApiError('forbidden', 403, 1)],
    ['the account has no webhooks', new ApiError('feature', 412, 1)],
    ['the server fails', new ApiError('server', 503, 3)],
    ['there is no answer', new ApiError('unreachable', 0, 3)],
  ])('if %s, and the request is not repeated', async (_, error) => {
    const { log, paths } = logOf({ list: error });
    const found = { events: [], gap: { reason: 'failed', error } };

    expect(await log.find(['person.deleted'], YESTERDAY)).toEqual(found);
    expect(await log.find(['employment.deleted'], YESTERDAY)).toEqual(found);
    expect(paths()).toHaveLength(1);
  });

  test('for one webhook: the events of the others are used all the same', async () => {
    const error = new ApiError('not_found', 404, 1);
    const { log } = logOf({
      webhooks: [ALL, { ...ALL, id: 'w2' }],
      events: (webhook) => (webhook === 'w1' ? error : [deletion(17)]),
    });
    const { events, gap } = await log.find(['person.deleted'], YESTERDAY);

    expect(idsOf(events)).toEqual(['17']);
    expect(gap).toEqual({ reason: 'failed', error });
  });

  test('behind a link that loops', async () => {
    const api = fakeApi(({ target }) =>
      target === '/v2/webhooks'
        ? { _data: [ALL] }
        : { _data: [deletion(17)], _meta: { links: { next: '/v2/webhooks/w1/events?cursor=1' } } },
    );
    const { gap } = await new WebhookLog(() => api, AT).find(['person.deleted'], YESTERDAY);

    expect(gap).toMatchObject({ reason: 'failed', error: { name: 'PagingError' } });
  });

  test('but not the end of the sync, nor a bug of ours', async () => {
    for (const error of [new DOMException('stopped', 'AbortError'), new TypeError('bug')]) {
      await expect(logOf({ list: error }).log.find(['person.deleted'], YESTERDAY)).rejects.toBe(error);
      await expect(logOf({ events: () => error }).log.find(['person.deleted'], YESTERDAY)).rejects.toBe(error);
    }
  });
});
