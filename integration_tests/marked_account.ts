import type { GivenSettings } from '../sandbox/options.ts';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { cursorOf } from '../src/account/change_columns.ts';
import { allStreams } from '../src/streams/index.ts';
import { connector, file, type Json, type Run, type RunOptions } from './connector.ts';
import { Front, type Lie } from './front.ts';

const DAY = 86_400;
const DELETED_AT = '_ab_cdc_deleted_at';

const STREAMS = new Map(allStreams().map((stream) => [stream.name, stream]));

/** Streams that report removed rows. */
export const TELLING = [...STREAMS.values()].filter(({ removals }) => removals).map(({ name }) => name);

interface SyncOptions extends RunOptions {
  readonly streams?: readonly string[] | undefined;
  readonly mode?: 'full_refresh';
  readonly config?: object;
  readonly deletions?: object;
  /** Columns that the catalog does not select. */
  readonly without?: readonly string[];
  /** What the server says instead. */
  readonly lie?: Lie;
  /** As if the platform had lost the output of the run. */
  readonly isLost?: boolean;
}

/** An account, the state of its syncs, and for each stream a table of a destination that deletes marked rows. */
export class MarkedAccount {
  readonly sandbox: Sandbox;
  readonly #front: Front | undefined;
  readonly #streams: readonly string[];
  readonly #config: object;
  readonly #offered = new Map<string, Promise<readonly Json[]>>();
  readonly #states = new Map<string, Json>();
  readonly #tables = new Map<string, Map<string, Json>>();

