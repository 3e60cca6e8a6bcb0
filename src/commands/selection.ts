import { isReport, suggestedStreams } from '../account/available.ts';
import { type ConfiguredStream, parseCatalog } from '../airbyte/catalog.ts';
import { parseCatalogFile } from '../airbyte/catalog_file.ts';
import { configuredEntry } from '../airbyte/configured_entry.ts';
import { ConnectorError } from '../errors.ts';
import { readText } from '../files.ts';
import { nearest } from '../nearest.ts';
import { listed } from '../printable.ts';
import { sharedReports } from '../records/prepare.ts';
import { allStreams } from '../streams/index.ts';
import type { Stream } from '../streams/stream.ts';
import { missingRights, readableStreams } from './access/readable.ts';
import type { Context } from './context.ts';
import { catalogEntry } from './entries.ts';

/** The names in `--streams`; undefined without the flag. Names of reports are not checked: only Personio knows them. */
export function namesIn(streams: string | undefined): string[] | undefined {
  if (streams === undefined) return undefined;
  const names = separated(streams);
  if (names.length === 0) throw new ConnectorError('config_error', '--streams names no stream.');
  const unknown = names.find((name) => !mayExist(name));
  if (unknown !== undefined) throw noSuchStream(unknown);
  return names;
}

/** The names in a comma-separated list, without duplicates. */
export const separated = (list: string): string[] =>
  [...new Set(list.split(',').map((name) => name.trim()))].filter((name) => name !== '');

/** True for a stream of every account, and for any report. */
export const mayExist = (name: string): boolean => isReport(name) || allStreams().some((each) => each.name === name);

/** The message does not repeat the input, which may be anything. */
export function noSuchStream(typed: string): ConnectorError {
  const names = allStreams().map(({ name }) => name);
  const hint = nearest(typed, names) ?? `one of ${names.join(', ')}, or a report_… that discover shows`;
  return new ConnectorError('config_error', `There is no such stream: use ${hint}.`);
}

/** The streams of a catalog file, or those of them that `--streams` names. */
export function loadCatalog(path: string, streams?: string): ConfiguredStream[] {
  const configured = parseCatalogFile(readText(path, 'catalog'), path);
  const names = namesIn(streams);
  if (names === undefined) return configured;
  const selected = configured.map(({ name }) => name);
  const missing = names.find((name) => !selected.includes(name));
  if (missing === undefined) return configured.filter(({ name }) => names.includes(name));
  const hint = nearest(missing, selected) ?? `one of its streams (${listed(selected) || 'none'})`;
  throw new ConnectorError(
    'config_error',
    `--streams names a stream that the catalog file does not select: use ${hint}.`,
  );
}

/** The streams of these names or, without names, the suggested ones that the credential can read. */
export async function chooseStreams(context: Context, names: readonly string[] | undefined): Promise<Stream[]> {
  if (names) return await findNamed(names, context);
  const { readable, refused } = await readableStreams(suggestedStreams(), context);
  if (readable.length === 0) throw new ConnectorError('config_error', missingRights(refused));
  if (refused.length > 0) await context.warn(`${missingRights(refused)} These streams are left out.`);
  return [...readable];
}

async function findNamed(names: readonly string[], { streams, api }: Context): Promise<Stream[]> {
  const reports = names.some(isReport) ? await sharedReports(api) : [];
  return names.map((name) => {
    const found = [...streams, ...reports].find((each) => each.name === name);
    if (found) return found;
    const shared = reports.map((report) => report.name);
    const hint = nearest(name, shared) ?? `one of those that it sees (${listed(shared) || 'none'})`;
    throw new ConnectorError(
      'config_error',
      `--streams names a report that the API credential does not see: use ${hint}.`,
    );
  });
}

/** The streams as a catalog that selects every column would configure them. */
export const asConfigured = (streams: readonly Stream[], { config }: Context): ConfiguredStream[] =>
  parseCatalog(
    { streams: streams.map((stream) => configuredEntry(catalogEntry(stream, {}, config.deletions.mark))) },
    '',
  );
