import type { Sandbox } from '../sandbox/server.ts';
import { type AnyMessage, connector, file, type Json, type Run, type RunOptions } from './connector.ts';

/** What a user sets who wants everything that there is. */
export const everything = (sandbox: Sandbox): Json => ({
  ...sandbox.config,
  company_subdomain: 'sandbox',
  jobs_url: sandbox.url,
  extra_streams: ['legacy', 'per_person', 'recruiting', 'webhooks'],
  // What changed in the second of a sync is asked for again by the next one; what changed before is not.
  lookback_days: 0,
});

export interface OfferedStream {
  readonly name: string;
  readonly json_schema: Json & { readonly properties: Readonly<Record<string, Json>> };
  readonly supported_sync_modes: readonly string[];
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key: readonly [readonly [string]];
}

export async function discover(config: object, options: RunOptions = {}): Promise<{ run: Run; streams: OfferedStream[] }> {
  const run = await connector(['discover', '--config', file('config.json', config)], options);
  const found = run.messages.find((message: AnyMessage) => message.type === 'CATALOG') as
    | { catalog: { streams: OfferedStream[] } }
    | undefined;
  return { run, streams: found?.catalog.streams ?? [] };
}

/** Reads these streams as they were offered: everything is selected, and read by changes where that can be. */
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

/** The records of a run by stream, in one walk through its messages. */
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
