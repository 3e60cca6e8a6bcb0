import { describe, expect, test } from 'vitest';
import { attribute } from '../../integration_tests/units/attribute.ts';
import { PersonAttributes } from './people_attributes.ts';
import { differences, isSame, PERSON_MEMBERS, valuesIn } from './people_values.ts';

describe('values are the same', () => {
  test.each([
    ['email', 'Ada@Example.org', 'ada@example.org', true],
    ['text', ' Ada ', 'Ada', true],
    ['text', 'Ada', 'ada', false],
    ['text', 'a\r\nb', 'a\nb', true],
    ['text', 'u\u0308', '\u00fc', true],
    ['text', 5, '5', true],
    ['text', null, '', true],
    ['number', '38,5', 38.5, true],
    ['number', '38.50', 38.5, true],
    ['number', null, 0, false],
    ['day', '2026-03-01T00:00:00Z', '2026-03-01', true],
    ['day', '2026-03-02', '2026-03-01', false],
    ['choice', 'active', 'ACTIVE', true],
    ['gender', 'UNSPECIFIED', 'UNKNOWN', true],
    ['gender', 'UNSPECIFIED', null, true],
    ['gender', 'UNSPECIFIED', 'MALE', false],
    ['texts', ['b', 'a'], ['a', 'b'], true],
    ['texts', '["a"]', ['a'], true],
    ['texts', [], null, true],
    ['texts', null, ['a'], false],
  ] as const)('as %s: %j and %j: %j', (kind, one, other, expected) => {
    expect(isSame(kind, one, other)).toBe(expected);
  });

  test('only members of the row count, null as a wish', () => {
    const found = { first_name: 'Ada', last_name: 'Byron', gender: 'FEMALE' };

    expect(differences(PERSON_MEMBERS, { first_name: 'Ada', last_name: 'King', gender: null }, found)).toEqual([
      { member: 'last_name', from: 'Byron', to: 'King' },
      { member: 'gender', from: 'FEMALE', to: null },
    ]);
  });
});

describe('custom attributes', () => {
  const listed = [
    attribute('dynamic_1', { types: ['list'], options: ['Red', 'Blue'], label: 'Colour' }),
    attribute('dynamic_2', { types: ['tags'], options: ['en', 'de'] }),
    attribute('dynamic_3', { types: ['integer'] }),
    attribute('dynamic_4', { types: ['date'] }),
    attribute('Badge-No', { types: ['standard'] }),
    attribute('position', { types: ['standard'] }),
  ];
  const attributes = () => new PersonAttributes(listed, undefined);

  test('are members named as the columns of the source, without those of every account', () => {
    const kinds = Object.entries(attributes().members).map(([name, { kind, clearable }]) => [name, kind, clearable]);

    expect(kinds).toEqual([
      ['badge_no', 'text', true],
      ['dynamic_1', 'text', true],
      ['dynamic_2', 'texts', true],
      ['dynamic_3', 'number', false],
      ['dynamic_4', 'day', false],
    ]);
  });

  test('have only their options, as Personio spells them', () => {
    expect(attributes().spelled('dynamic_1', 'red')).toBe('Red');
    expect(attributes().spelled('dynamic_2', ['DE', 'en'])).toEqual(['de', 'en']);
    expect(() => attributes().spelled('dynamic_1', 'Secret')).toThrow(
      expect.objectContaining({
        code: 'bad_value',
        member: 'dynamic_1',
        message: expect.not.stringContaining('Secret'),
      }),
    );
  });

  test('are written with the id that version 2 shows', () => {
    const known = attributes();
    expect(known.entry('dynamic_3', 4)).toEqual({ id: 'dynamic_3', value: '4' });

    const row = { custom_attributes: [{ id: 'dynamic_a.3', global_id: '3', value: 4 }] };
    expect(valuesIn(row, known)).toEqual({ dynamic_3: 4 });
    expect(known.entry('dynamic_3', 5)).toEqual({ id: 'dynamic_a.3', value: '5' });
  });

  test('are cleared in one of two ways', () => {
    const known = attributes();
    const cleared = () => ['dynamic_1', 'dynamic_2'].map((member) => known.entry(member, null).value);

    expect(cleared()).toEqual(['', []]);
    known.clearOtherwise();
    expect(cleared()).toEqual([null, null]);
  });
});
