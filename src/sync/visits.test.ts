import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { Output } from '../airbyte/output.ts';
import type { ApiRequest } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { Employments } from '../streams/employments.ts';
import type { SyncWindow } from '../streams/partition.ts';
import { partitionReads } from './partition_reads.ts';
import { Pass } from './pass.ts';
import { isInShare, NOBODY, type Turn } from './turn.ts';
import { VisitPlanner } from './visits.ts';

const stream = new Employments();
const { parent } = stream.partitioning;
const AT = '2026-02-11T09:00:00Z';
const A_MOMENT_AGO = '2026-02-11T08:59:00Z';
const YESTERDAY = '2026-02-10T09:00:00Z';
const LONG_AGO = '2025-06-01T00:00:00Z';
const ids = Array.from({ length: 600 }, (_, index) => String(1000 + index));

interface Company {
  /** Persons whose own time moved. */
  readonly touched?: readonly string[];
  /** Persons whom version 1 lists as changed. */
  readonly changed?: readonly string[];
  readonly people?: readonly string[];
  readonly hidden?: readonly string[];
  /** What version 1 returns instead of its lists; `undefined` leaves it as it is. */
  readonly v1?: (request: ApiRequest) => unknown;
}

/** What is listed, and whose employments are requested. */
async function visited(
  company: Company,
  window: Partial<SyncWindow> = {},
  turn: Turn = NOBODY,
  inFull?: ReadonlySet<string>,
) {
  const { touched = [], changed = [], people = ids, hidden = [], v1 = () => undefined } = company;
  const asked: ApiRequest[] = [];
  const envelope = (rows: readonly string[], offset: number, limit: number) => {
    const values = [...(parent.watch?.members ?? []), 'id'].filter((name) => !hidden.includes(name));
    const row = (id: string) => ({
      type: 'Employee',
      attributes: Object.fromEntries(
        values.map((name) => [name, { label: name, value: name === 'id' ? Number(id) : '' }]),
      ),
    });
    return { success: true, data: rows.slice(offset, offset + limit).map(row) };
  };
  const api = fakeApi((request) => {
    asked.push(request);
    const { target, query = {} } = request;
    if (target.startsWith('/v1/')) {
      const rows = 'updated_since' in query ? changed : people;
      return v1(request) ?? envelope(rows, Number(query.offset), Number(query.limit));
    }
    const rows = 'updated_at.gt' in query ? people.filter((id) => touched.includes(id)) : people;
    return { _data: rows.map((id) => ({ id, updated_at: touched.includes(id) ? AT : LONG_AGO })) };
  });
  const stdout = new FakeStdout();
  const out = new Output(stdout);
  const planner = new VisitPlanner(stream, parent, () => api, out);
  const pass = new Pass({ at: AT, since: YESTERDAY, lookbackDays: 0, rereadDays: 30, ...window });
  const plan = await planner.plan(pass.window, turn, inFull);
  const visits = new Map<string, boolean>();
  for await (const { partition } of partitionReads(stream, pass, { api, visits: plan.visits })) {
    expect(visits.has(partition.key), partition.key).toBe(false);
    visits.set(partition.key, partition.range !== undefined);
  }
  await out.sink.flush();
  return {
    ids: [...visits.keys()].sort(),
    filtered: [...visits.values()].some((isFiltered) => isFiltered),
    unfiltered: [...visits].filter(([, isFiltered]) => !isFiltered).map(([id]) => id),
    lists: asked.filter(({ route }) => route === '/v2/persons').map(({ query }) => query),
    v1: asked.filter(({ route }) => route.startsWith('/v1/')),
    turn: plan.turn,
    warnings: stdout.messages.map(({ log }) => log.message as string),
    key: pass.parents,
  };
}

const aMomentAgo = { since: A_MOMENT_AGO };

