import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Rule, type Sandbox, startSandbox } from '../sandbox/server.ts';
import { discover, everything, keyOf, type OfferedStream, readOffered, recordsOf } from './all_streams.ts';
import { connector, file, type Json, type Run, read } from './connector.ts';
import { hashOf } from './hashes.ts';
import { joinCounts, nameOf } from './join_counts.ts';

const HASH_KEY = 'a key of the tests, long enough';
/** Shorter values are found everywhere by chance. */
const SHORTEST = 8;

let sandbox: Sandbox;
let offered: readonly OfferedStream[];
/** Everything, unchanged. */
let plain: Run;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 30, seed: 5, limits: { on: false }, applications: 1 });
  ({ streams: offered } = await discover(everything(sandbox)));
  plain = await readOffered(everything(sandbox), offered);
});

afterEach(() => {
  sandbox.configure({ trouble: [], rights: {} });
});

afterAll(async () => {
  await sandbox.close();
});

interface Privacy {
  readonly preset?: string;
  readonly drop?: readonly string[];
  readonly hash?: readonly string[];
  readonly sensitive_absence_types?: readonly string[];
}

const configOf = (privacy: Privacy): Json => ({
  ...everything(sandbox),
  privacy: { ...privacy, ...(privacy.hash && { hash_key: HASH_KEY }) },
});

const hash = (value: unknown) => hashOf(HASH_KEY, value);

/** Every leaf with its path; in a list of attributes, the path has the attribute's id. */
function* leaves(value: unknown, path: string): Generator<[path: string, value: unknown]> {
  if (Array.isArray(value)) for (const item of value) yield* leaves(item, path);
  else if (typeof value === 'object' && value !== null) {
    const { id, attribute_id: key = id } = value as Json;
    const at = /\.(custom_attributes|(historical_)?attributes)$/.test(path) ? `${path}[${key}]` : path;
    for (const [name, inner] of Object.entries(value)) yield* leaves(inner, `${at}.${name}`);
  } else if (value !== null) yield [path, value];
}

function* leavesOf(run: Run): Generator<[path: string, value: unknown]> {
  for (const [stream, records] of recordsOf(run)) {
    for (const record of records) {
      const at = stream === 'person_custom_attributes' ? `${stream}[${record.attribute_id}]` : stream;
      yield* leaves(record, at);
    }
  }
}

/** The values at such paths in the plain run, and nowhere else. */
function valuesAt(hidden: RegExp): string[] {
  const inside = new Set<string>();
  const outside = new Set<string>();
  for (const [path, value] of leavesOf(plain)) {
    if (!path.endsWith('.record_key')) (hidden.test(path) ? inside : outside).add(String(value));
  }
  const beside = [...outside].join('\n');
  return [...inside].filter((value) => value.length >= SHORTEST && !beside.includes(value));
}

/** Which of the values occur anywhere in the output of a run. */
function leaksOf(run: Run, values: readonly string[]): string[] {
  const { stdout, stderr } = run;
  return values.filter((value) => [stdout, stderr].some((text) => text.includes(JSON.stringify(value).slice(1, -1))));
}

/** Every text and number that a run wrote, split at characters that ids do not contain. */
const words = (run: Run) => new Set(run.stdout.match(/[\p{L}\p{N}-]+/gu));

const columnsOf = (streams: readonly OfferedStream[], name: string) =>
  streams.find((stream) => stream.name === name)?.json_schema.properties ?? {};

/** By reference: how many values lead to a record of the referenced stream, and how many to none. */
const orphans = (run: Run) =>
  new Map(joinCounts(recordsOf(run)).map(({ join, values, lost }) => [nameOf(join), { values, lost: lost.length }]));

/** The run is complete, keys are unique and as many as without privacy, and nothing had to be corrected. */
function expectWhole(run: Run, streams: readonly OfferedStream[], except: readonly string[] = []): void {
  expect([run.exit, run.errors]).toEqual([0, []]);
  const [records, all] = [recordsOf(run), recordsOf(plain)];
  for (const stream of streams) {
    const keys = (records.get(stream.name) ?? []).map((record) => record[keyOf(stream)]);
    expect(new Set(keys).size, stream.name).toBe(keys.length);
    if (!except.includes(stream.name)) expect(keys.length, stream.name).toBe(all.get(stream.name)?.length ?? 0);
    expect(run.changes(stream.name).length, stream.name).toBe(plain.changes(stream.name).length);
  }
}

