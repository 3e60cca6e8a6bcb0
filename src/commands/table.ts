import { printable, shortened, widthOf, wrapped } from '../printable.ts';
import type { Row } from '../row.ts';

/** Wide enough for a UUID. */
const WIDEST_CELL = 36;
const SHORTEST_ID = 8;
const GAP = '  ';

export interface TableColumn {
  readonly name: string;
  /** What people call it. */
  readonly label?: string | undefined;
  /** An id only has to distinguish rows, so the rest of it may be cut off. */
  readonly isId?: boolean;
  readonly text: (value: unknown) => string;
}

interface Cells {
  readonly width: number;
  readonly name: string;
  readonly label: string;
  readonly body: readonly string[];
}

/**
 * Rows as lines of text, no wider than `width`. Columns that do not fit go into further blocks, each of which begins with
 * the key. Empty columns are listed at the end.
 */
export function table(rows: readonly Row[], key: TableColumn, columns: readonly TableColumn[], width: number): string {
  const all = columns.map((column) => cells(column, rows));
  const filled = all.filter(({ body }) => body.some((text) => text !== ''));
  const texts = blocksOf(cells(key, rows), filled, width).map(blockText);
  const empty = all.filter((each) => !filled.includes(each)).map(({ name }) => name);
  if (empty.length > 0) texts.push(wrapped(`Empty columns: ${empty.join(', ')}.`, width));
  return `${texts.join('\n\n')}\n`;
}

/** Groups the columns into blocks that fit next to the key. */
function blocksOf(key: Cells, columns: readonly Cells[], width: number): Cells[][] {
  const blocks: Cells[][] = [];
  let left = 0;
  for (const column of columns) {
    const needed = GAP.length + column.width;
    const block = blocks.at(-1);
    if (!block || needed > left) {
      blocks.push([key, column]);
      left = width - key.width - needed;
    } else {
      block.push(column);
      left -= needed;
    }
  }
  return blocks.length > 0 ? blocks : [[key]];
}

/** Names, labels if there are some, a rule, and the rows. */
function blockText(columns: readonly Cells[]): string {
  const line = (cell: (column: Cells) => string) =>
    columns
      .map((column) => cell(column) + ' '.repeat(column.width - widthOf(cell(column))))
      .join(GAP)
      .trimEnd();
  const rows = columns[0]?.body ?? [];
  return [
    line(({ name }) => name),
    ...(columns.some(({ label }) => label !== '') ? [line(({ label }) => label)] : []),
    line(({ width }) => '-'.repeat(width)),
    ...rows.map((_, row) => line(({ body }) => body[row] ?? '')),
  ].join('\n');
}

function cells({ name, label = '', isId = false, text }: TableColumn, rows: readonly Row[]): Cells {
  const cut = (each: string) => shortened(printable(each), WIDEST_CELL);
  const texts = rows.map((row) => printable(text(row[name])));
  const widest = isId ? idLength(texts) : WIDEST_CELL;
  const column = { name: cut(name), label: cut(label), body: texts.map((each) => shortened(each, widest)) };
  return { ...column, width: Math.max(...[column.name, column.label, ...column.body].map(widthOf)) };
}

/** How many characters distinguish the ids, plus one for the mark of a cut. */
function idLength(ids: readonly string[]): number {
  const different = new Set(ids).size;
  let length = SHORTEST_ID;
  while (length < WIDEST_CELL - 1 && new Set(ids.map((id) => id.slice(0, length))).size < different) length++;
  return length + 1;
}
