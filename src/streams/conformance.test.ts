import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { readAsset } from '../assets.ts';
import type { JsonSchema } from '../protocol.ts';
import { allStreams } from './index.ts';
import type { Api, Stream } from './stream.ts';

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
const SCALARS = ['string', 'integer', 'number', 'boolean'];

/** The largest page that each endpoint gives, as documented. */
const MOST_PER_PAGE: Readonly<Record<string, number>> = {
  '/v2/absence-periods': 100,
  '/v2/absence-types': 100,
  '/v2/attendance-periods': 100,
  '/v2/compensations': 100,
  '/v2/compensations/types': 100,
  '/v2/cost-centers': 100,
  '/v2/legal-entities': 100,
  '/v2/org-units': 100,
  '/v2/persons': 50,
  '/v2/persons/{id}/employments': 50,
  '/v2/projects': 200,
  '/v2/projects/{id}/members': 200,
  '/v2/workplaces': 100,
};

/** Streams that are referred to already and come with a later issue. */
const LATER = ['jobs'];

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

test('every stream has a name of its own, in the order of the names', () => {
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

  test('has a name that every destination takes as it is', () => {
    expect(name).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
  });

  test('has an endpoint and a right', () => {
    expect(stream.path).toMatch(/^\/v2(\/[a-z-]+|\/\{id\})+$/);
    expect(stream.scope).toMatch(/^personio:[a-z-]+:read$/);
    expect(stream.path.includes('{id}')).toBe(stream.parent !== undefined);
  });

  test('asks for pages as large as its endpoint gives, and no larger', () => {
    expect(stream.pageSize).toBe(MOST_PER_PAGE[stream.path]);
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

  test('uses only the keywords that every runner understands', () => {
    for (const [path, level] of levels(schema)) {
      for (const keyword of Object.keys(level)) {
        expect(FORBIDDEN, path).not.toContain(keyword);
        expect(KNOWN_KEYWORDS, path).toContain(keyword);
      }
    }
  });

  test('has one type for each column, and null beside it but for the key', () => {
    const added = stream.months ? ['month'] : [];
    for (const [path, level] of levels(schema)) {
      const types = typesOf(level);
      const own = types.filter((type) => type !== 'null');
      // Inside a member a value may be of several types where Personio sends several; a column must not.
      expect(own.length, path).toBeGreaterThanOrEqual(1);
      if (Object.hasOwn(properties, path)) expect(own, path).toHaveLength(1);
      if (path === '' || path === stream.primaryKey || added.includes(path)) expect(types, path).not.toContain('null');
      else expect(types, path).toContain('null');
      if (own.join() === 'array') expect(level.items, path).toBeTypeOf('object');
    }
  });

  test('has field names that destinations keep apart', () => {
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
      const { format, airbyte_type } = level as JsonSchema & { airbyte_type?: string };
      if (format === undefined) continue;
      expect(typesOf(level), path).toContain('string');
      expect(['date', 'date-time'], path).toContain(format);
      expect(airbyte_type, path).toBe(format === 'date-time' ? 'timestamp_with_timezone' : undefined);
    }
  });

  test('has one key of the top level, a text', () => {
    expect(typesOf(properties[stream.primaryKey] ?? {})).toEqual(['string']);
    expect(stream.primaryKey).toBe(stream.keyParts.length > 0 ? 'record_key' : 'id');
    for (const part of stream.keyParts) expect(properties, part).toHaveProperty(part);
  });

  test('has a cursor that is declared: a time with zone, or a plain text', () => {
    const { cursorField } = stream;
    if (cursorField === undefined) {
      expect(stream.changes).toBeUndefined();
      return;
    }
    const cursor = properties[cursorField] ?? {};
    expect(typesOf(cursor).filter((type) => type !== 'null')).toEqual(['string']);
    expect(cursor.format).toBe(stream.months ? undefined : 'date-time');
    expect(stream.changes !== undefined || stream.months !== undefined).toBe(true);
  });

  test('has a column for each reference, whose target is a field of a stream', () => {
    const columns = stream.references.map(({ column }) => column);
    expect(new Set(columns).size).toBe(columns.length);
    for (const { member, column, to, type } of stream.references) {
      const [target = '', field = ''] = to.split('.');
      expect(typesOf(properties[column] ?? {}), column).toEqual(['null', 'string']);
      expect(properties, member).toHaveProperty(member);
      expect(typesOf(properties[member] ?? {}), member).toContain(type === undefined ? 'object' : 'array');
      if (LATER.includes(target)) continue;
      const other = streams.find((each) => each.name === target);
      expect(other, to).toBeDefined();
      expect(SCALARS, to).toContain(typesOf(schemaOf(other ?? stream).properties?.[field] ?? {}).at(-1));
    }
  });

  test('has a reference for each member of the top level that holds nothing but an id', () => {
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

  test('has a parent that is offered too, and whose records have the id that the path needs', () => {
    if (!stream.parent) {
      expect(stream.parentColumn).toBeUndefined();
      return;
    }
    expect(streams.map((each) => each.name)).toContain(stream.parent.name);
    expect(schemaOf(stream.parent).properties).toHaveProperty('id');
    if (stream.parentColumn !== undefined) expect(properties).toHaveProperty(stream.parentColumn);
  });

  test('asks for windows by a field that its records have', () => {
    for (const filter of [stream.changes, stream.windows?.filter]) {
      if (!filter) continue;
      expect(properties).toHaveProperty(filter.from.split('.')[0] ?? '');
      expect(filter.to.split('.')[0]).toBe(filter.from.split('.')[0]);
      expect([filter.from, filter.to].map((bound) => bound.split('.')[1])).toEqual(
        filter.strict ? ['gt', 'lt'] : ['gte', 'lte'],
      );
    }
  });

  test('reads two pages, and an empty answer', async () => {
    const answer = (pages: readonly { id: string }[][]): Api => ({
      get: async (request, parse) => {
        const index = request.target.includes('cursor=1') ? 1 : 0;
        const next = index + 1 < pages.length ? { href: `${stream.path}?cursor=1` } : undefined;
        return parse({ _data: pages[index] ?? [], _meta: { links: { next } } }) as never;
      },
    });
    const read = async (api: Api) => {
      const ids: unknown[] = [];
      for await (const page of stream.pages(api, stream.whole())) ids.push(...page.rows.map(({ id }) => id));
      return ids;
    };

    expect(await read(answer([[{ id: '1' }, { id: '2' }], [{ id: '3' }]]))).toEqual(['1', '2', '3']);
    expect(await read(answer([[]]))).toEqual([]);
  });
});
