import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { ConnectorError } from '../errors.ts';
import { LAST_MS } from '../times.ts';
import { openAgent } from './agent.ts';
import { ApiError } from './api_error.ts';
import { type BodyReader, jsonBody, textBody, wholeBody } from './body.ts';
import { type Time, timeOf } from './clock.ts';
import { type NamedHost, namedHost } from './hosts.ts';
import { headerNumber, judge, problemCode, type Reason, retryAfterMs, type Verdict } from './judge.ts';
import { PausedTooLong, type Permit, RateLimiter, type RateSigns } from './limiter.ts';
import {
  type Credentials,
  judgeLogin,
  type LoginRequest,
  loginV1,
  loginV2,
  type Token,
  type TokenAnswer,
  TokenSource,
} from './login.ts';
import { Semaphore } from './semaphore.ts';
import { header, type Outgoing, type Reply, send } from './send.ts';

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
}

/** Is told what happens to the requests of a stream. */
export interface Watcher {
  sent(): void;
  retried(reason: Reason): void;
  /** The next request has to wait until then (epoch ms), for the sake of the server's pace. */
  paused(until: number): void;
}

/** For requests that nobody counts. */
export const SILENT: Watcher = { sent() {}, retried() {}, paused() {} };

export interface ClientOptions {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Address of the company's public job site. */
  readonly feedUrl: string | undefined;
  /** Addresses that the user gave, by the titles of their settings. */
  readonly settings: Readonly<Record<string, string>>;
  readonly maxConcurrency: number;
  readonly retrySeconds: number;
  /** Resolves when there is room for another page: requests wait while nobody takes what was read. */
  readonly room: () => Promise<void>;
  /** Is told each token, so that it can be masked. */
  readonly onToken: (token: string) => void;
}

/** Some reasons are given up before `retrySeconds` are over, some at once. */
const PATIENCE_SECONDS: Partial<Record<Reason, number>> = { unexpected: 60, unresolved: 30, no_host: 0, too_large: 0 };
const DIVISIBLE_PATIENCE_SECONDS = 30;
/** The size of an answer, unpacked: of a page, and of a whole list. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_BYTES_OF_A_LIST = 256 * 1024 * 1024;
const BRIEF_PATIENCE_SECONDS = 2;
/** Several brief requests in a row take no longer than one that is not. */
const BRIEF_SHARE = 15;
const PAUSE_WORTH_TELLING_MS = 1000;
const MOST_REDIRECTS = 5;
const MOST_REFUSALS = 5;
/** So long v1 uses a token of v2 before it asks for one of its own again. */
const BORROWED_SECONDS = 3600;

interface Job {
  url: URL;
  readonly route: string;
  readonly outgoing: Omit<Outgoing, 'url'>;
  /** None for a login, and for what is public. */
  readonly tokens: TokenSource | undefined;
  readonly judge: (reply: Reply) => Verdict;
  readonly login: boolean;
  readonly divisible: boolean;
  readonly brief: boolean;
  readonly mostBytes: number;
  readonly watcher: Watcher;
  readonly signal: AbortSignal;
}

interface Attempt {
  readonly reply: Reply;
  readonly token: Token | undefined;
  /** It carried the header for a route in beta; another request may have learned of that meanwhile. */
  readonly asBeta: boolean;
}

/** Sends requests: in their turn, with the token, at most `maxConcurrency` at once, again while that can help. */
export class HttpClient {
  readonly #options: ClientOptions;
  readonly #base: URL;
  readonly #agent: Promise<Dispatcher>;
  readonly #semaphore: Semaphore;
  readonly #paces = new Map<string, RateLimiter>();
  readonly #betaRoutes = new Set<string>();
  /** Routes that have let us in. */
  readonly #granted = new Set<string>();
  readonly #tokens: TokenSource;
  readonly #tokensV1: TokenSource;
  /** How far the server's clock is ahead of ours. */
  #skewMs = 0;

