import type { Reason } from './judge.ts';

/** Parameters of a request; one that is a list is repeated. */
export type Query = Readonly<Record<string, string | number | readonly string[]>>;

export interface ApiRequest {
  /** The endpoint with its ids in braces, `/v2/persons/{id}/employments`: it has one pace, and can be named in logs. */
  readonly route: string;
  /** A path, or a link that the server returned. */
  readonly target: string;
  readonly query?: Query;
  /** The caller can ask for less: a 500 is given up early. */
  readonly divisible?: boolean;
  /** The answer is a whole list, not a page: it may be larger. */
  readonly large?: boolean;
  /** The server has just failed for as much: a failure of it is given up after a moment. */
  readonly brief?: boolean;
  /** The caller can do without the answer: nobody waits long for it, and a failure other than for pace is given up after a moment. */
  readonly dispensable?: boolean;
  /** The token was accepted a moment ago: a 401 means that a right is missing, and no login is spent on it. */
  readonly trustsToken?: boolean;
}

/** What a stream needs to know of HTTP: nothing. */
export interface Api {
  /**
   * Asks until there is an answer that `parse` accepts (it returns undefined for what it does not expect). Throws
   * ApiError when the time for retries is over or a retry is of no use.
   */
  get<T>(request: ApiRequest, parse: (body: unknown) => T | undefined): Promise<T>;
  /** A file, as it is. */
  bytes(request: ApiRequest): Promise<{ contentType: string | undefined; bytes: Buffer }>;
  /** The text of a page of the company's public job site, asked for without the token. */
  feed(path: string): Promise<string>;
  /** What was learned about an endpoint in this run: one object of each kind, for all who read it. */
  learned<T>(route: string, Kind: new () => T): T;
}

/** Is told what happens to the requests of a stream. */
export interface Watcher {
  /** A request is about to be sent; what it throws is thrown instead of sending it. */
  sent(): void;
  retried(reason: Reason): void;
  /** The next request has to wait until then (epoch ms), for the sake of the server's pace. */
  paused(until: number): void;
}

/** The same, with less patience for each request. */
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
