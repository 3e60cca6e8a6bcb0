import { isApart } from './clock.ts';
import { type Headers, header, MOST_OF_A_FAILURE, type Reply, unpacked } from './send.ts';
import { type SilenceReason, silenceReason } from './silence.ts';

/** Why a request came to nothing. */
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
  | 'no_host' // a name that was not found, and that the user gave
  | 'too_large' // a success with a body beyond the limit
  | 'garbled' // a success whose body is no JSON
  | 'unexpected'; // JSON of another shape than expected

/**
 * What to do with a reply: use it, follow it, try again for a reason, or give up for a reason. The outcome of a write is
 * `unknown` where it may have been carried out: nobody may send it again before looking.
 */
export type Verdict =
  | { readonly action: 'use' }
  | { readonly action: 'follow'; readonly location: string }
  | { readonly action: 'renew_token' | 'try_beta' }
  | { readonly action: 'retry' | 'fail' | 'unknown'; readonly reason: Reason };

type Kind = 'read' | 'write';
type Verdicts = Readonly<Record<Kind, Verdict>>;

const retry = (reason: Reason): Verdict => ({ action: 'retry', reason });
const fail = (reason: Reason): Verdict => ({ action: 'fail', reason });
/** What a read tries again, and what may have been carried out if it was a write. */
const doubtful = (reason: Reason): Verdicts => ({
  read: retry(reason),
  write: { action: 'unknown', reason },
});
const both = (verdict: Verdict): Verdicts => ({ read: verdict, write: verdict });

/** A page is never without content: an answer to a read that says so is not one. */
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
  // v1's word for a token that has ended; without the right it says something else.
  if (status === 403 && failureText(reply.body).includes('authorization is not valid'))
    return { action: 'renew_token' };
  const location = header(headers, 'location');
  if (status >= 300 && status < 400 && location !== undefined)
    return kind === 'read' ? { action: 'follow', location } : { action: 'unknown', reason: 'redirected' };
  // A server that says when to come back is obeyed, whatever it calls its trouble.
  if (status === 503 && retryAfterMs(headers) !== undefined) return retry('throttled');
  if (verdict) return verdict[kind];
  if (status >= 500) return SERVER[kind];
  if (status >= 400) return fail('refused');
  return GARBLED[kind];
}

/** Retries are of no use: somebody has to correct something. */
const FINAL: readonly Reason[] = [
  'proxy_login',
  'proxy_denied',
  'untrusted',
  'wrong_name',
  'expired',
  'not_yet_valid',
  'no_tls',
];

/** No answer. A request that was never sent may be sent again, even if it is a write. */
function judgeSilence({ error }: Reply): Verdicts {
  const reason = silenceReason(error);
  if (reason === 'unreachable') return UNREACHABLE;
  return both(FINAL.includes(reason) ? fail(reason) : retry(reason));
}

/** The machine codes that Personio is known to use. */
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
 * The machine code of Personio's problem document: the fragment of `errors[].type`. Nothing else of it is passed on, nor
 * a code that nobody knows: they are text of the server and may quote what was asked for.
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

/** What a failure says; nothing if that cannot be unpacked. */
export function failureText(body: Buffer): string {
  try {
    return unpacked(body, MOST_OF_A_FAILURE).toString('utf8');
  } catch {
    return '';
  }
}

/**
 * Milliseconds until the time that `Retry-After` names, in seconds or as a date. A date is read by the server's clock;
 * where that and ours are too far apart to believe either, by the one that gives the shorter wait.
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
