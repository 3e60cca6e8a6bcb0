import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addSeconds,
  dayOf,
  daysBetween,
  isBefore,
  isDay,
  isTimestamp,
  timestampOf,
  toDay,
  toInstant,
  toTimestamp,
} from './times.ts';

describe('a time as Personio writes it becomes RFC 3339 with an offset', () => {
  test.each([
    ['with Z it stays', '2026-01-15T08:30:00Z', '2026-01-15T08:30:00Z'],
    ['fractions stay', '2026-01-31T08:30:00.123456Z', '2026-01-31T08:30:00.123456Z'],
    ['an offset stays', '2026-01-31T08:30:00+01:00', '2026-01-31T08:30:00+01:00'],
    ['an offset gets its colon', '2026-01-31T08:30:00+0100', '2026-01-31T08:30:00+01:00'],
    ['a negative one too', '2026-01-31T08:30:00.5-0330', '2026-01-31T08:30:00.5-03:30'],
    ['a naive one is UTC', '2026-01-31T08:30:00', '2026-01-31T08:30:00Z'],
    ['a naive one with fractions too', '2026-01-31T08:30:00.5', '2026-01-31T08:30:00.5Z'],
  ])('%s', (_, given, expected) => {
    expect(toTimestamp(given)).toBe(expected);
    expect(isTimestamp(expected)).toBe(true);
  });

  test.each(['', 'yesterday', '2026-01-31', '08:30:00', '2026-01-31T25:00:00Z', '2026-01-31T08:30:00+0199'])(
    '%j stays as it is, and is no time',
    (text) => {
      expect(toTimestamp(text)).toBe(text);
      expect(isTimestamp(text)).toBe(false);
    },
  );

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00+01:00',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-31T08:30:00',
    '2026-01-31T08:30:00+0100',
    '2026-01-31T08:60:00Z',
    '2026-01-31T08:30:00Z ',
    '2026-01-31 08:30:00Z',
  ])('%j is no strict time', (text) => {
    expect(isTimestamp(text)).toBe(false);
  });

  test.each([
    '2024-02-29T23:59:59Z',
    '2026-12-31T00:00:00.000001-11:30',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('%j is one', (text) => {
    expect(isTimestamp(text)).toBe(true);
  });
});

test('a day is one that the calendar has', () => {
  for (const day of ['2024-02-29', '2026-12-31', '1900-01-01', '9999-12-31']) expect(isDay(day), day).toBe(true);
  for (const text of ['2023-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-1-1', '2026-01-01T00:00:00Z', ''])
    expect(isDay(text), text).toBe(false);
});

test('instants have whole seconds and sort as text', () => {
  expect(toInstant(Date.parse('2026-01-31T08:30:00.999Z'))).toBe('2026-01-31T08:30:00Z');
  expect(addSeconds('2026-02-28T23:59:59Z', 1)).toBe('2026-03-01T00:00:00Z');
  expect(addSeconds('2026-01-01T00:00:00Z', -1)).toBe('2025-12-31T23:59:59Z');
});

test('days are counted by the calendar', () => {
  expect(toDay(Date.parse('2026-01-31T23:59:59Z'))).toBe('2026-01-31');
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2026-03-01', '2026-02-01')).toBe(-28);
});

test('months are counted by the calendar', () => {
  expect(addMonths('2026-01', 1)).toBe('2026-02');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-12', 14)).toBe('2028-02');
  expect(addMonths('2026-05', 0)).toBe('2026-05');
});

