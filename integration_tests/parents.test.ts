import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { everything } from './all_streams.ts';
import { read } from './connector.ts';

/** Streams that ask for something of each person. */
const OF_PERSONS = ['absence_balances', 'documents', 'employments', 'holidays', 'profile_pictures'];
const PERSONS = 400;
const PAGES = PERSONS / 50;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: PERSONS, seed: 7, limits: { on: false } });
});

afterEach(async () => {
  await sandbox.close();
});

const listings = () => sandbox.requests.filter(({ path }) => path === '/v2/persons');

describe('parents of several streams', () => {
  test('are listed once in a sync, and each stream is complete', async () => {
    const run = await read({ config: everything(sandbox), streams: OF_PERSONS });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(listings()).toHaveLength(PAGES);
    for (const [stream, { ids }] of Object.entries(sandbox.truth({ streams: OF_PERSONS })))
      expect(run.records(stream), stream).toHaveLength(ids.length);
  });

  test('are listed once for the streams that are left when one fails', async () => {
    sandbox.configure({ trouble: [{ match: { stream: 'documents' }, act: { kind: 'status', status: 403 } }] });

    const run = await read({ config: everything(sandbox), streams: OF_PERSONS });

    expect(run.exit).toBe(1);
    expect(run.errors.map(({ stream_descriptor: of }) => of?.name)).toEqual(['documents']);
    expect(listings()).toHaveLength(PAGES);
    const others = OF_PERSONS.filter((stream) => stream !== 'documents');
    for (const [stream, { ids }] of Object.entries(sandbox.truth({ streams: others })))
      expect(run.records(stream), stream).toHaveLength(ids.length);
  });

  test('are listed by a stream that resumes from where it stood, and by the others together', async () => {
    const killed = await read({
      config: everything(sandbox),
      streams: ['employments'],
      onOutput: (stdout, { kill }) => {
        if (stdout.split('"RECORD"').length > 200) kill('SIGTERM');
      },
    });
    const before = listings().length;

    const run = await read({ config: everything(sandbox), streams: OF_PERSONS, state: killed.stateFile });

    const again = listings().slice(before);
    expect(run.exit).toBe(0);
    // The others share a list, and so may the changes since the pass began that was resumed.
    const beginnings = again.filter(({ query }) => !query.includes('cursor')).length;
    expect(beginnings).toBeLessThanOrEqual(2);
    expect(again.length).toBeGreaterThan(beginnings * PAGES);
    expect(again.length).toBeLessThan((beginnings + 1) * PAGES);
    const ids = new Set([...killed.records('employments'), ...run.records('employments')].map(({ id }) => id));
    expect([...ids].sort()).toEqual([...(sandbox.truth().employments?.ids ?? [])].sort());
  });
});
