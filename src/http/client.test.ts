import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from './api_error.ts';
import { type ClientOptions, HttpClient, SILENT, type Watcher } from './client.ts';

// The waits of the client run on the same faked timers as everything else.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(value), ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
}));

const HOST = 'https://api.personio.de';
const PAGE = { _data: [{ id: '1' }], _meta: { links: {} } };
const ROUTE = '/v2/persons';

const unmatched: string[] = [];
nock.emitter.on('no match', (request) => unmatched.push(`${request.method} ${request.url}`));
const clients: HttpClient[] = [];

beforeEach(() => {
  nock.disableNetConnect();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await Promise.all(clients.splice(0).map((client) => client.close()));
  const left = nock.pendingMocks();
  nock.cleanAll();
  expect(unmatched.splice(0), 'requests that nobody expected').toEqual([]);
  expect(left, 'requests that were not made').toEqual([]);
});

interface Setup {
  readonly client: HttpClient;
  readonly events: string[];
  readonly tokens: string[];
  /** What became of a request; `page` of its rows. */
  readonly get: (target?: string, route?: string, signal?: AbortSignal) => Promise<unknown>;
}

function setUp(options: Partial<ClientOptions> = {}): Setup {
  const events: string[] = [];
  const tokens: string[] = [];
  const watcher: Watcher = {
    sent: () => events.push('sent'),
    retried: (reason) => events.push(`retried: ${reason}`),
    paused: () => events.push('paused'),
  };
  const signal = new AbortController().signal;
  const client = new HttpClient(
    {
      apiUrl: HOST,
      clientId: 'the id',
      clientSecret: 'the+secret',
      headers: {},
      feedUrl: undefined,
      settings: {},
      maxConcurrency: 10,
      retrySeconds: 600,
      room: async () => {},
      onToken: (token) => tokens.push(token),
      ...options,
    },
    signal,
  );
  clients.push(client);
  const get: Setup['get'] = (target = ROUTE, route = ROUTE, own = signal) =>
    client.api(watcher, own).get({ route, target }, (body) => {
      const rows = (body as { _data?: unknown })._data;
      return Array.isArray(rows) ? rows : undefined;
    });
  return { client, events, tokens, get };
}

/** Lets real events happen, then virtual time pass, until the promise is settled; tells how much time that took. */
async function settled<T>(promise: Promise<T>, stepMs = 100): Promise<{ value: T; ms: number }> {
  let done = false;
  const end = () => {
    done = true;
  };
  promise.then(end, end);
  const before = performance.now();
  while (!done) {
    await eventTurns();
    if (!done) vi.advanceTimersByTime(stepMs);
  }
  return { value: await promise, ms: performance.now() - before };
}

async function eventTurns(count = 30): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function failure(promise: Promise<unknown>, stepMs?: number): Promise<ApiError> {
  const error = await settled(
    promise.then(
      () => new Error('it succeeded'),
      (reason: unknown) => reason,
    ),
    stepMs,
  );
  if (error.value instanceof ApiError) return error.value;
  throw error.value;
}

function login(token = 't1', times = 1): void {
  nock(HOST)
    .post('/v2/auth/token', 'grant_type=client_credentials&client_id=the+id&client_secret=the%2Bsecret')
    .times(times)
    .reply(200, { access_token: token, expires_in: 3600 });
}

const persons = (token = 't1') => nock(HOST, { reqheaders: { authorization: `Bearer ${token}` } }).get(ROUTE);
const problem = (code: string) => ({ errors: [{ type: `https://developer.personio.de/errors#${code}` }] });

