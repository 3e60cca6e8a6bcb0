import type { Account } from './data/account.ts';
import { hash } from './data/dice.ts';
import { instant } from './data/time.ts';
import type { Answer } from './http/answer.ts';
import { Buckets } from './http/buckets.ts';
import { Login } from './http/login.ts';
import { objectNotFound, Problem, routeNotFound } from './http/problem.ts';
import type { JsonObject } from './json.ts';
import type { SandboxOptions } from './options.ts';
import { type Cursor, type Position, readCursor, writeCursor } from './resources/cursor.ts';
import { RESOURCES, type Route, route } from './resources/index.ts';
import type { Listing, Parameters, Resource, View } from './resources/resource.ts';
import { badLimit, badParameter } from './resources/services.ts';

export interface ApiRequest {
  readonly method: string;
  /** As it came: path and query. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Scheme and host that the client used. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly route: Route | undefined;
}

/** How a page may be made to misbehave: the rules of `trouble` ask for it. */
export interface Twist {
  /** Starts so many rows earlier than the cursor says. */
  readonly overlap?: number;
  /** Holds no rows, and links to where it started. */
  readonly empty?: boolean;
  /** The last page with rows links to one without. */
  readonly extraPage?: boolean;
  /** A cursor is no longer known. */
  readonly expired?: boolean;
  /** Every page of a list that has this record fails. */
  readonly broken?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers requests as Personio's gateway and the services behind it do. Knows nothing of sockets. */
export class Api {
  readonly account: Account;
  readonly login: Login;
  readonly #buckets = new Buckets();
  /** Read at each request: may change at any time. */
  settings: SandboxOptions;

  constructor(account: Account, options: SandboxOptions) {
    this.account = account;
    this.settings = options;
    this.login = new Login(options);
  }

  /** The sandbox's clock, in milliseconds: starts at the option `now` and runs. */
  clock: () => number = Date.now;

  get now(): string {
    return instant(Math.floor(this.clock() / 1000));
  }

  answer(request: ApiRequest, twist: Twist = {}): Answer {
    const headers: Record<string, string> = {};
    try {
      const answer = this.#dispatch(request, twist, headers);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const answer = error.answer(this.now);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    }
  }

  #dispatch(request: ApiRequest, twist: Twist, headers: Record<string, string>): Answer {
    const { method, path, route } = request;
    if (method === 'POST' && path === '/v2/auth/token') return this.#logIn(request);
    if (method === 'POST' && path === '/v2/auth/revoke') return this.#revoke(request);
    const scopes = this.login.scopesOf(textOf(request.headers.authorization));
    if (scopes === undefined) {
      throw new Problem({ status: 401, detail: 'The access token is invalid or has expired.' });
    }
    if (route === undefined || method !== 'GET') throw routeNotFound(path);
    const draw = this.#buckets.draw(route.resource.stream, this.settings.limits);
    Object.assign(headers, draw.headers);
    if (!draw.granted) return { status: 429, headers: {} };
    this.#checkRight(route.resource, request, scopes);
    return { status: 200, headers: JSON_TYPE, json: this.#read(request, route, twist) };
  }

  #logIn(request: ApiRequest): Answer {
    const scopes = RESOURCES.filter(({ stream }) => this.#right(stream) !== 'refused').map(({ scope }) => scope);
    const contentType = textOf(request.headers['content-type']) ?? '';
    return this.login.token(request.body, contentType, [...new Set(scopes)], this.settings, this.now);
  }

  #revoke({ body }: ApiRequest): Answer {
    this.login.revoke(new URLSearchParams(body).get('token') ?? '');
    return { status: 200, headers: {} };
  }

  #right(stream: string): SandboxOptions['rights'][string] {
    return this.settings.rights[stream] ?? 'granted';
  }

  #checkRight({ stream, scope, refusal }: Resource, { path, headers }: ApiRequest, scopes: ReadonlySet<string>): void {
    const right = this.#right(stream);
    if (right === 'beta' && textOf(headers.beta) !== 'true') throw routeNotFound(path);
    const status = typeof right === 'number' ? right : right === 'refused' || !scopes.has(scope) ? refusal : undefined;
    switch (status) {
      case undefined:
        return;
      case 400:
        throw new Problem({ status, detail: 'Unauthorized token', code: null });
      case 401:
        throw new Problem({ status, detail: 'Unauthorized Request', code: null });
      case 403:
        throw new Problem({ status, detail: 'The credential is not allowed to use this resource.' });
      case 404:
        throw routeNotFound(path);
      case 412:
        throw new Problem({ status, detail: 'The company has no access to this feature.' });
    }
  }

