import { AttributeColumns } from '../account/attribute_columns.ts';
import { accountColumns, fixedSchema, isReport, type Warn } from '../account/available.ts';
import { idInName } from '../account/column_schemas.ts';
import { attributeIdOf, withColumns, withFields } from '../account/columns.ts';
import { chosenColumns, columnsAsConfigured } from '../account/configured_columns.ts';
import { FIXED, type ReportColumn, ReportColumns } from '../account/report_columns.ts';
import { findReports, ReportRows } from '../account/reports.ts';
import { ConnectorError } from '../errors.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { StreamPrivacy } from '../privacy/stream_privacy.ts';
import { toConnectorError } from '../streams/failure.ts';
import { Reports } from '../streams/reports.ts';
import type { Api, Stream } from '../streams/stream.ts';
import type { Day } from '../times.ts';
import { type NoteRow, RecordBuilder } from './builder.ts';
import { ADDITIONAL_FIELDS } from './selection.ts';

/**
 * The stream with that name: one that every account has, or a report that is currently shared. Throws a config_error if
 * there is none.
 */
export async function findStream(name: string, streams: readonly Stream[], api: Api): Promise<Stream> {
  const stream = await lookUpStream(name, streams, api);
  if (stream) return stream;
  throw new ConnectorError(
    'config_error',
    `${name}: there is no such stream. Refresh the source's schema, or take it out of the selection.`,
  );
}

export async function lookUpStream(name: string, streams: readonly Stream[], api: Api): Promise<Stream | undefined> {
  const fixed = streams.find((each) => each.name === name);
  if (fixed || !isReport(name)) return fixed;
  return (await sharedReports(api)).find((report) => report.name === name);
}

/** The streams of the reports that are shared with the API. Throws a ConnectorError if they cannot be listed. */
export async function sharedReports(api: Api): Promise<ReportRows[]> {
  try {
    return await findReports(api);
  } catch (error) {
    throw toConnectorError(error, new Reports());
  }
}

interface PrepareOptions {
  readonly startDate: Day | undefined;
  readonly privacy: Privacy;
  readonly warn: Warn;
  /** Columns that the connector fills itself. */
  readonly added?: Readonly<Record<string, JsonSchema>>;
  /** What to note for each row. */
  readonly note?: NoteRow | undefined;
}

/** Turns the stream's rows into records. Also names the attributes to request: all if absent. */
interface PreparedStream {
  readonly builder: RecordBuilder;
  /** The schema of the records, before the selection. */
  readonly offered: JsonSchema;
  readonly attributes?: readonly string[];
}

/**
 * Prepares a stream for reading. The account's own columns are those of the configured schema, so that changes since
 * discover cannot fail a sync. If everything is selected without a schema, they are requested again.
 */
export async function prepareStream(
  stream: Stream,
  configured: JsonSchema,
  api: Api,
  { startDate, privacy, warn, added = {}, note }: PrepareOptions,
): Promise<PreparedStream> {
  const own = await columnsOf(stream, configured, api, warn, added);
  const { schema, columns, selected, known } = own;
  const ownPrivacy = privacy.of(stream, schema);
  const placed = stream instanceof ReportRows ? await withPlaces(stream, own, api, ownPrivacy) : stream;
  const shown = ownPrivacy?.schema ?? schema;
  const typed = columnsAsConfigured(configured, schema, shown);
  const sent = withTypes(schema, typed);
  // Rules do not apply to the connector's own columns.
  const offered = withFields(withTypes(shown, typed), added);
  const attributes = columns && new AttributeColumns(columns, selected, known);
  const options = { startDate, sent, attributes, privacy: ownPrivacy, note };
  const builder = new RecordBuilder(placed, offered, configured, options);
  const all = Object.keys(schema.properties ?? {});
  if (stream.attributes.parameter === undefined || builder.columns.length === all.length) return { builder, offered };
  return { builder, offered, attributes: attributesOf(stream, builder.columns, columns) };
}

/** A report whose rows become records with these columns. Each response decides how they are treated. */
async function withPlaces(
  report: ReportRows,
  { columns, declared }: OwnColumns,
  api: Api,
  ownPrivacy: StreamPrivacy | undefined,
): Promise<ReportRows> {
  const places = new ReportColumns(columns, (now) => ownPrivacy?.declare(now));
  // A hashed column must be known before its first value, because a hash is text.
  if (ownPrivacy) places.of(declared ?? (await report.columns(api)));
  return report.with({ columns: places });
}

const withTypes = (schema: JsonSchema, typed: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  ...schema,
  properties: { ...schema.properties, ...typed },
});

interface OwnColumns {
  readonly schema: JsonSchema;
  readonly columns?: Readonly<Record<string, JsonSchema>>;
  readonly selected?: ReadonlySet<string> | undefined;
  readonly known?: ReadonlySet<string> | undefined;
  /** A report's columns, if they were requested. */
  readonly declared?: readonly ReportColumn[];
}

async function columnsOf(
  stream: Stream,
  configured: JsonSchema,
  api: Api,
  warn: Warn,
  added: Readonly<Record<string, JsonSchema>>,
): Promise<OwnColumns> {
  const isReportRows = stream instanceof ReportRows;
  const fixed = isReportRows ? FIXED : fixedSchema(stream);
  if (!isReportRows && stream.attributes.columns === undefined) return { schema: fixed };
  if (Object.keys(configured.properties ?? {}).length === 0) {
    const declared = isReportRows ? await stream.columns(api) : [];
    const columns = isReportRows ? stream.columnSchemas(declared) : await accountColumns(stream, api, warn);
    return { schema: withColumns(fixed, columns), columns, declared };
  }
  const { columns, all } = chosenColumns(configured, withFields(fixed, added));
  return {
    schema: withColumns(fixed, columns),
    columns,
    selected: all || Object.keys(columns).length === 0 ? undefined : new Set(Object.keys(columns)),
    // A value without a column may not be selected, and is then not emitted.
    known: all ? undefined : new Set(Object.keys(fixed.properties ?? {})),
  };
}

/** Personio's names for the values in these columns. */
export function attributesOf(
  { references, primaryKey }: Stream,
  names: readonly string[],
  columns: Readonly<Record<string, JsonSchema>> = {},
): string[] {
  const attributes = names.map((name) => {
    const reference = references.find(({ column, member, key }) => [column, key].includes(name) && column !== member);
    const own = columns[name];
    return own ? (attributeIdOf(own) ?? idInName(name)) : (reference?.member ?? name.replace(/_currency$/, ''));
  });
  return [...new Set(attributes)].filter((name) => name !== primaryKey && name !== ADDITIONAL_FIELDS);
}
