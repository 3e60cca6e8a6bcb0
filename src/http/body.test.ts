import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { jsonBody, textBody, wholeBody } from './body.ts';
import type { Reply } from './send.ts';

const MOST = 1000;
const bytesOf = (body: string | Buffer) => (typeof body === 'string' ? Buffer.from(body) : body);
const reply = (body: string | Buffer, headers = {}): Reply => ({ status: 200, headers, body: bytesOf(body) });
const notUtf8 = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
const bomb = gzipSync(Buffer.alloc(MOST + 1, ' '));
const json = jsonBody((body) => (body === null ? undefined : body));

describe.each([
  ['JSON', json, '{"a":1}', { a: 1 }],
  ['text', textBody, '<jobs/>', '<jobs/>'],
] as const)('%s', (_, read, body, value) => {
  test('is taken as it is, and packed', () => {
    expect(read(reply(body), MOST)).toEqual({ value });
    expect(read(reply(gzipSync(body)), MOST)).toEqual({ value });
  });

  test('that is no UTF-8 is garbled', () => {
    expect(read(reply(notUtf8), MOST)).toEqual({ reason: 'garbled' });
  });

  test('that grows beyond the limit is too large', () => {
    expect(read(reply(bomb), MOST)).toEqual({ reason: 'too_large' });
  });
});

test('JSON that breaks off is garbled, of another shape it is unexpected', () => {
  expect(json(reply('{"a":'), MOST)).toEqual({ reason: 'garbled' });
  expect(json(reply('null'), MOST)).toEqual({ reason: 'unexpected' });
});

describe('a file', () => {
  const png = { 'content-type': 'image/png' };

  test('is its bytes and their type', () => {
    expect(wholeBody(reply(notUtf8, png), MOST)).toEqual({ value: { contentType: 'image/png', bytes: notUtf8 } });
    expect(wholeBody(reply('x'), MOST)).toEqual({ value: { contentType: undefined, bytes: Buffer.from('x') } });
  });

  test.each([
    ['of nothing', reply('', png), 'garbled'],
    ['that is a page for people', reply('<p>', { 'content-type': 'text/html; charset=utf-8' }), 'garbled'],
    ['that grows beyond the limit', reply(bomb, png), 'too_large'],
  ])('%s is none', (_, given, reason) => {
    expect(wholeBody(given, MOST)).toEqual({ reason });
  });
});
