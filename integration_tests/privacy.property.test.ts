import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Dice } from '../sandbox/data/dice.ts';
import { AttributeColumns } from '../src/account/attribute_columns.ts';
import { fixedSchema } from '../src/account/available.ts';
import { attributeColumns } from '../src/account/column_schemas.ts';
import { withColumns } from '../src/account/columns.ts';
import { Output } from '../src/airbyte/output.ts';
import { parseJson } from '../src/json.ts';
import type { JsonSchema } from '../src/json_schema.ts';
import { refuseHarmfulRules } from '../src/privacy/check_rules.ts';
import { Policy } from '../src/privacy/policy.ts';
import { StreamPrivacy } from '../src/privacy/stream_privacy.ts';
import { RecordBuilder } from '../src/records/builder.ts';
import type { Row } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import type { Stream } from '../src/streams/stream.ts';
import { hashOf } from './hashes.ts';
import { fixedSeeds, freshSeeds } from './seeds.ts';

const STREAMS = allStreams();
const NAMES = ['persons', 'employees', 'person_custom_attributes', 'employments', 'absence_periods', 'documents'];
const MORE = ['recruiting_applications', 'webhook_events', 'org_units', 'custom_report_rows', 'time_offs', 'holidays'];
const ATTRIBUTES = ['dynamic_1', 'dynamic_22', 'shirt-size', 'Badge.No', 'iban'];
const UNKNOWN = ['fresh', 'notes_of_hr', 'dynamic_99'];
const KEY = 'a key of the tests, long enough';

type Fate = 'drop' | 'hash';

interface Leaf {
  readonly text: string;
  /** Paths under which a rule may match it, `stream.path`; an attribute has several names. */
  readonly paths: readonly string[];
}

/** Rows like Personio's, made from a schema, with values that occur only once. */
class Maker {
  readonly leaves: Leaf[] = [];
  readonly #dice: Dice;
  readonly #stream: Stream;
  #count = 0;

  constructor(stream: Stream, dice: Dice) {
    this.#stream = stream;
    this.#dice = dice;
  }

  row(schema: JsonSchema): Row {
    const { name, attributes, primaryKey, cursorField, keyParts } = this.#stream;
    const added = this.#stream.references.flatMap(({ column, member }) => (column === member ? [] : [column]));
    const sources = this.#stream.references.flatMap(({ column = '', member }) =>
      keyParts.includes(column) ? [member] : [],
    );
    const row: Row = {};
    for (const [member, inner] of Object.entries(schema.properties ?? {})) {
      const isNeeded = [primaryKey, ...keyParts, ...sources].includes(member);
      if (member === 'record_key' || member === 'additional_fields' || added.includes(member)) continue;
      if (member === cursorField) row[member] = '2026-01-01T00:00:00Z';
      else if (attributes.lists?.[member] !== undefined)
        row[member] = this.#entries(member, attributes.lists?.[member] ?? '');
      else if (isNeeded || this.#dice.chance(0.8)) row[member] = this.#value(inner, `${name}.${member}`, isNeeded);
    }
    if (attributes.columns === 'members')
      for (const id of ATTRIBUTES) if (this.#dice.chance(0.8)) row[id] = this.#leaf([`${name}.${id}`]);
    for (const member of UNKNOWN) {
      if (this.#dice.chance(0.5)) row[member] = this.#anything(`${name}.${member}`, 2);
    }
    row._meta = { links: { self: { href: `https://api.personio.de/v2/${this.#leaf([`${name}._meta`])}` } } };
    return row;
  }

  /** The rows from which `person_custom_attributes` makes its own. */
  person(): Row {
    const { name } = this.#stream;
    const entries = ATTRIBUTES.map((id) => ({
      id,
      type: 'string',
      value: this.#leaf([`${name}.${id}`, `${name}.value`]),
    }));
    return { id: this.#leaf([`${name}.person_id`]), updated_at: '2026-01-01T00:00:00Z', custom_attributes: entries };
  }

  report(): Row {
    const { name } = this.#stream;
    const items = [1, 2].map(() => ({
      employee_id: this.#leaf([`${name}.employee_id`]),
      attributes: this.#entries('attributes', 'attribute_id'),
    }));
    return { attributes: { items } };
  }

  #entries(member: string, idMember: string): Row[] {
    const { name, attributes } = this.#stream;
    return ATTRIBUTES.filter(() => this.#dice.chance(0.8)).map((id) => ({
      [idMember]: id,
      type: 'string',
      // If it is a column as well, a rule for the list does not apply to that.
      value: this.#leaf([
        `${name}.${id}`,
        ...(attributes.columns ? [] : [`${name}.${member}.value`, `${name}.${member}`]),
      ]),
    }));
  }

  #value({ type, properties, items }: JsonSchema, path: string, isNeeded: boolean): unknown {
    if (!isNeeded && this.#dice.chance(0.1)) return null;
    const types = ([] as unknown[]).concat(type ?? []);
    if (types.includes('array') && items) return [1, 2].map(() => this.#value(items, path, true));
    if (types.includes('object')) {
      if (!properties) return this.#anything(path, 2, true);
      const members = Object.entries(properties).map(([member, inner]) => [
        member,
        this.#value(inner, `${path}.${member}`, isNeeded),
      ]);
      // Unknown members occur at deeper levels, too.
      if (this.#dice.chance(0.3)) members.push(['fresh', this.#anything(`${path}.fresh`, 1)]);
      return Object.fromEntries(members);
    }
    return this.#leaf([path]);
  }

  #anything(path: string, depth: number, isObject = false): unknown {
    const kind = isObject ? 0 : this.#dice.between(0, 3);
    if (depth === 0 || kind === 3) return this.#leaf([path]);
    if (kind === 2) return parseJson(this.#leaf([path], true));
    const inner = (name: string) => this.#anything(`${path}.${name}`, depth - 1);
    const item = () => this.#anything(path, depth - 1);
    return kind === 1 ? [item(), item()] : { email: inner('email'), fresh: inner('fresh') };
  }

  /** A text, or a number beyond the range of a double; some with characters that can be written in several ways. */
  #leaf(paths: readonly string[], isNumber = false): string {
    const digits = `${this.#dice.between(1e7, 9e7)}${++this.#count + 1e9}${this.#dice.between(1e6, 9e6)}`;
    const text = isNumber ? digits : `v${digits}${this.#dice.pick(['', 'ä"\\', '\n😀', '/+='])}`;
    this.leaves.push({ text, paths });
    return text;
  }
}

