import { describe, expect, test } from 'vitest';
import { childrenOf, want } from '../../../integration_tests/units/partitions.ts';
import { ProjectMembers } from '../attendance.ts';
import { Employments } from '../employments.ts';

describe('the children of one parent', () => {
  test('are below it, with its id encoded', () => {
    expect(childrenOf(new Employments(), 'a/b?c', want())).toEqual({
      key: 'a/b?c',
      path: '/v2/persons/a%2Fb%3Fc/employments',
      query: {},
      adds: { person_id: 'a/b?c' },
    });
  });

  test('are requested for changes since the cursor minus its overlap', () => {
    const { range } = childrenOf(new Employments(), '7', want({ since: '2026-02-10T00:00:00Z', lookbackDays: 2 }));

    expect(range?.range).toEqual({ from: '2026-02-08T00:00:00Z' });
    expect(range?.filter.from).toBe('updated_at.gt');
  });

  test('carry its id if they have a column for it', () => {
    expect(childrenOf(new ProjectMembers(), '7', want({ since: '2026-02-10T00:00:00Z' }))).toEqual({
      key: '7',
      path: '/v2/projects/7/members',
      query: {},
      adds: { project_id: '7' },
    });
  });
});
