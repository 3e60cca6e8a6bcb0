import * as z from 'zod';
import type { Verdict } from './judge.ts';
import { judge } from './judge.ts';
import type { Reply } from './send.ts';

/** The token is renewed so long before its end, or at three quarters of its life if that is sooner. */
const MARGIN_MS = 60_000;

const TokenAnswer = z.object({
  // Only what a header can hold.
  access_token: z.string().regex(/^[ -~]+$/),
  expires_in: z.number().nonnegative().catch(3600),
});
export type TokenAnswer = z.infer<typeof TokenAnswer>;

export interface Token {
  readonly value: string;
  /** When it was fetched and when to fetch the next one, by `performance.now()`. */
  readonly fetchedAt: number;
  readonly renewAt: number;
}

/** The access token: fetched once for all who wait, renewed before it ends and when it was refused. */
export class TokenSource {
  readonly #login: () => Promise<TokenAnswer>;
  #token: Promise<Token> | undefined;

  constructor(login: () => Promise<TokenAnswer>) {
    this.#login = login;
  }

  async token(): Promise<Token> {
    const current = this.#token;
    if (current) {
      const token = await current;
      if (performance.now() < token.renewAt) return token;
      if (this.#token === current) this.#token = undefined;
    }
    this.#token ??= this.#fetch();
    return this.#token;
  }

  /** Tells that this token was refused. */
  async refuse(token: Token): Promise<void> {
    const current = this.#token;
    if (current && (await current.catch(() => undefined)) === token && this.#token === current) this.#token = undefined;
  }

  async #fetch(): Promise<Token> {
    try {
      const { access_token: value, expires_in } = await this.#login();
      const fetchedAt = performance.now();
      const lifeMs = expires_in * 1000;
      return { value, fetchedAt, renewAt: fetchedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 4) };
    } catch (error) {
      this.#token = undefined;
      throw error;
    }
  }
}

export function parseToken(body: unknown): TokenAnswer | undefined {
  return TokenAnswer.safeParse(body).data;
}

/** The token endpoint has an error format of its own: RFC 6749's, always with status 400. */
export function judgeLogin(reply: Reply): Verdict {
  if (reply.status !== 400 && reply.status !== 401) return judge(reply);
  const passing = ['temporarily_unavailable', 'server_error'].includes(loginError(reply) ?? '');
  return passing ? { action: 'retry', reason: 'server' } : { action: 'fail', reason: 'unauthorized' };
}

function loginError(reply: Reply): string | undefined {
  try {
    const { error } = JSON.parse(reply.body.toString('utf8'));
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
