import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../../../integration_tests/units/fake_api.ts';
import type { ApiRequest } from '../../../http/api.ts';
import { ApiError } from '../../../http/api_error.ts';
import { ProjectMembers } from '../../../streams/attendance.ts';
import { Documents } from '../../../streams/documents.ts';
import { AbsenceEntitlements, ProfilePictures } from '../../../streams/employees.ts';
import type { Removals, Subject } from '../../../streams/removals.ts';
import type { Stream } from '../../../streams/stream.ts';
import { RowAsker } from './row_asker.ts';
import { subjectOf } from './subjects.ts';

const missing = new ApiError('not_found', 404, 1);
const forbidden = new ApiError('forbidden', 403, 1);

/** Personio's responses by path; a function receives the number of earlier requests. */
type Answers = Readonly<Record<string, unknown>>;

function asker(stream: Stream, answers: Answers, signal = new AbortController().signal) {
  const asked: string[] = [];
  const body = ({ target, query = {} }: ApiRequest): unknown => {
    const owner = query.owner_id === undefined ? '' : `?owner_id=${query.owner_id}`;
    asked.push(target + owner);
    const answer = answers[target + owner] ?? missing;
    return typeof answer === 'function' ? answer(asked.length) : answer;
  };
  const api = fakeApi(body, {
    bytes: async (request) => {
      const answer = body(request);
      if (answer instanceof Error) throw answer;
      return { contentType: 'image/png', bytes: Buffer.from(String(answer)) };
    },
  });
  return { asked, asker: new RowAsker(stream, stream.removals as Removals, api, signal) };
}

/** What is learned about rows by their keys; the known one is the first. */
async function ask(stream: Stream, answers: Answers, [first, ...keys]: [string, ...string[]]) {
  const subject = (key: string) => subjectOf(stream, key) as Subject;
  const { asked, asker: it } = asker(stream, answers);
  const learned = await it.ask(keys.map(subject), subject(first));
  if ('unanswered' in learned) return { asked, why: learned.unanswered.message };
  const texts = (each: readonly Subject[]) => each.map((one) => stream.keyOf(one));
  const { gone, alive, aside, open } = learned;
  return {
    asked,
    fates: { gone: texts(gone), alive: texts(alive.map((one) => one.subject)), aside: texts(aside), open: texts(open) },
  };
}

const fates = (more: object) => ({ gone: [], alive: [], aside: [], open: [], ...more });

