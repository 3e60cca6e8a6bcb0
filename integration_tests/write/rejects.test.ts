import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { linesOf, PEOPLE, STREAMS } from './load.ts';
import { isWrite, row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const [ADA = {}, BO = {}, CY = {}] = PEOPLE;
const PERSONS = [{ name: 'persons', mode: 'append_dedup' }];
const PROJECTS = { name: 'projects', mode: 'append_dedup' };
const BAD = row('persons', { email: 'bad@x.example', first_name: 'B', last_name: 'B', hire_date: '31.01.2026' });
const MIXED = [
  row('persons', ADA),
  state('persons', 1),
  BAD,
  state('persons', 2),
  row('persons', BO),
  state('persons', 3),
  row('projects', { project_code: 'W-1', name: 'Mirror' }),
  state('projects', 4),
];
const STREAMS_OF_MIXED = [...PERSONS, PROJECTS];

describe('the report', () => {
  test('is a file for its owner only, with a line for each row', async () => {
    const run = await write({ config: sandbox.config, streams: STREAMS_OF_MIXED, lines: MIXED });
    expect(run.exit, run.story).toBe(0);
    expect(run.files.length).toBe(1);
    expect(statSync(join(run.folder, run.files[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(run.report.length).toBe(4);
    expect(run.line('persons', 1)).toMatchObject({ outcome: 'created', id: sandbox.rows('persons')[0]?.id });
    expect(run.line('persons', 2)).toMatchObject({ outcome: 'rejected', code: 'bad_value', column: 'hire_date' });
    expect(run.line('persons', 2)?.message).toMatch(/date like/);
    // Rejects are summarised in the log without a value.
    const [warning = '', ...others] = run.logs('WARN');
    expect(others).toEqual([]);
    expect(warning).toMatch(/1 row rejected.*hire_date.*Row 2\./);
    expect(run.stdout).not.toContain('31.01.2026');
  });

  test.each(['', 'below'])(
    'in a place where no folder can be is a config_error before the first row',
    async (below) => {
      const path = join(mkdtempSync(join(tmpdir(), 'destination-')), 'file');
      writeFileSync(path, 'x');
      const config = { ...sandbox.config, report: { folder: join(path, below) } };
      const run = await write({ config, streams: PERSONS, lines: [row('persons', ADA)] });
      expect(run.exit).toBe(1);
      expect(run.errors.map((error) => error.failure_type)).toEqual(['config_error']);
      expect(sandbox.requests.filter(isWrite)).toEqual([]);
    },
  );

  test.skipIf(process.getuid?.() === 0)('in a folder without permission is a config_error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'destination-'));
    chmodSync(folder, 0o500);
    const run = await write({ config: { ...sandbox.config, report: { folder } }, streams: PERSONS, lines: [] });
    expect(run.exit).toBe(1);
    expect(run.errors.map((error) => error.failure_type)).toEqual(['config_error']);
  });

  test('is a must where rejects count as reported', async () => {
    const run = await write({
      config: { ...sandbox.config, report: null, on_reject: 'report' },
      streams: PERSONS,
      lines: [row('persons', ADA)],
    });
    expect(run.exit).toBe(1);
    expect(run.errors.map((error) => error.failure_type)).toEqual(['config_error']);
    expect(sandbox.requests).toEqual([]);
  });

  test('has what Personio says, which may quote values, and the trace id', async () => {
    const taken = row('persons', { email: 'another@x.example', first_name: 'T', last_name: 'T' });
    sandbox.configure({
      trouble: [{ match: { path: '^POST /v2/persons$' }, act: { kind: 'status', status: 422 } }],
    });
    const run = await write({ config: sandbox.config, streams: PERSONS, lines: [taken] });
    expect(run.line('persons', 1)).toMatchObject({ code: 'refused', trace_id: expect.stringMatching(/./) });
    expect(run.line('persons', 1)?.answer).toContain('A rule makes the sandbox fail here.');
    expect(run.stdout).not.toContain('A rule makes');
  });
});

describe('rejected rows', () => {
  const runWith = (config: object) =>
    write({ config: { ...sandbox.config, ...config }, streams: STREAMS_OF_MIXED, lines: MIXED });

  test('are settled where they are reported', async () => {
    const run = await runWith({ on_reject: 'report' });
    expect([run.exit, run.echoed('persons'), run.echoed('projects')]).toEqual([0, [1, 2, 3], [4]]);
    expect(run.states('persons')[1]?.destinationStats).toEqual({ recordCount: 0, rejectedRecordCount: 1 });
  });

  test.each([
    ['come again with retry', { on_reject: 'retry' }, 0],
    ['come again without a report', { report: null }, 0],
    ['fail the run with fail', { on_reject: 'fail' }, 1],
  ] as const)('%s: no state behind them is echoed', async (_, config, exit) => {
    const run = await runWith(config);
    expect([run.exit, run.echoed('persons'), run.echoed('projects')]).toEqual([exit, [1], [4]]);
    // The rows after it are written all the same.
    expect(sandbox.rows('persons').length).toBe(2);
    expect(run.logs('WARN').filter((text) => text.includes('next sync')).length).toBe(1);
  });

  const many = (bad: number, good: number) => [
    ...Array.from({ length: bad }, () => BAD),
    state('persons', 1),
    ...Array.from({ length: good }, () => row('persons', CY)),
    state('persons', 2),
    row('projects', { project_code: 'W-1', name: 'Mirror' }),
    state('projects', 3),
  ];

  test('stop their stream when they are the first twenty, or more than the limit', async () => {
    const first = await write({ config: sandbox.config, streams: STREAMS_OF_MIXED, lines: many(20, 5) });
    expect(first.exit, first.story).toBe(1);
    expect(first.errors.map((error) => error.message)).toEqual([expect.stringMatching(/persons: 20 of 20 rows/)]);
    expect([first.echoed('persons'), first.echoed('projects')]).toEqual([[], [3]]);
    expect(sandbox.rows('persons').length).toBe(0);

    // The rejects are settled first, when there is no rate yet.
    const mixed = [row('persons', CY), ...many(15, 48)];
    const second = await write({ config: sandbox.config, streams: STREAMS_OF_MIXED, lines: mixed });
    expect(second.exit, second.story).toBe(1);
    expect(second.errors.map((error) => error.message)).toEqual([expect.stringMatching(/Reject Limit of 20 percent/)]);
    expect(second.echoed('persons')).toEqual([1]);
    const patient = await write({
      config: { ...sandbox.config, reject_limit: 100 },
      streams: STREAMS_OF_MIXED,
      lines: many(40, 5),
    });
    expect(patient.exit, patient.story).toBe(0);
    expect(patient.echoed('persons')).toEqual([1, 2]);
  });
});

describe('a dry run', () => {
  test('reports what would happen, writes nothing and echoes no state', async () => {
    const config = { ...sandbox.config, dry_run: true, settle_seconds: 60 };
    const run = await write({ config, streams: STREAMS, lines: linesOf() });

    expect(run.exit, run.story).toBe(0);
    expect(sandbox.requests.filter(isWrite)).toEqual([]);
    expect(sandbox.requests.filter(({ method }) => method !== 'GET').every(({ path }) => path.includes('auth'))).toBe(
      true,
    );
    expect(run.states()).toEqual([]);
    expect(run.report.length).toBe(14);
    expect(new Set(run.report.map(({ outcome, dry_run }) => `${outcome} ${dry_run}`))).toEqual(
      new Set(['created true']),
    );
    expect(run.stderr).toBe('');
    expect(run.seconds).toBeLessThan(20);
  });

  test('says the same of every row as the run after it', async () => {
    await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
    const lines = [
      row('persons', { ...ADA, position: 'Changed', supervisor_email: 'new@x.example' }),
      row('persons', BO),
      BAD,
      row('persons', {
        email: 'new@x.example',
        first_name: 'New',
        last_name: 'N',
        position: 'P',
        supervisor_email: ADA.email,
      }),
      row('persons', { email: 'new@x.example', position: 'Q' }),
      row('projects', { project_code: 'W-3', name: 'Mirror' }),
      row('projects', { project_code: 'W-4', name: 'Tube' }),
      row('project_members', { project_code: 'W-4', person_email: 'new@x.example' }),
      row('project_members', { project_code: 'W-9', person_email: 'new@x.example' }),
      row('attendance_periods', {
        ...{ person_email: 'new@x.example', type: 'WORK', start: '2026-10-05T08:00', end: '2026-10-05T09:00' },
        project_code: 'W-4',
      }),
    ];
    const dry = await write({ config: { ...sandbox.config, dry_run: true }, streams: STREAMS, lines });
    expect(dry.exit, dry.story).toBe(1);
    sandbox.resetWrites();
    const wet = await write({ config: sandbox.config, streams: STREAMS, lines });
    for (const name of ['persons', 'projects', 'project_members', 'attendance_periods'])
      expect(dry.outcomes(name), name).toEqual(wet.outcomes(name));
    expect(wet.outcomes('persons')).toEqual(['changed', 'unchanged', 'bad_value', 'created', 'changed']);
    expect(wet.outcomes('projects')).toEqual(['conflict', 'created']);
    expect(wet.outcomes('project_members')).toEqual(['created', 'unknown_reference']);
  });
});
