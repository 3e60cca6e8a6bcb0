import type { WritingApi } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';

/** What allows the writes of an object. */
export interface Rights {
  /** The scopes of API v2 that allow them, any of them. */
  readonly scopes: readonly string[];
  /** The right, by its name in the settings of a credential. */
  readonly name: string;
  /** The path of one that cannot exist: a PATCH of it shows whether the right is there. */
  readonly probe: { readonly route: string; readonly target: string };
}

/** An object, as far as its writes need it. */
export interface Guarded {
  readonly name: string;
  readonly rights: Rights;
}

/** Refusals that say that a right is missing: persons answer 401 for that. */
const isMissingRight = ({ reason, login }: ApiError): boolean =>
  !login && (reason === 'forbidden' || reason === 'unauthorized');

/** Whether the credential may write the object, found out without writing: by a change of one that cannot exist. */
export async function mayWrite({ rights }: Guarded, api: WritingApi): Promise<boolean> {
  try {
    await api.send({ method: 'PATCH', ...rights.probe, body: { json: {} }, repeatable: true }, () => true);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isMissingRight(error)) return false;
    if (error.status >= 400 && error.status < 500 && error.status !== 429 && !error.login) return true;
    throw error;
  }
}

/** Whether the scopes of the token allow it; undefined if they say nothing about it, because none are listed. */
export function isListed({ rights }: Guarded, scopes: readonly string[]): boolean | undefined {
  if (scopes.length === 0) return undefined;
  return rights.scopes.some((scope) => scopes.includes(scope)) || undefined;
}
