import { SILENT } from '../../http/api.ts';
import type { HttpClient } from '../../http/client.ts';
import type { WrittenObject } from '../../write/object.ts';
import { OBJECTS } from '../../write/objects/index.ts';
import { isListed, mayWrite } from '../../write/rights.ts';

/** Whether the credential may write an object. */
export interface RightTo {
  readonly object: WrittenObject;
  readonly state: 'may' | 'may not' | 'unknown';
  /** The scopes list the right to write it, but none to read it, which write does not include. */
  readonly isBlind: boolean;
}

/**
 * Asks for every object: the scopes of the token and, where they say nothing, Personio itself, by changing what cannot
 * exist. A dry run sends no such request. What could not be asked until `limit` aborts stays unknown.
 */
export async function rightsOf(client: HttpClient, limit: AbortSignal, isDryRun: boolean): Promise<RightTo[]> {
  const api = client.api(SILENT, limit);
  const stateOf = async (object: WrittenObject): Promise<RightTo['state']> => {
    if (isListed(object, client.scopes)) return 'may';
    if (isDryRun) return 'unknown';
    return await mayWrite(object, api).then(
      (may) => (may ? 'may' : 'may not'),
      () => 'unknown',
    );
  };
  return await Promise.all(
    Object.values(OBJECTS).map(async (object) => ({
      object,
      state: await stateOf(object),
      isBlind: isBlind(object, client.scopes),
    })),
  );
}

const isBlind = (object: WrittenObject, scopes: readonly string[]): boolean =>
  isListed(object, scopes) === true &&
  !object.rights.scopes.some((scope) => scopes.includes(scope.replace(/:write$/, ':read')));
