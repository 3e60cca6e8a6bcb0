import type { RecordParts } from '../../airbyte/messages.ts';
import type { StreamState } from '../../airbyte/protocol.ts';
import type { BuiltRecord } from '../../records/builder.ts';
import type { Partition } from '../../streams/partition.ts';

/** The records of one partition, on their way out. */
export interface Batch {
  /** Of the records of a page, those to write at once. */
  take(records: readonly BuiltRecord[]): readonly RecordParts[];
  /** Of those that were held, the ones to write: call it when all of the partition was read. */
  rest(): readonly RecordParts[];
  /** True if records may be held: what was taken may not be written yet. */
  readonly holds: boolean;
}

/** What one sync of a stream knows of the rows that earlier ones wrote: it decides which records are written. */
export interface Tracking {
  open(partition: Partition): Batch;
  /** What the next sync has to know of it: true of all records that were taken from its batches. */
  readonly state: StreamState;
}

const EVERYTHING: Batch = { take: (records) => records, rest: () => [], holds: false };

/** For a stream of which nothing is remembered: `state` is what it has all the same. */
export const untrackedRows = (state: StreamState = {}): Tracking => ({ open: () => EVERYTHING, state });
