import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addSeconds,
  dayOf,
  daysBetween,
  firstOfMonth,
  instantOf,
  isBefore,
  isDay,
  isLocal,
  isUtc,
  localOf,
  toDay,
  toInstant,
  utcOf,
} from './times.ts';

describe('a time becomes UTC', () => {
  test.each([
    ['if it already is', '2026-01-15T08:30:00Z', '2026-01-15T08:30:00Z'],
    ['without an offset', '2026-01-31T08:30:00', '2026-01-31T08:30:00Z'],
    ['without seconds', '2026-01-31T08:30', '2026-01-31T08:30:00Z'],
    ['without seconds, with an offset', '2026-01-31T08:30+01:00', '2026-01-31T07:30:00Z'],
    ['with an offset', '2024-03-01T10:00:00+01:00', '2024-03-01T09:00:00Z'],
    ['with an offset of zero', '2026-01-31T08:30:00+00:00', '2026-01-31T08:30:00Z'],
    ['with a negative offset of zero', '2026-01-31T08:30:00-00:00', '2026-01-31T08:30:00Z'],
    ['with an offset without a colon', '2026-01-31T08:30:00+0100', '2026-01-31T07:30:00Z'],
    ['with an offset of hours only', '2026-01-31T08:30:00+01', '2026-01-31T07:30:00Z'],
    ['with a negative offset', '2026-01-31T08:30:00-05:00', '2026-01-31T13:30:00Z'],
    ['with an offset of half hours', '2026-01-31T08:30:00-0330', '2026-01-31T12:00:00Z'],
    ['with an offset of quarters', '2026-01-31T00:15:00+05:45', '2026-01-30T18:30:00Z'],
    ['with an outdated offset', '1880-01-01T00:00:00+00:53', '1879-12-31T23:07:00Z'],
    ['with a fraction', '2024-03-01T10:00:00.123+01:00', '2024-03-01T09:00:00.123Z'],
    ['with a long fraction', '2024-03-01T10:00:00.123456789012+01:00', '2024-03-01T09:00:00.123456789012Z'],
    ['with a fraction of zeros', '2024-03-01T10:00:00.000+01:00', '2024-03-01T09:00:00.000Z'],
    ['with a fraction and no offset', '2026-01-31T08:30:00.5', '2026-01-31T08:30:00.5Z'],
    ['over midnight, backwards', '2026-03-10T00:59:59+01:00', '2026-03-09T23:59:59Z'],
    ['at midnight', '2026-03-10T01:00:00+01:00', '2026-03-10T00:00:00Z'],
    ['over midnight, forwards', '2026-03-10T23:00:00-01:00', '2026-03-11T00:00:00Z'],
    ['over the end of a month', '2026-05-01T00:30:00+02:00', '2026-04-30T22:30:00Z'],
    ['over the end of a year, backwards', '2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z'],
    ['over the end of a year, forwards', '2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00Z'],
    ['over the end of February', '2026-03-01T00:00:00+02:00', '2026-02-28T22:00:00Z'],
    ['into a leap day', '2024-03-01T00:00:00+02:00', '2024-02-29T22:00:00Z'],
    ['out of a leap day', '2024-02-29T23:00:00-02:00', '2024-03-01T01:00:00Z'],
    ['within a leap day', '2024-02-29T12:00:00+02:00', '2024-02-29T10:00:00Z'],
    ['within the first year', '0000-01-01T01:00:00+01:00', '0000-01-01T00:00:00Z'],
    ['within the last year', '9999-12-31T23:59:59+01:00', '9999-12-31T22:59:59Z'],
  ])('%s', (_, given, expected) => {
    expect(utcOf(given)).toBe(expected);
    expect(isUtc(expected)).toBe(true);
    expect(isUtc(given)).toBe(given === expected);
  });

  test.each([
    '',
    'yesterday',
    '08:30:00',
    '2026-01-31T25:00:00Z',
    '2026-01-31T08:60:00Z',
    '2026-01-31T08:30:00Z ',
    '2026-01-31 08:30:00Z',
    '2026-01-31T08:30:00+0199',
    '2026-01-31T08:30:00+24:00',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00+01:00',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    // In UTC the year would not have four digits.
    '9999-12-31T23:30:00-01:00',
    '0000-01-01T00:30:00+01:00',
    '-0001-11-30T00:00:00+00:00',
  ])('%j is not a time', (text) => {
    expect(utcOf(text)).toBeUndefined();
    expect(isUtc(text)).toBe(false);
  });

  test('that is the same instant, with any offset', () => {
    for (let at = Date.parse('2023-12-20T00:00:00Z'); at < Date.parse('2025-01-10T00:00:00Z'); at += 5_000_000) {
      for (const minutes of [-720, -210, -60, 0, 53, 60, 120, 345, 840]) {
        const local = new Date(at + minutes * 60_000).toISOString().slice(0, 19);
        const clock = toInstant(Math.abs(minutes) * 60_000).slice(11, 16);
        const text = `${local}${minutes < 0 ? '-' : '+'}${clock}`;
        expect(utcOf(text), text).toBe(toInstant(at));
      }
    }
  });
});

