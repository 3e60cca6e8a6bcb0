import { expect, test } from 'vitest';
import { peopleRun, writing } from '../../../integration_tests/units/fake_people.ts';
import type { Row } from '../../row.ts';
import { persons } from './persons.ts';

const ATTRIBUTES = ['dynamic_1', 'dynamic_2', 'dynamic_3'].map((key) => ({ key, label: key, type: 'standard' }));

/** An account that keeps the attributes which a change does not name, or takes them away. */
async function opened(how: 'merges' | 'replaces', options = {}) {
  const person = (id: string) => ({
    id,
    email: `p${id}@example.org`,
    first_name: 'Ada',
    employments: [],
    custom_attributes: [
      { id: 'dynamic_1', type: 'string', value: 'Red' },
      { id: 'dynamic_2', type: 'int', value: 7 },
      { id: 'dynamic_3', type: 'string_list', value: ['a', 'b'] },
    ],
  });
  const people = [person('1'), person('2'), person('3')];
  const onChange = ({ target, body }: { target: string; body?: unknown }) => {
    const changed = people.find(({ id }) => target.endsWith(`/${id}`));
    const { custom_attributes: given } = (body as { json: { custom_attributes?: Row[] } }).json;
    if (!changed || !given) return;
    const kept =
      how === 'merges' ? changed.custom_attributes.filter(({ id }) => !given.some((each) => each.id === id)) : [];
    changed.custom_attributes = [...kept, ...(given as typeof kept)];
  };
  const run = peopleRun({ persons: people, attributes: ATTRIBUTES }, { onChange, options });
  const values = () =>
    people.map((each) => Object.fromEntries(each.custom_attributes.map(({ id, value }) => [id, value])));
  return { run, values, write: await writing(persons, run) };
}

const entries = ({ writes }: { writes: unknown[] }) =>
  writes.map((each) => (each as { body: { json: { custom_attributes: Row[] } } }).body.json.custom_attributes.length);

test('attributes that a row does not name stay, where Personio takes them away', async () => {
  const { run, values, write } = await opened('replaces');
  const rows = ['1', '2', '3'].map((id) => write({ email: `p${id}@example.org`, dynamic_1: `Blue ${id}` }));

  expect(await Promise.all(rows)).toHaveLength(3);
  expect(values()).toEqual(
    ['1', '2', '3'].map((id) => ({ dynamic_1: `Blue ${id}`, dynamic_2: '7', dynamic_3: ['a', 'b'] })),
  );
  // The first one shows it, and is completed.
  expect(entries(run)).toEqual([1, 3, 3, 3]);
});

test('only what differs is sent where Personio keeps them', async () => {
  const { run, values, write } = await opened('merges');
  for (const id of ['1', '2']) await write({ email: `p${id}@example.org`, dynamic_1: 'Blue' });

  expect(values()[1]).toEqual({ dynamic_1: 'Blue', dynamic_2: 7, dynamic_3: ['a', 'b'] });
  expect(entries(run)).toEqual([1, 1]);
  expect(run.paths().filter((target) => target === '/v2/persons/2')).toEqual([]);
});

test('a dry run reads nobody again for it', async () => {
  const { run, write } = await opened('replaces', { dryRun: true });
  expect(await write({ email: 'p1@example.org', dynamic_1: 'Blue' })).toMatchObject({ outcome: 'changed' });
  expect(run.paths()).not.toContain('/v2/persons/1');
});
