import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS, EVERYTHING, problemsOf } from '../../integration_tests/units/settings.ts';
import { parseConfig, secretsOf } from './parse.ts';
import { sourceSpecification } from './spec.ts';

describe('privacy', () => {
  const privacyOf = (privacy: unknown) => parseConfig({ ...CREDENTIALS, privacy }).privacy;
  const problems = (privacy: unknown) => problemsOf({ ...CREDENTIALS, privacy });

  test.each([
    {},
    '',
    null,
    undefined,
    { preset: null, drop: null, hash: '', hash_key: '', sensitive_absence_types: null, keep: null },
  ])('is off where %j is given', (privacy) => {
    expect(privacyOf(privacy)).toEqual(EVERYTHING);
  });

  test('accepts rules with blanks around them', () => {
    const drop = [' persons.email ', '\t*.comment', 'persons.dynamic_*', 'iban', 'employments.termination.reason'];

    expect(privacyOf({ drop }).drop).toEqual(drop.map((rule) => rule.trim()));
  });

  test.each([
    ['unknown setting privacy.mode', { mode: 'strict' }],
    ['unknown setting privacy.drops (did you mean privacy.drop?)', { drops: ['persons.email'], preset: 'analytics' }],
    ['Privacy Rules must be an object', ['analytics']],
    ['Privacy Rules must be an object', 'analytics'],
    ['Privacy Preset must be one of everything, no_special_categories, analytics', { preset: 'Analytics' }],
    ['Fields to Drop must be a list of rules', { drop: 'persons.email' }],
    ['Fields to Drop must contain rules like', { drop: ['persons.email', ''] }],
    ['Fields to Drop must contain rules like', { drop: ['persons..email'] }],
    ['Fields to Hash must contain rules like', { hash: ['persons email'], hash_key: 'sixteen letters!' }],
    ['Fields to Drop must be text', { drop: [7] }],
    ['Hash Key is missing: Fields to Hash requires it', { hash: ['persons.id'] }],
    ['Hash Key is missing: Fields to Hash requires it', { hash: ['persons.id'], hash_key: null }],
    ['Hash Key must have at least 16 characters', { hash: ['persons.id'], hash_key: 'fifteen letters' }],
    ['Hash Key must have at least 16 characters', { hash_key: 'short' }],
    ['Sensitive Absence Types has an empty entry', { sensitive_absence_types: [' '] }],
    ['Attributes to Keep has an empty entry', { keep: ['iban', ''] }],
    ['Attributes to Keep must be a list', { keep: 'iban' }],
    ['Attributes to Keep must be text', { keep: [7] }],
    ['Sensitive Absence Types must be a list', { sensitive_absence_types: 'Kur' }],
  ])('says: %s', (problem, privacy) => {
    expect(problems(privacy)).toContain(problem);
    expect(problems(privacy)).not.toContain('persons email');
    expect(problems(privacy)).not.toContain('fifteen letters');
  });

  test.each([
    ['one character repeated', 'x'.repeat(20)],
    ['in capitals and not', 'xX'.repeat(10)],
    ['one character and blanks', 'x '.repeat(20)],
    ['few characters', 'abcabcabcabcabcabc'],
    ['lines', '----------------------'],
    ['invisible characters', 'x\u200b\u200c\u200d\u2060'.repeat(10)],
    ['an example of the documentation in capitals', 'AN EXAMPLE KEY, NOT A SECRET'],
  ])('refuses a key that is easy to guess: %s', (_, hash_key) => {
    expect(problems({ hash: ['persons.id'], hash_key })).toContain('Hash Key is easy to guess');
    expect(problems({ hash_key })).not.toContain(hash_key);
  });

  test.each([' '.repeat(20), '\t\n', '\u00a0'.repeat(16)])('treats blanks as a missing key: %j', (hash_key) => {
    expect(problems({ hash: ['persons.id'], hash_key })).toContain('Hash Key is missing');
  });

  test('refuses every key that the documentation shows', () => {
    const page = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8');
    const keys = [...page.matchAll(/"hash_key": "(.+?)"|key `([^`]{16,})`/g)].map(([, a, b]) => a ?? b);

    expect(keys.length).toBeGreaterThanOrEqual(3);
    for (const key of keys) expect(problems({ hash_key: key })).toContain('Hash Key is easy to guess');
  });

  test.each(['0123456789abcdef', '4815162342481516', 'correct horse battery', 'f3a9c1d27b5e8064'])(
    'accepts the key %s',
    (key) => {
      expect(privacyOf({ hash: ['persons.id'], hash_key: `${key}\n` }).hash_key).toBe(key);
    },
  );

  test('has a secret, valid or not', () => {
    expect(secretsOf({ ...CREDENTIALS, privacy: { hash_key: ' short ' } })).toEqual(
      expect.arrayContaining(['short', ' short ']),
    );
    expect(secretsOf({ privacy: '{"hash_key": "in JSON"}' })).toContain('in JSON');
    expect(secretsOf({ hash_key: 'misplaced', Client_Secert: 'misspelt' })).toEqual(
      expect.arrayContaining(['misplaced', 'misspelt']),
    );
    expect(secretsOf({ privacy: 'hash_key' })).toEqual([]);
    const { properties } = (
      sourceSpecification() as { connectionSpecification: { properties: Record<string, unknown> } }
    ).connectionSpecification;
    expect(properties.privacy).toMatchObject({ properties: { hash_key: { airbyte_secret: true } } });
  });
});
