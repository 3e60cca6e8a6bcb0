import { describe, expect, test } from 'vitest';
import { parseConfig } from '../config/parse.ts';
import { addDays, daysBetween } from '../times.ts';
import { syncWindow } from './window.ts';

function windowAt(begin: string, settings: object = {}) {
  return syncWindow(configOf(settings), { now: Date.parse(begin) + 1000 }).holidays;
}

const configOf = (settings: object = {}) =>
  parseConfig({ client_id: 'papi-id', client_secret: 'papi-secret', ...settings });

describe('the window of holidays', () => {
  test.each([
    ['from last year to a year from today', {}, '2025-01-01', '2027-11-21'],
    ['as configured', { holidays_from: '2024-05-01', holidays_to: '2024-06-01' }, '2024-05-01', '2024-06-01'],
    ['from a day in the far future', { holidays_from: '2031-05-01' }, '2031-05-01', '2032-04-30'],
    ['to a day long ago', { holidays_to: '2020-05-01' }, '2019-01-01', '2020-05-01'],
    ['from the start date', { start_date: '2026-02-01' }, '2026-02-01', '2027-11-21'],
    ['not from an old start date', { start_date: '2010-02-01' }, '2025-01-01', '2027-11-21'],
    [
      'not from a start date after its end',
      { start_date: '2026-02-01', holidays_to: '2020-05-01' },
      '2019-01-01',
      '2020-05-01',
    ],
  ])('runs %s', (_, settings, from, to) => {
    expect(windowAt('2026-11-21T08:00:00Z', settings)).toMatchObject({ from, to });
  });

  test('stays within what the file allows, on any day of any year', () => {
    for (let day = '2026-01-01'; day < '2030-01-01'; day = addDays(day, 1)) {
      const { from = '', to = '', narrower } = windowAt(`${day}T23:59:59Z`) ?? {};
      expect(daysBetween(day, to), day).toBe(365);
      expect(daysBetween(from, day), day).toBeLessThanOrEqual(730);
      expect(daysBetween(day, narrower?.to ?? ''), day).toBe(363);
      expect(daysBetween(narrower?.from ?? '', day), day).toBeLessThanOrEqual(728);
    }
  });

  test('is not narrowed if it was configured', () => {
    const at = '2026-11-21T08:00:00Z';
    const days = { holidays_from: '2018-01-01', holidays_to: '2029-01-01' };

    expect(windowAt(at, days)).not.toHaveProperty('narrower');
    expect(windowAt(at, { holidays_from: '2018-01-01' })?.narrower).toEqual({ from: '2018-01-01', to: '2027-11-19' });
  });
});

const NOW = Date.parse('2026-11-21T08:00:01Z');

test('a sync begins with a second that is over', () => {
  const window = syncWindow(configOf(), { now: NOW });

  expect(window.at).toBe('2026-11-21T08:00:00Z');
  expect(window).not.toHaveProperty('latest');
});

test.each([
  ['2026-11-24T08:00:00Z', '2026-11-24T08:00:00Z'],
  ['2099-01-01T00:00:00Z', '2026-12-22T08:00:01Z'],
])('a time in doubt is followed for a month: %s', (latest, followed) => {
  const doubt = { host: 'api.personio.de', server: Date.parse(latest), machine: NOW, latest: Date.parse(latest) };

  expect(syncWindow(configOf(), { now: NOW, doubt })).toMatchObject({ at: '2026-11-21T08:00:00Z', latest: followed });
});
