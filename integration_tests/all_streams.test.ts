import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { scalarText } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import type { Stream } from '../src/streams/stream.ts';
import {
  differences,
  discover,
  everything,
  keyOf,
  keysOf,
  type OfferedStream,
  readOffered,
  recordsOf,
} from './all_streams.ts';
import type { Json, Run } from './connector.ts';
import { recordAjv, schemaFaults } from './schema_shapes.ts';

const registry = allStreams();
const declared = new Map<string, Stream>(registry.map((stream) => [stream.name, stream]));
const isReport = (name: string) => !declared.has(name);
const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** Columns that the sandbox never fills, and why. */
const NEVER_FILLED: Readonly<Record<string, readonly string[]>> = {
  // Nobody has seen an absence with a duration.
  absence_periods: ['duration_unit', 'duration_value'],
  // One client has them in its types; nobody has seen them in a response.
  attendance_periods: ['is_holiday', 'is_on_time_off'],
  // Real responses only had null.
  custom_reports: ['archived_at'],
  // Always null in what was seen.
  org_units: ['resource_uri'],
  // An attribute of type "unspecified" has no values.
  persons: ['dynamic_5f3ac09e_6'],
  // Personio sends them only on request, since they take long.
  projects: ['tracked_minutes', 'sub_projects_tracked_minutes', 'sub_projects_count', 'tracked_periods_count'],
};
/** Undocumented members whose names the sandbox made up. */
const UNDOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  holidays: ['half_day'],
  salary_bands: ['interval', 'minimum'],
};
/** The sandbox has a report without rows. */
const EMPTY_REPORTS = 1;

let sandbox: Sandbox;
let streams: readonly OfferedStream[];
let first: Run;

beforeAll(async () => {
  sandbox = await startSandbox({ persons: 120, seed: 7, limits: { on: false } });
  ({ streams } = await discover(everything(sandbox)));
  first = await readOffered(everything(sandbox), streams);
});

afterAll(async () => {
  await sandbox.close();
});

describe('the sandbox', () => {
  test('has every declared stream, and no other', () => {
    expect(
      Object.keys(sandbox.truth())
        .filter((name) => !isReport(name))
        .sort(),
    ).toEqual([...declared.keys()]);
  });

  test('has rows of every declared stream', () => {
    const empty = Object.entries(sandbox.truth()).filter(([name, { count }]) => count === 0 && !isReport(name));

    expect(empty).toEqual([]);
  });
});

describe('the catalog', () => {
  test('offers each declared stream once, and a stream for each readable report', () => {
    const names = streams.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !isReport(name)).sort()).toEqual([...declared.keys()]);
    expect(names.filter(isReport).sort()).toEqual(Object.keys(sandbox.truth()).filter(isReport).sort());
  });

  test('has schemas that compile, with a described field for everything, a key without null, and a cursor that exists', () => {
    const ajv = new Ajv({
      strict: true,
      strictTypes: false,
      allowUnionTypes: true,
      formats: { date: true, 'date-time': true },
    });
    ajv.addKeyword('airbyte_type');
    for (const stream of streams) {
      const { name, json_schema: schema, supported_sync_modes: modes, default_cursor_field: cursor } = stream;
      expect(() => ajv.compile(schema), name).not.toThrow();
      expect(schemaFaults(schema as JsonSchema), name).toEqual([]);
      for (const [field, { description, type }] of Object.entries(schema.properties)) {
        expect(description, `${name}.${field}`).toMatch(/\S/);
        const types = ([] as unknown[]).concat(type ?? []);
        expect(types.includes('null'), `${name}.${field}`).toBe(field !== keyOf(stream) && field !== 'month');
        expect(
          types.filter((each) => each !== 'null'),
          `${name}.${field}`,
        ).toHaveLength(1);
      }
      expect(['string', 'integer'], name).toContain(schema.properties[keyOf(stream)]?.type);
      expect(modes.includes('incremental'), name).toBe(cursor !== undefined);
      if (cursor) expect(schema.properties, name).toHaveProperty([...cursor]);
    }
  });

  test('leaves out optional streams, and the sample catalog has the rest', async () => {
    const offered = await discover(sandbox.config);
    const expected = registry.filter(({ group, service }) => group === undefined && !service.isFeed);
    const sample = JSON.parse(text('integration_tests/configured_catalog.json')) as { streams: Json[] };

    expect(
      offered.streams
        .map(({ name }) => name)
        .filter((name) => !isReport(name))
        .sort(),
    ).toEqual(expected.map(({ name }) => name));
    // The sample has the columns of every account; reports belong to one account.
    const fixed = offered.streams.filter(({ name }) => !isReport(name));
    expect(sample.streams.map(({ stream }) => stream as Json).sort(byName)).toEqual(
      fixed.map(({ is_resumable: _, ...stream }) => ({ ...stream, json_schema: {} })).sort(byName),
    );
  });
});

