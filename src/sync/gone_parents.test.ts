import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import type { ApiRequest } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { Employments } from '../streams/employments.ts';
import { GoneParents } from './gone_parents.ts';

const missing = new ApiError('not_found', 404, 1);
const stream = new Employments();
const partition = { ...stream.whole(), path: '/v2/persons/7/employments' };

/**
 * What `judge` concludes for this many parents that were gone and that answered, if the last one answers like this now.
 */
async function judged(gone: number, answered: number, now: (request: ApiRequest) => unknown = () => ({ _data: [] })) {
  const parents = new GoneParents(stream);
  for (let count = 0; count < gone; count++) parents.add(missing);
  for (let count = 0; count < answered; count++) parents.answered(partition);
  let asked = 0;
  const api = fakeApi((request) => {
    asked++;
    return now(request);
  });
  const error = await parents.judge(api).catch((reason: unknown) => reason);
  return { error, asked, count: parents.count };
}

describe('parents that are gone', () => {
  test.each([
    ['nobody is gone', 0, 0],
    ['half of them are', 2, 2],
    ['fewer than half are', 1, 2],
  ])('are believed without a request if %s', async (_, gone, answered) => {
    expect(await judged(gone, answered)).toEqual({ error: undefined, asked: 0, count: gone });
  });

  test('are believed if there is one, and no other is listed', async () => {
    expect(await judged(1, 0)).toEqual({ error: undefined, asked: 1, count: 1 });
  });

  test('mean that the endpoint is gone if none has answered, and none of the others does', async () => {
    const now = ({ target }: ApiRequest) =>
      target === '/v2/persons' ? { _data: [{ id: '1' }, { id: '2' }] } : missing;

    expect(await judged(1, 0, now)).toEqual({ error: missing, asked: 3, count: 1 });
    expect(await judged(2, 0, now)).toEqual({ error: missing, asked: 3, count: 2 });
    expect(await judged(2, 0, () => ({ _data: [] }))).toEqual({ error: missing, asked: 1, count: 2 });
  });

  test('are believed if the endpoint answers for another: the few visited were all gone', async () => {
    const now = ({ target }: ApiRequest) => {
      if (target === '/v2/persons') return { _data: [{ id: '1' }, { id: '2' }] };
      return target.includes('/2/') ? { _data: [] } : missing;
    };

    for (const count of [1, 2]) expect(await judged(count, 0, now)).toEqual({ error: undefined, asked: 3, count });
  });

  test.each([
    ['believed, if a parent that answered still does', { _data: [] }, undefined],
    ['an endpoint that is gone, if that parent is gone now', missing, missing],
  ])('and outnumber the others are %s', async (_, now, error) => {
    expect(await judged(3, 2, () => now)).toEqual({ error, asked: 1, count: 3 });
  });

  test('are not judged if the request fails', async () => {
    const failing = new ApiError('server', 500, 1);

    expect((await judged(3, 2, () => failing)).error).toBe(failing);
  });
});
