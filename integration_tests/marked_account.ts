import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { connector, file, type Json, type Run, type RunOptions } from './connector.ts';
import { Front, type Lie } from './front.ts';

/** The account's own clock, as far as syncs see it. */
const DAY = 86_400;

interface SyncOptions extends RunOptions {
  readonly streams?: readonly string[];
  readonly config?: object;
  readonly deletions?: object;
  readonly lie?: Lie;
  readonly mode?: 'full_refresh';
  /** Columns that the catalog leaves out. */
  readonly without?: readonly string[];
  /** The state is not taken over. */
  readonly forgets?: boolean;
}

/** An account whose removed rows are marked: it is synced by the real command line, with the catalog that discover prints. */
export class MarkedAccount {
  readonly sandbox: Sandbox;
  readonly front: Front;
  readonly streams: readonly string[];
  readonly config: object;
  #catalogs = new Map<string, Promise<readonly Json[]>>();
  readonly states = new Map<string, Json>();

  private constructor(sandbox: Sandbox, front: Front, streams: readonly string[], config: object) {
    this.sandbox = sandbox;
    this.front = front;
    this.streams = streams;
    this.config = {
      ...sandbox.config,
      api_url: front.url,
      extra_streams: ['per_person', 'recruiting', 'webhooks'],
      ...config,
    };
  }

  static async of(streams: readonly string[], options: GivenOptions = {}, config: object = {}): Promise<MarkedAccount> {
    const sandbox = await startSandbox({ persons: 30, limits: { on: false }, compensated: 0.5, ...options });
    return new MarkedAccount(sandbox, await Front.before(sandbox.url), streams, config);
  }

  async close(): Promise<void> {
    this.front.close();
    await this.sandbox.close();
  }

  /** Time goes on, for the account and for all who ask it. */
  pass(days: number): void {
    this.sandbox.configure({ clockSkewSeconds: this.sandbox.settings.clockSkewSeconds + days * DAY });
  }

  async discover(config: object): Promise<readonly Json[]> {
    const run = await connector(['discover', '--config', file('config.json', config)]);
    if (run.exit !== 0) throw new Error(run.stdout);
    const message = run.messages.find(({ type }) => type === 'CATALOG') as unknown as { catalog: { streams: Json[] } };
    return message.catalog.streams;
  }

  configOf({ config, deletions }: SyncOptions): object {
    return { ...this.config, deletions: { mark: true, ...deletions }, ...config };
  }

  async sync(options: SyncOptions = {}): Promise<Run> {
    const config = this.configOf(options);
    const { streams = this.streams, lie, mode, without = [], forgets = false, ...others } = options;
    const text = JSON.stringify(options.config ?? {});
    const offered = this.#catalogs.get(text) ?? this.discover({ ...this.configOf({}), ...options.config });
    this.#catalogs.set(text, offered);
    const configured = (await offered)
      .filter(({ name }) => streams.includes(String(name)))
      .map((stream) => ({
        stream: { ...stream, json_schema: leaving(stream.json_schema as Json, without) },
        sync_mode:
          mode ?? ((stream.supported_sync_modes as string[]).includes('incremental') ? 'incremental' : 'full_refresh'),
        destination_sync_mode: 'append_dedup',
        cursor_field: stream.default_cursor_field ?? [],
        primary_key: stream.source_defined_primary_key,
      }));
    this.front.tell(lie);
    const args = ['read', '--config', file('c.json', config), '--catalog', file('k.json', { streams: configured })];
    if (this.states.size > 0) args.push('--state', file('s.json', [...this.states.values()]));
    const isAhead = this.sandbox.settings.clockSkewSeconds > 0;
    const run = await connector(args, { ...(isAhead && { clock: this.sandbox.now }), ...others });
    if (!forgets) this.adopt(run);
    return run;
  }

  adopt(run: Run): void {
    for (const message of run.messages)
      if (message.type === 'STATE')
        this.states.set(message.state.stream.stream_descriptor.name, message.state as unknown as Json);
  }

  stateOf(stream: string): Json {
    const state = this.states.get(stream) as { stream: { stream_state: Json } } | undefined;
    return state?.stream.stream_state ?? {};
  }
}

const leaving = (schema: Json, names: readonly string[]): Json => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties as Json).filter(([name]) => !names.includes(name))),
});

export const DELETED = '_ab_cdc_deleted_at';

export const tombstones = (run: Run, stream: string): Json[] =>
  run.records(stream).filter((record) => record[DELETED] != null);

export const goneIn = (run: Run, stream: string): string[] =>
  tombstones(run, stream)
    .map((record) => String(record.record_key ?? record.id))
    .sort();

export const rowsIn = (run: Run, stream: string): Json[] =>
  run.records(stream).filter((record) => record[DELETED] == null);
