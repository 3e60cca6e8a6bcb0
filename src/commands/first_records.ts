import { parseJson } from '../json.ts';
import type { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import type { SyncWindow } from '../streams/partition.ts';
import { partitionsOf } from '../streams/partitions/changes.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { decide } from '../sync/decide.ts';
import { GoneParents } from '../sync/gone_parents.ts';
import { type PartitionRead, partitionReads } from '../sync/partition_reads.ts';
import { Pass } from '../sync/pass.ts';

/** The first records of a stream, or the newest if it is split by time, with as few requests as possible. */
export async function firstRecords(
  stream: Stream,
  builder: RecordBuilder,
  api: Api,
  window: SyncWindow,
  most: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  const seen = new Map<string, number>();
  const gone = new GoneParents(stream);
  for await (const { partition, mayRefuse = false } of newestFirst(stream, api, window)) {
    if (rows.length === 0 && partition.doubtful && !(await partition.doubtful(api))) break;
    let answered = false;
    try {
      for await (const page of stream.pages(api, partition)) {
        if (!answered) gone.answered(partition);
        answered = true;
        await builder.prepare(page.rows);
        for (const { data } of builder.records(page.rows, partition, seen)) rows.push(parseJson(data) as Row);
        if (rows.length >= most) return rows.slice(0, most);
      }
    } catch (error) {
      const ofParents = stream.parent && 'one';
      const decision = decide(error, { resumed: false, answered, mayRefuse, ofParents });
      if (decision === 'gone') gone.add(error);
      else if (decision !== 'empty') throw error;
    }
  }
  await gone.judge(api);
  return rows;
}

async function* newestFirst(
  stream: Stream,
  api: Api,
  window: SyncWindow,
): AsyncGenerator<Pick<PartitionRead, 'partition' | 'mayRefuse'>> {
  if (stream.parent) yield* partitionReads(stream, new Pass(window), { api });
  else for (const partition of partitionsOf(stream, window).reverse()) yield { partition };
}
