import { describe, expect, test, vi } from 'vitest';
import {
  Account,
  AT,
  attendance,
  company,
  employmentIds,
  persons,
  run,
  sorted,
  stopTheClock,
  turns,
} from '../../integration_tests/units/small_account.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import type { Row } from '../row.ts';
import { AbsenceBreakdowns } from '../streams/absences.ts';
import { AttendancePeriods } from '../streams/attendance.ts';
import { Documents } from '../streams/documents.ts';
import { Employments } from '../streams/employments.ts';
import { LegalEntities } from '../streams/organisation.ts';
import { Persons } from '../streams/persons.ts';
import type { Stream } from '../streams/stream.ts';

stopTheClock();

describe('a stream is read in full', () => {
  test.each([
    ['in pages', new Persons(), { '/v2/persons': persons(10) }],
    ['in windows', new AttendancePeriods(), { '/v2/attendance-periods': attendance() }],
    ['from an empty account', new Persons(), { '/v2/persons': [] }],
    ['child by child', new Employments(), company(12)],
    ['without parents', new Employments(), { '/v2/persons': [] }],
  ])('%s, each record once, with a final state', async (_, stream: Stream, lists: Record<string, Row[]>) => {
    const { ids, lines, states, error } = await run(stream, new Account(lists));

    const expected = stream.parent
      ? employmentIds(lists)
      : Object.values(lists)
          .flat()
          .map(({ id }) => String(id));
    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(expected));
    expect(lines.at(-1)?.state).toEqual(states.at(-1));
    expect(states.at(-1)).toEqual({
      version: 1,
      updated_at: AT,
      started_at: AT,
      generation_id: '',
      ...(stream.parent && { reread_from: '', reread_at: '' }),
      done: [],
      next: [],
    });
  });

  test('with a cursor only what changed since', async () => {
    const rows = [...persons(5), { id: 'new', updated_at: '2026-02-11T08:00:00Z' }];

    const { ids } = await run(new Persons(), new Account({ '/v2/persons': rows }), {
      state: { version: 1, updated_at: '2026-02-10T00:00:00Z' },
    });

    expect(ids).toEqual(['new']);
  });

  test('children with a cursor visit every parent', async () => {
    const lists = company(6);
    const account = new Account(lists);
    lists['/v2/persons/p0/employments']?.push({ id: 'p0e9', updated_at: '2026-02-11T00:00:00Z' });

    const { ids } = await run(new Employments(), account, {
      state: { version: 1, updated_at: '2026-02-10T00:00:00Z' },
    });

    expect(ids).toEqual(['p0e9']);
    expect(account.asked.filter(({ path }) => path.endsWith('/employments'))).toHaveLength(6);
  });
});

describe('every state on the way is correct', () => {
  test.each([
    ['of pages', new Persons(), { '/v2/persons': persons(20) }, true],
    ['of pages in a full refresh', new LegalEntities(), { '/v2/legal-entities': persons(20) }, false],
    ['of parallel windows', new AttendancePeriods(), { '/v2/attendance-periods': attendance(150) }, true],
    ['of children', new Employments(), company(40), true],
    ['of children in a full refresh', new Employments(), company(40), false],
  ])(
    '%s: what was written before it and what is read from it miss nothing',
    async (_, stream: Stream, lists, incremental) => {
      const account = new Account(lists as Record<string, Row[]>);
      let dice = 7;
      // A state is due after each page, and responses arrive in any order.
      account.hook = async () => {
        vi.setSystemTime(Date.now() + 10_000);
        dice = (dice * 16_807) % 2_147_483_647;
        await turns(dice % 4);
      };
      const whole = await run(stream, account, { incremental });
      const expected = sorted(new Set(whole.ids));
      expect(whole.states.length).toBeGreaterThan(5);

      for (const [index, { state }] of whole.lines.entries()) {
        if (!state) continue;
        const before = whole.lines.slice(0, index).flatMap(({ id }) => id ?? []);
        const after = await run(stream, new Account(lists as Record<string, Row[]>), {
          state,
          incremental,
          at: '2026-02-11T10:00:00Z',
        });

        expect(after.error).toBeUndefined();
        expect(sorted(new Set([...before, ...after.ids])), JSON.stringify(state)).toEqual(expected);
      }
    },
  );

  test('and saves work: finished parts are not read again', async () => {
    const account = new Account({ '/v2/attendance-periods': attendance(150) });
    account.hook = () => void vi.setSystemTime(Date.now() + 10_000);
    const first = await run(new AttendancePeriods(), account);
    const late = first.states.at(-3);

    const second = new Account({ '/v2/attendance-periods': [] });
    await run(new AttendancePeriods(), second, { state: late });

    expect(second.asked.length).toBeLessThan(account.asked.length / 4);
  });

  test('after each page says where the next one begins', async () => {
    const account = new Account({ '/v2/persons': persons(7) });
    account.hook = () => void vi.setSystemTime(Date.now() + 10_000);

    const { lines } = await run(new Persons(), account, { workers: 1 });
    const open = (state: StreamState | undefined) => (Array.isArray(state?.next) ? state.next.length : -1);

    expect(lines.map(({ id, state }) => id ?? `${open(state)} ${state?.updated_at}`)).toEqual([
      ...['p0', 'p1', 'p2', '1 '],
      ...['p3', 'p4', 'p5', '1 '],
      ...['p6', '1 '],
      `0 ${AT}`,
    ]);
  });

  test('stays small, however many parents there are', async () => {
    const account = new Account(company(300));
    account.hook = () => void vi.setSystemTime(Date.now() + 10_000);

    const { states } = await run(new Employments(), account);

    expect(states.length).toBeGreaterThan(50);
    expect(Math.max(...states.map((state) => JSON.stringify(state).length))).toBeLessThan(1000);
  });
});

