import { afterEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { CREDENTIALS, EVERYTHING, problemsOf } from '../../integration_tests/units/settings.ts';
import { section, text } from './fields.ts';
import { given } from './given.ts';
import { parseConfig, secretsOf } from './parse.ts';
import { sourceSpecification } from './spec.ts';
import { unknownKeys } from './unknown_keys.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('two credentials are enough; everything else has a default', () => {
  expect(parseConfig(CREDENTIALS)).toEqual({
    ...CREDENTIALS,
    lookback_days: 1,
    extra_streams: [],
    unreadable_streams: 'offer',
    reread_days: 30,
    full_reads: [],
    privacy: EVERYTHING,
    deletions: { mark: false, sweep_days: 7, most_percent: 10 },
    max_concurrency: 25,
    api_url: 'https://api.personio.de',
    retry_seconds: 600,
  });
});

test('given values are used', () => {
  const config = {
    ...CREDENTIALS,
    start_date: '2024-02-29',
    lookback_days: 90,
    extra_streams: ['legacy', 'per_person', 'recruiting', 'webhooks'],
    unreadable_streams: 'leave_out',
    reread_days: 1,
    full_reads: ['employments', 'absence_breakdowns'],
    holidays_from: '2023-01-01',
    holidays_to: '2026-12-31',
    company_subdomain: 'acme-gmbh',
    privacy: {
      preset: 'analytics',
      drop: ['persons.email', '*.comment'],
      hash: ['persons.id', 'iban'],
      hash_key: 'sixteen letters!',
      sensitive_absence_types: ['Kur'],
      keep: ['iban', 'T-shirt size'],
    },
    deletions: { mark: true, sweep_days: 0, most_percent: 100 },
    partner_id: 'ACME_INC',
    application_id: 'SOURCE-PERSONIO.1',
    max_concurrency: 50,
    api_url: 'http://localhost:8080/personio',
    jobs_url: 'http://localhost:8081',
    retry_seconds: 0,
  };

  expect(parseConfig(config)).toEqual(config);
});

test('nulls and blanks count as missing, and blanks around a value are removed', () => {
  const config = parseConfig({
    client_id: ' papi-id\n',
    client_secret: '\tpapi-secret ',
    start_date: null,
    lookback_days: null,
    extra_streams: null,
    reread_days: null,
    holidays_from: '',
    holidays_to: null,
    company_subdomain: ' ',
    jobs_url: '',
    partner_id: '',
    application_id: '   ',
    privacy: null,
    max_concurrency: null,
    api_url: '',
    retry_seconds: null,
  });

  expect(config).toEqual(parseConfig(CREDENTIALS));
});

