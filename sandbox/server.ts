import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, toApiRequest } from './api.ts';
import { Account } from './data/account.ts';
import { type ChangeOptions, type ChangeReport, changeAccount } from './data/change.ts';
import { joinedRows, tell } from './data/changes.ts';
import { keysOf } from './data/kinds.ts';
import { removeRows, restoreRows, rowsNamed } from './data/removal.ts';
import { type Answer, encode, readBody, write } from './http/answer.ts';
import { CONTROL, type Controls, control } from './http/control.ts';
import { isForm, readForm } from './http/multipart.ts';
import { type LoggedRequest, RequestLog, type RequestSummary } from './http/request_log.ts';
import type { JsonObject } from './json.ts';
import {
  defaultOptions,
  type GivenOptions,
  type GivenSettings,
  merge,
  type SandboxOptions,
  type Settings,
} from './options.ts';
import { route } from './resources/index.ts';
import { perform } from './trouble/acts.ts';
import { checkRules, Troublemaker } from './trouble/rule.ts';
import { idsOf, type Months, rowsOf, type Truth, targetsOf, truthOf } from './truth.ts';
import { writeRoute } from './writes/index.ts';
import type { AppliedWrite } from './writes/ledger.ts';

export type { GivenOptions, SandboxOptions, Settings } from './options.ts';
export type { Rule } from './trouble/rule.ts';
export type { AppliedWrite } from './writes/ledger.ts';

/** What a connector needs to read the sandbox. */
export interface SandboxConfig {
  readonly client_id: string;
  readonly client_secret: string;
  readonly api_url: string;
}

export interface RemovalOptions {
  /** No event reports it. */
  readonly silent?: boolean;
  /** The time at which it happened, as reported by events. */
  readonly agoSeconds?: number;
}

/** Keys by stream, as in `truth`; all months of a compensation share its id. */
type RemovedKeys = ReturnType<typeof keysOf>;

interface NamedRows {
  readonly stream: string;
  readonly ids: readonly string[];
}

/** Starts a Personio account with invented data on a port of this machine. */
export async function startSandbox(given: GivenOptions = {}): Promise<Sandbox> {
  const { limits, disputed, lies } = defaultOptions();
  const options = merge({ ...defaultOptions(), ...given, limits, disputed, lies, rights: {} }, given);
  const sandbox = new Sandbox(options);
  await sandbox.listen();
  return sandbox;
}

export class Sandbox {
  readonly #api: Api;
  readonly #log = new RequestLog();
  readonly #troublemaker: Troublemaker;
  readonly #server: Server;
  readonly #controls: Controls = {
    'GET truth': (query) => {
      const truth = this.truth(monthsIn(query));
      if (query.get('ids') !== 'false') return truth;
      return Object.fromEntries(Object.entries(truth).map(([stream, { count }]) => [stream, { count }]));
    },
    'GET rows': (query) => this.rows(query.get('stream') ?? '', monthsIn(query)),
    'POST change': (_query, body) => this.change((body ?? {}) as ChangeOptions),
    'POST remove': (_query, body) => {
      const { stream, ids, ...options } = body as NamedRows & RemovalOptions;
      return this.remove(stream, ids, options);
    },
    'POST restore': (_query, body) => {
      const { stream, ids } = body as NamedRows;
      return this.restore(stream, ids);
    },
    'GET requests': () => this.summary(),
    'GET log': () => this.requests,
    'POST reset-requests': () => {
      this.resetRequests();
      return {};
    },
    'GET writes': (query) => {
      const stream = query.get('stream');
      return this.writes.filter((write) => stream === null || write.stream === stream);
    },
    'GET creations': () => Object.fromEntries(this.creations),
    'POST reset-writes': () => {
      this.resetWrites();
      return {};
    },
    'GET settings': () => this.settings,
    'POST settings': (_query, body) => {
      this.configure((body ?? {}) as GivenSettings);
      return this.settings;
    },
  };
  #url = '';

  constructor(options: SandboxOptions) {
    checkRules(options.trouble);
    const started = Date.now();
    this.#api = new Api(new Account(options), options);
    // The clock starts at `now` and keeps running; the skew can be changed at any time.
    this.#api.account.clock = () => Math.floor(this.#api.clock() / 1000);
    this.#api.clock = () => options.now.getTime() + (Date.now() - started) + this.#api.settings.clockSkewSeconds * 1000;
    this.#troublemaker = new Troublemaker(options.seed);
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      this.#serve(request, response).catch((error: unknown) => {
        // A fault of the sandbox itself must not look like one that was requested.
        if (!response.destroyed)
          process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}
