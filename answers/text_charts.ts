// The charts in the characters of a terminal.
import { printable, shortened, widthOf } from '../src/printable.ts';
import type { Figures } from './figures.ts';
import { categoryName, monthName, projectName, signed, tenths, whole } from './words.ts';

interface Bar {
  readonly label: string;
  readonly value: number;
  /** Right of the bar, each in a column. */
  readonly cells: readonly string[];
}

interface Chart {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Above the cells. */
  readonly heads: readonly string[];
}

const WIDEST_LABEL = 26;
/** From an eighth of a character to seven. */
const PARTS = ' ▏▎▍▌▋▊▉';

/** Each chart is at most this many columns wide. */
export function textCharts({ months, absences, projects }: Figures, width: number): string[] {
  const charts: Chart[] = [
    {
      title: 'Headcount at the end of each month, with joiners and leavers',
      heads: ['people', '+', '−'],
      bars: months.map(({ month, headcount, joiners, leavers }) => ({
        label: monthName(month),
        value: headcount,
        cells: [whole(headcount), signed(joiners, '+'), signed(leavers, '−')],
      })),
    },
    {
      title: 'Absence days of the last 12 months, by type',
      heads: ['days'],
      bars: absences.map(({ type, days }) => ({ label: categoryName(type), value: days, cells: [tenths(days)] })),
    },
    {
      title: 'Hours worked in the last 12 months, by project',
      heads: ['hours'],
      bars: projects.map(({ project, hours }) => ({
        label: projectName(project),
        value: hours,
        cells: [tenths(hours)],
      })),
    },
  ];
  return charts.map((chart) => drawn(chart, width));
}

function drawn({ title, heads, bars }: Chart, width: number): string {
  if (bars.length === 0) return `${title}\n  none`;
  const labels = bars.map(({ label }) => shortened(printable(label), WIDEST_LABEL));
  const labelWidth = widest(labels);
  const rows = [heads, ...bars.map(({ cells }) => cells)];
  const widths = heads.map((_, column) => widest(rows.map((cells) => cells[column] ?? '')));
  const room = width - 2 - labelWidth - 2 - widths.reduce((total, each) => total + each + 2, 0);
  const most = Math.max(...bars.map(({ value }) => value));
  const line = (label: string, bar: string, cells: readonly string[]): string => {
    const right = cells.map((cell, column) => `  ${left(cell, widths[column] ?? 0)}`).join('');
    return `  ${padded(label, labelWidth)}  ${padded(bar, room)}${right}`.trimEnd();
  };
  return [
    title,
    line('', '', heads),
    ...bars.map(({ value, cells }, row) => line(labels[row] ?? '', barOf(most > 0 ? value / most : 0, room), cells)),
  ].join('\n');
}

function barOf(share: number, room: number): string {
  const eighths = Math.round(Math.max(0, share) * room * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${PARTS[eighths % 8]}`.trimEnd();
}

const widest = (texts: readonly string[]): number => Math.max(...texts.map(widthOf));
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
const left = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;
