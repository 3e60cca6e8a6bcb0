import { describe, expect, test } from 'vitest';
import { addDays } from '../../times.ts';
import { costOf, DAY_MS, Density, planLook } from './period_plan.ts';

const MARGIN = DAY_MS / 8;
const range = (count: number) => Array.from({ length: count }, (_, n) => n);
const onDay = (person: number, day: number) => ({
  person: `${person}`,
  start: `${addDays('2026-01-01', day)}T08:00:00`,
});
const costPerRow = (sought: ReturnType<typeof onDay>[]) => costOf(planLook(sought, 3, MARGIN)) / sought.length;

describe('a look', () => {
  test('at one person is one list from the first to the last period', () => {
    const [ask, ...others] = planLook([onDay(1, 30), onDay(1, 0), onDay(1, 12)], 3, MARGIN);

    expect(others).toEqual([]);
    expect(ask).toMatchObject({ persons: ['1'], cost: 1 });
    expect(new Date(ask?.from ?? 0).toISOString()).toBe('2026-01-01T05:00:00.000Z');
    expect(new Date(ask?.to ?? 0).toISOString()).toBe('2026-01-31T11:00:00.000Z');
  });

  test('at nothing takes no request', () => {
    expect(planLook([], 3, MARGIN)).toEqual([]);
  });

  test.each([
    ['by person', range(200).map((n) => onDay(0, n)), 0.04],
    ['by person, a month each', range(200).map((n) => onDay(Math.floor(n / 20), n % 20)), 0.04],
    ['by day', range(200).map((n) => onDay(n, 0)), 0.05],
    ['by day, ten people', range(200).map((n) => onDay(n % 10, Math.floor(n / 10))), 0.04],
    ['at random', range(200).map((n) => onDay((n * 7919) % 997, (n * 104_729) % 365)), 0.4],
    ['far apart', range(200).map((n) => onDay(n % 2, n * 365)), 1],
  ])('takes few requests for 200 rows %s', (_, sought, most) => {
    expect(costPerRow(sought)).toBeLessThanOrEqual(most);
  });

  test('covers every period that is looked for', () => {
    const sought = range(150).map((n) => onDay((n * 31) % 17, (n * 97) % 200));
    const asks = planLook(sought, 3, MARGIN);

    for (const { person, start } of sought) {
      const at = Date.parse(`${start}Z`);
      expect(asks.some(({ persons, from, to }) => persons?.includes(person) && from < at && at < to)).toBe(true);
    }
  });
});

describe('the list of everybody', () => {
  const asks = planLook([onDay(1, 0), onDay(2, 9)], 3, MARGIN);

  test('is expected to be short until it is known', () => {
    expect(new Density().everybody(asks)).toMatchObject({ cost: 1 });
    expect(new Density().everybody([])).toBeUndefined();
  });

  test('is expected to be as long as another was, and longer than one that was given up', () => {
    const window = { from: 0, to: DAY_MS, cost: 0 };
    const [read, givenUp] = [new Density(), new Density()];
    read.learn(window, 300, true);
    read.learn(window, 0, true);
    givenUp.learn(window, 300, false);

    expect(read.everybody(asks)?.cost).toBe(28);
    expect(givenUp.everybody(asks)?.cost).toBe(56);
  });
});
