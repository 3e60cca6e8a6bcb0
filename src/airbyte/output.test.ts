import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import { Output } from './output.ts';

function thrown(error: Error): never {
  throw error;
}

/** Keeps what it was given; takes nothing more while it is held. */
class Sink extends Writable {
  text = '';
  #held: (() => void) | undefined;
  readonly #slow: boolean;

  constructor({ slow = false, highWaterMark = 16_384 } = {}) {
    super({ highWaterMark, decodeStrings: false });
    this.#slow = slow;
  }

  override _write(chunk: string, _: string, done: () => void): void {
    this.text += chunk;
    if (this.#slow) this.#held = done;
    else done();
  }

  /** The reader takes one write. */
  take(): boolean {
    const done = this.#held;
    this.#held = undefined;
    done?.();
    return done !== undefined;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  // biome-ignore lint/suspicious/noExplicitAny: messages as a reader sees them, of any shape.
  get messages(): any[] {
    return this.lines.map((line) => JSON.parse(line));
  }
}

const record = (id: number) => ({ data: `{"id":"${id}"}`, changes: [] });
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));

/** More than is gathered before it is passed on. */
const page = () => records(1000);

/** The data of the records that were written. */
const dataIn = (sink: Sink) =>
  sink.messages.filter(({ type }) => type === 'RECORD').map(({ record }) => JSON.stringify(record.data));
const dataOf = (given: readonly { data: string }[]) => given.map(({ data }) => data);

async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('lines', () => {
  test('each message is one line of JSON, in the order in which it was written', async () => {
    const sink = new Sink();
    const out = new Output(sink);

    await Promise.all([
      out.status('persons', 'STARTED'),
      out.records('persons', records(2)),
      out.state('persons', { version: 1 }),
      out.log('INFO', 'two\nlines'),
      out.status('persons', 'COMPLETE'),
    ]);
    await out.flush();

    expect(sink.messages.map(({ type }) => type)).toEqual(['TRACE', 'RECORD', 'RECORD', 'STATE', 'LOG', 'TRACE']);
    expect(sink.messages[4].log).toEqual({ level: 'INFO', message: 'two\nlines' });
  });

  test('a page is one write, and an empty one is none', async () => {
    const sink = new Sink();
    const write = vi.spyOn(sink, 'write');
    const out = new Output(sink);

    await out.records('persons', records(50));
    await turns();
    await out.records('persons', []);
    await turns();

    expect(write).toHaveBeenCalledTimes(1);
    expect(dataIn(sink)).toEqual(dataOf(records(50)));
  });

  test('what is small leaves by itself, gathered with what comes beside it', async () => {
    const sink = new Sink();
    const write = vi.spyOn(sink, 'write');
    const out = new Output(sink);

    for (let i = 0; i < 50; i++) await out.records('persons', [record(i)]);
    await turns();

    expect(dataIn(sink)).toEqual(dataOf(records(50)));
    expect(write.mock.calls.length).toBeLessThan(5);
  });

  test('Unicode line breaks are escaped, so that no reader tears a line apart', async () => {
    const sink = new Sink();
    const out = new Output(sink);

    await out.records('persons', [{ data: JSON.stringify({ text: 'a\u2028b\u2029c\u0085d' }), changes: [] }]);
    await out.log('INFO', 'x\u2028y');
    await out.flush();

    expect(sink.lines[0]).toContain('{"text":"a\\u2028b\\u2029c\\u0085d"}');
    expect(sink.text).not.toMatch(/[\u2028\u2029\u0085]/);
    expect(sink.messages[0].record.data.text).toBe('a\u2028b\u2029c\u0085d');
    expect(sink.messages[1].log.message).toBe('x\u2028y');
  });

  test('nothing is written after it was closed', async () => {
    const sink = new Sink();
    const out = new Output(sink);

    await out.log('INFO', 'before');
    await out.flush();
    out.close();
    await out.log('INFO', 'after');
    await out.records('persons', records(1));
    await out.flush();
    await turns();

    expect(sink.messages.map(({ log }) => log.message)).toEqual(['before']);
  });

  test('what was written before it was closed is not lost', async () => {
    const sink = new Sink();
    const out = new Output(sink);

    await out.error(new ConnectorError('system_error', 'The last words.'));
    out.close();
    await out.flush();

    expect(sink.messages).toHaveLength(1);
  });

  test('logs below the chosen level are left out', async () => {
    const sink = new Sink();
    const out = new Output(sink);
    out.level = 'WARN';

    for (const level of ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const) await out.log(level, level);
    await out.flush();

    expect(sink.messages.map(({ log }) => log.level)).toEqual(['WARN', 'ERROR']);
  });
});

