import { onTestFinished } from 'vitest';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { StreamState } from '../src/airbyte/protocol.ts';
import { Digests } from '../src/kept/digests.ts';
import { isObject } from '../src/row.ts';
import { parseKept } from '../src/sync/tracking/kept_text.ts';
import { discover, everything, type OfferedStream, startRewriter } from './all_streams.ts';
import { connector, file, type Json, type Run, type RunOptions } from './connector.ts';

/** Lists for which every sync keeps the key and a digest of each row. */
export const LISTS = [
  ...['absence_types', 'projects', 'org_units', 'workplaces', 'cost_centers', 'legal_entities', 'jobs'],
  ...['salary_bands', 'webhooks', 'recruiting_categories'],
] as const;
/** The same, read parent by parent. */
export const OF_PARENTS = ['project_members', 'absence_entitlements', 'profile_pictures'] as const;
/** Streams that can be read incrementally only with marking. */
export const OBSERVED: readonly string[] = [...LISTS, ...OF_PARENTS];
/** Streams whose records say when they were seen. */
export const SEEN: readonly string[] = [...OBSERVED, 'compensations'];

export const MARKED = { deletions: { mark: true } };

/** Replaces the rows of a response, by the requested path. */
export type Edit = (rows: Json[], path: string) => Json[];

interface SyncOptions extends RunOptions {
  readonly streams?: readonly string[];
  readonly config?: Json;
  readonly state?: string | undefined;
  readonly mode?: 'full_refresh' | 'incremental';
  /** What the configured catalog has of a stream besides its name and mode; without it, everything offered. */
  readonly configured?: (stream: OfferedStream) => object;
}

/** An account whose responses can be changed on their way, and a connector that reports changes. */
export class ObservedAccount {
  readonly sandbox: Sandbox;
  readonly config: Json;
  readonly offered: readonly OfferedStream[];
  readonly #way: Way;

  private constructor(sandbox: Sandbox, config: Json, offered: readonly OfferedStream[], way: Way) {
    this.sandbox = sandbox;
    this.config = config;
    this.offered = offered;
    this.#way = way;
  }

  static async open(options: GivenOptions = {}): Promise<ObservedAccount> {
    const few = { persons: 24, seed: 5, absences: 0.2, attendances: 0, compensated: 1, applications: 0.1 };
    const sandbox = await startSandbox({ ...few, limits: { on: false }, ...options });
    const way: Way = { edit: (rows) => rows, target: (path) => path };
    const rewriter = await startRewriter(sandbox, {
      json: (body, path) => edited(body, (rows) => way.edit(rows, path)),
      target: (path) => way.target(path),
    });
    const account = { config: { ...sandbox.config, api_url: rewriter.url }, url: rewriter.url };
    const config = { ...everything(account), ...MARKED };
    const { streams } = await discover(config);
    const opened = new ObservedAccount(sandbox, config, streams, way);
    opened.close = async () => {
      rewriter.close();
      await sandbox.close();
    };
    return opened;
  }

  close: () => Promise<void> = async () => {};

  /** Until the end of the test, rows are changed on their way. */
  edit(edit: Edit): void {
    this.#way.edit = edit;
    onTestFinished(() => {
      this.#way.edit = (rows) => rows;
    });
  }

  /** Until the end of the test, other paths are requested. */
  aim(target: (path: string) => string): void {
    this.#way.target = target;
    onTestFinished(() => {
      this.#way.target = (path) => path;
    });
  }

  sync({
    streams = OBSERVED,
    config = {},
    state,
    mode = 'incremental',
    configured,
    ...options
  }: SyncOptions = {}): Promise<Run> {
    const catalog = {
      streams: this.offered
        .filter(({ name }) => streams.includes(name))
        .map((stream) => ({
          stream,
          sync_mode: mode,
          destination_sync_mode: 'append_dedup',
          cursor_field: stream.default_cursor_field,
          primary_key: stream.source_defined_primary_key,
          ...configured?.(stream),
        })),
    };
    const settings = file('config.json', { ...this.config, ...config });
    const args = ['read', '--config', settings, '--catalog', file('catalog.json', catalog)];
    return connector(state === undefined ? args : [...args, '--state', file('state.json', state)], options);
  }
}

interface Way {
  edit: (rows: Json[], path: string) => Json[];
  target: (path: string) => string;
}

/** The body of a response of either version, with other rows. */
function edited(body: unknown, edit: (rows: Json[]) => Json[]): unknown {
  const member = isObject(body) ? ['_data', 'data'].find((name) => Array.isArray(body[name])) : undefined;
  return member === undefined ? body : { ...(body as Json), [member]: edit((body as Json)[member] as Json[]) };
}

/** The number of records written per stream; nothing if there are none. */
export function counts(run: Run, streams: readonly string[] = SEEN): Record<string, number> {
  return Object.fromEntries(
    streams.map((name) => [name, run.records(name).length] as const).filter(([, count]) => count > 0),
  );
}

/** The last state of a stream. */
export const stateOf = (run: Run, stream: string): StreamState => run.states(stream).at(-1)?.state ?? {};

export const observedAt = (run: Run, stream: string): string => String(stateOf(run, stream).observed_at);

/** The keys for which a stream keeps something. */
export function keptKeys(run: Run, stream: string): string[] {
  const kept = parseKept(stateOf(run, stream).kept);
  return [...(Digests.parse(kept?.body ?? '')?.keys() ?? [])].sort();
}

/** The state file with other members in the state of each stream. */
export function withState(text: string, change: (state: StreamState, stream: string) => StreamState): string {
  const messages = JSON.parse(text) as StateMessage[];
  return JSON.stringify(
    messages.map(({ stream, ...message }) => ({
      ...message,
      stream: { ...stream, stream_state: change(stream.stream_state, stream.stream_descriptor.name) },
    })),
  );
}

interface StateMessage {
  readonly stream: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: StreamState };
}
