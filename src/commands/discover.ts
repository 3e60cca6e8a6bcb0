import { readAsset } from '../assets.ts';
import type { Command } from '../cli.ts';
import type { CatalogEntry, JsonSchema } from '../protocol.ts';
import { allStreams } from '../streams/index.ts';
import type { Stream } from '../streams/stream.ts';
import { loadConfig } from './connect.ts';

export const discover: Command = async (out, files) => {
  loadConfig(files.config, out);
  await out.answer({ type: 'CATALOG', catalog: { streams: allStreams().map(catalogEntry) } });
  return 0;
};

function catalogEntry(stream: Stream): CatalogEntry {
  return {
    name: stream.name,
    json_schema: readAsset(`schemas/${stream.name}.json`) as JsonSchema,
    supported_sync_modes: stream.cursorField === undefined ? ['full_refresh'] : ['full_refresh', 'incremental'],
    ...(stream.cursorField !== undefined && {
      source_defined_cursor: true,
      default_cursor_field: [stream.cursorField],
    }),
    source_defined_primary_key: [[stream.primaryKey]],
    is_resumable: true,
  };
}