describe('back-pressure', () => {
  test('a write resolves only when the reader has made room', async () => {
    const sink = new Sink({ slow: true, highWaterMark: 10 });
    const out = new Output(sink);
    const events: string[] = [];

    const writing = out.records('persons', page()).then(() => events.push('written'));
    const asking = out.ready().then(() => events.push('ready'));
    await turns();
    events.push('reader takes');
    sink.take();
    await Promise.all([writing, asking]);

    expect(events[0]).toBe('reader takes');
    expect(events).toHaveLength(3);
  });

  test('with room left nobody waits', async () => {
    const sink = new Sink({ slow: true });
    const out = new Output(sink);

    await out.records('persons', records(1));
    await out.ready();
    await turns();
    await out.ready();

    expect(sink.lines).toHaveLength(1);
  });

  test('fifty writers that wait share one listener', async () => {
    const sink = new Sink({ slow: true, highWaterMark: 10 });
    const out = new Output(sink);

    const writing = Array.from({ length: 50 }, () => out.records('persons', page()));
    await turns();
    const listeners = sink.listenerCount('drain');
    while (sink.take()) await turns();
    await Promise.all(writing);

    expect(listeners).toBe(1);
    expect(sink.listenerCount('drain')).toBe(0);
    expect(sink.lines).toHaveLength(50_000);
  });

  test('a second wait for room works like the first', async () => {
    const sink = new Sink({ slow: true, highWaterMark: 10 });
    const out = new Output(sink);
    let written = 0;

    for (let round = 1; round <= 3; round++) {
      const writing = out.records('persons', page()).then(() => written++);
      await turns();
      expect(written).toBe(round - 1);
      sink.take();
      await writing;
    }

    expect(written).toBe(3);
  });

  test('flush resolves when everything has left', async () => {
    const sink = new Sink({ slow: true });
    const out = new Output(sink);
    let flushed = false;

    await out.log('INFO', 'last words');
    const flushing = out.flush().then(() => {
      flushed = true;
    });
    await turns();
    expect(flushed).toBe(false);
    sink.take();
    await turns();
    sink.take();
    await flushing;

    expect(flushed).toBe(true);
  });

  test('a reader that went away is told of once', async () => {
    const sink = new Sink();
    const out = new Output(sink);
    const codes: (string | undefined)[] = [];
    out.onBroken((error) => codes.push(error.code));

    sink.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    sink.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    await out.log('INFO', 'nobody reads this');

    expect(codes).toEqual(['EPIPE']);
    expect(sink.text).toBe('');
  });
});

describe('states', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-02-01T00:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const later = (ms: number): void => {
    vi.setSystemTime(Date.now() + ms);
  };

  function started(): { sink: Sink; out: Output; states: () => Promise<unknown[]> } {
    const sink = new Sink();
    const out = new Output(sink);
    const states = async () => {
      await out.flush();
      return sink.messages
        .filter(({ type }) => type === 'STATE')
        .map(({ state }) => [
          state.stream.stream_descriptor.name,
          state.stream.stream_state.n,
          state.sourceStats.recordCount,
        ]);
    };
    return { sink, out, states };
  }

  test('have the shape that every runner understands', async () => {
    const { sink, out } = started();

    await out.records('persons', records(3));
    await out.state('persons', { version: 1, updated_at: '' });
    await out.flush();

    expect(sink.messages.at(-1)).toEqual({
      type: 'STATE',
      state: {
        type: 'STREAM',
        stream: { stream_descriptor: { name: 'persons' }, stream_state: { version: 1, updated_at: '' } },
        sourceStats: { recordCount: 3 },
      },
    });
  });

  test('claim the records of their own stream since its last state', async () => {
    const { out, states } = started();

    await out.records('persons', records(3));
    await out.records('projects', records(5));
    await out.state('persons', { n: 1 });
    await out.records('persons', records(2));
    await out.state('projects', { n: 2 });
    await out.state('persons', { n: 3 });
    await out.state('persons', { n: 4 });

    expect(await states()).toEqual([
      ['persons', 1, 3],
      ['projects', 2, 5],
      ['persons', 3, 2],
      ['persons', 4, 0],
    ]);
  });

  test('are not repeated without new records, but claim new ones', async () => {
    const { out, states } = started();

    await out.state('persons', { n: 1 });
    await out.state('persons', { n: 1 });
    await out.records('persons', records(1));
    await out.state('persons', { n: 1 });

    expect(await states()).toEqual([
      ['persons', 1, 0],
      ['persons', 1, 1],
    ]);
  });

  test('are due at the first safe point after 5,000 records', async () => {
    const { out, states } = started();

    await out.records('persons', records(4999));
    await out.checkpoint('persons', () => ({ n: 1 }));
    await out.records('persons', records(1));
    await out.checkpoint('persons', () => ({ n: 2 }));
    await out.records('persons', records(1));
    await out.checkpoint('persons', () => ({ n: 3 }));

    expect(await states()).toEqual([['persons', 2, 5000]]);
  });

  test('are due ten seconds after the last one if there are records to claim', async () => {
    const { out, states } = started();

    await out.records('persons', records(1));
    later(9_999);
    await out.checkpoint('persons', () => ({ n: 1 }));
    later(1);
    await out.checkpoint('persons', () => ({ n: 2 }));
    await out.records('persons', records(1));
    later(9_999);
    await out.checkpoint('persons', () => ({ n: 3 }));

    expect(await states()).toEqual([['persons', 2, 1]]);
  });

  test('without records are due after ten minutes, if they changed', async () => {
    const { out, states } = started();

    await out.state('persons', { n: 0 });
    later(599_999);
    await out.checkpoint('persons', () => ({ n: 1 }));
    later(1);
    await out.checkpoint('persons', () => ({ n: 0 }));
    await out.checkpoint('persons', () => ({ n: 2 }));

    expect(await states()).toEqual([
      ['persons', 0, 0],
      ['persons', 2, 0],
    ]);
  });
});

