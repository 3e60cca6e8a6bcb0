import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { ConnectorError } from '../errors.ts';
import { Output } from './output.ts';

const record = (id: number) => ({ data: `{"id":"${id}"}`, changes: [] });
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));

describe('lines', () => {
  test('each message is one line of JSON, in the order in which it was written', async () => {
    const stdout = new FakeStdout();
    const out = new Output(stdout);

    await Promise.all([
      out.status('persons', 'STARTED'),
      out.records('persons', records(2)),
      out.state('persons', { version: 1 }),
      out.log('INFO', 'two\nlines'),
      out.status('persons', 'COMPLETE'),
    ]);
    await out.sink.flush();

    expect(stdout.messages.map(({ type }) => type)).toEqual(['TRACE', 'RECORD', 'RECORD', 'STATE', 'LOG', 'TRACE']);
    expect(stdout.messages[4].log).toEqual({ level: 'INFO', message: 'two\nlines' });
  });

  test('a page is one write, and an empty page writes nothing', async () => {
    const stdout = new FakeStdout();
    const write = vi.spyOn(stdout, 'write');
    const out = new Output(stdout);

    await out.records('persons', records(50));
    await vi.waitUntil(() => stdout.text !== '');
    await out.records('persons', []);
    await out.sink.flush();

    expect(write.mock.calls.filter(([text]) => text !== '')).toHaveLength(1);
    expect(stdout.messages.map(({ record }) => JSON.stringify(record.data))).toEqual(
      records(50).map(({ data }) => data),
    );
  });
});

test('streams that have not ended are incomplete when the command fails, before its error', async () => {
  const stdout = new FakeStdout();
  const out = new Output(stdout);

  for (const stream of ['a', 'b', 'c', 'd']) await out.status(stream, 'STARTED');
  await out.status('b', 'RUNNING');
  await out.status('c', 'COMPLETE');
  await out.status('d', 'INCOMPLETE');
  await out.fail(new ConnectorError('system_error', 'A bug.'));
  await out.sink.flush();

  const traces = stdout.messages.slice(7).map(({ trace }) => trace);
  expect(
    traces.map(({ stream_status: each, error }) =>
      each ? `${each.stream_descriptor.name} ${each.status}` : error.message,
    ),
  ).toEqual(['a INCOMPLETE', 'b INCOMPLETE', 'A bug.']);
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

  function started(): { stdout: FakeStdout; out: Output; states: () => Promise<unknown[]> } {
    const stdout = new FakeStdout();
    const out = new Output(stdout);
    const states = async () => {
      await out.sink.flush();
      return stdout.messages
        .filter(({ type }) => type === 'STATE')
        .map(({ state }) => [
          state.stream.stream_descriptor.name,
          state.stream.stream_state.n,
          state.sourceStats.recordCount,
        ]);
    };
    return { stdout, out, states };
  }

  test('have the shape that every runner understands', async () => {
    const { stdout, out } = started();

    await out.records('persons', records(3));
    await out.state('persons', { version: 1, updated_at: '' });
    await out.sink.flush();

    expect(stdout.messages.at(-1)).toEqual({
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
