import type { Account } from './data/account.ts';
import { hash } from './data/dice.ts';
import { instant } from './data/time.ts';
import type { Answer } from './http/answer.ts';
import { Buckets } from './http/buckets.ts';
import { Login } from './http/login.ts';
import type { Form } from './http/multipart.ts';
import { objectNotFound, Problem, routeNotFound } from './http/problem.ts';
import type { JsonObject } from './json.ts';
import { ofStream } from './lies.ts';
import type { SandboxOptions, Settings } from './options.ts';
import { type Cursor, type Position, readCursor, writeCursor } from './resources/cursor.ts';
import { RESOURCES, type Route, route } from './resources/index.ts';
import type { Listing, Parameters, PathValues, Resource, View } from './resources/resource.ts';
import { badLimit, badParameter, shapeOf } from './resources/services.ts';
import { respelled } from './resources/spelling.ts';
import { v1Page } from './resources/v1/pages.ts';
import type { Right } from './rights.ts';
import type { Asked, Twist } from './trouble/turn.ts';
import { type WriteRoute, writeRoute } from './writes/index.ts';
import { Ledger } from './writes/ledger.ts';
import { grantedScopes, guardOf, perform } from './writes/perform.ts';

export interface ApiRequest extends Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body, if it is a form of several parts. */
  readonly form: Form | undefined;
  /** What is read. */
  readonly route: Route | undefined;
  /** What is written. */
  readonly write: WriteRoute | undefined;
}

/** The right that a request needs, and how the lack of it is told. */
type Guard = Pick<Resource, 'stream' | 'service' | 'refusal' | 'right'> & {
  /** Any of these. */
  readonly scopes: readonly string[];
};

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html' };
const NO_PAGE: Answer = { status: 404, headers: HTML_TYPE, raw: '<html><body>Not found</body></html>' };
const ELSEWHERE: Answer = { status: 307, headers: { location: 'https://www.personio.example/' } };
const TOO_MANY: Answer = {
  status: 429,
  headers: JSON_TYPE,
  json: { success: false, error: { code: 429, message: 'Too Many Attempts.' } },
};
const V1_FORBIDDEN = 'personio.core.api.exceptions.api.forbidden.http.exception';
const V1_NOT_FOUND = 'Es ist ein Problem aufgetreten ';

/** Answers requests like Personio's gateway and the services behind it. Independent of sockets. */
export class Api {
  readonly account: Account;
  readonly login: Login;
  readonly ledger = new Ledger();
  readonly #buckets = new Buckets();
  /** Read for each request: may change at any time. */
  settings: SandboxOptions;

  constructor(account: Account, options: SandboxOptions) {
    this.account = account;
    this.settings = options;
    this.login = new Login(options);
  }

