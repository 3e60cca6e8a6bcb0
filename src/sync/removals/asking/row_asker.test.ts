import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../../../integration_tests/units/fake_api.ts';
import type { ApiRequest } from '../../../http/api.ts';
import { ApiError } from '../../../http/api_error.ts';
import { AbsencePeriods } from '../../../streams/absences.ts';
import { AttendancePeriods } from '../../../streams/attendance.ts';
import { Employments } from '../../../streams/employments.ts';
import { OrgUnits, Workplaces } from '../../../streams/organisation.ts';
import { Persons } from '../../../streams/persons.ts';
import type { Removals, Subject } from '../../../streams/removals.ts';
import type { Stream } from '../../../streams/stream.ts';
import { RowAsker } from './row_asker.ts';

const missing = new ApiError('not_found', 404, 1);
const KNOWN = { id: 'known' };
const subjects = (...ids: string[]): Subject[] => ids.map((id) => ({ id }));
const next = (href: string) => ({ links: { next: { href } } });

/** What is learned where each target is answered so, and what was asked for. */
async function ask(
  stream: Stream,
  answer: (target: string, request: ApiRequest, before: readonly string[]) => unknown,
  asked: readonly Subject[],
  known?: Subject,
  signal = new AbortController().signal,
) {
  const targets: string[] = [];
  const api = fakeApi((request) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) query.append(name, String(value));
    const target = query.size > 0 ? `${request.target}?${query}` : request.target;
    targets.push(target);
    return answer(target, request, targets.slice(0, -1));
  });
  const learned = await new RowAsker(stream, stream.removals as Removals, api, signal).ask(asked, known);
  if ('unanswered' in learned) return { targets, why: learned.unanswered.message };
  const { gone, alive, aside, open } = learned;
  const ids = (each: readonly Subject[]) => each.map(({ id }) => id);
  return {
    targets,
    gone: ids(gone),
    alive: ids(alive.map(({ subject }) => subject)),
    aside: ids(aside),
    open: ids(open),
    learned,
  };
}

const idOf = (target: string) => target.slice(target.lastIndexOf('/') + 1);

