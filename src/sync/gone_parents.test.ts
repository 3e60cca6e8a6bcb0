import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { ApiError } from '../http/api_error.ts';
import { Employments } from '../streams/employments.ts';
import { GoneParents } from './gone_parents.ts';

const missing = new ApiError('not_found', 404, 1);
const stream = new Employments();
const partition = { ...stream.whole(), path: '/v2/persons/7/employments' };

/** What `judge` comes to for so many parents that were gone and that answered, if the last one answers so by now. */
async function judged(gone: number, answered: number, now: unknown = { _data: [] }) {
  const parents = new GoneParents(stream);
  for (let count = 0; count < gone; count++) parents.add(missing);
  for (let count = 0; count < answered; count++) parents.answered(partition);
  let asked = 0;
  const api = fakeApi(() => {
    asked++;
    return now;
  });
  const error = await parents.judge(api).catch((reason: unknown) => reason);
  return { error, asked, count: parents.count };
}

describe('parents that are gone', () => {
  test.each([
    ['nobody is gone', 0, 0],
    ['one is, and there is no other', 1, 0],
    ['as many are as are not', 2, 2],
    ['fewer are than are not', 1, 2],
  ])('are believed without a request where %s', async (_, gone, answered) => {
    expect(await judged(gone, answered)).toEqual({ error: undefined, asked: 0, count: gone });
  });

  test('are an endpoint that is gone where several are and none has answered', async () => {
    expect(await judged(2, 0)).toEqual({ error: missing, asked: 0, count: 2 });
  });

  test.each([
    ['believed, where one who answered does so still', { _data: [] }, undefined],
    ['an endpoint that is gone, where that one is gone by now', missing, missing],
  ])('and more than are not are %s', async (_, now, error) => {
    expect(await judged(3, 2, now)).toEqual({ error, asked: 1, count: 3 });
  });

  test('are not judged where the question fails', async () => {
    const failing = new ApiError('server', 500, 1);

    expect((await judged(3, 2, failing)).error).toBe(failing);
  });
});
