import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../json_schema.ts';
import { allStreams } from './index.ts';
import { ListStream } from './list.ts';
import type { Page, Partition } from './partition.ts';
import { type Api, type Group, Stream } from './stream.ts';
import { V1Stream } from './v1.ts';

const FORBIDDEN = [
  'required',
  'enum',
  'const',
  '$ref',
  'definitions',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'additionalProperties',
];
const KNOWN_KEYWORDS = ['$schema', 'title', 'description', 'type', 'format', 'airbyte_type', 'properties', 'items'];

/** The largest page of each endpoint, as documented; undefined for everything in one response. Other v2 lists: 100. */
const MOST_PER_PAGE: Readonly<Record<string, number | undefined>> = {
  '/v1/company/absence-periods': 200,
  '/v1/company/attendances': 200,
  '/v1/company/attendances/projects': undefined,
  '/v1/company/custom-reports/reports': undefined,
  '/v1/company/custom-reports/reports/{id}': undefined,
  '/v1/company/document-categories': undefined,
  '/v1/company/employees': 100,
  '/v1/company/employees/attributes': undefined,
  '/v1/company/employees/{id}/absences/balance': undefined,
  '/v1/company/employees/{id}/profile-picture': undefined,
  '/v1/company/time-off-types': 200,
  '/v1/company/time-offs': 200,
  '/v2/absence-periods/{id}/breakdowns': 28,
  '/v2/document-management/documents': 200,
  '/v2/holidays': undefined,
  '/v2/persons': 50,
  '/v2/persons/{id}/employments': 50,
  '/v2/projects': 200,
  '/v2/projects/{id}/members': 200,
  '/v2/recruiting/applications': 200,
  '/v2/recruiting/applications/{id}/stage-transitions': undefined,
  '/v2/recruiting/candidates': 200,
  '/v2/recruiting/categories': undefined,
  '/v2/recruiting/jobs': 200,
  '/v2/webhooks': 200,
  '/v2/webhooks/{id}/events': 200,
  '/xml': undefined,
};

/** The streams that are offered only if their group is requested. */
const GROUPED: Readonly<Record<Group, readonly string[]>> = {
  legacy: [
    'attendance_projects',
    'attendances',
    'custom_report_rows',
    'custom_reports',
    'hourly_absence_periods',
    'time_off_types',
    'time_offs',
  ],
  per_person: ['absence_balances', 'absence_breakdowns', 'documents', 'profile_pictures'],
  recruiting: [
    'recruiting_applications',
    'recruiting_candidates',
    'recruiting_categories',
    'recruiting_jobs',
    'recruiting_stage_transitions',
  ],
  webhooks: ['webhook_events', 'webhooks'],
};

/** Keys with special names. */
const OWN_KEYS: Readonly<Record<string, string>> = { employee_attributes: 'key', profile_pictures: 'person_id' };

const schemaOf = (stream: Pick<Stream, 'name'>) => readAsset(`schemas/${stream.name}.json`) as JsonSchema;
const typesOf = ({ type }: JsonSchema): string[] => ([] as string[]).concat((type ?? []) as string[]);

/** Every schema inside a schema, with its path. */
function* levels(schema: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  yield [path, schema];
  for (const [name, inner] of Object.entries(schema.properties ?? {}))
    yield* levels(inner, path === '' ? name : `${path}.${name}`);
  if (schema.items) yield* levels(schema.items, `${path}[]`);
}

const streams = allStreams();

test('every stream has a name of its own, sorted by name', () => {
  const names = streams.map(({ name }) => name);

  expect(names).toEqual([...new Set(names)].sort());
  expect(names.length).toBeGreaterThan(0);
});

test('every schema belongs to a stream', () => {
  const files = readdirSync(new URL('../../schemas/', import.meta.url));

  expect(files.sort()).toEqual(streams.map(({ name }) => `${name}.json`));
});

