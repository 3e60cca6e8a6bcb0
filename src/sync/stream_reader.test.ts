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
import { AttendancePeriods } from '../streams/attendance.ts';
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

describe('any state on the way is true', () => {
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
      // A state is due after each page, and answers come in any order.
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

  test('and saves work: what is done is not read again', async () => {
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
