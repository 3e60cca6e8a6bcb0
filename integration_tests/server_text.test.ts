import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allStreams } from '../src/streams/index.ts';
import { connector, file, read } from './connector.ts';

/** What a server may say about a person in unexpected places. */
const SENTINEL = 'jane.doe_is_ill';

const STATUSES = [200, 201, 204, 206, 302, 304, 400, 401, 403, 404, 408, 412, 422, 429, 500, 503];

const json = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));
const error = { title: SENTINEL, detail: SENTINEL, type: `https://developer.personio.de/errors#${SENTINEL}` };

/** Bodies that are not pages of records; the state would keep the link of one. */
const BODIES: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from(SENTINEL),
  Buffer.from(`<html><title>${SENTINEL}</title></html>`),
  Buffer.from(`{"_data":[{"id":"1","note":"${SENTINEL}`),
  Buffer.from(`{"_data":[],"${SENTINEL}":NaN}`),
  json({ errors: [error], personio_trace_id: SENTINEL }),
  json({ errors: [{ type: SENTINEL }, error] }),
  json({ errors: [{ ...error, type: { [SENTINEL]: SENTINEL } }] }),
  json([{ status: 404, errors: [error], trace_id: SENTINEL }]),
  json({ success: false, error: { code: SENTINEL, message: SENTINEL, error_data: { [SENTINEL]: [SENTINEL] } } }),
  json({ error: SENTINEL, error_description: SENTINEL, error_uri: SENTINEL }),
  json({ access_token: SENTINEL, expires_in: SENTINEL }),
  json({ access_token: `${SENTINEL}\n` }),
  json({ success: true, data: { token: `${SENTINEL}\n` } }),
  json({ success: true, data: SENTINEL, [SENTINEL]: 1 }),
  json({ _data: SENTINEL, _meta: SENTINEL }),
  json({ _data: [SENTINEL], _meta: { links: { next: { href: { [SENTINEL]: SENTINEL } } } } }),
  json(SENTINEL),
  gzipSync(json({ errors: [error] })),
  gzipSync(SENTINEL).subarray(0, 20),
];

/** Header lines, with the sentinel wherever such a line may have it. */
const HEADERS: readonly string[] = [
  `X-Note: ${SENTINEL}`,
  `${SENTINEL.replace('.', '-')}: 1`,
  `Content-Type: text/${SENTINEL}`,
  `Location: /v2/${SENTINEL}`,
  `Location: https://${SENTINEL}.example/`,
  `Location: ${SENTINEL}://[`,
  `Retry-After: ${SENTINEL}`,
  `Date: ${SENTINEL}`,
  `X-RateLimit-Remaining: ${SENTINEL}\r\nX-RateLimit-Replenish-Rate: ${SENTINEL}`,
  `WWW-Authenticate: Bearer realm="${SENTINEL}"`,
  `Content-Encoding: ${SENTINEL}`,
  `Set-Cookie: a=${SENTINEL}`,
];

const answer = (status: number | string, header: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${SENTINEL}\r\n${header}\r\nContent-Length: ${body.length}\r\n\r\n`),
    body,
  ]);

/** Responses that are not HTTP at all. */
const NO_HTTP: readonly Buffer[] = [
  `${SENTINEL}\r\n\r\n`,
  `HTTP/1.1 ${SENTINEL}\r\n\r\n`,
  `HTTP/9.9 200 ${SENTINEL}\r\n\r\n`,
  `HTTP/1.1 200 OK\r\n${SENTINEL}\r\n\r\n`,
  `HTTP/1.1 200 OK\r\nX-Note: a\0${SENTINEL}\r\n\r\n`,
  `HTTP/1.1 200 OK\r\nContent-Length: ${SENTINEL}\r\n\r\n{}`,
  `HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n${SENTINEL}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: ${SENTINEL}\r\n\r\n{}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${SENTINEL}\r\n`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;${SENTINEL}\r\n{}${SENTINEL}\r\n`,
  `HTTP/1.1 200 OK\r\nX-Long: ${SENTINEL.repeat(3000)}\r\n\r\n`,
  `HTTP/1.1 101 ${SENTINEL}\r\nUpgrade: ${SENTINEL}\r\nConnection: upgrade\r\n\r\n${SENTINEL}`,
].map((text) => Buffer.from(text, 'latin1'));

