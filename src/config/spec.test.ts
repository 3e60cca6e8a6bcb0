import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectorSpecification } from './spec.ts';

describe('the setup form', () => {
  const specification = connectorSpecification() as {
    connectionSpecification: {
      required: string[];
      properties: Record<string, { title: string; description: string; order: number; airbyte_secret?: boolean }>;
      additionalProperties: boolean;
    };
    documentationUrl: string;
  };
  const { properties, required, additionalProperties } = specification.connectionSpecification;

  test('is what spec.json says; npm run spec writes it', () => {
    const committed = JSON.parse(readFileSync(new URL('../../spec.json', import.meta.url), 'utf8'));

    expect(committed).toEqual(JSON.parse(JSON.stringify(specification)));
  });

  test('asks for the credentials only, and keeps them secret', () => {
    const secret = Object.keys(properties).filter((name) => properties[name]?.airbyte_secret);

    expect(required).toEqual(['client_id', 'client_secret']);
    expect(secret).toEqual(['client_id', 'client_secret']);
  });

  test('has a title, a description and a place of its own for every field, and forbids none', () => {
    for (const [name, { title, description }] of Object.entries(properties)) {
      expect(title, name).toMatch(/\w/);
      expect(description, name).toMatch(/\w/);
    }
    expect(Object.values(properties).map(({ order }) => order)).toEqual(
      Object.keys(properties).map((_, index) => index),
    );
    expect(additionalProperties).toBe(true);
    expect(JSON.stringify(specification)).not.toContain('"additionalProperties":false');
    expect(URL.canParse(specification.documentationUrl)).toBe(true);
  });
});
