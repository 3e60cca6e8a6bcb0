import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { headerNumber, judge, problemCode, retryAfterMs } from './judge.ts';
import type { Headers, Reply } from './send.ts';

function reply(status: number, body = '', headers: Headers = {}): Reply {
  return { status, headers, body: Buffer.from(body) };
}

const problem = (type: string): string => JSON.stringify({ errors: [{ type, title: 'T', detail: 'D' }] });
const NO_ROUTE = problem('https://developer.personio.de/errors#apinot_found');

const use = { action: 'use' };
const renew = { action: 'renew_token' };
const retry = (reason: string) => ({ action: 'retry', reason });
const fail = (reason: string) => ({ action: 'fail', reason });
const unknown = (reason: string) => ({ action: 'unknown', reason });

describe('a missing response has a reason', () => {
  const without = (code: string | undefined) => ({ ...reply(0), error: Object.assign(new Error('x'), { code }) });

  test.each([
    // It was never sent.
    ['ENOTFOUND', retry('unresolved'), retry('unresolved')],
    ['EAI_AGAIN', retry('unresolved'), retry('unresolved')],
    ['EAI_FAIL', retry('unresolved'), retry('unresolved')],
    ['ECONNREFUSED', retry('no_connection'), retry('no_connection')],
    ['UND_ERR_CONNECT_TIMEOUT', retry('no_connection'), retry('no_connection')],
    ['UND_ERR_SOCKS5_VERSION', retry('proxy_failed'), retry('proxy_failed')],
    // And retries are pointless.
    ['DEPTH_ZERO_SELF_SIGNED_CERT', fail('untrusted'), fail('untrusted')],
    ['SELF_SIGNED_CERT_IN_CHAIN', fail('untrusted'), fail('untrusted')],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', fail('untrusted'), fail('untrusted')],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', fail('untrusted'), fail('untrusted')],
    ['ERR_TLS_CERT_ALTNAME_INVALID', fail('wrong_name'), fail('wrong_name')],
    ['UND_ERR_PRX_TLS', fail('wrong_name'), fail('wrong_name')],
    ['CERT_HAS_EXPIRED', fail('expired'), fail('expired')],
    ['CERT_NOT_YET_VALID', fail('not_yet_valid'), fail('not_yet_valid')],
    ['ERR_SSL_WRONG_VERSION_NUMBER', fail('no_tls'), fail('no_tls')],
    // It may have arrived.
    ['ECONNRESET', retry('unreachable'), unknown('unreachable')],
    ['EPIPE', retry('unreachable'), unknown('unreachable')],
    ['ETIMEDOUT', retry('unreachable'), unknown('unreachable')],
    ['UND_ERR_SOCKET', retry('unreachable'), unknown('unreachable')],
    ['UND_ERR_HEADERS_TIMEOUT', retry('unreachable'), unknown('unreachable')],
    ['UND_ERR_BODY_TIMEOUT', retry('unreachable'), unknown('unreachable')],
    [undefined, retry('unreachable'), unknown('unreachable')],
  ])('%s', (code, read, write) => {
    expect(judge(without(code))).toEqual(read);
    expect(judge(without(code), 'write')).toEqual(write);
  });
});

test.each([
  ['Proxy response (407) !== 200 when HTTP Tunneling', fail('proxy_login')],
  ['Proxy Authentication Required (407)', fail('proxy_login')],
  ['Proxy response (403) !== 200 when HTTP Tunneling', fail('proxy_denied')],
  ['Proxy response (405) !== 200 when HTTP Tunneling', fail('proxy_denied')],
  ['Proxy response (429) !== 200 when HTTP Tunneling', retry('proxy_failed')],
  ['Proxy response (502) !== 200 when HTTP Tunneling', retry('proxy_failed')],
])('the answer of a proxy is not an answer of the server: %s', (message, verdict) => {
  expect(judge({ ...reply(0), error: new Error(message) })).toEqual(verdict);
});

test('a success that is too large is a failure; the kind of a failure does not depend on its size', () => {
  expect(judge({ ...reply(200), tooLarge: true })).toEqual(retry('too_large'));
  expect(judge({ ...reply(404), tooLarge: true })).toEqual(fail('not_found'));
});

test.each([200, 201])('a write that answers %i with more than can be read may have been carried out', (status) => {
  expect(judge({ ...reply(status), tooLarge: true }, 'write')).toEqual(unknown('too_large'));
});

