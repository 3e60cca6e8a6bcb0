import { describe, expect, test } from 'vitest';
import { widthOf } from '../src/printable.ts';
import type { Figures } from './figures.ts';
import { report } from './report/report.ts';
import { textCharts } from './text_charts.ts';

const NAME = 'Optik & <Feinmechanik> "Süd" 🔧 with a name that goes on and on';

const FIGURES: Figures = {
  months: [
    { month: '2025-12', headcount: 80, joiners: 0, leavers: 0 },
    { month: '2026-01', headcount: 1_001, joiners: 922, leavers: 1 },
  ],
  absences: [
    { type: 'PAID_VACATION', days: 30 },
    { type: '(none)', days: 7.5 },
  ],
  projects: [
    { project: NAME, hours: 1_234.56, billable: 617.28, pending: 1 },
    { project: '(none)', hours: 0, billable: 0, pending: 2.5 },
  ],
};
const NONE: Figures = { months: [], absences: [], projects: [] };

const reportOf = (figures: Figures): string => report(figures, { title: 'A & B', source: '<script>alert(1)</script>' });

describe('the charts in text', () => {
  test('show each figure with a bar in proportion', () => {
    const [headcount = '', absences = ''] = textCharts(FIGURES, 70);

    expect(headcount).toMatch(/^ {2}Dec 2025 {2}███[▏▎▍▌▋▊▉]? +80$/m);
    expect(headcount).toMatch(/^ {2}Jan 2026 {2}█{40} {3}1,001 {2}\+922 {2}−1$/m);
    const lengths = [...absences.matchAll(/█+/g)].map(([bar]) => bar.length);
    expect(lengths).toHaveLength(2);
    expect((lengths[0] ?? 0) / (lengths[1] ?? 1)).toBeCloseTo(4, 0);
    expect(absences).toMatch(/^ {2}No category .* 7\.5$/m);
  });

  test.each([62, 78])('fit into %i columns', (width) => {
    for (const line of textCharts(FIGURES, width).join('\n').split('\n'))
      expect(widthOf(line), line).toBeLessThanOrEqual(width);
  });

  test('say so if there is nothing', () => {
    expect(textCharts(NONE, 78).map((chart) => chart.split('\n')[1])).toEqual(['  none', '  none', '  none']);
  });
});

describe('the report', () => {
  const html = reportOf(FIGURES);

  test('loads nothing, runs nothing, and links to nothing', () => {
    expect(html).not.toMatch(
      /<(script|link|img|iframe|object|embed|base|a)\b|\b(src|href|on\w+)=|url\(|@import|https?:/i,
    );
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('contains texts of the data as text', () => {
    expect(html).toContain(
      '<th scope="row">Optik &amp; &lt;Feinmechanik&gt; &quot;Süd&quot; 🔧 with a name that goes on and on</th>',
    );
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<Feinmechanik>');
  });

  test('has a language, headings, and for each picture a title, a description and a table with a caption', () => {
    expect(html).toMatch(/<html lang="en">/);
    expect(html.match(/<svg /g)).toHaveLength(3);
    for (const [, title, text] of html.matchAll(/aria-labelledby="(\S+) (\S+)"/g)) {
      expect(html).toContain(`<title id="${title}">`);
      expect(html).toContain(`<desc id="${text}">`);
    }
    expect(html.match(/<table>\n<caption>[^<]+<\/caption>/g)).toHaveLength(3);
    expect(html.match(/<h2>/g)).toHaveLength(3);
  });

  test('has every figure in a table, with totals', () => {
    expect(html).toContain('<th scope="row">Jan 2026</th><td>1,001</td><td>+922</td><td>−1</td>');
    expect(html).toContain('<tfoot><tr><th scope="row">Total</th><td></td><td>+922</td><td>−1</td></tr></tfoot>');
    expect(html).toContain('<th scope="row">Paid vacation</th><td>30.0</td><td>80%</td>');
    expect(html).toContain('<th scope="row">No project</th><td>0.0</td><td>0.0</td><td>2.5</td>');
  });

  test('says so if there is nothing', () => {
    const empty = reportOf(NONE);

    for (const sentence of ['Nobody is employed.', 'No absences in 12 months.', 'No hours in 12 months.'])
      expect(empty).toContain(sentence);
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });
});
