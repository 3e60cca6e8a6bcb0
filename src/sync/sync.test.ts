import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { parseCatalog } from '../airbyte/catalog.ts';
import { Output } from '../airbyte/output.ts';
import type { StreamState } from '../airbyte/protocol.ts';
import { withContext } from '../commands/context.ts';
import { parseConfig } from '../config/parse.ts';
import { ConnectorError } from '../errors.ts';
import { ApiError } from '../http/api_error.ts';
import type { JsonSchema } from '../json_schema.ts';
import { toLoginError } from '../streams/failure.ts';
import { failAll, read } from './sync.ts';

const HOST = 'https://api.personio.de';

/** Responses to GET by path, as a body or as a status; any other path does not exist. */
type Account = Readonly<Record<string, object | number | ((query: URLSearchParams) => object | number)>>;

const asked: string[] = [];

function serve(account: Account): void {
  nock(HOST).post('/v2/auth/token').reply(200, { access_token: 'token-v2' }, { date: 'Wed, 11 Feb 2026 09:00:01 GMT' });
  nock(HOST)
    .post('/v1/auth')
    .reply(200, { success: true, data: { token: 'token-v1' } });
  nock(HOST)
    .persist()
    .get(/.*/)
    .reply((request: Request) => {
      const url = new URL(request.url);
      asked.push(decodeURIComponent(url.pathname + url.search));
      const known = account[url.pathname] ?? 404;
      const answer = typeof known === 'function' ? known(url.searchParams) : known;
      return typeof answer === 'number' ? [answer, {}] : [200, answer];
    });
}

beforeEach(() => {
  nock.disableNetConnect();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-02-11T09:00:01Z') });
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  nock.cleanAll();
  asked.length = 0;
});

interface Selected {
  readonly name: string;
  readonly json_schema?: JsonSchema;
  readonly sync_mode?: string;
}

async function sync(
  account: Account,
  streams: readonly Selected[],
  settings: object = {},
  states = {},
  { signal } = new AbortController(),
) {
  serve(account);
  const config = parseConfig({ client_id: 'papi-id', client_secret: 'papi-secret', retry_seconds: 0, ...settings });
  const configured = parseCatalog(
    { streams: streams.map(({ sync_mode, ...stream }) => ({ stream, sync_mode: sync_mode ?? 'full_refresh' })) },
    'catalog.json',
  );
  const stdout = new FakeStdout();
  const out = new Output(stdout);
  const good = await withContext(config, { out, signal }, async ({ client, streams, window, openPrivacy }) => {
    const privacy = await openPrivacy(configured.map(({ name }) => name));
    const saved = new Map<string, StreamState>(Object.entries(states));
    return await read({ config, configured, states: saved, streams, client, window, privacy, out, signal });
  });
  await out.sink.flush();
  const ofType = (type: string) => stdout.messages.filter((message) => message.type === type);
  return {
    good,
    text: stdout.text,
    /** What was written, by its kind; a status by its name. */
    kinds: stdout.messages.map(({ type, trace }) => trace?.stream_status?.status ?? trace?.type ?? type),
    records: ofType('RECORD').map(({ record }) => record.data),
    logs: ofType('LOG').map(({ log }) => `${log.level} ${log.message}`),
    errors: ofType('TRACE').flatMap(({ trace }) => (trace.type === 'ERROR' ? trace.error.message : [])),
  };
}

const properties = (...names: string[]) => ({ properties: Object.fromEntries(names.map((name) => [name, {}])) });
const wrapper = (value: unknown, type = 'standard') => ({ label: 'L', value, type, universal_id: null });
const attribute = (id: string, type: string) => ({
  type: ['null', type],
  description: `Attribute of this account. Personio's id: ${id}`,
});

