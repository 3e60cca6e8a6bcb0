import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { discover, type OfferedStream, readOffered } from './all_streams.ts';
import { connector, file, type Json, type Run } from './connector.ts';
import { hashOf } from './hashes.ts';

const KEY = 'a key of the tests, long enough';
const hash = (text: string) => hashOf(KEY, text);
/** More than fit on one page. */
const PERSONS = 230;

const HEADCOUNT = 'Headcount by office';
const SALARIES = 'Salaries & <shares>';

let sandbox: Sandbox;
let offered: readonly OfferedStream[];

beforeAll(async () => {
  sandbox = await startSandbox({ persons: PERSONS, seed: 5, limits: { on: false } });
  ({ streams: offered } = await discover(sandbox.config));
});

afterAll(async () => {
  await sandbox.close();
});

const streamOf = (title: string, streams = offered): OfferedStream => {
  const found = streams.find(({ name, json_schema }) => name.startsWith('report_') && json_schema.title === title);
  if (!found) throw new Error(`there is no report ${title}`);
  return found;
};

const configOf = (privacy: Json) => ({ ...sandbox.config, privacy: { ...privacy, hash_key: KEY } });

/** Reads a report as offered, after its columns were changed in Personio. */
async function readWith(stream: OfferedStream, columns: string[], privacy?: Json): Promise<Run> {
  sandbox.configure({ reportColumns: { [String(stream.json_schema.title)]: columns } });
  const run = await readOffered(privacy ? configOf(privacy) : sandbox.config, [stream]);
  sandbox.configure({ reportColumns: {} });
  expect([run.exit, run.errors]).toEqual([0, []]);
  return run;
}

/** The catalog of a tool that keeps only names and types. */
const bare = (stream: OfferedStream): OfferedStream => ({
  ...stream,
  json_schema: {
    properties: Object.fromEntries(
      Object.entries(stream.json_schema.properties).map(([name, { type }]) => [name, { type }]),
    ),
  },
});

describe('a report whose limit is', () => {
  test.each(['cap', 'refused', 'page'] as const)('a %s is read in full, each row once', async (reportLimit) => {
    sandbox.configure({ disputed: { reportLimit } });
    const stream = streamOf(HEADCOUNT);
    const run = await readOffered(sandbox.config, [stream]);
    sandbox.configure({ disputed: { reportLimit: 'page' } });

    expect([run.exit, run.errors, run.statuses(stream.name).at(-1)]).toEqual([0, [], 'COMPLETE']);
    expect(run.records(stream.name)).toHaveLength(PERSONS);
    expect(new Set(run.keys(stream.name)).size).toBe(PERSONS);
  });
});

describe('a report whose columns were moved', () => {
  test('has the same records with the same keys, although two names become the same column', async () => {
    const stream = streamOf(SALARIES);
    const own = ['employment.office', 'employment_office', 'person.languages', 'salary.share', 'salary.amount'];
    const before = await readWith(stream, own);
    const after = await readWith(stream, own.toReversed());

    expect(before.records(stream.name).some((record) => Array.isArray(record.employment_office))).toBe(true);
    expect(before.records(stream.name).every((record) => typeof record.employment_office_2 === 'string')).toBe(true);
    expect(after.records(stream.name)).toEqual(before.records(stream.name));
  });

  test('gives new ones no member of another', async () => {
    const stream = streamOf(SALARIES);
    const [record = {}] = (await readWith(stream, ['employment_office', 'person.id'])).records(stream.name);

    expect(record.employment_office_2).toBeTypeOf('string');
    expect(record).not.toHaveProperty('employment_office');
    expect(record.additional_fields).toEqual({ person_id: expect.any(String) });
  });
});

test('a report may have one column twice, and one of them may be selected', async () => {
  sandbox.configure({ reportColumns: { [HEADCOUNT]: ['person.id', 'employment.office', 'person.id'] } });
  const { streams } = await discover(sandbox.config);
  const stream = streamOf(HEADCOUNT, streams);
  const { person_id: _, ...properties } = stream.json_schema.properties;
  const some = { ...stream, json_schema: { ...stream.json_schema, properties } };
  const run = await readWith(some, ['person.id', 'person.id', 'employment.office']);

  expect(Object.keys(stream.json_schema.properties)).toContain('person_id_2');
  expect(run.records(stream.name).every(({ person_id_2: id }) => typeof id === 'string')).toBe(true);
  expect(run.records(stream.name).some((record) => 'person_id' in record)).toBe(false);
});

