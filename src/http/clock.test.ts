import { describe, expect, test } from 'vitest';
import { timeOf } from './clock.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const DAY = 86_400_000;

test.each([0, 1000, -1000, DAY, -DAY])('a server that is %d ms ahead is trusted', (ahead) => {
  expect(timeOf(NOW + ahead, NOW, 'api.personio.de')).toEqual({ now: NOW + ahead });
});

describe('clocks that differ by more than a day are in doubt', () => {
  const [later, earlier] = [NOW + 2 * DAY, NOW - 200 * DAY];

  test.each([
    ['the server ahead', later, NOW, NOW, later],
    ['the server behind', earlier, NOW, NOW, NOW],
    ['a server in the year 9999', Date.parse('9999-12-31T23:59:59Z'), NOW, NOW, NOW],
    ['a server at the end of all dates', 8.64e15, NOW, NOW, NOW],
    ['a server in 1970', 0, NOW, NOW, NOW],
    ['a machine in 1970', NOW, 0, NOW, NOW],
    ['a machine in 2120', NOW, Date.parse('2120-01-01T00:00:00Z'), NOW, NOW],
    ['neither in a year that can be', 8.64e15, 0, 0, 0],
  ])('%s', (_, server, machine, now, latest) => {
    expect(timeOf(server, machine, 'api.personio.de')).toEqual({
      now,
      doubt: { host: 'api.personio.de', server, machine, latest },
    });
  });
});
