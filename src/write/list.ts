import { ConnectorError } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { isKey, type Row, scalarText } from '../row.ts';
import { isFailedList, isGone, toConnectorError } from '../streams/failure.ts';
import type { Partition } from '../streams/partition.ts';
import type { Stream } from '../streams/stream.ts';

/**
 * The rows of a list that is looked at before a write: each id once, although a list that moves while it is read may show
 * one twice. Throws a ConnectorError that names the list if it cannot be read.
 */
export async function* listed(api: Api, stream: Stream, part: Partial<Partition> = {}): AsyncGenerator<Row> {
  const whole = stream.whole();
  const ids = new Set<string>();
  try {
    for await (const { rows } of stream.pages(api, { ...whole, ...part, query: { ...whole.query, ...part.query } }))
      for (const answered of rows)
        for (const row of stream.rowsOf(answered)) {
          const id = isKey(row.id) ? scalarText(row.id) : undefined;
          if (id !== undefined && ids.has(id)) continue;
          if (id !== undefined) ids.add(id);
          yield row;
        }
  } catch (error) {
    throw isFailedList(error) ? toConnectorError(error, stream) : error;
  }
}

/** True if a list belongs to something that is gone, or that never was. */
export const isOfNothing = (error: unknown): boolean => error instanceof ConnectorError && isGone(error.cause);
