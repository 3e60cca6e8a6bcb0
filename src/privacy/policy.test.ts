import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../integration_tests/units/privacy.ts';
import { fixedSchema } from '../account/available.ts';
import type { JsonSchema } from '../json_schema.ts';
import { allStreams } from '../streams/index.ts';
import { refuseHarmfulRules, unmatchedRules } from './check_rules.ts';
import { Identities } from './identities.ts';
import { Policy, type PrivacySettings } from './policy.ts';
import { plainStep } from './rules.ts';

const STREAMS = allStreams();

const policyOf = (settings: Partial<PrivacySettings>) => new Policy(settingsOf(settings), STREAMS);

function* pathsOf(schema: JsonSchema, path = ''): Generator<string> {
  for (const [name, inner] of Object.entries((schema.items ?? schema).properties ?? {})) {
    const own = path === '' ? name : `${path}.${name}`;
    yield own;
    yield* pathsOf(inner, own);
  }
}

/** All paths of the fixed schemas that these rules hash. */
function hashed(...hash: string[]): string[] {
  const policy = policyOf({ hash });
  return STREAMS.flatMap((stream) =>
    [...pathsOf(fixedSchema(stream))]
      .filter((path) => policy.treatmentOf(stream, path.split('.').map(plainStep)) === 'hash')
      .map((path) => `${stream.name}.${path}`),
  ).sort();
}

describe('hashing an id hashes every reference to it', () => {
  test('of people', () => {
    expect(hashed('persons.id')).toEqual(
      [
        ...['absence_entitlements', 'attendances', 'custom_report_rows', 'hourly_absence_periods', 'time_offs'].map(
          (stream) => `${stream}.person_id`,
        ),
        ...['absence_balances.person_id', 'absence_entitlements.employee_id', 'absence_periods.person.id'],
        ...['absence_periods.person_id', 'absence_periods.substitute.id', 'absence_periods.substitute_id'],
        ...['attendance_periods.person.id', 'attendance_periods.person_id', 'attendances.employee_id'],
        ...['compensations.person.id', 'compensations.person_id', 'custom_report_rows.attributes.employee_id'],
        ...['custom_report_rows.employee_id', 'custom_report_rows.historical_attributes.employee_id'],
        'custom_reports.filters.value',
        ...['documents.owner.id', 'documents.owner_id', 'employees.id', 'employees.person_id'],
        'employees.profile_picture',
        ...['employees.supervisor.id', 'employees.supervisor_id', 'employments.person.id', 'employments.person_id'],
        ...['employments.supervisor.id', 'employments.supervisor_id', 'holidays.person.id', 'holidays.person_id'],
        ...[
          'hourly_absence_periods.created_by',
          'hourly_absence_periods.employee.id',
          'hourly_absence_periods.employee_id',
        ],
        ...[
          'person_custom_attributes.person_id',
          'persons.id',
          'persons.profile_picture.url',
          'profile_pictures.person_id',
        ],
        ...['project_members.person.id', 'project_members.person_id', 'recruiting_applications.hiring_team.person.id'],
        ...[
          'recruiting_jobs.hiring_team.person.id',
          'time_offs.employee.id',
          'time_offs.employee_id',
          'webhook_events.additional_fields',
          'webhook_events.meta',
          'webhook_events.payload',
        ],
      ].sort(),
    );
  });

  test.each([
    ['employees.id', 'persons.id'],
    ['project_members.person_id', 'persons.id'],
    ['absence_periods.person', 'persons.id'],
    ['documents.owner.id', 'persons.id'],
    ['time_offs.person_id', 'persons.id'],
    ['employees.department_key', 'org_units.id'],
    ['org_units.record_key', 'org_units.id'],
    ['employees.office.id', 'workplaces.id'],
    ['time_off_types.id_v2', 'absence_types.id'],
    ['recruiting_applications.candidate_id', 'recruiting_candidates.id'],
  ])('from either end: %s', (one, other) => {
    const ids = hashed(other);

    expect(hashed(one)).toEqual(expect.arrayContaining(ids));
  });

  test.each([
    [
      'org_units.id',
      [
        'employments.department_id',
        'employments.department_key',
        'employees.team_key',
        'org_units.record_key',
        'org_units.parent_key',
        'recruiting_applications.department_key',
        'employments.org_units.id',
        'employees.team_id',
        'org_units.resource_uri',
        'recruiting_jobs.department_id',
        'org_units.parent_chain.resource_uri',
      ],
    ],
    [
      'absence_types.id',
      ['absence_periods.absence_type_id', 'hourly_absence_periods.absence_type.id', 'time_off_types.id_v2'],
    ],
    ['employments.id', ['persons.employments.id']],
    ['webhooks.id', ['webhook_events.webhook_id']],
    ['absence_periods.id', ['absence_breakdowns.absence_period_id', 'time_offs.id_v2']],
    ['attendance_periods.id', ['attendances.id_v2']],
    ['custom_reports.id', ['custom_report_rows.report_id']],
  ])('of %s', (id, references) => {
    expect(hashed(id)).toEqual(expect.arrayContaining([id, ...references]));
    expect(hashed(id)).not.toContain('persons.id');
  });

  // An event's payload mentions all of these.
  test.each(['employments.id', 'absence_periods.id', 'attendance_periods.id', 'documents.id'])(
    'of %s, in events',
    (id) => {
      const policy = policyOf({ hash: [id] });
      const events = STREAMS.find(({ name }) => name === 'webhook_events');
      const member = `${id.replace(/s\.id$/, '')}_id`;
      const treated = events && [
        policy.treatmentOf(events, [plainStep('payload')]),
        policy.treatmentOf(events, [plainStep('payload'), plainStep(member)]),
      ];

      expect(treated).toContain('hash');
    },
  );

  test('except text that only contains it', () => {
    for (const mention of ['persons.profile_picture.url', 'persons.profile_picture', 'employees.profile_picture'])
      expect(hashed(mention)).not.toContain('persons.id');
    expect(hashed('webhook_events.payload')).toEqual(['webhook_events.payload']);
    expect(hashed('org_units.resource_uri')).toEqual(['org_units.resource_uri']);
  });
});

