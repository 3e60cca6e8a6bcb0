import { type Attribute, cleanName } from '../account/attribute_columns.ts';
import { fixedSchema, isReport } from '../account/available.ts';
import type { JsonSchema } from '../json_schema.ts';
import type { Stream } from '../streams/stream.ts';
import { Hasher } from './hasher.ts';
import { Identities, PEOPLE } from './identities.ts';
import { AttributeNames, type ColumnNames } from './names.ts';
import { aboutOf, COMPANY_STREAMS, type Preset, RULES_OF, TOPICS_OF } from './presets.ts';
import { plainStep, Rule, type Step, type Treatment } from './rules.ts';
import { comparable } from './vocabulary/terms.ts';

/** What the user decided, as in the setup form. */
export interface PrivacySettings {
  readonly preset: Preset;
  readonly drop: readonly string[];
  readonly hash: readonly string[];
  readonly hash_key?: string | undefined;
  readonly sensitive_absence_types: readonly string[];
  /** The only attributes of the account that may leave, by key, label or universal id; empty means any. */
  readonly keep: readonly string[];
}

/** The stream that has the attributes of people. */
const PEOPLE_STREAM = 'persons';

/** Decides what is done to which member of which stream. */
export class Policy {
  readonly preset: Preset;
  readonly drops: readonly Rule[];
  readonly hashes: readonly Rule[];
  readonly hasher: Hasher;
  readonly names: AttributeNames;
  /** The streams that have attributes as columns. */
  readonly #holders: readonly Stream[];
  readonly #presetDrops: readonly Rule[];
  readonly #presetYears: readonly Rule[];
  readonly #kept: readonly string[];
  readonly #keep: ReadonlySet<string>;
  readonly #identities: Identities;
  /** The ids that are hashed, as `Identities` calls them. */
  readonly #hashedIds = new Set<string>();

  /** Names of fields that every account has: of people, and of anything. */
  readonly #fields: ReturnType<typeof fieldsOf>;
  /** The rules that mean an attribute by its key. */
  readonly #attributeRules: readonly Rule[];

  /** `attributes` are the account's own; `system` those that every account has, as this one calls them. */
  constructor(
    settings: PrivacySettings,
    streams: readonly Stream[],
    attributes: readonly Attribute[] = [],
    system: readonly Attribute[] = [],
  ) {
    const rules = (texts: readonly string[]) => texts.map((text) => new Rule(text));
    this.preset = settings.preset;
    this.#holders = streams.filter((stream) => stream.attributes !== undefined);
    this.drops = rules(settings.drop);
    this.hashes = rules(settings.hash);
    this.hasher = new Hasher(settings.hash_key ?? 'none');
    this.names = new AttributeNames(attributes, system);
    this.#presetDrops = rules(RULES_OF[settings.preset].drop);
    this.#presetYears = rules(RULES_OF[settings.preset].year);
    this.#kept = settings.keep;
    this.#keep = new Set(settings.keep.map(comparable));
    this.#identities = new Identities(streams);
    for (const path of this.hashes.length > 0 ? this.#identities.paths : []) {
      const [stream = '', ...steps] = path.split('.');
      // Who hashes all of a member hashes the id in it.
      const holders = steps.map((_, index) => steps.slice(0, index + 1).map(plainStep));
      if (this.hashes.some((rule) => holders.some((holder) => rule.matches(stream, holder))))
        this.#hashedIds.add(this.#identities.of(path) ?? path);
    }
    this.#fields = fieldsOf(streams);
    this.#attributeRules = [...this.drops, ...this.hashes].filter((rule) => this.#meansAttribute(rule, attributes));
  }

