import {
  accountColumns,
  accountReports,
  fixedSchema,
  type OfferedReport,
  offeredReport,
} from '../account/available.ts';
import { changeColumns, cursorOf } from '../account/change_columns.ts';
import { withColumns, withFields } from '../account/columns.ts';
import { ReportRows } from '../account/reports.ts';
import type { CatalogEntry } from '../airbyte/protocol.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { withheldColumns } from '../privacy/stream_privacy.ts';
import { toConnectorError } from '../streams/failure.ts';
import { Reports } from '../streams/reports.ts';
import type { Stream } from '../streams/stream.ts';
import type { Context } from './context.ts';

/** Makes the entries of a catalog, with the account's columns that the privacy settings allow. */
export class Entries {
  readonly #context: Context;
  readonly #privacy: Privacy;

  constructor(context: Context, privacy: Privacy) {
    this.#context = context;
    this.#privacy = privacy;
  }

  async of(stream: Stream): Promise<CatalogEntry> {
    const { api, warn, config } = this.#context;
    try {
      if (stream instanceof ReportRows) return await this.#ofReport(await offeredReport(this.#named(stream), api));
      const columns = await accountColumns(stream, api, warn, true);
      const fixed = fixedSchema(stream);
      const schema = stream.attributes.columns ? withColumns(fixed, columns) : fixed;
      return catalogEntry(stream, this.#privacy.of(stream, schema)?.schema ?? schema, config.deletions.mark);
    } catch (error) {
      throw toConnectorError(error, stream);
    }
  }

  /** The entries of all reports that are shared and can be read. */
  async ofReports(): Promise<CatalogEntry[]> {
    const { api, warn } = this.#context;
    try {
      const entries: CatalogEntry[] = [];
      const reports = await accountReports(api, warn, { named: !this.#privacy.hidesReportNames });
      for (const report of reports) entries.push(await this.#ofReport(report));
      return entries;
    } catch (error) {
      throw toConnectorError(error, new Reports());
    }
  }

  #named(report: ReportRows): ReportRows {
    return this.#privacy.hidesReportNames ? report.with({ title: report.name }) : report;
  }

  async #ofReport({ stream, schema, columns }: OfferedReport): Promise<CatalogEntry> {
    const own = this.#privacy.of(stream, schema);
    own?.declare(columns);
    // Creating the schema counts what is withheld.
    const entry = catalogEntry(stream, own?.schema ?? schema);
    if (own && own.withheld > 0) await this.#context.warn(withheldColumns(stream.name, own.withheld));
    return entry;
  }
}

/** With `mark`, changes and removals are reported, in additional columns; streams without a cursor get one. */
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
