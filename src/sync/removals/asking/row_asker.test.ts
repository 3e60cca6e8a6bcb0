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

/** What is learned if each target is answered like this, and what was requested. */
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
  /** Everybody but these exists. */
  const without =
    (...gone: string[]) =>
    (target: string): unknown =>
      gone.includes(idOf(target)) ? missing : { id: idOf(target) };

  test('a missing row is gone, if a known one exists before and after', async () => {
    const { targets, gone, alive, open, aside } = await ask(persons, without('2'), subjects('1', '2', '3'), KNOWN);

    expect({ gone, alive, open, aside }).toEqual({ gone: ['2'], alive: ['1', '3'], open: [], aside: [] });
    expect(targets).toEqual(['known', '1', '2', '3', 'known'].map((id) => `/v2/persons/${id}`));
  });

  test('the known one is requested once if nothing is gone', async () => {
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
    ['no answer', new ApiError('unreachable', 0, 9), /no complete response/],
    ['a login that finds nothing', new ApiError('not_found', 404, 1, { login: true }), /login failed/],
    ['nothing', null, /a different row than/],
    ['an empty object', {}, /a different row than/],
    ['another row', { id: '8' }, /a different row than/],
    ['another row in _data', { _data: { id: '8' } }, /a different row than/],
    ['a list', { _data: [{ id: '2' }] }, /a different row than/],
    ['an empty list', { _data: [] }, /a different row than/],
    ['a bug', new TypeError('x'), /is a bug/],
  ])('%s proves nothing about any row', async (_, body, expected) => {
    const answer = (target: string) => (idOf(target) === '2' ? body : without('1', '3')(target));

    expect((await ask(persons, answer, subjects('1', '2', '3'), KNOWN)).why).toMatch(expected);
  });

  test('nothing is requested if the known one does not exist', async () => {
    const { why, targets } = await ask(persons, without('known', '1'), subjects('1'), KNOWN);

    expect(why).toBe('/v2/persons/{id} does not return a row that was listed a moment ago.');
    expect(targets).toEqual(['/v2/persons/known']);
  });

  test('nothing counts if the known one no longer exists at the end', async () => {
    const answer = (target: string, _: ApiRequest, before: readonly string[]) =>
      before.length > 0 ? missing : { id: idOf(target) };

    expect((await ask(persons, answer, subjects('1', '2'), KNOWN)).why).toMatch(/does not return a row/);
  });

  test('nothing counts if a right is withdrawn halfway', async () => {
    const answer = (target: string, _: ApiRequest, before: readonly string[]) =>
      before.length > 2 ? new ApiError('forbidden', 403, 1) : without('1')(target);

    expect((await ask(persons, answer, subjects('1', '2', '3'), KNOWN)).why).toMatch(/answers 403/);
  });

  test('without a known row, one is taken from the list', async () => {
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
  ])('nothing is learned without one if the list %s', async (_, list, expected) => {
    const { why, targets } = await ask(new AbsencePeriods(), () => list, subjects('1'));

    expect(why).toMatch(expected);
    expect(targets).toHaveLength(1);
  });

  test('ids cannot lead to other paths', async () => {
    const { targets } = await ask(persons, () => ({ id: 'a/b?c' }), subjects('a/b?c'), { id: 'a/b?c' });

    expect(targets[0]).toBe('/v2/persons/a%2Fb%3Fc');
  });

  test('no rows need no request', async () => {
    expect(await ask(persons, () => undefined, [])).toMatchObject({ targets: [], gone: [], alive: [], open: [] });
  });
});

