import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { instant } from '../data/time.ts';
import type { Answer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import type { Turn } from './turn.ts';

const HTML = '<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

interface StatusOptions {
  readonly status: number;
  readonly body?: 'problem' | 'html' | 'empty';
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterSeconds?: number;
  /** Sends `Retry-After` as an HTTP date. */
  readonly retryAfterAsDate?: boolean;
}

interface HeadersOptions {
  readonly headers: Readonly<Record<string, string>>;
}

interface FloodOptions {
  readonly status?: number;
  /** Size of the body; endless by default. */
  readonly megabytes?: number;
  /** Sends it gzipped, at a thousandth of the size. */
  readonly zipped?: boolean;
}

interface HintsOptions {
  readonly times?: number;
}

/** Connections and statuses: what can happen between a client and any server. */
export const transportActs = {
  /** Another status than the API would give. */
  async status(turn: Turn, options: StatusOptions): Promise<void> {
    const { retryAfterSeconds, retryAfterAsDate } = options;
    const headers: Record<string, string> = { ...options.headers };
    if (retryAfterSeconds !== undefined) {
      headers['retry-after'] = retryAfterAsDate
        ? new Date(turn.clock() + retryAfterSeconds * 1000).toUTCString()
        : String(retryAfterSeconds);
    }
    const answer = statusAnswer(options, turn);
    await turn.send({ ...answer, headers: { ...answer.headers, ...headers } });
  },

  /** The right response with other headers: a `date`, a pace. */
  async headers(turn: Turn, { headers }: HeadersOptions): Promise<void> {
    const answer = turn.answer();
    await turn.send({ ...answer, headers: { ...answer.headers, ...headers } });
  },

  /** A body of blanks that is larger than anyone could want. */
  async flood({ response }: Turn, options: FloodOptions): Promise<void> {
    const { status = 200, megabytes = Number.POSITIVE_INFINITY, zipped = false } = options;
    response.writeHead(status, zipped ? { 'content-encoding': 'gzip' } : {});
    const blanks = Readable.from(blankMegabytes(megabytes));
    await (zipped ? pipeline(blanks, createGzip(), response) : pipeline(blanks, response)).catch(() => {});
  },

  /** Sends 103 (Early Hints) before the response. */
  async hints(turn: Turn, { times = 1 }: HintsOptions): Promise<void> {
    for (let said = 0; said < times; said++) turn.response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    await turn.send(turn.answer());
  },

  /** The connection is reset: immediately, before the head, or in the middle of the body. */
  async reset(turn: Turn, { when = 'before' }: { readonly when?: 'before' | 'body' }): Promise<void> {
    if (when === 'body') await writeHalf(turn, turn.answer());
    turn.request.socket.resetAndDestroy();
  },

  /** The connection is closed after the response, announced or not. */
  async close(turn: Turn, { silent = false }: { readonly silent?: boolean }): Promise<void> {
    const answer = turn.answer();
    if (!silent) return await turn.send({ ...answer, headers: { ...answer.headers, connection: 'close' } });
    turn.response.once('finish', () => turn.request.socket.end());
    await turn.send(answer);
  },

  /** The response stops: before the head, or in the middle of the body; forever, or for `ms`. */
  async hang(turn: Turn, options: { readonly when?: 'before' | 'body'; readonly ms?: number }): Promise<void> {
    const { when = 'before', ms } = options;
    if (when === 'before') {
      if (ms === undefined) return;
      await sleep(ms);
      return await turn.send(turn.answer());
    }
    const rest = await writeHalf(turn, turn.answer());
    if (ms === undefined) return;
    await sleep(ms);
    turn.response.end(rest);
  },

  /** The body arrives a few bytes at a time. */
  async trickle(turn: Turn, options: { readonly bytes?: number; readonly intervalMs?: number }): Promise<void> {
    const { bytes = 64, intervalMs = 50 } = options;
    const answer = turn.answer();
    const { headers, body } = await turn.encode(answer);
    turn.response.writeHead(answer.status, { ...headers, 'content-length': body.length });
    for (let at = 0; at < body.length && !turn.response.destroyed; at += bytes) {
      turn.response.write(body.subarray(at, at + bytes));
      await sleep(intervalMs);
    }
    turn.response.end();
  },

  /** The body ends too early: short of its Content-Length, or without the last chunk. */
  async cut(turn: Turn, { how = 'length' }: { readonly how?: 'length' | 'chunked' }): Promise<void> {
    const answer = turn.answer();
    const { headers, body } = await turn.encode(answer);
    const length = how === 'length' ? { 'content-length': body.length } : {};
    turn.response.writeHead(answer.status, { ...headers, ...length });
    turn.response.write(body.subarray(0, body.length >>> 1), () => turn.request.socket.end());
  },

  /** The body claims to be compressed, and is not. */
  async encoding(turn: Turn, { name = 'gzip' }: { readonly name?: string }): Promise<void> {
    const answer = turn.answer();
    const raw = JSON.stringify(answer.json ?? null);
    turn.response.writeHead(answer.status, { ...answer.headers, 'content-encoding': name });
    turn.response.end(raw);
  },

  /** Redirects the client: `to` is an origin; path and query stay. */
  async redirect(turn: Turn, { to, status = 307 }: { readonly to: string; readonly status?: number }): Promise<void> {
    await turn.send({ status, headers: { location: `${to}${turn.asked.target}` } });
  },

  /** The token of this request is revoked, for all requests. */
  async revoke(turn: Turn, _options: object): Promise<void> {
    turn.login.revokeAll();
    await turn.send(turn.answer());
  },
};

function* blankMegabytes(count: number): Generator<Buffer> {
  const megabyte = Buffer.alloc(1024 * 1024, ' ');
  for (let sent = 0; sent < count; sent++) yield megabyte;
}

function statusAnswer({ status, body = 'problem' }: StatusOptions, turn: Turn): Answer {
  switch (body) {
    case 'html':
      return { status, headers: { 'content-type': 'text/html' }, raw: HTML };
    case 'empty':
      return { status, headers: {} };
    case 'problem':
      return new Problem({ status, detail: 'A rule makes the sandbox fail here.' }).answer(
        instant(Math.floor(turn.clock() / 1000)),
      );
  }
}

/** Sends the head and half of the body, waits until they are sent, and returns the other half. */
async function writeHalf(turn: Turn, answer: Answer): Promise<Buffer> {
  const { headers, body } = await turn.encode(answer);
  const half = body.length >>> 1;
  turn.response.writeHead(answer.status, { ...headers, 'content-length': body.length });
  await new Promise<void>((resolve) => {
    turn.response.write(body.subarray(0, half), () => resolve());
  });
  // Gives the client a moment to receive it, since a reset discards anything still in transit.
  await sleep(20);
  return body.subarray(half);
}
