import type { Stream } from '../streams/stream.ts';
import { Identities, PEOPLE } from './identities.ts';
import { plainStep, type Rule, type Step, type Treatment } from './rules.ts';

/** What a user-chosen name implies about ids. */
interface NamedTreatment {
  readonly treatment: Treatment | 'withhold' | undefined;
  /** The thing is a person, or the value holds a person's name. */
  readonly isPerson: boolean;
}

/** The ids that are hashed, wherever they appear. */
export class HashedIds {
  readonly #identities: Identities;
  /** Named as in `Identities`. */
  readonly #hashed = new Set<string>();

  constructor(streams: readonly Stream[], hashes: readonly Rule[]) {
    this.#identities = new Identities(streams);
    for (const path of hashes.length > 0 ? this.#identities.paths : []) {
      const [stream = '', ...steps] = path.split('.');
      // A rule that hashes a whole member also hashes the id in it.
      const holders = steps.map((_, index) => steps.slice(0, index + 1).map(plainStep));
      if (hashes.some((rule) => holders.some((holder) => rule.matches(stream, holder))))
        this.#hashed.add(this.#identities.of(path) ?? path);
    }
  }

  get isEmpty(): boolean {
    return this.#hashed.size === 0;
  }

  /** True for a place that holds such an id, or text that contains one. */
  standAt(stream: string, path: readonly Step[]): boolean {
    if (this.isEmpty) return false;
    const text = `${stream}.${path.map(({ names }) => names[0]).join('.')}`;
    return [this.#identities.of(text) ?? '', ...this.#identities.mentionedAt(text)].some((id) => this.#hashed.has(id));
  }

  /** The treatment of a value with user-chosen names, because of the ids in it. */
  named(texts: readonly string[]): NamedTreatment {
    const named = texts.map((text) => this.#identities.namedBy(text));
    const ids = named.flatMap((each) => each.ids);
    const isId = named.some((each) => each.isId);
    const isPerson = !isId && this.#identities.arePeople(ids);
    if (this.isEmpty) return { treatment: undefined, isPerson };
    const isHashed = (id: string) => this.#hashed.has(this.#identities.of(id) ?? id);
    if (ids.some(isHashed)) return { treatment: isId ? 'hash' : 'hash ids', isPerson };
    if (!isId || ids.length > 0) return { treatment: undefined, isPerson };
    const isOwn = named.every((each) => each.isBare || !each.isId) && isHashed(PEOPLE);
    return { treatment: isOwn ? 'hash' : 'withhold', isPerson };
  }
}
