import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashOf, KEY, settingsOf } from '../../integration_tests/units/privacy.ts';
import { AttributeColumns } from '../account/attribute_columns.ts';
import type { Attribute } from '../account/attributes.ts';
import { fixedSchema } from '../account/available.ts';
import { attributeColumns } from '../account/column_schemas.ts';
import { withColumns } from '../account/columns.ts';
import { parseJson } from '../json.ts';
import type { JsonSchema } from '../json_schema.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { AbsencePeriods } from '../streams/absences.ts';
import { PersonCustomAttributes } from '../streams/custom_attributes.ts';
import { EmployeeAttributes, Employees } from '../streams/employees.ts';
import { Employments } from '../streams/employments.ts';
import { allStreams } from '../streams/index.ts';
import { Attendances, CustomReportRows, TimeOffs } from '../streams/legacy.ts';
import { OrgUnits } from '../streams/organisation.ts';
import { Persons } from '../streams/persons.ts';
import { RecruitingApplications, RecruitingStageTransitions } from '../streams/recruiting.ts';
import type { Stream } from '../streams/stream.ts';
import { WebhookEvents } from '../streams/webhooks.ts';
import { Policy, type PrivacySettings } from './policy.ts';
import { StreamPrivacy } from './stream_privacy.ts';

interface Given extends Partial<PrivacySettings> {
  readonly attributes?: readonly Attribute[];
}

function open(stream: Stream, { attributes = [], ...settings }: Given) {
  const policy = new Policy(settingsOf(settings), allStreams(), attributes);
  const fixed = fixedSchema(stream);
  const columns = attributeColumns(attributes, Object.keys(fixed.properties ?? {}));
  const schema = stream.attributes.columns ? withColumns(fixed, columns) : fixed;
  const privacy = new StreamPrivacy(stream, policy, schema);
  const spread = stream.attributes.columns ? new AttributeColumns(columns, undefined) : undefined;
  const builder = new RecordBuilder(stream, privacy.schema, {}, { sent: schema, privacy, attributes: spread });
  return { privacy, builder };
}

/** The emitted records of these rows. */
function left(stream: Stream, settings: Given, rows: object[], adds?: Row): Row[] {
  const partition = { ...stream.whole(), ...(adds && { adds }) };
  return open(stream, settings)
    .builder.records(rows as Row[], partition, new Map())
    .map(({ data }) => JSON.parse(data));
}

const attribute = (id: string, label: string, more: Partial<Attribute> = {}): Attribute => ({
  id,
  label,
  types: ['standard'],
  options: [],
  ...more,
});

