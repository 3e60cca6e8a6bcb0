import { describe, expect, test } from 'vitest';
import { plainStep, RULE, Rule, slug } from './rules.ts';

const path = (text: string) => text.split('.').map(plainStep);

describe('a rule', () => {
  test.each([
    ['persons.email', 'persons', 'email'],
    ['*.comment', 'absence_periods', 'comment'],
    ['persons.dynamic_*', 'persons', 'dynamic_123'],
    ['employments.termination.reason', 'employments', 'termination.reason'],
    ['employments.*.reason', 'employments', 'termination.reason'],
    ['report_*.*salary*', 'report_1a2b3c4d', 'base_salary_eur'],
    ['iban', 'persons', 'iban'],
    ['iban', 'recruiting_candidates', 'bank.iban'],
    ['dyn*_1', 'employees', 'dynamic_1'],
    ['IBAN', 'persons', 'iban'],
    ['persons.Straße', 'persons', 'straße'],
    // Attributes of API v2 may have such ids.
    ['persons.1f0e8c3a-77aa-4b1c-9d53-0123456789ab', 'persons', '1f0e8c3a-77aa-4b1c-9d53-0123456789ab'],
    ['1f0e8c3a-*', 'persons', '1f0e8c3a-77aa'],
    ['persons.$ref', 'persons', '$ref'],
  ])('%s matches %s.%s', (text, stream, member) => {
    expect(text).toMatch(RULE);
    expect(new Rule(text).matches(stream, path(member))).toBe(true);
  });

  test.each([
    ['persons.email', 'persons', 'emails'],
    ['persons.email', 'employees', 'email'],
    ['persons.email', 'persons', 'contact.email'],
    ['*.comment', 'absence_periods', 'approval.comment'],
    ['persons.*', 'persons', 'profile_picture.url'],
    ['employments.termination', 'employments', 'termination.reason'],
    ['iban', 'persons', 'iban.country'],
    ['dynamic_*', 'persons', 'own_dynamic_1'],
    ['persons.$ref', 'persons', 'xref'],
  ])('%s does not match %s.%s', (text, stream, member) => {
    expect(new Rule(text).matches(stream, path(member))).toBe(false);
  });

  test('with an asterisk does not match across dots', () => {
    const step = { names: ['person.first_name'], labels: [] };

    expect(new Rule('report_1.*').matches('report_1', [step])).toBe(false);
    expect(new Rule('report_1.*').matches('report_1', [{ names: ['first_name', ...step.names], labels: [] }])).toBe(
      true,
    );
  });

  test('does not match labels', () => {
    const step = { names: ['dynamic_1'], labels: ['Krankenkasse (privat)'] };

    expect(new Rule('*krank*').matches('persons', [step])).toBe(false);
  });

  test('reaches into the containers on its path', () => {
    const rule = new Rule('*.payload.person.id');

    expect(rule.reachesInto('webhook_events', path('payload'))).toBe(true);
    expect(rule.reachesInto('webhook_events', path('payload.person'))).toBe(true);
    expect(rule.reachesInto('webhook_events', path('payload.person.id'))).toBe(false);
    expect(rule.reachesInto('webhook_events', path('meta'))).toBe(false);
    expect(new Rule('id').reachesInto('webhook_events', path('payload'))).toBe(false);
  });

  test('without a stream applies to all', () => {
    expect(new Rule('iban').names('documents')).toBe(true);
    expect(new Rule('report_*.iban').names('report_0a1b2c3d')).toBe(true);
    expect(new Rule('report_*.iban').names('reports')).toBe(false);
  });

  // A backtracking pattern would take exponential time.
  test('with many asterisks takes no time', () => {
    const rule = new Rule(`persons.${'*a'.repeat(12)}`);
    const from = performance.now();

    expect(rule.matches('persons', path(`${'a'.repeat(60)}b`))).toBe(false);
    expect(performance.now() - from).toBeLessThan(200);
  });
});

test.each(['', '.', 'persons.', '.email', 'persons..email', 'persons email', 'a/b', 'persons.em[ai]l', '(x)', 'a+b'])(
  '"%s" is not a valid rule',
  (text) => {
    expect(text).not.toMatch(RULE);
  },
);

test('a name is turned into one that a rule can have', () => {
  expect(slug('Badge.No')).toBe('badge_no');
  expect(slug('Straße & Nr.')).toBe('straße___nr_');
});