describe('a privacy setting applies to a column', () => {
  const columns = ['person.first_name', 'person.dynamic_700101', 'employment.office', 'person.id'];

  test.each<[string, Json]>([
    ['that was added after discover', { drop: ['dynamic_700101'] }],
    ['that was added after discover, by its universal name', { drop: ['iban'] }],
    ['that was added after discover, with a preset', { preset: 'analytics' }],
    ['that was added after discover, and is hashed', { hash: ['dynamic_700101', 'persons.id'] }],
  ])('%s', async (_, privacy) => {
    const stream = streamOf(HEADCOUNT);
    for (const catalog of [stream, bare(stream)]) {
      const run = await readWith(catalog, columns, privacy);
      expect(run.stdout).not.toContain('DE00 0000');
      expect(run.records(stream.name)).toHaveLength(PERSONS);
    }
  });

  test.each<Json>([{ drop: ['dynamic_700101'] }, { hash: ['iban'] }, { preset: 'analytics' }])(
    'whose catalog only has names and types: %j',
    async (privacy) => {
      sandbox.configure({ reportColumns: { [HEADCOUNT]: columns } });
      const { streams } = await discover(sandbox.config);
      const run = await readWith(bare(streamOf(HEADCOUNT, streams)), columns, privacy);

      expect(run.stdout).not.toContain('DE00 0000');
      expect(run.changes(streamOf(HEADCOUNT).name)).toEqual([]);
    },
  );

  test('with ids that are hashed: tables still join', async () => {
    const stream = streamOf(HEADCOUNT);
    const run = await readWith(stream, ['employment.office', 'person.id'], { hash: ['persons.id', 'workplaces.id'] });
    const ids = sandbox.ids('persons');
    const found = run.records(stream.name).map(({ additional_fields: rest }) => (rest as Json).person_id);
    const offices = sandbox.ids('workplaces');

    expect(new Set(found)).toEqual(new Set(ids.map(hash)));
    for (const id of [...ids, ...offices]) expect(run.stdout.includes(`"${id}"`), id).toBe(false);
    expect(offices.some((id) => run.stdout.includes(hash(id)))).toBe(true);
  });

  test('that cannot be identified: it is counted and not named', async () => {
    sandbox.configure({ hiddenAttributes: ['dynamic_700101'] });
    const stream = streamOf(HEADCOUNT);
    const run = await readWith(stream, columns, { drop: ['dynamic_700102'] });
    const found = await connector([
      ...['preview', '--config', file('config.json', configOf({ drop: ['dynamic_700102'] }))],
      ...['--stream', stream.name],
    ]);
    sandbox.configure({ hiddenAttributes: [] });
    const warnings = run.logs('WARN').filter((line) => line.startsWith(stream.name));

    expect(run.stdout).not.toContain('DE00 0000');
    expect(found.stdout).not.toContain('DE00 0000');
    expect(warnings).toEqual([expect.stringContaining('matches them: 1.')]);
    expect(warnings.join()).not.toMatch(/iban|700101/i);
  });
});

test('the key of a row reveals no cell that is not selected', async () => {
  const stream = streamOf(HEADCOUNT);
  const { record_key, employment_office } = stream.json_schema.properties;
  const some = { ...stream, json_schema: { properties: { record_key, employment_office } } as never };
  const keyByOffice = new Map<string, Set<string>>();
  for (const record of (await readOffered(sandbox.config, [some])).records(stream.name)) {
    const office = JSON.stringify(record.employment_office);
    keyByOffice.set(office, (keyByOffice.get(office) ?? new Set()).add(String(record.record_key).split(':')[0] ?? ''));
  }

  expect(keyByOffice.size).toBeGreaterThan(1);
  for (const keys of keyByOffice.values()) expect(keys.size).toBe(1);
});

test('check, discover, preview and read say the same of a report that is grouped, and blame no right', async () => {
  const config = file('config.json', sandbox.config);
  const check = await connector(['check', '--config', config]);
  const [, name = ''] = /(report_\w+) cannot be read/.exec(check.connectionStatus?.message ?? '') ?? [];
  const reads = [
    await connector(['read', '--config', config, '--streams', name]),
    await connector(['preview', '--config', config, '--stream', name]),
  ].map(({ errors, stderr }) => errors[0]?.message ?? stderr.trim());

  expect(check.connectionStatus?.message).not.toContain('Missing');
  for (const message of reads) {
    expect(message).toContain('grouped, or not enabled for the API');
    expect(message).not.toContain('right');
  }
  expect((await discover(sandbox.config)).run.logs('WARN').join()).toContain(`${name}: the report`);
});

describe('the name of a report', () => {
  test.each<Json>([{ drop: ['reports.name'] }, { hash: ['reports.name'] }, { drop: ['rep*.name'] }])(
    'that is withheld appears in no catalog, log or record: %j',
    async (privacy) => {
      const { run, streams } = await discover(configOf(privacy));
      const second = await readOffered(
        configOf(privacy),
        streams.filter(({ name }) => /^reports?(_|$)/.test(name)),
      );

      expect([run.exit, second.exit]).toEqual([0, 0]);
      for (const name of [HEADCOUNT, 'Headcount per month', 'Abteilungen', SALARIES])
        for (const { stdout, stderr } of [run, second]) expect(stdout + stderr).not.toContain(name);
      // The grouped one is reported by its stream.
      expect(run.logs('WARN').filter((line) => /^report_\w{8}: the report cannot be read/.test(line))).toHaveLength(1);
    },
  );

  test('is in the catalog otherwise', () => {
    expect(streamOf(HEADCOUNT).json_schema.description).toContain(HEADCOUNT);
  });
});
