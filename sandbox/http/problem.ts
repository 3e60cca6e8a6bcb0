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
  /** Some services name the requested path. */
  readonly path?: string;
  readonly title?: string;
  /** `null` if the service gives none. */
  readonly code?: string | null;
  /** v1: what is wrong with each parameter. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** It comes from the gateway, which uses one format for all services. */
  readonly isGateways?: boolean;
}

/** v1 has its own envelope; its custom reports use a list. */
export type ProblemShape = 'v2' | 'v1' | 'v1 list';

/** Thrown if a request cannot be answered; the server turns it into the response. */
export class Problem extends Error {
  readonly #parts: ProblemParts;

  constructor(parts: ProblemParts) {
    super(parts.detail);
    this.#parts = parts;
  }

  answer(now: string, shape: ProblemShape = 'v2'): Answer {
    if (this.#parts.isGateways) return this.#asV2(now);
    switch (shape) {
      case 'v2':
        return this.#asV2(now);
      case 'v1':
        return this.#asV1();
      case 'v1 list':
        return this.#asList(now);
    }
  }

  #asV1(): Answer {
    const { status, detail, fields } = this.#parts;
    // Some services repeat the status as the code, some send nothing.
    const error = { code: status === 422 ? 0 : status, message: detail, error_data: fields };
    return { status, headers: { 'content-type': 'application/json' }, json: { success: false, error } };
  }

  #asList(now: string): Answer {
    const { status, detail } = this.#parts;
    const _meta = [{ field: 'ID', description: detail }];
    const error = { title: TITLES[status]?.[0] ?? 'Error', details: detail, type: 'search', _meta };
    const json = [{ status, trace_id: traceId(), timestamp: now, errors: [error] }];
    return { status, headers: { 'content-type': 'application/json' }, json };
  }

  #asV2(now: string): Answer {
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

/** The gateway's response for a route that the account does not have. */
export function routeNotFound(path: string): Problem {
  const detail = `The endpoint with ${path} was not found.`;
  return new Problem({ status: 404, title: 'Not found', detail, code: 'apinot_found', path, isGateways: true });
}

export function objectNotFound(): Problem {
  return new Problem({ status: 404, detail: 'The requested object does not exist or was removed.' });
}

let traces = 0;

export function traceId(): string {
  traces++;
  return `${hash(traces, 1).toString(16).padStart(8, '0')}-${hash(traces, 2).toString(16).padStart(8, '0')}`;
}
