import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

test('a stream has one line, which grows; once it has ended it stays above the others', () => {
  const terminal = new Terminal();
  const progress = new TerminalProgress(terminal.stream, false);
  progress.status('persons', 'STARTED');
  progress.status('jobs', 'STARTED');
  progress.records('persons', 1_000);
  vi.advanceTimersByTime(200);
  progress.records('persons', 234);
  expect(terminal.lines).toEqual(['persons 1,234 records started', 'jobs 0 records started']);

  progress.records('jobs', 7);
  progress.status('jobs', 'COMPLETE');
  expect(terminal.lines).toEqual(['jobs 7 records complete', 'persons 1,234 records started']);

  progress.status('persons', 'RUNNING');
  progress.status('persons', 'INCOMPLETE');
  expect(terminal.lines).toEqual(['jobs 7 records complete', 'persons 1,234 records incomplete']);
});

test('it is drawn at most five times a second, and at every change of status', () => {
  const terminal = new Terminal();
  const progress = new TerminalProgress(terminal.stream, false);
  progress.status('persons', 'RUNNING');
  const begin = terminal.bytes;
  for (let page = 0; page < 100; page++) progress.records('persons', 50);
  expect(terminal.bytes).toBe(begin);

  progress.status('persons', 'COMPLETE');
  expect(terminal.lines).toEqual(['persons 5,000 records complete']);
});

test('where records go to the same terminal, nothing moves and every stream has one line in the end', () => {
  const terminal = new Terminal();
  const progress = new TerminalProgress(terminal.stream, true);
  progress.status('persons', 'STARTED');
  vi.advanceTimersByTime(1_000);
  progress.records('persons', 50);
  progress.status('persons', 'RUNNING');
  expect(terminal.bytes).toBe('');

  progress.status('persons', 'COMPLETE');
  progress.status('jobs', 'INCOMPLETE');
  expect(terminal.bytes).not.toContain('\x1b');
  expect(terminal.lines).toEqual(['persons 50 records complete', 'jobs 0 records incomplete']);
});

test('lines are cut to the screen, in width and in number', () => {
  const terminal = new Terminal({ columns: 40, rows: 10 });
  const progress = new TerminalProgress(terminal.stream, false);
  for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}_${'x'.repeat(40)}`, 'STARTED');
  expect(terminal.lines).toHaveLength(8);
  expect(Math.max(...screen(terminal.bytes).map(({ length }) => length))).toBe(39);
  const tallest = Math.max(...[...terminal.bytes.matchAll(/\p{Cc}\[(\d+)A/gu)].map(([, up]) => Number(up)));
  expect(tallest).toBe(8);

  for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}_${'x'.repeat(40)}`, 'COMPLETE');
  expect(terminal.lines).toHaveLength(30);
});

test.each([{}, { columns: 0, rows: 0 }])('a terminal that does not tell its size is taken for 80 × 24: %j', (size) => {
  const terminal = new Terminal(size);
  const progress = new TerminalProgress(terminal.stream, false);
  for (let stream = 0; stream < 30; stream++) progress.status(`stream_${stream}`, 'RUNNING');

  expect(terminal.lines).toHaveLength(22);
  expect(terminal.lines[0]).toBe('stream_0 0 records running');
});

test('what is said of the longest stream fits into 80 columns', () => {
  const terminal = new Terminal();
  const progress = new TerminalProgress(terminal.stream, false);
  progress.status('recruiting_stage_transitions', 'STARTED');
  progress.records('recruiting_stage_transitions', 999_999_999);
  progress.status('recruiting_stage_transitions', 'INCOMPLETE');

  expect(terminal.lines).toEqual(['recruiting_stage_transitions 999,999,999 records incomplete']);
});

test('a name of the catalog cannot move the terminal', () => {
  const terminal = new Terminal();
  const progress = new TerminalProgress(terminal.stream, true);
  progress.status('a\x1b[2J\nb', 'INCOMPLETE');

  expect(terminal.lines).toEqual(['a [2J b 0 records incomplete']);
});
