import type { Visited } from '../airbyte/output.ts';
import { andMore, counted } from '../counted.ts';
import { ConnectorError } from '../errors.ts';
import { toConnectorError } from '../streams/failure.ts';
import type { Partition } from '../streams/partition.ts';
import type { Visits } from '../streams/partitions/visits.ts';
import { GoneParents } from './gone_parents.ts';
import type { StreamReading } from './partition_reader.ts';
import { openPartitions, type PartitionRead, partitionReads } from './partition_reads.ts';
import type { Pass } from './pass.ts';
import { RecoveringReader } from './recovering_reader.ts';
import { VisitPlanner } from './visits.ts';

/** Up to this many missing parts are named; the rest are counted. */
const MOST_NAMED = 5;

/**
 * Reads one stream and writes it page by page, each in one piece; the state follows the records it covers. Throws a
 * ConnectorError if something is missing in the end; a partition that cannot be read delays no other.
 */
export async function readStream(reading: StreamReading): Promise<void> {
  const { stream, cursor, open, out, inFull } = reading;
  const { counts } = reading.builder;
  const missing: string[] = [];
  const planner = stream.parent && new VisitPlanner(stream, stream.parent, open, out);
  for (const { pass, complete } of cursor.passes()) {
    const before = missing.length + counts.withoutKey;
    // After completing the pass of an earlier sync comes another one, which reads the list of parents from its
    // beginning.
    const plan = await planner?.plan(pass.window, cursor.turn, pass.isBegun ? undefined : inFull);
    await readPass(reading, pass, missing, plan?.visits);
    if (missing.length + counts.withoutKey === before) complete(plan?.turn);
  }
  await out.state(stream.name, cursor.state);
  const { withoutKey } = counts;
  if (withoutKey > 0) missing.push(`${counted(withoutKey, 'row')} that came without "${stream.primaryKey}"`);
  if (missing.length > 0) {
    const failureType = withoutKey > 0 ? 'system_error' : 'transient_error';
    throw new ConnectorError(
      failureType,
      `${stream.name}: everything was read but ${andMore(missing, MOST_NAMED)}. The next sync tries again.`,
    );
  }
}

/** Reads all partitions of a pass, and what depends on having read all of them. */
async function readPass(reading: StreamReading, pass: Pass, missing: string[], visits?: Visits): Promise<void> {
  const { stream, api, out, abort } = reading;
  const gone = new GoneParents(stream);
  const reader = new RecoveringReader(reading, pass, gone, missing);
  const isResumed = pass.isBegun;
  const readsOf = (doubtful: boolean) => partitionsToRead(reading, pass, visits, doubtful);
  try {
    await reader.readAll(readsOf(false));
    const mayHaveRows = doubtOf(reading, pass);
    if (mayHaveRows && (reader.partitions.hasRows || isResumed || (await mayHaveRows(api))))
      await reader.readAll(readsOf(true));
    if (pass.window.since !== undefined) {
      for (const { rows } of stream.partitioning?.closing?.() ?? [])
        await reader.partitions.write(rows, stream.whole());
    }
    await gone.judge(api).catch((error) => {
      pass.rewind(gone.before);
      throw error;
    });
  } catch (error) {
    throw toConnectorError(abort.signal.aborted ? abort.signal.reason : error, stream);
  }
  if (gone.unforeseen > 0)
    await out.log(
      'WARN',
      `${stream.name}: ${counted(gone.unforeseen, 'parent')} ${gone.unforeseen === 1 ? 'was gone when its' : 'were gone when their'} records were requested.`,
    );
}

/** The reads of a pass: either the doubtful ones or the others. */
async function* partitionsToRead(
  { stream, api, listParents, out }: StreamReading,
  pass: Pass,
  visits: Visits | undefined,
  doubtful: boolean,
): AsyncGenerator<PartitionRead> {
  const { progress } = out;
  const onVisit = progress && ((visited: Visited) => progress.visited(stream.name, visited));
  for await (const read of partitionReads(stream, pass, { api, listParents, visits, onVisit }))
    if ((read.partition.doubtful !== undefined) === doubtful) yield read;
}

/** How to find out whether doubtful partitions may have rows; undefined if none is left. */
function doubtOf({ stream }: StreamReading, pass: Pass): Partition['doubtful'] {
  if (stream.parent) return undefined;
  return openPartitions(stream, pass).find(({ doubtful }) => doubtful)?.doubtful;
}