describe.each(streams.map((stream) => [stream.name, stream] as const))('%s', (name, stream) => {
  const schema = schemaOf(stream);
  const properties = schema.properties ?? {};

  test('has a name that every destination accepts unchanged', () => {
    expect(name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
  });

  test('has an endpoint and a right', () => {
    const scopes: Readonly<Record<string, RegExp>> = {
      v1: /^(absences|attendances|documents|employees|reports\.custom):read$/,
      v2: /^personio:[a-z-]+:read$/,
      xml: /^none: the feed is public$/,
    };
    const inParameter = stream.parent?.parameter !== undefined || stream.parent?.shared !== undefined;
    expect(stream.path).toMatch(/^(\/v[12](\/[a-z-]+|\/\{id\})+|\/xml)$/);
    expect(stream.scope).toMatch(scopes[stream.path.split('/')[1] ?? ''] ?? /^$/);
    expect(stream.path.includes('{id}')).toBe(stream.parent !== undefined && !inParameter);
    expect(stream.service.isFeed ?? false).toBe(stream.path === '/xml');
  });

  test('requests the largest pages that its endpoint allows', () => {
    const isUsual = stream.path.startsWith('/v2/') && !(stream.path in MOST_PER_PAGE);
    if (!isUsual) expect(MOST_PER_PAGE).toHaveProperty([stream.path]);
    const most = isUsual ? 100 : MOST_PER_PAGE[stream.path];
    if (most !== undefined) expect(stream.pageSize).toBe(most);
    else if (stream instanceof ListStream) expect(stream.pageSize).toBe(0);
    else if (stream instanceof V1Stream) expect(stream.offset).toBe('nothing');
  });

  test('has a schema of draft 7 that compiles', () => {
    const ajv = new Ajv({
      strict: true,
      strictTypes: false,
      allowUnionTypes: true,
      formats: { date: true, 'date-time': true },
    });
    ajv.addKeyword('airbyte_type');

    expect((schema as { $schema?: string }).$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema.type).toBe('object');
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test('describes itself at every level, in a sentence', () => {
    for (const [path, { description }] of levels(schema)) expect(description, path).toMatch(/^\S.*[.:)`]$/s);
  });

  test('uses only keywords that every runner understands', () => {
    for (const [path, level] of levels(schema)) {
      for (const keyword of Object.keys(level)) {
        expect(FORBIDDEN, path).not.toContain(keyword);
        expect(KNOWN_KEYWORDS, path).toContain(keyword);
      }
    }
  });

  test('has one type for each column, plus null except for the key', () => {
    const added = stream.partitioning?.months ? ['month'] : [];
    for (const [path, level] of levels(schema)) {
      const types = typesOf(level);
      const own = types.filter((type) => type !== 'null');
      // A value inside a member may have several types if Personio sends several; a column must not.
      expect(own.length, path).toBeGreaterThanOrEqual(1);
      if (Object.hasOwn(properties, path)) expect(own, path).toHaveLength(1);
      if (path === '' || path === stream.primaryKey || added.includes(path)) expect(types, path).not.toContain('null');
      else expect(types, path).toContain('null');
      if (own.join() === 'array') expect(level.items, path).toBeTypeOf('object');
    }
  });

  test('has field names that destinations can tell apart', () => {
    for (const [path] of levels(schema)) {
      const field = path
        .split(/[.[\]]+/)
        .filter(Boolean)
        .at(-1);
      if (field !== undefined) expect(field, path).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  });

  test('has times and dates that say what they are', () => {
    for (const [path, level] of levels(schema)) {
      const { format, airbyte_type, description } = level;
      if (format === undefined) continue;
      expect(typesOf(level), path).toContain('string');
      expect(['date', 'date-time'], path).toContain(format);
      const isLocal = stream.flat.some(({ column, type }) => column === path && type === 'local');
      const zone = isLocal ? 'without_timezone' : 'with_timezone';
      expect(airbyte_type, path).toBe(format === 'date-time' ? `timestamp_${zone}` : undefined);
      if (airbyte_type === 'timestamp_with_timezone') expect(description, path).toContain('(UTC)');
    }
  });

  test('has flat columns made of members that its schema knows, or of none', () => {
    const known = [...levels(schema)].map(([path]) => path);
    const names = stream.flat.map(({ column }) => column);
    expect(new Set(names).size).toBe(names.length);
    for (const { column, paths, made } of stream.flat) {
      const isAsked = paths.some((path) => known.includes(path));
      expect(isAsked, column).toBe(!column.startsWith('duration_') || made !== undefined);
      for (const path of paths) expect(names, column).not.toContain(path);
      expect(paths.length, column).toBeGreaterThanOrEqual(made === 'minutes between' ? 2 : 1);
    }
  });

  test('has a single top-level text as its key', () => {
    const { primaryKey, keyParts } = stream;
    expect(typesOf(properties[primaryKey] ?? {})).toEqual(['string']);
    expect(primaryKey).toBe(keyParts.length > 0 ? 'record_key' : (OWN_KEYS[name] ?? 'id'));
    for (const part of keyParts) expect(properties, part).toHaveProperty(part);
    if (keyParts.length === 0) expect(stream.keyFallback).toBeUndefined();
  });

  test('has a declared cursor: a time in UTC, or the first day of a month', () => {
    const { cursorField } = stream;
    if (cursorField === undefined) {
      expect(stream.changes).toBeUndefined();
      return;
    }
    const cursor = properties[cursorField] ?? {};
    expect(typesOf(cursor).filter((type) => type !== 'null')).toEqual(['string']);
    const isTime = stream.partitioning?.months === undefined;
    expect([cursor.format, cursor.airbyte_type]).toEqual(
      isTime ? ['date-time', 'timestamp_with_timezone'] : ['date', undefined],
    );
  });

  test('requests only changes, except for months and the children of changed parents', () => {
    if (stream.cursorField === undefined) return;
    const ways = [stream.changes, stream.partitioning?.months, stream.parent?.followed].filter(Boolean);

    expect(ways).toHaveLength(1);
  });

  test('has the cursor of its parents if it follows those that changed', () => {
    const { parent, cursorField } = stream;
    if (!parent?.followed) return;
    const given = parent.gives?.[cursorField ?? ''] ?? '';

    expect(parent.stream.changes).toBeDefined();
    expect(given).toBe(parent.stream.cursorField);
    expect(schemaOf(parent.stream).properties?.[given]?.format).toBe('date-time');
  });

  test('has a column for each reference, whose target is a field of a stream', () => {
    const columns = stream.references.map(({ column, member }) => column ?? member);
    expect(new Set(columns).size).toBe(columns.length);
    const inSchema = new Map([...levels(schema)].map(([path, level]) => [path.replaceAll('[]', ''), level]));
    for (const { member, column, key, to, type } of stream.references) {
      const types = typesOf(inSchema.get(member) ?? {});
      if (column === undefined) {
        expect(types, member).toContain('string');
        continue;
      }
      for (const added of [column, key ?? column])
        expect(typesOf(properties[added] ?? {}), added).toEqual(expect.arrayContaining(['string']));
      // A member that is not a column itself was made into one by the stream.
      if (types.length === 0) expect(stream.keyParts, member).toContain(column);
      else {
        const kinds = ['object', 'string', ...(type === undefined ? [] : ['array'])];
        expect(
          types.some((each) => kinds.includes(each)),
          member,
        ).toBe(true);
      }
      if (to === undefined) continue;
      const [target = '', field = ''] = to.split('.');
      const other = streams.find((each) => each.name === target);
      expect(typesOf(schemaOf(other ?? stream).properties?.[field] ?? {}), to).toContain('string');
      // A reference can include the type only if the key does.
      if (key !== undefined) expect(other?.keyParts).toEqual(['type', 'id']);
    }
  });

  test('has text for all ids, at every level', () => {
    for (const [path, level] of levels(schema))
      if (/(^|\.|_)ids?(\[\])?$/.test(path) && !path.endsWith('ids'))
        expect(
          typesOf(level).filter((type) => type !== 'null'),
          path,
        ).toEqual(['string']);
  });

  test('has the version 2 person next to each version 1 employee', () => {
    const hasEmployee = 'employee_id' in properties || name === 'employees';
    if (hasEmployee)
      expect(stream.references).toContainEqual(expect.objectContaining({ column: 'person_id', to: 'persons.id' }));
  });

  test('names the field to join with in the description of a reference column', () => {
    for (const { column, key, to } of stream.references) {
      if (to === undefined || column === undefined) continue;
      expect(properties[column]?.description, column).toContain(to.split('.')[0]);
      if (key === undefined) continue;
      expect(properties[column]?.description, column).toContain(`join by \`${key}\``);
      expect(properties[key]?.description, key).toContain('`org_units.record_key`');
    }
  });

  test('declares the joins that its descriptions mention', () => {
    const declared = stream.references.map(({ member, column, to }) => `${column ?? member} ${to}`);
    const { column, stream: parent } = stream.parent ?? {};
    if (column !== undefined) declared.push(`${column} ${parent?.name}.${parent?.primaryKey}`);
    for (const [path, { description = '' }] of levels(schema)) {
      const at = path.replaceAll('[]', '');
      const isTyped = stream.references.some(
        ({ key, typeAt, member }) => key === at || (typeAt !== undefined && member === at),
      );
      // Members that mention other records may hold ids of any kind.
      if (isTyped || at in stream.mentions) continue;
      for (const [, to] of description.matchAll(/[Jj]oin with `([a-z_0-9]+\.[a-z_0-9]+)`/g))
        expect(declared, description).toContain(`${at} ${to}`);
    }
  });

  test('has a reference for each top-level member that holds only an id', () => {
    const held = Object.entries(properties)
      .filter(([, inner]) => Object.keys(inner.properties ?? {}).join() === 'id')
      .map(([member]) => member);

    expect(held.filter((member) => !stream.references.some((each) => each.member === member))).toEqual([]);
  });

  test('offers additional_fields as a free object', () => {
    const { type, properties: inner } = properties.additional_fields ?? {};

    expect(type).toEqual(['null', 'object']);
    expect(inner).toBeUndefined();
  });

  test('has a parent that is a stream too, and whose records have what it needs', () => {
    const { parent } = stream;
    if (!parent) return;
    const members = schemaOf(parent.stream).properties ?? {};
    const given = [...(parent.column === undefined ? [] : [parent.column]), ...Object.keys(parent.gives ?? {})];

    expect(streams.map((each) => each.name)).toContain(parent.stream.name);
    expect(members).toHaveProperty('id');
    for (const column of given) expect(properties, column).toHaveProperty(column);
    for (const member of Object.values(parent.gives ?? {})) expect(members, member).toHaveProperty(member);
    // If several parents share a request, none can give its id.
    if (parent.shared) expect(given).toEqual([]);
    else expect(parent.column).toBeDefined();
  });

  test('splits windows by a field that its records have', () => {
    for (const filter of [stream.changes, stream.partitioning?.windows?.filter]) {
      if (!filter) continue;
      if (stream instanceof V1Stream) {
        expect(['updated_since', 'updated_from']).toContain(filter.from);
        expect(filter.to).toBeUndefined();
        continue;
      }
      const [field = '', from] = filter.from.split('.');
      const [toField = field, to] = filter.to?.split('.') ?? [];
      expect(properties).toHaveProperty(field);
      expect(toField).toBe(field);
      expect(from).toBe(filter.strict ? 'gt' : 'gte');
      if (filter.strict) expect(['lt', undefined]).toContain(to);
      else expect(['lt', 'lte', undefined]).toContain(to);
    }
  });

  test('is in the catalog, unless it belongs to an optional group', () => {
    const group = (Object.keys(GROUPED) as Group[]).find((each) => GROUPED[each].includes(name));

    expect(stream.group).toBe(group);
    if (stream.service.ends !== undefined) expect(group).toBe('legacy');
  });

  test('says in its title that it is legacy, and in its description when it ends and what replaces it', () => {
    const { title = '', description = '' } = schema;

    expect(title.startsWith('Legacy: ')).toBe(stream.group === 'legacy');
    if (stream.group !== 'legacy') return;
    expect(stream.path).toMatch(/^\/v1\//);
    expect(description).toMatch(/old API v1|with the number that the old API v1 uses/);
    expect(description).toMatch(/`[a-z_]+`/);
    for (const day of stream.service.ends?.match(/\d{4}-\d\d-\d\d/g) ?? []) expect(description).toContain(day);
  });

  test('reads everything there is, including nothing', async () => {
    if (stream instanceof ListStream) {
      expect(await idsRead(stream, list(stream, [['1', '2'], ['3']]))).toEqual(['1', '2', '3']);
      expect(await idsRead(stream, list(stream, [[]]))).toEqual([]);
    } else if (stream instanceof V1Stream) {
      const ids = [1, 2, 3, 4, 5];
      expect(await idsRead(stream, v1List(stream, ids))).toEqual(ids);
      expect(await idsRead(stream, v1List(stream, []))).toEqual([]);
    } else {
      // Files and the feed have their own tests.
      expect(['open_positions', 'profile_pictures']).toContain(name);
    }
  });
});

test('every group has streams that exist', () => {
  const names = streams.map(({ name }) => name);

  for (const name of Object.values(GROUPED).flat()) expect(names).toContain(name);
});

test('no two streams share a class or a schema', () => {
  const titles = streams.map((stream) => schemaOf(stream).title);

  expect(new Set(titles).size).toBe(streams.length);
  expect(new Set(streams.map((stream) => stream.constructor)).size).toBe(streams.length);
  for (const stream of streams) expect(stream).toBeInstanceOf(Stream);
});

/** A v2 list of these pages. */
function list(stream: Stream, pages: readonly string[][]): Api {
  return fakeApi(({ target }) => {
    const index = target.includes('cursor=1') ? 1 : 0;
    const next = index + 1 < pages.length ? { href: `${stream.path}?cursor=1` } : undefined;
    return { _data: (pages[index] ?? []).map((id) => ({ id })), _meta: { links: { next } } };
  });
}

/** A v1 list that returns at most two rows, and counts as the stream says; if that is disputed, by pages. */
function v1List(stream: V1Stream, ids: readonly number[]): Api {
  return fakeApi(({ query = {} }) => {
    if (stream.offset === 'nothing') {
      expect(query).not.toHaveProperty('offset');
      return { success: true, data: ids.map((id) => ({ id })) };
    }
    const limit = Math.min(Number(query.limit), 2);
    const offset = Number(query.offset);
    const from = stream.offset === 'rows' ? offset : (Math.max(offset, 1) - 1) * limit;
    const data = ids.slice(from, from + limit).map((id) => ({ id }));
    const metadata = { total_elements: ids.length, total_pages: Math.ceil(ids.length / limit) };
    return { success: true, data, metadata, limit, offset };
  });
}

async function idsRead(stream: Stream, api: Api): Promise<unknown[]> {
  const whole: Partition = stream.whole();
  const pages: Page[] = [];
  for await (const page of stream.pages(api, whole)) pages.push(page);
  return pages.flatMap(({ rows }) => rows.map(({ id }) => id));
}
