import { describe, expect, test, vi } from 'vitest';
import { FakeStdout, turns } from '../../integration_tests/units/fake_stdout.ts';
import { Sink } from './sink.ts';

/** More than is buffered before it is passed on. */
const PAGE = `${'x'.repeat(99)}\n`.repeat(1000);

describe('what is written', () => {
  test('goes out after a moment if small, together with other small writes', async () => {
    const stdout = new FakeStdout();
    const write = vi.spyOn(stdout, 'write');
    const sink = new Sink(stdout);

    for (let i = 0; i < 50; i++) await sink.write(`${i}\n`);
    await vi.waitUntil(() => stdout.text !== '');

    expect(stdout.lines).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
    expect(write.mock.calls.length).toBeLessThan(5);
  });

  test('nothing is written after it was closed', async () => {
    const stdout = new FakeStdout();
    const sink = new Sink(stdout);

    await sink.write('before\n');
    await sink.flush();
    sink.close();
    await sink.write('after\n');
    await sink.flush();
    await turns();

    expect(stdout.lines).toEqual(['before']);
  });

  test('what was written before closing is not lost', async () => {
    const stdout = new FakeStdout();
    const sink = new Sink(stdout);

    await sink.write('The last words.\n');
    sink.close();
    await sink.flush();

    expect(stdout.lines).toHaveLength(1);
  });
});

describe('back-pressure', () => {
  test('a write resolves only when the reader has made room', async () => {
    const stdout = new FakeStdout({ slow: true, highWaterMark: 10 });
    const sink = new Sink(stdout);
    const events: string[] = [];

    const writing = sink.write(PAGE).then(() => events.push('written'));
    const asking = sink.ready().then(() => events.push('ready'));
    await turns();
    events.push('reader takes');
    stdout.take();
    await Promise.all([writing, asking]);

    expect(events[0]).toBe('reader takes');
    expect(events).toHaveLength(3);
  });

  test('nobody waits while there is room', async () => {
    const stdout = new FakeStdout({ slow: true });
    const sink = new Sink(stdout);

    await sink.write('1\n');
    await sink.ready();
    await vi.waitUntil(() => stdout.text !== '');
    await sink.ready();

    expect(stdout.lines).toHaveLength(1);
  });

  test('fifty waiting writers share one listener', async () => {
    const stdout = new FakeStdout({ slow: true, highWaterMark: 10 });
    const sink = new Sink(stdout);

    const writing = Array.from({ length: 50 }, () => sink.write(PAGE));
    await turns();
    const listeners = stdout.listenerCount('drain');
    while (stdout.take()) await turns();
    await Promise.all(writing);

    expect(listeners).toBe(1);
    expect(stdout.listenerCount('drain')).toBe(0);
    expect(stdout.lines).toHaveLength(50_000);
  });

  test('a second wait for room works like the first', async () => {
    const stdout = new FakeStdout({ slow: true, highWaterMark: 10 });
    const sink = new Sink(stdout);
    let written = 0;

    for (let round = 1; round <= 3; round++) {
      const writing = sink.write(PAGE).then(() => written++);
      await turns();
      expect(written).toBe(round - 1);
      stdout.take();
      await writing;
    }

    expect(written).toBe(3);
  });

  test('flush resolves when everything has been passed on', async () => {
    const stdout = new FakeStdout({ slow: true });
    const sink = new Sink(stdout);
    let flushed = false;

    await sink.write('last words\n');
    const flushing = sink.flush().then(() => {
      flushed = true;
    });
    await turns();
    expect(flushed).toBe(false);
    stdout.take();
    await turns();
    stdout.take();
    await flushing;

    expect(flushed).toBe(true);
  });

  test('a reader that disconnected is reported once', async () => {
    const stdout = new FakeStdout();
    const sink = new Sink(stdout);
    const codes: (string | undefined)[] = [];
    sink.onBroken((error) => codes.push(error.code));

    stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    await sink.write('nobody reads this\n');

    expect(codes).toEqual(['EPIPE']);
    expect(stdout.text).toBe('');
  });
});
