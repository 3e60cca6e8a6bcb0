import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { WrittenObject } from '../../write/object.ts';
import { OBJECTS } from '../../write/objects/index.ts';
import { objectSchema, operationsOf, publishedSchema } from './object_schema.ts';

const object = {
  name: 'persons',
  operations: ['insert', 'upsert', 'update', 'soft_delete'],
  keys: [['email'], ['id']],
  members: {
    id: { kind: 'id', describe: 'The id.' },
    email: { kind: 'email', describe: 'The address.' },
    status: { kind: 'choice', describe: 'The status.', choices: ['ACTIVE', 'INACTIVE'] },
    weekly_working_hours: { kind: 'number', describe: 'The hours.' },
    tags: { kind: 'texts', describe: 'The tags.' },
  },
  hasAttributes: true,
  needs: ['email'],
} as unknown as WrittenObject;

test('each operation is offered once, as the sync mode that stands for it', () => {
  const operations = operationsOf(object, object.members, 'dynamic_1');

  expect(operations.map(({ sync_mode }) => sync_mode)).toEqual(['append', 'append_dedup', 'update', 'soft_delete']);
  expect(new Set(operations.map(({ object_name }) => object_name))).toEqual(new Set(['persons']));
});

test('what is created cannot be found by an id, and needs what Personio needs', () => {
  const [insert, upsert] = operationsOf(object, object.members, 'dynamic_1');

  expect(insert?.matching_keys).toEqual([['email'], ['dynamic_1']]);
  expect(insert?.json_schema.required).toEqual(['email']);
  expect(upsert?.matching_keys).toEqual([['email'], ['id'], ['dynamic_1']]);
  expect(upsert?.json_schema).not.toHaveProperty('required');
});

test('the schema accepts rows as they come, with nulls, and no other members', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(objectSchema(object.members));

  expect(validate({ email: 'a@x.example', status: 'ACTIVE', weekly_working_hours: 40, tags: ['a'] })).toBe(true);
  expect(validate({ email: null, status: null, weekly_working_hours: null, tags: null })).toBe(true);
  expect(validate({})).toBe(true);
  expect(validate({ salary: 1 })).toBe(false);
  expect(validate({ status: 'GONE' })).toBe(false);
});

test('destination/schemas/ has the schema of every object, which npm run spec writes', () => {
  const folder = new URL('../../../destination/schemas/', import.meta.url);
  const published = readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]);

  expect(Object.fromEntries(published)).toEqual(
    Object.fromEntries(Object.values(OBJECTS).map((each) => [`${each.name}.json`, publishedSchema(each)])),
  );
});
