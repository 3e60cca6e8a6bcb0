import { isApart } from './clock.ts';
import { unpacked } from './gzip.ts';
import { type Headers, header, MOST_OF_A_FAILURE, type Reply } from './send.ts';

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
  | 'unreachable' // no answer, or none that is whole
  | 'unresolved' // the server's name was not found
  | 'no_host' // the same, where the user gave that name
  | 'too_large' // a success with a body beyond the limit
  | 'garbled' // a success whose body is no JSON
  | 'unexpected'; // JSON of another shape than expected

/** What to do with a reply: use it, follow it, try again for a reason, or give up for a reason. */
export type Verdict =
  | { readonly action: 'use' }
  | { readonly action: 'follow'; readonly location: string }
  | { readonly action: 'renew_token' | 'try_beta' }
  | { readonly action: 'retry' | 'fail'; readonly reason: Reason };

const verdicts: Readonly<Record<number, Verdict>> = {
  200: { action: 'use' },
  // A page is never without content: an answer that says so is not one.
  204: { action: 'retry', reason: 'garbled' },
  401: { action: 'renew_token' },
  403: { action: 'fail', reason: 'forbidden' },
  404: { action: 'fail', reason: 'not_found' },
  408: { action: 'retry', reason: 'unreachable' },
  412: { action: 'fail', reason: 'feature' },
  425: { action: 'retry', reason: 'unreachable' },
  429: { action: 'retry', reason: 'throttled' },
};

export function judge(reply: Reply): Verdict {
  const { status, headers } = reply;
  if (status === 0) return { action: 'retry', reason: isUnresolved(reply) ? 'unresolved' : 'unreachable' };
  if (status === 200 && reply.tooLarge) return { action: 'retry', reason: 'too_large' };
  if (status === 404 && problemCode(reply.body) === 'apinot_found') return { action: 'try_beta' };
  // v1's word for a token that has ended; without the right it says something else.
  if (status === 403 && failureText(reply.body).includes('authorization is not valid'))
    return { action: 'renew_token' };
  const location = header(headers, 'location');
  if (status >= 300 && status < 400 && location !== undefined) return { action: 'follow', location };
  // A server that says when to come back is obeyed, whatever it calls its trouble.
  if (status === 503 && retryAfterMs(headers) !== undefined) return { action: 'retry', reason: 'throttled' };
  const verdict = verdicts[status];
  if (verdict) return verdict;
  if (status >= 500) return { action: 'retry', reason: 'server' };
  if (status >= 400) return { action: 'fail', reason: 'refused' };
  return { action: 'retry', reason: 'garbled' };
}

/** The resolver knows no such name (`ENOTFOUND`), or has no answer. */
function isUnresolved({ error }: Reply): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOTFOUND' || code?.startsWith('EAI_') === true;
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