describe('a moment after the last sync', () => {
  test('persons are visited that changed by their own time or by version 1, and nobody else is listed', async () => {
    const result = await visited({ touched: ['1001', '1002'], changed: ['1002', '1003'] }, aMomentAgo);

    expect(result.ids).toEqual(['1001', '1002', '1003']);
    expect(result.lists).toEqual([{ limit: 50, 'updated_at.gt': '2026-02-11T08:58:59Z' }]);
    expect(result.turn).toEqual({ from: '00000000', at: A_MOMENT_AGO });
    expect(result.warnings).toEqual([]);
  });

  test('version 1 is asked about two more days, for everything that changed', async () => {
    const { v1 } = await visited({}, aMomentAgo);

    expect(v1.map(({ query }) => query)).toEqual([
      { limit: 100, offset: 500 },
      { limit: 100, offset: 0, updated_since: '2026-02-09T08:59:00' },
    ]);
  });

  test('all employments of visited persons are requested', async () => {
    expect((await visited({ touched: ['1001'], changed: ['1003'] }, aMomentAgo)).filtered).toBe(false);
  });

  test('the rotation does not move', async () => {
    const turn = { from: '4000abcd', at: '2026-02-11T08:30:00Z' };

    expect((await visited({}, aMomentAgo, turn)).turn).toEqual(turn);
  });
});

describe('a day after the last share', () => {
  test('those who are due are visited as well, and the rotation advances', async () => {
    const result = await visited({ touched: ['1001'], changed: ['1003'] });

    const share = { from: '00000000', to: '08888889' };
    const expected = new Set(['1001', '1003', ...ids.filter((id) => isInShare(id, share))]);
    expect(result.ids).toEqual([...expected].sort());
    expect(expected.size).toBeGreaterThan(10);
    expect(result.lists).toEqual([{ limit: 50 }]);
    expect(result.filtered).toBe(false);
    expect(result.turn).toEqual({ from: share.to, at: AT });
    expect(result.key).toBe('00000000..08888889');
  });

  test('the rotation continues from where it was', async () => {
    const { turn } = await visited({}, {}, { from: 'fffffff0', at: YESTERDAY });

    expect(turn).toEqual({ from: '08888879', at: AT });
  });

  test('a person whom the list lost, and whom version 1 names, is still visited', async () => {
    const { ids: all } = await visited({ changed: ['1003', '5000'] });

    expect(all).toContain('5000');
  });

  test('a person without an id is not silently skipped', async () => {
    await expect(visited({ people: [...ids, undefined as unknown as string] })).rejects.toThrow('came without an id');
  });
});

describe('everybody is visited', () => {
  const skipped = (at = YESTERDAY) => ({ from: '40000000', at });
  const refused = new ApiError('forbidden', 403, 1);

  test.each<[string, Company, Partial<SyncWindow>, string | undefined]>([
    ['if there are only 500', { people: ids.slice(0, 500) }, {}, undefined],
    ['if nothing may be left out', {}, { fullReads: ['employments'] }, undefined],
    ['if the time is in doubt', {}, { latest: '2026-02-14T09:00:00Z' }, undefined],
    [
      'if version 1 is refused',
      { v1: () => refused },
      {},
      'the right "employees:read" (/v1/company/employees answers 403)',
    ],
    ['if attributes are hidden', { hidden: ['team', 'status'] }, {}, 'released to the API credential: team, status.'],
    [
      'if version 1 fails',
      { v1: ({ query = {} }) => ('updated_since' in query ? new ApiError('server', 503, 3) : undefined) },
      {},
      'does not show which ones changed (status 503)',
    ],
    [
      'if changes cannot be paged',
      {
        changed: ids,
        v1: ({ query = {} }) =>
          'updated_since' in query
            ? {
                success: true,
                data: ids.slice(0, 100).map((id) => ({ attributes: { id: { label: 'ID', value: id } } })),
              }
            : undefined,
      },
      {},
      'does not show which ones changed (it has no pages)',
    ],
    [
      'if version 1 does not say who changed',
      {
        v1: ({ query = {} }) => ('updated_since' in query ? { success: true, data: [{ attributes: {} }] } : undefined),
      },
      {},
      undefined,
    ],
  ])('%s', async (_, company, window, warning) => {
    const people = company.people ?? ids;
    for (const turn of [NOBODY, skipped(window.since)]) {
      const result = await visited(company, window, turn);

      expect(result.ids).toEqual(people);
      expect(result.key).toBe('');
      expect(result.turn).toEqual(NOBODY);
      // Skipped persons may have changed before the cursor.
      expect(result.filtered).toBe(turn === NOBODY);
      expect(result.warnings).toHaveLength(warning === undefined ? 0 : 1);
      if (warning !== undefined) expect(result.warnings[0]).toContain(warning);
    }
  });

  test.each(['2026-01-20T09:00:00Z', '2025-07-20T09:00:00Z'])(
    'in full, if the last sync is as long ago as %s: everybody is due',
    async (since) => {
      for (const turn of [NOBODY, skipped(since)]) {
        const result = await visited({}, { since }, turn);

        expect(result.ids).toEqual(ids);
        expect(result.filtered).toBe(false);
        expect(result.turn).toEqual(NOBODY);
        expect(result.v1).toHaveLength(1);
      }
      expect((await visited({ people: ids.slice(0, 500) }, { since })).filtered).toBe(true);
    },
  );

  test('by a first sync, without a request to version 1', async () => {
    const first: Partial<SyncWindow> = {};
    const { since: _, ...window } = { at: AT, since: YESTERDAY, lookbackDays: 0, rereadDays: 30, ...first };
    const api = fakeApi();
    const plan = await new VisitPlanner(stream, parent, () => api, new Output(new FakeStdout())).plan(window, NOBODY);

    expect(plan.visits.list.key).toBe('');
    expect(plan.visits.includes({ id: '1' })).toBe(true);
  });

  test('if version 1 keeps us waiting', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const result = visited({ v1: () => new Promise(() => {}) });
    await vi.advanceTimersByTimeAsync(61_000);

    expect((await result).ids).toEqual(ids);
    expect((await result).warnings[0]).toContain('does not show which ones changed (not done in 60 seconds)');
  });

  test('without a warning that version 1 is refused in an account of 500', async () => {
    expect((await visited({ people: ids.slice(0, 500), v1: () => refused })).warnings).toEqual([]);
  });
});

