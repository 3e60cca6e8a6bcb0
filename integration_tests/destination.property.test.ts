import { afterEach, describe, expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { type Rule, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { fixedSchema } from '../src/account/available.ts';
import { type Json, read as readByCommand } from './connector.ts';
import { Destination, type Keeps } from './destination.ts';
import { sync } from './in_process.ts';
import { seeds as seedsOf } from './seeds.ts';

const CHANGING = ['persons', 'employments', 'absence_periods', 'attendance_periods'] as const;
/** Master data: read in full each time. */
const UNCHANGING = ['absence_types', 'project_members', 'org_units', 'compensation_types', 'projects'] as const;
const DAY = 86_400;
/** Lists whose rows shift during a read. */
const SHIFTING = ['persons', 'absence_periods', 'attendance_periods'];
/** Of each: the same ones each time, and some of the day. */
const LIVES = seedsOf(90, 20);
const LIVES_BY_COMMAND = seedsOf(4, 1);

let sandbox: Sandbox | undefined;

afterEach(async () => {
  await sandbox?.close();
});

/** Deletions are not reported here, so a destination may keep such rows. */
class Changes {
  readonly deleted = new Map<string, Set<string>>(CHANGING.map((name) => [name, new Set()]));
  readonly #sandbox: Sandbox;
  readonly #dice: Dice;
  readonly #latestSeconds: number;
  readonly #deletes: boolean;
  #seed = 0;

  constructor(account: Sandbox, dice: Dice, latestSeconds: number, deletes: boolean) {
    this.#sandbox = account;
    this.#dice = dice;
    this.#latestSeconds = latestSeconds;
    this.#deletes = deletes;
  }

  /** A period in the life of an HR department, or an earlier event that is only reported now. */
  make(): void {
    const agoSeconds = this.#dice.chance(0.3) ? this.#dice.between(0, this.#latestSeconds) : 0;
    const report = this.#sandbox.change({
      seed: ++this.#seed,
      count: this.#dice.between(0, 4),
      insert: this.#dice.between(0, 2),
      remove: this.#deletes && this.#dice.chance(0.2) ? 1 : 0,
      agoSeconds,
    });
    for (const name of CHANGING) for (const id of report.deleted[name]) this.deleted.get(name)?.add(id);
  }
}

/** Trouble that occurs now and then, and ends a stream early. */
const TROUBLES: readonly (readonly Rule[])[] = [
  [],
  [],
  [{ match: { path: '/v2/', probability: 0.02 }, act: { kind: 'status', status: 500 } }],
  [{ match: { path: 'GET /v2/', probability: 0.02 }, act: { kind: 'reset', when: 'before' } }],
  [{ match: { path: 'cursor=', probability: 0.1 }, act: { kind: 'expired_cursor' } }],
  [{ match: { path: 'cursor=', times: 3 }, act: { kind: 'expired_cursor' } }],
  [{ match: { path: 'GET /v2/', probability: 0.2 }, act: { kind: 'overlap', rows: 2 } }],
  [{ match: { path: 'GET /v2/', probability: 0.1 }, act: { kind: 'empty_page' } }],
];

/** Some responses come late, so that pages of parents do not finish in the order in which they began. */
const delays = (dice: Dice): Rule[] =>
  dice.chance(0.5)
    ? [
        {
          match: { path: 'GET /v2/persons', probability: 0.15, times: 20 },
          act: { kind: 'hang', ms: dice.between(5, 40) },
        },
      ]
    : [];

