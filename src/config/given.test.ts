import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { section, text } from './fields.ts';
import { given } from './given.ts';
import { unknownKeys } from './keys.ts';

/** A form with every kind of field, and a section of its own. */
const form = section('Form', {
  name: text('Name'),
  note: text('Note').optional(),
  level: z.enum(['1', '2']).optional(),
  count: z.int().default(1),
  flag: z.boolean().default(false),
  items: z.array(z.string()).default([]),
  marks: section('Marks', { mark: z.boolean().default(false), since: text('Since').optional() })
    .prefault({})
    .meta({ title: 'Marks' }),
});

describe('what was given', () => {
  test('is read from JSON text where a field is no text', () => {
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

  test.each(['1x', 'yes', '{', '"'])('is left as it is where it is no JSON: %s', (value) => {
    expect(given({ flag: value, marks: value }, form)).toEqual({ flag: value, marks: value });
  });

  test('does not count where it is blank, at the top and in sections, unless it has to be there', () => {
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

test('every section has its unknown keys found', () => {
  const input = { Marks: 1, since: 1, other: 1, marks: { marc: 1, other: 1, count: 1 } };

  expect(unknownKeys(input, form)).toEqual([
    { key: 'Marks', section: undefined, meant: 'marks' },
    { key: 'since', section: undefined, meant: 'marks.since' },
    { key: 'other', section: undefined, meant: undefined },
    { key: 'marc', section: 'Marks', meant: 'marks.mark' },
    { key: 'other', section: 'Marks', meant: undefined },
    { key: 'count', section: 'Marks', meant: 'count' },
  ]);
});
