import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { screen } from '../../integration_tests/screen.ts';
import { TerminalProgress } from './progress.ts';

class Terminal {
  bytes = '';
  readonly stream: WriteStream;

  constructor(size: { columns?: number; rows?: number } = { columns: 80, rows: 24 }) {
    const write = (text: string) => {
      this.bytes += text;
      return true;
    };
    this.stream = Object.assign(new PassThrough(), { ...size, write }) as unknown as WriteStream;
  }

  /** The lines, with single spaces between their words. */
  get lines(): string[] {
    return screen(this.bytes).map((line) => line.replace(/ +/g, ' '));
  }

  /** How many times something was written. */
  get draws(): number {
    return this.bytes.split('\x1b[0J').length;
  }
}

function open(size?: { columns?: number; rows?: number }, shared = false) {
  const terminal = new Terminal(size);
  return { terminal, progress: new TerminalProgress(terminal.stream, shared) };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 21, 12, 0, 0) });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('while streams are read', () => {
  test('one line shows the progress of all of them; those that have ended stay above it', () => {
    const { terminal, progress } = open();
    progress.status('persons', 'STARTED');
    progress.status('jobs', 'STARTED');
    progress.sent();
    progress.records('persons', 1_000);
    vi.advanceTimersByTime(200);
    expect(terminal.lines).toEqual(['1,000 records, 1 request, 0:00: persons, jobs']);

    progress.sent();
    progress.records('jobs', 1);
    progress.status('jobs', 'COMPLETE');
    vi.advanceTimersByTime(65_000);
    expect(terminal.lines).toEqual(['jobs 1 record complete', '1,001 records, 2 requests, 1:04: persons']);

    progress.status('persons', 'INCOMPLETE');
    expect(terminal.lines).toEqual(['jobs 1 record complete', 'persons 1,000 records incomplete']);
  });

  test('it is drawn at most five times a second, and once if nothing happens', () => {
    const { terminal, progress } = open();
    for (const name of ['a', 'b', 'c', 'd']) progress.status(name, 'STARTED');
    const { draws } = terminal;
    for (let at = 0; at < 1000; at += 10) {
      progress.records('a', 50);
      progress.sent();
      vi.advanceTimersByTime(10);
    }
    expect(terminal.draws - draws).toBe(5);

    vi.advanceTimersByTime(3_000);
    expect(terminal.draws - draws).toBe(8);
    expect(terminal.lines).toEqual(['5,000 records, 100 requests, 0:04: a, b, c, d']);
  });

  test('nothing is drawn once all have ended, and no timer is left', () => {
    const { terminal, progress } = open();
    progress.status('persons', 'STARTED');
    progress.status('persons', 'COMPLETE');
    const { bytes } = terminal;

    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(terminal.bytes).toBe(bytes);
  });

  test('hours are shown, too', () => {
    const { terminal, progress } = open();
    progress.status('persons', 'STARTED');
    vi.advanceTimersByTime(3_600_000 + 62_000);

    expect(terminal.lines).toEqual(['0 records, 0 requests, 1:01:02: persons']);
  });

  test('as many names are shown as fit', () => {
    const { terminal, progress } = open();
    for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}`, 'STARTED');
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines).toEqual(['0 records, 0 requests, 0:01: stream_0, stream_1, stream_2, stream_3 and 26 more']);
  });

  test('lines are cut to the screen, in width and in number', () => {
    const { terminal, progress } = open({ columns: 20, rows: 4 });
    for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}_${'x'.repeat(40)}`, 'STARTED');
    progress.records('stream_0', 1_234_567);
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines).toHaveLength(2);
    expect(Math.max(...screen(terminal.bytes).map(({ length }) => length))).toBeLessThan(20);
    const tallest = Math.max(...[...terminal.bytes.matchAll(/\p{Cc}\[(\d+)A/gu)].map(([, up]) => Number(up)));
    expect(tallest).toBe(2);

    for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}_${'x'.repeat(40)}`, 'COMPLETE');
    expect(terminal.lines).toHaveLength(30);
    expect(Math.max(...screen(terminal.bytes).map(({ length }) => length))).toBe(19);
  });

  test.each([{}, { columns: 0, rows: 0 }])('a terminal of unknown size counts as 80 × 24: %j', (size) => {
    const { terminal, progress } = open(size);
    for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}`, 'RUNNING');
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines).toEqual(['0 records, 0 requests, 0:01: stream_0, stream_1, stream_2, stream_3 and 26 more']);
  });

  test('the line of the longest stream name fits into 80 columns', () => {
    const { terminal, progress } = open();
    progress.status('recruiting_stage_transitions', 'STARTED');
    progress.records('recruiting_stage_transitions', 999_999_999);
    progress.status('recruiting_stage_transitions', 'INCOMPLETE');

    expect(terminal.lines).toEqual(['recruiting_stage_transitions 999,999,999 records incomplete']);
  });
});

