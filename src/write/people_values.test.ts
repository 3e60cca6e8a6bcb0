import { describe, expect, test } from 'vitest';
import { attribute } from '../../integration_tests/units/attribute.ts';
import { PersonAttributes } from './people_attributes.ts';
import { valuesIn } from './people_values.ts';

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
