import type { Api, Query } from '../../http/api.ts';
import { isObject, type Row, scalarText } from '../../row.ts';
import { Documents } from '../../streams/documents.ts';
import { dayOf } from '../../times.ts';
import { differences, isSameText } from '../differences.ts';
import { isOfNothing, listed } from '../list.ts';
import type { Members, Values } from '../members.ts';
import type { Difference } from '../object.ts';
import { Reject } from '../reject.ts';
import { stemOf } from './documents_types.ts';

export interface KnownDocument {
  /** Undefined for one that a dry run would create. */
  readonly id: string | undefined;
  readonly size: number | undefined;
  /** By the members of the object `documents`; the category by its id. */
  readonly values: Values;
}

const list = new Documents();

/** What Personio has of a person, or of one category of it. */
export async function documentsOf(api: Api, owner: string, category: string | undefined): Promise<KnownDocument[]> {
  const query: Query = { owner_id: owner, ...(category !== undefined && { category_id: category }) };
  const found: KnownDocument[] = [];
  try {
    for await (const row of listed(api, list, { query })) found.push(documentOf(row));
  } catch (error) {
    // A person without documents may be answered like that.
    if (!isOfNothing(error)) throw error;
  }
  return found.filter(({ values }) => category === undefined || (values.category_id ?? category) === category);
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function documentOf({ id, name, size, comment, date, category }: Row): KnownDocument {
  const bytes = size === null || size === undefined ? Number.NaN : Number(size);
  return {
    id: scalarText(id),
    size: Number.isNaN(bytes) ? undefined : bytes,
    values: {
      title: textOrNull(name),
      comment: textOrNull(comment),
      date: dayOf(date) ?? null,
      category_id: isObject(category) ? scalarText(category.id) : null,
    },
  };
}

/**
 * The documents with this title, and with the size of the row's file if it has one. Personio may show the file's name
 * instead of the title: that is the same only if the size is. Throws Reject if only one of the two is the same.
 */
export function sameDocuments(
  all: readonly KnownDocument[],
  title: string,
  file: { readonly name: string; readonly bytes: Buffer } | undefined,
): KnownDocument[] {
  const titled = all.filter(({ values }) => isSameText(values.title, title));
  if (!file) {
    const isNamed = all.some(({ values }) => isSameText(stemOf(String(values.title)), stemOf(title)));
    if (titled.length === 0 && isNamed)
      throw new Reject('ambiguous_reference', 'A document may have this title, or only a similar name: use the id.', {
        member: 'title',
      });
    return titled;
  }
  const named = titled.length > 0 ? titled : all.filter(({ values }) => isSameText(values.title, file.name));
  const equal = named.filter(({ size }) => size === undefined || size === file.bytes.length);
  if (named.length > 0 && equal.length === 0)
    throw new Reject('exists', 'There is a document with this title and another size. Nothing replaces a file.', {
      member: 'title',
    });
  return equal;
}

/** A document that this run wrote, with the id by which the list shows it: an upload may be answered with another. */
export function shownAs(own: KnownDocument, all: readonly KnownDocument[]): KnownDocument {
  if (all.some(({ id }) => id === own.id)) return own;
  const shown = all.find(({ size, values }) => size === own.size && isSameText(values.title, own.values.title));
  return shown ? { ...own, id: shown.id } : own;
}

/** The one that is to be like the row: one that already is, or the only one. Throws Reject for several. */
export function chosen(
  found: readonly KnownDocument[],
  values: Values,
  members: Members,
): { document: KnownDocument; changes: Difference[] } | undefined {
  const [first, ...others] = found
    .map((document) => ({ document, changes: differences(members, values, document.values) }))
    .sort((one, other) => one.changes.length - other.changes.length);
  if (first && first.changes.length > 0 && others.length > 0) throw several();
  return first;
}

export const several = () =>
  new Reject('ambiguous_reference', 'There are several documents with this title: use the id.', { member: 'title' });
