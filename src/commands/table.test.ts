import { describe, expect, test } from 'vitest';
import { parseJson } from '../json.ts';
import { printable, shortened, widthOf } from '../printable.ts';
import { type Row, scalarText } from '../row.ts';
import { type TableColumn, table } from './table.ts';

const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');

const column = (name: string): TableColumn => ({
  name,
  text: (value) => (value === null || value === undefined ? '' : scalarText(value)),
});

/** The table of these columns. The first is the key. */
function shownIn(width: number, rows: readonly Row[], ...names: readonly string[]): string {
  const [key = column('id'), ...columns] = names.map(column);
  return table(rows, key, columns, width);
}

test('a table has names, a rule and rows, with the key first', () => {
  const rows = [
    { name: 'Mia', id: '1', born: 1990 },
    { name: 'Ole Hansen', id: '22', born: null },
  ];

  expect(shownIn(80, rows, 'id', 'name', 'born')).toBe(
    text('id  name        born', '--  ----------  ----', '1   Mia         1990', '22  Ole Hansen'),
  );
});

test('columns that do not fit are shown below, next to the key again', () => {
  const rows = [{ id: '1', one: 'a'.repeat(10), two: 'b'.repeat(10), three: 'c'.repeat(10) }];

  expect(shownIn(26, rows, 'id', 'one', 'two', 'three')).toBe(
    text(
      ...['id  one         two', '--  ----------  ----------', '1   aaaaaaaaaa  bbbbbbbbbb', ''],
      ...['id  three', '--  ----------', '1   cccccccccc'],
    ),
  );
});

test('empty columns are listed at the end, in lines that fit', () => {
  const columns = ['id', ...Array.from({ length: 12 }, (_, index) => `empty_column_${index}`)];
  const lines = shownIn(80, [{ id: '1', empty_column_3: '' }], ...columns).split('\n');

  expect(lines.slice(0, 4)).toEqual(['id', '--', '1', '']);
  expect(lines.slice(4).join(' ')).toBe(`Empty columns: ${columns.slice(1).join(', ')}. `);
  expect(lines.every(({ length }) => length <= 80)).toBe(true);
});

test('labels are below the names, in blocks that have some', () => {
  const labelled = { ...column('dynamic_1'), label: 'Shirt\tsize' };
  const rows = [{ id: '1', dynamic_1: 'M', name: 'Mia' }];

  expect(table(rows, column('id'), [labelled, column('name')], 17)).toBe(
    text(...['id  dynamic_1', '    Shirt size', '--  ----------', '1   M', ''], ...['id  name', '--  ----', '1   Mia']),
  );
});

describe('an id', () => {
  const first = '6f1c2f0e-2d4b-4b7c-9f5e-0f6a1d2c3b4a';
  const second = '6f1c2f0e-2d4c-4b7c-9f5e-0f6a1d2c3b4a';
  const cells = (ids: readonly string[], isId = true) =>
    table(
      ids.map((each) => ({ id: each })),
      { ...column('id'), isId },
      [],
      80,
    )
      .trimEnd()
      .split('\n')
      .slice(2);

  test('is cut where the rest is not needed to distinguish the rows', () => {
    expect(cells([first])).toEqual(['6f1c2f0e…']);
    expect(cells([first, first, 'x'])).toEqual(['6f1c2f0e…', '6f1c2f0e…', 'x']);
    expect(cells([first, second])).toEqual(['6f1c2f0e-2d4b…', '6f1c2f0e-2d4c…']);
    expect(cells(['4100101'])).toEqual(['4100101']);
  });

  test('is shown in full on request, and no wider than any other cell', () => {
    expect(cells([first], false)).toEqual([first]);
    expect(cells([`${'x'.repeat(50)}1`, `${'x'.repeat(50)}2`])).toEqual(Array(2).fill(`${'x'.repeat(35)}…`));
  });
});

describe('a cell', () => {
  /** The only cell besides the key, as shown. */
  const shown = (value: unknown): string | undefined =>
    shownIn(80, [{ id: '1', value }], 'id', 'value')
      .split('\n')[2]
      ?.slice(4);

  test.each([
    ['false', false, 'false'],
    ['0', 0, '0'],
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

  test('cannot move the terminal from inside an object either', () => {
    expect(shown({ '\x1b[A': '\x9b1A' })).not.toMatch(/\p{Cc}/u);
  });
});

test('a column’s own name cannot move the terminal', () => {
  const columns = ['id', 'a\x1b[2Jb', 'empty\x1b[2J'];

  expect(shownIn(80, [{ id: '1', 'a\x1b[2Jb': 'x' }], ...columns)).not.toMatch(/[^\P{Cc}\n]/u);
});

test('wide and combining characters leave the columns aligned', () => {
  const rows = ['美咲', 'ハンナ', 'ﾊﾝﾅ', '한나', 'José', 'Jose\u0301', '😀', 'Ян'].map((name) => ({
    id: 1,
    name,
    end: '|',
  }));
  const lines = shownIn(80, rows, 'id', 'name', 'end').split('\n').slice(2, -1);

  expect(lines.map((line) => widthOf(line))).toEqual(rows.map(() => widthOf('id  ハンナ  |')));
});

test('text is cut by its width, never inside a letter', () => {
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

test('a million characters are no problem', () => {
  expect(printable('\x1b'.repeat(1_000_000))).toBe('');
  expect(shortened('美'.repeat(1_000_000), 36)).toHaveLength(18);
});

test('every line fits, however wide the terminal is', () => {
  const names = Array.from({ length: 40 }, (_, index) => `column_${index}${'_long'.repeat(index % 9)}`);
  const row = Object.fromEntries(names.map((name, index) => [name, '美'.repeat(index)]));
  for (const width of [80, 100, 132, 250]) {
    const lines = shownIn(width, [{ id: 'k'.repeat(36), ...row }], 'id', ...names).split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    for (const name of names) expect(lines.join('\n')).toContain(name.slice(0, 35));
  }
});