/** Reads everything, then the changes since; neither may contain one of the values, nor may discover. */
async function bothReads(privacy: Privacy, hidden: RegExp, except: readonly string[] = []) {
  const values = valuesAt(hidden);
  expect(values.length).toBeGreaterThan(5);
  const { run: discovered, streams } = await discover(configOf(privacy));
  const first = await readOffered(configOf(privacy), streams);
  const second = await readOffered(configOf(privacy), streams, first.stateFile);
  expectWhole(first, streams, except);
  for (const run of [discovered, first, second]) expect(leaksOf(run, values).slice(0, 5)).toEqual([]);
  expect([second.exit, second.errors]).toEqual([0, []]);
  return { discovered, streams, first, second };
}

const NAMES = '(first|last|preferred)_name|email|phone|linkedin_profile|created_by|profile_picture|sha256|content';

describe('a preset', () => {
  test('no_special_categories leaves out special categories of data', async () => {
    const { streams } = await discover(configOf({ preset: 'no_special_categories' }));
    const run = await readOffered(configOf({ preset: 'no_special_categories' }), streams);

    expectWhole(run, streams, ['person_custom_attributes', 'absence_types', 'time_off_types']);
    for (const type of run.records('absence_types')) expect(type.name).not.toMatch(/krank|sick|eltern/i);
    for (const [path] of leavesOf(run)) expect(path).not.toMatch(/gender|certificate|dynamic_700103|additional_fields/);
    for (const { name } of streams) expect(columnsOf(streams, name), name).not.toHaveProperty('additional_fields');
    expect(columnsOf(streams, 'persons')).not.toHaveProperty('gender');
    expect(run.records('persons').map(({ email }) => email)).toEqual(
      plain.records('persons').map(({ email }) => email),
    );
  });

  test('analytics leaves nobody recognisable', async () => {
    const hidden = new RegExp(
      `(\\.(person_)?(${NAMES})|\\.comment|dynamic_700101\\b.*|\\[dynamic_5f3ac09e\\.[15]\\]\\.value|dynamic_5f3ac09e_[15]|documents\\.name)$`,
    );
    const { streams, first } = await bothReads({ preset: 'analytics' }, hidden, [
      'absence_types',
      'time_off_types',
      'person_custom_attributes',
    ]);

    expect(columnsOf(streams, 'persons')).not.toHaveProperty('dynamic_700101');
    expect(columnsOf(streams, 'persons')).toHaveProperty('dynamic_700102');
    for (const { name } of streams) expect(columnsOf(streams, name), name).not.toHaveProperty('additional_fields');
    const years = first.records('employees').map(({ dynamic_5f3ac09e_5: birthday }) => birthday);
    expect(years.some((year) => typeof year === 'number')).toBe(true);
    for (const year of years) expect([null, undefined, 'number']).toContain(typeof year === 'number' ? 'number' : year);
    for (const type of first.records('absence_types')) expect(type.name).not.toMatch(/krank|sick/i);
    expect(first.records('absence_types').map(({ name }) => name)).toContain('Masked');
  });
});

test('the hashes expected here are those of docs/privacy.md', () => {
  const page = readFileSync(new URL('../docs/privacy.md', import.meta.url), 'utf8');
  const [, key = '', id = '', hashed] = /key `(.+?)` the id `(\d+)` becomes `(.+?)`/.exec(page) ?? [];

  expect(hashOf(key, id)).toBe(hashed);
});

