import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../integration_tests/units/privacy.ts';
import { fixedSchema } from '../account/available.ts';
import { withColumns } from '../account/columns.ts';
import { ReportRows } from '../account/reports.ts';
import type { JsonSchema } from '../json_schema.ts';
import { allStreams } from '../streams/index.ts';
import { Persons } from '../streams/persons.ts';
import { AttributeNames } from './names.ts';
import { isProtected, Policy } from './policy.ts';
import type { Preset } from './presets.ts';
import { StreamPrivacy } from './stream_privacy.ts';

const policyOf = (preset: Preset) => new Policy(settingsOf({ preset }), allStreams());

function* pathsOf(schema: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  for (const [name, inner] of Object.entries((schema.items ?? schema).properties ?? {})) {
    const own = path === '' ? name : `${path}.${name}`;
    yield [own, inner];
    yield* pathsOf(inner, own);
  }
}

/** The outermost members that a preset drops from the schemas of every account. */
function dropped(preset: Preset): string[] {
  const policy = policyOf(preset);
  return allStreams().flatMap((stream) => {
    const schema = fixedSchema(stream);
    const left = new Map(pathsOf(new StreamPrivacy(stream, policy, schema).schema));
    const gone = [...pathsOf(schema)].map(([path]) => path).filter((path) => !left.has(path));
    return gone
      .filter((path) => !gone.some((outer) => path.startsWith(`${outer}.`)))
      .map((path) => `${stream.name}.${path}`);
  });
}

const ADDITIONAL_FIELDS = allStreams().map(({ name }) => `${name}.additional_fields`);

const SPECIAL = [
  'employees.gender',
  'hourly_absence_periods.certificate',
  'persons.gender',
  'recruiting_applications.candidate.gender',
  'recruiting_candidates.gender',
  'time_offs.certificate',
];

const IDENTIFYING = [
  'absence_periods.comment',
  'attendance_periods.comment',
  'attendances.comment',
  'custom_reports.author_first_name',
  'custom_reports.author_last_name',
  'documents.comment',
  'documents.name',
  'employees.email',
  'employees.first_name',
  'employees.last_name',
  'employees.preferred_name',
  'employees.profile_picture',
  'employees.supervisor.email',
  'employees.supervisor.first_name',
  'employees.supervisor.last_name',
  'employees.supervisor.preferred_name',
  'hourly_absence_periods.comment',
  'hourly_absence_periods.employee.email',
  'hourly_absence_periods.employee.first_name',
  'hourly_absence_periods.employee.last_name',
  'hourly_absence_periods.employee.preferred_name',
  'persons.email',
  'persons.first_name',
  'persons.last_name',
  'persons.preferred_name',
  'persons.profile_picture',
  'profile_pictures.content',
  'profile_pictures.sha256',
  'recruiting_applications.candidate.email',
  'recruiting_applications.candidate.first_name',
  'recruiting_applications.candidate.last_name',
  'recruiting_candidates.email',
  'recruiting_candidates.first_name',
  'recruiting_candidates.last_name',
  'recruiting_candidates.linkedin_profile',
  'recruiting_candidates.location',
  'recruiting_candidates.phone',
  'time_offs.comment',
  'time_offs.created_by',
  'time_offs.employee.email',
  'time_offs.employee.first_name',
  'time_offs.employee.last_name',
  'time_offs.employee.preferred_name',
];

describe('in the columns that every account has', () => {
  test('everything drops nothing', () => {
    expect(dropped('everything')).toEqual([]);
  });

  test('no_special_categories drops exactly these', () => {
    expect(dropped('no_special_categories').sort()).toEqual([...ADDITIONAL_FIELDS, ...SPECIAL].sort());
  });

  test('analytics drops exactly these', () => {
    expect(dropped('analytics').sort()).toEqual([...ADDITIONAL_FIELDS, ...SPECIAL, ...IDENTIFYING].sort());
  });

  test('analytics shortens only birthdays to the year', () => {
    const policy = policyOf('analytics');
    const years = allStreams().flatMap((stream) =>
      [...pathsOf(new StreamPrivacy(stream, policy, fixedSchema(stream)).schema)]
        .filter(([, { description = '' }]) => description.startsWith('The year only.'))
        .map(([path, { type }]) => [`${stream.name}.${path}`, type]),
    );

    expect(years).toEqual([['recruiting_candidates.birthday', ['null', 'integer']]]);
  });

  test.each(['no_special_categories', 'analytics'] as const)('%s does not affect keys and cursors', (preset) => {
    const policy = policyOf(preset);
    for (const stream of allStreams()) {
      const { properties = {} } = new StreamPrivacy(stream, policy, fixedSchema(stream)).schema;
      for (const name of [stream.primaryKey, stream.cursorField, ...stream.keyParts]) {
        if (name === undefined) continue;
        expect(properties[name], `${stream.name}.${name}`).toEqual(fixedSchema(stream).properties?.[name]);
        expect(isProtected(stream, [{ names: [name], labels: [] }])).toBe(true);
      }
    }
  });
});

