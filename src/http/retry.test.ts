import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { describe, expect, test, vi } from 'vitest';
import {
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
import type { Row } from '../row.ts';
import { SILENT } from './api.ts';
import type { HttpClient } from './client.ts';
import { judge } from './judge.ts';

vi.mock('./judge.ts', { spy: true });
guardRequests();

describe('a name that is not found', () => {
  const failing = (host: string, code: string) =>
    nock(`https://${host}`)
      .post('/v2/auth/token')
      .times(20)
      .replyWithError(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code, hostname: host }));
  const given = { apiUrl: 'https://api.acme.example', settings: { 'API URL': 'https://api.acme.example' } };

  test('and is configured is wrong: it fails immediately', async () => {
    const { get } = setUp(given);
    failing('api.acme.example', 'ENOTFOUND');
    const started = performance.now();

    const error = await failure(get());
    nock.cleanAll();

    expect(error).toMatchObject({ reason: 'no_host', attempts: 1, login: true });
    expect(error.host).toEqual({ name: 'api.acme.example', port: '443', setting: 'API URL' });
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

    expect(error).toMatchObject({ reason: 'unresolved', host: { name: host } });
    expect(performance.now() - started).toBeGreaterThan(10_000);
    expect(performance.now() - started).toBeLessThan(35_000);
  });

  test('in the middle of other failures is retried as long as if it were the first', async () => {
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

describe('temporary failures are retried', () => {
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
      '200 with a truncated gzip body',
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
    // 50 to 100 % of 0.5 + 1 + 2 + 4 + 8 seconds.
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

const dispensable = (client: HttpClient) =>
  client
    .api(SILENT, new AbortController().signal)
    .get({ route: ROUTE, target: ROUTE, dispensable: true }, (body) => (body as Row)._data ?? undefined);

describe('permanent failures are given up', () => {
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

  test('without time for retries: at the first failure', async () => {
    const { get } = setUp({ retrySeconds: 0 });
    login();
    persons().reply(500);

    expect(await failure(get())).toMatchObject({ reason: 'server', status: 500, attempts: 1 });
  });

  test('JSON of another shape: after a minute, since retries rarely help', async () => {
    const { get } = setUp();
    login();
    nock(HOST).get(ROUTE).times(100).reply(200, { _data: null });

    const started = performance.now();
    const error = await failure(get());
    nock.cleanAll();

    expect(error.reason).toBe('unexpected');
    expect(performance.now() - started).toBeLessThan(61_000);
  });

  test('a 500 for a divisible request: after half a minute', async () => {
    const { client } = setUp();
    login();
    nock(HOST).get(ROUTE).times(100).reply(500);
    const api = client.api({ sent() {}, retried() {}, paused() {} }, new AbortController().signal);

    const started = performance.now();
    const error = await failure(api.get({ route: ROUTE, target: ROUTE, divisible: true }, (body) => body));
    nock.cleanAll();

    expect(error).toMatchObject({ reason: 'server', status: 500 });
    expect(performance.now() - started).toBeLessThan(35_000);
    expect(performance.now() - started).toBeGreaterThan(10_000);
  });

  test.each([
    [500, '', 'server'],
    [200, '<html>', 'garbled'],
    [200, '{"_data":null}', 'unexpected'],
  ])('%i %s in the place of an answer that nobody needs: after a moment', async (status, body, reason) => {
    const { client } = setUp();
    login();
    nock(HOST).get(ROUTE).times(100).reply(status, body);

    const started = performance.now();
    const error = await failure(dispensable(client));
    nock.cleanAll();

    expect(error).toMatchObject({ reason, status });
    expect(performance.now() - started).toBeLessThan(2001);
  });

  test('no response to a dispensable request: after a minute', async () => {
    const { client } = setUp();
    login();
    persons().times(2).delay(3_600_000).reply(200, PAGE);

    const started = performance.now();
    const error = await failure(dispensable(client));
    nock.abortPendingRequests();

    expect(error).toMatchObject({ reason: 'unreachable', attempts: 2 });
    expect(performance.now() - started).toBeLessThan(63_000);
  });

  test('a rate limit is waited for, even for a dispensable request', async () => {
    const { client } = setUp();
    login();
    persons().reply(429, '', { 'retry-after': '20' });
    persons().reply(200, PAGE);

    expect((await settled(dispensable(client))).value).toBeDefined();
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

  test('a login with wrong credentials: immediately, and the endpoint is not requested', async () => {
    const { get, events } = setUp();
    nock(HOST).post('/v2/auth/token').reply(400, { error: 'invalid_client' });

    expect(await failure(get())).toMatchObject({ reason: 'unauthorized', status: 400, attempts: 1 });
    expect(events).toEqual([]);
  });

  test('an error quotes nothing from the server except Personio’s own codes', async () => {
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

    // The first request of an endpoint goes alone; the others already have the renewed token.
    const routes = Array.from({ length: 10 }, (_, index) => get(ROUTE, `route ${index}`));
    await settled(Promise.all(routes));

    expect(tokens).toEqual(['t1', 't2']);
  });

  test('again and again is given up, even if the right was granted before', async () => {
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

  test('in a loop is given up', async () => {
    const { get } = setUp();
    login();
    nock(HOST).get(ROUTE).times(6).reply(302, '', { location: ROUTE });

    expect(await failure(get())).toMatchObject({ reason: 'redirected' });
  });

  test('of the login to another origin is not followed: the secret is not sent there', async () => {
    const { get } = setUp();
    nock(HOST).post('/v2/auth/token').reply(307, '', { location: 'https://evil.example/v2/auth/token' });

    expect(await failure(get())).toMatchObject({ reason: 'redirected' });
  });
});

test('each response is judged once, even that of a login', async () => {
  const { get } = setUp();
  login();
  persons().reply(503);
  persons().reply(200, PAGE);
  vi.mocked(judge).mockClear();

  await settled(get());

  expect(vi.mocked(judge).mock.results.map(({ value }) => value.action)).toEqual(['use', 'retry', 'use']);
});
