import { describe, expect, test } from 'vitest';
import { peopleRun } from '../../integration_tests/units/fake_people.ts';
import { ApiError } from '../http/api_error.ts';
import type { Row } from '../row.ts';
import { PeopleIndex } from './people.ts';

const OWN = 'dynamic_7';
const person = (id: string, email: string | null, own?: unknown, more: Row = {}): Row => ({
  id,
  email,
  first_name: 'Ada',
  employments: [{ id: `e${id}` }],
  ...(own !== undefined && { custom_attributes: [{ id: OWN, value: own }] }),
  ...more,
});
const attributes = [{ key: OWN, label: 'Number', type: 'standard' }];

const indexOf = (persons: readonly Row[], account = { attributes } as { attributes?: readonly Row[] }) =>
  peopleRun({ persons, ...account }, { options: { matchAttribute: OWN } });

describe('the index of people', () => {
  test('is read once, at the first need', async () => {
    const run = indexOf([person('1', 'Ada@Example.org'), person('2', null)]);
    expect(run.asked).toEqual([]);

    expect((await run.people.byEmail(' aDA@example.org'))?.id).toBe('1');
    const both = [run.people.byId('2'), run.people.byEmail('nobody@example.org')];

    expect((await Promise.all(both)).map((each) => each?.id)).toEqual(['2', undefined]);
    expect(run.paths().filter((path) => path === '/v2/persons')).toHaveLength(1);
  });

  test('knows whose an employment is', async () => {
    const run = indexOf([person('1', 'a@example.org'), person('2', 'b@example.org')]);

    expect((await run.people.byEmployment('e2'))?.id).toBe('2');
    expect(await run.people.byEmployment('e3')).toBeUndefined();
  });

  test('finds people by their own id, and refuses one that several have', async () => {
    const run = indexOf([person('1', null, '007'), person('2', null, 'x'), person('3', null, 'x')]);

    expect((await run.people.byOwnId('007'))?.id).toBe('1');
    expect(await run.people.byOwnId('7')).toBeUndefined();
    await expect(run.people.byOwnId('x')).rejects.toMatchObject({ code: 'ambiguous_reference' });
  });

  test('compares own ids that are numbers as numbers', async () => {
    const run = indexOf([person('1', null, 7)], { attributes: [{ key: OWN, type: 'integer' }] });

    expect((await run.people.byOwnId('007'))?.id).toBe('1');
  });

  test.each([
    ['is not listed', { attributes: [{ key: 'dynamic_8', type: 'standard' }] }],
    ['may not be listed', {}],
  ])('fails if the own id %s and nobody shows it: everybody would be created again', async (_, account) => {
    const error = { failureType: 'config_error', message: expect.stringContaining(OWN) };

    await expect(indexOf([person('1', null)], account).people.byOwnId('1')).rejects.toMatchObject(error);
    expect((await indexOf([person('1', null, '1')], account).people.byOwnId('1'))?.id).toBe('1');
    expect(await indexOf([], account).people.byOwnId('1')).toBeUndefined();
  });

  test('fails if people come without anything to recognise them by', async () => {
    const error = { failureType: 'config_error', message: expect.stringContaining('Release these attributes') };

    await expect(indexOf([{ id: '1', employments: [] }]).people.byEmail('a@example.org')).rejects.toMatchObject(error);
  });

  test('fails if people may not be listed', async () => {
    const run = peopleRun({}, { answer: () => new ApiError('forbidden', 403, 1) });

    await expect(run.people.byEmail('a@example.org')).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('personio:persons:read'),
    });
  });

  test('follows what this run writes', async () => {
    const { people } = indexOf([person('1', 'a@example.org', 'x')]);
    await people.ready();
    people.created('9', { email: 'New@example.org', [OWN]: 'n' });
    const first = await people.byId('1');
    if (first) people.changed(first, { email: 'b@example.org', [OWN]: 'y', last_name: 'Byron' });

    expect((await people.byEmail('new@example.org'))?.id).toBe('9');
    expect((await people.byOwnId('n'))?.id).toBe('9');
    expect(await people.byEmail('a@example.org')).toBeUndefined();
    expect((await people.byEmail('b@example.org'))?.id).toBe('1');
    expect(await people.byOwnId('x')).toBeUndefined();
    expect((await people.byOwnId('y'))?.id).toBe('1');
    expect(first && people.valuesOf(first)).toMatchObject({ first_name: 'Ada', last_name: 'Byron', [OWN]: 'y' });
  });

  test('has people without id in a dry run', async () => {
    const { people } = indexOf([]);
    await people.ready();
    people.created(undefined, { email: 'new@example.org' });

    expect(await people.byEmail('new@example.org')).toMatchObject({ id: undefined });
  });

  test('looks into Personio for somebody who came later', async () => {
    const persons: Row[] = [];
    const { people } = indexOf(persons);
    await people.ready();
    persons.push(person('5', 'Late@example.org'));
    const search = (email: string) => people.search([{ email }], (found) => found.email === email.toLowerCase());

    expect(await search('other@example.org')).toBeUndefined();
    expect((await search('Late@example.org'))?.id).toBe('5');
    expect((await people.byEmail('late@example.org'))?.id).toBe('5');
  });

  test('takes a value that the filter refuses for one that nobody has', async () => {
    const { people } = peopleRun({}, { answer: () => new ApiError('refused', 400, 1) });

    expect(await people.search([{ email: 'a' }], () => true)).toBeUndefined();
  });

  test('reads the list once more for somebody whom it may have lacked', async () => {
    const persons: Row[] = [person('1', 'a@example.org')];
    const { api, asked } = peopleRun({ persons });
    let hasSettled = false;
    const isSettled = () => hasSettled;
    const people = new PeopleIndex({ api, matchAttribute: undefined, keepsValues: false, isSettled });
    expect(await people.byEmail('b@example.org')).toBeUndefined();
    persons.push(person('2', 'b@example.org'));
    expect(await people.byEmail('b@example.org')).toBeUndefined();

    hasSettled = true;
    expect((await people.byEmail('a@example.org'))?.id).toBe('1');
    expect(asked).toHaveLength(1);
    expect((await people.byEmail('b@example.org'))?.id).toBe('2');
    expect(await people.byEmail('c@example.org')).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  test('knows somebody once whom a list showed before the answer to the create came', async () => {
    const persons: Row[] = [];
    const { people } = indexOf(persons);
    await people.ready();
    persons.push(person('5', 'new@example.org'));
    await people.reread('5');

    const created = people.created('5', { email: 'new@example.org' }, ['51']);
    expect(await people.byId('5')).toBe(created);
    expect(await people.byEmail('new@example.org')).toBe(created);
    people.changed(created, { email: 'other@example.org' });
    expect(await people.byEmail('new@example.org')).toBeUndefined();
  });

  test('needs no attributes if only e-mails are asked for', async () => {
    const { api, asked } = peopleRun({ persons: [person('1', 'a@example.org')] });
    const people = new PeopleIndex({ api, matchAttribute: undefined, keepsValues: false, isSettled: () => true });

    expect((await people.byEmail('a@example.org'))?.id).toBe('1');
    expect(asked).toHaveLength(1);
  });
});
