import { describe, expect, test } from 'vitest';
import { parseJson } from '../json.ts';
import { printable, shortened, widthOf } from '../printable.ts';
import type { Row } from '../row.ts';
import { table } from './table.ts';

const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');

test('a table has names, a rule and rows, in the order of the columns with the key first', () => {
  const rows = [
    { name: 'Mia', id: '1', born: 1990 },
    { name: 'Ole Hansen', id: '22', born: null },
  ];

  expect(table(rows, ['name', 'id', 'born'], 'id', 80)).toBe(
    text('id  name        born', '--  ----------  ----', '1   Mia         1990', '22  Ole Hansen'),
  );
});

test('columns that do not fit stand below, again beside the key', () => {
  const rows = [{ id: '1', one: 'a'.repeat(10), two: 'b'.repeat(10), three: 'c'.repeat(10) }];

  expect(table(rows, ['id', 'one', 'two', 'three'], 'id', 26)).toBe(
    text(
      ...['id  one         two', '--  ----------  ----------', '1   aaaaaaaaaa  bbbbbbbbbb', ''],
      ...['id  three', '--  ----------', '1   cccccccccc'],
    ),
  );
});

test('columns without a value are named in the end, in lines that fit', () => {
  const columns = ['id', ...Array.from({ length: 12 }, (_, index) => `empty_column_${index}`)];
  const lines = table([{ id: '1', empty_column_3: '' }], columns, 'id', 80).split('\n');

  expect(lines.slice(0, 4)).toEqual(['id', '--', '1', '']);
  expect(lines.slice(4).join(' ')).toBe(`Without a value here: ${columns.slice(1).join(', ')}. `);
  expect(lines.every(({ length }) => length <= 80)).toBe(true);
});

describe('a cell', () => {
  /** The only cell beside the key, as it is shown. */
  const shown = (value: unknown): string | undefined =>
    table([{ id: '1', value }], ['id', 'value'], 'id', 80)
      .split('\n')[2]
      ?.slice(4);

  test.each([
    ['false', false, 'false'],
    ['0', 0, '0'],
    ['a list', ['a', 1], '["a",1]'],
    ['an object', { a: null }, '{"a":null}'],
    ['a UUID', '6f1c2f0e-2d4b-4b7c-9f5e-0f6a1d2c3b4a', '6f1c2f0e-2d4b-4b7c-9f5e-0f6a1d2c3b4a'],
    ['long text', 'x'.repeat(5000), `${'x'.repeat(35)}…`],
    ['lines and tabs', 'one\r\n\ttwo\u2028three', 'one two three'],
    ['what moves the cursor', 'a\x1b[2J\x1b]0;title\x07b\x9b31m\x00\x7fc', 'a [2J ]0;title b 31m c'],
    ['what reorders letters', 'user\u202egnp.exe\u2066', 'user gnp.exe'],
    ['spaces at its ends', '  a  b ', 'a b'],
  ])('shows %s', (_, value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  test('keeps the digits of a number that Node cannot hold', () => {
    expect(shown((parseJson('{"n": 12345678901234567890.10}') as Row).n)).toBe('12345678901234567890.10');
  });

  test('does not move the terminal from inside of an object either', () => {
    expect(shown({ '\x1b[A': '\x9b1A' })).not.toMatch(/\p{Cc}/u);
  });
});

test('a column’s own name cannot move the terminal', () => {
  const columns = ['id', 'a\x1b[2Jb', 'empty\x1b[2J'];

  expect(table([{ id: '1', 'a\x1b[2Jb': 'x' }], columns, 'id', 80)).not.toMatch(/[^\P{Cc}\n]/u);
});

test('what is drawn wide or over other letters leaves the columns in line', () => {
  const rows = ['美咲', 'ハンナ', 'ﾊﾝﾅ', '한나', 'José', 'Jose\u0301', '😀', 'Ян'].map((name) => ({
    id: 1,
    name,
    end: '|',
  }));
  const lines = table(rows, ['id', 'name', 'end'], 'id', 80).split('\n').slice(2, -1);

  expect(lines.map((line) => widthOf(line))).toEqual(rows.map(() => widthOf('id  ハンナ  |')));
});

test('text is cut by the width that it takes, never inside of a letter', () => {
  expect(shortened('12345', 5)).toBe('12345');
  expect(shortened('123456', 5)).toBe('1234…');
  expect(shortened('美咲美', 5)).toBe('美咲…');
  expect(shortened('ab😀cd', 4)).toBe('ab…');
  expect(shortened(`abcde\u0301f`, 5)).toBe('abcd…');
  expect(shortened('e\u0301'.repeat(5), 5)).toBe('e\u0301'.repeat(5));
  for (let length = 1; length < 40; length++) {
    const cut = shortened(`x${'😀'.repeat(20)}`, length);
    expect(cut.isWellFormed()).toBe(true);
    expect(widthOf(cut)).toBeLessThanOrEqual(length);
  }
});

test('a million characters are no trouble', () => {
  expect(printable('\x1b'.repeat(1_000_000))).toBe('');
  expect(shortened('美'.repeat(1_000_000), 36)).toHaveLength(18);
});

test('every line fits, however wide the terminal is', () => {
  const names = Array.from({ length: 40 }, (_, index) => `column_${index}${'_long'.repeat(index % 9)}`);
  const row = Object.fromEntries(names.map((name, index) => [name, '美'.repeat(index)]));
  for (const width of [80, 100, 132, 250]) {
    const lines = table([{ id: 'k'.repeat(36), ...row }], ['id', ...names], 'id', width).split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    for (const name of names) expect(lines.join('\n')).toContain(name.slice(0, 35));
  }
});
