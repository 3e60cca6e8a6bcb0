import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ApiError } from '../http/api_error.ts';
import { AbsenceEntitlements, Employees } from '../streams/employees.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { requestedAttributes } from './requested_attributes.ts';

type Ask = Parameters<Api['get']>[0];

const page = (...employees: object[]) => ({
  success: true,
  data: employees.map((attributes) => ({ type: 'Employee', attributes })),
});

/** An API that records requests, and answers with `answer`. */
function listening(answer: (request: Ask) => unknown = () => page({ id: 1, email: 'a', team: 'b' })) {
  const asked: Ask[] = [];
  const api = fakeApi((request) => {
    asked.push(request);
    return answer(request);
  });
  return { asked, api };
}

const employees = new Employees();
const request = { route: employees.path, target: employees.path, query: { limit: 100 } } as Ask;
const ask = (api: Api, stream: Stream, names: readonly string[] | undefined, what = request) =>
  requestedAttributes(api, stream, names).get(what, (body) => body);
const attributesOf = (asked: readonly Ask[]) => asked.map(({ query }) => query?.['attributes[]']);

describe('an endpoint with a parameter for attributes', () => {
  test('receives it with the other parameters', async () => {
    const { asked, api } = listening();

    await ask(api, employees, ['email', 'team']);

    expect(asked).toEqual([{ ...request, query: { limit: 100, 'attributes[]': ['email', 'team'] } }]);
  });

  test('supports it if one of the attributes arrives', async () => {
    const { asked, api } = listening(() => page({ id: 1, email: 'a' }));

    await ask(api, employees, ['email', 'team']);

    expect(asked).toHaveLength(1);
  });

  test.each<[string, readonly string[] | undefined]>([
    ['all are wanted', undefined],
    ['they do not fit into a URL', Array.from({ length: 400 }, (_, index) => `dynamic_${index}`)],
  ])('does not receive it if %s', async (_, names) => {
    const { asked, api } = listening();

    await ask(api, employees, names);

    expect(asked).toEqual([request]);
  });

  test('is requested for all attributes if one is unknown to it, and from then on', async () => {
    for (const status of [400, 422]) {
      const { asked, api } = listening(({ query }) =>
        query?.['attributes[]'] ? new ApiError('refused', status, 1) : 'all of them',
      );
      const own = requestedAttributes(api, employees, ['gone']);

      expect(await own.get(request, (body) => body)).toBe('all of them');
      expect(await own.get(request, (body) => body)).toBe('all of them');
      expect(await ask(api, employees, ['gone'])).toBe('all of them');
      expect(attributesOf(asked)).toEqual([['gone'], undefined, undefined, undefined]);
    }
  });

  const bare = page({ id: 1 });
  const empty = page();
  const full = page({ id: 1, email: 'a' });
  const changes = { ...request, query: { updated_since: '2026-02-01T00:00:00' } } as Ask;
  test.each([
    ['are in none of its rows, although it has them', request, bare, full, full, [['email'], undefined, undefined]],
    ['return no rows, although it has some', request, empty, bare, bare, [['email'], undefined, undefined]],
    ['are in none of its rows', request, bare, bare, bare, [['email'], undefined, ['email']]],
    ['return no rows', request, empty, empty, empty, [['email'], undefined, ['email']]],
    ['return no changes', changes, empty, full, empty, [['email'], ['email']]],
  ])(
    'is asked without the parameter before this is trusted: its attributes %s',
    async (_, what, narrow, whole, given, queries) => {
      const { asked, api } = listening(({ query }) => (query?.['attributes[]'] ? narrow : whole));
      const own = requestedAttributes(api, employees, ['email']);

      expect(await own.get(what, (body) => body)).toBe(given);
      expect(await own.get(what, (body) => body)).toBe(given);
      expect(attributesOf(asked)).toEqual(queries);
    },
  );

  test.each([new ApiError('forbidden', 403, 1), new ApiError('server', 500, 3), new Error('stopped')])(
    'is asked once if it answers %s',
    async (error) => {
      const { asked, api } = listening(() => error);

      await expect(ask(api, employees, ['email'])).rejects.toBe(error);
      expect(asked).toHaveLength(1);
    },
  );

  test('fails as it would without the parameter', async () => {
    const error = new ApiError('refused', 400, 1);
    const { asked, api } = listening(() => error);

    await expect(ask(api, employees, ['email'])).rejects.toBe(error);
    expect(asked).toHaveLength(2);
  });
});

test('other requests and other streams are not changed', async () => {
  const { asked, api } = listening();
  const elsewhere = { ...request, route: '/v1/company/employees/attributes' };

  await ask(api, employees, ['email'], elsewhere);
  await ask(api, new AbsenceEntitlements(), ['email']);

  expect(asked).toEqual([elsewhere, request]);
});
