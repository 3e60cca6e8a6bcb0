import { createHmac } from 'node:crypto';
import type { Settings } from '../options.ts';
import type { Answer } from './answer.ts';
import { traceId } from './problem.ts';

const REFERENCE = 'https://developer.personio.de/reference/post_v2-auth-token#';
const PER_MINUTE = 150;
const THROTTLED_MS = 60_000;

type Family = 'v1' | 'v2';

interface Token {
  readonly family: Family;
  readonly endsAt: number;
  readonly scopes: ReadonlySet<string>;
}

interface Credential {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** `/v2/auth/…` and `/v1/auth`: issues tokens that expire, and validates them. */
export class Login {
  readonly #credential: Credential;
  readonly #tokens = new Map<string, Token>();
  #issued = 0;
  #recent: number[] = [];
  #throttledUntil = 0;
  /** v1 returns the same token again while it is valid. */
  #ofV1 = '';

  constructor(credential: Credential) {
    this.#credential = credential;
  }

  /** Answers a login; `scopes` are all scopes of the credential. */
  token(body: string, contentType: string, scopes: readonly string[], settings: Settings, now: string): Answer {
    if (settings.limits.on && !this.#mayLogIn()) return { status: 429, headers: {} };
    const refuse = (error: string, more: Record<string, string | Record<string, string | string[]>> = {}): Answer => ({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      json: { error, ...more, timestamp: now, trace_id: traceId().replace('-', '') },
    });

    if (!contentType.startsWith('application/x-www-form-urlencoded')) {
      return refuse('invalid_request', {
        error_description: 'Unsupported content type.',
        type: `${REFERENCE}invalid_request`,
      });
    }
    const form = new URLSearchParams(body);
    const missing = ['grant_type', 'client_id', 'client_secret'].filter((name) => !form.get(name));
    if (missing.length > 0) {
      return refuse('invalid_request', {
        error_description: 'A required parameter is absent.',
        meta: { missing_parameters: missing },
      });
    }
    const grant = form.get('grant_type') ?? '';
    if (grant !== 'client_credentials') return refuse('unsupported_grant_type', { meta: { grant_type: grant } });
    const { clientId, clientSecret } = this.#credential;
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
      return refuse('invalid_client', {
        error_description: 'Client authentication failed.',
        error_uri: `${REFERENCE}invalid_client`,
      });
    }
    const wanted = form.get('scope')?.split(' ').filter(Boolean) ?? [];
    if (wanted.some((scope) => !scopes.includes(scope))) {
      return refuse('invalid_scope', { error_description: 'A requested scope is not available.' });
    }
    const granted = wanted.length > 0 ? wanted : scopes;
    const json = {
      access_token: this.#issue('v2', granted, settings),
      token_type: 'Bearer',
      expires_in: settings.tokenSeconds,
      scope: granted.join(' '),
    };
    return { status: 200, headers: { 'content-type': 'application/json' }, json };
  }

  /** Answers a login of v1: JSON or a form, but no longer query parameters. */
  v1Token(
    body: string,
    contentType: string,
    query: URLSearchParams,
    scopes: readonly string[],
    settings: Settings,
  ): Answer {
    const { v1TokenBare, v1WrongCredentials } = settings.disputed;
    if (settings.limits.on && !this.#mayLogIn()) return refusal(429, 'Too Many Attempts.');
    if (query.has('client_id') || query.has('client_secret')) return refusal(403, 'This action is unauthorized.');
    const { clientId, clientSecret } = this.#credential;
    const given = contentType.startsWith('application/json') ? fieldsOf(body) : new URLSearchParams(body);
    if (given.get('client_id') !== clientId || given.get('client_secret') !== clientSecret)
      return refusal(v1WrongCredentials, 'Wrong credentials', 0);
    if (this.#good(this.#ofV1) === undefined) this.#ofV1 = this.#issue('v1', scopes, settings);
    const scope = scopes.filter((name) => !name.startsWith('personio:')).join(' ');
    const more = v1TokenBare ? {} : { expires_in: settings.tokenSeconds, scope };
    const json = { success: true, data: { token: this.#ofV1, ...more } };
    return { status: 200, headers: { 'content-type': 'application/json' }, json };
  }

  /** The scopes of the token in an Authorization header; undefined if it is invalid or expired for that version. */
  scopesOf(
    authorization: string | undefined,
    version: Family,
    { disputed }: Settings,
  ): ReadonlySet<string> | undefined {
    const token = this.#good(bearer(authorization));
    if (token === undefined || token.family === version) return token?.scopes;
    return (version === 'v1' ? disputed.v2TokenOnV1 : disputed.v1TokenOnV2) ? token.scopes : undefined;
  }

  /** The token for the client's next request: the same, or, if v1 rotates tokens, a new one that replaces it. */
  nextToken(authorization: string | undefined, settings: Settings): string {
    const token = bearer(authorization);
    const known = this.#tokens.get(token);
    if (!settings.disputed.v1TokenRotates || known?.family !== 'v1') return token;
    this.#tokens.delete(token);
    this.#ofV1 = this.#issue('v1', [...known.scopes], settings);
    return this.#ofV1;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  #good(token: string): Token | undefined {
    const known = this.#tokens.get(token);
    return known !== undefined && performance.now() < known.endsAt ? known : undefined;
  }

  #issue(family: Family, scopes: readonly string[], settings: Settings): string {
    this.#issued++;
    const noise = createHmac('sha256', this.#credential.clientSecret).update(String(this.#issued)).digest('base64url');
    const token = `papi-${noise}`;
    const seconds = settings.tokenEndsAfterSeconds ?? settings.tokenSeconds;
    this.#tokens.set(token, { family, endsAt: performance.now() + seconds * 1000, scopes: new Set(scopes) });
    return token;
  }

  /** 150 logins a minute; a client that exceeds them gets one a second for the next minute. */
  #mayLogIn(): boolean {
    const now = performance.now();
    this.#recent = this.#recent.filter((at) => at > now - THROTTLED_MS);
    if (this.#recent.length >= PER_MINUTE && now > this.#throttledUntil) this.#throttledUntil = now + THROTTLED_MS;
    if (now < this.#throttledUntil && now - (this.#recent.at(-1) ?? 0) < 1000) return false;
    this.#recent.push(now);
    return true;
  }
}

function bearer(authorization = ''): string {
  return authorization.replace(/^Bearer /i, '');
}

function refusal(status: number, message: string, code = status): Answer {
  const json = { success: false, error: { code, message } };
  return { status, headers: { 'content-type': 'application/json' }, json };
}

/** The texts in a JSON object; empty if it is not one. */
function fieldsOf(body: string): Map<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(body) as object));
  } catch {
    return new Map();
  }
}
