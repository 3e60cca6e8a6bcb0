import { describe, expect, test } from 'vitest';
import { hashOf, settingsOf } from '../../integration_tests/units/privacy.ts';
import type { Attribute } from '../account/attributes.ts';
import { withColumns } from '../account/columns.ts';
import { FIXED, type ReportColumn, ReportColumns } from '../account/report_columns.ts';
import { ReportRows } from '../account/reports.ts';
import { RecordBuilder } from '../records/builder.ts';
import type { Row } from '../row.ts';
import { allStreams } from '../streams/index.ts';
import { CustomReportRows } from '../streams/legacy.ts';
import { Policy, type PrivacySettings } from './policy.ts';
import { StreamPrivacy } from './stream_privacy.ts';

const attribute = (id: string, label: string, universalId?: string): Attribute => ({
  ...{ id, label, universalId, types: ['standard'], options: [] },
});
const OWN = [attribute('dynamic_77', 'Konfession'), attribute('dynamic_9', 'Bankverbindung', 'iban')];
const SYSTEM = [attribute('last_name', 'Nachname', 'last_name'), attribute('office', 'Büro')];

interface Given extends Partial<PrivacySettings> {
  readonly attributes?: readonly Attribute[];
}

function policyOf({ attributes = OWN, ...settings }: Given): Policy {
  return new Policy(settingsOf(settings), allStreams(), attributes, SYSTEM);
}

type Cell = readonly [name: string | undefined, display: string | undefined, value: unknown, attributeId?: string];

/** The emitted row: with the catalog's columns, or with the new ones if there is no catalog. */
function left(settings: Given, columns: readonly Cell[], isNew = false) {
  const declared = columns.map(
    ([name, display, , id]): ReportColumn => ({ name, display, type: 'string', attributeIds: id ? [id] : [] }),
  );
  const report = new ReportRows('report_1', '1', 'R');
  const known = isNew ? {} : report.columnSchemas(declared.filter(({ name }) => name !== undefined));
  const schema = withColumns(FIXED, known);
  const policy = policyOf(settings);
  const privacy = policy.appliesTo(report) ? new StreamPrivacy(report, policy, schema) : undefined;
  const placed = report.with({ columns: new ReportColumns(known, (now) => privacy?.declare(now)) });
  const row = { columns: declared, cells: columns.map(([, , value]) => ({ any_value: { value } })) };
  placed.rowsOf(row);
  const builder = new RecordBuilder(placed, privacy?.schema ?? schema, {}, { privacy });
  const [line] = builder.records([row], placed.whole(), new Map());
  const { record_key: _, additional_fields: rest, ...record } = JSON.parse(line?.data ?? '{}');
  return { record: isNew ? rest : record, withheld: builder.counts.withheld, schema: privacy?.schema ?? schema };
}

const FAITH: Cell = ['person.dynamic_77', 'Konfession', 'ev'];
const OFFICE: Cell = ['employment.office', 'Office', 'Jena'];

describe.each([
  ['in the catalog', false],
  ['that is new', true],
])('a rule for an attribute matches a column %s', (_, isNew) => {
  test.each<[string, Cell]>([
    ['with its key at the end of the name', FAITH],
    ['with its key elsewhere in the name', ['dynamic_77.value', 'x', 'ev']],
    ['with its key in a name without dots', ['person:DYNAMIC_77', undefined, 'ev']],
    ['with the number of its key', ['custom_attributes.77', 'x', 'ev']],
    ['with its label', ['col_1', 'Konfession', 'ev']],
    ['with its label in another spelling', ['col_1', ' konfession: ', 'ev']],
    ['with its label as its name', ['Konfession', undefined, 'ev']],
    ['with its key in the cells', ['col_1', 'x', 'ev', 'dynamic_77']],
  ])('by %s', (_, column) => {
    for (const rule of ['dynamic_77', 'DYNAMIC_77', 'dynamic_7*', '*.dynamic_77', 'report_*.dynamic_77']) {
      const { record, withheld } = left({ drop: [rule] }, [column, OFFICE], isNew);
      expect(record, rule).toEqual({ employment_office: 'Jena' });
      expect(withheld, rule).toBe(0);
    }
    const hashed = left({ hash: ['dynamic_77'] }, [column, OFFICE], isNew).record;
    expect(Object.values(hashed)).toContain(hashOf('ev'));
    expect(JSON.stringify(hashed)).not.toContain('"ev"');
  });

  test('matches Personio’s global name for it, and the attributes that every account has', () => {
    const columns: Cell[] = [['col_1', 'Bankverbindung', 'DE1'], ['col_2', 'Nachname', 'Smith'], OFFICE];

    expect(left({ drop: ['iban', 'last_name'] }, columns, isNew).record).toEqual({ employment_office: 'Jena' });
  });

  test('a preset matches by name and label', () => {
    const columns: Cell[] = [FAITH, ['col_2', 'Health insurance', 'x'], ['person.last_name', 'N', 'Smith'], OFFICE];

    for (const preset of ['no_special_categories', 'analytics'] as const)
      expect(JSON.stringify(left({ preset }, columns, isNew).record ?? {})).not.toMatch(/"ev"|"x"/);
    expect(JSON.stringify(left({ preset: 'analytics' }, columns, isNew).record ?? {})).not.toContain('Smith');
  });
});

