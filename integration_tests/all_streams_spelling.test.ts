import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { discover, everything, keyOf, type OfferedStream, readOffered, recordsOf } from './all_streams.ts';
import type { Json, Run } from './connector.ts';

/** Columns without a single type: whatever Personio sends there is written unchanged. */
const FREE = [
  'compensations.amount',
  'custom_report_rows.attributes',
  'person_custom_attributes.value',
  'persons.custom_attributes',
];

let sandbox: Sandbox;
let streams: readonly OfferedStream[];
let usual: Run;
let other: Run;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 40, seed: 3, applications: 2, limits: { on: false }, now: new Date() });
  ({ streams } = await discover(everything(sandbox)));
  usual = await readOffered(everything(sandbox), streams);
  sandbox.configure({ disputed: { spelling: 'other' } });
  other = await readOffered(everything(sandbox), streams);
}, 120_000);

afterAll(async () => {
  await sandbox.close();
});

test('numbers, flags, days, ids and lists in other spellings give the same columns', async () => {
  expect((await discover(everything(sandbox))).streams).toEqual(streams);
});

test('and the same records', () => {
  const byKey = (run: Run, stream: OfferedStream): Map<string, Json> =>
    new Map((recordsOf(run).get(stream.name) ?? []).map((record) => [String(record[keyOf(stream)]), record]));
  const different = new Map<string, unknown>();
  // The rows of reports have no keys apart from their content.
  for (const stream of streams.filter(({ name }) => !/^report_[0-9a-f]+$/.test(name))) {
    const [before, after] = [byKey(usual, stream), byKey(other, stream)];
    expect([...after.keys()].sort(), stream.name).toEqual([...before.keys()].sort());
    for (const [key, record] of before) {
      for (const [column, value] of Object.entries(record)) {
        const now = after.get(key)?.[column];
        if (JSON.stringify(now) !== JSON.stringify(value)) different.set(`${stream.name}.${column}`, [value, now]);
      }
    }
  }

  expect(FREE.filter((column) => !different.has(column))).toEqual([]);
  const typed = [...different].filter(([column]) => !FREE.includes(column) && !column.endsWith('.additional_fields'));
  expect(Object.fromEntries(typed)).toEqual({});
});

test('nothing is lost or reported as lost', () => {
  for (const { name } of streams) expect(other.changes(name), name).toEqual([]);
  expect(other.logs('WARN').filter((text) => text.includes('cannot hold'))).toEqual([]);
  expect(other.exit).toBe(0);
});