test('a second pass does not look at version 1 again, and does not repeat the warning', async () => {
  const asked: ApiRequest[] = [];
  const stdout = new FakeStdout();
  const out = new Output(stdout);
  const api = fakeApi((request) => {
    asked.push(request);
    if (request.target.startsWith('/v1/')) return new ApiError('forbidden', 403, 1);
    return { _data: ids.map((id) => ({ id, updated_at: LONG_AGO })) };
  });
  const planner = new VisitPlanner(stream, parent, () => api, out);
  for (const since of [YESTERDAY, A_MOMENT_AGO]) {
    const pass = new Pass({ at: AT, since, lookbackDays: 0, rereadDays: 30 });
    const { visits } = await planner.plan(pass.window, NOBODY);
    for await (const _ of partitionReads(stream, pass, { api, visits }));
  }
  await out.sink.flush();

  expect(asked.filter(({ route }) => route.startsWith('/v1/'))).toHaveLength(1);
  expect(stdout.messages).toHaveLength(1);
});

describe('persons who are named', () => {
  const named = new Set(['1003', '1005', 'gone']);

  test('have all of their employments requested, and everybody else only changes', async () => {
    const people = ids.slice(0, 500);
    const result = await visited({ people }, {}, NOBODY, named);

    expect(result.ids).toEqual(people);
    expect(result.unfiltered).toEqual(['1003', '1005']);
    expect(result.key).toBe('');
  });

  test('are visited along with those that changed, each once, if only changes are listed', async () => {
    const result = await visited({ touched: ['1001', '1003'], changed: ['1002', '1003'] }, aMomentAgo, NOBODY, named);

    expect(result.ids).toEqual(['1001', '1002', '1003', '1005', 'gone']);
    expect(result.lists).toEqual([{ limit: 50, 'updated_at.gt': '2026-02-11T08:58:59Z' }]);
    expect(result.filtered).toBe(false);
    expect(result.turn).toEqual({ from: '00000000', at: A_MOMENT_AGO });
  });

  test('are visited along with those who are due, unless the list of all does not have them', async () => {
    const without = await visited({});
    const result = await visited({}, {}, NOBODY, named);

    expect(result.ids).toEqual([...new Set([...without.ids, '1003', '1005'])].sort());
    expect(result.turn).toEqual(without.turn);
    expect(result.filtered).toBe(false);
  });

  test('count in the warning about visiting everybody', async () => {
    const result = await visited({ v1: () => new ApiError('forbidden', 403, 1) }, {}, NOBODY, named);

    expect(result.warnings).toHaveLength(1);
    expect(result.ids).toEqual(ids);
    expect(result.unfiltered).toEqual(['1003', '1005']);
  });

  test('make no difference to a sync that reads everything', async () => {
    const result = await visited({}, { since: undefined } as unknown as Partial<SyncWindow>, NOBODY, named);

    expect(result.ids).toEqual(ids);
  });
});
