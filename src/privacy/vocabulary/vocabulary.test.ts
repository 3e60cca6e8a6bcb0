import { describe, expect, test } from 'vitest';
import { isSensitiveType, topicOf, VOCABULARIES } from './index.ts';
import { LABELS } from './labels/index.ts';
import { split } from './labels/labels.ts';

/** Companies use different normal forms and separators. */
const spellings = (label: string) => [label.normalize('NFC'), label.normalize('NFD'), label.replaceAll(' ', '_')];

const MOST_HARMLESS_TAKEN = 3;

test('there are labels for every language, and a hundred harmless ones in each', () => {
  expect(Object.keys(LABELS)).toEqual(Object.keys(VOCABULARIES));
  expect(Object.keys(LABELS)).toHaveLength(8);
  for (const { harmless } of Object.values(LABELS)) expect(new Set(split(harmless)).size).toBe(100);
});

describe.each(Object.entries(LABELS))('in %s', (_, labels) => {
  test.each(split(labels.special))('"%s" is of a special category', (label) => {
    expect(spellings(label).map(topicOf)).toEqual(['special', 'special', 'special']);
  });

  // A preset for special categories alone keeps these.
  test.each(split(labels.identifying))('"%s" identifies a person', (label) => {
    expect(spellings(label).map(topicOf)).toEqual(['identifying', 'identifying', 'identifying']);
  });

  test.each(split(labels.birth))('"%s" is a birthday', (label) => {
    expect(spellings(label).map(topicOf)).toEqual(['birth', 'birth', 'birth']);
  });

  test('at most three of a hundred harmless labels are misjudged', () => {
    const taken = split(labels.harmless).filter((label) => spellings(label).some((each) => topicOf(each)));

    expect(taken.length, taken.join()).toBeLessThanOrEqual(MOST_HARMLESS_TAKEN);
  });

  test.each(split(labels.sensitiveTypes))('"%s" is a sensitive type', (label) => {
    expect(spellings(label).map(isSensitiveType)).toEqual([true, true, true]);
  });

  test.each(split(labels.harmlessTypes))('"%s" is an ordinary type', (label) => {
    expect(spellings(label).map(isSensitiveType)).toEqual([false, false, false]);
  });
});

test('Personio’s own categories of absences are recognised', () => {
  const sensitive = ['sick_leave', 'SICK_LEAVE', 'quarantine', 'maternity_parental_leave', 'child_care', 'family_care'];
  const others = [
    ...['short_time_allowance', 'irrevocable_exemption', 'strike_and_lockout', 'strike_lockout', 'public_duty'],
    ...['unpaid_suspension', 'paid_vacation', 'PAID_VACATION', 'unpaid_vacation', 'unexcused_absence', 'offsite_work'],
    ...[
      'other',
      'undefined',
      'custom_absence',
      'voluntary_military_service',
      'lawful_strike',
      'FIXED_SALARY',
      'ONE_TIME',
    ],
  ];

  expect(sensitive.filter((category) => !isSensitiveType(category))).toEqual([]);
  expect(others.filter(isSensitiveType)).toEqual([]);
});

// The title of a column in a configured catalog can be any text.
test('a label of 60,000 characters takes no time', () => {
  const words = Array.from({ length: 9_000 }, (_, index) => `a${index.toString(36)}`).join(' ');
  for (const label of [words, words.replaceAll(' ', ''), 'contact '.repeat(7_500), 'dni '.repeat(15_000)]) {
    const from = performance.now();
    topicOf(label);
    expect(performance.now() - from).toBeLessThan(1_000);
  }
});

// A sensitive word of one language must not match a harmless word of another.
test('no harmless label of one language is sensitive in another', () => {
  const taken = Object.values(LABELS).flatMap(({ harmless }) => split(harmless).filter(topicOf));

  expect(taken).toEqual([]);
});