describe('the share of people', () => {
  const visit = (visited: number, more: { of?: number; isAll?: boolean; parents?: string } = {}) => ({
    ...{ parents: 'persons', visited, of: undefined, isAll: true },
    ...more,
  });

  test.each([
    ['how many were visited', [], visit(12), '12 people'],
    ['one', [], visit(1), '1 person'],
    ['of all that are visited, once these are known', [], visit(12, { of: 40 }), '12 of 40 people'],
    ['of about as many as there are', [300], visit(12), '12 of about 300 people'],
    ['not of all where some are visited', [300], visit(12, { isAll: false }), '12 people'],
    ['not of fewer than were visited', [3], visit(12), '12 people'],
  ])('shows %s', (_, listed, visited, share) => {
    const { terminal, progress } = open();
    progress.status('employments', 'RUNNING');
    for (const rows of listed) progress.listed('employees', rows);
    progress.visited('employments', visited);
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines).toEqual([`0 records, 0 requests, 0:01, ${share}: employments`]);
  });

  test('is that of the stream with the most left to do', () => {
    const { terminal, progress } = open();
    for (const name of ['employments', 'holidays', 'profile_pictures']) progress.status(name, 'RUNNING');
    progress.visited('employments', visit(20, { of: 50 }));
    progress.visited('holidays', visit(90, { of: 100 }));
    progress.visited('profile_pictures', visit(40, { of: 50 }));
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines[0]).toContain(', 20 of 50 people: ');
  });

  test('is not shown for parents that are not people', () => {
    const { terminal, progress } = open();
    progress.status('project_members', 'RUNNING');
    progress.listed('projects', 9);
    progress.visited('project_members', visit(2, { parents: 'projects', of: 9 }));
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines).toEqual(['0 records, 0 requests, 0:01: project_members']);
  });
});

describe('a wait for the rate limit', () => {
  test('is shown with its end', () => {
    const { terminal, progress } = open();
    progress.status('persons', 'RUNNING', Date.now() + 65_000);
    vi.advanceTimersByTime(1_200);
    expect(terminal.lines).toEqual(['0 records, 0 requests, 0:01, waiting for the rate limit until 12:01:05: persons']);

    vi.advanceTimersByTime(65_000);
    expect(terminal.lines).toEqual(['0 records, 0 requests, 1:06: persons']);
  });

  test('of some of the streams says how many wait, on a second line if necessary', () => {
    const { terminal, progress } = open();
    for (const name of ['persons', 'jobs', 'projects']) progress.status(name, 'RUNNING');
    progress.status('jobs', 'RUNNING', Date.now() + 65_000);
    progress.status('persons', 'RUNNING', Date.now() + 60_000);
    vi.advanceTimersByTime(1_200);

    expect(terminal.lines).toEqual([
      '0 records, 0 requests, 0:01',
      '2 of 3 streams waiting for the rate limit until 12:01:00: persons and 2 more',
    ]);
  });
});

