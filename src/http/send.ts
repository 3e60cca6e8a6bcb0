import { constants, gunzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { Address } from './address.ts';

/** Text, or pieces of a longer body: each piece that leaves restarts the timeout of the connection. */
export type Body = string | readonly Buffer[];

export interface Outgoing {
  readonly address: Address;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body | undefined;
}

/** The result: a complete response or, with status 0, the reason why there is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The body was longer than what was read. */
  readonly tooLarge?: boolean;
  readonly error?: Error;
}

export interface Limits {
  /** Until the response is complete. */
  readonly ms: number;
  /** Maximum size of a success. */
  readonly bytes: number;
}

/** Maximum number of bytes to read of anything but a success: the status says enough. */
export const MOST_OF_A_FAILURE = 1024 * 1024;
/** This many small pieces of a body are joined, because each takes at least a hundred additional bytes. */
const MOST_PIECES = 256;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The initial buffer is at most this many times the compressed size. Pages of JSON grow about tenfold. */
const USUAL_GROWTH = 32;

/**
 * Decompresses a body that begins with gzip's magic number, whatever the headers say. Throws if it is damaged, or as soon
 * as it exceeds `mostBytes`: a small body may expand to a thousand times its size.
 */
export function unpacked(body: Buffer, mostBytes: number): Buffer {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  // The last four bytes are the size. One buffer of that size needs no joining; if it is wrong, zlib uses several.
  const size = body.readUInt32LE(body.length - 4) + 1;
  const chunkSize = Math.max(constants.Z_MIN_CHUNK, Math.min(size, body.length * USUAL_GROWTH, mostBytes));
  return gunzipSync(body, { chunkSize, maxOutputLength: mostBytes });
}

/**
 * Sends one request and reads the whole response, or as much as the limits allow. Never throws because of the network,
 * and follows no redirects. undici's own `request` would create a stream for each body; reading a page in one piece
 * takes a quarter less CPU.
 */
export function send(dispatcher: Dispatcher, outgoing: Outgoing, signal: AbortSignal, limits: Limits): Promise<Reply> {
  return new Promise((resolve) => {
    const received = new ReceivedBody();
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
      // The end of a request that was never started is not reported.
      fail(error);
    };
    const abort = () => stop(new Error('aborted'));
    // A body that trickles resets undici's own timeout with every byte.
    const limit = setTimeout(() => stop(new SlowAnswer('the response took too long')), limits.ms);
    signal.addEventListener('abort', abort);
    const { address, method, headers: requestHeaders, body } = outgoing;
    dispatcher.dispatch(
      { ...address, method, headers: requestHeaders, body: (body ?? null) as string | null },
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

/** The response was not complete in time. */
class SlowAnswer extends Error {
  readonly code = 'SLOW_ANSWER';
}

/** A body as it arrives. */
class ReceivedBody {
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
