import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GivenSettings } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { discover, everything, type OfferedStream, readOffered, recordsOf } from './all_streams.ts';
import type { Json, Run } from './connector.ts';

const EXTRA = 300;
const PEOPLE = ['employees', 'persons'];
const ID = /Personio's id: (.+)$/s;

let sandbox: Sandbox;
let discovered: string;
let people: readonly OfferedStream[];

beforeAll(async () => {
  // Labels are equal, quoted, empty or of two lines; ids contain blanks, umlauts, capitals and hyphens.
  sandbox = await startSandbox({ persons: 60, seed: 7, limits: { on: false }, extraAttributes: EXTRA });
  const { run, streams } = await discover(everything(sandbox));
  discovered = run.stdout;
  people = streams.filter(({ name }) => PEOPLE.includes(name));
});

afterAll(async () => {
  await sandbox.close();
});

/** The account's own columns of a stream: the name of each by Personio's id. */
function columnsOf(stream: OfferedStream | undefined): Map<string, string> {
  return new Map(
    Object.entries(stream?.json_schema.properties ?? {}).flatMap(([name, { description }]) => {
      const id = ID.exec(String(description))?.[1];
      return id === undefined ? [] : [[id, name]];
    }),
  );
}

const named = (name: string) => people.find((stream) => stream.name === name);

describe('three hundred attributes with equal labels and odd characters', () => {
  test('are found the same way every time, byte for byte', async () => {
    const again = await discover(everything(sandbox));

    expect(again.run.stdout).toBe(discovered);
  });

  test.each(PEOPLE)('give %s a column each, with a name that every destination accepts', (name) => {
    const columns = columnsOf(named(name));
    const own = (sandbox.rows('employee_attributes') as Json[]).map(({ key }) => String(key));

    expect(columns.size).toBeGreaterThanOrEqual(EXTRA);
    expect(new Set(columns.values()).size).toBe(columns.size);
    for (const [id, column] of columns) {
      expect(column).toMatch(/^[a-z0-9_]+$/);
      expect(own).toContain(id);
    }
  });

  test('bring their values, each in its own column', async () => {
    const run = await readOffered(everything(sandbox), people);

    expect([run.exit, run.errors]).toEqual([0, []]);
    for (const name of PEOPLE) {
      const filled = new Set(
        run.records(name).flatMap((record) => Object.keys(record).filter((key) => record[key] !== null)),
      );
      // One attribute has no values at all.
      const empty = [...columnsOf(named(name)).values()].filter((column) => !filled.has(column));
      expect(
        empty.filter((column) => column !== 'dynamic_5f3ac09e_6'),
        name,
      ).toEqual([]);
      expect(run.changes(name), name).toEqual([]);
    }
    const columns = columnsOf(named('persons'));
    const held = new Map(run.records('persons').map((record) => [record.id, record]));
    for (const { id, custom_attributes } of sandbox.rows('persons') as Json[]) {
      const record = held.get(id) ?? {};
      expect(record.custom_attributes).toEqual(custom_attributes);
      for (const { id: attribute, value } of (custom_attributes ?? []) as Json[]) {
        const column = columns.get(String(attribute)) ?? '';
        // The types are those of v2: v1 has none for lists and booleans.
        if (typeof value !== 'string') expect(record[column] ?? null, column).toEqual(value);
        else expect([value, Number(value), value === 'true', null]).toContainEqual(record[column]);
      }
    }
  });
});

describe('an attribute that changes between discover and read', () => {
  const read = async (settings: GivenSettings, streams = people): Promise<Run> => {
    sandbox.configure(settings);
    try {
      return await readOffered(everything(sandbox), streams);
    } finally {
      sandbox.configure({ hiddenAttributes: [], attributeEdits: {} });
    }
  };
  const whole = (run: Run) => {
    expect([run.exit, run.errors]).toEqual([0, []]);
    for (const name of PEOPLE) expect(run.records(name), name).toHaveLength(60);
  };

  test('because it is new, breaks nothing', async () => {
    sandbox.configure({ hiddenAttributes: ['dynamic_700103'] });
    const { streams } = await discover(everything(sandbox));
    const without = streams.filter(({ name }) => PEOPLE.includes(name));

    const run = await read({ hiddenAttributes: [] }, without);

    whole(run);
    expect(columnsOf(without[1])).not.toContain('dynamic_700103');
    for (const name of PEOPLE)
      for (const record of run.records(name)) expect(record).not.toHaveProperty('dynamic_700103');
  });

  test('because it is gone, breaks nothing: its column stays empty', async () => {
    const run = await read({ hiddenAttributes: ['dynamic_700103', 'Badge-No'] });

    whole(run);
    for (const record of recordsOf(run).get('persons') ?? []) expect(record.dynamic_700103 ?? null).toBeNull();
  });

  test('because it was renamed, breaks nothing: its column goes by the id', async () => {
    const run = await read({
      attributeEdits: { dynamic_700103: { label: 'Kinder' }, dynamic_700102: { label: 'Kinder' } },
    });

    whole(run);
    expect(run.records('persons').some(({ dynamic_700103: value }) => typeof value === 'number')).toBe(true);
    for (const name of PEOPLE) expect(run.changes(name)).toEqual([]);
  });

  test.each(['text', 'tags', 'date', 'boolean', 'decimal'] as const)(
    'because its type is now %s, breaks nothing: unsuitable values are null, and reported',
    async (kind) => {
      const run = await read({ attributeEdits: { dynamic_700103: { kind } } });

      whole(run);
      for (const name of PEOPLE) {
        const values = run.records(name).map(({ dynamic_700103: value }) => value ?? null);
        expect(
          values.every((value) => value === null || Number.isInteger(value)),
          name,
        ).toBe(true);
        for (const change of run.changes(name))
          expect(change).toMatchObject({ field: 'dynamic_700103', change: 'NULLED' });
        if (kind === 'tags') expect(run.changes(name).length).toBeGreaterThan(0);
      }
    },
  );
});