describe('the documentation', () => {
  test.each(['docs/streams.md', 'docs/integrations/sources/personio.md', 'README.md'])(
    'has every stream: %s',
    (path) => {
      const page = text(path);
      const missing = [...declared.keys()].filter((name) => !page.includes(`\`${name}\``));

      expect(missing).toEqual([]);
      if (path === 'docs/streams.md') for (const name of declared.keys()) expect(page).toContain(`\n### ${name}\n`);
    },
  );
});

describe('a first sync of everything', () => {
  test('brings every record of every stream, each once, and no other', () => {
    expect(first.errors).toEqual([]);
    expect([first.exit, first.stderr]).toEqual([0, '']);
    expect(differences(first, streams, sandbox)).toEqual([]);
  });

  test('brings records that fit their schema, without lost values', () => {
    const ajv = recordAjv();
    const records = recordsOf(first);
    for (const { name, json_schema: schema } of streams) {
      const validate = ajv.compile(schema);
      expect(
        records.get(name)?.find((record) => !validate(record)),
        name,
      ).toBeUndefined();
      // Cells have a test of their own.
      if (!isReport(name)) expect(first.changes(name).slice(0, 2), name).toEqual([]);
    }
  });

  test('fills every column that is offered', () => {
    const records = recordsOf(first);
    const unfilled = streams
      .filter(({ name }) => !isReport(name))
      .flatMap(({ name, json_schema }) => {
        const filled = new Set((records.get(name) ?? []).flatMap((record) => filledIn(record)));
        return Object.keys(json_schema.properties)
          .filter((column) => column !== 'additional_fields' && !filled.has(column))
          .map((column) => `${name}.${column}`);
      });

    expect(unfilled.sort()).toEqual(
      Object.entries(NEVER_FILLED)
        .flatMap(([name, columns]) => columns.map((column) => `${name}.${column}`))
        .filter((column) => hasColumn(column))
        .sort(),
    );
  });

  test('knows every documented member: only undocumented ones are additional fields', () => {
    const additional = new Map<string, Set<string>>();
    for (const [name, records] of recordsOf(first)) {
      for (const { additional_fields: more } of records)
        for (const field of Object.keys((more ?? {}) as Json))
          additional.set(name, (additional.get(name) ?? new Set()).add(field));
    }

    expect(Object.fromEntries([...additional].map(([name, fields]) => [name, [...fields].sort()]))).toEqual(
      UNDOCUMENTED,
    );
  });

  test('joins: the target of each reference exists', () => {
    const records = recordsOf(first);
    const broken = registry.flatMap(({ name, references }) =>
      references.flatMap(({ column, to }) => {
        if (column === undefined || to === undefined) return [];
        const [target = '', field = ''] = to?.split('.') ?? [];
        const found = (records.get(name) ?? [])
          .map((record) => record[column])
          .filter((id) => id !== null && id !== undefined);
        // Ids of v1 are numbers, those of v2 text.
        const known = new Set((records.get(target) ?? []).map((record) => String(record[field])));
        const lost = found.filter((id) => !known.has(String(id)));
        return lost.length > 0 ? [`${name}.${column} → ${to}: ${lost.length} of ${found.length}, ${lost[0]}`] : [];
      }),
    );

    expect(broken).toEqual([]);
  });

  test('brings the cells of each report unchanged, in its order, and loses none', () => {
    const reports = streams.filter(({ name }) => isReport(name));

    for (const { name, json_schema } of reports) {
      const columns = Object.keys(json_schema.properties).filter(
        (column) => !['record_key', 'additional_fields'].includes(column),
      );
      const expected = sandbox.rows(name).map((row) => Object.values(row).map(cellOf));
      const found = (recordsOf(first).get(name) ?? []).map((record) => columns.map((column) => record[column] ?? null));
      expect(
        found.map((row) => row.map((cell) => cell === null)),
        name,
      ).toEqual(expected.map((row) => row.map((cell) => cell === null)));
      expect(
        found.map((row) => row.map(plain)),
        name,
      ).toEqual(
        expected.map((row, at) => row.map((cell, place) => (cell === MONEY ? plain(found[at]?.[place]) : plain(cell)))),
      );
    }
    expect(reports.filter(({ name }) => sandbox.rows(name).length === 0)).toHaveLength(EMPTY_REPORTS);
  });
});

