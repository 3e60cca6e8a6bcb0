import { withColumns } from '../account/attribute_columns.ts';
import {
  accountColumns,
  accountReports,
  availableStreams,
  fixedSchema,
  type OfferedReport,
} from '../account/available.ts';
import type { CatalogEntry } from '../airbyte/protocol.ts';
import { HttpClient, SILENT } from '../http/client.ts';
import type { JsonSchema } from '../json_schema.ts';
import { openPrivacy } from '../privacy/privacy.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import { toConnectorError, toLoginError } from '../streams/failure.ts';
import { allStreams } from '../streams/index.ts';
import type { Stream } from '../streams/stream.ts';
import type { Command } from './command.ts';
import { clientOptions, loadConfig } from './context.ts';

export const discover: Command = async (out, files, signal) => {
  const config = loadConfig(files.config, out);
  const client = new HttpClient(clientOptions(config, out), signal);
  try {
    await client.serverTime().catch((error) => {
      throw toLoginError(error);
    });
    const api = client.api(SILENT, signal);
    const warn = (message: string) => out.log('WARN', message);
    const entries: CatalogEntry[] = [];
    const offered = availableStreams(config);
    const wanted = offered.map(({ name }) => name);
    const privacy = await openPrivacy(config.privacy, { api, streams: allStreams(), wanted, warn });
    const entry = (stream: Stream, schema: JsonSchema) =>
      catalogEntry(stream, privacy.of(stream, schema)?.schema ?? schema);
    const reportEntry = async ({ stream, schema, columns }: OfferedReport) => {
      const own = privacy.of(stream, schema);
      own?.declare(columns);
      const offered = own?.schema ?? schema;
      if (own && own.withheld > 0) await warn(withheldColumns(stream.name, own.withheld));
      return catalogEntry(stream, offered);
    };
    for (const stream of offered) {
      const columns = await accountColumns(stream, api, warn, true).catch((error) => {
        throw toConnectorError(error, stream);
      });
      const fixed = fixedSchema(stream);
      entries.push(entry(stream, stream.attributes ? withColumns(fixed, columns) : fixed));
      if (stream.name === 'reports') {
        const reports = await accountReports(api, warn, { named: !privacy.hidesReportNames }).catch((error) => {
          throw toConnectorError(error, stream);
        });
        for (const report of reports) entries.push(await reportEntry(report));
      }
    }
    await out.answer({ type: 'CATALOG', catalog: { streams: entries } });
    return 0;
  } finally {
    await client.close();
  }
};

export function catalogEntry(stream: Stream, schema: JsonSchema): CatalogEntry {
  return {
    name: stream.name,
    json_schema: schema,
    supported_sync_modes: stream.cursorField === undefined ? ['full_refresh'] : ['full_refresh', 'incremental'],
    ...(stream.cursorField !== undefined && {
      source_defined_cursor: true,
      default_cursor_field: [stream.cursorField],
    }),
    source_defined_primary_key: [[stream.primaryKey]],
    is_resumable: true,
  };
}
