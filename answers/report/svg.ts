// Charts as pictures in a page, in the colours of its style sheet.
import { shortened } from '../../src/printable.ts';
import type { Month } from '../figures.ts';
import { monthName, signed, whole } from '../words.ts';
import { escaped } from './markup.ts';

const WIDTH = 720;
const WIDEST_LABEL = 26;

interface Described {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

function svg({ id, title, description }: Described, height: number, content: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${escaped(title)}</title>
<desc id="${id}-text">${escaped(description)}</desc>
${content.join('\n')}
</svg>`;
}

const rect = (kind: string, x: number, y: number, width: number, height: number): string =>
  `<rect class="${kind}" x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/>`;

const text = (kind: string, x: number, y: number, content: string): string =>
  content === '' ? '' : `<text class="${kind}" x="${short(x)}" y="${short(y)}">${escaped(content)}</text>`;

const line = (y: number, left: number): string =>
  `<line class="grid" x1="${left}" x2="${WIDTH}" y1="${short(y)}" y2="${short(y)}"/>`;

const short = (number: number): number => Math.round(number * 10) / 10;

const HEADCOUNT = { top: 24, bottom: 204 };
const MOVES = { zero: 262, tallest: 24 };
const NAMES = MOVES.zero + MOVES.tallest + 38;
const AXIS = 36;

/** Columns of people, and below them who joined and left, on a scale of their own. */
export function columns(months: readonly Month[], described: Described): string {
  const most = roundUp(Math.max(1, ...months.map(({ headcount }) => headcount)));
  const mostMoves = Math.max(1, ...months.flatMap(({ joiners, leavers }) => [joiners, leavers]));
  const step = (WIDTH - AXIS) / Math.max(1, months.length);
  const wide = step * 0.62;
  const yOf = (people: number): number => HEADCOUNT.bottom - (people / most) * (HEADCOUNT.bottom - HEADCOUNT.top);
  const ticks = [0, most / 2, most];
  const grid = ticks.flatMap((people) => [
    line(yOf(people), AXIS),
    text('tick', AXIS - 8, yOf(people) + 4, whole(people)),
  ]);
  const drawn = months.flatMap(({ month, headcount, joiners, leavers }, at) => {
    const middle = AXIS + (at + 0.5) * step;
    const x = middle - wide / 2;
    const heightOf = (people: number): number => (people / mostMoves) * MOVES.tallest;
    const [name = '', year = ''] = monthName(month).split(' ');
    const isFirst = at === 0 || name === 'Jan';
    return [
      rect('people', x, yOf(headcount), wide, HEADCOUNT.bottom - yOf(headcount)),
      text('value', middle, yOf(headcount) - 6, whole(headcount)),
      ...(joiners > 0 ? [rect('joined', x, MOVES.zero - heightOf(joiners), wide, heightOf(joiners))] : []),
      text('joined value', middle, MOVES.zero - heightOf(joiners) - 5, signed(joiners, '+')),
      ...(leavers > 0 ? [rect('left', x, MOVES.zero, wide, heightOf(leavers))] : []),
      text('left value', middle, MOVES.zero + heightOf(leavers) + 14, signed(leavers, '−')),
      text('name', middle, NAMES, name),
      text('year', middle, NAMES + 16, isFirst ? year : ''),
    ];
  });
  return svg(
    described,
    NAMES + 24,
    [...grid, line(MOVES.zero, AXIS), ...drawn].filter((each) => each !== ''),
  );
}

export interface BarRow {
  readonly label: string;
  readonly value: number;
  readonly shown: string;
}

const ROW = 30;
const LABELS = 200;
const VALUES = 76;

/** Bars below each other, each with its name and value. */
export function bars(rows: readonly BarRow[], described: Described): string {
  const most = Math.max(...rows.map(({ value }) => value)) || 1;
  const drawn = rows.flatMap(({ label, value, shown }, at) => {
    const y = at * ROW;
    const width = (Math.max(0, value) / most) * (WIDTH - LABELS - VALUES);
    return [
      text('label', LABELS - 12, y + 19, shortened(label, WIDEST_LABEL)),
      rect('people', LABELS, y + 5, Math.max(1, width), ROW - 10),
      text('amount', LABELS + width + 8, y + 19, shown),
    ];
  });
  return svg(described, rows.length * ROW, drawn);
}

/** The next round number whose half is round, too. */
function roundUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  const factor = [1, 2, 4, 6, 8, 10].find((each) => each * power >= number) ?? 10;
  return Math.max(2, factor * power);
}