describe('an unidentified column', () => {
  const named = (name: string | undefined, display?: string): Cell => [name, display, 'hush'];

  test.each(['dynamic_77', 'dynamic_*', '*.dynamic_77', 'iban', 'last_name', 'shoe_size'])(
    'is withheld if a rule names an attribute by its key: %s',
    (rule) => {
      for (const settings of [{ drop: [rule] }, { hash: [rule] }]) {
        const { record, withheld } = left(settings, [named('x.5f3a-11', 'Kirche'), OFFICE]);
        expect(record).toEqual({ employment_office: 'Jena' });
        expect(withheld).toBe(1);
      }
    },
  );

  test('may have the title of a field that every account has', () => {
    expect(left({ drop: ['dynamic_77'] }, [['', 'Status', 'hush'], OFFICE]).record).toEqual({
      employment_office: 'Jena',
    });
  });

  test('is emitted if rules name only other things', () => {
    for (const rule of ['persons.dynamic_77', '*.comment', 'report_*.salary', '*.*.dynamic_77', 'documents.*'])
      expect(left({ drop: [rule] }, [named('x.5f3a-11', 'Kirche')]).record, rule).toEqual({ x_5f3a_11: 'hush' });
  });

  test('is any column if the account lists no attributes', () => {
    const columns = [named('person.dynamic_88', 'Z'), named('Kirche'), OFFICE];
    const { record, withheld } = left({ drop: ['dynamic_77'], attributes: [] }, columns);

    expect(record).toEqual({ employment_office: 'Jena' });
    expect(withheld).toBe(2);
  });

  test.each<[string, Partial<PrivacySettings>]>([
    ['a rule', { drop: ['dynamic_77'] }],
    ['a rule for all comments', { drop: ['*.comment'] }],
    ['a preset', { preset: 'no_special_categories' }],
    ['ids that are hashed', { hash: ['workplaces.id'] }],
  ])('is one with neither name nor display: %s', (_, settings) => {
    const known: Cell = ['', undefined, 'hush', 'office'];
    const { record, withheld } = left(settings, [named(''), named(undefined), known, OFFICE]);

    expect(record).toEqual({ employment_office: 'Jena' });
    expect(withheld).toBe(3);
  });

  test('does not matter without a rule that reaches reports', () => {
    expect(left({ drop: ['persons.email'] }, [named(''), OFFICE])).toMatchObject({
      record: { unnamed: 'hush', employment_office: 'Jena' },
      withheld: 0,
    });
  });

  test('is not in the catalog', () => {
    expect(Object.keys(left({ drop: ['dynamic_77'] }, [named('x', 'Kirche'), OFFICE]).schema.properties ?? {})).toEqual(
      ['record_key', 'employment_office', 'additional_fields'],
    );
  });

  test('changes with the response: a column is identified by its current name', () => {
    const report = new ReportRows('report_1', '1', 'R');
    const privacy = new StreamPrivacy(report, policyOf({ drop: ['dynamic_77'] }), FIXED);
    const now = (display: string) => {
      privacy.declare(new Map([['col', { name: 'last_name', display, type: 'string', attributeIds: [] }]]));
      const row: Row = { col: 'ev' };
      privacy.apply(row);
      return row.col;
    };

    expect([now('Nachname'), now('Konfession'), now('Nachname')]).toEqual(['ev', undefined, 'ev']);
  });
});

