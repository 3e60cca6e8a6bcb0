import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  failure,
  guardRequests,
  HOST,
  login,
  PAGE,
  settled,
  setUp,
} from '../../integration_tests/units/test_client.ts';
import { judgeLogin, loginV1, loginV2, TokenSource } from './login.ts';

/** A login that answers on demand, with the tokens t1, t2 … */
function logins(expiresIn = 3600) {
  let count = 0;
  const login = vi.fn(async () => ({ access_token: `t${++count}`, expires_in: expiresIn }));
  return { login, source: new TokenSource(login) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number): void => {
  vi.advanceTimersByTime(ms);
};

test('all callers that wait share one login', async () => {
  const { login, source } = logins();

  const tokens = await Promise.all(Array.from({ length: 20 }, () => source.token()));

  expect(login).toHaveBeenCalledTimes(1);
  expect(new Set(tokens.map(({ value }) => value))).toEqual(new Set(['t1']));
});

test('a token is kept until a minute before it expires, then renewed once for all', async () => {
  const { login, source } = logins(3600);
  await source.token();

  later(3_539_999);
  expect((await source.token()).value).toBe('t1');
  later(1);
  const tokens = await Promise.all(Array.from({ length: 20 }, () => source.token()));

  expect(tokens.map(({ value }) => value)).toEqual(Array(20).fill('t2'));
  expect(login).toHaveBeenCalledTimes(2);
});

test('a short-lived token is kept for three quarters of its lifetime', async () => {
  const { source } = logins(100);
  await source.token();

  later(74_999);
  expect((await source.token()).value).toBe('t1');
  later(1);
  expect((await source.token()).value).toBe('t2');
});

test('a token without a lifetime is fetched for each use, without a loop or an error', async () => {
  const { source } = logins(0);

  expect((await source.token()).value).toBe('t1');
  expect((await source.token()).value).toBe('t2');
});

describe('a refused token', () => {
  test('is renewed once, however many were refused with it', async () => {
    const { login, source } = logins();
    const token = await source.token();

    await Promise.all(Array.from({ length: 20 }, () => source.refuse(token)));
    const renewed = await Promise.all(Array.from({ length: 20 }, () => source.token()));
    await source.refuse(token);
    const after = await source.token();

    expect(renewed.map(({ value }) => value)).toEqual(Array(20).fill('t2'));
    expect(after.value).toBe('t2');
    expect(login).toHaveBeenCalledTimes(2);
  });

  test('has the time when it was fetched', async () => {
    const { source } = logins();
    const first = await source.token();

    later(5000);
    await source.refuse(first);
    const second = await source.token();

    expect(second.fetchedAt - first.fetchedAt).toBe(5000);
  });
});

test('a login that fails fails for all that wait, and the next caller tries again', async () => {
  const login = vi
    .fn()
    .mockRejectedValueOnce(new Error('down'))
    .mockResolvedValue({ access_token: 't1', expires_in: 3600 });
  const source = new TokenSource(login);

  const results = await Promise.allSettled([source.token(), source.token()]);

  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await source.token()).value).toBe('t1');
  expect(login).toHaveBeenCalledTimes(2);
});

test('the rights that come with a login are sorted, and empty if the server names none', async () => {
  const login = vi
    .fn()
    .mockResolvedValueOnce({ access_token: 't1', expires_in: 3600, scope: 'personio:persons:read employees:read' })
    .mockResolvedValue({ access_token: 't2', expires_in: 3600 });
  const tokens = new TokenSource(login);
  const first = await tokens.token();
  expect(tokens.scopes).toEqual(['employees:read', 'personio:persons:read']);

  tokens.refuse(first);
  await tokens.token();
  expect(tokens.scopes).toEqual([]);
});

