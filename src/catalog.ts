import { ConnectorError } from './errors.ts';
import type { JsonSchema, SyncMode } from './protocol.ts';
import { isObject } from './read/row.ts';

/** One stream of the configured catalog, as far as a source needs it. */
export interface ConfiguredStream {
  readonly name: string;
  /** Whatever stands under `sync_mode`: a mode that does not exist fails its stream only. */
  readonly syncMode: SyncMode | undefined;
  /** Fields that the user selected; without properties all are. */
  readonly schema: JsonSchema;
}

/**
 * Reads a configured catalog as any known runner writes it: only names, sync modes and selected fields count, the rest
 * may be null, shortened or foreign. A stream that is named twice counts once.
 */
export function parseCatalog(input: unknown, path: string): ConfiguredStream[] {
  const streams = isObject(input) ? input.streams : undefined;
  if (!Array.isArray(streams)) {
    throw new ConnectorError(
      'config_error',
      `The catalog file ${path} is not a configured catalog: it has no list of streams.`,
    );
  }
  const configured = new Map<string, ConfiguredStream>();
  for (const entry of streams) {
    const stream = isObject(entry) ? entry.stream : undefined;
    if (!isObject(entry) || !isObject(stream) || typeof stream.name !== 'string') {
      throw new ConnectorError(
        'config_error',
        `The catalog file ${path} is not a configured catalog: each entry needs { "stream": { "name": … }, "sync_mode": … }.`,
      );
    }
    if (configured.has(stream.name)) continue;
    configured.set(stream.name, {
      name: stream.name,
      syncMode: syncMode(entry.sync_mode ?? 'full_refresh'),
      schema: isObject(stream.json_schema) ? (stream.json_schema as JsonSchema) : {},
    });
  }
  return [...configured.values()];
}

function syncMode(value: unknown): SyncMode | undefined {
  return value === 'full_refresh' || value === 'incremental' ? value : undefined;
}
