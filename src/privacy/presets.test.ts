import { describe, expect, test } from 'vitest';
import { fixedSchema } from '../account/offer.ts';
import type { JsonSchema } from '../protocol.ts';
import { allStreams } from '../streams/index.ts';
import { Persons } from '../streams/persons.ts';
import { AttributeNames } from './names.ts';
import { isProtected, Policy } from './policy.ts';
import type { Preset } from './presets.ts';
import { StreamPrivacy } from './stream_privacy.ts';

const policyOf = (preset: Preset) =>
  new Policy({ preset, drop: [], hash: [], sensitive_absence_types: [], keep: [] }, allStreams());

function* pathsOf(schema: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  for (const [name, inner] of Object.entries((schema.items ?? schema).properties ?? {})) {
    const own = path === '' ? name : `${path}.${name}`;
    yield [own, inner];
    yield* pathsOf(inner, own);
  }
}

/** What a preset takes out of the schemas that every account has, the outermost members only. */
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

describe('of the columns that every account has', () => {
  test('everything leaves all', () => {
    expect(dropped('everything')).toEqual([]);
  });

  test('no_special_categories takes out these and no others', () => {
    expect(dropped('no_special_categories').sort()).toEqual([...ADDITIONAL_FIELDS, ...SPECIAL].sort());
  });

  test('analytics takes out these and no others', () => {
    expect(dropped('analytics').sort()).toEqual([...ADDITIONAL_FIELDS, ...SPECIAL, ...IDENTIFYING].sort());
  });

  test('analytics shortens birthdays to the year, and nothing else', () => {
    const policy = policyOf('analytics');
    const years = allStreams().flatMap((stream) =>
      [...pathsOf(new StreamPrivacy(stream, policy, fixedSchema(stream)).schema)]
        .filter(([, { description = '' }]) => description.startsWith('The year only.'))
        .map(([path, { type }]) => [`${stream.name}.${path}`, type]),
    );

    expect(years).toEqual([['recruiting_candidates.birthday', ['null', 'integer']]]);
  });

  test.each(['no_special_categories', 'analytics'] as const)('%s touches no key and no cursor', (preset) => {
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

/** What is done to an attribute of a person that has this label, or this key. */
function treatment(preset: Preset, { key = 'dynamic_1', label = '', universalId = '' }): string {
  const attribute = { id: key, label, universalId: universalId || undefined, types: [], options: [] };
  const policy = new Policy({ preset, drop: [], hash: [], sensitive_absence_types: [], keep: [] }, allStreams(), [
    attribute,
  ]);
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
  ])('labelled "%s" tells who somebody is', (label) => {
    expect(treatment('analytics', { label })).toBe('drop');
    expect(treatment('no_special_categories', { label })).toBe('stays');
  });

  test.each(['Geburtstag', 'Geburtsdatum', 'Date of birth', 'Birthday'])('labelled "%s" gives its year', (label) => {
    expect(treatment('analytics', { label })).toBe('year');
    expect(treatment('no_special_categories', { label })).toBe('stays');
  });

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
  ])('labelled "%s" stays', (label) => {
    expect(treatment('analytics', { label })).toBe('stays');
  });

  test('is known by its key or Personio’s own name, too', () => {
    expect(treatment('no_special_categories', { key: 'tax_class' })).toBe('drop');
    expect(treatment('analytics', { label: 'Zahlweg', universalId: 'iban' })).toBe('drop');
    expect(treatment('analytics', { label: 'Tag X', universalId: 'date_of_birth' })).toBe('year');
  });
});
