import type { Account } from '../data/account.ts';
import type { Answer } from '../http/answer.ts';
import type { Form } from '../http/multipart.ts';
import type { Settings } from '../options.ts';
import { problem } from '../resources/services.ts';
import { WRITES, type WriteRoute } from './index.ts';
import type { Ledger } from './ledger.ts';
import { type Write, Writing } from './write.ts';

/** Longer bodies are not kept. */
const MOST_KEPT = 2048;

interface Company {
  readonly account: Account;
  readonly settings: Settings;
  readonly ledger: Ledger;
  /** Milliseconds. */
  readonly clock: () => number;
}

interface Request {
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly form: Form | undefined;
}

/** The scopes to write that a token of the credential has; one of v1 always has the old ones, too. */
export function grantedScopes(version: 'v1' | 'v2', settings: Settings): string[] {
  const { writeScopes } = settings.disputed;
  return WRITES.filter(({ right }) => settings.rights[right] !== 'refused').flatMap(({ scopes: [now, before] }) => {
    if (writeScopes === 'none') return [];
    if (writeScopes === 'both' || version === 'v1') return [now, before];
    return [writeScopes === 'new' ? now : before];
  });
}

/** The right that a write needs. */
export function guardOf({ stream, service, right, scopes }: Write, { disputed }: Settings) {
  const refusal = service === 'persons' ? disputed.personsRefusal : 403;
  return { stream, service, right, refusal, scopes: disputed.writeScopes === 'none' ? [] : scopes } as const;
}

/** Applies a write whose right has been checked, and notes it. Throws a Problem if it is refused. */
export function perform({ write, path }: WriteRoute, company: Company, request: Request): Answer {
  const { account, settings, ledger, clock } = company;
  const { query, headers, body, form } = request;
  const unknown = [...query.keys()].find((name) => !write.parameters?.includes(name));
  if (unknown !== undefined) throw problem(write.service, 400, `The parameter ${unknown} is not known.`);
  const contentType = String(headers['content-type'] ?? '');
  const { method, path: route, stream, service } = write;
  const writing = new Writing(account, settings, { path, query, body, form, contentType }, service, (done, json) =>
    ledger.add({
      ...{ at: clock(), method, route, stream, id: done.id, key: done.key },
      ...{ created: done.created ?? false, changed: done.changed ?? true },
      ...(json !== undefined && body.length <= MOST_KEPT && { body: json }),
    }),
  );
  return write.run(writing);
}
