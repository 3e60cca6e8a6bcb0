import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenOptions, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { suggestedStreams } from '../src/account/available.ts';
import { widthOf } from '../src/printable.ts';
import { connector, file, type Run } from './connector.ts';

let sandbox: Sandbox;
let config: string;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 30, limits: { on: false } });
  config = file('config.json', { ...sandbox.config, company_subdomain: 'sandbox', jobs_url: sandbox.config.api_url });
});

afterAll(async () => {
  await sandbox.close();
});

const preview = (...args: string[]): Promise<Run> => connector(['preview', '--config', config, ...args]);

/** The rows of the first block, each split into its cells. */
function rows({ stdout }: Run): string[][] {
  const [block = ''] = stdout.split('\n\n');
  const [head = '', ...rest] = block.trimEnd().split('\n');
  const rule = rest.findIndex((line) => /^-+( {2}-+)*$/.test(line));
  // Labels are between names and rule.
  expect(rule).toBeLessThanOrEqual(1);
  const lines = rest.slice(rule + 1);
  return [head, ...lines].map((line) => line.split(/ {2,}/));
}

/** Whether the column is shown, or named as one without values. */
const hasColumn = ({ stdout }: Run, name: string): boolean => new RegExp(`(?<!\\S)${name}(?![\\w"])`).test(stdout);