describe('over any sequence of syncs a destination that upserts by key ends equal to the account', () => {
  test.concurrent.each(LIVES)('life %i', { timeout: 120_000 }, async (seed) => {
    const dice = new Dice(4711, seed);
    const lookback_days = dice.pick([0, 1, 2]);
    // The account's clock is minutes off, and between syncs time passes: nothing, seconds, days, weeks.
    let clockSkewSeconds = dice.between(-600, 600);
    // Rows that shift during a read. If they are paged by number, a vanishing one hides another.
    const newestFirst = dice.chance(0.3) ? SHIFTING : [];
    const account = await startSandbox({
      persons: dice.between(5, 40),
      seed,
      limits: { on: false },
      gzip: false,
      clockSkewSeconds,
      personFilterFormat: dice.pick(['date-time', 'date-time', 'date']),
      naiveOffsetMinutes: dice.pick([-480, 0, 60, 330]),
      newestFirst,
    });
    const config = { ...account.config, lookback_days, max_concurrency: dice.pick([1, 3, 10]), retry_seconds: 0 };
    const changes = new Changes(account, dice, lookback_days * DAY, newestFirst.length === 0);
    const destination = new Destination();
    const story: string[] = [];
    const names: readonly string[] = [...CHANGING, 'projects', 'org_units'];
    let usualLength = 60_000;

    const rounds = dice.between(2, 6);
    for (let round = 1; round <= rounds; round++) {
      const ending = dice.pick(['none', 'kill', 'kill', 'stop'] as const);
      const keeps = dice.pick<Keeps>(['every line', 'what a state covers']);
      const at = dice.between(0, Math.floor(usualLength * 1.1));
      const trouble = dice.pick(TROUBLES);
      account.configure({ clockSkewSeconds, trouble: [...trouble, ...delays(dice)] });
      let nextChange = dice.between(0, 20_000);
      const { stdout, done } = await sync({
        config,
        names,
        mode: 'incremental',
        state: destination.state,
        dice,
        onGrowth: (length, { kill, stop }) => {
          if (length >= nextChange) {
            changes.make();
            nextChange += dice.between(2000, 40_000);
          }
          if (length >= at && ending === 'kill') kill(at);
          if (length >= at && ending === 'stop') stop();
        },
      });
      usualLength = Math.max(5000, stdout.length);
      destination.take(stdout, done ? 'every line' : keeps);
      if (dice.chance(0.05)) destination.reset(dice.pick(CHANGING));
      for (let times = dice.between(0, 3); times > 0; times--) changes.make();
      const pause = dice.pick([0, 0, 0, 1, 2, 60, 3600, DAY, 3 * DAY, 40 * DAY]);
      clockSkewSeconds += pause;
      story.push(`${ending} at ${at}, ${keeps}, ${JSON.stringify(trouble[0]?.act ?? 'calm')}, then ${pause} s`);
    }
    account.configure({ clockSkewSeconds, trouble: [] });
    const last = await sync({ config, names, mode: 'incremental', state: destination.state, dice });
    destination.take(last.stdout);

    const told = `${newestFirst.length > 0 ? 'newest first, ' : ''}lookback ${lookback_days}; ${story.join('; ')}`;
    expect(last.done, told).toBe(true);
    for (const name of CHANGING) {
      const differences = destination.differences(name, account.rows(name), changes.deleted.get(name));
      expect(differences, told).toEqual([]);
    }
    await account.close();
  });
});

