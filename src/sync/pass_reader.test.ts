import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReportRows } from '../account/reports.ts';
import { Output } from '../airbyte/output.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { readAsset } from '../assets.ts';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import type { Api, ApiRequest } from '../http/client.ts';
import { fakeApi } from '../http/fake_api.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { AbsenceBreakdowns, Holidays } from '../streams/absences.ts';
import { AttendancePeriods, ProjectMembers } from '../streams/attendance.ts';
import { Compensations } from '../streams/compensations.ts';
import { DocumentCategories, ProfilePictures } from '../streams/employees.ts';
import { LegalEntities } from '../streams/organisation.ts';
import { Employments, Persons } from '../streams/persons.ts';
import type { Stream } from '../streams/stream.ts';
import { addDays } from '../times.ts';
import { Cursor } from './cursor.ts';
import { readStream } from './stream_reader.ts';

const AT = '2026-02-11T09:00:00Z';

/** What one request asks for. */
interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Where in the list its page begins. */
  readonly offset: number;
}

/** A small Personio: lists by path, filters, opaque cursors that hold them. A hook may delay or fail a request. */
class Account implements Api {
  readonly asked: Asked[] = [];
  pageSize = 3;
  hook: (asked: Asked, page: readonly Row[]) => unknown = () => {};
  /** How many requests failed that were not to be given up soon. */
  patient = 0;
  readonly bytes: Api['bytes'];
  readonly feed: Api['feed'];
  readonly learned: Api['learned'];
  readonly #lists: Readonly<Record<string, readonly Row[]>>;

  constructor(lists: Readonly<Record<string, readonly Row[]>>) {
    this.#lists = lists;
    ({ bytes: this.bytes, feed: this.feed, learned: this.learned } = fakeApi());
  }

  async get<T>(request: ApiRequest, parse: (body: unknown) => T | undefined): Promise<T> {
    const url = new URL(request.target, 'https://api.personio.de');
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, String(value));
    const { cursor, limit, ...filters } = Object.fromEntries(url.searchParams);
    const at: { offset: number; query: Record<string, string> } =
      cursor === undefined ? { offset: 0, query: filters } : JSON.parse(atob(cursor));
    const asked = { path: url.pathname, query: at.query, offset: at.offset };
    this.asked.push(asked);
    const list = this.#lists[url.pathname];
    if (!list) throw new ApiError('not_found', 404, 1);
    const matching = list.filter((row) => matches(row, at.query));
    const page = matching.slice(at.offset, at.offset + this.pageSize);
    try {
      await this.hook(asked, page);
    } catch (error) {
      if (!request.brief) this.patient++;
      throw error;
    }
    const offset = at.offset + this.pageSize;
    const link = `${url.pathname}?cursor=${encodeURIComponent(btoa(JSON.stringify({ ...at, offset })))}`;
    const body = {
      _data: structuredClone(page),
      _meta: { links: offset < matching.length ? { next: { href: link } } : {} },
    };
    const parsed = parse(body);
    if (parsed === undefined) throw new ApiError('unexpected', 200, 1);
    return parsed;
  }

  /** The paths asked for, with the offset of the page. */
  get paths(): string[] {
    return this.asked.map(({ path, offset }) => `${path} ${offset}`);
  }
}

function matches(row: Row, query: Readonly<Record<string, string>>): boolean {
  return Object.entries(query).every(([name, bound]) => {
    const [field = '', operator] = name.split('.');
    const value = String(row[field]).slice(0, bound.length);
    switch (operator) {
      case 'gte':
        return value >= bound;
      case 'lte':
        return value <= bound;
      case 'gt':
        return value > bound;
      case 'lt':
        return value < bound;
      default:
        throw new Error(`unknown filter ${name}`);
    }
  });
}

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

interface Run {
  /** What was written: `R <id>` and `S <state>`, in order. */
  readonly lines: readonly { readonly id?: string; readonly state?: StreamState; readonly log?: string }[];
  readonly ids: string[];
  readonly states: StreamState[];
  readonly logs: string[];
  readonly error: ConnectorError | undefined;
  readonly counts: RecordBuilder['counts'];
}

interface Given {
  readonly state?: StreamState | undefined;
  readonly incremental?: boolean;
  readonly workers?: number;
  readonly at?: string;
  readonly startDate?: string;
  readonly rereadDays?: number;
  /** Of a stream that has none of its own. */
  readonly schema?: JsonSchema;
  readonly abort?: AbortController;
}