  private constructor(sandbox: Sandbox, streams: readonly string[], config: object, front?: Front) {
    const { url } = front ?? sandbox;
    this.sandbox = sandbox;
    this.#streams = streams;
    this.#front = front;
    this.#config = {
      ...{ ...sandbox.config, api_url: url, retry_seconds: 1 },
      extra_streams: ['per_person', 'recruiting', 'webhooks'],
      ...config,
    };
  }

  static async of(streams: readonly string[], options: GivenOptions = {}, config: object = {}): Promise<MarkedAccount> {
    return new MarkedAccount(await sandboxOf(options), streams, config);
  }

  /** An account whose server may lie. */
  static async behindFront(streams: readonly string[], options: GivenOptions = {}): Promise<MarkedAccount> {
    const sandbox = await sandboxOf(options);
    return new MarkedAccount(sandbox, streams, {}, await Front.before(sandbox.url));
  }

  async close(): Promise<void> {
    this.#front?.close();
    await this.sandbox.close();
  }

  /** Time passes, for everybody. */
  pass(days: number): void {
    this.sandbox.configure({ clockSkewSeconds: this.sandbox.settings.clockSkewSeconds + days * DAY });
  }

  async sync(options: SyncOptions = {}): Promise<Run> {
    const { isLost = false, lie } = options;
    const args = await this.#files(options);
    this.#front?.tell(lie);
    const run = await connector(args, { clock: this.sandbox.now, ...options });
    if (!isLost) this.take(run);
    return run;
  }

  /** A sync that compares all lists. */
  async sweep(options: SyncOptions = {}): Promise<Run> {
    return await this.sync({ ...options, deletions: { sweep_days: 0, ...options.deletions } });
  }

  /** A sync with a server that lies in this way. */
  async lied(settings: GivenSettings, options: SyncOptions = {}): Promise<Run> {
    const { lies, rights } = this.sandbox.settings;
    // A rule has its own count: another time it begins at zero.
    this.sandbox.configure(structuredClone(settings));
    const run = await this.sweep(options);
    this.sandbox.configure({ lies, rights: granted(rights, settings.rights), trouble: [] });
    return run;
  }

  async check(config: object): Promise<Run> {
    return await connector(['check', '--config', file('config.json', this.#configOf({ config }))]);
  }

  /** The rows are refreshed: the table starts over. */
  refresh(stream: string): void {
    this.#states.delete(stream);
    this.#tables.delete(stream);
  }

  stateOf(stream: string): Json {
    const state = this.#states.get(stream) as { stream: { stream_state: Json } } | undefined;
    return state?.stream.stream_state ?? {};
  }

  /** What the table has and the account does not, and vice versa. */
  differences(stream: string): string[] {
    const held = this.#tables.get(stream) ?? new Map<string, Json>();
    const live = new Set(this.sandbox.ids(stream));
    const persons = new Set(this.sandbox.ids('persons'));
    // Changed persons get a null for each attribute that they do not have.
    const isNothing = ({ value, person_id: person }: Json) => value === null && persons.has(String(person));
    return [
      ...[...held]
        .flatMap(([key, row]) => (live.has(key) || isNothing(row) ? [] : [key]))
        .map((key) => `${stream} ${key} is gone, and still there`),
      ...[...live].filter((key) => !held.has(key)).map((key) => `${stream} ${key} is missing`),
    ];
  }

  /** Takes in the output of a run, in order. */
  take(run: Run): void {
    for (const message of run.messages) {
      if (message.type === 'STATE')
        this.#states.set(message.state.stream.stream_descriptor.name, message.state as unknown as Json);
      if (message.type !== 'RECORD') continue;
      const { stream, data } = message.record as { stream: string; data: Json };
      const table = this.#tables.get(stream) ?? new Map<string, Json>();
      this.#tables.set(stream, table);
      const key = keyOf(stream, data);
      const before = table.get(key);
      if (!isTombstone(data)) table.set(key, data);
      else if (before && cursorIn(stream, before) <= cursorIn(stream, data)) table.delete(key);
    }
  }

  async #files(options: SyncOptions): Promise<string[]> {
    const { streams = this.#streams, mode, without = [], config } = options;
    const key = JSON.stringify(config ?? {});
    const offered = this.#offered.get(key) ?? discovered(this.#configOf({ ...(config && { config }) }));
    this.#offered.set(key, offered);
    const configured = (await offered)
      .filter(({ name }) => streams.includes(String(name)))
      .map((stream) => {
        const modes = stream.supported_sync_modes as readonly string[];
        return {
          stream: { ...stream, json_schema: lacking(stream.json_schema as Json, without) },
          sync_mode: mode ?? (modes.includes('incremental') ? 'incremental' : 'full_refresh'),
          destination_sync_mode: 'append_dedup',
          ...{ cursor_field: stream.default_cursor_field ?? [], primary_key: stream.source_defined_primary_key },
        };
      });
    const catalog = file('catalog.json', { streams: configured });
    const args = ['read', '--config', file('config.json', this.#configOf(options)), '--catalog', catalog];
    return this.#states.size === 0 ? args : [...args, '--state', file('state.json', [...this.#states.values()])];
  }

  #configOf({ config, deletions }: Pick<SyncOptions, 'config' | 'deletions'>): object {
    return { ...this.#config, deletions: { mark: true, ...deletions }, ...config };
  }
}

const sandboxOf = (options: GivenOptions): Promise<Sandbox> =>
  startSandbox({ persons: 30, limits: { on: false }, ...options });

async function discovered(config: object): Promise<readonly Json[]> {
  const run = await connector(['discover', '--config', file('config.json', config)]);
  const message = run.messages.find(({ type }) => type === 'CATALOG');
  if (!message) throw new Error(run.stdout);
  return (message as unknown as { catalog: { streams: Json[] } }).catalog.streams;
}

const granted = (before: Sandbox['settings']['rights'], changed: object = {}): Sandbox['settings']['rights'] =>
  Object.fromEntries(Object.keys(changed).map((stream) => [stream, before[stream] ?? 'granted']));

const lacking = (schema: Json, names: readonly string[]): Json => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties as Json).filter(([name]) => !names.includes(name))),
});

const isTombstone = (record: Json): boolean => (record[DELETED_AT] ?? null) !== null;

const keyOf = (stream: string, record: Json): string => String(record[STREAMS.get(stream)?.primaryKey ?? 'id']);

/** The name of the cursor that a stream's rows and tombstones carry. */
export const cursorName = (stream: string): string => {
  const declared = STREAMS.get(stream);
  return (declared && cursorOf(declared, true)) ?? '';
};

export const cursorIn = (stream: string, record: Json): number => Date.parse(String(record[cursorName(stream)]));

export const tombstones = (run: Run, stream: string): Json[] => run.records(stream).filter(isTombstone);

/** The keys of rows that are reported as removed, sorted. */
export const gone = (run: Run, stream: string): string[] =>
  tombstones(run, stream)
    .map((record) => keyOf(stream, record))
    .sort();

/** The keys of rows that are written, sorted. */
export const written = (run: Run, stream: string): string[] =>
  run
    .records(stream)
    .filter((record) => !isTombstone(record))
    .map((record) => keyOf(stream, record))
    .sort();

/** How many removed rows each stream reports, if any. */
export const goneByStream = (run: Run, streams: readonly string[] = TELLING): Record<string, number> =>
  Object.fromEntries(
    streams.map((stream) => [stream, tombstones(run, stream).length] as const).filter(([, count]) => count > 0),
  );

/** The log messages about one stream. */
export const said = (run: Run, stream: string, level = 'WARN'): string[] => run.said(stream, level);
