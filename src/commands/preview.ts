import { isReport } from '../account/available.ts';
import { readColumns } from '../account/change_columns.ts';
import { requestedAttributes } from '../account/requested_attributes.ts';
import type { ConfiguredStream } from '../airbyte/catalog.ts';
import { ConnectorError } from '../errors.ts';
import type { JsonSchema } from '../json_schema.ts';
import { nearest } from '../nearest.ts';
import { wrapped } from '../printable.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import { lookUpStream, prepareStream } from '../records/prepare.ts';
import type { Row } from '../row.ts';
import { toConnectorError } from '../streams/failure.ts';
import type { Stream } from '../streams/stream.ts';
import { learnForm } from '../sync/account_form.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';
import { firstReadable } from './first_readable.ts';
import { firstRecords } from './first_records.ts';
import { previewColumns, tableColumn } from './preview_columns.ts';
import { loadCatalog, mayExist, noSuchStream, separated } from './selection.ts';
import { table } from './table.ts';

const MOST_RECORDS = 1000;
/** The width when stdout is not a terminal. */
const USUAL_WIDTH = 80;

/** Shows the first records of a stream to people, as a read would write them: a table, or JSON with `--json`. */
export const preview: Command = async (
  out,
  { config: path, catalog, stream: named, limit = '10', columns: columnList, json },
  signal,
) => {
  const config = loadConfig(path, out);
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1 || most > MOST_RECORDS)
    throw new ConnectorError('config_error', `--limit must be a whole number from 1 to ${MOST_RECORDS}.`);
  if (named !== undefined && !mayExist(named)) throw noSuchStream(named);
  const selection = catalog === '' ? undefined : loadCatalog(catalog);
  const schemaOf = (name: string) => (selection ? selected(name, selection, catalog) : {});
  if (named !== undefined) schemaOf(named);
  await withContext(config, { out, signal }, async (context) => {
    const { api, streams, window, warn, openPrivacy } = context;
    const stream =
      named === undefined ? await firstReadable(context, selection) : await lookUpStream(named, streams, api);
    if (!stream) throw noSuchStream(named ?? '');
    const { name } = stream;
    const schema = schemaOf(name);
    const added = readColumns(stream, { schema }, false);
    const options = { startDate: config.start_date, privacy: await openPrivacy([name]), warn, added };
    try {
      const { builder, offered, attributes } = await prepareStream(stream, schema, api, options);
      const chosen = columnList === undefined ? undefined : chosenColumns(stream, builder.columns, columnList);
      await learnForm(stream, builder, api);
      const rows = await firstRecords(stream, builder, requestedAttributes(api, stream, attributes), window, most);
      if (builder.counts.withheld > 0) await warn(withheldColumns(name, builder.counts.withheld));
      if (json) await out.sink.write(rows.map((row) => jsonLine(row, stream, chosen ?? builder.columns)));
      else if (rows.length === 0) await out.sink.write(`${name}: there are no records.\n`);
      else await out.sink.write(tableText(rows, stream, offered, { all: builder.columns, chosen }));
    } catch (error) {
      throw toConnectorError(error, stream);
    }
  });
  return 0;
};

/** The part of a stream that the configured catalog selects. */
function selected(name: string, configured: readonly ConfiguredStream[], path: string): JsonSchema {
  const found = configured.find((each) => each.name === name);
  if (found) return found.schema;
  const names = configured.map((each) => each.name).join(', ') || 'none';
  throw new ConnectorError(
    'config_error',
    `The catalog ${path} does not select ${isReport(name) ? 'this report' : name}; it selects ${names}.`,
  );
}

/** The columns that `--columns` names. The message does not repeat the input, which may be anything. */
function chosenColumns({ name: stream }: Stream, names: readonly string[], list: string): string[] {
  const wanted = separated(list);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined && wanted.length > 0) return wanted;
  const meant = nearest(unknown ?? '', names);
  const hint = meant === undefined ? `it has ${names.join(', ')}` : `use ${meant}`;
  throw new ConnectorError('config_error', `--columns names a column that ${stream} does not have: ${hint}.`);
}

/** Every line has all columns, starting with the key. */
function jsonLine(row: Row, { primaryKey }: Stream, columns: readonly string[]): string {
  return `${JSON.stringify(Object.fromEntries([primaryKey, ...columns].map((name) => [name, row[name] ?? null])))}\n`;
}

interface Columns {
  readonly all: readonly string[];
  readonly chosen: readonly string[] | undefined;
}

function tableText(rows: readonly Row[], stream: Stream, schema: JsonSchema, { all, chosen }: Columns): string {
  const width = process.stdout.columns ?? USUAL_WIDTH;
  const key = tableColumn(stream, schema, stream.primaryKey);
  if (chosen) {
    // An id that the user names is shown in full.
    const columns = chosen.map((name) => ({ ...tableColumn(stream, schema, name), isId: false }));
    const [chosenKey = key] = columns.filter(({ name }) => name === key.name);
    return table(
      rows,
      chosenKey,
      columns.filter((each) => each !== chosenKey),
      width,
    );
  }
  const { shown, repeated } = previewColumns(stream, schema, all);
  const text = table(rows, key, shown, width);
  if (repeated.length === 0) return text;
  const note = `Left out because other columns show the same: ${repeated.join(', ')}. To show them, use --columns.`;
  return `${text}\n${wrapped(note, width)}\n`;
}
