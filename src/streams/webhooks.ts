import { digestOf, isObject, type Row } from '../read/row.ts';
import { ListStream } from './list_stream.ts';

export class Webhooks extends ListStream {
  readonly name = 'webhooks';
  readonly path = '/v2/webhooks';
  readonly scope = 'personio:webhooks:read';
  override readonly pageSize = 200;
  override readonly group = 'webhooks';

  /** The token and the values of the headers are secrets of another system: only the headers' names leave. */
  override rowsOf({ token: _, ...row }: Row): Row[] {
    const headers = row.custom_headers;
    if (Array.isArray(headers))
      row.custom_headers = headers.map((header) => (isObject(header) ? nameOf(header) : null));
    else if (isObject(headers)) row.custom_headers = Object.keys(headers);
    else if (headers !== undefined) row.custom_headers = null;
    return [row];
  }
}

/** The last thirty days: the only trace that deletions leave. */
export class WebhookEvents extends ListStream {
  readonly name = 'webhook_events';
  readonly path = '/v2/webhooks/{id}/events';
  readonly scope = 'personio:webhooks:read';
  override readonly pageSize = 200;
  override readonly parent = { stream: new Webhooks(), column: 'webhook_id' };
  override readonly cursorField = 'occurred_at';
  override readonly changes = { from: 'occurred_at.gte', to: 'occurred_at.lte', formats: ['millis'] } as const;
  override readonly eventTime = true;
  /** Ids of any kind, people's for one. */
  override readonly mentions = {
    payload: ['persons.id', 'employments.id', 'absence_periods.id', 'attendance_periods.id', 'documents.id'],
  };
  override readonly group = 'webhooks';
  /** Two webhooks may be told of one event, under one id. */
  override readonly keyParts = ['webhook_id', 'id'];

  /** The members were never seen: without an id, what an event says tells it from the others. */
  override recordKey(row: Row): string | undefined {
    return super.recordKey(row) ?? digestOf(row);
  }
}

/** A header is `{ name, value }` or, perhaps, `{ key, value }` or `{ [name]: value }`. */
function nameOf(header: Row): unknown {
  const [only, ...others] = Object.keys(header);
  return header.name ?? header.key ?? (others.length === 0 ? only : null);
}