describe('a dropped member', () => {
  test('does not appear, with or without a value', () => {
    const rows = [
      { id: '1', email: 'a@x.example', first_name: 'A' },
      { id: '2', email: null, first_name: 'B' },
    ];
    const { builder } = open(new Persons(), { drop: ['persons.email'] });
    const lines = builder.records(rows as Row[], new Persons().whole(), new Map());

    expect(lines.map(({ data }) => JSON.parse(data))).toEqual([
      { id: '1', first_name: 'A' },
      { id: '2', first_name: 'B' },
    ]);
    // It does not count as new in Personio's response.
    expect([...builder.counts.unknown]).toEqual([]);
  });

  test('does not appear inside members either', () => {
    const termination = { reason: null, type: 'EMPLOYEE', comment: 'left' };

    const [record] = left(new Employments(), { drop: ['*.termination.reason', 'comment'] }, [{ id: '1', termination }]);

    expect(record?.termination).toEqual({ type: 'EMPLOYEE' });
  });

  test('removes its reference column, and vice versa', () => {
    const row = () => ({ id: '1', person: { id: '7', email: 'x' }, absence_type: { id: 't' } });
    for (const rule of [
      'absence_periods.person',
      'absence_periods.person.id',
      'absence_periods.person_id',
      '*.per*.id',
    ]) {
      const [record] = left(new AbsencePeriods(), { drop: [rule] }, [row()]);
      expect(JSON.stringify(record), rule).not.toContain('"7"');
      expect(record?.absence_type_id, rule).toBe('t');
    }
  });

  test('is matched by any of its names, in columns and in lists', () => {
    const attributes = [attribute('dynamic_7', 'Bank', { universalId: 'iban' })];
    const entries = [{ id: '0af1-uuid', global_id: 7 }, { id: 'DYNAMIC_7' }];
    for (const rule of ['dynamic_7', 'iban', 'persons.iban', 'persons.dynamic_*', 'DYNAMIC_7']) {
      for (const entry of entries) {
        const list = [
          { ...entry, type: 'string', value: 'DE89-secret' },
          { id: 'size', value: 'stays' },
        ];
        const [record] = left(new Persons(), { drop: [rule], attributes }, [{ id: '1', custom_attributes: list }]);
        expect(record?.custom_attributes, rule).toEqual([{ id: 'size', value: 'stays' }]);
        expect(JSON.stringify(record), rule).not.toContain('secret');
      }
    }
  });

  test('is matched by a preset through its column’s label if the catalog kept only names and types', () => {
    const attributes = [attribute('Dynamic-9.1', 'Krankenkasse')];
    const settings = { preset: 'no_special_categories', attributes } as const;
    const { privacy } = open(new Employees(), settings);
    const slim: JsonSchema = { type: 'object', properties: { id: {}, dynamic_9_1: { type: ['null', 'string'] } } };
    const policy = new Policy(settingsOf({ preset: 'no_special_categories' }), allStreams(), attributes);

    expect(Object.keys(privacy.schema.properties ?? {})).not.toContain('dynamic_9_1');
    expect(Object.keys(new StreamPrivacy(new Employees(), policy, slim).schema.properties ?? {})).toEqual(['id']);
  });

  test.each([
    ['dynamic_9', 'DYNAMIC_9'],
    ['Dynamic-9.1', 'DYNAMIC-9.1'],
  ])('is matched by a preset through the attribute’s label if its id comes in another case (%s)', (own, came) => {
    const person = { id: '1', custom_attributes: [{ id: came, value: 'TK' }] };
    const attributes = [attribute(own, 'Krankenkasse')];

    const [record] = left(new Persons(), { preset: 'no_special_categories', attributes }, [person]);

    expect(record).toEqual({ id: '1', custom_attributes: [] });
  });

  test('is dropped from lists that arrive as JSON text, too', () => {
    const list = (name: string, value: unknown) => ({ id: '1', [name]: JSON.stringify(value) });

    expect(
      left(new Persons(), { drop: ['iban'] }, [list('custom_attributes', [{ id: 'iban', value: 'DE1' }, { id: 'b' }])]),
    ).toEqual([{ id: '1', custom_attributes: [{ id: 'b' }] }]);
    expect(
      left(new Employments(), { drop: ['employments.cost_centers.weight'] }, [
        list('cost_centers', [{ id: '7', weight: 50 }]),
      ]),
    ).toMatchObject([{ id: '1', cost_centers: [{ id: '7' }] }]);
  });

  test('may be a whole row if rows are attributes', () => {
    const person = {
      id: '1',
      custom_attributes: [
        { id: 'iban', value: 'DE1' },
        { id: 'size', value: 'M' },
      ],
    };

    const records = left(new PersonCustomAttributes(), { drop: ['iban'] }, [person]);

    expect(records.map(({ attribute_id }) => attribute_id)).toEqual(['size']);
  });

  test('may be in no schema', () => {
    const row = () => ({ id: '1', fresh: { secret: 'x', deep: [{ secret: 'y', other: 'z' }] }, secret: 'v' });
    const additional = (rule: string) => left(new AbsencePeriods(), { drop: [rule] }, [row()])[0]?.additional_fields;

    expect(additional('secret')).toEqual({ fresh: { deep: [{ other: 'z' }] } });
    expect(additional('absence_periods.fresh.secret')).toEqual({
      fresh: { deep: [{ secret: 'y', other: 'z' }] },
      secret: 'v',
    });
    expect(additional('absence_periods.additional_fields.fresh')).toEqual({ secret: 'v' });
    expect(additional('absence_periods.additional_fields.fresh.deep')).toEqual({ fresh: { secret: 'x' }, secret: 'v' });
    expect(additional('*.additional_fields.fresh.*.secret')).toEqual({
      fresh: { secret: 'x', deep: [{ other: 'z' }] },
      secret: 'v',
    });
    expect(additional('absence_periods.additional_fields')).toBeUndefined();
  });
});

