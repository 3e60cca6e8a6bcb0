import { describe, expect, test } from 'vitest';
import { ApiError } from '../http/api_error.ts';
import { AbsenceEntitlements, Employees } from '../streams/employees.ts';
import type { Api, Stream } from '../streams/stream.ts';
import { narrowed } from './narrow.ts';

type Ask = Parameters<Api['get']>[0];

/** An api that tells what it was asked for, and answers what `answer` says. */
function listening(answer: (request: Ask) => unknown = () => 'a page') {
  const asked: Ask[] = [];
  const get = async (request: Ask) => {
    asked.push(request);
    const given = answer(request);
    if (given instanceof Error) throw given;
    return given;
  };
  return { asked, api: { get } as unknown as Api };
}

const employees = new Employees();
const request = { route: employees.path, target: employees.path, query: { limit: 100 } } as Ask;
const ask = (api: Api, stream: Stream, names: readonly string[] | undefined, what = request) =>
  narrowed(api, stream, names).get(what, () => undefined);
const attributesOf = (asked: readonly Ask[]) => asked.map(({ query }) => query?.['attributes[]']);

describe('an endpoint that can be told which attributes are wanted', () => {
  test('is told, beside what else is asked', async () => {
    const { asked, api } = listening();

    await ask(api, employees, ['email', 'team']);

    expect(asked).toEqual([{ ...request, query: { limit: 100, 'attributes[]': ['email', 'team'] } }]);
  });

  test.each<[string, readonly string[] | undefined]>([
    ['all are wanted', undefined],
    ['they do not fit into an address', Array.from({ length: 400 }, (_, index) => `dynamic_${index}`)],
  ])('is not told where %s', async (_, names) => {
    const { asked, api } = listening();

    await ask(api, employees, names);

    expect(asked).toEqual([request]);
  });

  test('is asked for all where it does not know one, and from then on', async () => {
    for (const status of [400, 422]) {
      const { asked, api } = listening(({ query }) =>
        query?.['attributes[]'] ? new ApiError('refused', status, 1) : 'all of them',
      );
      const own = narrowed(api, employees, ['gone']);

      expect(await own.get(request, () => undefined)).toBe('all of them');
      expect(await own.get(request, () => undefined)).toBe('all of them');
      expect(attributesOf(asked)).toEqual([['gone'], undefined, undefined]);
    }
  });

  test.each([new ApiError('forbidden', 403, 1), new ApiError('server', 500, 3), new Error('stopped')])(
    'is asked once where it says %s',
    async (error) => {
      const { asked, api } = listening(() => error);

      await expect(ask(api, employees, ['email'])).rejects.toBe(error);
      expect(asked).toHaveLength(1);
    },
  );

  test('fails as it fails without a list', async () => {
    const error = new ApiError('refused', 400, 1);
    const { asked, api } = listening(() => error);

    await expect(ask(api, employees, ['email'])).rejects.toBe(error);
    expect(asked).toHaveLength(2);
  });
});

test('other requests and other streams are left as they are', async () => {
  const { asked, api } = listening();
  const elsewhere = { ...request, route: '/v1/company/employees/attributes' };

  await ask(api, employees, ['email'], elsewhere);
  await ask(api, new AbsenceEntitlements(), ['email']);

  expect(asked).toEqual([elsewhere, request]);
});
