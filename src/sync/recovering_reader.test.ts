import { describe, expect, test, vi } from 'vitest';
import {
  Account,
  AT,
  attendance,
  company,
  employmentIds,
  numbers,
  persons,
  run,
  sorted,
  stopTheClock,
  turns,
} from '../../integration_tests/units/small_account.ts';
import { ConnectorError } from '../errors.ts';
import type { ApiRequest } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import type { Row } from '../row.ts';
import { AttendancePeriods } from '../streams/attendance.ts';
import { Compensations } from '../streams/compensations.ts';
import { DocumentCategories } from '../streams/employees.ts';
import { Employments } from '../streams/employments.ts';
import { LegalEntities } from '../streams/organisation.ts';
import { Persons } from '../streams/persons.ts';
import { addDays } from '../times.ts';

stopTheClock();

describe('a link that has expired', () => {
  const stale = (key: string) => ({
    version: 1,
    updated_at: '',
    started_at: '2026-02-11T08:00:00Z',
    done: [],
    next: [{ partition: key, link: '/v2/persons?cursor=stale' }],
  });

  test.each([400, 404, 410, 422])('restarts its window (%i)', async (status) => {
    const account = new Account({ '/v2/persons': persons(7) });
    const get = account.get.bind(account);
    account.get = (request, parse) =>
      request.target.includes('stale') ? Promise.reject(new ApiError('refused', status, 1)) : get(request, parse);

    const { ids, error } = await run(new Persons(), account, { state: stale('') });

    expect(error).toBeUndefined();
    expect(sorted(new Set(ids))).toEqual(sorted(persons(7).map(({ id }) => String(id))));
  });

  test('restarts it once: a window that is itself refused fails the stream', async () => {
    const account = new Account({});
    account.get = async (request) => {
      account.asked.push({ path: request.target, query: {}, offset: 0 });
      throw new ApiError('refused', 400, 1);
    };

    const { error } = await run(new Persons(), account, { state: stale('') });

    expect(error?.failureType).toBe('system_error');
    expect(account.asked.length).toBeLessThanOrEqual(3);
  });

  test.each([403, 401])('is not taken for a missing right (%i)', async (status) => {
    const account = new Account({});
    account.get = async (request) => {
      account.asked.push({ path: request.target, query: {}, offset: 0 });
      throw new ApiError(status === 403 ? 'forbidden' : 'unauthorized', status, 1);
    };

    const { error } = await run(new Persons(), account, { state: stale('') });

    expect(error?.failureType).toBe('config_error');
    expect(account.asked).toHaveLength(1);
  });
});

