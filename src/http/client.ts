import { ConnectorError } from '../errors.ts';
import { type Address, addressOf, baseAddress } from './address.ts';
import { type ApiRequest, type Query, SILENT, type Watcher, type WriteRequest, type WritingApi } from './api.ts';
import { ApiError } from './api_error.ts';
import { answerBody, jsonBody, textBody, wholeBody } from './body.ts';
import type { Time } from './clock.ts';
import { askedHost, type Host } from './hosts.ts';
import { SharedLimits } from './limits.ts';
import { type LoginRequest, type OnPause, openTokens } from './login.ts';
import { type Job, Requester, type RequesterOptions } from './requester.ts';
import { sendWithRetries } from './retry.ts';
import { Route } from './route.ts';

export interface ClientOptions extends RequesterOptions {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Address of the company's public job site. */
  readonly feedUrl: string | undefined;
  /** Receives each token, so that it can be masked. */
  readonly onToken: (token: string) => void;
}

/** Maximum uncompressed size of a response: of a page, and of a whole list. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_BYTES_OF_A_LIST = 256 * 1024 * 1024;

/** Timeouts of a write, and of one with a file. */
const WRITE_MS = 30_000;
const UPLOAD_MS = 300_000;

const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((size, { length }) => size + length, 0);

/** Personio's API, as one credential sees it in one run. */
export class HttpClient {
  readonly #options: ClientOptions;
  readonly #base: Address;
  readonly #requester: Requester;
  readonly #limits: SharedLimits;
  readonly #routes = new Map<string, Route>();
  readonly #tokens: ReturnType<typeof openTokens>;

  constructor(options: ClientOptions, signal: AbortSignal) {
    this.#options = options;
    this.#base = baseAddress(options.apiUrl);
    this.#requester = new Requester(options);
    this.#limits = new SharedLimits(options.maxConcurrency);
    this.#tokens = openTokens(options, (request, onPause) => this.#login(request, signal, onPause));
  }

  /** Where the API is. */
  get host(): Host {
    return askedHost(this.#base.origin, this.#options.settings);
  }

  /** Logs in if necessary, and returns the time. */
  async serverTime(watcher: Watcher = SILENT): Promise<Time> {
    await this.#tokens.v2.token(watcher.paused);
    return this.#requester.clock.time;
  }

  /** The rights of the credential, as far as the server lists them. */
  get scopes(): readonly string[] {
    return this.#tokens.v2.scopes;
  }

  /** `abandon` ends requests that were sent, `signal` everything else. */
  api(watcher: Watcher, signal: AbortSignal, abandon = signal): WritingApi {
    const job = (request: ApiRequest, accept: string): Job => ({
      address: this.#address(request.target, request.query, request.route),
      route: this.#route(request.route),
      outgoing: { method: 'GET', headers: { accept, ...this.#options.headers } },
      tokens: request.route.startsWith('/v1/') ? this.#tokens.v1 : this.#tokens.v2,
      divisible: request.divisible,
      brief: request.brief,
      dispensable: request.dispensable,
      trustsToken: request.trustsToken,
      mostBytes: request.large ? MOST_BYTES_OF_A_LIST : MOST_BYTES,
      watcher,
      signal,
      abandon,
    });
    return {
      get: async (request, parse) =>
        await sendWithRetries(this.#requester, job(request, 'application/json'), jsonBody(parse)),
      bytes: async (request) =>
        await sendWithRetries(this.#requester, job(request, 'image/png, image/jpeg, */*'), wholeBody),
      send: async (request, parse) =>
        await sendWithRetries(this.#requester, { ...job(request, ''), ...this.#written(request) }, answerBody(parse)),
      feed: async (path) => await sendWithRetries(this.#requester, this.#feedJob(path, watcher, signal), textBody),
      learned: (route, Kind) => this.#route(route).learned(Kind),
    };
  }

  async close(): Promise<void> {
    await this.#requester.close();
  }

  #feedJob(path: string, watcher: Watcher, signal: AbortSignal): Job {
    const { feedUrl } = this.#options;
    if (feedUrl === undefined)
      throw new ConnectorError('config_error', 'The job feed needs the Company Subdomain in the configuration.');
    const base = baseAddress(feedUrl);
    return {
      address: { ...base, path: `${base.path}${path}?language=en` },
      route: this.#route(path),
      outgoing: { method: 'GET', headers: { accept: 'text/xml, application/xml' } },
      mostBytes: MOST_BYTES_OF_A_LIST,
      watcher,
      signal,
      abandon: signal,
    };
  }

  /** The parts of a job that make it a write. */
  #written({ method, body, repeatable = false }: WriteRequest): Pick<Job, 'outgoing' | 'write'> {
    const [type, content, timeoutMs] =
      body === undefined
        ? [undefined, undefined, WRITE_MS]
        : 'json' in body
          ? ['application/json', JSON.stringify(body.json), WRITE_MS]
          : [body.contentType, body.parts, UPLOAD_MS];
    const accept = 'application/json, application/problem+json';
    return {
      outgoing: {
        method,
        headers: {
          accept,
          ...this.#options.headers,
          ...(type !== undefined && { 'content-type': type }),
          ...(typeof content === 'object' && { 'content-length': `${sizeOf(content)}` }),
        },
        body: content,
      },
      write: { repeatable, timeoutMs },
    };
  }

  async #login({ path, headers, body, parse }: LoginRequest, signal: AbortSignal, paused: OnPause) {
    const answer = await sendWithRetries(
      this.#requester,
      {
        address: this.#address(path),
        route: this.#route(path),
        outgoing: {
          method: 'POST',
          headers: { accept: 'application/json', ...headers, ...this.#options.headers },
          body,
        },
        login: true,
        mostBytes: MOST_BYTES,
        watcher: { ...SILENT, paused },
        signal,
        abandon: signal,
      },
      jsonBody(parse),
    );
    this.#options.onToken(answer.access_token);
    return answer;
  }

  #route(name: string): Route {
    let route = this.#routes.get(name);
    if (!route) {
      route = new Route(name, {
        longestPauseMs: this.#options.retrySeconds * 1000,
        gates: this.#limits.gatesOf(name),
      });
      this.#routes.set(name, route);
    }
    return route;
  }

  /** Paths are below the configured address. Links are kept as the server wrote them, on the same origin only. */
  #address(target: string, query: Query = {}, route?: string): Address {
    let link = target.startsWith('/v') ? this.#base.path + target : target;
    let sign = '?';
    for (const name in query) {
      for (const value of [query[name]].flat()) {
        link += `${sign}${name}=${encodeURIComponent(value as string | number)}`;
        sign = '&';
      }
    }
    const address = addressOf(link, this.#base);
    if (address?.origin !== this.#base.origin) throw new ApiError('redirected', 0, 0, { route });
    return address;
  }
}
