// How the streams join, from their declarations: for docs/streams.md, and for the test that holds them against rows.
import type { Stream } from '../../src/streams/stream.ts';

export interface Join {
  readonly stream: string;
  /** A column, or the path to the ids inside of one; lists on the way are looked into. */
  readonly path: string;
  readonly isColumn: boolean;
  /** `<stream>.<field>` with the same values; undefined where Personio does not list what the ids belong to. */
  readonly to: string | undefined;
  /** Where the ids alone are not enough: the type that stands before them in the key, or the path to it. */
  readonly type: string | undefined;
  readonly typeAt: string | undefined;
  /** Which values `to` may not have. */
  readonly missing: string | undefined;
}

export function joinsOf({ name, parent, references }: Stream): Join[] {
  const joins = references.map(({ member, column, key, to, type, typeAt, missing }): Join => {
    const isTyped = type !== undefined || typeAt !== undefined;
    const target = isTyped ? to?.replace(/\..*/, '.record_key') : to;
    const path = key ?? column ?? member;
    const types = column === undefined ? { type, typeAt } : { type: undefined, typeAt: undefined };
    return { stream: name, path, isColumn: column !== undefined, to: target, ...types, missing };
  });
  const { column, stream } = parent ?? {};
  if (column === undefined || stream === undefined || joins.some(({ path }) => path === column)) return joins;
  const ofParent = { path: column, to: `${stream.name}.${stream.primaryKey}` };
  return [
    ...joins,
    { stream: name, isColumn: true, type: undefined, typeAt: undefined, missing: undefined, ...ofParent },
  ];
}