describe('employments', () => {
  const employments = new Employments();
  const known = { id: 'e0', parent: '1' };

  test('are requested through their persons, and stay open if those are unknown', async () => {
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

  test('use one that a person names, if none is known', async () => {
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

  test('are requested with their type, whose case may differ in the answer', async () => {
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
  ])('are requested in capitals if the lower-case type %s', async (_, small) => {
    const answer = (target: string) => {
      if (typeOf(target) !== typeOf(target).toUpperCase()) return small;
      return target.endsWith('/7?type=DEPARTMENT') ? missing : { id: idOf(pathOf(target)), type: typeOf(target) };
    };

    const { learned, targets } = await ask(units, answer, asked, known);

    expect(learned?.gone).toEqual([asked[0]]);
    expect(targets.map(typeOf)).toEqual(['team', 'TEAM', 'DEPARTMENT', 'TEAM', 'TEAM']);
  });

  test('are unknown if the answer has the other type', async () => {
    const answer = (target: string) => ({ id: idOf(pathOf(target)), type: 'team' });

    expect((await ask(units, answer, asked, known)).why).toMatch(/a different row than/);
  });

  test.each([
    ['both are refused', new ApiError('refused', 400, 1), /answers 400/, 2],
    ['neither finds the known one', missing, /does not return a row/, 2],
    ['there is no right', new ApiError('forbidden', 403, 1), /answers 403/, 1],
  ])('are unknown if %s', async (_, body, expected, requests) => {
    const { why, targets } = await ask(units, () => body, asked, known);

    expect(why).toMatch(expected);
    expect(targets).toHaveLength(requests);
  });
});

describe('by filter', () => {
  const workplaces = new Workplaces();
  const idsIn = (target: string) => (new URL(target, 'https://x').searchParams.get('id') ?? '').split(',');
  const list = (ids: readonly string[]) => ({ _data: ids.map((id) => ({ id, name: id.toUpperCase() })) });
  /** The list contains all rows but these. */
  const without =
    (...gone: string[]) =>
    (target: string): unknown =>
      list(idsIn(target).filter((id) => !gone.includes(id)));

  test('a row is gone if it is missing in both orders while the known one is there', async () => {
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

  test('at most fifty ids share a request', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `w${n}`);

    const { targets, gone, alive } = await ask(workplaces, without('w7', 'w119'), subjects(...ids), KNOWN);

    expect(gone).toEqual(['w7', 'w119']);
    expect(alive).toHaveLength(118);
    expect(targets.map((target) => idsIn(target).length).sort()).toEqual([23, 23, 50, 50, 50, 50]);
    expect(targets.every((target) => idsIn(target).includes('known'))).toBe(true);
  });

  test.each<[string, (target: string) => unknown, RegExp]>([
    ['honours only the first id', (target) => list(idsIn(target).slice(0, 1)), /does not return a row/],
    ['honours only the last id', (target) => list(idsIn(target).slice(-1)), /does not return a row/],
    ['stops after some ids', (target) => list(idsIn(target).slice(0, 2)), /does not return a row/],
    ['returns nothing', () => list([]), /does not return a row/],
    ['lacks the known one', without('known', '2'), /does not return a row/],
    ['ignores the filter', () => list(['known', '1', '3', '4']), /rows that were not requested/],
    ['returns a row without an id', () => ({ _data: [{ id: 'known' }, { id: null }] }), /rows that were not requested/],
    ['is not a list', () => ({ id: '1' }), /unreadable response/],
    [
      'has no end',
      () => ({ ...list(['known']), _meta: next('/v2/workplaces?cursor=2') }),
      /could not be read to its end/,
    ],
    [
      'may not be read',
      () => new ApiError('forbidden', 403, 1),
      /\/v2\/workplaces answers 403.*"personio:workplaces:read"/,
    ],
    ['does not exist', () => missing, /answers 404/],
    ['does not answer', () => new ApiError('server', 502, 1), /answers 502/],
    [
      'ends halfway',
      (target) =>
        target.includes('cursor') ? missing : { ...list(['known']), _meta: next('/v2/workplaces?cursor=2') },
      /answers 404/,
    ],
  ])('nothing is learned from a list that %s', async (_, answer, expected) => {
    expect((await ask(workplaces, answer, subjects('1', '2', '3'), KNOWN)).why).toMatch(expected);
  });

  test('an id with a comma in it stays open', async () => {
    const { open, gone } = await ask(workplaces, without('2'), subjects('1,2', '2'), KNOWN);

    expect({ open, gone }).toEqual({ open: ['1,2'], gone: ['2'] });
  });
});

describe('requests end with the signal', () => {
  test('immediately, whatever fails then', async () => {
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

  test('even if it came with the last response', async () => {
    const abort = new AbortController();
    const answer = (target: string) => {
      if (idOf(target) === '1') abort.abort(new Error('the end'));
      return { id: idOf(target) };
    };

    await expect(ask(new Persons(), answer, subjects('1'), KNOWN, abort.signal)).rejects.toThrow('the end');
  });

  test('and none is sent if it came before', async () => {
    const signal = AbortSignal.abort(new Error('the end'));

    await expect(ask(new Persons(), () => undefined, subjects('1'), KNOWN, signal)).rejects.toThrow('the end');
  });
});

test('few requests run in parallel', async () => {
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
