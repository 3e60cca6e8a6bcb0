import type { CatalogEntry } from '../airbyte/protocol.ts';
import { counted } from '../counted.ts';
import { printable } from '../printable.ts';
import type { Obstacle } from './access/finding.ts';

/** The streams of a catalog as lines for people: name, number of columns, sync mode, and whether they can be read. */
export function catalogText(streams: readonly CatalogEntry[], refused: readonly Obstacle[]): string {
  const unreadable = new Set(refused.map(({ stream }) => stream.name));
  const widest = Math.max(...streams.map(({ name }) => name.length));
  const lines = streams.map(({ name, json_schema: { properties = {} }, default_cursor_field: cursor }) => {
    const mark = unreadable.has(name) ? '✗' : '✓';
    const mode = cursor ? `incremental by ${cursor.join('.')}` : 'full refresh';
    return `${mark} ${printable(name).padEnd(widest)}  ${counted(Object.keys(properties).length, 'column').padStart(11)}  ${mode}`;
  });
  const isMarked = unreadable.size > 0 ? ' The API credential cannot read those with ✗.' : '';
  return `${lines.join('\n')}\n\n${counted(streams.length, 'stream')}.${isMarked}\n`;
}