describe('ids that are hashed', () => {
  const people: Cell[] = [
    ['person.id', 'ID', '4100101'],
    ['employment.supervisor_id', 'Supervisor ID', '4100102'],
    ['absence.substitute.id', 'x', 4100103],
    ['col_1', 'ID des Vorgesetzten', '4100104'],
    ['id', undefined, '4100105'],
    ['col_2', 'x', '4100106', 'person_id'],
  ];

  test('are hashed in report columns, as everywhere', () => {
    const { record, schema } = left({ hash: ['persons.id'] }, people);

    expect(Object.values(record).sort()).toEqual(people.map(([, , value]) => hashOf(value)).sort());
    expect(schema.properties?.person_id).toMatchObject({ type: ['null', 'string'] });
    expect(schema.properties?.person_id?.description).toMatch(/^Hashed with the key /);
    expect(left({ hash: ['absence_periods.person_id'] }, people).record).toEqual(record);
  });

  test('are hashed in new columns, too', () => {
    expect(JSON.stringify(left({ hash: ['persons.id'] }, people, true).record)).not.toContain('41001');
  });

  test('can be of any kind', () => {
    const columns: Cell[] = [
      ['employment.office_id', 'Office', '8801'],
      ['employment.department_id', 'D', '8802'],
      ['employment.cost_center.id', 'C', '8803'],
      ['person.id', 'ID', '8804'],
    ];

    expect(left({ hash: ['workplaces.id', 'cost_centers.id'] }, columns).record).toEqual({
      employment_office_id: hashOf('8801'),
      employment_department_id: '8802',
      employment_cost_center_id: hashOf('8803'),
      person_id: '8804',
    });
  });

  test('are withheld if it is unclear whose they are', () => {
    const columns: Cell[] = [['x.tax_id', 'Tax ID', 'T1'], ['y', 'Badge UUID', 'T2'], OFFICE];
    const { record, withheld } = left({ hash: ['persons.id'] }, columns);

    expect(record).toEqual({ employment_office: 'Jena' });
    expect(withheld).toBe(2);
    expect(left({ hash: ['email'], attributes: OWN }, [['person.id', 'ID', 'T1']]).record).toEqual({ person_id: 'T1' });
  });

  test('are hashed where the value may be a name; names are not', () => {
    const values: [unknown, unknown][] = [
      ['Smith, Jane', 'Smith, Jane'],
      ['4100102', hashOf('4100102')],
      ['7', hashOf('7')],
      [4100102, hashOf(4100102)],
      ['Smith, Jane (4100102)', hashOf('Smith, Jane (4100102)')],
      ['3a7d82eb-f394-4a50-818b-e4a72d5f39c8', hashOf('3a7d82eb-f394-4a50-818b-e4a72d5f39c8')],
      ['{"id":7}', hashOf('{"id":7}')],
      [null, null],
    ];
    for (const [value, expected] of values)
      expect(left({ hash: ['persons.id'] }, [['employment.supervisor', 'Supervisor', value]]).record).toEqual({
        employment_supervisor: expected,
      });
  });

  test('are withheld with the values next to them if a rule drops or hashes the column', () => {
    const supervisor: Cell = ['employment.supervisor', 'Supervisor', 'Smith, Jane'];

    expect(left({ drop: ['supervisor'], hash: ['persons.id'] }, [supervisor]).record).toEqual({});
    expect(left({ hash: ['supervisor', 'persons.id'] }, [supervisor]).record).toEqual({
      employment_supervisor: hashOf('Smith, Jane'),
    });
  });

  test('are hashed in options', () => {
    const report = new ReportRows('report_1', '1', 'R');
    const schema = withColumns(FIXED, { office: { type: ['null', 'array'], items: { type: ['null', 'object'] } } });
    const privacy = new StreamPrivacy(report, policyOf({ hash: ['workplaces.id'] }), schema);
    privacy.declare(new Map([['office', { name: 'office', display: 'x', type: 'option', attributeIds: [] }]]));
    const row: Row = {
      office: [
        { key: '7', value: 'Jena' },
        { key: 'b', value: 'Werk 3' },
      ],
    };
    privacy.apply(row);

    expect(row.office).toEqual([
      { key: hashOf('7'), value: 'Jena' },
      { key: hashOf('b'), value: 'Werk 3' },
    ]);
  });
});

test('a row’s key is hashed if a rule says so', () => {
  const keyOf = (privacy: StreamPrivacy | undefined) => {
    const report = new ReportRows('report_1', '1', 'R');
    const columns = [{ name: 'a', display: 'a', type: 'string', attributeIds: [] }];
    const builder = new RecordBuilder(report, FIXED, {}, { privacy });
    const [line] = builder.records([{ columns, cells: ['x'] }], report.whole(), new Map());
    return line?.key;
  };
  const report = new ReportRows('report_1', '1', 'R');
  const privacy = new StreamPrivacy(report, policyOf({ hash: ['report_*.record_key'] }), FIXED);

  expect(keyOf(privacy)).toBe(hashOf(keyOf(undefined)));
});

