import { parseJson } from '../json.ts';
import { isObject, type Row } from '../row.ts';

/** Parameters of URLs that are signed again on each request. */
const SIGNATURE = /[?&](?:[a-z-]*signature|sig|hmac|token|access_token|expires|x-(?:amz|goog)-[a-z-]+)=/i;
const ADDRESS = /^https?:\/\//i;

/**
 * A record's content without parts that vary while it stays the same: `_meta`, the query of signed URLs, and the order
 * of members, which the server may choose freely.
 */
export const versionText = (data: string): string => JSON.stringify(lasting(parseJson(data)));

function lasting(value: unknown): unknown {
  if (typeof value === 'string')
    return ADDRESS.test(value) && SIGNATURE.test(value) ? value.slice(0, value.indexOf('?')) : value;
  if (Array.isArray(value)) return value.map(lasting);
  if (!isObject(value)) return value;
  const rest: Row = Object.create(null) as Row;
  for (const name of Object.keys(value).sort()) if (name !== '_meta') rest[name] = lasting(value[name]);
  return rest;
}
