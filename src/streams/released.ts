import { isObject, type Row } from '../row.ts';
import type { Stream } from './stream.ts';

/** True for an object without any of the attributes that all such objects have once any is released to the credential. */
export function isBare({ attributes: { readableMarkers = [] } }: Pick<Stream, 'attributes'>, object: Row): boolean {
  const members = isObject(object.attributes) ? object.attributes : object;
  return readableMarkers.length > 0 && !readableMarkers.some((name) => name in members);
}