/** All full refreshes here are of one: they resume each other. */
const GENERATION = 7;

async function run(stream: Stream, account: Api, given: Given = {}): Promise<Run> {
  const { state, incremental = true, workers = 4, at = AT, startDate, abort = new AbortController() } = given;
  const sink = new Sink();
  const out = new Output(sink);
  await out.status(stream.name, 'STARTED');
  const limits = {
    lookbackDays: 0,
    ...(startDate !== undefined && { startDate }),
    ...(given.rereadDays !== undefined && { rereadDays: given.rereadDays }),
  };
  const schema = given.schema ?? (readAsset(`schemas/${stream.name}.json`) as JsonSchema);
  const cursor = new Cursor(stream, incremental, state, at, limits, { generation: GENERATION });
  const builder = new RecordBuilder(stream, schema, {}, { startDate });
  let error: ConnectorError | undefined;
  try {
    await readStream({ stream, cursor, builder, api: account, out, workers, abort });
  } catch (reason) {
    if (!(reason instanceof ConnectorError)) throw reason;
    error = reason;
  }
  await out.state(stream.name, cursor.state);
  await out.sink.flush();
  const lines = sink.text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type !== 'TRACE')
    .map(({ type, record, state: message, log }) =>
      type === 'RECORD'
        ? { id: record.data[stream.primaryKey] as string }
        : type === 'STATE'
          ? { state: message.stream.stream_state as StreamState }
          : { log: `${log.level} ${log.message}` },
    );
  return {
    lines,
    ids: lines.flatMap(({ id }) => id ?? []),
    states: lines.map((line) => line.state).filter((each) => each !== undefined),
    logs: lines.flatMap(({ log }) => log ?? []),
    error,
    counts: builder.counts,
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const sorted = (ids: Iterable<string>) => [...ids].sort();

/** Attendance on every fifth day of the last years, and one of long ago. */
function attendance(count = 80): Row[] {
  const rows = numbers(count).map((n) => ({
    id: `a${n}`,
    attribution_date: addDays('2026-02-20', -5 * n),
    updated_at: '2026-02-01T00:00:00Z',
  }));
  return [...rows, { id: 'old', attribution_date: '2011-11-11', updated_at: '2026-02-01T00:00:00Z' }];
}

const persons = (count: number): Row[] =>
  numbers(count).map((n) => ({ id: `p${n}`, updated_at: '2026-02-01T00:00:00Z' }));

/** Each person has as many employments as its number says, up to four. */
function company(count: number): Record<string, Row[]> {
  const people = persons(count);
  const employments = people.map(({ id }, n): [string, Row[]] => [
    `/v2/persons/${id}/employments`,
    numbers(n % 5).map((k) => ({ id: `${id}e${k}`, updated_at: '2026-02-01T00:00:00Z', person: { id } })),
  ]);
  return { '/v2/persons': people, ...Object.fromEntries(employments) };
}

const employmentIds = (lists: Record<string, Row[]>): string[] =>
  Object.entries(lists)
    .filter(([path]) => path.endsWith('/employments'))
    .flatMap(([, rows]) => rows.map(({ id }) => String(id)));

async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(AT) });
});
afterEach(() => {
  vi.useRealTimers();
});

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

