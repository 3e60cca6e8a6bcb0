import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { settled } from '../../integration_tests/units/test_client.ts';
import { ApiError } from '../http/api_error.ts';
import { Changes } from './changes.ts';
import type { WrittenObject } from './object.ts';
import type { Create } from './run.ts';

const OBJECT = {
  name: 'attendance_periods',
  rights: { scopes: [], name: 'Attendances: write', probe: { route: '/v2/a/{id}', target: '/v2/a/0' } },
} as unknown as WrittenObject;

const doubt = () => new ApiError('server', 500, 1, { isDoubtful: true });
const refused = (status: number) =>
  new ApiError(status === 403 ? 'forbidden' : 'refused', status, 1, {
    refusal: { traceId: 'trace', text: 'words' },
  });

interface Given {
  /** The answers to POST, in order. */
  readonly posts?: readonly unknown[];
  /** What each look finds. */
  readonly looks?: readonly (string | undefined)[];
  readonly probe?: ApiError;
  readonly settleSeconds?: number;
  readonly dryRun?: boolean;
}

function open({ posts = [{ id: 'new' }], looks = [], probe, settleSeconds = 60, dryRun = false }: Given = {}) {
  const events: string[] = [];
  const answers = [...posts];
  const found = [...looks];
  const at = () => Math.round(performance.now() / 1000);
  const started = at();
  const api = {
    ...fakeApi(),
    send: async <T>(
      { method, target }: { method: string; target: string },
      parse: (body: unknown) => T | undefined,
    ) => {
      events.push(`${method} at ${at() - started}`);
      const answer = target === '/v2/a/0' ? probe : method === 'POST' ? answers.shift() : answers.shift();
      if (answer instanceof Error) throw answer;
      return parse(answer) as T;
    },
  };
  const changes = new Changes({ api, dryRun, settleSeconds, signal: new AbortController().signal });
  const create = (more: Partial<Create<string>> = {}) =>
    settled(
      changes
        .create({
          object: OBJECT,
          key: 'the key',
          request: { route: '/v2/a', target: '/v2/a' },
          made: (answer) => (answer as { id?: string }).id,
          find: async () => {
            events.push(`look at ${at() - started}`);
            return found.shift();
          },
          isKeptUnique: true,
          ...more,
        })
        .catch((error: unknown) => error),
      1000,
    ).then(({ value }) => value);
  const change = (method: 'PATCH' | 'DELETE') =>
    changes.change(OBJECT, { method, route: '/v2/a/{id}', target: '/v2/a/1' }).catch((error: unknown) => error);
  return { create, change, events };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  return () => vi.useRealTimers();
});

describe('a create', () => {
  test('is sent at once if Personio keeps its key unique', async () => {
    const { create, events } = open();
    expect(await create()).toEqual({ kind: 'created', made: 'new' });
    expect(events).toEqual(['POST at 0']);
  });

  test('waits until lists show what an earlier run has created, and looks, if Personio does not', async () => {
    const { create, events } = open();
    expect(await create({ isKeptUnique: false })).toEqual({ kind: 'created', made: 'new' });
    expect(events).toEqual(['look at 60', 'POST at 60']);
    await create({ isKeptUnique: false, lookedAt: performance.now() - 1000 });
    expect(events.slice(2)).toEqual(['look at 60', 'POST at 60']);
  });

  test('is sent at once after a look at lists that had settled', async () => {
    const { create, events } = open({ settleSeconds: 0 });
    await create({ isKeptUnique: false, lookedAt: performance.now() });
    expect(events).toEqual(['POST at 0']);
  });

  test('is not sent if it is there', async () => {
    const { create, events } = open({ looks: ['old'] });
    expect(await create({ isKeptUnique: false })).toEqual({ kind: 'existed', found: 'old' });
    expect(events).toEqual(['look at 60']);
  });

  test('is looked for after a doubt, and found', async () => {
    const { create, events } = open({ posts: [doubt()], looks: [undefined, undefined, 'found'] });
    expect(await create()).toEqual({ kind: 'created', made: 'found' });
    expect(events).toEqual(['POST at 0', 'look at 1', 'look at 3', 'look at 10']);
  });

  test('that cannot be found stays in doubt, and is not sent again in this run', async () => {
    const { create, events } = open({ posts: [doubt(), { id: 'second' }] });
    expect(await create()).toMatchObject({ name: 'InDoubt' });
    expect(await create()).toMatchObject({ name: 'InDoubt' });
    expect(events).toEqual(['POST at 0', 'look at 1', 'look at 3', 'look at 10', 'look at 30', 'look at 60']);
  });

  test('is looked for a shorter time where lists are quick', async () => {
    const { create, events } = open({ posts: [doubt()], settleSeconds: 0 });
    expect(await create()).toMatchObject({ name: 'InDoubt' });
    expect(events).toEqual(['POST at 0', 'look at 1', 'look at 3']);
  });

  test('that is refused may be there: an earlier run may have been killed after it', async () => {
    const { create, events } = open({ posts: [refused(400)], looks: ['old'] });
    expect(await create()).toEqual({ kind: 'existed', found: 'old' });
    expect(events).toEqual(['POST at 0', 'look at 60']);
  });

  test.each([
    [400, 'refused'],
    [404, 'unknown_reference'],
    [409, 'conflict'],
    [413, 'too_large'],
    [422, 'refused'],
  ])('that is refused (%i) is a reject with the words for the report only', async (status, code) => {
    const { create } = open({ posts: [refused(status)] });
    const reject = await create();
    expect(reject).toMatchObject({ name: 'Reject', code, traceId: 'trace', answer: 'words' });
    expect((reject as Error).message).not.toContain('words');
  });

  test('is not sent in a dry run', async () => {
    const { create, events } = open({ dryRun: true });
    expect(await create({ isKeptUnique: false })).toEqual({ kind: 'created', made: undefined });
    expect(events).toEqual([]);
  });
});

describe('a refusal with 403', () => {
  test('fails the stream if the right is missing', async () => {
    const { change } = open({ posts: [refused(403)], probe: refused(403) });
    expect(await change('PATCH')).toMatchObject({ name: 'ApiError', reason: 'forbidden' });
  });

  test('rejects the row if the right is there', async () => {
    const { change, events } = open({ posts: [refused(403)], probe: refused(404) });
    expect(await change('PATCH')).toMatchObject({ name: 'Reject', code: 'conflict' });
    expect(events).toEqual(['PATCH at 0', 'PATCH at 0']);
  });
});

test('to remove what is gone is done', async () => {
  expect(await open({ posts: [refused(404)] }).change('DELETE')).toBeUndefined();
  expect(await open({ posts: [refused(404)] }).change('PATCH')).toMatchObject({ code: 'not_found' });
});

test.each([doubt(), new ApiError('throttled', 429, 3), new ApiError('unauthorized', 401, 2, { login: true })])(
  'what says nothing about the row fails the stream: %s',
  async (error) => {
    expect(await open({ posts: [error] }).change('PATCH')).toBe(error);
  },
);