describe('a time before another', () => {
  const AT = '2026-01-31T08:00:00Z';

  test.each([
    ['2026-01-31T07:59:59Z', true],
    ['2026-01-31T08:00:00Z', false],
    ['2026-01-31T08:30:00+01:00', true],
    [{ 'date-time': '2026-01-31T08:30:00', timezone: 'Europe/Berlin' }, true],
    [{ 'date-time': '2026-01-31T09:30:00', timezone: 'Europe/Berlin' }, false],
    [{ 'date-time': '2026-01-31T09:30:00', timezone: 'UTC+02:00' }, true],
    [{ 'date-time': '2026-01-31T09:30:00', time_zone: 'UTC+02:00' }, true],
    [{ 'date-time': '2020-01-31T09:30:00', zoneId: 'W. Europe Standard Time' }, false],
    // What cannot be read may be later.
    [{ 'date-time': '2020-01-31T08:30:00', timezone: 'W. Europe Standard Time' }, false],
    [{ 'date-time': '2020-01-31T08:30:00', timezone: 'CET' }, false],
    [{ 'date-time': '2020-01-31T08:30:00', timezone: '' }, false],
    // A day may be that day's evening, in any zone.
    ['2026-01-31', false],
    ['2020-01-31', false],
    [{ date: '2020-01-31' }, false],
    ['01.02.2020', false],
    ['2020', false],
    ['Fri, 31 Jan 2020 08:00:00 GMT', false],
    [0, false],
    ['soon', false],
    [undefined, false],
    [null, false],
  ])('%j', (value, expected) => {
    expect(isBefore(value, AT)).toBe(expected);
  });
});

describe('a value says a time', () => {
  test.each([
    ['2026-01-31T08:30:00+0100', '2026-01-31T08:30:00+01:00'],
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    [{ date: '2026-01-31' }, '2026-01-31T00:00:00Z'],
    [{ date: '2026-01-31', timezone: 'Europe/Berlin' }, '2026-01-31T00:00:00+01:00'],
    [{ date: '2026-01-31T08:30:00' }, '2026-01-31T08:30:00Z'],
    [{ date_time: '2026-01-31T08:30:00' }, '2026-01-31T08:30:00Z'],
    [{ date_time: '2026-01-31T08:30:00', timezone: null }, '2026-01-31T08:30:00Z'],
    [{ 'date-time': '2026-01-31T08:30', timezone: 'GMT+2' }, '2026-01-31T08:30:00+02:00'],
    [{ 'date-time': '2026-01-31T08:30:00Z', timezone: 'no zone' }, '2026-01-31T08:30:00Z'],
    [{ 'date-time': '2026-01-31T08:30:00-0500', timezone: 'Europe/Berlin' }, '2026-01-31T08:30:00-05:00'],
    [{ date: '2026-01-31', date_time: '2026-01-31T08:30:00' }, '2026-01-31T08:30:00Z'],
  ])('%j: %s', (value, time) => {
    expect(timestampOf(value)).toBe(time);
    expect(isTimestamp(time)).toBe(true);
  });

  test.each([
    { 'date-time': '2026-01-31T08:30:00', timezone: 'W. Europe Standard Time' },
    { 'date-time': '2026-01-31T08:30:00', timezone: 60 },
    { 'date-time': 'soon', timezone: 'Europe/Berlin' },
    { 'date-time': 1, date: '2026-01-31' },
    { date: '2026-01-31', time: '08:30' },
    { date: '2026-02-30' },
    {},
    [],
    ['2026-01-31'],
    '29.02.2024',
    '',
    0,
    null,
    undefined,
  ])('%j says none', (value) => {
    expect(timestampOf(value)).toBeUndefined();
  });
});

test.each([
  ['2026-01-31', '2026-01-31'],
  ['2026-01-31T00:00:00+01:00', '2026-01-31'],
  [{ date: '2026-01-31' }, '2026-01-31'],
  [{ date_time: '2026-01-31T23:00:00', timezone: 'no zone', type: 'FIRST_HALF' }, '2026-01-31'],
  ['2026-02-30', undefined],
  ['2026-01-31 and more', undefined],
  ['31.01.2026', undefined],
  [20_260_131, undefined],
  [null, undefined],
])('the day of %j is %s: the one that stands there', (value, day) => {
  expect(dayOf(value)).toBe(day);
});
