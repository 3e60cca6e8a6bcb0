import { expect, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { beginAt, limitsOf } from './limits.ts';

test.each([
  ['last, this and next year', {}, '2025-01-01', '2027-12-31'],
  ['as configured', { holidays_from: '2024-05-01', holidays_to: '2024-06-01' }, '2024-05-01', '2024-06-01'],
  ['from a day in the far future on', { holidays_from: '2031-05-01' }, '2031-05-01', '2032-12-31'],
  ['to a day long ago', { holidays_to: '2020-05-01' }, '2019-01-01', '2020-05-01'],
  ['from the start date', { start_date: '2026-02-01' }, '2026-02-01', '2027-12-31'],
  ['not from a start date long ago', { start_date: '2010-02-01' }, '2025-01-01', '2027-12-31'],
  [
    'not from a start date behind its end',
    { start_date: '2026-02-01', holidays_to: '2020-05-01' },
    '2019-01-01',
    '2020-05-01',
  ],
])('the window of holidays: %s', (_, settings, from, to) => {
  const config = parseConfig({ client_id: 'papi-id', client_secret: 'papi-secret', ...settings });

  expect(limitsOf(config, '2026-11-21T08:00:00Z').holidays).toEqual({ from, to });
});

const NOW = Date.parse('2026-11-21T08:00:01Z');

test('a sync begins with a second that is over', () => {
  expect(beginAt({ now: NOW })).toEqual({ at: '2026-11-21T08:00:00Z' });
});

test.each([
  ['2026-11-24T08:00:00Z', '2026-11-24T08:00:00Z'],
  ['2099-01-01T00:00:00Z', '2026-12-22T08:00:01Z'],
])('a time in doubt is followed for a month: %s', (latest, followed) => {
  const doubt = { server: Date.parse(latest), machine: NOW, latest: Date.parse(latest) };

  expect(beginAt({ now: NOW, doubt })).toEqual({ at: '2026-11-21T08:00:00Z', latest: followed });
});