describe('a request', () => {
  test('logs in first, and sends the token and the headers of the configuration', async () => {
    const { get, tokens, events } = setUp({ headers: { 'x-personio-partner-id': 'ACME' } });
    login();
    nock(HOST, {
      reqheaders: {
        authorization: 'Bearer t1',
        accept: 'application/json',
        'accept-encoding': 'gzip',
        'x-personio-partner-id': 'ACME',
      },
      badheaders: ['beta'],
    })
      .get('/v2/persons?limit=50&cursor=a%2Bb')
      .reply(200, PAGE);

    const { value } = await settled(get('/v2/persons?limit=50&cursor=a%2Bb'));

    expect(value).toEqual([{ id: '1' }]);
    expect(tokens).toEqual(['t1']);
    expect(events).toEqual(['sent']);
  });

  test('adds its query to the path, encoded', async () => {
    const { client } = setUp();
    login();
    nock(HOST).get('/v2/persons').query({ 'updated_at.gt': '2026-01-01T00:00:00Z', limit: '50' }).reply(200, PAGE);
    const api = client.api({ sent() {}, retried() {}, paused() {} }, new AbortController().signal);

    await settled(
      api.get(
        { route: ROUTE, target: ROUTE, query: { 'updated_at.gt': '2026-01-01T00:00:00Z', limit: 50 } },
        (body) => body,
      ),
    );
  });

  test('goes below the path of the configured address; a link is taken as it is', async () => {
    const { get } = setUp({ apiUrl: `${HOST}/gateway/` });
    nock(HOST).post('/gateway/v2/auth/token').reply(200, { access_token: 't1' });
    nock(HOST).get('/gateway/v2/persons').reply(200, PAGE);
    nock(HOST).get('/elsewhere/v2/persons?cursor=x').reply(200, PAGE);

    await settled(get());
    await settled(get(`${HOST}/elsewhere/v2/persons?cursor=x`));
  });

  test('shares one login with all others', async () => {
    const { get, tokens } = setUp();
    login();
    persons().times(20).reply(200, PAGE);

    await settled(Promise.all(Array.from({ length: 20 }, () => get())));

    expect(tokens).toEqual(['t1']);
  });

  test('keeps the digits of big numbers', async () => {
    const { get } = setUp();
    login();
    persons().reply(200, '{"_data":[{"id":9007199254740993}]}');

    expect(JSON.stringify((await settled(get())).value)).toBe('[{"id":9007199254740993}]');
  });

  test('waits while there is no room for another page, holding its place', async () => {
    let open: () => void = () => {};
    const room = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    const { client, events, get } = setUp({
      room: () => {
        // The login may pass.
        return ++asked === 1 ? Promise.resolve() : room;
      },
    });
    login();
    await settled(client.serverTime());
    persons().reply(200, PAGE);

    const pending = get();
    await eventTurns();
    expect(events).toEqual([]);
    open();
    await settled(pending);

    expect(events).toEqual(['sent']);
  });

  test.each([1, 3])('is one of at most %i at once', async (maxConcurrency) => {
    const { get } = setUp({ maxConcurrency });
    login();
    let running = 0;
    let most = 0;
    nock(HOST)
      .get(ROUTE)
      .times(8)
      .reply(async () => {
        most = Math.max(most, ++running);
        await eventTurns(3);
        running--;
        return [200, PAGE];
      });

    await settled(Promise.all(Array.from({ length: 8 }, () => get())));

    expect(most).toBe(maxConcurrency);
  });
});

describe('the clock of the server', () => {
  test('is read when logging in', async () => {
    const { client } = setUp();
    const date = new Date(Date.now() + 3_600_000);
    nock(HOST).post('/v2/auth/token').reply(200, { access_token: 't1' }, { date: date.toUTCString() });

    const { value } = await settled(client.serverTime());

    expect(Math.abs(value.now - date.getTime())).toBeLessThan(2000);
    expect(value.doubt).toBeUndefined();
  });

  test('is ours where the server tells none', async () => {
    const { client } = setUp();
    login();

    const { value } = await settled(client.serverTime());

    expect(Math.abs(value.now - Date.now())).toBeLessThan(2000);
    expect(value.doubt).toBeUndefined();
  });
});

describe('a clock of the server that is not ours by days', () => {
  const farAhead = () =>
    nock(HOST).post('/v2/auth/token').reply(200, { access_token: 't1' }, { date: 'Fri, 31 Dec 9999 23:59:59 GMT' });

  test('is in doubt, like ours', async () => {
    const { client } = setUp();
    farAhead();

    const { value } = await settled(client.serverTime());

    expect(Math.abs(value.now - Date.now())).toBeLessThan(2000);
    expect(value.doubt?.server).toBeGreaterThan(Date.parse('9999-12-30T00:00:00Z'));
  });

  test('does not tell when a rate limit ends', async () => {
    const { get } = setUp({ retrySeconds: 60 });
    farAhead();
    persons().reply(429, '', { 'retry-after': '3600' });

    const { retryAt = 0 } = await failure(get());

    expect(Math.abs(retryAt - Date.now() - 3_600_000)).toBeLessThan(5000);
  });
});

