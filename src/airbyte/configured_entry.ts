import type { CatalogEntry } from './protocol.ts';

/** The part of a catalog entry that is needed to configure its stream. */
export type Discovered = Pick<CatalogEntry, 'name' | 'json_schema' | 'default_cursor_field'> &
  Partial<Omit<CatalogEntry, 'is_resumable'>>;

/** The usual entry of a configured catalog for a stream: incremental if the stream has a cursor. */
export function configuredEntry(stream: Discovered): object {
  const { default_cursor_field: cursor, source_defined_primary_key: primary_key } = stream;
  return {
    stream,
    ...(cursor === undefined
      ? { sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' }
      : { sync_mode: 'incremental', destination_sync_mode: 'append_dedup', cursor_field: cursor }),
    primary_key,
  };
}