describe('a local time keeps the wall-clock time', () => {
  test.each([
    ['2026-01-31T08:30:00', '2026-01-31T08:30:00'],
    ['2026-01-31T08:30', '2026-01-31T08:30:00'],
    ['2026-01-31T08:30:00.1234567', '2026-01-31T08:30:00.1234567'],
    ['2026-01-31T00:30:00+01:00', '2026-01-31T00:30:00'],
    ['2026-01-31T23:30:00.5-0500', '2026-01-31T23:30:00.5'],
    ['2026-01-31T08:30Z', '2026-01-31T08:30:00'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00'],
    ['2024-02-29T00:00:00', '2024-02-29T00:00:00'],
    ['9999-12-31T23:30:00-01:00', '9999-12-31T23:30:00'],
    ['2026-01-31', '2026-01-31T00:00:00'],
    [{ date: '2026-01-31' }, '2026-01-31T00:00:00'],
    [{ date_time: '2026-01-31T08:30:00', type: 'FIRST_HALF' }, '2026-01-31T08:30:00'],
    [{ date_time: '2026-01-31T08:30:00', timezone_id: 'Europe/Berlin' }, '2026-01-31T08:30:00'],
    [{ 'date-time': '2026-01-31T08:30:00', timezone: 'no zone' }, '2026-01-31T08:30:00'],
    ['2023-02-29T08:30:00', undefined],
    ['08:30', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j: %s', (value, expected) => {
    expect(localOf(value)).toBe(expected);
    if (expected !== undefined) expect(isLocal(expected)).toBe(true);
    expect(isLocal(String(value))).toBe(value === expected);
  });
});

test('a day exists in the calendar', () => {
  for (const day of ['2024-02-29', '2026-12-31', '1900-01-01', '9999-12-31']) expect(isDay(day), day).toBe(true);
  for (const text of ['2023-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-1-1', '2026-01-01T00:00:00Z', ''])
    expect(isDay(text), text).toBe(false);
});

test('instants have whole seconds and sort as text', () => {
  expect(toInstant(Date.parse('2026-01-31T08:30:00.999Z'))).toBe('2026-01-31T08:30:00Z');
  expect(addSeconds('2026-02-28T23:59:59Z', 1)).toBe('2026-03-01T00:00:00Z');
  expect(addSeconds('2026-01-01T00:00:00Z', -1)).toBe('2025-12-31T23:59:59Z');
});

test('the instant of a time is its second, in UTC', () => {
  expect(instantOf('2026-02-01T01:00:00.999+0100')).toBe('2026-02-01T00:00:00Z');
  expect(instantOf('2026-02-01')).toBe('2026-02-01T00:00:00Z');
  for (const text of ['', 'soon', '2026-02', '2026-02-30']) expect(instantOf(text)).toBeUndefined();
});

test('days are counted by the calendar', () => {
  expect(toDay(Date.parse('2026-01-31T23:59:59Z'))).toBe('2026-01-31');
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2026-03-01', '2026-02-01')).toBe(-28);
});

test('months are counted by the calendar', () => {
  expect(addMonths('2026-01-01', 1)).toBe('2026-02-01');
  expect(addMonths('2026-01-01', -1)).toBe('2025-12-01');
  expect(addMonths('2026-12-01', 14)).toBe('2028-02-01');
  expect(addMonths('2026-05-01', 0)).toBe('2026-05-01');
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-01');
  for (const time of ['2026-02-28', '2026-02-01', '2026-02-28T23:59:59Z'])
    expect(firstOfMonth(time)).toBe('2026-02-01');
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
    // Unreadable values may be later.
    [{ 'date-time': '2020-01-31T08:30:00', timezone: 'W. Europe Standard Time' }, false],
    [{ 'date-time': '2020-01-31T08:30:00', timezone: 'CET' }, false],
    [{ 'date-time': '2020-01-31T08:30:00', timezone: '' }, false],
    // A day may mean its evening, in any zone.
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

describe('a value contains a time', () => {
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    [{ date: '2026-01-31' }, '2026-01-31T00:00:00Z'],
    [{ date: '2026-01-31', timezone: 'Europe/Berlin' }, '2026-01-30T23:00:00Z'],
    [{ date: '2026-01-31T08:30:00' }, '2026-01-31T08:30:00Z'],
    [{ date_time: '2026-01-31T08:30:00' }, '2026-01-31T08:30:00Z'],
    [{ date_time: '2026-01-31T08:30:00', timezone: null }, '2026-01-31T08:30:00Z'],
    [{ 'date-time': '2026-01-31T08:30', timezone: 'GMT+2' }, '2026-01-31T06:30:00Z'],
    [{ 'date-time': '2026-07-01T00:30:00', timezone: 'Europe/Berlin' }, '2026-06-30T22:30:00Z'],
    [{ 'date-time': '2026-01-31T08:30:00Z', timezone: 'no zone' }, '2026-01-31T08:30:00Z'],
    [{ 'date-time': '2026-01-31T08:30:00-0500', timezone: 'Europe/Berlin' }, '2026-01-31T13:30:00Z'],
    [{ date: '2026-01-31', date_time: '2026-01-31T08:30:00' }, '2026-01-31T08:30:00Z'],
  ])('%j: %s', (value, time) => {
    expect(utcOf(value)).toBe(time);
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
    0,
    null,
    undefined,
  ])('%j contains none', (value) => {
    expect(utcOf(value)).toBeUndefined();
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
])('the day of %j is %s, as written', (value, day) => {
  expect(dayOf(value)).toBe(day);
});