describe('a name that is not found', () => {
  const failing = (host: string, code: string) =>
    nock(`https://${host}`)
      .post('/v2/auth/token')
      .times(20)
      .replyWithError(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code, hostname: host }));
  const given = { apiUrl: 'https://api.acme.example', settings: { 'API URL': 'https://api.acme.example' } };

  test('and that the user gave is wrong: nobody waits', async () => {
    const { get } = setUp(given);
    failing('api.acme.example', 'ENOTFOUND');
    const started = performance.now();

    const error = await failure(get());
    nock.cleanAll();

    expect(error).toMatchObject({ reason: 'no_host', attempts: 1, login: true });
    expect(error.host).toEqual({ host: 'api.acme.example', setting: 'API URL' });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test.each([
    ['Personio’s own', 'api.personio.de', 'ENOTFOUND', {}],
    ['one that is unknown for now', 'api.acme.example', 'EAI_AGAIN', given],
  ])('for half a minute is given up: %s', async (_, host, code, options) => {
    const { get } = setUp(options);
    failing(host, code);
    const started = performance.now();

    const error = await failure(get());
    nock.cleanAll();

    expect(error).toMatchObject({ reason: 'unresolved', host: undefined });
    expect(performance.now() - started).toBeGreaterThan(10_000);
    expect(performance.now() - started).toBeLessThan(31_000);
  });

  test('in the middle of other failures is waited for as long as if it were the first', async () => {
    const { get } = setUp();
    login();
    persons().times(7).reply(503);
    persons().replyWithError(
      Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN', hostname: 'api.personio.de' }),
    );
    persons().reply(200, PAGE);

    const { value, ms } = await settled(get());

    expect(value).toEqual([{ id: '1' }]);
    expect(ms).toBeGreaterThan(30_000);
  });
});

describe('an answer that is too large', () => {
  const MB = 1024 * 1024;
  const bomb = (megabytes: number) => gzipSync(Buffer.alloc(megabytes * MB, ' '));
  const api = (client: HttpClient) => client.api(SILENT, new AbortController().signal);

  test.each([
    ['a page', 65, {}],
    ['a whole list', 257, { large: true }],
  ])('is given up at once: %s', async (_, megabytes, more) => {
    const { client } = setUp();
    login();
    persons().reply(200, bomb(megabytes));

    const error = await failure(api(client).get({ route: ROUTE, target: ROUTE, ...more }, (body) => body));

    expect(error).toMatchObject({ reason: 'too_large', status: 200, attempts: 1, mostBytes: (megabytes - 1) * MB });
  });

  test('may be of a whole list', async () => {
    const { client } = setUp();
    login();
    persons().reply(200, gzipSync(`{"_data":[]}${' '.repeat(65 * MB)}`));

    const { value } = await settled(api(client).get({ route: ROUTE, target: ROUTE, large: true }, (body) => body));

    expect(value).toEqual({ _data: [] });
  });

  test('as the answer to a login is no better', async () => {
    const { get } = setUp();
    nock(HOST).post('/v2/auth/token').reply(200, bomb(65));

    expect(await failure(get())).toMatchObject({ reason: 'too_large', login: true, attempts: 1 });
  });

  test('of a failure is that failure', async () => {
    const { get } = setUp();
    login();
    persons().reply(404, bomb(2));

    expect(await failure(get())).toMatchObject({ reason: 'not_found', status: 404 });
  });
});

