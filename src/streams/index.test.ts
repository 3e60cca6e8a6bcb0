import { expect, test } from 'vitest';
import { allStreams } from './index.ts';
import { SELECTIVE } from './stream.ts';

test('the streams that may skip parents are those that can be configured to read all', () => {
  const selective = allStreams().filter(({ parent }) => parent?.followed || parent?.watch);

  expect(selective.map(({ name }) => name)).toEqual(SELECTIVE);
});
