import { isObject, type Row } from '../row.ts';
import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { comparedByPath } from './removals.ts';

/** Names of members that hold a secret; `auth_type` names a kind. */
const SECRET = /token|secret|passw|credential|sign(ature|ing)|private|key$|auth(?!_?type|or(?!i))|user_?name/i;

export class Webhooks extends ListStream {
  readonly name = 'webhooks';
  readonly path = '/v2/webhooks';
  readonly scope = 'personio:webhooks:read';
  override readonly pageSize = 200;
  override readonly group = 'webhooks';
  override readonly removals = comparedByPath(this.path);

  /**
   * The token, the header values and everything in the address except host and path are secrets of another system, and
   * so may be other members with telling names. Of the headers, only the names are written.
   */
  override rowsOf({ custom_headers: headers, ...webhook }: Row): Row[] {
    const row = withoutSecrets(webhook) as Row;
    if (row.url !== undefined) row.url = plainAddress(row.url);
    if (Array.isArray(headers))
      row.custom_headers = headers.map((header) => (isObject(header) ? nameOf(header) : null));
    else if (isObject(headers)) row.custom_headers = Object.keys(headers);
    else if (headers !== undefined) row.custom_headers = null;
    return [row];
  }
}

/** Possible subjects of events. */
const SUBJECTS = ['persons.id', 'employments.id', 'absence_periods.id', 'attendance_periods.id', 'documents.id'];

/** The last thirty days: the only trace of deletions. */
export class WebhookEvents extends ListStream {
  readonly name = 'webhook_events';
  readonly path = '/v2/webhooks/{id}/events';
  readonly scope = 'personio:webhooks:read';
  override readonly pageSize = 200;
  override readonly partitioning = children({ stream: new Webhooks(), column: 'webhook_id' });
  override readonly cursorField = 'occurred_at';
  override readonly changes = {
    from: 'occurred_at.gte',
    to: 'occurred_at.lte',
    formats: ['millis'],
    ofEvents: true,
  } as const;
  /**
   * Ids of any kind, such as those of people. Nobody has seen where they are, so they may be in any member except the
   * known ones.
   */
  override readonly mentions = { payload: SUBJECTS, meta: SUBJECTS, additional_fields: SUBJECTS };
  override readonly group = 'webhooks';
  /** Two webhooks may receive the same event, under the same id. */
  override readonly keyParts = ['webhook_id', 'id'];
  /** Nobody has seen the members: without an id, the content tells events apart. */
  override readonly keyFallback = 'digest';
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  const plain = Object.entries(value).filter(([name]) => !SECRET.test(name));
  return Object.fromEntries(plain.map(([name, inner]) => [name, withoutSecrets(inner)]));
}

/** An address without user, password, query and fragment: all of them may hold secrets. */
function plainAddress(value: unknown): string | null {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  if (`${url.username}${url.password}${url.search}${url.hash}` === '') return String(value);
  return url.origin + url.pathname;
}

/** A header is `{ name, value }` or, perhaps, `{ key, value }` or `{ [name]: value }`. */
function nameOf(header: Row): unknown {
  const [only, ...others] = Object.keys(header);
  return header.name ?? header.key ?? (others.length === 0 ? only : null);
}