test('a member in no schema is dropped if one rule drops it and another hashes it', () => {
  const row = () => ({ id: '1', fresh: { a: 'x' } });
  for (const [drop, hash] of [
    ['absence_periods.additional_fields', 'absence_periods.fresh'],
    ['absence_periods.fresh', 'absence_periods.additional_fields'],
    ['absence_periods.additional_fields.fresh', 'fresh'],
  ] as const)
    expect(left(new AbsencePeriods(), { drop: [drop], hash: [hash] }, [row()])[0]?.additional_fields).toBeUndefined();
});

test('a member that is just an id is treated like its column, one with more members is not', () => {
  const period = { id: '1', absence_type: { id: 't1', name: 'Kur' } };
  const [absence] = left(new AbsencePeriods(), { hash: ['absence_periods.absence_type_id'] }, [period]);
  expect(absence?.absence_type).toEqual({ id: hashOf('t1'), name: 'Kur' });

  const row = () => ({ id: 1, attributes: { employee: 4100101, status: 'confirmed' } });
  const of = (settings: Given) => left(new Attendances(), settings, [row()])[0];

  expect(of({ drop: ['persons.email'] })).toMatchObject({ employee: '4100101', employee_id: '4100101' });
  expect(of({ hash: ['persons.id'] })).toMatchObject({ employee: hashOf(4100101), employee_id: hashOf(4100101) });
  expect(JSON.stringify(of({ drop: ['attendances.employee_id'] }))).not.toContain('4100101');
});

test('dropping a reference’s column or the id in its member drops all of them', () => {
  const employment = () => ({ id: '1', org_units: [{ type: 'team', id: 't1' }] });
  const timeOff = () => ({ id: 1, attributes: { employee: { type: 'Employee', attributes: { id: 4100101 } } } });
  const application = () => ({ id: '1', job: { id: 'j1', department: { id: 'd1', name: 'Lab' } } });

  for (const rule of ['team_id', 'team_key', 'org_units'])
    expect(JSON.stringify(left(new Employments(), { drop: [`employments.${rule}`] }, [employment()]))).not.toContain(
      't1',
    );
  for (const rule of ['employee_id', 'person_id', 'employee', 'employee.id'])
    expect(JSON.stringify(left(new TimeOffs(), { drop: [`time_offs.${rule}`] }, [timeOff()]))).not.toContain('4100101');
  for (const rule of ['department_id', 'department_key', 'job', 'job.department', 'job.department.id']) {
    const drop = [`recruiting_applications.${rule}`];
    expect(JSON.stringify(left(new RecruitingApplications(), { drop }, [application()])), rule).not.toContain('d1');
  }
});

test('ids inside members are dropped without the row’s own id, which has no members', () => {
  const employee = {
    type: 'Employee',
    attributes: { id: 4100101, department: { attributes: { id: 7, name: 'Lab' } } },
  };
  const [record] = left(new Employees(), { drop: ['employees.*.id'] }, [employee]);

  expect(record).toMatchObject({ id: '4100101', person_id: '4100101', department: { name: 'Lab' } });
  expect(record).not.toHaveProperty('department_key');
});

test('a key with a type contains the emitted id, whether a rule hashes the id or its column', () => {
  const unit = () => ({ type: 'team', id: '7', parent_id: '8' });
  for (const rule of ['employments.team_id', 'employments.team_key', 'org_units.id', 'org_units.record_key']) {
    const [employment] = left(new Employments(), { hash: [rule] }, [
      { id: '1', org_units: [{ type: 'team', id: '7' }] },
    ]);
    const [owner] = left(new OrgUnits(), { hash: [rule] }, [unit()]);

    expect(owner, rule).toMatchObject({ record_key: `team:${hashOf('7')}`, parent_key: `team:${hashOf('8')}` });
    expect(employment, rule).toMatchObject({ team_id: hashOf('7'), team_key: owner?.record_key });
  }
});

