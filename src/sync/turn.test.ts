import { describe, expect, test } from 'vitest';
import { dice, rounds } from '../../integration_tests/units/partitions.ts';
import { toInstant } from '../times.ts';
import { isInShare, NOBODY, readTurn, type Share, shareOf, turnFrom, turnState } from './turn.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.parse('2026-02-01T00:00:00Z');
const dayOn = (days: number) => toInstant(BEGIN + days * DAY_MS);
const turn = { from: '00000000', at: dayOn(0) };
const people = Array.from({ length: 2000 }, (_, index) => String(7000 + 3 * index));

function share(days: number, rereadDays: number, from = turn): Share {
  const found = shareOf(from, dayOn(days), rereadDays);
  if (found === undefined || found === 'all') throw new Error(`${found}`);
  return found;
}

describe('a share', () => {
  test.each([
    [1, 30, 1 / 30],
    [3, 30, 1 / 10],
    [0.5, 30, 1 / 60],
    [7, 30, 1 / 4],
    [10, 30, 1 / 3],
    [15, 30, 1 / 2],
    [0.25, 1, 1 / 4],
  ])('after %d of %d days is %d of the people', (days, rereadDays, part) => {
    const own = share(days, rereadDays);

    expect(Number.parseInt(own.to, 16) / 2 ** 32).toBeCloseTo(part, 8);
    expect(people.filter((id) => isInShare(id, own)).length / people.length).toBeCloseTo(part, 1);
  });

  test('is no larger if it comes a few seconds late', () => {
    expect(share(1 + 5 / 86_400, 2)).toEqual(share(1, 2));
    expect(share(1 + 5 / 86_400, 30)).toEqual(share(1, 30));
  });

  test.each([16, 30, 31, 400])('after %d of 30 days is everybody', (days) => {
    expect(shareOf(turn, dayOn(days), 30)).toBe('all');
  });

  test.each([0, 0.01, 0.1, -3])('after %d of 30 days waits: it would be hardly anybody', (days) => {
    expect(shareOf(turn, dayOn(days), 30)).toBeUndefined();
  });

  test('may span zero', () => {
    const own = share(3, 30, { ...turn, from: 'f8000000' });

    expect(own.to < own.from).toBe(true);
    const visited = people.filter((id) => isInShare(id, own)).length;
    expect(visited / people.length).toBeCloseTo(0.1, 1);
  });

  test.each(rounds)('reaches everybody within the days, whatever the interval between syncs (round %i)', (seed) => {
    const roll = dice(seed);
    const rereadDays = 1 + Math.floor(roll() * 40);
    const lastVisit = new Map(people.map((id) => [id, 0]));
    const step = (rereadDays * (1 + roll() * 9)) / 30;
    let current = turn;
    for (let day = step; day < 3 * rereadDays; day += step) {
      const own = shareOf(current, dayOn(day), rereadDays);
      for (const id of people) if (own === 'all' || (own && isInShare(id, own))) lastVisit.set(id, day);
      if (own === 'all') current = { from: '00000000', at: dayOn(day) };
      else if (own) current = { from: own.to, at: dayOn(day) };
      const longest = day - Math.min(...lastVisit.values());
      // The next sync comes one interval later.
      expect(longest + step).toBeLessThanOrEqual(rereadDays + step / 40);
    }
  });
});

describe('the state', () => {
  test('has the position of the rotation, or says that nobody was skipped', () => {
    expect(readTurn(turnState({ from: '0a1b2c3d', at: dayOn(1) }))).toEqual({ from: '0a1b2c3d', at: dayOn(1) });
    expect(turnState(NOBODY)).toEqual({ reread_from: '', reread_at: '' });
    expect(readTurn({})).toEqual(NOBODY);
    expect(readTurn()).toEqual(NOBODY);
    expect(readTurn({ reread_from: null, reread_at: null })).toEqual(NOBODY);
  });

  test.each([
    { reread_from: '0a1b2c3d' },
    { reread_at: dayOn(1) },
    { reread_from: 'x', reread_at: dayOn(1) },
    { reread_from: 7, reread_at: dayOn(1) },
    { reread_from: '0a1b2c3d', reread_at: 'yesterday' },
  ])('is unreadable: %j', (state) => {
    expect(readTurn(state)).toBeUndefined();
  });
});

test('the rotation starts at the cursor if nobody was skipped', () => {
  expect(turnFrom(NOBODY, dayOn(2))).toEqual({ from: '00000000', at: dayOn(2) });
  expect(turnFrom({ from: '12345678', at: dayOn(1) }, dayOn(2))).toEqual({ from: '12345678', at: dayOn(1) });
  expect(turnFrom({ from: '12345678', at: dayOn(3) }, dayOn(2))).toEqual({ from: '12345678', at: dayOn(2) });
});
