import { listOf } from '../convert.ts';
import { isKey, isNone, isObject, memberReader, type Row, scalarText } from '../row.ts';
import type { Reference } from '../streams/references.ts';
import type { Stream } from '../streams/stream.ts';

/** A reference that adds columns to a row. */
interface AddedColumn extends Reference {
  readonly column: string;
  readonly read: (row: Row) => unknown;
}

/** Adds the columns that join tables. */
export class ReferenceColumns {
  readonly #all: readonly AddedColumn[];
  /** References whose keys are emitted. */
  readonly #keyed: readonly AddedColumn[];

  constructor({ references }: Stream, selected: ReadonlySet<string>) {
    this.#all = references.flatMap(addedColumn);
    this.#keyed = this.#all.filter(({ key }) => key !== undefined && selected.has(key));
  }

  addIds(row: Row): void {
    for (const each of this.#all) {
      const id = referencedId(each.read(row), each);
      if (id !== undefined) row[each.column] = id;
    }
  }

  /** Type and id in one column, equal to the `record_key` of the target row, with the id as emitted. */
  addKeys(row: Row): void {
    for (const { column, key = '', type, typeAt = '' } of this.#keyed) {
      const [kind, id] = [type ?? row[typeAt], row[column]];
      if (isKey(kind) && isKey(id)) row[key] = `${scalarText(kind)}:${scalarText(id)}`;
      else if (id === null) row[key] = null;
    }
  }
}

const addedColumn = (reference: Reference): AddedColumn[] => {
  const { member, column } = reference;
  return column === undefined ? [] : [{ ...reference, column, read: memberReader(member) }];
};

/** The id of a member's target. */
function referencedId(value: unknown, { type }: Reference): unknown {
  if (value === undefined) return undefined;
  if (isObject(value)) return type === undefined || isNone(value.type) || isOfType(value, type) ? value.id : null;
  const list = type === undefined ? undefined : listOf(value);
  if (list) return list.filter(isObject).find((item) => isOfType(item, type))?.id ?? null;
  return isKey(value) ? value : null;
}

const isOfType = (item: Row, type: string | undefined): boolean => scalarText(item.type).toLowerCase() === type;
