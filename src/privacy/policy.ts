import type { Attribute } from '../account/attributes.ts';
import { isReport } from '../account/available.ts';
import type { Stream } from '../streams/stream.ts';
import { HashedIds } from './hashed_ids.ts';
import { Hasher } from './hasher.ts';
import { KnownFields } from './known_fields.ts';
import { AttributeNames } from './names.ts';
import { aboutOf, COMPANY_STREAMS, type Preset, RULES_OF, TOPICS_OF } from './presets.ts';
import { plainStep, type Rule, rulesOf, type Step, strongest, type Treatment } from './rules.ts';
import { pathsOfSameId } from './same_id.ts';
import { comparable } from './vocabulary/terms.ts';

/** The user's choices, as in the setup form. */
export interface PrivacySettings {
  readonly preset: Preset;
  readonly drop: readonly string[];
  readonly hash: readonly string[];
  readonly hash_key?: string | undefined;
  readonly sensitive_absence_types: readonly string[];
  /** The only account attributes that may be emitted, by key, label or universal id; empty means all. */
  readonly keep: readonly string[];
}

/** Decides how each member of each stream is treated. */
export class Policy {
  readonly preset: Preset;
  readonly drops: readonly Rule[];
  readonly hashes: readonly Rule[];
  readonly hasher: Hasher;
  readonly names: AttributeNames;
  readonly ids: HashedIds;
  readonly fields: KnownFields;
  /** The rules that match an attribute by its key. */
  readonly attributeRules: readonly Rule[];
  /** The streams that have attributes as columns. */
  readonly #holders: readonly Stream[];
  readonly #presetDrops: readonly Rule[];
  readonly #presetYears: readonly Rule[];
  /** The comparable form of each entry, with the user's spelling. */
  readonly #keep: ReadonlyMap<string, string>;

  /** `attributes` are the account's own; `system` are its versions of those that every account has. */
  constructor(
    settings: PrivacySettings,
    streams: readonly Stream[],
    attributes: readonly Attribute[] = [],
    system: readonly Attribute[] = [],
  ) {
    this.preset = settings.preset;
    this.drops = rulesOf(settings.drop);
    this.hashes = rulesOf(settings.hash);
    this.hasher = new Hasher(settings.hash_key ?? 'none');
    this.names = new AttributeNames(attributes, system);
    this.ids = new HashedIds(streams, this.hashes);
    this.fields = new KnownFields(streams);
    this.attributeRules = [...this.drops, ...this.hashes].filter((rule) =>
      this.fields.mayMeanAttribute(rule, attributes),
    );
    this.#holders = streams.filter((stream) => stream.attributes.columns !== undefined);
    this.#presetDrops = rulesOf(RULES_OF[settings.preset].drop);
    this.#presetYears = rulesOf(RULES_OF[settings.preset].year);
    this.#keep = new Map(settings.keep.map((each) => [comparable(each), each]));
  }

  /** False for a stream that needs no changes. */
  appliesTo(stream: Stream): boolean {
    if (stream.attributes.key !== undefined && this.drops.length + this.hashes.length > 0) return true;
    if (this.#keep.size > 0 && showsAttributes(stream)) return true;
    const ownRules = [...this.drops, ...this.hashes].some((rule) => rule.names(stream.name));
    return ownRules || !this.ids.isEmpty || this.preset !== 'everything';
  }

  /** Both presets drop members that are in no schema. */
  get dropsUnknown(): boolean {
    return this.preset !== 'everything';
  }

  /** False for one of the account's own attributes that is not on the user's keep list. */
  mayLeave({ kind, names, labels }: Step): boolean {
    return (
      this.#keep.size === 0 || kind !== 'own' || [...names, ...labels].some((name) => this.#keep.has(comparable(name)))
    );
  }

  /** Entries of the keep list that match no attribute of the account. */
  get unusedKeeps(): string[] {
    const known = new Set(this.names.steps.flatMap(({ names, labels }) => [...names, ...labels].map(comparable)));
    return [...this.#keep].filter(([each]) => !known.has(each)).map(([, written]) => written);
  }

  /** A member that flat columns are made of is treated like them. */
  treatmentOf(stream: Stream, path: readonly Step[]): Treatment | undefined {
    const text = textOf(path);
    const made = stream.flat.filter(({ paths }) => paths.includes(text)).map(({ column }) => [plainStep(column)]);
    return strongest(
      [path, ...made].map((each) => {
        const treatment = this.#treatmentOf(stream, each);
        return treatment === 'withhold' ? 'drop' : treatment;
      }),
    );
  }

  /** True for an attribute that a preset drops because its topic is unknown. */
  isUnclear(stream: Stream, attribute: Step): boolean {
    return this.#treatmentOf(stream, [attribute]) === 'withhold';
  }

  #treatmentOf(stream: Stream, path: readonly Step[]): Treatment | 'withhold' | undefined {
    const { name } = stream;
    const last = path.at(-1);
    // Links contain ids.
    if (last?.names[0] === '_meta') return 'drop';
    if (this.drops.some((rule) => rule.matches(name, path)) || this.#isLinkedDrop(stream, path)) return 'drop';
    if (last && !this.mayLeave(last)) return 'drop';
    const preset = COMPANY_STREAMS.includes(name) || isProtected(stream, path) ? undefined : this.#byPreset(name, path);
    if (preset === 'drop' || preset === 'withhold') return preset;
    if (this.hashes.some((rule) => rule.matches(name, path)) || this.ids.standAt(name, path)) return 'hash';
    return preset;
  }

  #byPreset(stream: string, path: readonly Step[]): Treatment | 'withhold' | undefined {
    const last = path.at(-1);
    if (last?.kind === undefined) {
      if (this.#presetDrops.some((rule) => rule.matches(stream, path))) return 'drop';
      return this.#presetYears.some((rule) => rule.matches(stream, path)) ? 'year' : undefined;
    }
    if (this.preset === 'everything' || last.names.some((name) => this.fields.isHarmless(name))) return undefined;
    const about = aboutOf(last);
    const treatment = about && TOPICS_OF[this.preset][about];
    return treatment && about === 'unknown' ? 'withhold' : treatment;
  }

  /** How any of the streams with attributes treats the values of an attribute. */
  treatmentOfAttribute(attribute: Step): Treatment | undefined {
    return this.#holders.map((stream) => this.treatmentOf(stream, [attribute])).find((each) => each !== undefined);
  }

  /** A reference's columns and the id in its member are one value: dropping one drops the others. */
  #isLinkedDrop(stream: Stream, path: readonly Step[]): boolean {
    if (this.drops.length === 0) return false;
    const linked = pathsOfSameId(stream, textOf(path));
    return linked.some((each) => this.drops.some((rule) => rule.matches(stream.name, each.map(plainStep))));
  }
}

const textOf = (path: readonly Step[]): string => path.map(({ names }) => names[0]).join('.');

/** True for a stream whose rows have attributes, or are attributes of a person. */
export const hasAttributes = ({ attributes: { columns, lists } }: Stream): boolean =>
  columns !== undefined || lists !== undefined;

/** Also true for a stream whose rows describe attributes. */
export const showsAttributes = (stream: Stream): boolean =>
  hasAttributes(stream) || stream.attributes.key !== undefined || isReport(stream.name);

/** Presets do not affect keys, parts of keys, and cursors. */
export function isProtected({ primaryKey, cursorField, keyParts }: Stream, path: readonly Step[]): boolean {
  const [name = ''] = path[0]?.names ?? [];
  return path.length === 1 && [primaryKey, cursorField, ...keyParts].includes(name);
}
