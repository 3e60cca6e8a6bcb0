// The last day of an absence, whichever form the account uses for its end, and whatever happens on the way.
import { afterEach, describe, expect, test } from 'vitest';
import type { GivenOptions, GivenSettings } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { connector, file, type Json, type Run, type RunOptions, read } from './connector.ts';
import { Destination } from './destination.ts';

const STREAM = 'absence_periods';
const FORMS = ['exclusive', 'last day'] as const;
/** Enough absences for several pages. */
const ACCOUNT: GivenOptions = { persons: 120, seed: 7, limits: { on: false } };
/** More absences than exist: all of them change. */
const MOST = 1000;
const NO_BREAKDOWNS: GivenSettings = { rights: { absence_breakdowns: 'refused' } };

let sandbox: Sandbox;

const start = async (settings: GivenOptions = {}) => {
  sandbox = await startSandbox({ ...ACCOUNT, ...settings });
};

afterEach(async () => {
  await sandbox.close();
});

const write = (absenceEnds: 'exclusive' | 'last day' | 'mixed'): void =>
  sandbox.configure({ disputed: { absenceEnds } });

interface SyncOptions extends RunOptions {
  readonly state?: string;
  readonly mode?: 'full_refresh' | 'incremental';
  readonly streams?: readonly string[];
  readonly schema?: object;
  readonly config?: Json;
}

function sync({ streams = [STREAM], config = {}, ...options }: SyncOptions = {}): Promise<Run> {
  return read({ config: { ...sandbox.config, retry_seconds: 2, ...config }, streams, ...options });
}

/** The last day of each closed absence, according to its breakdown. */
function lastDays(): Map<unknown, string> {
  const days = new Map<unknown, string>();
  for (const key of sandbox.ids('absence_breakdowns')) {
    const [id = '', day = ''] = key.split(':');
    if (day > (days.get(id) ?? '')) days.set(id, day);
  }
  for (const { id, ends_at } of sandbox.rows(STREAM)) if (ends_at === null) days.delete(id);
  return days;
}

function expectTrue(records: readonly Json[]): void {
  const truth = lastDays();
  expect(records.length).toBeGreaterThan(0);
  for (const { id, ends_on } of records) expect([id, ends_on]).toEqual([id, truth.get(id) ?? null]);
}

/** All records, each with its true last day. */
function expectAll(run: Run): void {
  expect([run.exit, run.errors]).toEqual([0, []]);
  expect(new Set(run.keys(STREAM))).toEqual(new Set(sandbox.ids(STREAM)));
  expectTrue(run.records(STREAM));
}

const stateOf = (run: Run) => run.states(STREAM).at(-1)?.state ?? {};
const breakdownsAsked = (): number => sandbox.requests.filter(({ path }) => path.endsWith('/breakdowns')).length;
const forms = (run: Run): string[] => run.logs('INFO').filter((text) => /absences end with/.test(text));

describe.each(FORMS)('an account that writes the %s', (ends) => {
  const form = ends === 'exclusive' ? 'exclusive' : 'last_day';

  test.each([
    ['as it is', {}],
    ['without weekends in its breakdowns', { disputed: { breakdownDays: 'working' } }],
    ['with empty breakdowns', { disputed: { breakdownDays: 'none' } }],
    ['without breakdowns for the credential', NO_BREAKDOWNS],
    ['without the endpoint', { rights: { absence_breakdowns: 404 } }],
    ['without the feature', { rights: { absence_breakdowns: 412 } }],
    ['whose server fails for breakdowns', failing(500)],
    ['whose gateway fails for breakdowns', failing(503)],
    ['in other spellings', { disputed: { spelling: 'other' } }],
  ] as [string, GivenSettings][])('%s: the last day is right', async (_, settings) => {
    await start();
    const truth = lastDays();
    sandbox.configure(settings);
    write(ends);

    const run = await sync();

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(run.records(STREAM).length).toBe(sandbox.ids(STREAM).length);
    for (const { id, ends_on } of run.records(STREAM)) expect([id, ends_on]).toEqual([id, truth.get(id) ?? null]);
    expect(forms(run)).toHaveLength(1);
    expect([form, 'assumed']).toContain(stateOf(run).ends_on_form);
  });

  test('requests one breakdown, once', async () => {
    await start();
    write(ends);
    const first = await sync();
    expectAll(first);
    expect([breakdownsAsked(), stateOf(first).ends_on_form]).toEqual([1, form]);
    sandbox.change({ counts: { absence_periods: 20 } });

    const second = await sync({ state: first.stateFile });

    expect(breakdownsAsked()).toBe(1);
    expect(second.exit).toBe(0);
    expectTrue(second.records(STREAM));
    expect(forms(second)).toEqual([expect.stringContaining('(shown by an earlier sync)')]);
  });

  test('gives a preview the right last day', async () => {
    await start();
    write(ends);
    const config = file('config.json', sandbox.config);
    const catalog = file('catalog.json', {
      streams: [
        {
          stream: { name: STREAM, json_schema: { properties: { id: {}, ends_on: {} } } },
          sync_mode: 'full_refresh',
          destination_sync_mode: 'append',
        },
      ],
    });
    const options = ['--stream', STREAM, '--config', config, '--catalog', catalog, '--json'];
    const { stdout, exit } = await connector(['preview', ...options]);

    expect(exit).toBe(0);
    const truth = lastDays();
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.length).toBeGreaterThan(4);
    for (const { id, ends_on: day } of rows) expect([id, day]).toEqual([id, truth.get(id)]);
  });
});

