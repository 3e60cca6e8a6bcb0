import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { describe, expect, test, vi } from 'vitest';
import {
  eventTurns,
  failure,
  guardRequests,
  HOST,
  login,
  PAGE,
  persons,
  problem,
  ROUTE,
  settled,
  setUp,
} from '../../integration_tests/units/test_client.ts';

guardRequests();

describe('404 apinot_found', () => {
  const route = (beta: boolean) =>
    beta ? nock(HOST, { reqheaders: { beta: 'true' } }).get(ROUTE) : nock(HOST, { badheaders: ['beta'] }).get(ROUTE);

  test('is retried in beta, which is kept for the endpoint if it helps', async () => {
    const { get } = setUp();
    login();
    route(false).reply(404, problem('apinot_found'));
    route(true).times(2).reply(200, PAGE);
    nock(HOST, { badheaders: ['beta'] })
      .get('/v2/projects')
      .reply(200, PAGE);

    await settled(get());
    await settled(get());
    await settled(get('/v2/projects', '/v2/projects'));
  });

  test('is discovered by one of many requests', async () => {
    const { get } = setUp();
    login();
    route(false).reply(404, problem('apinot_found'));
    route(true).times(20).reply(200, PAGE);

    await settled(Promise.all(Array.from({ length: 20 }, () => get())));
  });

  test('is also retried in beta by a request that was in flight when another one discovered it', async () => {
    const { get } = setUp();
    login();
    route(false).times(20).reply(200, PAGE);
    await settled(Promise.all(Array.from({ length: 20 }, () => get())));
    route(false).reply(404, problem('apinot_found'));
    const late = Promise.withResolvers<void>();
    route(false).reply(404, async () => {
      await late.promise;
      return problem('apinot_found');
    });
    route(true).reply(200, () => {
      setImmediate(late.resolve);
      return PAGE;
    });
    route(true).reply(200, PAGE);

    expect((await settled(Promise.all([get(), get()]))).value).toHaveLength(2);
  });

  test('in beta, too, means that the account lacks the feature', async () => {
    const { get } = setUp();
    login();
    route(false).reply(404, problem('apinot_found'));
    route(true).reply(404, problem('apinot_found'));

    expect(await failure(get())).toMatchObject({ reason: 'feature', status: 404, attempts: 2 });
  });

  test('that beta does not help is requested without it the next time', async () => {
    const { get } = setUp();
    login();
    route(false).times(2).reply(404, problem('apinot_found'));
    route(true).times(2).reply(404, problem('apinot_found'));

    await failure(get());
    await failure(get());
  });
});

