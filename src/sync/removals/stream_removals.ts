import { childPartition } from '../../streams/partitions/children.ts';
import type { Removals, Subject } from '../../streams/removals.ts';
import { GoneParents } from '../gone_parents.ts';
import { PartitionReader, type StreamReading } from '../partition_reader.ts';
import { ChangeTracking } from '../tracking/change_tracking.ts';
import type { SweepTracking } from '../tracking/sweep_tracking.ts';
import { RowAsker } from './asking/row_asker.ts';
import { tombstone } from './tombstone.ts';
import type { RemovalWork } from './work.ts';

/** The configuration of removals. */
export interface RemovalSettings {
  readonly most_percent: number;
  readonly sweep_days: number;
}

/** What the end of a stream's sync needs in addition to what it read with. */
export interface RemovalOptions
  extends Pick<RemovalWork, 'window' | 'since' | 'events' | 'watcher' | 'list' | 'isSame'> {
  readonly tracking: ChangeTracking | SweepTracking;
  readonly settings: RemovalSettings;
}

/** Gathers what is needed to find the removed rows of a stream, once it was read. */
export function removalWork(reading: StreamReading, removals: Removals, options: RemovalOptions): RemovalWork {
  const { stream, api, out, abort, builder } = reading;
  const { tracking, settings, window } = options;
  const { columns } = builder;
  const doubt = (subject: Subject) =>
    tracking instanceof ChangeTracking
      ? tracking.versions?.doubt(stream.keyOf(subject))
      : tracking.baseline?.doubt(subject);
  const highest = () => (tracking instanceof ChangeTracking ? tracking.observedAt : tracking.highest);
  return {
    ...options,
    stream,
    removals,
    out,
    mostPercent: settings.most_percent,
    sweepDays: settings.sweep_days,
    asker: new RowAsker(stream, removals, api, abort.signal),
    tell: async (subjects, deletedAt) => {
      if (subjects.length === 0) return;
      // If a run dies after the first tombstone, its state knows of it: the row may come back.
      for (const subject of subjects) doubt(subject);
      await out.state(stream.name, reading.cursor.state);
      for (const subject of subjects) {
        const keys = await stream.keysOf(subject, api);
        const records = keys.map((key) => tombstone(stream, { key, subject, deletedAt, highest: highest(), columns }));
        builder.counts.removed += records.length;
        await out.records(stream.name, records);
        await out.checkpoint(stream.name, () => reading.cursor.state);
      }
    },
    write: async (row, { parent }) => {
      const partition =
        stream.parent && parent !== undefined
          ? childPartition(stream, stream.parent, [{ id: parent }], window)
          : stream.whole();
      await new PartitionReader(reading, new GoneParents(stream)).write([row], partition);
    },
  };
}
