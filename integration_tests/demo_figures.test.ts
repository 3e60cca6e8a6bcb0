// What the demo ends with: charts, and a page with the same as pictures and tables.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../sandbox/json.ts';
import { startSandbox } from '../sandbox/server.ts';
import { ACCOUNT, CHANGES } from '../src/commands/demo/demo.ts';
import { widthOf } from '../src/printable.ts';
import { browser, opened } from './browser.ts';
import { connector, type Run } from './connector.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'source-personio-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TITLES = {
  headcount: 'Headcount at the end of each month, with joiners and leavers',
  absences: 'Absence days of the last 12 months, by type',
  projects: 'Hours worked in the last 12 months, by project',
};

let run: Run;
let html: string;
let known: { readonly employments: readonly JsonObject[]; readonly attendances: readonly JsonObject[] };
const now = new Date();

beforeAll(async () => {
  run = await connector(['demo'], { cwd: folder });
  html = readFileSync(path.join(folder, 'demo-output', 'report.html'), 'utf8');
  // The account of the demo, after the same changes.
  const sandbox = await startSandbox({ ...ACCOUNT, now });
  sandbox.change(CHANGES);
  known = { employments: sandbox.rows('employments'), attendances: sandbox.rows('attendance_periods') };
  await sandbox.close();
}, 120_000);

/** The lines of a chart, without its heading, as cells. */
function chart(title: string): string[][] {
  const [, text = ''] = run.stdout.split(`\n${title}\n`);
  const [block = ''] = text.split('\n\n');
  const [, ...lines] = block.split('\n');
  return lines.map((line) => line.trim().split(/ {2,}/));
}

/** The cells of a table of the report. */
function table(caption: string): string[][] {
  const [, text = ''] = html.split(`<caption>${caption}</caption>`);
  const [body = ''] = text.slice(text.indexOf('<tbody>')).split('</tbody>');
  return [...body.matchAll(/<tr>(.*)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell),
  );
}

const personOf = ({ person }: JsonObject): unknown => (person as JsonObject).id;

const number = (text: string | undefined): number => Number((text ?? '').replace(/,/g, ''));

/** The last day of each of the last twelve months. */
const MONTH_ENDS = Array.from({ length: 12 }, (_, at) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 10 + at, 0)).toISOString().slice(0, 10),
);

describe('the charts of the demo', () => {
  test('come after everything else was shown, and fit into 78 columns', () => {
    expect(run.stderr).toBe('');
    expect(run.exit).toBe(0);
    const places = ['changes are among them', ...Object.values(TITLES), 'demo-output/report.html', 'What to type next'];
    expect(places.map((text) => run.stdout.indexOf(text)).every((at, n, all) => at > (all[n - 1] ?? 0))).toBe(true);
    for (const line of run.stdout.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(78);
  });

  test('have the headcount that the sandbox has, month by month', () => {
    const internal = known.employments.filter(({ type }) => type !== 'EXTERNAL');
    const startOf = ({ employment_start_date }: JsonObject): string => `${employment_start_date ?? '9999-12-31'}`;
    const endOf = (employment: JsonObject): string => {
      const end = `${employment.employment_end_date ?? '9999-12-31'}`;
      const [next] = internal
        .filter((other) => personOf(other) === personOf(employment) && startOf(other) > end)
        .map(startOf)
        .sort();
      // Who goes to another company of the group does not leave.
      const isSwitch = (employment.termination as JsonObject | undefined)?.type === 'SUB_COMPANY_SWITCH';
      return isSwitch && next !== undefined ? next : end;
    };
    const employed = (day: string): number =>
      new Set(internal.filter((each) => startOf(each) <= day && endOf(each) >= day).map(personOf)).size;

    expect(chart(TITLES.headcount).map(([, , people]) => number(people))).toEqual(MONTH_ENDS.map(employed));
  });

  test('have as many joiners and leavers as explain the headcount', () => {
    const months = table('Headcount, joiners and leavers by month').map(([, people, joined, left]) => ({
      people: number(people),
      change: number(joined) - number(left?.replace('−', '')),
    }));

    expect(months).toHaveLength(12);
    for (const [at, { people, change }] of months.entries())
      if (at > 0) expect(people).toBe((months[at - 1]?.people ?? 0) + change);
  });

  test('have all confirmed hours of the twelve months', () => {
    const first = `${MONTH_ENDS[0]?.slice(0, 7)}-01`;
    const worked = known.attendances.filter(({ type, approval, end, attribution_date }) => {
      const isConfirmed = (approval as JsonObject).status === 'CONFIRMED';
      return type === 'WORK' && isConfirmed && end !== null && end !== undefined && `${attribution_date}` >= first;
    });
    const at = (time: unknown): number => Date.parse(`${(time as JsonObject | null)?.date_time}Z`);
    const hours = worked.reduce((sum, { start, end }) => sum + (at(end) - at(start)) / 3_600_000, 0);

    const shown = chart(TITLES.projects).map((cells) => number(cells.at(-1)));
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.reduce((sum, each) => sum + each, 0)).toBeCloseTo(hours, -1);
  });

  test('have several types of absences', () => {
    const types = chart(TITLES.absences);
    expect(types.map(([type]) => type)).toEqual(expect.arrayContaining(['Paid vacation', 'Sick leave']));
    for (const cells of types) expect(number(cells.at(-1))).toBeGreaterThan(0);
  });
});