describe('by path', () => {
  const persons = new Persons();
  /** Everybody is there but those. */
  const without =
    (...gone: string[]) =>
    (target: string): unknown =>
      gone.includes(idOf(target)) ? missing : { id: idOf(target) };

  test('a row is gone that is not there, while one that is known is there before and after', async () => {
    const { targets, gone, alive, open, aside } = await ask(persons, without('2'), subjects('1', '2', '3'), KNOWN);

    expect({ gone, alive, open, aside }).toEqual({ gone: ['2'], alive: ['1', '3'], open: [], aside: [] });
    expect(targets).toEqual(['known', '1', '2', '3', 'known'].map((id) => `/v2/persons/${id}`));
  });

  test('the known one is asked for once where nothing is gone', async () => {
    expect((await ask(persons, without(), subjects('1'), KNOWN)).targets).toHaveLength(2);
  });

  test.each([
    ['bare', (id: string) => ({ id, name: 'A' })],
    ['in _data', (id: string) => ({ _data: { id, name: 'A' }, _meta: {} })],
    ['in data', (id: string) => ({ success: true, data: { id, name: 'A' } })],
  ])('a row may come %s, with an id that is text', async (_, body) => {
    const { learned } = await ask(persons, (target) => body(idOf(target)), subjects('1'), KNOWN);

    expect(learned?.alive).toEqual([{ subject: { id: '1' }, row: { id: '1', name: 'A' } }]);
  });

  test('an id may be a number', async () => {
    const { alive } = await ask(persons, (target) => ({ id: Number(idOf(target)) }), subjects('1'), { id: '7' });

    expect(alive).toEqual(['1']);
  });

  test.each<[string, unknown, RegExp]>([
    ['a route that the account lacks', new ApiError('feature', 404, 2), /answers 404/],
    ['a missing right', new ApiError('forbidden', 403, 1), /answers 403.*"personio:persons:read"/],
    ['a refused token', new ApiError('unauthorized', 401, 2), /answers 401.*"personio:persons:read"/],
    ['a missing feature', new ApiError('feature', 412, 1), /answers 412/],
    ['a broken server', new ApiError('server', 500, 9), /answers 500/],
    ['no answer', new ApiError('unreachable', 0, 9), /no whole answer/],
    ['a login that finds nothing', new ApiError('not_found', 404, 1, { login: true }), /login failed/],
    ['nothing', null, /something else than the row/],
    ['an empty object', {}, /something else than the row/],
    ['another row', { id: '8' }, /something else than the row/],
    ['another row in _data', { _data: { id: '8' } }, /something else than the row/],
    ['a list', { _data: [{ id: '2' }] }, /something else than the row/],
    ['an empty list', { _data: [] }, /something else than the row/],
    ['a bug', new TypeError('x'), /a bug in it/],
  ])('%s proves nothing, of no row', async (_, body, expected) => {
    const answer = (target: string) => (idOf(target) === '2' ? body : without('1', '3')(target));

    expect((await ask(persons, answer, subjects('1', '2', '3'), KNOWN)).why).toMatch(expected);
  });

  test('nobody is asked for where the known one is not there', async () => {
    const { why, targets } = await ask(persons, without('known', '1'), subjects('1'), KNOWN);

    expect(why).toBe('/v2/persons/{id} does not have a row either that was listed a moment ago.');
    expect(targets).toEqual(['/v2/persons/known']);
  });

  test('nothing counts where the known one is there no more in the end', async () => {
    const answer = (target: string, _: ApiRequest, before: readonly string[]) =>
      before.length > 0 ? missing : { id: idOf(target) };

    expect((await ask(persons, answer, subjects('1', '2'), KNOWN)).why).toMatch(/does not have a row either/);
  });

  test('nothing counts where a right is withdrawn halfway', async () => {
    const answer = (target: string, _: ApiRequest, before: readonly string[]) =>
      before.length > 2 ? new ApiError('forbidden', 403, 1) : without('1')(target);

    expect((await ask(persons, answer, subjects('1', '2', '3'), KNOWN)).why).toMatch(/answers 403/);
  });

  test('without a known one, one is taken from the list', async () => {
    const answer = (target: string) =>
      target.startsWith('/v2/attendance-periods?') ? { _data: [{ id: 'listed' }] } : without('1')(target);

    const { targets, gone } = await ask(new AttendancePeriods(), answer, subjects('1'));

    expect(gone).toEqual(['1']);
    expect(targets.slice(1).map(idOf)).toEqual(['listed', '1', 'listed']);
  });

  test.each([
    ['is empty', { _data: [] }, /no other row is listed/],
    [
      'may not be read',
      new ApiError('forbidden', 403, 1),
      /\/v2\/absence-periods answers 403.*"personio:absences:read"/,
    ],
  ])('nothing is learned without one where the list %s', async (_, list, expected) => {
    const { why, targets } = await ask(new AbsencePeriods(), () => list, subjects('1'));

    expect(why).toMatch(expected);
    expect(targets).toHaveLength(1);
  });

  test('ids cannot lead to other paths', async () => {
    const { targets } = await ask(persons, () => ({ id: 'a/b?c' }), subjects('a/b?c'), { id: 'a/b?c' });

    expect(targets[0]).toBe('/v2/persons/a%2Fb%3Fc');
  });

  test('no request is made for no rows', async () => {
    expect(await ask(persons, () => undefined, [])).toMatchObject({ targets: [], gone: [], alive: [], open: [] });
  });
});

