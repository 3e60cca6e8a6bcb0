import nock from 'nock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { SILENT } from '../http/api.ts';
import { ApiError } from '../http/api_error.ts';
import { HttpClient } from '../http/client.ts';
import { Holidays } from './absences.ts';
import { ProfilePictures } from './employees.ts';
import { HourlyAbsencePeriods } from './legacy.ts';
import type { Partition } from './partition.ts';
import { Persons } from './persons.ts';
import type { Api, Stream } from './stream.ts';

const HOST = 'https://api.personio.de';

async function readAll(stream: Stream, api: Api, partition: Partial<Partition> = {}): Promise<void> {
  for await (const page of stream.pages(api, { ...stream.whole(), ...partition })) expect(page.rows).toBeDefined();
}

beforeEach(() => {
  nock.disableNetConnect();
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  nock.cleanAll();
});

test('the format of dates is learned once, whichever stream and api of the client asks', async () => {
  const asked: (string | null)[] = [];
  nock(HOST).post('/v2/auth/token').reply(200, { access_token: 't1' });
  nock(HOST)
    .get(/^\/v2\/persons/)
    .times(3)
    .reply((request: Request) => {
      const from = new URL(request.url).searchParams.get('updated_at.gt');
      asked.push(from);
      return from?.includes('.000Z') ? [200, { _data: [] }] : [400, {}];
    });
  const signal = new AbortController().signal;
  const options = {
    apiUrl: HOST,
    clientId: 'id',
    clientSecret: 'secret',
    headers: {},
    feedUrl: undefined,
    settings: {},
  };
  const more = { maxConcurrency: 2, retrySeconds: 0, room: async () => {}, onToken: () => {} };
  const client = new HttpClient({ ...options, ...more }, signal);
  const range = { filter: new Persons().changes, range: { from: '2026-01-31T08:00:00Z' } };

  await readAll(new Persons(), client.api(SILENT, signal), { range });
  // An api may be wrapped.
  const api = client.api(SILENT, signal);
  await readAll(
    new Persons(),
    { ...api, get: (request, parse) => api.get({ ...request, brief: true }, parse) },
    { range },
  );
  await client.close();

  expect(asked).toEqual(['2026-01-31T07:59:59Z', '2026-01-31T07:59:59.000Z', '2026-01-31T07:59:59.000Z']);
});

test('the way to write several names is learned once', async () => {
  const asked: unknown[] = [];
  const api = fakeApi(({ query = {} }) => {
    asked.push(query['person.id']);
    const names = String(query['person.id']).split(',');
    return Array.isArray(query['person.id'])
      ? new ApiError('refused', 400, 1)
      : { _data: names.map((id) => ({ person: { id } })) };
  });
  const names = {
    parameter: 'person.id',
    forms: ['repeated', 'commas'],
    member: 'person',
    values: ['1', '2'],
  } as const;

  await readAll(new Holidays(), api, { names });
  await readAll(new Holidays(), api, { names });

  expect(asked).toEqual([['1', '2'], '1,2', '1,2']);
});

test.each([
  ['a list that shows it', [{ id: 1 }], 4],
  ['an empty one shows nothing', [], 6],
])('the meaning of a disputed offset is learned once: %s', async (_, data, requests) => {
  let asked = 0;
  const api = fakeApi(() => {
    asked++;
    return { success: true, data, metadata: { total_elements: data.length, total_pages: data.length } };
  });

  await readAll(new HourlyAbsencePeriods(), api);
  await readAll(new HourlyAbsencePeriods(), api);

  expect(asked).toBe(requests);
});

test('the path of pictures is learned once', async () => {
  const asked: string[] = [];
  const api = fakeApi(undefined, {
    bytes: async ({ target }) => {
      asked.push(target);
      if (!target.endsWith('/1024')) throw new ApiError('not_found', 404, 1);
      return { contentType: 'image/png', bytes: Buffer.from('x') };
    },
  });

  await readAll(new ProfilePictures(), api, { path: '/p/1' });
  await readAll(new ProfilePictures(), api, { path: '/p/2' });

  expect(asked).toEqual(['/p/1', '/p/1/1024', '/p/2/1024']);
});
