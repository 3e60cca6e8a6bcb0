import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { PEOPLE, pdf } from './load.ts';
import { row, state, write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const PROJECTS = [{ name: 'projects', mode: 'append_dedup' }];
const projects = (count: number) =>
  Array.from({ length: count }, (_, index) => [
    row('projects', { project_code: `W-${index}`, name: `Project ${index}` }),
    state('projects', index + 1),
  ]).flat();

describe('SIGTERM', () => {
  test('lets a request under way end, echoes what became true, and takes no further rows', async () => {
    sandbox.configure({
      trouble: [{ match: { path: '^POST /v2/projects', nth: 3 }, act: { kind: 'hang', ms: 2000 } }],
    });
    let signalled = 0;
    const run = await write({
      config: { ...sandbox.config, max_concurrency: 1 },
      streams: PROJECTS,
      lines: projects(40),
      staysOpen: true,
      kill: {
        signal: 'SIGTERM',
        when: () => {
          const isUnderWay =
            sandbox.requests.filter(({ route, method }) => method === 'POST' && route === '/v2/projects').length >= 3;
          if (isUnderWay) signalled = performance.now();
          return isUnderWay;
        },
      },
    });
    expect(run.exit, run.story).toBe(143);
    expect(performance.now() - signalled).toBeLessThan(5000);
    // The third was created while nobody took rows any more.
    const posted = sandbox.requests.filter(({ route, method }) => method === 'POST' && route === '/v2/projects').length;
    expect(posted).toBeLessThan(8);
    expect(run.echoed().length, run.story).toBe(sandbox.creations.size);
    expect(run.report.length).toBe(sandbox.creations.size);
    expect(run.echoed()).toEqual(Array.from({ length: sandbox.creations.size }, (_, index) => index + 1));
  });

  test('ends a run that hears nothing within 5 s, and the next one creates nothing twice', async () => {
    sandbox.configure({
      trouble: [{ match: { path: '^POST /v2/projects', nth: 2 }, act: { kind: 'hang', applied: true } }],
    });
    let signalled = 0;
    const run = await write({
      config: sandbox.config,
      streams: PROJECTS,
      lines: projects(3),
      kill: {
        signal: 'SIGTERM',
        when: () => {
          if (sandbox.creations.size < 3) return false;
          signalled = performance.now();
          return true;
        },
      },
    });
    expect(run.exit, run.story).toBe(143);
    expect(performance.now() - signalled).toBeLessThan(6000);
    sandbox.configure({ trouble: [] });
    const next = await write({ config: sandbox.config, streams: PROJECTS, lines: projects(3) });
    expect(next.exit, next.story).toBe(0);
    expect([...sandbox.creations.values()]).toEqual([1, 1, 1]);
  });

  test('ends a run that waits for lists to settle', async () => {
    const run = await write({
      config: { ...sandbox.config, settle_seconds: 60 },
      streams: [
        { name: 'persons', mode: 'append_dedup' },
        { name: 'attendance_periods', mode: 'append_dedup' },
      ],
      lines: [
        ...PEOPLE.map((data) => row('persons', data)),
        state('persons', 1),
        row('attendance_periods', {
          person_email: PEOPLE[1]?.email,
          type: 'WORK',
          start: '2026-10-05T08:00',
          end: '2026-10-05T09:00',
        }),
        row('attendance_periods', { person_email: 'nobody@x.example', type: 'WORK', start: '2026-10-05T08:00' }),
        state('attendance_periods', 2),
      ],
      kill: { signal: 'SIGTERM', when: (stdout) => stdout.includes('"id":1') },
    });
    expect(run.exit, run.story).toBe(143);
    expect(run.echoed()).toEqual([1]);
    expect(run.report.filter(({ stream }) => stream === 'attendance_periods')).toEqual([]);
  });
});

test('a document of 30 MB takes at most 300 MB', async () => {
  const people = PEOPLE.slice(2).map((data) => row('persons', data));
  const document = (title: string, bytes: number) =>
    row('documents', {
      ...{ person_email: 'cy.sample@x.example', category: 'Contracts', title, content_type: 'application/pdf' },
      content: Buffer.concat([Buffer.from(pdf('x'), 'base64'), Buffer.alloc(bytes, 7)]).toString('base64'),
    });
  const MB = 1024 * 1024;
  const run = await write({
    config: sandbox.config,
    streams: [
      { name: 'documents', mode: 'append_dedup' },
      { name: 'persons', mode: 'append_dedup' },
    ],
    lines: [
      document('Early', 29 * MB),
      ...people,
      document('One', 29 * MB),
      document('Two', 29 * MB),
      state('documents', 1),
    ],
  });
  expect(run.exit, run.story.slice(0, 3000)).toBe(0);
  expect(run.outcomes('documents')).toEqual(['created', 'created', 'created']);
  expect(run.peak).toBeLessThan(300);
});