describe('parents', () => {
  test('are gone on with behind the link of the state', async () => {
    const account = new Account(company(12));
    account.hook = () => void vi.setSystemTime(Date.now() + 10_000);
    const { states } = await run(new Employments(), account, { workers: 1, incremental: false });
    const late = states.filter(({ next }) => (next as unknown[]).length > 0).at(-1);

    const second = new Account(company(12));
    await run(new Employments(), second, { state: late, incremental: false });

    expect(second.paths.filter((path) => path.startsWith('/v2/persons '))).toEqual(['/v2/persons 9']);
  });

  test('are read from the beginning when the link has expired', async () => {
    const lists = company(7);
    const account = new Account(lists);
    account.hook = ({ path, offset }) => {
      if (path === '/v2/persons' && offset === 6 && account.asked.length === 1) throw new ApiError('refused', 400, 1);
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

  test('are never all in memory: a page is read ahead, no more', async () => {
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

  test('that are gone when their children are asked for are skipped and counted', async () => {
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
    'are not gone where a page of theirs came before the %i: the stream fails',
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

  test('are read from the start where a link to a later page was lost once', async () => {
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

  test('that are gone are a warning', async () => {
    const lists = company(5);
    delete lists['/v2/persons/p3/employments'];

    const { logs } = await run(new Employments(), new Account(lists));

    expect(logs[0]).toMatch(/^WARN/);
  });

  // Bug: two of three gone counted as an endpoint that Personio does not know, although it had just answered.
  test('most of whom are gone are no endpoint that is gone: it answers for the others', async () => {
    const lists = company(9);
    for (const n of [0, 1, 2, 3, 5, 6, 7, 8]) delete lists[`/v2/persons/p${n}/employments`];

    const { ids, error, logs } = await run(new Employments(), new Account(lists));

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(employmentIds(lists)));
    expect(logs[0]).toContain('8 parents were gone');
  });

  test('are all missing where the endpoint vanishes on the way: it is asked for one that it knew', async () => {
    const account = new Account(company(30));
    let left = 10;
    account.hook = ({ path }) => {
      if (path.endsWith('/employments') && --left < 0) throw new ApiError('not_found', 404, 1);
    };

    const { error, states } = await run(new Employments(), account);

    expect(error?.message).toContain('/v2/persons/{id}/employments');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test('that are all gone are no empty stream', async () => {
    const { error } = await run(new Employments(), new Account({ '/v2/persons': persons(50) }));

    expect(error).toBeDefined();
  });

  test('whose id is a number have children too', async () => {
    const account = new Account({ '/v2/persons': [{ id: 7 }], '/v2/persons/7/employments': [{ id: 'e1' }] });

    expect((await run(new Employments(), account)).ids).toEqual(['e1']);
  });

  test('without id fail the stream, when the children of the others are read', async () => {
    const account = new Account({
      '/v2/persons': [{ id: 'p1' }, { id: null }, { id: 'p2' }],
      '/v2/persons/p1/employments': [{ id: 'e1' }],
      '/v2/persons/p2/employments': [{ id: 'e2' }],
    });

    const { ids, error, states } = await run(new Employments(), account);

    expect(sorted(ids)).toEqual(['e1', 'e2']);
    expect(error?.failureType).toBe('system_error');
    expect(error?.message).toContain('1 records of persons came without id');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test('that cannot be listed fail the stream', async () => {
    const account = new Account(company(10));
    account.hook = ({ path, offset }) => {
      if (path === '/v2/persons' && offset > 0) throw new ApiError('forbidden', 403, 1);
    };

    const { error } = await run(new Employments(), account);

    expect(error?.failureType).toBe('config_error');
    expect(error?.message).toContain('personio:persons:read');
  });
});

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

  test('restarts it once: a window that is refused itself fails the stream', async () => {
    const account = new Account({});
    account.get = async (request) => {
      account.asked.push({ path: request.target, query: {}, offset: 0 });
      throw new ApiError('refused', 400, 1);
    };

    const { error } = await run(new Persons(), account, { state: stale('') });

    expect(error?.failureType).toBe('system_error');
    expect(account.asked.length).toBeLessThanOrEqual(3);
  });

  test.each([403, 401])('is something else than a missing right (%i)', async (status) => {
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

  test('costs the day of the record and nothing else; the stream fails and names it', async () => {
    const { ids, error, logs, states } = await run(new AttendancePeriods(), withBroken());

    const others = attendance().filter(({ id }) => id !== broken);
    expect(sorted(new Set(ids))).toEqual(sorted(others.map(({ id }) => String(id))));
    expect(error?.failureType).toBe('transient_error');
    expect(error?.message).toContain(`the day ${day}`);
    expect(logs.filter((line) => line.startsWith('WARN') && line.includes(day))).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  test('is asked again the next time, for what is missing only', async () => {
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

  test('that is still there the next time does not cost what was read around it again', async () => {
    const first = await run(new AttendancePeriods(), withBroken());

    const second = await run(new AttendancePeriods(), withBroken(), {
      state: first.states.at(-1),
      at: '2026-02-12T09:00:00Z',
    });

    expect(second.ids).toEqual([]);
    expect(second.error?.message).toContain(day);
  });

  test('in the oldest window costs a day too', async () => {
    const account = new Account({ '/v2/attendance-periods': attendance() });
    account.hook = (_, page) => {
      if (page.some(({ id }) => id === 'old')) throw new ApiError('server', 500, 3);
    };

    const { ids, error } = await run(new AttendancePeriods(), account);

    expect(new Set(ids).size).toBe(80);
    expect(error?.message).toContain('the day 2011-11-11');
  });

  test('in the children of one parent costs these', async () => {
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

  test('and the changes since an earlier pass do not wait for it', async () => {
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
  ])('but one that is down is asked for the first and the last day only: %s', async (_, stream, lists, workers) => {
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

  test.each([0, 1, 40, 79, 80])(
    'costs its day whichever it is, also at an end of the window (record %i)',
    async (n) => {
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
    },
  );

  test('costs two days where two days in a row have one', async () => {
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

  test('in each of many windows at the same time is no server that is down', async () => {
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
    'that fails for the children of every parent is given up, and asked patiently by each worker once (%i)',
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

  test('a list that cannot be halved fails as a whole', async () => {
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

describe('what is older than the windows', () => {
  /** Attendance on each of so many days, the last of them long ago. */
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
  ])('is read once, in parts where it is more than a page (%i rows, start date %s)', async (count, startDate) => {
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

  test('costs an empty account as much with an early start date as without', async () => {
    const asked = async (startDate?: string) => {
      const account = new Account({ '/v2/attendance-periods': [], '/v2/compensations': [], '/v2/persons': [] });
      for (const stream of [new AttendancePeriods(), new Compensations()])
        await run(stream, account, { ...(startDate && { startDate }) });
      return account.asked.length;
    };

    expect(await asked('1970-01-01')).toBeLessThanOrEqual(await asked());
  });

  test('is resumed where it was left, from any state', async () => {
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
  /** An account that pays in these months. */
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
    ['nobody who can be listed, but pay', ['2026-01', '2011-05'], [], all],
    ['persons, and pay of long ago only', ['2011-05'], persons(1), all],
    ['persons who may not be listed', ['2011-05'], 401 as const, all],
    ['persons who cannot be listed now', ['2011-05'], 500 as const, all],
  ])('are asked for where there are any: %s', async (_, months, people, count) => {
    const account = paying(months, people);

    const { ids, error } = await run(new Compensations(), account, { startDate });

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(sorted(months.map((month) => `c:${month}`)));
    expect(account.asked.filter(({ path }) => path.length === 7)).toHaveLength(count);
  });

  test.each([true, false])('are missed by no sync that was killed (persons can be listed: %s)', async (canList) => {
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

      expect(sorted(new Set([...before, ...after.ids]))).toEqual(sorted(months.map((month) => `c:${month}`)));
    }
  });
});

describe('an error that is not of one partition', () => {
  test.each([
    ['forbidden', 403, 'config_error'],
    ['unauthorized', 401, 'config_error'],
    ['feature', 412, 'config_error'],
    ['unreachable', 0, 'transient_error'],
    ['throttled', 429, 'transient_error'],
    ['unexpected', 200, 'system_error'],
  ] as const)('(%s) ends the stream, and what else is under way', async (reason, status, failureType) => {
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

describe('repeats', () => {
  const page = (rows: Row[], next?: string) => ({ _data: rows, _meta: { links: { next } } });

  function paged(...pages: Row[][]): Api {
    const api = new Account({});
    return Object.assign(api, {
      get: async <T>(request: ApiRequest, parse: (body: unknown) => T | undefined) => {
        const index = Number(/cursor=(\d+)/.exec(request.target)?.[1] ?? 0);
        const rows = structuredClone(pages[index] ?? []);
        return parse(page(rows, index + 1 < pages.length ? `?cursor=${index + 1}` : undefined)) as never;
      },
    });
  }

  test('of the previous page are left out and counted', async () => {
    const api = paged([{ id: '1' }, { id: '2' }], [{ id: '2' }, { id: '3' }], [{ id: '3' }, { id: '2' }, { id: '4' }]);

    const { ids, counts } = await run(new LegalEntities(), api);

    expect(ids).toEqual(['1', '2', '3', '4']);
    expect(counts).toMatchObject({ records: 4, repeats: 3 });
  });

  test('that differ are no repeats', async () => {
    const api = paged([{ id: '1', name: 'A' }], [{ id: '1', name: 'B' }]);

    expect((await run(new LegalEntities(), api)).ids).toEqual(['1', '1']);
  });

  test('further apart are written: nothing that grows is kept to find them', async () => {
    const api = paged([{ id: '1' }], [{ id: '2' }], [{ id: '1' }]);

    expect((await run(new LegalEntities(), api)).ids).toEqual(['1', '2', '1']);
  });

  test('on pages that hold nothing else leave the state true', async () => {
    const api = paged([{ id: '1' }], [{ id: '1' }], [{ id: '2' }]);

    const { ids, states } = await run(new LegalEntities(), api);

    expect(ids).toEqual(['1', '2']);
    expect(states.at(-1)).toMatchObject({ done: [], next: [] });
  });
});

describe('rows without key', () => {
  test('fail the stream in the end, and are counted in its message', async () => {
    const rows = [{ id: '1' }, { name: 'nobody' }, { id: '2' }];

    const { ids, error } = await run(new Persons(), new Account({ '/v2/persons': rows }));

    expect(ids).toEqual(['1', '2']);
    expect(error?.failureType).toBe('system_error');
    expect(error?.message).toContain('1 rows that came without "id"');
  });

  test('keep the cursor, as the message promises', async () => {
    const rows = [
      { id: '1', updated_at: '2026-02-01T00:00:00Z' },
      { name: 'nobody', updated_at: '2026-02-01T00:00:00Z' },
    ];

    const { error, states } = await run(new Persons(), new Account({ '/v2/persons': rows }));

    expect(error?.message).toContain('The next sync tries again');
    expect(states.at(-1)).toMatchObject({ updated_at: '' });
  });

  // Bug: their window is in `done` all the same, so the next sync leaves it out, moves the cursor and ends with COMPLETE.
  test('are missing the next time too, as the message promises', async () => {
    const rows = [...attendance(), { attribution_date: '2026-02-11', updated_at: '2026-02-01T00:00:00Z' }];
    const account = new Account({ '/v2/attendance-periods': rows });

    const first = await run(new AttendancePeriods(), account);
    const second = await run(new AttendancePeriods(), account, { state: first.states.at(-1) });

    expect(first.error).toBeDefined();
    expect(second.error).toBeDefined();
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

  test('are all of them on a first sync, and the cursor is when it began', async () => {
    const { ids, states, error } = await run(new AbsenceBreakdowns(), new Account(lists));

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(['new:2026-02-02', 'old:2026-02-02', 'recent:2026-02-02']);
    expect(states.at(-1)).toMatchObject({ absence_period_updated_at: AT, done: [], next: [] });
  });

  test('are asked for their children after that, and those of the last days again', async () => {
    const state = { version: 1, absence_period_updated_at: '2026-02-10T00:00:00Z' };
    const account = new Account(lists);
    const without = await run(new AbsenceBreakdowns(), new Account(lists), { state });
    const { ids } = await run(new AbsenceBreakdowns(), account, { state, rereadDays: 30 });

    expect(without.ids).toEqual(['new:2026-02-02']);
    expect(sorted(ids)).toEqual(['new:2026-02-02', 'recent:2026-02-02']);
    expect(account.paths.filter((path) => path.endsWith('breakdowns 0'))).toHaveLength(2);
  });

  test('are all of them in a full refresh', async () => {
    const state = { version: 1, absence_period_updated_at: '2026-02-10T00:00:00Z' };

    expect((await run(new AbsenceBreakdowns(), new Account(lists), { state, incremental: false })).ids).toHaveLength(3);
  });
});

describe('a list that ends before its own total', () => {
  /** A v1 list whose first reading lacks its last row, so many times. */
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

  test('twice fails the stream, which tells both numbers', async () => {
    const account = short(9);
    const { error, states } = await run(new DocumentCategories(), account);

    expect(error?.failureType).toBe('transient_error');
    expect(error?.message).toContain('speaks of 3 records and gave 2');
    expect(account.asked).toHaveLength(2);
    expect(states.at(-1)).toMatchObject({ done: [] });
  });
});

describe('profile pictures', () => {
  type Form = '' | '/1024' | 'none';
  /** Persons of whom some have a picture, and some are listed with one; served in one form of the path. */
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
  ] as const)('are asked for in the form that works (%s, the other is %i)', async (form, wrong, listed, asked) => {
    const account = company(['p1', 'p3'], listed, form, wrong);
    const { ids, error } = await run(new ProfilePictures(), account, { workers: 1 });

    expect(error).toBeUndefined();
    expect(sorted(ids)).toEqual(['p1', 'p3']);
    expect(account.files).toEqual(asked);
  });

  test.each([[['p2']], [['p0', 'p1', 'p2', 'p3']]])(
    'that are listed and cannot be had in either form fail the stream: %j',
    async (listed) => {
      const { error, ids, states } = await run(new ProfilePictures(), company([], listed, 'none'));

      expect(ids).toEqual([]);
      expect(error?.failureType).toBe('config_error');
      expect(error?.message).toMatch(/^profile_pictures: .*"profile_picture".*"employees:read"/);
      expect(states.at(-1)).toMatchObject({ next: [] });
    },
  );

  test('that are listed and gone, of some of the persons, are a warning', async () => {
    const { error, ids, logs } = await run(new ProfilePictures(), company(['p1'], ['p0', 'p1', 'p2', 'p3']));

    expect(error).toBeUndefined();
    expect(ids).toEqual(['p1']);
    expect(logs.join()).toContain('3 parents were gone');
  });

  test('are asked for in both forms for a few persons only, where nobody is said to have one', async () => {
    const account = company([]);
    const many = Object.assign(new Account({ '/v2/persons': persons(150) }), { bytes: account.bytes });

    expect((await run(new ProfilePictures(), many)).error).toBeUndefined();
    expect(account.files.length).toBe(250);
  });

  test('that may not be read are named by their right', async () => {
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

  // Bug: 404 is the answer for a person without picture, and is told as a person who was deleted.
  test('that persons do not have are no persons that are gone', async () => {
    const { logs } = await run(new ProfilePictures(), company(['p1', 'p3']));

    expect(logs.join()).not.toContain('parents were gone');
  });

  // Bug: where nobody has one, that counts as an endpoint that is gone.
  test('are none where nobody has one, which is no error', async () => {
    expect((await run(new ProfilePictures(), company([]))).error).toBeUndefined();
  });
});

describe('holidays of a batch of persons', () => {
  // Doubt: if one person of a batch is unknown to the service, all fifty count as one parent that is gone.
  test('are not given up for all of them because one is gone', async () => {
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

  test('are none where a sub project refuses to have any', async () => {
    expect((await run(new ProjectMembers(), served('p2'), { incremental: false })).ids).toHaveLength(1);
  });

  test('are missing where another project refuses', async () => {
    expect((await run(new ProjectMembers(), served('p1'), { incremental: false })).error?.message).toContain('422');
  });
});

describe('rows of a report that are alike', () => {
  const columns = [{ name: 'a', display: 'A', type: 'string' }];
  const pages = [['x', 'y'], ['x', 'z'], ['x']];
  const report = () => new ReportRows('report_1', '1', 'Headcount');

  function served(): Account {
    const account = new Account({});
    return Object.assign(account, {
      get: async <T>(request: ApiRequest, parse: (body: unknown) => T | undefined) => {
        const index = Number(/cursor=(\d+)/.exec(request.target)?.[1] ?? 0);
        vi.setSystemTime(Date.now() + 10_000);
        const next = index + 1 < pages.length ? `/v2/reports/1?cursor=${index + 1}` : undefined;
        const cells = (pages[index] ?? []).map((value) => [{ string_value: { value } }]);
        return parse({ _data: cells, _meta: { columns, links: { next } } }) as T;
      },
    });
  }
  const schema: JsonSchema = {
    type: 'object',
    properties: { record_key: { type: 'string' }, a: { type: ['null', 'string'] } },
  };

  test('all have keys of their own, the same in every sync', async () => {
    const first = await run(report(), served(), { incremental: false, schema });
    const second = await run(report(), served(), { incremental: false, schema });

    expect(new Set(first.ids).size).toBe(5);
    expect(second.ids).toEqual(first.ids);
  });

  // Bug: what was counted before is not in the state: a row after it takes a key that another row has already.
  test('have the same keys when a sync goes on in the middle', async () => {
    const whole = await run(report(), served(), { incremental: false, schema });
    const [state] = whole.states;
    const before = whole.ids.slice(
      0,
      whole.lines.findIndex((line) => line.state !== undefined),
    );
    const after = await run(report(), served(), { incremental: false, schema, state, at: '2026-02-11T10:00:00Z' });

    expect(before.length).toBeGreaterThan(0);
    expect(sorted(new Set([...before, ...after.ids]))).toEqual(sorted(whole.ids));
  });
});
