import { expect, test } from 'vitest';
import { Line, type Waiting } from './line.ts';

/** Endpoints that record when they are called. */
function endpoints(loads: Readonly<Record<string, number>>) {
  const line = new Line();
  const called: string[] = [];
  const all = Object.entries(loads).map(([name, load]): Waiting => ({ load, advance: () => called.push(name) }));
  for (const one of all) line.join(one);
  return { line, called, all };
}

test('the endpoint with the least in flight is called first; among equals, the one that came first', () => {
  const { line, called } = endpoints({ a: 2, b: 0.5, c: 3, d: 0.5 });

  line.callWhile(() => true);

  expect(called).toEqual(['b', 'd', 'a', 'c']);
  expect(line.isEmpty).toBe(true);
});

test('nobody is called when nothing is left, and neither is one that has left', () => {
  const { line, called, all } = endpoints({ a: 1, b: 2, c: 3 });
  line.leave(all[0] as Waiting);

  line.callWhile(() => called.length < 1);

  expect(called).toEqual(['b']);
  expect(line.isEmpty).toBe(false);
});
