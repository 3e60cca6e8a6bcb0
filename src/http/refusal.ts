import { failureText } from './judge.ts';
import type { Reply } from './send.ts';

/** What Personio said about a request that it refused. */
export interface Refusal {
  /** By which Personio's support finds the request. */
  readonly traceId?: string;
  /** Personio's own words, which may quote the request: for reports that the user keeps private, never for logs. */
  readonly text: string;
}

const MOST_TEXT = 1000;

/** What the server said about a write that it refused, in any of Personio's forms. */
export function refusalOf({ status, body }: Reply): Refusal | undefined {
  if (status < 400 || status >= 500) return undefined;
  const text = failureText(body).slice(0, MOST_TEXT);
  const traceId = /"personio_trace_id"\s*:\s*"([A-Za-z0-9-]{1,64})"/.exec(text)?.[1];
  return { text, ...(traceId !== undefined && { traceId }) };
}
