import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { DestinationConfig } from './destination.ts';
import { openForm } from './open_form.ts';

const CREDENTIALS = { client_id: 'papi-id', client_secret: 'papi-secret' };
const { parse, secretsOf } = openForm(DestinationConfig);

const accepted = (input: object) => parse({ ...CREDENTIALS, ...input });

/** The message that refuses this configuration; empty if it is accepted. */
function problemsOf(input: object): string {
  try {
    accepted(input);
  } catch (error) {
    if (error instanceof ConnectorError && error.failureType === 'config_error') return error.message;
    throw error;
  }
  return '';
}

test('two credentials are enough, and nothing is cleared, removed or approved by itself', () => {
  expect(accepted({})).toEqual({
    ...CREDENTIALS,
    mappings: [],
    document_hosts: [],
    dry_run: false,
    approval: 'request',
    clear_on_null: [],
    allow_removal: [],
    reject_limit: 20,
    report: {},
    max_concurrency: 25,
    api_url: 'https://api.personio.de',
    retry_seconds: 600,
    settle_seconds: 60,
  });
});

test('given values are used', () => {
  const config = {
    ...CREDENTIALS,
    mappings: [
      {
        stream: 'new hires',
        namespace: 'hr',
        object: 'persons',
        operation: 'upsert',
        key: ['email'],
        fields: { 'Work e-mail': 'email', nr: 'dynamic_1' },
        constants: { office: 'Berlin', weekly_working_hours: 40, dynamic_2: ['a', 'b'] },
      },
    ],
    match_attribute: 'dynamic_1',
    time_zone: 'Europe/Berlin',
    document_hosts: ['files.example.com', '127.0.0.1', '[::1]'],
    dry_run: true,
    approval: 'skip',
    clear_on_null: ['attendance_periods.comment', 'persons.dynamic_1'],
    allow_removal: ['persons', 'documents'],
    on_reject: 'report',
    reject_limit: 0,
    report: { folder: '/reports' },
    partner_id: 'ACME_INC',
    application_id: 'ACME',
    max_concurrency: 1,
    api_url: 'http://localhost:8080',
    retry_seconds: 0,
    settle_seconds: 0,
  };

  expect(parse(config)).toEqual(config);
});

test('JSON text is as good, everywhere: from environment variables, and from the fields of a form', () => {
  const mapping = { stream: 's', object: 'persons', fields: { a: 'email' }, constants: { office: 'Berlin' } };
  const asText = { ...mapping, fields: JSON.stringify(mapping.fields), constants: JSON.stringify(mapping.constants) };

  for (const mappings of [[mapping], JSON.stringify([mapping]), [asText], JSON.stringify([asText])])
    expect(accepted({ mappings }).mappings).toEqual([mapping]);
  expect(accepted({ report: '{"folder": "/r"}', dry_run: 'true', allow_removal: '["persons"]' })).toMatchObject({
    report: { folder: '/r' },
    dry_run: true,
    allow_removal: ['persons'],
  });
});

test('a single key may come without a list', () => {
  const keyOf = (key: unknown) => accepted({ mappings: [{ stream: 's', object: 'persons', key }] }).mappings[0]?.key;

  expect(keyOf('email')).toEqual(['email']);
  expect(keyOf('["person_email", "type"]')).toEqual(['person_email', 'type']);
  expect(keyOf('')).toBeUndefined();
});

test('blanks and nulls count as missing, in mappings, too', () => {
  const mapping = { stream: ' s ', object: 'persons', namespace: null, operation: '', key: null, fields: '' };

  expect(accepted({ mappings: [mapping], report: { folder: ' ' }, on_reject: '', time_zone: null })).toEqual(
    accepted({ mappings: [{ stream: 's', object: 'persons' }] }),
  );
});

