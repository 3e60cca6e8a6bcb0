import { expect, test } from 'vitest';
import { started } from '../test_client.ts';
import type { Act } from '../trouble/acts.ts';
import type { Rule } from '../trouble/rule.ts';

const ANNA = { first_name: 'Anna', last_name: 'Ek' } as const;

/** Sends one POST that meets trouble; a status, or the kind of failure. */
async function posted(act: Act, match: Rule['match'] = { method: 'POST' }) {
  const { sandbox, client } = await started({ persons: 0 });
  sandbox.configure({ trouble: [{ match: { stream: 'persons', ...match }, act }] });
  const body = JSON.stringify(ANNA);
  const headers = { 'content-type': 'application/json' };
  const outcome = await client
    .fetch('/v2/persons', headers, { method: 'POST', body, signal: AbortSignal.timeout(300) })
    .then(async (response) => ({ status: response.status, text: await response.text(), headers: response.headers }))
    .catch((error: Error) => ({ status: error.name, text: '', headers: new Headers() }));
  sandbox.configure({ trouble: [] });
  return { sandbox, client, outcome, count: sandbox.ids('persons').length };
}

test.each<[Act, number | string]>([
  [{ kind: 'reset', applied: true }, 'TypeError'],
  [{ kind: 'reset', when: 'body' }, 'TypeError'],
  [{ kind: 'cut' }, 'TypeError'],
  [{ kind: 'cut', how: 'chunked' }, 'TypeError'],
  [{ kind: 'hang', applied: true }, 'TimeoutError'],
  [{ kind: 'hang', when: 'body' }, 'TimeoutError'],
  [{ kind: 'status', status: 500, applied: true }, 500],
  [{ kind: 'status', status: 504, body: 'html', applied: true }, 504],
  [{ kind: 'status', status: 503, retryAfterSeconds: 1, applied: true }, 503],
  [{ kind: 'status', status: 503, applied: true }, 503],
  [{ kind: 'status', status: 200, body: 'html', applied: true }, 200],
  [{ kind: 'status', status: 201, body: 'empty', applied: true }, 201],
  [{ kind: 'lie', how: 'html' }, 201],
  [{ kind: 'lie', how: 'no id' }, 201],
  [{ kind: 'lie', how: 'no content' }, 204],
  [{ kind: 'redirect', to: 'http://127.0.0.1:1', applied: true }, 'TypeError'],
])('applied, but not said so: %j', async (act, status) => {
  const { sandbox, client, outcome, count } = await posted(act);
  expect(outcome.status).toBe(status);
  expect(count).toBe(1);
  expect(sandbox.creations).toEqual(new Map([['persons:Anna Ek', 1]]));
  expect(sandbox.writes).toHaveLength(1);
  expect((await client.get('/v2/persons?first_name=Anna')).body._data).toHaveLength(1);
});

test.each<[Act, number | string]>([
  [{ kind: 'reset' }, 'TypeError'],
  [{ kind: 'hang' }, 'TimeoutError'],
  [{ kind: 'status', status: 500 }, 500],
  [{ kind: 'status', status: 504 }, 504],
  [{ kind: 'status', status: 503, retryAfterSeconds: 1 }, 503],
  [{ kind: 'status', status: 503 }, 503],
  [{ kind: 'status', status: 429, body: 'empty' }, 429],
  [{ kind: 'withdrawn', how: 'refused' }, 403],
  [{ kind: 'withdrawn', how: 404 }, 404],
  [{ kind: 'revoke' }, 401],
])('not applied: %j', async (act, status) => {
  const { sandbox, outcome, count } = await posted(act);
  expect(outcome.status).toBe(status);
  expect(count).toBe(0);
  expect([...sandbox.writes, ...sandbox.creations]).toEqual([]);
});

test('an answer can be late, and the write is done before', async () => {
  const { outcome, count } = await posted({ kind: 'hang', ms: 50, applied: true });
  expect([outcome.status, count]).toEqual([201, 1]);
});

test('a rule for another method does not apply', async () => {
  const { outcome } = await posted({ kind: 'status', status: 500 }, { method: 'PATCH' });
  expect(outcome.status).toBe(201);
});

test('an answer is without a readable id', async () => {
  expect((await posted({ kind: 'lie', how: 'no id' })).outcome.text).toBe('{}');
  const { outcome } = await posted({ kind: 'status', status: 503, retryAfterSeconds: 1, applied: true });
  expect(outcome.headers.get('retry-after')).toBe('1');
});

test('what the API refuses is not applied by a rule either', async () => {
  const { sandbox, client } = await started({ persons: 0 });
  sandbox.configure({ trouble: [{ match: { method: 'POST' }, act: { kind: 'status', status: 500, applied: true } }] });
  expect((await client.send('POST', '/v2/persons', { first_name: 'Anna' })).status).toBe(500);
  expect(sandbox.writes).toEqual([]);
});

test('an upload that the client breaks off is not applied', async () => {
  const { sandbox, client } = await started({ persons: 1 });
  const fields = { title: 'x', employee_id: String(sandbox.ids('persons')[0]), category_id: '410' };
  const before = sandbox.ids('documents').length;
  const broken = new AbortController();
  const body = new ReadableStream({
    start(controller) {
      for (const [name, value] of Object.entries(fields))
        controller.enqueue(`--abc\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
      setTimeout(() => broken.abort(), 20);
    },
  }).pipeThrough(new TextEncoderStream());
  const headers = { 'content-type': 'multipart/form-data; boundary=abc' };
  const sent = client.fetch('/v1/company/documents', headers, {
    ...{ method: 'POST', body, duplex: 'half', signal: broken.signal },
  } as RequestInit);
  await expect(sent).rejects.toThrow();
  expect(sandbox.ids('documents')).toHaveLength(before);
  expect((await client.get('/v2/persons')).status).toBe(200);
});

test('other processes see writes and creations, and reset them', async () => {
  const { sandbox, client } = await started({ persons: 0 });
  const control = async (method: string, name: string) =>
    await (await fetch(`${sandbox.url}/_sandbox/${name}`, { method })).json();
  await client.create('/v2/persons', ANNA);
  await client.create('/v2/projects', { name: 'Lens 9', status: 'ACTIVE' });
  expect(await control('GET', 'writes?stream=persons')).toMatchObject([{ stream: 'persons', body: ANNA }]);
  expect(await control('GET', 'writes')).toHaveLength(2);
  expect(await control('GET', 'creations')).toEqual({ 'persons:Anna Ek': 1, 'projects:Lens 9': 1 });
  await control('POST', 'reset-writes');
  expect([await control('GET', 'writes'), await control('GET', 'creations')]).toEqual([[], {}]);
});
