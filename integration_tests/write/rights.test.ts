import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { ATTENDANCES, linesOf, OBJECTS, PEOPLE, STREAMS } from './load.ts';
import { row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const RIGHTS: Readonly<Record<string, string>> = {
  persons: 'persons:write',
  attendance_periods: 'attendances:write',
  absence_periods: 'absences:write',
  documents: 'documents:write',
};

describe.concurrent('a missing right', () => {
  test.each(Object.entries(RIGHTS))('to write %s is a config_error, and its rows come again', async (object, right) => {
    const own = await startSandbox({ persons: 0, limits: { on: false } });
    try {
      if (object !== 'persons') await write({ config: own.config, streams: STREAMS, lines: linesOf(OBJECTS.slice(3)) });
      own.configure({ rights: { [right]: 'refused' } });
      const run = await write({ config: own.config, streams: STREAMS, lines: linesOf() });
      expect(run.exit, run.story).toBe(1);
      const failed = run.errors.find(({ message }) => message.startsWith(`${object}: `));
      expect(failed?.failure_type, run.story).toBe('config_error');
      expect(failed?.message).toMatch(/right/);
      expect(run.states(object)).toEqual([]);
      expect(run.report.filter(({ stream, code }) => stream === object && code !== undefined)).toEqual([]);
      expect(run.echoed('projects')).toEqual([6]);
    } finally {
      await own.close();
    }
  });

  test('withdrawn in the middle: what was written is confirmed, the rest is not, and no row is rejected', async () => {
    const own = await startSandbox({ persons: 0, limits: { on: false }, latencyMs: 5 });
    try {
      const people = Array.from({ length: 60 }, (_, index) => ({
        ...{ email: `p${index}@x.example`, first_name: 'P', last_name: `${index}` },
      }));
      const lines = people.flatMap((data, index) => [row('persons', data), state('persons', index + 1)]);
      const withdraw = setInterval(() => {
        if (own.writes.length >= 20) own.configure({ rights: { 'persons:write': 'refused' } });
      }, 1);
      const run = await write({
        config: { ...own.config, max_concurrency: 2 },
        streams: [
          { name: 'persons', mode: 'append_dedup' },
          { name: 'projects', mode: 'append_dedup' },
        ],
        lines: [...lines, row('projects', { project_code: 'W-1', name: 'Mirror' }), state('projects', 100)],
      });
      clearInterval(withdraw);
      expect(run.exit, run.story).toBe(1);
      expect(run.errors.map((error) => error.failure_type)).toEqual(['config_error']);
      expect(run.report.filter(({ outcome }) => outcome === 'rejected')).toEqual([]);
      const confirmed = run.echoed('persons').length;
      expect(confirmed).toBeGreaterThan(0);
      expect(confirmed).toBeLessThan(60);
      expect(run.outcomes('persons').length).toBe(own.creations.size - 1);
      expect(run.echoed('projects')).toEqual([100]);
    } finally {
      await own.close();
    }
  });
});

test.each([403, 409] as const)('a confirmed attendance that may not be changed (%i) is a conflict', async (status) => {
  await write({ config: { ...sandbox.config, approval: 'skip' }, streams: STREAMS, lines: linesOf() });
  sandbox.configure({ disputed: { confirmedChange: status } });
  const [work = {}] = ATTENDANCES;
  const rows = [
    { ...work, comment: 'Changed' },
    { ...work, start: '2026-09-01T08:00:00', end: '2026-09-01T09:00:00' },
  ];
  const run = await write({
    config: sandbox.config,
    streams: [{ name: 'attendance_periods', mode: 'append_dedup' }],
    lines: [...rows.map((data) => row('attendance_periods', data)), state('attendance_periods', 1)],
  });
  expect(run.exit, run.story).toBe(0);
  expect(run.outcomes('attendance_periods')).toEqual(['conflict', 'created']);
  expect(run.states()[0]?.destinationStats).toEqual({ recordCount: 1, rejectedRecordCount: 1 });
});

test('full buckets and expired tokens are survived', async () => {
  sandbox.configure({
    limits: {
      on: true,
      burst: 5,
      bursts: { document_uploads: 1 },
      rates: { default: 20, persons: 20, document_uploads: 5 },
    },
    tokenSeconds: 1,
    trouble: [
      { match: { path: '^POST /v2/', every: 3, times: 3 }, act: { kind: 'status', status: 429, retryAfterSeconds: 1 } },
    ],
  });
  const people = Array.from({ length: 20 }, (_, index) => ({
    email: `p${index}@x.example`,
    first_name: 'P',
    last_name: 'P',
  }));
  const lines = [...people.map((data) => row('persons', data)), ...linesOf()];
  const run = await write({ config: sandbox.config, streams: STREAMS, lines });
  expect(run.exit, run.story).toBe(0);
  expect(run.outcomes('persons').length).toBe(20 + PEOPLE.length);
  expect([...sandbox.creations.values()].every((count) => count === 1)).toBe(true);
  expect(sandbox.requests.some(({ status }) => status === 429)).toBe(true);
});
