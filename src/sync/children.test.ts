import { describe, expect, test, vi } from 'vitest';
import {
  Account,
  AT,
  company,
  employmentIds,
  persons,
  run,
  sorted,
  stopTheClock,
  turns,
} from '../../integration_tests/units/small_account.ts';
import type { ApiRequest } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import type { Row } from '../row.ts';
import { AbsenceBreakdowns, Holidays } from '../streams/absences.ts';
import { ProjectMembers } from '../streams/attendance.ts';
import { ProfilePictures } from '../streams/employees.ts';
import { Employments } from '../streams/employments.ts';

stopTheClock();

describe('parents', () => {
  test('resume behind the link in the state', async () => {
    const account = new Account(company(12));
    account.hook = () => void vi.setSystemTime(Date.now() + 10_000);
    const { states } = await run(new Employments(), account, { workers: 1, incremental: false });
    const late = states.filter(({ next }) => (next as unknown[]).length > 0).at(-1);

    const second = new Account(company(12));
    await run(new Employments(), second, { state: late, incremental: false });

    expect(second.paths.filter((path) => path.startsWith('/v2/persons '))).toEqual(['/v2/persons 9']);
  });

  test.each([
    ['refused', 400],
    ['not_found', 404],
    ['refused', 410],
    ['refused', 422],
    ['redirected', 302],
  ] as const)('are read from the beginning when the link has expired (%s, %i)', async (reason, status) => {
    const lists = company(7);
    const account = new Account(lists);
    account.hook = ({ path, offset }) => {
      if (path === '/v2/persons' && offset === 6 && account.asked.length === 1) throw new ApiError(reason, status, 1);
    };
    const link = `/v2/persons?cursor=${encodeURIComponent(btoa(JSON.stringify({ offset: 6, query: {} })))}`;

    const { ids, error } = await run(new Employments(), account, {
      incremental: false,
      state: {
        version: 1,
        updated_at: '',
        started_at: '2026-02-11T08:00:00Z',
        generation_id: '7',
        done: [],
        next: [{ partition: '', link }],
      },
    });

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(employmentIds(lists)));
  });

  test('are never all in memory: only one page is read ahead', async () => {
    const account = new Account(company(300));
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    account.hook = ({ path }) => (path === '/v2/persons' ? undefined : gate);

    const done = run(new Employments(), account, { workers: 4 });
    await turns(50);
    const pagesOfParents = account.paths.filter((path) => path.startsWith('/v2/persons ')).length;
    const children = account.paths.length - pagesOfParents;
    open();
    await done;

    expect(children).toBe(4);
    expect(pagesOfParents).toBeLessThanOrEqual(3);
  });

  test('are skipped and counted if they are gone when their children are requested', async () => {
    const lists = company(5);
    delete lists['/v2/persons/p3/employments'];
    delete lists['/v2/persons/p4/employments'];

    const { ids, error, logs, states } = await run(new Employments(), new Account(lists));

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(employmentIds(lists)));
    expect(logs).toHaveLength(1);
    expect(logs[0]).toContain('2 parents were gone');
    expect(states.at(-1)).toMatchObject({ updated_at: AT });
  });

  test.each([404, 400, 410])(
    'do not count as gone if one of their pages came before the %i: the stream fails',
    async (status) => {
      const account = new Account({
        '/v2/persons': persons(2),
        '/v2/persons/p0/employments': Array.from({ length: 120 }, (_, index) => ({ id: `e${index}` })),
        '/v2/persons/p1/employments': [{ id: 'f' }],
      });
      account.hook = ({ path, offset }) => {
        if (path.includes('/p0/') && offset > 0)
          throw new ApiError(status === 404 ? 'not_found' : 'refused', status, 1);
      };
      const { error, states } = await run(new Employments(), account);

      expect(error).toBeDefined();
      expect(states.at(-1)).toMatchObject({ updated_at: '' });
    },
  );

  test('fail the stream if their list keeps losing its links', async () => {
    const account = new Account(company(8));
    account.hook = ({ path, offset }) => {
      if (path === '/v2/persons' && offset > 0) throw new ApiError('not_found', 404, 1);
    };

    const { error, states } = await run(new Employments(), account);

    expect(error?.message).toContain('/v2/persons');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
    expect(account.paths.filter((path) => path === '/v2/persons 0')).toHaveLength(2);
  });

  test('are read from the start after one lost link to a later page', async () => {
    const account = new Account({
      '/v2/persons': persons(1),
      '/v2/persons/p0/employments': Array.from({ length: 120 }, (_, index) => ({ id: `e${index}` })),
    });
    let lost = false;
    account.hook = ({ offset }) => {
      if (offset === 0 || lost) return;
      lost = true;
      throw new ApiError('not_found', 404, 1);
    };
    const { error, ids } = await run(new Employments(), account);

    expect(error).toBeUndefined();
    expect(new Set(ids).size).toBe(120);
  });

  test('are a warning if they are gone', async () => {
    const lists = company(5);
    delete lists['/v2/persons/p3/employments'];

    const { logs } = await run(new Employments(), new Account(lists));

    expect(logs[0]).toMatch(/^WARN/);
  });

  // Regression: with two of three gone, the endpoint counted as unknown to Personio, although it had just answered.
  test('do not make the endpoint look gone if most of them are: it answers for the others', async () => {
    const lists = company(9);
    for (const n of [0, 1, 2, 3, 5, 6, 7, 8]) delete lists[`/v2/persons/p${n}/employments`];

    const { ids, error, logs } = await run(new Employments(), new Account(lists));

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(employmentIds(lists)));
    expect(logs[0]).toContain('8 parents were gone');
  });

  test('fail the stream if the endpoint vanishes on the way: it is tested with a parent that worked before', async () => {
    const account = new Account(company(30));
    let left = 10;
    account.hook = ({ path }) => {
      if (path.endsWith('/employments') && --left < 0) throw new ApiError('not_found', 404, 1);
    };

    const { error, states } = await run(new Employments(), account);

    expect(error?.message).toContain('/v2/persons/{id}/employments');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test('are not an empty stream if all of them are gone', async () => {
    const { error } = await run(new Employments(), new Account({ '/v2/persons': persons(50) }));

    expect(error).toBeDefined();
  });

  test('have children even if their id is a number', async () => {
    const account = new Account({ '/v2/persons': [{ id: 7 }], '/v2/persons/7/employments': [{ id: 'e1' }] });

    expect((await run(new Employments(), account)).ids).toEqual(['e1']);
  });

  test('without an id fail the stream after the children of the others are read', async () => {
    const account = new Account({
      '/v2/persons': [{ id: 'p1' }, { id: null }, { id: 'p2' }],
      '/v2/persons/p1/employments': [{ id: 'e1' }],
      '/v2/persons/p2/employments': [{ id: 'e2' }],
    });

    const { ids, error, states } = await run(new Employments(), account);

    expect(sorted(ids)).toEqual(['e1', 'e2']);
    expect(error?.failureType).toBe('system_error');
    expect(error?.message).toContain('1 record of persons came without an id');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  // The next sync must not skip children that this one could not request.
  test.each([true, false])(
    'without an id are requested again by the next sync (incremental: %s)',
    async (incremental) => {
      const lists = company(9);
      const whole = sorted(employmentIds(lists));
      const [, , , , lost = {}] = lists['/v2/persons'] ?? [];
      const id = lost.id as string;
      for (const nameless of [undefined, null, '']) {
        lost.id = nameless;
        const first = await run(new Employments(), new Account(lists), { incremental });
        lost.id = id;

        expect(first.error?.message).toContain('1 record of persons came without an id');
        for (const state of first.states) {
          const second = await run(new Employments(), new Account(lists), { incremental, state });
          expect(second.error).toBeUndefined();
          expect(sorted(new Set([...first.ids, ...second.ids]))).toEqual(whole);
        }
      }
    },
  );

  test('fail the stream if they cannot be listed', async () => {
    const account = new Account(company(10));
    account.hook = ({ path, offset }) => {
      if (path === '/v2/persons' && offset > 0) throw new ApiError('forbidden', 403, 1);
    };

    const { error } = await run(new Employments(), account);

    expect(error?.failureType).toBe('config_error');
    expect(error?.message).toContain('personio:persons:read');
  });
});

describe('parents that changed', () => {
  const absences: Row[] = [
    { id: 'old', updated_at: '2025-06-01T00:00:00Z' },
    { id: 'recent', updated_at: '2026-01-20T00:00:00Z' },
    { id: 'new', updated_at: '2026-02-11T08:00:00Z' },
  ];
  const day = { date: '2026-02-02', effective_duration: { unit: 'DAY', value: 1 } };
  const lists = {
    '/v2/absence-periods': absences,
    ...Object.fromEntries(absences.map(({ id }) => [`/v2/absence-periods/${id}/breakdowns`, [day]])),
  };

  test('are all parents on a first sync, and the cursor is when it began', async () => {
    const { ids, states, error } = await run(new AbsenceBreakdowns(), new Account(lists));

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(['new:2026-02-02', 'old:2026-02-02', 'recent:2026-02-02']);
    expect(states.at(-1)).toMatchObject({ absence_period_updated_at: AT, done: [], next: [] });
  });

  test('are the only ones whose children are requested after that', async () => {
    const state = { version: 1, absence_period_updated_at: '2026-02-10T00:00:00Z' };
    const account = new Account(lists);
    const { ids } = await run(new AbsenceBreakdowns(), account, { state, rereadDays: 30 });

    expect(ids).toEqual(['new:2026-02-02']);
    expect(account.paths.filter((path) => path.endsWith('breakdowns 0'))).toHaveLength(1);
  });

  test('are all parents if nothing may be left out', async () => {
    const state = { version: 1, absence_period_updated_at: '2026-02-10T00:00:00Z' };
    const { ids } = await run(new AbsenceBreakdowns(), new Account(lists), {
      state,
      fullReads: ['absence_breakdowns'],
    });

    expect(ids).toHaveLength(3);
  });

  test('are all parents in a full refresh', async () => {
    const state = { version: 1, absence_period_updated_at: '2026-02-10T00:00:00Z' };

    expect((await run(new AbsenceBreakdowns(), new Account(lists), { state, incremental: false })).ids).toHaveLength(3);
  });
});

describe('profile pictures', () => {
  type Form = '' | '/1024' | 'none';
  /** Some persons have a picture, some are listed with one; only one form of the path works. */
  const company = (withPicture: readonly string[], listed: readonly string[] = [], form: Form = '', wrong = 404) => {
    const people = persons(4).map((person) => ({
      ...person,
      profile_picture: { url: listed.includes(String(person.id)) ? 'https://x/profile-picture' : null },
    }));
    const asked: string[] = [];
    return Object.assign(new Account({ '/v2/persons': people }), {
      files: asked,
      bytes: async ({ target }: ApiRequest) => {
        const [, id = '', width = ''] = /\/(\w+)\/profile-picture(.*)/.exec(target) ?? [];
        asked.push(id + width);
        if (width !== form) throw new ApiError(wrong === 404 ? 'not_found' : 'refused', wrong, 1);
        if (!withPicture.includes(id)) throw new ApiError('not_found', 404, 1);
        return { contentType: 'image/png', bytes: Buffer.from(id) };
      },
    });
  };

  test.each([
    ['', 404, ['p1'], ['p0', 'p0/1024', 'p1', 'p2', 'p3']],
    ['/1024', 404, ['p1'], ['p0', 'p0/1024', 'p1', 'p1/1024', 'p2/1024', 'p3/1024']],
    ['/1024', 400, ['p1'], ['p0', 'p0/1024', 'p1', 'p1/1024', 'p2/1024', 'p3/1024']],
    ['/1024', 405, [], ['p0', 'p0/1024', 'p1', 'p1/1024', 'p2/1024', 'p3/1024']],
  ] as const)('are requested in the form that works (%s, the other is %i)', async (form, wrong, listed, asked) => {
    const account = company(['p1', 'p3'], listed, form, wrong);
    const { ids, error } = await run(new ProfilePictures(), account, { workers: 1 });

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(['p1', 'p3']);
    expect(account.files).toEqual(asked);
  });

  test.each([[['p2']], [['p0', 'p1', 'p2', 'p3']]])(
    'fail the stream if they are listed but available in neither form: %j',
    async (listed) => {
      const { error, ids, states } = await run(new ProfilePictures(), company([], listed, 'none'));

      expect(ids).toEqual([]);
      expect(error?.failureType).toBe('config_error');
      expect(error?.message).toMatch(/^profile_pictures: .*"profile_picture".*"employees:read"/);
      expect(states.at(-1)).toMatchObject({ next: [] });
    },
  );

  test('are a warning if those of some persons are listed but gone', async () => {
    const { error, ids, logs } = await run(new ProfilePictures(), company(['p1'], ['p0', 'p1', 'p2', 'p3']));

    expect(error).toBeUndefined();
    expect(ids).toEqual(['p1']);
    expect(logs.join()).toContain('3 parents were gone');
  });

  test('are requested in both forms for a few persons only, if nobody is listed with one', async () => {
    const account = company([]);
    const many = Object.assign(new Account({ '/v2/persons': persons(150) }), { bytes: account.bytes });

    expect((await run(new ProfilePictures(), many)).error).toBeUndefined();
    expect(account.files.length).toBe(250);
  });

  test('name the missing right if they may not be read', async () => {
    const account = Object.assign(company(['p1'], ['p1']), {
      bytes: async () => {
        throw new ApiError('forbidden', 403, 1);
      },
    });

    expect((await run(new ProfilePictures(), account)).error?.message).toContain('"employees:read"');
  });

  test('are those of the persons who have one', async () => {
    const { ids, error } = await run(new ProfilePictures(), company(['p1', 'p3']));

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(['p1', 'p3']);
  });

  // Regression: 404 is the answer for a person without a picture, and was reported as a deleted person.
  test('do not make persons without one count as gone', async () => {
    const { logs } = await run(new ProfilePictures(), company(['p1', 'p3']));

    expect(logs.join()).not.toMatch(/parents? (was|were) gone/);
  });

  // Regression: if nobody had one, the endpoint counted as gone.
  test('are an empty stream, not an error, if nobody has one', async () => {
    expect((await run(new ProfilePictures(), company([]))).error).toBeUndefined();
  });
});

describe('holidays of a batch of persons', () => {
  // If the service does not know one person of a batch, all fifty could count as one parent that is gone.
  test('are not lost for the whole batch when one person is gone', async () => {
    const people = persons(4);
    const account = Object.assign(new Account({ '/v2/persons': people }), {});
    const get = account.get.bind(account);
    account.pageSize = 50;
    account.get = async (request, parse) => {
      if (request.target !== '/v2/holidays') return await get(request, parse);
      const ids = [request.query?.['person.id']].flat().map(String);
      if (ids.includes('p2')) throw new ApiError('not_found', 404, 1);
      return parse({ _data: ids.map((id) => ({ person: { id }, date: '2026-10-03', name: 'T' })) }) as never;
    };

    const { ids } = await run(new Holidays(), account, { incremental: false });

    expect(ids).toHaveLength(3);
  });
});

describe('members of projects', () => {
  const served = (refused: string) => {
    const account = new Account({ '/v2/projects': [{ id: 'p1' }, { id: 'p2', parent_project: { id: 'p1' } }] });
    const get = account.get.bind(account);
    account.get = async (request, parse) => {
      if (!request.target.endsWith('/members')) return await get(request, parse);
      if (request.target.includes(refused)) throw new ApiError('refused', 422, 1);
      return parse({ _data: [{ person: { id: '7' } }] }) as never;
    };
    return account;
  };

  test('are none for a sub project that cannot have any', async () => {
    expect((await run(new ProjectMembers(), served('p2'), { incremental: false })).ids).toHaveLength(1);
  });

  test('are missing if another project refuses', async () => {
    expect((await run(new ProjectMembers(), served('p1'), { incremental: false })).error?.message).toContain('422');
  });
});
