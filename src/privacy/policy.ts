import type { Attribute } from '../account/attributes.ts';
import type { Stream } from '../streams/stream.ts';
import { Hasher } from './hasher.ts';
import { Identities } from './identities.ts';
import { AttributeNames } from './names.ts';
import { COMPANY_STREAMS, type Preset, RULES_OF } from './presets.ts';
import { plainStep, Rule, type Step, type Treatment } from './rules.ts';

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
  readonly #identities: Identities;
  /** The ids that are hashed, as `Identities` calls them. */
  readonly #hashedIds = new Set<string>();

  constructor(settings: PrivacySettings, streams: readonly Stream[], attributes: readonly Attribute[] = []) {
    const rules = (texts: readonly string[]) => texts.map((text) => new Rule(text));
    this.preset = settings.preset;
    this.#holders = streams.filter((stream) => stream.attributes !== undefined);
    this.drops = rules(settings.drop);
    this.hashes = rules(settings.hash);
    this.hasher = new Hasher(settings.hash_key ?? 'none');
    this.names = new AttributeNames(attributes);
    this.#presetDrops = rules(RULES_OF[settings.preset].drop);
    this.#presetYears = rules(RULES_OF[settings.preset].year);
    this.#identities = new Identities(this.hashes.length > 0 ? streams : []);
    for (const path of this.#identities.paths) {
      const [stream = '', ...steps] = path.split('.');
      // Who hashes all of a member hashes the id in it.
      const holders = steps.map((_, index) => steps.slice(0, index + 1).map(plainStep));
      if (this.hashes.some((rule) => holders.some((holder) => rule.matches(stream, holder))))
        this.#hashedIds.add(this.#identities.of(path) ?? '');
    }
  }

  /** What a stream has to be told of: undefined where all of it may leave as it is. */
  appliesTo(stream: Stream): boolean {
    if (stream.attributeKey !== undefined && this.drops.length + this.hashes.length > 0) return true;
    const ownRules = [...this.drops, ...this.hashes].some((rule) => rule.names(stream.name));
    return ownRules || this.#hashedIds.size > 0 || this.preset !== 'everything';
  }

  /** Both presets leave out what no schema knows. */
  get dropsUnknown(): boolean {
    return this.preset !== 'everything';
  }

  treatmentOf(stream: Stream, path: readonly Step[]): Treatment | undefined {
    const { name } = stream;
    // Links hold ids.
    if (path.at(-1)?.names[0] === '_meta') return 'drop';
    if (this.drops.some((rule) => rule.matches(name, path)) || this.#isLinkedDrop(stream, path)) return 'drop';
    const usePreset = !COMPANY_STREAMS.includes(name) && !isProtected(stream, path);
    if (usePreset && this.#presetDrops.some((rule) => rule.matches(name, path, true))) return 'drop';
    if (this.hashes.some((rule) => rule.matches(name, path)) || this.#holdsHashedId(name, path)) return 'hash';
    return usePreset && this.#presetYears.some((rule) => rule.matches(name, path, true)) ? 'year' : undefined;
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

/** Keys, what they are made of, and cursors: no preset touches them. */
export function isProtected({ primaryKey, cursorField, keyParts }: Stream, path: readonly Step[]): boolean {
  const [name = ''] = path[0]?.names ?? [];
  return path.length === 1 && [primaryKey, cursorField, ...keyParts].includes(name);
}
