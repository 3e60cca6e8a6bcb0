import { describe, expect, test } from 'vitest';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { Output } from '../airbyte/output.ts';
import { RowCounts } from '../records/row_counts.ts';
import { reportEnd, watch } from './stream_report.ts';

async function logged(work: (out: Output) => unknown) {
  const stdout = new FakeStdout();
  const out = new Output(stdout);
  await work(out);
  await out.notices.say();
  await out.sink.flush();
  return stdout.messages;
}

async function summary(counts: Partial<RowCounts>, requests = { requests: 3, retries: 0 }): Promise<string[]> {
  const rows = Object.assign(new RowCounts(), { records: 7, ...counts });
  const messages = await logged((out) => reportEnd('persons', { requested: 'everything', ...requests, rows }, out));
  return messages.map(({ log }) => `${log.level} ${log.message}`);
}

describe('the summary of a stream', () => {
  test('says what was requested and what it took', async () => {
    expect(await summary({}, { requests: 3, retries: 2 })).toEqual([
      'INFO persons: requested everything: 7 records, 3 requests (2 repeated).',
    ]);
  });

  test('counts what was left out', async () => {
    const one = { removed: 1, unchanged: 1, repeats: 1, beforeStart: 1 };
    const [line] = await summary({ records: 1, ...one }, { requests: 1, retries: 0 });

    expect(line).toBe(
      'INFO persons: requested everything: 1 record, 1 request, 1 removed row marked, 1 unchanged row left out, 1 repeated row left out, 1 row before the start date left out.',
    );
  });

  test('warns of withheld columns', async () => {
    const lines = await summary({ withheld: 1 });

    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^WARN persons: .*\b1\b/);
  });

  test.each([
    [1, 0, true],
    [7, 7, true],
    [6, 7, false],
    [0, 0, false],
  ])('of %i records without attributes among %i warns of the missing right: %s', async (bare, records, warns) => {
    const lines = await summary({ bare, records });

    expect(lines.some((line) => /^WARN .*nothing but ids/.test(line))).toBe(warns);
  });

  test('names columns that lost values, and unknown members', async () => {
    const lines = await summary({
      nulled: new Map([
        ['start', 2],
        ['end', 1],
      ]),
      unknown: new Set(['shoe_size', 'dog']),
    });

    expect(lines[1]).toMatch(/^WARN .*: end \(1\), start \(2\)\.$/);
    expect(lines[2]).toMatch(/^INFO .*: dog, shoe_size\.$/);
  });

  test('names a single one, too', async () => {
    expect(await summary({ nulled: new Map([['start', 1]]) })).toHaveLength(2);
    expect(await summary({ unknown: new Set(['dog']) })).toHaveLength(2);
  });
});

describe('the watcher of a stream', () => {
  test('counts requests and retries', async () => {
    const counts = { requests: 0, retries: 0 };
    await logged((out) => {
      const watcher = watch('persons', counts, out);
      watcher.sent();
      watcher.sent();
      watcher.retried('server');
    });

    expect(counts).toEqual({ requests: 2, retries: 1 });
  });

  test('reports a wait, and again only when it has moved by five seconds', async () => {
    const messages = await logged((out) => {
      const { paused } = watch('persons', { requests: 0, retries: 0 }, out);
      for (const until of [100_000, 104_999, 105_000, 109_000, 200_000]) paused(until);
    });

    const waits = messages.map(({ trace }) => trace.stream_status.reasons[0].rate_limited.quota_reset);
    expect(waits).toEqual([100_000, 105_000, 200_000]);
  });
});