describe('what passes is tried again', () => {
  test.each([
    ['408', 408, '', {}, 'unreachable'],
    ['425', 425, '', {}, 'unreachable'],
    ['500', 500, problem('common.internal_error'), {}, 'server'],
    ['502 with HTML', 502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }, 'server'],
    ['503', 503, '', {}, 'server'],
    ['504 without anything', 504, '', {}, 'server'],
    ['200 with HTML', 200, '<!doctype html><title>Maintenance</title>', {}, 'garbled'],
    ['200 with nothing', 200, '', {}, 'garbled'],
    ['200 with blanks', 200, ' \n', {}, 'garbled'],
    ['200 cut short', 200, '{"_data":[{"id":"1"},{"id":', {}, 'garbled'],
    ['200 with NaN', 200, '{"_data":[{"hours":NaN}]}', {}, 'garbled'],
    [
      '200 with invalid UTF-8',
      200,
      Buffer.from([...Buffer.from('{"_data":["'), 0xff, 0xfe, ...Buffer.from('"]}')]),
      {},
      'garbled',
    ],
    [
      '200 with half a gzip',
      200,
      gzipSync(JSON.stringify(PAGE)).subarray(0, 30),
      { 'content-encoding': 'gzip' },
      'garbled',
    ],
    ['200 without _data', 200, { _meta: { links: {} } }, {}, 'unexpected'],
    ['200 with _data null', 200, { _data: null }, {}, 'unexpected'],
    ['200 with _data an object', 200, { _data: { id: '1' } }, {}, 'unexpected'],
    ['200 with an error inside', 200, { success: false, error: { message: 'no' } }, {}, 'unexpected'],
    ['201', 201, PAGE, {}, 'garbled'],
    ['204', 204, '', {}, 'garbled'],
    ['a redirect to nowhere', 302, '', {}, 'garbled'],
  ])('%s, then a page', async (_, status, body, headers, reason) => {
    const { get, events } = setUp();
    login();
    persons().reply(status, body, headers);
    persons().reply(200, PAGE);

    const { value } = await settled(get());

    expect(value).toEqual([{ id: '1' }]);
    expect(events).toEqual(['sent', `retried: ${reason}`, 'sent']);
  });

  test('a connection that was lost, several times in a row, with growing pauses', async () => {
    const { get, events } = setUp();
    login();
    for (let i = 0; i < 5; i++) persons().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    persons().reply(200, PAGE);

    const { ms } = await settled(get());

    expect(events.filter((event) => event === 'retried: unreachable')).toHaveLength(5);
    // Half to the whole of 0.5 + 1 + 2 + 4 + 8 seconds.
    expect(ms).toBeGreaterThan(7_500);
    expect(ms).toBeLessThan(30_000);
  });

  test('a login too', async () => {
    const { get } = setUp();
    nock(HOST).post('/v2/auth/token').reply(503);
    nock(HOST).post('/v2/auth/token').reply(200, '<html>');
    nock(HOST).post('/v2/auth/token').reply(400, { error: 'temporarily_unavailable' });
    login();
    persons().reply(200, PAGE);

    expect((await settled(get())).value).toEqual([{ id: '1' }]);
  });
});