describe('the answer of a login', () => {
  const { parse: parseToken } = loginV2({ clientId: 'papi-id', clientSecret: 'papi-secret' });

  test('is a token with a lifetime, an hour by default', () => {
    expect(parseToken({ access_token: 'a', expires_in: 60, scope: 'x' })).toEqual({
      access_token: 'a',
      expires_in: 60,
      scope: 'x',
    });
    for (const expires_in of [undefined, null, '60', -1])
      expect(parseToken({ access_token: 'a', expires_in })).toEqual({ access_token: 'a', expires_in: 3600 });
  });

  test.each([[null], [{}], [{ access_token: '' }], [{ access_token: 7 }], ['token'], [[]]])('is not %o', (body) => {
    expect(parseToken(body)).toBeUndefined();
  });

  test('of API v1 has its token in an envelope, and a lifetime of a day by default', () => {
    const { parse, path, body, headers } = loginV1({ clientId: 'papi-id', clientSecret: 'papi-"secret' }, 'json');
    const answer = (data: unknown, success: unknown = true) => parse({ success, data });

    expect(answer({ token: 'a', expires_in: 60, scope: 'x' })).toEqual({ access_token: 'a', expires_in: 60 });
    expect(answer({ token: 'a' })).toEqual({ access_token: 'a', expires_in: 86_400 });
    for (const data of [{}, { token: '' }, null, { access_token: 'a' }]) expect(answer(data)).toBeUndefined();
    expect(answer({ token: 'a' }, false)).toBeUndefined();
    expect(path).toBe('/v1/auth');
    expect(path + JSON.stringify(headers)).not.toContain('papi');
    expect(JSON.parse(body)).toEqual({ client_id: 'papi-id', client_secret: 'papi-"secret' });
  });

  const refusal = (status: number, body: string) => judgeLogin({ status, headers: {}, body: Buffer.from(body) });

  test.each([
    [400, '{"error":"invalid_client"}'],
    [400, '{"error":"unsupported_grant_type"}'],
    [400, ''],
    [401, '<html>'],
  ])('%i %s means wrong credentials', (status, body) => {
    expect(refusal(status, body)).toEqual({ action: 'fail', reason: 'unauthorized' });
  });

  test.each([
    [400, '{"error":"temporarily_unavailable"}', 'server'],
    [400, '{"error":"server_error"}', 'server'],
    [500, '', 'server'],
    [429, '', 'throttled'],
    [0, '', 'unreachable'],
  ])('%i %s passes', (status, body, reason) => {
    expect(refusal(status, body)).toEqual({ action: 'retry', reason });
  });

  test('403 is forbidden', () => {
    expect(refusal(403, '')).toEqual({ action: 'fail', reason: 'forbidden' });
  });
});

test('everybody who waits for a login is told how long it is paused, including later callers', async () => {
  const answer = Promise.withResolvers<{ access_token: string; expires_in: number }>();
  const until = Date.now() + 30_000;
  const source = new TokenSource(async (onPause) => {
    onPause(until);
    return await answer.promise;
  });
  const told: string[] = [];
  const waiting = [source.token(() => told.push('first'))];
  waiting.push(source.token(() => told.push('later')));

  answer.resolve({ access_token: 't', expires_in: 3600 });
  await Promise.all(waiting);
  await source.token(() => told.push('after'));

  expect(told).toEqual(['first', 'later']);
});

describe('API v1', () => {
  guardRequests();
  const V1_ROUTE = '/v1/company/employees';
  const v1 = (token: string) => nock(HOST, { reqheaders: { authorization: `Bearer ${token}` } }).get(V1_ROUTE);

  test('has its own login, whose token is masked like the other', async () => {
    const { get, tokens } = setUp();
    nock(HOST)
      .post('/v1/auth', { client_id: 'the id', client_secret: 'the+secret' })
      .reply(200, { success: true, data: { token: 'v1-token', expires_in: 86_400 } });
    v1('v1-token').times(2).reply(200, PAGE);

    await settled(Promise.all([get(V1_ROUTE, V1_ROUTE), get(V1_ROUTE, V1_ROUTE)]));

    expect(tokens).toEqual(['v1-token']);
  });

  test.each([401, 403, 404])('is requested with the token of v2 if its login is refused (%i)', async (status) => {
    const { get } = setUp();
    nock(HOST)
      .post('/v1/auth')
      .times(2)
      .reply(status, { success: false, error: { code: 0, message: 'Wrong credentials' } });
    login('v2-token');
    v1('v2-token').reply(200, PAGE);

    expect((await settled(get(V1_ROUTE, V1_ROUTE))).value).toEqual([{ id: '1' }]);
  });

  test('logs in with a form if JSON is refused', async () => {
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

  test('logs in again if a 403 says that the token has expired, but not if the right is missing', async () => {
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
