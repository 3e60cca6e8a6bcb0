import nock from 'nock';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Watcher } from '../../src/http/api.ts';
import { ApiError } from '../../src/http/api_error.ts';
import { type ClientOptions, HttpClient } from '../../src/http/client.ts';

// The client waits on the same fake timers as everything else: nothing may load it before this file does.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(value), ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
}));

export const HOST = 'https://api.personio.de';
export const PAGE = { _data: [{ id: '1' }], _meta: { links: {} } };
export const ROUTE = '/v2/persons';

export const unmatched: string[] = [];
nock.emitter.on('no match', (request) => unmatched.push(`${request.method} ${request.url}`));
const clients: HttpClient[] = [];

/** No unexpected request, none missing, and time that passes on demand. */
export function guardRequests(): void {
  beforeEach(() => {
    nock.disableNetConnect();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
  });

  afterEach(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await Promise.all(clients.splice(0).map((client) => client.close()));
    const left = nock.pendingMocks();
    nock.cleanAll();
    expect(unmatched.splice(0), 'unexpected requests').toEqual([]);
    expect(left, 'missing requests').toEqual([]);
  });
}

interface Setup {
  readonly client: HttpClient;
  readonly events: string[];
  readonly tokens: string[];
  /** The outcome of a request; for `page`, its rows. */
  readonly get: (target?: string, route?: string, signal?: AbortSignal) => Promise<unknown>;
}

export function setUp(options: Partial<ClientOptions> = {}): Setup {
  const events: string[] = [];
  const tokens: string[] = [];
  const watcher: Watcher = {
    sent: () => events.push('sent'),
    retried: (reason) => events.push(`retried: ${reason}`),
    paused: () => events.push('paused'),
  };
  const signal = new AbortController().signal;
  const client = new HttpClient(
    {
      apiUrl: HOST,
      clientId: 'the id',
      clientSecret: 'the+secret',
      headers: {},
      feedUrl: undefined,
      settings: {},
      maxConcurrency: 25,
      retrySeconds: 600,
      room: async () => {},
      onToken: (token) => tokens.push(token),
      ...options,
    },
    signal,
  );
  clients.push(client);
  const get: Setup['get'] = (target = ROUTE, route = ROUTE, own = signal) =>
    client.api(watcher, own).get({ route, target }, (body) => {
      const rows = (body as { _data?: unknown })._data;
      return Array.isArray(rows) ? rows : undefined;
    });
  return { client, events, tokens, get };
}

/** Lets real events happen, then virtual time pass, until the promise settles; returns how much time that took. */
export async function settled<T>(promise: Promise<T>, stepMs = 100): Promise<{ value: T; ms: number }> {
  let done = false;
  const end = () => {
    done = true;
  };
  promise.then(end, end);
  const before = performance.now();
  while (!done) {
    await eventTurns();
    if (!done) vi.advanceTimersByTime(stepMs);
  }
  return { value: await promise, ms: performance.now() - before };
}

export async function eventTurns(count = 30): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

export async function failure(promise: Promise<unknown>, stepMs?: number): Promise<ApiError> {
  const error = await settled(
    promise.then(
      () => new Error('it succeeded'),
      (reason: unknown) => reason,
    ),
    stepMs,
  );
  if (error.value instanceof ApiError) return error.value;
  throw error.value;
}

export function login(token = 't1', times = 1): void {
  nock(HOST)
    .post('/v2/auth/token', 'grant_type=client_credentials&client_id=the+id&client_secret=the%2Bsecret')
    .times(times)
    .reply(200, { access_token: token, expires_in: 3600 });
}

export const persons = (token = 't1') => nock(HOST, { reqheaders: { authorization: `Bearer ${token}` } }).get(ROUTE);
export const problem = (code: string) => ({ errors: [{ type: `https://developer.personio.de/errors#${code}` }] });