describe('employments', () => {
  const employments = new Employments();
  const known = { id: 'e0', parent: '1' };

  test('are asked of their persons, and stay open where nobody knows whose they are', async () => {
    const answer = (target: string) => (idOf(target) === 'e1' ? missing : { id: idOf(target) });
    const asked = [{ id: 'e1', parent: '1' }, { id: 'e2' }, { id: 'e3', parent: '' }, { id: 'e4', parent: '2' }];

    const { targets, gone, alive, open } = await ask(employments, answer, asked, known);

    expect({ gone, alive, open }).toEqual({ gone: ['e1'], alive: ['e4'], open: ['e2', 'e3'] });
    expect(targets[1]).toBe('/v2/persons/1/employments/e1');
  });

  test('need a known one with its person', async () => {
    expect((await ask(employments, () => missing, [{ id: 'e1', parent: '1' }], { id: 'e0' })).why).toMatch(
      /no other row/,
    );
  });

  test('have one that a person names, where none is known', async () => {
    const answer = (target: string) => {
      if (target.startsWith('/v2/persons?')) return { _data: [{ id: '1' }, { id: '2', employments: [{ id: 'e9' }] }] };
      return idOf(target) === 'e9' ? { id: 'e9' } : missing;
    };

    const { targets, gone } = await ask(employments, answer, [{ id: 'e1', parent: '1' }]);

    expect(gone).toEqual(['e1']);
    expect(targets[1]).toBe('/v2/persons/2/employments/e9');
  });
});

describe('org units', () => {
  const units = new OrgUnits();
  const known = { id: '1', parent: 'team' };
  const asked = [
    { id: '7', parent: 'department' },
    { id: '7', parent: 'team' },
  ];
  const pathOf = (target: string) => target.slice(0, target.indexOf('?'));
  const typeOf = (target: string) => target.slice(target.indexOf('type=') + 5);

  test('are asked for with their type, whose letters may differ in the answer', async () => {
    const answer = (target: string) =>
      target.endsWith('/7?type=department')
        ? missing
        : { id: idOf(pathOf(target)), type: typeOf(target).toUpperCase() };

    const { learned } = await ask(units, answer, asked, known);

    expect(learned?.gone).toEqual([asked[0]]);
    expect(learned?.alive.map(({ subject }) => subject)).toEqual([asked[1]]);
  });

  test.each([
    ['is refused', new ApiError('refused', 400, 1)],
    ['finds nothing', missing],
  ])('are asked for in capitals where the type in small letters %s', async (_, small) => {
    const answer = (target: string) => {
      if (typeOf(target) !== typeOf(target).toUpperCase()) return small;
      return target.endsWith('/7?type=DEPARTMENT') ? missing : { id: idOf(pathOf(target)), type: typeOf(target) };
    };

    const { learned, targets } = await ask(units, answer, asked, known);

    expect(learned?.gone).toEqual([asked[0]]);
    expect(targets.map(typeOf)).toEqual(['team', 'TEAM', 'DEPARTMENT', 'TEAM', 'TEAM']);
  });

  test('are not known where the answer is of the other type', async () => {
    const answer = (target: string) => ({ id: idOf(pathOf(target)), type: 'team' });

    expect((await ask(units, answer, asked, known)).why).toMatch(/something else than the row/);
  });

  test.each([
    ['both are refused', new ApiError('refused', 400, 1), /answers 400/, 2],
    ['neither finds the known one', missing, /does not have a row either/, 2],
    ['there is no right', new ApiError('forbidden', 403, 1), /answers 403/, 1],
  ])('are not known where %s', async (_, body, expected, requests) => {
    const { why, targets } = await ask(units, () => body, asked, known);

    expect(why).toMatch(expected);
    expect(targets).toHaveLength(requests);
  });
});