describe('a full refresh', () => {
  const names: readonly string[] = [...CHANGING, ...UNCHANGING];

  const seeds = seedsOf(4, 1);
  /** What clients send about the destination; a new job, if there are jobs, has a new generation. */
  const clients: readonly [string, (job: number) => Json][] = [
    ['without generations', () => ({ destination_sync_mode: 'overwrite' })],
    ['with 1 and 1 in every run', () => entryOf('overwrite', 1, 1)],
    ['with 1 and 1 in every run, deduplicated', () => entryOf('overwrite_dedup', 1, 1)],
    ['with a generation for each job', (job) => entryOf('overwrite', job, job)],
    ['with a generation for each job, appended', (job) => entryOf('append', job, job)],
  ];
  const entryOf = (destination_sync_mode: string, generation_id: number, minimum_generation_id: number): Json => ({
    ...{ destination_sync_mode, generation_id, minimum_generation_id },
  });

  async function expectWhole(destination: Destination, account: Sandbox, told?: string): Promise<void> {
    for (const name of CHANGING) expect(destination.differences(name, account.rows(name)), told).toEqual([]);
    const truth = account.truth();
    for (const name of UNCHANGING) expect(destination.keys(name), name).toEqual([...(truth[name]?.ids ?? [])].sort());
  }

  test.each(seeds)('that is killed and resumed misses nothing (%i)', async (seed) => {
    const dice = new Dice(815, seed);
    sandbox = await startSandbox({ persons: 30, seed, limits: { on: false }, gzip: false });
    const destination = new Destination();
    const entry = entryOf('append_dedup', 7, 0);
    for (let round = 0; round < 4; round++) {
      sandbox.configure({ trouble: delays(dice) });
      const at = dice.between(0, 120_000);
      const { stdout, done } = await sync({
        config: { ...sandbox.config, retry_seconds: 0 },
        names,
        mode: 'full_refresh',
        state: destination.state,
        entry,
        dice,
        onGrowth: (length, { kill }) => {
          if (length >= at) kill(at);
        },
      });
      destination.take(stdout, done ? 'every line' : 'what a state covers');
    }
    const last = await sync({
      config: sandbox.config,
      names,
      mode: 'full_refresh',
      state: destination.state,
      entry,
      dice,
    });
    destination.take(last.stdout);

    expect(last.done).toBe(true);
    await expectWhole(destination, sandbox);
  });

  describe.each(clients)('into a destination that overwrites, %s,', (client, entry) => {
    test.each(seeds)('leaves the whole account after kills (%i)', async (seed) => {
      const dice = new Dice(817, seed);
      sandbox = await startSandbox({ persons: 30, seed, limits: { on: false }, gzip: false });
      const destination = new Destination();
      const mode = dice.pick(['full_refresh', 'incremental'] as const);
      const read = mode === 'full_refresh' ? names : UNCHANGING;
      let job = 2;
      const rounds = dice.between(1, 4);
      for (let round = 0; round <= rounds; round++) {
        const at =
          round === rounds ? Number.POSITIVE_INFINITY : dice.between(0, mode === 'full_refresh' ? 120_000 : 20_000);
        const isNewJob = dice.chance(0.4);
        if (isNewJob) job++;
        // Only a client that counts generations keeps what an earlier run of the same job has written.
        if (isNewJob || !client.includes('for each job')) destination.overwrite();
        const { stdout, done } = await sync({
          config: { ...sandbox.config, retry_seconds: 0 },
          names: read,
          mode,
          state: destination.state,
          entry: entry(job),
          dice,
          onGrowth: (length, { kill }) => {
            if (length >= at) kill(at);
          },
        });
        destination.take(stdout, done ? 'every line' : 'what a state covers');
        if (done && round < rounds) {
          job++;
          destination.overwrite();
        } else if (round === rounds) expect(done).toBe(true);
      }

      const truth = sandbox.truth();
      for (const name of read) expect(destination.keys(name), name).toEqual([...(truth[name]?.ids ?? [])].sort());
    });
  });

  test('resumes within its generation, and in no other', async () => {
    sandbox = await startSandbox({ persons: 200, seed: 5, limits: { on: false }, gzip: false });
    const dice = new Dice(818);
    const round = { config: sandbox.config, names: ['attendance_periods'], mode: 'full_refresh', dice } as const;
    const whole = await sync({ ...round, state: '' });
    const entry = entryOf('overwrite', 7, 7);
    const half = Math.floor(whole.stdout.length / 2);
    const killed = await sync({
      ...round,
      state: '',
      entry,
      onGrowth: (length, { kill }) => length >= half && kill(half),
    });
    const destination = new Destination();
    destination.take(killed.stdout, 'what a state covers');
    const rowsIn = async (of: Json) => {
      const { stdout } = await sync({ ...round, state: destination.state, entry: of });
      return stdout.split('"type":"RECORD"').length - 1;
    };

    const all = whole.stdout.split('"type":"RECORD"').length - 1;
    expect(await rowsIn(entry)).toBeLessThan(all * 0.9);
    expect(await rowsIn(entryOf('overwrite', 8, 8))).toBe(all);
    expect(await rowsIn({ destination_sync_mode: 'overwrite' })).toBe(all);
    expect(await rowsIn({ destination_sync_mode: 'append' })).toBe(all);
  });

  test('that follows a finished one sees every change', async () => {
    sandbox = await startSandbox({ persons: 60, seed: 5, limits: { on: false }, gzip: false });
    const dice = new Dice(816);
    const changes = new Changes(sandbox, dice, 0, true);
    const round = { config: sandbox.config, names, mode: 'full_refresh', dice } as const;
    const first = await sync({ ...round, state: '' });
    const afterFirst = new Destination();
    afterFirst.take(first.stdout);
    for (let times = 0; times < 5; times++) changes.make();
    const second = await sync({ ...round, state: afterFirst.state });

    const destination = new Destination();
    destination.take(second.stdout);
    for (const name of CHANGING) expect(destination.differences(name, sandbox.rows(name))).toEqual([]);
  });
});

describe('by the command line', () => {
  test.each(LIVES_BY_COMMAND)('life %i', async (seed) => {
    const dice = new Dice(4712, seed);
    // Enough attendances for states in between: they come every 5,000 records.
    sandbox = await startSandbox({
      persons: 120,
      attendances: 100,
      seed,
      limits: { on: false },
      clockSkewSeconds: -240,
    });
    const account = sandbox;
    const config = { ...account.config, lookback_days: 0 };
    const changes = new Changes(account, dice, 0, true);
    const destination = new Destination();
    for (let round = 0; round < 3; round++) {
      const at = dice.between(0, 6_000_000 / (round + 1));
      const signal = dice.pick(['SIGKILL', 'SIGKILL', 'SIGTERM'] as const);
      let nextChange = dice.between(0, 300_000);
      const run = await readByCommand({
        schema: (name) => fixedSchema({ name }),
        config,
        streams: CHANGING,
        state: destination.state,
        onOutput: (stdout, process) => {
          if (stdout.length >= at) process.kill(signal);
          else if (stdout.length >= nextChange) {
            changes.make();
            nextChange += 500_000;
          }
        },
      });
      destination.take(run.stdout, run.exit === 0 ? 'every line' : 'what a state covers');
      changes.make();
    }
    const last = await readByCommand({
      schema: (name) => fixedSchema({ name }),
      config,
      streams: CHANGING,
      state: destination.state,
    });
    destination.take(last.stdout);

    expect(last.exit).toBe(0);
    for (const name of CHANGING)
      expect(destination.differences(name, account.rows(name), changes.deleted.get(name))).toEqual([]);
  });
});