/** The only sentence of a command that failed. */
function sentence(run: Run): string {
  expect(run.exit).toBe(1);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(/^[^{\n][^\n]+\.\n$/);
  return run.stderr;
}

describe('a table', () => {
  test('shows ten persons by default, and no message of the protocol', async () => {
    const run = await preview();

    expect(run.exit).toBe(0);
    expect(run.stderr).toBe('');
    const [[key, ...names] = [], ...lines] = rows(run);
    expect(key).toBe('id');
    expect(names).toContain('email');
    expect(lines.map(([id]) => id)).toEqual(
      sandbox
        .rows('persons')
        .slice(0, 10)
        .map(({ id }) => id),
    );
    expect(run.stdout).not.toContain('"type":"');
    expect(hasColumn(run, 'dynamic_700101')).toBe(true);
  });

  test.concurrent.each([
    ['a list of v2', 'cost_centers', 'id'],
    ['children of persons', 'employments', 'id'],
    ['children of absences', 'absence_breakdowns', 'record_key'],
    ['children of fifty persons per request', 'holidays', 'record_key'],
    ['members of projects', 'project_members', 'record_key'],
    ['months', 'compensations', 'record_key'],
    ['windows of time', 'attendance_periods', 'id'],
    ['variants', 'org_units', 'record_key'],
    ['a list of v1', 'employees', 'id'],
    ['a list with another key', 'employee_attributes', 'key'],
    ['a list of v1 that pages by number', 'time_offs', 'id'],
    ['events', 'webhook_events', 'record_key'],
    ['the job feed', 'open_positions', 'id'],
    ['pictures, which not everybody has', 'profile_pictures', 'person_id'],
  ])('shows %s', async (_, stream, key) => {
    const run = await preview('--stream', stream, '--limit', '2');

    expect(run.exit).toBe(0);
    const [[first] = [], ...lines] = rows(run);
    expect(first).toBe(key);
    const known = sandbox.truth({ streams: [stream] })[stream]?.ids ?? [];
    expect(lines).toHaveLength(2);
    for (const [id = ''] of lines) {
      expect(
        known.some((each) => each.startsWith(id.replace('…', ''))),
        id,
      ).toBe(true);
    }
    // Base64 of a picture does not fill the screen.
    for (const line of run.stdout.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  test('shows a shared report', async () => {
    const discovered = await connector(['discover', '--config', config]);
    const reports = [...discovered.stdout.matchAll(/"name":"(report_[0-9a-f]{8})"/g)].map(([, name = '']) => name);
    expect(reports.length).toBeGreaterThan(1);
    const run = await preview('--stream', reports.find((name) => sandbox.rows(name).length > 1) ?? '', '--limit', '1');

    expect(run.exit).toBe(0);
    expect(rows(run)[0]?.[0]).toBe('record_key');
    expect(rows(run)).toHaveLength(2);
  });

  test('shows as many records as requested, with no more pages than that takes', async () => {
    const asked = sandbox.requests.length;
    const run = await preview('--stream', 'employments', '--limit', '3');

    expect(rows(run)).toHaveLength(4);
    const paths = sandbox.requests.slice(asked).map(({ path }) => path);
    expect(paths.filter((path) => path.includes('/employments')).length).toBeLessThanOrEqual(3);
    expect(rows(await preview('--limit', '1000'))).toHaveLength(31);
  });

  test('shows people before plumbing, with the familiar labels', async () => {
    const { stdout } = await preview('--limit', '2');

    expect(stdout).toMatch(/^id +first_name +last_name +email /);
    expect(stdout).toMatch(/ dynamic_700102 .*\n.* Shirt size/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('Left out because other columns show the same: custom_attributes.');
  });

  test('shows the named columns, in that order; ids named in full', async () => {
    const shown = ['--stream', 'employments', '--limit', '2', '--columns'];
    const run = await preview(...shown, 'status, person_id,person');
    const [names, [id = ''] = []] = rows(run);

    expect(run.stderr).toBe('');
    expect(names).toEqual(['id', 'status', 'person_id', 'person']);
    expect(id).toMatch(/^[\da-f]{8}…$/);
    expect(run.stdout).not.toContain('\n\n');
    expect(rows(await preview(...shown, 'status,id'))[1]?.[0]).toMatch(/^[\da-f-]{36}$/);
  });

  test('shows the first suggested stream that the credential can read, and says why', async () => {
    const limited = await startSandbox({ persons: 5, rights: { persons: 403 }, limits: { on: false } });
    const run = await connector(['preview', '--config', file('config.json', limited.config), '--limit', '1']);
    await limited.close();

    expect(run.exit).toBe(0);
    expect(run.stderr).toMatch(
      /^The API .*"personio:persons:read" \(persons, employments\)\. .* Showing absence_types\.\n$/,
    );
    expect(rows(run)).toHaveLength(2);
  });

  test('prints one JSON object per line with --json, with all columns or the named ones', async () => {
    const lines = async (...args: string[]) =>
      (await preview('--json', '--limit', '2', ...args)).stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);

    const [whole = {}, ...rest] = await lines();
    expect(rest).toHaveLength(1);
    expect(Object.keys(whole).slice(0, 2)).toEqual(['id', 'employments']);
    expect(whole.custom_attributes).toBeInstanceOf(Array);
    expect(whole).toHaveProperty('dynamic_700102');
    const { id, email } = whole;
    expect((await lines('--columns', 'email'))[0]).toEqual({ id, email });
  });

  test('says so if there are no records', async () => {
    const empty = await startSandbox({ persons: 3, attendances: 0, limits: { on: false } });
    const run = await connector([
      ...['preview', '--config', file('config.json', { ...empty.config, start_date: '2026-11-20' })],
      ...['--stream', 'attendance_periods'],
    ]);
    await empty.close();

    expect(run.exit).toBe(0);
    expect(run.stdout).toBe('attendance_periods: there are no records.\n');
  });
});

describe('a preview shows what a read would send', () => {
  const catalog = file('catalog.json', {
    streams: ['persons', 'cost_centers'].map((name) => ({
      stream: { name, json_schema: { properties: { last_name: {}, name: {}, updated_at: {} } } },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'overwrite',
    })),
  });

  test('of a catalog the selected columns only', async () => {
    const run = await preview('--catalog', catalog, '--limit', '2');

    expect(run.exit).toBe(0);
    expect(rows(run)[0]).toEqual(['id', 'last_name', 'updated_at']);
    expect(hasColumn(run, 'email')).toBe(false);
  });

  test('nothing of a stream that the catalog leaves out', async () => {
    const run = await preview('--catalog', catalog, '--stream', 'employments');

    expect(sentence(run)).toMatch(/does not select employments; it selects persons, cost_centers\.\n$/);
  });

  test('after the privacy rules', async () => {
    const plain = sandbox.rows('persons').map((row) => row as Record<string, unknown>);
    const privacy = {
      preset: 'no_special_categories',
      drop: ['persons.email', 'dynamic_700101'],
      hash: ['*.last_name'],
      hash_key: 'a key for nobody else',
    };
    const run = await connector(['preview', '--config', file('config.json', { ...sandbox.config, privacy })]);

    expect(run.exit).toBe(0);
    for (const name of ['email', 'dynamic_700101', 'gender']) expect(hasColumn(run, name)).toBe(false);
    for (const name of ['last_name', 'first_name']) expect(hasColumn(run, name)).toBe(true);
    for (const { last_name: name, email } of plain) {
      expect(run.stdout).not.toContain(String(email));
      expect(run.stdout).not.toMatch(new RegExp(` ${name} `));
    }
    const [names = [], first = []] = rows(run);
    expect(first[names.indexOf('last_name')]).toMatch(/^[\w-]{22}$/);
    expect(run.stdout + run.stderr).not.toContain(privacy.hash_key);
  });
});

describe('one plain sentence reports', () => {
  test.concurrent.each([
    [
      'a stream that does not exist',
      ['--stream', 'papi-secret'],
      /^There is no such stream: use one of absence_.*, persons, /,
    ],
    ['the stream that is meant', ['--stream', 'emploments'], /^There is no such stream: use employments\.$/m],
    ['a report that is not shared', ['--stream', 'report_12345678'], /There is no such stream: use one of/],
    ['the column that is meant', ['--columns', 'id,emial'], /^--columns names .* persons .*: use email\.$/m],
    [
      'all columns where none is close',
      ['--columns', 'pay-rise'],
      /^--columns names .*: it has id, .*, email, [^?]*$/m,
    ],
    ['a list of no columns', ['--columns', ','], /^--columns names a column/],
    ['a limit of nothing', ['--limit', '0'], /--limit must be a whole number from 1 to 1000/],
    ['a limit that is not a number', ['--limit', 'ten'], /--limit must be a whole number/],
    ['a limit that is not a whole number', ['--limit=2.5'], /--limit must be a whole number/],
    ['a limit that is negative', ['--limit=-1'], /--limit must be a whole number/],
    ['a limit that is too high', ['--limit', '1001'], /--limit must be a whole number/],
    ['a catalog that does not exist', ['--catalog', '/no/such.json'], /catalog file \/no\/such\.json does not exist/],
  ])('%s', async (_, args, expected) => {
    expect(sentence(await preview(...args))).toMatch(expected);
  });

  test('a config that is missing or wrong', async () => {
    expect(sentence(await connector(['preview']))).toBe('preview needs --config FILE.\n');
    expect(sentence(await connector(['preview', '--config', file('config.json', '{}')]))).toContain(
      'Client ID is missing; Client Secret is missing',
    );
  });

  test('a wrong client secret, without repeating it', async () => {
    const secret = 'papi-"wrong+secret"';
    const wrong = file('config.json', { ...sandbox.config, client_secret: secret });
    const run = await connector(['preview', '--config', wrong, '--debug']);

    expect(run.exit).toBe(1);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('Client Secret');
    for (const form of ['wrong+secret', encodeURIComponent('wrong+secret'), String(sandbox.config.client_id)])
      expect(run.stderr).not.toContain(form);
  });

  test('a privacy rule that matches nothing', async () => {
    const path = file('config.json', { ...sandbox.config, privacy: { drop: ['persons.emial'] } });

    expect(sentence(await connector(['preview', '--config', path]))).toContain('the privacy rule "persons.emial"');
  });

  test('a server that does not answer', async () => {
    const path = file('config.json', { ...sandbox.config, api_url: 'http://127.0.0.1:9', retry_seconds: 0 });

    sentence(await connector(['preview', '--config', path]));
  });

  const withRights = async (rights: NonNullable<GivenOptions['rights']>, stream?: string): Promise<Run> => {
    const limited = await startSandbox({ persons: 5, rights, limits: { on: false } });
    const path = file('config.json', { ...limited.config, retry_seconds: 0 });
    const run = await connector(['preview', '--config', path, ...(stream === undefined ? [] : ['--stream', stream])]);
    await limited.close();
    return run;
  };

  test.concurrent.each([
    ['a list', { compensations: 'refused' }, 'compensations', 'personio:compensations:read'],
    ['children', { documents: 403 }, 'documents', 'personio:documents:read'],
    ['the parents', { persons: 'refused' }, 'employments', 'personio:persons:read'],
    ['a list of v1', { employees: 'refused' }, 'employees', 'employees:read'],
  ] as const)('a missing right for %s', async (_, rights, stream, scope) => {
    const said = sentence(await withRights(rights, stream));

    expect(said).toContain(`${stream}: `);
    expect(said).toContain(`"${scope}"`);
    expect(said).toContain('Settings > Integrations > API credentials');
  });

  test('a missing right for every stream, if none is named', async () => {
    const everything = Object.fromEntries(suggestedStreams().map(({ name }) => [name, 403] as const));

    expect(sentence(await withRights(everything, undefined))).toContain('"personio:persons:read"');
  });

  test('a feature that the account lacks, and an endpoint that is gone for everybody', async () => {
    expect(sentence(await withRights({ org_units: 412 }, 'org_units'))).toContain('does not have this feature');
    expect(sentence(await withRights({ employments: 404 }, 'employments'))).toContain('employments');
  });
});

test('ignores the refusal of one parent that may have no children', async () => {
  const moody = await startSandbox({ persons: 5, limits: { on: false } });
  const [sub] = moody.rows('projects').filter(({ parent_project: parent }) => parent);
  const path = `/v2/projects/${sub?.id}/members`;
  moody.configure({ trouble: [{ match: { path }, act: { kind: 'status', status: 403 } }] });
  const run = await connector([
    ...['preview', '--config', file('config.json', moody.config), '--stream', 'project_members', '--limit', '1000'],
  ]);
  expect(moody.requests.map((request) => request.path).join()).toContain(path);
  await moody.close();

  expect(run.stderr).toBe('');
  expect(run.exit).toBe(0);
});

test('control characters in the data do not reach the terminal, wherever they are', async () => {
  const rude = await startSandbox({
    persons: 5,
    limits: { on: false },
    trouble: [{ match: { path: 'GET /' }, act: { kind: 'records', edit: 'control characters' } }],
  });
  const path = file('config.json', rude.config);
  const runs = [];
  for (const stream of ['persons', 'cost_centers', 'org_units'])
    runs.push(await connector(['preview', '--config', path, '--stream', stream]));
  await rude.close();

  for (const run of runs) {
    expect(run.exit).toBe(0);
    expect(run.stdout).toContain('[31m');
    expect(run.stdout + run.stderr).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  }
});

test('a reader that has seen enough ends it silently', async () => {
  const run = await connector(['preview', '--config', config, '--limit', '1000'], {
    onOutput: (_, child) => child.closeStdout(),
  });

  expect(run.stderr).toBe('');
});

test('an unknown argument is ignored with a note, in plain text', async () => {
  const run = await preview('--shiny', '--stream', 'cost_centers', '--limit', '1');

  expect(run.exit).toBe(0);
  expect(run.stderr).toBe('Ignoring an unknown flag; see --help.\n');
  expect(rows(run)).toHaveLength(2);
});