describe('the next sync', () => {
  let second: Run;
  let again: Run;
  let before: Map<string, string>;
  // Without the usual overlap, to see what is requested.
  const config = () => ({ ...everything(sandbox), lookback_days: 0 });

  beforeAll(async () => {
    before = marksOf(first);
    sandbox.change({ seed: 3, count: 15 });
    second = await readOffered(config(), streams, first.stateFile);
    again = await readOffered(config(), streams);
  });

  test('brings what changed: together with the first one it equals a first sync now', () => {
    expect([second.exit, second.errors]).toEqual([0, []]);
    expect(differences(again, streams, sandbox)).toEqual([]);
    const [earlier, later, now] = [recordsOf(first), recordsOf(second), recordsOf(again)];
    for (const stream of streams) {
      const { name, supported_sync_modes: modes } = stream;
      const kept = modes.includes('incremental') ? (earlier.get(name) ?? []) : [];
      const held = byKey(stream, [...kept, ...(later.get(name) ?? [])]);
      const expected = byKey(stream, now.get(name) ?? []);
      // An attribute that a person has lost, or an absence that v1 no longer lists, leaves no trace: its row stays.
      if (['person_custom_attributes', 'time_offs', 'hourly_absence_periods'].includes(name))
        for (const key of held.keys()) if (!expected.has(key)) held.delete(key);
      expect(differing(held, expected), name).toEqual([]);
    }
  });

  test('brings little else: only rows that changed since, and what is read again on purpose', () => {
    const records = recordsOf(second);
    const changedAt = new Map(
      (recordsOf(again).get('persons') ?? []).map(({ id, updated_at }) => [id, String(updated_at)]),
    );
    for (const { name } of streams) {
      const stream = declared.get(name);
      const mark = before.get(name);
      if (stream?.cursorField === undefined || mark === undefined) continue;
      const field = stream.cursorField;
      const rows = records.get(name) ?? [];
      if (stream.partitioning?.months) {
        expect(new Set(rows.map((row) => row[field])).size, name).toBeLessThanOrEqual(3);
        continue;
      }
      const from =
        Date.parse(mark) - (stream.changes?.unknownZone ? 25 * 3_600_000 : 0) - (dayOnly(stream) ? 24 * 3_600_000 : 0);
      const old = rows.filter((row) => {
        // The last sync may have missed a person who changed: everything of theirs is read again.
        const person = Date.parse(changedAt.get(row.person_id ?? row.owner_id) ?? '');
        return Date.parse(String(row[field])) < from && !(stream.parent && !(person < from));
      });
      expect(old.slice(0, 1), name).toEqual([]);
    }
    const total = (run: Run) =>
      [...declared.values()].reduce(
        (sum, { name, cursorField }) => sum + (cursorField === undefined ? 0 : (recordsOf(run).get(name)?.length ?? 0)),
        0,
      );
    expect(total(second)).toBeLessThan(total(first) / 3);
  });

  test('of a stream without a cursor brings everything', () => {
    const [found, expected] = [keysOf(second, streams), keysOf(again, streams)];
    for (const { name, default_cursor_field: cursor } of streams) {
      if (cursor === undefined) expect(found.get(name), name).toEqual(expected.get(name));
    }
  });
});

