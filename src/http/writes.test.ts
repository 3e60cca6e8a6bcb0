import nock from 'nock';
import { expect, test } from 'vitest';
import {
  failure,
  guardRequests,
  HOST,
  login,
  problem,
  settled,
  setUp,
} from '../../integration_tests/units/test_client.ts';
import { SILENT, type WriteRequest } from './api.ts';
import type { ClientOptions } from './client.ts';

guardRequests();

const CREATE = {
  method: 'POST',
  route: '/v2/persons',
  target: '/v2/persons',
  body: { json: { first_name: 'Ada' } },
} as const;
const CHANGE = { ...CREATE, method: 'PATCH', repeatable: true } as const;

const idOf = (body: unknown) => (body as { id?: string } | undefined)?.id;

/** Sends a write; the result is the id in the answer. */
function send(
  request: WriteRequest = CREATE,
  options: Partial<ClientOptions> = {},
  parse: (body: unknown) => unknown = idOf,
) {
  const { client, events } = setUp(options);
  return { sent: client.api(SILENT, new AbortController().signal).send(request, parse), events };
}

const created = () => nock(HOST).post('/v2/persons', { first_name: 'Ada' });

test('a create is sent with its body, and its answer is read', async () => {
  login();
  created()
    .matchHeader('content-type', 'application/json')
    .matchHeader('authorization', 'Bearer t1')
    .reply(201, { id: '7' });

  expect((await settled(send().sent)).value).toBe('7');
});

test.each([
  ['a refusal of the rate limit', () => created().reply(429)],
  ['an expired token', () => created().reply(401), () => login('t2')],
  ['no connection', () => created().replyWithError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))],
])('a create that was not processed is sent again: %s', async (_, first, more = () => {}) => {
  login();
  first();
  more();
  created().reply(201, { id: '7' });

  expect((await settled(send().sent)).value).toBe('7');
});

test.each([
  ['a server error', () => created().reply(500)],
  ['a gateway that waits no longer', () => created().reply(504)],
  ['a server that says when to come back', () => created().reply(503, '', { 'retry-after': '1' })],
  ['a lost connection', () => created().replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }))],
  ['an answer that is not JSON', () => created().reply(200, '<html>')],
  ['an answer without an id', () => created().reply(201, {})],
  ['an empty answer', () => created().reply(201, '')],
  ['a redirect', () => created().reply(307, '', { location: '/v2/persons' })],
])('a create that may have been carried out is sent once, and leaves a doubt: %s', async (_, answer) => {
  login();
  answer();

  expect(await failure(send().sent)).toMatchObject({ isDoubtful: true, attempts: 1 });
});

test.each([400, 403, 404, 409, 422])('a refused create leaves no doubt: %i', async (status) => {
  login();
  const body = { ...problem('common.bad_request'), personio_trace_id: 'trace-1', detail: 'Ada' };
  created().reply(status, body);

  const error = await failure(send().sent);

  expect(error).toMatchObject({
    isDoubtful: false,
    status,
    refusal: { traceId: 'trace-1', text: JSON.stringify(body) },
  });
  expect(error.message).not.toContain('Ada');
});

test.each([
  ['a server error', (change: nock.Interceptor) => change.reply(502)],
  [
    'a lost connection',
    (change: nock.Interceptor) => change.replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' })),
  ],
  ['a page in place of an answer', (change: nock.Interceptor) => change.reply(200, '<html>')],
])('a change is repeated until it is answered: %s', async (_, fail) => {
  login();
  const change = () => nock(HOST).patch('/v2/persons');
  fail(change());
  change().reply(204);

  expect((await settled(send(CHANGE, {}, () => true).sent)).value).toBe(true);
});

test('a form is sent in pieces, with its own type and its length', async () => {
  login();
  nock(HOST)
    .post('/v2/persons', 'first second')
    .matchHeader('content-type', 'multipart/form-data; boundary=x')
    .matchHeader('content-length', '12')
    .reply(201, { id: '7' });
  const body = {
    contentType: 'multipart/form-data; boundary=x',
    parts: [Buffer.from('first '), Buffer.from('second')],
  };

  expect((await settled(send({ ...CREATE, body }).sent)).value).toBe('7');
});

test.each([CREATE, CHANGE, { ...CHANGE, method: 'DELETE' } as const])(
  'a client that only reads sends no $method',
  async (request) => {
    login();

    await expect(settled(send(request, { readOnly: true }).sent)).rejects.toThrow('a write was not sent');
  },
);

test('a stop lets a write that was sent end, and prevents the next one', async () => {
  login();
  created().reply(201, { id: '7' });
  const { client } = setUp();
  const stop = new AbortController();
  const watcher = { ...SILENT, sent: () => stop.abort(new Error('stopped')) };
  const api = client.api(watcher, stop.signal, new AbortController().signal);

  expect((await settled(api.send(CREATE, idOf))).value).toBe('7');
  await expect(api.send(CREATE, idOf)).rejects.toThrow('stopped');
});

test('a write that was sent is abandoned in the end', async () => {
  login();
  created().reply(201, { id: '7' });
  const abandon = new AbortController();
  const watcher = { ...SILENT, sent: () => abandon.abort(new Error('abandoned')) };
  const { client } = setUp();
  const api = client.api(watcher, new AbortController().signal, abandon.signal);

  await expect(settled(api.send(CREATE, idOf))).rejects.toThrow('abandoned');
  nock.cleanAll();
});