describe('parents that are named in full', () => {
  const state = { version: 1, updated_at: '2026-02-10T00:00:00Z' };
  const link = (offset: number) =>
    `/v2/persons?cursor=${encodeURIComponent(btoa(JSON.stringify({ offset, query: {} })))}`;
  /** Whose employments were requested, in order, and whether for changes only. */
  const askedFor = ({ asked }: Account) =>
    asked.flatMap(({ path, query }) => {
      const [, id] = /persons\/(\w+)\/employments/.exec(path) ?? [];
      return id === undefined ? [] : [`${id}${'updated_at.gt' in query ? ' changes' : ''}`];
    });

  test('have all of their children requested, and the others only changes', async () => {
    const account = new Account(company(5));
    const { ids, error, logs } = await run(new Employments(), account, { state, inFull: new Set(['p3', 'gone']) });

    expect(error).toBeUndefined();
    expect(logs).toEqual([]);
    expect(sorted(ids)).toEqual(['p3e0', 'p3e1', 'p3e2']);
    expect(sorted(askedFor(account))).toEqual(['p0 changes', 'p1 changes', 'p2 changes', 'p3', 'p4 changes']);
  });

  test('have documents requested since the start date, or of any time', async () => {
    for (const startDate of [undefined, '2024-01-01']) {
      const account = new Account({ '/v2/persons': persons(3), '/v2/document-management/documents': [] });
      const queries: unknown[] = [];
      const get = account.get.bind(account);
      account.get = async (request, parse) => {
        if (!request.target.startsWith('/v2/document')) return await get(request, parse);
        queries.push(request.query);
        return parse({ _data: [] }) as never;
      };
      const inFull = new Set(['p1']);
      const given = { state: { version: 1, created_at: '2026-02-10T00:00:00Z' }, inFull };
      await run(new Documents(), account, startDate === undefined ? given : { ...given, startDate });

      const of = (owner_id: string, from: string | undefined) => ({
        owner_id,
        limit: 200,
        ...(from !== undefined && { 'created_at.gte': from }),
      });
      expect(queries).toEqual([of('p0', '2026-02-10'), of('p1', startDate), of('p2', '2026-02-10')]);
    }
  });

  test('are visited even if only changes are listed, and may be gone', async () => {
    const day = { date: '2026-02-02', effective_duration: { unit: 'DAY', value: 1 } };
    const absences = [
      { id: 'old', updated_at: '2025-06-01T00:00:00Z' },
      { id: 'older', updated_at: '2025-05-01T00:00:00Z' },
    ];
    const lists = {
      '/v2/absence-periods': absences,
      ...Object.fromEntries(absences.map(({ id }) => [`/v2/absence-periods/${id}/breakdowns`, [day]])),
    };
    const { ids, error, logs } = await run(new AbsenceBreakdowns(), new Account(lists), {
      state: { version: 1, absence_period_updated_at: '2026-02-10T00:00:00Z' },
      inFull: new Set(['old', 'gone']),
    });

    expect(error).toBeUndefined();
    expect(ids).toEqual(['old:2026-02-02']);
    expect(logs).toEqual([]);
  });

  test('are visited once by a sync that completes an earlier pass, wherever they are in the list', async () => {
    const begun = { ...state, started_at: '2026-02-11T08:00:00Z', done: [], next: [{ partition: '', link: link(3) }] };
    const account = new Account(company(6));
    const { error } = await run(new Employments(), account, {
      state: begun,
      workers: 1,
      inFull: new Set(['p1', 'p3']),
    });

    expect(error).toBeUndefined();
    expect(askedFor(account)).toEqual([
      ...['p3 changes', 'p4 changes', 'p5 changes'],
      ...['p0 changes', 'p1', 'p2 changes', 'p3', 'p4 changes', 'p5 changes'],
    ]);
  });
});
