import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fakeApi } from '../integration_tests/units/fake_api.ts';
import { parseConfig } from '../src/config/parse.ts';
import { refuseHarmfulRules, stillUnmatched, unmatchedRules } from '../src/privacy/check_rules.ts';
import { Hasher } from '../src/privacy/hasher.ts';
import { MaskedTypes, openTypeLists } from '../src/privacy/masked_types.ts';
import { Policy, type PrivacySettings } from '../src/privacy/policy.ts';
import { COMPANY_STREAMS, PRESETS, RULES_OF } from '../src/privacy/presets.ts';
import { plainStep } from '../src/privacy/rules.ts';
import { VOCABULARIES } from '../src/privacy/vocabulary/index.ts';
import { allStreams } from '../src/streams/index.ts';
import { scopesOf } from '../src/streams/rights.ts';
import type { Stream } from '../src/streams/stream.ts';
import { personIds } from './docs/privacy_lists.ts';

const text = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const streams = allStreams();
const page = text('docs/privacy.md');
const NOTHING: PrivacySettings = { preset: 'everything', drop: [], hash: [], sensitive_absence_types: [], keep: [] };

/** The text under a heading, up to the next one of any level. */
const section = (heading: string): string => new RegExp(`^#+ ${heading}\n(.*?)(?=^#+ )`, 'ms').exec(page)?.[1] ?? '';

/** The first cells of a table's rows, without their backticks. */
const firstCells = (part: string): string[] =>
  [...part.matchAll(/^\| `([^`|]+)`(.*?) \|/gm)].map(([, cell = '', more = '']) => cell + more);

const stream = (name: string): Stream => {
  const found = streams.find((each) => each.name === name);
  if (!found) throw new Error(`There is no stream ${name}.`);
  return found;
};

/** Evaluates settings like the connector, in an account with the attributes that the page mentions. */
function judge(settings: PrivacySettings): void {
  const attributes = ['dynamic_123456', 'iban'].map((id) => ({ id, label: undefined, types: [], options: [] }));
  const policy = new Policy(settings, streams, attributes);
  refuseHarmfulRules(policy, streams);
  const columns = attributes.map(({ id }) => ({ stream: 'persons', path: [policy.names.ofEntry({ id }, 'id')] }));
  const [left] = stillUnmatched(unmatchedRules(policy, streams), columns);
  if (left) throw new Error(`${left.text} matches nothing.`);
}

describe.each(streams.map((each) => [each.name, each] as const))('%s', (name, each) => {
  test('is in the table of rights, with its own and those of its parents', () => {
    const rows = section('Least privilege').split('\n');
    const row = rows.find((line) => line.split(' | ')[2]?.includes(`\`${name}\``)) ?? '';
    const [, scopes = ''] = row.split(' | ');

    expect(scopes.split('<br>')).toEqual(
      each.service.isFeed ? ['none'] : scopesOf(each).map((scope) => `\`${scope}\``),
    );
  });

  test('is in the table of ids if it has ids of people', () => {
    const row = section('Erasure')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\` |`));

    for (const id of personIds(each)) expect(row).toContain(`\`${id}\``);
    if (['persons', 'employees', 'absence_periods', 'employments', 'documents'].includes(name))
      expect(personIds(each).length).toBeGreaterThan(0);
  });
});

