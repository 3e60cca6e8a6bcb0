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

/** Every list has one row, except those that are refused. */
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
  const flags = { config } as Parameters<typeof check>[1];
  // The command line turns an error into an answer.
  const code = await check(out, flags, new AbortController().signal).catch(async (error: Error) => {
    await out.connectionStatus('FAILED', error.message);
    return 0;
  });
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

  test('names the missing right once, and warns about it once', async () => {
    const { status, message, warnings } = await checked({ extra_streams: GROUPS }, /^\/v2\/recruiting/);

    expect(status).toBe('SUCCEEDED');
    expect(message).toContain(
      '19 of 20 rights are granted. Missing: Recruiting: read (personio:recruiting:read) for recruiting_applications, recruiting_candidates, ',
    );
    expect(warnings).toEqual([message]);
  });

  test('counts a single right as one', async () => {
    const { message } = await checked({}, /^(?!\/v2\/projects)/);

    expect(message).toMatch(/^1 of 14 rights is granted\./);
  });

  test('warns about an endpoint that fails although its right is granted', async () => {
    const { status, warnings } = await checked({}, /^\/v2\/compensations\/types/, 503);

    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual(["compensation_types: Personio's server failed at /v2/compensations/types (503)."]);
  });

  test('does not call a right missing if a request fails for another reason', async () => {
    const { status, message } = await checked({ extra_streams: GROUPS }, /^\/v2\/recruiting/, 503);

    expect(status).toBe('SUCCEEDED');
    expect(message).toContain('Not tested, because requests failed: Recruiting: read (personio:recruiting:read).');
    expect(message).not.toContain('Missing');
  });

  test('names the right of the parent if that is refused, and calls nothing readable that was not tested', async () => {
    const { message } = await checked({ extra_streams: GROUPS }, /^\/v2\/persons/);

    expect(message).toContain('Missing: Persons: read (personio:persons:read) for ');
    expect(message).toContain('Not tested: Documents: read (personio:documents:read).');
  });

  describe.each([
    ['of what is offered', {}],
    ['of every group', { extra_streams: GROUPS }],
    ['of every group with privacy rules', { extra_streams: GROUPS, privacy: { preset: 'analytics', keep: ['a'] } }],
  ])('%s', (_, settings) => {
    // Regression: one request for each path or scope, plus those for parents and logins, made 26 and 29.
    test.each([
      ['if everything is granted', /^$/, 200],
      ['if everything is refused with 401', /./, 401],
      ['if everything is refused with 403', /./, 403],
      ['if the plan has nothing', /./, 412],
      ['if every request fails', /./, 503],
    ])('takes 24 requests at most %s', async (_, refused, status) => {
      await checked(settings, refused, status);

      expect(asked.length).toBeGreaterThan(2);
      expect(asked.length).toBeLessThanOrEqual(24);
    });

    test.each([401, 403])('fails in 800 characters, once each, if everything is refused with %i', async (status) => {
      const { status: result, message, warnings } = await checked(settings, /./, status);

      expect(result).toBe('FAILED');
      expect(message).toMatch(/^The API credential cannot read anything\. Missing: /);
      expect(message).toContain('personio:persons:read');
      expect(message.length).toBeLessThanOrEqual(800);
      const sentences = message.split('. ');
      expect(new Set(sentences).size).toBe(sentences.length);
      expect(warnings.filter((warning) => warning.includes('personio:jobs:read'))).toEqual([]);
    });

    test('says so if no right could be tested', async () => {
      const { status, message } = await checked(settings, /./, 503);

      expect(status).toBe('FAILED');
      expect(message).toContain('503');
      expect(message).not.toContain('Missing');
    });
  });

  test('warns about rows that contain only ids', async () => {
    const { message } = await checked();

    expect(message).toContain('persons, employees, employments: ids only: no attribute is released; tick first name');
  });

  // Regression: the check passed without a word, and the first sync failed.
  test('names a public stream that cannot be read, which needs no right', async () => {
    nock('https://acme.jobs.personio.de').get(/.*/).reply(404);
    const { status, message, warnings } = await checked({ company_subdomain: 'acme' });

    expect(status).toBe('SUCCEEDED');
    expect(message).toContain(
      'open_positions: There is no job feed at the configured address (404). Compare Company Sub',
    );
    expect(warnings).toEqual([message]);
  });

  // Regression: Personio requires both dates and answers 400 without them, so check called the stream unreadable.
  test('requests holidays with their window', async () => {
    await checked();
    const holidays = asked.find(({ pathname }) => pathname === '/v2/holidays');

    expect([...(holidays?.searchParams.keys() ?? [])].sort()).toEqual(['date.gte', 'date.lte', 'person.id']);
  });
});
