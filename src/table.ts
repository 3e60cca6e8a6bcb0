import { isObject, type Row, scalarText } from './read/row.ts';

const WIDEST_CELL = 32;
const GAP = '  ';

/**
 * Rows as lines of text, at most so many characters wide: columns that do not fit stand in further blocks, each of which
 * begins with the key. Columns without any value are named in the end.
 */
export function table(rows: readonly Row[], columns: readonly string[], key: string, width: number): string {
  const filled = columns.filter((name) => rows.some((row) => cell(row[name]) !== ''));
  const [keyColumn = [], ...others] = [key, ...filled.filter((name) => name !== key)].map((name) => column(name, rows));
  const blocks: string[][][] = [];
  let left = 0;
  for (const each of others) {
    const needed = GAP.length + (each[0]?.length ?? 0);
    const block = blocks.at(-1);
    if (!block || needed > left) {
      blocks.push([keyColumn, each]);
      left = width - (keyColumn[0]?.length ?? 0) - needed;
    } else {
      block.push(each);
      left -= needed;
    }
  }
  if (blocks.length === 0) blocks.push([keyColumn]);
  const texts = blocks.map((block) => keyColumn.map((_, line) => lineOf(block, line)).join('\n'));
  const empty = columns.filter((name) => !filled.includes(name));
  if (empty.length > 0) texts.push(`Without a value here: ${empty.join(', ')}.`);
  return `${texts.join('\n\n')}\n`;
}

const lineOf = (block: readonly string[][], line: number): string =>
  block
    .map((cells) => cells[line] ?? '')
    .join(GAP)
    .trimEnd();

/** Name, rule and cells, all of one width. */
function column(name: string, rows: readonly Row[]): string[] {
  const cells = [shortened(name), ...rows.map((row) => shortened(cell(row[name])))];
  const width = Math.max(...cells.map(({ length }) => length));
  const [head = '', ...body] = cells.map((text) => text.padEnd(width));
  return [head, '-'.repeat(width), ...body];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = isObject(value) || Array.isArray(value) ? JSON.stringify(value) : scalarText(value);
  // What moves a terminal's cursor is no text.
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

const shortened = (text: string): string =>
  text.length > WIDEST_CELL ? `${text.slice(0, WIDEST_CELL - 1).toWellFormed()}…` : text;
