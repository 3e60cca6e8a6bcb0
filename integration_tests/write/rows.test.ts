import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { linesOf, OBJECTS, STREAMS } from './load.ts';
import { write } from './program.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ persons: 0 });
});

afterEach(async () => {
  await sandbox.close();
});

test('the same input twice is written once, whatever the order of its streams', async () => {
  const first = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf() });

  expect(first.exit, first.story).toBe(0);
  for (const [name, rows] of OBJECTS) {
    expect(first.outcomes(name), name).toEqual(rows.map(() => 'created'));
    expect(first.states(name).map(({ destinationStats }) => destinationStats)).toEqual([
      { recordCount: rows.length, rejectedRecordCount: 0 },
    ]);
  }
  expect([...sandbox.creations.values()].every((count) => count === 1)).toBe(true);

  sandbox.resetWrites();
  const second = await write({ config: sandbox.config, streams: STREAMS, lines: linesOf([...OBJECTS].reverse()) });

  expect(second.exit, second.story).toBe(0);
  expect(sandbox.writes).toEqual([]);
  for (const [name, rows] of OBJECTS) expect(second.outcomes(name)).toEqual(rows.map(() => 'unchanged'));
});