test('an attribute named with a reserved word is matched by its key and by its column', () => {
  const attributes = [attribute('order', 'Order', { columns: ['order_column'] })];
  for (const rule of ['order', 'persons.order', 'persons.order_column']) {
    const row = { id: '1', custom_attributes: [{ id: 'order', value: 'A7' }] };
    const { builder, privacy } = open(new Persons(), { drop: [rule], attributes });
    const [record] = builder.records([row as Row], new Persons().whole(), new Map());

    expect(record?.data, rule).not.toContain('A7');
    expect(privacy.schema.properties, rule).not.toHaveProperty('order_column');
  }
});

test.each([new Persons(), new Employees()])('also if a tool kept only the column’s name: $name', (stream) => {
  const attributes = [attribute('Order', 'Laptop', { columns: ['order_column'] })];
  const schema = withColumns(fixedSchema(stream), { order_column: { type: ['null', 'string'] } });
  const treatment = (settings: Partial<PrivacySettings>) => {
    const row: Row = { id: '1', order_column: 'A7' };
    new StreamPrivacy(stream, new Policy(settingsOf(settings), allStreams(), attributes), schema).apply(row);
    return row.order_column;
  };

  for (const rule of ['order', `${stream.name}.order`]) {
    expect(treatment({ drop: [rule] }), rule).toBeUndefined();
    expect(treatment({ hash: [rule] }), rule).toBe(hashOf('A7'));
  }
  expect(treatment({ keep: ['order'] })).toBe('A7');
  expect(treatment({ keep: ['size'] })).toBeUndefined();
});

test('in rows that are attributes, rules also apply to other members', () => {
  const person = { id: '4100101', custom_attributes: [{ id: 'size', label: 'T-shirt', value: 'M' }] };
  const settings = { drop: ['person_custom_attributes.label'], hash: ['persons.id'] };
  const [record] = left(new PersonCustomAttributes(), settings, [person]);

  expect(record).toMatchObject({ person_id: hashOf('4100101'), attribute_id: 'size', value: 'M' });
  expect(JSON.stringify(record)).not.toMatch(/T-shirt|4100101/);
});

test('rules for a list also apply to entries that other rules match', () => {
  const rows = [{ id: '1', custom_attributes: [{ id: 'iban', label: 'My secret', value: 'v' }] }];
  const drop = ['persons.custom_attributes.label'];

  expect(left(new Persons(), { drop, hash: ['iban'] }, structuredClone(rows))[0]?.custom_attributes).toEqual([
    { id: 'iban', value: hashOf('v') },
  ]);
  expect(left(new Persons(), { drop: ['iban'], hash: ['custom_attributes'] }, rows)[0]?.custom_attributes).toEqual([]);
});

test('a member of an attribute follows its own rule, even if no rule matches the attribute', () => {
  const rows = [{ id: '1', custom_attributes: [{ id: 'size', label: 'Shirt', value: 'M' }] }];

  expect(left(new Persons(), { drop: ['persons.custom_attributes.label'] }, rows)[0]?.custom_attributes).toEqual([
    { id: 'size', value: 'M' },
  ]);
});