describe('members of projects', () => {
  const stream = new ProjectMembers();
  const people = (...ids: unknown[]) => ({ _data: ids.map((id) => ({ person: { id } })) });
  const project = (id: string, more: object = {}) => ({ id, assigned_to_all: false, parent_project: null, ...more });
  const known = { '/v2/projects/1': project('1'), '/v2/projects/1/members': people('8', '9') };
  const asked: [string, ...string[]] = ['1:8', '2:10', '2:11'];

  test('are gone if their project exists and its list, read to the end, lacks them', async () => {
    const answers = {
      ...known,
      '/v2/projects/2': { _data: project('2') },
      '/v2/projects/2/members': {
        ...people('9'),
        _meta: { links: { next: { href: '/v2/projects/2/members?cursor=2' } } },
      },
      '/v2/projects/2/members?cursor=2': people(11),
    };

    const { asked: requests, fates: actual } = await ask(stream, answers, asked);

    expect(actual).toEqual(fates({ gone: ['2:10'], alive: ['2:11'] }));
    expect(requests).toEqual([
      '/v2/projects/1',
      '/v2/projects/1/members',
      '/v2/projects/2',
      '/v2/projects/2/members',
      '/v2/projects/2/members?cursor=2',
      '/v2/projects/1',
      '/v2/projects/1/members',
    ]);
  });

  test('are gone with their project, whose list is not read', async () => {
    const { asked: requests, fates: actual } = await ask(stream, known, asked);

    expect(actual).toEqual(fates({ gone: ['2:10', '2:11'] }));
    expect(requests).not.toContain('/v2/projects/2/members');
  });

  test('are set aside if everybody is now assigned to the project', async () => {
    const answers = { ...known, '/v2/projects/2': project('2', { assigned_to_all: true }) };

    expect((await ask(stream, answers, asked)).fates).toEqual(fates({ aside: ['2:10', '2:11'] }));
  });

  test('are sorted by their projects before they are counted', async () => {
    const answers = { '/v2/projects/1': project('1'), '/v2/projects/2': project('2', { assigned_to_all: true }) };
    const subjects = ['1:8', '2:10', '3:7'].map((key) => subjectOf(stream, key) as Subject);
    const { asker: it, asked: requests } = asker(stream, answers);

    expect(await it.byParents(subjects, true)).toEqual({
      ...{ aside: [subjects[1]], orphans: [subjects[2]], rest: [subjects[0]] },
    });
    expect(requests).toEqual(['/v2/projects/1', '/v2/projects/2', '/v2/projects/3']);
  });

  test('are not sorted if there are too many parents, unless these may hold none', async () => {
    const pictures = new ProfilePictures();
    const subjects = ['1', '2'].map((key) => subjectOf(pictures, key) as Subject);
    const { asker: many, asked: none } = asker(pictures, {});
    expect(await many.byParents(subjects, true)).toEqual({ aside: [], orphans: [], rest: subjects });
    expect(none).toEqual([]);

    const { asker: few } = asker(pictures, { '/v2/persons/1': { id: '1' } });
    expect(await few.byParents(subjects, false)).toEqual({ aside: [], orphans: [subjects[1]], rest: [subjects[0]] });
  });

  test('are not set aside if a project does not answer', async () => {
    const { asker: it } = asker(stream, { '/v2/projects/2': forbidden });

    expect(await it.byParents([subjectOf(stream, '2:10') as Subject], false)).toHaveProperty('unanswered');
  });

  test.each([
    ['its list does not exist', missing, {}],
    ['a sub project refuses it', new ApiError('refused', 422, 1), { parent_project: { id: '1' } }],
    ["a sub project's members may not be seen", forbidden, { parent_project: { id: '1' } }],
    ['one of them cannot be identified', people('9', null), {}],
  ])('stay open if the project exists, but %s', async (_, members, more) => {
    const answers = { ...known, '/v2/projects/2': project('2', more), '/v2/projects/2/members': members };

    expect((await ask(stream, answers, asked)).fates).toEqual(fates({ open: ['2:10', '2:11'] }));
  });

  test.each<[string, Answers, RegExp]>([
    [
      'a project may not be read',
      { '/v2/projects/2': forbidden },
      /\/v2\/projects\/\{id\} answers 403.*"personio:projects:read"/,
    ],
    ['a project fails', { '/v2/projects/2': new ApiError('server', 500, 9) }, /projects\/\{id\} answers 500/],
    [
      'the route of projects is gone',
      { '/v2/projects/2': new ApiError('feature', 404, 2) },
      /projects\/\{id\} answers 404/,
    ],
    ['a project is a different one', { '/v2/projects/2': project('3') }, /a different row than/],
    [
      'members may not be read',
      { '/v2/projects/2/members': forbidden },
      /\/members answers 403.*"personio:projects:read"/,
    ],
    ['members fail', { '/v2/projects/2/members': new ApiError('server', 502, 9) }, /\/members answers 502/],
    [
      'members are refused, though it is no sub project',
      { '/v2/projects/2/members': new ApiError('refused', 422, 1) },
      /\/members answers 422/,
    ],
    [
      'the list of members loops',
      { '/v2/projects/2/members': { ...people('9'), _meta: { links: { next: '/v2/projects/2/members' } } } },
      /could not be read to its end/,
    ],
    [
      'the list of members ends halfway',
      {
        '/v2/projects/2/members': { ...people('9'), _meta: { links: { next: '/v2/projects/2/members?cursor=2' } } },
        '/v2/projects/2/members?cursor=2': new ApiError('server', 500, 9),
      },
      /\/members answers 500/,
    ],
    ['the known project is gone', { '/v2/projects/1': missing }, /does not return a row/],
    ['the known member is gone', { '/v2/projects/1/members': people('9') }, /does not return a row/],
    [
      'the known member is gone by the end',
      { '/v2/projects/1/members': (count: number) => people(count > 2 ? '9' : '8') },
      /does not return a row/,
    ],
  ])('are unknown if %s', async (_, more, expected) => {
    const answers = { ...known, '/v2/projects/2': project('2'), '/v2/projects/2/members': people('9'), ...more };

    expect((await ask(stream, answers, asked)).why).toMatch(expected);
  });

  test('need a known one: a listed project may have none', async () => {
    const learned = await asker(stream, known).asker.ask([{ id: '10', parent: '2' }]);

    expect('unanswered' in learned && learned.unanswered.message).toMatch(/no other row is listed/);
  });
});

