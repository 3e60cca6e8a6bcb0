import { describe, expect, test, vi } from 'vitest';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import { Messages } from './messages.ts';

function thrown(error: Error): never {
  throw error;
}

describe('lines', () => {
  test('each record is one RECORD message, with the changes that its values went through', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_770_000_000_000 });
    const change = { field: 'email', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' } as const;

    const stdout = new FakeStdout();
    const out = new Messages(stdout);

    await out.records('a "stream"', [
      { data: '{"id":"1","name":"Änne \\"x\\""}', changes: [] },
      { data: '{"id":"2"}', changes: [change] },
    ]);
    vi.useRealTimers();
    await out.sink.flush();

    expect(stdout.messages).toEqual([
      {
        type: 'RECORD',
        record: { stream: 'a "stream"', data: { id: '1', name: 'Änne "x"' }, emitted_at: 1_770_000_000_000 },
      },
      {
        type: 'RECORD',
        record: { stream: 'a "stream"', data: { id: '2' }, emitted_at: 1_770_000_000_000, meta: { changes: [change] } },
      },
    ]);
  });

  test('a Unicode line break does not split a line', async () => {
    const stdout = new FakeStdout();
    const out = new Messages(stdout);

    const change = { field: 'e\u2028f', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' } as const;
    await out.records('persons', [{ data: JSON.stringify({ text: 'a\u2028b\u2029c\u0085d' }), changes: [change] }]);
    await out.log('INFO', 'x\u2028y');
    await out.sink.flush();

    expect(stdout.lines[0]).toContain('{"text":"a\\u2028b\\u2029c\\u0085d"}');
    expect(stdout.text).not.toMatch(/[\u2028\u2029\u0085]/);
    expect(stdout.messages[0].record.data.text).toBe('a\u2028b\u2029c\u0085d');
    expect(stdout.messages[0].record.meta.changes).toEqual([change]);
    expect(stdout.messages[1].log.message).toBe('x\u2028y');
  });

  test('logs below the chosen level are left out', async () => {
    const stdout = new FakeStdout();
    const out = new Messages(stdout);
    out.level = 'WARN';

    for (const level of ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const) await out.log(level, level);
    await out.sink.flush();

    expect(stdout.messages.map(({ log }) => log.level)).toEqual(['WARN', 'ERROR']);
  });
});

describe('traces', () => {
  test('a status names its stream, and when its wait for the rate limit ends', async () => {
    const stdout = new FakeStdout();
    const out = new Messages(stdout);

    await out.status('persons', 'STARTED');
    await out.status('persons', 'RUNNING', 1_770_000_000_000);
    await out.sink.flush();

    expect(stdout.messages.map(({ trace }) => trace.stream_status)).toEqual([
      { stream_descriptor: { name: 'persons' }, status: 'STARTED' },
      {
        stream_descriptor: { name: 'persons' },
        status: 'RUNNING',
        reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 1_770_000_000_000 } }],
      },
    ]);
    for (const { trace } of stdout.messages) expect(Number.isInteger(trace.emitted_at)).toBe(true);
  });

  test('an error names its stream, its cause and who has to act; only a bug has its stack', async () => {
    const stdout = new FakeStdout();
    const out = new Messages(stdout);
    const cause = new ApiError('server', 500, 2);

    await out.error(new ConnectorError('transient_error', 'It will pass.', { cause }), 'persons');
    await out.error(new ConnectorError('system_error', 'A bug.', { cause }));
    await out.sink.flush();

    const [passing, bug] = stdout.messages.map(({ trace }) => trace.error);
    expect(passing).toEqual({
      message: 'It will pass.',
      internal_message: 'ApiError: server: status 500 after 2 requests',
      failure_type: 'transient_error',
      stream_descriptor: { name: 'persons' },
    });
    expect(bug.failure_type).toBe('system_error');
    expect(bug.stack_trace).toContain('messages.test.ts');
    expect(bug).not.toHaveProperty('stream_descriptor');
  });

  test.each([
    ['of the parser', 'SyntaxError', () => JSON.parse('jane.doe is ill')],
    ['with several lines', 'Error', () => thrown(new Error('jane.doe\n    at jane.doe (is/ill.ts:1:1)'))],
    ['without a message', 'Error', () => thrown(new Error(''))],
    ['with a code', 'Error (ECONNRESET)', () => thrown(Object.assign(new Error('jane.doe'), { code: 'ECONNRESET' }))],
    ['with an invalid code', 'Error', () => thrown(Object.assign(new Error('x'), { code: 'jane.doe' }))],
    ['whose message was changed', 'Error', () => thrown(Object.assign(new Error('jane.doe'), { message: 'other' }))],
  ])('an error %s is reported without its message, which may quote anything', async (_, internal, act) => {
    const stdout = new FakeStdout();
    const out = new Messages(stdout);
    let cause: unknown;
    try {
      act();
    } catch (error) {
      cause = error;
    }

    await out.error(new ConnectorError('system_error', 'A bug.', { cause }));
    await out.sink.flush();

    const { error } = stdout.messages[0].trace;
    expect(error.internal_message).toBe(internal);
    expect(error.stack_trace.split('\n')[0]).toMatch(/^\w*Error$/);
    expect(stdout.text).not.toContain('jane.doe');
  });

  test('secrets are masked in logs, errors and statuses; records are left as they are', async () => {
    const stdout = new FakeStdout();
    const out = new Messages(stdout);
    out.masker.add('top-secret');

    await out.log('INFO', 'a top-secret log');
    await out.connectionStatus('FAILED', 'a top-secret status');
    await out.error(
      new ConnectorError('system_error', 'a top-secret error', { cause: new Error('a top-secret cause') }),
    );
    await out.sink.flush();
    expect(stdout.text).not.toContain('top-secret');
    expect(stdout.text).toContain('a **** log');
    expect(stdout.messages[1].connectionStatus).toEqual({ status: 'FAILED', message: 'a **** status' });

    await out.records('persons', [{ data: '{"note":"top-secret"}', changes: [] }]);
    await out.sink.flush();
    expect(stdout.messages.at(-1).record.data).toEqual({ note: 'top-secret' });
  });
});