describe('a wrong setting is explained in words', () => {
  const inMapping = (wrong: object) => ({
    mappings: [
      { stream: 'a', object: 'persons' },
      { stream: 'hush', object: 'persons', ...wrong },
    ],
  });

  test.each([
    [inMapping({ object: 'people' }), 'Object Name must be one of persons, employments, attendance_periods, '],
    [inMapping({ object: 'people' }), '(mappings, entry 2)'],
    [inMapping({ operation: 'delete' }), 'Row Operation must be one of insert, upsert, update, soft_delete (mappings,'],
    [inMapping({ stream: '' }), 'Stream Name is empty (mappings, entry 2)'],
    [inMapping({ key: 7 }), 'Matching Key must be a list of members (mappings, entry 2)'],
    [inMapping({ fields: 'hush' }), 'Field Names must be an object like {"Work email": "email"} (mappings, entry 2)'],
    [inMapping({ fields: { a: 1 } }), 'Field Names must be text (mappings, entry 2)'],
    [inMapping({ constants: ['hush'] }), 'Constant Values must be an object like'],
    [inMapping({ feilds: {} }), 'unknown setting mappings.feilds (did you mean mappings.fields?)'],
    [{ mappings: ['hush'] }, 'Each mapping must be an object'],
    [{ mappings: { stream: 'hush' } }, 'Mappings must be a list of objects'],
    [{ fields: {} }, 'unknown setting fields (did you mean mappings.fields?)'],
    [
      inMapping({ object: 'project_members', fields: { hush: 'peson_email' } }),
      'Field Names has a member that project_members does not have: use person_email (mappings, entry 2)',
    ],
    [
      inMapping({ object: 'projects', constants: { hush: 1 } }),
      'Constant Values has a member that projects does not have: use one of id, project_code, name',
    ],
    [{ clear_on_null: ['people.position'] }, 'Clear on Null must have entries that begin with one of persons, '],
    [
      { clear_on_null: ['persons.last_name'] },
      'Clear on Null has a member of persons that cannot be cleared: use one of ',
    ],
    [
      { clear_on_null: ['project_members.hush'] },
      'Clear on Null has a member of project_members that cannot be cleared.',
    ],
    [{ approval: 'none' }, 'Approval must be one of request, skip'],
    [{ clear_on_null: ['comment'] }, 'Clear on Null must have entries like "attendance_periods.comment"'],
    [{ allow_removal: ['people'] }, 'Allow Removal must be one of persons, employments'],
    [{ on_reject: 'ignore' }, 'On Reject must be one of report, retry, fail'],
    [{ on_reject: 'report' }, 'Report Folder is missing: On Reject is report'],
    [{ reject_limit: 101 }, 'Reject Limit must be a whole number from 0 to 100'],
    [{ time_zone: 'Berlin' }, 'Time Zone must be a name like Europe/Berlin'],
    [{ time_zone: 'CET' }, 'Time Zone must be a name like Europe/Berlin'],
    [{ document_hosts: ['https://files.example.com/'] }, 'Document Hosts must have host names only'],
    [{ report: '/hush' }, 'Report must be an object'],
    [{ settle_seconds: -1 }, 'Settle Seconds must be a whole number'],
  ])('%o', (wrong, problem) => {
    const message = problemsOf(wrong);

    expect(message).toContain(problem);
    expect(message).not.toContain('hush');
  });
});

test('rows may name people by the own number that is configured', () => {
  const mappings = [{ stream: 's', object: 'project_members', fields: { nr: 'person_dynamic_1' } }];

  expect(problemsOf({ mappings })).toContain('Field Names has a member that project_members does not have');
  expect(problemsOf({ mappings, match_attribute: 'dynamic_1' })).toBe('');
});

test('the secrets are known even if the configuration is invalid', () => {
  expect(secretsOf({ client_id: 'id', client_secret: 'secret', mappings: 'no' })).toEqual([
    'id',
    'id',
    'secret',
    'secret',
  ]);
  expect(secretsOf({ mappings: [{ client_secret: 'misplaced' }] })).toEqual(['misplaced', 'misplaced']);
});
