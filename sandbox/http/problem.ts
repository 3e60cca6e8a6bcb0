import { hash } from '../data/dice.ts';
import type { Json } from '../json.ts';
import type { Answer } from './answer.ts';

const ERRORS = 'https://developer.personio.de/reference/errors#';

const TITLES: Readonly<Record<number, readonly [title: string, code?: string]>> = {
  400: ['Bad Request', 'common.bad_request'],
  401: ['Unauthorized', 'common.unauthorized'],
  403: ['Forbidden', 'common.forbidden'],
  404: ['Resource not found', 'common.requested_resource_not_found'],
  408: ['Request Timeout'],
  412: ['Precondition failed', 'common.precondition_failed'],
  422: ['Unprocessable Content', 'common.unprocessable_content'],
  425: ['Too Early'],
  429: ['Too Many Requests', 'common.too_many_requests'],
  500: ['Internal Server Error', 'common.internal_server_error'],
  502: ['Bad Gateway', 'common.bad_gateway'],
  503: ['Service Unavailable', 'common.service_unavailable'],
  504: ['Gateway Timeout', 'common.gateway_timeout'],
};

interface ProblemParts {
  readonly status: number;
  readonly detail: string;
  /** Some services name the path that was asked. */
  readonly path?: string;
  readonly title?: string;
  /** `null` when the service gives none. */
  readonly code?: string | null;
}

/** Thrown where a request cannot be answered; the server turns it into the answer. */
export class Problem extends Error {
  readonly #parts: ProblemParts;

  constructor(parts: ProblemParts) {
    super(parts.detail);
    this.#parts = parts;
  }

  answer(now: string): Answer {
    const { status, detail, path, title, code } = this.#parts;
    const [usualTitle, usualCode] = TITLES[status] ?? ['Error'];
    const fragment = code === undefined ? usualCode : code;
    const error: Json = {
      title: title ?? usualTitle,
      detail,
      type: fragment ? `${ERRORS}${fragment}` : undefined,
      _meta: path === undefined ? undefined : { path },
    };
    const json = { personio_trace_id: traceId(), timestamp: now, errors: [error] };
    return { status, headers: { 'content-type': 'application/problem+json' }, json };
  }
}

/** What the gateway says of a route that the account does not have. */
export function routeNotFound(path: string): Problem {
  const detail = `The endpoint with ${path} was not found.`;
  return new Problem({ status: 404, title: 'Not found', detail, code: 'apinot_found', path });
}

export function objectNotFound(): Problem {
  return new Problem({ status: 404, detail: 'The requested object does not exist or was removed.' });
}

let traces = 0;

export function traceId(): string {
  traces++;
  return `${hash(traces, 1).toString(16).padStart(8, '0')}-${hash(traces, 2).toString(16).padStart(8, '0')}`;
}
