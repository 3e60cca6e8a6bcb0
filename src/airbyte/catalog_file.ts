import { ConnectorError } from '../errors.ts';
import { isObject } from '../row.ts';
import { type ConfiguredStream, parseCatalog } from './catalog.ts';
import { configuredEntry, type Discovered } from './configured_entry.ts';
import { valuesOf } from './json_lines.ts';

/**
 * Reads a catalog file: a configured catalog, or the output of `discover`, with or without its LOG lines, of which every
 * stream is selected. Throws a config_error if the file is neither.
 */
export function parseCatalogFile(text: string, path: string): ConfiguredStream[] {
  const { values, torn } = valuesOf(text);
  const printed = values.findLast((value) => isObject(value) && value.type === 'CATALOG');
  if (isObject(printed)) return parseCatalog(configured(printed.catalog), path);
  if (torn || values.length === 0)
    throw new ConnectorError('config_error', `The catalog file ${path} is not valid JSON.`);
  // Of JSON lines without a catalog, none has a list of streams.
  return parseCatalog(configured(values.at(-1)), path);
}

/** The catalog with each discovered stream as an entry of a configured one. */
function configured(catalog: unknown): unknown {
  if (!isObject(catalog) || !Array.isArray(catalog.streams)) return catalog;
  return {
    ...catalog,
    streams: catalog.streams.map((entry) => (isDiscovered(entry) ? configuredEntry(entry) : entry)),
  };
}

const isDiscovered = (entry: unknown): entry is Discovered =>
  isObject(entry) && entry.stream === undefined && typeof entry.name === 'string';
