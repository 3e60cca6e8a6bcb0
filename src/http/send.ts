import { constants, gunzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { Address } from './address.ts';

export interface Outgoing {
  readonly address: Address;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back: a whole answer or, with status 0, the reason why there is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** There was more of the body than was read. */
  readonly tooLarge?: boolean;
  readonly error?: Error;
}

export interface Limits {
  /** Until the answer is whole. */
  readonly ms: number;
  /** Of a success. */
  readonly bytes: number;
}

/** So many bytes are read of what is no success: its status says enough. */
export const MOST_OF_A_FAILURE = 1024 * 1024;
/** Small pieces of a body are joined when there are so many: each takes a hundred bytes or more beside what it holds. */
const MOST_PIECES = 256;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** At most so many times the size of a packed body is set aside to unpack it. Pages of JSON grow about tenfold. */
const USUAL_GROWTH = 32;

/**
 * A body that begins with gzip's magic number is unpacked, whatever the headers say. Throws if it is damaged, or as soon
 * as there is more than `mostBytes` of it: a small body may unpack to a thousand times its size.
 */
export function unpacked(body: Buffer, mostBytes: number): Buffer {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  // The last four bytes tell the size. One buffer of that size needs no joining; if they are wrong, zlib takes several.
  const size = body.readUInt32LE(body.length - 4) + 1;
  const chunkSize = Math.max(constants.Z_MIN_CHUNK, Math.min(size, body.length * USUAL_GROWTH, mostBytes));
  return gunzipSync(body, { chunkSize, maxOutputLength: mostBytes });
}

/**
 * Sends one request and reads the whole answer, or as much as the limits allow. Never throws for the network's sake, and
 * follows no redirect. undici's own `request` would build a stream for each body; a page is read in one piece, which
 * costs a quarter less.
 */
export function send(dispatcher: Dispatcher, outgoing: Outgoing, signal: AbortSignal, limits: Limits): Promise<Reply> {
  return new Promise((resolve) => {
    const received = new Body();
    let status = 0;
    let headers: Headers = {};
    let controller: Dispatcher.DispatchController | undefined;
    const done = (reply: Reply) => {
      clearTimeout(limit);
      signal.removeEventListener('abort', abort);
      resolve(reply);
    };
    const fail = (error: Error) => done({ status: 0, headers: {}, body: Buffer.alloc(0), error });
    const stop = (error: Error) => {
      controller?.abort(error);
      // A request that was never started tells nobody of its end.
      fail(error);
    };
    const abort = () => stop(new Error('aborted'));
    // A body that trickles resets undici's own timeout with every byte.
    const limit = setTimeout(() => stop(new SlowAnswer('the answer took too long')), limits.ms);
    signal.addEventListener('abort', abort);
    const { address, method, headers: requestHeaders, body } = outgoing;
    dispatcher.dispatch(
      { ...address, method, headers: requestHeaders, body: body ?? null },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(new Error('aborted'));
        },
        onResponseStart(_, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(started, chunk) {
          const most = status === 200 ? limits.bytes : MOST_OF_A_FAILURE;
          if (received.size + chunk.length <= most) return received.add(chunk);
          done({ status, headers, body: status === 200 ? Buffer.alloc(0) : received.whole(), tooLarge: true });
          started.abort(new Error('the body is too large'));
        },
        onResponseEnd() {
          done({ status, headers, body: received.whole() });
        },
        onResponseError(_, error) {
          fail(error);
        },
      },
    );
  });
}

/** The answer was not complete in time. */
class SlowAnswer extends Error {
  readonly code = 'SLOW_ANSWER';
}

/** A body as it arrives. */
class Body {
  size = 0;
  readonly #joined: Buffer[] = [];
  #pieces: Buffer[] = [];

  add(piece: Buffer): void {
    this.size += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length < MOST_PIECES) return;
    this.#joined.push(Buffer.concat(this.#pieces));
    this.#pieces = [];
  }

  whole(): Buffer {
    const all = [...this.#joined, ...this.#pieces];
    return all.length === 1 && all[0] ? all[0] : Buffer.concat(all);
  }
}
