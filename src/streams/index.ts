import * as streams from './areas.ts';
import type { Stream } from './stream.ts';

/** Every stream, by name. */
export function allStreams(): Stream[] {
  const all: Stream[] = Object.values(streams).map((StreamClass) => new StreamClass());
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