describe('the attributes of the account', () => {
  const employees = {
    success: true,
    data: [
      {
        type: 'Employee',
        attributes: {
          id: wrapper(7, 'integer'),
          'Dynamic.1': wrapper('L'),
          dynamic_2: wrapper('42', 'integer'),
          dynamic_3: wrapper('hush-hush'),
        },
      },
    ],
  };
  const person = {
    id: '7',
    custom_attributes: [
      { id: 'Dynamic.1', value: 'L' },
      { id: 'dynamic_3', value: 'hush-hush' },
    ],
  };

  test('are requested again only if everything is selected without a schema', async () => {
    const { records, good } = await sync(
      {
        '/v1/company/employees': employees,
        '/v1/company/employees/attributes': {
          success: true,
          data: [
            { key: 'id', label: 'ID', type: 'integer' },
            { key: 'Dynamic.1', label: 'Shirt', type: 'list', options: ['L'] },
            { key: 'dynamic_2', label: 'Shoe', type: 'integer' },
          ],
        },
      },
      [{ name: 'employees' }],
    );

    expect(good).toBe(true);
    expect(records).toEqual([
      { id: '7', person_id: '7', dynamic_1: 'L', dynamic_2: 42, additional_fields: { dynamic_3: 'hush-hush' } },
    ]);
  });

  test('are those of the catalog if it has a schema, whatever the account has now', async () => {
    const json_schema = {
      properties: {
        id: {},
        dynamic_1: attribute('Dynamic.1', 'string'),
        dynamic_2: attribute('dynamic_2', 'integer'),
        dynamic_8: attribute('dynamic_8', 'boolean'),
      },
    };
    const { records, good } = await sync({ '/v1/company/employees': employees }, [{ name: 'employees', json_schema }]);

    expect(good).toBe(true);
    expect(records).toEqual([{ id: '7', dynamic_1: 'L', dynamic_2: 42 }]);
    expect(asked.some((uri) => uri.includes('/attributes'))).toBe(false);
  });

  test('of a person appear in no member and no byte if they are not selected', async () => {
    const json_schema = {
      properties: { id: {}, custom_attributes: {}, additional_fields: {}, dynamic_1: attribute('Dynamic.1', 'string') },
    };
    const { records, text } = await sync({ '/v2/persons': { _data: [person] } }, [{ name: 'persons', json_schema }]);

    expect(records).toEqual([{ id: '7', dynamic_1: 'L', custom_attributes: [{ id: 'Dynamic.1', value: 'L' }] }]);
    expect(text).not.toContain('hush');
  });

  test('of a person are all in custom_attributes if none of their columns is selected', async () => {
    const json_schema = properties('id', 'custom_attributes');
    const { records } = await sync({ '/v2/persons': { _data: [person] } }, [{ name: 'persons', json_schema }]);

    expect(records).toEqual([person]);
  });

  // Regression: a deselected attribute is no column of the catalog any more, so it counted as unknown.
  test('of an employee appear in no member and no byte if they are not selected', async () => {
    const json_schema = {
      properties: { id: {}, additional_fields: {}, dynamic_1: attribute('Dynamic.1', 'string') },
    };
    const { text } = await sync({ '/v1/company/employees': employees }, [{ name: 'employees', json_schema }]);

    expect(text).not.toContain('hush');
  });

  // Some tools keep only names and types; a cleaned id is not found without its description.
  test('are found if the catalog lost its descriptions', async () => {
    const json_schema = { properties: { id: {}, dynamic_1: { type: ['null', 'string'] } } };
    const { records } = await sync({ '/v1/company/employees': employees }, [{ name: 'employees', json_schema }]);

    expect(records).toEqual([{ id: '7', dynamic_1: 'L' }]);
  });
});

