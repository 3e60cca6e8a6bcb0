import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connector, file, type Json, type Run, read } from './connector.ts';

/** Answers by the beginnings of paths; anything else is refused. */
const routes = new Map<string, unknown>();
const asked: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    request.resume();
    if (request.method === 'POST') {
      const token = { access_token: 'token-0123456789', token: 'token-0123456789', expires_in: 9999 };
      send(200, path.startsWith('/v1/') ? { success: true, data: token } : token);
      return;
    }
    asked.push(path.replace(/\?.*/, ''));
    const [, body] = [...routes].find(([prefix]) => path.startsWith(prefix)) ?? [];
    send(body === undefined ? 403 : 200, body ?? {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  routes.clear();
  asked.length = 0;
});

afterAll(() => server.close());

const config = (privacy: Json) => ({
  ...{ client_id: 'papi-id', client_secret: 'papi-secret-0123', api_url: url, retry_seconds: 1 },
  extra_streams: ['legacy', 'per_person'],
  privacy,
});

const v2 = (rows: readonly Json[]) => ({ _data: rows, _meta: {} });
const v1 = (rows: readonly unknown[]) => ({ success: true, data: rows, metadata: { total_elements: rows.length } });

const ATTRIBUTES = [
  { key: 'dynamic_1', label: 'Shirt size', type: 'list', universal_id: null, options: ['M'] },
  { key: 'dynamic_2', label: 'Wyznanie religijne'.normalize('NFD'), type: 'standard', universal_id: null, options: [] },
  { key: 'dynamic_3', label: 'Número de contribuinte', type: 'standard', universal_id: null, options: [] },
  { key: 'dynamic_4', label: 'Bezahlung', type: 'standard', universal_id: 'iban', options: [] },
  { key: 'gender', label: 'Sesso', type: 'standard', universal_id: 'gender', options: ['f'] },
];
const VALUES = { dynamic_1: 'value-shirt', dynamic_2: 'value-faith', dynamic_3: 'value-nif', dynamic_4: 'value-iban' };
const STREAMS = ['persons', 'employees', 'person_custom_attributes', 'custom_report_rows', 'report_97d0ff78'];

/** One person with a value for each attribute, wherever one can be. */
function account({ listed = true, labelled = false } = {}): void {
  const entries = Object.entries(VALUES);
  const label = (key: string) => ATTRIBUTES.find((each) => each.key === key)?.label ?? key;
  const id = '97d0ff78-5d5d-42c3-bf97-ca259a0abf7d';
  routes.set('/v1/company/employees/attributes', listed ? { success: true, data: ATTRIBUTES } : undefined);
  routes.set('/v2/persons', {
    ...v2([
      {
        id: '1',
        status: 'ACTIVE',
        updated_at: '2024-01-01T00:00:00Z',
        custom_attributes: entries.map(([key, value]) => ({ id: key, value, ...(labelled && { label: label(key) }) })),
      },
    ]),
  });
  const wrap = ([key, value]: [string, unknown]) => [key, { label: label(key), value, type: 'standard' }];
  const attributes = Object.fromEntries(
    [['id', 1], ['position', 'value-position'], ...entries].map((each) => wrap(each as [string, unknown])),
  );
  routes.set('/v1/company/employees', v1([{ type: 'Employee', attributes }]));
  const items = [
    { employee_id: 1, attributes: entries.map(([key, value]) => ({ attribute_id: key, data_type: 'TEXT', value })) },
  ];
  routes.set('/v1/company/custom-reports/reports/r1', v1([{ type: 'Report', attributes: { id: 'r1', items } }]));
  routes.set('/v1/company/custom-reports/reports', v1([{ type: 'Report', attributes: { id: 'r1', name: 'R' } }]));
  const columns = [...entries.map(([key]) => ({ name: `person.${key}`, display: label(key), type: 'string' }))];
  routes.set(`/v2/reports/${id}`, {
    _data: [entries.map(([, value]) => ({ string_value: { value } }))],
    _meta: { columns, links: null },
  });
  routes.set('/v2/reports/attributes', v2([]));
  routes.set('/v2/reports', v2([{ id, name: 'R' }]));
}