describe('ids that are hashed', () => {
  const ids = ['persons.id', 'org_units.id', 'absence_types.id', 'employments.id', 'recruiting_candidates.id'];
  const privacy = { hash: ids };
  let streams: readonly OfferedStream[];
  let first: Run;
  const raw = () =>
    ids
      .filter((id) => id !== 'org_units.id')
      .flatMap((id) => plain.records(id.replace(/\.id$/, '')).map((record) => String(record.id)));

  beforeAll(async () => {
    ({ streams } = await discover(configOf(privacy)));
    first = await readOffered(configOf(privacy), streams);
  });

  test('appear nowhere in plain form', () => {
    const found = words(first);

    expectWhole(first, streams);
    expect(raw().length).toBeGreaterThan(90);
    expect(raw().filter((id) => found.has(id))).toEqual([]);
  });

  test('lead to the same records as before', () => {
    expect(Object.fromEntries(orphans(first))).toEqual(Object.fromEntries(orphans(plain)));
  });

  test('are the same text in every version of the API, computed as documented', () => {
    const people = plain.records('persons').map(({ id }) => hash(id));

    expect(first.keys('persons')).toEqual(people.sort());
    expect(first.keys('employees')).toEqual(people);
    expect(first.records('project_members')[0]?.record_key).toBe(
      `${first.records('project_members')[0]?.project_id}:${first.records('project_members')[0]?.person_id}`,
    );
  });

  test('are mentioned in the catalog', () => {
    for (const [stream, column] of [
      ['persons', 'id'],
      ['employees', 'id'],
      ['time_offs', 'employee_id'],
      ['profile_pictures', 'person_id'],
      ['absence_balances', 'person_id'],
    ] as const) {
      const { type, description } = columnsOf(streams, stream)[column] ?? {};
      expect(([] as unknown[]).concat(type), stream).toContain('string');
      expect(([] as unknown[]).concat(type), stream).not.toContain('integer');
      expect(description, stream).toMatch(/Hashed with the key [0-9a-f]{8}\./);
    }
  });

  test.each<[string, readonly Rule[]]>([
    ['500', [{ match: { stream: 'employments', nth: [2, 5] }, act: { kind: 'status', status: 500 } }]],
    ['a loop', [{ match: { path: 'persons/\\d+/employments' }, act: { kind: 'next', to: 'self' } }]],
    ['403', [{ match: { path: 'balance|profile-picture|owner_id|breakdowns' }, act: { kind: 'status', status: 403 } }]],
    ['404', [{ match: { path: '/\\d+/', every: 3 }, act: { kind: 'status', status: 404 } }]],
    ['lies', [{ match: { path: '/\\d+/', every: 4 }, act: { kind: 'lie', how: 'html' } }]],
    ['wrong types', [{ act: { kind: 'records', edit: 'wrong types' } }]],
    ['unknown members', [{ act: { kind: 'records', edit: 'unknown members' } }]],
  ])('appear nowhere in messages about %s', async (_, trouble) => {
    sandbox.configure({ trouble: [...trouble] });
    const names = ['persons', 'employments', 'absence_balances', 'profile_pictures', 'documents', 'absence_breakdowns'];
    const some = streams.filter(({ name }) => [...names, 'employees', 'webhook_events'].includes(name));
    const run = await readOffered({ ...configOf(privacy), retry_seconds: 0 }, some, undefined, {
      env: { LOG_LEVEL: 'DEBUG' },
    });
    const found = words(run);

    expect(raw().filter((id) => found.has(id))).toEqual([]);
  });

  test('appear nowhere in a preview', async () => {
    for (const stream of ['employments', 'employees', 'webhook_events']) {
      const run = await connector(['preview', '--config', file('config.json', configOf(privacy)), '--stream', stream]);
      const found = words(run);
      expect(run.exit, run.stdout).toBe(0);
      expect(raw().filter((id) => found.has(id))).toEqual([]);
    }
  });
});

// A payload names people and what happened to them: one of these may be hashed without the other.
test('what events name is hashed separately, too', async () => {
  const { streams } = await discover(configOf({ hash: ['employments.id', 'absence_periods.id', 'documents.id'] }));
  const run = await readOffered(configOf({ hash: ['employments.id', 'absence_periods.id', 'documents.id'] }), streams);
  const found = words(run);
  const ids = ['employments', 'absence_periods', 'documents'].flatMap((name) => plain.keys(name));

  expectWhole(run, streams);
  expect(ids.filter((id) => found.has(id))).toEqual([]);
  expect(Object.fromEntries(orphans(run))).toEqual(Object.fromEntries(orphans(plain)));
});

