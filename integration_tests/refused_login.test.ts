import { afterEach, describe, expect, test } from 'vitest';
import { type Rule, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { connector, file, type Run, read } from './connector.ts';

// A refused login says nothing about the stream that needed it, whatever its status would mean there.

const ACCOUNT = { persons: 120, seed: 7, limits: { on: false } } as const;
/** Few columns, so that the account's own are not requested. */
const schema = { properties: { id: {}, email: {} } };
const STATUSES = [400, 403, 404] as const;

let sandbox: Sandbox;

afterEach(async () => {
  await sandbox.close();
});

/** The token expires with the request for this path, and the next login is refused; the one after it would succeed. */
function refuseFrom(path: string, status: (typeof STATUSES)[number], more: Rule['match'] = {}): void {
  // Version 1 has its own login, which is tried in two encodings.
  const isOfV1 = path.includes('/v1/');
  const nth = isOfV1 ? [2, 3] : 2;
  sandbox.configure({
    trouble: [
      { match: { path: `^POST /${isOfV1 ? 'v1' : 'v2'}/auth`, nth }, act: { kind: 'status', status } },
      { match: { path, times: 1, ...more }, act: { kind: 'revoke' } },
    ],
  });
}

function refused(run: Run, stream: string, isOfV1 = false): void {
  expect(run.exit).toBe(1);
  expect(run.statuses(stream).at(-1)).toBe('INCOMPLETE');
  // If version 1 refuses its login, the token of version 2 is tried, and refused.
  expect(run.errors[0]?.message).toMatch(
    isOfV1 ? /refused access to \S+ \(403\)/ : /refused the login|login failed|answer the login/,
  );
}

/** Both runs together have every record of the account. */
function expectAll(stream: string, first: Run, second: Run): void {
  expect(second.errors).toEqual([]);
  expect(second.exit).toBe(0);
  const records = [...first.records(stream), ...second.records(stream)];
  const read = new Set(records.map(({ record_key: key, id, person_id: person }) => String(key ?? id ?? person)));
  const ids = sandbox.ids(stream);
  expect(ids.length).toBeGreaterThan(0);
  expect([...new Set(ids).difference(read)]).toEqual([]);
}

const subProject = () => `GET /v2/projects/${sandbox.rows('projects').find((row) => row.parent_project)?.id}/members`;
const person = (n: number) => `GET /v2/persons/${sandbox.ids('persons')[n]}/`;

const PLACES: readonly [string, string, () => string, Rule['match']?][] = [
  ['the members of a sub project, which may be unable to have any', 'project_members', subProject],
  ['the employments of a person, who may be gone', 'employments', () => person(60)],
  ['the second page of a list', 'persons', () => 'GET /v2/persons.*cursor=', { nth: 1 }],
  ['a batch of persons, who may be requested one by one', 'holidays', () => 'GET /v2/holidays'],
  ['a list that is requested in lower and upper case', 'org_units', () => 'GET /v2/org-units.*type=team'],
  ['a picture that may not exist', 'profile_pictures', () => 'GET /v1/.*profile-picture'],
  ['attributes that version 1 may not know', 'employees', () => 'GET /v1/company/employees\\?'],
  ['a list of version 1', 'hourly_absence_periods', () => 'GET /v1/company/absence-periods'],
  ['a month', 'compensations', () => 'GET /v2/compensations.*2026-0'],
];

describe.each(STATUSES)('a login that is refused with %i in the middle of a read', (status) => {
  test.each(PLACES)('does not count as a refusal of %s', async (_, stream, path, match) => {
    sandbox = await startSandbox(ACCOUNT);
    const config = { ...sandbox.config, retry_seconds: 1 };
    refuseFrom(path(), status, match);

    const first = await read({ config, streams: [stream], schema });
    refused(first, stream, path().includes('/v1/'));
    sandbox.configure({ trouble: [] });
    const second = await read({ config, streams: [stream], schema, state: first.stateFile });

    expectAll(stream, first, second);
  });

  test('is not taken for a refused filter: changes are requested as before', async () => {
    sandbox = await startSandbox(ACCOUNT);
    const config = { ...sandbox.config, retry_seconds: 1 };
    const first = await read({ config, streams: ['persons'], schema });
    sandbox.change({ count: 5 });
    sandbox.resetRequests();
    refuseFrom('GET /v2/persons', status);

    const second = await read({ config, streams: ['persons'], schema, state: first.stateFile });

    refused(second, 'persons');
    const asked = sandbox.requests.filter(({ path }) => path === '/v2/persons');
    expect(asked).toHaveLength(1);
  });

  test('is not taken for an expired link: the state keeps it', async () => {
    sandbox = await startSandbox(ACCOUNT);
    const config = { ...sandbox.config, retry_seconds: 1 };
    sandbox.configure({ trouble: [{ match: { path: 'persons.*cursor=' }, act: { kind: 'status', status: 403 } }] });
    const first = await read({ config, streams: ['persons'], schema });
    expect(first.states('persons').at(-1)?.state.next).toHaveLength(1);
    refuseFrom('GET /v2/persons', status);

    const second = await read({ config, streams: ['persons'], schema, state: first.stateFile });

    refused(second, 'persons');
    expect(second.states('persons').at(-1)?.state).toEqual(first.states('persons').at(-1)?.state);
  });

  test('is not taken for an unreadable report', async () => {
    sandbox = await startSandbox(ACCOUNT);
    const stream = Object.keys(sandbox.truth()).find((name) => /^report_[0-9a-f]{8}/.test(name)) ?? '';
    refuseFrom('GET /v2/reports/', status);

    const run = await read({ config: { ...sandbox.config, retry_seconds: 1 }, streams: [stream] });

    refused(run, stream);
  });

  test('is not taken for a stream that check may not read', async () => {
    sandbox = await startSandbox(ACCOUNT);
    refuseFrom('GET /v2/projects', status);

    const run = await connector(['check', '--config', file('config.json', sandbox.config)]);

    expect(run.exit).toBe(0);
    expect(run.logs('WARN').join('\n')).toMatch(/^\w+: .*login/im);
    expect(run.connectionStatus?.message).toContain('Not tested, because requests failed: ');
    expect(run.connectionStatus?.message).not.toContain('Missing');
  });

  test('is not taken for an empty preview', async () => {
    sandbox = await startSandbox(ACCOUNT);
    refuseFrom(subProject(), status);

    const args = [
      'preview',
      '--config',
      file('config.json', sandbox.config),
      '--stream',
      'project_members',
      '--limit',
      '1000',
    ];
    const run = await connector(args);

    expect(run.exit).toBe(1);
    expect(run.stderr + run.stdout).toMatch(/login/i);
  });
});

test.each([2, 3, 4, 6, 8, 10, 14, 20])(
  'tokens that end with request %i are no missing right for check',
  async (nth) => {
    sandbox = await startSandbox({ persons: 3, limits: { on: false } });
    sandbox.configure({ trouble: [{ match: { path: '^GET', nth }, act: { kind: 'revoke' } }] });

    const run = await connector(['check', '--config', file('config.json', sandbox.config)]);

    expect(run.connectionStatus?.status).toBe('SUCCEEDED');
    expect(run.connectionStatus?.message).not.toContain('Missing');
    expect(sandbox.requests.length).toBeLessThanOrEqual(24);
  },
);