describe('a reply has one verdict for a read, and one for a write', () => {
  test.each([
    [0, retry('unreachable'), unknown('unreachable')],
    [200, use, use],
    [201, retry('garbled'), use],
    [202, retry('garbled'), unknown('garbled')],
    [204, retry('garbled'), use],
    [206, retry('garbled'), unknown('garbled')],
    [304, retry('garbled'), unknown('garbled')],
    [400, fail('refused'), fail('refused')],
    [401, renew, renew],
    [403, fail('forbidden'), fail('forbidden')],
    [404, fail('not_found'), fail('not_found')],
    [408, retry('unreachable'), unknown('unreachable')],
    [409, fail('refused'), fail('refused')],
    [410, fail('refused'), fail('refused')],
    [412, fail('feature'), fail('feature')],
    [422, fail('refused'), fail('refused')],
    [425, retry('unreachable'), retry('unreachable')],
    [429, retry('throttled'), retry('throttled')],
    [500, retry('server'), unknown('server')],
    [502, retry('server'), unknown('server')],
    [503, retry('server'), unknown('server')],
    [504, retry('server'), unknown('server')],
    [599, retry('server'), unknown('server')],
  ])('%i', (status, read, write) => {
    expect(judge(reply(status, '<html>'))).toEqual(read);
    expect(judge(reply(status, '<html>'), 'write')).toEqual(write);
  });

  test.each(['read', 'write'] as const)('a %s that was rejected is safe to retry', (kind) => {
    expect(judge(reply(403, '{"error":"Provided authorization is not valid"}'), kind)).toEqual(renew);
    expect(judge(reply(404, NO_ROUTE), kind)).toEqual({ action: 'try_beta' });
  });

  test('a server that says when to retry is respected, but a write may have been carried out', () => {
    const busy = reply(503, '', { 'retry-after': '5' });
    expect(judge(busy)).toEqual(retry('throttled'));
    expect(judge(busy, 'write')).toEqual(unknown('server'));
  });

  test('a redirect of a write is not followed', () => {
    for (const status of [301, 302, 303, 307, 308])
      expect(judge(reply(status, '', { location: '/v2/moved' }), 'write')).toEqual(unknown('redirected'));
  });

  test('a redirect is followed to its location, and is not a page without one', () => {
    for (const status of [301, 302, 303, 307, 308])
      expect(judge(reply(status, '', { location: '/v2/moved' }))).toEqual({ action: 'follow', location: '/v2/moved' });
    expect(judge(reply(302))).toEqual({ action: 'retry', reason: 'garbled' });
  });

  test('a missing route may exist in beta; a missing object does not', () => {
    expect(judge(reply(404, NO_ROUTE))).toEqual({ action: 'try_beta' });
    expect(judge(reply(404, problem('https://x/errors#person.not_found')))).toEqual({
      action: 'fail',
      reason: 'not_found',
    });
    expect(judge(reply(403, NO_ROUTE))).toEqual({ action: 'fail', reason: 'forbidden' });
  });
});

describe('the code of a problem', () => {
  test.each([
    [NO_ROUTE, 'apinot_found'],
    [problem('about:blank#common.service_unavailable'), 'common.service_unavailable'],
    [gzipSync(NO_ROUTE), 'apinot_found'],
    [problem('https://developer.personio.de/errors#jane.doe_is_ill'), undefined],
    [problem('https://developer.personio.de/errors#jane.common.forbidden'), undefined],
    [problem('no fragment'), undefined],
    [problem('x#Anna Müller'), undefined],
    [problem(`x#${'a'.repeat(61)}`), undefined],
    ['{"errors":[]}', undefined],
    ['{"errors":[{"type":7}]}', undefined],
    ['{"errors":"x"}', undefined],
    ['[null]', undefined],
    ['null', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('of %s', (body, code) => {
    expect(problemCode(Buffer.from(body))).toBe(code);
  });
});

describe('Retry-After', () => {
  test.each([
    ['30', 30_000],
    ['0', 0],
    [' 2 ', 2000],
    ['1.5', 1500],
    ['', undefined],
    ['soon', undefined],
  ])('%j', (value, ms) => {
    expect(retryAfterMs({ 'retry-after': value })).toBe(ms);
  });

  test('has no value if it is missing', () => {
    expect(retryAfterMs({})).toBeUndefined();
  });

  test('as a date is interpreted by the clock of the server, not ours', () => {
    const headers = { date: 'Wed, 11 Feb 2026 09:00:00 GMT', 'retry-after': 'Wed, 11 Feb 2026 09:01:30 GMT' };

    expect(retryAfterMs(headers)).toBe(90_000);
  });

  const ahead = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

  test.each([
    ['is years ahead', 'Fri, 31 Dec 9999 23:59:59 GMT'],
    ['is years behind', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ])('as a date is read by our clock where that of the server %s', (_, date) => {
    const ms = retryAfterMs({ date, 'retry-after': ahead(90) }) ?? 0;

    expect(ms).toBeGreaterThan(85_000);
    expect(ms).toBeLessThan(95_000);
  });

  test('as a date is interpreted by the clock of the server if it only makes sense there', () => {
    const headers = { date: 'Fri, 31 Dec 9999 23:00:00 GMT', 'retry-after': 'Fri, 31 Dec 9999 23:00:30 GMT' };

    expect(retryAfterMs(headers)).toBe(30_000);
  });

  test('as a date in the past means now', () => {
    const headers = { date: 'Wed, 11 Feb 2026 09:00:00 GMT', 'retry-after': 'Wed, 11 Feb 2026 08:00:00 GMT' };

    expect(retryAfterMs(headers)).toBe(0);
  });
});

test.each([
  ['10', 10],
  ['0', 0],
  ['2.5', 2.5],
  ['10, 10;w=1', 10],
  ['-1', undefined],
  ['many', undefined],
  ['Infinity', undefined],
])('a header with %j is the number %o', (value, number) => {
  expect(headerNumber({ 'x-ratelimit-remaining': value }, 'x-ratelimit-remaining')).toBe(number);
});

test('the first of a repeated header counts; a missing one is not a number', () => {
  expect(headerNumber({ a: ['3', '4'] }, 'a')).toBe(3);
  expect(headerNumber({}, 'a')).toBeUndefined();
});