/** The warnings in the log, except for the end of an endpoint. */
const warnings = (run: Run) => run.logs('WARN').filter((line) => !line.includes('switches this endpoint off'));

/** The values that each stream writes. */
async function leaving(privacy: Json): Promise<{ run: Run; values: Record<string, string[]> }> {
  const run = await read({ config: config(privacy), streams: STREAMS, mode: 'full_refresh' });
  const values = STREAMS.map((stream) => [
    stream,
    Object.values(VALUES).filter((value) => JSON.stringify(run.records(stream)).includes(value)),
  ]);
  return { run, values: Object.fromEntries(values) };
}

const everywhere = (...values: string[]) => Object.fromEntries(STREAMS.map((stream) => [stream, values]));

describe('the labels of attributes decide in every stream', () => {
  test.each([
    ['everything', ['value-shirt', 'value-faith', 'value-nif', 'value-iban']],
    ['no_special_categories', ['value-shirt', 'value-nif', 'value-iban']],
    ['analytics', ['value-shirt']],
  ])('with %s', async (preset, left) => {
    account();
    const { run, values } = await leaving({ preset });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(values).toEqual(everywhere(...left));
  });
});

describe('if attributes may not be listed', () => {
  test('those without a label are dropped by a preset, and the log says which right shows the labels', async () => {
    account({ listed: false });
    const { run, values } = await leaving({ preset: 'no_special_categories' });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(values).toMatchObject({ persons: [], person_custom_attributes: [], custom_report_rows: [] });
    // Reports have labels of their own.
    expect(values.report_97d0ff78).toEqual(['value-shirt', 'value-nif', 'value-iban']);
    expect(warnings(run)).toContainEqual(
      expect.stringMatching(/drops 4 attributes .* without a label .*"employees:read"/),
    );
    expect(warnings(run)).toContainEqual(
      expect.stringMatching(/^person_custom_attributes: (?=.*columns or attributes).*\b4\b/),
    );
  });

  test('labels in rows work as well', async () => {
    account({ listed: false, labelled: true });
    const { values } = await leaving({ preset: 'no_special_categories' });

    expect(values).toMatchObject({ persons: ['value-shirt', 'value-nif', 'value-iban'] });
  });
});

describe('keep', () => {
  test.each([['dynamic_1'], ['SHIRT SIZE'], [' Shirt size ']])(
    'by %j writes nothing else of the kind',
    async (entry) => {
      account();
      const { run, values } = await leaving({ keep: [entry] });

      expect([run.exit, run.errors, warnings(run)]).toEqual([0, [], []]);
      expect(values).toEqual(everywhere('value-shirt'));
      expect(JSON.stringify(run.records('employees'))).toContain('value-position');
    },
  );

  test('by a universal id, and under a preset', async () => {
    account();

    expect((await leaving({ keep: ['iban'] })).values).toEqual(everywhere('value-iban'));
    expect((await leaving({ keep: ['iban', 'dynamic_1'], preset: 'analytics' })).values).toEqual(
      everywhere('value-shirt'),
    );
    expect((await leaving({ keep: [] })).values).toEqual(everywhere(...Object.values(VALUES)));
  });

  test('offers only what is kept, and says once which entries match nothing', async () => {
    account();
    const settings = file('config.json', config({ keep: ['Shirt size', 'Shoe size'] }));
    const runs = await Promise.all(['discover', 'check'].map((command) => connector([command, '--config', settings])));
    const [discovered] = runs;
    const streams =
      discovered?.messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : [])) ?? [];
    const own = streams.flatMap(({ name, json_schema: { properties } }) =>
      Object.keys(properties ?? {})
        .filter((column) => /dynamic/.test(column))
        .map((column) => `${name}.${column}`),
    );

    expect(own.sort()).toEqual(['employees.dynamic_1', 'persons.dynamic_1', 'report_97d0ff78.person_dynamic_1']);
    for (const run of runs)
      expect(run.logs('WARN').filter((line) => line.includes('Keep'))).toEqual([
        expect.stringContaining('"Shoe size"'),
      ]);
    expect(warnings((await leaving({ keep: ['Shirt size', 'Shoe size'] })).run)).toHaveLength(1);
  });
});