describe('entitlements', () => {
  const stream = new AbsenceEntitlements();
  const attribute = (value: unknown) => ({ label: 'L', value, type: 'standard' });
  const type = (id: number) => ({ type: 'TimeOffType', attributes: { id, name: 'N', entitlement: 1 } });
  const employee = (id: number, entitlements: unknown = [], more: object = {}) => ({
    success: true,
    data: {
      type: 'Employee',
      attributes: { id: attribute(id), absence_entitlement: attribute(entitlements), ...more },
    },
  });
  const known = {
    '/v2/persons/1': { id: '1' },
    '/v1/company/employees/1': employee(1, [type(5)]),
    '/v2/persons/2': { id: '2' },
  };
  const asked: [string, ...string[]] = ['1:5', '2:6', '2:7'];

  test('are gone if their person exists and version 1 no longer has them', async () => {
    const answers = { ...known, '/v1/company/employees/2': employee(2, [type(7)]) };

    expect((await ask(stream, answers, asked)).fates).toEqual(fates({ gone: ['2:6'], alive: ['2:7'] }));
  });

  test.each([[[]], [null], ['']])('are gone if none is left: %j', async (value) => {
    const answers = { ...known, '/v1/company/employees/2': employee(2, value) };

    expect((await ask(stream, answers, asked)).fates).toEqual(fates({ gone: ['2:6', '2:7'] }));
  });

  test('are gone with their person', async () => {
    const { fates: actual, asked: requests } = await ask(stream, { ...known, '/v2/persons/2': missing }, asked);

    expect(actual).toEqual(fates({ gone: ['2:6', '2:7'] }));
    expect(requests).not.toContain('/v1/company/employees/2');
  });

  test.each([
    ['version 1 does not know the person', missing],
    ['the member is missing', employee(2, [], { absence_entitlement: undefined })],
    ['the member is something else', employee(2, { hidden: true })],
    ['an entitlement has no id', employee(2, [{ type: 'TimeOffType', attributes: { name: 'N' } }])],
  ])('stay open if the person exists, but %s', async (_, body) => {
    const answers = { ...known, '/v1/company/employees/2': asJson(body) };

    expect((await ask(stream, answers, asked)).fates).toEqual(fates({ open: ['2:6', '2:7'] }));
  });

  test.each([
    ['says that it failed', { ...employee(2), success: false }, /a different row than/],
    ['is about another person', employee(3), /a different row than/],
    ['is about nobody', employee(2, [], { id: attribute(null) }), /a different row than/],
    ['is empty', { success: true, data: [] }, /a different row than/],
    ['is nothing', null, /a different row than/],
    ['is a refusal', forbidden, /\/v1\/company\/employees\/\{id\} answers 403.*"employees:read"/],
  ])('are unknown if the answer %s', async (_, body, expected) => {
    const answers = { ...known, '/v1/company/employees/2': () => body };

    expect((await ask(stream, answers, asked)).why).toMatch(expected);
  });

  test('are unknown if persons may not be read, and the missing right is named', async () => {
    const answers = { ...known, '/v2/persons/2': new ApiError('unauthorized', 401, 2) };

    expect((await ask(stream, answers, asked)).why).toMatch(/persons\/\{id\} answers 401.*"personio:persons:read"/);
  });
});

/** As parsed from JSON: without undefined members. */
const asJson = (body: unknown) => (body instanceof Error ? body : JSON.parse(JSON.stringify(body)));

describe('pictures', () => {
  const stream = new ProfilePictures();
  const path = (id: string) => `/v1/company/employees/${id}/profile-picture`;
  const known = { '/v2/persons/1': { id: '1' }, [path('1')]: 'PNG' };
  const asked: [string, ...string[]] = ['1', '2'];
  const promising = { id: '2', profile_picture: { url: 'https://x/2' } };

  test.each([
    ['their person has none', { '/v2/persons/2': { id: '2', profile_picture: null } }, { gone: ['2'] }],
    ['their person is gone', {}, { gone: ['2'] }],
    ['their person has one', { '/v2/persons/2': promising, [path('2')]: 'PNG' }, { alive: ['2'] }],
    ['their person is listed with one that is unavailable', { '/v2/persons/2': promising }, { open: ['2'] }],
  ])('if %s', async (_, answers, expected) => {
    expect((await ask(stream, { ...known, ...answers }, asked)).fates).toEqual(fates(expected));
  });

  test('are unknown if they may no longer be seen: the answer is the same as for none', async () => {
    const answers = {
      ...known,
      '/v2/persons/2': { id: '2' },
      [path('1')]: (count: number) => (count > 2 ? missing : 'PNG'),
    };

    expect((await ask(stream, answers, asked)).why).toMatch(/does not return a row/);
  });

  test('are not requested after the signal', async () => {
    const abort = new AbortController();
    const answers = {
      ...known,
      '/v2/persons/1': () => {
        abort.abort(new Error('the end'));
        return { id: '1' };
      },
    };
    const { asker: it, asked: requests } = asker(stream, answers, abort.signal);

    await expect(it.ask([{ id: '2', parent: '2' }], { id: '1', parent: '1' })).rejects.toThrow('the end');
    expect(requests).toEqual(['/v2/persons/1']);
  });

  test('are unknown if the server fails', async () => {
    const answers = { ...known, '/v2/persons/2': { id: '2' }, [path('2')]: new ApiError('server', 500, 9) };

    expect((await ask(stream, answers, asked)).why).toMatch(/answers 500/);
  });
});