describe('what does not pass is given up', () => {
  test.each([
    [500, '', 'server'],
    [200, '<html>', 'garbled'],
    [204, '', 'garbled'],
  ])('%i %s: after retry_seconds', async (status, body, reason) => {
    const { get, events } = setUp({ retrySeconds: 100 });
    login();
    nock(HOST).get(ROUTE).times(100).reply(status, body);

    const started = performance.now();
    const error = await failure(get());
    const seconds = (performance.now() - started) / 1000;
    nock.cleanAll();

    expect([error.reason, error.status]).toEqual([reason, status]);
    expect(error.attempts).toBe(events.filter((event) => event === 'sent').length);
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(101);
  });

  test('without any patience: at the first failure', async () => {
    const { get } = setUp({ retrySeconds: 0 });
    login();
    persons().reply(500);

    expect(await failure(get())).toMatchObject({ reason: 'server', status: 500, attempts: 1 });
  });

  test('JSON of another shape: after a minute, since it will not change', async () => {
    const { get } = setUp();
    login();
    nock(HOST).get(ROUTE).times(100).reply(200, { _data: null });

    const started = performance.now();
    const error = await failure(get());
    nock.cleanAll();

    expect(error.reason).toBe('unexpected');
    expect(performance.now() - started).toBeLessThan(61_000);
  });

  test('a 500 of what can be divided: after half a minute', async () => {
    const { client } = setUp();
    login();
    nock(HOST).get(ROUTE).times(100).reply(500);
    const api = client.api({ sent() {}, retried() {}, paused() {} }, new AbortController().signal);

    const started = performance.now();
    const error = await failure(api.get({ route: ROUTE, target: ROUTE, divisible: true }, (body) => body));
    nock.cleanAll();

    expect(error).toMatchObject({ reason: 'server', status: 500 });
    expect(performance.now() - started).toBeLessThan(31_000);
    expect(performance.now() - started).toBeGreaterThan(10_000);
  });

  test.each([
    [400, 'refused'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [410, 'refused'],
    [412, 'feature'],
    [422, 'refused'],
  ])('%i: at once', async (status, reason) => {
    const { get, events } = setUp();
    login();
    persons().reply(status, problem('common.bad_request'));

    const error = await failure(get());

    expect(error).toMatchObject({ reason, status, attempts: 1 });
    expect(error.message).toContain('common.bad_request');
    expect(events).toEqual(['sent']);
  });

  test('a login with wrong credentials: at once, and the endpoint is not asked', async () => {
    const { get, events } = setUp();
    nock(HOST).post('/v2/auth/token').reply(400, { error: 'invalid_client' });

    expect(await failure(get())).toMatchObject({ reason: 'unauthorized', status: 400, attempts: 1 });
    expect(events).toEqual([]);
  });

  test('an error quotes nothing of what the server wrote but a code of Personio’s own', async () => {
    const { get } = setUp();
    login();
    const errors = (code: string) => [{ type: `x#${code}`, title: 'anna@example.com', detail: 'Anna Müller' }];
    persons().reply(400, { errors: errors('common.bad_request') });
    persons().reply(400, { errors: errors('anna_is_ill') });

    expect((await failure(get())).message).toBe('refused: status 400 (common.bad_request) after 1 request');
    expect((await failure(get())).message).toBe('refused: status 400 after 1 request');
  });
});

describe('401', () => {
  test('renews the token once', async () => {
    const { get, tokens, events } = setUp();
    login('t1');
    persons('t1').reply(401);
    login('t2');
    persons('t2').reply(200, PAGE);

    const { value } = await settled(get());

    expect(value).toEqual([{ id: '1' }]);
    expect(tokens).toEqual(['t1', 't2']);
    expect(events).toEqual(['sent', 'sent']);
  });

  test('with a token that was just fetched is a missing right', async () => {
    const { get, tokens } = setUp();
    login('t1');
    persons('t1').reply(401);
    login('t2');
    persons('t2').reply(401);

    expect(await failure(get())).toMatchObject({ reason: 'unauthorized', status: 401, attempts: 2 });
    expect(tokens).toEqual(['t1', 't2']);
  });

  test('of many requests at once renews the token once', async () => {
    const { client, get, tokens } = setUp();
    login('t1');
    await settled(client.serverTime());
    persons('t1').times(10).reply(401);
    login('t2');
    persons('t2').times(10).reply(200, PAGE);

    // The first request of an endpoint goes alone; the others have the renewed token already.
    const routes = Array.from({ length: 10 }, (_, index) => get(ROUTE, `route ${index}`));
    await settled(Promise.all(routes));

    expect(tokens).toEqual(['t1', 't2']);
  });

  test('again and again is given up, also where the right was seen', async () => {
    const { get, tokens } = setUp();
    let count = 0;
    nock(HOST)
      .post('/v2/auth/token')
      .times(5)
      .reply(() => [200, { access_token: `token ${++count}` }]);
    nock(HOST).get(ROUTE).reply(200, { _data: [] });
    nock(HOST).get(ROUTE).times(5).reply(401, '');

    await get();

    expect(await failure(get())).toMatchObject({ reason: 'unauthorized', attempts: 5 });
    expect(tokens).toHaveLength(5);
  });
});

describe('404 apinot_found', () => {
  const route = (beta: boolean) =>
    beta ? nock(HOST, { reqheaders: { beta: 'true' } }).get(ROUTE) : nock(HOST, { badheaders: ['beta'] }).get(ROUTE);

  test('is tried in beta, which is kept for the endpoint if it helps', async () => {
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

  test('is tried in beta, too, by a request that was under way when another learned of it', async () => {
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

  test('in beta too means that the account lacks the feature', async () => {
    const { get } = setUp();
    login();
    route(false).reply(404, problem('apinot_found'));
    route(true).reply(404, problem('apinot_found'));

    expect(await failure(get())).toMatchObject({ reason: 'feature', status: 404, attempts: 2 });
  });

  test('that beta does not help is asked without it the next time', async () => {
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

  test('is waited out as Retry-After says', async () => {
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

  test('that asks for more than retry_seconds fails at once, with the time', async () => {
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

  test('that asks for more than retry_seconds fails the next request of the endpoint too', async () => {
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

  test('of the login is waited out too, and who waits for it is told', async () => {
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

  test('that is slow is told, and waited for', async () => {
    const { get, events } = setUp();
    login();
    persons().twice().reply(200, PAGE, announced('0.1'));

    const { ms } = await settled(Promise.all([get(), get()]));

    expect(ms).toBeGreaterThan(10_000);
    expect(events).toEqual(['sent', 'paused', 'sent']);
  });

  test.each(['0', '0.0', '1e-9', '0.000001'])('of %s is told, and fails at once', async (rate) => {
    const { get, events } = setUp();
    login();
    persons().reply(200, PAGE, announced(rate));
    await settled(get());
    const started = performance.now();

    expect(await failure(get())).toMatchObject({ reason: 'throttled', retryAt: expect.any(Number) });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(events).toEqual(['sent', 'paused']);
  });

  test.each(['-1', 'NaN', 'none', 'Infinity'])('of %s is none', async (rate) => {
    const { get } = setUp();
    login();
    persons().times(3).reply(200, PAGE, announced(rate));

    const { ms } = await settled(Promise.all([get(), get(), get()]));

    expect(ms).toBeLessThan(1000);
  });
});

describe('a body', () => {
  const text = JSON.stringify(PAGE);
  const zipped = gzipSync(text);

  test.each([
    ['zipped, as the header says', zipped, { 'content-encoding': 'gzip' }],
    ['zipped, though no header says so', zipped, {}],
    ['zipped, though the header says otherwise', zipped, { 'content-encoding': 'identity' }],
    ['plain, though the header says zipped', Buffer.from(text), { 'content-encoding': 'gzip' }],
    ['with a byte order mark', `\uFEFF${text}`, {}],
    ['zipped with a byte order mark', gzipSync(`\uFEFF${text}`), {}],
    ['of another content type', text, { 'content-type': 'text/plain' }],
  ])('%s is read', async (_, body, headers) => {
    const { get, events } = setUp();
    login();
    persons().reply(200, body, headers);

    expect((await settled(get())).value).toEqual([{ id: '1' }]);
    expect(events).toEqual(['sent']);
  });
});

describe('a redirect', () => {
  test.each([
    ['absolute', `${HOST}/v2/moved?cursor=a`],
    ['relative', '/v2/moved?cursor=a'],
  ])('on the same origin is followed: %s', async (_, location) => {
    const { get } = setUp();
    login();
    persons().reply(307, '', { location });
    nock(HOST, { reqheaders: { authorization: 'Bearer t1' } })
      .get('/v2/moved?cursor=a')
      .reply(200, PAGE);

    expect((await settled(get())).value).toEqual([{ id: '1' }]);
  });

  test.each([
    ['another host', 'https://evil.example/v2/persons'],
    ['another host without scheme', '//evil.example/v2/persons'],
    ['another scheme', 'http://api.personio.de/v2/persons'],
    ['another port', 'https://api.personio.de:444/v2/persons'],
    ['a host that only begins like it', 'https://api.personio.de.evil.example/v2/persons'],
    ['a user of that name', 'https://api.personio.de@evil.example/v2/persons'],
    ['nothing that is an address', 'https://'],
  ])('to %s is not followed, and the token goes nowhere', async (_, location) => {
    const { get, events } = setUp();
    login();
    persons().reply(302, '', { location });

    expect(await failure(get())).toMatchObject({ reason: 'redirected', status: 302 });
    expect(events).toEqual(['sent']);
  });

  test('in a circle is given up', async () => {
    const { get } = setUp();
    login();
    nock(HOST).get(ROUTE).times(6).reply(302, '', { location: ROUTE });

    expect(await failure(get())).toMatchObject({ reason: 'redirected' });
  });

  test('of the login to another origin is not followed: the secret goes nowhere', async () => {
    const { get } = setUp();
    nock(HOST).post('/v2/auth/token').reply(307, '', { location: 'https://evil.example/v2/auth/token' });

    expect(await failure(get())).toMatchObject({ reason: 'redirected' });
  });
});

describe('a link to another origin', () => {
  test.each([
    'https://evil.example/v2/persons?cursor=a',
    '//evil.example/v2/persons',
    'http://api.personio.de/v2/persons',
  ])('%s is not followed, and nothing is sent', async (link) => {
    const { get, events } = setUp();

    const error = await failure((async () => await get(link))());

    expect(error.reason).toBe('redirected');
    expect(events).toEqual([]);
  });
});

describe('API v1', () => {
  const V1_ROUTE = '/v1/company/employees';
  const v1 = (token: string) => nock(HOST, { reqheaders: { authorization: `Bearer ${token}` } }).get(V1_ROUTE);

  test('has a login of its own, whose token is masked like the other', async () => {
    const { get, tokens } = setUp();
    nock(HOST)
      .post('/v1/auth', { client_id: 'the id', client_secret: 'the+secret' })
      .reply(200, { success: true, data: { token: 'v1-token', expires_in: 86_400 } });
    v1('v1-token').times(2).reply(200, PAGE);

    await settled(Promise.all([get(V1_ROUTE, V1_ROUTE), get(V1_ROUTE, V1_ROUTE)]));

    expect(tokens).toEqual(['v1-token']);
  });

  test.each([401, 403, 404])('is asked with the token of v2 where its login is closed (%i)', async (status) => {
    const { get } = setUp();
    nock(HOST)
      .post('/v1/auth')
      .times(2)
      .reply(status, { success: false, error: { code: 0, message: 'Wrong credentials' } });
    login('v2-token');
    v1('v2-token').reply(200, PAGE);

    expect((await settled(get(V1_ROUTE, V1_ROUTE))).value).toEqual([{ id: '1' }]);
  });

  test('logs in with a form where JSON is refused', async () => {
    const { get } = setUp();
    nock(HOST, { reqheaders: { 'content-type': 'application/json' } })
      .post('/v1/auth')
      .reply(400, {});
    nock(HOST, { reqheaders: { 'content-type': 'application/x-www-form-urlencoded' } })
      .post('/v1/auth')
      .reply(200, { success: true, data: { token: 'v1-token' } });
    v1('v1-token').reply(200, PAGE);

    expect((await settled(get(V1_ROUTE, V1_ROUTE))).value).toEqual([{ id: '1' }]);
  });

  test('logs in once more where a 403 says that the token has ended, not where the right is missing', async () => {
    const { get, tokens } = setUp();
    const answer = (token: string) => ({ success: true, data: { token } });
    nock(HOST).post('/v1/auth').reply(200, answer('old'));
    nock(HOST).post('/v1/auth').reply(200, answer('new'));
    v1('old').reply(403, { success: false, error: { code: 403, message: 'Provided authorization is not valid' } });
    v1('new').reply(200, PAGE);
    v1('new').reply(403, { success: false, error: { code: 0, message: 'This action is unauthorized.' } });

    expect((await settled(get(V1_ROUTE, V1_ROUTE))).value).toEqual([{ id: '1' }]);
    expect(await failure(get(V1_ROUTE, V1_ROUTE))).toMatchObject({ reason: 'forbidden' });
    expect(tokens).toEqual(['old', 'new']);
  });
});

describe('a file', () => {
  const PICTURE = '/v1/company/employees/{id}/profile-picture';
  const target = '/v1/company/employees/7/profile-picture';
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255, 254]);

  function picture() {
    const { client, events } = setUp();
    nock(HOST)
      .post('/v1/auth')
      .reply(200, { success: true, data: { token: 't' } });
    const api = client.api(
      { sent: () => events.push('sent'), retried: (reason) => events.push(reason), paused() {} },
      new AbortController().signal,
    );
    return { events, bytes: () => api.bytes({ route: PICTURE, target }) };
  }

  test('comes byte for byte, with its type', async () => {
    const { bytes } = picture();
    nock(HOST, { reqheaders: { authorization: 'Bearer t', accept: /image\/png/ } })
      .get(target)
      .reply(200, png, { 'content-type': 'image/png' });

    const { value } = await settled(bytes());

    expect(value.contentType).toBe('image/png');
    expect(Buffer.compare(value.bytes, png)).toBe(0);
  });

  test('is unpacked where it came zipped', async () => {
    const { bytes } = picture();
    nock(HOST).get(target).reply(200, gzipSync(png), { 'content-encoding': 'gzip' });

    expect(Buffer.compare((await settled(bytes())).value.bytes, png)).toBe(0);
  });

  test('that is empty is asked for again', async () => {
    const { bytes, events } = picture();
    nock(HOST).get(target).reply(200, '');
    nock(HOST).get(target).reply(200, png);

    expect(Buffer.compare((await settled(bytes())).value.bytes, png)).toBe(0);
    expect(events).toEqual(['sent', 'garbled', 'sent']);
  });

  test('that is not there is no file', async () => {
    const { bytes } = picture();
    nock(HOST)
      .get(target)
      .reply(404, { success: false, error: { code: 404, message: 'Etwas ist schiefgelaufen' } });

    expect(await failure(bytes())).toMatchObject({ reason: 'not_found' });
  });
});

describe('the feed', () => {
  const FEED = 'https://acme.jobs.personio.de';
  const XML = '<workzag-jobs/>';
  const feed = (options: Partial<ClientOptions> = {}) => {
    const { client } = setUp({ feedUrl: FEED, headers: { 'x-personio-partner-id': 'ACME' }, ...options });
    return client.api({ sent() {}, retried() {}, paused() {} }, new AbortController().signal).feed('/xml');
  };

  test('is asked for without login, token and the headers of the API', async () => {
    nock(FEED, { badheaders: ['authorization', 'x-personio-partner-id'] })
      .get('/xml?language=en')
      .reply(200, XML, { 'content-type': 'text/xml; charset=UTF-8' });

    expect((await settled(feed())).value).toBe(XML);
  });

  test('may come zipped, and after a failure', async () => {
    nock(FEED).get('/xml?language=en').reply(503);
    nock(FEED).get('/xml?language=en').reply(200, gzipSync(XML), { 'content-encoding': 'gzip' });

    expect((await settled(feed())).value).toBe(XML);
  });

  test.each([
    ['that is switched off', 404, {}, 'not_found'],
    ['of a company that there is not', 307, { location: 'https://www.personio.com/' }, 'redirected'],
    ['that wants a login', 401, {}, 'unauthorized'],
  ])('%s is an error', async (_, status, headers, reason) => {
    nock(FEED).get('/xml?language=en').reply(status, '<html>', headers);

    expect(await failure(feed())).toMatchObject({ reason });
  });

  test('is none where nobody told its address', async () => {
    await expect(feed({ feedUrl: undefined })).rejects.toThrow('Company Subdomain');
  });

  // Bug: the path of the configured address is lost, while that of api_url is kept.
  test('lies below the configured address', async () => {
    nock(FEED).get('/site/xml?language=en').reply(200, XML);
    try {
      expect((await settled(feed({ feedUrl: `${FEED}/site/`, retrySeconds: 0 }))).value).toBe(XML);
    } finally {
      nock.cleanAll();
      unmatched.length = 0;
    }
  });
});

describe('a stop', () => {
  test('ends a request that waits for its next try', async () => {
    const { get } = setUp();
    login();
    persons().reply(503);
    const stop = new AbortController();
    const reason = new Error('Stopped by SIGTERM.');

    const outcome = get(ROUTE, ROUTE, stop.signal).catch((error) => error);
    await eventTurns(60);
    stop.abort(reason);

    expect(await outcome).toBe(reason);
  });

  test('ends a request that waits for its turn', async () => {
    const { get } = setUp();
    login();
    persons().reply(429, '', { 'retry-after': '100' });
    const stop = new AbortController();
    const reason = new Error('Stopped by SIGTERM.');

    const outcome = get(ROUTE, ROUTE, stop.signal).catch((error) => error);
    await eventTurns(60);
    stop.abort(reason);

    expect(await outcome).toBe(reason);
  });

  test('ends a request whose answer is under way', async () => {
    const { get, events } = setUp();
    login();
    const stop = new AbortController();
    const reason = new Error('Stopped by SIGTERM.');
    persons().reply(async () => {
      stop.abort(reason);
      await eventTurns();
      return [200, PAGE];
    });

    await expect(settled(get(ROUTE, ROUTE, stop.signal))).rejects.toBe(reason);
    expect(events).toEqual(['sent']);
  });

  test('gives the place back: others go on', async () => {
    const { get } = setUp({ maxConcurrency: 1 });
    login();
    const stop = new AbortController();
    persons().reply(async () => {
      stop.abort(new Error('stop'));
      await eventTurns();
      return [200, PAGE];
    });
    persons().reply(200, PAGE);

    await settled(get(ROUTE, ROUTE, stop.signal).catch(() => {}));

    expect((await settled(get())).value).toEqual([{ id: '1' }]);
  });
});
