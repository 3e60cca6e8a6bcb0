import type { Attribute } from '../account/attributes.ts';
import { fixedSchema } from '../account/available.ts';
import { cleanName } from '../account/column_schemas.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Stream } from '../streams/stream.ts';
import { RULES_OF } from './presets.ts';
import { plainStep, Rule } from './rules.ts';

/** The stream with the attributes of people. */
const PEOPLE_STREAM = 'persons';
const PEOPLE_STREAMS = [PEOPLE_STREAM, 'employees', 'employments'];

/** The rules of the strictest preset. */
const MOST = [...RULES_OF.analytics.drop, ...RULES_OF.analytics.year].map((text) => new Rule(text));

/** The names of fields that every account has. */
export class KnownFields {
  readonly #people: ReadonlySet<string>;
  readonly #harmless: ReadonlySet<string>;
  readonly #all: ReadonlySet<string>;

  constructor(streams: readonly Stream[]) {
    const people = streams.filter(({ name }) => PEOPLE_STREAMS.includes(name));
    const fields = people.flatMap(({ name }) => Object.entries(fixedSchema({ name }).properties ?? {}));
    const touched = fields.filter(([name, schema]) =>
      [name, ...membersOf(schema)].some((member) => MOST.some((rule) => rule.matches('', [plainStep(member)]))),
    );
    this.#people = new Set(fields.map(([name]) => name));
    this.#harmless = this.#people.difference(new Set(touched.map(([name]) => name)));
    this.#all = new Set(streams.flatMap((stream) => [...membersOf(fixedSchema(stream))]));
  }

  /**
   * True for a field of people that no preset affects. A name like this is trusted, whatever label the user gave it.
   */
  isHarmless(name: string): boolean {
    return this.#harmless.has(name);
  }

  /** True for a column name that is a field, and not one of the account's own attributes. */
  isField(name: string): boolean {
    const field = cleanName(name.slice(name.lastIndexOf('.') + 1));
    return this.#people.has(field) || (name.includes('.') && this.#all.has(field));
  }

  /** True for a rule that matches an attribute by its key, not one that matches a field of things other than people. */
  mayMeanAttribute(rule: Rule, attributes: readonly Attribute[]): boolean {
    if (!rule.isFlat || !rule.names(PEOPLE_STREAM)) return false;
    const means = (name: string) => rule.matches(PEOPLE_STREAM, [plainStep(name)]);
    const own = attributes.flatMap(({ id, universalId = id, columns = [] }) => [id, universalId, ...columns]);
    return [...own, ...this.#people].some(means) || ![...this.#all].some(means);
  }
}

function* membersOf(schema: JsonSchema): Generator<string> {
  for (const [name, member] of Object.entries((schema.items ?? schema).properties ?? {})) {
    yield name;
    yield* membersOf(member);
  }
}
