import { isIPv4 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnError } from '../errors.ts';
import { openAgent } from './agent.ts';
import { publicLookup } from './public_lookup.ts';
import { header, type Reply, send, unpacked } from './send.ts';
import { codeOf, silenceReason } from './silence.ts';

export type DownloadReason =
  | 'no_address' // not an address of a file that may be fetched with this protocol
  | 'host' // a host that is not listed
  | 'private' // a private address that is not listed
  | 'redirected' // to another host, or without end
  | 'refused' // the server does not give the file away
  | 'too_large'
  | 'passing'; // trouble that may be over later

/** A file that could not be fetched. Its address is not part of the message, because it may contain a secret. */
export class DownloadError extends OwnError {
  override readonly name = 'DownloadError';
  readonly reason: DownloadReason;
  /** The status of the answer; 0 if there was none. */
  readonly status: number;

  constructor(reason: DownloadReason, status = 0, cause?: unknown) {
    super(status === 0 ? reason : `${reason}: status ${status}`, { cause });
    this.reason = reason;
    this.status = status;
  }
}

export interface DownloadOptions {
  /** The hosts that may be asked: names or addresses. */
  readonly hosts: readonly string[];
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  /** Waits between attempts. */
  readonly waitsMs?: readonly number[];
}

interface Download {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
}

const LONGEST_MS = 60_000;
const CONNECT_MS = 10_000;
const MOST_REDIRECTS = 5;
const WAITS_MS = [1000, 3000];
const PASSING_STATUSES = [408, 425, 429];

const unbracketed = (name: string): string => name.toLowerCase().replace(/^\[|\]$/g, '');
const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));

/** The address of a file that may be fetched. Throws DownloadError. */
export function fileAddress(text: string, hosts: readonly string[]): URL {
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol)) throw new DownloadError('no_address');
  const name = unbracketed(url.hostname);
  const listed = hosts.map(unbracketed);
  if (!listed.includes(name)) throw new DownloadError('host');
  if (url.protocol === 'http:' && !isLoopback(name)) throw new DownloadError('no_address');
  return url;
}

/** Fetches a file from a host that the user listed, with nothing of ours in the request. Throws DownloadError. */
export async function download(url: URL, options: DownloadOptions): Promise<Download> {
  const listed = options.hosts.map(unbracketed);
  const lookup = publicLookup(
    (address) => listed.includes(address) || (unbracketed(url.hostname) === 'localhost' && isLoopback(address)),
  );
  const agent = await openAgent(1, CONNECT_MS, lookup);
  const deadline = performance.now() + LONGEST_MS;
  try {
    for (const waitMs of options.waitsMs ?? WAITS_MS) {
      try {
        return await attempt(url);
      } catch (error) {
        const isPassing = error instanceof DownloadError && error.reason === 'passing';
        if (!isPassing || performance.now() + waitMs > deadline) throw error;
        await sleep(waitMs, undefined, { signal: options.signal });
      }
    }
    return await attempt(url);
  } finally {
    await agent.destroy();
  }

  async function attempt(from: URL, redirects = 0): Promise<Download> {
    const reply = await send(
      agent,
      {
        address: { origin: from.origin, path: from.pathname + from.search },
        method: 'GET',
        headers: { accept: '*/*', 'accept-encoding': 'identity' },
      },
      options.signal,
      { ms: deadline - performance.now(), bytes: options.mostBytes },
    );
    const { status, headers } = reply;
    const location = header(headers, 'location');
    if (status >= 300 && status < 400 && location !== undefined) {
      const next = URL.parse(location, from.href);
      if (next?.origin !== url.origin || redirects === MOST_REDIRECTS) throw new DownloadError('redirected', status);
      return await attempt(next, redirects + 1);
    }
    return { bytes: fileIn(reply, options.mostBytes), contentType: header(headers, 'content-type') };
  }
}

function fileIn({ status, headers, body, tooLarge, error }: Reply, mostBytes: number): Buffer {
  if (error) throw new DownloadError(reasonOf(error), 0, error);
  if (status >= 500 || PASSING_STATUSES.includes(status)) throw new DownloadError('passing', status);
  if (status !== 200) throw new DownloadError('refused', status);
  if (tooLarge) throw new DownloadError('too_large', status);
  const encoding = header(headers, 'content-encoding') ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new DownloadError('refused', status);
  try {
    return unpacked(body, mostBytes);
  } catch (cause) {
    const isTooLarge = codeOf(cause) === 'ERR_BUFFER_TOO_LARGE';
    throw new DownloadError(isTooLarge ? 'too_large' : 'passing', status, cause);
  }
}

/** A name that does not exist and a certificate that is not trusted stay so until somebody corrects them. */
function reasonOf(error: Error): DownloadReason {
  if (codeOf(error) === 'PRIVATE_ADDRESS') return 'private';
  if (codeOf(error) === 'ENOTFOUND') return 'refused';
  const isPassing = ['unreachable', 'no_connection', 'unresolved', 'proxy_failed'].includes(silenceReason(error));
  return isPassing ? 'passing' : 'refused';
}