/** How an attribute of a person with this label or key is treated. */
function treatment(preset: Preset, { key = 'dynamic_1', label = '', universalId = '' }): string {
  const attribute = { id: key, label, universalId: universalId || undefined, types: [], options: [] };
  const policy = new Policy(settingsOf({ preset }), allStreams(), [attribute]);
  const names = new AttributeNames([attribute]);
  return policy.treatmentOf(new Persons(), [names.ofEntry({ id: key }, 'id')]) ?? 'stays';
}

describe('an attribute of an account', () => {
  test.each([
    ...[
      'Krankenkasse',
      'Health insurance',
      'Konfession',
      'Religion',
      'Schwerbehinderung',
      'Disability',
      'GdB / Behinderung',
    ],
    ...[
      'Steuer-ID',
      'Steuerklasse',
      'Tax class',
      'Tax ID',
      'Familienstand',
      'Marital status',
      'Anzahl Kinder',
      'Kind',
      'Kind 1: Name',
    ],
    ...['Number of children', 'Geschlecht', 'Gender', 'Anrede', 'Schwangerschaft', 'Mutterschutz bis', 'Allergien'],
    ...[
      'Blood type',
      'Gewerkschaft',
      'Ethnicity',
      'Impfstatus',
      'Elternzeit',
      'Ehepartner',
      'Pronouns',
      'Kinderfreibetrag',
    ],
    ...['Lohnsteuerklasse', 'Kirchensteuer', 'Numéro fiscal', 'Estado civil', 'Discapacidad', 'Género', 'Religión'],
  ])('labelled "%s" is of a special category', (label) => {
    expect(treatment('no_special_categories', { label })).toBe('drop');
    expect(treatment('analytics', { label })).toBe('drop');
    expect(treatment('everything', { label })).toBe('stays');
  });

  test.each([
    ...['IBAN', 'Bankverbindung', 'Kontoinhaber', 'Private email', 'Handynummer', 'Telefon (privat)', 'Notfallkontakt'],
    ...['Emergency contact', 'Straße und Hausnummer', 'Postleitzahl', 'Wohnort', 'Private address', 'Geburtsname'],
    ...[
      'Geburtsort',
      'Social security number',
      'Sozialversicherungsnummer',
      'Kommentar',
      'Notes',
      'LinkedIn',
      'Passport no.',
    ],
    ...['Vorname', 'BIC', 'City', 'Stadt', 'Foto', 'Reisepassnummer'],
  ])('labelled "%s" identifies a person', (label) => {
    expect(treatment('analytics', { label })).toBe('drop');
    expect(treatment('no_special_categories', { label })).toBe('stays');
  });

  test.each(['Geburtstag', 'Geburtsdatum', 'Date of birth', 'Birthday'])(
    'labelled "%s" is shortened to the year',
    (label) => {
      expect(treatment('analytics', { label })).toBe('year');
      expect(treatment('no_special_categories', { label })).toBe('stays');
    },
  );

  test.each([
    ...['Shirt size', 'Languages', 'Parking space', 'Laptop', 'Badge', 'Kostenstelle', 'Gehaltsband', 'Cost center'],
    ...[
      'Capacity',
      'Kapazität',
      'Contract type',
      'Kündigungsfrist',
      'Notice period',
      'Tarifgruppe',
      'Level',
      'Job family',
    ],
    ...[
      'Arbeitsweg (km)',
      'Führerschein bis',
      'Urlaubsanspruch',
      'Latest review',
      'Profession',
      'Skills',
      'Onboarding date',
    ],
    ...['Taxonomy', 'Verteilzeit', 'Home office days', 'Company car', 'Kind of contract', 'Taxi'],
  ])('labelled "%s" is not affected', (label) => {
    expect(treatment('analytics', { label })).toBe('stays');
  });

  test('is also recognised by its key or Personio’s own name', () => {
    expect(treatment('no_special_categories', { key: 'tax_class' })).toBe('drop');
    expect(treatment('no_special_categories', { key: 'taxClass' })).toBe('drop');
    expect(treatment('analytics', { label: 'Zahlweg', universalId: 'iban' })).toBe('drop');
    expect(treatment('analytics', { label: 'Tag X', universalId: 'date_of_birth' })).toBe('year');
  });

  // People choose any labels they like.
  test('follows Personio’s own name, whatever its label', () => {
    expect(treatment('analytics', { label: 'Health team', universalId: 'department' })).toBe('stays');
    expect(treatment('analytics', { label: 'Partner', universalId: 'position' })).toBe('stays');
    expect(treatment('no_special_categories', { label: 'Ethnic origin', universalId: 'nationality' })).toBe('stays');
    expect(treatment('no_special_categories', { label: 'Team', universalId: 'gender' })).toBe('drop');
  });

  test.each(['dynamic_1', 'dynamic_5f3ac09e.1', '0f8b1c9e-77aa-4b1c-9d53-0123456789ab', '4711', 'DYNAMIC-7'])(
    'without any meaningful name is withheld: %s',
    (key) => {
      for (const label of ['', ' ', key]) {
        expect(treatment('no_special_categories', { key, label })).toBe('drop');
        expect(treatment('analytics', { key, label })).toBe('drop');
        expect(treatment('everything', { key, label })).toBe('stays');
      }
      expect(treatment('analytics', { key, label: 'Shirt size' })).toBe('stays');
    },
  );

  test('without a label is emitted if its key is meaningful', () => {
    expect(treatment('analytics', { key: 'laptop_serial_number' })).toBe('stays');
    expect(treatment('analytics', { key: 'dynamic_1', universalId: 'shirt_size' })).toBe('stays');
  });
});

