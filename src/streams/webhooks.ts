import { isObject, type Row } from '../row.ts';
import { ListStream } from './list.ts';
import { children } from './partitions/children.ts';
import { comparedByPath } from './removals.ts';

/** Names of members that hold a secret; `auth_type` is the name of a kind. */
const SECRET = /token|secret|passw|credential|sign(ature|ing)|private|key$|auth(?!_?type|or(?!i))|user_?name/i;

export class Webhooks extends ListStream {
  readonly name = 'webhooks';
  readonly path = '/v2/webhooks';
  readonly scope = 'personio:webhooks:read';
  override readonly pageSize = 200;
  override readonly group = 'webhooks';
  override readonly removals = comparedByPath(this.path);

  /**
   * The token, the values of the headers and what stands in the address beside host and path are secrets of another
   * system, and what else is named like one may be: of the headers the names leave.
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

/** What events are about. */
const SUBJECTS = ['persons.id', 'employments.id', 'absence_periods.id', 'attendance_periods.id', 'documents.id'];

/** The last thirty days: the only trace that deletions leave. */
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
  /** Ids of any kind, people's for one. Where they stand was never seen, so it may be any member but the known ones. */
  override readonly mentions = { payload: SUBJECTS, meta: SUBJECTS, additional_fields: SUBJECTS };
  override readonly group = 'webhooks';
  /** Two webhooks may be told of one event, under one id. */
  override readonly keyParts = ['webhook_id', 'id'];
  /** The members were never seen: without an id, what an event says tells it from the others. */
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