describe('a report', () => {
  const ID = '3a7d82eb-f394-4a50-818b-e4a72d5f39c8';
  const cell = (value: unknown) => ({ string_value: { value } });
  const column = (name: string, type = 'string') => ({ name, display: name, type });
  const account = (columns: object[], cells: unknown[][]): Account => ({
    '/v2/reports': { _data: [{ id: ID, name: 'Headcount' }] },
    [`/v2/reports/${ID}`]: { _meta: { columns, links: null }, _data: cells },
  });
  const name = 'report_3a7d82eb';

  test('is found by its name, and read with its current columns', async () => {
    const { records, good } = await sync(
      account([column('a'), column('b', 'decimal')], [[cell('x'), { numeric_value: { number: 5 } }]]),
      [{ name }],
    );

    expect(good).toBe(true);
    expect(records).toEqual([{ record_key: expect.any(String), a: 'x', b: 5 }]);
  });

  test('is read without a column that it lost since discovery', async () => {
    const json_schema = properties('record_key', 'a', 'gone');
    const { records, good } = await sync(account([column('a')], [[cell('x')]]), [{ name, json_schema }]);

    expect(good).toBe(true);
    expect(records).toEqual([{ record_key: expect.any(String), a: 'x' }]);
  });

  test.each([
    ['all of them were selected', 1, { additional_fields: { new_column: 'y' } }],
    ['it may be one that was not selected', 2, {}],
  ])('has a column that the catalog lacks in additional_fields if %s', async (_, found, expected) => {
    const json_schema = {
      properties: {
        record_key: {},
        a: {},
        additional_fields: { description: `Columns of this account, which are not repeated here: ${found}.` },
      },
    };
    const { records } = await sync(account([column('a'), column('new')], [[cell('x'), cell('y')]]), [
      { name, json_schema },
    ]);

    expect(records[0]).toEqual({ record_key: expect.any(String), a: 'x', ...expected });
  });

  // Regression: the values had the new type, though the catalog and its tables have the old one.
  test('still fits the catalog if a column changed its type', async () => {
    const json_schema = { properties: { record_key: { type: 'string' }, a: { type: ['null', 'string'] } } };
    const { records } = await sync(account([column('a', 'decimal')], [[{ numeric_value: { number: 5 } }]]), [
      { name, json_schema },
    ]);

    expect(['5', null]).toContain(records[0]?.a);
  });

  test('that is no longer shared fails only its own stream', async () => {
    const { good, errors, records } = await sync(
      { ...account([column('a')], [[cell('x')]]), '/v2/legal-entities': { _data: [{ id: '1' }] } },
      [{ name: 'report_ffffffff' }, { name: 'legal_entities' }],
    );

    expect(good).toBe(false);
    expect(errors).toEqual([expect.stringContaining('report_ffffffff: there is no such stream')]);
    expect(records).toEqual([{ id: '1' }]);
  });

  test('that may not be read says so: this service answers 400', async () => {
    const { errors } = await sync({ '/v2/reports': 400 }, [{ name }]);

    expect(errors[0]).toContain('personio:reports:read');
  });
});

test('streams of every group are read if a catalog names them', async () => {
  const { good, records } = await sync(
    {
      '/v1/company/time-off-types': {
        success: true,
        data: [{ type: 'TimeOffType', attributes: { id: 1, name: 'A' } }],
      },
      '/v2/recruiting/categories': { _data: [{ id: '2', name: 'B' }] },
      '/v2/webhooks': { _data: [{ id: '3', url: 'https://x', token: 'hush' }] },
    },
    ['time_off_types', 'recruiting_categories', 'webhooks'].map((name) => ({ name })),
  );

  expect(good).toBe(true);
  expect(records).toHaveLength(3);
});

test('endpoints that Personio switches off cause a warning with the day, others do not', async () => {
  const none = { success: true, data: [] };
  const { logs } = await sync(
    {
      '/v1/company/attendances/projects': none,
      '/v1/company/custom-reports/reports': none,
      '/v1/company/time-off-types': none,
    },
    ['attendance_projects', 'custom_reports', 'time_off_types'].map((name) => ({ name })),
  );
  const warnings = logs.filter((log) => log.startsWith('WARN'));

  expect(warnings).toHaveLength(2);
  expect(warnings.find((log) => log.includes('attendance_projects'))).toContain('2027-01-31');
  expect(warnings.find((log) => log.includes('custom_reports'))).toContain('2027-06-30');
});

describe('holidays', () => {
  const account = { '/v2/persons': { _data: [{ id: '7' }] }, '/v2/holidays': { _data: [] } };
  const window = () => asked.find((uri) => uri.startsWith('/v2/holidays'));

  test('are those from last year to a year from today', async () => {
    await sync(account, [{ name: 'holidays' }]);

    expect(window()).toBe('/v2/holidays?person.id=7&date.gte=2025-01-01&date.lte=2027-02-11');
  });

  test('are those of the configured window', async () => {
    await sync(account, [{ name: 'holidays' }], { holidays_from: '2026-01-01', holidays_to: '2026-06-30' });

    expect(window()).toBe('/v2/holidays?person.id=7&date.gte=2026-01-01&date.lte=2026-06-30');
  });
});