describe('traces', () => {
  test('a status names its stream, and the quota it waits for', async () => {
    const sink = new Sink();
    const out = new Output(sink);

    await out.status('persons', 'STARTED');
    await out.status('persons', 'RUNNING', 1_770_000_000_000);
    await out.flush();

    expect(sink.messages.map(({ trace }) => trace.stream_status)).toEqual([
      { stream_descriptor: { name: 'persons' }, status: 'STARTED' },
      {
        stream_descriptor: { name: 'persons' },
        status: 'RUNNING',
        reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 1_770_000_000_000 } }],
      },
    ]);
    for (const { trace } of sink.messages) expect(Number.isInteger(trace.emitted_at)).toBe(true);
  });

  test('streams that have come to no end are known', async () => {
    const out = new Output(new Sink());

    for (const stream of ['a', 'b', 'c', 'd']) await out.status(stream, 'STARTED');
    await out.status('b', 'RUNNING');
    await out.status('c', 'COMPLETE');
    await out.status('d', 'INCOMPLETE');

    expect(out.open).toEqual(['a', 'b']);
  });

  test('an error names its stream, its cause and who has to act; only a bug has its stack', async () => {
    const sink = new Sink();
    const out = new Output(sink);
    const cause = new ApiError('server', 500, 2);

    await out.error(new ConnectorError('transient_error', 'It will pass.', { cause }), 'persons');
    await out.error(new ConnectorError('system_error', 'A bug.', { cause }));
    await out.flush();

    const [passing, bug] = sink.messages.map(({ trace }) => trace.error);
    expect(passing).toEqual({
      message: 'It will pass.',
      internal_message: 'ApiError: server: status 500 after 2 requests',
      failure_type: 'transient_error',
      stream_descriptor: { name: 'persons' },
    });
    expect(bug.failure_type).toBe('system_error');
    expect(bug.stack_trace).toContain('output.test.ts');
    expect(bug).not.toHaveProperty('stream_descriptor');
  });

  test.each([
    ['of the parser', 'SyntaxError', () => JSON.parse('jane.doe is ill')],
    ['with several lines', 'Error', () => thrown(new Error('jane.doe\n    at jane.doe (is/ill.ts:1:1)'))],
    ['without a message', 'Error', () => thrown(new Error(''))],
    ['with a code', 'Error (ECONNRESET)', () => thrown(Object.assign(new Error('jane.doe'), { code: 'ECONNRESET' }))],
    ['with a code that is none', 'Error', () => thrown(Object.assign(new Error('x'), { code: 'jane.doe' }))],
    ['whose message was changed', 'Error', () => thrown(Object.assign(new Error('jane.doe'), { message: 'other' }))],
  ])('an error %s is told without its message, which may quote anything', async (_, internal, act) => {
    const sink = new Sink();
    const out = new Output(sink);
    let cause: unknown;
    try {
      act();
    } catch (error) {
      cause = error;
    }

    await out.error(new ConnectorError('system_error', 'A bug.', { cause }));
    await out.flush();

    const { error } = sink.messages[0].trace;
    expect(error.internal_message).toBe(internal);
    expect(error.stack_trace.split('\n')[0]).toMatch(/^\w*Error$/);
    expect(sink.text).not.toContain('jane.doe');
  });

  test('secrets are masked in logs, errors and statuses; records are left as they are', async () => {
    const sink = new Sink();
    const out = new Output(sink);
    out.masker.add('top-secret');

    await out.log('INFO', 'a top-secret log');
    await out.connectionStatus('FAILED', 'a top-secret status');
    await out.error(
      new ConnectorError('system_error', 'a top-secret error', { cause: new Error('a top-secret cause') }),
    );
    await out.flush();
    expect(sink.text).not.toContain('top-secret');
    expect(sink.text).toContain('a **** log');
    expect(sink.messages[1].connectionStatus).toEqual({ status: 'FAILED', message: 'a **** status' });

    await out.records('persons', [{ data: '{"note":"top-secret"}', changes: [] }]);
    await out.flush();
    expect(dataIn(sink)).toEqual(['{"note":"top-secret"}']);
  });
});
