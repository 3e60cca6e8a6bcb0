import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import type { Visited } from '../airbyte/output.ts';
import type { Api } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { AttendancePeriods } from '../streams/attendance.ts';
import { PersonCustomAttributes } from '../streams/custom_attributes.ts';
import { AbsenceBalances } from '../streams/employees.ts';
import { Employments } from '../streams/employments.ts';
import { CustomReportRows } from '../streams/legacy.ts';
import { OrgUnits } from '../streams/organisation.ts';
import { Persons } from '../streams/persons.ts';
import type { Stream } from '../streams/stream.ts';
import { type PartitionRead, partitionReads } from './partition_reads.ts';
import { Pass } from './pass.ts';

const WANT = { at: '2026-02-11T09:00:00Z', lookbackDays: 1 };

/** Pages of persons with these ids; the link of page n is `?cursor=n`. */
function people(...pages: string[][]): Api & { asked: string[] } {
  const asked: string[] = [];
  const api = fakeApi(({ target }) => {
    asked.push(target);
    const index = Number(/cursor=(\d+)/.exec(target)?.[1] ?? 0);
    const next = index + 1 < pages.length ? `?cursor=${index + 1}` : undefined;
    const rows = (pages[index] ?? []).map((id) => ({ id }));
    return { _data: rows, _meta: { links: { next } } };
  });
  return { ...api, asked };
}

const nobody = fakeApi();

async function all(stream: Stream, pass: Pass, api: Api): Promise<PartitionRead[]> {
  const list: PartitionRead[] = [];
  for await (const unit of partitionReads(stream, pass, { api })) list.push(unit);
  return list;
}

describe('the units of a list', () => {
  test('are its partitions, without a request', async () => {
    const list = await all(new OrgUnits(), new Pass(WANT), nobody);

    expect(list.map(({ partition }) => partition.key)).toEqual(['department', 'team']);
  });

  test('are those that are not done, each from its position', async () => {
    const list = await all(new OrgUnits(), new Pass(WANT, ['department'], [['team', '?cursor=5']]), nobody);

    expect(list.map(({ partition, after }) => [partition.key, after])).toEqual([['team', '?cursor=5']]);
  });

  test('report their progress to the pass', async () => {
    const pass = new Pass(WANT);
    const [department, team] = await all(new OrgUnits(), pass, nobody);

    department?.moved('?cursor=1');
    team?.moved('?cursor=7');
    team?.moved('?cursor=8');
    department?.finished();

    expect(pass.progress).toEqual({ done: ['department'], next: [{ partition: 'team', link: '?cursor=8' }] });
  });

  test('of windows are found again by their names', async () => {
    const stream = new AttendancePeriods();
    const keys = (await all(stream, new Pass(WANT), nobody)).map(({ partition }) => partition.key);

    const left = await all(stream, new Pass(WANT, keys.slice(0, 10)), nobody);

    expect(left.map(({ partition }) => partition.key)).toEqual(keys.slice(10));
  });
});

describe('the units of children', () => {
  test('are one for each parent, in the order of the parents', async () => {
    const list = await all(new Employments(), new Pass(WANT), people(['1', '2'], [], ['3']));

    expect(list.map(({ partition, after }) => [partition.path, after])).toEqual([
      ['/v2/persons/1/employments', undefined],
      ['/v2/persons/2/employments', undefined],
      ['/v2/persons/3/employments', undefined],
    ]);
  });

  test('the pass moves past a page of parents when all of its children, and of those before it, are read', async () => {
    const pass = new Pass(WANT);
    const [a, b, c, d, e] = await all(new Employments(), pass, people(['a', 'b'], ['c', 'd'], ['e']));
    const link = () => pass.link('');

    a?.finished();
    expect(link()).toBeUndefined();
    c?.finished();
    d?.finished();
    expect(link()).toBeUndefined();
    b?.finished();
    expect(link()).toBe('?cursor=2');
    e?.finished();
    expect(link()).toBe('?cursor=2');
    expect(pass.progress).toEqual({ done: [], next: [{ partition: '', link: '?cursor=2' }] });
  });

  test('a page without parents is moved past when those before it are', async () => {
    const pass = new Pass(WANT);
    const [a] = await all(new Employments(), pass, people(['a'], [], ['b']));

    expect(pass.link('')).toBeUndefined();
    a?.finished();

    expect(pass.link('')).toBe('?cursor=2');
  });

  test('a page without parents is moved past immediately if nothing before it is left', async () => {
    const pass = new Pass(WANT);
    const links: (string | undefined)[] = [];

    for await (const unit of partitionReads(new Employments(), pass, { api: people(['a'], [], ['b']) })) {
      links.push(pass.link(''));
      unit.finished();
    }

    expect(links).toEqual([undefined, '?cursor=2']);
  });

  test('the links of a child’s own pages are not kept: the state would grow with the parents', async () => {
    const pass = new Pass(WANT);
    const [a] = await all(new Employments(), pass, people(['a']));

    a?.moved('?cursor=9');

    expect(pass.progress).toEqual({ done: [], next: [] });
  });

  test('resume with the parents behind the link of the pass', async () => {
    const api = people(['a'], ['b'], ['c']);

    const list = await all(new Employments(), new Pass(WANT, [], [['', '?cursor=1']]), api);

    expect(list.map(({ partition }) => partition.key)).toEqual(['b', 'c']);
    expect(api.asked).toEqual(['/v2/persons?cursor=1', '/v2/persons?cursor=2']);
  });

  test('start over when that link has expired', async () => {
    const api = people(['a'], ['b']);
    const get = api.get.bind(api);
    api.get = (request, parse) =>
      request.target.includes('stale') ? Promise.reject(new ApiError('refused', 400, 1)) : get(request, parse);

    const list = await all(new Employments(), new Pass(WANT, [], [['', '?cursor=stale']]), api);

    expect(list.map(({ partition }) => partition.key)).toEqual(['a', 'b']);
  });

  test('do not start over for another reason', async () => {
    let asked = 0;
    const api = fakeApi(() => {
      asked++;
      return new ApiError('forbidden', 403, 1);
    });

    const pass = new Pass(WANT, [], [['', '?cursor=1']]);
    await expect(all(new Employments(), pass, api)).rejects.toMatchObject({ cause: { status: 403 } });

    expect(asked).toBe(1);
  });
});

