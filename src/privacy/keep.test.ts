import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../integration_tests/units/privacy.ts';
import type { Attribute } from '../account/attributes.ts';
import { fixedSchema } from '../account/available.ts';
import { attributeColumns } from '../account/column_schemas.ts';
import { withColumns } from '../account/columns.ts';
import { ReportRows } from '../account/reports.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Row } from '../row.ts';
import { allStreams } from '../streams/index.ts';
import type { Stream } from '../streams/stream.ts';
import { Policy, type PrivacySettings } from './policy.ts';
import { StreamPrivacy } from './stream_privacy.ts';

const STREAMS = allStreams();

const attribute = (id: string, label: string, universalId?: string): Attribute => ({
  ...{ id, label, universalId, types: ['standard'], options: ['o'] },
});

const OWN = [
  attribute('dynamic_1', 'Shirt size'),
  attribute('dynamic_2', 'Konfession'),
  attribute('dynamic_3', 'Kontonummer', 'iban'),
  attribute('dynamic_4', 'Badge'),
  attribute('dynamic_5', 'Badge'),
  attribute('dynamic_6', 'Größe 🔭'),
  attribute('dynamic_7', '🪪'),
  attribute('dynamic_8', 'Office'),
];
const SYSTEM = [attribute('office', 'Office', 'office'), attribute('first_name', 'First name', 'first_name')];

const policyOf = (keep: readonly string[], more: Partial<PrivacySettings> = {}) =>
  new Policy(settingsOf({ keep, ...more }), STREAMS, OWN, SYSTEM);

function privacyOf(name: string, policy: Policy, columns: Record<string, JsonSchema> = {}): StreamPrivacy {
  const stream = STREAMS.find((each) => each.name === name) as Stream;
  return new StreamPrivacy(stream, policy, withColumns(fixedSchema(stream), columns));
}

/** The own attributes that `persons` emits, by the last letter of their ids. */
function left(keep: readonly string[], more?: Partial<PrivacySettings>): string {
  const entries = OWN.map(({ id }) => ({ id, value: 'v' }));
  const row: Row = { id: '1', custom_attributes: entries };
  privacyOf('persons', policyOf(keep, more)).apply(row);
  return (row.custom_attributes as typeof entries).map(({ id }) => id.slice(-1)).join('');
}

describe('the keep list', () => {
  test.each([
    ['empty', [], '12345678'],
    ['a key', ['dynamic_1'], '1'],
    ['a key in uppercase', ['DYNAMIC_1'], '1'],
    ['a label', ['Konfession'], '2'],
    ['a label in lowercase', [' konfession '], '2'],
    ['a label in another normal form', ['GRÖSSE 🔭'.normalize('NFD')], '6'],
    ['a label without a letter', ['🪪'], '7'],
    ['a universal id', ['iban'], '3'],
    ['a label shared by two attributes', ['Badge'], '45'],
    ['several', ['dynamic_1', 'iban'], '13'],
    ['not an attribute', ['dynamic'], ''],
    ['not a label', ['Kontonr'], ''],
    // Patterns are not supported: each attribute is named.
    ['an asterisk', ['dynamic_*'], ''],
  ])('where %s: %j', (_, keep, expected) => {
    expect(left(keep)).toBe(expected);
  });

  test('does not prevent dropping, hashing or removal by a preset', () => {
    expect(left(['dynamic_1', 'dynamic_2', 'iban'], { drop: ['dynamic_1'] })).toBe('23');
    expect(left(['dynamic_1', 'dynamic_2', 'iban'], { preset: 'no_special_categories' })).toBe('13');
    expect(left(['dynamic_1', 'dynamic_2', 'iban'], { preset: 'analytics' })).toBe('1');
    const row: Row = { id: '1', custom_attributes: [{ id: 'dynamic_1', value: 'M' }] };
    privacyOf('persons', policyOf(['dynamic_1'], { hash: ['dynamic_1'] })).apply(row);
    expect(JSON.stringify(row)).not.toContain('"M"');
  });

  test('decides which own attributes are offered; columns of every account always are', () => {
    for (const name of ['persons', 'employees']) {
      const fixed = Object.keys(fixedSchema({ name }).properties ?? {});
      const columns = attributeColumns(OWN, fixed);
      const { properties = {} } = privacyOf(name, policyOf(['Shirt size']), columns).schema;

      expect(Object.keys(properties).sort()).toEqual([...fixed, 'dynamic_1'].sort());
      expect(properties.additional_fields?.description).toMatch(
        /Columns of this account, which are not repeated here: 1\.$/,
      );
    }
  });
});