describe('a key that is not a setting', () => {
  const warningsOf = (input: object): string[] => {
    const warnings: string[] = [];
    parseConfig({ ...CREDENTIALS, ...input }, (message) => warnings.push(message));
    return warnings;
  };

  test('causes a warning: newer forms and other runners add some', () => {
    const added = { __injected_declarative_manifest: {}, sourceType: 'personio', credentials: { client_secret: 'x' } };

    expect(warningsOf(added)).toEqual([
      'Ignoring unknown settings: __injected_declarative_manifest, sourceType, credentials.',
    ]);
    expect(warningsOf({ nothing: null, empty: '' })).toEqual([]);
    expect(warningsOf({ start_date: '2024-01-01' })).toEqual([]);
  });

  test.each([
    '{"client_secret":"hush"}',
    `hush${'h'.repeat(40)}`,
    'papi-hush-22222222-3333-4444-555555555555',
    'aHVzaA==',
    'hush-hush-5',
  ])('is not repeated where it could be a value: %s', (key) => {
    const [warning] = warningsOf({ [key]: 1, 'Wärme-Grad': 1 });

    expect(warning).toBe('Ignoring unknown settings: (not shown), Wärme-Grad.');
    expect(problemsOf({ ...CREDENTIALS, privacy: { [key]: 1 } })).toBe(
      'Invalid configuration: unknown setting privacy.(not shown).',
    );
  });

  test('is not reported as ignored if it is refused', () => {
    const warnings: string[] = [];

    expect(() =>
      parseConfig({ ...CREDENTIALS, star_date: 1, other: 1 }, (message) => warnings.push(message)),
    ).toThrow();
    expect(warnings).toEqual(['Ignoring unknown settings: other.']);
  });

  test.each([
    ['star_date', 'start_date'],
    ['privcy', 'privacy'],
    ['Privacy', 'privacy'],
    ['PRIVACY', 'privacy'],
    ['pirvacy', 'privacy'],
    ['startDate', 'start_date'],
    ['extra-streams', 'extra_streams'],
    ['Extra Streams', 'extra_streams'],
    ['extra_stream', 'extra_streams'],
    ['holidays_fo', 'holidays_to'],
    ['holidays_form', 'holidays_from'],
    ['apiurl', 'api_url'],
    ['_api_url', 'api_url'],
    ['preset', 'privacy.preset'],
    ['Preset', 'privacy.preset'],
    ['drop', 'privacy.drop'],
    ['drops', 'privacy.drop'],
    ['keep', 'privacy.keep'],
    ['hash_key', 'privacy.hash_key'],
    ['hashkey', 'privacy.hash_key'],
    ['sensitive_absence_type', 'privacy.sensitive_absence_types'],
    ['privacy.preset', 'privacy.preset'],
    ['privacy_drop', 'privacy.drop'],
    ['privacy__hash_key', 'privacy.hash_key'],
  ])('%s at the top is refused: did you mean %s', (key, right) => {
    const message = problemsOf({ ...CREDENTIALS, [key]: ['hush'] });

    expect(message).toContain(`unknown setting ${key} (did you mean ${right}?)`);
    expect(message).not.toContain('hush');
  });

  test.each([
    ['hsah', 'privacy.hash'],
    ['Drop', 'privacy.drop'],
    ['droppp', 'privacy.drop'],
    ['presets', 'privacy.preset'],
    ['start_date', 'start_date'],
  ])('%s in a section is refused: did you mean %s', (key, right) => {
    expect(problemsOf({ ...CREDENTIALS, privacy: { [key]: ['hush'] } })).toContain(
      `unknown setting privacy.${key} (did you mean ${right}?)`,
    );
  });

  test.each([
    'end_date',
    'app',
    'path',
    'key',
    'cache',
    'sops',
    'auth_url',
    'airbyte_secret',
    'encrypted_suffix',
    'constructor',
    '__proto__',
    'toString',
  ])('%s resembles none', (key) => {
    expect(warningsOf(JSON.parse(`{"${key}": 1}`))).toEqual([`Ignoring unknown settings: ${key}.`]);
  });

  test('is reported together with every other problem', () => {
    const message = problemsOf({ client_id: 'papi-id', star_date: 1, privacy: { mode: 1, preset: 'none' } });

    for (const part of [
      'star_date',
      'Client Secret is missing',
      'unknown setting privacy.mode',
      'Privacy Preset must be one',
    ])
      expect(message).toContain(part);
  });
});

describe('text for other types, from runners that pass settings as environment variables', () => {
  test('is parsed as JSON', () => {
    const privacy = { preset: 'analytics', drop: ['persons.email'], keep: ['iban'] };
    const config = {
      ...CREDENTIALS,
      lookback_days: '2',
      reread_days: ' 10 ',
      max_concurrency: '5.0',
      extra_streams: '["legacy", " webhooks "]',
      privacy: JSON.stringify({ ...privacy, drop: JSON.stringify(privacy.drop) }),
    };

    expect(parseConfig(config)).toMatchObject({
      lookback_days: 2,
      reread_days: 10,
      max_concurrency: 5,
      extra_streams: ['legacy', 'webhooks'],
      privacy,
    });
  });

  test.each([
    [{ lookback_days: '1x' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: '0x1' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: '1.5' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: 'true' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: '[1]' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: '"1"' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: '91' }, 'Lookback Days must be a whole number'],
    [{ lookback_days: true }, 'Lookback Days must be a whole number'],
    [{ extra_streams: 'legacy,webhooks' }, 'Extra Streams must be a list'],
    [{ extra_streams: '{"legacy": true}' }, 'Extra Streams must be a list'],
    [{ extra_streams: '["per person"]' }, 'Extra Streams must be one of legacy, per_person'],
    [{ privacy: '{"preset": "analytics"' }, 'Privacy Rules must be an object'],
    [{ privacy: '["analytics"]' }, 'Privacy Rules must be an object'],
    [{ privacy: '{"prest": "analytics"}' }, 'unknown setting privacy.prest (did you mean privacy.preset?)'],
    [{ client_id: '{"a": 1}', start_date: '20240101' }, 'Start Date must be a date'],
  ])('is still validated: %o', (wrong, problem) => {
    expect(problemsOf({ ...CREDENTIALS, ...wrong })).toContain(problem);
  });

  test('is not parsed for a text field', () => {
    expect(parseConfig({ client_id: '12345678', client_secret: '[1]' })).toMatchObject({
      client_id: '12345678',
      client_secret: '[1]',
    });
  });
});