  /** The sandbox's clock, in milliseconds: starts at the option `now` and keeps running. */
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
      const service = (request.write?.write ?? request.route?.resource)?.service;
      const answer = error.answer(this.now, service === undefined ? 'v2' : shapeOf(service));
      return { ...answer, headers: { ...answer.headers, ...headers } };
    }
  }

  #dispatch(request: ApiRequest, twist: Twist, headers: Record<string, string>): Answer {
    const { method, path, route, write } = request;
    if (method === 'POST' && path === '/v2/auth/token') return this.#logIn(request);
    if (method === 'POST' && path === '/v2/auth/revoke') return this.#revoke(request);
    if (method === 'POST' && path === '/v1/auth') return this.#logInToV1(request);
    if (method === 'GET' && route?.resource.isPublic) return this.#content(request, route);
    const authorization = textOf(request.headers.authorization);
    const version = path.startsWith('/v1/') ? 'v1' : 'v2';
    const scopes = this.login.scopesOf(authorization, version, this.settings);
    if (scopes === undefined) throw this.#badToken(version, authorization);
    const read = method === 'GET' ? route : undefined;
    const guard = write === undefined ? read && readingGuard(read) : guardOf(write.write, this.settings);
    if (guard === undefined) throw routeNotFound(path);
    const draw = this.#buckets.draw(write?.write.bucket ?? guard.stream, this.settings.limits);
    if (version === 'v2' || this.settings.disputed.v1RateHeaders) Object.assign(headers, draw.headers);
    if (!draw.granted) return version === 'v2' ? { status: 429, headers: {} } : TOO_MANY;
    this.#checkRight(guard, request, scopes, twist.right);
    if (version === 'v1' && !read?.resource.hidesToken)
      headers.authorization = `Bearer ${this.login.nextToken(authorization, this.settings)}`;
    if (write !== undefined) return perform(write, this, request);
    if (read === undefined) throw routeNotFound(path);
    if (read.resource.hasContent) return this.#content(request, read);
    return { status: 200, headers: JSON_TYPE, json: this.#read(request, read, twist) };
  }

  #badToken(version: 'v1' | 'v2', authorization: string | undefined): Problem {
    if (version === 'v2') return new Problem({ status: 401, detail: 'The access token is invalid or has expired.' });
    return authorization === undefined
      ? new Problem({ status: 401, detail: 'Authorization is not provided' })
      : new Problem({ status: this.settings.disputed.v1BadToken, detail: 'Provided authorization is not valid' });
  }

  #logIn(request: ApiRequest): Answer {
    const contentType = textOf(request.headers['content-type']) ?? '';
    return this.login.token(request.body, contentType, this.#scopes('v2'), this.settings, this.now);
  }

  #logInToV1({ body, headers, query }: ApiRequest): Answer {
    const contentType = textOf(headers['content-type']) ?? '';
    return this.login.v1Token(body, contentType, query, this.#scopes('v1'), this.settings);
  }

  /** All scopes of the credential. */
  #scopes(version: 'v1' | 'v2'): string[] {
    const granted = RESOURCES.filter(({ right, isPublic }) => !isPublic && this.#right(right) !== 'refused');
    return [...new Set([...granted.map(({ scope }) => scope), ...grantedScopes(version, this.settings)])];
  }

  #content(request: ApiRequest, { resource, path }: Route): Answer {
    const { right } = resource;
    if (resource.isPublic && this.#right(right) !== 'granted') return NO_PAGE;
    if (resource.isPublic && this.settings.disputed.jobFeed === 'off') return NO_PAGE;
    if (resource.isPublic && this.settings.disputed.jobFeed === 'unknown company') return ELSEWHERE;
    const view = this.view(resource.stream, request.origin, parametersOf(request.query), path);
    const { type, body } = resource.open(view).content();
    return { status: 200, headers: { 'content-type': type }, raw: body };
  }

  #revoke({ body }: ApiRequest): Answer {
    this.login.revoke(new URLSearchParams(body).get('token') ?? '');
    return { status: 200, headers: {} };
  }

  #right(stream: string): Right {
    return this.settings.rights[stream] ?? 'granted';
  }

  #checkRight(
    guard: Guard,
    { path, headers }: ApiRequest,
    scopes: ReadonlySet<string>,
    right: Right = this.#right(guard.right),
  ): void {
    const { service, refusal } = guard;
    const isMissing = guard.scopes.length > 0 && !guard.scopes.some((scope) => scopes.has(scope));
    const isBeta = right === 'beta' || (service === 'recruiting' && this.settings.disputed.recruitingBeta);
    if (isBeta && textOf(headers.beta) !== 'true') throw routeNotFound(path);
    const status = typeof right === 'number' ? right : right === 'refused' || isMissing ? refusal : undefined;
    switch (status) {
      case undefined:
        return;
      case 400:
        throw new Problem({ status, detail: 'Unauthorized token', code: null });
      case 401:
        throw new Problem({ status, detail: 'Unauthorized Request', code: null });
      case 403: {
        const isV1 = shapeOf(service) !== 'v2';
        throw new Problem({
          status,
          detail: isV1 ? V1_FORBIDDEN : 'The credential is not allowed to use this resource.',
        });
      }
      case 404:
        throw routeNotFound(path);
      case 412:
        throw new Problem({ status, detail: 'The company has no access to this feature.' });
    }
  }

  #read(request: ApiRequest, { resource, path, id }: Route, twist: Twist): JsonObject {
    const view = this.view(resource.stream, request.origin, parametersOf(request.query), path);
    if (id !== undefined) {
      const told = ofStream(this.settings.lies.byId, resource.stream);
      if (told === 'route gone') throw routeNotFound(request.path);
      if (told === 'empty object') return {};
      const row = told === 'not found' ? undefined : resource.single(id, view);
      if (row === undefined) throw this.#notFound(resource);
      if (shapeOf(resource.service) !== 'v2') return { success: true, data: row };
      return this.settings.disputed.wrappedSingles ? { _data: row } : row;
    }
    const { query, at } = this.#resume(request, resource, twist);
    const limit = this.#limitIn(query, request.path, resource);
    const asked = { ...view, parameters: parametersOf(query) };
    const listing = resource.open(asked);
    // Parameters next to a cursor have no effect, but they are checked.
    if (query !== request.query) resource.open({ ...view, parameters: withRequired(request.query, query) });
    if (twist.broken !== undefined && listing.ids().includes(twist.broken)) {
      throw new Problem({ status: 500, detail: 'An unexpected error occurred.' });
    }
    const body =
      shapeOf(resource.service) === 'v2'
        ? this.#page(request, resource, listing, { query, at, limit }, twist)
        : v1Page(resource, listing, asked, twist.overlap);
    const dressed = resource.dress?.(body, asked) ?? body;
    return this.settings.disputed.spelling === 'other' ? respelled(dressed) : dressed;
  }

  #notFound({ service }: Resource): Problem {
    return shapeOf(service) === 'v2' ? objectNotFound() : new Problem({ status: 404, detail: V1_NOT_FOUND });
  }

  /** The filters and the position to continue from: those in the cursor if there is one. */
  #resume(
    { query, path }: ApiRequest,
    { service, besideCursor }: Resource,
    twist: Twist,
  ): { query: URLSearchParams; at: Position | undefined } {
    const text = query.get('cursor');
    if (text === null) return { query, at: undefined };
    const cursor = readCursor(text);
    if (cursor === undefined || cursor.path !== path || twist.expired || this.#isStale(cursor)) {
      throw badParameter(service, path);
    }
    const others = [...query.keys()].filter((name) => name !== 'cursor');
    if (besideCursor !== undefined && others.some((name) => !besideCursor.includes(name)))
      throw badParameter(service, path);
    const held = new URLSearchParams(cursor.query);
    const limit = query.get('limit');
    if (limit !== null) held.set('limit', limit);
    return { query: held, at: cursor.at };
  }

  #isStale({ made }: Cursor): boolean {
    const { cursorSeconds } = this.settings;
    return cursorSeconds > 0 && Date.now() - made > cursorSeconds * 1000;
  }

  #limitIn(query: URLSearchParams, path: string, { stream, page, paging, service }: Resource): number {
    const { usual, max } = this.settings.disputed.pages[stream] ?? page;
    const text = query.get('limit');
    // v1 pages differently, see `v1Page`.
    if (text === null || paging === 'whole' || shapeOf(service) !== 'v2') return usual;
    const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > max) throw badLimit(service, path, max);
    return limit;
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
    const oneMore = twist.extraPage || (resource.service === 'recruiting' && this.settings.disputed.recruitingLastLink);
    const next = page.next ?? (oneMore && page.rows.length > 0 ? listing.end : undefined);
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

  view(
    stream: string,
    origin: string,
    parameters: Parameters,
    path: PathValues = {},
    settings: Settings = this.settings,
  ): View {
    return {
      account: this.account,
      origin,
      path,
      released: this.#right(stream) !== 'unreleased',
      parameters,
      single: false,
      settings,
    };
  }
}

function readingGuard({ resource }: Route): Guard {
  return { ...resource, scopes: [resource.scope] };
}

/** The values of a repeated parameter become lines: see `listed`. */
function parametersOf(query: URLSearchParams): Parameters {
  return new Map([...new Set(query.keys())].map((name) => [name, query.getAll(name).join('\n')]));
}

/** Links may omit required filters, because the cursor contains them. */
function withRequired(given: URLSearchParams, held: URLSearchParams): Parameters {
  return new Map([...parametersOf(held), ...parametersOf(given)]);
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
  form?: Form,
): ApiRequest {
  const { pathname, searchParams } = new URL(target, 'http://sandbox');
  return {
    ...{ method, target, path: pathname, query: searchParams, origin, headers, body, form },
    ...{ route: route(pathname), write: writeRoute(method, pathname) },
  };
}
