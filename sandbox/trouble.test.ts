import { afterEach, describe, expect, test } from 'vitest';
import { type GivenOptions, type Rule, type Sandbox, startSandbox } from './server.ts';
import { dataOf, nextOf, TestClient } from './test_client.ts';
import { type Act, KINDS } from './trouble/acts.ts';

const PERSONS = '/v2/persons?limit=20';
const open: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function troubled(act: Act, match: Rule['match'] = {}, options: GivenOptions = {}): Promise<TestClient> {
  const sandbox = await startSandbox({ ...options, limits: { on: false } });
  open.push(sandbox);
  const client = new TestClient(sandbox);
  await client.logIn();
  sandbox.configure({ trouble: [{ match: { path: '^GET /v2/persons', ...match }, act }] });
  return client;
}

/** The bytes that the server sent for a page of persons. */
async function rawOf(client: TestClient): Promise<{ status: number; body: Buffer; headers: Headers }> {
  const { access_token } = (await client.logIn()).body;
  const headers = { authorization: `Bearer ${access_token}` };
  const response = await fetch(`${client.sandbox.url}${PERSONS}`, { headers, redirect: 'manual' });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

describe('rules', () => {
  test.each([
    [{ nth: 2 }, [200, 500, 200, 200, 200, 200]],
    [{ nth: [1, 3] }, [500, 200, 500, 200, 200, 200]],
    [{ every: 3 }, [200, 200, 500, 200, 200, 500]],
    [{ after: 5 }, [200, 200, 200, 200, 500, 500]],
    [{ times: 2 }, [500, 500, 200, 200, 200, 200]],
    [{ probability: 0 }, [200, 200, 200, 200, 200, 200]],
    [{ stream: 'projects' }, [200, 200, 200, 200, 200, 200]],
  ])('%j', async (match, expected) => {
    const client = await troubled({ kind: 'status', status: 500 }, match);
    const statuses: number[] = [];
    for (const _ of expected) statuses.push((await client.get(PERSONS)).status);
    expect(statuses).toEqual(expected);
  });

  test('a login can fail, too', async () => {
    const client = await troubled({ kind: 'status', status: 503, body: 'html' }, { path: '/auth/token', times: 1 });
    expect((await client.logIn()).status).toBe(503);
    expect((await client.logIn()).status).toBe(200);
  });
});

describe('transport', () => {
  test('Retry-After in seconds and as a date', async () => {
    const seconds = await troubled({ kind: 'status', status: 429, body: 'empty', retryAfterSeconds: 7 });
    expect((await seconds.get(PERSONS)).headers.get('retry-after')).toBe('7');
    const date = await troubled({ kind: 'status', status: 503, retryAfterSeconds: 60, retryAfterAsDate: true });
    expect((await date.get(PERSONS)).headers.get('retry-after')).toMatch(/GMT$/);
  });

  test.each<[Act]>([
    [{ kind: 'reset' }],
    [{ kind: 'reset', when: 'body' }],
    [{ kind: 'cut', how: 'length' }],
    [{ kind: 'cut', how: 'chunked' }],
    [{ kind: 'encoding', name: 'gzip' }],
  ])('%j breaks the response', async (act) => {
    const client = await troubled(act);
    await expect(client.get(PERSONS)).rejects.toThrow();
    // The server survives it.
    client.sandbox.configure({ trouble: [] });
    expect((await client.get(PERSONS)).status).toBe(200);
  });

  test.each<[Act]>([[{ kind: 'hang' }], [{ kind: 'hang', when: 'body' }]])('%j', async (act) => {
    const client = await troubled(act);
    const { access_token } = (await client.logIn()).body;
    const headers = { authorization: `Bearer ${access_token}` };
    const response = fetch(`${client.sandbox.url}${PERSONS}`, { headers, signal: AbortSignal.timeout(150) });
    await expect(response.then((got) => got.text())).rejects.toThrow(/time/);
  });

  test.each<[Act]>([
    [{ kind: 'close' }],
    [{ kind: 'close', silent: true }],
    [{ kind: 'trickle', bytes: 4096, intervalMs: 1 }],
    [{ kind: 'hang', when: 'body', ms: 20 }],
    [{ kind: 'hang', ms: 20 }],
  ])('%j still delivers', async (act) => {
    const client = await troubled(act);
    expect(dataOf(await client.get(PERSONS))).toHaveLength(20);
  });

  test('the right response with other headers', async () => {
    const client = await troubled({ kind: 'headers', headers: { date: 'Fri, 31 Dec 9999 23:59:59 GMT' } });
    const got = await client.get(PERSONS);
    expect(got.headers.get('date')).toBe('Fri, 31 Dec 9999 23:59:59 GMT');
    expect(dataOf(got)).toHaveLength(20);
  });

  test.each([false, true])('a body of megabytes, gzipped: %s', async (zipped) => {
    const client = await troubled({ kind: 'flood', megabytes: 3, zipped });
    expect((await rawOf(client)).body).toHaveLength(3 * 1024 * 1024);
  });

  test('an endless body lasts until the client stops reading', async () => {
    const client = await troubled({ kind: 'flood', status: 500 });
    const response = await client.fetch(PERSONS);
    let read = 0;
    for await (const chunk of response.body ?? []) {
      read += chunk.length;
      if (read > 10_000_000) break;
    }
    expect(response.status).toBe(500);
    expect(read).toBeGreaterThan(10_000_000);
  });

  test('a redirect leads to another origin', async () => {
    const client = await troubled({ kind: 'redirect', to: 'https://elsewhere.example' });
    const { status, headers } = await rawOf(client);
    expect([status, headers.get('location')]).toEqual([307, `https://elsewhere.example${PERSONS}`]);
  });

  test('tokens are revoked in the middle', async () => {
    const client = await troubled({ kind: 'revoke' }, { nth: 1 });
    expect((await client.get(PERSONS)).status).toBe(401);
    await client.logIn();
    expect((await client.get(PERSONS)).status).toBe(200);
  });
});

describe('lies', () => {
  test.each([
    ['html', /^<html>/],
    ['nothing', /^$/],
    ['truncated', /[^}]$/],
    ['nan', /"ratio":NaN/],
    ['bom', /^\ufeff\{/],
    ['data null', /"_data":null/],
    ['data missing', /^\{"_meta"/],
    ['data object', /"_data":\{"rows"/],
    ['success false', /"success":false/],
  ] as const)('%s', async (how, pattern) => {
    const client = await troubled({ kind: 'lie', how });
    const { status, body } = await rawOf(client);
    expect(status).toBe(200);
    expect(body.toString('utf8')).toMatch(pattern);
  });

  test('no content, and bytes that are not UTF-8', async () => {
    expect((await rawOf(await troubled({ kind: 'lie', how: 'no content' }))).status).toBe(204);
    const { body } = await rawOf(await troubled({ kind: 'lie', how: 'invalid utf-8' }));
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(body)).toThrow();
  });
});

describe('paging', () => {
  test('wrong next links', async () => {
    const self = await troubled({ kind: 'next', to: 'self' });
    expect(nextOf(await self.get(PERSONS))).toBe(`${self.sandbox.url}${PERSONS}`);
    const host = await troubled({ kind: 'next', to: 'other host', host: 'http://localhost:1' });
    expect(nextOf(await host.get(PERSONS))).toMatch(/^http:\/\/localhost:1\/v2\/persons\?cursor=/);
    const bare = await troubled({ kind: 'next', to: 'bare' });
    expect(JSON.stringify((await bare.get(PERSONS)).body)).toContain('"next":"http');
    const loop = await troubled({ kind: 'next', to: 'loop' });
    const second = String(nextOf(await loop.get(PERSONS)));
    expect(nextOf(await loop.get(second))).toBe(`${loop.sandbox.url}${PERSONS}`);
  });

  test('pages that are empty, superfluous or overlapping', async () => {
    const empty = await troubled({ kind: 'empty_page' }, { nth: 2 });
    const middle = await empty.get(String(nextOf(await empty.get(PERSONS))));
    expect([dataOf(middle).length, nextOf(middle) === undefined]).toEqual([0, false]);
    expect((await empty.all(String(nextOf(middle)))).length).toBe(30);

    const extra = await troubled({ kind: 'extra_page' });
    expect((await extra.all(PERSONS)).length).toBe(50);
    expect(extra.sandbox.requests.filter(({ stream }) => stream === 'persons')).toHaveLength(4);

    const overlap = await troubled({ kind: 'overlap', rows: 3 });
    expect((await overlap.all(PERSONS)).length).toBe(56);
  });

  test('cursors that expire', async () => {
    const client = await troubled({ kind: 'expired_cursor' });
    const first = await client.get(PERSONS);
    expect((await client.get(String(nextOf(first)))).status).toBe(400);
  });

  test('a broken record fails every window that contains it', async () => {
    const plain = await troubled({ kind: 'status', status: 500 }, { nth: 0 });
    const broken = plain.sandbox.rows('attendance_periods')[100];
    const day = String(broken?.attribution_date);
    plain.sandbox.configure({ trouble: [{ act: { kind: 'broken_record', id: String(broken?.id) } }] });
    const status = async (from: string, to: string): Promise<number> =>
      (await plain.get(`/v2/attendance-periods?attribution_date.gte=${from}&attribution_date.lte=${to}`)).status;
    expect(await status('2000-01-01', '2100-01-01')).toBe(500);
    expect(await status(day, day)).toBe(500);
    expect(await status('2000-01-01', '2010-01-01')).toBe(200);
  });

  test('newest first and by offset, changes shift the pages', async () => {
    const client = await troubled({ kind: 'status', status: 500 }, { nth: 0 }, { newestFirst: ['persons'] });
    const first = await client.get(PERSONS);
    client.sandbox.change({ count: 0, insert: 2 });
    const second = await client.get(String(nextOf(first)));
    const repeated = new Set(dataOf(first).map(({ id }) => id));
    expect(dataOf(second).filter(({ id }) => repeated.has(id))).toHaveLength(2);
  });
});

describe('data', () => {
  test.each([
    ['nulls', /"created_at":null/],
    ['missing', /"_data":/],
    ['unknown members', /"office_dog"/],
    ['new enum values', /SOMETHING_NEW/],
    ['wrong types', /seventeen/],
    ['big numbers', /"big_number":9007199254740993123\b/],
    ['huge exponents', /"huge_number":1e400\b/],
    ['numeric ids', /"id":\d/],
    ['no ids', /"id":null/],
    ['no created_at', /^(?!.*created_at).*updated_at/],
    ['names of objects', /"__proto__":\{"polluted":true\}/],
    ['names of ours', /"additional_fields":\{"theirs":1\}/],
    ['deep nesting', /\[{500}"bottom"/],
    ['deeper nesting', /\[{6000}\]{6000}/],
    ['lone surrogates', /\\ud800/],
    ['control characters', /\\u0000/],
    ['long strings', /ä{1000000}/],
    ['dates out of range', /275760/],
    ['dates of year 0', /0000-00-00/],
  ] as const)('%s', async (edit, pattern) => {
    const client = await troubled({ kind: 'records', edit });
    expect((await rawOf(client)).body.toString('utf8')).toMatch(pattern);
  });
});

test('the list of kinds is complete', () => {
  expect([...KINDS].sort()).toEqual([
    'broken_record',
    'close',
    'cut',
    'empty_page',
    'encoding',
    'ends',
    'expired_cursor',
    'extra_page',
    'flood',
    'hang',
    'headers',
    'hints',
    'left_out',
    'lie',
    'next',
    'overlap',
    'records',
    'redirect',
    'reset',
    'revoke',
    'status',
    'trickle',
    'withdrawn',
  ]);
});
