import { expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { EVERYTHING } from '../privacy/privacy.ts';
import { Employees } from '../streams/employees.ts';
import type { Stream } from '../streams/stream.ts';
import { findStream, prepareStream } from './prepare.ts';

const prepared = (stream: Stream, names: readonly string[]) => {
  const properties = Object.fromEntries(names.map((name) => [name, {}]));
  const options = { startDate: undefined, privacy: EVERYTHING, warn: async () => {} };
  return prepareStream(stream, { properties }, fakeApi(), options);
};

test('attributes are requested by Personio’s names for the columns', async () => {
  const { attributes } = await prepared(new Employees(), [
    'id',
    'email',
    'workplace_id',
    'supervisor_id',
    'fix_salary_currency',
    'additional_fields',
  ]);

  expect(attributes?.toSorted()).toEqual(['email', 'fix_salary', 'last_modified_at', 'office', 'supervisor']);
});

test('a stream that does not exist is refused, with the name in the catalog', async () => {
  await expect(findStream('people', [new Employees()], fakeApi())).rejects.toThrow('people: there is no such stream');
});
