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
  test('is read plain and compressed', () => {
    const size = body.length;

    expect(read(reply(body), MOST)).toEqual({ value, size });
    expect(read(reply(gzipSync(body)), MOST)).toEqual({ value, size });
  });

  test('that is not UTF-8 is garbled', () => {
    expect(read(reply(notUtf8), MOST)).toEqual({ reason: 'garbled' });
  });

  test('that grows beyond the limit is too large', () => {
    expect(read(reply(bomb), MOST)).toEqual({ reason: 'too_large' });
  });

  test('that was truncated is garbled', () => {
    const packed = gzipSync(body);

    for (let length = 2; length < packed.length; length++)
      expect(read(reply(packed.subarray(0, length)), MOST)).toEqual({ reason: 'garbled' });
  });
});

describe('the declared size of a compressed body', () => {
  const packed = gzipSync(Buffer.alloc(MOST, ' '));
  const saying = (size: number) => {
    const other = Buffer.from(packed);
    other.writeUInt32LE(size, other.length - 4);
    return other;
  };

  test.each([0, 1, MOST - 1, MOST + 1, 2 ** 32 - 1])('is not trusted: %i bytes', (size) => {
    expect(textBody(reply(saying(size)), MOST)).toEqual({ reason: 'garbled' });
  });

  test('is only that of the last part if a body has several', () => {
    const parts = Buffer.concat([gzipSync('{"a":'), gzipSync('1'), gzipSync('}')]);

    expect(json(reply(parts), MOST)).toEqual({ value: { a: 1 }, size: 7 });
  });

  test('may exceed the initial buffer if the body grows more than usual: it is read in several pieces', () => {
    expect(textBody(reply(gzipSync(' '.repeat(1_000_000))), 2 ** 30)).toMatchObject({ size: 1_000_000 });
  });
});

test('truncated JSON is garbled, and JSON of another shape is unexpected', () => {
  expect(json(reply('{"a":'), MOST)).toEqual({ reason: 'garbled' });
  expect(json(reply('null'), MOST)).toEqual({ reason: 'unexpected' });
});

describe('a file', () => {
  const png = { 'content-type': 'image/png' };

  test('is its bytes and their type', () => {
    expect(wholeBody(reply(notUtf8, png), MOST)).toEqual({
      value: { contentType: 'image/png', bytes: notUtf8 },
      size: 4,
    });
    expect(wholeBody(reply('x'), MOST)).toEqual({
      value: { contentType: undefined, bytes: Buffer.from('x') },
      size: 1,
    });
  });

  test.each([
    ['of nothing', reply('', png), 'garbled'],
    ['that is a page for people', reply('<p>', { 'content-type': 'text/html; charset=utf-8' }), 'garbled'],
    ['that grows beyond the limit', reply(bomb, png), 'too_large'],
  ])('%s is not one', (_, given, reason) => {
    expect(wholeBody(given, MOST)).toEqual({ reason });
  });
});
