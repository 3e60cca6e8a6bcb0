import type { Dispatcher } from 'undici';
import { OwnError } from '../errors.ts';
import type { Address } from './address.ts';
import { openAgent } from './agent.ts';
import type { Watcher } from './api.ts';
import { ApiError } from './api_error.ts';
import { ServerClock } from './clock.ts';
import { headerNumber, judge, retryAfterMs, type Verdict } from './judge.ts';
import { PausedTooLong, type Permit } from './limiter.ts';
import { judgeLogin, type Token, type TokenSource } from './login.ts';
import type { RateSigns } from './rate.ts';
import type { Route } from './route.ts';
import { header, type Outgoing, type Reply, send } from './send.ts';

const SHORTEST_REPORTED_PAUSE_MS = 1000;
/** The timeout of a connection: short enough for a second attempt if there is little time for retries. */
const connectMs = (retrySeconds: number): number => Math.min(Math.max(retrySeconds, 3), 10) * 1000;
/** The timeout of a response that the caller can do without. */
const DISPENSABLE_MS = 30_000;

/** A request, including its retries. */
export interface Job {
  readonly address: Address;
  readonly route: Route;
  readonly outgoing: Omit<Outgoing, 'address'>;
  /** A write, and whether it may be repeated: see `WriteRequest`. */
  readonly write?: { readonly repeatable: boolean; readonly timeoutMs: number };
  /** Absent for a login and for public pages. */
  readonly tokens?: TokenSource;
  readonly login?: boolean;
  readonly divisible?: boolean | undefined;
  readonly brief?: boolean | undefined;
  readonly dispensable?: boolean | undefined;
  readonly trustsToken?: boolean | undefined;
  readonly mostBytes: number;
  readonly watcher: Watcher;
  /** Ends waits and retries. */
  readonly signal: AbortSignal;
  /** Ends a request that was sent, too: a write under way gets some time to end. */
  readonly abandon: AbortSignal;
}

interface Attempt {
  readonly reply: Reply;
  readonly verdict: Verdict;
  readonly token: Token | undefined;
  /** It was sent with the beta header. Another request may have learned meanwhile that the route needs it. */
  readonly asBeta: boolean;
}

export interface RequesterOptions {
  readonly maxConcurrency: number;
  /** Maximum number of requests, including logins and retries. */
  readonly mostRequests?: number | undefined;
  readonly retrySeconds: number;
  /** Only reads and logins are sent. */
  readonly readOnly?: boolean;
  /** The configured addresses, by the titles of their settings. */
  readonly settings: Readonly<Record<string, string>>;
  /** Resolves when there is room for another page: requests wait while the consumer reads nothing. */
  readonly room: () => Promise<void>;
}

/** The maximum number of requests was reached. */
export class OutOfRequests extends OwnError {
  override readonly name = 'OutOfRequests';
}

/** A write in a client that only reads. */
class ReadOnly extends OwnError {
  override readonly name = 'ReadOnly';
}

/** Sends single requests: with the token, at the rate of their endpoint, within the maximum concurrency. */
export class Requester {
  readonly clock = new ServerClock();
  readonly options: RequesterOptions;
  #sent = 0;
  readonly #agent: Promise<Dispatcher>;

  constructor(options: RequesterOptions) {
    this.options = options;
    this.#agent = openAgent(options.maxConcurrency, connectMs(options.retrySeconds));
  }

  async close(): Promise<void> {
    await (await this.#agent).destroy();
  }

  /** Sends the request to this address once, and judges the response. */
  async attempt(job: Job, address: Address, beta: boolean): Promise<Attempt> {
    for (;;) {
      // The login needs a place itself, so requests must not occupy one while they wait for it.
      await job.tokens?.token(job.watcher.paused);
      const attempt = await this.#use(await this.#permit(job), job, address, beta);
      if (attempt) return attempt;
    }
  }

  async #permit({ route, watcher, signal }: Job): Promise<Permit> {
    const tell = (ms: number) => {
      if (ms > SHORTEST_REPORTED_PAUSE_MS) watcher.paused(this.clock.after(ms));
    };
    try {
      return await route.limiter.acquire(signal, tell);
    } catch (error) {
      if (!(error instanceof PausedTooLong)) throw error;
      tell(error.ms);
      throw new ApiError('throttled', 429, 0, { route: route.name, retryAt: this.clock.after(error.ms) });
    }
  }

  /** Sends one request. Undefined if the endpoint was paused or the token refused while it waited. */
  async #use(permit: Permit, job: Job, address: Address, beta: boolean): Promise<Attempt | undefined> {
    const { route, tokens, outgoing, write, login, signal } = job;
    let attempt: Attempt | undefined;
    let sent = false;
    try {
      await this.options.room();
      signal.throwIfAborted();
      const token = tokens?.held;
      if (route.limiter.pausedMs > 0 || (tokens && !token)) return undefined;
      const asBeta = beta || route.isBeta;
      const headers = {
        ...outgoing.headers,
        ...(token && { authorization: `Bearer ${token.value}` }),
        ...(route.isPacked && { 'accept-encoding': 'gzip' }),
        ...(asBeta && { beta: 'true' }),
      };
      sent = true;
      const reply = await this.#send({ ...outgoing, address, headers }, job);
      attempt = { reply, verdict: login ? judgeLogin(reply) : judge(reply, write ? 'write' : 'read'), token, asBeta };
      return attempt;
    } finally {
      if (sent) permit.answered(attempt && rateSigns(attempt));
      else permit.withdraw();
    }
  }

  async #send(outgoing: Outgoing, { login, write, dispensable, mostBytes, abandon, watcher }: Job): Promise<Reply> {
    if (this.options.readOnly && outgoing.method !== 'GET' && !login) throw new ReadOnly('a write was not sent');
    watcher.sent();
    if (++this.#sent > (this.options.mostRequests ?? Number.POSITIVE_INFINITY))
      throw new OutOfRequests('no request is left');
    const ms = write?.timeoutMs ?? (dispensable ? DISPENSABLE_MS : Math.max(this.options.retrySeconds, 60) * 1000);
    const limits = { ms, bytes: mostBytes };
    const reply = await send(await this.#agent, outgoing, abandon, limits);
    abandon.throwIfAborted();
    if (login) this.clock.set(header(reply.headers, 'date'), outgoing.address.origin);
    return reply;
  }
}

function rateSigns({ reply: { headers }, verdict }: Attempt): RateSigns {
  return {
    throttled: verdict.action === 'retry' && verdict.reason === 'throttled',
    retryAfterMs: retryAfterMs(headers),
    replenishRate: headerNumber(headers, 'x-ratelimit-replenish-rate'),
    remaining: headerNumber(headers, 'x-ratelimit-remaining'),
  };
}
