import { isKey, isObject, type Row, scalarText } from '../row.ts';

/**
 * The object with an id in an answer. Clients have seen it bare, in `_data` or `data`, and as a list of one. Undefined if
 * there is none, or several.
 */
export function objectIn(answer: unknown): Row | undefined {
  const held = isObject(answer) ? (answer._data ?? answer.data ?? answer) : undefined;
  const [object, ...others] = [held].flat();
  return isObject(object) && isKey(object.id) && others.length === 0 ? object : undefined;
}

/** The id of that object. */
export function idIn(answer: unknown): string | undefined {
  const object = objectIn(answer);
  return object && scalarText(object.id);
}
