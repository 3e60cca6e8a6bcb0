import { type Headers, header, type Reply } from './send.ts';

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
  if (status === 0) return { action: 'retry', reason: 'unreachable' };
  if (status === 404 && problemCode(reply.body) === 'apinot_found') return { action: 'try_beta' };
  // v1's word for a token that has ended; without the right it says something else.
  if (status === 403 && reply.body.includes('authorization is not valid')) return { action: 'renew_token' };
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

/**
 * The machine code of Personio's problem document: the fragment of `errors[].type`. Its titles and details are not
 * passed on: they may quote what was asked for.
 */
export function problemCode(body: Buffer): string | undefined {
  try {
    const problem: unknown = JSON.parse(body.toString('utf8'));
    const errors = (problem as { errors?: { type?: unknown }[] } | null)?.errors;
    const type = errors?.[0]?.type;
    return typeof type === 'string' ? /#([a-z_.]{1,60})$/.exec(type)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds until the time that `Retry-After` names, in seconds or as a date; a date is read by the server's clock. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = header(headers, 'retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  if (Number.isNaN(at) || !/[a-z]/i.test(value)) return undefined;
  const sent = Date.parse(header(headers, 'date') ?? '');
  return Math.max(0, at - (Number.isNaN(sent) ? Date.now() : sent));
}

/** A number in a header, such as `x-ratelimit-remaining`. */
export function headerNumber(headers: Headers, name: string): number | undefined {
  const value = Number.parseFloat(header(headers, name) ?? '');
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
