// How the streams join, from their declarations: for docs/streams.md, and for the test that compares them with rows.
import { fixedSchema } from '../../src/account/available.ts';
import type { JsonSchema } from '../../src/json_schema.ts';
import { fieldBeside, type Reference } from '../../src/streams/references.ts';
import type { Stream } from '../../src/streams/stream.ts';

export interface Join {
  readonly stream: string;
  /** A column, or the path to the ids inside one; lists on the way are looked into. */
  readonly path: string;
  /** The path with `[]` behind each list. */
  readonly shown: string;
  readonly isColumn: boolean;
  /** `<stream>.<field>` with the same values; undefined if Personio does not list what the ids belong to. */
  readonly to: string | undefined;
  /** If the ids alone are not enough: the type that precedes them in the key, or the path to it. */
  readonly type: string | undefined;
  readonly typeAt: string | undefined;
  /** Which values `to` may lack. */
  readonly missing: string | undefined;
}

export function joinsOf(stream: Stream): Join[] {
  const joins = stream.references.map((each) => joinOf(stream, each));
  const { column, stream: parent } = stream.parent ?? {};
  if (column === undefined || parent === undefined || joins.some(({ path }) => path === column)) return joins;
  return [...joins, joinOf(stream, { member: column, column, to: `${parent.name}.${parent.primaryKey}` })];
}

/** An id that is unique only together with its type joins by the key of both. */
function joinOf(stream: Stream, { member, column, key, to, type, typeAt, missing }: Reference): Join {
  const path = key ?? column ?? member;
  const isTyped = type !== undefined || typeAt !== undefined;
  return {
    stream: stream.name,
    path,
    shown: withLists(path, fixedSchema(stream)),
    isColumn: column !== undefined,
    to: isTyped && to !== undefined ? fieldBeside(to, 'record_key') : to,
    type: key === undefined ? type : undefined,
    typeAt: key === undefined ? typeAt : undefined,
    missing,
  };
}

function withLists(path: string, schema: JsonSchema): string {
  const [name = '', ...deeper] = path.split('.');
  const inner = schema.properties?.[name];
  const shown = inner?.items ? `${name}[]` : name;
  return deeper.length === 0 ? shown : `${shown}.${withLists(deeper.join('.'), inner?.items ?? inner ?? {})}`;
}