describe('sensitive types', () => {
  test.each(['no_special_categories', 'analytics'])('of documents and pay are masked with %s', async (preset) => {
    routes.set('/v2/persons', v2([{ id: '1', updated_at: '2024-01-01T00:00:00Z' }]));
    routes.set(
      '/v1/company/document-categories',
      v1([
        { id: 5, attributes: { name: 'Attestations médicales' } },
        { id: 6, attributes: { name: 'Contrats' } },
      ]),
    );
    const document = (id: string, category: string) => ({
      id,
      owner: { id: '1' },
      category: { id: category },
      name: `${id}.pdf`,
      created_at: '2024-01-01T00:00:00Z',
    });
    routes.set(
      '/v2/document-management/documents',
      v2([document('sick', '5'), document('contract', '6'), document('gone', '7')]),
    );
    routes.set('/v2/compensations/types', v2([{ id: 't1', name: 'Bonus', category: 'ONE_TIME' }]));
    const pay = (id: string, type: Json) => ({
      id,
      person: { id: '1' },
      type,
      amount: { value: 1, currency: 'EUR' },
      effective_from: '2024-01-01',
    });
    routes.set(
      '/v2/compensations',
      v2([
        pay('a', { id: 'x', name: 'Ziekengeld' }),
        pay('b', { id: 't1', name: 'Bonus' }),
        pay('c', { id: 'base', name: 'Base salary' }),
      ]),
    );
    const run = await read({
      config: config({ preset }),
      streams: ['documents', 'document_categories', 'compensations', 'compensation_types'],
      mode: 'full_refresh',
    });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(run.records('documents').map(({ id, category_id }) => [id, category_id])).toEqual([
      ['sick', 'masked'],
      ['contract', '6'],
      ['gone', 'masked'],
    ]);
    expect(JSON.stringify(run.records('documents'))).not.toMatch(/sick\.pdf|gone\.pdf/);
    expect(run.records('document_categories').map(({ id, name }) => [id, name])).toEqual([
      ['masked', 'Masked'],
      ['6', 'Contrats'],
    ]);
    expect(new Set(run.records('compensations').map(({ type }) => (type as Json).name))).toEqual(
      new Set(['Masked', 'Bonus', 'Base salary']),
    );
    expect(run.stdout).not.toMatch(/Ziekengeld|Attestations/);
    expect(run.logs('WARN').filter((line) => line.includes('document categories'))).toHaveLength(1);
  });

  test('are all masked if they may not be listed', async () => {
    routes.set(
      '/v2/absence-periods',
      v2([
        { id: 'p', person: { id: '1' }, absence_type: { id: 'a' }, comment: 'x', updated_at: '2024-01-01T00:00:00Z' },
      ]),
    );
    const run = await read({ config: config({ preset: 'no_special_categories' }), streams: ['absence_periods'] });

    expect(
      run.records('absence_periods').map(({ absence_type_id, comment = null }) => [absence_type_id, comment]),
    ).toEqual([['masked', null]]);
    expect(run.logs('WARN')).toEqual([expect.stringContaining('personio:absences:read')]);
  });

  test('are requested once more in a preview, too', async () => {
    routes.set('/v2/absence-types', v2([{ id: 'a', name: 'Urlaub' }]));
    routes.set(
      '/v2/absence-periods',
      v2([{ id: 'p', absence_type: { id: 'deleted' }, comment: 'secret', updated_at: '2024-01-01T00:00:00Z' }]),
    );
    const settings = file('config.json', config({ preset: 'no_special_categories' }));
    const run = await connector(['preview', '--config', settings, '--stream', 'absence_periods']);

    expect(run.stdout).toContain('masked');
    expect(run.stdout).not.toContain('secret');
    expect(asked.filter((path) => path === '/v2/absence-types')).toHaveLength(2);
  });
});

