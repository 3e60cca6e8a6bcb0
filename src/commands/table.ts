import { printable, shortened, widthOf } from '../printable.ts';
import { isObject, type Row, scalarText } from '../row.ts';

/** A UUID fits. */
const WIDEST_CELL = 36;
const GAP = '  ';

interface Column {
  readonly width: number;
  /** Name, rule and cells, all of that width. */
  readonly lines: readonly string[];
}

/**
 * Rows as lines of text, at most so many characters wide: columns that do not fit stand in further blocks, each of which
 * begins with the key. Columns without any value are named in the end.
 */
export function table(rows: readonly Row[], columns: readonly string[], key: string, width: number): string {
  const others = columns.filter((name) => name !== key);
  const filled = others.filter((name) => rows.some((row) => cell(row[name]) !== ''));
  const keyColumn = column(key, rows);
  const blocks: Column[][] = [];
  let left = 0;
  for (const name of filled) {
    const each = column(name, rows);
    const needed = GAP.length + each.width;
    const block = blocks.at(-1);
    if (!block || needed > left) {
      blocks.push([keyColumn, each]);
      left = width - keyColumn.width - needed;
    } else {
      block.push(each);
      left -= needed;
    }
  }
  if (blocks.length === 0) blocks.push([keyColumn]);
  const texts = blocks.map((block) => keyColumn.lines.map((_, line) => lineOf(block, line)).join('\n'));
  const empty = others.filter((name) => !filled.includes(name)).map(printable);
  if (empty.length > 0) texts.push(wrapped(`Without a value here: ${empty.join(', ')}.`, width));
  return `${texts.join('\n\n')}\n`;
}

const lineOf = (block: readonly Column[], line: number): string =>
  block
    .map(({ lines }) => lines[line] ?? '')
    .join(GAP)
    .trimEnd();

function column(name: string, rows: readonly Row[]): Column {
  const cells = [printable(name), ...rows.map((row) => cell(row[name]))].map((text) => shortened(text, WIDEST_CELL));
  const width = Math.max(...cells.map(widthOf));
  const [head = '', ...body] = cells.map((text) => text + ' '.repeat(width - widthOf(text)));
  return { width, lines: [head, '-'.repeat(width), ...body] };
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return printable(isObject(value) || Array.isArray(value) ? JSON.stringify(value) : scalarText(value));
}

function wrapped(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}
