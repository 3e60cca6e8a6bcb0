import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { destinationSpecification, sourceSpecification } from './spec.ts';

interface Field {
  readonly title: string;
  readonly description: string;
  readonly order: number;
  readonly type: string;
  readonly group?: string;
  readonly airbyte_secret?: boolean;
  readonly airbyte_hidden?: boolean;
  readonly always_show?: boolean;
  readonly pattern?: string;
  readonly pattern_descriptor?: string;
  readonly enum?: readonly string[];
  readonly items?: Field;
  readonly properties?: Readonly<Record<string, Field>>;
}

interface Specification {
  readonly documentationUrl: string;
  readonly changelogUrl: string;
  readonly supported_destination_sync_modes: readonly string[];
  readonly connectionSpecification: {
    readonly required: readonly string[];
    readonly groups: readonly { readonly id: string; readonly title: string }[];
    readonly properties: Readonly<Record<string, Field>>;
    readonly additionalProperties: boolean;
  };
}

/** The fields of a section, or of the objects of a list. */
const partsOf = (field: Field): Readonly<Record<string, Field>> => field.properties ?? field.items?.properties ?? {};

const FORMS = [
  {
    program: 'source',
    make: sourceSpecification,
    file: 'spec.json',
    secrets: ['client_id', 'client_secret', 'privacy.hash_key'],
    titles: ['Credentials', 'Data', 'Privacy', 'Advanced'],
    shown: ['client_id', 'client_secret', 'start_date'],
    patterns: ['start_date', 'company_subdomain', 'partner_id', 'privacy.drop[]', 'privacy.hash[]'],
    modes: [],
  },
  {
    program: 'destination',
    make: destinationSpecification,
    file: 'destination/spec.json',
    secrets: ['client_id', 'client_secret'],
    titles: ['Credentials', 'Rows', 'Safety', 'Advanced'],
    shown: ['client_id', 'client_secret', 'mappings', 'dry_run'],
    patterns: ['document_hosts[]', 'clear_on_null[]', 'partner_id'],
    // Neither overwrite nor its generations: nothing is removed that no row names.
    modes: ['append', 'append_dedup'],
  },
];

describe.each(FORMS)('the setup form of the $program', ({ make, file, ...expected }) => {
  /** As JSON, which is what clients receive. */
  const specification: Specification = JSON.parse(JSON.stringify(make()));
  const { properties, required, groups, additionalProperties } = specification.connectionSpecification;

  /** Every field of the form with its path, including those of sections and of lists of objects. */
  const fields = Object.entries(properties).flatMap(([name, field]): [string, Field][] => [
    [name, field],
    ...Object.entries(partsOf(field)).map(([inner, each]): [string, Field] => [`${name}.${inner}`, each]),
  ]);

  test('matches its file, which npm run spec writes', () => {
    const committed = JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

    expect(committed).toEqual(specification);
  });

  test('lists the modes that a destination supports', () => {
    expect(specification.supported_destination_sync_modes).toEqual(expected.modes);
  });

  test('requires only the credentials, and marks every secret', () => {
    expect(required).toEqual(['client_id', 'client_secret']);
    expect(fields.filter(([, field]) => field.airbyte_secret).map(([path]) => path)).toEqual(expected.secrets);
  });

  test('allows additional fields', () => {
    expect(additionalProperties).toBe(true);
    expect(JSON.stringify(specification)).not.toContain('"additionalProperties":false');
  });

  test('has groups with titles; the id "advanced" is reserved by the platform', () => {
    expect(groups.map(({ title }) => title)).toEqual(expected.titles);
    expect(groups.map(({ id }) => id)).not.toContain('advanced');
    expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
  });

  test('has every field in a group, the groups in order, and no group on the fields of a section', () => {
    const used = Object.values(properties).map(({ group }) => group);

    expect([...new Set(used)]).toEqual(groups.map(({ id }) => id));
    expect(used.map((group) => groups.findIndex(({ id }) => id === group))).toEqual(
      used.map((group) => groups.findIndex(({ id }) => id === group)).sort((a, b) => a - b),
    );
    for (const [path, field] of fields) if (path.includes('.')) expect(field.group, path).toBeUndefined();
  });

  test('shows a few fields; the others are folded in their groups', () => {
    const shown = Object.entries(properties)
      .filter(([name, field]) => (required.includes(name) || field.always_show) && !field.airbyte_hidden)
      .map(([name]) => name);

    expect(shown).toEqual(expected.shown);
  });

  test('has an order for the fields and for those of each section', () => {
    for (const each of [properties, ...Object.values(properties).map(partsOf)]) {
      const orders = Object.values(each).map(({ order }) => order);
      expect(orders).toEqual(orders.map((_, index) => index));
    }
  });

  test('has unique titles in Title Case that can be understood on their own', () => {
    const titles = fields.map(([, { title }]) => title);

    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    for (const title of titles) expect(title).toMatch(/^[A-Z]\w*( (?:to|of|for|on|[A-Z]\w*))*$/);
    for (const [path, { title }] of fields) if (path.includes('.')) expect(title, path).toMatch(/ /);
  });

  test('describes every field in whole sentences', () => {
    for (const [path, { description }] of fields) expect(description, path).toMatch(/^[A-Z].*\.$/s);
  });

  test.each(fields.filter(([, field]) => field.enum ?? field.items?.enum))(
    '%s has a sentence for each choice',
    (_, { description, enum: own, items }) => {
      const choices = own ?? items?.enum ?? [];

      expect(choices.length).toBeGreaterThan(1);
      for (const name of choices) expect(description).toMatch(new RegExp(`\\. ${name}: [A-Z][^.]+\\.( |$)`));
    },
  );

  test('has a descriptor in words for every pattern, including those of list entries', () => {
    const patterns = fields.flatMap(([path, field]): [string, Field][] => [
      [path, field],
      ...(field.items ? [[`${path}[]`, field.items] as [string, Field]] : []),
    ]);
    const described = patterns.filter(([, { pattern }]) => pattern !== undefined);

    expect(described.map(([path]) => path)).toEqual(expect.arrayContaining(expected.patterns));
    for (const [path, { pattern, pattern_descriptor: words }] of described) {
      expect(pattern, path).toMatch(/^\^.*\$$/);
      expect(words, path).toMatch(/^[\w ,.*-]+$/);
    }
  });

  test('links to where the credential is created, to the documentation and to the changelog', () => {
    expect(properties.client_id?.description).toContain('.personio.de/configuration/api/credentials/management');
    const [, page = '', anchor = ''] = /href="([^"#]+)#([\w-]+)"/.exec(properties.client_id?.description ?? '') ?? [];
    expect(page).toBe(specification.documentationUrl);
    for (const link of [page, specification.changelogUrl]) {
      const file = link.replace(/^.*\/blob\/main\//, '../../');
      const text = readFileSync(new URL(file, import.meta.url), 'utf8');
      if (link === page) expect(text.toLowerCase().replaceAll(' ', '-')).toContain(`-${anchor}`);
    }
  });
});
