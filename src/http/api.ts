import type { Reason } from './judge.ts';

/** Parameters of a request; a list is sent as a repeated parameter. */
export type Query = Readonly<Record<string, string | number | readonly string[]>>;

export interface ApiRequest {
  /** The endpoint with its ids in braces, `/v2/persons/{id}/employments`: it has one rate, and is safe to log. */
  readonly route: string;
  /** A path, or a link that the server returned. */
  readonly target: string;
  readonly query?: Query;
  /** The caller can request smaller parts, so a 500 is not retried for long. */
  readonly divisible?: boolean;
  /** The response is a whole list instead of a page, and may be larger. */
  readonly large?: boolean;
  /** The server has just failed for the same data, so a server error is retried only briefly. */
  readonly brief?: boolean;
  /** The caller can do without the response: short timeout, and only brief retries except after throttling. */
  readonly dispensable?: boolean;
  /** The token has just been accepted: a 401 means that a right is missing, and causes no new login. */
  readonly trustsToken?: boolean;
}

/** A request that changes something. */
export interface WriteRequest extends Pick<ApiRequest, 'route' | 'target' | 'query'> {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** JSON, or the parts of a form with their type. */
  readonly body?: { readonly json: unknown } | { readonly contentType: string; readonly parts: readonly Buffer[] };
  /**
   * To carry it out twice is the same as once, so it is retried whatever happened to it. Without this, only a request
   * that was surely not processed is sent again.
   */
  readonly repeatable?: boolean;
}

/** What a stream needs to know of HTTP: nothing. */
export interface Api {
  /**
   * Retries until `parse` accepts the response (it returns undefined for an unexpected one). Throws ApiError when the
   * time for retries is over or a retry is pointless.
   */
  get<T>(request: ApiRequest, parse: (body: unknown) => T | undefined): Promise<T>;
  /** A file, unchanged. */
  bytes(request: ApiRequest): Promise<{ contentType: string | undefined; bytes: Buffer }>;
  /** The text of a page of the company's public job site, requested without the token. */
  feed(path: string): Promise<string>;
  /** What was learned about an endpoint in this run: one object of each kind, shared by all readers. */
  learned<T>(route: string, Kind: new () => T): T;
}

/** What the destination uses: it reads, and writes. */
export interface WritingApi extends Api {
  /**
   * Sends a write. `parse` receives the JSON of the answer, or undefined if it has no content, and returns undefined if
   * it is unexpected. Throws ApiError, with `isDoubtful` if the write may have been carried out.
   */
  send<T>(request: WriteRequest, parse: (body: unknown) => T | undefined): Promise<T>;
}

/** Observes the requests of a stream. */
export interface Watcher {
  /** A request is about to be sent; throwing an error prevents that. */
  sent(): void;
  retried(reason: Reason): void;
  /** The next request has to wait until then (epoch ms) because of the rate limit. */
  paused(until: number): void;
}

/** The same api with fewer retries for each request. */
export const withPatience = (
  api: Api,
  patience: Pick<ApiRequest, 'divisible' | 'brief' | 'dispensable' | 'trustsToken'>,
): Api => ({
  ...api,
  get: (request, parse) => api.get({ ...request, ...patience }, parse),
  bytes: (request) => api.bytes({ ...request, ...patience }),
});

/** For requests that nobody counts. */
export const SILENT: Watcher = { sent() {}, retried() {}, paused() {} };