describe('without rights', () => {
  /** Grouped by the rights of the stream itself. */
  const scopesOf = (stream: Stream): string[] => [stream.scope, ...(stream.parent ? [stream.parent.stream.scope] : [])];

  test('each stream fails on its own, with a config_error that names the right', async () => {
    const rights = Object.fromEntries(registry.map(({ name }) => [name, 'refused' as const]));
    const closed = await startSandbox({ persons: 12, limits: { on: false }, rights });

    const run = await readOffered(everything(closed), streams);

    expect(run.exit).toBe(1);
    for (const stream of registry) {
      const error = run.errors.find(({ stream_descriptor: descriptor }) => descriptor?.name === stream.name);
      // The feed is public: it needs no right.
      if (!stream.service.isFeed)
        expect([stream.name, error?.failure_type], error?.message).toEqual([stream.name, 'config_error']);
      expect(run.statuses(stream.name).at(-1), stream.name).toBe('INCOMPLETE');
      if (!stream.service.isFeed)
        expect(
          scopesOf(stream).some((scope) => error?.message.includes(`"${scope}"`)),
          error?.message,
        ).toBe(true);
    }
    for (const { name } of streams.filter((each) => isReport(each.name))) {
      const error = run.errors.find(({ stream_descriptor: descriptor }) => descriptor?.name === name);
      expect(error, name).toMatchObject({
        failure_type: 'config_error',
        message: expect.stringContaining('"personio:reports:read"'),
      });
    }
    await closed.close();
  });

  test('except for lists of parents, each stream names its own right', async () => {
    const parents = registry.flatMap(({ parent }) => (parent ? [parent.stream.name] : []));
    const own = registry.filter(({ name, service }) => !parents.includes(name) && !service.isFeed);
    // Some are made from the rows of another list.
    const refused = own.filter(({ path }) => path !== '/v2/persons');
    const trouble = refused.map(({ path }) => ({
      match: { path: `^GET ${path.replace('{id}', '[^/?]+')}(\\?|$)` },
      act: { kind: 'status', status: 403 } as const,
    }));
    const half = await startSandbox({ persons: 12, limits: { on: false }, trouble });

    const run = await readOffered(
      everything(half),
      streams.filter(({ name }) => !isReport(name)),
    );

    for (const stream of registry) {
      const error = run.errors.find(({ stream_descriptor: descriptor }) => descriptor?.name === stream.name);
      const isRefused = refused.includes(stream);
      const { failure_type: type, message } = error ?? {};
      expect(type, `${stream.name}: ${message}`).toBe(isRefused ? 'config_error' : undefined);
      if (isRefused) expect(message).toMatch(new RegExp(`^${stream.name}: .*"${stream.scope}"`));
    }
    await half.close();
  });
});

const byName = (a: Json, b: Json) => (String(a.name) < String(b.name) ? -1 : 1);
const filledIn = (record: Json): string[] =>
  Object.entries(record).flatMap(([column, value]) => (value === null || value === undefined ? [] : [column]));
const hasColumn = (path: string): boolean => {
  const [name, column = ''] = path.split('.');
  return streams.some((stream) => stream.name === name && Object.hasOwn(stream.json_schema.properties, column));
};
const dayOnly = ({ changes }: Stream): boolean => changes?.formats.some((format) => format === 'day') ?? false;

const byKey = (stream: OfferedStream, records: readonly Json[]): Map<string, string> =>
  new Map(records.map((record) => [String(record[keyOf(stream)]), JSON.stringify(record)]));

/** Some of the differences between the two. */
function differing(held: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): unknown[] {
  const keys = new Set([...held.keys(), ...now.keys()]);
  return [...keys]
    .filter((key) => held.get(key) !== now.get(key))
    .slice(0, 2)
    .map((key) => [held.get(key), now.get(key)]);
}

/** The cursor of each stream. */
function marksOf(run: Run): Map<string, string> {
  return new Map(
    registry.flatMap(({ name, cursorField }) => {
      const mark = run.states(name).at(-1)?.state[cursorField ?? ''];
      return typeof mark === 'string' ? [[name, mark]] : [];
    }),
  );
}

const MONEY = Symbol('an amount and its currency');

/** The content of a cell, according to the documentation. */
function cellOf(cell: unknown): unknown {
  const { attribute_id: _, ...kinds } = cell as Json;
  const [[kind, value] = ['', null]] = Object.entries(kinds);
  const inner = (value ?? {}) as Json;
  if (value === null || value === undefined) return null;
  if (kind === 'time_range_value') return `${inner.from ?? ''}/${inner.to ?? ''}`;
  // Nobody has seen the form of an amount: it must only not get lost.
  if (kind === 'monetary_value') return MONEY;
  return inner.options ?? inner.number ?? inner.value ?? null;
}

const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value === null ? null : scalarText(value);
