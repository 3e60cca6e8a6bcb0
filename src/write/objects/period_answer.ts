import { isKey, isObject, type Row, scalarText } from '../../row.ts';
import { idIn } from '../answers.ts';

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

/** Reads the answer to a create. Undefined without an id. */
export function createdIn(answer: unknown): Created | undefined {
  const id = idIn(answer);
  return id === undefined ? undefined : { id, affected: affectedIn(answer).filter((each) => each !== id) };
}