describe('at the end', () => {
  function read(
    statuses: Readonly<Record<string, 'COMPLETE' | 'INCOMPLETE'>>,
    { records = 7, shared = false, columns = 200 } = {},
  ) {
    const { terminal, progress } = open({ columns, rows: 24 }, shared);
    for (const name of Object.keys(statuses)) progress.status(name, 'STARTED');
    const [first = ''] = Object.keys(statuses);
    progress.records(first, records);
    progress.sent();
    vi.advanceTimersByTime(2_000);
    for (const [name, status] of Object.entries(statuses)) progress.status(name, status);
    return { terminal, progress, closing: () => terminal.lines.slice(Object.keys(statuses).length + 1) };
  }

  test('a complete read says how to read only changes next time', () => {
    const { progress, closing } = read({ persons: 'COMPLETE' });
    progress.end();

    expect(closing()).toEqual([
      '1 stream complete: 7 records, 1 request, 0:02.',
      'To read only what changed next time, run the same command with "--state FILE". FILE must contain the output of this run and of those before.',
    ]);
  });

  test('an incomplete one says what is missing, why, and how to resume; each reason is given once', () => {
    const { progress, closing } = read({
      persons: 'COMPLETE',
      jobs: 'INCOMPLETE',
      employments: 'INCOMPLETE',
      projects: 'INCOMPLETE',
    });
    progress.failed('jobs: Not allowed.', 'jobs');
    progress.failed('employments: Not allowed.', 'employments');
    progress.failed('projects: Personio\x1b did not answer.', 'projects');
    progress.end();

    expect(closing()).toEqual([
      '1 of 4 streams complete: 7 records, 1 request, 0:02.',
      'Incomplete: jobs, employments, projects.',
      'jobs, employments: Not allowed.',
      'projects: Personio did not answer.',
      'To resume, run the same command with "--state FILE". FILE must contain the output of this run and of those before.',
    ]);
  });

  test('its lines break between words', () => {
    const { progress, closing } = read({ persons: 'COMPLETE' }, { columns: 80 });
    progress.end();

    expect(closing().slice(1)).toEqual([
      'To read only what changed next time, run the same command with "--state FILE".',
      'FILE must contain the output of this run and of those before.',
    ]);
  });

  test('if nothing was read, there is nothing to resume', () => {
    const { progress, closing } = read({ persons: 'INCOMPLETE', jobs: 'INCOMPLETE' }, { records: 0 });
    progress.end();

    expect(closing().at(-1)).toBe('Nothing was read. Fix the problem, then run the same command again.');
  });

  test('if the output went to the terminal, it says how to save it, and repeats no error', () => {
    const { progress, closing } = read({ persons: 'INCOMPLETE' }, { shared: true });
    progress.failed('persons: Not allowed.', 'persons');
    progress.end();

    expect(closing()).toEqual([
      '0 of 1 stream complete: 7 records, 1 request, 0:02.',
      'Incomplete: persons.',
      'To resume, run the same command with "--state FILE". FILE must contain the lines above; ">> FILE" saves them.',
    ]);
  });

  test('a command that could not start says why, and nothing else', () => {
    const { terminal, progress } = open();
    progress.failed('Invalid\nconfiguration.');
    progress.end();

    expect(terminal.lines).toEqual(['Invalid configuration.']);
  });
});

test('if records go to the same terminal, nothing moves and each stream gets one line when it ends', () => {
  const { terminal, progress } = open(undefined, true);
  progress.status('persons', 'STARTED');
  progress.status('jobs', 'STARTED');
  vi.advanceTimersByTime(3_000);
  progress.records('persons', 50);
  progress.sent();
  progress.status('persons', 'RUNNING');
  expect(terminal.bytes).toBe('');
  expect(vi.getTimerCount()).toBe(0);

  progress.status('persons', 'COMPLETE');
  progress.status('jobs', 'INCOMPLETE');
  expect(terminal.bytes).not.toContain('\x1b');
  expect(terminal.lines).toEqual(['persons 50 records complete', 'jobs 0 records incomplete']);
});

test('a name in the catalog cannot move the terminal', () => {
  const { terminal, progress } = open(undefined, true);
  progress.status('a\x1b[2J\nb', 'INCOMPLETE');

  expect(terminal.lines).toEqual(['a [2J b 0 records incomplete']);
});