`);
        response.destroy();
      });
    };
    this.#server = options.tls === null ? createServer(onRequest) : createTlsServer(options.tls, onRequest);
    // A client that pages slowly keeps its connection.
    this.#server.keepAliveTimeout = 60_000;
  }

  get url(): string {
    return this.#url;
  }

  get config(): SandboxConfig {
    const { clientId, clientSecret } = this.#api.settings;
    return { client_id: clientId, client_secret: clientSecret, api_url: this.#url };
  }

  /** May be changed at any time; for nested settings see `configure`. */
  get settings(): Settings {
    return this.#api.settings;
  }

  /** Every request since the start or `resetRequests`. */
  get requests(): readonly LoggedRequest[] {
    return this.#log.entries;
  }

  get inFlight(): RequestSummary['inFlight'] {
    return this.#log.inFlight;
  }

  /** The sandbox's own time: that of the Date header and of changes. */
  get now(): Date {
    return new Date(this.#api.clock());
  }

  /** Throws an error that names the known kinds if a rule's act is none of them. */
  configure(given: GivenSettings): void {
    checkRules(given.trouble ?? []);
    this.#api.settings = merge(this.#api.settings, given);
  }

  /** Number and keys of what a client has to find, by stream. */
  truth(months: Months = {}): Truth {
    return truthOf(this.#api, months);
  }

  /** Like `truth`, for one stream; also for those that `truth` omits. */
  ids(stream: string, months: Months = {}): string[] {
    return idsOf(this.#api, stream, months);
  }

  /** The rows of a stream as they are served. */
  rows(stream: string, months: Months = {}): JsonObject[] {
    return rowsOf(this.#api, stream, this.#url, months);
  }

  /** Path and query of the first requests that read a stream in full. */
  targets(stream: string, months: Months = {}): string[] {
    return targetsOf(this.#api, stream, months);
  }

  /** Updates, inserts and deletes, now. */
  change(options: ChangeOptions = {}): ChangeReport {
    return changeAccount(this.#api.account, this.#seconds(options), options, this.settings.disputed);
  }

  /**
   * Removes rows by their keys with everything that belongs to them. Returns the keys of all removed rows by stream.
   * Webhooks receive the same events as from Personio.
   */
  remove(stream: string, ids: readonly string[], options: RemovalOptions = {}): RemovedKeys {
    const { account } = this.#api;
    const { disputed } = this.settings;
    const now = this.#seconds(options);
    const removed = removeRows(account, rowsNamed(stream, ids, account), now, disputed);
    if (!options.silent) tell(account, removed, now, disputed);
    return keysOf(joinedRows([removed.deleted, removed.along]), account);
  }

  /** Restores them unchanged, with everything that was removed with them. No event reports it. */
  restore(stream: string, ids: readonly string[]): RemovedKeys {
    const { account } = this.#api;
    const rows = restoreRows(account, rowsNamed(stream, ids, account), this.#seconds({}), this.settings.disputed);
    return keysOf(rows, account);
  }

  /** Every write that was applied, also those whose response did not arrive. */
  get writes(): readonly AppliedWrite[] {
    return this.#api.ledger.writes;
  }

  /** How often each natural key was created; see `AppliedWrite.key`. */
  get creations(): ReadonlyMap<string, number> {
    return this.#api.ledger.creations;
  }

  resetWrites(): void {
    this.#api.ledger.reset();
  }

  summary(): RequestSummary {
    return this.#log.summary();
  }

  resetRequests(): void {
    this.#log.reset();
  }

  /** All tokens issued so far are refused from now on. */
  revokeTokens(): void {
    this.#api.login.revokeAll();
  }

  #seconds({ agoSeconds = 0 }: { readonly agoSeconds?: number }): number {
    return this.#api.account.clock() - agoSeconds;
  }

  async listen(): Promise<void> {
    const { port, host, tls } = this.#api.settings;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    // 0.0.0.0 is only for listening: clients cannot connect to it.
    const name = host === '0.0.0.0' ? '127.0.0.1' : host;
    this.#url = `${tls === null ? 'http' : 'https'}://${name}:${address.port}`;
  }

  /** Ends every connection, including those that hang on purpose. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    if (target.startsWith(CONTROL)) return await control(this.#controls, request, response);

    const [path = '/', query = ''] = target.split('?', 2);
    const entry = this.#log.begin(request.method ?? 'GET', path, query);
    const began = performance.now();
    response.once('close', () => {
      this.#log.end(entry, response.writableFinished ? response.statusCode : 0, performance.now() - began);
    });
    Object.assign(entry, named(entry.method, path));

    const type = request.headers['content-type'] ?? '';
    const form = isForm(type) ? await readForm(request, type) : undefined;
    const body = form === undefined ? await readBody(request) : '';
    const { latencyMs, trouble, tls } = this.#api.settings;
    if (latencyMs > 0) await sleep(latencyMs);
    response.setHeader('date', new Date(this.#api.clock()).toUTCString());

    const origin = `${tls === null ? 'http' : 'https'}://${request.headers.host ?? new URL(this.#url).host}`;
    const asked = toApiRequest(entry.method, target, origin, request.headers, body, form);
    const send = (answer: Answer): Promise<void> => this.#send(request, response, answer);
    const rule = this.#troublemaker.choose(trouble, entry);
    if (rule === undefined) return await send(this.#api.answer(asked));
    entry.trouble = rule.act.kind;
    const applied = rule.act.applied ? this.#api.answer(asked) : undefined;
    await perform(rule.act, {
      request,
      response,
      asked,
      login: this.#api.login,
      clock: this.#api.clock,
      answer: (twist) => applied ?? this.#api.answer(asked, twist),
      send,
      encode: (answer) => encode(answer, request, this.#api.settings.gzip),
    });
  }

  async #send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    const { headers, body } = await encode(answer, request, this.#api.settings.gzip);
    if (!response.destroyed) write(response, answer.status, headers, body);
  }
}

/** How the log names a request. */
function named(method: string, path: string): { stream?: string; route?: string } {
  const written = writeRoute(method, path)?.write;
  if (written !== undefined) return { stream: written.stream, route: written.path };
  const found = route(path);
  return found === undefined ? {} : { stream: found.resource.stream, route: found.template };
}

function monthsIn(query: URLSearchParams): Months {
  const names = ['from', 'to', 'holidaysFrom', 'holidaysTo'];
  const streams = query.get('streams')?.split(',');
  const months = Object.fromEntries([...query].filter(([name]) => names.includes(name)));
  return streams === undefined ? months : { ...months, streams };
}
