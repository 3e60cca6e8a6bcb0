import { plainText } from '../differences.ts';
import type { Members, Values } from '../members.ts';
import type { Difference, ObjectWriter, Operation, Task, Written, WrittenObject } from '../object.ts';
import { Recent } from '../recent.ts';
import { personIn } from '../references.ts';
import { Reject } from '../reject.ts';
import type { Run } from '../run.ts';
import { Categories } from './documents_categories.ts';
import { type GivenFile, givenFile, type LoadedFile, loaded } from './documents_file.ts';
import { chosen, documentsOf, type KnownDocument, sameDocuments, several, shownAs } from './documents_list.ts';
import { documentMembers, IDENTITY, METADATA } from './documents_members.ts';
import { uploadedId, uploadOf } from './documents_upload.ts';

export const DOCUMENTS = '/v2/document-management/documents';

interface Wanted {
  readonly operation: Operation;
  /** Of the document, if it is identified by that. */
  readonly id: string | undefined;
  /** Without the file's content. */
  readonly values: Values;
  readonly file: GivenFile | undefined;
}

/** A row whose references are known. */
interface Resolved extends Wanted {
  /** What makes it one among all documents. */
  readonly key: string;
  /** Undefined for a person that a dry run would create. */
  readonly owner: string | undefined;
  readonly category: string | undefined;
  readonly loaded: LoadedFile | undefined;
}

/** What this run did to a document. */
interface Done {
  readonly document?: KnownDocument;
  readonly removed?: string | undefined;
}

export class DocumentWriter implements ObjectWriter<Wanted, void> {
  readonly members: Members;
  readonly #object: WrittenObject;
  readonly #run: Run;
  readonly #recent = new Recent<Done>();
  readonly #categories: Categories;

  constructor(object: WrittenObject, run: Run) {
    this.members = documentMembers(run.options.matchAttribute);
    this.#object = object;
    this.#run = run;
    this.#categories = new Categories(run.api);
  }

  parse({ operation, key, values }: Task): Wanted {
    const file = operation === 'soft_delete' ? undefined : givenFile(values, this.#run.options.documentHosts);
    const { content: _, ...others } = values;
    const id = key[0] === 'id' ? String(values.id) : undefined;
    return { operation, id, values: others, file };
  }

  targetOf({ id, values }: Wanted): string {
    return id ?? String(values.title);
  }

  /** Each row has a list of its own, which is read when its person is known. */
  async look(): Promise<void> {}

  async write(row: Wanted): Promise<Written> {
    const { operation, id, values } = row;
    const person = await personIn(values, 'person', this.#run);
    if (operation === 'soft_delete' && id !== undefined && !person) return await this.#remove(id, id);
    if (!person)
      throw new Reject('missing_value', 'A document is looked for among those of its person.', {
        member: 'person_email',
      });
    const category = await this.#categories.idIn(values);
    const file = row.file && (await loaded(row.file, values, this.#run));
    const key = id ?? JSON.stringify([person.id ?? person.email, category, plainText(String(values.title))]);
    const resolved: Resolved = { ...row, key, owner: person.id, category, loaded: file };
    const own = this.#recent.over(key, undefined)?.document;
    const all = await this.#listed(resolved);
    const found = this.#choose(own ? [shownAs(own, all)] : all, resolved);
    if (found) return await this.#match(found, resolved);
    if (operation === 'soft_delete') return { outcome: 'unchanged' };
    if (operation === 'update' || id !== undefined)
      throw new Reject('not_found', 'There is no such document.', { member: id === undefined ? 'title' : 'id' });
    return await this.#create(resolved);
  }

  /** What Personio has. The list may still show what this run has removed. */
  async #listed({ owner, category, id, key }: Resolved): Promise<KnownDocument[]> {
    if (owner === undefined) return [];
    const all = await documentsOf(this.#run.api, owner, id === undefined ? category : undefined);
    const removed = this.#recent.over(key, undefined)?.removed;
    return all.filter((each) => removed === undefined || each.id !== removed);
  }

  /** The document that a row means, and how it differs from the row. */
  #choose(all: readonly KnownDocument[], { id, values, category, loaded: file, operation }: Resolved) {
    if (id !== undefined) {
      const wanted = { ...values, ...(category !== undefined && { category_id: category }) };
      const found = all.filter((each) => each.id === id);
      return chosen(found, wanted, { ...IDENTITY, ...METADATA });
    }
    const found = sameDocuments(all, String(values.title), file);
    if (operation === 'soft_delete' && found.length > 1) throw several();
    return chosen(found, values, METADATA);
  }

  /** Makes what is known about a document look like the row. */
  async #match({ document, changes }: { document: KnownDocument; changes: Difference[] }, row: Resolved) {
    const { id } = document;
    if (row.operation === 'soft_delete') return await this.#remove(id, row.key);
    const [first] = changes;
    if (!first) return { outcome: 'unchanged', id } as const;
    if (row.operation === 'insert')
      throw new Reject('exists', 'It is there already, with another value.', { member: first.member });
    if (id !== undefined) {
      const body = { json: metadataOf(changes) };
      const target = `${DOCUMENTS}/${encodeURIComponent(id)}`;
      await this.#run.change(this.#object, { method: 'PATCH', route: `${DOCUMENTS}/{id}`, target, body });
    }
    const values = { ...document.values, ...Object.fromEntries(changes.map(({ member, to }) => [member, to])) };
    this.#recent.wrote(row.key, { document: { ...document, values: values as Values } });
    return { outcome: 'changed', id, differences: changes } as const;
  }

  async #remove(id: string | undefined, key: string): Promise<Written> {
    if (id !== undefined) {
      const target = `${DOCUMENTS}/${encodeURIComponent(id)}`;
      await this.#run.change(this.#object, { method: 'DELETE', route: `${DOCUMENTS}/{id}`, target });
    }
    this.#recent.wrote(key, { removed: id });
    return { outcome: 'removed', id };
  }

  async #create(row: Resolved): Promise<Written> {
    const { values, owner = '', category, loaded: file, key } = row;
    if (category === undefined)
      throw new Reject('missing_value', 'A new document needs a category.', { member: 'category' });
    if (!file)
      throw new Reject('missing_value', 'There is no such document, and the row has no file.', { member: 'content' });
    const { title = null, comment = null, date = null } = values;
    const document = { id: undefined, size: file.bytes.length, values: { title, comment, date } };
    const result = await this.#run.create<KnownDocument>({
      object: this.#object,
      key,
      request: uploadOf(owner, category, values, file),
      made: (answer) => {
        const id = uploadedId(answer);
        return id === undefined ? undefined : { ...document, id };
      },
      find: async () => this.#choose(await this.#listed(row), row)?.document,
      isKeptUnique: false,
    });
    const again = result.kind === 'existed' && this.#choose([result.found], row);
    if (again) return await this.#match(again, row);
    const made = result.kind === 'created' ? (result.made ?? document) : result.found;
    this.#recent.wrote(key, { document: made });
    const differences = Object.entries(document.values).map(([member, to]) => ({ member, from: null, to }));
    return { outcome: 'created', id: made.id, differences: differences.filter(({ to }) => to !== null) };
  }
}

const metadataOf = (changes: readonly Difference[]): Record<string, unknown> =>
  Object.fromEntries(
    changes.map(({ member, to }) => {
      if (member === 'category_id') return ['category', { id: to }];
      return [member === 'title' ? 'name' : member, to];
    }),
  );