  constructor(options: ClientOptions, signal: AbortSignal) {
    this.#options = options;
    this.#base = new URL(withoutLastSlashes(options.apiUrl));
    this.#semaphore = new Semaphore(options.maxConcurrency);
    this.#agent = openAgent(options.maxConcurrency);
    const credentials = { clientId: options.clientId, clientSecret: options.clientSecret };
    this.#tokens = new TokenSource((paused) => this.#login(loginV2(credentials), signal, paused));
    this.#tokensV1 = new TokenSource((paused) => this.#loginV1(credentials, signal, paused));
  }

  /** Logs in if need be and tells the time. */
  async serverTime(watcher: Watcher = SILENT): Promise<Time> {
    await this.#tokens.token(watcher.paused);
    const now = Date.now();
    return timeOf(now + this.#skewMs, now);
  }

  /** When a wait will be over, as far as dates go. */
  #after(waitMs: number): number {
    const now = Date.now();
    const { now: at, doubt } = timeOf(now + this.#skewMs, now);
    return Math.min(Math.ceil((doubt ? now : at) + waitMs), LAST_MS);
  }

  api(watcher: Watcher, signal: AbortSignal): Api {
    const job = (request: ApiRequest, accept: string): Job => ({
      url: this.#url(request.target, request.query ?? {}),
      route: request.route,
      outgoing: { method: 'GET', headers: { accept, 'accept-encoding': 'gzip', ...this.#options.headers } },
      tokens: request.route.startsWith('/v1/') ? this.#tokensV1 : this.#tokens,
      judge,
      login: false,
      divisible: request.divisible ?? false,
      brief: request.brief ?? false,
      mostBytes: request.large ? MOST_BYTES_OF_A_LIST : MOST_BYTES,
      watcher,
      signal,
    });
    return {
      get: async (request, parse) => await this.#persist(job(request, 'application/json'), jsonBody(parse)),
      bytes: async (request) => await this.#persist(job(request, 'image/png, image/jpeg, */*'), wholeBody),
      feed: async (path) => {
        const { feedUrl } = this.#options;
        if (feedUrl === undefined) {
          throw new ConnectorError('config_error', 'The job feed needs the Company Subdomain in the configuration.');
        }
        const headers = { accept: 'text/xml, application/xml', 'accept-encoding': 'gzip' };
        const open = { tokens: undefined, judge, login: false, divisible: false, brief: false, watcher, signal };
        const mostBytes = MOST_BYTES_OF_A_LIST;
        const url = new URL(`${withoutLastSlashes(feedUrl)}${path}?language=en`);
        return await this.#persist(
          { url, route: path, outgoing: { method: 'GET', headers }, mostBytes, ...open },
          textBody,
        );
      },
    };
  }

  async close(): Promise<void> {
    await (await this.#agent).destroy();
  }

  async #login(
    { path, headers, body, parse }: LoginRequest,
    signal: AbortSignal,
    paused: Watcher['paused'],
  ): Promise<TokenAnswer> {
    const job: Job = {
      url: this.#url(path, {}),
      route: path,
      outgoing: { method: 'POST', headers: { accept: 'application/json', ...headers, ...this.#options.headers }, body },
      tokens: undefined,
      judge: judgeLogin,
      login: true,
      divisible: false,
      brief: false,
      mostBytes: MOST_BYTES,
      watcher: { ...SILENT, paused },
      signal,
    };
    const answer = await this.#persist(job, jsonBody(parse));
    this.#options.onToken(answer.access_token);
    return answer;
  }

  /** v1 has a login of its own; where it is closed to a credential, v2's token is said to do. */
  async #loginV1(credentials: Credentials, signal: AbortSignal, paused: Watcher['paused']): Promise<TokenAnswer> {
    for (const encoding of ['json', 'form'] as const) {
      try {
        return await this.#login(loginV1(credentials, encoding), signal, paused);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error;
      }
    }
    const { value } = await this.#tokens.token(paused);
    return { access_token: value, expires_in: BORROWED_SECONDS };
  }

  /** Paths lie below the configured address; links keep what the server wrote, on the same origin only. */
  #url(target: string, query: Query): URL {
    const path = target.startsWith('/v') ? this.#base.pathname.replace(/\/$/, '') + target : target;
    const parameters = Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((each) => `${name}=${encodeURIComponent(each as string | number)}`),
    );
    const url = URL.parse(parameters.length > 0 ? `${path}?${parameters.join('&')}` : path, this.#base.href);
    if (url?.origin !== this.#base.origin) throw new ApiError('redirected', 0, 0);
    return url;
  }

  async #persist<T>(job: Job, read: BodyReader<T>): Promise<T> {
    let firstFailure: number | undefined;
    let lastReason: Reason | undefined;
    let sameSince = 0;
    let redirects = 0;
    let refusals = 0;
    let beta = false;
    for (let attempt = 1; ; attempt++) {
      const { reply, token, asBeta } = await this.#attempt(job, beta);
      const verdict = job.judge(reply);
      const fail = (reason: Reason, more: { retryAt?: number; host?: NamedHost } = {}) =>
        new ApiError(reason, reply.status, attempt, {
          code: problemCode(reply.body),
          cause: reply.error,
          login: job.login,
          mostBytes: job.mostBytes,
          ...more,
        });
      let reason: Reason;
      let host: NamedHost | undefined;
      switch (verdict.action) {
        case 'use': {
          const result = read(reply, job.mostBytes);
          if ('value' in result) {
            this.#granted.add(job.route);
            if (beta) this.#betaRoutes.add(job.route);
            return result.value;
          }
          reason = result.reason;
          break;
        }
        case 'follow':
          job.url = this.#redirect(job.url, verdict.location, fail);
          if (++redirects > MOST_REDIRECTS) throw fail('redirected');
          continue;
        case 'try_beta':
          if (asBeta) throw fail('feature');
          beta = true;
          continue;
        case 'renew_token': {
          if (!token) throw fail('unauthorized');
          // Where the right has been seen, it is the token that keeps ending.
          if (++refusals >= (this.#granted.has(job.route) ? MOST_REFUSALS : 2)) throw fail('unauthorized');
          await job.tokens?.refuse(token);
          continue;
        }
        case 'fail':
          throw fail(verdict.reason);
        case 'retry':
          host = verdict.reason === 'unresolved' ? this.#missingHost(reply.error) : undefined;
          reason = host ? 'no_host' : verdict.reason;
      }
      const now = performance.now();
      firstFailure ??= now;
      if (reason !== lastReason) sameSince = now;
      lastReason = reason;
      const backoff = Math.min(500 * 2 ** (attempt - 1), 30_000) * (0.5 + Math.random() / 2);
      const wait = reason === 'throttled' ? this.#pace(job.route).pausedMs : backoff;
      const patience = Math.min(
        firstFailure + this.#patience(job, reply.status) * 1000,
        sameSince + (PATIENCE_SECONDS[reason] ?? Number.POSITIVE_INFINITY) * 1000,
      );
      if (now + wait > patience) {
        throw fail(reason, { ...(host && { host }), ...(reason === 'throttled' && { retryAt: this.#after(wait) }) });
      }
      job.watcher.retried(reason);
      // A refusal for pace has paused the endpoint: the next turn comes after it.
      if (reason !== 'throttled') await sleep(wait, undefined, { signal: job.signal });
    }
  }

  #patience(job: Job, status: number): number {
    const { retrySeconds } = this.#options;
    if (job.brief && status >= 500) return Math.min(BRIEF_PATIENCE_SECONDS, retrySeconds / BRIEF_SHARE);
    const early = job.divisible && status === 500;
    return Math.min(retrySeconds, early ? DIVISIBLE_PATIENCE_SECONDS : Number.POSITIVE_INFINITY);
  }

  /** The host of a name that does not exist, where the user gave that name. One that is unknown just now may exist. */
  #missingHost(error: Error | undefined): NamedHost | undefined {
    const { code, hostname } = (error ?? {}) as NodeJS.ErrnoException & { hostname?: string };
    return code === 'ENOTFOUND' && hostname !== undefined ? namedHost(hostname, this.#options.settings) : undefined;
  }

  async #attempt(job: Job, beta: boolean): Promise<Attempt> {
    for (;;) {
      const attempt = await this.#takeTurn(await this.#turn(job), job, beta);
      if (attempt) return attempt;
    }
  }

  /** One request: token, slot, send. Undefined if the endpoint was paused while it stood in line for the slot. */
  async #takeTurn(turn: Permit, job: Job, beta: boolean): Promise<Attempt | undefined> {
    let reply: Reply | undefined;
    try {
      const token = await job.tokens?.token(job.watcher.paused);
      await this.#semaphore.acquire();
      try {
        if (this.#pace(job.route).pausedMs > 0) return undefined;
        const asBeta = beta || this.#betaRoutes.has(job.route);
        const headers = {
          ...job.outgoing.headers,
          ...(token && { authorization: `Bearer ${token.value}` }),
          ...(asBeta && { beta: 'true' }),
        };
        reply = await this.#send({ ...job.outgoing, url: job.url, headers }, job);
        return { reply, token, asBeta };
      } finally {
        this.#semaphore.release();
      }
    } finally {
      if (reply) turn.answered(rateSigns(reply));
      else turn.withdraw();
    }
  }

  async #send(outgoing: Outgoing, job: Job): Promise<Reply> {
    const { retrySeconds, room } = this.#options;
    await room();
    job.signal.throwIfAborted();
    job.watcher.sent();
    const limits = { ms: Math.max(retrySeconds, 60) * 1000, bytes: job.mostBytes };
    const reply = await send(await this.#agent, outgoing, job.signal, limits);
    job.signal.throwIfAborted();
    if (job.login) this.#readClock(header(reply.headers, 'date'));
    return reply;
  }

  async #turn({ route, watcher, signal }: Job): Promise<Permit> {
    const tell = (ms: number) => {
      if (ms > PAUSE_WORTH_TELLING_MS) watcher.paused(this.#after(ms));
    };
    try {
      return await this.#pace(route).turn(signal, tell);
    } catch (error) {
      if (!(error instanceof PausedTooLong)) throw error;
      tell(error.ms);
      throw new ApiError('throttled', 429, 0, { retryAt: this.#after(error.ms) });
    }
  }

  #pace(route: string): RateLimiter {
    let pace = this.#paces.get(route);
    if (!pace) {
      pace = new RateLimiter(this.#options.retrySeconds * 1000);
      this.#paces.set(route, pace);
    }
    return pace;
  }

  #redirect(from: URL, location: string, fail: (reason: Reason) => ApiError): URL {
    const url = URL.parse(location, from.href);
    // Another origin must not see the token.
    if (url?.origin !== from.origin) throw fail('redirected');
    return url;
  }

  #readClock(date: string | undefined): void {
    const at = Date.parse(date ?? '');
    if (!Number.isNaN(at)) this.#skewMs = at - Date.now();
  }
}

/** From where they begin only: from each of them would take the square of the time. */
const withoutLastSlashes = (url: string): string => url.replace(/(?<!\/)\/+$/, '');

function rateSigns(reply: Reply): RateSigns {
  const { headers } = reply;
  const verdict = judge(reply);
  return {
    throttled: verdict.action === 'retry' && verdict.reason === 'throttled',
    retryAfterMs: retryAfterMs(headers),
    replenishRate: headerNumber(headers, 'x-ratelimit-replenish-rate'),
    remaining: headerNumber(headers, 'x-ratelimit-remaining'),
  };
}