test('the preset analytics drops names of people, whatever the column is called', () => {
  const columns: Cell[] = [
    ['employment.supervisor', 'Supervisor', 'Smith'],
    ['x', 'Line manager', 'Smith'],
    ['employee', 'Employee', 'Smith'],
    ['person.name', 'Name', 'Smith'],
    ['employment.supervisor_id', 'Supervisor ID', '7'],
    OFFICE,
  ];

  expect(left({ preset: 'analytics' }, columns).record).toEqual({
    employment_supervisor_id: '7',
    employment_office: 'Jena',
  });
});

describe('an attribute in a v1 report', () => {
  function entries(settings: Given, ...attributes: object[]) {
    const stream = new CustomReportRows();
    const schema = {
      type: 'object',
      properties: { attributes: { items: {} }, report_id: {}, record_key: {} },
    } as const;
    const privacy = new StreamPrivacy(stream, policyOf(settings), schema as never);
    const row: Row = { employee_id: 1, attributes: structuredClone(attributes) };
    privacy.apply(row);
    return { left: row.attributes, withheld: privacy.withheld };
  }
  const entity = (attribute_id: string, entity_id: unknown, value: unknown) => ({
    ...{ attribute_id, data_type: 'ENTITY', entity_id, value },
  });

  test('that is an id, or refers to something, has its id hashed', () => {
    const given = [
      { attribute_id: 'id', data_type: 'INTEGER', value: '4100101' },
      entity('supervisor', '4100102', 'Smith, Jane'),
      entity('office', 8801, 'Jena'),
      { attribute_id: 'department_id', value: 8802 },
      entity('cost_center', '8803', '8803'),
    ];

    expect(
      entries({ hash: ['persons.id', 'workplaces.id', 'org_units.id', 'cost_centers.id'] }, ...given).left,
    ).toEqual([
      { attribute_id: 'id', data_type: 'INTEGER', value: hashOf('4100101') },
      entity('supervisor', hashOf('4100102'), 'Smith, Jane'),
      entity('office', hashOf('8801'), 'Jena'),
      { attribute_id: 'department_id', value: hashOf('8802') },
      entity('cost_center', hashOf('8803'), hashOf('8803')),
    ]);
    expect(entries({ hash: ['workplaces.id'] }, given[1] ?? {}).left).toEqual([given[1]]);
  });

  test('with the id of something unknown has it withheld and counted', () => {
    const { left, withheld } = entries(
      { hash: ['persons.id'] },
      entity('dynamic_55', '4100107', 'x'),
      entity('dynamic_55', '2', 'y'),
    );

    expect(left).toEqual([
      { attribute_id: 'dynamic_55', data_type: 'ENTITY', value: 'x' },
      { attribute_id: 'dynamic_55', data_type: 'ENTITY', value: 'y' },
    ]);
    expect(withheld).toBe(1);
  });

  test('has no names of people with the preset analytics', () => {
    expect(entries({ preset: 'analytics' }, entity('supervisor', '7', 'Smith, Jane')).left).toEqual([
      { attribute_id: 'supervisor', data_type: 'ENTITY', entity_id: '7' },
    ]);
  });

  test('is identified by all of its names, and decided again if its label or number changes', () => {
    const entry = (more: object, value: string) => ({ attribute_id: 'x', value, ...more });
    const given = [
      entry({ label: 'Status' }, 'a'),
      entry({ label: 'Konfession' }, 'ev'),
      entry({ global_id: 5 }, 'b'),
      entry({ global_id: 77 }, 'ev'),
      entry({ label: 'Status' }, 'c'),
    ];

    const kept = entries({ preset: 'no_special_categories' }, ...given.slice(0, 2), given[4] ?? {}).left as Row[];
    expect(kept.map(({ value }) => value)).toEqual(['a', 'c']);
    const left = entries({ drop: ['dynamic_77'] }, ...given).left as Row[];
    expect(left.map(({ value }) => value)).toEqual(['a', 'ev', 'b', 'c']);
  });

  test('follows a rule for itself first', () => {
    const given = entity('supervisor', '7', 'Smith, Jane');

    expect(entries({ drop: ['supervisor'], hash: ['persons.id'] }, given).left).toEqual([]);
    expect(entries({ hash: ['supervisor', 'persons.id'] }, given).left).toEqual([
      entity('supervisor', hashOf('7'), hashOf('Smith, Jane')),
    ]);
    expect(entries({ hash: ['persons.id', 'custom_report_rows.attributes.value'] }, given).left).toEqual([
      entity('supervisor', hashOf('7'), hashOf('Smith, Jane')),
    ]);
  });

  test('has its absence type hashed in its name', () => {
    expect(entries({ hash: ['time_off_types.id'] }, { attribute_id: 'absence_2201', duration_days: 2 }).left).toEqual([
      { attribute_id: hashOf('absence_2201'), duration_days: 2 },
    ]);
  });
});
