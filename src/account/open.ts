import { ConnectorError } from '../errors.ts';
import type { JsonSchema } from '../protocol.ts';
import { explain } from '../read/explain.ts';
import { Recorder } from '../read/recorder.ts';
import { Reports } from '../streams/reports.ts';
import type { Api, Stream } from '../streams/stream.ts';
import type { Day } from '../times.ts';
import { AttributeColumns, chosenColumns, withColumns } from './attributes.ts';
import type { Tell } from './explore.ts';
import { accountColumns, fixedSchema, isReport } from './offer.ts';
import { FIXED, findReports, ReportRows } from './reports.ts';

/** The stream of that name: of every account, or a report that is shared now. Throws a config_error where there is none. */
export async function findStream(name: string, streams: readonly Stream[], api: Api): Promise<Stream> {
  const stream = streams.find((each) => each.name === name) ?? (await findReport(name, api));
  if (stream) return stream;
  throw new ConnectorError(
    'config_error',
    `${name}: there is no such stream. Refresh the source's schema, or take it out of the selection.`,
  );
}

async function findReport(name: string, api: Api): Promise<Stream | undefined> {
  if (!isReport(name)) return undefined;
  try {
    return (await findReports(api)).find((report) => report.name === name);
  } catch (error) {
    throw explain(error, new Reports());
  }
}

/**
 * What turns the stream's rows into records. The account's own columns are those of the configured schema, so that what
 * changed since discover cannot fail a sync; where everything is selected without a schema, they are asked for again.
 */
export async function openRecorder(
  stream: Stream,
  configured: JsonSchema,
  api: Api,
  { startDate, tell }: { readonly startDate: Day | undefined; readonly tell: Tell },
): Promise<Recorder> {
  const isReportRows = stream instanceof ReportRows;
  const fixed = isReportRows ? FIXED : fixedSchema(stream);
  if (!isReportRows && stream.attributes === undefined) return new Recorder(stream, fixed, configured, { startDate });
  if (Object.keys(configured.properties ?? {}).length === 0) {
    const columns = isReportRows ? await stream.columns(api) : await accountColumns(stream, api, tell);
    const attributes = new AttributeColumns(columns, undefined);
    return new Recorder(stream, withColumns(fixed, columns), configured, { startDate, attributes });
  }
  const { columns, all } = chosenColumns(configured, fixed);
  const selected = all || Object.keys(columns).length === 0 ? undefined : new Set(Object.keys(columns));
  // What has no column may be what was not selected: then it does not leave.
  const known = all ? undefined : new Set(Object.keys(fixed.properties ?? {}));
  const attributes = new AttributeColumns(columns, selected, known);
  return new Recorder(stream, withColumns(fixed, columns), configured, { startDate, attributes });
}
