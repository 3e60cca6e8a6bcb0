import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { Output } from '../airbyte/output.ts';
import { check } from './check.ts';

const HOST = 'https://api.personio.de';
const GROUPS = ['legacy', 'per_person', 'recruiting', 'webhooks'];

const asked: URL[] = [];
let folder = '';

beforeEach(() => {
  nock.disableNetConnect();
  folder = mkdtempSync(join(tmpdir(), 'check-'));
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  nock.cleanAll();
  asked.length = 0;
  rmSync(folder, { recursive: true });
});

/** Every list has one row, but those that are refused. */
function serve(refused: RegExp, status: number): void {
  const seen = (url: string) => {
    asked.push(new URL(url));
    return asked.at(-1)?.pathname ?? '';
  };
  nock(HOST)
    .persist()
    .post(/.*/)
    .reply((request: Request) => {
      const v1 = seen(request.url).startsWith('/v1/');
      return v1 ? [200, { success: true, data: { token: 'token-v1' } }] : [200, { access_token: 'token-v2' }];
    });
  nock(HOST)
    .persist()
    .get(/.*/)
    .reply((request: Request) => {
      const path = seen(request.url);
      if (refused.test(path)) return [status, {}];
      const row = { id: '1', key: 'a', attributes: { id: 1 } };
      return path.startsWith('/v1/') ? [200, { success: true, data: [row] }] : [200, { _data: [row] }];
    });
}

async function checked(settings: object = {}, refused = /^$/, status = 403) {
  serve(refused, status);
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ client_id: 'papi-id', client_secret: 'papi-secret', ...settings }));
  const stdout = new FakeStdout();
  const out = new Output(stdout);
  const code = await check(out, { config } as Parameters<typeof check>[1], new AbortController().signal);
  await out.sink.flush();
  const { messages } = stdout;
  const { connectionStatus } = messages.find(({ type }) => type === 'CONNECTION_STATUS');
  const warnings = messages.filter(({ log }) => log?.level === 'WARN').map(({ log }) => log.message as string);
  return { code, status: connectionStatus.status, message: connectionStatus.message as string, warnings };
}

describe('a check', () => {
  test.each([
    ['of what is offered', {}],
    ['of every group', { extra_streams: GROUPS }],
  ])('%s succeeds where everything may be read', async (_, settings) => {
    const { code, status, warnings } = await checked(settings);

    expect([code, status, warnings]).toEqual([0, 'SUCCEEDED', []]);
  });

  test('names the streams and the right that is missing', async () => {
    const { status, message, warnings } = await checked({ extra_streams: GROUPS }, /^\/v2\/recruiting/);

    expect(status).toBe('SUCCEEDED');
    expect(message).toContain('persons');
    for (const name of ['recruiting_applications', 'recruiting_jobs', 'recruiting_categories'])
      expect(
        warnings.find((warning) => warning.startsWith(`${name}: `)),
        name,
      ).toContain('"personio:recruiting:read"');
  });

  test('names no endpoint that was not asked', async () => {
    const { warnings } = await checked({ extra_streams: GROUPS }, /^\/v2\/recruiting/, 404);

    const named = warnings.flatMap((warning) => /\/v2\/recruiting\S*/.exec(warning)?.[0] ?? []);
    expect(named.length).toBeGreaterThan(3);
    const paths = asked.map(({ pathname }) => pathname);
    for (const path of named) expect(paths).toContain(path);
  });

  // Bug: one request for each path or scope, and those for parents and the logins besides: 26 and 29.
  test.each([
    ['of what is offered', {}],
    ['of every group', { extra_streams: GROUPS }],
  ])('%s takes two dozen requests at most', async (_, settings) => {
    await checked(settings);

    expect(asked.length).toBeLessThanOrEqual(24);
  });

  // Bug: Personio wants both dates, and answers 400 without: check calls the stream unreadable.
  test('asks for holidays with their window', async () => {
    await checked();
    const holidays = asked.find(({ pathname }) => pathname === '/v2/holidays');

    expect([...(holidays?.searchParams.keys() ?? [])].sort()).toEqual(['date.gte', 'date.lte', 'person.id']);
  });
});