test('all problems are reported together, by title', () => {
  const message = problemsOf({
    client_secret: '',
    start_date: '31.01.2024',
    lookback_days: 91,
    partner_id: 'two words',
    application_id: 'ünique',
    max_concurrency: 0,
    api_url: 'ftp://example.com',
    retry_seconds: 1.5,
  });

  expect(message).toContain('Client ID is missing');
  expect(message).toContain('Client Secret is empty');
  expect(message).toContain('Start Date must be a date like 2024-01-31');
  expect(message).toContain('Lookback Days must be a whole number from 0 to 90');
  expect(message).toContain('Partner ID must have letters');
  expect(message).toContain('Application ID must have letters');
  expect(message).toContain('Maximum Concurrency must be a whole number from 1 to 50');
  expect(message).toContain('API URL must be an address');
  expect(message).toContain('Retry Seconds must be a whole number from 0 to 86400');
});

test.each([
  ['Client ID', { client_id: 12345678 }, 'Client ID must be text'],
  ['Client ID', { client_id: '  ' }, 'Client ID is empty'],
  ['Client Secret', { client_secret: null }, 'Client Secret is missing'],
  ['Start Date', { start_date: '2023-02-29' }, 'Start Date must be a date that exists'],
  ['Start Date', { start_date: '2024-01-01T00:00:00Z' }, 'Start Date must be a date like'],
  ['Lookback Days', { lookback_days: -1 }, 'Lookback Days must be a whole number'],
  ['Extra Streams', { extra_streams: 'legacy' }, 'Extra Streams must be a list'],
  ['Extra Streams', { extra_streams: ['per person'] }, 'Extra Streams must be one of legacy, per_person'],
  ['Reread Days', { reread_days: 366 }, 'Reread Days must be a whole number from 1 to 365'],
  ['Reread Days', { reread_days: 0 }, 'Reread Days must be a whole number from 1 to 365'],
  [
    'Full Reads',
    { full_reads: ['persons'] },
    'Full Reads must be one of absence_breakdowns, employments, recruiting_stage_transitions',
  ],
  ['Holidays From', { holidays_from: '2026-1-1' }, 'Holidays From must be a date like'],
  ['Holidays From', { holidays_from: '2026-01-02', holidays_to: '2026-01-01' }, 'Holidays From is after Holidays To'],
  ['Holidays To', { holidays_to: '2026-02-30' }, 'Holidays To must be a date that exists'],
  ['Unreadable Streams', { unreadable_streams: 'hide' }, 'Unreadable Streams must be one of offer, leave_out'],
  ['Company Subdomain', { company_subdomain: 'acme.jobs.personio.de' }, 'Company Subdomain must be the first part'],
  ['Jobs URL', { jobs_url: 'acme.jobs.personio.de' }, 'Jobs URL must be an address'],
  ['Mark Deleted Rows', { deletions: { mark: 'yes' } }, 'Mark Deleted Rows must be true or false'],
  ['Deletions', { deletions: true }, 'Deletions must be an object'],
  [
    'Days Between Comparisons',
    { deletions: { sweep_days: -1 } },
    'Days Between Comparisons must be a whole number from 0 to 365',
  ],
  ['Deletion Limit', { deletions: { most_percent: 101 } }, 'Deletion Limit must be a whole number from 0 to 100'],
  ['Maximum Concurrency', { max_concurrency: 51 }, 'Maximum Concurrency must be a whole number'],
  ['API URL', { api_url: 'api.personio.de' }, 'API URL must be an address'],
  ['API URL', { api_url: 'javascript:alert(1)' }, 'API URL must be an address'],
])('a wrong %s is explained in words: %o', (_, wrong, expected) => {
  expect(problemsOf({ ...CREDENTIALS, ...wrong })).toContain(expected);
});

describe('the message about a wrong value', () => {
  interface Field {
    readonly title: string;
    readonly properties?: Record<string, Field>;
  }
  const { connectionSpecification } = sourceSpecification() as { connectionSpecification: Field };
  const fields = Object.entries(connectionSpecification.properties ?? {}).flatMap(([name, { title, properties }]) => [
    { title, wrong: (value: unknown): object => ({ [name]: value }) },
    ...Object.entries(properties ?? {}).map(([inner, field]) => ({
      title: field.title,
      wrong: (value: unknown): object => ({ [name]: { [inner]: value } }),
    })),
  ]);

  test.each(fields.map(({ title, wrong }) => [title, wrong] as const))(
    'of %s names the field but no value',
    (title, wrong) => {
      const takesAnyText = ['Client ID', 'Client Secret', 'Hash Key'].includes(title);
      const isFlag = title === 'Mark Deleted Rows';
      // These accept an object; its keys are reported by path.
      const isSection = ['Deletions', 'Privacy Rules'].includes(title);
      const values = [
        ...[['hush hush', ''], 4711.5],
        ...(isSection ? [] : [{ key: 'hush' }]),
        ...(isFlag ? [] : [true]),
        ...(takesAnyText ? [] : ['hush, "hush"']),
      ];
      for (const value of values) {
        const message = problemsOf({ ...CREDENTIALS, ...wrong(value) });
        expect(message, JSON.stringify(value)).toContain(title);
        expect(message).not.toMatch(/hush|4711/);
      }
    },
  );
});

