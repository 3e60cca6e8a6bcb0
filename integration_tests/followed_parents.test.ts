import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { everything } from './all_streams.ts';
import { type Json, type Run, read } from './connector.ts';

const HOUR = 3600;

/** Streams that request something for each changed record of another stream. */
const FOLLOWING = [
  ['absence_breakdowns', 'absence_periods', /^\/v2\/absence-periods\/([^/]+)\//],
  ['recruiting_stage_transitions', 'recruiting_applications', /^\/v2\/recruiting\/applications\/([^/]+)\//],
] as const;

describe.each(FOLLOWING)('%s follow the changes of %s', (stream, parents, path) => {
  async function changed<T>(
    use: (sandbox: Sandbox, sync: (config?: Json) => Promise<Set<string>>) => Promise<T>,
  ): Promise<void> {
    const sandbox = await startSandbox({ persons: 40, seed: 5, applications: 2, limits: { on: false } });
    let last: Run | undefined;
    let hours = 200;
    const sync = async (config: Json = {}) => {
      // Changes before the account was made are older than any overlap here, and no two syncs share a second.
      hours += 10;
      sandbox.configure({ clockSkewSeconds: hours * HOUR });
      sandbox.resetRequests();
      last = await read({
        config: { ...everything(sandbox), ...config },
        streams: [stream],
        clock: sandbox.now,
        ...(last && { state: last.stateFile }),
      });
      expect([last.exit, last.errors]).toEqual([0, []]);
      return new Set(sandbox.requests.flatMap(({ path: asked }) => path.exec(asked)?.[1] ?? []));
    };
    try {
      expect(await sync()).toEqual(new Set(sandbox.ids(parents)));
      await use(sandbox, sync);
    } finally {
      await sandbox.close();
    }
  }

  const change = (sandbox: Sandbox, seed: number): Set<string> => {
    const { updated, inserted } = sandbox.change({ count: 4, insert: 1, seed });
    return new Set([...updated[parents], ...inserted[parents]]);
  };

  test('from the cursor on, and during the lookback before it', async () => {
    await changed(async (sandbox, sync) => {
      const first = change(sandbox, 1);
      expect(await sync()).toEqual(first);
      // Thirty days were once read again; they cost requests and brought nothing.
      expect(await sync({ reread_days: 365 })).toEqual(new Set());

      const second = change(sandbox, 2);
      expect(await sync({ lookback_days: 2 })).toEqual(first.union(second));
    });
  });

  test('except if the stream is to be read in full', async () => {
    await changed(async (sandbox, sync) => {
      change(sandbox, 1);
      expect(await sync({ full_reads: [stream] })).toEqual(new Set(sandbox.ids(parents)));
      expect((await sync()).size).toBeLessThan(8);
    });
  });
});