describe('documents', () => {
  const stream = new Documents();
  const path = (owner: string) => `/v2/document-management/documents?owner_id=${owner}`;
  const listed = (owner: string, ...ids: string[]) => ({ _data: ids.map((id) => ({ id, owner: { id: owner } })) });
  const people = {
    '/v2/persons': { _data: [{ id: '1' }] },
    '/v2/persons/1': { id: '1' },
    '/v2/persons/2': { id: '2' },
  };

  async function learnedFrom(answers: Answers, subjects: readonly Subject[], known?: Subject) {
    const { asker: it, asked } = asker(stream, { ...people, ...answers });
    const learned = await it.ask(subjects, known);
    if ('unanswered' in learned) return { asked, why: learned.unanswered.message };
    const ids = (each: readonly Subject[]) => each.map(({ id }) => id);
    const { gone, alive, open } = learned;
    return { asked, gone: ids(gone), alive: ids(alive.map(({ subject }) => subject)), open: ids(open) };
  }

  const two = [
    { id: 'a', parent: '2' },
    { id: 'b', parent: '2' },
  ];

  test('are gone if the list of their owner, read once to its end, lacks them', async () => {
    const { asked, ...learned } = await learnedFrom({ [path('2')]: listed('2', 'b', 'c') }, two);

    expect(learned).toEqual({ gone: ['a'], alive: ['b'], open: [] });
    expect(asked.filter((each) => each === path('2'))).toHaveLength(1);
  });

  test('are gone if none is left', async () => {
    expect(await learnedFrom({ [path('2')]: listed('2') }, two)).toMatchObject({ gone: ['a', 'b'] });
  });

  test('are gone with their owner, while another one exists', async () => {
    const { asked, ...learned } = await learnedFrom({ '/v2/persons/2': missing }, two);

    expect(learned).toEqual({ gone: ['a', 'b'], alive: [], open: [] });
    expect(asked).toEqual(['/v2/persons', '/v2/persons/1', '/v2/persons/2', '/v2/persons/1']);
  });

  test('can verify their owners with a known document', async () => {
    const { asked } = await learnedFrom({ '/v2/persons/2': missing }, two, { id: 'x', parent: '1' });

    expect(asked).toEqual(['/v2/persons/1', '/v2/persons/2', '/v2/persons/1']);
  });

  test('stay open if no owner is named, or the list of an existing owner is not available', async () => {
    expect(await learnedFrom({}, [...two, { id: 'c' }])).toMatchObject({ gone: [], alive: [], open: ['a', 'b', 'c'] });
  });

  test.each<[string, Answers, RegExp]>([
    ['no owner exists', { '/v2/persons/1': missing }, /persons\/\{id\} does not return a row/],
    ['nobody is listed', { '/v2/persons': { _data: [] } }, /no other row is listed/],
    ['persons may not be listed', { '/v2/persons': forbidden }, /\/v2\/persons answers 403.*"personio:persons:read"/],
    ['the owner may not be read', { '/v2/persons/2': forbidden }, /answers 403.*"personio:persons:read"/],
    ['the list may not be read', { [path('2')]: forbidden }, /documents answers 403.*"personio:documents:read"/],
    ['the list has rows of others', { [path('2')]: listed('3', 'a') }, /rows that were not requested/],
  ])('are unknown if %s', async (_, answers, expected) => {
    expect((await learnedFrom({ [path('2')]: listed('2'), ...answers }, two)).why).toMatch(expected);
  });
});
