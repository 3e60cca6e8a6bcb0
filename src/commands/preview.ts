import { narrowed } from '../account/narrow.ts';
import { findStream, openStream } from '../account/open.ts';
import { parseCatalog } from '../catalog.ts';
import type { Command } from '../cli.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../files.ts';
import { ApiError } from '../http/api_error.ts';
import { HttpClient, SILENT } from '../http/client.ts';
import { parseJson } from '../http/json.ts';
import { openPrivacy } from '../privacy/privacy.ts';
import { Pass } from '../read/cursor.ts';
import { explain, explainLogin } from '../read/explain.ts';
import { limitsOf } from '../read/limits.ts';
import { partitions, type Want } from '../read/plan.ts';
import type { Recorder } from '../read/recorder.ts';
import type { Row } from '../read/row.ts';
import { units } from '../read/units.ts';
import { allStreams } from '../streams/index.ts';
import type { Api, Partition, Stream } from '../streams/stream.ts';
import { table } from '../table.ts';
import { toInstant } from '../times.ts';
import { clientOptions, loadConfig } from './connect.ts';

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
  const configured = catalog === '' ? [] : parseCatalog(readJson(catalog, 'catalog'), catalog);
  const client = new HttpClient(clientOptions(config, out), signal);
  try {
    const at = toInstant(
      await client.serverTime().catch((error) => {
        throw explainLogin(error);
      }),
    );
    const api = client.api(SILENT, signal);
    const streams = allStreams();
    const stream = await findStream(name, streams, api);
    const schema = configured.find((each) => each.name === name)?.schema ?? {};
    const tell = (message: string) => out.log('WARN', message);
    const privacy = await openPrivacy(config.privacy, { api, streams, wanted: [name], tell });
    const options = { startDate: config.start_date, privacy, tell };
    const { recorder, attributes } = await openStream(stream, schema, api, options).catch((error) => {
      throw explain(error, stream);
    });
    const want = { ...limitsOf(config, at), at };
    const rows = await firstRecords(stream, recorder, narrowed(api, stream, attributes), want, most);
    if (rows.length === 0) await out.text(`${name}: there are no records.\n`);
    else await out.text(table(rows, recorder.columns, stream.primaryKey, process.stdout.columns ?? USUAL_WIDTH));
    return 0;
  } finally {
    await client.close();
  }
};

async function firstRecords(stream: Stream, recorder: Recorder, api: Api, want: Want, most: number): Promise<Row[]> {
  const rows: Row[] = [];
  const seen = new Map<string, number>();
  for await (const partition of newestFirst(stream, api, want)) {
    try {
      for await (const page of stream.pages(api, partition)) {
        for (const { data } of recorder.records(page.rows, partition, seen)) rows.push(parseJson(data) as Row);
        if (rows.length >= most) return rows.slice(0, most);
      }
    } catch (error) {
      const isGone = stream.parent !== undefined && error instanceof ApiError && error.reason === 'not_found';
      if (!isGone) throw explain(error, stream);
    }
  }
  return rows;
}

async function* newestFirst(stream: Stream, api: Api, want: Want): AsyncGenerator<Partition> {
  if (!stream.parent) yield* partitions(stream, want).reverse();
  else for await (const { partition } of units(stream, new Pass(want), api)) yield partition;
}