describe('429', () => {
  const bucket = { 'x-ratelimit-replenish-rate': '10', 'x-ratelimit-remaining': '0' };

  test('is waited for as long as Retry-After says', async () => {
    const { get, events } = setUp();
    login();
    persons().reply(429, '', { ...bucket, 'retry-after': '30' });
    persons().reply(200, PAGE);

    const { value, ms } = await settled(get());

    expect(value).toEqual([{ id: '1' }]);
    expect(ms).toBeGreaterThanOrEqual(30_000);
    expect(ms).toBeLessThan(32_000);
    expect(events).toEqual(['sent', 'retried: throttled', 'paused', 'sent']);
  });

  test('pauses the endpoint, not one request, and no other endpoint', async () => {
    const { get } = setUp();
    login();
    const at: Record<string, number> = {};
    persons().reply(429, '', { ...bucket, 'retry-after': '30' });
    persons().twice().reply(200, PAGE);
    nock(HOST).get('/v2/projects').reply(200, PAGE);
    const started = performance.now();
    const note = (name: string) => () => {
      at[name] = performance.now() - started;
    };

    const refused = get().then(note('refused'));
    await eventTurns();
    const pending = [refused, get().then(note('same')), get('/v2/projects', '/v2/projects').then(note('other'))];
    await settled(Promise.all(pending));

    expect(at.refused).toBeGreaterThanOrEqual(30_000);
    expect(at.same).toBeGreaterThanOrEqual(30_000);
    expect(at.other).toBeLessThan(1000);
  });

  test('that asks for more than retry_seconds fails immediately, with the time', async () => {
    const { get, events } = setUp({ retrySeconds: 600 });
    login();
    persons().reply(429, '', { 'retry-after': '86400' });

    const started = performance.now();
    const error = await failure(get());

    expect(error).toMatchObject({ reason: 'throttled', status: 429, attempts: 1 });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(Math.abs((error.retryAt ?? 0) - (Date.now() + 86_400_000))).toBeLessThan(5000);
    expect(events).toEqual(['sent']);
  });

  test('that asks for more than retry_seconds also fails the next request of the endpoint', async () => {
    const { get } = setUp({ retrySeconds: 600 });
    login();
    persons().reply(429, '', { 'retry-after': '86400' });
    await failure(get());

    let outcome = 'still waiting';
    get().catch((error) => {
      outcome = error.reason;
    });
    for (let second = 0; second < 60; second++) {
      await eventTurns(5);
      vi.advanceTimersByTime(1000);
    }

    expect(outcome).toBe('throttled');
  });

  test.each([
    ['seconds', '99999999999999999999'],
    ['more seconds than a number can be', '9'.repeat(400)],
    ['a date', 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ])('that is longer than dates go fails with the last of them: %s', async (_, value) => {
    const { get } = setUp();
    login();
    persons().reply(429, '', { 'retry-after': value });

    expect(Math.abs(((await failure(get())).retryAt ?? 0) - Date.parse('9999-12-31T23:59:59Z'))).toBeLessThan(2000);
  });

  test('of the login is waited for, too, and reported to those that wait for it', async () => {
    const { get, events } = setUp();
    nock(HOST)
      .post('/v2/auth/token')
      .reply(429, '', { ...bucket, 'retry-after': '5' });
    login();
    persons().reply(200, PAGE);

    const { ms } = await settled(get());

    expect(ms).toBeGreaterThanOrEqual(5000);
    expect(events).toEqual(['paused', 'sent']);
  });
});

describe('an announced rate', () => {
  const announced = (rate: string) => ({ 'x-ratelimit-replenish-rate': rate, 'x-ratelimit-remaining': '0' });

  test('that is slow is reported and waited for', async () => {
    const { get, events } = setUp();
    login();
    persons().twice().reply(200, PAGE, announced('0.1'));

    const { ms } = await settled(Promise.all([get(), get()]));

    expect(ms).toBeGreaterThan(10_000);
    expect(events).toEqual(['sent', 'paused', 'sent']);
  });

  test.each(['0', '0.0', '1e-9', '0.000001'])('of %s is reported and fails immediately', async (rate) => {
    const { get, events } = setUp();
    login();
    persons().reply(200, PAGE, announced(rate));
    await settled(get());
    const started = performance.now();

    expect(await failure(get())).toMatchObject({ reason: 'throttled', retryAt: expect.any(Number) });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(events).toEqual(['sent', 'paused']);
  });

  test.each(['-1', 'NaN', 'none', 'Infinity'])('of %s is ignored', async (rate) => {
    const { get } = setUp();
    login();
    persons().times(3).reply(200, PAGE, announced(rate));

    const { ms } = await settled(Promise.all([get(), get(), get()]));

    expect(ms).toBeLessThan(1000);
  });
});

describe('a compressed answer', () => {
  const asked = () => nock(HOST, { reqheaders: { 'accept-encoding': 'gzip' } }).get(ROUTE);
  const notAsked = () => nock(HOST, { badheaders: ['accept-encoding'] }).get(ROUTE);
  const large = { _data: [{ id: 'x'.repeat(100_000) }] };

  test.each<[string, (() => nock.Scope)[]]>([
    ['until answers are known to be small', [() => asked().reply(200, PAGE), () => notAsked().reply(200, PAGE)]],
    [
      'if responses are large, and a single small one changes nothing',
      [() => asked().reply(200, large), () => asked().reply(200, PAGE), () => asked().reply(200, PAGE)],
    ],
    [
      'again if responses become large',
      [() => asked().reply(200, PAGE), () => notAsked().reply(200, large), () => asked().reply(200, PAGE)],
    ],
  ])('is requested %s', async (_, answers) => {
    const { get } = setUp();
    login();
    for (const answer of answers) answer();

    for (const _answer of answers) await settled(get());
  });

  test('is read even if it was not requested', async () => {
    const { get } = setUp();
    login();
    asked().reply(200, PAGE);
    notAsked().reply(200, gzipSync(JSON.stringify(PAGE)), { 'content-encoding': 'gzip' });

    await settled(get());

    expect((await settled(get())).value).toEqual([{ id: '1' }]);
  });
});