/** The rule's own reading of `stream.path`, independent of the connector's. */
function means(rule: string, path: string): boolean {
  const [stream = '', ...steps] = path.split(/\.(?!No$)/);
  const [first = '', ...rest] = rule.split('.');
  const one = (pattern: string, text: string) =>
    [text, text.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')].some((name) =>
      new RegExp(`^${pattern.replaceAll('-', '[-]').replaceAll('*', '[^.]*')}$`, 'i').test(name),
    );
  // Dropping a member drops everything in it.
  if (rest.length === 0) return steps.some((step) => one(first, step));
  const prefix = (from: readonly string[]) =>
    rest.length <= from.length && rest.every((pattern, index) => one(pattern, from[index] ?? ''));
  return (
    one(first, stream) &&
    (prefix(steps) || (UNKNOWN.includes(steps[0] ?? '') && prefix(['additional_fields', ...steps])))
  );
}

const fateOf = ({ paths }: Leaf, drop: readonly string[], hash: readonly string[]): Fate | undefined => {
  if (paths.some((path) => path.endsWith('._meta') || drop.some((rule) => means(rule, path)))) return 'drop';
  return paths.some((path) => hash.some((rule) => means(rule, path))) ? 'hash' : undefined;
};

function* pathsOf(schema: JsonSchema, path: string): Generator<string> {
  for (const [name, inner] of Object.entries((schema.items ?? schema).properties ?? {})) {
    yield `${path}.${name}`;
    yield* pathsOf(inner, `${path}.${name}`);
  }
}

/** A rule of any kind for this stream; with stars anywhere. */
function someRule(stream: Stream, dice: Dice): string {
  const paths = [...pathsOf(fixedSchema(stream), stream.name)];
  const path = dice.pick([
    ...paths,
    ...[...ATTRIBUTES, ...UNKNOWN].map((name) => `${stream.name}.${name.replace('.', '_')}`),
    ...UNKNOWN.map(
      (name) => `${stream.name}.${dice.pick(['additional_fields.', ''])}${name}.${dice.pick(['email', 'fresh'])}`,
    ),
  ]);
  const [first = '', ...rest] = path.split('.');
  const starred = (text: string) => {
    if (!dice.chance(0.3) || text.length < 4) return text;
    const at = dice.between(1, text.length - 2);
    return dice.pick([`${text.slice(0, at)}*`, `*${text.slice(at)}`, `${text.slice(0, at)}*${text.slice(at + 1)}`]);
  };
  if (dice.chance(0.25)) return starred(rest.at(-1) ?? '');
  return [dice.chance(0.2) ? '*' : first, ...rest.map(starred)].join('.');
}