describe('a server that fails for one broken record', () => {
  const broken = 'a40';
  const day = addDays('2026-02-20', -200);

  function withBroken(): Account {
    const account = new Account({ '/v2/attendance-periods': attendance() });
    account.hook = (_, page) => {
      if (page.some(({ id }) => id === broken)) throw new ApiError('server', 500, 3);
    };
    return account;
  }

  test('loses the day of the record and nothing else; the stream fails and names it', async () => {
    const { ids, error, logs, states } = await run(new AttendancePeriods(), withBroken());

    const others = attendance().filter(({ id }) => id !== broken);
    expect(sorted(new Set(ids))).toEqual(sorted(others.map(({ id }) => String(id))));
    expect(error?.failureType).toBe('transient_error');
    expect(error?.message).toContain(`the day ${day}`);
    expect(logs.filter((line) => line.startsWith('WARN') && line.includes(day))).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test('is not searched for if the right is withdrawn meanwhile: that is the reason', async () => {
    const account = withBroken();
    const { hook } = account;
    let failed = false;
    account.hook = (asked, page) => {
      if (failed) throw new ApiError('forbidden', 403, 1);
      failed = page.some(({ id }) => id === broken);
      return hook(asked, page);
    };
    const { error } = await run(new AttendancePeriods(), account, { workers: 1 });

    expect(error?.failureType).toBe('config_error');
  });

  test('is asked again the next time, for the missing part only', async () => {
    const first = await run(new AttendancePeriods(), withBroken());
    const mended = new Account({ '/v2/attendance-periods': attendance() });

    const second = await run(new AttendancePeriods(), mended, {
      state: first.states.at(-1),
      at: '2026-02-12T09:00:00Z',
    });

    expect(second.error).toBeUndefined();
    expect(second.ids).toContain(broken);
    expect(second.ids.length).toBeLessThan(10);
    expect(second.states.at(-1)).toMatchObject({ updated_at: '2026-02-12T09:00:00Z', done: [], next: [] });
  });

  test('and still fails the next time does not cause the days around it to be read again', async () => {
    const first = await run(new AttendancePeriods(), withBroken());

    const second = await run(new AttendancePeriods(), withBroken(), {
      state: first.states.at(-1),
      at: '2026-02-12T09:00:00Z',
    });

    expect(second.ids).toEqual([]);
    expect(second.error?.message).toContain(day);
  });

  test('in the oldest window loses only a day, too', async () => {
    const account = new Account({ '/v2/attendance-periods': attendance() });
    account.hook = (_, page) => {
      if (page.some(({ id }) => id === 'old')) throw new ApiError('server', 500, 3);
    };

    const { ids, error } = await run(new AttendancePeriods(), account);

    expect(new Set(ids).size).toBe(80);
    expect(error?.message).toContain('the day 2011-11-11');
  });

  test('in the children of one parent loses these children', async () => {
    const lists = company(10);
    const account = new Account(lists);
    account.hook = ({ path }) => {
      if (path.includes('/p4/')) throw new ApiError('server', 500, 3);
    };

    const { ids, error, states } = await run(new Employments(), account);

    expect(sorted(ids)).toEqual(sorted(employmentIds(lists).filter((id) => !id.startsWith('p4'))));
    expect(error?.failureType).toBe('transient_error');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test('in the children of many parents does not end the stream while others can be read', async () => {
    const lists = company(60);
    const account = new Account(lists);
    const isBroken = (name: string) => Number(/p(\d+)/.exec(name)?.[1]) % 2 === 1;
    account.hook = ({ path }) => {
      if (path.endsWith('/employments') && isBroken(path)) throw new ApiError('server', 500, 3);
    };

    const { ids, error } = await run(new Employments(), account, { workers: 1 });

    expect(sorted(ids)).toEqual(sorted(employmentIds(lists).filter((id) => !isBroken(id))));
    expect(error?.message).toContain('and 25 more');
  });

  test('does not delay the changes since an earlier pass', async () => {
    const first = await run(new AttendancePeriods(), withBroken());
    const changed = { id: 'late', attribution_date: '2026-02-11', updated_at: '2026-02-12T08:00:00Z' };
    const account = new Account({ '/v2/attendance-periods': [...attendance(), changed] });
    account.hook = (_, page) => {
      if (page.some(({ id }) => id === broken)) throw new ApiError('server', 500, 3);
    };

    const second = await run(new AttendancePeriods(), account, {
      state: first.states.at(-1),
      at: '2026-02-12T09:00:00Z',
    });

    expect(second.ids).toContain('late');
    expect(second.error?.message).toContain(day);
    expect(second.states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test.each([
    ['windows', new AttendancePeriods(), { '/v2/attendance-periods': attendance() }, 4],
    ['one list', new Persons(), { '/v2/persons': persons(9) }, 4],
    ['one list by one worker', new Persons(), { '/v2/persons': persons(9) }, 1],
  ])('is asked for the first and the last day only, if it is down: %s', async (_, stream, lists, workers) => {
    const account = new Account(lists as Record<string, Row[]>);
    account.hook = () => {
      throw new ApiError('server', 500, 3);
    };

    const { error, logs } = await run(stream, account, { workers });

    expect(error?.failureType).toBe('transient_error');
    expect(logs).toEqual([]);
    expect(account.asked.length).toBeLessThanOrEqual(3 * workers);
    expect(account.patient).toBeLessThanOrEqual(workers);
  });

  test.each([0, 1, 40, 79, 80])('loses its day wherever it is, even at an end of the window (record %i)', async (n) => {
    const rows = [
      ...attendance(79),
      { id: 'edge', attribution_date: '2027-02-11', updated_at: '2027-02-11T00:00:00Z' },
    ];
    const at = rows[n] as Row;
    const account = new Account({
      '/v2/persons': rows.map((row) => ({ ...row, updated_at: `${row.attribution_date}T09:00:00Z` })),
    });
    account.hook = (_, page) => {
      if (page.some(({ id }) => id === at.id)) throw new ApiError('server', 500, 3);
    };

    const { ids, error } = await run(new Persons(), account);

    expect(sorted(new Set(ids))).toEqual(sorted(rows.filter(({ id }) => id !== at.id).map(({ id }) => String(id))));
    expect(error?.message).toContain(`but the day ${at.attribution_date}.`);
    expect(account.patient).toBe(1);
  });

  test('loses two days if two consecutive days have one', async () => {
    const days = [day, addDays(day, 1)];
    const lists = [...attendance(), { id: 'b', attribution_date: days[1], updated_at: '2026-02-01T00:00:00Z' }];
    const both = new Account({ '/v2/attendance-periods': lists });
    both.hook = (_, page) => {
      if (page.some(({ id }) => id === broken || id === 'b')) throw new ApiError('server', 500, 3);
    };

    const { ids, error } = await run(new AttendancePeriods(), both);

    expect(new Set(ids).size).toBe(lists.length - 2);
    for (const each of days) expect(error?.message).toContain(each);
  });

  test('in each of many windows at the same time is not a server that is down', async () => {
    const account = new Account({ '/v2/attendance-periods': attendance(200) });
    const isBroken = (id: unknown) => Number(/\d+/.exec(String(id))?.[0]) % 6 === 0;
    account.hook = async (_, page) => {
      await turns(2);
      if (page.some(({ id }) => isBroken(id))) throw new ApiError('server', 500, 3);
    };

    const { ids, error } = await run(new AttendancePeriods(), account, { workers: 20 });

    const others = attendance(200).filter(({ id }) => !isBroken(id));
    expect(sorted(new Set(ids))).toEqual(sorted(others.map(({ id }) => String(id))));
    expect(error?.message).toContain('and 29 more');
  });

  test.each([1, 4])(
    'for the children of every parent is given up after each worker has retried patiently once (%i)',
    async (workers) => {
      const account = new Account(company(200));
      account.hook = ({ path }) => {
        if (path.endsWith('/employments')) throw new ApiError('server', 500, 3);
      };

      const { error } = await run(new Employments(), account, { workers });

      const asked = account.asked.filter(({ path }) => path.endsWith('/employments')).length;
      expect(error?.failureType).toBe('transient_error');
      expect(asked).toBeLessThanOrEqual(16 + 2 * workers);
      expect(account.patient).toBeLessThanOrEqual(workers);
    },
  );

  test('fails as a whole if the list cannot be halved', async () => {
    const account = new Account({ '/v2/legal-entities': persons(9) });
    account.hook = ({ offset }) => {
      if (offset === 3) throw new ApiError('server', 500, 3);
    };

    const { ids, error, states } = await run(new LegalEntities(), account, { incremental: false });

    expect(ids).toEqual(['p0', 'p1', 'p2']);
    expect(error?.failureType).toBe('transient_error');
    expect(states.at(-1)?.next).toHaveLength(1);
  });
});

describe('data older than the windows', () => {
  /** Attendance on each of `days` days, the last of them long ago. */
  const old = (count: number): Row[] =>
    numbers(count).map((n) => ({
      id: `o${n}`,
      attribution_date: addDays('2015-06-30', -n),
      updated_at: '2026-02-01T00:00:00Z',
    }));

  class Paged extends AttendancePeriods {
    override readonly pageSize = 3 as 100;
  }

  test.each([
    [0, undefined],
    [2, undefined],
    [3, undefined],
    [200, undefined],
    [200, '1970-01-01'],
    [200, '2015-03-01'],
  ])('is read once, in parts if it is more than a page (%i rows, start date %s)', async (count, startDate) => {
    const rows = [...attendance(), ...old(count)].filter(({ id }) => id !== 'old' && id !== 'o5');
    const account = new Account({ '/v2/attendance-periods': rows });

    const { ids, error, states } = await run(new Paged(), account, { ...(startDate && { startDate }) });

    const wanted = rows.filter(({ attribution_date: day }) => startDate === undefined || String(day) >= startDate);
    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(wanted.map(({ id }) => String(id))));
    expect(states.at(-1)).toMatchObject({ updated_at: AT, done: [], next: [] });
    const deepest = Math.max(...account.asked.map(({ offset }) => offset));
    expect(deepest).toBeLessThan(31);
  });

  test('is requested with full patience, even in parts: nothing has failed yet', async () => {
    const account = new Account({ '/v2/attendance-periods': old(200) });
    const known = account.asked;
    account.hook = () => {
      if (known.length > 60) throw new ApiError('unreachable', 0, 1);
    };
    await run(new Paged(), account, { workers: 1 });

    expect(known.length).toBe(61);
    expect(account.patient).toBe(1);
  });

  test('takes as many requests in an empty account with an early start date as without one', async () => {
    const asked = async (startDate?: string) => {
      const account = new Account({ '/v2/attendance-periods': [], '/v2/compensations': [], '/v2/persons': [] });
      for (const stream of [new AttendancePeriods(), new Compensations()])
        await run(stream, account, { ...(startDate && { startDate }) });
      return account.asked.length;
    };

    expect(await asked('1970-01-01')).toBeLessThanOrEqual(await asked());
  });

  test('is resumed where it stopped, from any state', async () => {
    const rows = [...attendance(20), ...old(60)];
    const account = new Account({ '/v2/attendance-periods': rows });
    account.hook = () => void vi.setSystemTime(Date.now() + 660_000);
    const whole = await run(new Paged(), account, { startDate: '1990-01-01' });
    expect(whole.states.length).toBeGreaterThan(20);

    for (const [index, { state }] of whole.lines.entries()) {
      if (!state) continue;
      const before = whole.lines.slice(0, index).flatMap(({ id }) => id ?? []);
      const again = new Account({ '/v2/attendance-periods': rows });
      const after = await run(new Paged(), again, { state, startDate: '1990-01-01', at: '2026-02-11T10:00:00Z' });

      expect(sorted(new Set([...before, ...after.ids]))).toEqual(sorted(new Set(whole.ids)));
    }
  });

  test('is split after a long pause, too', async () => {
    const rows = numbers(90).map((n) => ({ id: `p${n}`, updated_at: `${addDays('2016-01-01', n * 20)}T00:00:00Z` }));
    const account = new Account({ '/v2/persons': rows });
    class Few extends Persons {
      override readonly pageSize = 3 as 50;
    }

    const { ids, error } = await run(new Few(), account, { state: { version: 1, updated_at: '1990-01-01T00:00:00Z' } });

    expect(error).toBeUndefined();
    expect(sorted(new Set(ids))).toEqual(sorted(rows.map(({ id }) => id)));
    expect(account.asked.length).toBeLessThan(450);
  });
});

describe('compensations of long ago', () => {
  /** An account with compensations in these months. */
  function paying(months: readonly string[], people: readonly Row[] | 401 | 500): Account {
    const account = new Account({ '/v2/persons': typeof people === 'number' ? [] : people });
    const get = account.get.bind(account);
    account.get = async (request, parse) => {
      if (request.target === '/v2/persons' && typeof people === 'number') {
        throw new ApiError(people === 401 ? 'unauthorized' : 'server', people, 1);
      }
      if (request.target !== '/v2/compensations') return await get(request, parse);
      const month = String(request.query?.start_date).slice(0, 7);
      account.asked.push({ path: month, query: {}, offset: 0 });
      vi.setSystemTime(Date.now() + 660_000);
      return parse({ _data: months.includes(month) ? [{ id: 'c' }] : [] }) as never;
    };
    return account;
  }
  const startDate = '2010-01-01';
  const all = 16 * 12 + 2;

  test.each([
    ['nobody', [], [], 24],
    ['nobody is listed, but there is pay', ['2026-01', '2011-05'], [], all],
    ['persons are listed, with pay of long ago only', ['2011-05'], persons(1), all],
    ['persons may not be listed', ['2011-05'], 401 as const, all],
    ['the list of persons fails', ['2011-05'], 500 as const, all],
  ])('are requested if there are any: %s', async (_, months, people, count) => {
    const account = paying(months, people);

    const { ids, error } = await run(new Compensations(), account, { startDate });

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(months.map((month) => `c:${month}-01`)));
    expect(account.asked.filter(({ path }) => path.length === 7)).toHaveLength(count);
  });

  test.each([true, false])(
    'are not missed by the sync after a killed one (persons can be listed: %s)',
    async (canList) => {
      const months = ['2026-02', '2025-01', '2011-05', '2010-01'];
      const people = canList ? persons(1) : [];
      const whole = await run(new Compensations(), paying(months, people), { startDate, workers: 3 });
      expect(whole.states.length).toBeGreaterThan(50);

      for (const [index, { state }] of whole.lines.entries()) {
        if (!state || index % 2 > 0) continue;
        const before = whole.lines.slice(0, index).flatMap(({ id }) => id ?? []);
        const after = await run(new Compensations(), paying(months, people), {
          state,
          startDate,
          at: '2026-02-11T10:00:00Z',
        });

        expect(sorted(new Set([...before, ...after.ids]))).toEqual(sorted(months.map((month) => `c:${month}-01`)));
      }
    },
  );
});

describe('an error that does not belong to one partition', () => {
  test.each([
    ['forbidden', 403, 'config_error'],
    ['unauthorized', 401, 'config_error'],
    ['feature', 412, 'config_error'],
    ['unreachable', 0, 'transient_error'],
    ['throttled', 429, 'transient_error'],
    ['unexpected', 200, 'system_error'],
  ] as const)('(%s) ends the stream and its other reads', async (reason, status, failureType) => {
    const account = new Account({ '/v2/attendance-periods': attendance() });
    const abort = new AbortController();
    account.hook = async (_, page) => {
      await turns(2);
      if (page.some(({ id }) => id === 'a30')) throw new ApiError(reason, status, 1);
    };

    const { error } = await run(new AttendancePeriods(), account, { abort });
    const askedThen = account.asked.length;
    await turns();

    expect(error?.failureType).toBe(failureType);
    expect(error?.message).toContain('attendance_periods: ');
    expect(abort.signal.aborted).toBe(true);
    expect(account.asked.length).toBe(askedThen);
  });

  test('a stop writes nothing more, and fails with its reason', async () => {
    const account = new Account({ '/v2/persons': persons(30) });
    const abort = new AbortController();
    const reason = new ConnectorError('transient_error', 'Stopped by SIGTERM.');
    account.hook = ({ offset }) => {
      if (offset === 9) abort.abort(reason);
    };

    const { ids, error, states } = await run(new Persons(), account, { abort });

    expect(error).toBe(reason);
    expect(ids).toHaveLength(9);
    expect(states.at(-1)?.next).toHaveLength(1);
  });
});

describe('a list that ends before its own total', () => {
  /** A v1 list that lacks its last row in the first `failures` readings. */
  function short(times: number): Account {
    const account = new Account({});
    return Object.assign(account, {
      get: async <T>(_: ApiRequest, parse: (body: unknown) => T | undefined) => {
        const rows = [1, 2, 3].map((id) => ({ id, type: 'DocumentCategory', attributes: { name: `c${id}` } }));
        account.asked.push({ path: '', query: {}, offset: 0 });
        const data = account.asked.length <= times ? rows.slice(0, 2) : rows;
        return parse({ success: true, data, metadata: { total_elements: 3 } }) as T;
      },
    });
  }

  test('is read once more', async () => {
    const { ids, error } = await run(new DocumentCategories(), short(1));

    expect(error).toBeUndefined();
    expect(sorted(new Set(ids.map(String)))).toEqual(['1', '2', '3']);
  });

  test('fails the stream the second time, with both numbers', async () => {
    const account = short(9);
    const { error, states } = await run(new DocumentCategories(), account);

    expect(error?.failureType).toBe('transient_error');
    expect(error?.message).toContain('reported 3 records but returned 2');
    expect(account.asked).toHaveLength(2);
    expect(states.at(-1)).toMatchObject({ done: [] });
  });
});