/** Every status with every body and every line at least once. */
const ANSWERS: readonly Buffer[] = [
  ...STATUSES.flatMap((status, row) =>
    BODIES.map((body, column) => answer(status, HEADERS[(row + column) % HEADERS.length] ?? '', body)),
  ),
  ...HEADERS.flatMap((header) => [200, 307, 429, 503].map((status) => answer(status, header, Buffer.from(SENTINEL)))),
  ...NO_HTTP,
];

/** One request each, so that a run tries as many responses as there are streams. */
const STREAMS = allStreams()
  .filter(({ partitioning }) => !partitioning)
  .map(({ name, path }) => ({ name, path }));

const LOGINS: Readonly<Record<string, object>> = {
  '/v2/auth/token': { access_token: 'token-of-v2', expires_in: 3600 },
  '/v1/auth': { success: true, data: { token: 'token-of-v1', expires_in: 3600 } },
};

let answers: (path: string) => Buffer = () => NO_HTTP[0] ?? Buffer.alloc(0);
let server: Server;
let settings: object;

function serve(socket: Socket): void {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    text += data.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (end < 0 || text.length < end + 4 + length) return;
    const [, path = ''] = /^\S+ ([^ ?]+)/.exec(text) ?? [];
    text = '';
    socket.end(answers(path));
  });
}

beforeAll(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  settings = { client_id: 'papi-id', client_secret: 'papi-secret', api_url: url, jobs_url: url, retry_seconds: 0 };
});

afterAll(() => {
  server.close();
});

const loggedIn = (path: string): Buffer | undefined =>
  LOGINS[path] && Buffer.from(answer(200, 'X-Ours: 1', json(LOGINS[path])).toString().replace(SENTINEL, 'OK'));

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

describe('text of a server outside of records appears in no line', () => {
  test.each(chunks(ANSWERS, STREAMS.length).map((some, index) => [index, some] as const))(
    'in answers to streams (%i)',
    async (_, some) => {
      answers = (path) =>
        loggedIn(path) ??
        some[STREAMS.findIndex((stream) => stream.path === path)] ??
        answer(403, 'X-A: 1', Buffer.alloc(0));

      const run = await read({
        config: settings,
        streams: STREAMS.map(({ name }) => name),
        env: { LOG_LEVEL: 'DEBUG' },
      });

      expect(run.exit).toBe(1);
      expect(run.errors.length).toBeGreaterThan(STREAMS.length / 2);
      expect(run.stdout + run.stderr).not.toContain(SENTINEL);
      expect(run.stdout).not.toContain('this is a bug');
    },
  );

  const toLogins = ANSWERS.filter((_, index) => index % 29 === 0 || index >= ANSWERS.length - NO_HTTP.length);

  test.each(chunks(toLogins, 10).map((some, index) => [index, some] as const))(
    'in answers to logins (%i)',
    async (_, some) => {
      for (const one of some) {
        answers = () => one;
        const command = ['check', 'discover'][some.indexOf(one) % 2] ?? 'check';
        const run = await connector([command, '--config', file('config.json', settings)], {
          env: { LOG_LEVEL: 'DEBUG' },
        });

        expect(run.connectionStatus?.status ?? run.errors[0]?.failure_type).toMatch(/FAILED|_error/);
        expect(run.stdout + run.stderr).not.toContain(SENTINEL);
        expect(run.stdout).not.toContain('this is a bug');
      }
    },
  );
});