describe('rules reach', () => {
  const list = (...keys: string[]) => ({
    success: true,
    data: keys.map((key) => ({ key, label: `Label ${key}`, type: 'standard', universal_id: null, options: [] })),
  });

  test.each([
    { drop: ['dynamic_501'] },
    { hash: ['dynamic_501'], hash_key: 'sixteen letters!' },
    { keep: Array.from({ length: 30 }, (_, number) => `dynamic_${number}`) },
  ])('the last of many attributes that the cells of one column name: %o', async (privacy) => {
    account();
    const id = '97d0ff78-5d5d-42c3-bf97-ca259a0abf7d';
    const keys = [...Array.from({ length: 30 }, (_, number) => `dynamic_${number}`), 'dynamic_501'];
    routes.set('/v1/company/employees/attributes', list(...keys));
    routes.set(`/v2/reports/${id}`, {
      _data: keys.map((key) => [{ attribute_id: key, string_value: { value: `value of ${key}` } }]),
      _meta: { columns: [{ name: 'change.new_value', display: 'New value', type: 'string' }], links: null },
    });
    const run = await read({ config: config(privacy), streams: ['report_97d0ff78'], mode: 'full_refresh' });

    expect([run.exit, run.errors]).toEqual([0, []]);
    expect(run.stdout).not.toContain('value of dynamic_501');
  });

  test('ids in unknown members', async () => {
    const person = { id: '4100101', manager: { id: '4100102' }, approver_ids: ['4100103'], shoe_size: '44' };
    routes.set('/v1/company/employees/attributes', list());
    routes.set('/v2/persons', v2([{ ...person, updated_at: '2024-01-01T00:00:00Z' }]));
    const privacy = { hash: ['persons.id'], hash_key: 'sixteen letters!' };
    const run = await read({ config: config(privacy), streams: ['persons'], mode: 'full_refresh' });

    expect(run.records('persons')).toMatchObject([{ additional_fields: { shoe_size: '44' } }]);
    expect(run.stdout).not.toContain('41001');
  });

  test('the options of an attribute under Personio’s names, whatever else is read', async () => {
    const attribute = { key: 'dynamic_9', label: 'Code', type: 'list', universal_id: 'religion', options: ['faith'] };
    routes.set('/v1/company/employees/attributes', { success: true, data: [attribute] });
    const privacy = { preset: 'no_special_categories' };
    const run = await read({ config: config(privacy), streams: ['employee_attributes'], mode: 'full_refresh' });

    expect(run.records('employee_attributes')).toMatchObject([{ key: 'dynamic_9', options: null }]);
    expect(run.stdout).not.toContain('faith');
  });

  test('the types of absences that reports show and filter by', async () => {
    routes.set('/v2/absence-types', v2([]));
    routes.set('/v1/company/time-off-types', v1([{ attributes: { id: 101, name: 'Krankheit' } }]));
    const filters = [{ column: 'absence_101:periods', comparison: 'equal', value: 'x' }];
    const attributes = { id: 'r1', name: 'R', columns: ['absence_101:periods', 'first_name'], filters };
    routes.set('/v1/company/custom-reports/reports', v1([{ type: 'Report', attributes }]));
    const privacy = { preset: 'no_special_categories' };
    const run = await read({ config: config(privacy), streams: ['custom_reports'], mode: 'full_refresh' });

    expect(run.records('custom_reports')).toMatchObject([
      { columns: ['absence_masked:periods', 'first_name'], filters: [{ column: 'absence_masked:periods' }] },
    ]);
  });
});
