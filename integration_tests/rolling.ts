import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { GivenSettings } from '../sandbox/options.ts';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { fixedSchema } from '../src/account/available.ts';
import type { StreamState } from '../src/airbyte/protocol.ts';
import { type Json, type Run, type RunOptions, read } from './connector.ts';
import { Destination } from './destination.ts';

const STREAM = 'employments';
const VISIT = /^\/v2\/persons\/(\d+)\/employments$/;
const HOUR = 3600;
const CIRCLE = 2 ** 32;
const DAYS_OF_OVERLAP = 2;
/** A run that is silent for longer than this hangs. */
const QUIET_MS = 3000;

/** When all accounts are made, so that equal ones are equal. */
const NOW = new Date();
/** What the first sync of an account wrote. */
const FIRST_SYNCS = new Map<string, Promise<string>>();

/** What one sync requested, and what it left behind. */
export interface Sync {
  readonly run: Run;
  /** Whose employments were requested. */
  readonly visited: ReadonlySet<string>;
  /** How many of these requests were for changes only. */
  readonly filtered: number;
  /** How often the list of all persons was begun, and that of the changed ones. */
  readonly lists: { readonly all: number; readonly changed: number };
  readonly state: StreamState;
}

/** A run is ended by this signal once this many people were read: the requests for the others hang. */
interface Ending {
  readonly signal: NodeJS.Signals;
  readonly after: number;
}

interface SyncOptions {
  readonly config?: Json;
  readonly mode?: 'full_refresh' | 'incremental';
  readonly end?: Ending;
  /** Where the connector is sent instead of to the sandbox itself. */
  readonly url?: string;
}

/** An account that is read into a destination, sync after sync. */
export class Account {
  readonly sandbox: Sandbox;
  readonly destination = new Destination();
  readonly #config: Json;
  readonly #nameOf: (id: string) => unknown;
  readonly #deleted = new Set<string>();
  /** Who was read since the last complete sync. */
  #read = new Set<unknown>();
  #skewSeconds = 4 * 24 * HOUR;

  /** `nameOf` maps a person's id to the one in records. */
  constructor(sandbox: Sandbox, config: Json, nameOf: (id: string) => unknown) {
    this.sandbox = sandbox;
    this.#config = config;
    this.#nameOf = nameOf;
  }

  static async open(
    { config = {}, ...options }: GivenOptions & { config?: Json } = {},
    nameOf: (id: string) => unknown = (id) => id,
  ): Promise<Account> {
    const few = { absences: 0, attendances: 0, compensated: 0, applications: 0 };
    const sandbox = await startSandbox({ persons: 520, seed: 11, now: NOW, ...few, limits: { on: false }, ...options });
    onTestFinished(() => sandbox.close());
    const account = new Account(sandbox, { ...sandbox.config, lookback_days: 0, ...config }, nameOf);
    // Changes before the account was made are older than any overlap.
    account.pass(0);
    return account;
  }

  /** An account after its first sync, which equal accounts share. */
  static async known(...given: Parameters<typeof Account.open>): Promise<Account> {
    const account = await Account.open(...given);
    const key = JSON.stringify(given);
    const first = FIRST_SYNCS.get(key) ?? account.sync().then(({ run }) => run.stdout);
    FIRST_SYNCS.set(key, first);
    account.destination.take(await first);
    // The clock of each account starts again.
    account.pass(0.02);
    return account;
  }

  /** What the last sync left behind. */
  get state(): StreamState {
    const [message] = JSON.parse(this.destination.state) as { stream: { stream_state: StreamState } }[];
    return message?.stream.stream_state ?? {};
  }

  get people(): string[] {
    return this.sandbox.ids('persons');
  }

