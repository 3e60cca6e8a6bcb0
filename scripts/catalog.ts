import type { CatalogEntry } from '../src/airbyte/protocol.ts';

/** A stream of the catalog as people configure it: incremental where possible. */
export function configured(stream: Omit<CatalogEntry, 'is_resumable'>): object {
  const { default_cursor_field: cursor, source_defined_primary_key: primary_key } = stream;
  return {
    stream,
    ...(cursor === undefined
      ? { sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' }
      : { sync_mode: 'incremental', destination_sync_mode: 'append_dedup', cursor_field: cursor }),
    primary_key,
  };
}