describe('the report of the demo', () => {
  test('has the same figures in its tables', () => {
    const values = (cells: string[]): [string | undefined, number] => [cells[0], number(cells[1])];
    const bars = (cells: string[]): [string | undefined, number] => [cells[0], number(cells.at(-1))];

    expect(table('Absence days of the last 12 months by type').map(values)).toEqual(chart(TITLES.absences).map(bars));
    expect(table('Hours of the last 12 months by project').map(values)).toEqual(chart(TITLES.projects).map(bars));
    expect(table('Headcount, joiners and leavers by month').map(values)).toEqual(
      chart(TITLES.headcount).map(([month, , people]) => [month, number(people)]),
    );
  });

  test('has no script and no address, and names nobody', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe|object|a)\b|\b(src|href|on\w+)=|url\(|@import|https?:/i);
    expect(html).not.toMatch(/410\d{4}/);
  });

  test.skipIf(browser === undefined)('opens in a browser without an error or a request', async () => {
    const { dom, console, requests } = await opened(path.join(folder, 'demo-output', 'report.html'));

    expect({ console, requests }).toEqual({ console: [], requests: [] });
    expect(dom.match(/<svg /g)).toHaveLength(3);
    for (const caption of ['Headcount, joiners and leavers by month', 'Absence days of the last 12 months by type'])
      expect(dom).toContain(`<caption>${caption}</caption>`);
  });

  test.skipIf(browser === undefined)('would be caught if it asked for something', async () => {
    const page = path.join(folder, 'page.html');
    writeFileSync(page, '<!doctype html><script>console.log("here")</script><img src="http://127.0.0.1:9/picture">');
    const { console, requests } = await opened(page);

    expect(console).toEqual([expect.stringContaining('"here"')]);
    expect(requests).toEqual(['http://127.0.0.1:9/picture']);
  });
});

describe('the demo without charts', () => {
  const elsewhere = (name: string, files: readonly string[]): string => {
    const home = path.join(folder, name);
    mkdirSync(home);
    cpSync(path.join(ROOT, 'dist'), path.join(home, 'dist'), { recursive: true });
    for (const file of files) symlinkSync(path.join(ROOT, file), path.join(home, file));
    return home;
  };
  const demoIn = async (cwd: string): Promise<Run> => {
    const program = path.join(cwd, 'dist', 'main.js');
    const run = await connector(['demo'], { cwd, program });
    expect(run).toMatchObject({ exit: 0, stderr: '' });
    expect(run.stdout).toContain('changes are among them');
    expect(run.stdout).toContain('What to type next');
    return run;
  };

  test('says where they are, if it is a package or an image', async () => {
    const { stdout } = await demoIn(elsewhere('package', []));

    expect(stdout).toContain('\n\nNo charts: only the demo of a clone has them, after npm ci && npm run demo.\n\n');
  });

  test('says that DuckDB cannot be loaded', async () => {
    const { stdout } = await demoIn(elsewhere('no-duckdb', ['models']));

    expect(stdout.replaceAll('\n', ' ')).toContain(
      ' No charts: DuckDB cannot be loaded: its npm package @duckdb/node-api is not installed for this machine. ',
    );
  });

  test('says that there is no report if it cannot be written', async () => {
    const home = path.join(folder, 'occupied');
    mkdirSync(home);
    writeFileSync(path.join(home, 'demo-output'), '');
    const run = await connector(['demo'], { cwd: home });

    expect(run).toMatchObject({ exit: 0, stderr: '' });
    expect(run.stdout).toContain(TITLES.projects);
    expect(run.stdout).toMatch(/^No report: EEXIST: file already exists/m);
  });
});
