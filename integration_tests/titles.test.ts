// Titles of the account's columns carry the familiar labels: in the catalog, a name such as dynamic_700103 says little.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { discover } from './all_streams.ts';
import type { Json } from './connector.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 12, limits: { on: false } });
});

afterAll(async () => {
  await sandbox.close();
});

const LABELS = {
  badge_no: 'Badge',
  badge_no_2: 'Badge',
  dynamic_700101: 'IBAN',
  dynamic_700103: 'Anzahl Kinder',
  dynamic_700106: 'Ersthelfer:in',
};

/** Their labels are not in API v2's rows. */
const UNLABELLED = { dynamic_5f3ac09e_2: 'Locker number', laptop_serial_number: 'Laptop' };

/** The titles of a stream's columns; `title` is the stream's own, if its name is unknown. */
async function titlesOf(stream: string, settings: Json = {}): Promise<Record<string, unknown>> {
  const { streams } = await discover({ ...sandbox.config, ...settings });
  const { json_schema: schema } =
    streams.find(({ name, json_schema: each }) => [name, each.title].includes(stream)) ?? {};
  return Object.fromEntries(Object.entries(schema?.properties ?? {}).map(([name, { title }]) => [name, title]));
}

describe.each(['persons', 'employees'])('columns of %s', (stream) => {
  test('have the labels of attributes as titles', async () => {
    expect(await titlesOf(stream)).toMatchObject({ ...LABELS, ...UNLABELLED });
  });

  test('have the new labels when they were changed in Personio', async () => {
    sandbox.configure({ attributeEdits: { dynamic_700103: { label: 'Kinder' } } });
    const titles = await titlesOf(stream);
    sandbox.configure({ attributeEdits: {} });

    expect(titles).toMatchObject({ dynamic_700103: 'Kinder' });
  });

  test('that privacy drops leave no label, and those that are hashed keep theirs', async () => {
    const drop = ['dynamic_700101'];
    const hash = ['dynamic_700106'];
    const titles = await titlesOf(stream, { privacy: { drop, hash, hash_key: 'a key of the tests, long enough' } });

    expect(titles).toMatchObject({ dynamic_700103: 'Anzahl Kinder', dynamic_700106: 'Ersthelfer:in' });
    expect(Object.values(titles)).not.toContain('IBAN');
  });
});

describe('if version 1 does not list attributes', () => {
  beforeAll(() => sandbox.configure({ rights: { employee_attributes: 'refused' } }));
  afterAll(() => sandbox.configure({ rights: { employee_attributes: 'granted' } }));

  test('columns of persons have the labels in their rows, or else the ids', async () => {
    expect(await titlesOf('persons')).toMatchObject({
      ...LABELS,
      dynamic_5f3ac09e_2: 'dynamic_5f3ac09e.2',
      laptop_serial_number: 'laptop_serial_number',
    });
  });

  test('columns of employees have the labels in their rows', async () => {
    expect(await titlesOf('employees')).toMatchObject({ ...LABELS, ...UNLABELLED });
  });
});

describe('columns of a report', () => {
  test('have their names in Personio as titles, even if two share one', async () => {
    expect(await titlesOf('Salaries & <shares>')).toMatchObject({
      employment_office: 'Office',
      employment_office_2: 'Office',
      person_languages: 'Languages',
      salary_amount: 'Salary',
      salary_share: 'Share',
    });
  });

  test('that privacy drops leave no title', async () => {
    const titles = await titlesOf('Salaries & <shares>', { privacy: { drop: ['report_*.salary_amount'] } });

    expect(Object.values(titles)).toEqual(expect.arrayContaining(['Share', 'Languages']));
    expect(Object.values(titles)).not.toContain('Salary');
  });
});