test('every declared reference is known and points to its target', () => {
  const identities = new Identities(STREAMS);
  for (const { name, references, parent } of STREAMS) {
    for (const { column, member, to } of references) {
      if (to !== undefined) expect(identities.of(`${name}.${column ?? member}`)).toBe(identities.of(to));
    }
    if (parent && 'column' in parent && parent.column !== undefined)
      expect(identities.of(`${name}.${parent.column}`)).toBe(identities.of(`${parent.stream.name}.id`));
  }
  expect(identities.of('persons.email')).toBeUndefined();
});

test('the type in a reference by type and id cannot be hashed, because other keys contain it', () => {
  for (const rule of ['org_units.type', '*.type', 'type'])
    expect(() => refuseHarmfulRules(policyOf({ hash: [rule] }), STREAMS), rule).toThrow(/would hash org_units\.type/);
  expect(() => refuseHarmfulRules(policyOf({ hash: ['employments.type', 'org_units.id'] }), STREAMS)).not.toThrow();
});

test('ids inside members may be dropped if the key is a plain id', () => {
  for (const rule of ['employees.*.id', 'absence_entitlements.*.type', 'custom_report_rows.*.id'])
    expect(() => refuseHarmfulRules(policyOf({ drop: [rule] }), STREAMS), rule).not.toThrow();
});

describe('a rule is refused', () => {
  const refused = (settings: Partial<PrivacySettings>) => {
    try {
      refuseHarmfulRules(policyOf(settings), STREAMS);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each([
    ['persons.id', 'persons.id'],
    ['*.id', '.id'],
    ['id', '.id'],
    ['persons.*', 'persons.id'],
    ['project_members.person', 'project_members.person_id'],
    ['project_members.person.id', 'project_members.person_id'],
    ['holidays.name', 'holidays.name'],
    ['record_key', 'the key'],
    ['employee_attributes.key', 'employee_attributes.key'],
    ['recruiting_stage_transitions.stage', 'recruiting_stage_transitions.stage'],
    // Without its id, a stage is identified only by its type, and two stages would become one.
    ['recruiting_stage_transitions.stage.id', 'recruiting_stage_transitions.stage'],
    ['stage_id', 'recruiting_stage_transitions.stage'],
    ['profile_pictures.person_id', 'profile_pictures.person_id'],
    ['employees.person_id', 'employees.id'],
    ['custom_report_rows.person_id', 'custom_report_rows.employee_id'],
  ])('that drops a key: %s', (rule, named) => {
    const message = refused({ drop: [rule] });

    expect(message).toContain(`the privacy rule "${rule}" would drop`);
    expect(message).toContain(named);
  });

  test.each([
    'persons.updated_at',
    '*.updated_at',
    'updated_at',
    'compensations.month',
    'absence_breakdowns.absence_period_updated_at',
  ])('that drops or hashes a cursor: %s', (rule) => {
    expect(refused({ drop: [rule] })).toContain(`"${rule}" would drop`);
    expect(refused({ hash: [rule] })).toContain(`"${rule}" would drop or hash`);
  });

  test.each(['persons.id', 'id', 'project_members.person', 'holidays.name', 'recruiting_stage_transitions.stage.id'])(
    'unless it hashes a key: %s',
    (rule) => {
      expect(refused({ hash: [rule] })).toBe('');
    },
  );

  test('but not because of other fields it drops', () => {
    expect(refused({ drop: ['persons.email', '*.comment', 'employments.person', 'iban', 'current_stage_id'] })).toBe(
      '',
    );
  });
});

test('a rule that matches nothing is found', () => {
  const unmatched = (...drop: string[]) => unmatchedRules(policyOf({ drop }), STREAMS).map(({ text }) => text);

  expect(unmatched('persons.email', '*.comment', 'email', 'employments.termination.reason')).toEqual([]);
  const nothing = ['persons.e_mail', 'person.email', 'employments.reason', 'emial', 'persons.email.domain'];
  expect(unmatched(...nothing, 'employments.termination.secret')).toEqual([
    ...[...nothing, 'employments.termination.secret'],
  ]);
  // The content here is not known in advance.
  expect(unmatched('webhook_events.payload.person_id', 'persons.additional_fields.new.deep')).toEqual([]);
});

test('dropping takes precedence over hashing', () => {
  const policy = policyOf({ drop: ['*.email'], hash: ['persons.*mail'] });
  const [persons] = STREAMS.filter(({ name }) => name === 'persons');

  expect(persons && policy.treatmentOf(persons, [plainStep('email')])).toBe('drop');
});

test('a policy affects only what its rules match', () => {
  const touched = (settings: Partial<PrivacySettings>) =>
    STREAMS.filter((stream) => policyOf(settings).appliesTo(stream)).map(({ name }) => name);

  expect(touched({})).toEqual([]);
  expect(touched({ drop: ['persons.email', 'employ*.status'] })).toEqual(
    expect.arrayContaining(['persons', 'employees']),
  );
  // The list of attributes contains their options.
  expect(touched({ drop: ['persons.email'] })).toEqual(['employee_attributes', 'persons']);
  expect(touched({ preset: 'analytics' })).toHaveLength(STREAMS.length);
});
