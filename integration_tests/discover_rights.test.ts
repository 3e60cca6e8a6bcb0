import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Right } from '../sandbox/rights.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { CatalogEntry } from '../src/airbyte/protocol.ts';
import { connector, file } from './connector.ts';

// Discover offers streams that the credential may not read, and says so where people will see it.

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 5, limits: { on: false } });
});

afterAll(async () => {
  await sandbox.close();
});

async function discovered(rights: Record<string, Right>, settings: object = {}) {
  sandbox.configure({ rights: { ...GRANTED, ...rights } });
  const run = await connector(['discover', '--config', file('config.json', { ...sandbox.config, ...settings })]);
  const entries = run.messages.flatMap((message) => (message.type === 'CATALOG' ? message.catalog.streams : []));
  return { run, streams: new Map(entries.map((entry) => [entry.name, entry])) };
}

const GRANTED: Record<string, Right> = {
  compensations: 'granted',
  compensation_types: 'granted',
  persons: 'granted',
  org_units: 'granted',
};
const titleOf = (entry: CatalogEntry | undefined) => entry?.json_schema.title;
const descriptionOf = (entry: CatalogEntry | undefined) => entry?.json_schema.description;

test('readable streams have no remark and cause no warning', async () => {
  const { run, streams } = await discovered({});

  expect(run.exit).toBe(0);
  expect(run.logs('WARN').filter((text) => text.includes('right'))).toEqual([]);
  for (const entry of streams.values()) expect(titleOf(entry)).not.toContain('missing');
});

test('a stream whose right is missing is offered, with the right in its title, its description and one warning', async () => {
  const { run, streams } = await discovered({
    compensations: 'refused',
    compensation_types: 'refused',
    org_units: 412,
  });

  expect(titleOf(streams.get('compensations'))).toBe('Compensations (right missing: Compensations: read)');
  expect(descriptionOf(streams.get('compensations'))).toMatch(
    /^A sync of this stream currently fails: the API credential lacks Compensations: read \(personio:compensations:read\)\. /,
  );
  expect(titleOf(streams.get('org_units'))).toContain('(not in the plan, or right missing: Org units: read)');
  const warnings = run.logs('WARN').filter((text) => text.includes('personio:compensations:read'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('"personio:compensations:read" (compensation_types, compensations)');
  expect(warnings[0]).toContain('"personio:org-units:read" (org_units)');
});

test('a stream whose parent is refused names the right of the parent', async () => {
  const { streams } = await discovered({ persons: 'refused' });

  for (const name of ['persons', 'employments', 'person_custom_attributes', 'holidays'])
    expect(titleOf(streams.get(name)), name).toContain('(right missing: Persons: read)');
});

describe('unreadable_streams: leave_out', () => {
  const leaveOut = { unreadable_streams: 'leave_out' };

  test('drops only streams that their own endpoint refused, however it was phrased, and none by inference', async () => {
    const { run, streams } = await discovered({ compensations: 403, org_units: 412, persons: 'refused' }, leaveOut);

    for (const name of ['compensations', 'org_units', 'persons', 'person_custom_attributes'])
      expect(streams.has(name), name).toBe(false);
    for (const name of ['compensation_types', 'employments', 'holidays', 'workplaces'])
      expect(streams.has(name), name).toBe(true);
    expect(run.logs('WARN').join()).toContain('Left out of the catalog: compensations, ');
  });

  test.each([
    ['an error of the server', { kind: 'status', status: 500 }],
    ['an error of the request', { kind: 'status', status: 400 }],
  ] as const)('drops nothing for %s', async (_, act) => {
    sandbox.configure({ trouble: [{ match: { path: '^GET /v2/workplaces' }, act }] });
    const { streams } = await discovered({}, leaveOut);
    sandbox.configure({ trouble: [] });

    expect(titleOf(streams.get('workplaces'))).not.toContain('missing');
  });

  test('drops no stream for a 400, even if its service returns that for a missing right', async () => {
    const { streams } = await discovered({ reports: 400 }, leaveOut);

    expect(titleOf(streams.get('reports'))).toContain('right missing');
  });
});
