import { isKey, isNone, isObject, type Row, scalarText } from '../../row.ts';
import type { PeopleIndex } from '../people.ts';

/** An entry of `custom_attributes`. */
interface Entry {
  readonly id: string;
  readonly value: string | readonly string[] | null;
}

interface Body {
  readonly custom_attributes?: readonly Entry[];
}

/**
 * Changes people without taking away the custom attributes that a request does not name. Whether Personio keeps those is
 * not documented: the first change of a run shows it, and is completed if they are gone.
 */
export class AttributeKeeper {
  readonly #index: PeopleIndex;
  /** Undefined until it has been seen. */
  #keepsOthers: boolean | undefined;
  #lesson: Promise<void> | undefined;

  constructor(index: PeopleIndex) {
    this.#index = index;
  }

  /** `hasOthers` is false if the person is known to have no attributes but those of the body. */
  async change(
    { id, hasOthers }: { readonly id: string; readonly hasOthers: boolean },
    body: Body,
    patch: (body: Body) => Promise<void>,
  ): Promise<void> {
    if (!body.custom_attributes || !hasOthers) return await patch(body);
    // One at a time, so that no other loses something meanwhile.
    while (this.#keepsOthers === undefined) {
      if (!this.#lesson) {
        this.#lesson = this.#learn(id, body, patch).finally(() => {
          this.#lesson = undefined;
        });
        return await this.#lesson;
      }
      await this.#lesson.catch(() => {});
    }
    if (this.#keepsOthers) return await patch(body);
    const shown = entriesIn(await this.#index.row(id));
    await patch(completed(body, shown));
  }

  async #learn(id: string, body: Body, patch: (body: Body) => Promise<void>): Promise<void> {
    const before = entriesIn(await this.#index.row(id));
    await patch(body);
    const others = unnamed(before, body);
    const after = new Map(entriesIn(await this.#index.row(id)).map((entry) => [entry.id, entry]));
    if (others.some((each) => !after.has(each.id))) {
      this.#keepsOthers = false;
      await patch(completed(body, before));
      return;
    }
    // A person who is shown as before shows nothing about it.
    const isShown = body.custom_attributes?.some(({ id: changed }) => {
      const old = before.find((each) => each.id === changed);
      return JSON.stringify(after.get(changed)) !== JSON.stringify(old);
    });
    if (isShown && others.length > 0) this.#keepsOthers = true;
  }
}

const unnamed = (entries: readonly Entry[], { custom_attributes: named = [] }: Body): Entry[] =>
  entries.filter((entry) => !named.some(({ id }) => id === entry.id));

const completed = (body: Body, entries: readonly Entry[]): Body => ({
  ...body,
  custom_attributes: [...unnamed(entries, body), ...(body.custom_attributes ?? [])],
});

/** The attributes that have a value, as a request takes them. */
function entriesIn(person: Row | undefined): Entry[] {
  const attributes = Array.isArray(person?.custom_attributes) ? person.custom_attributes.filter(isObject) : [];
  return attributes.flatMap(({ id, value }) => {
    const isEmpty = isNone(value) || (Array.isArray(value) && value.length === 0);
    if (!isKey(id) || isEmpty) return [];
    return [{ id: scalarText(id), value: Array.isArray(value) ? value.map(scalarText) : scalarText(value) }];
  });
}
