import type { Stream } from '../streams/stream.ts';

/** What holds the same ids, by `stream.path`: an id, the columns that refer to it, and the members these come from. */
export class Identities {
  readonly #parents = new Map<string, string>();
  readonly #mentions = new Map<string, readonly string[]>();

  constructor(streams: readonly Stream[]) {
    for (const { name, parent, references, mentions } of streams) {
      if (parent?.column !== undefined) this.#join(`${name}.${parent.column}`, `${parent.stream.name}.id`);
      for (const { member, column, to } of references) {
        if (column === undefined) this.#join(`${name}.${member}`, to ?? '');
        else {
          if (column !== member) this.#join(`${name}.${column}`, `${name}.${member}.id`);
          if (to !== undefined) this.#join(`${name}.${column}`, to);
        }
      }
      for (const [member, mentioned] of Object.entries(mentions)) {
        this.#mentions.set(`${name}.${member}`, mentioned);
        for (const to of mentioned) this.#join(to, to);
      }
    }
  }

  /** Every path that holds ids. */
  get paths(): Iterable<string> {
    return this.#parents.keys();
  }

  /** The same text for paths that hold the same ids; undefined for a path that holds none. */
  of(path: string): string | undefined {
    const parent = this.#parents.get(path);
    return parent === undefined || parent === path ? parent : this.of(parent);
  }

  /** The ids that the text at a path holds among other things: whoever hides it does not hide them. */
  mentionedAt(path: string): string[] {
    return (this.#mentions.get(path) ?? []).map((to) => this.of(to) ?? to);
  }

  #join(one: string, other: string): void {
    for (const path of [one, other]) if (!this.#parents.has(path)) this.#parents.set(path, path);
    this.#parents.set(this.of(one) ?? one, this.of(other) ?? other);
  }
}
