import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('the same key has one turn at a time, in order, even after a failure; another key does not wait', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await turn();
      if (fails) throw new Error(name);
      seen.push(`${name} ends`);
      return name;
    };

  const results = await Promise.allSettled([
    turns.take('a', work('first', true)),
    turns.take('a', work('second')),
    turns.take('b', work('other')),
  ]);

  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(seen.slice(0, 2)).toEqual(['first begins', 'other begins']);
  expect(seen.filter((each) => !each.startsWith('other'))).toEqual(['first begins', 'second begins', 'second ends']);
});