describe('a hashed value', () => {
  test('is the same in columns and lists, as text and as a number', () => {
    const attributes = [attribute('dynamic_7', 'Number', { types: ['integer'] })];
    const rows = [{ id: '1', custom_attributes: [{ id: 'dynamic_7', value: '5005', type: 'int' }] }];
    const [record] = left(new Persons(), { hash: ['dynamic_7'], attributes }, rows);

    expect(record?.dynamic_7).toBe(hashOf('5005'));
    expect(record?.custom_attributes).toEqual([{ id: 'dynamic_7', value: hashOf('5005'), type: 'int' }]);
  });

  // A hash of a hash joins with nothing.
  test('is hashed once, however many rules match it', () => {
    const attributes = [attribute('dynamic_7', 'Number')];
    const rules = [
      'dynamic_7',
      'persons.custom_attributes.value',
      'person_custom_attributes.value',
      'value',
      '*.dynamic_*',
    ];
    const rows = [{ id: '1', custom_attributes: [{ id: 'dynamic_7', value: 'v' }] }];

    const [person] = left(new Persons(), { hash: rules, attributes }, structuredClone(rows));
    const [long] = left(new PersonCustomAttributes(), { hash: rules, attributes }, structuredClone(rows));

    expect([person?.dynamic_7, person?.custom_attributes, long?.value]).toEqual([
      hashOf('v'),
      [{ id: 'dynamic_7', value: hashOf('v') }],
      hashOf('v'),
    ]);
  });

  test('is hashed once in rows of reports, too', () => {
    const item = {
      employee_id: 7,
      attributes: [
        {
          attribute_id: 'salary_1',
          data_type: 'SALARY',
          value: 5000,
          employee_id: 7,
          cost_centers: [{ cost_center_id: 3 }],
        },
      ],
    };
    const rows = [{ type: 'Report', attributes: { items: [item] } }];

    const [record] = left(new CustomReportRows(), { hash: ['salary_*', 'employees.id', 'cost_centers.id'] }, rows, {
      report_id: 'r',
    });

    expect(record?.record_key).toBe(`r:${hashOf(7)}`);
    expect(record?.attributes).toEqual([
      {
        attribute_id: 'salary_1',
        data_type: 'SALARY',
        value: hashOf(5000),
        employee_id: hashOf(7),
        cost_centers: [{ cost_center_id: hashOf(3) }],
      },
    ]);
  });

  // The id appears twice: in the member and in the added column.
  test('is not left in a reference column', () => {
    for (const rule of ['absence_periods.person', 'person', 'absence_periods.person.*', 'absence_periods.person_id']) {
      const [record] = left(new AbsencePeriods(), { hash: [rule] }, [{ id: '1', person: { id: '4100101' } }]);
      expect(record?.person_id, rule).toBe(hashOf('4100101'));
      expect(record?.person, rule).toEqual({ id: hashOf('4100101') });
    }
  });

  test('is described as text with the id of the key', () => {
    const attributes = [attribute('dynamic_7', 'Shirt', { options: ['Sonderanfertigung', 'Größe M'] })];
    const rules = { hash: ['persons.id', 'dynamic_7', 'employments.termination', 'weekly_working_hours'], attributes };
    const persons = open(new Persons(), rules).privacy.schema.properties ?? {};
    const employments = open(new Employments(), rules).privacy.schema.properties ?? {};
    const keyId = createHmac('sha256', KEY).update('key id').digest('hex').slice(0, 8);

    expect(persons.id?.type).toBe('string');
    expect(persons.id?.description).toMatch(`Hashed with the key ${keyId}. `);
    expect(persons.dynamic_7?.description).toContain(`Hashed with the key ${keyId}. `);
    expect(persons.dynamic_7?.description).toMatch(/Personio's id: dynamic_7$/);
    expect(persons.email?.description).not.toContain('Hashed');
    expect(employments.weekly_working_hours).toMatchObject({ type: ['null', 'string'] });
    expect(employments.termination?.properties?.termination_date).not.toHaveProperty('format');
    expect(JSON.stringify(persons)).not.toContain(KEY);
    // The options are the values.
    expect(JSON.stringify(persons)).not.toMatch(/Sonderanfertigung|Größe M/);
  });

  test('is the same whether or not the schema was selected', () => {
    const attributes = [
      attribute('dynamic_7', 'Day', { types: ['date'] }),
      attribute('dynamic_8', 'N', { types: ['integer'] }),
    ];
    const settings = { hash: ['dynamic_*'], attributes };
    const rows = () => [
      {
        id: '1',
        custom_attributes: [
          { id: 'dynamic_7', value: '2024-02-29' },
          { id: 'dynamic_8', value: '8' },
        ],
      },
    ];
    const [asked] = left(new Persons(), settings, rows());
    // The read receives the catalog that discover made from it.
    const { schema } = open(new Persons(), settings).privacy;
    const columns = Object.fromEntries(
      Object.entries(schema.properties ?? {}).filter(([name]) => name.startsWith('dynamic')),
    );
    const privacy = new StreamPrivacy(
      new Persons(),
      new Policy(settingsOf({ hash: settings.hash }), allStreams(), attributes),
      withColumns(fixedSchema(new Persons()), columns),
    );
    const builder = new RecordBuilder(new Persons(), privacy.schema, schema, {
      privacy,
      attributes: new AttributeColumns(columns, undefined),
    });
    const [line] = builder.records(rows() as Row[], new Persons().whole(), new Map());
    const chosen = JSON.parse(line?.data ?? '{}');

    expect([chosen.dynamic_7, chosen.dynamic_8]).toEqual([asked?.dynamic_7, asked?.dynamic_8]);
    expect(asked?.dynamic_7).toBe(hashOf('2024-02-29'));
  });
});

test('unreadable values are null and reported, not hashed', () => {
  const row = parseJson('{"id":"1","email":1e999,"first_name":"A"}') as Row;
  const { builder } = open(new Persons(), { hash: ['email', 'first_name'] });
  const [line] = builder.records([row], new Persons().whole(), new Map());

  expect(JSON.parse(line?.data ?? '')).toEqual({ id: '1', email: null, first_name: hashOf('A') });
  expect(line?.changes).toMatchObject([{ field: 'email', change: 'NULLED' }]);
});

describe('a birthday', () => {
  const attributes = [attribute('dynamic_7', 'Geburtstag', { types: ['date'] })];
  const year = (value: unknown) =>
    left(new Persons(), { preset: 'analytics', attributes }, [
      { id: '1', custom_attributes: [{ id: 'dynamic_7', value }] },
    ])[0];

  test.each([
    ['1984-05-06', 1984],
    ['1984-05-06T00:00:00+02:00', 1984],
    ['1984', 1984],
    ['6 May 1984', null],
    ['06.05.1984', null],
    ['', null],
    [19840506, null],
  ])('is shortened to the year: %s', (value, expected) => {
    const record = year(value);

    expect(record?.dynamic_7 ?? null).toBe(expected);
    expect((record?.custom_attributes as Row[] | undefined)?.[0]?.value ?? null).toBe(expected);
  });
});

test('a year stays as it is in a column whose catalog was made with the same preset', () => {
  const attributes = [attribute('dynamic_7', 'Geburtstag', { types: ['date'] })];
  const columns = attributeColumns(attributes, []);
  const policy = new Policy(settingsOf({ preset: 'analytics' }), allStreams(), attributes);
  const first = new StreamPrivacy(new Persons(), policy, withColumns(fixedSchema(new Persons()), columns)).schema;
  const { dynamic_7 } = first.properties ?? {};
  const own = { dynamic_7: dynamic_7 ?? {} };
  const sent = withColumns(fixedSchema(new Persons()), own);
  const privacy = new StreamPrivacy(new Persons(), policy, sent);
  const options = { sent, privacy, attributes: new AttributeColumns(own, undefined) };
  const rows: Row[] = ['1984-05-06', '1984', 1984, { date: '1984-05-06' }].map((value, index) => ({
    id: `${index}`,
    custom_attributes: [{ id: 'dynamic_7', value }],
  }));
  const records = new RecordBuilder(new Persons(), privacy.schema, {}, options).records(
    rows,
    new Persons().whole(),
    new Map(),
  );

  expect(dynamic_7?.type).toEqual(['null', 'integer']);
  expect(records.map(({ data }) => JSON.parse(data).dynamic_7)).toEqual([1984, 1984, 1984, 1984]);
});

describe('options of an attribute', () => {
  const options = ['1984-05-06', 'Größe M'];
  const attributes = [
    attribute('dynamic_7', 'Shirt', { universalId: 'shirt', options }),
    attribute('dynamic_8', 'Geburtstag', { options }),
    attribute('dynamic_9', 'Konfession', { options }),
    attribute('dynamic_10', 'Badge', { options: ['stays'] }),
  ];
  const rows = () => attributes.map(({ id: key, label, options }) => ({ key, label, options }));

  test.each<[string, Given]>([
    ['is dropped', { drop: ['dynamic_7', 'dynamic_8', 'dynamic_9'] }],
    ['is dropped in one stream', { drop: ['persons.shirt', 'employees.dynamic_8', 'persons.dynamic_9'] }],
    ['is hashed', { hash: ['shirt', 'dynamic_8', 'dynamic_9'] }],
    ['is not kept', { keep: ['Badge'] }],
    ['is removed by a preset, or shortened to the year', { preset: 'analytics', drop: ['dynamic_7'] }],
  ])('that %s are hidden in the list of attributes and in a catalog', (_, settings) => {
    const records = left(new EmployeeAttributes(), { ...settings, attributes }, rows());

    expect(records.map((record) => record.options ?? null)).toEqual([null, null, null, ['stays']]);
    if (settings.drop?.includes('persons.shirt')) return;
    for (const stream of [new Persons(), new Employees()]) {
      const catalog = JSON.stringify(open(stream, { ...settings, attributes }).privacy.schema);
      expect(catalog).not.toMatch(/1984-05-06|Größe M/);
      expect(catalog).toContain('Options: stays.');
    }
  });

  test('are emitted otherwise', () => {
    expect(left(new EmployeeAttributes(), { drop: ['persons.email'], attributes }, rows())[0]?.options).toEqual(
      options,
    );
  });
});

describe('a rule', () => {
  const row = () => ({
    id: '1',
    Address: { Street: 'S1', City: 'C' },
    termination: { Note: 'N', type: 'T' },
    banks: [{ Iban: 'DE1', Bank: { IBAN: 'DE2', name: 'B' } }],
  });

  test.each([
    ['employments.address.street', /S1/],
    ['employments.ADDRESS.street', /S1/],
    ['*.address.stree*', /S1/],
    ['iban', /DE1|DE2/],
    ['*.banks.iban', /DE1/],
    ['employments.banks.bank.iban', /DE2/],
    ['employments.termination.note', /"N"/],
    ['Employments.Termination.NOTE', /"N"/],
  ])('matches nested members regardless of case: %s', (rule, values) => {
    const whole = JSON.stringify(left(new Employments(), { drop: ['persons.email'] }, [row()]));
    const [dropped, hashed] = [{ drop: [rule] }, { hash: [rule] }].map((settings) =>
      JSON.stringify(left(new Employments(), settings, [row()])),
    );

    expect(whole).toMatch(values);
    expect(dropped).not.toMatch(values);
    expect(hashed).not.toMatch(values);
    expect(hashed).toContain(hashOf(whole.match(values)?.[0].replaceAll('"', '')));
    expect(dropped).toContain('"C"');
  });
});

describe('a key', () => {
  test('contains nothing of a part that is dropped or hashed', () => {
    const adds = { application_id: '880001' };
    const rows = () => [{ entered_at: '2026-01-01T00:00:00Z', stage: { id: '5012', name: 'Screening' } }];
    for (const rule of ['stage_id', 'recruiting_stage_transitions.application_id', '*.stage']) {
      const dropped = open(new RecruitingStageTransitions(), { drop: [rule] }).builder;
      const whole = { ...new RecruitingStageTransitions().whole(), adds };
      const left = JSON.stringify(dropped.records(rows() as Row[], whole, new Map()));
      expect(left, rule).not.toContain(rule.includes('application') ? '880001' : '5012');
      const [hashed] = open(new RecruitingStageTransitions(), { hash: [rule] }).builder.records(
        rows() as Row[],
        whole,
        new Map(),
      );
      const part = rule.includes('application') ? '880001' : '5012';
      expect(JSON.stringify(hashed)).not.toContain(part);
      expect(hashed?.key, rule).toContain(hashOf(part));
    }
  });

  test('of the whole row ignores dropped members: rows that differ only in those share a hash and are numbered', () => {
    const events = () => [1, 2].map((person_id) => ({ event_name: 'ping', occurred_at: 'x', payload: { person_id } }));
    const keys = (settings: Given) => left(new WebhookEvents(), settings, events(), { webhook_id: 'w' });
    const [one, two] = keys({ drop: ['webhook_events.payload'] }).map(({ record_key }) => record_key);
    const [first, second] = keys({ drop: ['persons.email'] }).map(({ record_key }) => record_key);

    expect(two).toBe(`${one}:2`);
    expect(second).not.toBe(`${first}:2`);
  });

  test('is made of emitted values', () => {
    const rows = [{ entered_at: '2026-01-01T00:00:00Z', stage: { id: '5012', name: 'Screening' } }];
    const [record] = left(
      new RecruitingStageTransitions(),
      { hash: ['recruiting_applications.id', 'stage_id'] },
      rows,
      {
        application_id: '880001',
      },
    );

    expect(record?.record_key).toBe(`${hashOf('880001')}:2026-01-01T00:00:00Z:${hashOf('5012')}`);
  });
});

describe('the schema', () => {
  // Otherwise a read would take dropped columns for unselected ones, and omit new attributes.
  test('counts its columns', () => {
    const attributes = [attribute('dynamic_1', 'A'), attribute('dynamic_2', 'B'), attribute('dynamic_3', 'C')];
    const { properties = {} } = open(new Persons(), { drop: ['dynamic_2'], attributes }).privacy.schema;

    expect(Object.keys(properties)).toContain('dynamic_1');
    expect(Object.keys(properties)).not.toContain('dynamic_2');
    expect(properties.additional_fields?.description).toMatch(
      /Columns of this account, which are not repeated here: 2\.$/,
    );
  });
});

test('columns keep their names, whatever they are', () => {
  const columns = JSON.parse('{"__proto__":{"type":"string"},"constructor":{"type":"string"}}');
  const schema = withColumns(fixedSchema(new Persons()), {});
  const policy = new Policy(settingsOf({ drop: ['persons.email'] }), allStreams());
  const sent = { ...schema, properties: Object.fromEntries(Object.entries(columns)) } as JsonSchema;

  expect(Object.keys(new StreamPrivacy(new Persons(), policy, sent).schema.properties ?? {})).toEqual([
    '__proto__',
    'constructor',
  ]);
});

describe('a name in a message', () => {
  test('is replaced by its emitted form', () => {
    const shown = (settings: Given) => open(new Employments(), settings).privacy.shown('person_id', '4100101');

    expect(shown({ hash: ['persons.id'] })).toBe(hashOf('4100101'));
    expect(shown({ drop: ['employments.person'] })).toBe('…');
    expect(shown({ drop: ['employments.status'] })).toBe('4100101');
  });

  test('does not replace similar text', () => {
    const stream = new Employments();
    const { builder } = open(stream, { hash: ['persons.id'] });
    const name = builder.nameOf({ key: '2', path: '/v2/persons/2/employments', query: {} });

    expect(name).toBe(`/v2/persons/${hashOf('2')}/employments`);
  });
});

describe('an entry in a list of attributes', () => {
  const valuesLeft = (settings: Given, ...entries: object[]) =>
    JSON.stringify(left(new Persons(), settings, [{ id: '1', custom_attributes: entries }])).match(/V\d/g) ?? [];

  test('without an identifier is withheld if a rule may match it', () => {
    const entries = [{ value: 'V1' }, { id: null, label: 'IBAN', value: 'V2' }, { id: 'x', value: 'V3' }];

    expect(valuesLeft({ drop: ['persons.dynamic_1'], attributes: [attribute('dynamic_1', 'A')] }, ...entries)).toEqual([
      'V3',
    ]);
    expect(valuesLeft({ hash: ['dynamic_1'], attributes: [attribute('dynamic_1', 'A')] }, ...entries)).toEqual(['V3']);
    expect(valuesLeft({ drop: ['employments.status'] }, ...entries)).toEqual(['V1', 'V2', 'V3']);
  });

  test('is decided again if its universal id changes', () => {
    const entries = [
      { id: 'x', value: 'V1' },
      { id: 'x', universal_id: 'iban', value: 'V2' },
    ];
    expect(valuesLeft({ drop: ['iban'] }, ...entries)).toEqual(['V1']);
  });
});
