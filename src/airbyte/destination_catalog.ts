import { ConnectorError } from '../errors.ts';
import { isObject, type Row } from '../row.ts';
import { member } from './catalog.ts';

/** Names a stream as the catalog has it. */
export interface StreamName {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** One stream of the configured catalog, as far as a destination needs it. */
export interface IncomingStream extends StreamName {
  /** As it came, such as `append_dedup`. */
  readonly mode: string | undefined;
  /** The columns of the primary key; a nested one is joined by dots. Empty without one. */
  readonly primaryKey: readonly string[];
  /** The object and the operation that were chosen where the connection was made. */
  readonly objectName: string | undefined;
}

/**
 * Reads a configured catalog as any known runner writes it. Members may be null or missing, or in the spelling of Airbyte's
 * API; generations and unknown members do not count. Throws a config_error if a stream has no name, or has that of another.
 */
export function parseDestinationCatalog(input: unknown, path: string): IncomingStream[] {
  const refuse = (why: string): never => {
    throw new ConnectorError('config_error', `The catalog file ${path} ${why}`);
  };
  const entries = isObject(input) ? input.streams : undefined;
  if (!Array.isArray(entries)) return refuse('is not a configured catalog: it has no list of streams.');
  const streams = entries.map(
    (entry) =>
      incoming(entry) ??
      refuse('is not a configured catalog: each entry needs { "stream": { "name": … }, "destination_sync_mode": … }.'),
  );
  const names = new Set(streams.map(idOf));
  if (names.size < streams.length) refuse('has two streams with the same name and namespace.');
  return streams;
}

/** The same for two streams only if they have the same name and namespace. */
export const idOf = ({ namespace, name }: StreamName): string => JSON.stringify([namespace ?? null, name]);

function incoming(entry: unknown): IncomingStream | undefined {
  const stream = isObject(entry) ? entry.stream : undefined;
  if (!isObject(entry) || !isObject(stream)) return undefined;
  const name = filled(stream, 'name');
  if (name === undefined) return undefined;
  // The API puts into `config` what the protocol has next to the stream.
  const settings = isObject(entry.config) ? { ...entry, ...entry.config } : entry;
  const key = member(settings, 'primary_key');
  return {
    name,
    namespace: filled(stream, 'namespace'),
    mode: filled(settings, 'destination_sync_mode'),
    primaryKey: Array.isArray(key) ? key.map((column) => [column].flat().join('.')).filter(Boolean) : [],
    objectName: filled(settings, 'destination_object_name'),
  };
}

function filled(of: Row, name: string): string | undefined {
  const value = member(of, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
