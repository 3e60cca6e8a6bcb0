import type { Api } from '../../http/api.ts';
import { isKey, scalarText } from '../../row.ts';
import { DocumentCategories } from '../../streams/employees.ts';
import { listed } from '../list.ts';
import type { Values } from '../members.ts';
import { named } from '../references.ts';

interface Category {
  readonly id: string;
  readonly name: string;
}

const list = new DocumentCategories();

/** The categories of documents, read once, when one is first named. */
export class Categories {
  readonly #api: Api;
  #all: Promise<readonly Category[]> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The id of the category that a row names. Undefined if it names none. Throws Reject if there is no such category. */
  async idIn({ category, category_id: id }: Values): Promise<string | undefined> {
    if (typeof id === 'string') return id;
    if (typeof category !== 'string') return undefined;
    this.#all ??= this.#read();
    return named(await this.#all, category, 'category').id;
  }

  async #read(): Promise<readonly Category[]> {
    const all: Category[] = [];
    for await (const { id, name } of listed(this.#api, list))
      if (isKey(id) && typeof name === 'string') all.push({ id: scalarText(id), name });
    return all;
  }
}
