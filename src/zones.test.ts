import { describe, expect, test } from 'vitest';
import { offsetAt } from './zones.ts';

const SUMMER = '2026-07-01T08:00:00';
const WINTER = '2026-01-01T08:00:00';

describe('the offset', () => {
  test.each([
    ['Europe/Berlin', SUMMER, '+02:00'],
    ['Europe/Berlin', WINTER, '+01:00'],
    ['Asia/Kolkata', SUMMER, '+05:30'],
    ['America/Argentina/Buenos_Aires', SUMMER, '-03:00'],
    ['Japan', SUMMER, '+09:00'],
    ['EST5EDT', SUMMER, '-04:00'],
    ['Etc/GMT-2', SUMMER, '+02:00'],
    ['Etc/UTC', SUMMER, '+00:00'],
  ])('of the IANA name %s at %s is %s', (zone, local, offset) => {
    expect(offsetAt(local, zone)).toBe(offset);
  });

  test.each([
    ['UTC', '+00:00'],
    ['utc', '+00:00'],
    ['GMT', '+00:00'],
    ['Z', '+00:00'],
    ['GMT+2', '+02:00'],
    ['GMT-3', '-03:00'],
    ['UTC+02:00', '+02:00'],
    ['UTC +02:00', '+02:00'],
    ['UTC+5:30', '+05:30'],
    ['UTC-0330', '-03:30'],
    ['+02:00', '+02:00'],
    ['-0800', '-08:00'],
    ['+2', '+02:00'],
    ['UTC+14', '+14:00'],
    ['GMT+0', '+00:00'],
  ])('of %s is fixed: %s', (zone, offset) => {
    for (const local of [SUMMER, WINTER]) expect(offsetAt(local, zone)).toBe(offset);
  });
});

describe('the offset is unknown', () => {
  test.each(['CET', 'cet', 'CEST', 'EST', 'PST', 'MST', 'IST', 'BST', 'EET', 'HST', 'JST', 'AST'])(
    'of the abbreviation %s',
    (zone) => {
      expect(offsetAt(SUMMER, zone)).toBeUndefined();
    },
  );

  test.each([
    ...[
      '',
      ' ',
      'W. Europe Standard Time',
      'Nowhere/City',
      '(UTC+01:00) Amsterdam, Berlin',
      'PST8',
      'UTC+15',
      'UTC+2:75',
    ],
    ...['UTC+', '02:00', '120', 'local', 'constructor', 120, true, {}, [], ['Europe/Berlin']],
  ])('of %j', (zone) => {
    expect(offsetAt(SUMMER, zone)).toBeUndefined();
  });

  test('at an invalid time', () => {
    expect(offsetAt('soon', 'Europe/Berlin')).toBeUndefined();
  });
});