describe('rules', () => {
  test('for attributes, nested members, wildcards and reports', async () => {
    const privacy = {
      drop: ['dynamic_700102', '*.comment', 'employments.position.title', 'report_*.employment_period', '*.*.reason'],
      hash: [
        'iban',
        '*email',
        'last_name',
        'report_*.*first_name',
        'badge_no',
        'recruiting_candidates.linked*',
        'documents.name',
      ],
    };
    const hidden =
      /dynamic_70010[12]\b|\.comment$|^employments\.position\.title$|employment_period$|badge_?-?no\b.*|^recruiting_candidates\.linked|^documents\.name$|email$|\.last_name$/i;
    const { streams, first } = await bothReads(privacy, hidden, ['person_custom_attributes']);

    expect(columnsOf(streams, 'persons')).not.toHaveProperty('dynamic_700102');
    expect(columnsOf(streams, 'persons').email).toMatchObject({ type: ['null', 'string'] });
    // v1 and v2 have the same people, though v2 leaves out some addresses.
    const ofV1 = new Map(first.records('employees').map(({ id, email }) => [String(id), email]));
    const both = first.records('persons').filter(({ email }) => typeof email === 'string');
    expect(both.length).toBeGreaterThan(10);
    for (const { id, email } of both) expect(ofV1.get(String(id))).toBe(email);
    const plainOf = new Map(plain.records('persons').map((person) => [person.id, person]));
    for (const person of first.records('persons')) {
      const { email, last_name, dynamic_700101: iban } = plainOf.get(person.id) ?? {};
      const expected = [email, last_name, iban].map((value) => (value ? hash(value) : value));
      expect([person.email, person.last_name, person.dynamic_700101]).toEqual(expected);
    }
  });

  test.each([
    ['persons.emial', { drop: ['persons.emial'] }],
    ['shoe_size', { hash: ['persons.email', 'shoe_size'] }],
    ['persons.id', { drop: ['*.comment', 'persons.id'] }],
    ['*.updated_at', { hash: ['*.updated_at'] }],
    ['report_*.record_key', { drop: ['report_*.record_key'] }],
  ])('that do harm or nothing are named: %s', async (rule, privacy) => {
    const config = file('config.json', configOf(privacy));
    const catalog = file('catalog.json', {
      streams: [{ stream: { name: 'workplaces', json_schema: {} }, sync_mode: 'full_refresh' }],
    });
    for (const args of [['read', '--catalog', catalog], ['discover']]) {
      const run = await connector([args[0] ?? '', '--config', config, ...args.slice(1)]);
      expect([run.exit, run.records('workplaces')]).toEqual([1, []]);
      expect(run.errors.map(({ failure_type, message }) => [failure_type, message.includes(`"${rule}"`)])).toEqual([
        ['config_error', true],
      ]);
    }
    const preview = await connector(['preview', '--config', config, '--stream', 'workplaces']);
    expect([preview.exit, preview.stdout]).toEqual([1, '']);
    expect(preview.stderr).toContain(`"${rule}"`);
    const check = await connector(['check', '--config', config]);
    expect(check.connectionStatus?.status).toBe('FAILED');
    expect(check.connectionStatus?.message).toContain(`"${rule}"`);
  });

  test('may name an attribute in any stream that has it', async () => {
    const drop = ['person_custom_attributes.dynamic_700102', 'custom_report_rows.salary_11', 'employees.badge_no'];
    const run = await read({ config: configOf({ drop: drop.slice(0, 1) }), streams: ['person_custom_attributes'] });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(run.records('person_custom_attributes').map(({ attribute_id }) => attribute_id)).not.toContain(
      'dynamic_700102',
    );
  });
});

describe('absence types', () => {
  const streams = [
    'absence_types',
    'time_off_types',
    'absence_periods',
    'time_offs',
    'absence_balances',
    'employees',
    'hourly_absence_periods',
    'absence_entitlements',
  ];
  const sensitive = () => plain.records('time_off_types').find(({ name }) => name !== 'Urlaub') as Json;

  test.each(['name', 'id', 'id_v2'] as const)(
    'named by %s are shown as one masked type in every stream',
    async (by) => {
      const type = sensitive();
      const config = configOf({ sensitive_absence_types: [String(type[by])] });
      const run = await read({ config, streams });
      const found = [...leavesOf(run)].filter(([, value]) => [type.name, type.id_v2].includes(value as string));

      expect([run.exit, run.errors]).toEqual([0, []]);
      expect(found).toEqual([]);
      const masked = run.records('absence_periods').filter(({ absence_type_id }) => absence_type_id === 'masked');
      expect(masked.length).toBe(
        plain.records('absence_periods').filter(({ absence_type_id }) => absence_type_id === type.id_v2).length,
      );
      for (const period of masked) expect(period.comment ?? null).toBeNull();
      for (const name of streams) expect(new Set(run.keys(name)).size, name).toBe(run.keys(name).length);
    },
  );

  test('that the account lacks are named', async () => {
    const run = await read({
      config: configOf({ sensitive_absence_types: ['Kur', 'Urlaub'] }),
      streams: ['absence_periods'],
    });

    expect(run.errors).toMatchObject([{ failure_type: 'config_error', message: expect.stringContaining('"Kur"') }]);
  });

  test('are all masked if they may not be listed', async () => {
    sandbox.configure({ rights: { absence_types: 'refused' } });
    const run = await read({ config: configOf({ preset: 'analytics' }), streams: ['absence_periods'] });

    expect(new Set(run.records('absence_periods').map(({ absence_type_id }) => absence_type_id))).toEqual(
      new Set(['masked']),
    );
    expect(run.logs('WARN').join()).toContain('personio:absences:read');
  });
});

