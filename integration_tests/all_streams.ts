import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../sandbox/server.ts';
import { parseJson } from '../src/json.ts';
import { type AnyMessage, connector, file, type Json, type Run, type RunOptions } from './connector.ts';

/** The settings of a user who wants everything. */
export const everything = (sandbox: Pick<Sandbox, 'config' | 'url'>): Json => ({
  ...sandbox.config,
  company_subdomain: 'sandbox',
  jobs_url: sandbox.url,
  extra_streams: ['legacy', 'per_person', 'recruiting', 'webhooks'],
  // Changes in the second of a sync are requested again by the next one; earlier changes are not.
  lookback_days: 0,
});

export interface OfferedStream {
  readonly name: string;
  readonly json_schema: Json & { readonly properties: Readonly<Record<string, Json>> };
  readonly supported_sync_modes: readonly string[];
  readonly default_cursor_field?: readonly string[];
  readonly is_resumable: boolean;
  readonly source_defined_primary_key: readonly [readonly [string]];
}

export async function discover(
  config: object,
  options: RunOptions = {},
): Promise<{ run: Run; streams: OfferedStream[] }> {
  const run = await connector(['discover', '--config', file('config.json', config)], options);
  const found = run.messages.find((message: AnyMessage) => message.type === 'CATALOG') as
    | { catalog: { streams: OfferedStream[] } }
    | undefined;
  return { run, streams: found?.catalog.streams ?? [] };
}

/** Reads these streams as offered: everything selected, and incrementally where possible. */
export function readOffered(
  config: object,
  streams: readonly OfferedStream[],
  state?: string,
  options: RunOptions = {},
): Promise<Run> {
  const catalog = {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: stream.supported_sync_modes.at(-1),
      destination_sync_mode: 'append_dedup',
      primary_key: stream.source_defined_primary_key,
    })),
  };
  const args = ['read', '--config', file('config.json', config), '--catalog', file('catalog.json', catalog)];
  return connector(state === undefined ? args : [...args, '--state', file('state.json', state)], options);
}

/** The records of a run by stream, in one pass through its messages. */
export function recordsOf(run: Run): Map<string, Json[]> {
  const records = new Map<string, Json[]>();
  for (const message of run.messages) {
    if (message.type !== 'RECORD') continue;
    const { stream, data } = message.record;
    const held = records.get(stream) ?? [];
    held.push(data);
    records.set(stream, held);
  }
  return records;
}

export const keyOf = ({ source_defined_primary_key: [[key]] }: OfferedStream): string => key;

/** The keys of each stream's records, sorted. */
export function keysOf(run: Run, streams: readonly OfferedStream[]): Map<string, string[]> {
  const records = recordsOf(run);
  return new Map(
    streams.map((stream) => [
      stream.name,
      (records.get(stream.name) ?? []).map((record) => String(record[keyOf(stream)])).sort(),
    ]),
  );
}

/** Each stream whose keys differ from the sandbox's, and how; reports have no keys: only their number counts. */
export function differences(run: Run, streams: readonly OfferedStream[], sandbox: Sandbox): string[] {
  const found = keysOf(run, streams);
  const truth = sandbox.truth({ streams: streams.map(({ name }) => name) });
  return streams.flatMap(({ name }) => {
    const keys = found.get(name) ?? [];
    const { ids = [], count = -1 } = truth[name] ?? {};
    if (ids.length < count) {
      if (keys.length === count && new Set(keys).size === count) return [];
      return [`${name}: ${keys.length} records with ${new Set(keys).size} keys instead of ${count}`];
    }
    const [read, held] = [new Set(keys), new Set(ids)];
    if (keys.length === ids.length && read.symmetricDifference(held).size === 0) return [];
    const [missing = '-'] = held.difference(read);
    const [invented = '-'] = read.difference(held);
    return [`${name}: ${keys.length} records instead of ${ids.length}; missing: ${missing}; invented: ${invented}`];
  });
}

/** Changes between the connector and the sandbox. */
export interface Rewriting {
  /** Path and query on their way to the sandbox. */
  readonly target?: (target: string) => string;
  /** JSON on its way back, by the requested path. */
  readonly json?: (body: unknown, path: string) => unknown;
  readonly xml?: (text: string) => string;
  /** How long the response is held back. */
  readonly delayMs?: (path: string) => number;
}

/**
 * A proxy between the connector and a sandbox. Links lead to it, too: the sandbox makes them from the address of the
 * request.
 */
export async function startRewriter(sandbox: Sandbox, { target, json, xml, delayMs }: Rewriting) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '/';
    const late = delayMs?.(path) ?? 0;
    const headers = { ...request.headers, 'accept-encoding': 'identity' };
    const onward = forward(
      new URL(target?.(path) ?? path, sandbox.url),
      { method: request.method, headers },
      async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part as Buffer);
        await sleep(late);
        const type = answer.headers['content-type'] ?? '';
        let body = Buffer.concat(parts);
        if (type.includes('json') && json && answer.statusCode === 200)
          body = Buffer.from(JSON.stringify(json(parseJson(body.toString()), path)));
        if (type.includes('xml') && xml) body = Buffer.from(xml(body.toString()));
        const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, { ...rest, 'content-length': body.length }).end(body);
      },
    );
    onward.on('error', () => response.destroy());
    onward.end(Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
