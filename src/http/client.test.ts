import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import {
  eventTurns,
  failure,
  guardRequests,
  HOST,
  login,
  PAGE,
  persons,
  ROUTE,
  settled,
  setUp,
  unmatched,
} from '../../integration_tests/units/test_client.ts';
import { SILENT } from './api.ts';
import type { ClientOptions, HttpClient } from './client.ts';

guardRequests();

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

  test('is sent below the path of the configured address; a link is followed unchanged', async () => {
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

  test('keeps the digits of large numbers', async () => {
    const { get } = setUp();
    login();
    persons().reply(200, '{"_data":[{"id":9007199254740993}]}');

    expect(JSON.stringify((await settled(get())).value)).toBe('[{"id":9007199254740993}]');
  });

  test('waits while there is no room for another page, and keeps its place', async () => {
    let open: () => void = () => {};
    const room = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    const { client, events, get } = setUp({
      room: () => {
        // The login may proceed.
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

  test.each([1, 3])('is one of at most %i in parallel', async (maxConcurrency) => {
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

  test('needs no place while it waits for its login: others continue', async () => {
    const { get } = setUp({ maxConcurrency: 1 });
    login();
    const done: string[] = [];
    nock(HOST).post('/v1/auth').reply(503, '', { 'retry-after': '60' });
    nock(HOST)
      .post('/v1/auth')
      .reply(200, { success: true, data: { token: 'old' } });
    nock(HOST).get('/v1/company/attendances').reply(200, PAGE);
    persons().times(3).reply(200, PAGE);

    const { ms } = await settled(
      Promise.all([
        get('/v1/company/attendances', '/v1/company/attendances').then(() => done.push('v1')),
        ...[1, 2, 3].map(() => get().then(() => done.push('v2'))),
      ]),
    );

    expect(ms).toBeGreaterThan(59_000);
    expect(done).toEqual(['v2', 'v2', 'v2', 'v1']);
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

  test('is ours if the server sends none', async () => {
    const { client } = setUp();
    login();

    const { value } = await settled(client.serverTime());

    expect(Math.abs(value.now - Date.now())).toBeLessThan(2000);
    expect(value.doubt).toBeUndefined();
  });
});

describe('a clock of the server that differs from ours by days', () => {
  const farAhead = () =>
    nock(HOST).post('/v2/auth/token').reply(200, { access_token: 't1' }, { date: 'Fri, 31 Dec 9999 23:59:59 GMT' });

  test('is not trusted, and neither is ours', async () => {
    const { client } = setUp();
    farAhead();

    const { value } = await settled(client.serverTime());

    expect(Math.abs(value.now - Date.now())).toBeLessThan(2000);
    expect(value.doubt?.server).toBeGreaterThan(Date.parse('9999-12-30T00:00:00Z'));
  });

  test('does not decide when a rate limit ends', async () => {
    const { get } = setUp({ retrySeconds: 60 });
    farAhead();
    persons().reply(429, '', { 'retry-after': '3600' });

    const { retryAt = 0 } = await failure(get());

    expect(Math.abs(retryAt - Date.now() - 3_600_000)).toBeLessThan(5000);
  });
});

describe('a response that is too large', () => {
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

  test('is allowed for a whole list', async () => {
    const { client } = setUp();
    login();
    persons().reply(200, gzipSync(`{"_data":[]}${' '.repeat(65 * MB)}`));

    const { value } = await settled(api(client).get({ route: ROUTE, target: ROUTE, large: true }, (body) => body));

    expect(value).toEqual({ _data: [] });
  });

  test('is also refused from a login', async () => {
    const { get } = setUp();
    nock(HOST).post('/v2/auth/token').reply(200, bomb(65));

    expect(await failure(get())).toMatchObject({ reason: 'too_large', login: true, attempts: 1 });
  });

  test('with an error status is that error', async () => {
    const { get } = setUp();
    login();
    persons().reply(404, bomb(2));

    expect(await failure(get())).toMatchObject({ reason: 'not_found', status: 404 });
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

  test('is returned byte for byte, with its type', async () => {
    const { bytes } = picture();
    nock(HOST, { reqheaders: { authorization: 'Bearer t', accept: /image\/png/ } })
      .get(target)
      .reply(200, png, { 'content-type': 'image/png' });

    const { value } = await settled(bytes());

    expect(value.contentType).toBe('image/png');
    expect(Buffer.compare(value.bytes, png)).toBe(0);
  });

  test('is decompressed if it came compressed', async () => {
    const { bytes } = picture();
    nock(HOST).get(target).reply(200, gzipSync(png), { 'content-encoding': 'gzip' });

    expect(Buffer.compare((await settled(bytes())).value.bytes, png)).toBe(0);
  });

  test('that is empty is requested again', async () => {
    const { bytes, events } = picture();
    nock(HOST).get(target).reply(200, '');
    nock(HOST).get(target).reply(200, png);

    expect(Buffer.compare((await settled(bytes())).value.bytes, png)).toBe(0);
    expect(events).toEqual(['sent', 'garbled', 'sent']);
  });

  test('that does not exist is an error', async () => {
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

  test('is requested without login, token and the headers of the API', async () => {
    nock(FEED, { badheaders: ['authorization', 'x-personio-partner-id'] })
      .get('/xml?language=en')
      .reply(200, XML, { 'content-type': 'text/xml; charset=UTF-8' });

    expect((await settled(feed())).value).toBe(XML);
  });

  test('may come compressed, and after a failure', async () => {
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

  test('is an error if its address is not configured', async () => {
    await expect(feed({ feedUrl: undefined })).rejects.toThrow('Company Subdomain');
  });

  // Regression: the path of the configured address was lost, while that of api_url was kept.
  test('is below the configured address', async () => {
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
  test('ends a request that waits for its next attempt', async () => {
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

  test('ends a request whose response is on its way', async () => {
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

  test('releases the place: others continue', async () => {
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