  /** Where the destination differs from the account. */
  get differences(): string[] {
    return this.destination.differences(STREAM, this.sandbox.rows(STREAM), this.#deleted);
  }

  /** The same, for these people only. */
  differencesOf(people: ReadonlySet<string>): string[] {
    const rows = this.sandbox.rows(STREAM);
    const isOfThem = ({ person }: Json) => people.has(String((person as Json).id));
    const others = rows.filter((row) => !isOfThem(row)).map(({ id }) => String(id));
    return this.destination.differences(STREAM, rows.filter(isOfThem), new Set([...this.#deleted, ...others]));
  }

  set(settings: GivenSettings): void {
    this.sandbox.configure(settings);
  }

  /** Lets time pass. */
  pass(hours: number): void {
    this.#skewSeconds += hours * HOUR;
    this.set({ clockSkewSeconds: this.#skewSeconds });
  }

  change(options: Parameters<Sandbox['change']>[0]): ReturnType<Sandbox['change']> {
    const report = this.sandbox.change(options);
    for (const id of report.deleted.employments) this.#deleted.add(id);
    return report;
  }

  /** Who changed after the cursor, according to the lists of either version of the API. */
  changedSince(cursor: unknown): Set<string> {
    const since = Date.parse(String(cursor));
    const changed = (rows: Json[], time: (row: Json) => unknown, after: number) =>
      rows.filter((row) => Date.parse(String(time(row))) > after);
    const persons = changed(this.sandbox.rows('persons'), ({ updated_at }) => updated_at, since);
    const employees = changed(
      this.sandbox.rows('employees'),
      (row) => valueIn(row, 'last_modified_at'),
      since - DAYS_OF_OVERLAP * 24 * HOUR * 1000,
    );
    return new Set([...persons.map(({ id }) => String(id)), ...employees.map((row) => String(valueIn(row, 'id')))]);
  }

  /** Who has no `updated_at` for the credential: whether they changed is unknown. */
  get untold(): Set<string> {
    const rows: Json[] = this.sandbox.rows('persons');
    return new Set(rows.flatMap(({ id, updated_at }) => (updated_at === undefined ? [String(id)] : [])));
  }

  /** Throws if the state passes people who were not read, or if skipped people are asked only for changes. */
  async sync({ config = {}, mode = 'incremental', end, url }: SyncOptions = {}): Promise<Sync> {
    const before = this.state;
    const isFirst = Object.keys(before).length === 0;
    this.sandbox.resetRequests();
    const run = await read({
      config: { ...this.#config, ...(url && { api_url: url }), ...config },
      streams: [STREAM],
      mode,
      schema: (name) => fixedSchema({ name }),
      clock: this.sandbox.now,
      ...(!isFirst && { state: this.destination.state }),
      ...(end && this.#ending(end)),
    });
    if (end) this.set({ trouble: [] });
    this.destination.take(run.stdout);
    const sync = { run, ...this.#requests(), state: this.state };
    this.#check(sync, before);
    return sync;
  }

  /** Ends the run once this many records are written or, if there are fewer, nothing more comes. */
  #ending({ signal, after }: Ending): Pick<RunOptions, 'onOutput'> {
    const path = `^GET ${VISIT.source.slice(1, -1)}`;
    this.set({ trouble: [{ match: { path, after: after + 1 }, act: { kind: 'hang' } }] });
    let quiet: NodeJS.Timeout | undefined;
    return {
      onOutput: (stdout, process) => {
        clearTimeout(quiet);
        if (stdout.split('"RECORD"').length > after) process.kill(signal);
        else quiet = setTimeout(() => process.kill(signal), QUIET_MS);
      },
    };
  }

  #requests(): Pick<Sync, 'visited' | 'filtered' | 'lists'> {
    const begun = this.sandbox.requests.filter(
      ({ path, query }) => path === '/v2/persons' && !query.includes('cursor'),
    );
    const changed = begun.filter(asksForChanges).length;
    return {
      visited: new Set(this.#visits.map(({ path }) => personIn(path))),
      filtered: this.#visits.filter(asksForChanges).length,
      lists: { all: begun.length - changed, changed },
    };
  }

  get #visits() {
    return this.sandbox.requests.filter(({ path }) => VISIT.test(path));
  }

  #check({ run, state }: Sync, before: StreamState): void {
    const [from, to] = [before, state].map(({ reread_from = '' }) => String(reread_from));
    const wasRead = (id: string): boolean => this.#read.has(this.#nameOf(id));
    if (from) {
      const all = new Set(this.#visits.flatMap((visit) => (asksForChanges(visit) ? [] : [personIn(visit.path)])));
      const lost = this.#visits.map(({ path }) => personIn(path)).filter((id) => !all.has(id) && !wasRead(id));
      if (lost.length > 0)
        throw new Error(`People were skipped, and ${lost.length} only have their changes requested.`);
    }
    for (const { person_id } of run.records(STREAM)) this.#read.add(person_id);
    const isDue = !from ? () => false : !to ? () => true : isBetween(placeIn(from), placeIn(to));
    const missed = this.people.filter((id) => isDue(placeOf(id)) && !wasRead(id));
    if (missed.length > 0)
      throw new Error(`From '${from}' to '${to}' the state passes ${missed.length} who were not read.`);
    if (run.exit === 0) this.#read = new Set();
  }
}

const personIn = (path: string): string => VISIT.exec(path)?.[1] ?? '';

const asksForChanges = ({ query }: { readonly query: string }): boolean => query.includes('updated_at');

/**
 * The position of a person on the circle, as described in the reference of streams and without the connector's own
 * code.
 */
const placeOf = (id: string): number => placeIn(createHash('sha256').update(id).digest('hex').slice(0, 8));

const placeIn = (hex: string): number => Number.parseInt(hex, 16);

const isBetween = (from: number, to: number) => (place: number) =>
  (place - from + CIRCLE) % CIRCLE < (to - from + CIRCLE) % CIRCLE;

/** Those of these people who are due: one part of `parts`, up to where the state says that the next one begins. */
export function turnOf(people: readonly string[], parts: number, { reread_from: end }: StreamState): Set<string> {
  const to = placeIn(String(end));
  const isDue = isBetween((to - Math.floor(CIRCLE / parts) + CIRCLE) % CIRCLE, to);
  return new Set(people.filter((id) => isDue(placeOf(id))));
}

function valueIn({ attributes }: Json, key: string): unknown {
  return (attributes as Readonly<Record<string, { value?: unknown } | undefined>>)[key]?.value;
}
