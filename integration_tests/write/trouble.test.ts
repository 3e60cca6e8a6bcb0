import { describe, expect, test } from 'vitest';
import { type Rule, type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { Json } from '../connector.ts';
import { accountOf } from './account.ts';
import { linesOf, OBJECTS, STREAMS } from './load.ts';
import { isWrite, write } from './program.ts';

/** The routes of creates. */
const CREATES: Readonly<Record<string, string>> = {
  persons: '^POST /v2/persons$',
  projects: '^POST /v2/projects$',
  attendance_periods: '^POST /v2/attendance-periods',
  absence_periods: '^POST /v2/absence-periods',
  documents: '^POST /v1/company/documents$',
  project_members: '^POST /v2/projects/[^/]+/members$',
};

type Act = Rule['act'];

/** After it, the program cannot know that what it sent was done; it looks, and finds it. */
const APPLIED: Readonly<Record<string, Act>> = {
  'reset after it was done': { kind: 'reset', applied: true },
  'reset in the middle of the answer': { kind: 'reset', when: 'body' },
  '500 after it was done': { kind: 'status', status: 500, applied: true },
  '503 after it was done': { kind: 'status', status: 503, retryAfterSeconds: 1, applied: true },
  '504 after it was done': { kind: 'status', status: 504, applied: true },
  'an answer of another server': { kind: 'status', status: 200, body: 'html', applied: true },
  'an empty answer': { kind: 'status', status: 201, body: 'empty', applied: true },
  'an answer cut short': { kind: 'cut' },
  'an answer without an id': { kind: 'lie', how: 'no id' },
};

/** It was surely not done, or it was done and said so. */
const HARMLESS: Readonly<Record<string, Act>> = {
  'a full bucket': { kind: 'status', status: 429, retryAfterSeconds: 1 },
  'an expired token': { kind: 'revoke' },
  'a connection that closes': { kind: 'close', silent: true },
};

/** It was not done, which the program cannot know. */
const OPEN: Readonly<Record<string, Act>> = {
  'reset before it was done': { kind: 'reset' },
  '500 instead of it': { kind: 'status', status: 500 },
  '503 instead of it': { kind: 'status', status: 503 },
};

const UPLOADS = new Set(['Contract of Bo']);

async function quiet(work: (sandbox: Sandbox, again: () => Promise<void>) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ persons: 0, limits: { on: false } });
  try {
    await work(sandbox, async () => {
      sandbox.configure({ trouble: [] });
      const calm = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
      expect(calm.exit, calm.story).toBe(0);
      expect(accountOf(sandbox, UPLOADS)).toEqual(await model());
      expect([...sandbox.creations].filter(([, count]) => count !== 1)).toEqual([]);
      expect(sandbox.creations.size).toBe(OBJECTS.reduce((sum, [, rows]) => sum + rows.length, 0));
    });
  } finally {
    await sandbox.close();
  }
}

let expected: Promise<Json> | undefined;

/** The account after the load, without trouble. */
function model(): Promise<Json> {
  expected ??= (async () => {
    const sandbox = await startSandbox({ persons: 0, limits: { on: false } });
    try {
      await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
      return accountOf(sandbox, UPLOADS);
    } finally {
      await sandbox.close();
    }
  })();
  return expected;
}

const cases = (acts: Readonly<Record<string, Act>>) => Object.entries(acts).map(([name, act]) => [name, act] as const);

describe.concurrent('the first create of every object meets', () => {
  test.each(cases(APPLIED))('%s: it is found, and not sent again', async (_, act) => {
    await quiet(async (sandbox, again) => {
      sandbox.configure({ trouble: Object.values(CREATES).map((path) => ({ match: { path, nth: 1 }, act })) });
      const run = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
      expect(run.exit, run.story).toBe(0);
      expect(run.echoed().sort()).toEqual(OBJECTS.map((__, index) => index + 1));
      sandbox.resetRequests();
      await again();
      expect(sandbox.requests.filter(isWrite)).toEqual([]);
    });
  });

  test('no answer at all: it is found when the program has waited long enough', { timeout: 120_000 }, async () => {
    await quiet(async (sandbox, again) => {
      const act = { kind: 'hang', applied: true } as const;
      sandbox.configure({ trouble: [{ match: { path: CREATES.projects ?? '', nth: 1 }, act }] });
      const run = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
      expect(run.exit, run.story).toBe(0);
      expect(run.seconds).toBeGreaterThan(20);
      await again();
    });
  });

  test.each(cases(HARMLESS))('%s: nothing is noticed', async (_, act) => {
    await quiet(async (sandbox, again) => {
      sandbox.configure({ trouble: Object.values(CREATES).map((path) => ({ match: { path, nth: 1 }, act })) });
      const run = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
      expect(run.exit, run.story).toBe(0);
      await again();
    });
  });

  // One object is in doubt at a time, because others wait for people and projects.
  test.each(
    Object.entries(CREATES).flatMap(([object, path], index) =>
      cases(OPEN)
        .filter((_, at) => at === 0 || index % 2 === at % 2)
        .map(([name, act]) => [name, object, path, act] as const),
    ),
  )('%s (%s): its stream fails, and the next run writes it', async (_, object, path, act) => {
    await quiet(async (sandbox, again) => {
      sandbox.configure({ trouble: [{ match: { path, nth: 1 }, act }] });
      const run = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
      expect(run.exit, run.story).toBe(1);
      expect(run.errors[0]?.failure_type, run.story).toBe('transient_error');
      expect(run.errors[0]?.message).toContain(object);
      expect(run.states(object), run.story).toEqual([]);
      expect(sandbox.requests.filter((request) => request.trouble !== undefined).length).toBe(1);
      await again();
    });
  });
});

describe.concurrent('changes and removals', () => {
  const CHANGED = linesOf(
    OBJECTS.filter(([name]) => name !== 'project_members').map(([name, rows]) => [
      name,
      rows.slice(0, 1).map((row) => ({
        ...row,
        ...(name === 'persons' ? { position: 'Changed', preferred_name: 'Changed' } : {}),
        ...(name === 'projects' ? { description: 'Changed' } : {}),
        ...(name.endsWith('periods') || name === 'documents' ? { comment: 'Changed' } : {}),
      })),
    ]),
  );

  test.each(cases({ ...APPLIED, ...HARMLESS, ...OPEN }).filter(([name]) => !name.includes('answer')))(
    'are sent again after %s',
    async (_, act) => {
      await quiet(async (sandbox) => {
        await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });
        sandbox.resetWrites();
        const path = '^PATCH';
        sandbox.configure({ trouble: [{ match: { path, nth: act.kind === 'revoke' ? 2 : [1, 3, 5] }, act }] });
        const run = await write({ config: sandbox.config, streams: STREAMS, lines: CHANGED });
        expect(run.exit, run.story).toBe(0);
        const changed = new Set(sandbox.writes.filter(({ changed }) => changed).map(({ route }) => route));
        expect(changed.size).toBe(6);
        expect(sandbox.creations.size).toBe(0);
        expect(accountOf(sandbox, UPLOADS).persons?.['ada.sample@x.example']).toMatchObject({
          position: 'Changed',
          preferred_name: 'Changed',
        });
      });
    },
  );
});
