import {
  accountColumns,
  accountReports,
  availableStreams,
  fixedSchema,
  type OfferedReport,
} from '../account/available.ts';
import { changeColumns, cursorOf } from '../account/change_columns.ts';
import { withColumns, withFields } from '../account/columns.ts';
import type { CatalogEntry } from '../airbyte/protocol.ts';
import type { JsonSchema } from '../json_schema.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import { toConnectorError } from '../streams/failure.ts';
import type { Stream } from '../streams/stream.ts';
import type { Command } from './command.ts';
import { loadConfig, withContext } from './context.ts';

export const discover: Command = async (out, flags, signal) => {
  await withContext(loadConfig(flags.config, out), { out, signal }, async (context) => {
    const { config, api, warn } = context;
    const offered = availableStreams(config);
    const privacy = await context.openPrivacy(offered.map(({ name }) => name));
    const entries: CatalogEntry[] = [];
    const reportEntry = async ({ stream, schema, columns }: OfferedReport) => {
      const own = privacy.of(stream, schema);
      own?.declare(columns);
      // Making the schema counts what is withheld.
      const entry = catalogEntry(stream, own?.schema ?? schema);
      if (own && own.withheld > 0) await warn(withheldColumns(stream.name, own.withheld));
      return entry;
    };
    for (const stream of offered) {
      try {
        const columns = await accountColumns(stream, api, warn, true);
        const fixed = fixedSchema(stream);
        const schema = stream.attributes.columns ? withColumns(fixed, columns) : fixed;
        entries.push(catalogEntry(stream, privacy.of(stream, schema)?.schema ?? schema, config.deletions.mark));
        if (stream.name !== 'reports') continue;
        const reports = await accountReports(api, warn, { named: !privacy.hidesReportNames });
        for (const report of reports) entries.push(await reportEntry(report));
      } catch (error) {
        throw toConnectorError(error, stream);
      }
    }
    await out.print({ type: 'CATALOG', catalog: { streams: entries } });
  });
  return 0;
};

/** `mark`: changes and removals are told, for which there are further columns and a cursor for streams without their own. */
export function catalogEntry(stream: Stream, schema: JsonSchema, mark = false): CatalogEntry {
  const cursor = cursorOf(stream, mark);
  return {
    name: stream.name,
    json_schema: mark ? withFields(schema, changeColumns(stream)) : schema,
    supported_sync_modes: cursor === undefined ? ['full_refresh'] : ['full_refresh', 'incremental'],
    ...(cursor !== undefined && {
      source_defined_cursor: true,
      default_cursor_field: [cursor],
    }),
    source_defined_primary_key: [[stream.primaryKey]],
    is_resumable: true,
  };
}