describe('by filter', () => {
  const workplaces = new Workplaces();
  const idsIn = (target: string) => (new URL(target, 'https://x').searchParams.get('id') ?? '').split(',');
  const list = (ids: readonly string[]) => ({ _data: ids.map((id) => ({ id, name: id.toUpperCase() })) });
  /** The list has all but those. */
  const without =
    (...gone: string[]) =>
    (target: string): unknown =>
      list(idsIn(target).filter((id) => !gone.includes(id)));

  test('a row is gone that does not come back with the known one, in neither order', async () => {
    const { targets, gone, learned } = await ask(workplaces, without('2'), subjects('1', '2', '3'), KNOWN);

    expect(gone).toEqual(['2']);
    expect(learned?.alive[0]).toEqual({ subject: { id: '1' }, row: { id: '1', name: '1' } });
    expect(targets.map(idsIn)).toEqual([
      ['known', '1', '2', '3'],
      ['1', '2', '3', 'known'],
    ]);
  });

  test('links are followed to the end', async () => {
    const answer = (target: string) =>
      target.includes('cursor') ? list(['1', '3']) : { ...list(['known']), _meta: next('/v2/workplaces?cursor=2') };

    expect((await ask(workplaces, answer, subjects('1', '2', '3'), KNOWN)).gone).toEqual(['2']);
  });

  test('no more than fifty ids share a request', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `w${n}`);

    const { targets, gone, alive } = await ask(workplaces, without('w7', 'w119'), subjects(...ids), KNOWN);

    expect(gone).toEqual(['w7', 'w119']);
    expect(alive).toHaveLength(118);
    expect(targets.map((target) => idsIn(target).length).sort()).toEqual([23, 23, 50, 50, 50, 50]);
    expect(targets.every((target) => idsIn(target).includes('known'))).toBe(true);
  });

  test.each<[string, (target: string) => unknown, RegExp]>([
    ['takes the first id only', (target) => list(idsIn(target).slice(0, 1)), /does not have a row either/],
    ['takes the last id only', (target) => list(idsIn(target).slice(-1)), /does not have a row either/],
    ['stops after some', (target) => list(idsIn(target).slice(0, 2)), /does not have a row either/],
    ['gives nothing', () => list([]), /does not have a row either/],
    ['does not have the known one', without('known', '2'), /does not have a row either/],
    ['ignores the filter', () => list(['known', '1', '3', '4']), /rows that nobody asked for/],
    ['gives a row without id', () => ({ _data: [{ id: 'known' }, { id: null }] }), /rows that nobody asked for/],
    ['is no list', () => ({ id: '1' }), /cannot be read/],
    ['has no end', () => ({ ...list(['known']), _meta: next('/v2/workplaces?cursor=2') }), /does not come to its end/],
    [
      'may not be read',
      () => new ApiError('forbidden', 403, 1),
      /\/v2\/workplaces answers 403.*"personio:workplaces:read"/,
    ],
    ['is not there', () => missing, /answers 404/],
    ['does not answer', () => new ApiError('server', 502, 1), /answers 502/],
    [
      'ends halfway',
      (target) =>
        target.includes('cursor') ? missing : { ...list(['known']), _meta: next('/v2/workplaces?cursor=2') },
      /answers 404/,
    ],
  ])('nothing is learned of a list that %s', async (_, answer, expected) => {
    expect((await ask(workplaces, answer, subjects('1', '2', '3'), KNOWN)).why).toMatch(expected);
  });

  test('an id with a comma in it stays open', async () => {
    const { open, gone } = await ask(workplaces, without('2'), subjects('1,2', '2'), KNOWN);

    expect({ open, gone }).toEqual({ open: ['1,2'], gone: ['2'] });
  });
});

describe('asking ends with the signal', () => {
  test('at once, whatever fails then', async () => {
    const abort = new AbortController();
    const answer = (target: string) => {
      if (idOf(target) === '3') abort.abort(new Error('the end'));
      return { id: idOf(target) };
    };
    const many = subjects(...Array.from({ length: 40 }, (_, n) => `${n}`));
    let asked = 0;
    const counted = (target: string) => {
      asked++;
      return answer(target);
    };

    await expect(ask(new Persons(), counted, many, KNOWN, abort.signal)).rejects.toThrow('the end');
    expect(asked).toBeLessThan(15);
  });

  test('also where it came with the last answer', async () => {
    const abort = new AbortController();
    const answer = (target: string) => {
      if (idOf(target) === '1') abort.abort(new Error('the end'));
      return { id: idOf(target) };
    };

    await expect(ask(new Persons(), answer, subjects('1'), KNOWN, abort.signal)).rejects.toThrow('the end');
  });

  test('and begins with none where it has come before', async () => {
    const signal = AbortSignal.abort(new Error('the end'));

    await expect(ask(new Persons(), () => undefined, subjects('1'), KNOWN, signal)).rejects.toThrow('the end');
  });
});

test('few are asked for at once', async () => {
  let [now, most] = [0, 0];
  const answer = async (target: string) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    return { id: idOf(target) };
  };

  await ask(new Persons(), answer, subjects(...Array.from({ length: 40 }, (_, n) => `${n}`)), KNOWN);

  expect(most).toBe(8);
});