test('every preset is described, with every field and every pattern that it removes', () => {
  const part = section('Presets');
  for (const preset of PRESETS) {
    expect(part).toContain(`- \`${preset}\``);
    const words = part.split(/[\s`|]+/);
    for (const rule of [...RULES_OF[preset].drop, ...RULES_OF[preset].year]) expect(words).toContain(rule);
  }
  for (const name of COMPANY_STREAMS) expect(part).toContain(`\`${name}\``);
  const row = (name: string) => part.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
  expect(row('persons')).toMatch(/`gender` \| .*`email`.*`last_name`/);
  expect(row('recruiting_candidates')).toContain('`birthday` is shortened to the year');
  expect(row('org_units')).toBeUndefined();
});

describe('every example', () => {
  const examples = [...page.matchAll(/^```json\n(.+?)^```/gms)].map(([, json = '']) => JSON.parse(json));

  test.each(examples.map((example, index) => [index + 1, example] as const))(
    'config %i works, with a key of your own',
    (_, example) => {
      const { hash_key: key } = example.privacy;
      const own =
        key === undefined ? example : { privacy: { ...example.privacy, hash_key: 'a key of the tests, long enough' } };
      const { privacy } = parseConfig({ client_id: 'papi-id', client_secret: 'papi-secret', ...own });

      expect(Object.keys(example)).toEqual(['privacy']);
      expect(() => judge(privacy)).not.toThrow();
      for (const rule of privacy.hash)
        expect(new Policy(privacy, streams).hashes.map((each) => each.text)).toContain(rule);
    },
  );

  const rules = firstCells(section('Rules'));
  const refused = rules.indexOf('persons.emial');

  test('is found', () => {
    expect(examples).toHaveLength(4);
    expect(rules.slice(0, refused)).toHaveLength(10);
    expect(rules.slice(refused)).toHaveLength(5);
  });

  test.each(rules.slice(0, refused))('rule %s is accepted, to drop and to hash', (rule) => {
    expect(() => judge({ ...NOTHING, drop: [rule] })).not.toThrow();
    expect(() => judge({ ...NOTHING, hash: [rule], hash_key: 'x'.repeat(16) })).not.toThrow();
  });

  test.each(rules.slice(refused))('rule %s is refused', (cell) => {
    const [, rule = cell, places = 'in `drop`'] = /^(\S+?) (in .+)$/.exec(cell) ?? [];
    expect(() => judge({ ...NOTHING, drop: [rule] })).toThrow(rule);
    if (places.includes('`hash`')) expect(() => judge({ ...NOTHING, hash: [rule] })).toThrow(rule);
  });

  test('a reference and its column are treated alike', () => {
    const policy = new Policy({ ...NOTHING, drop: ['absence_periods.person'] }, streams);

    expect(policy.treatmentOf(stream('absence_periods'), [plainStep('person_id')])).toBe('drop');
  });

  test('your drop precedes the preset, and the preset precedes your hash', () => {
    const policy = new Policy(
      { ...NOTHING, preset: 'analytics', drop: ['persons.status'], hash: ['status', 'email'] },
      streams,
    );
    const treatment = (name: string) => policy.treatmentOf(stream('persons'), [plainStep(name)]);

    expect([treatment('status'), treatment('email')]).toEqual(['drop', 'drop']);
  });
});

test('the hash and the key id of the page are those of the program and of the recipe', () => {
  const [, key = '', id = '', hash = ''] =
    /With the key `(.+?)` the id `(.+?)` becomes `(.+?)`/s.exec(section('How hashes are made')) ?? [];
  const [, keyId = ''] = /for the key above `(\w+)`/.exec(section('How hashes are made')) ?? [];
  const recipe = createHmac('sha256', key).update(id, 'utf8').digest().subarray(0, 16).toString('base64url');

  expect(new Hasher(key).text(id)).toBe(hash);
  expect(new Hasher(key).keyId).toBe(keyId);
  expect(recipe).toBe(hash);
  expect(hash).toHaveLength(22);
});

test('every type that the page calls sensitive is recognised, and others are not', async () => {
  const names = [...section('Sensitive types').matchAll(/“(.+?)”/g)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(14);
  const types = [...names, 'Urlaub', 'Vacation', 'Home office', 'Sabbatical', 'Kurzarbeit'];
  const body = { _data: types.map((name, id) => ({ id: String(id), name })) };
  const api = fakeApi(() => body);
  const periods = stream('absence_periods');

  const masked = new MaskedTypes(await openTypeLists([periods], { named: [], recognised: true }, api), async () => {});
  const fates = types.map((_, id) => {
    const row = { absence_type: { id: String(id) }, absence_type_id: String(id), comment: 'x' };
    return masked.apply(periods, row);
  });

  expect(fates).toEqual([...names.map(() => 'masked'), ...Array.from({ length: 5 }, () => 'same')]);
});

test('the file of every vocabulary is linked', () => {
  for (const language of Object.keys(VOCABULARIES))
    expect(page).toContain(`(../src/privacy/vocabulary/${language}.ts)`);
});

test('every link leads to a heading or a file, and the README leads here', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  for (const [, to = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
    if (to.startsWith('#')) expect(headings).toContain(to.slice(1));
    else expect(text(`docs/${to}`)).not.toBe('');
  }
  expect(text('README.md')).toContain('(docs/privacy.md)');
});
