// The sandbox's account, read by the built connector: everything, then what changed and what was removed.
import type { Row } from '../../../answers/duckdb.ts';
import { discover, type OfferedStream, readOffered, recordsOf } from '../../../integration_tests/all_streams.ts';
import type { Run } from '../../../integration_tests/connector.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { STREAMS } from '../streams.ts';
import type { Facts } from '../truth/facts.ts';
import { factsOf } from './sandbox_facts.ts';

export const NOW = new Date('2026-03-17T12:00:00Z');

export type Synced = readonly { readonly stream: OfferedStream; readonly syncs: readonly (readonly Row[])[] }[];

export class SandboxAccount {
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  static async start(): Promise<SandboxAccount> {
    const options = { persons: 150, seed: 17, now: NOW, compensated: 0.6, limits: { on: false } };
    return new SandboxAccount(await startSandbox(options));
  }

  async close(): Promise<void> {
    await this.#sandbox.close();
  }

  get facts(): Facts {
    return factsOf(this.#sandbox, NOW.toISOString().slice(0, 10));
  }

  /** The records of two syncs, with changes and removals between them. */
  async readTwice(): Promise<Synced> {
    const streams = await this.#offered({});
    const first = await this.#read({}, streams);
    this.#sandbox.change({ seed: 3, count: 12 });
    for (const [stream, count] of Object.entries(REMOVED))
      this.#sandbox.remove(
        stream,
        this.#sandbox
          .ids(stream)
          .filter((_, at) => at % 9 === 4)
          .slice(0, count),
      );
    const second = await this.#read({}, streams, first.stateFile);
    return synced(streams, [first, second]);
  }

  /** The records of a sync with these settings. */
  async read(settings: object): Promise<Synced> {
    const streams = await this.#offered(settings);
    return synced(streams, [await this.#read(settings, streams)]);
  }

  async #offered(settings: object): Promise<OfferedStream[]> {
    const { streams } = await discover(this.#config(settings), { clock: NOW });
    return streams.filter(({ name }) => STREAMS.includes(name));
  }

  async #read(settings: object, streams: readonly OfferedStream[], state?: string): Promise<Run> {
    const run = await readOffered(this.#config(settings), streams, state, { clock: this.#sandbox.now });
    if (run.exit !== 0) throw new Error(`The sync failed: ${JSON.stringify(run.errors)}`);
    return run;
  }

  #config(settings: object): object {
    const extra = { extra_streams: ['legacy', 'per_person', 'recruiting'] };
    return { ...this.#sandbox.config, ...extra, deletions: { mark: true, sweep_days: 0 }, ...settings };
  }
}

/** How many rows are removed between the syncs, by stream. */
const REMOVED = {
  persons: 4,
  employments: 3,
  absence_periods: 6,
  attendance_periods: 6,
  recruiting_applications: 3,
};

function synced(streams: readonly OfferedStream[], runs: readonly Run[]): Synced {
  const records = runs.map(recordsOf);
  return streams.map((stream) => ({ stream, syncs: records.map((each) => each.get(stream.name) ?? []) }));
}