  /** What a stream has to be told of: undefined where all of it may leave as it is. */
  appliesTo(stream: Stream): boolean {
    if (stream.attributeKey !== undefined && this.drops.length + this.hashes.length > 0) return true;
    if (this.#keep.size > 0 && showsAttributes(stream)) return true;
    const ownRules = [...this.drops, ...this.hashes].some((rule) => rule.names(stream.name));
    return ownRules || this.#hashedIds.size > 0 || this.preset !== 'everything';
  }

  /** Both presets leave out what no schema knows. */
  get dropsUnknown(): boolean {
    return this.preset !== 'everything';
  }

  /** False for an attribute of the account's own that the user did not name among those that may leave. */
  mayLeave({ kind, names, labels }: Step): boolean {
    return (
      this.#keep.size === 0 || kind !== 'own' || [...names, ...labels].some((name) => this.#keep.has(comparable(name)))
    );
  }

  /** What the user wants to keep, and no attribute of the account is. */
  get unusedKeeps(): string[] {
    const known = new Set(this.names.steps.flatMap(({ names, labels }) => [...names, ...labels].map(comparable)));
    return this.#kept.filter((each) => !known.has(comparable(each)));
  }

  treatmentOf(stream: Stream, path: readonly Step[]): Treatment | undefined {
    const treatment = this.#treatmentOf(stream, path);
    return treatment === 'withhold' ? 'drop' : treatment;
  }

  /** True for an attribute that a preset takes out because nobody can say what it is about. */
  isUnclear(stream: Stream, attribute: Step): boolean {
    return this.#treatmentOf(stream, [attribute]) === 'withhold';
  }

  #treatmentOf(stream: Stream, path: readonly Step[]): Treatment | 'withhold' | undefined {
    const { name } = stream;
    const last = path.at(-1);
    // Links hold ids.
    if (last?.names[0] === '_meta') return 'drop';
    if (this.drops.some((rule) => rule.matches(name, path)) || this.#isLinkedDrop(stream, path)) return 'drop';
    if (last && !this.mayLeave(last)) return 'drop';
    const preset = COMPANY_STREAMS.includes(name) || isProtected(stream, path) ? undefined : this.#byPreset(name, path);
    if (preset === 'drop' || preset === 'withhold') return preset;
    if (this.hashes.some((rule) => rule.matches(name, path)) || this.#holdsHashedId(name, path)) return 'hash';
    return preset;
  }

  #byPreset(stream: string, path: readonly Step[]): Treatment | 'withhold' | undefined {
    const last = path.at(-1);
    if (last?.kind === undefined) {
      if (this.#presetDrops.some((rule) => rule.matches(stream, path))) return 'drop';
      return this.#presetYears.some((rule) => rule.matches(stream, path)) ? 'year' : undefined;
    }
    if (this.preset === 'everything' || last.names.some((name) => this.#fields.harmless.has(name))) return undefined;
    const about = aboutOf(last);
    const treatment = about && TOPICS_OF[this.preset][about];
    return treatment && about === 'unknown' ? 'withhold' : treatment;
  }

  /**
   * What is done to a column of a report; `treatmentAt` says what the rules for its names do. Undefined for one that leaves
   * as it is, `withhold` where nobody can say whether a rule means it.
   */
  treatmentOfColumn(
    stream: Stream,
    column: ColumnNames,
    treatmentAt: (step: Step) => Treatment | undefined,
  ): Treatment | 'withhold' | undefined {
    const { treatment: ids, isPerson } = this.idsNamed([...column.ids, column.title]);
    const ruled = treatmentAt(isPerson ? withPersonsName(column.step) : column.step);
    // What another attribute with the same label may hold does not leave either.
    if (!column.own.every((attribute) => this.mayLeave(this.names.ofAttribute(attribute)))) return 'drop';
    if (ruled === 'drop' && this.isUnclear(stream, column.step)) return 'withhold';
    if (ruled === 'drop' || ruled === 'hash') return ruled;
    if (!column.isNamed) return 'withhold';
    if (ids === 'hash' || ids === 'withhold') return ids;
    const isListed = column.attributes.length > 0 || column.ids.some((id) => this.#isField(id));
    if (!isListed && this.#attributeRules.some((rule) => rule.names(stream.name))) return 'withhold';
    return ids ?? ruled;
  }

  /** What is done to what goes by names that others chose, for the sake of the ids in it; and whether it is of a person. */
  idsNamed(texts: readonly string[]): { treatment: Treatment | 'withhold' | undefined; isPerson: boolean } {
    const named = texts.map((text) => this.#identities.namedBy(text));
    const ids = named.flatMap((each) => each.ids);
    const isId = named.some((each) => each.isId);
    const isPerson = !isId && this.#identities.arePeople(ids);
    if (this.#hashedIds.size === 0) return { treatment: undefined, isPerson };
    const isHashed = (id: string) => this.#hashedIds.has(this.#identities.of(id) ?? id);
    if (ids.some(isHashed)) return { treatment: isId ? 'hash' : 'hash ids', isPerson };
    if (!isId || ids.length > 0) return { treatment: undefined, isPerson };
    const isOwn = named.every((each) => each.isBare || !each.isId) && isHashed(PEOPLE);
    return { treatment: isOwn ? 'hash' : 'withhold', isPerson };
  }

  /** What a preset does to the name of a person that stands under another name: `supervisor`. */
  treatmentOfPersonsName(stream: Stream, step: Step): Treatment | undefined {
    return this.treatmentOf(stream, [withPersonsName(step)]);
  }

  /** A field that every account has: no attribute of one's own. */
  #isField(name: string): boolean {
    const field = cleanName(name.slice(name.lastIndexOf('.') + 1));
    return this.#fields.people.has(field) || (name.includes('.') && this.#fields.all.has(field));
  }

  /** True unless what it means is a field that only other things than people have. */
  #meansAttribute(rule: Rule, attributes: readonly Attribute[]): boolean {
    if (!rule.isFlat || !rule.names(PEOPLE_STREAM)) return false;
    const means = (name: string) => rule.matches(PEOPLE_STREAM, [plainStep(name)]);
    const own = attributes.flatMap(({ id, universalId = id, columns = [] }) => [id, universalId, ...columns]);
    return [...own, ...this.#fields.people].some(means) || ![...this.#fields.all].some(means);
  }

  /** What is done to the values of an attribute, by any stream that holds it. */
  treatmentOfAttribute(attribute: Step): Treatment | undefined {
    return this.#holders.map((stream) => this.treatmentOf(stream, [attribute])).find((each) => each !== undefined);
  }

  #holdsHashedId(stream: string, path: readonly Step[]): boolean {
    if (this.#hashedIds.size === 0) return false;
    const text = `${stream}.${path.map(({ names }) => names[0]).join('.')}`;
    return [this.#identities.of(text) ?? '', ...this.#identities.mentionedAt(text)].some((id) =>
      this.#hashedIds.has(id),
    );
  }

  /** The column of a reference and the id in its member are one value: who drops one drops the other. */
  #isLinkedDrop({ name, references }: Stream, path: readonly Step[]): boolean {
    if (this.drops.length === 0) return false;
    const text = path.map(({ names }) => names[0]).join('.');
    return references.some(({ member, column }) => {
      if (column === undefined || column === member || ![column, `${member}.id`].includes(text)) return false;
      const linked = [[column], [member], [member, 'id']];
      return this.drops.some((rule) => linked.some((each) => rule.matches(name, each.map(plainStep))));
    });
  }
}

/** Presets know a name by what people call it. */
const withPersonsName = (step: Step): Step => ({
  ...step,
  kind: step.kind ?? 'reported',
  labels: [...step.labels, 'last_name'],
});

const showsAttributes = ({ name, attributes, attributeLists, attributeKey }: Stream): boolean =>
  isReport(name) || attributes !== undefined || attributeKey !== undefined || Object.keys(attributeLists).length > 0;

/** The rules of the preset that takes out most. */
const MOST = [...RULES_OF.analytics.drop, ...RULES_OF.analytics.year].map((text) => new Rule(text));

function fieldsOf(streams: readonly Stream[]) {
  const people = streams.filter(({ name }) => ['persons', 'employees', 'employments'].includes(name));
  const fields = people.flatMap(({ name }) => Object.entries(fixedSchema({ name }).properties ?? {}));
  const isTouched = ([name, schema]: [string, JsonSchema]) =>
    [name, ...membersOf(schema)].some((member) => MOST.some((rule) => rule.matches('', [plainStep(member)])));
  const names = new Set(fields.map(([name]) => name));
  return {
    people: names,
    /** No preset takes anything out of them: what goes by such a name is that, whatever people call it. */
    harmless: names.difference(new Set(fields.filter(isTouched).map(([name]) => name))),
    all: new Set(streams.flatMap((stream) => [...membersOf(fixedSchema(stream))])),
  };
}

function* membersOf(schema: JsonSchema): Generator<string> {
  for (const [name, member] of Object.entries((schema.items ?? schema).properties ?? {})) {
    yield name;
    yield* membersOf(member);
  }
}

/** Keys, what they are made of, and cursors: no preset touches them. */
export function isProtected({ primaryKey, cursorField, keyParts }: Stream, path: readonly Step[]): boolean {
  const [name = ''] = path[0]?.names ?? [];
  return path.length === 1 && [primaryKey, cursorField, ...keyParts].includes(name);
}