describe('columns that are not selected', () => {
  const asked = () =>
    sandbox.requests
      .filter(({ stream, path }) => stream === 'employees' && path.endsWith('/employees'))
      .map(({ query }) => new URLSearchParams(query).getAll('attributes[]'));
  const logOf = async (config: Json, schema: object) => {
    const from = sandbox.requests.length;
    const run = await read({ config, streams: ['employees'], schema });
    expect([run.exit, run.errors]).toEqual([0, []]);
    return { run, queries: asked().slice(-1), from };
  };

  test('are not requested if the API can be told', async () => {
    const { properties } = offered.find(({ name }) => name === 'employees')?.json_schema ?? {};
    const { id, department_id, fix_salary_currency, dynamic_700101, workplace_id } = properties ?? {};
    const { run, queries } = await logOf(everything(sandbox), {
      properties: { id, department_id, fix_salary_currency, dynamic_700101, workplace_id },
    });

    expect(queries[0]?.sort()).toEqual(['department', 'dynamic_700101', 'fix_salary', 'last_modified_at', 'office']);
    expect(new Set(run.records('employees').flatMap((record) => Object.keys(record)))).toEqual(
      new Set(['id', 'department_id', 'fix_salary_currency', 'dynamic_700101', 'workplace_id', 'last_modified_at']),
    );
    // Few attributes do not mean a missing right.
    expect(run.logs('WARN')).toEqual([]);
  });

  test('nor are dropped ones', async () => {
    const { queries } = await logOf(configOf({ drop: ['employees.email', 'iban', 'employees.supervisor'] }), {});

    expect(queries[0]).toContain('first_name');
    for (const name of ['email', 'dynamic_700101', 'supervisor']) expect(queries[0]).not.toContain(name);
  });

  test('everything is requested without a list', async () => {
    const { run, queries } = await logOf(everything(sandbox), {});

    expect(queries).toEqual([[]]);
    expect(run.logs('INFO').filter((line) => line.includes('no fields are selected'))).toHaveLength(1);
    const { json_schema: schema } = offered.find(({ name }) => name === 'employees') as OfferedStream;
    const chosen = await logOf(everything(sandbox), schema);
    expect(chosen.queries).toEqual([[]]);
    expect(chosen.run.logs('INFO').filter((line) => line.includes('no fields are selected'))).toEqual([]);
  });
});

test('an attribute that appears later is covered without a change', async () => {
  const hidden = { hiddenAttributes: ['dynamic_700101', 'dynamic_700103'] };
  const config = configOf({ preset: 'analytics' });
  sandbox.configure(hidden);
  const { streams } = await discover(config);
  sandbox.configure({ hiddenAttributes: [] });
  const run = await readOffered(
    config,
    streams.filter(({ name }) => ['persons', 'employees', 'person_custom_attributes'].includes(name)),
  );

  expect(leaksOf(run, valuesAt(/dynamic_700101\b/))).toEqual([]);
  expect(run.stdout).not.toContain('Anzahl Kinder');
});

test('an attribute that appears later is still sent although others are dropped', async () => {
  const config = configOf({ drop: ['dynamic_700101'] });
  sandbox.configure({ hiddenAttributes: ['dynamic_700102'] });
  const { streams } = await discover(config);
  sandbox.configure({ hiddenAttributes: [] });
  const run = await readOffered(
    config,
    streams.filter(({ name }) => name === 'persons'),
  );

  expect(JSON.stringify(run.records('persons'))).toContain('dynamic_700102');
  expect(run.stdout).not.toContain('dynamic_700101');
});
