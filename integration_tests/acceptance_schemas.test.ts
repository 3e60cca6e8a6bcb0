import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { suggestedStreams } from '../src/account/available.ts';
import { isObject } from '../src/row.ts';
import type { Json } from './connector.ts';

const text = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const json = (path: string): Json => JSON.parse(text(path));

const FORMATS = {
  uuid: /^[\da-f]{8}-[\da-f]{4}-[1-5][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  uri: (value: string) => URL.canParse(value),
  date: /^\d{4}-\d{2}-\d{2}$/,
};

/** `validate` of Ajv, with its errors as lines. */
function errorsOf(validate: ValidateFunction, value: unknown): string[] {
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

const ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS });

/**
 * The parts of the published schema have ids of their own, against which its references, all relative to its root, do
 * not resolve.
 */
function withoutNestedIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNestedIds);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, member]) => !(['$schema', '$id'].includes(key) && isText(member)));
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNestedIds(member)]));
}

const isText = (value: unknown): boolean => typeof value === 'string';

function metadataSchema(): Json {
  const schema = withoutNestedIds(
    json('integration_tests/schemas/ConnectorMetadataDefinitionV0.json'),
  ) as MetadataSchema;
  // What only Airbyte's own pipeline adds; its `type: any` is not valid JSON Schema.
  delete schema.properties.data.properties.generated;
  return schema;
}

type MetadataSchema = Json & { properties: { data: { properties: { generated?: unknown } } } };

const validateMetadata = ajv.compile(metadataSchema());

describe.each(['metadata.yaml', 'destination/metadata.yaml'])('%s', (file) => {
  const metadata = parse(text(file));

  test('conforms to Airbyte’s published schema', () => {
    expect(errorsOf(validateMetadata, metadata)).toEqual([]);
  });

  test('would not conform with an unknown key, a missing one or a wrong value', () => {
    const broken = (change: object) =>
      errorsOf(validateMetadata, { ...metadata, data: { ...metadata.data, ...change } });

    expect(broken({ githubIssueUrl: 'x' })).toEqual(['/data: must NOT have additional properties']);
    expect(broken({ definitionId: 'personio' })).toEqual(['/data/definitionId: must match format "uuid"']);
    expect(broken({ releaseStage: 'stable' })).not.toEqual([]);
    expect(broken({ license: undefined })).not.toEqual([]);
  });

  test('names its language in a tag, in the form that the registry expects', () => {
    expect(metadata.data.tags).toContain('language:typescript');
    for (const tag of metadata.data.tags) expect(tag).toMatch(/^[\w-]+:[\w-]+$/);
  });
});

test('the source suggests the streams that are read without a selection', () => {
  const { data } = parse(text('metadata.yaml'));
  expect(data.suggestedStreams.streams).toEqual(suggestedStreams().map(({ name }) => name));
});

test('the destination is one of its own, which the platform asks for its operations and gives no generations', () => {
  const [source, destination] = ['metadata.yaml', 'destination/metadata.yaml'].map((file) => parse(text(file)).data);
  expect(destination).toMatchObject({ connectorType: 'destination', supportsDataActivation: true });
  expect(destination.definitionId).not.toBe(source.definitionId);
  for (const key of ['supportsRefreshes', 'connectorIPCOptions', 'supportsFileTransfer', 'suggestedStreams'])
    expect(destination).not.toHaveProperty(key);
});

const validateSpec = ajv.compile(json('integration_tests/schemas/connector_specification.json'));

describe.each(['spec.json', 'destination/spec.json'])('%s', (file) => {
  const spec = json(file);
  const form = spec.connectionSpecification as { properties: Record<string, Json> };

  test('conforms to the protocol’s ConnectorSpecification and the setup form', () => {
    expect(errorsOf(validateSpec, spec)).toEqual([]);
  });

  test('would not conform with an unknown keyword in a field, or without a type', () => {
    const broken = (field: Json) =>
      validateSpec({ ...spec, connectionSpecification: { ...form, properties: { ...form.properties, field } } });

    expect(broken({ type: 'string', title: 'T', description: 'd', order: 99 })).toBe(true);
    expect(broken({ type: 'string', title: 'T', description: 'd', order: 99, anyOf: [{ minLength: 1 }] })).toBe(false);
    expect(broken({ title: 'T', description: 'd', order: 99 })).toBe(false);
    expect(broken({ type: 'string', title: 'T', description: 'd', order: 99, pattern: '(' })).toBe(false);
  });

  test('orders its fields, each with a place of its own', () => {
    const orders = Object.values(form.properties).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  test.each(['sample_config', 'invalid_config'])('accepts %s.json', (name) => {
    expect(errorsOf(ajv.compile(form), json(`integration_tests/${name}.json`))).toEqual([]);
  });
});
