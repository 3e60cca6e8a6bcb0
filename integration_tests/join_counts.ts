import { type Join, joinsOf } from '../scripts/docs/joins.ts';
import { isNone, isObject, scalarText } from '../src/row.ts';
import { allStreams } from '../src/streams/index.ts';
import type { Json } from './connector.ts';

export const JOINS: readonly Join[] = allStreams().flatMap(joinsOf);

export const nameOf = ({ stream, path, to }: Join): string => `${stream}.${path} → ${to}`;

/** A join, how many values its rows have, and the values that lead to no row. */
interface JoinCount {
  readonly join: Join;
  readonly values: number;
  readonly lost: readonly string[];
}

/** Of each join that leads to a stream. */
export function joinCounts(records: ReadonlyMap<string, readonly Json[]>): JoinCount[] {
  const known = new Map<string, ReadonlySet<string>>();
  const valuesOf = (to: string): ReadonlySet<string> => {
    const [stream = '', field = ''] = to.split('.');
    const values = known.get(to) ?? new Set(records.get(stream)?.map((row) => scalarText(row[field])));
    known.set(to, values);
    return values;
  };
  return JOINS.flatMap((join) => {
    if (join.to === undefined) return [];
    const targets = valuesOf(join.to);
    const values = (records.get(join.stream) ?? []).flatMap((row) => keysIn(row, join));
    return [{ join, values: values.length, lost: values.filter((value) => !targets.has(value)) }];
  });
}

/** The values of a join in a row: ids, or keys with the type before the id. */
function keysIn(row: Json, { path, type, typeAt }: Join): string[] {
  const ids = [...valuesAt(row, path.split('.'))];
  const types = typeAt === undefined ? [type] : [...valuesAt(row, typeAt.split('.'))];
  return ids.flatMap((id, index) => {
    if (isNone(id)) return [];
    const own = types.length === 1 ? types[0] : types[index];
    return [isNone(own) ? scalarText(id) : `${own}:${id}`];
  });
}

function* valuesAt(value: unknown, [step, ...deeper]: readonly string[]): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const item of value) yield* valuesAt(item, step === undefined ? [] : [step, ...deeper]);
  } else if (step === undefined) yield value;
  else if (isObject(value)) yield* valuesAt(value[step], deeper);
}
