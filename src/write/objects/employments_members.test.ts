import { describe, expect, test } from 'vitest';
import { currentOf } from './employments_current.ts';
import { bodyOf, bodyOfNew, changing, type Part } from './employments_members.ts';

const part = (place: Part['place'], to: Part['to']): Part => ({ place, member: place, to });

const employment = {
  id: 'e1',
  position: { title: 'Engineer' },
  weekly_working_hours: 40,
  org_units: [
    { type: 'Department', id: 'd1', name: 'Sales' },
    { type: 'team', id: 't1' },
  ],
  office: { id: 'o1' },
  supervisor: null,
  employment_start_date: '2026-01-01',
  status: 'ACTIVE',
};

describe('an employment', () => {
  test('is not changed if it has all values', () => {
    const parts = [
      part('position', 'Engineer'),
      part('weekly_working_hours', 40),
      part('department', 'd1'),
      part('team', 't1'),
      part('office', 'o1'),
      part('supervisor', null),
      part('hire_date', '2026-01-01'),
      part('status', 'ACTIVE'),
    ];

    expect(changing(parts, employment)).toEqual([]);
  });

  test.each([
    ['position', 'Lead', { position: { title: 'Lead' } }],
    ['position', null, { position: null }],
    ['weekly_working_hours', 32.5, { weekly_working_hours: 32.5 }],
    ['office', 'o2', { office: { id: 'o2' } }],
    ['office', null, { office: null }],
    ['supervisor', '7', { supervisor: { id: '7' } }],
    ['hire_date', '2026-02-01', { employment_start_date: '2026-02-01' }],
    ['status', 'LEAVE', { status: 'LEAVE' }],
    ['employment_type', 'EXTERNAL', { type: 'EXTERNAL' }],
  ] as const)('gets only what changes: %s %j', (place, to, body) => {
    const parts = [part('hire_date', '2026-01-01'), part(place, to)];

    expect(bodyOf(changing(parts, employment), employment)).toEqual(body);
  });

  test('keeps the other units with ids as text, however they are shown', () => {
    const shown = { ...employment, org_units: [{ type: 'department', id: 12 }] };
    expect(bodyOf([part('team', 't2')], shown)).toEqual({
      org_units: [
        { type: 'department', id: '12' },
        { type: 'team', id: 't2' },
      ],
    });
  });

  test.each([
    ['another department', [part('department', 'd2')], ['team t1', 'department d2']],
    ['another team', [part('team', 't2')], ['Department d1', 'team t2']],
    ['no team', [part('team', null)], ['Department d1']],
    ['both', [part('department', 'd2'), part('team', 't2')], ['department d2', 'team t2']],
  ])('keeps the other units: %s', (_, parts, expected) => {
    const { org_units: units } = bodyOf(parts, employment) as { org_units: { type: string; id: string }[] };

    expect(units.map(({ type, id }) => `${type} ${id}`)).toEqual(expected);
    expect(units.every((unit) => Object.keys(unit).length === 2)).toBe(true);
  });

  test('has no units if the last is removed', () => {
    expect(bodyOf([part('department', null), part('team', null)], employment)).toEqual({ org_units: null });
  });

  test('is sent without what is null if it is new', () => {
    const parts = [part('department', 'd1'), part('team', null), part('office', null), part('status', 'ONBOARDING')];

    expect(bodyOfNew(parts)).toEqual({ org_units: [{ type: 'department', id: 'd1' }], status: 'ONBOARDING' });
  });
});

describe('the current employment', () => {
  const TODAY = '2026-06-15';
  const each = (id: string, status: string, start: string, end: string | null = null) => ({
    id,
    status,
    employment_start_date: start,
    employment_end_date: end,
  });

  test.each([
    ['the only one', [each('a', 'INACTIVE', '2020-01-01', '2021-01-01')]],
    ['not ended', [each('old', 'INACTIVE', '2024-01-01', '2025-01-01'), each('a', 'ACTIVE', '2020-01-01')]],
    ['begun', [each('next', 'ONBOARDING', '2026-07-01'), each('a', 'ACTIVE', '2020-01-01', '2026-06-30')]],
    ['not yet begun', [each('a', 'ONBOARDING', '2026-07-01'), each('old', 'INACTIVE', '2020-01-01', '2021-01-01')]],
    ['on its last day', [each('a', 'ACTIVE', '2020-01-01', TODAY), each('old', 'INACTIVE', '2010-01-01')]],
    ['the newest of two', [each('old', 'INACTIVE', '2019-01-01'), each('a', 'INACTIVE', '2021-01-01')]],
    ['the first of equals', [each('a', 'ACTIVE', '2020-01-01'), each('b', 'ACTIVE', '2020-01-01')]],
  ])('is %s', (_, employments) => {
    expect(currentOf(employments, TODAY)?.id).toBe('a');
    if (employments[1]?.id !== 'b') expect(currentOf([...employments].reverse(), TODAY)?.id).toBe('a');
  });

  test('is none if there is none', () => {
    expect(currentOf([], TODAY)).toBeUndefined();
  });
});