const isHarmless = (policy: Policy): boolean => {
  try {
    refuseHarmfulRules(policy, STREAMS);
    return true;
  } catch {
    return false;
  }
};

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Rows as in a read, rules, and the records written. */
async function life(seed: number) {
  const dice = new Dice(seed, 7);
  const wanted = dice.pick([...NAMES, ...MORE]);
  const stream = STREAMS.find(({ name }) => name === wanted) as Stream;
  let drop: string[] = [];
  let hash: string[] = [];
  const policyOf = () =>
    new Policy(
      { preset: 'everything', drop, hash, hash_key: KEY, sensitive_absence_types: [], keep: [] },
      STREAMS,
      ATTRIBUTES.map((id) => ({ id, label: id, types: ['string'], options: [] })),
    );
  do {
    drop = Array.from({ length: dice.between(0, 3) }, () => someRule(stream, dice));
    hash = Array.from({ length: dice.between(0, 3) }, () => someRule(stream, dice));
  } while (!isHarmless(policyOf()));
  const policy = policyOf();
  const fixed = fixedSchema(stream);
  const own = attributeColumns(
    ATTRIBUTES.map((id) => ({ id, label: id, types: ['string'], options: [] })),
    Object.keys(fixed.properties ?? {}),
  );
  const schema = stream.attributes.columns ? withColumns(fixed, own) : fixed;
  const privacy = policy.appliesTo(stream) ? new StreamPrivacy(stream, policy, schema) : undefined;
  const attributes = stream.attributes.columns && new AttributeColumns(own, undefined);
  const offered = privacy?.schema ?? schema;
  const builder = new RecordBuilder(stream, offered, {}, { privacy, ...(attributes && { attributes }) });
  const maker = new Maker(stream, dice);
  const make = () => {
    if (stream.name === 'person_custom_attributes') return maker.person();
    return stream.name === 'custom_report_rows' ? maker.report() : maker.row(fixed);
  };
  const rows = Array.from({ length: 3 }, make);
  const column = stream.parent && 'column' in stream.parent ? stream.parent.column : undefined;
  const partition = { ...stream.whole(), ...(column && { adds: { [column]: 'the parent' } }) };
  const sink = new Sink();
  const out = new Output(sink);
  const lines = builder.records(rows, partition, new Map());
  await out.records(stream.name, lines);
  await out.log('INFO', [...builder.counts.unknown].join());
  await out.print({ type: 'CATALOG', catalog: { streams: [] } });
  await out.sink.flush();
  return { stream, drop, hash, leaves: maker.leaves, written: sink.text, lines, keyless: builder.counts.withoutKey };
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

describe.each([fixedSeeds(200), freshSeeds(50)])(
  'random sets of rules on random rows, from seed %i on,',
  (...lives) => {
    test('write nothing that is dropped, nothing raw that is hashed, and keep the rest', {
      timeout: 120_000,
    }, async () => {
      const counts = { drop: 0, hash: 0, stays: 0 };
      let shown = 0;
      for (const seed of lives) {
        const { stream, drop, hash, leaves, written, lines, keyless } = await life(seed);
        const what = `seed ${seed}, ${stream.name}, drop ${drop}, hash ${hash}`;
        expect(lines.length, what).toBeGreaterThan(0);
        expect(keyless, what).toBe(0);
        for (const leaf of leaves) {
          const fate = fateOf(leaf, drop, hash);
          counts[fate ?? 'stays']++;
          if (fate !== undefined) expect(written, `${what}: ${leaf.paths}`).not.toContain(escaped(leaf.text));
          const hashes = written.includes(hashOf(KEY, leaf.text));
          if (fate === 'hash' && hashes) shown++;
          if (fate === 'drop') expect(hashes, `${what}: ${leaf.paths}`).toBe(false);
        }
      }
      // The others are texts where the schema expects a number or a day: their columns are null.
      expect(shown / counts.hash).toBeGreaterThan(0.85);
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(2 * lives.length);
    });
  },
);
