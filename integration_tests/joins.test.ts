// Every reference that a stream declares leads to a row: in the schemas, and in the records of the whole program.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { fixedSchema } from '../src/account/available.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { discover, everything, readOffered, recordsOf } from './all_streams.ts';
import type { Json } from './connector.ts';
import { JOINS, joinCounts, nameOf } from './join_counts.ts';

/** The sandbox has no rows for these, and why. */
const UNSEEN: Readonly<Record<string, string>> = {
  'custom_report_rows.historical_attributes.cost_centers.cost_center_id → cost_centers.id':
    'its historical report has no cost centers',
  'org_units.parent_chain.parent_id → org_units.record_key': 'lists only have the ids of a chain',
};

/** Settings that change ids: the keys must still lead to their rows, or be gone. */
const SETTINGS = {
  'hash the ids': { hash: ['org_units.id'] },
  'hash the key of a row': { hash: ['org_units.record_key'] },
  'hash one of the references': { hash: ['employments.team_key'] },
  'hash people': { hash: ['time_offs.employee_id'] },
  'drop ids and keys of references': {
    drop: ['employments.department_id', 'employees.team_key', 'recruiting_jobs.department', 'time_offs.person_id'],
  },
  'mask sensitive types': { preset: 'no_special_categories' },
} as const;
const HASH_KEY = 'a7f3-98c1-55d0-e24b';

/** The columns that the last of these settings drops, each with the others that hold the same id. */
const DROPPED: Readonly<Record<string, readonly string[]>> = {
  employments: ['department_id', 'department_key'],
  employees: ['team_id', 'team_key'],
  recruiting_jobs: ['department', 'department_id', 'department_key'],
  time_offs: ['employee_id', 'person_id'],
};

let sandbox: Sandbox;
let plain: Map<string, Json[]>;

async function read(privacy: object = {}) {
  const config = { ...everything(sandbox), privacy };
  const { streams } = await discover(config);
  const run = await readOffered(config, streams);
  expect([run.exit, run.errors]).toEqual([0, []]);
  return { streams, records: recordsOf(run) };
}

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 120, seed: 7, limits: { on: false } });
  plain = (await read()).records;
});
afterAll(() => sandbox.close());

test.each(JOINS.map((join) => [nameOf(join), join] as const))(
  '%s has text on both sides',
  (_, { stream, path, to }) => {
    expect(typesAt(stream, path)).toEqual(['string']);
    if (to === undefined) return;
    const [target = '', field = ''] = to.split('.');
    expect(typesAt(target, field)).toEqual(['string']);
  },
);

test('every value leads to a row, except those that the declaration exempts', () => {
  const counts = joinCounts(plain);
  const lost = counts.filter(({ join, lost }) => join.missing === undefined && lost.length > 0);
  const unseen = counts.filter(({ values }) => values === 0).map(({ join }) => nameOf(join));
  const unfound = counts.filter(({ values, lost }) => values > 0 && lost.length === values);

  expect(lost.map(({ join, lost }) => [nameOf(join), lost])).toEqual([]);
  expect(unfound.map(({ join }) => nameOf(join))).toEqual([]);
  expect(unseen.sort()).toEqual(Object.keys(UNSEEN).sort());
});

test('a department and a team share an id, so that no join uses the id alone', () => {
  const idsOf = (type: string) =>
    new Set((plain.get('org_units') ?? []).filter((unit) => unit.type === type).map(({ id }) => id));
  const shared = idsOf('department').intersection(idsOf('team'));

  for (const stream of ['employees', 'employments'])
    for (const column of ['department_id', 'team_id'])
      expect(
        (plain.get(stream) ?? []).some((row) => shared.has(row[column])),
        `${stream}.${column}`,
      ).toBe(true);
});

test('rows of both versions of the API have one id for a person, and none lacks it', () => {
  for (const stream of [
    'absence_entitlements',
    'attendances',
    'custom_report_rows',
    'hourly_absence_periods',
    'time_offs',
  ])
    for (const row of plain.get(stream) ?? []) expect(row.person_id, stream).toBe(row.employee_id);
  for (const row of plain.get('employees') ?? []) expect(row.person_id).toBe(row.id);
});

describe('with a privacy setting', () => {
  test.each(Object.entries(SETTINGS))('%s', async (what, privacy) => {
    const { records, streams } = await read({ ...privacy, ...('hash' in privacy && { hash_key: HASH_KEY }) });
    const before = new Map(
      joinCounts(plain).map(({ join, values, lost }) => [nameOf(join), { values, lost: lost.length }]),
    );
    const after = joinCounts(records);

    for (const { join, values, lost } of after) {
      const whole = before.get(nameOf(join));
      expect(lost.length, nameOf(join)).toBeLessThanOrEqual(whole?.lost ?? 0);
      if ('hash' in privacy) expect(values, nameOf(join)).toBe(whole?.values);
    }
    if (!('drop' in privacy)) return;
    for (const [name, columns] of Object.entries(DROPPED)) {
      const { json_schema: schema } = streams.find((stream) => stream.name === name) ?? {};
      for (const column of columns) {
        expect(schema?.properties, `${what}: ${name}`).not.toHaveProperty(column);
        expect(
          records.get(name)?.some((row) => column in row),
          `${what}: ${name}.${column}`,
        ).toBe(false);
      }
    }
  });
});

function typesAt(stream: string, path: string): string[] {
  let schema: JsonSchema | undefined = fixedSchema({ name: stream });
  for (const step of path.split('.')) {
    schema = schema?.properties?.[step];
    schema = schema?.items ?? schema;
  }
  return [schema?.type ?? []].flat().filter((type) => type !== 'null');
}