describe('open positions', () => {
  const FEED = 'https://acme.jobs.personio.de';

  test('come from the company’s site, which never sees the token', async () => {
    nock(FEED, { badheaders: ['authorization'] })
      .get('/xml?language=en')
      .reply(200, '<workzag-jobs><position><id>1</id><name>A</name></position></workzag-jobs>');
    const { records, good } = await sync({}, [{ name: 'open_positions' }], { company_subdomain: 'acme' });

    expect(good).toBe(true);
    expect(records).toEqual([{ id: '1', name: 'A', additional_offices: [], job_descriptions: [] }]);
  });

  test('fail their stream if the company is unknown', async () => {
    expect((await sync({}, [{ name: 'open_positions' }])).good).toBe(false);
  });

  // Regression: the message said that Personio does not know /xml (404), as a system_error.
  test('say which setting is missing if the company is unknown', async () => {
    expect((await sync({}, [{ name: 'open_positions' }])).errors[0]).toContain('Company Subdomain');
  });

  // Regression: the message mentioned JSON.
  test('say that a page of HTML is no feed', async () => {
    nock(FEED).get('/xml?language=en').reply(200, '<html><br></html>');
    const { errors, good } = await sync({}, [{ name: 'open_positions' }], { company_subdomain: 'acme' });

    expect(good).toBe(false);
    expect(errors[0]).not.toContain('JSON');
  });
});

// Without the attribute there are no rows, and no message says that it has to be released.
test('entitlements that are not released to the credential are not silently empty', async () => {
  const employees = { success: true, data: [{ type: 'Employee', attributes: { id: wrapper(7, 'integer') } }] };
  const { logs, errors } = await sync({ '/v1/company/employees': employees }, [{ name: 'absence_entitlements' }]);

  expect([...logs.filter((log) => log.startsWith('WARN')), ...errors]).not.toEqual([]);
});

describe('a sync that cannot begin', () => {
  const configured = ['persons', 'report_ffffffff'].map((name) => ({
    name,
    syncMode: 'incremental' as const,
    schema: {},
  }));
  const NO_LOGIN = new ConnectorError('config_error', 'No login.');
  const failed = async (signal: AbortSignal, error = NO_LOGIN) => {
    const stdout = new FakeStdout();
    const out = new Output(stdout);
    const good = await failAll(error, { configured, out, signal });
    await out.sink.flush();
    const said = (name: string) =>
      stdout.messages.flatMap(({ trace }) => {
        const about = trace?.stream_status ?? trace?.error;
        return about?.stream_descriptor.name === name ? [about.status ?? about.message] : [];
      });
    const logs = stdout.messages.flatMap(({ log }) => (log ? [`${log.level} ${log.message}`] : []));
    return { good, said, logs };
  };

  test.each([
    ['may succeed next time: the outlook is reported', new ApiError('server', 503, 3), true],
    ['needs a correction: the next sync is not mentioned', new ApiError('untrusted', 0, 1), false],
    ['was explained before: nothing is added', new ConnectorError('transient_error', 'Explained.'), false],
  ])('a failure that %s', async (_, cause, isSaid) => {
    const { said } = await failed(new AbortController().signal, toLoginError(cause));

    expect(said('persons').at(-1)?.endsWith(' The next sync resumes where this one stopped.')).toBe(isSaid);
  });

  test.each(['persons', 'report_ffffffff'])('fails each stream with its reason: %s', async (name) => {
    const { good, said, logs } = await failed(new AbortController().signal);

    expect(good).toBe(false);
    expect(said(name)).toEqual(['STARTED', 'INCOMPLETE', 'No login.']);
    expect(logs).toEqual(['WARN No stream was read. No login.']);
  });

  test('because it was stopped leaves each stream incomplete without an error', async () => {
    const { good, said } = await failed(AbortSignal.abort());

    expect(good).toBe(false);
    expect(said('persons')).toEqual(['STARTED', 'INCOMPLETE']);
  });
});

