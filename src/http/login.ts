import * as z from 'zod';
import type { Watcher } from './api.ts';
import { ApiError } from './api_error.ts';
import { failureText, judge, type Verdict } from './judge.ts';
import type { Reply } from './send.ts';

/** The token is renewed this long before it expires, or at three quarters of its lifetime if that is sooner. */
const MARGIN_MS = 60_000;

/** How long v1 uses a token of v2 before it requests its own again. */
const BORROWED_SECONDS = 3600;

/** Only characters that a header can contain. */
const TokenText = z.string().regex(/^[ -~]+$/);

const TokenAnswer = z.object({
  access_token: TokenText,
  expires_in: z.number().nonnegative().catch(3600),
  scope: z.string().optional().catch(undefined),
});
type TokenAnswer = z.infer<typeof TokenAnswer>;

const V1TokenAnswer = z.object({
  success: z.literal(true),
  data: z.object({ token: TokenText, expires_in: z.number().nonnegative().catch(86_400) }),
});

export interface Token {
  readonly value: string;
  /** When it was fetched and when to fetch the next one, by `performance.now()`. */
  readonly fetchedAt: number;
  readonly renewAt: number;
}

export type OnPause = Watcher['paused'];

/** The access token: fetched once for all callers that wait, renewed before it expires and after it was refused. */
export class TokenSource {
  readonly #login: (onPause: OnPause) => Promise<TokenAnswer>;
  #held: Token | undefined;
  #fetching: Promise<Token> | undefined;
  readonly #waiting = new Set<OnPause>();
  #pausedUntil = 0;
  #scopes: readonly string[] = [];

  constructor(login: (onPause: OnPause) => Promise<TokenAnswer>) {
    this.#login = login;
  }

  /** The newest token, even while the next one is fetched. Undefined before the first one and after a refusal. */
  get held(): Token | undefined {
    return this.#held;
  }

  /** The rights that came with the last login, sorted; empty if the server names none. */
  get scopes(): readonly string[] {
    return this.#scopes;
  }

  /** `onPause` is called if the login that it waits for is paused. */
  async token(onPause: OnPause = () => {}): Promise<Token> {
    if (this.#held && performance.now() < this.#held.renewAt) return this.#held;
    if (this.#pausedUntil > Date.now()) onPause(this.#pausedUntil);
    this.#waiting.add(onPause);
    this.#fetching ??= this.#fetch();
    try {
      return await this.#fetching;
    } finally {
      this.#waiting.delete(onPause);
    }
  }

  /** Discards this token, which was refused. */
  refuse(token: Token): void {
    if (this.#held === token) this.#held = undefined;
  }

  async #fetch(): Promise<Token> {
    try {
      const {
        access_token: value,
        expires_in,
        scope = '',
      } = await this.#login((until) => {
        this.#pausedUntil = until;
        for (const tell of this.#waiting) tell(until);
      });
      this.#scopes = scope.split(' ').filter(Boolean).sort();
      const fetchedAt = performance.now();
      const lifeMs = expires_in * 1000;
      this.#held = { value, fetchedAt, renewAt: fetchedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 4) };
      return this.#held;
    } finally {
      this.#fetching = undefined;
      this.#pausedUntil = 0;
    }
  }
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface LoginRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly parse: (body: unknown) => TokenAnswer | undefined;
}

export function loginV2({ clientId, clientSecret }: Credentials): LoginRequest {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  return {
    path: '/v2/auth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    parse: (body) => TokenAnswer.safeParse(body).data,
  };
}

/** v1 documents JSON; clients are known to send forms. */
export function loginV1({ clientId, clientSecret }: Credentials, encoding: 'json' | 'form'): LoginRequest {
  const fields = { client_id: clientId, client_secret: clientSecret };
  const isJson = encoding === 'json';
  return {
    path: '/v1/auth',
    headers: { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' },
    body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    parse: (body) => {
      const { data } = V1TokenAnswer.safeParse(body);
      return data && { access_token: data.data.token, expires_in: data.data.expires_in };
    },
  };
}

/** The tokens of both versions. v1 has its own login; if it refuses a credential, v2's token reportedly works. */
export function openTokens(
  credentials: Credentials,
  login: (request: LoginRequest, onPause: OnPause) => Promise<TokenAnswer>,
): { readonly v1: TokenSource; readonly v2: TokenSource } {
  const v2 = new TokenSource((onPause) => login(loginV2(credentials), onPause));
  const v1 = new TokenSource(async (onPause) => {
    for (const encoding of ['json', 'form'] as const) {
      try {
        return await login(loginV1(credentials, encoding), onPause);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error;
      }
    }
    const { value } = await v2.token(onPause);
    return { access_token: value, expires_in: BORROWED_SECONDS };
  });
  return { v1, v2 };
}

/** The token endpoint has its own error format: that of RFC 6749, always with status 400. */
export function judgeLogin(reply: Reply): Verdict {
  if (reply.status !== 400 && reply.status !== 401) return judge(reply);
  const passing = ['temporarily_unavailable', 'server_error'].includes(loginError(reply) ?? '');
  return passing ? { action: 'retry', reason: 'server' } : { action: 'fail', reason: 'unauthorized' };
}

function loginError(reply: Reply): string | undefined {
  try {
    const { error } = JSON.parse(failureText(reply.body));
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
