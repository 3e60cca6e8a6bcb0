import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type DownloadOptions, download, fileAddress } from './download.ts';
import { isPrivate } from './public_lookup.ts';

vi.mock('node:dns', async (original) => {
  const dns = await original<typeof import('node:dns')>();
  const lookup = (_: string, options: object, callback: never) => dns.lookup('127.0.0.1', options, callback);
  return { ...dns, lookup };
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Fetches from a server that answers like this. */
async function fetched(handler: Handler, { host = '127.0.0.1', path = '/a.pdf', ...more }: Partial<Asked> = {}) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = new URL(`http://${host}:${(server.address() as AddressInfo).port}${path}`);
  return await download(url, {
    hosts: [host],
    mostBytes: 1000,
    waitsMs: [1, 1],
    signal: new AbortController().signal,
    ...more,
  });
}
interface Asked extends DownloadOptions {
  readonly host: string;
  readonly path: string;
}

const reasonOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { reason?: unknown }).reason;
  }
};

describe('fileAddress', () => {
  const hosts = ['files.example.com', '127.0.0.1', 'localhost'];

  test.each([
    'https://files.example.com/a.pdf?sig=1',
    'https://FILES.example.com:8443/a.pdf',
    'http://127.0.0.1:8080/a',
    'http://localhost/a',
  ])('%s may be fetched', (text) => {
    expect(fileAddress(text, hosts).href).toContain('://');
  });

  test.each([
    ['http://files.example.com/a.pdf', 'no_address'],
    ['ftp://files.example.com/a.pdf', 'no_address'],
    ['file:///etc/passwd', 'no_address'],
    ['a.pdf', 'no_address'],
    ['https://other.example.com/a.pdf', 'host'],
    ['https://sub.files.example.com/a', 'host'],
    ['https://files.example.com.evil.example/a', 'host'],
    ['https://127.0.0.2/a', 'host'],
    // The same address, written differently.
    ['https://[::ffff:127.0.0.1]/a', 'host'],
  ])('%s: %s', (text, reason) => {
    expect(reasonOf(() => fileAddress(text, hosts))).toBe(reason);
  });
});

test.each([
  '10.1.2.3',
  '127.9.9.9',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.1.1',
  '0.0.0.0',
  '::1',
  'fe80::1',
  'fd00::1',
  '::ffff:10.0.0.1',
])('%s is private', (address) => expect(isPrivate(address)).toBe(true));
test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('%s is public', (address) =>
  expect(isPrivate(address)).toBe(false),
);

test('a file, its type, and nothing of ours in the request', async () => {
  let headers: object = {};
  const file = await fetched((request, response) => {
    headers = request.headers;
    response.setHeader('content-type', 'application/pdf').end('%PDF');
  });

  expect(file).toEqual({ bytes: Buffer.from('%PDF'), contentType: 'application/pdf' });
  expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host']);
});

test('a listed name that leads to this machine is not asked, unless it says so', async () => {
  let requests = 0;
  const ok: Handler = (_, response) => {
    requests++;
    response.end('x');
  };

  expect((await fetched(ok, { host: 'localhost' })).bytes.toString()).toBe('x');
  await expect(fetched(ok, { host: 'files.example.com' })).rejects.toMatchObject({ reason: 'private' });
  expect(requests).toBe(1);
  expect((await fetched(ok, { host: 'files.example.com', hosts: ['127.0.0.1'] })).bytes.toString()).toBe('x');
});

test('a file that is compressed only on its way', async () => {
  const packed = gzipSync('text');
  const file = await fetched((_, response) => response.setHeader('content-encoding', 'gzip').end(packed));
  expect(file.bytes.toString()).toBe('text');
  const archive = await fetched((_, response) => response.end(packed));
  expect(archive.bytes).toEqual(packed);
});

test.each([
  [404, 'refused', 1],
  [403, 'refused', 1],
  [500, 'passing', 3],
  [429, 'passing', 3],
])('%d: %s after %d requests', async (status, reason, attempts) => {
  let requests = 0;
  const failed = fetched((_, response) => {
    requests++;
    response.writeHead(status).end();
  });
  await expect(failed).rejects.toMatchObject({ reason, status });
  expect(requests).toBe(attempts);
});

test('trouble that is over', async () => {
  let requests = 0;
  const file = await fetched((request, response) => {
    if (++requests < 3) request.socket.destroy();
    else response.end('x');
  });
  expect(file.bytes.toString()).toBe('x');
});

test('a file that is too large, however it says so', async () => {
  const declared: Handler = (_, response) => response.end(Buffer.alloc(1001));
  const growing: Handler = (_, response) => {
    response.write(Buffer.alloc(900));
    response.end(Buffer.alloc(900));
  };
  const bomb: Handler = (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(100_000)));
  for (const handler of [declared, growing, bomb])
    await expect(fetched(handler)).rejects.toMatchObject({ reason: 'too_large' });
});

test('redirects lead to the same host only, and not forever', async () => {
  const to =
    (location: string): Handler =>
    ({ url }, response) =>
      url === '/b.pdf' ? response.end('b') : response.writeHead(302, { location }).end();

  expect((await fetched(to('/b.pdf'))).bytes.toString()).toBe('b');
  await expect(fetched(to('http://127.0.0.2/b.pdf'))).rejects.toMatchObject({ reason: 'redirected' });
  await expect(fetched(to('/a.pdf'))).rejects.toMatchObject({ reason: 'redirected' });
});

test('the address is in no message', async () => {
  const failed = fetched((_, response) => response.writeHead(404).end(), { path: '/secret.pdf' });
  const error = (await failed.catch((each: unknown) => each)) as Error;
  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('secret');
});