function failing(status: number): GivenSettings {
  return { trouble: [{ match: { stream: 'absence_breakdowns' }, act: { kind: 'status', status } }] };
}

test.each([
  ['is not selected', { schema: { properties: { id: {}, ends_at: {}, ends_at_object: {} } } }],
  ['is dropped by a rule', { config: { privacy: { drop: [`${STREAM}.ends_on`] } } }],
])('requests nothing if ends_on %s, and a row that contradicts a form does no harm', async (_, options) => {
  await start();
  const state = JSON.stringify([
    {
      type: 'STREAM',
      stream: { stream_descriptor: { name: STREAM }, stream_state: { version: 1, ends_on_form: 'exclusive' } },
    },
  ]);
  write('last day');

  const run = await sync({ ...options, state });

  expect([run.exit, run.errors, breakdownsAsked(), forms(run)]).toEqual([0, [], 0, []]);
  expect(stateOf(run).ends_on_form).toBe('exclusive');
});

describe('an account that changes the form', () => {
  test('fails once, forgets its state, and is right after the next sync; other streams continue', async () => {
    await start();
    const destination = new Destination();
    const streams = [STREAM, 'absence_types', 'persons'];
    const first = await sync({ streams });
    destination.take(first.stdout);
    write('last day');
    sandbox.change({ counts: { absence_periods: MOST } });

    const second = await sync({ streams, state: first.stateFile });
    destination.take(second.stdout);

    expect(second.exit).toBe(1);
    expect(second.errors.map(({ failure_type, message }) => [failure_type, message])).toEqual([
      ['transient_error', expect.stringMatching(/^absence_periods: .*The next sync reads everything again\.$/)],
    ]);
    expect(stateOf(second)).toMatchObject({ updated_at: '', ends_on_form: 'last_day', done: [], next: [] });
    expect(streams.map((name) => second.statuses(name).at(-1))).toEqual(['INCOMPLETE', 'COMPLETE', 'COMPLETE']);
    // Ids of records appear only in records.
    for (const { id } of sandbox.rows(STREAM).slice(0, 50))
      expect(
        second.stdout.split('\n').filter((line) => !line.includes('"RECORD"') && line.includes(String(id))),
      ).toEqual([]);

    const third = await sync({ streams, state: second.stateFile });
    destination.take(third.stdout);

    expectAll(third);
    expect(destination.keys(STREAM)).toEqual(sandbox.ids(STREAM).sort());
  });

  test('back is right after the next full refresh', async () => {
    await start();
    write('last day');
    const first = await sync({ mode: 'full_refresh' });
    expectAll(first);
    write('exclusive');

    expectAll(await sync({ mode: 'full_refresh', state: first.stateFile }));
  });
});

describe('a form that nothing shows', () => {
  test('causes a full read if it later proves wrong', async () => {
    await start();
    sandbox.configure({ ...NO_BREAKDOWNS });
    const first = await sync();
    expect(stateOf(first).ends_on_form).toBe('assumed');
    write('last day');
    sandbox.change({ counts: { absence_periods: MOST } });

    // The list shows it before the first row is written, so this sync can read everything itself.
    const second = await sync({ state: first.stateFile });

    expectAll(second);
    expect(forms(second)).toEqual([expect.stringMatching(/shown by an absence of one day.*everything is read again/)]);
    expect(stateOf(second).ends_on_form).toBe('last_day');
  });

  test('causes a full read if a breakdown shows it later, even after a kill in the middle', async () => {
    await start({ latencyMs: 20 });
    sandbox.configure(NO_BREAKDOWNS);
    const first = await sync();
    sandbox.configure({ rights: { absence_breakdowns: 'granted' } });
    write('last day');
    const killed = await sync({
      state: first.stateFile,
      onOutput: (stdout, process) => {
        if (stdout.includes('"RECORD"')) process.kill('SIGKILL');
      },
    });
    expect(killed.exit).toBe('SIGKILL');
    // What a platform has: the last printed state, or the one before.
    const state = killed.states(STREAM).length > 0 ? killed.stateFile : first.stateFile;

    expectAll(await sync({ state }));
  });
});

test('in a full refresh whose state is never returned, every run succeeds', async () => {
  await start();
  sandbox.configure(NO_BREAKDOWNS);
  write('last day');

  for (let round = 0; round < 2; round++) expectAll(await sync({ mode: 'full_refresh' }));
});

test('an account that mixes both forms fails with advice, and following it helps', async () => {
  // A breakdown shows the form of most.
  await start({ now: new Date('2026-03-17T10:00:00Z') });
  write('mixed');

  const first = await sync();
  const second = await sync({ state: first.stateFile });

  for (const run of [first, second])
    expect(run.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('Deselect ends_on') },
    ]);
  const schema = { properties: { id: {}, ends_at: {} } };
  const third = await sync({ state: second.stateFile, schema });
  expect([third.exit, third.keys(STREAM)]).toEqual([0, sandbox.ids(STREAM).sort()]);
});
