import { describe, expect, test } from 'vitest';
import {
  attributeIdOf,
  columnCountOf,
  describeAttribute,
  describeReportColumn,
  isAccountColumn,
  reportColumnNumberOf,
  reportColumnOf,
  withColumnCount,
  withoutOptions,
} from './columns.ts';

/** An account's texts that look like what this module writes, and other oddities. */
const ODD = [
  'dynamic_1',
  ' ',
  '.',
  'a.',
  'two\nlines\r\n\u2028',
  '"quoted", [x] (.*)$ $& $1 \\',
  "Personio's id: 7",
  "x Personio's id:  Personio's id: ",
  'Personio calls it b.',
  ' Options: S, M.',
  ' Columns of this account, which are not repeated here: 3.',
  'größe 🔭 e\u0301',
];

describe.each(ODD)('with %j', (odd) => {
  test.each(ODD)('as its id, an attribute with the label and option %j is found again', (label) => {
    const description = describeAttribute(odd, label, [label, 'M']);

    expect(attributeIdOf({ description })).toBe(odd);
    expect(attributeIdOf({ description: withoutOptions(description) })).toBe(odd);
    expect(attributeIdOf({ description: `Hashed with the key 01234567. ${description}` })).toBe(odd);
    expect(reportColumnOf({ description })).toBeUndefined();
  });

  test('as its name, a report column is found again', () => {
    const description = describeReportColumn(odd);

    expect(reportColumnOf({ description })).toBe(odd);
    expect(attributeIdOf({ description })).toBeUndefined();
    expect(withoutOptions(description)).toBe(description);
  });

  test('as its name, a report column keeps its number among those of the same name', () => {
    for (const number of [1, 2, 17]) {
      const description = describeReportColumn(odd, number);
      expect([reportColumnOf({ description }), reportColumnNumberOf({ description })]).toEqual([odd, number]);
    }
    expect(reportColumnNumberOf({ description: describeReportColumn(`, number 5 of this name; ${odd}`) })).toBe(1);
  });

  test('as its first text, a description holds a count', () => {
    const counted = withColumnCount({ type: 'object', description: `${odd} x` }, 12);

    expect(columnCountOf(counted)).toBe(12);
    expect(columnCountOf(withColumnCount(counted, 11))).toBe(11);
  });
});

test('an attribute’s description has its label, options and id', () => {
  expect(describeAttribute('size', 'Größe', ['S', 'M'])).toBe(
    'Attribute of this account, "Größe". Options: S, M. Personio\'s id: size',
  );
  expect(describeAttribute('size', undefined, [])).toBe("Attribute of this account. Personio's id: size");
});

test('a description without options contains none of them, even if the label looks like a list of them', () => {
  const left = withoutOptions(describeAttribute('size', 'a Options: b', ['S', "Personio's id: M", ' Options: L']));

  expect(left).toBe('Attribute of this account, "a Personio\'s id: size');
});

test('the count appears only once', () => {
  const { description } = withColumnCount(withColumnCount({ description: 'The rest.' }, 9), 10);

  expect(description).toBe('The rest. Columns of this account, which are not repeated here: 10.');
});

test.each([
  undefined,
  null,
  true,
  {},
  { description: null },
  { description: 7 },
  { description: '' },
  { description: 'An id.' },
  { description: "Personio's id: " },
  { description: 'Columns of this account, which are not repeated here: many.' },
  { description: 'Personio calls it nothing at all' },
])('%j does not describe an account column', (schema) => {
  const foreign = schema as Parameters<typeof isAccountColumn>[0];

  expect(isAccountColumn(foreign)).toBe(false);
  expect(columnCountOf(foreign)).toBeUndefined();
});

// Regular expressions with quadratic time took minutes for these.
test.each([
  'a',
  '1',
  '.',
  ' ',
  "Personio's id:",
  "Personio's id: ",
  'Personio calls it ',
  ' Options: ',
  ' Columns of this account, which are not repeated here: 1',
])('a description of 200,000 characters %j is read in no time', (part) => {
  const description = part.repeat(200_000 / part.length);
  const began = performance.now();

  for (let times = 0; times < 10; times++) {
    isAccountColumn({ description });
    columnCountOf({ description });
    withoutOptions(description);
    describeAttribute('id', description, [description]);
  }

  expect(performance.now() - began).toBeLessThan(2_000);
});
