import { isApart } from './clock.ts';
import { type Headers, header, MOST_OF_A_FAILURE, type Reply, unpacked } from './send.ts';
import { type SilenceReason, silenceReason } from './silence.ts';

/** Why a request failed. */
export type Reason =
  | 'unauthorized' // 401, with a token that was fetched for it
  | 'forbidden' // 403
  | 'feature' // 412, or a route that the account does not have
  | 'not_found' // 404
  | 'refused' // any other 4xx
  | 'redirected' // a redirect to another origin, or without end
  | 'throttled' // 429
  | 'server' // 5xx
  | SilenceReason
  | 'no_host' // a configured name that was not found
  | 'too_large' // a success with a body beyond the limit
  | 'garbled' // a success whose body is not JSON
  | 'unexpected'; // JSON of another shape than expected

/**
 * What to do with a reply: use it, follow it, retry for a reason, or give up for a reason. The outcome of a write is
 * `unknown` if it may have been carried out: it must not be repeated without checking.
 */
export type Verdict =
  | { readonly action: 'use' }
  | { readonly action: 'follow'; readonly location: string }
  | { readonly action: 'renew_token' | 'try_beta' }
  | { readonly action: 'retry' | 'fail' | 'unknown'; readonly reason: Reason };

export type Kind = 'read' | 'write';
type Verdicts = Readonly<Record<Kind, Verdict>>;

const retry = (reason: Reason): Verdict => ({ action: 'retry', reason });
const fail = (reason: Reason): Verdict => ({ action: 'fail', reason });
/** A read is retried for this reason. A write may have been carried out. */
const doubtful = (reason: Reason): Verdicts => ({
  read: retry(reason),
  write: { action: 'unknown', reason },
});
const both = (verdict: Verdict): Verdicts => ({ read: verdict, write: verdict });

/** A page always has content, so a read that is answered without any got no page. */
const DONE = { read: retry('garbled'), write: { action: 'use' } } as const;
const UNREACHABLE = doubtful('unreachable');
const SERVER = doubtful('server');
const GARBLED = doubtful('garbled');
const TOO_LARGE = doubtful('too_large');

const verdicts: Readonly<Record<number, Verdicts>> = {
  200: both({ action: 'use' }),
  201: DONE,
  204: DONE,
  401: both({ action: 'renew_token' }),
  403: both(fail('forbidden')),
  404: both(fail('not_found')),
  408: UNREACHABLE,
  412: both(fail('feature')),
  425: both(retry('unreachable')),
  429: both(retry('throttled')),
};

export function judge(reply: Reply, kind: Kind = 'read'): Verdict {
  const { status, headers } = reply;
  if (status === 0) return judgeSilence(reply)[kind];
  const verdict = verdicts[status];
  if (reply.tooLarge && verdict?.[kind].action === 'use') return TOO_LARGE[kind];
  if (status === 404 && problemCode(reply.body) === 'apinot_found') return { action: 'try_beta' };
  // v1's message for an expired token; it differs if the right is missing.
  if (status === 403 && failureText(reply.body).includes('authorization is not valid'))
    return { action: 'renew_token' };
  const location = header(headers, 'location');
  if (status >= 300 && status < 400 && location !== undefined)
    return kind === 'read' ? { action: 'follow', location } : { action: 'unknown', reason: 'redirected' };
  // If a server says when to retry, that is respected, whatever the status. A write may have been carried out before.
  if (status === 503 && kind === 'read' && retryAfterMs(headers) !== undefined) return retry('throttled');
  if (verdict) return verdict[kind];
  if (status >= 500) return SERVER[kind];
  if (status >= 400) return fail('refused');
  return GARBLED[kind];
}

/** Retries are pointless: somebody has to correct something. */
const FINAL: readonly Reason[] = [
  'proxy_login',
  'proxy_denied',
  'untrusted',
  'wrong_name',
  'expired',
  'not_yet_valid',
  'no_tls',
];

/** No response. A request that was never sent may be repeated, even if it is a write. */
function judgeSilence({ error }: Reply): Verdicts {
  const reason = silenceReason(error);
  if (reason === 'unreachable') return UNREACHABLE;
  return both(FINAL.includes(reason) ? fail(reason) : retry(reason));
}

/** The known machine codes of Personio. */
const CODES = [
  'apinot_found',
  'common.bad_gateway',
  'common.bad_request',
  'common.conflict',
  'common.forbidden',
  'common.gateway_timeout',
  'common.internal_server_error',
  'common.precondition_failed',
  'common.requested_resource_not_found',
  'common.resource_not_found',
  'common.service_unavailable',
  'common.too_many_requests',
  'common.unauthorized',
  'common.unprocessable_content',
];

/**
 * The machine code of Personio's problem document: the fragment of `errors[].type`. Only known codes are passed on: any
 * other text of the server may quote the request.
 */
export function problemCode(body: Buffer): string | undefined {
  try {
    const problem: unknown = JSON.parse(failureText(body));
    const errors = (problem as { errors?: { type?: unknown }[] } | null)?.errors;
    const type = errors?.[0]?.type;
    return CODES.find((code) => typeof type === 'string' && type.endsWith(`#${code}`));
  } catch {
    return undefined;
  }
}

/** The text of a failure; empty if it cannot be decompressed. */
export function failureText(body: Buffer): string {
  try {
    return unpacked(body, MOST_OF_A_FAILURE).toString('utf8');
  } catch {
    return '';
  }
}

/**
 * Milliseconds until the time in `Retry-After`, given in seconds or as a date. A date is interpreted by the server's
 * clock, or, if the clocks differ too much to trust either, by the one that gives the shorter wait.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = header(headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  if (Number.isNaN(at) || !/[a-z]/i.test(value)) return undefined;
  const machine = Date.now();
  const sent = Date.parse(header(headers, 'date') ?? '');
  const server = Number.isNaN(sent) ? machine : sent;
  const waits = [server, ...(isApart(server, machine) ? [machine] : [])].map((now) => at - now);
  const ahead = waits.filter((wait) => wait > 0);
  return ahead.length > 0 ? Math.min(...ahead) : 0;
}

/** A number in a header, such as `x-ratelimit-remaining`. */
export function headerNumber(headers: Headers, name: string): number | undefined {
  const value = Number.parseFloat(header(headers, name) ?? '');
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