describe('the messages of a stream', () => {
  const persons = { '/v2/persons': { _data: [{ id: '7', first_name: 'Ada', updated_at: '2026-02-01T00:00:00Z' }] } };
  const selected = { name: 'persons', json_schema: properties('id') };

  test('begin with its start and end with its end, the state before the summary', async () => {
    const { kinds, good } = await sync(persons, [selected]);

    expect(good).toBe(true);
    expect(kinds).toEqual(['STARTED', 'RUNNING', 'RECORD', 'STATE', 'LOG', 'COMPLETE']);
  });

  test('end with the reason if it fails, and with the error after all streams', async () => {
    const { kinds, logs, good } = await sync({ '/v2/persons': 403 }, [selected]);

    expect(good).toBe(false);
    expect(kinds).toEqual(['STARTED', 'RUNNING', 'STATE', 'LOG', 'LOG', 'INCOMPLETE', 'ERROR']);
    expect(logs[0]).toMatch(/^INFO persons: requested .*: 0 records/);
    expect(logs[1]).toMatch(/^WARN persons is incomplete: /);
  });

  test('are few if the whole sync is stopped: errors are not mentioned', async () => {
    const abort = new AbortController();
    const stopping = () => {
      abort.abort(new Error('stopped'));
      return persons['/v2/persons'];
    };
    const { kinds, records, good } = await sync({ '/v2/persons': stopping }, [selected], {}, {}, abort);

    expect(good).toBe(false);
    expect(records).toEqual([]);
    expect(kinds.at(-1)).toBe('INCOMPLETE');
    expect(kinds).not.toContain('ERROR');
  });

  test('mention missing fields only if the catalog selects none', async () => {
    const names = (logs: string[]) => logs.filter((line) => line.includes('no fields are selected'));

    expect(names((await sync(persons, [{ name: 'persons' }])).logs)).toHaveLength(1);
    expect(names((await sync(persons, [selected])).logs)).toEqual([]);
  });

  test('say once what holds for several streams', async () => {
    const names = ['persons', 'jobs', 'projects'];
    const { logs } = await sync(
      {},
      names.map((name) => ({ name })),
    );

    expect(logs[0]).toBe('INFO All 3 streams: no fields are selected, so all are read.');
    expect(logs.filter((line) => line.includes('no fields are selected'))).toHaveLength(1);
  });

  test('say once why streams are incomplete that fail for the same reason; each has its error', async () => {
    const names = ['persons', 'person_custom_attributes', 'workplaces'];
    const { logs, errors } = await sync(
      { '/v2/persons': 403, '/v2/workplaces': 403, '/v2/custom-attributes': { _data: [] } },
      names.map((name) => ({ name, json_schema: properties('id') })),
    );

    const incomplete = logs.filter((line) => line.includes(' is incomplete')).map((line) => line.slice(0, 75));
    expect(incomplete.sort()).toEqual([
      expect.stringMatching(/^WARN \w+ is incomplete for the same reason as \w+\.$/),
      expect.stringMatching(/^WARN \w+ is incomplete: Personio refused access to \/v2\/persons/),
      expect.stringMatching(/^WARN workplaces is incomplete: Personio refused/),
    ]);
    expect(errors).toHaveLength(3);
  });

  test.each([
    [{}, 'compensations', 1],
    [{ start_date: '2026-01-01' }, 'compensations', 0],
    [{}, 'persons', 0],
  ])('with %o say of %s how far back they go, %i times', async (settings, name, times) => {
    const account = { ...persons, '/v2/compensations': { _data: [] } };
    const { logs } = await sync(account, [{ name, json_schema: properties('id') }], settings);

    expect(logs.filter((line) => line.includes('without a start date'))).toHaveLength(times);
  });

  test('do not say how far back they go if only changes are read', async () => {
    const states = { compensations: { version: 1, month: '2026-01-01' } };
    const selected = { name: 'compensations', json_schema: properties('id'), sync_mode: 'incremental' };
    const { logs } = await sync({ ...persons, '/v2/compensations': { _data: [] } }, [selected], {}, states);

    expect(logs.filter((line) => line.includes('without a start date'))).toEqual([]);
    expect(logs.some((line) => line.includes('compensations: requested changes since'))).toBe(true);
  });

  test('report a cursor that is ahead of the clock, and nothing is read', async () => {
    const states = { persons: { version: 1, updated_at: '2030-01-01T00:00:00Z' } };
    const { logs, kinds } = await sync(persons, [{ ...selected, sync_mode: 'incremental' }], {}, states);

    expect(logs[0]).toContain('requested nothing: 0 records');
    expect(logs[1]).toContain('ahead of Personio');
    expect(kinds).toEqual(['STARTED', 'RUNNING', 'STATE', 'LOG', 'COMPLETE', 'LOG']);
  });

  test('report an unknown sync mode as an error', async () => {
    const { good, errors } = await sync(persons, [{ ...selected, sync_mode: 'sideways' }]);

    expect(good).toBe(false);
    expect(errors[0]).toContain('sync mode');
  });

  test('put temporary errors first', async () => {
    const account = { '/v2/persons': 403, '/v2/legal-entities': 500, '/v2/workplaces': { nothing: true } };
    const { errors } = await sync(account, [selected, { name: 'workplaces' }, { name: 'legal_entities' }]);

    expect(errors.map((message) => message.split(':')[0])).toEqual(['legal_entities', 'workplaces', 'persons']);
  });
});
