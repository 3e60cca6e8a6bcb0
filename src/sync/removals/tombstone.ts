import { DELETED_AT, OBSERVED_AT } from '../../account/change_columns.ts';
import type { RecordParts } from '../../airbyte/messages.ts';
import type { Subject } from '../../streams/removals.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Instant } from '../../times.ts';

interface Removed {
  /** The record's key. */
  readonly key: string;
  readonly subject: Subject;
  readonly deletedAt: Instant;
  /** No record of the stream had a later cursor. */
  readonly highest: Instant;
  /** The selected columns. */
  readonly columns: readonly string[];
}

/**
 * The record that marks another one as deleted. Destinations delete only records whose cursor is not later than this
 * one's. If the parent's id has a column of its own, it is included: that is how to find the rows of a person.
 */
export function tombstone(stream: Stream, { key, subject, deletedAt, highest, columns }: Removed): RecordParts {
  const { primaryKey, cursorField = OBSERVED_AT, parent, removals } = stream;
  const parentColumn = removals?.namedBy && columns.find((name) => name === parent?.column);
  const data = {
    [primaryKey]: key,
    ...(parentColumn !== undefined && { [parentColumn]: subject.parent }),
    [cursorField]: deletedAt > highest ? deletedAt : highest,
    [DELETED_AT]: deletedAt,
  };
  return { data: JSON.stringify(data), changes: [] };
}