// A label in every place where an attribute can appear, as typed on a Mac.
describe('an attribute of a special category is removed', () => {
  const label = 'Gewerkschaftszugehörigkeit'.normalize('NFD');
  const attribute = { id: 'dynamic_77', label, types: ['standard'], options: ['ja'] };
  const policy = new Policy(settingsOf({ preset: 'no_special_categories' }), allStreams(), [attribute]);
  const privacyOf = (name: string, columns: Record<string, JsonSchema> = {}) => {
    const stream = allStreams().find((each) => each.name === name) ?? new Persons();
    return new StreamPrivacy(stream, policy, withColumns(fixedSchema(stream), columns));
  };
  const slim = { dynamic_77: { type: ['null', 'string'] } } as const;

  test.each([
    ['a column of persons', 'persons', slim, { id: '1', dynamic_77: 'ja' }],
    ['a column of employees', 'employees', slim, { id: 1, dynamic_77: 'ja' }],
    ['a member of employees that is new', 'employees', {}, { id: 1, dynamic_77: 'ja' }],
    ['an entry of persons', 'persons', {}, { id: '1', custom_attributes: [{ id: 'dynamic_77', value: 'ja' }] }],
    ['an entry with another id', 'persons', {}, { custom_attributes: [{ id: 'x-1', global_id: '77', value: 'ja' }] }],
    ['a row of v1 reports', 'custom_report_rows', {}, { attributes: [{ attribute_id: 'dynamic_77', value: 'ja' }] }],
    ['the options of the attribute', 'employee_attributes', {}, { key: 'dynamic_77', label, options: ['ja'] }],
  ])('as %s', (_, stream, columns, row) => {
    privacyOf(stream, columns).apply(row);

    expect(JSON.stringify(row)).not.toContain('ja');
  });

  test('as a row of its own', () => {
    expect(privacyOf('person_custom_attributes').apply({ attribute_id: 'dynamic_77', value: 'ja' })).toBe(false);
  });

  test.each([
    ['by its key', 'person.dynamic_77', undefined],
    ['by its label', 'person.custom_9', label.normalize('NFC')],
    ['by a label that only the report has', 'x', 'Konfession'],
  ])('as a column of a report, known %s', (__, name, display) => {
    const privacy = new StreamPrivacy(new ReportRows('report_1', 'r1', 'R'), policy, {});
    const row = { c: 'ja', record_key: 'k' };
    privacy.declare(new Map([['c', { name, display, type: 'string', attributeIds: [] }]]));
    privacy.apply(row);

    expect(JSON.stringify(row)).not.toContain('ja');
  });
});
