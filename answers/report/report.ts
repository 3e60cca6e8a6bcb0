// The charts and the tables behind them as one page. It loads nothing and runs nothing.
import type { Absence, Figures, Month, Project } from '../figures.ts';
import { categoryName, monthName, percent, projectName, signed, tenths, whole } from '../words.ts';
import { escaped, type TableContent, table } from './markup.ts';
import { STYLE } from './style.ts';
import { bars, columns } from './svg.ts';

export interface About {
  readonly title: string;
  /** Where the data comes from. */
  readonly source: string;
}

interface Section {
  readonly heading: string;
  /** What the chart shows, in one sentence. */
  readonly finding: string;
  readonly picture: string;
  readonly keys?: readonly (readonly [kind: string, meaning: string])[];
  readonly note: string;
  /** The view with these figures. */
  readonly view: string;
  readonly table: TableContent;
}

export function report({ months, absences, projects }: Figures, { title, source }: About): string {
  const sections = [headcount(months), absenceDays(absences), hours(projects)];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(source)}</p>
</header>
<main>
${sections.map(drawn).join('\n')}
</main>
<footer>
<p>How each figure is computed, and what is left out: <code>docs/models.md</code>.</p>
</footer>
</body>
</html>
`;
}

function drawn({ heading, finding, picture, keys = [], note, view, table: content }: Section): string {
  const legend = keys.map(([kind, meaning]) => `<span class="key ${kind}"></span>${escaped(meaning)}`).join('');
  return `<section>
<h2>${escaped(heading)}</h2>
<p class="finding">${escaped(finding)}</p>
<figure>
${picture}
${legend === '' ? '' : `<figcaption>${legend}</figcaption>\n`}</figure>
<p class="note">${escaped(note)} View: <code>${view}</code>.</p>
<div class="tables">
${table(content)}
</div>
</section>`;
}

function headcount(months: readonly Month[]): Section {
  const joiners = sum(months.map((each) => each.joiners));
  const leavers = sum(months.map((each) => each.leavers));
  const [first, last] = [months[0], months.at(-1)];
  const finding =
    first === undefined || last === undefined
      ? 'Nobody is employed.'
      : `${whole(last.headcount)} people at the end of ${monthName(last.month, 'long').replace(' ', '\u00a0')}. In ${months.length} months ${whole(joiners)} joined and ${whole(leavers)} left.`;
  const description =
    first === undefined || last === undefined
      ? finding
      : `From ${whole(first.headcount)} people in ${monthName(first.month)} to ${whole(last.headcount)} in ${monthName(last.month)}. The table below has every month.`;
  return {
    heading: 'Headcount',
    finding,
    picture: columns(months, { id: 'headcount', title: 'Headcount at the end of each month', description }),
    keys: [
      ['people', 'Headcount'],
      ['joined', 'Joined'],
      ['left', 'Left'],
    ],
    note: 'People with an internal employment on the last day of the month; the present month as it is planned today. A leaver is counted in the month of the first day without employment.',
    view: 'personio__turnover_company_monthly',
    table: {
      caption: 'Headcount, joiners and leavers by month',
      heads: ['Month', 'Headcount', 'Joined', 'Left'],
      rows: months.map((each) => [
        monthName(each.month),
        whole(each.headcount),
        signed(each.joiners, '+'),
        signed(each.leavers, '−'),
      ]),
      totals: ['Total', '', signed(joiners, '+'), signed(leavers, '−')],
    },
  };
}

function absenceDays(absences: readonly Absence[]): Section {
  const total = sum(absences.map(({ days }) => days));
  const [most] = absences;
  const rows = absences.map(({ type, days }) => ({ label: categoryName(type), value: days, shown: tenths(days) }));
  const finding =
    most === undefined
      ? 'No absences in 12 months.'
      : `${tenths(total)} absence days in 12 months. ${percent(most.days / total)} of them are ${categoryName(most.type).toLowerCase()}.`;
  return {
    heading: 'Absence days',
    finding,
    picture: bars(rows, {
      id: 'absences',
      title: 'Absence days of the last 12 months, by type',
      description: rows.map(({ label, shown }) => `${label}: ${shown} days.`).join(' '),
    }),
    note: 'Approved absences, planned ones only until the end of this month, in working days: weekends and holidays do not count. Absences that are taken in hours are left out.',
    view: 'personio__absence_monthly',
    table: {
      caption: 'Absence days of the last 12 months by type',
      heads: ['Type', 'Days', 'Share'],
      rows: rows.map(({ label, value, shown }) => [label, shown, percent(value / total)]),
      totals: ['Total', tenths(total), ''],
    },
  };
}

function hours(projects: readonly Project[]): Section {
  const total = sum(projects.map((each) => each.hours));
  const billable = sum(projects.map((each) => each.billable));
  const pending = sum(projects.map((each) => each.pending));
  const rows = projects.map((each) => ({
    label: projectName(each.project),
    value: each.hours,
    shown: tenths(each.hours),
  }));
  return {
    heading: 'Hours by project',
    finding:
      total === 0
        ? 'No hours in 12 months.'
        : `${tenths(total)} hours in 12 months. ${percent(billable / total)} of them are billable.`,
    picture: bars(rows, {
      id: 'projects',
      title: 'Hours worked in the last 12 months, by project',
      description: rows.map(({ label, shown }) => `${label}: ${shown} hours.`).join(' '),
    }),
    note: 'Confirmed working time without breaks. What waits for approval is not in the chart.',
    view: 'personio__project_hours_monthly',
    table: {
      caption: 'Hours of the last 12 months by project',
      heads: ['Project', 'Hours', 'Billable', 'Waiting for approval'],
      rows: projects.map((each) => [
        projectName(each.project),
        tenths(each.hours),
        tenths(each.billable),
        tenths(each.pending),
      ]),
      totals: ['Total', tenths(total), tenths(billable), tenths(pending)],
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
