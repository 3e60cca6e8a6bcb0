import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Form, isForm, readForm } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary=abc';
/** Bytes that look like delimiters and are none. */
const TRICKY = '\r\n--ab\r\n--\r\n\r\n--a--abc\r\n-';

function bodyOf(content: string): Buffer {
  const title = '--abc\r\nContent-Disposition: form-data; name="title"\r\n\r\nGröße\r\n';
  const file = '--abc\r\ncontent-disposition: form-data; name="file"; filename="ü.pdf"\r\nContent-Type: a/b\r\n\r\n';
  return Buffer.from(`${title}${file}${content}\r\n--abc--\r\n`);
}

async function* chunked(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

function fileIn(content: string): Form['files'] {
  const bytes = Buffer.from(content);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return new Map([['file', { name: 'ü.pdf', size: bytes.length, sha256 }]]);
}

test.each([1, 2, 3, 7, 40, 10_000])('parts are found in chunks of %i bytes', async (size) => {
  for (const content of ['', 'x', TRICKY, `${TRICKY}\r\n`.repeat(20)]) {
    const form = await readForm(chunked(bodyOf(content), size), TYPE);
    expect([...form.fields]).toEqual([['title', 'Größe']]);
    expect(form.files).toEqual(fileIn(content));
  }
});

test.each(['multipart/form-data; boundary=xyz', 'multipart/form-data'])('%s finds nothing', async (type) => {
  const form = await readForm(chunked(bodyOf('x'), 10), type);
  expect([...form.fields, ...form.files]).toEqual([]);
});

test('a part that does not end is none', async () => {
  const body = bodyOf('x'.repeat(100));
  const form = await readForm(chunked(body.subarray(0, body.length - 20), 10), TYPE);
  expect(form.files.size).toBe(0);
});

test('a large file does not stay in memory', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, TRICKY);
  const [head = '', tail = ''] = bodyOf('@').toString().split('@');
  let most = 0;
  async function* large(): AsyncGenerator<Buffer> {
    yield Buffer.from(head);
    for (let sent = 0; sent < 200; sent++) {
      yield megabyte;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    yield Buffer.from(tail);
  }
  const before = process.memoryUsage().arrayBuffers;
  const form = await readForm(large(), TYPE);
  expect(form.files.get('file')?.size).toBe(200 * 1024 * 1024);
  expect(most - before).toBeLessThan(100 * 1024 * 1024);
});

test('other bodies are no forms', () => {
  expect([TYPE, 'Multipart/Form-Data', 'application/json', 'multipart/mixed'].map(isForm)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
