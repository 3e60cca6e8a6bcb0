import { isReport } from '../account/available.ts';
import { readColumns } from '../account/change_columns.ts';
import { requestedAttributes } from '../account/requested_attributes.ts';
import { parseCatalog } from '../airbyte/catalog.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../files.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import type { RecordBuilder } from '../records/builder.ts';
import { lookUpStream, prepareStream } from '../records/prepare.ts';
import type { Row } from '../row.ts';
import { toConnectorError } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import type { SyncWindow } from '../streams/partition.ts';
import { partitionsOf } from '../streams/partitions/changes.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { learnForm } from '../sync/account_form.ts';
import { decide } from '../sync/decide.ts';
import { GoneParents } from '../sync/gone_parents.ts';
import { type PartitionRead, partitionReads } from '../sync/partition_reads.ts';
import { Pass } from '../sync/pass.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { table } from './table.ts';

const MOST_RECORDS = 1000;
const USUAL_WIDTH = 120;

/** Prints the first records of a stream as a table, for people: as they would leave in a read, after selection. */
export const preview: Command = async (
  out,
  { config: path, catalog, stream: name = 'persons', limit = '10' },
  signal,
) => {
  const config = loadConfig(path, out);
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1 || most > MOST_RECORDS)
    throw new ConnectorError('config_error', `--limit must be a whole number from 1 to ${MOST_RECORDS}.`);
  if (!isReport(name) && !allStreams().some((each) => each.name === name)) throw noSuchStream();
  const schema = catalog === '' ? {} : selectionOf(name, catalog);
  await withContext(config, { out, signal }, async ({ api, streams, window, warn, openPrivacy }) => {
    const stream = await lookUpStream(name, streams, api);
    if (!stream) throw noSuchStream();
    const added = readColumns(stream, { schema }, false);
    const options = { startDate: config.start_date, privacy: await openPrivacy([name]), warn, added };
    try {
      const { builder, attributes } = await prepareStream(stream, schema, api, options);
      await learnForm(stream, builder, api);
      const rows = await firstRecords(stream, builder, requestedAttributes(api, stream, attributes), window, most);
      if (builder.counts.withheld > 0) await warn(withheldColumns(name, builder.counts.withheld));
      if (rows.length === 0) await out.sink.write(`${name}: there are no records.\n`);
      else await out.sink.write(table(rows, builder.columns, stream.primaryKey, process.stdout.columns || USUAL_WIDTH));
    } catch (error) {
      throw toConnectorError(error, stream);
    }
  });
  return 0;
};

/** Without the name that was given: it may be anything. */
function noSuchStream(): ConnectorError {
  const names = allStreams()
    .map((each) => each.name)
    .join(', ');
  return new ConnectorError(
    'config_error',
    `There is no such stream: use one of ${names}, or a report_… that discover shows.`,
  );
}

/** What the configured catalog selects of a stream. */
function selectionOf(name: string, path: string): JsonSchema {
  const configured = parseCatalog(readJson(path, 'catalog'), path);
  const found = configured.find((each) => each.name === name);
  if (found) return found.schema;
  const names = configured.map((each) => each.name).join(', ') || 'none';
  throw new ConnectorError(
    'config_error',
    `The catalog ${path} does not select ${isReport(name) ? 'this report' : name}; it selects ${names}.`,
  );
}

async function firstRecords(
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
