import { createHmac } from 'node:crypto';
import type { Settings } from '../options.ts';
import type { Answer } from './answer.ts';
import { traceId } from './problem.ts';

const REFERENCE = 'https://developer.personio.de/reference/post_v2-auth-token#';
const PER_MINUTE = 150;
const THROTTLED_MS = 60_000;

interface Token {
  readonly endsAt: number;
  readonly scopes: ReadonlySet<string>;
}

interface Credential {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** `/v2/auth/…`: hands out tokens that end, and knows which are good. */
export class Login {
  readonly #credential: Credential;
  readonly #tokens = new Map<string, Token>();
  #issued = 0;
  #recent: number[] = [];
  #throttledUntil = 0;

  constructor(credential: Credential) {
    this.#credential = credential;
  }

  /** Answers a login; `scopes` are all that the credential has. */
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
      access_token: this.#issue(granted, settings),
      token_type: 'Bearer',
      expires_in: settings.tokenSeconds,
      scope: granted.join(' '),
    };
    return { status: 200, headers: { 'content-type': 'application/json' }, json };
  }

  /** The scopes of the token in an Authorization header, or undefined when it is not (or no longer) good. */
  scopesOf(authorization: string | undefined): ReadonlySet<string> | undefined {
    const token = this.#tokens.get(authorization?.replace(/^Bearer /i, '') ?? '');
    return token !== undefined && performance.now() < token.endsAt ? token.scopes : undefined;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  #issue(scopes: readonly string[], settings: Settings): string {
    this.#issued++;
    const noise = createHmac('sha256', this.#credential.clientSecret).update(String(this.#issued)).digest('base64url');
    const token = `papi-${noise}`;
    const seconds = settings.tokenEndsAfterSeconds ?? settings.tokenSeconds;
    this.#tokens.set(token, { endsAt: performance.now() + seconds * 1000, scopes: new Set(scopes) });
    return token;
  }

  /** 150 logins a minute; whoever exceeds them gets one a second for the next minute. */
  #mayLogIn(): boolean {
    const now = performance.now();
    this.#recent = this.#recent.filter((at) => at > now - THROTTLED_MS);
    if (this.#recent.length >= PER_MINUTE && now > this.#throttledUntil) this.#throttledUntil = now + THROTTLED_MS;
    if (now < this.#throttledUntil && now - (this.#recent.at(-1) ?? 0) < 1000) return false;
    this.#recent.push(now);
    return true;
  }
}
