import type { Partition, SyncWindow } from '../partition.ts';
import type { Stream } from '../stream.ts';
import { changeWindows } from './changes.ts';

/** The partitions of a stream that has no parent, in a fixed order with fixed keys. */
export const partitionsOf = (stream: Stream, window: SyncWindow): Partition[] =>
  stream.partitioning?.partitions?.(stream, window) ?? changeWindows(stream, window);