  #read(request: ApiRequest, { resource, path, id }: Route, twist: Twist): JsonObject {
    const view = this.view(resource.stream, request.origin, parametersOf(request.query));
    if (id !== undefined) {
      const row = resource.single(id, view, path);
      if (row === undefined) throw objectNotFound();
      return row;
    }
    const { query, at } = this.#resume(request, resource, twist);
    const limit = limitIn(query, request.path, resource);
    const listing = resource.open({ ...view, parameters: parametersOf(query) }, path, this.settings);
    // What was asked beside a cursor has no effect, but it is checked.
    if (query !== request.query)
      resource.open({ ...view, parameters: withRequired(request.query, query) }, path, this.settings);
    if (twist.broken !== undefined && listing.ids().includes(twist.broken)) {
      throw new Problem({ status: 500, detail: 'An unexpected error occurred.' });
    }
    return this.#page(request, resource, listing, { query, at, limit }, twist);
  }

  /** The filters and the place to go on from: those in the cursor when there is one. */
  #resume(
    { query, path }: ApiRequest,
    { service }: Resource,
    twist: Twist,
  ): { query: URLSearchParams; at: Position | undefined } {
    const text = query.get('cursor');
    if (text === null) return { query, at: undefined };
    const cursor = readCursor(text);
    if (cursor === undefined || cursor.path !== path || twist.expired || this.#isStale(cursor)) {
      throw badParameter(service, path);
    }
    const held = new URLSearchParams(cursor.query);
    const limit = query.get('limit');
    if (limit !== null) held.set('limit', limit);
    return { query: held, at: cursor.at };
  }

  #isStale({ made }: Cursor): boolean {
    const { cursorSeconds } = this.settings;
    return cursorSeconds > 0 && Date.now() - made > cursorSeconds * 1000;
  }

  #page(
    request: ApiRequest,
    resource: Resource,
    listing: Listing,
    { query, at, limit }: { query: URLSearchParams; at: Position | undefined; limit: number },
    twist: Twist,
  ): JsonObject {
    const { path, target } = request;
    const origin = this.settings.relativeLinks.includes(resource.stream) ? '' : request.origin;
    const page = twist.empty
      ? { rows: [], next: at ?? { offset: 0 } }
      : listing.page(at, limit, at === undefined ? 0 : twist.overlap);
    const next = page.next ?? (twist.extraPage && page.rows.length > 0 ? listing.end : undefined);
    const self = { href: `${origin}${target}` };
    if (next === undefined) {
      // Every fourth list ends without `_meta`.
      const bare = hash(...Buffer.from(path), page.rows.length) % 4 === 0;
      return bare ? { _data: page.rows } : { _data: page.rows, _meta: { links: { self } } };
    }
    const cursor = writeCursor({ path, query: query.toString(), at: next, made: Date.now() });
    const href = `${origin}${path}?${linkQuery(resource.link, query, cursor)}`;
    return { _data: page.rows, _meta: { links: { self, next: { href } } } };
  }

  view(stream: string, origin: string, parameters: Parameters): View {
    return {
      account: this.account,
      origin,
      released: this.#right(stream) !== 'unreleased',
      parameters,
      single: false,
    };
  }
}

/** Repeated parameters count like a comma list. */
function parametersOf(query: URLSearchParams): Parameters {
  return new Map([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
}

/** A link without filters is fine for lists that require some: the cursor has them. */
function withRequired(given: URLSearchParams, held: URLSearchParams): Parameters {
  return new Map([...parametersOf(held), ...parametersOf(given)]);
}

function limitIn(query: URLSearchParams, path: string, { page, service }: Resource): number {
  const text = query.get('limit');
  if (text === null) return page.usual;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > page.max) throw badLimit(service, path, page.max);
  return limit;
}

function linkQuery(link: Resource['link'], query: URLSearchParams, cursor: string): string {
  switch (link) {
    case 'nothing':
      return `cursor=${cursor}`;
    case 'limit': {
      const limit = query.get('limit');
      return limit === null ? `cursor=${cursor}` : `cursor=${cursor}&limit=${limit}`;
    }
    case 'query': {
      const filters = query.toString();
      return filters === '' ? `cursor=${cursor}` : `${filters}&cursor=${cursor}`;
    }
  }
}

export function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

export function toApiRequest(
  method: string,
  target: string,
  origin: string,
  headers: ApiRequest['headers'],
  body: string,
): ApiRequest {
  const { pathname, searchParams } = new URL(target, 'http://sandbox');
  return { method, target, path: pathname, query: searchParams, origin, headers, body, route: route(pathname) };
}
