import { describe, expect, test } from 'vitest';
import type { Row } from '../read/row.ts';
import { AbsenceBreakdowns, AbsencePeriods, AbsenceTypes } from '../streams/absences.ts';
import { AbsenceBalances, Employees } from '../streams/employees.ts';
import { allStreams } from '../streams/index.ts';
import { HourlyAbsencePeriods, TimeOffs, TimeOffTypes } from '../streams/legacy.ts';
import type { Stream } from '../streams/stream.ts';
import { MaskedTypes, showsAbsenceTypes } from './absences.ts';

const masked = () => new MaskedTypes(new Set(['sick-uuid', '2202']));

function applied(stream: Stream, row: Row, types = masked()) {
  const what = types.apply(stream, row);
  // As it is written.
  return [what, JSON.parse(JSON.stringify(row))];
}

describe('a sensitive absence type', () => {
  test('is one row without words of its own, whatever the number of types', () => {
    const types = masked();
    const row = { id: 'sick-uuid', name: 'Krankheit', category: 'SICK_LEAVE', unit: 'DAY', fresh: 'Grippe' };

    expect(applied(new AbsenceTypes(), row, types)).toEqual(['masked', { id: 'masked', name: 'Masked' }]);
    expect(types.apply(new AbsenceTypes(), { id: 'sick-uuid', name: 'Kind krank' })).toBe('gone');
    const v1 = { id: 2202, name: 'Krankheit', id_v2: 'sick-uuid' };
    expect(applied(new TimeOffTypes(), v1, types)).toEqual(['masked', { id: 0, name: 'Masked', id_v2: 'masked' }]);
  });

  test('is the masked one in absences, and their comments are gone', () => {
    const period = { id: '1', absence_type_id: 'sick-uuid', absence_type: { id: 'sick-uuid' }, comment: 'Grippe' };
    const timeOff = {
      id: 1,
      time_off_type_id: 2202,
      time_off_type: { id: 2202, name: 'Krankheit', category: 'sick_leave' },
      certificate: { status: 'required' },
      comment: 'Grippe',
    };

    expect(applied(new AbsencePeriods(), period)).toEqual([
      'masked',
      { id: '1', absence_type_id: 'masked', absence_type: { id: 'masked', name: 'Masked' } },
    ]);
    expect(applied(new TimeOffs(), timeOff)).toEqual([
      'masked',
      { id: 1, time_off_type_id: 0, time_off_type: { id: 0, name: 'Masked' } },
    ]);
  });

  test('is masked in lists and where it stands as the row’s own id', () => {
    const balance = { id: 2202, person_id: '7', name: 'Krankheit', category: 'sick_leave', balance: 3 };
    const employee = {
      id: 7,
      absence_entitlement: [
        { id: 2202, name: 'Krankheit', category: 'sick_leave' },
        { id: 1, name: 'U' },
      ],
    };

    expect(applied(new AbsenceBalances(), balance)).toEqual([
      'masked',
      { id: 0, person_id: '7', name: 'Masked', category: null, balance: 3 },
    ]);
    expect(applied(new Employees(), employee)[1].absence_entitlement).toEqual([
      { id: 0, name: 'Masked', category: null },
      { id: 1, name: 'U' },
    ]);
  });

  test('is masked by either of its ids', () => {
    const types = new MaskedTypes(new Set(['sick-uuid', '2202']));
    const row = {
      id: 'x',
      absence_type_id: 'sick-uuid',
      absence_type: { id: 'sick-uuid', name: 'Krankheit', time_off_type_id: 2202 },
    };

    expect(JSON.stringify(applied(new HourlyAbsencePeriods(), row, types))).not.toMatch(/sick-uuid|2202|Krankheit/);
  });
});

test('another type stays as it is', () => {
  const row = { id: '1', absence_type_id: 'other', absence_type: { id: 'other' }, comment: 'Am See' };

  expect(applied(new AbsencePeriods(), structuredClone(row))).toEqual(['same', row]);
  expect(applied(new AbsenceTypes(), { id: 'other', name: 'Urlaub' })).toEqual([
    'same',
    { id: 'other', name: 'Urlaub' },
  ]);
});

test('all are masked where nobody knows which are sensitive', () => {
  const row = { id: '1', absence_type_id: 'other', absence_type: { id: 'other' }, comment: 'Am See' };

  expect(applied(new AbsencePeriods(), row, new MaskedTypes(undefined))[1].absence_type_id).toBe('masked');
});

test('the streams that show absence types are known', () => {
  const names = allStreams().filter(showsAbsenceTypes);

  expect(names.map(({ name }) => name).sort()).toEqual([
    ...['absence_balances', 'absence_entitlements', 'absence_periods', 'absence_types', 'employees'],
    ...['hourly_absence_periods', 'time_off_types', 'time_offs'],
  ]);
  expect(showsAbsenceTypes(new AbsenceBreakdowns())).toBe(false);
});
