import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Json } from '../json.ts';

/** The response to a request, before it is encoded. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: Json;
  /** The exact body, in place of `json`. */
  readonly raw?: string | Uint8Array;
}

const compress = promisify(gzip);
const WORTH_COMPRESSING = 1024;

function bodyOf(answer: Answer): Buffer {
  if (answer.raw !== undefined) return Buffer.from(answer.raw);
  return answer.json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(answer.json));
}

/** The bytes and headers to send, compressed if the client accepts gzip and the body is long. */
export async function encode(
  answer: Answer,
  request: IncomingMessage,
  gzipAllowed: boolean,
): Promise<{ headers: Record<string, string>; body: Buffer }> {
  const plain = bodyOf(answer);
  const accepted = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (!gzipAllowed || !accepted || plain.length <= WORTH_COMPRESSING)
    return { headers: { ...answer.headers }, body: plain };
  // Speed over size: the sandbox should not dominate a measurement.
  const body = await compress(plain, { level: constants.Z_BEST_SPEED });
  return { headers: { ...answer.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' }, body };
}

export function write(response: ServerResponse, status: number, headers: Record<string, string>, body: Buffer): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': String(body.length) });
  response.end(body);
}

/** Reads a request's body as text; our requests are small. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