describe('the number of visited parents', () => {
  const visitedIn = async (pass: Pass, pages: object[][], finish: (read: PartitionRead) => boolean) => {
    const api = fakeApi(({ target }) => {
      const page = Number(/cursor=(\d+)/.exec(target)?.[1] ?? 0);
      const next = page + 1 < pages.length ? { links: { next: { href: `?cursor=${page + 1}` } } } : {};
      return { _data: pages[page], _meta: next };
    });
    const visits: Visited[] = [];
    const onVisit = (visited: Visited) => void visits.push(visited);
    for await (const read of partitionReads(new Employments(), pass, { api, onVisit }))
      if (finish(read)) read.finished();
    return visits;
  };
  const people = [[{ id: '1' }, { id: '2' }], [{ id: '3' }]];

  test('is reported with each, and the total once the list was read to its end', async () => {
    const visits = await visitedIn(new Pass(WANT), people, () => true);

    expect(visits.map(({ visited, of }) => [visited, of])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [3, 3],
    ]);
    expect(new Set(visits.map(({ parents, isAll }) => `${parents} ${isAll}`))).toEqual(new Set(['persons true']));
  });

  test('leaves out those that could not be read', async () => {
    const visits = await visitedIn(new Pass(WANT), people, ({ partition }) => partition.key !== '2');

    expect(visits.at(-1)).toMatchObject({ visited: 2, of: 3 });
  });

  test('does not cover all people if a pass is resumed', async () => {
    const visits = await visitedIn(new Pass(WANT, [], [['', '?cursor=1']]), people, () => true);

    expect(visits.at(-1)).toEqual({ parents: 'persons', visited: 1, of: 1, isAll: false });
  });
});

test('parents that may not be read are reported with the right that they need, under the name of the children', async () => {
  const api = fakeApi(({ route }) => new ApiError('forbidden', 403, 1, { route }));
  const error = await all(new AbsenceBalances(), new Pass(WANT), api).catch((reason) => reason);

  expect(error).toMatchObject({ failureType: 'config_error' });
  expect(error.message).toMatch(/^absence_balances: .*"personio:persons:read"/);
});

test('parents of API v1 are known by the id inside their attributes', async () => {
  const data = [{ type: 'Report', attributes: { id: 'e7', name: 'Headcount' } }];
  const api = fakeApi(() => ({ success: true, data }));

  const list = await all(new CustomReportRows(), new Pass(WANT), api);

  expect(list.map(({ partition }) => [partition.path, partition.adds])).toEqual([
    ['/v1/company/custom-reports/reports/e7', { report_id: 'e7' }],
  ]);
});

test('a pass without a cursor requests the whole list, and one with a cursor only changes', async () => {
  const [whole] = await all(new Persons(), new Pass(WANT), nobody);
  const [changes] = await all(new Persons(), new Pass({ ...WANT, since: '2026-02-10T09:00:00Z' }), nobody);

  expect(whole?.partition.range?.range).toEqual({});
  expect(changes?.partition.range?.range).toEqual({ from: '2026-02-09T09:00:00Z' });
});

test('changes that only mean something once all were read are not resumed in the middle', async () => {
  const pass = new Pass({ ...WANT, since: '2026-02-10T00:00:00Z' });
  const [read] = await all(new PersonCustomAttributes(), pass, nobody);

  read?.moved('/v2/persons?cursor=1');
  read?.finished();

  expect(read?.partition.ofChanges).toBe(true);
  expect(pass.progress).toEqual({ done: [], next: [] });
});