test('a message never quotes a value: it may be a secret in the wrong field', () => {
  const message = problemsOf({
    client_id: { nested: 'hush-hush-1' },
    client_secret: ['hush-hush-2'],
    start_date: 'hush-hush-3',
    partner_id: 'hush hush 4',
    api_url: 'hush-hush-5',
    max_concurrency: 'hush-hush-6',
  });

  expect(message).not.toMatch(/hush/);
  expect(message).not.toBe('');
});

test.each([[null], [[]], ['text'], [7]])('%o is not a configuration', (input) => {
  expect(problemsOf(input)).toBe('The configuration must be a JSON object.');
});

describe('on Airbyte Cloud', () => {
  test('the address must be https', () => {
    vi.stubEnv('DEPLOYMENT_MODE', 'cloud');

    expect(problemsOf({ ...CREDENTIALS, api_url: 'http://api.personio.de' })).toContain(
      'API URL must be an address that begins with https',
    );
    expect(problemsOf({ ...CREDENTIALS, api_url: 'https://api.personio.de' })).toBe('');
  });

  test('elsewhere it does not have to be', () => {
    vi.stubEnv('DEPLOYMENT_MODE', 'OSS');

    expect(problemsOf({ ...CREDENTIALS, api_url: 'http://localhost' })).toBe('');
  });

  test('a plain http address is reported together with the other problems', () => {
    vi.stubEnv('DEPLOYMENT_MODE', 'CLOUD');

    const message = problemsOf({ client_id: 'papi-id', api_url: 'http://api.personio.de' });

    expect(message).toContain('Client Secret is missing');
    expect(message).toContain('API URL must be an address that begins with https');
  });
});

test('the secrets of a configuration are known even if it is invalid', () => {
  expect(secretsOf({ client_id: ' id-with-blanks ', client_secret: 'secret', start_date: 'no', api_url: 1 })).toEqual([
    ' id-with-blanks ',
    'id-with-blanks',
    'secret',
    'secret',
  ]);
  for (const input of [null, 'text', {}, { client_id: 5 }]) expect(secretsOf(input)).toEqual([]);
});

/** A form with every kind of field, and a section. */
const form = section('Form', {
  name: text('Name'),
  note: text('Note').optional(),
  level: z.enum(['1', '2']).optional(),
  count: z.int().default(1),
  flag: z.boolean().default(false),
  items: z.array(z.string()).default([]),
  marks: section('Marks', { mark: z.boolean().default(false), since: text('Since').optional() }).prefault({}),
});

describe('the input', () => {
  test('is parsed from JSON text unless the field is text', () => {
    const input = {
      name: ' 12 ',
      note: 'true',
      level: '1',
      count: '3',
      flag: 'true',
      items: '[" a ", "b"]',
      marks: '{"mark": "false", "since": " 1 "}',
    };

    expect(given(input, form)).toEqual({
      name: '12',
      note: 'true',
      level: '1',
      count: 3,
      flag: true,
      items: ['a', 'b'],
      marks: { mark: false, since: '1' },
    });
  });

  test.each(['1x', 'yes', '{', '"'])('is unchanged if it is not JSON: %s', (value) => {
    expect(given({ flag: value, marks: value }, form)).toEqual({ flag: value, marks: value });
  });

  test('is ignored if blank, at the top and in sections, unless it is required', () => {
    const blanks = {
      name: ' ',
      note: '',
      count: null,
      flag: '',
      items: ' ',
      marks: { mark: '', since: '\t' },
      other: '',
    };

    expect(given(blanks, form)).toEqual({ name: '', marks: {} });
  });
});

test('unknown keys are found in every section', () => {
  const input = { Marks: 1, since: 1, other: 1, marks: { marc: 1, other: 1, count: 1 } };

  expect(unknownKeys(input, form)).toEqual([
    { key: 'Marks', section: undefined, meant: 'marks' },
    { key: 'since', section: undefined, meant: 'marks.since' },
    { key: 'other', section: undefined, meant: undefined },
    { key: 'marc', section: 'marks', meant: 'marks.mark' },
    { key: 'other', section: 'marks', meant: undefined },
    { key: 'count', section: 'marks', meant: 'count' },
  ]);
});
