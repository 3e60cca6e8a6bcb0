import { isKey, isObject, type Row, scalarText } from '../../row.ts';

/** What was created, and the neighbours that Personio changed along with it. */
interface Created {
  readonly id: string;
  readonly affected: readonly string[];
}

/** The ids of the neighbours that an answer names, which Personio changed along with a period. */
export function affectedIn(answer: unknown): readonly string[] {
  const named = isObject(answer) ? (answer.affected_periods ?? innerOf(answer).affected_periods) : undefined;
  return [named ?? []]
    .flat()
    .map((each) => (isObject(each) ? each.id : each))
    .filter(isKey)
    .map(scalarText);
}

const innerOf = (answer: Row): Row => [answer._data ?? answer.data].flat().find(isObject) ?? {};

/** Reads the answer to a create: clients have seen it bare, wrapped, and as a list of one. Undefined without an id. */
export function createdIn(answer: unknown): Created | undefined {
  const holder = isObject(answer) ? (answer._data ?? answer.data ?? answer) : undefined;
  const [first, ...others] = [holder].flat();
  if (!isObject(first) || !isObject(answer) || others.length > 0 || !isKey(first.id)) return undefined;
  const id = scalarText(first.id);
  return { id, affected: affectedIn(answer).filter((each) => each !== id) };
}
