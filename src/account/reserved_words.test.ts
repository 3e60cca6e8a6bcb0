import { expect, test } from 'vitest';
import { allStreams } from '../streams/index.ts';
import { fixedSchema } from './available.ts';
import { FIXED } from './report_columns.ts';
import { RESERVED_WORDS } from './reserved_words.ts';

test('contains the words of all three databases', () => {
  for (const word of ['end', 'user', 'left', 'start', 'rlike', 'hash', 'interval', 'order'])
    expect(RESERVED_WORDS.has(word), word).toBe(true);
  for (const word of ['name', 'date', 'position', 'status', 'type', 'value', 'account'])
    expect(RESERVED_WORDS.has(word), word).toBe(false);
});

test('no column of a stream is reserved, unless it has a flat column', () => {
  const reserved = allStreams().flatMap((stream) =>
    Object.keys(fixedSchema(stream).properties ?? {})
      .filter((column) => RESERVED_WORDS.has(column))
      .map((column) => ({ column, stream })),
  );
  const alone = reserved.filter(
    ({ column, stream }) => !stream.flat.some(({ paths }) => paths.every((path) => path.split('.')[0] === column)),
  );

  expect(reserved.length).toBeGreaterThan(0);
  expect(alone.map(({ column, stream }) => `${stream.name}.${column}`)).toEqual([]);
  for (const { flat } of allStreams())
    for (const { column } of flat) expect(RESERVED_WORDS.has(column), column).toBe(false);
});

test('no stream name and no fixed column of reports is reserved', () => {
  for (const name of [...allStreams().map(({ name }) => name), ...Object.keys(FIXED.properties ?? {})])
    expect(RESERVED_WORDS.has(name), name).toBe(false);
});
