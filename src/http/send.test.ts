import { getEventListeners } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { type Reply, send } from './send.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The reply of a server that answers like this, if this many bytes are allowed. */
async function reply(
  answer: (response: ServerResponse) => void,
  bytes = 1000,
  { ms = 20_000, signal = new AbortController().signal } = {},
): Promise<Reply> {
  const server: Server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const agent = new Agent();
  open.push(
    () => agent.destroy(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const address = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, path: '/' };
  const outgoing = { address, method: 'GET', headers: {} } as const;
  return await send(agent, outgoing, signal, { ms, bytes });
}

/** Blanks until the client stops reading. */
const flood = (status: number) => (response: ServerResponse) => {
  response.writeHead(status);
  const blanks = Buffer.alloc(65_536, ' ');
  const more = () => {
    while (!response.destroyed && response.write(blanks));
  };
  response.on('drain', more).on('error', () => {});
  more();
};

describe('a body', () => {
  test('of the maximum size is complete; with one byte more it is too large', async () => {
    const whole = await reply((response) => response.end('x'.repeat(1000)));
    const larger = await reply((response) => response.end('x'.repeat(1001)));

    expect([whole.status, whole.body.length, whole.tooLarge]).toEqual([200, 1000, undefined]);
    expect([larger.status, larger.body.length, larger.tooLarge]).toEqual([200, 0, true]);
  });

  test('without an end is given up when it is too large', async () => {
    expect(await reply(flood(200), 1_000_000)).toMatchObject({ status: 200, tooLarge: true });
  });

  test.each([404, 500, 302, 201])(
    'of another status than success (%i) is cut off after a megabyte, and the status is kept',
    async (status) => {
      const { body, ...rest } = await reply(flood(status), 100_000_000);

      expect(rest).toMatchObject({ status, tooLarge: true });
      expect(body.length).toBeLessThanOrEqual(1024 * 1024);
      expect(body.length).toBeGreaterThan(0);
    },
  );

  test('in many small pieces is joined in order', async () => {
    const text = Array.from({ length: 5000 }, (_, index) => `${index},`).join('');
    const { body } = await reply((response) => {
      response.writeHead(200);
      response.flushHeaders();
      // One chunk per character, in few packets.
      response.socket?.write([...text].map((char) => `1\r\n${char}\r\n`).join(''));
      response.end();
    }, 100_000);

    expect(body.toString()).toBe(text);
  });
});

describe('no response', () => {
  const silent = () => {};
  const halfway = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
  };

  test.each([
    ['nothing comes', silent],
    ['the body stops', halfway],
  ])('is the reply when %s in time', async (_, answer) => {
    const { status, body, error } = await reply(answer, 1000, { ms: 50 });

    expect([status, body.length, error?.message]).toEqual([0, 0, 'the response took too long']);
  });

  test.each([
    ['before it is sent', 0],
    ['while it is under way', 50],
  ])('is the reply when the request is given up %s', async (_, afterMs) => {
    const abort = new AbortController();
    if (afterMs === 0) abort.abort();
    else setTimeout(() => abort.abort(), afterMs);
    const { status, error } = await reply(halfway, 1000, { signal: abort.signal });

    expect([status, error?.message]).toEqual([0, 'aborted']);
  });

  test('is the reply when the connection breaks', async () => {
    const { status, error } = await reply((response) => response.destroy());

    expect([status, (error as NodeJS.ErrnoException).code]).toEqual([0, 'UND_ERR_SOCKET']);
  });

  test('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    await reply((response) => response.end('x'), 1000, { signal });

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
