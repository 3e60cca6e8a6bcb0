import type { RecordParts } from '../../airbyte/messages.ts';
import type { StreamState } from '../../airbyte/protocol.ts';
import type { BuiltRecord } from '../../records/builder.ts';
import type { Partition } from '../../streams/partition.ts';

/** The records of one partition, on their way out. */
export interface Batch {
  /** The records of a page to write now. */
  take(records: readonly BuiltRecord[]): readonly RecordParts[];
  /** The held records to write now that the whole partition was read. */
  rest(): readonly RecordParts[];
  /** True if records may be held: accepted records may not be written yet. */
  readonly holds: boolean;
}

/** What one sync of a stream knows about rows that earlier ones wrote: it decides which records are written. */
export interface Tracking {
  open(partition: Partition): Batch;
  /** What the next sync has to know. It covers all records taken from its batches. */
  readonly state: StreamState;
}

const EVERYTHING: Batch = { take: (records) => records, rest: () => [], holds: false };

/** For a stream that remembers nothing; `state` is written unchanged. */
export const untrackedRows = (state: StreamState = {}): Tracking => ({ open: () => EVERYTHING, state });