test('Personio’s fields and the attributes that every account has are not affected', () => {
  const employee = { id: 1, first_name: 'A', office: { id: 2, name: 'Jena' }, dynamic_1: 'M', dynamic_9: 'new' };
  privacyOf('employees', policyOf(['dynamic_4'])).apply(employee);
  const document = { id: 'd', name: 'x', category: { id: '1' } };
  privacyOf('documents', policyOf(['dynamic_4'])).apply(document);

  expect(JSON.parse(JSON.stringify(employee))).toEqual({ id: 1, first_name: 'A', office: { id: 2, name: 'Jena' } });
  expect(document).toEqual({ id: 'd', name: 'x', category: { id: '1' } });
  const field = { key: 'gender', options: ['male'] };
  privacyOf('employee_attributes', policyOf(['dynamic_4'])).apply(field);
  expect(field.options).toEqual(['male']);
});

test('the options of an attribute that is not kept are hidden, too', () => {
  const row: Row = { key: 'dynamic_1', options: ['M'] };
  privacyOf('employee_attributes', policyOf(['dynamic_4'])).apply(row);

  expect(row.options).toBeNull();
});

test('rows that are attributes are filtered in the same way', () => {
  const privacy = privacyOf('person_custom_attributes', policyOf(['Shirt size']));

  expect(privacy.apply({ attribute_id: 'dynamic_1', value: 'M' })).toBe(true);
  expect(privacy.apply({ attribute_id: 'dynamic_2', value: 'M' })).toBe(false);
  expect(privacy.apply({ attribute_id: 'unheard-of', value: 'M' })).toBe(false);
  // Recognised by the number in v1's key.
  expect(privacy.apply({ attribute_id: 'other', global_id: '1', value: 'M' })).toBe(true);
});

describe('in reports', () => {
  test('of v1, Personio’s attributes are emitted as well as the kept ones', () => {
    const ids = ['first_name', 'absence_12:periods', 'dynamic_1', 'dynamic_2', 'dynamic_999'];
    const row: Row = { attributes: ids.map((id) => ({ attribute_id: id, value: 'v' })) };
    privacyOf('custom_report_rows', policyOf(['dynamic_1'])).apply(row);

    expect((row.attributes as Row[]).map((entry) => entry.attribute_id)).toEqual(ids.slice(0, 3));
  });

  test.each([
    ['person.dynamic_1', 'Shirt size', true],
    ['person.dynamic_1', undefined, true],
    ['person.dynamic_2', 'Konfession', false],
    ['person.dynamic_999', 'No more in the list', false],
    ['person.custom_7', 'Konfession', false],
    ['person.iban', 'Kontonummer', false],
    // One of the two attributes with this label is not kept.
    ['person.custom_8', 'Badge', false],
    // The office field that everyone has, although an attribute has the same label.
    ['employment.office', 'Office', true],
    ['computed.tenure', 'Tenure', true],
  ])('of v2, the column %s, "%s", is emitted: %s', (name, display, leaves) => {
    const privacy = new StreamPrivacy(new ReportRows('report_1', 'r1', 'R'), policyOf(['dynamic_1', 'dynamic_4']), {});
    const row: Row = { c: 'v', record_key: 'k' };
    privacy.declare(new Map([['c', { name, display, type: 'string', attributeIds: [] }]]));
    privacy.apply(row);

    expect(row.c).toBe(leaves ? 'v' : undefined);
  });
});

test('entries that match no attribute are reported', () => {
  const { unusedKeeps } = policyOf(['dynamic_1', 'konfession', 'IBAN', 'first_name', 'Shoe size']);

  expect(unusedKeeps).toEqual(['first_name', 'Shoe size']);
});
