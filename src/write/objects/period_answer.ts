import { isKey, isObject, scalarText } from '../../row.ts';

/** What was created, and the neighbours that Personio changed along with it. */
interface Created {
  readonly id: string;
  readonly affected: readonly string[];
}

/** Reads the answer to a create: clients have seen it bare, wrapped, and as a list of one. Undefined without an id. */
export function createdIn(answer: unknown): Created | undefined {
  const holder = isObject(answer) ? (answer._data ?? answer.data ?? answer) : undefined;
  const [first, ...others] = [holder].flat();
  if (!isObject(first) || !isObject(answer) || others.length > 0 || !isKey(first.id)) return undefined;
  const id = scalarText(first.id);
  const affected = [first.affected_periods ?? answer.affected_periods ?? []]
    .flat()
    .map((each) => (isObject(each) ? each.id : each))
    .filter(isKey)
    .map(scalarText);
  return { id, affected: affected.filter((each) => each !== id) };
}
